//! The line of a point's level over the last ninety days, drawn from its events in the ledger: each says what the level became.

use crate::ledger::Line;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt::Write;

const DAYS: i64 = 90;
/// Left and right end of the line in a drawing 620 wide, with room beside it for the words as large as a phone shows them; the first row's height and the distance between rows.
const LEFT: i64 = 150;
const RIGHT: i64 = 550;
const TOP: i64 = 10;
const STEP: i64 = 22;

/// The drawing: a row per level, the line, where it ends.
#[derive(Debug, PartialEq, Eq)]
pub struct LevelLine {
    pub path: String,
    pub end: i64,
    pub rows: Vec<(i16, i64)>,
    /// How often the level changed within the ninety days.
    pub changes: usize,
}

/// The height of a level's row.
const fn height(level: i16) -> i64 {
    TOP + (level as i64 - 1) * STEP
}

/// `level-3` as a rank.
fn rank(state: &str) -> Option<i16> {
    state.strip_prefix("level-").and_then(|rank| rank.parse().ok()).filter(|rank| (1..=4).contains(rank))
}

impl LevelLine {
    /// From the events of a point in any order, and its present level. A point younger than ninety days begins where its first event stands.
    /// A level no longer in force keeps its row while the line touches it.
    pub fn new(history: &[Line], current: i16, in_force: &[i16], now: DateTime<Utc>) -> Self {
        let mut steps: Vec<(DateTime<Utc>, i16)> = history.iter().filter_map(|line| Some((line.at, rank(&line.to_state)?))).collect();
        steps.sort_by_key(|(at, _)| *at);
        let from = now - TimeDelta::days(DAYS);
        let x = |at: DateTime<Utc>| {
            let minutes = (at - from).num_minutes().clamp(0, DAYS * 24 * 60);
            LEFT + minutes * (RIGHT - LEFT) / (DAYS * 24 * 60)
        };
        let before = steps.iter().rev().find(|(at, _)| *at <= from).map(|(_, level)| (from, *level));
        let within = steps.into_iter().filter(|(at, _)| *at > from);
        let mut touched = vec![current];
        let mut path = String::new();
        let mut last: Option<i16> = None;
        let mut changes = 0;
        for (at, level) in before.into_iter().chain(within) {
            let written = match last {
                None => write!(path, "M{} {}", x(at), height(level)),
                Some(held) if held != level => {
                    changes += 1;
                    write!(path, "H{}V{}", x(at), height(level))
                }
                Some(_) => Ok(()),
            };
            debug_assert!(written.is_ok(), "a String takes everything");
            touched.push(level);
            last = Some(level);
        }
        if last.is_none() {
            path = format!("M{LEFT} {}", height(current));
        }
        path.push_str(&format!("H{RIGHT}"));
        Self {
            path,
            end: height(last.unwrap_or(current)),
            rows: (1..=4).filter(|rank| in_force.contains(rank) || touched.contains(rank)).map(|rank| (rank, height(rank))).collect(),
            changes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PersonId;
    use chrono::TimeZone;
    use sqlx::types::Json;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 0, 0, 0).unwrap()
    }

    fn event(days_ago: i64, to: &str) -> Line {
        Line {
            seq: 1,
            act: "evaluate".into(),
            from_state: String::new(),
            to_state: to.into(),
            at: now() - TimeDelta::days(days_ago),
            actor_id: PersonId::new(),
            facts: Json::default(),
            texts: Json::default(),
        }
    }

    #[test]
    fn the_line_steps_where_the_level_changed() {
        // Newest first, as the page reads them.
        let history = [event(9, "level-3"), event(45, "level-2"), event(60, "level-3"), event(200, "level-3")];
        let line = LevelLine::new(&history, 3, &[1, 3, 4], now());
        assert_eq!(line.path, "M150 54H350V32H510V54H550");
        assert_eq!((line.end, line.changes), (54, 2));
        assert_eq!(line.rows, [(1, 10), (2, 32), (3, 54), (4, 76)], "orange is out of force, but was in those days");
    }

    #[test]
    fn a_young_point_begins_late_and_one_without_events_lies_flat() {
        assert_eq!(LevelLine::new(&[event(45, "level-1")], 1, &[1, 2, 3, 4], now()).path, "M350 10H550");
        assert_eq!(LevelLine::new(&[], 4, &[1, 2, 3, 4], now()).path, "M150 76H550");
        assert_eq!(LevelLine::new(&[event(3, "retired"), event(90, "level-2")], 2, &[1, 3, 4], now()).path, "M150 32H550");
    }
}
