//! What supervision's templates are given.

use super::limits::{Limits, Obligation};
use super::rules::dues;
use super::store::Supervised;
use crate::access::{Actor, Place, Role};
use crate::text::filters;
use crate::ticket::listing::ListingState;
use crate::web::form::Form;
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::NaiveDate;

#[derive(Template)]
#[template(path = "supervision/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub wide: bool,
    /// A bureau post: may list, decline, delist.
    pub decides: bool,
    /// Only what waits for this bureau's decision.
    pub waiting: bool,
    pub groups: Vec<Group>,
}

/// Listings that stand alike.
pub struct Group {
    pub state: ListingState,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub href: String,
    pub number: String,
    pub title: String,
    pub school: String,
    pub listing_number: String,
    pub level: String,
    pub bureau: String,
    pub supervisor: String,
    pub until: Option<NaiveDate>,
    pub late: bool,
    pub state: String,
    pub dues: Vec<DueRow>,
}

/// Something to do, by its day.
pub struct DueRow {
    pub obligation: Obligation,
    pub by: NaiveDate,
    pub done: Option<NaiveDate>,
    pub late: bool,
}

impl ListPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, waiting: bool, rows: Vec<Supervised>, limits: &Limits) -> Self {
        let today = view.today();
        let mut groups: Vec<Group> = Vec::new();
        for one in rows {
            let dues = dues(&one.listing, one.around, limits)
                .into_iter()
                .map(|due| DueRow {
                    late: due.obligation != Obligation::Ask && due.late(today),
                    obligation: due.obligation,
                    by: due.by,
                    done: due.done,
                })
                .collect();
            let sign = one.listing.sign.as_ref();
            let row = Row {
                href: format!("/o/{}/tickets/{}", one.school_code, one.number),
                school: one.school.say(view.lang).to_owned(),
                listing_number: sign.map(|sign| sign.number.clone()).unwrap_or_default(),
                level: sign.map(|sign| format!("org-kind-{}", sign.level)).unwrap_or_default(),
                bureau: one.bureau.as_ref().map(|bureau| bureau.say(view.lang).to_owned()).unwrap_or_default(),
                until: sign.map(|sign| sign.due_on),
                late: one.listing.holds() && sign.is_some_and(|sign| sign.due_on < today),
                state: format!("state-{}", one.state),
                number: one.number,
                title: one.title,
                supervisor: one.supervisor,
                dues,
            };
            match groups.last_mut() {
                Some(group) if group.state == one.listing.state => group.rows.push(row),
                _ => groups.push(Group { state: one.listing.state, rows: vec![row] }),
            }
        }
        Self {
            shell: view.shell(Section::Supervision),
            name: place.name(view.lang).to_owned(),
            wide: !place.is_school(),
            decides: matches!(actor.role(), Role::Reviewer | Role::Leader),
            place: place.clone(),
            waiting,
            groups,
        }
    }
}

#[derive(Template)]
#[template(path = "supervision/limits.html")]
pub struct LimitsPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub sets: bool,
    pub version: i32,
    pub form: Form,
    pub stale: bool,
    pub rows: Vec<LimitRow>,
}

/// The fields of one limit.
pub struct LimitRow {
    pub obligation: Obligation,
    pub days: &'static str,
    pub source: &'static str,
    pub working: String,
}

/// The name of the field of a obligation's days.
pub const fn days_name(obligation: Obligation) -> &'static str {
    match obligation {
        Obligation::File => "days-file",
        Obligation::Publish => "days-publish",
        Obligation::PublishDelisting => "days-publish_delisting",
        Obligation::Ask => "days-ask",
        Obligation::Decide => "days-decide",
        Obligation::Longest => "days-longest",
        Obligation::Accept => "days-accept",
    }
}

/// The name of the field of a obligation's source.
pub const fn source_name(obligation: Obligation) -> &'static str {
    match obligation {
        Obligation::File => "rule-file",
        Obligation::Publish => "rule-publish",
        Obligation::PublishDelisting => "rule-publish_delisting",
        Obligation::Ask => "rule-ask",
        Obligation::Decide => "rule-decide",
        Obligation::Longest => "rule-longest",
        Obligation::Accept => "rule-accept",
    }
}

impl LimitsPage {
    pub fn new(view: &View, place: &Place, sets: bool, version: i32, form: Form, stale: bool) -> Self {
        let mut shell = view.shell(Section::Supervision);
        shell.problem = form.has_faults() || stale;
        let row = |obligation: Obligation| LimitRow {
            obligation,
            days: days_name(obligation),
            source: source_name(obligation),
            working: format!("working-{obligation}"),
        };
        Self {
            shell,
            name: place.name(view.lang).to_owned(),
            place: place.clone(),
            sets,
            version,
            form,
            stale,
            rows: Obligation::ALL.iter().map(|obligation| row(*obligation)).collect(),
        }
    }
}
