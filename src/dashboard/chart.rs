//! Drawings computed here and written as SVG by the templates: the trend line, the bars of the levels, the small stacked bar of a row.

use super::model::Week;
use super::rules::{axis, grouped, rate};
use crate::level::Levels;
use std::fmt::Write;

const LEFT: f64 = 34.0;
/// Beyond it stand the names of the lines, up to the edge of the view box.
const RIGHT: f64 = 540.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 266.0;

/// A horizontal line of the trend with its number.
pub struct Line {
    pub y: String,
    /// The number's baseline.
    pub text_y: String,
    pub value: String,
}

/// A label below the axis: the week's place in the series.
pub struct Tick {
    pub x: String,
    pub week: usize,
}

/// The trend of reported and closed, in a view box of 640 by 292.
pub struct Trend {
    pub lines: Vec<Line>,
    pub ticks: Vec<Tick>,
    pub reported: Series,
    pub closed: Series,
}

pub struct Series {
    /// The `d` of its path.
    pub path: String,
    /// Its last point.
    pub x: String,
    pub y: String,
    /// Where its name stands: moved away from the other's.
    pub text_y: String,
    /// The last value.
    pub last: i64,
}

#[expect(clippy::cast_precision_loss, reason = "pixels")]
fn pixels(n: i64) -> f64 {
    n as f64
}

/// Draws the weeks, the oldest first.
pub fn trend(weeks: &[Week]) -> Trend {
    let most = weeks.iter().map(|week| week.reported.max(week.closed)).max().unwrap_or(0);
    let values = axis(most);
    let top = values.last().copied().unwrap_or(1);
    let gaps = i64::try_from(weeks.len().saturating_sub(1)).unwrap_or(1).max(1);
    let x = |n: usize| LEFT + (RIGHT - LEFT) * pixels(i64::try_from(n).unwrap_or(0)) / pixels(gaps);
    let y = |value: i64| BOTTOM - (BOTTOM - TOP) * pixels(value) / pixels(top);
    let series = |of: fn(&Week) -> i64| {
        let mut path = String::new();
        for (n, week) in weeks.iter().enumerate() {
            let _ = write!(path, "{}{:.1} {:.1}", if n == 0 { 'M' } else { 'L' }, x(n), y(of(week)));
        }
        let last = weeks.last().map_or(0, of);
        (path, x(weeks.len().saturating_sub(1)), y(last), last)
    };
    let (reported, closed) = (series(|week| week.reported), series(|week| week.closed));
    let (reported_text, closed_text) = apart(reported.2, closed.2);
    let drawn = |(path, x, y, last): (String, f64, f64, i64), text_y: f64| Series {
        path,
        x: format!("{x:.1}"),
        y: format!("{y:.1}"),
        text_y: format!("{text_y:.1}"),
        last,
    };
    Trend {
        lines: values
            .iter()
            .map(|value| Line { y: format!("{:.1}", y(*value)), text_y: format!("{:.1}", y(*value) + 4.0), value: grouped(*value) })
            .collect(),
        // Every third week: their names must not run into each other, nor into "this week".
        ticks: (0..weeks.len().saturating_sub(2))
            .step_by(3)
            .chain(weeks.len().checked_sub(1))
            .map(|week| Tick { x: format!("{:.1}", x(week)), week })
            .collect(),
        reported: drawn(reported, reported_text),
        closed: drawn(closed, closed_text),
    }
}

/// Baselines for the names of two points: beside them, and when they are near each other, moved apart but not into the labels below the axis.
fn apart(one: f64, other: f64) -> (f64, f64) {
    const HEIGHT: f64 = 16.0;
    if one > other {
        let (other, one) = apart(other, one);
        return (one, other);
    }
    if other - one >= HEIGHT {
        return (one + 4.0, other + 4.0);
    }
    let lower = (f64::midpoint(one, other) + 4.0 + HEIGHT / 2.0).min(BOTTOM + 4.0);
    (lower - HEIGHT, lower)
}

/// One level's bar: as long as its share of the most frequent level.
pub struct Bar {
    pub rank: u8,
    pub count: i64,
    /// Of all; `None` when there are none.
    pub share: Option<String>,
    /// Percent of the full width.
    pub width: String,
}

