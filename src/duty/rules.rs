//! Who may be put in whose place. Pure: no I/O, no clock. [`name`] and [`hand_over`] are the only makers of a [`Shift`].

use super::model::Point;
use crate::id::PersonId;
use crate::ledger::Facts;
use crate::risk::model::Tier;
use crate::risk::rules;
use crate::ticket::model::Ticket;
use sha2::{Digest, Sha256};

codes! {
    /// The deeds, by the name the ledger gives them.
    pub enum Deed {
        /// Somebody is named for a tier of many points at once.
        Name = "name_duty",
        /// Somebody takes over from somebody else.
        HandOver = "hand_over_duty",
    }
}

/// Why not. Each is a sentence for the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A point was changed, or taken out of use, since the page was opened.
    #[error("stale")]
    Stale,
    /// Every point ticked is theirs already.
    #[error("already theirs")]
    Already,
}

impl Refusal {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Stale => "duty-stale",
            Self::Already => "duty-already",
        }
    }
}

/// A lawful change of who answers for one point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    before: Point,
    after: Point,
    tiers: Vec<Tier>,
    deed: Deed,
    /// Whose place was taken, in a handing over: as one who answers, stands in and keeps measures.
    left: Option<PersonId>,
    heir: PersonId,
}

impl Shift {
    pub fn before(&self) -> &Point {
        &self.before
    }
    pub fn after(&self) -> &Point {
        &self.after
    }
    /// The tiers that changed hands, from the highest down.
    pub fn tiers(&self) -> &[Tier] {
        &self.tiers
    }
    pub fn deed(&self) -> Deed {
        self.deed
    }
    /// Who left and who follows, in a handing over.
    pub fn handed(&self) -> Option<(PersonId, PersonId)> {
        self.left.map(|left| (left, self.heir))
    }

    fn new(before: &Point, tiers: Vec<Tier>, person: PersonId, deed: Deed, left: Option<PersonId>) -> Self {
        let mut after = before.clone();
        for tier in &tiers {
            after.duties.set(*tier, Some(person));
        }
        for tier in Tier::ALL {
            let deputy = after.deputies.of(*tier).map(|deputy| if Some(deputy) == left { person } else { deputy });
            // Nobody stands in for themselves.
            after.deputies.set(*tier, deputy.filter(|deputy| after.duties.of(*tier) != Some(*deputy)));
        }
        for keeper in &mut after.keepers {
            if Some(*keeper) == left {
                *keeper = person;
            }
        }
        after.complete = rules::complete(after.demand, &after.duties);
        after.version += 1;
        Self { before: before.clone(), after, tiers, deed, left, heir: person }
    }

    /// What the ledger keeps of it: the point as it is now, who answers for it, and who did at the tiers that changed.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::from([
            ("number".into(), self.after.number.clone()),
            ("level".into(), self.after.level.to_string()),
            ("complete".into(), self.after.complete.to_string()),
            ("review_on".into(), self.after.review_on.to_string()),
        ]);
        facts.extend(self.after.duties.named().map(|(tier, person)| (format!("duty-{tier}"), person.to_string())));
        let before = self.tiers.iter().filter_map(|tier| Some((*tier, self.before.duties.of(*tier)?)));
        facts.extend(before.map(|(tier, person)| (format!("before-{tier}"), person.to_string())));
        if self.after.deputies != self.before.deputies || self.after.keepers != self.before.keepers {
            facts.extend(self.after.deputies.named().map(|(tier, person)| (format!("deputy-{tier}"), person.to_string())));
            facts.extend(self.left.map(|left| ("left".into(), left.to_string())));
            let kept = self.before.keepers.iter().filter(|keeper| Some(**keeper) == self.left).count();
            facts.insert("measures".into(), kept.to_string());
        }
        facts
    }
}

/// Names a person at a tier of the picked points, each as it was seen: number and version.
///
/// # Errors
/// [`Refusal::Stale`] when one of them is not as it was seen, [`Refusal::Already`] when nothing would change.
pub fn name(points: &[Point], picked: &[(String, i32)], tier: Tier, person: PersonId) -> Result<Vec<Shift>, Refusal> {
    let mut shifts = Vec::new();
    for (number, version) in picked {
        let point = points.iter().find(|one| one.number == *number && one.version == *version).ok_or(Refusal::Stale)?;
        let twice = shifts.iter().any(|one: &Shift| one.before.id == point.id);
        if point.duties.of(tier) != Some(person) && !twice {
            shifts.push(Shift::new(point, vec![tier], person, Deed::Name, None));
        }
    }
    if shifts.is_empty() { Err(Refusal::Already) } else { Ok(shifts) }
}

/// Puts one person in another's place, wherever that one answers for a point, stands in, or keeps a measure in order.
pub fn hand_over(points: &[Point], from: PersonId, to: PersonId) -> Vec<Shift> {
    points
        .iter()
        .filter(|point| from != to && point.concerns(from))
        .map(|point| Shift::new(point, point.tiers_of(from), to, Deed::HandOver, Some(from)))
        .collect()
}

