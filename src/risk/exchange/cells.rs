//! What one cell says: words, codes, exact numbers. Pure.

use crate::risk::catalogue;
use crate::risk::scheme::FactorOf;
use crate::sheet::folded;
use crate::web::form::trimmed;
use std::sync::LazyLock;

/// How much of a cell is repeated back.
const SHOWN: usize = 40;

/// A text shortened for a sentence about it.
pub(super) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// What a spreadsheet shows where its formula failed.
pub(super) fn is_error(text: &str) -> bool {
    matches!(text, "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!" | "#DATA!" | "#SPILL!")
}

/// The measures of one cell: by line where there are lines, else by semicolon.
pub(super) fn several(cell: &str) -> impl Iterator<Item = &str> {
    let by_line = cell.contains('\n');
    cell.split(move |c| if by_line { c == '\n' } else { matches!(c, ';' | '；') }).map(trimmed).filter(|one| !one.is_empty())
}

/// Areas and kinds of harm as cells may name them: compared with every cell of a long list, so they are folded once.
pub(super) static AREAS: LazyLock<Vec<Names>> = LazyLock::new(|| names(catalogue::areas()));
pub(super) static HARMS: LazyLock<Vec<Names>> = LazyLock::new(|| names(catalogue::hazard_types()));

pub(super) struct Names {
    code: String,
    zh: String,
    all: [String; 3],
}

fn names(list: &[catalogue::Named]) -> Vec<Names> {
    let of = |one: &catalogue::Named| {
        let zh = folded(&one.words.zh);
        Names { code: one.code.clone(), zh: zh.clone(), all: [folded(&one.code), zh, folded(&one.words.en)] }
    };
    list.iter().map(of).collect()
}

/// The code of something that has one, by its code or its words in either language, or by a part of the words that no other has.
pub(super) fn named(list: &[Names], typed: &str) -> Option<String> {
    let typed = folded(typed);
    let mut part = list.iter().filter(|one| one.zh.contains(&typed));
    let found = list.iter().find(|one| one.all.contains(&typed)).or_else(|| match (part.next(), part.next()) {
        (Some(only), None) if typed.chars().count() >= 2 => Some(only),
        _ => None,
    });
    found.map(|one| one.code.clone())
}

/// The kind of harm that is mentioned first in the words of an accident.
pub(super) fn mentioned(accident: &str) -> Option<String> {
    let accident = accident.to_lowercase();
    let at = |one: &catalogue::Named| {
        let words = [one.words.zh.to_lowercase(), one.words.en.to_lowercase()];
        words
            .iter()
            .filter(|word| !word.is_empty())
            .filter_map(|word| accident.find(word.as_str()).map(|at| (at, std::cmp::Reverse(word.len()))))
            .min()
    };
    let found = catalogue::hazard_types().iter().filter_map(|one| at(one).map(|at| (at, one)));
    found.min_by_key(|(at, _)| *at).map(|(_, one)| one.code.clone())
}

/// A typed decimal in the parts of `divisor`, exactly; `None` for anything else, or when it does not come out even.
pub(super) fn exact(typed: &str, divisor: i64) -> Option<i64> {
    let plain: String = folded(typed);
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    if (whole.is_empty() && rest.is_empty())
        || whole.len() > 9
        || rest.len() > 9
        || !whole.bytes().chain(rest.bytes()).all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let scale = 10_i64.pow(u32::try_from(rest.len()).ok()?);
    let digits: i64 = format!("{whole}{rest}").parse().ok()?;
    let parts = digits.checked_mul(divisor)?;
    (parts % scale == 0).then_some(parts / scale)
}

/// A score the factor has, as people write it.
pub(super) fn scored(factor: &FactorOf, typed: &str) -> Option<i32> {
    let score = i32::try_from(exact(typed, i64::from(factor.unit))?).ok()?;
    factor.score(score).map(|one| one.score)
}
