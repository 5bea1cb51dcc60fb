//! What was typed about money.

use super::model::{Deed, Draft, Entry, Kind};
use super::source;
use crate::evidence::{Moment, Photos};
use crate::money::Fen;
use crate::web::form::{Errors, Fields};
use chrono::NaiveDate;

/// The scans of a voucher.
pub const PHOTOS: [(&str, Moment); 1] = [("photo", Moment::Voucher)];

const WORDS: usize = 300;
const VOUCHER: usize = 60;

/// What an entry rests on besides what was typed.
pub struct Around<'a> {
    pub today: NaiveDate,
    /// The day the hidden danger was found: nothing is paid for it before.
    pub found: NaiveDate,
    pub by_bureau: bool,
    /// The entry to take back.
    pub which: Option<&'a Entry>,
}

/// Checks the form of a deed.
///
/// # Errors
/// Every fault, at its field.
pub fn draft(deed: Deed, fields: &Fields, photos: &Photos, around: &Around<'_>) -> Result<Draft, Errors> {
    let mut errors = photos.errors.clone();
    let made = match deed {
        Deed::Cancel => {
            let words = fields.required(&mut errors, "words", WORDS);
            around.which.map(|one| Draft {
                kind: one.kind,
                fen: Fen(-one.fen.0),
                source: one.source.clone(),
                on: one.on,
                words,
                voucher: String::new(),
                photos: vec![],
                by_bureau: one.by_bureau,
                cancels: Some(one.id),
            })
        }
        Deed::Approve | Deed::Spend => {
            let fen = above_nothing(fields, &mut errors, "amount");
            let source = fields.choice(&mut errors, "source", source::known);
            let spent = deed == Deed::Spend;
            let on = if spent { fields.date(&mut errors, "on") } else { Some(around.today) };
            if on.is_some_and(|on| on > around.today) {
                errors.add("on", "field-date-future");
            }
            if spent && on.is_some_and(|on| on < around.found) {
                errors.add("on", "fund-before-found");
            }
            let words = fields.optional(&mut errors, "words", WORDS);
            let voucher = if spent { fields.optional(&mut errors, "voucher", VOUCHER) } else { String::new() };
            let shown = if spent { photos.of(Moment::Voucher) } else { vec![] };
            if spent && voucher.is_empty() && shown.is_empty() {
                errors.add("voucher", "fund-voucher-or-scan");
            }
            match (fen, source, on) {
                (Some(fen), Some(source), Some(on)) => Some(Draft {
                    kind: if spent { Kind::Spent } else { Kind::Approved },
                    fen,
                    source,
                    on,
                    words,
                    voucher,
                    photos: shown,
                    by_bureau: around.by_bureau,
                    cancels: None,
                }),
                _ => None,
            }
        }
    };
    errors.or(made)
}

/// An amount that is not nothing: an entry of zero says nothing.
fn above_nothing(fields: &Fields, errors: &mut Errors, name: &'static str) -> Option<Fen> {
    let fen = fields.money(errors, name)?;
    if fen.0 == 0 {
        errors.add(name, "fund-nothing");
    }
    Some(fen).filter(|fen| fen.0 > 0)
}

/// A year that is kept books of.
pub fn year(text: &str, today: i32) -> i32 {
    text.parse().ok().filter(|year| (2000..2100).contains(year)).unwrap_or(today)
}

/// Checks the budget's form: an amount for each source, empty for none; why, where something was there before.
///
/// # Errors
/// Every fault, at its field.
pub fn budget(fields: &Fields, changes: bool) -> Result<(Vec<(String, Fen)>, String), Errors> {
    let mut errors = Errors::default();
    let mut lines = Vec::new();
    for source in source::sources() {
        let typed = fields.get(&source.code);
        if crate::web::form::trimmed(typed).is_empty() {
            lines.push((source.code.clone(), Fen(0)));
            continue;
        }
        match Fen::parse(crate::web::form::trimmed(typed)) {
            Ok(fen) => lines.push((source.code.clone(), fen)),
            Err(fault) => errors.add(source.code.clone(), fault.key()),
        }
    }
    let words = if changes { fields.required(&mut errors, "words", WORDS) } else { fields.optional(&mut errors, "words", WORDS) };
    errors.or(Some((lines, words)))
}
