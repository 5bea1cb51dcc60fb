//! Calls to grade anew: the list, a new one, ending one.

use super::{Turn, turn};
use crate::access::{Actor, Place, Role};
use crate::error::{Error, Result};
use crate::grading::view::{CallsPage, NewCallPage};
use crate::grading::{form, own, store};
use crate::ledger;
use crate::web::App;
use crate::web::form::{Form, Posted};
use crate::web::page::View;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

/// Who calls: a bureau's safety section and leader for their schools, a school's officer and principal for itself.
fn calls(actor: &Actor, place: &Place) -> bool {
    let roles = if place.is_school() { [Role::Officer, Role::Principal] } else { [Role::Reviewer, Role::Leader] };
    own(actor, place) && roles.contains(&actor.role())
}

fn callers_only(actor: &Actor, place: &Place) -> Result<()> {
    if calls(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

fn home(place: &Place) -> String {
    format!("/o/{}/grading/calls", place.code)
}

/// Open and ended calls that hold here.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let all = store::calls(&mut scope, &place).await?;
    drop(scope);
    view.page(&CallsPage::new(&view, &place, calls(&actor, &place), all, Form::blank()))
}

/// The form of a call.
pub async fn new(actor: Actor, place: Place, view: View) -> Result<Response> {
    callers_only(&actor, &place)?;
    view.page(&NewCallPage::new(&view, &place, Form::blank()))
}

/// Calls.
pub async fn call(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    callers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = match turn(&mut scope, &place, &posted.fields).await? {
        Turn::Ours(head) => head,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-called")),
    };
    let new = match form::call(&posted.fields, app.zone.day(scope.now()?), view.lang) {
        Ok(new) => new,
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &NewCallPage::new(&view, &place, again));
        }
    };
    store::call(&mut scope, &place, &head, &new).await?;
    ledger::remember(&mut scope, &place, posted.fields.request_id(), &home(&place)).await?;
    scope.commit().await?;
    Ok(view.done(&home(&place), "flash-called"))
}

/// Ends a call of one's own.
pub async fn end(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    callers_only(&actor, &place)?;
    let id = posted.fields.get("call").parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = match turn(&mut scope, &place, &posted.fields).await? {
        Turn::Ours(head) => head,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-call-ended")),
    };
    store::end(&mut scope, &place, &head, id).await?;
    ledger::remember(&mut scope, &place, posted.fields.request_id(), &home(&place)).await?;
    scope.commit().await?;
    Ok(view.done(&home(&place), "flash-call-ended"))
}
