//! The page of what was asked outside about a ticket.

use super::model::{Body, Referral};
use super::view::ListPage;
use super::{rules, store};
use crate::access::{Actor, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::ReferralId;
use crate::ledger;
use crate::ticket;
use crate::ticket::model::Ticket;
use crate::web::App;
use crate::web::form::{Errors, Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

const NAME: usize = 60;
const WORDS: usize = 1000;
/// An answer that takes longer than half a year is none.
const LONGEST_DAYS: u64 = 183;

async fn load(scope: &mut Scope, place: &Place, number: &str) -> Result<(Ticket, Vec<Referral>)> {
    let (ticket, _) = ticket::store::find(scope, place, number).await?;
    let known = store::of(scope, place, ticket.id).await?;
    Ok((ticket, known))
}

fn location(place: &Place, number: &str) -> String {
    format!("/o/{}/tickets/{number}/referrals", place.code)
}

/// What was asked about a ticket and answered.
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (ticket, known) = load(&mut scope, &place, &number).await?;
    drop(scope);
    view.page(&ListPage::new(&view, &actor, &place, &ticket, known, Form::blank(), None))
}

/// Asks a body outside.
pub async fn ask(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let (now, today) = (scope.now()?, app.zone.day(scope.now()?));
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-referred"));
    }
    let (ticket, known) = load(&mut scope, &place, &number).await?;
    if !rules::may_ask(&ticket, &actor) {
        return Err(Error::Conflict("referral-not-now"));
    }
    let mut errors = Errors::default();
    let body = posted.fields.choice(&mut errors, "body", Body::from_code);
    let name = posted.fields.required(&mut errors, "name", NAME);
    let asked = posted.fields.required(&mut errors, "asked", WORDS);
    let answer_by = posted.fields.date(&mut errors, "answer_by");
    if answer_by.is_some_and(|day| day < today || day > today + chrono::Days::new(LONGEST_DAYS)) {
        errors.add("answer_by", "referral-date-wrong");
    }
    let made = body.zip(answer_by).map(|(body, answer_by)| Referral {
        id: ReferralId::new(),
        body,
        name,
        asked,
        asked_by: actor.name().to_owned(),
        asked_at: now,
        answer_by,
        reply: None,
    });
    match errors.or(made) {
        Ok(one) => {
            store::ask(&mut scope, &place, &head, &ticket, &one).await?;
            let location = location(&place, &number);
            ledger::remember(&mut scope, &place, request, &location).await?;
            scope.commit().await?;
            Ok(view.done(&location, "flash-referred"))
        }
        Err(errors) => {
            drop(scope);
            let form = Form::again(posted.fields, errors, vec![]);
            view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &ListPage::new(&view, &actor, &place, &ticket, known, form, None))
        }
    }
}

/// Records what a body outside answered.
pub async fn reply(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number, id)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    let id: ReferralId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let today = app.zone.day(scope.now()?);
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-referral-answered"));
    }
    let (ticket, known) = load(&mut scope, &place, &number).await?;
    if !rules::may_record(&ticket, &actor) {
        return Err(Error::NotFound);
    }
    let one = known.iter().find(|one| one.id == id).cloned().ok_or(Error::NotFound)?;
    let mut errors = Errors::default();
    let words = posted.fields.required(&mut errors, "reply", WORDS);
    let on = posted.fields.date(&mut errors, "replied_on");
    let asked_on = app.zone.day(one.asked_at);
    if on.is_some_and(|day| day > today || day < asked_on) {
        errors.add("replied_on", "referral-reply-date-wrong");
    }
    match errors.or(on) {
        Ok(on) => {
            store::reply(&mut scope, &place, &head, &ticket, &one, &words, on).await?;
            let location = location(&place, &number);
            ledger::remember(&mut scope, &place, request, &location).await?;
            scope.commit().await?;
            Ok(view.done(&location, "flash-referral-answered"))
        }
        Err(errors) => {
            drop(scope);
            let form = Form::again(posted.fields, errors, vec![]);
            view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &ListPage::new(&view, &actor, &place, &ticket, known, form, Some(id)))
        }
    }
}
