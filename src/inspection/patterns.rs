//! Patterns worth a look (值得再看一眼): walked impossibly fast, a photo seen before, nothing found for months, done at the last minute. Pure.
//!
//! They are questions for whoever reads the record, never verdicts: nothing follows from them by itself. They are found once, when a record is
//! submitted, and stay with it. The limits are defaults of the product; no rule fixes them.

use super::model::{Outcome, Record};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Fewer items say nothing about haste.
const ENOUGH_ITEMS: usize = 8;
/// Below this many seconds an item on average nobody has looked.
const SECONDS: i64 = 8;
/// A task open at least this long, in hours …
const LONG_OPEN: i64 = 4;
/// … and submitted within so many minutes of its end was left to the last.
const LAST_MINUTES: i64 = 10;
/// Records in a row without any problem that make one wonder …
const CLEAR_RECORDS: i64 = 20;
/// … when they span so many days.
const CLEAR_DAYS: i64 = 60;

/// One such pattern, with what it was seen by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Look {
    /// So many items in so many seconds.
    Rushed { items: usize, seconds: i64 },
    /// The photo of an item was on another record or ticket already.
    SeenPhoto { item: i16, number: String },
    /// So many records of the same person without any problem, over so many days.
    AllClear { records: i64, days: i64 },
    /// So many minutes before its end.
    LastMinute { minutes: i64 },
}

/// What the record itself does not say.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// From when the task it answers was open.
    pub opened: Option<DateTime<Utc>>,
    /// Items whose photo is elsewhere too, and the number of where.
    pub twins: Vec<(i16, String)>,
    /// The inspector's records before this one back to the last problem: how many, and since when.
    pub clear: Option<(i64, DateTime<Utc>)>,
}

/// What is worth a look on a record submitted now.
pub fn looks(record: &Record, beside: &Beside, now: DateTime<Utc>) -> Vec<Look> {
    let mut found = Vec::new();
    let walked: Vec<_> = record.items.iter().filter(|item| matches!(item.outcome, Outcome::Passed | Outcome::Problem)).collect();
    if walked.len() >= ENOUGH_ITEMS
        && let Some(seconds) = spent(record, now).map(|spent| spent.num_seconds())
        && seconds < SECONDS * i64::try_from(walked.len()).unwrap_or(i64::MAX)
    {
        found.push(Look::Rushed { items: walked.len(), seconds });
    }
    found.extend(beside.twins.iter().map(|(item, number)| Look::SeenPhoto { item: *item, number: number.clone() }));
    let problems = record.items.iter().any(|item| item.outcome == Outcome::Problem);
    if let Some((before, since)) = beside.clear.filter(|_| !problems) {
        let (records, days) = (before + 1, (now - since).num_days());
        if records >= CLEAR_RECORDS && days >= CLEAR_DAYS {
            found.push(Look::AllClear { records, days });
        }
    }
    if let (Some(opened), Some(due)) = (beside.opened, record.inspection.due_at) {
        let left = due - now;
        if due - opened >= TimeDelta::hours(LONG_OPEN) && left >= TimeDelta::zero() && left <= TimeDelta::minutes(LAST_MINUTES) {
            found.push(Look::LastMinute { minutes: left.num_minutes() });
        }
    }
    found
}

