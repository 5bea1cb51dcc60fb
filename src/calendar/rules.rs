//! What a day is at a place, and who says so. Pure.

use super::holidays::{self, Holiday};
use super::model::{Entry, Kind, Sort};
use crate::access::{Actor, Place, Role};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::sync::LazyLock;

/// The furthest a next school day is looked for: the longest holiday and some.
const FAR: usize = 120;

/// A term is longer than the longest holiday by far; a plan that is told of its end in this many days can still be looked after.
const SOON: i64 = 14;
/// The month a school year is counted from: the first in which some schools already begin.
const FIRST_MONTH: u32 = 8;

/// Whether this actor keeps the calendar of this place: the organisation's own people, a bureau's for all its schools.
pub fn keeps(actor: &Actor, place: &Place) -> bool {
    let role = match actor.role() {
        Role::Officer | Role::Principal => place.is_school(),
        Role::Reviewer | Role::Leader | Role::Administrator => !place.is_school(),
        Role::Staff | Role::Auditor => false,
    };
    role && actor.place().id == place.id
}

/// The year in which the school year of a day began.
pub fn school_year(day: NaiveDate) -> i32 {
    if day.month() >= FIRST_MONTH { day.year() } else { day.year() - 1 }
}

/// The first days of the twelve months of a school year.
pub fn months(year: i32) -> impl Iterator<Item = NaiveDate> {
    (0..12).filter_map(move |n| {
        let month = FIRST_MONTH - 1 + n;
        NaiveDate::from_ymd_opt(year + i32::from(month >= 12), month % 12 + 1, 1)
    })
}

/// The school year and the half of it that a term of this first day is: the first term begins in late summer, the second after Spring Festival.
pub fn half(starts: NaiveDate) -> (i32, bool) {
    let first = starts.month() >= 7;
    (if first { starts.year() } else { starts.year() - 1 }, first)
}

/// The next terms of which nothing is kept yet, as most schools have them; a form begins with them, and their days are corrected there.
pub fn next_terms(calendar: &Calendar, today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let day = NaiveDate::from_ymd_opt;
    let terms = calendar.terms();
    (school_year(today)..school_year(today) + 2)
        .flat_map(|year| [(day(year, 9, 1), day(year + 1, 1, 20)), (day(year + 1, 3, 1), day(year + 1, 7, 5))])
        .filter_map(|(starts, ends)| Some((starts?, ends?)))
        .filter(|(starts, ends)| *ends >= today && !terms.iter().any(|term| term.starts <= *ends && term.ends >= *starts))
        .take(2)
        .collect()
}

/// How far the terms in force reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// None is kept: every weekday counts as a school day.
    Nowhere,
    /// The last one is over or soon will be, and none follows: then no day counts as a school day.
    Until(NaiveDate),
    /// Far enough.
    On,
}

/// The calendar as it holds at one place.
#[derive(Clone, Debug, Default)]
pub struct Calendar(Vec<Entry>);

