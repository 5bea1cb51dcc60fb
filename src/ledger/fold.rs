//! The present of tickets and inspections as their events tell it, to be compared with their rows. Kept small: there is one of these for
//! every ticket of the database while the ledger is verified.

use super::Facts;
use super::verify::At;
use crate::ticket::model::{State, Ticket};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use uuid::Uuid;

/// Texts of a ticket that its row shows; an act's own note is not among them.
const SHOWN: [&str; 11] =
    ["title", "description", "place", "measures", "contingency", "six_parts", "controls", "ask_reason", "ask_interim", "done", "members"];
/// Of those, the ones that end with a plan that was returned, time that was decided on, or work that was refused; that they ended is a fact.
const ENDING: [&str; 7] = ["measures", "contingency", "six_parts", "ask_reason", "ask_interim", "done", "members"];

/// A ticket as its events tell it.
struct Fold {
    head: usize,
    state: Option<State>,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    /// Names are numbers of [`Folds::names`].
    facts: Vec<(u16, Box<str>)>,
    /// Keyed hashes of the last words of each of [`SHOWN`]; `None` where the ledger's own copy cannot be trusted.
    texts: [Text; SHOWN.len()],
    row: bool,
}

#[derive(Clone, Copy, Default)]
enum Text {
    #[default]
    Never,
    Doubtful,
    Told(u64),
}

/// A ticket's row, and the number of its chain if there is one.
pub(super) struct Present<'a> {
    pub ticket: &'a Ticket,
    pub head: Option<usize>,
}

/// Everything folded so far.
#[derive(Default)]
pub(super) struct Folds {
    tickets: HashMap<Uuid, Fold>,
    /// Chain and time of the event, and whether the row was seen.
    submitted: HashMap<Uuid, (usize, Option<DateTime<Utc>>, bool)>,
    names: Vec<String>,
    /// Keyed anew in each run, so that nobody can prepare words that only look the same to us.
    hasher: RandomState,
}

impl Folds {
    /// Folds one more event of a ticket. Returns what does not fit with the events before.
    #[expect(clippy::too_many_arguments, reason = "the parts of an event")]
    pub(super) fn ticket(
        &mut self,
        id: Uuid,
        head: usize,
        from: &str,
        to: &str,
        at: DateTime<Utc>,
        facts: &Facts,
        texts: Vec<(&str, Option<&str>)>,
    ) -> Option<String> {
        let (from_state, to_state) = (State::from_code(from), State::from_code(to));
        let mut problem = None;
        let fold = match self.tickets.entry(id) {
            std::collections::hash_map::Entry::Occupied(known) => {
                let fold = known.into_mut();
                if fold.head != head {
                    problem = Some(format!("its ticket {id} belongs to another chain"));
                } else if fold.state != from_state || from_state.is_none() {
                    problem =
                        Some(format!("leads its ticket on from {from:?}, which then stood at {:?}", fold.state.map_or("", State::code)));
                }
                fold
            }
            std::collections::hash_map::Entry::Vacant(fresh) => {
                if !from.is_empty() {
                    problem = Some(format!("leads its ticket on from {from:?}, but no event tells how that began"));
                }
                fresh.insert(Fold {
                    head,
                    state: None,
                    first_at: at,
                    last_at: at,
                    closed_at: None,
                    facts: Vec::with_capacity(20),
                    texts: Default::default(),
                    row: false,
                })
            }
        };
        if to_state.is_none() {
            problem = Some(format!("leads its ticket to {to:?}, which is no state"));
        }
        if to_state == Some(State::Closed) && from_state != Some(State::Closed) {
            fold.closed_at = Some(at);
        } else if to_state != Some(State::Closed) {
            fold.closed_at = None;
        }
        fold.state = to_state;
        // Words beside the loop leave the row as it was; whatever moves it tells its new version.
        if facts.contains_key("version") {
            fold.last_at = at;
        }
        // Money is entered beside the ticket; its rows are compared on their own.
        for (name, value) in facts.iter().filter(|(name, _)| !name.starts_with("text:") && !name.starts_with("fund_")) {
            let name = number_of(&mut self.names, name);
            fold.facts.retain(|(one, _)| *one != name);
            if !value.is_empty() {
                fold.facts.push((name, value.as_str().into()));
            }
        }
        for (field, body) in texts {
            if let Some((_, text)) = SHOWN.iter().zip(&mut fold.texts).find(|(name, _)| **name == field) {
                *text = body.map_or(Text::Doubtful, |body| Text::Told(self.hasher.hash_one(body)));
            }
        }
        problem
    }

