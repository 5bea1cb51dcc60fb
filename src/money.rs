//! Money: whole fen (分), a hundredth of a yuan. Never a float.

use std::fmt;

/// An amount in fen. Up to 9,999,999,999.99 yuan is read from a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Fen(pub i64);

/// Why a typed amount was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyFault {
    NotANumber,
    Negative,
    TooPrecise,
    TooLarge,
    /// `1万`: meant as ten thousand, but a slip there is a large one.
    InMyriads,
    /// `12,34`: a comma where no thousands end may have been meant as a point.
    Grouping,
}

impl MoneyFault {
    /// The words shown at the field.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotANumber => "field-money",
            Self::Negative => "field-money-negative",
            Self::TooPrecise => "field-money-precise",
            Self::TooLarge => "field-money-large",
            Self::InMyriads => "field-money-myriads",
            Self::Grouping => "field-money-grouping",
        }
    }
}

impl Fen {
    const MOST: i64 = 999_999_999_999;

    /// Reads yuan as people type them: `3600`, `3,600.5`, `¥3600.00`, also in full-width digits (３６００).
    ///
    /// # Errors
    /// [`MoneyFault`] when it is not a plain amount of at most two decimals, or too large.
    pub fn parse(text: &str) -> Result<Self, MoneyFault> {
        let plain: String = text.trim().chars().filter_map(narrow).collect();
        let digits = plain.strip_prefix(['¥', '￥']).unwrap_or(&plain).trim();
        let digits = digits.strip_suffix('\u{5143}').unwrap_or(digits).trim_end();
        if let Some(rest) = digits.strip_prefix(['-', '−']) {
            return Err(if rest.starts_with(|c: char| c.is_ascii_digit()) { MoneyFault::Negative } else { MoneyFault::NotANumber });
        }
        if digits.ends_with(['\u{4e07}', '\u{842c}', '\u{4ebf}', '\u{5104}']) {
            return Err(MoneyFault::InMyriads);
        }
        let (yuan, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let yuan = ungrouped(yuan).ok_or(MoneyFault::Grouping)?;
        let yuan = yuan.as_str();
        let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if yuan.is_empty() || !all_digits(yuan) || !all_digits(fraction) || (digits.contains('.') && fraction.is_empty()) {
            return Err(MoneyFault::NotANumber);
        }
        if fraction.len() > 2 {
            return Err(MoneyFault::TooPrecise);
        }
        let yuan = yuan.trim_start_matches('0');
        if yuan.len() > 10 {
            return Err(MoneyFault::TooLarge);
        }
        let yuan: i64 = if yuan.is_empty() { 0 } else { yuan.parse().map_err(|_| MoneyFault::NotANumber)? };
        let fen: i64 = format!("{fraction:0<2}").parse().map_err(|_| MoneyFault::NotANumber)?;
        let total = yuan * 100 + fen;
        if total > Self::MOST { Err(MoneyFault::TooLarge) } else { Ok(Self(total)) }
    }

    /// For a form field: yuan with two decimals and no separators.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", self.0.abs() / 100, self.0.abs() % 100)
    }
}

/// Without its separators, which must part threes (or fours, as ten thousands are counted in Chinese); `None` where they do not.
fn ungrouped(yuan: &str) -> Option<String> {
    let mut groups = yuan.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let parts = |size: usize| (1..=size).contains(&first.len()) && rest.iter().all(|group| group.len() == size);
    (rest.is_empty() || parts(3) || parts(4)).then(|| yuan.replace(',', ""))
}

/// Full-width digits and signs to their ASCII forms; blanks between digits dropped.
fn narrow(c: char) -> Option<char> {
    match c {
        ',' | '，' => Some(','),
        '\u{a0}' => None,
        '．' | '。' => Some('.'),
        '－' => Some('-'),
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
        other => Some(other),
    }
}

impl fmt::Display for Fen {
    /// `¥3,280.00`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yuan = (self.0.abs() / 100).to_string();
        let mut grouped = String::new();
        for (place, digit) in yuan.chars().enumerate() {
            if place > 0 && (yuan.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}¥{grouped}.{:02}", self.0.abs() % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (typed, fen) in [
            ("0", 0),
            ("3600", 360_000),
            ("3,600.5", 360_050),
            ("¥3600.00", 360_000),
            ("３６００．０５", 360_005),
            ("007", 700),
            ("9999999999.99", 999_999_999_999),
            ("1,234.5", 123_450),
            ("１，２３４．５", 123_450),
            ("1,0000", 1_000_000),
            ("80元", 8_000),
        ] {
            assert_eq!(Fen::parse(typed), Ok(Fen(fen)), "{typed}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_named() {
        for (typed, fault) in [
            ("", MoneyFault::NotANumber),
            ("-", MoneyFault::NotANumber),
            ("12.", MoneyFault::NotANumber),
            ("1e3", MoneyFault::NotANumber),
            ("abc", MoneyFault::NotANumber),
            ("NaN", MoneyFault::NotANumber),
            ("inf", MoneyFault::NotANumber),
            ("1,5", MoneyFault::Grouping),
            ("12,34,567", MoneyFault::Grouping),
            (",5", MoneyFault::Grouping),
            ("1.234,5", MoneyFault::NotANumber),
            ("1万", MoneyFault::InMyriads),
            ("1.5亿", MoneyFault::InMyriads),
            ("-5", MoneyFault::Negative),
            ("1.005", MoneyFault::TooPrecise),
            ("10000000000", MoneyFault::TooLarge),
            ("99999999999999999999", MoneyFault::TooLarge),
        ] {
            assert_eq!(Fen::parse(typed), Err(fault), "{typed}");
        }
    }

    #[test]
    fn amounts_are_shown_with_thousands_and_two_decimals() {
        for (fen, shown) in [(0, "¥0.00"), (5, "¥0.05"), (328_000, "¥3,280.00"), (123_456_789, "¥1,234,567.89"), (-100, "-¥1.00")] {
            assert_eq!(Fen(fen).to_string(), shown);
        }
    }
}
