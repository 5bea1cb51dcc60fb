//! What is worth a question, what is said to it, and the form by which a reporter contests a closing.

use super::limits::Limits;
use super::model::{About, Kind, Mark, Signal};
use super::rules;
use super::store;
use super::view::{ContestPage, ListPage};
use crate::access::{Actor, Place};
use crate::calendar::rules::Calendar;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::ledger;
use crate::limit;
use crate::limit::model::{Family, Number};
use crate::ticket;
use crate::web::App;
use crate::web::form::{Errors, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::HashMap;
use uuid::Uuid;

/// All signals at or below a place, the silent schools first, and by which numbers: those in force where the looker is, so that whoever looks over
/// several bureaus looks at all of them alike.
async fn all(scope: &mut Scope, place: &Place, view: &View) -> Result<(Vec<Signal>, Limits)> {
    let here = scope.actor().scope().to_owned();
    let limits = Limits::from(&limit::store::at(scope.conn(), &here, Family::Signals).await?);
    let today = view.today();
    let entries = store::calendars(scope, place).await?;
    // School days are fewer than days: whoever is silent for so many of the one is so for more of the other.
    let least = i32::try_from(limits.silent_school_days).unwrap_or(i32::MAX);
    let quiet = store::quiet(scope, place, least).await?;
    let mut calendars: HashMap<String, Calendar> = HashMap::new();
    let mut signals = Vec::new();
    for one in quiet {
        let calendar = calendars.entry(one.path.clone()).or_insert_with(|| Calendar::at(&entries, &one.path));
        if let Some(days) = rules::silent(&one, calendar, today, &limits) {
            signals.push(Signal {
                kind: Kind::Silent,
                about: About::School,
                district: one.district,
                school: one.school,
                school_code: one.school_code,
                school_zh: one.school_zh,
                school_en: one.school_en,
                path: one.path,
                subject: one.school.0,
                number: String::new(),
                at: store::noon(one.since),
                n: days,
                m: one.peers,
                who: String::new(),
                other: String::new(),
                other_code: String::new(),
                words: String::new(),
                said: one.said,
            });
        }
    }
    signals.extend(store::found(scope, place, &limits, view.at()).await?);
    Ok((signals, limits))
}

/// The list.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let (signals, limits) = all(&mut scope, &place, &view).await?;
    drop(scope);
    view.page(&ListPage::new(&view, &actor, &place, Kind::from_code(asked.get("kind")), signals, &limits, Form::blank()))
}

/// What is said to a signal that is there.
pub async fn mark(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    let (Some(kind), Some(mark)) = (Kind::from_code(posted.fields.get("kind")), Mark::from_code(posted.fields.get("mark"))) else {
        return Err(Error::NotFound);
    };
    let subject: Uuid = posted.fields.get("subject").parse().map_err(|_| Error::NotFound)?;
    if !rules::may_mark(mark, &actor, &place) {
        return Err(Error::NotFound);
    }
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-signal-said"));
    }
    let (signals, limits) = all(&mut scope, &place, &view).await?;
    if !signals.iter().any(|one| one.kind == kind && one.subject == subject) {
        return Err(Error::NotFound);
    }
    let mut errors = Errors::default();
    let words = if mark == Mark::Explained {
        posted.fields.required(&mut errors, "words", 500)
    } else {
        posted.fields.optional(&mut errors, "words", 500)
    };
    if !errors.is_empty() {
        drop(scope);
        let form = Form::again(posted.fields, errors, vec![]);
        return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &ListPage::new(&view, &actor, &place, Some(kind), signals, &limits, form));
    }
    store::mark(&mut scope, &place, &head, kind, subject, mark, &words).await?;
    let location = format!("/o/{}/signals?kind={kind}", actor.place().code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-signal-said"))
}

/// The form by which whoever reported says that it is not fixed.
pub async fn contest_form(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (ticket, _) = ticket::store::find(&mut scope, &place, &number).await?;
    let days = limit::store::one(scope.conn(), &place.path, Number::ContestDays).await?;
    drop(scope);
    if !rules::may_contest(&ticket, &actor, &place, days, view.at()) {
        return Err(Error::NotFound);
    }
    view.page(&ContestPage::new(&view, &place, &ticket, Form::blank()))
}

/// Puts a closing before the principal and the bureau.
pub async fn contest(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-contested"));
    }
    let ticket = ticket::store::lock(&mut scope, &place, &number).await?;
    let days = limit::store::one(scope.conn(), &place.path, Number::ContestDays).await?;
    if !rules::may_contest(&ticket, &actor, &place, days, scope.now()?) {
        return Err(Error::Conflict("contest-late"));
    }
    let mut errors = Errors::default();
    let words = posted.fields.required(&mut errors, "words", 500);
    if !errors.is_empty() {
        drop(scope);
        let form = Form::again(posted.fields, errors, vec![]);
        return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &ContestPage::new(&view, &place, &ticket, form));
    }
    if !store::contest(&mut scope, &place, &head, &ticket, &words).await? {
        return Err(Error::Conflict("contest-once"));
    }
    let location = format!("/o/{}/tickets/{number}", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-contested"))
}
