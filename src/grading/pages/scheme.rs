//! The scheme in force at a place, choosing another, adapting one.

use super::{Turn, turn};
use crate::access::{Actor, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::grading::preview::{moved, shares};
use crate::grading::scheme::Scheme;
use crate::grading::store::{self, Decision, Offered};
use crate::grading::view::{AdaptPage, ChoosePage, Figures, ShowPage};
use crate::grading::{form, own};
use crate::ledger;
use crate::web::App;
use crate::web::form::{Form, Posted, query};
use crate::web::page::View;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

/// What a form sends for "again as the bureau above has it".
pub const ABOVE: &str = "above";

/// The scheme in force: its tables, its bands, who chose it; for the bureau's own people what was chosen before, for its leader what else there is.
pub async fn show(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let chosen = store::chosen(&mut scope, &place).await?;
    let past = if place.is_school() { vec![] } else { store::choices(&mut scope, &place).await? };
    let choosing = actor.role() == crate::access::Role::Leader && own(&actor, &place);
    let offered = if choosing { store::offered(&mut scope, &place).await? } else { vec![] };
    drop(scope);
    view.page(&ShowPage::new(&view, &place, chosen, past, offered, choosing))
}

/// The bureau's own leader, at the bureau's own address.
fn leader_only(actor: &Actor, place: &Place) -> Result<()> {
    if own(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

/// The scheme on offer that a form or an address names.
fn named(offered: Vec<Offered>, id: &str) -> Result<Offered> {
    offered.into_iter().find(|one| one.id.to_string() == id).ok_or(Error::NotFound)
}

/// The scheme on offer that an address names; the one in force where it names none.
fn looked_at(offered: Vec<Offered>, id: &str) -> Result<Offered> {
    if id.is_empty() { offered.into_iter().find(|one| one.in_force).ok_or(Error::NotFound) } else { named(offered, id) }
}

/// What a scheme would do here.
async fn figures(scope: &mut Scope, place: &Place, scheme: &Scheme) -> Result<Figures> {
    let present = store::present(scope, place).await?;
    Ok(Figures { shares: shares(scheme), moved: present.map(|present| moved(scheme, &present)) })
}

/// What choosing a scheme as it is would do.
pub async fn choosing(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    leader_only(&actor, &place)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let offered = looked_at(store::offered(&mut scope, &place).await?, asked.get("scheme"))?;
    let figures = figures(&mut scope, &place, &offered.scheme).await?;
    let last = store::last_choice(&mut scope, &place).await?;
    view.page(&ChoosePage::new(&view, &place, &offered, &figures, last, Form::blank(), false))
}

/// Chooses a scheme as it is, or again what the bureau above has.
pub async fn choose(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    leader_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = match turn(&mut scope, &place, &posted.fields).await? {
        Turn::Ours(head) => head,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-scheme-chosen")),
    };
    let wanted = posted.fields.get("scheme").to_owned();
    let offered = if wanted == ABOVE { None } else { Some(named(store::offered(&mut scope, &place).await?, &wanted)?) };
    let last = store::last_choice(&mut scope, &place).await?;
    if last.map(|id| id.to_string()).unwrap_or_default() != posted.fields.get("seen") {
        return match &offered {
            Some(offered) => {
                let figures = figures(&mut scope, &place, &offered.scheme).await?;
                let again = Form::again(posted.fields, crate::web::form::Errors::default(), vec![]);
                view.page_as(StatusCode::CONFLICT, &ChoosePage::new(&view, &place, offered, &figures, last, again, true))
            }
            None => Err(Error::Conflict("grading-stale")),
        };
    }
    let decision = offered.as_ref().map_or(Decision::Follow, Decision::Choose);
    store::decide(&mut scope, &place, &head, decision).await?;
    let location = format!("/o/{}/grading", place.code);
    ledger::remember(&mut scope, &place, posted.fields.request_id(), &location).await?;
    scope.commit().await?;
    tracing::info!(actor = %actor.person(), org = %place.code, scheme = wanted, "chose a grading scheme");
    Ok(view.done(&location, "flash-scheme-chosen"))
}

/// The form of an own version, filled from the scheme it starts from.
pub async fn adapting(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    leader_only(&actor, &place)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let offered = looked_at(store::offered(&mut scope, &place).await?, asked.get("scheme"))?;
    let mut first = form::shown(&offered.scheme);
    first.set("seen", store::last_choice(&mut scope, &place).await?.map(|id| id.to_string()).unwrap_or_default());
    view.page(&AdaptPage::new(&view, &place, &offered, Form::filled(first), None, false))
}

/// The form again with what it would do. Writes nothing.
pub async fn preview(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    leader_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let offered = named(store::offered(&mut scope, &place).await?, posted.fields.get("scheme"))?;
    match form::adapted(&posted.fields, &offered.scheme) {
        Ok(scheme) => {
            let figures = figures(&mut scope, &place, &scheme).await?;
            let again = Form::again(posted.fields, crate::web::form::Errors::default(), vec![]);
            view.page(&AdaptPage::new(&view, &place, &offered, again, Some((&scheme, &figures)), false))
        }
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &AdaptPage::new(&view, &place, &offered, again, None, false))
        }
    }
}

/// Keeps an own version and chooses it.
pub async fn adapt(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    leader_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = match turn(&mut scope, &place, &posted.fields).await? {
        Turn::Ours(head) => head,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-scheme-adapted")),
    };
    let offered = named(store::offered(&mut scope, &place).await?, posted.fields.get("scheme"))?;
    let last = store::last_choice(&mut scope, &place).await?.map(|id| id.to_string()).unwrap_or_default();
    if last != posted.fields.get("seen") {
        let mut fields = posted.fields;
        fields.set("seen", last);
        let again = Form::again(fields, crate::web::form::Errors::default(), vec![]);
        return view.page_as(StatusCode::CONFLICT, &AdaptPage::new(&view, &place, &offered, again, None, true));
    }
    let scheme = match form::adapted(&posted.fields, &offered.scheme) {
        Ok(scheme) => scheme,
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &AdaptPage::new(&view, &place, &offered, again, None, false));
        }
    };
    let version = store::next_version(&mut scope, &place, &scheme.code).await?;
    let scheme = Scheme { version, ..scheme };
    store::decide(&mut scope, &place, &head, Decision::Adapt(&scheme)).await?;
    let location = format!("/o/{}/grading", place.code);
    ledger::remember(&mut scope, &place, posted.fields.request_id(), &location).await?;
    scope.commit().await?;
    tracing::info!(actor = %actor.person(), org = %place.code, code = scheme.code, version, "adapted a grading scheme");
    Ok(view.done(&location, "flash-scheme-adapted"))
}
