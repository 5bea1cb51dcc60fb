//! The criteria of major hidden dangers: the check list, one of them with its versions, and what a bureau does with it.

use super::{Turn, turn};
use crate::access::{Actor, Place, Role};
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::grading::call::{Cause, NewCall};
use crate::grading::criterion::{Criterion, Deed, Mode};
use crate::grading::store::{self, Kept};
use crate::grading::view::{CriteriaPage, CriterionPage, NewCriterionPage};
use crate::grading::{form, own};
use crate::ledger;
use crate::limit;
use crate::limit::model::Number;
use crate::web::App;
use crate::web::form::{Errors, Fields, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Those who keep a bureau's criteria: its safety section and its leader.
fn keeps(actor: &Actor, place: &Place) -> bool {
    !place.is_school() && own(actor, place) && matches!(actor.role(), Role::Reviewer | Role::Leader)
}

fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if keeps(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

/// The check list as it stands here, narrowed by the address.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let all = store::latest(&mut scope, &place).await?;
    let together = limit::store::one(scope.conn(), &place.path, Number::Together).await?;
    drop(scope);
    let page = CriteriaPage::new(&view, &place, keeps(&actor, &place), asked, all);
    view.page(&CriteriaPage { threshold: together.into(), ..page })
}

/// One criterion: its words in force, its versions, and what may be done with it.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let versions = store::versions(&mut scope, &place, &code).await?;
    answer(&view, &actor, &place, versions, None, StatusCode::OK)
}

/// The page of a criterion, with a form that came back where there is one.
fn answer(
    view: &View,
    actor: &Actor,
    place: &Place,
    versions: Vec<Kept>,
    sent: Option<(Deed, Form, bool)>,
    status: StatusCode,
) -> Result<Response> {
    let page = CriterionPage::new(view, place, keeps(actor, place), versions, sent).ok_or(Error::NotFound)?;
    view.page_as(status, &page)
}

/// Confirms, rewords, retires or brings back a criterion here.
pub async fn act(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, code, act)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let deed = Deed::from_slug(&act).ok_or(Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = match turn(&mut scope, &place, &posted.fields).await? {
        Turn::Ours(head) => head,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-criterion-kept")),
    };
    let versions = store::versions(&mut scope, &place, &code).await?;
    let now = versions.first().map(|one| one.criterion.clone()).ok_or(Error::NotFound)?;
    let again = |fields: Fields, errors: Errors| Form::again(fields, errors, vec![]);
    if now.id.to_string() != posted.fields.get("seen") || !deed.fits(&now) {
        let sent = Some((deed, again(posted.fields, Errors::default()), true));
        return answer(&view, &actor, &place, versions, sent, StatusCode::CONFLICT);
    }
    let made = both(form::revised(deed, &posted.fields, &now), form::call_with(&posted.fields, app.zone.day(scope.now()?)));
    let ((draft, note), due_on) = match made {
        Ok(made) => made,
        Err(errors) => {
            let sent = Some((deed, again(posted.fields, errors), false));
            return answer(&view, &actor, &place, versions, sent, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let (made, head) = store::add_version(&mut scope, &place, &head, deed, &draft, &note).await?;
    call_for(&mut scope, &place, &view, &head, &made, due_on).await?;
    finish(scope, &place, &view, &posted.fields, &made).await
}

/// Both, or the faults of both.
fn both<A, B>(one: Result<A, Errors>, other: Result<B, Errors>) -> Result<(A, B), Errors> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(mut errors), Err(others)) => {
            errors.absorb(others);
            Err(errors)
        }
        (Err(errors), _) | (_, Err(errors)) => Err(errors),
    }
}

/// The call that goes with a criterion that is newly in force: only one that decides alone changes what was graded.
async fn call_for(
    scope: &mut Scope,
    place: &Place,
    view: &View,
    head: &Head,
    made: &Criterion,
    due_on: Option<chrono::NaiveDate>,
) -> Result<()> {
    let Some(due_on) = due_on.filter(|_| made.mode == Mode::Direct && !made.retired) else { return Ok(()) };
    let title = view.lang.say_with("call-for-criterion", [("a", made.code.clone().into())]);
    let call = NewCall { cause: Cause::Criterion, title, areas: made.areas.clone(), due_on };
    store::call(scope, place, head, &call).await?;
    Ok(())
}

async fn finish(mut scope: Scope, place: &Place, view: &View, fields: &Fields, made: &Criterion) -> Result<Response> {
    let location = format!("/o/{}/grading/criteria/{}", place.code, made.code);
    ledger::remember(&mut scope, place, fields.request_id(), &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-criterion-kept"))
}

/// The form of a local criterion.
pub async fn new(actor: Actor, place: Place, view: View) -> Result<Response> {
    keepers_only(&actor, &place)?;
    view.page(&NewCriterionPage::new(&view, &place, Form::blank()))
}

/// Adds a local criterion.
pub async fn add(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = match turn(&mut scope, &place, &posted.fields).await? {
        Turn::Ours(head) => head,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-criterion-kept")),
    };
    match both(form::local(&posted.fields, &place), form::call_with(&posted.fields, app.zone.day(scope.now()?))) {
        Ok((draft, due_on)) => {
            let (made, head) = store::add_version(&mut scope, &place, &head, Deed::Add, &draft, "").await?;
            call_for(&mut scope, &place, &view, &head, &made, due_on).await?;
            finish(scope, &place, &view, &posted.fields, &made).await
        }
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &NewCriterionPage::new(&view, &place, again))
        }
    }
}
