//! What a day is at a place. Pure.

use super::model::{Entry, Kind};
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The furthest a next school day is looked for: the longest holiday and some.
const FAR: usize = 120;

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

    /// Whether there is school: what is said of the day, else a weekday within a term; every weekday where no terms are known.
    pub fn is_school_day(&self, day: NaiveDate) -> bool {
        match self.said(day) {
            Some(entry) => entry.kind == Kind::School,
            None => {
                let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
                weekday && (self.term(day).is_some() || self.terms().is_empty())
            }
        }
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
}
