//! The principal's desk (签批台): what only they can do, overdue first, one at a time, with the evidence side by side. A deputy finds what they may
//! sign in the principal's place.
//!
//! Signing here is the ticket's own act, carried out by the same code as on its page; only what is shown around it differs.

use super::pages::{Taken, take};
use super::rules::{self, Deed, Refusal};
use super::store;
use super::view::{DeskPage, Signable, Told};
use crate::access::{Actor, Place, Role};
use crate::error::{Error, Result};
use crate::evidence;
use crate::ledger;
use crate::web::App;
use crate::web::form::{Errors, Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// A school's principal and whoever signs in their place today have a desk there; for everybody else there is none.
fn has_desk(actor: &Actor, place: &Place) -> Result<()> {
    let here = place.is_school() && actor.place().id == place.id;
    if here && (actor.role() == Role::Principal || actor.deputy_of().is_some()) { Ok(()) } else { Err(Error::NotFound) }
}

/// The desk with the first thing to sign.
pub async fn first(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    page(&app, &actor, &place, &view, None, Told::default(), StatusCode::OK).await
}

/// The desk with a chosen one.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response> {
    page(&app, &actor, &place, &view, Some(&number), Told::default(), StatusCode::OK).await
}

async fn page(
    app: &App,
    actor: &Actor,
    place: &Place,
    view: &View,
    number: Option<&str>,
    told: Told,
    status: StatusCode,
) -> Result<Response> {
    has_desk(actor, place)?;
    let mut scope = app.db.scope(actor).await?;
    let waiting = store::desk(&mut scope, place).await?;
    let (mine, others): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|t| rules::may(t, actor, Deed::Sign).is_ok());
    let chosen = number.and_then(|number| mine.iter().find(|t| t.number == number)).or_else(|| mine.first()).cloned();
    let chosen = match chosen {
        Some(t) => {
            let history = ledger::history(&mut scope, place.district, t.id.0).await?;
            let photos = evidence::store::of_ticket(&mut scope, place.district, t.id).await?;
            let ids: Vec<_> = [Some(t.reporter), t.responsible(), t.rectifier(), t.verifier].into_iter().flatten().collect();
            let people = store::people(&mut scope, place, &ids, view.today()).await?;
            Some(Signable { t, history, photos, people })
        }
        None => None,
    };
    drop(scope);
    view.page_as(status, &DeskPage::new(view, actor, place, mine, others, chosen, told))
}

/// Signs, or sends back, and goes on to the next.
pub async fn decide(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    has_desk(&actor, &place)?;
    let deed = match posted.fields.get("decision") {
        "sign" => Deed::Sign,
        "send_back" => Deed::SendBack,
        _ => {
            let mut errors = Errors::default();
            errors.add("decision", "desk-decide");
            let told = Told { form: Some(Form::again(posted.fields, errors, vec![])), refusal: None };
            return page(&app, &actor, &place, &view, Some(&number), told, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    match take(&app, &actor, &place, &number, deed, posted).await? {
        Taken::Done(_) => Ok(view.done(&format!("/o/{}/desk", place.code), deed.told())),
        Taken::Again(told, status) => {
            // Somebody else signed it meanwhile: the desk shows the next, and says so.
            let told = if told.refusal == Some(Refusal::Stale) { Told { form: None, ..told } } else { told };
            page(&app, &actor, &place, &view, Some(&number), told, status).await
        }
    }
}