/// The distribution of the levels in force, and of any other that still has points.
pub fn levels(risk: [i64; 4], known: &Levels) -> Vec<Bar> {
    let (all, most) = (risk.iter().sum(), risk.into_iter().max().unwrap_or(0));
    (1_u8..)
        .zip(risk)
        .filter(|(rank, count)| *count > 0 || known.has(i16::from(*rank)))
        .map(|(rank, count)| Bar {
            rank,
            count,
            share: rate(count, all).map(|share| share.to_string()),
            width: rate(count, most).map_or_else(|| "0".into(), |width| width.percent()),
        })
        .collect()
}

/// A piece of the stacked bar, in percent.
pub struct Piece {
    pub rank: u8,
    pub x: String,
    pub width: String,
}

/// A row's levels side by side; levels without a point leave no gap.
pub fn stack(risk: [i64; 4]) -> Vec<Piece> {
    let all = pixels(risk.iter().sum::<i64>().max(1));
    let mut begun = 0;
    let mut pieces = Vec::new();
    for (rank, count) in (1..).zip(risk) {
        if count > 0 {
            pieces.push(Piece {
                rank,
                x: format!("{:.1}", pixels(begun) * 100.0 / all),
                width: format!("{:.1}", pixels(count) * 100.0 / all),
            });
        }
        begun += count;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::rules;
    use chrono::NaiveDate;

    fn weeks(values: &[(i64, i64)]) -> Vec<Week> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        rules::trend(&[], today)
            .into_iter()
            .zip(values)
            .map(|(week, (reported, closed))| Week { reported: *reported, closed: *closed, ..week })
            .collect()
    }

    #[test]
    fn a_line_runs_from_edge_to_edge_and_its_highest_point_lies_on_the_axis() {
        let drawn = trend(&weeks(&[(0, 5), (10, 0), (50, 0)]));
        assert_eq!(drawn.reported.path, "M34.0 266.0L287.0 215.6L540.0 14.0");
        assert_eq!(drawn.lines.iter().map(|line| line.value.as_str()).collect::<Vec<_>>(), ["0", "10", "20", "30", "40", "50"]);
        assert_eq!((drawn.closed.x.as_str(), drawn.closed.y.as_str(), drawn.closed.last), ("540.0", "266.0", 0));
    }

    #[test]
    fn names_at_the_end_never_lie_on_each_other() {
        for last in [(5, 5), (5, 6), (6, 5), (0, 0), (30, 37), (0, 50)] {
            let mut values = [(0, 50); 12];
            values[11] = last;
            let drawn = trend(&weeks(&values));
            let apart = drawn.reported.text_y.parse::<f64>().unwrap() - drawn.closed.text_y.parse::<f64>().unwrap();
            assert!(apart.abs() >= 15.9, "{last:?}: {apart}");
            assert!(
                [&drawn.reported, &drawn.closed].iter().all(|series| series.text_y.parse::<f64>().unwrap() <= 270.0),
                "{last:?} runs into the weeks"
            );
        }
    }

    #[test]
    fn no_weeks_draw_nothing_and_do_not_fail() {
        let drawn = trend(&[]);
        assert_eq!(drawn.reported.path, "");
        assert!(drawn.ticks.is_empty());
    }

    #[test]
    fn bars_are_measured_against_the_longest_and_shares_against_all() {
        let bars = levels([1, 0, 3, 4], &Levels::default());
        let told: Vec<_> = bars.iter().map(|bar| (bar.rank, bar.count, bar.share.as_deref(), bar.width.as_str())).collect();
        assert_eq!(
            told,
            [(1, 1, Some("12.5"), "25.0"), (2, 0, Some("0"), "0.0"), (3, 3, Some("37.5"), "75.0"), (4, 4, Some("50"), "100.0")]
        );
        assert!(levels([0; 4], &Levels::default()).iter().all(|bar| bar.share.is_none() && bar.width == "0"));
    }

    #[test]
    fn a_stacked_bar_has_no_gaps() {
        let told: Vec<_> = stack([1, 0, 1, 2]).iter().map(|piece| (piece.rank, piece.x.clone(), piece.width.clone())).collect();
        assert_eq!(told, [(1, "0.0".into(), "25.0".into()), (3, "25.0".into(), "25.0".into()), (4, "50.0".into(), "50.0".into())]);
        assert!(stack([0; 4]).is_empty());
    }
}
