//! School days: two terms back from now, without weekends and public holidays, with office hours in the school's zone.

use crate::clock::{self, Zone};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use rand::RngExt;
use rand::rngs::StdRng;

/// Office hours, in seconds of the day: nobody acts before, hardly anybody after.
const OPENS: u32 = 8 * 3600;
const SHUTS: u32 = 17 * 3600 + 1800;

/// First days of terms (month, day), and the first days of the holidays after them.
const TERMS: [((u32, u32), (u32, u32)); 2] = [((2, 24), (7, 4)), ((9, 1), (1, 20))];
/// Public holidays inside terms, first and last day.
const HOLIDAYS: [((u32, u32), (u32, u32)); 4] = [((4, 4), (4, 6)), ((5, 1), (5, 5)), ((10, 1), (10, 7)), ((1, 1), (1, 3))];
/// Weekdays this close to now count even outside a term, so that the demo is alive in the holidays too (somebody is on duty then).
const ALIVE: u64 = 28;

/// A moment of a school day: which one, and the second of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    pub day: usize,
    pub second: u32,
}

/// How long after the moment before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Minutes, on the same day when it is long enough.
    Minutes(u32, u32),
    /// That many school days later, at some hour.
    Days(usize),
}

/// The school days from the beginning of the term before this one up to now.
pub struct Calendar {
    zone: Zone,
    now: DateTime<Utc>,
    days: Vec<NaiveDate>,
}

impl Calendar {
    pub fn new(zone: Zone, now: DateTime<Utc>) -> Self {
        let today = zone.day(now);
        let begin = term_before(today);
        let days = begin.iter_days().take_while(|day| *day <= today).filter(|day| school_day(*day, today)).collect();
        Self { zone, now, days }
    }

    pub fn today(&self) -> NaiveDate {
        self.zone.day(self.now)
    }

    /// Early on the first day, before anybody reports anything.
    pub fn begin(&self) -> DateTime<Utc> {
        self.instant(When { day: 0, second: OPENS - 3600 }).unwrap_or(self.now)
    }

    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// The last school day that is over.
    pub fn last(&self) -> usize {
        let today = self.today();
        self.days.iter().rposition(|day| *day < today).unwrap_or_default()
    }

    /// The school day on or after a date.
    pub fn on(&self, date: NaiveDate) -> usize {
        self.days.partition_point(|day| *day < date).min(self.len().saturating_sub(1))
    }

    /// The date of a school day; today when there is none so late.
    pub fn date(&self, day: usize) -> NaiveDate {
        self.days.get(day).copied().unwrap_or_else(|| self.today())
    }

    /// The instant, when it is already past.
    pub fn instant(&self, when: When) -> Option<DateTime<Utc>> {
        let date = self.days.get(when.day)?;
        let time = NaiveTime::from_num_seconds_from_midnight_opt(when.second, 0)?;
        self.zone.instant(date.and_time(time)).filter(|at| *at < self.now)
    }

    /// The Monday of an instant's week.
    pub fn monday(&self, at: DateTime<Utc>) -> NaiveDate {
        clock::week_of(self.zone.day(at))
    }

    /// Whether a school day is in the first days of its term.
    pub fn first_week(&self, day: usize) -> bool {
        let date = self.date(day);
        TERMS.iter().any(|(first, _)| (0..=9).contains(&(date - self::date(date.year(), *first)).num_days()))
    }

    /// The first school day of the term that began last.
    pub fn term(&self) -> usize {
        let today = self.today();
        let begins = (today.year() - 1..=today.year()).flat_map(|year| TERMS.map(|(first, _)| date(year, first)));
        self.on(begins.filter(|first| *first <= today).max().unwrap_or(today))
    }

    /// First and last days of terms: from the one everything is told from to the one after today's.
    pub fn terms(&self) -> Vec<(NaiveDate, NaiveDate)> {
        let (begin, today) = (term_before(self.today()), self.today());
        let mut terms: Vec<(NaiveDate, NaiveDate)> = (begin.year()..=today.year() + 1)
            .flat_map(|year| {
                TERMS.map(|(first, off)| {
                    let first = date(year, first);
                    (first, if date(year, off) > first { date(year, off) } else { date(year + 1, off) } - Days::new(1))
                })
            })
            .filter(|(first, _)| *first >= begin)
            .collect();
        let past = terms.iter().filter(|(first, _)| *first <= today).count();
        terms.truncate(past + 1);
        terms
    }

