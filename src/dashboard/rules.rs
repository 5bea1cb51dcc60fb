//! The arithmetic of figures. Nothing here knows a database or a page.

use super::model::Week;
use crate::clock::week_of;
use chrono::{Days, NaiveDate};
use std::fmt;

/// Weeks in the trend, the present one included.
pub const WEEKS: u64 = 12;
/// A school without an inspection for so many days is named on the bureau's page.
pub const QUIET_DAYS: u64 = 30;

/// A share in tenths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(i64);

impl Rate {
    /// For a bar: percent with a decimal point, never with a comma.
    pub fn percent(self) -> String {
        format!("{}.{}", self.0 / 10, self.0 % 10)
    }
}

impl fmt::Display for Rate {
    /// `88.4`, `100`, `0`: without the sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 % 10 == 0 { write!(f, "{}", self.0 / 10) } else { write!(f, "{}.{}", self.0 / 10, self.0 % 10) }
    }
}

/// `part` of `whole`, rounded to a tenth of a percent. `None` when there is nothing to take a share of: shown as a dash, never as 0 or 100.
///
/// All but everything is 99.9, not 100, and almost nothing is 0.1, not 0: a rounded figure must not say that the work is done.
pub fn rate(part: i64, whole: i64) -> Option<Rate> {
    if whole <= 0 {
        return None;
    }
    let part = part.clamp(0, whole);
    let tenths = i64::try_from((i128::from(part) * 2000 + i128::from(whole)) / (i128::from(whole) * 2)).unwrap_or(1000);
    Some(Rate(match part {
        0 => 0,
        _ if part == whole => 1000,
        _ => tenths.clamp(1, 999),
    }))
}

/// The last [`WEEKS`] weeks up to the one of `today`, the missing ones filled with zeros, the oldest first.
pub fn trend(known: &[Week], today: NaiveDate) -> Vec<Week> {
    let this = week_of(today);
    (0..WEEKS)
        .rev()
        .map(|back| {
            let on = this - Days::new(7 * back);
            known.iter().find(|week| week.on == on).copied().unwrap_or(Week { on, reported: 0, closed: 0 })
        })
        .collect()
}

/// The first Monday of the trend.
pub fn trend_from(today: NaiveDate) -> NaiveDate {
    week_of(today) - Days::new(7 * (WEEKS - 1))
}

/// The lines of an axis from 0 up to `most` or just above: at most five steps of 1, 2 or 5 times a power of ten.
pub fn axis(most: i64) -> Vec<i64> {
    let most = most.max(1);
    let mut power = 1_i64;
    let step = loop {
        if let Some(step) = [1, 2, 5].into_iter().map(|digit| digit * power).find(|step| step.saturating_mul(5) >= most) {
            break step;
        }
        power = power.saturating_mul(10);
    };
    let steps = (most + step - 1) / step;
    (0..=steps).map(|n| n * step).collect()
}

/// A count with separated thousands: `2,846`.
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::new();
    if n < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn a_share_of_nothing_is_no_share() {
        for (part, whole, shown) in [
            (0, 0, None),
            (3, 0, None),
            (0, 7, Some("0")),
            (7, 7, Some("100")),
            (1, 2, Some("50")),
            (1, 3, Some("33.3")),
            (2, 3, Some("66.7")),
            (884, 1000, Some("88.4")),
            // never rounded to "done" or to "nothing"
            (9_999, 10_000, Some("99.9")),
            (1, 10_000, Some("0.1")),
            // sums that disagree for a moment must not show 110 %
            (11, 10, Some("100")),
            (-1, 10, Some("0")),
            (i64::MAX, i64::MAX, Some("100")),
        ] {
            assert_eq!(rate(part, whole).map(|rate| rate.to_string()).as_deref(), shown, "{part} of {whole}");
        }
    }

    #[test]
    fn a_bar_always_has_a_point() {
        assert_eq!(rate(1, 1).unwrap().percent(), "100.0");
        assert_eq!(rate(1, 3).unwrap().percent(), "33.3");
    }

    #[test]
    fn missing_weeks_are_zero_and_old_or_future_ones_left_out() {
        let known = [
            Week { on: day(8, 24), reported: 9, closed: 9 },
            Week { on: day(8, 31), reported: 31, closed: 24 },
            Week { on: day(11, 16), reported: 30, closed: 37 },
            Week { on: day(11, 23), reported: 1, closed: 1 },
        ];
        let weeks = trend(&known, day(11, 22));
        assert_eq!(weeks.len(), 12);
        assert_eq!(trend_from(day(11, 22)), day(8, 31));
        assert_eq!(weeks.first(), Some(&known[1]));
        assert_eq!(weeks[1], Week { on: day(9, 7), reported: 0, closed: 0 });
        assert_eq!(weeks.last(), Some(&known[2]));
        assert!(weeks.windows(2).all(|pair| pair[1].on - pair[0].on == chrono::Duration::days(7)));
    }

    #[test]
    fn a_trend_crosses_the_year() {
        assert_eq!(trend_from(NaiveDate::from_ymd_opt(2027, 1, 1).unwrap()), day(10, 12));
    }

    #[test]
    fn an_axis_has_few_round_steps_and_room_for_the_highest() {
        for (most, lines) in [
            (0, vec![0, 1]),
            (1, vec![0, 1]),
            (4, vec![0, 1, 2, 3, 4]),
            (6, vec![0, 2, 4, 6]),
            (47, vec![0, 10, 20, 30, 40, 50]),
            (51, vec![0, 20, 40, 60]),
            (999, vec![0, 200, 400, 600, 800, 1000]),
        ] {
            assert_eq!(axis(most), lines, "{most}");
        }
        assert!(axis(i64::MAX / 20).len() <= 6);
    }

    #[test]
    fn thousands_are_separated() {
        for (n, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (2_846, "2,846"), (1_234_567, "1,234,567"), (-1000, "-1,000")] {
            assert_eq!(grouped(n), shown);
        }
    }
}