/// The time the walk took. By the device's clock where it told each item's time: what was sent at once may have been walked in half an hour.
/// Else from its beginning, if it has one of its own: a task's begins with its first answer, which says nothing of the time before.
fn spent(record: &Record, now: DateTime<Utc>) -> Option<TimeDelta> {
    let claimed: Vec<_> = record.items.iter().filter_map(|item| item.claimed_at).collect();
    match (claimed.iter().min(), claimed.iter().max()) {
        (Some(first), Some(last)) if claimed.len() >= ENOUGH_ITEMS => Some(*last - *first),
        _ if record.inspection.due_at.is_none() => Some(now - record.inspection.started_at),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::{Inspection, Item, Kind};
    use super::*;
    use crate::id::{InspectionId, OrgId, PersonId};
    use crate::risk::model::Proof;
    use crate::ticket::model::Category;
    use chrono::TimeZone;
    use std::collections::BTreeMap;

    fn at(minutes: i64, seconds: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 20, 8, 0, 0).unwrap() + TimeDelta::minutes(minutes) + TimeDelta::seconds(seconds)
    }

    /// A record of so many items; each answered so many seconds after the one before by the phone's clock, if that told.
    fn record(items: i16, apart: Option<i64>, due: Option<DateTime<Utc>>, problem: bool) -> Record {
        let item = |n: i16| Item {
            ordinal: n,
            area: String::new(),
            question: "?".into(),
            standard: String::new(),
            risk_point: None,
            category: Category::Other,
            evidence: Proof::None,
            criterion: String::new(),
            outcome: if problem && n == 1 { Outcome::Problem } else { Outcome::Passed },
            note: String::new(),
            answered_by: None,
            answered_at: Some(at(0, 0)),
            claimed_at: apart.map(|apart| at(0, apart * i64::from(n))),
            ticket: None,
            rechecks: None,
        };
        let inspection = Inspection {
            district: OrgId::new(),
            id: InspectionId::new(),
            school: OrgId::new(),
            path: "1.".into(),
            number: "JC-2026-0001".into(),
            kind: Kind::Daily,
            title: "查".into(),
            inspector: PersonId::new(),
            inspector_name: String::new(),
            by_bureau: false,
            from_above: None,
            items,
            problems: 0,
            started_at: at(0, 0),
            submitted_at: None,
            due_at: due,
            called: None,
            late_reason: String::new(),
            looks: vec![],
        };
        Record { inspection, items: (1..=items).map(item).collect(), photos: BTreeMap::new() }
    }

    #[test]
    fn haste_is_asked_about_only_where_it_can_be_seen() {
        let none = Beside::default();
        let rushed = |record: &Record, now| looks(record, &none, now).iter().any(|look| matches!(look, Look::Rushed { .. }));
        assert!(rushed(&record(86, None, None, false), at(4, 0)), "86 points in four minutes");
        assert!(!rushed(&record(30, None, None, false), at(4, 0)), "eight seconds an item");
        assert!(!rushed(&record(7, None, None, false), at(0, 5)), "too few to tell");
        assert!(!rushed(&record(30, None, Some(at(60, 0)), false), at(0, 1)), "a task sent in one go says nothing of its walk");
        assert!(rushed(&record(30, Some(2), Some(at(60, 0)), false), at(30, 0)), "the phone says two seconds an item");
        assert!(!rushed(&record(30, Some(20), Some(at(60, 0)), false), at(0, 1)), "walked offline, sent at once");
    }

    #[test]
    fn nothing_found_for_months_is_a_question_and_a_problem_ends_it() {
        let beside = |n, days| Beside { clear: Some((n, at(0, 0) - TimeDelta::days(days))), ..Beside::default() };
        let asked = |beside: &Beside, problem| looks(&record(5, None, None, problem), beside, at(10, 0)).len();
        assert_eq!(asked(&beside(19, 60), false), 1);
        assert_eq!(asked(&beside(18, 60), false), 0);
        assert_eq!(asked(&beside(40, 30), false), 0);
        assert_eq!(asked(&beside(19, 60), true), 0);
    }

    #[test]
    fn the_last_minute_counts_only_where_there_was_time() {
        let beside = |hours| Beside { opened: Some(at(0, 0) - TimeDelta::hours(hours)), ..Beside::default() };
        let asked = |beside: &Beside, now| looks(&record(5, None, Some(at(60, 0)), false), beside, now).len();
        assert_eq!(asked(&beside(8), at(55, 0)), 1);
        assert_eq!(asked(&beside(8), at(40, 0)), 0);
        assert_eq!(asked(&beside(2), at(55, 0)), 0);
        assert_eq!(asked(&beside(8), at(70, 0)), 0, "late is late, and says so itself");
    }

    #[test]
    fn they_are_kept_as_they_are() {
        let found = vec![Look::SeenPhoto { item: 3, number: "2026-0007".into() }, Look::Rushed { items: 86, seconds: 240 }];
        let text = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Look>>(&text).unwrap(), found);
    }
}
