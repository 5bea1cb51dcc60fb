//! Calls for a review, and the form of a new one.

use super::{Tab, areas, named, shell};
use crate::access::Place;
use crate::grading::area;
use crate::grading::call::{Call, Cause, seasons};
use crate::text::filters;
use crate::web::form::{Choice, Form};
use crate::web::page::{Due, Shell, View};
use askama::Template;
use chrono::{DateTime, Utc};

/// A call as the list shows it.
pub struct CallRow {
    pub id: String,
    pub title: String,
    pub cause: String,
    pub areas: String,
    pub org: String,
    pub person: String,
    pub called_at: DateTime<Utc>,
    pub due: Due,
    /// When it ended.
    pub ended: Option<String>,
    /// Points still to be graded, for a school.
    pub left: Option<i64>,
    /// The reader's own to end.
    pub own: bool,
}

#[derive(Template)]
#[template(path = "grading/calls.html")]
pub struct CallsPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub tab: Tab,
    pub caller: bool,
    pub open: Vec<CallRow>,
    pub ended: Vec<CallRow>,
    pub form: Form,
}

impl CallsPage {
    pub fn new(view: &View, place: &Place, caller: bool, all: Vec<Call>, form: Form) -> Self {
        let row = |call: Call| CallRow {
            id: call.id.to_string(),
            cause: format!("call-cause-{}", call.cause),
            areas: area::names(&call.areas, view.lang).join(&view.lang.say("board-comma")),
            org: named(view.lang, &call.org_zh, &call.org_en),
            person: call.person.unwrap_or_default(),
            called_at: call.called_at,
            due: Due::of(Some(call.due_on), view.today(), view.lang),
            ended: call.ended_at.map(|at| view.lang.moment(view.zone, at)),
            left: call.left,
            own: caller && call.org_code == place.code,
            title: call.title,
        };
        let (ended, open): (Vec<CallRow>, Vec<CallRow>) = all.into_iter().map(row).partition(|one| one.ended.is_some());
        Self {
            shell: shell(view, None),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            tab: Tab::Calls,
            caller,
            open,
            ended,
            form,
        }
    }
}

#[derive(Template)]
#[template(path = "grading/call_new.html")]
pub struct NewCallPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub causes: Vec<Choice>,
    pub seasons: Vec<Choice>,
    pub areas: Vec<Choice>,
    pub today: String,
}

impl NewCallPage {
    pub fn new(view: &View, place: &Place, form: Form) -> Self {
        Self {
            shell: shell(view, Some(&form)),
            place: place.clone(),
            form,
            causes: Choice::codes("call-cause", Cause::ALL.iter().map(|cause| cause.code())),
            seasons: seasons().iter().map(|one| Choice::named(one.code.as_str(), one.words.say(view.lang))).collect(),
            areas: areas(view.lang),
            today: view.today().to_string(),
        }
    }
}
