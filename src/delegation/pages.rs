//! The page of delegations: who signs for the principal, and giving and ending it.

use super::rules::{self, Delegation};
use super::store;
use super::view::ListPage;
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::id::{DelegationId, PersonId};
use crate::ledger;
use crate::ticket;
use crate::ticket::store::Known;
use crate::web::App;
use crate::web::form::{Errors, Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Most letters of a reason.
const REASON: usize = 200;

/// Those somebody may choose from: people of the school today who are not its principal.
fn choices(people: &[Known]) -> Vec<&Known> {
    people.iter().filter(|one| one.here && !one.principal).collect()
}

/// Who signs for the principal, now, later and before.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    if !place.is_school() {
        return Err(Error::NotFound);
    }
    let mut scope = app.db.scope(&actor).await?;
    let known = store::list(&mut scope, &place).await?;
    let people = if rules::gives(&actor, &place) { ticket::store::people(&mut scope, &place, &[], view.today()).await? } else { vec![] };
    drop(scope);
    let mut form = Form::blank();
    form.suggest("from", &view.today().to_string());
    view.page(&ListPage::new(&view, &actor, &place, known, &choices(&people), form))
}

/// Gives one.
pub async fn give(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    if !rules::gives(&actor, &place) {
        return Err(Error::NotFound);
    }
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let (now, today) = (scope.now()?, app.zone.day(scope.now()?));
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-delegated"));
    }
    let known = store::list(&mut scope, &place).await?;
    let people = ticket::store::people(&mut scope, &place, &[], today).await?;
    let mut errors = Errors::default();
    let deputy: Option<PersonId> = posted.fields.choice(&mut errors, "deputy", |id| id.parse().ok());
    let deputy = deputy.and_then(|id| choices(&people).into_iter().find(|one| one.id == id));
    if deputy.is_none() && !errors.has("deputy") {
        errors.add("deputy", "field-choose");
    }
    let (from, to) = (posted.fields.date(&mut errors, "from"), posted.fields.date(&mut errors, "to"));
    let reason = posted.fields.required(&mut errors, "reason", REASON);
    let mut made = None;
    if let (Some(deputy), Some(from), Some(to), false) = (deputy, from, to, errors.has("reason")) {
        match rules::may_give(&known, actor.person(), deputy.id, from, to, today) {
            Err(refusal) => errors.add(refusal.field(), refusal.key()),
            Ok(()) => {
                made = Some(Delegation {
                    id: DelegationId::new(),
                    principal: actor.person(),
                    principal_name: actor.name().to_owned(),
                    deputy: deputy.id,
                    deputy_name: deputy.name.clone(),
                    from,
                    to,
                    reason,
                    given_at: now,
                    ended_at: None,
                });
            }
        }
    }
    let Some(one) = made else {
        let form = Form::again(posted.fields, errors, vec![]);
        return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &ListPage::new(&view, &actor, &place, known, &choices(&people), form));
    };
    store::give(&mut scope, &place, &head, &one).await?;
    let location = format!("/o/{}/delegations", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-delegated"))
}

/// Ends one early.
pub async fn end(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    if !place.is_school() || actor.place().id != place.id {
        return Err(Error::NotFound);
    }
    let id: DelegationId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-delegation-ended"));
    }
    let known = store::list(&mut scope, &place).await?;
    let one = known.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
    if ![one.principal, one.deputy].contains(&actor.person()) {
        return Err(Error::NotFound);
    }
    store::end(&mut scope, &place, &head, &one).await?;
    let location = format!("/o/{}/delegations", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-delegation-ended"))
}
