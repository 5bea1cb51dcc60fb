//! Time. What happened is dated by the database (`Actor::at` for a page, `Scope::now` for an act); this module only turns instants into
//! the days and hours people live by. Stored in UTC, shown in the configured zone.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The zone in which a day begins and times are shown (default Asia/Shanghai).
#[derive(Clone, Copy, Debug)]
pub struct Zone(pub Tz);

impl Zone {
    /// The calendar day of an instant.
    pub fn day(self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date()
    }

    /// The wall clock at an instant.
    pub fn local(self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.0).naive_local()
    }

    /// The instant of a wall clock; the earlier one where a clock change made it ambiguous, `None` where it never was.
    pub fn instant(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        self.0.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc))
    }
}

/// The Monday of a day's week: the unit of the trend.
pub fn week_of(day: NaiveDate) -> NaiveDate {
    day.week(chrono::Weekday::Mon).first_day()
}

/// The year a number belongs to.
pub fn year_of(day: NaiveDate) -> i32 {
    day.year()
}

/// This machine's clock. Only for start-up and the demo's calendar, never for what is recorded.
#[expect(clippy::disallowed_methods, reason = "the one place")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_shanghai() {
        let zone = Zone(chrono_tz::Asia::Shanghai);
        let before = Utc.with_ymd_and_hms(2026, 2, 28, 15, 59, 59).unwrap();
        let after = Utc.with_ymd_and_hms(2026, 2, 28, 16, 0, 0).unwrap();
        assert_eq!(zone.day(before), NaiveDate::from_ymd_opt(2026, 2, 28).unwrap());
        assert_eq!(zone.day(after), NaiveDate::from_ymd_opt(2026, 3, 1).unwrap());
    }

    #[test]
    fn a_week_begins_on_monday() {
        let sunday = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(week_of(sunday), NaiveDate::from_ymd_opt(2026, 11, 16).unwrap());
    }
}
