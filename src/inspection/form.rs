//! What was typed: the start of an inspection, and the answers of a walk.

use super::model::{Answer, Kind, Outcome, Question, Record};
use super::rules::{self, MOST_ITEMS};
use crate::checklist::model::CheckList;
use crate::id::{PhotoId, RiskPointId};
use crate::risk::model::Proof;
use crate::text::Lang;
use crate::ticket::model::Category;
use crate::web::form::{Errors, Fault, Fields};
use chrono::{DateTime, Datelike, Utc};
use sha2::{Digest, Sha256};

const TITLE: usize = 60;
const QUESTION: usize = 200;
const AREA: usize = 40;

/// A checked start: what to ask comes from a kept list, from risk points, and from what was typed, in this order.
#[derive(Clone, Debug)]
pub struct Start {
    pub kind: Kind,
    pub title: String,
    pub listed: Vec<Question>,
    pub points: Vec<RiskPointId>,
    pub own: Vec<Question>,
    /// The typed questions become a list of their own.
    pub keep: bool,
}

/// Checks the start. `lists` are those usable here; they ask in the words of `lang`, and what is asked stays in them.
///
/// # Errors
/// Every fault, at its field.
pub fn start(fields: &Fields, lists: &[CheckList], lang: Lang) -> Result<Start, Errors> {
    let mut errors = Errors::default();
    let chosen = lists.iter().find(|list| list.id.to_string() == fields.get("list"));
    if chosen.is_none() && !fields.get("list").is_empty() {
        errors.add("list", "field-unknown");
    }
    // A list brings its occasion and its title; what is typed wins.
    let kind = match (fields.get("kind"), chosen) {
        ("", Some(list)) => Some(list.kind),
        _ => fields.choice(&mut errors, "kind", Kind::from_code),
    };
    let typed = fields.optional(&mut errors, "title", TITLE);
    let title = match chosen {
        Some(list) if typed.is_empty() => list.title.say(lang).to_owned(),
        None if typed.is_empty() && !errors.has("title") => {
            errors.add("title", "inspection-title-missing");
            typed
        }
        _ => typed,
    };
    let own = own(fields, &mut errors);
    let points: Vec<RiskPointId> = fields.all("pick").iter().filter_map(|id| id.parse().ok()).collect();
    if chosen.is_none() && points.is_empty() && own.is_empty() && !errors.has("own") {
        errors.add("list", "inspection-nothing-to-ask");
    }
    let keep = fields.ticked("keep");
    if keep && own.is_empty() && !errors.has("own") {
        errors.add("own", "inspection-keep-nothing");
    }
    let listed = chosen.map(|list| list.questions(lang)).unwrap_or_default();
    errors.or(kind.map(|kind| Start { kind, title, listed, points, own, keep }))
}

/// Typed questions: one on a line, `# heading` opens an area, what follows a bar is the standard. Full-width marks serve as well.
fn own(fields: &Fields, errors: &mut Errors) -> Vec<Question> {
    const HASHES: [char; 2] = ['#', '\u{ff03}'];
    const BARS: [char; 2] = ['|', '\u{ff5c}'];
    let text = fields.optional(errors, "own", MOST_ITEMS * (2 * QUESTION + AREA));
    let mut area = String::new();
    let mut questions = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix(HASHES) {
            area = heading.trim().to_owned();
            if area.chars().count() > AREA {
                errors.add_with("own", "inspection-heading-long", AREA.to_string());
            }
            continue;
        }
        let (question, standard) = line.split_once(BARS).unwrap_or((line, ""));
        let (question, standard) = (question.trim().to_owned(), standard.trim().to_owned());
        if question.is_empty() || question.chars().count() > QUESTION || standard.chars().count() > QUESTION {
            errors.add_with("own", "inspection-line-long", QUESTION.to_string());
        }
        questions.push(Question {
            category: rules::category_of(&area),
            area: area.clone(),
            question,
            standard,
            measure: None,
            evidence: Proof::None,
            criterion: String::new(),
        });
    }
    questions
}

/// A list that is too long or, after all, empty (its risk points were retired meanwhile).
///
/// # Errors
/// The fault, at the list.
pub fn fits(count: usize) -> Result<(), Errors> {
    let mut errors = Errors::default();
    if count == 0 {
        errors.add("list", "inspection-nothing-to-ask");
    } else if count > MOST_ITEMS {
        errors.add_with("list", "inspection-too-many", MOST_ITEMS.to_string());
    }
    errors.or(Some(()))
}

/// What a walk's form said.
#[derive(Clone, Debug, Default)]
pub struct Walked {
    /// Only what was changed on this page: another's answer given meanwhile is not undone by a page that still shows the old one.
    pub answers: Vec<Answer>,
    /// Photos whose box was unticked.
    pub dropped: Vec<PhotoId>,
    pub faults: Vec<(i16, Fault)>,
    /// Words that could not be stored, to be shown again.
    pub typed: Vec<(i16, String)>,
}

/// Reads a walk's form against the record.
pub fn walked(fields: &Fields, record: &Record) -> Walked {
    let mut walked = Walked::default();
    let kept = fields.all("kept");
    for item in &record.items {
        let n = item.ordinal;
        let name = |of: &str| format!("{of}-{n}");
        let mut shown = fields.get(&name("w")).split(' ');
        let mark_then = shown.next().unwrap_or_default();
        walked.dropped.extend(shown.filter(|id| !kept.iter().any(|one| one == id)).filter_map(|id| id.parse::<PhotoId>().ok()));
        if !fields.has(&name("r")) && !fields.has(&name("n")) {
            continue;
        }
        // No choice sent: the page showed none, whatever was answered since.
        let chosen = Outcome::from_code(fields.get(&name("r")));
        let outcome = chosen.unwrap_or(item.outcome);
        let category = Category::from_code(fields.get(&name("c"))).unwrap_or(item.category);
        // Words belong to a problem, or show that all is well where that is asked; what was typed before somebody thought better of it is
        // not kept.
        let claimed_at = claimed(fields.get(&name("at")));
        let shows = outcome == Outcome::Passed && item.evidence != Proof::None;
        let typed = if shows || matches!(outcome, Outcome::Problem | Outcome::Unchecked) { fields.get(&name("n")) } else { "" };
        let mut errors = Errors::default();
        let note = Fields::of([("note", typed)]).optional(&mut errors, "note", rules::WORDS);
        if let Some(fault) = errors.fault("note") {
            walked.faults.push((n, fault.clone()));
            walked.typed.push((n, typed.to_owned()));
            walked.answers.push(Answer { ordinal: n, outcome, note: item.note.clone(), category, claimed_at });
        } else if mark(chosen.unwrap_or(Outcome::Unchecked), &note, category) != mark_then {
            walked.answers.push(Answer { ordinal: n, outcome, note, category, claimed_at });
        }
    }
    walked
}

/// When a device says an item was answered: milliseconds of the epoch.
fn claimed(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::from_timestamp_millis(text.parse().ok()?)?;
    // What a database can hold and a phone can mean.
    (2000..2200).contains(&at.year()).then_some(at)
}

/// A short mark of an answer as a page showed it, to tell what was changed on that page.
pub fn mark(outcome: Outcome, note: &str, category: Category) -> String {
    let mut hash = Sha256::new();
    for word in [outcome.code(), category.code(), note] {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    hex::encode(hash.finalize()).chars().take(16).collect()
}

#[cfg(test)]
mod tests;
