//! What was typed on the forms of grading, turned into a scheme, a criterion or a call, or into what is wrong at which field.

use super::area;
use super::call::{Cause, NewCall, seasons};
use super::criterion::{Criterion, Deed, Mode, Region, Verification, categories};
use super::scheme::{Scheme, Words, Written, WrittenBand, parse};
use crate::access::Place;
use crate::id::CriterionId;
use crate::level::Colour;
use crate::text::Lang;
use crate::web::form::{Errors, Fields};
use chrono::{Days, NaiveDate};

/// The fields of one level.
pub struct BandFields {
    pub rank: i16,
    /// Ticked when the level is in use.
    pub used: &'static str,
    pub from: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub colour: &'static str,
}

/// The fields of the levels, the gravest first.
pub const BANDS: [BandFields; 4] = [
    BandFields { rank: 1, used: "use_1", from: "from_1", zh: "zh_1", en: "en_1", colour: "colour_1" },
    BandFields { rank: 2, used: "use_2", from: "from_2", zh: "zh_2", en: "en_2", colour: "colour_2" },
    BandFields { rank: 3, used: "use_3", from: "from_3", zh: "zh_3", en: "en_3", colour: "colour_3" },
    BandFields { rank: 4, used: "use_4", from: "from_4", zh: "zh_4", en: "en_4", colour: "colour_4" },
];

/// The fields of what each score means, factor by factor, score by score.
pub const MEANINGS: [(&str, &str); 20] = [
    ("m1_zh", "m1_en"),
    ("m2_zh", "m2_en"),
    ("m3_zh", "m3_en"),
    ("m4_zh", "m4_en"),
    ("m5_zh", "m5_en"),
    ("m6_zh", "m6_en"),
    ("m7_zh", "m7_en"),
    ("m8_zh", "m8_en"),
    ("m9_zh", "m9_en"),
    ("m10_zh", "m10_en"),
    ("m11_zh", "m11_en"),
    ("m12_zh", "m12_en"),
    ("m13_zh", "m13_en"),
    ("m14_zh", "m14_en"),
    ("m15_zh", "m15_en"),
    ("m16_zh", "m16_en"),
    ("m17_zh", "m17_en"),
    ("m18_zh", "m18_en"),
    ("m19_zh", "m19_en"),
    ("m20_zh", "m20_en"),
];

const NAME: usize = 40;
const LEVEL: usize = 12;
const LINE: usize = 120;
const WORDS: usize = 500;
/// The furthest day a call may name.
const AHEAD: Days = Days::new(366);

/// Words that must be there. Each field says in its own words what it wants, because the summary of faults shows them away from the field.
fn needed(fields: &Fields, errors: &mut Errors, name: &'static str, key: &'static str, most: usize) -> String {
    let text = fields.optional(errors, name, most);
    if text.is_empty() {
        errors.add(name, key);
    }
    text
}

/// One of a list, likewise.
fn chosen<T>(fields: &Fields, errors: &mut Errors, name: &'static str, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let found = read(fields.get(name));
    if found.is_none() {
        errors.add(name, key);
    }
    found
}

/// What the form of a new version shows first: the scheme it starts from.
pub fn shown(scheme: &Scheme) -> Fields {
    let mut fields = Fields::default();
    fields.set("name_zh", scheme.name.zh.as_str());
    fields.set("name_en", scheme.name.en.as_str());
    for names in &BANDS {
        let Some(band) = scheme.levels.iter().find(|band| band.rank == names.rank) else {
            fields.set(names.colour, Colour::of(names.rank).code());
            continue;
        };
        fields.set(names.used, "yes");
        fields.set(names.from, scheme.shown(band.from));
        fields.set(names.zh, band.name.zh.as_str());
        fields.set(names.en, band.name.en.as_str());
        fields.set(names.colour, band.colour.code());
    }
    let meanings = scheme.factors.iter().flat_map(|factor| &factor.scores);
    for ((zh, en), one) in MEANINGS.iter().zip(meanings) {
        fields.set(zh, one.meaning.zh.as_str());
        fields.set(en, one.meaning.en.as_str());
    }
    fields
}

