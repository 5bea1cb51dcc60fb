//! Closings looked at again: the draw, what waits, and one of them with its pictures side by side.

use super::draw;
use super::model::Verdict;
use super::store;
use super::view::{SamplePage, SamplesPage};
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::evidence;
use crate::id::SampleId;
use crate::ledger;
use crate::limit;
use crate::limit::model::Number;
use crate::ticket;
use crate::ticket::rules::Act;
use crate::web::App;
use crate::web::form::{Errors, Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// What a bureau drew, and how much of its closings that covers.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    if place.is_school() {
        return Err(Error::NotFound);
    }
    let mut scope = app.db.scope(&actor).await?;
    let coverage = store::coverage(&mut scope, &place).await?;
    let samples = store::samples(&mut scope, &place).await?;
    let last = store::last_draw(scope.conn(), &place).await?;
    let share = limit::store::one(scope.conn(), &place.path, Number::SampleShare).await?;
    drop(scope);
    view.page(&SamplesPage::new(&view, &actor, &place, coverage, samples, last, share))
}

/// Draws of the closings since the last draw, now: see [`draw::draw`].
pub async fn draw_now(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    if place.is_school() || actor.place().id != place.id {
        return Err(Error::NotFound);
    }
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    let location = format!("/o/{}/samples", place.code);
    if ledger::answered(&mut scope, &place, request).await?.is_some() {
        return Ok(view.done(&location, "flash-sample-drawn"));
    }
    let by = Some(actor.person());
    let Some(event) = draw::draw(scope.conn(), &place, &head, by, draw::chance()).await? else {
        return Err(Error::Conflict("sample-none"));
    };
    ledger::append(&mut scope, &place, &head, event).await?;
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-sample-drawn"))
}

/// One drawn closing, with the pictures before and after side by side.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    page(&app, &actor, &place, &view, &id, StatusCode::OK, None, None).await
}

#[expect(clippy::too_many_arguments, reason = "private; the arguments are the page")]
async fn page(
    app: &App,
    actor: &Actor,
    place: &Place,
    view: &View,
    id: &str,
    status: StatusCode,
    form: Option<Form>,
    refusal: Option<&'static str>,
) -> Result<Response> {
    let id: SampleId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(actor).await?;
    let sample = store::sample(&mut scope, place, id).await?;
    let (ticket, _) = ticket::store::find(&mut scope, place, &sample.number).await?;
    let photos = evidence::store::of_ticket(&mut scope, place.district, ticket.id).await?;
    drop(scope);
    view.page_as(status, &SamplePage::new(view, actor, place, sample, &ticket, &photos, form, refusal))
}

/// It stands, or it does not: then the ticket is opened again, by its own act.
pub async fn look(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let sample_id: SampleId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let (now, today) = (scope.now()?, app.zone.day(scope.now()?));
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-sample-looked"));
    }
    let sample = store::sample(&mut scope, &place, sample_id).await?;
    let Some(result) = Verdict::from_code(posted.fields.get("result")) else {
        drop(scope);
        let mut errors = Errors::default();
        errors.add("words", "field-choose");
        let form = Form::again(posted.fields, errors, vec![]);
        return page(&app, &actor, &place, &view, &id, StatusCode::UNPROCESSABLE_ENTITY, Some(form), None).await;
    };
    let ticket = ticket::store::lock(&mut scope, &place, &sample.number).await?;
    let mut errors = Errors::default();
    let words = if result == Verdict::Falls {
        posted.fields.required(&mut errors, "words", 1000)
    } else {
        posted.fields.optional(&mut errors, "words", 1000)
    };
    let due_on = if result == Verdict::Falls && ticket.plan.is_some() { posted.fields.date(&mut errors, "due_on") } else { None };
    let mut refusal = sample.result.is_some().then_some("sample-known");
    let mut step = None;
    if errors.is_empty() && refusal.is_none() && result == Verdict::Falls {
        match ticket::rules::decide(&ticket, &actor, &Act::Reopen { due_on, note: words.clone() }, now, today) {
            Ok(lawful) => step = Some(lawful),
            Err(why) => match ticket::form::field_of(why) {
                Some(field) => errors.add(field, why.key()),
                None => refusal = Some(why.key()),
            },
        }
    }
    if refusal.is_some() || !errors.is_empty() {
        drop(scope);
        let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        let form = Form::again(posted.fields, errors, vec![]);
        return page(&app, &actor, &place, &view, &id, status, Some(form), refusal).await;
    }
    store::look(&mut scope, sample_id, result, &words).await?;
    let head = match step {
        Some(step) => ticket::store::save(&mut scope, &place, &head, app.zone, &step).await?,
        None => head,
    };
    let act = if result == Verdict::Stands { "sample_stands" } else { "sample_falls" };
    store::tell(&mut scope, &place, &head, ticket.id.0, act, &[("sample", sample.id.to_string())], &words).await?;
    let location = format!("/o/{}/samples", actor.place().code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-sample-looked"))
}
