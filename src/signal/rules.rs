//! Who says what to a signal, who may contest, and when a school counts as silent. Pure.

use super::limits::Limits;
use super::model::{Mark, Quiet};
use crate::access::{Actor, Place, Role};
use crate::calendar::rules::Calendar;
use crate::ticket::model::{State, Ticket};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sha2::{Digest, Sha256};

/// Whether this actor may say this of a school's signal.
pub fn may_mark(mark: Mark, actor: &Actor, place: &Place) -> bool {
    let here = actor.place().id == place.id;
    match mark {
        Mark::Explained => here && matches!(actor.role(), Role::Officer | Role::Principal),
        Mark::Looked | Mark::Harmless => !here && place.is_school() && matches!(actor.role(), Role::Reviewer | Role::Leader),
    }
}

/// A bureau's own people, who draw for it and look at what was drawn.
pub fn looks(actor: &Actor) -> bool {
    matches!(actor.role(), Role::Reviewer | Role::Leader)
}

/// Whether this person may still say that what they reported is not fixed.
pub fn may_contest(t: &Ticket, actor: &Actor, place: &Place, days: i32, now: DateTime<Utc>) -> bool {
    let days = Days::new(u64::try_from(days).unwrap_or(0));
    let open = t.closed_at.and_then(|at| at.checked_add_days(days)).is_some_and(|until| now <= until);
    actor.place().id == place.id && t.state == State::Closed && open && t.reported_by(actor.person())
}

/// School days since a school's last report, if they are too many while its peers report.
pub fn silent(quiet: &Quiet, calendar: &Calendar, today: NaiveDate, limits: &Limits) -> Option<i64> {
    let days = quiet.since.iter_days().skip(1).take(400).take_while(|day| *day <= today).filter(|day| calendar.is_school_day(*day)).count();
    let days = i64::try_from(days).unwrap_or(i64::MAX);
    (quiet.peers >= limits.silent_peers && days >= limits.silent_school_days).then_some(days)
}

/// The SHA-256 of the drum, a line each: what the ledger keeps of what was in it.
pub fn digest(lots: &[String]) -> String {
    let mut hash = Sha256::new();
    for lot in lots {
        hash.update(lot.as_bytes());
        hash.update(b"\n");
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::model::Kind;
    use crate::calendar::rules::tests::{day, entry};
    use crate::id::OrgId;

    fn quiet(since: &str, peers: i64) -> Quiet {
        let id = OrgId::new();
        let (school_code, school_zh, school_en, path) = (String::new(), String::new(), String::new(), "43.1.".to_owned());
        Quiet { district: id, school: id, school_code, school_zh, school_en, path, since: day(since), peers, said: vec![] }
    }

    #[test]
    fn silence_is_counted_in_school_days_beside_others() {
        let entries = [entry("43.", Kind::Term, "2026-09-01", "2027-01-22"), entry("43.", Kind::Term, "2026-03-01", "2026-07-05")];
        let calendar = Calendar::at(&entries, "43.1.");
        let days = |since, today, peers| silent(&quiet(since, peers), &calendar, day(today), &Limits::default());
        assert_eq!(days("2026-08-24", "2026-11-22", 5), Some(59), "three months, of them the term");
        assert_eq!(days("2026-08-24", "2026-11-22", 1), None, "nobody else reports either");
        assert_eq!(days("2026-10-10", "2026-11-22", 5), None, "thirty school days");
        assert_eq!(days("2026-06-20", "2026-09-10", 5), None, "the summer holidays are no silence");
    }
}
