//! When a delegation may be given. Pure.

use crate::access::{Actor, Place, Role};
use crate::id::{DelegationId, PersonId};
use chrono::{DateTime, Days, NaiveDate, Utc};

/// The longest time one may be given for: a term's absence is another principal's.
pub const LONGEST_DAYS: u64 = 92;

/// A delegation as it was given.
#[derive(Clone, Debug)]
pub struct Delegation {
    pub id: DelegationId,
    pub principal: PersonId,
    pub principal_name: String,
    pub deputy: PersonId,
    pub deputy_name: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub reason: String,
    pub given_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl Delegation {
    /// In force on a day, or to be in force later.
    pub fn stands(&self, today: NaiveDate) -> bool {
        self.ended_at.is_none() && self.to >= today
    }
}

/// How one stands on a day: `ended`, `over`, `now` or `later`.
pub fn state(from: NaiveDate, to: NaiveDate, ended: bool, today: NaiveDate) -> &'static str {
    match (ended, from <= today, to >= today) {
        (true, ..) => "ended",
        (false, _, false) => "over",
        (false, true, true) => "now",
        (false, false, true) => "later",
    }
}

/// Why one is not given. Each is a Fluent key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It begins before today, ends before it begins, or lasts too long.
    Dates,
    /// Nobody signs for themselves.
    Oneself,
    /// Somebody signs on one of these days already.
    Overlaps,
}

impl Refusal {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Dates => "delegation-dates-wrong",
            Self::Oneself => "delegation-oneself",
            Self::Overlaps => "delegation-overlaps",
        }
    }

    /// The field it is shown at.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Dates | Self::Overlaps => "to",
            Self::Oneself => "deputy",
        }
    }
}

/// Whether this actor gives delegations at this place.
pub fn gives(actor: &Actor, place: &Place) -> bool {
    place.is_school() && actor.role() == Role::Principal && actor.place().id == place.id
}

/// Whether one may be given beside those that were given before.
///
/// # Errors
/// The first reason why not.
pub fn may_give(
    known: &[Delegation],
    principal: PersonId,
    deputy: PersonId,
    from: NaiveDate,
    to: NaiveDate,
    today: NaiveDate,
) -> Result<(), Refusal> {
    if deputy == principal {
        return Err(Refusal::Oneself);
    }
    if from < today || to < from || to > from + Days::new(LONGEST_DAYS) {
        return Err(Refusal::Dates);
    }
    if known.iter().any(|one| one.stands(today) && one.from <= to && from <= one.to) {
        return Err(Refusal::Overlaps);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn one_at_a_time_for_a_time_that_is_known() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let person = |n| PersonId(Uuid::from_u128(n));
        let (me, deputy, today) = (person(1), person(2), day("2026-11-20"));
        let known = |from, to, ended: bool| Delegation {
            id: DelegationId(Uuid::nil()),
            principal: me,
            principal_name: String::new(),
            deputy,
            deputy_name: String::new(),
            from: day(from),
            to: day(to),
            reason: String::new(),
            given_at: DateTime::default(),
            ended_at: ended.then(DateTime::default),
        };
        let standing = [known("2026-11-25", "2026-11-27", false)];
        for (known, from, to, outcome) in [
            (&[][..], "2026-11-20", "2026-11-20", Ok(())),
            (&[], "2026-11-19", "2026-11-20", Err(Refusal::Dates)),
            (&[], "2026-11-21", "2026-11-20", Err(Refusal::Dates)),
            (&[], "2026-11-20", "2027-02-20", Ok(())),
            (&[], "2026-11-20", "2027-02-21", Err(Refusal::Dates)),
            (&standing, "2026-11-20", "2026-11-24", Ok(())),
            (&standing, "2026-11-20", "2026-11-25", Err(Refusal::Overlaps)),
            (&standing, "2026-11-27", "2026-11-30", Err(Refusal::Overlaps)),
            (&[known("2026-11-20", "2026-11-27", true)], "2026-11-20", "2026-11-27", Ok(())),
            (&[known("2026-11-01", "2026-11-19", false)], "2026-11-20", "2026-11-27", Ok(())),
        ] {
            assert_eq!(may_give(known, me, deputy, day(from), day(to), today), outcome, "{from} to {to}");
        }
        assert_eq!(may_give(&[], me, me, today, today, today), Err(Refusal::Oneself));
    }
}
