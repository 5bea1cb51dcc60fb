//! Who may walk an inspection, what is missing before it can be submitted, and which tickets its problems open. Pure: no I/O, no clock.
//! [`walk`] and [`close`] are the only makers of the permits that the store asks for.

use super::model::{Inspection, Item, Outcome, Record};
use crate::access::{Actor, Place, Role};
use crate::id::TicketId;
use crate::risk::model::Proof;
use crate::ticket::model::{Category, Grade, Source};
use crate::ticket::rules::Report;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// The most items of one list; more are not walked in one go, and the form must fit.
pub const MOST_ITEMS: usize = 120;
/// The most photos of one item.
pub const MOST_SHOTS: usize = 4;
/// The most characters of a problem's words.
pub const WORDS: usize = 500;

/// Why not. Each is a sentence for the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The record is frozen.
    #[error("already submitted")]
    Submitted,
    /// Another post's work.
    #[error("not yours to walk")]
    NotYours,
}

impl Refusal {
    /// The Fluent key of the sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Submitted => "inspection-refused-submitted",
            Self::NotYours => "inspection-refused-not-yours",
        }
    }
}

/// Whether this actor may begin an inspection here: anybody at the school, and a bureau's reviewer within reach.
pub fn may_begin(at: &Place, actor: &Actor) -> bool {
    let school = actor.role().at_school() && actor.place().id == at.id;
    let bureau = actor.role() == Role::Reviewer && actor.reaches(&at.path);
    at.is_school() && (school || bureau)
}

/// The permit to answer items of one inspection.
#[derive(Clone, Debug)]
pub struct Walk(Inspection);

impl Walk {
    pub fn inspection(&self) -> &Inspection {
        &self.0
    }
}

/// Whether this actor may walk it: colleagues at the school share the school's own; what a bureau began only its inspector walks.
///
/// # Errors
/// Why not, the record's state before the post.
pub fn walk(i: &Inspection, actor: &Actor) -> Result<Walk, Refusal> {
    if i.submitted_at.is_some() {
        return Err(Refusal::Submitted);
    }
    let mine = if i.by_bureau {
        actor.role() == Role::Reviewer && actor.reaches(&i.path) && actor.person() == i.inspector
    } else {
        actor.role().at_school() && actor.place().id == i.school
    };
    if mine { Ok(Walk(i.clone())) } else { Err(Refusal::NotYours) }
}

/// What one item still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    Answer,
    Words,
    Photo,
    /// That all is well is to be shown by a photo, a figure, a record.
    Shown,
    Reading,
    Record,
}

impl Lack {
    /// The Fluent key of the sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Answer => "inspection-lack-answer",
            Self::Words => "inspection-lack-words",
            Self::Photo => "inspection-lack-photo",
            Self::Shown => "inspection-lack-shown",
            Self::Reading => "inspection-lack-reading",
            Self::Record => "inspection-lack-record",
        }
    }
}

/// What every item lacks before the record can be submitted, in order; empty when nothing does.
pub fn missing(record: &Record) -> Vec<(i16, Lack)> {
    let mut lacks = Vec::new();
    for item in &record.items {
        let photo = record.photos.get(&item.ordinal).is_some_and(|shots| !shots.is_empty());
        match item.outcome {
            Outcome::Unchecked => lacks.push((item.ordinal, Lack::Answer)),
            Outcome::Problem => {
                if item.note.is_empty() {
                    lacks.push((item.ordinal, Lack::Words));
                }
                if !photo {
                    lacks.push((item.ordinal, Lack::Photo));
                }
            }
            Outcome::Passed => match item.evidence {
                Proof::Photo if !photo => lacks.push((item.ordinal, Lack::Shown)),
                Proof::Reading if item.note.is_empty() => lacks.push((item.ordinal, Lack::Reading)),
                Proof::Record if item.note.is_empty() && !photo => lacks.push((item.ordinal, Lack::Record)),
                _ => {}
            },
            Outcome::NotApplicable => {}
        }
    }
    lacks
}

/// How far a walk has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub answered: usize,
    pub of: usize,
    pub problems: usize,
}

impl Progress {
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        items.into_iter().fold(Self::default(), |sum, item| Self {
            answered: sum.answered + usize::from(item.outcome != Outcome::Unchecked),
            of: sum.of + 1,
            problems: sum.problems + usize::from(item.outcome == Outcome::Problem),
        })
    }

    /// 0 to 100; 100 only when all are answered.
    pub fn percent(self) -> usize {
        (self.answered * 100).checked_div(self.of).unwrap_or_default()
    }
}

