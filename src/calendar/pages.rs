//! The calendar's pages: load, check, keep, redirect.

use super::form;
use super::model::{Entry, Kind};
use super::rules::{self, Calendar};
use super::store::{self, Kept};
use super::view::{CalendarPage, NewPage, RetirePage};
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::ledger;
use crate::web::App;
use crate::web::form::{Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;

/// The years a calendar can be turned to.
const YEARS: std::ops::Range<i32> = 2000..2099;

/// A school year as it holds at a place; the one around today unless the address names another.
pub async fn show(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let year = match asked.get("year") {
        "" => rules::school_year(view.today()),
        year => year.parse().ok().filter(|year| YEARS.contains(year)).ok_or(Error::NotFound)?,
    };
    let mut scope = app.db.scope(&actor).await?;
    let kept = store::kept(&mut scope, &place).await?;
    drop(scope);
    view.page(&CalendarPage::new(&view, &place, rules::keeps(&actor, &place), year, &kept))
}

fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if rules::keeps(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

fn calendar(kept: &[Kept], place: &Place) -> Calendar {
    Calendar::at(kept.iter().map(|one| &one.entry), &place.path)
}

/// What the place keeps itself.
fn own<'a>(kept: &'a [Kept], place: &Place) -> Vec<&'a Entry> {
    kept.iter().map(|one| &one.entry).filter(|entry| entry.owner == place.path).collect()
}

/// The form of an entry. The address may fill it in: a term with its usual days is one link away.
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let kept = store::kept(&mut scope, &place).await?;
    drop(scope);
    if asked.get("kind") == Kind::Term.code()
        && asked.get("name").is_empty()
        && let Ok(starts) = asked.get("starts").parse::<NaiveDate>()
    {
        let name = form::term_name(starts);
        asked.set("name", name.zh);
        asked.set("name_en", name.en);
    }
    view.page(&NewPage::new(&view, &place, &calendar(&kept, &place), Form::filled(asked)))
}

/// Keeps an entry. Tasks that are made already stay as they are.
pub async fn add(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-calendar-added"));
    }
    let kept = store::kept(&mut scope, &place).await?;
    let draft = match form::entry(&posted.fields, &own(&kept, &place)) {
        Ok(draft) => draft,
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &NewPage::new(&view, &place, &calendar(&kept, &place), again));
        }
    };
    store::add(&mut scope, &place, &head, &draft).await?;
    // The year in which the entry can be seen.
    let location = format!("/o/{}/calendar?year={}", place.code, rules::school_year(draft.starts));
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    tracing::info!(actor = %actor.person(), org = %place.code, kind = %draft.kind, "kept an entry of the calendar");
    Ok(view.done(&location, "flash-calendar-added"))
}

/// The place's own entry of an address; nobody takes out of use what another keeps.
fn named<'a>(kept: &'a [Kept], place: &Place, id: &str) -> Result<&'a Entry> {
    own(kept, place).into_iter().find(|entry| entry.id.to_string() == id).ok_or(Error::NotFound)
}

/// Asks whether an entry is to be taken out of use.
pub async fn retiring(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let kept = store::kept(&mut scope, &place).await?;
    drop(scope);
    view.page(&RetirePage::new(&view, &place, named(&kept, &place, &id)?))
}

/// Takes an entry out of use.
pub async fn retire(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-calendar-retired"));
    }
    let kept = store::kept(&mut scope, &place).await?;
    let Ok(entry) = named(&kept, &place, &id) else {
        let gone = id.parse().map_err(|_| Error::NotFound)?;
        return Err(if store::was_kept(&mut scope, &place, gone).await? { Error::Conflict("calendar-gone") } else { Error::NotFound });
    };
    store::retire(&mut scope, &place, &head, entry).await?;
    let location = format!("/o/{}/calendar?year={}", place.code, rules::school_year(entry.starts));
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    tracing::info!(actor = %actor.person(), org = %place.code, entry = %entry.id, "took an entry of the calendar out of use");
    Ok(view.done(&location, "flash-calendar-retired"))
}
