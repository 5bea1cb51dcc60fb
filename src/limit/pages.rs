//! The pages of limits: what is in force here and since whom, and setting it.

use super::model::{Family, Number, ORDERED, kept};
use super::store::{self, Standing, Wanted};
use super::view::{Page, Tone};
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

/// A bureau's limits are set by its own leader or administrator.
fn sets(actor: &Actor, place: &Place) -> bool {
    !place.is_school() && actor.place().id == place.id && matches!(actor.role(), Role::Leader | Role::Administrator)
}

/// What is in force here.
pub async fn show(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let family = Family::from_code(asked.get("of")).unwrap_or(Family::Signals);
    let mut scope = app.db.scope(&actor).await?;
    let standing = store::standing(&mut scope, &place, family).await?;
    drop(scope);
    let mut fields = Fields::default();
    for (number, own) in &standing.own {
        fields.set(number.field(), own.value.to_string());
        fields.set(number.source_field(), own.source.clone());
    }
    view.page(&Page::new(&view, &place, family, &standing, sets(&actor, &place), Form::filled(fields), Tone::Calm))
}

/// Sets it, or takes it back.
pub async fn set(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    let family = Family::from_code(posted.fields.get("of")).ok_or(Error::NotFound)?;
    if !sets(&actor, &place) {
        return Err(Error::NotFound);
    }
    let seen: i64 = posted.fields.get("version").parse().map_err(|_| Error::Unreadable("form-broken"))?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-limits-set"));
    }
    let standing = store::standing(&mut scope, &place, family).await?;
    let again = |status: StatusCode, fields: Fields, errors: Errors, tone: Tone| {
        view.page_as(status, &Page::new(&view, &place, family, &standing, true, Form::again(fields, errors, vec![]), tone))
    };
    if seen != standing.version {
        return again(StatusCode::CONFLICT, posted.fields, Errors::default(), Tone::Stale);
    }
    let wanted = match read(&posted.fields, family, &standing) {
        Ok(wanted) => wanted,
        Err(errors) => return again(StatusCode::UNPROCESSABLE_ENTITY, posted.fields, errors, Tone::Calm),
    };
    store::set(&mut scope, &place, &head, family, &standing, &wanted).await?;
    let location = format!("/o/{}/limits?of={family}", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-limits-set"))
}

/// What was typed: a number within its bounds with where it comes from, or nothing.
fn read(fields: &Fields, family: Family, standing: &Standing) -> std::result::Result<Vec<Wanted>, Errors> {
    let mut errors = Errors::default();
    let mut wanted: Vec<Wanted> = Vec::new();
    for number in family.numbers() {
        let typed = fields.get(number.field()).trim();
        if typed.is_empty() {
            wanted.push((number, None));
            continue;
        }
        let bounds = number.bounds();
        let value = typed.parse().ok().filter(|value| (bounds.least..=bounds.most).contains(value));
        if value.is_none() {
            errors.add_with(number.field(), "limit-wrong", format!("{}–{}", bounds.least, bounds.most));
        }
        let source = fields.required(&mut errors, number.source_field(), SOURCE);
        wanted.extend(value.map(|value| (number, Some((value, source)))));
    }
    let result = |number: Number| {
        let typed = wanted.iter().find(|(one, _)| *one == number).and_then(|(_, typed)| typed.as_ref()).map(|(value, _)| *value);
        kept(number, typed.or_else(|| standing.above.get(&number).map(|above| above.value)))
    };
    for (first, second) in ORDERED.iter().filter(|(first, _)| first.family() == family) {
        if !errors.has(second.field()) && result(*first) >= result(*second) {
            errors.add_with(second.field(), "limit-order", result(*first).to_string());
        }
    }
    errors.or(Some(wanted))
}
