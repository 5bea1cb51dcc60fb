//! What a school does in a campaign, from its page of it: load, decide, save, redirect.

use super::form;
use super::model::{Campaign, Target};
use super::pages::{self, Sent, id};
use super::rules;
use super::store::{self, progress, school};
use crate::access::{Actor, Place};
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::PersonId;
use crate::inspection::rules::MOST_ITEMS;
use crate::ledger;
use crate::ticket;
use crate::web::App;
use crate::web::form::{Errors, Fields, Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// The longest report of a school, in characters.
const REPORT: usize = 2000;

/// What every act begins with: the school's turn, and the campaign as it stands for the school.
enum Turn {
    Ours(Box<(Head, Campaign, Target)>),
    /// The same form was carried out before.
    Answered(String),
}

async fn turn(scope: &mut Scope, actor: &Actor, place: &Place, address: &str, fields: &Fields) -> Result<Turn> {
    if !rules::answers(actor, place) {
        return Err(Error::NotFound);
    }
    let head = scope.turn(place).await?;
    if let Some(location) = ledger::answered(scope, place, fields.request_id()).await? {
        return Ok(Turn::Answered(location));
    }
    let campaign = store::find(scope, place, id(address)?).await?;
    let target = progress::school(scope, place, campaign.id).await?.ok_or(Error::NotFound)?;
    Ok(Turn::Ours(Box::new((head, campaign, target))))
}

async fn done(mut scope: Scope, view: &View, place: &Place, campaign: &Campaign, fields: &Fields, flash: &'static str) -> Result<Response> {
    let location = pages::url(place, campaign.id);
    ledger::remember(&mut scope, place, fields.request_id(), &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, flash))
}

/// The school's page again, with what is wrong with the form that was sent.
async fn again(app: &App, actor: &Actor, place: &Place, view: &View, campaign: &Campaign, sent: Sent) -> Result<Response> {
    pages::of_school(app, actor, place, view, campaign.id, sent, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Adds a question of the school's own.
pub async fn ask(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (head, campaign, target) = match turn(&mut scope, &actor, &place, &address, &posted.fields).await? {
        Turn::Ours(ours) => *ours,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-campaign-asked")),
    };
    if !rules::adds(campaign.standing, &target) {
        return Err(Error::Conflict("campaign-begun"));
    }
    let question = form::question(&posted.fields).and_then(|question| {
        let mut errors = Errors::default();
        if usize::try_from(target.items).is_ok_and(|items| items >= MOST_ITEMS) {
            errors.add_with("question", "inspection-too-many", MOST_ITEMS.to_string());
        }
        errors.or(Some(question))
    });
    let question = match question {
        Ok(question) => question,
        Err(errors) => {
            drop(scope);
            return again(&app, &actor, &place, &view, &campaign, Sent::Question(Form::again(posted.fields, errors, vec![]))).await;
        }
    };
    school::ask(&mut scope, &place, &head, &campaign, &target, &question).await?;
    done(scope, &view, &place, &campaign, &posted.fields, "flash-campaign-asked").await
}

/// Corrects a question the school added, or takes it back: until the walk begins, and its own alone.
pub async fn correct(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address, ordinal)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    let back = posted.fields.get("do") == "back";
    let flash = if back { "flash-campaign-withdrawn" } else { "flash-campaign-corrected" };
    let mut scope = app.db.scope(&actor).await?;
    let (head, campaign, target) = match turn(&mut scope, &actor, &place, &address, &posted.fields).await? {
        Turn::Ours(ours) => *ours,
        Turn::Answered(location) => return Ok(view.done(&location, flash)),
    };
    let ordinal: i16 = ordinal.parse().map_err(|_| Error::NotFound)?;
    let added = school::added(&mut scope, &place, campaign.id).await?;
    let before = added.into_iter().find(|one| one.ordinal == ordinal).ok_or(Error::NotFound)?;
    if !rules::adds(campaign.standing, &target) {
        return Err(Error::Conflict("campaign-begun"));
    }
    if back {
        school::take_back(&mut scope, &place, &head, &campaign, &target, &before).await?;
        return done(scope, &view, &place, &campaign, &posted.fields, flash).await;
    }
    match form::question(&posted.fields) {
        Ok(question) => {
            school::correct(&mut scope, &place, &head, &campaign, &before, &question).await?;
            done(scope, &view, &place, &campaign, &posted.fields, flash).await
        }
        Err(errors) => {
            drop(scope);
            let sent = Sent::Correction(ordinal, Form::again(posted.fields, errors, vec![]));
            again(&app, &actor, &place, &view, &campaign, sent).await
        }
    }
}

/// Gives the school's task to another of its people.
pub async fn hand(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (head, campaign, target) = match turn(&mut scope, &actor, &place, &address, &posted.fields).await? {
        Turn::Ours(ours) => *ours,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-campaign-handed")),
    };
    if !rules::hands(campaign.standing, &target) {
        return Err(Error::Conflict("campaign-done"));
    }
    let people = ticket::store::people(&mut scope, &place, &[], view.today()).await?;
    let wanted = posted.fields.get("person").parse::<PersonId>().ok();
    let heir = people.iter().find(|one| one.here && Some(one.id) == wanted && Some(one.id) != target.person_id);
    let Some(heir) = heir else {
        let mut errors = Errors::default();
        errors.add("person", "campaign-need-person");
        drop(scope);
        return again(&app, &actor, &place, &view, &campaign, Sent::Hand(Form::again(posted.fields, errors, vec![]))).await;
    };
    school::hand(&mut scope, &place, &head, &campaign, &target, (heir.id, &heir.name)).await?;
    done(scope, &view, &place, &campaign, &posted.fields, "flash-campaign-handed").await
}

/// Keeps the school's report.
pub async fn report(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (head, campaign, target) = match turn(&mut scope, &actor, &place, &address, &posted.fields).await? {
        Turn::Ours(ours) => *ours,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-campaign-reported")),
    };
    if !rules::reports(campaign.standing, &target) {
        return Err(Error::Conflict("campaign-not-done"));
    }
    let words = match form::said(&posted.fields, "report", "campaign-need-report", REPORT) {
        Ok(words) => words,
        Err(errors) => {
            drop(scope);
            return again(&app, &actor, &place, &view, &campaign, Sent::Report(Form::again(posted.fields, errors, vec![]))).await;
        }
    };
    school::report(&mut scope, &place, &head, &campaign, &words).await?;
    done(scope, &view, &place, &campaign, &posted.fields, "flash-campaign-reported").await
}