    pub(super) fn submitted(&mut self, id: Uuid, head: usize, at: Option<DateTime<Utc>>) {
        self.submitted.insert(id, (head, at, false));
    }

    /// What a ticket's row tells otherwise than its events.
    pub(super) fn compare(&mut self, present: &Present<'_>) -> Vec<String> {
        let t = present.ticket;
        let Some(fold) = self.tickets.get_mut(&t.id.0) else {
            return vec!["no event tells of it".to_owned()];
        };
        fold.row = true;
        let mut problems = Vec::new();
        if present.head != Some(fold.head) {
            problems.push("its events stand in another chain".to_owned());
        }
        let told: HashMap<&str, &str> =
            fold.facts.iter().filter_map(|(name, value)| Some((self.names.get(usize::from(*name))?.as_str(), &**value))).collect();
        let shown = t.facts();
        for (name, value) in &shown {
            match told.get(name.as_str()) {
                Some(told) if told == value => {}
                Some(told) => problems.push(format!("{name} is {value}, its events say {told}")),
                None => problems.push(format!("{name} is {value}, its events say nothing of it")),
            }
        }
        let mut lost: Vec<_> = told.iter().filter(|(name, _)| !shown.contains_key(**name)).collect();
        lost.sort_unstable();
        problems.extend(lost.into_iter().map(|(name, value)| format!("{name} is empty, its events say {value}")));
        if fold.state != Some(t.state) {
            problems.push(format!("stands at {}, its last event led to {}", t.state, fold.state.map_or("no state", State::code)));
        }
        for (name, row, told) in [
            ("reported_at", Some(t.reported_at), Some(fold.first_at)),
            ("acted_at", Some(t.acted_at), Some(fold.last_at)),
            ("closed_at", t.closed_at, fold.closed_at),
        ] {
            if row != told {
                problems.push(format!("{name} is {}, its events say {}", moment(row), moment(told)));
            }
        }
        let words = t.texts();
        for (name, told) in SHOWN.iter().zip(fold.texts) {
            let row = words.iter().find(|(field, _)| field == name).map(|(_, body)| body.as_str());
            match (row, told) {
                (Some(body), Text::Told(hash)) if hash == self.hasher.hash_one(body) => {}
                (Some(_), Text::Told(_)) => problems.push(format!("its {name} is not what was recorded")),
                (Some(_), Text::Never) => problems.push(format!("its {name} was never recorded")),
                (None, Text::Told(_)) if !ENDING.contains(name) => problems.push(format!("its {name} was emptied")),
                (None, Text::Told(_) | Text::Never) | (_, Text::Doubtful) => {}
            }
        }
        problems
    }

    pub(super) fn compare_inspection(&mut self, id: Uuid, submitted_at: DateTime<Utc>) -> Option<String> {
        let Some((_, at, row)) = self.submitted.get_mut(&id) else {
            return Some("is submitted, but no event tells of it".to_owned());
        };
        *row = true;
        (*at != Some(submitted_at)).then(|| format!("submitted_at is {}, its event says {}", moment(Some(submitted_at)), moment(*at)))
    }

    /// Tickets and inspections that events tell of and that have no row: chain, name, problem.
    pub(super) fn unseen(&self) -> Vec<(usize, At, String)> {
        let number = self.names.iter().position(|name| name == "number").and_then(|n| u16::try_from(n).ok());
        let tickets = self.tickets.iter().filter(|(_, fold)| !fold.row).map(|(id, fold)| {
            let name =
                fold.facts.iter().find(|(name, _)| Some(*name) == number).map_or_else(|| id.to_string(), |(_, value)| value.to_string());
            (fold.head, At::Ticket(name), "its events are here, but the ticket is gone".to_owned())
        });
        let inspections = self.submitted.iter().filter(|(_, (_, _, row))| !row).map(|(id, (head, _, _))| {
            (*head, At::Inspection(id.to_string()), "an event says it was submitted, its row does not".to_owned())
        });
        let mut all: Vec<_> = tickets.chain(inspections).collect();
        all.sort_by_key(|(head, at, _)| (*head, format!("{at:?}")));
        all
    }
}

/// The number of a fact's name; a new one when it is new. Past 65,535 names, which no ledger of ours has, they share the last number.
fn number_of(names: &mut Vec<String>, name: &str) -> u16 {
    let found = names.iter().position(|one| one == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    u16::try_from(found).unwrap_or(u16::MAX)
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "none".to_owned(), |at| at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
}
