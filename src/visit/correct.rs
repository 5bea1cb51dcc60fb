//! Correcting a round until its first visit has begun: what it is called, when it is, who goes along. Never the draw, nor what it rests on.

use super::act::{facts, keepers_only, still};
use super::form::{self, Correction};
use super::model::{Round, Visit};
use super::pages::{Offer, uuid};
use super::rules;
use super::store;
use super::view::CorrectPage;
use crate::access::{Actor, Place};
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::VisitRoundId;
use crate::ledger::{self, Event, Subject};
use crate::text::Lang;
use crate::web::App;
use crate::web::form::{Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

fn refusal(round: &Round, visits: &[Visit]) -> Option<&'static str> {
    if round.closed_at.is_some() {
        Some("visit-refused-closed")
    } else if rules::correctable(visits) {
        None
    } else {
        Some("visit-refused-some-begun")
    }
}

/// The form.
pub async fn form(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let id = VisitRoundId(uuid(&id)?);
    let mut scope = app.db.scope(&actor).await?;
    let round = store::round(&mut scope, &place, id).await?;
    let visits = store::visits(&mut scope, &place, id).await?;
    if let Some(key) = refusal(&round, &visits) {
        return Err(Error::Conflict(key));
    }
    let offer = Offer::load(&mut scope, &place, view.today()).await?;
    drop(scope);
    let form = Form::filled(form::filled(&round));
    view.page(&CorrectPage::new(&view, &place, &round, form, &offer, None))
}

/// Keeps the correction, with its reason in the bureau's chain.
pub async fn correct(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let id = VisitRoundId(uuid(&id)?);
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-visits-corrected"));
    }
    let round = store::round(&mut scope, &place, id).await?;
    // No visit begins from here on until this is over.
    let visits = still(&mut scope, &place, &round).await?;
    if let Some(key) = refusal(&round, &visits) {
        return Err(Error::Conflict(key));
    }
    let offer = Offer::load(&mut scope, &place, view.today()).await?;
    if posted.fields.get("version").parse() != Ok(round.version) {
        let mut fields = posted.fields;
        fields.set("version", round.version.to_string());
        let again = Form::again(fields, crate::web::form::Errors::default(), vec![]);
        let page = CorrectPage::new(&view, &place, &round, again, &offer, Some("visit-refused-stale"));
        return view.page_as(StatusCode::CONFLICT, &page);
    }
    let correction = match form::correction(&posted.fields, &offer.ground(place.name(Lang::Zh))) {
        Ok(correction) => correction,
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            let page = CorrectPage::new(&view, &place, &round, again, &offer, None);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    keep(&mut scope, &place, &head, &round, &correction).await?;
    let location = format!("/o/{}/visits/{id}", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-visits-corrected"))
}

/// Stores it and tells the ledger what was and what is.
async fn keep(scope: &mut Scope, place: &Place, head: &Head, round: &Round, new: &Correction) -> Result<Head> {
    store::correct(scope, place, round, new).await?;
    let named = |team: &[super::model::Member]| team.iter().map(|one| format!("{} {}", one.name, one.unit)).collect::<Vec<_>>().join("\n");
    let texts = [
        ("reason", new.reason.clone()),
        ("title_was", round.title.clone()),
        ("title", new.title.clone()),
        ("team_was", named(&round.team)),
        ("team", named(&new.team)),
        ("note", new.note.clone()),
    ];
    let event = Event {
        subject: Subject::Visit,
        subject_id: round.id.0,
        act: "correct_visits",
        from_state: "open",
        to_state: "open",
        facts: facts([
            ("starts_was", round.starts.to_string()),
            ("starts", new.starts.to_string()),
            ("ends_was", round.ends.to_string()),
            ("ends", new.ends.to_string()),
        ]),
        texts: texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), text)).collect(),
    };
    ledger::append(scope, place, head, event).await
}