impl Calendar {
    /// What of these entries holds at a path: its own and those of the organisations above.
    pub fn at<'a>(entries: impl IntoIterator<Item = &'a Entry>, path: &str) -> Self {
        Self(entries.into_iter().filter(|entry| path.starts_with(&entry.owner)).cloned().collect())
    }

    /// The terms in force: those of the nearest organisation that has any, in order.
    pub fn terms(&self) -> Vec<&Entry> {
        let terms = || self.0.iter().filter(|entry| entry.kind == Kind::Term);
        let nearest = terms().map(|entry| entry.owner.len()).max();
        let mut found: Vec<&Entry> = terms().filter(|entry| Some(entry.owner.len()) == nearest).collect();
        found.sort_by_key(|entry| entry.starts);
        found
    }

    /// The term a day belongs to.
    pub fn term(&self, day: NaiveDate) -> Option<&Entry> {
        self.terms().into_iter().find(|entry| entry.holds(day))
    }

    /// The key periods a day belongs to. A bureau's hold whatever a school keeps beside them.
    pub fn key(&self, day: NaiveDate) -> Vec<&Entry> {
        self.0.iter().filter(|entry| entry.kind == Kind::Key && entry.holds(day)).collect()
    }

    /// What is said of a day: off, or a school day in spite of the week.
    pub fn said(&self, day: NaiveDate) -> Option<&Entry> {
        self.0
            .iter()
            .filter(|entry| matches!(entry.kind, Kind::Off | Kind::School) && entry.holds(day))
            .max_by_key(|entry| entry.nearness())
    }

    /// What a day is: what is said of it, else a weekday within a term; every weekday where no terms are known.
    ///
    /// The working days of the country are nobody's school days between terms; a bureau that means them says so itself.
    pub fn sort(&self, day: NaiveDate) -> Sort {
        let in_term = self.term(day).is_some() || self.terms().is_empty();
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        match self.said(day) {
            Some(entry) if entry.kind == Kind::Off => Sort::Off,
            Some(entry) if in_term || !entry.owner.is_empty() => Sort::MakeUp,
            _ if weekend => Sort::Rest,
            _ if in_term => Sort::School,
            _ => Sort::Free,
        }
    }

    /// Whether there is school.
    pub fn is_school_day(&self, day: NaiveDate) -> bool {
        matches!(self.sort(day), Sort::School | Sort::MakeUp)
    }

    /// Whether an entry of this calendar makes a difference here: what a nearer organisation says of all its days goes before.
    pub fn heard(&self, entry: &Entry) -> bool {
        let is = |other: &Entry| other.id == entry.id;
        let mut days = entry.starts.iter_days().take_while(|day| *day <= entry.ends);
        match entry.kind {
            Kind::Term => self.terms().into_iter().any(is),
            Kind::Key => true,
            Kind::Off => days.any(|day| self.said(day).is_some_and(is)),
            Kind::School => days.any(|day| self.said(day).is_some_and(is) && self.sort(day) == Sort::MakeUp),
        }
    }

    /// How far the terms in force reach, seen from a day.
    pub fn reach(&self, today: NaiveDate) -> Reach {
        match self.terms().iter().map(|term| term.ends).max() {
            None => Reach::Nowhere,
            Some(end) if (end - today).num_days() < SOON => Reach::Until(end),
            Some(_) => Reach::On,
        }
    }

    /// The week of its term a day lies in, from 1; a week begins on Monday.
    pub fn week(&self, day: NaiveDate) -> Option<i64> {
        let first = crate::clock::week_of(self.term(day)?.starts);
        Some((day - first).num_days() / 7 + 1)
    }

    /// The first school day from a day on; `None` when there is none in sight.
    pub fn school_day_from(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.iter_days().take(FAR).find(|day| self.is_school_day(*day))
    }

    /// What begins soon and asks for a look beforehand: entries of a kind whose eve, or the days before it, is this day. Days off count from
    /// `least` in a row.
    pub fn before(&self, kind: Kind, day: NaiveDate, lead: u8, least: i64) -> Vec<&Entry> {
        let upcoming = |entry: &&Entry| {
            entry.kind == kind
                && entry.starts.checked_sub_days(Days::new(lead.into())) == Some(day)
                && (entry.ends - entry.starts).num_days() + 1 >= least
        };
        let terms = self.terms();
        match kind {
            Kind::Term => terms.into_iter().filter(upcoming).collect(),
            _ => self.0.iter().filter(upcoming).collect(),
        }
    }
}

/// The working days of the country, as they ship with the product.
static COUNTRY: LazyLock<Calendar> = LazyLock::new(|| Calendar(holidays::holidays().map(Holiday::entry).collect()));

/// The working day of the country this many after a day: by when something is promised or due.
///
/// Public holidays and the weekend days worked instead count; what schools keep beside them does not, or what came in July would be answered in
/// September.
pub fn working_day_after(day: NaiveDate, days: u16) -> NaiveDate {
    let mut last = day;
    for _ in 0..days {
        // Without terms every working day is a school day.
        last = last.succ_opt().and_then(|next| COUNTRY.school_day_from(next)).unwrap_or(last);
    }
    last
}

/// The working day of the country this many before a day.
pub fn working_day_before(day: NaiveDate, days: u16) -> NaiveDate {
    let mut last = day;
    for _ in 0..days {
        let earlier = (1..=MOST_DAYS_OFF).filter_map(|back| last.checked_sub_days(Days::new(back)));
        last = earlier.into_iter().find(|day| COUNTRY.is_school_day(*day)).unwrap_or(last);
    }
    last
}

