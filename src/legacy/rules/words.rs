//! What words of headings and cells mean, from the data file.

use crate::legacy::model::Field;
use crate::sheet::folded;
use crate::web::form::trimmed;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Default, Deserialize)]
pub(super) struct Words {
    columns: Vec<Heading>,
    categories: Vec<Said>,
    grades: Vec<Said>,
    states: Vec<Said>,
    at_once: Vec<String>,
    ditto: Vec<String>,
    nothing: Vec<String>,
    explains: Vec<String>,
    pub date_words: Vec<String>,
    pub money: Money,
}

#[derive(Deserialize)]
struct Heading {
    field: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Said {
    code: String,
    words: Vec<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct Money {
    pub unit: Vec<String>,
    pub ten_thousand: Vec<String>,
    of_name: Vec<String>,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = serde_json::from_str(include_str!("../../../data/legacy_columns.json")).unwrap_or_default();
    for one in &mut words.columns {
        one.words = one.words.iter().map(|word| whole(word)).collect();
    }
    for list in [&mut words.at_once, &mut words.explains] {
        *list = list.iter().map(|word| word.to_lowercase()).collect();
    }
    words
});

/// Headings of two rows keep the stroke between them.
fn whole(text: &str) -> String {
    text.split('/').map(folded).collect::<Vec<_>>().join("/")
}

fn unbracketed(text: &str) -> String {
    let mut depth = 0_usize;
    let keep = |c: &char| match c {
        '(' | '\u{ff08}' | '[' | '\u{3010}' => {
            depth += 1;
            false
        }
        ')' | '\u{ff09}' | ']' | '\u{3011}' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    text.chars().filter(keep).collect()
}

/// What a heading means: as a whole, without its brackets, then its lower half.
pub(super) fn field(heading: &str) -> Option<Field> {
    let plain = unbracketed(heading);
    let lower = plain.rsplit('/').next().unwrap_or_default();
    let readings = [whole(heading), whole(&plain), folded(heading), folded(lower)];
    readings
        .iter()
        .filter(|one| !one.is_empty())
        .find_map(|reading| WORDS.columns.iter().find(|one| one.words.contains(reading)))
        .and_then(|one| Field::from_code(&one.field))
}

/// Whether a column of money counts in tens of thousands.
pub(super) fn in_ten_thousands(heading: &str) -> bool {
    WORDS.money.of_name.iter().any(|sign| heading.contains(sign.as_str()))
}

/// The category that is mentioned first.
pub(super) fn category(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let first = |one: &'static Said| one.words.iter().filter_map(|word| text.find(word.as_str())).min().map(|at| (at, one));
    WORDS.categories.iter().filter_map(first).min_by_key(|(at, _)| *at).map(|(_, one)| one.code.as_str())
}

pub(super) fn grade(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    WORDS.grades.iter().find(|one| one.words.iter().any(|word| text.contains(word.as_str()))).map(|one| one.code.as_str())
}

/// Whether the words of a state say that it is over; `None` when they say neither.
pub(super) fn closed(text: &str) -> Option<bool> {
    let text = text.to_lowercase();
    let found = WORDS.states.iter().find(|one| one.words.iter().any(|word| text.contains(word.as_str())));
    found.map(|one| one.code == "closed")
}

pub(super) fn at_once(text: &str) -> bool {
    let text = text.to_lowercase();
    WORDS.at_once.iter().any(|word| text.contains(word.as_str()))
}

/// Whether a cell stands for the one above it.
pub(super) fn is_ditto(text: &str) -> bool {
    WORDS.ditto.iter().any(|word| word == text)
}

/// Whether a cell says that there is nothing to say.
pub(super) fn is_nothing(text: &str) -> bool {
    text.is_empty() || WORDS.nothing.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether a row that begins so explains the list and is none of its dangers.
pub(super) fn explains(text: &str) -> bool {
    let text = trimmed(text).to_lowercase();
    WORDS.explains.iter().any(|word| text.starts_with(word.as_str()))
}