/// What was seen before a handing over: changes whenever a point or a ticket that would go over does.
pub fn seen(shifts: &[Shift], tickets: &[Ticket]) -> String {
    let mut hash = Sha256::new();
    for shift in shifts {
        hash.update(format!("{}:{}:{};", shift.before.number, shift.before.version, shift.tiers.len()));
    }
    for ticket in tickets {
        hash.update(format!("{}:{};", ticket.number, ticket.version));
    }
    hex::encode(hash.finalize()).chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RiskPointId;
    use crate::risk::model::Duties;
    use chrono::NaiveDate;

    fn point(number: &str, level: i16, duties: Duties) -> Point {
        Point {
            id: RiskPointId::new(),
            number: number.into(),
            name: "Gas store".into(),
            place: String::new(),
            area: "canteen".into(),
            level,
            demand: level,
            complete: rules::complete(level, &duties),
            review_on: NaiveDate::from_ymd_opt(2027, 1, 1).unwrap(),
            version: 3,
            duties,
            deputies: Duties::default(),
            keepers: vec![],
        }
    }

    #[test]
    fn naming_the_last_missing_person_completes_a_point() {
        let (one, other) = (PersonId::new(), PersonId::new());
        let points = [point("FX-001", 3, Duties { post: Some(one), ..Duties::default() }), point("FX-002", 4, Duties::default())];
        let shifts = name(&points, &[("FX-001".into(), 3)], Tier::Department, other).unwrap();
        let [shift] = shifts.as_slice() else { panic!("one shift") };
        assert!(!shift.before().complete && shift.after().complete);
        assert_eq!((shift.after().version, shift.after().duties.post, shift.after().duties.department), (4, Some(one), Some(other)));
        let facts = shift.facts();
        assert_eq!((facts["duty-department"].as_str(), facts.contains_key("before-department")), (other.to_string().as_str(), false));
    }

    #[test]
    fn a_point_that_is_not_as_it_was_seen_stops_the_whole_act() {
        let person = PersonId::new();
        let points = [point("FX-001", 4, Duties::default()), point("FX-002", 4, Duties { post: Some(person), ..Duties::default() })];
        for (picked, refusal) in [
            (vec![("FX-001".to_owned(), 2)], Refusal::Stale),
            (vec![("FX-001".to_owned(), 3), ("FX-009".to_owned(), 3)], Refusal::Stale),
            (vec![("FX-002".to_owned(), 3)], Refusal::Already),
            (vec![], Refusal::Already),
        ] {
            assert_eq!(name(&points, &picked, Tier::Post, person), Err(refusal), "{picked:?}");
        }
        let twice = vec![("FX-001".to_owned(), 3), ("FX-001".to_owned(), 3), ("FX-002".to_owned(), 3)];
        assert_eq!(name(&points, &twice, Tier::Post, person).map(|shifts| shifts.len()), Ok(1), "a doubled tick is one change");
    }

    #[test]
    fn nothing_stays_with_the_old_name_and_nothing_else_moves() {
        let (old, new, third) = (PersonId::new(), PersonId::new(), PersonId::new());
        let points = [
            point("FX-001", 2, Duties { school: Some(old), department: Some(third), post: Some(old) }),
            point("FX-002", 4, Duties { post: Some(third), ..Duties::default() }),
            point("FX-003", 2, Duties { post: Some(old), ..Duties::default() }),
        ];
        let shifts = hand_over(&points, old, new);
        assert_eq!(shifts.iter().map(|one| one.before().number.as_str()).collect::<Vec<_>>(), ["FX-001", "FX-003"]);
        assert_eq!(shifts[0].tiers(), [Tier::School, Tier::Post]);
        assert_eq!(shifts[0].after().duties, Duties { school: Some(new), department: Some(third), post: Some(new) });
        assert!(shifts.iter().all(|one| one.after().tiers_of(old).is_empty() && one.after().complete == one.before().complete));
        assert_eq!(shifts[0].facts()["before-post"], old.to_string());
        assert!(hand_over(&points, old, old).is_empty() && hand_over(&points, new, old).is_empty());
        let before = seen(&shifts, &[]);
        let mut moved = points.clone();
        moved[2].version += 1;
        assert_ne!(before, seen(&hand_over(&moved, old, new), &[]));
        assert_eq!(before, seen(&hand_over(&points, old, new), &[]));
    }

    #[test]
    fn who_stands_in_or_keeps_a_measure_hands_that_over_too() {
        let (leaving, heir, other) = (PersonId::new(), PersonId::new(), PersonId::new());
        let plain = point("FX-001", 4, Duties { post: Some(other), ..Duties::default() });
        let deputy = Point { deputies: Duties { post: Some(leaving), ..Duties::default() }, ..plain.clone() };
        let keeper = Point { keepers: vec![other, leaving], ..plain.clone() };
        let own = Point { duties: Duties { post: Some(heir), ..Duties::default() }, ..deputy.clone() };
        let shifts = hand_over(&[plain, deputy, keeper, own], leaving, heir);
        assert_eq!(shifts.len(), 3, "the first point has nothing to do with them");
        assert_eq!(shifts[0].after().deputies.post, Some(heir));
        assert_eq!(shifts[1].after().keepers, [other, heir]);
        assert_eq!(shifts[2].after().deputies.post, None, "the heir answers there already");
        assert!(shifts.iter().all(|shift| shift.handed() == Some((leaving, heir)) && shift.facts().contains_key("left")));
    }
}
