//! Days as schools write them.

use super::words::WORDS;
use chrono::{Datelike, Days, NaiveDate};

const YEAR: char = '\u{5e74}';
const MONTH: char = '\u{6708}';
const DAY: [char; 2] = ['\u{65e5}', '\u{53f7}'];

/// Years a ledger may tell of; what lies outside was typed wrongly.
const YEARS: std::ops::RangeInclusive<i32> = 1980..=2100;

/// Why a cell is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayFault {
    Empty,
    /// A month and a day, and nothing tells the year.
    NoYear,
    /// A year and a month only.
    NoDay,
    /// A number like 3.1: the first of March, or the tenth after the spreadsheet dropped its zero.
    Doubtful,
    Unread,
}

/// The day that a cell says. Without a year in it, of `year`.
///
/// # Errors
/// Why not.
pub fn day(text: &str, year: Option<i32>, from_1904: bool) -> Result<NaiveDate, DayFault> {
    let text = plain(text);
    if text.is_empty() {
        return Err(DayFault::Empty);
    }
    if let Some(found) = number(&text, from_1904) {
        return found;
    }
    let (parts, signs) = parted(&text).ok_or(DayFault::Unread)?;
    let named = signs.contains(&MONTH);
    match *parts.as_slice() {
        [y, m, d] if y >= 1000 => made(y, m, d),
        // The year in two digits stands first, as everywhere in China; a day can stand there too only below 32.
        [y, m, d] if (10..100).contains(&y) => made(2000 + y, m, d),
        [y, _] if y >= 1000 => Err(DayFault::NoDay),
        [m, d] if named || signs.first() != Some(&'.') || d > 3 || text.ends_with(DAY) => match year {
            Some(year) => made(year, m, d),
            None => Err(DayFault::NoYear),
        },
        [_, _] => Err(DayFault::Doubtful),
        [y] if y >= 1000 && signs.first() == Some(&YEAR) => Err(DayFault::NoDay),
        _ => Err(DayFault::Unread),
    }
}

/// A mere number: eight digits are a day, others the spreadsheet's count of days.
fn number(text: &str, from_1904: bool) -> Option<Result<NaiveDate, DayFault>> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if !(5..=8).contains(&whole.len()) || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let n: i32 = whole.parse().ok()?;
    if whole.len() == 8 && part.is_empty() {
        return Some(made(n / 10_000, n / 100 % 100, n % 100));
    }
    let day = serial(n, from_1904).filter(|day| YEARS.contains(&day.year()));
    Some(day.ok_or(DayFault::Unread))
}

/// The day of a spreadsheet's count. Counting from 1900 it believes in a 29 February of that year, number 60, which was none; what comes after it
/// is one less than it seems.
pub fn serial(n: i32, from_1904: bool) -> Option<NaiveDate> {
    let n = u64::try_from(n).ok()?;
    if from_1904 {
        return NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(n));
    }
    let before = NaiveDate::from_ymd_opt(1899, 12, 31)?;
    match n {
        0 | 60 => None,
        1..=59 => before.checked_add_days(Days::new(n)),
        _ => before.checked_add_days(Days::new(n - 1)),
    }
}

fn made(year: i32, month: i32, day: i32) -> Result<NaiveDate, DayFault> {
    let found = u32::try_from(month).ok().zip(u32::try_from(day).ok()).and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day));
    found.filter(|day| YEARS.contains(&day.year())).ok_or(DayFault::Unread)
}

/// Full-width signs made plain, what stands in brackets, blanks, the time of day and words beside it dropped.
fn plain(text: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in text.trim().chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            other => other,
        };
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    for word in &WORDS.date_words {
        plain = plain.replace(word.as_str(), "");
    }
    let mut plain = plain.trim().to_owned();
    // "2024-03-05 10:30", "2024-03-05T10:30:00"
    if let Some(colon) = plain.find(':') {
        let begin = plain.get(..colon).unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
        plain = begin.trim_end_matches(['T', ' ']).to_owned();
    }
    plain.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Numbers and the signs after them; `None` when anything else stands there.
fn parted(text: &str) -> Option<(Vec<i32>, Vec<char>)> {
    let (mut parts, mut signs, mut digits) = (Vec::new(), Vec::new(), String::new());
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let sign = matches!(c, '.' | '/' | '-' | '\u{2014}' | '\u{3002}' | '\u{3001}' | YEAR | MONTH) || DAY.contains(&c);
        if !sign || digits.is_empty() || digits.len() > 4 {
            return None;
        }
        parts.push(digits.parse().ok()?);
        signs.push(if c == '\u{3002}' { '.' } else { c });
        digits.clear();
    }
    if !digits.is_empty() {
        parts.push(digits.parse().ok().filter(|_| digits.len() <= 4)?);
    }
    Some((parts, signs))
}

/// The one year that a title or a name mentions: `2024` in "2024 to-do list"; none when there are several.
pub fn year_in(text: &str) -> Option<i32> {
    let mut found = None;
    for run in text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4 || run.len() == 8) {
        let Some(year) = run.get(..4).and_then(|year| year.parse::<i32>().ok()).filter(|year| YEARS.contains(year)) else { continue };
        if found.is_some_and(|other| other != year) {
            return None;
        }
        found = Some(year);
    }
    found
}
