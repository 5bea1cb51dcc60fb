//! What a ticket's page shows of a grave one: why it is major, its temporary controls, its listing.

use crate::grading::criterion::{Criterion, Mode, category_name};
use crate::id::PersonId;
use crate::text::Lang;
use crate::ticket::listing::{Listing, ListingState, Sign};
use crate::ticket::model::{Category, Ticket};
use crate::ticket::store::{Known, Minders};
use crate::web::form::Form;
use chrono::NaiveDate;

/// What a form needs beside the ticket.
#[derive(Default)]
pub struct Ground {
    /// The criteria in force where it is, for a form that ticks them; else those that were ticked.
    pub criteria: Vec<Criterion>,
    /// The people of the actor's own bureau.
    pub bureau: Vec<Known>,
}

/// A category of criteria, as a list to open.
pub struct Group {
    pub name: String,
    /// It is the ticket's own kind, or one of it is ticked.
    pub open: bool,
    pub rows: Vec<Row>,
}

/// A criterion to tick, or one that was ticked.
pub struct Row {
    pub id: String,
    pub code: String,
    pub words: String,
    pub source: String,
    pub direct: bool,
    /// Nobody answers for its words yet.
    pub draft: bool,
    pub ticked: bool,
    /// The question of the inspection that found it asked about this one.
    pub asked: bool,
}

impl Row {
    fn of(one: &Criterion, lang: Lang, ticked: bool) -> Self {
        Self {
            asked: false,
            id: one.id.to_string(),
            code: one.code.clone(),
            words: one.text.say(lang).to_owned(),
            source: one.source.clone(),
            direct: one.mode == Mode::Direct,
            draft: one.draft(),
            ticked,
        }
    }
}

/// The criteria of a form, by category, those of the ticket's own kind first.
pub fn groups(criteria: &[Criterion], t: &Ticket, form: &Form, asked: Option<&str>, lang: Lang) -> Vec<Group> {
    let own = own_category(t.category);
    let mut groups: Vec<Group> = Vec::new();
    let mut categories: Vec<&str> = Vec::new();
    for one in criteria {
        if !categories.contains(&one.category.as_str()) {
            categories.push(&one.category);
        }
    }
    categories.sort_by_key(|category| *category != own);
    for category in categories {
        let rows: Vec<Row> = criteria
            .iter()
            .filter(|one| one.category == category)
            .map(|one| Row { asked: asked == Some(&one.code), ..Row::of(one, lang, form.is("criterion", one.id.to_string())) })
            .collect();
        let open = rows.iter().any(|row| row.ticked);
        groups.push(Group { name: category_name(category, lang).to_owned(), open, rows });
    }
    groups
}

/// The criteria's category that a ticket's kind falls into.
const fn own_category(category: Category) -> &'static str {
    match category {
        Category::Fire | Category::Electrical => "fire",
        Category::Building => "building",
        Category::Food | Category::Health => "food",
        Category::Lab => "lab",
        Category::Transport => "transport",
        Category::Equipment | Category::Security | Category::Other => "other",
    }
}

/// The criteria that were ticked.
pub fn met(criteria: &[Criterion], t: &Ticket, lang: Lang) -> Vec<Row> {
    criteria.iter().filter(|one| t.criteria.contains(&one.id)).map(|one| Row::of(one, lang, true)).collect()
}

/// A temporary control.
pub struct ControlRow {
    pub id: String,
    pub kind: &'static str,
    pub words: String,
    pub owner: String,
    pub times: u8,
    pub since: NaiveDate,
    pub until: Option<NaiveDate>,
}

/// Temporary controls, each with whoever looks after it today.
pub fn controls(t: &Ticket, minders: &Minders, name_of: &dyn Fn(Option<PersonId>) -> String) -> Vec<ControlRow> {
    t.controls
        .iter()
        .map(|one| ControlRow {
            id: one.plan.to_string(),
            kind: one.kind.code(),
            words: one.words.clone(),
            owner: minders.get(&one.plan).cloned().unwrap_or_else(|| name_of(Some(one.owner))),
            times: one.times,
            since: one.since,
            until: one.until,
        })
        .collect()
}

/// A listing with the names of its people.
pub struct ListingView {
    pub state: ListingState,
    pub sign: Option<Sign>,
    pub supervisor: String,
    pub lister: String,
    pub delister: String,
    pub delisted_on: Option<NaiveDate>,
    pub delisting_published_on: Option<NaiveDate>,
}

impl ListingView {
    pub fn of(listing: &Listing, name_of: &dyn Fn(Option<PersonId>) -> String) -> Self {
        Self {
            state: listing.state,
            supervisor: name_of(listing.sign.as_ref().map(|sign| sign.supervisor)),
            lister: name_of(listing.sign.as_ref().map(|sign| sign.lister)),
            delister: name_of(listing.delister),
            delisted_on: listing.delisted_on,
            delisting_published_on: listing.delisting_published_on,
            sign: listing.sign.clone(),
        }
    }
}
