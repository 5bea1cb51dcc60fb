//! Plans suggested from the register (按清单生成检查计划): whoever answers for risk points gets a route past them, as often as their levels and the
//! rules ask of that tier. Pure; nothing is kept until somebody says so.

use super::model::Timing;
use super::store::DutyRow;
use crate::id::{PersonId, RiskPointId};
use crate::risk::model::Tier;
use crate::risk::rhythm::{Frequency, rhythm};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The most questions of a suggested route: what can be walked in one go.
const QUESTIONS: i64 = 60;

#[derive(Deserialize)]
struct Table {
    rhythms: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    frequency: String,
    timing: Timing,
}

static TIMINGS: LazyLock<Vec<(Frequency, Timing)>> = LazyLock::new(|| {
    let table: Option<Table> = serde_json::from_str(include_str!("../../data/rhythms.json")).ok();
    let lines = table.map(|table| table.rhythms).unwrap_or_default();
    lines.into_iter().filter_map(|line| Some((Frequency::from_code(&line.frequency)?, line.timing))).collect()
});

/// A route somebody could walk.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// Names it on the page that offers it: stays the same as long as what it is made of does.
    pub key: String,
    pub person: PersonId,
    pub person_name: String,
    pub tier: Tier,
    pub frequency: Frequency,
    pub timing: Timing,
    pub points: Vec<RiskPointId>,
    /// Areas passed, each once.
    pub areas: Vec<String>,
    pub items: i64,
}

/// What no plan covers yet, by person, tier and frequency; long routes in parts.
pub fn suggestions(duties: &[DutyRow]) -> Vec<Suggestion> {
    let mut groups: BTreeMap<(String, PersonId, Tier, Frequency), Vec<&DutyRow>> = BTreeMap::new();
    for duty in duties.iter().filter(|duty| !duty.planned && duty.items > 0) {
        let frequency = rhythm(duty.level, duty.tier, &duty.area).frequency;
        groups.entry((duty.person_name.clone(), duty.person, duty.tier, frequency)).or_default().push(duty);
    }
    let mut found = Vec::new();
    for ((person_name, person, tier, frequency), rows) in groups {
        let Some((_, timing)) = TIMINGS.iter().find(|(of, _)| *of == frequency) else { continue };
        let mut part: Option<Suggestion> = None;
        for row in rows {
            if part.as_ref().is_some_and(|part| part.items + row.items > QUESTIONS) {
                found.extend(part.take());
            }
            let part = part.get_or_insert_with(|| Suggestion {
                key: format!("{}-{person}-{tier}-{frequency}", row.number),
                person,
                person_name: person_name.clone(),
                tier,
                frequency,
                timing: timing.clone(),
                points: vec![],
                areas: vec![],
                items: 0,
            });
            part.points.push(row.point);
            part.items += row.items;
            if !part.areas.contains(&row.area) {
                part.areas.push(row.area.clone());
            }
        }
        found.extend(part);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frequency_has_a_timing() {
        assert_eq!(TIMINGS.iter().map(|(of, _)| *of).collect::<Vec<_>>(), Frequency::ALL);
        for (of, timing) in TIMINGS.iter() {
            assert!(timing.windows.iter().all(|one| one.from < 1440 && one.to <= 1440), "{of}");
        }
    }

    #[test]
    fn a_route_is_by_person_tier_and_frequency_and_never_too_long() {
        let (wang, li) = (PersonId::new(), PersonId::new());
        let row = |n: u32, person, area: &str, level, items, planned| DutyRow {
            point: RiskPointId::new(),
            number: format!("FX-{n:03}"),
            name: "x".into(),
            area: area.into(),
            level,
            tier: Tier::Post,
            person,
            person_name: if person == wang { "王".into() } else { "李".into() },
            items,
            planned,
        };
        let duties = [
            row(1, wang, "classroom", 2, 30, false),
            row(2, wang, "classroom", 1, 25, false),
            row(3, wang, "stairs", 2, 10, false),
            row(4, wang, "stairs", 4, 10, false), // weekly, another route
            row(5, li, "dorm", 4, 3, false),      // at night, by rule
            row(6, li, "dorm", 4, 3, true),
            row(7, li, "classroom", 4, 0, false),
        ];
        let found = suggestions(&duties);
        let told: Vec<_> = found.iter().map(|one| (one.person_name.as_str(), one.frequency, one.points.len(), one.items)).collect();
        assert_eq!(
            told,
            [
                ("李", Frequency::TwiceNightly, 1, 3),
                ("王", Frequency::Daily, 2, 55),
                ("王", Frequency::Daily, 1, 10),
                ("王", Frequency::Weekly, 1, 10)
            ]
        );
        assert_eq!(found[1].areas, ["classroom"]);
    }
}