/// More days off in a row than any year has.
const MOST_DAYS_OFF: u64 = 60;

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::id::EntryId;
    use crate::text::Words;

    pub fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub fn entry(owner: &str, kind: Kind, starts: &str, ends: &str) -> Entry {
        let name = Words { zh: "x".into(), en: String::new() };
        Entry { id: EntryId::new(), owner: owner.into(), kind, name, starts: day(starts), ends: day(ends) }
    }

    /// A term, National Day with its make-up Saturday, a county's own day off, a school that has its own term.
    fn entries() -> Vec<Entry> {
        vec![
            entry("", Kind::Off, "2026-10-01", "2026-10-07"),
            entry("", Kind::School, "2026-10-10", "2026-10-10"),
            entry("43.", Kind::Term, "2026-09-01", "2027-01-22"),
            entry("43.1.", Kind::Off, "2026-11-05", "2026-11-06"),
            entry("43.1.", Kind::School, "2026-10-07", "2026-10-07"),
            entry("43.1.9.", Kind::Term, "2026-09-07", "2027-01-15"),
            entry("43.1.9.", Kind::Key, "2026-12-01", "2026-12-31"),
            entry("43.", Kind::Key, "2026-12-20", "2027-01-05"),
        ]
    }

    #[test]
    fn the_nearest_word_on_a_day_is_heard() {
        let all = entries();
        for (path, on, school) in [
            ("43.2.", "2026-10-07", false),
            ("43.1.", "2026-10-07", true), // the county lets its schools begin a day earlier
            ("43.2.", "2026-10-10", true), // a Saturday
            ("43.2.", "2026-10-11", false),
            ("43.2.", "2026-11-05", true),
            ("43.1.8.", "2026-11-05", false),
            ("43.1.8.", "2026-09-02", true),
            ("43.1.9.", "2026-09-02", false), // its own term begins later
            ("43.1.9.", "2027-01-18", false),
            ("43.2.", "2027-01-18", true),
            ("43.2.", "2027-01-25", false), // holidays between terms
            ("44.", "2027-01-25", true),    // nobody keeps terms there: any weekday
            ("44.", "2027-01-24", false),
        ] {
            assert_eq!(Calendar::at(&all, path).is_school_day(day(on)), school, "{path} {on}");
        }
    }

    #[test]
    fn a_bureaus_key_period_holds_beside_the_schools() {
        let calendar = Calendar::at(&entries(), "43.1.9.");
        assert_eq!(calendar.key(day("2026-12-22")).len(), 2);
        assert_eq!(calendar.key(day("2026-12-02")).len(), 1);
        assert_eq!(calendar.key(day("2026-11-30")).len(), 0);
    }

    #[test]
    fn the_next_school_day_skips_what_is_off() {
        let calendar = Calendar::at(&entries(), "43.2.");
        assert_eq!(calendar.school_day_from(day("2026-10-01")), Some(day("2026-10-08")));
        assert_eq!(calendar.school_day_from(day("2026-10-10")), Some(day("2026-10-10")));
        assert_eq!(calendar.school_day_from(day("2027-02-01")), None);
    }

    #[test]
    fn what_comes_up_is_known_before() {
        let calendar = Calendar::at(&entries(), "43.2.");
        assert_eq!(calendar.before(Kind::Off, day("2026-09-28"), 3, 3).len(), 1);
        assert_eq!(calendar.before(Kind::Off, day("2026-09-28"), 3, 8).len(), 0);
        assert_eq!(calendar.before(Kind::Term, day("2026-08-25"), 7, 1).len(), 1);
    }

    #[test]
    fn the_countrys_working_days_are_none_between_terms() {
        let mut all = vec![entry("", Kind::School, "2026-02-14", "2026-02-14"), entry("43.", Kind::Term, "2025-09-01", "2026-01-20")];
        let sort = |all: &[Entry]| Calendar::at(all, "43.1.").sort(day("2026-02-14"));
        assert_eq!(sort(&all), Sort::Rest);
        assert!(!Calendar::at(&all, "43.1.").heard(&all[0]));
        assert_eq!(sort(&all[..1]), Sort::MakeUp, "no terms are known");
        all.push(entry("43.", Kind::School, "2026-02-14", "2026-02-14"));
        assert_eq!(sort(&all), Sort::MakeUp, "the bureau says it itself");
    }

    #[test]
    fn every_day_is_of_one_sort() {
        let calendar = Calendar::at(&entries(), "43.2.");
        for (on, sort) in [
            ("2026-09-01", Sort::School),
            ("2026-09-05", Sort::Rest),
            ("2026-10-03", Sort::Off),
            ("2026-10-10", Sort::MakeUp),
            ("2027-01-25", Sort::Free),
            ("2027-01-24", Sort::Rest),
        ] {
            assert_eq!(calendar.sort(day(on)), sort, "{on}");
        }
        assert_eq!(
            (calendar.week(day("2026-09-01")), calendar.week(day("2026-09-07")), calendar.week(day("2026-08-31"))),
            (Some(1), Some(2), None)
        );
    }

    #[test]
    fn what_a_nearer_word_replaces_is_not_heard() {
        let all = entries();
        let heard = |path: &str, n: usize| Calendar::at(&all, path).heard(&all[n]);
        assert!(heard("43.1.9.", 5) && !heard("43.1.9.", 2), "the school's own term instead of the city's");
        assert!(heard("43.1.", 0), "National Day, but for its last day");
        let mut all = all;
        all.push(entry("43.1.", Kind::School, "2026-10-01", "2026-10-06"));
        assert!(!Calendar::at(&all, "43.1.").heard(&all[0]));
    }

    #[test]
    fn a_school_year_runs_from_august_to_july() {
        assert_eq!((school_year(day("2026-07-31")), school_year(day("2026-08-01"))), (2025, 2026));
        let months: Vec<_> = months(2026).collect();
        assert_eq!(
            (months.len(), months[0], months[4], months[5], months[11]),
            (12, day("2026-08-01"), day("2026-12-01"), day("2027-01-01"), day("2027-07-01"))
        );
        assert_eq!((half(day("2026-08-31")), half(day("2027-02-24"))), ((2026, true), (2026, false)));
    }

    #[test]
    fn where_terms_end_is_said_in_time() {
        let calendar = Calendar::at(&entries(), "43.2.");
        let end = day("2027-01-22");
        for (on, reach) in
            [("2026-11-22", Reach::On), ("2027-01-08", Reach::On), ("2027-01-09", Reach::Until(end)), ("2027-03-01", Reach::Until(end))]
        {
            assert_eq!(calendar.reach(day(on)), reach, "{on}");
        }
        assert_eq!(Calendar::default().reach(end), Reach::Nowhere);
        // The second term is still to be kept, and the first of the year after.
        let next: Vec<_> = next_terms(&calendar, day("2026-11-22")).into_iter().map(|(starts, _)| starts).collect();
        assert_eq!(next, [day("2027-03-01"), day("2027-09-01")]);
    }

    #[test]
    fn working_days_of_the_country_are_counted_on_and_back() {
        for (from, days, to) in [
            ("2026-11-20", 1, "2026-11-23"),
            ("2026-11-20", 5, "2026-11-27"),
            ("2026-11-21", 1, "2026-11-23"),
            ("2026-11-22", 5, "2026-11-27"),
            ("2026-07-20", 5, "2026-07-27"),
            // National Day from Thursday the 1st to Wednesday the 7th; Saturday the 10th is worked.
            ("2026-09-30", 1, "2026-10-08"),
            ("2026-09-30", 3, "2026-10-10"),
            ("2026-09-30", 4, "2026-10-12"),
            ("2026-11-20", 0, "2026-11-20"),
        ] {
            assert_eq!(working_day_after(day(from), days), day(to), "{days} days from {from}");
        }
        for (from, days, to) in [("2026-11-23", 1, "2026-11-20"), ("2026-10-08", 1, "2026-09-30"), ("2026-10-12", 2, "2026-10-09")] {
            assert_eq!(working_day_before(day(from), days), day(to), "{days} days before {from}");
        }
    }
}