    /// Some moment of a school day, in office hours.
    pub fn some(&self, day: usize, rng: &mut StdRng) -> When {
        When { day, second: rng.random_range(OPENS..SHUTS) }
    }

    /// A moment after another.
    pub fn after(&self, when: When, gap: Gap, rng: &mut StdRng) -> When {
        match gap {
            Gap::Days(days) if days > 0 => self.some(when.day + days, rng),
            Gap::Days(_) => self.after(when, Gap::Minutes(30, 180), rng),
            Gap::Minutes(least, most) => {
                let second = when.second + rng.random_range(least * 60..=most * 60);
                // What does not fit into the day is done first thing on the next.
                if second < SHUTS + 3600 {
                    When { day: when.day, second }
                } else {
                    When { day: when.day + 1, second: OPENS + rng.random_range(0..3600) }
                }
            }
        }
    }
}

fn date(year: i32, (month, day): (u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
}

/// The first day of the term before the one that began last.
fn term_before(today: NaiveDate) -> NaiveDate {
    let mut begins: Vec<NaiveDate> = (today.year() - 2..=today.year())
        .flat_map(|year| TERMS.map(|(first, _)| date(year, first)))
        .filter(|first| *first <= today)
        .collect();
    begins.pop();
    begins.pop().unwrap_or(today)
}

fn school_day(day: NaiveDate, today: NaiveDate) -> bool {
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return false;
    }
    if day + Days::new(ALIVE) > today {
        return true;
    }
    let [spring, autumn] = TERMS;
    let year = day.year();
    let in_term = (day >= date(year, spring.0) && day < date(year, spring.1)) || day >= date(year, autumn.0) || day < date(year, autumn.1);
    let holiday = HOLIDAYS.iter().any(|(first, last)| day >= date(year, *first) && day <= date(year, *last));
    in_term && !holiday
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use rand::SeedableRng;

    fn calendar(y: i32, m: u32, d: u32) -> Calendar {
        Calendar::new(Zone(chrono_tz::Asia::Shanghai), Utc.with_ymd_and_hms(y, m, d, 8, 0, 0).unwrap())
    }

    #[test]
    fn two_terms_lie_behind_whatever_day_it_is() {
        for (y, m, d, first) in [
            (2026, 11, 22, (2026, 2, 24)),
            (2026, 9, 2, (2026, 2, 24)),
            (2026, 3, 1, (2025, 9, 1)),
            (2026, 8, 1, (2025, 9, 1)),
            (2026, 1, 10, (2025, 2, 24)),
        ] {
            let calendar = calendar(y, m, d);
            assert_eq!(calendar.date(0), NaiveDate::from_ymd_opt(first.0, first.1, first.2).unwrap(), "from {y}-{m}-{d}");
            let terms = calendar.terms();
            assert_eq!(terms.len(), 3, "{terms:?}");
            assert!(
                terms[0].0 == term_before(calendar.today()) && terms[2].0 > calendar.today() && terms.iter().all(|(from, to)| from < to)
            );
            assert!(calendar.len() > 80, "{} days before {y}-{m}-{d}", calendar.len());
            assert!(calendar.today() - calendar.date(calendar.last()) <= chrono::TimeDelta::days(4));
        }
    }

    #[test]
    fn nobody_works_on_sunday_or_on_national_day() {
        let calendar = calendar(2026, 11, 22);
        assert!(calendar.days.iter().all(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)));
        assert!(!calendar.days.contains(&NaiveDate::from_ymd_opt(2026, 10, 1).unwrap()));
        assert!(!calendar.days.contains(&NaiveDate::from_ymd_opt(2026, 7, 20).unwrap()));
    }

    #[test]
    fn time_only_goes_forward_and_never_past_now() {
        let calendar = calendar(2026, 11, 20);
        let mut rng = StdRng::seed_from_u64(1);
        let mut when = calendar.some(0, &mut rng);
        for gap in [Gap::Minutes(5, 20), Gap::Days(0), Gap::Days(3), Gap::Minutes(300, 600), Gap::Days(0)].into_iter().cycle().take(400) {
            let next = calendar.after(when, gap, &mut rng);
            assert!(next > when);
            when = next;
        }
        assert_eq!(calendar.instant(when), None);
    }
}
