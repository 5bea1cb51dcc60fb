//! The pages of supervision: what is listed, and by when what is to be done.

use super::limits::{Limit, Limits, MOST_DAYS, Obligation};
use super::store;
use super::view::{LimitsPage, ListPage};
use crate::access::{Actor, Place, Role};
use crate::error::{Error, Result};
use crate::ledger;
use crate::web::App;
use crate::web::form::{Errors, Fields, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Most letters of a source.
const SOURCE: usize = 200;

/// What is listed here or below, and what of it is due.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let waiting = query(asked.as_deref().unwrap_or_default())?.get("show") == "waiting";
    let mut scope = app.db.scope(&actor).await?;
    let rows = store::list(&mut scope, &place, waiting, app.zone, view.today()).await?;
    let (_, limits) = store::limits(&mut scope, &place).await?;
    drop(scope);
    view.page(&ListPage::new(&view, &actor, &place, waiting, rows, &limits))
}

/// A bureau's limits are set by its own leader or administrator.
fn sets(actor: &Actor, place: &Place) -> bool {
    !place.is_school() && actor.place().id == place.id && matches!(actor.role(), Role::Leader | Role::Administrator)
}

/// The limits in force, each with its source.
pub async fn limits(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (version, limits) = store::limits(&mut scope, &place).await?;
    drop(scope);
    let mut fields = Fields::default();
    for one in limits.all() {
        fields.set(&format!("days-{}", one.obligation), one.days.to_string());
        fields.set(&format!("rule-{}", one.obligation), one.source.clone());
        fields.set(&format!("working-{}", one.obligation), if one.working { "yes" } else { "" }.to_owned());
    }
    view.page(&LimitsPage::new(&view, &place, sets(&actor, &place), version, Form::filled(fields), false))
}

/// Sets them.
pub async fn set_limits(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    if !sets(&actor, &place) {
        return Err(Error::NotFound);
    }
    let seen: i32 = posted.fields.get("version").parse().map_err(|_| Error::Unreadable("form-broken"))?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-supervision-set"));
    }
    let limits = match read(&posted.fields) {
        Ok(limits) => limits,
        Err(errors) => {
            let form = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &LimitsPage::new(&view, &place, true, seen, form, false));
        }
    };
    match store::set_limits(&mut scope, &place, &head, seen, &limits).await {
        Err(Error::Conflict(_)) => {
            let (version, _) = store::limits(&mut scope, &place).await?;
            let form = Form::again(posted.fields, Errors::default(), vec![]);
            return view.page_as(StatusCode::CONFLICT, &LimitsPage::new(&view, &place, true, version, form, true));
        }
        other => other?,
    }
    let location = format!("/o/{}/supervision/limits", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-supervision-set"))
}

fn read(fields: &Fields) -> std::result::Result<Limits, Errors> {
    let mut errors = Errors::default();
    let mut limits = Vec::new();
    for obligation in Obligation::ALL.iter().copied() {
        let (days_name, source_name) = (super::view::days_name(obligation), super::view::source_name(obligation));
        let days = fields.get(days_name).trim().parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
        if days.is_none() {
            errors.add(days_name, "supervision-days-wrong");
        }
        let source = fields.required(&mut errors, source_name, SOURCE);
        let working = fields.ticked(&format!("working-{obligation}"));
        limits.extend(days.map(|days| Limit { obligation, days, working, source }));
    }
    let whole = Limits::of(limits);
    errors.or(whole)
}
