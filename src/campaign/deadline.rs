//! Moving the deadline of a campaign that runs: by the bureau that launched it, with a reason. What is not done yet follows.

use super::form;
use super::pages::{own, running, url};
use super::rules;
use super::store::{deadline, progress};
use super::view::ShiftPage;
use crate::access::{Actor, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::ledger;
use crate::web::App;
use crate::web::form::{Fields, Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// The schools that are not done, whose task would follow.
async fn open(scope: &mut Scope, place: &Place, id: crate::id::CampaignId) -> Result<i64> {
    let figures = progress::sum(&progress::districts(scope, place, id).await?);
    Ok(figures.unfinished())
}

/// The form.
pub async fn form(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let campaign = own(&mut scope, &actor, &place, &address).await?;
    rules::runs(campaign.standing).map_err(Error::Conflict)?;
    let open = open(&mut scope, &place, campaign.id).await?;
    drop(scope);
    let mut fields = Fields::default();
    fields.set("deadline", campaign.draft.deadline.to_string());
    view.page(&ShiftPage::new(&view, &place, &campaign, open, Form::filled(fields)))
}

/// Moves it, with the tasks of the schools that are not done.
pub async fn shift(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (head, campaign) = match running(&mut scope, &actor, &place, &address, &posted.fields).await? {
        Ok(found) => found,
        Err(location) => return Ok(view.done(&location, "flash-campaign-shifted")),
    };
    if posted.fields.get("version").parse() != Ok(campaign.version) {
        return Err(Error::Conflict("campaign-stale"));
    }
    let shift = match form::shift(&posted.fields, &campaign.draft, app.zone.day(scope.now()?)) {
        Ok(shift) => shift,
        Err(errors) => {
            let open = open(&mut scope, &place, campaign.id).await?;
            drop(scope);
            let again = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &ShiftPage::new(&view, &place, &campaign, open, again));
        }
    };
    deadline::shift(&mut scope, &place, &head, app.zone, &campaign, &shift).await?;
    let location = url(&place, campaign.id);
    ledger::remember(&mut scope, &place, posted.fields.request_id(), &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-campaign-shifted"))
}