/// The permit to submit: everything is answered, and these are the tickets it opens. Only [`close`] makes one.
#[derive(Clone, Debug)]
pub struct Closing {
    inspection: Inspection,
    tickets: Vec<(i16, Report)>,
    shown: Vec<i16>,
    digest: String,
}

impl Closing {
    pub fn inspection(&self) -> &Inspection {
        &self.inspection
    }
    /// The items with a problem and the report of each. Numbers are given by the store.
    pub fn tickets(&self) -> &[(i16, Report)] {
        &self.tickets
    }
    /// The items whose good answer had to be shown: their photos stay with the record.
    pub fn shown(&self) -> &[i16] {
        &self.shown
    }
    /// See [`digest`].
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// Why a record cannot be submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unready {
    Refused(Refusal),
    /// What is missing, by item.
    Missing(Vec<(i16, Lack)>),
}

/// Decides the submission of a record. `place_word` names an area in words, for the place of a ticket.
///
/// # Errors
/// Why not; nothing is changed.
pub fn close(record: &Record, actor: &Actor, now: DateTime<Utc>, place_word: impl Fn(&str) -> String) -> Result<Closing, Unready> {
    let permit = walk(&record.inspection, actor).map_err(Unready::Refused)?;
    let lacks = missing(record);
    if !lacks.is_empty() {
        return Err(Unready::Missing(lacks));
    }
    let i = permit.inspection();
    let problems = record.items.iter().filter(|item| item.outcome == Outcome::Problem);
    let tickets = problems
        .zip(0_i64..)
        .map(|(item, n)| {
            let photos = record.photos.get(&item.ordinal).into_iter().flatten().map(|shot| shot.id).collect();
            let report = Report {
                // A millisecond apart, so that lists keep the order of the items.
                id: TicketId::at(now + TimeDelta::milliseconds(n)),
                number: String::new(),
                title: title(&item.note),
                description: [item.note.as_str(), item.question.as_str(), item.standard.as_str()]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n"),
                place: place(item, i, &place_word),
                category: item.category,
                // Meant as major where the question names what would make it so; the officer who confirms it has the say.
                grade: if item.criterion.is_empty() { Grade::General } else { Grade::Major },
                source: if i.by_bureau { Source::Superior } else { Source::Inspection },
                risk_point: item.risk_point.as_ref().map(|point| point.id),
                level: item.risk_point.as_ref().map(|point| point.level),
                inspection: Some(i.id),
                found_at: item.answered_at.unwrap_or(now),
                photos,
                no_photo: String::new(),
                position: None,
                fixed: None,
            };
            (item.ordinal, report)
        })
        .collect();
    let shown = record.items.iter().filter(|item| item.outcome == Outcome::Passed && item.evidence != Proof::None);
    Ok(Closing { inspection: i.clone(), tickets, shown: shown.map(|item| item.ordinal).collect(), digest: digest(&record.items) })
}

const TITLE: usize = 60;

/// A ticket's title from a problem's words: the first line, cut at the title's length.
pub fn title(note: &str) -> String {
    let line = note.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    cut(line, TITLE)
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most - 1).collect();
    short.push('…');
    short
}

/// Where the problem is: the risk point's place or name, else the area, else the inspection's title.
fn place(item: &Item, i: &Inspection, word: &impl Fn(&str) -> String) -> String {
    let point = item.risk_point.as_ref().map(|point| if point.place.is_empty() { point.name.clone() } else { point.place.clone() });
    let found = point.unwrap_or_else(|| word(&item.area));
    cut(if found.is_empty() { &i.title } else { &found }, TITLE)
}

/// What a problem in an area of the catalogue most likely concerns; a guess the walker may change.
pub fn category_of(area: &str) -> Category {
    match area {
        "fire" => Category::Fire,
        "electrical" => Category::Electrical,
        "building" | "perimeter" | "classroom" | "stairs" | "assembly" | "dorm" | "construction" | "outdoor" => Category::Building,
        "canteen" => Category::Food,
        "lab" => Category::Lab,
        "boiler_gas" | "special_equipment" | "sports" | "workshop" => Category::Equipment,
        "bus" | "road" => Category::Transport,
        "gate" => Category::Security,
        "clinic" => Category::Health,
        _ => Category::Other,
    }
}

/// The SHA-256 of a record's questions and answers, in order, each word led by its length: what the ledger keeps, so that a record changed
/// behind the program's back no longer fits its own history.
pub fn digest(items: &[Item]) -> String {
    let mut hash = Sha256::new();
    for item in items {
        hash.update(item.ordinal.to_be_bytes());
        for word in [item.area.as_str(), &item.question, &item.standard, item.outcome.code(), &item.note] {
            hash.update((word.len() as u64).to_be_bytes());
            hash.update(word.as_bytes());
        }
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests;