/// A bureau's own version of a scheme: names, colours and bands of its levels, and what its scores mean. Factors and scores stay.
///
/// # Errors
/// Every fault, at its field.
pub fn adapted(fields: &Fields, from: &Scheme) -> Result<Scheme, Errors> {
    let mut errors = Errors::default();
    let name = Words {
        zh: needed(fields, &mut errors, "name_zh", "grading-need-name", NAME),
        en: fields.optional(&mut errors, "name_en", NAME * 2),
    };
    let levels = levels(fields, &mut errors, from.divisor);
    let mut factors = from.factors.clone();
    let scores = factors.iter_mut().flat_map(|factor| &mut factor.scores);
    for ((zh, en), one) in MEANINGS.iter().zip(scores) {
        one.meaning =
            Words { zh: needed(fields, &mut errors, zh, "grading-need-meaning", LINE), en: fields.optional(&mut errors, *en, LINE * 2) };
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let written = Written {
        code: from.code.clone(),
        version: from.version,
        method: from.method.clone(),
        symbol: from.symbol.clone(),
        name,
        divisor: from.divisor,
        factors,
        levels,
    };
    // Whatever the checks above let through and a scheme may not be is a fault of the levels.
    Scheme::try_from(written).map_err(|_| {
        errors.add("use_2", "grading-need-three");
        errors
    })
}

/// The levels in use, from the gravest down, each fault at its own field.
fn levels(fields: &Fields, errors: &mut Errors, divisor: i64) -> Vec<WrittenBand> {
    // The gravest is always there: a direct judgement needs it.
    let used: Vec<&BandFields> = BANDS.iter().filter(|names| names.rank == 1 || fields.ticked(names.used)).collect();
    if used.len() < 3 {
        errors.add("use_2", "grading-need-three");
    }
    let mut levels: Vec<WrittenBand> = Vec::new();
    for (n, names) in used.iter().enumerate() {
        let typed = fields.get(names.from).trim();
        let from = parse(typed, divisor);
        match from {
            None if typed.is_empty() => errors.add(names.from, "grading-need-from"),
            None => errors.add_with(names.from, if divisor == 1 { "grading-whole" } else { "grading-number" }, divisor_digits(divisor)),
            Some(from) if n + 1 == used.len() && from != 0 => errors.add(names.from, "grading-last-zero"),
            Some(from) if levels.last().is_some_and(|graver| from >= graver.from) => errors.add(names.from, "grading-not-falling"),
            Some(_) => {}
        }
        let name = Words {
            zh: needed(fields, errors, names.zh, "grading-need-level-name", LEVEL),
            en: fields.optional(errors, names.en, LEVEL * 2),
        };
        if !name.zh.is_empty() && levels.iter().any(|other| other.name.zh == name.zh) {
            errors.add(names.zh, "grading-name-twice");
        }
        if !name.en.is_empty() && levels.iter().any(|other| other.name.en == name.en) {
            errors.add(names.en, "grading-name-twice");
        }
        let colour = chosen(fields, errors, names.colour, "grading-need-colour", Colour::from_code);
        match (levels.last().map(|graver| graver.colour), colour) {
            (None, Some(colour)) if colour != Colour::Red => errors.add(names.colour, "grading-colour-red"),
            (Some(graver), Some(_)) if graver.is_some() && graver >= colour => errors.add(names.colour, "grading-colour-order"),
            _ => {}
        }
        // A band that could not be read stands below the one above it, so that the next is not blamed for it.
        let from = from.unwrap_or_else(|| levels.last().map_or(i64::MAX, |graver| graver.from - 1));
        levels.push(WrittenBand { rank: names.rank, from, name, colour });
    }
    levels
}

/// Decimals a value may have: 2 for hundredths.
fn divisor_digits(divisor: i64) -> String {
    (divisor.to_string().len() - 1).to_string()
}

/// A local criterion of a bureau's own.
///
/// # Errors
/// Every fault, at its field.
pub fn local(fields: &Fields, place: &Place) -> Result<Criterion, Errors> {
    let mut errors = Errors::default();
    let category = chosen(fields, &mut errors, "category", "criterion-need-category", |code| {
        categories().iter().find(|one| one.code == code).map(|one| one.code.clone())
    });
    let said = said(fields, &mut errors);
    let made = category.zip(said).map(|(category, said)| Criterion {
        id: CriterionId::new(),
        owner_path: String::new(),
        code: String::new(),
        version: 0,
        region: Region::of(place.kind),
        category,
        mode: said.mode,
        text: said.text,
        source: said.source,
        verification: Verification::Confirmed,
        areas: said.areas,
        retired: false,
    });
    errors.or(made)
}

/// What a bureau says of a criterion in its own words.
struct Said {
    mode: Mode,
    text: Words,
    source: String,
    areas: Vec<String>,
}

fn said(fields: &Fields, errors: &mut Errors) -> Option<Said> {
    let text =
        Words { zh: needed(fields, errors, "text_zh", "criterion-need-text", WORDS), en: fields.optional(errors, "text_en", WORDS * 2) };
    let mode = chosen(fields, errors, "mode", "criterion-need-mode", Mode::from_code);
    let source = needed(fields, errors, "source", "criterion-need-source", LINE);
    let areas = areas(fields, errors);
    Some(Said { mode: mode?, text, source, areas })
}

/// The ticked areas, in the order of a walk.
fn areas(fields: &Fields, errors: &mut Errors) -> Vec<String> {
    let picked = fields.all("pick");
    if picked.iter().any(|code| !area::known(code)) {
        errors.add("pick", "field-unknown");
    }
    area::areas().iter().filter(|one| picked.contains(&one.code)).map(|one| one.code.clone()).collect()
}

/// A criterion as it is to be after an act, and why.
///
/// # Errors
/// Every fault, at its field.
pub fn revised(deed: Deed, fields: &Fields, now: &Criterion) -> Result<(Criterion, String), Errors> {
    let mut errors = Errors::default();
    let made = match deed {
        // Confirming and rewording alike: who says how it reads names the clause and answers for it.
        Deed::Confirm => {
            let source = needed(fields, &mut errors, "source", "criterion-need-source", LINE);
            Some((Criterion { source, verification: Verification::Confirmed, ..now.clone() }, String::new()))
        }
        Deed::Reword => said(fields, &mut errors).map(|Said { mode, text, source, areas }| {
            (Criterion { mode, text, source, areas, verification: Verification::Confirmed, ..now.clone() }, String::new())
        }),
        Deed::Retire => {
            let note = needed(fields, &mut errors, "note", "criterion-need-note", WORDS);
            Some((Criterion { retired: true, ..now.clone() }, note))
        }
        Deed::Restore => Some((Criterion { retired: false, ..now.clone() }, String::new())),
        Deed::Add => None,
    };
    errors.or(made)
}

/// The call that goes with a criterion in the same act, when it was asked for.
///
/// # Errors
/// Every fault, at its field.
pub fn call_with(fields: &Fields, today: NaiveDate) -> Result<Option<NaiveDate>, Errors> {
    if !fields.ticked("call") {
        return Ok(None);
    }
    let mut errors = Errors::default();
    let due_on = due(fields, &mut errors, today);
    errors.or(due_on).map(Some)
}

/// A day from today on, within a year.
fn due(fields: &Fields, errors: &mut Errors, today: NaiveDate) -> Option<NaiveDate> {
    if fields.get("due_on").trim().is_empty() {
        errors.add("due_on", "call-need-due");
        return None;
    }
    let due_on = fields.date(errors, "due_on")?;
    if due_on < today {
        errors.add("due_on", "field-date-past");
    } else if today.checked_add_days(AHEAD).is_some_and(|last| due_on > last) {
        errors.add("due_on", "call-too-far");
    }
    Some(due_on)
}

/// A call. Without a title it is named by its cause.
///
/// # Errors
/// Every fault, at its field.
pub fn call(fields: &Fields, today: NaiveDate, lang: Lang) -> Result<NewCall, Errors> {
    let mut errors = Errors::default();
    let cause = chosen(fields, &mut errors, "cause", "call-need-cause", Cause::from_code);
    let season = seasons().iter().find(|one| one.code == fields.get("season"));
    if cause == Some(Cause::Season) && season.is_none() {
        errors.add("season", "call-need-season");
    }
    let season = season.filter(|_| cause == Some(Cause::Season));
    let mut areas = areas(fields, &mut errors);
    if let Some(season) = season.filter(|_| areas.is_empty()) {
        areas.clone_from(&season.areas);
    }
    let due_on = due(fields, &mut errors, today);
    let mut title = fields.optional(&mut errors, "title", NAME * 2);
    if title.is_empty() {
        title = match (season, cause) {
            (Some(season), _) => season.words.say(lang).to_owned(),
            (None, Some(cause)) => lang.say(&format!("call-cause-{cause}")),
            (None, None) => String::new(),
        };
    }
    let made = cause.zip(due_on).map(|(cause, due_on)| NewCall { cause, title, areas, due_on });
    errors.or(made)
}

#[cfg(test)]
mod tests;
