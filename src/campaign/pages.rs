//! The pages of campaigns, and the bureau's acts: load, check, save, redirect. What a school does is in [`super::at_school`].

use super::form;
use super::model::{Campaign, Candidate, Standing, State as SchoolState, Wanted};
use super::rules;
use super::store::{self, give, progress, school};
use super::view::{ClosePage, FormPage, ListPage, SchoolPage, SchoolsPage, ShowPage};
use crate::access::{Actor, Place};
use crate::calendar;
use crate::checklist;
use crate::checklist::model::CheckList;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::CampaignId;
use crate::ledger;
use crate::ticket;
use crate::web::App;
use crate::web::form::{Errors, Fields, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

/// The most schools of one launch: what a province has.
const MOST: i64 = 20_000;

/// The id in an address.
pub(super) fn id(address: &str) -> Result<CampaignId> {
    address.parse().map_err(|_| Error::NotFound)
}

/// Where a campaign stands, as seen at a place.
pub(super) fn url(place: &Place, id: CampaignId) -> String {
    format!("/o/{}/campaigns/{id}", place.code)
}

/// The gate lets reviewers and leaders in; whose bureau it is, is asked here.
fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if rules::keeps(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

/// A campaign of the bureau's own; those from above and from below are only looked at.
pub(super) async fn own(scope: &mut Scope, actor: &Actor, place: &Place, address: &str) -> Result<Campaign> {
    keepers_only(actor, place)?;
    let campaign = store::find(scope, place, id(address)?).await?;
    if campaign.owner_path == place.path { Ok(campaign) } else { Err(Error::NotFound) }
}

/// What running campaigns there are, drafts and closed ones.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let all = store::list(&mut scope, &place).await?;
    drop(scope);
    view.page(&ListPage::new(&view, &actor, &place, all))
}

/// One campaign: at a bureau how far it is, at a school what is asked of it.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let id = id(&address)?;
    if place.is_school() {
        return of_school(&app, &actor, &place, &view, id, Sent::Nothing, StatusCode::OK).await;
    }
    let mut scope = app.db.scope(&actor).await?;
    let campaign = store::find(&mut scope, &place, id).await?;
    let (mut districts, mut rows) = (vec![], vec![]);
    if campaign.standing != Standing::Draft {
        districts = progress::districts(&mut scope, &place, id).await?;
        let after: String = asked.get("after").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').take(200).collect();
        rows = progress::schools(&mut scope, &place, id, SchoolState::asked(asked.get("state")).as_deref(), &after, progress::PAGE + 1)
            .await?;
    }
    let history = if campaign.owner_path == place.path { ledger::history(&mut scope, place.district, id.0).await? } else { vec![] };
    drop(scope);
    view.page(&ShowPage::new(&view, &actor, &place, campaign, &districts, rows, &asked, &history))
}

/// What a school sent and why it was not carried out.
pub(super) enum Sent {
    Nothing,
    Question(Form),
    Hand(Form),
    Report(Form),
    /// Of the question with this ordinal.
    Correction(i16, Form),
}

/// The school's page of a campaign.
pub(super) async fn of_school(
    app: &App,
    actor: &Actor,
    place: &Place,
    view: &View,
    id: CampaignId,
    sent: Sent,
    status: StatusCode,
) -> Result<Response> {
    let mut scope = app.db.scope(actor).await?;
    let campaign = store::find(&mut scope, place, id).await?;
    let target = progress::school(&mut scope, place, id).await?.ok_or(Error::NotFound)?;
    let added = school::added(&mut scope, place, id).await?;
    let people = if rules::answers(actor, place) && rules::hands(campaign.standing, &target) {
        ticket::store::people(&mut scope, place, &[], view.today()).await?
    } else {
        vec![]
    };
    drop(scope);
    view.page_as(status, &SchoolPage::new(view, actor, place, campaign, target, added, &people, sent))
}

/// The form of a new campaign.
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let lists = checklist::store::usable(&mut scope, &place).await?;
    drop(scope);
    let mut fields = Fields::default();
    fields.set("starts", view.today().to_string());
    view.page(&FormPage::new(&view, &place, None, Form::filled(fields), &lists, false))
}

fn series(lists: &[CheckList]) -> Vec<crate::id::TemplateId> {
    lists.iter().map(|list| list.series).collect()
}

/// Keeps a draft; nobody is asked yet.
pub async fn add(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-campaign-drafted"));
    }
    let lists = checklist::store::usable(&mut scope, &place).await?;
    let mut fields = posted.fields;
    if form::more(&mut fields) {
        drop(scope);
        return view.page(&FormPage::new(&view, &place, None, Form::again(fields, Errors::default(), vec![]), &lists, false));
    }
    let draft = match form::campaign(&fields, &series(&lists), None) {
        Ok(draft) => draft,
        Err(errors) => {
            let again = Form::again(fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &FormPage::new(&view, &place, None, again, &lists, false));
        }
    };
    let (id, _) = store::add(&mut scope, &place, &head, &draft).await?;
    let location = url(&place, id);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-campaign-drafted"))
}

/// The form of a campaign that is not closed.
pub async fn edit(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let campaign = own(&mut scope, &actor, &place, &address).await?;
    if campaign.standing == Standing::Closed {
        return Err(Error::Conflict("campaign-is-closed"));
    }
    let lists = checklist::store::usable(&mut scope, &place).await?;
    drop(scope);
    let form = Form::filled(form::filled(&campaign.draft, campaign.version));
    view.page(&FormPage::new(&view, &place, Some(&campaign), form, &lists, false))
}

/// Changes what is said of a campaign. What its schools were asked stays.
pub async fn revise(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-campaign-changed"));
    }
    let before = own(&mut scope, &actor, &place, &address).await?;
    if before.standing == Standing::Closed {
        return Err(Error::Conflict("campaign-is-closed"));
    }
    let lists = checklist::store::usable(&mut scope, &place).await?;
    let mut fields = posted.fields;
    if form::more(&mut fields) {
        drop(scope);
        let again = Form::again(fields, Errors::default(), vec![]);
        return view.page(&FormPage::new(&view, &place, Some(&before), again, &lists, false));
    }
    if fields.get("version").parse() != Ok(before.version) {
        fields.set("version", before.version.to_string());
        let again = Form::again(fields, Errors::default(), vec![]);
        return view.page_as(StatusCode::CONFLICT, &FormPage::new(&view, &place, Some(&before), again, &lists, true));
    }
    let draft = match form::campaign(&fields, &series(&lists), Some(&before)) {
        Ok(draft) => draft,
        Err(errors) => {
            let again = Form::again(fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &FormPage::new(&view, &place, Some(&before), again, &lists, false));
        }
    };
    store::revise(&mut scope, &place, &head, &before, &draft).await?;
    let location = url(&place, before.id);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-campaign-changed"))
}

/// The schools that would be asked, and when: before a launch all of a filter, afterwards those that may be added.
pub async fn schools(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let campaign = own(&mut scope, &actor, &place, &address).await?;
    preview(&mut scope, &place, &view, &campaign, Form::filled(asked.clone()), &form::wanted(&asked), StatusCode::OK).await
}

async fn preview(
    scope: &mut Scope,
    place: &Place,
    view: &View,
    campaign: &Campaign,
    form: Form,
    wanted: &Wanted,
    status: StatusCode,
) -> Result<Response> {
    if campaign.standing == Standing::Closed {
        return Err(Error::Conflict("campaign-is-closed"));
    }
    let found = give::candidates(scope, place, campaign.id, wanted, None, MOST).await?;
    let districts = give::districts(scope, place).await?;
    let entries = calendar::store::around(scope.conn(), &place.path).await?;
    view.page_as(status, &SchoolsPage::new(view, place, campaign, form, wanted, &found, &districts, &entries))
}

/// Those of a form: ticked one by one, or all that its filter finds, as many as the page said.
async fn chosen(scope: &mut Scope, place: &Place, campaign: &Campaign, fields: &Fields) -> Result<Result<Vec<Candidate>, Errors>> {
    let mut errors = Errors::default();
    let found = if fields.ticked("whole") {
        let found = give::candidates(scope, place, campaign.id, &form::wanted(fields), None, MOST).await?;
        if fields.get("count").parse() != Ok(found.len()) {
            errors.add_with("pick", "campaign-schools-changed", found.len().to_string());
        }
        found
    } else {
        give::candidates(scope, place, campaign.id, &Wanted::default(), Some(fields.all("pick")), MOST).await?
    };
    if found.is_empty() {
        errors.add("pick", "campaign-no-schools");
    }
    Ok(errors.or(Some(found)))
}

/// Launches a draft, or asks further schools, in one transaction.
pub async fn launch(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-campaign-launched"));
    }
    let mut campaign = own(&mut scope, &actor, &place, &address).await?;
    // Sent before the campaign was changed or launched by another hand: what it would do now is not what its page said.
    if posted.fields.get("version").parse() != Ok(campaign.version) {
        return Err(Error::Conflict("campaign-stale"));
    }
    let now = scope.now()?;
    let schools = chosen(&mut scope, &place, &campaign, &posted.fields).await?.and_then(|schools| {
        let mut errors = Errors::default();
        if campaign.standing == Standing::Draft && campaign.draft.deadline < app.zone.day(now) {
            errors.add("pick", "campaign-deadline-past");
        }
        if campaign.standing == Standing::Draft && campaign.list_retired {
            errors.add("pick", "campaign-list-retired");
        }
        errors.or(Some(schools))
    });
    let schools = match schools {
        Ok(schools) => schools,
        Err(errors) => {
            let wanted = form::wanted(&posted.fields);
            let again = Form::again(posted.fields, errors, vec![]);
            return preview(&mut scope, &place, &view, &campaign, again, &wanted, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let (act, flash) = match campaign.standing {
        Standing::Draft => {
            campaign.template = Some(store::start(&mut scope, &place, &campaign, now).await?);
            ("launch_campaign", "flash-campaign-launched")
        }
        Standing::Running => ("widen_campaign", "flash-campaign-widened"),
        Standing::Closed => return Err(Error::Conflict("campaign-is-closed")),
    };
    give::ask(&mut scope, &place, &head, app.zone, &campaign, act, &schools).await?;
    let location = url(&place, campaign.id);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, flash))
}

/// Begins an act on a campaign that runs: the bureau's turn, unless the form was carried out before.
pub(super) async fn running(
    scope: &mut Scope,
    actor: &Actor,
    place: &Place,
    address: &str,
    fields: &Fields,
) -> Result<Result<(Head, Campaign), String>> {
    keepers_only(actor, place)?;
    let head = scope.turn(place).await?;
    if let Some(location) = ledger::answered(scope, place, fields.request_id()).await? {
        return Ok(Err(location));
    }
    let campaign = own(scope, actor, place, address).await?;
    rules::runs(campaign.standing).map_err(Error::Conflict)?;
    Ok(Ok((head, campaign)))
}

/// Reminds the schools where something is still to be done.
pub async fn remind(
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
        Err(location) => return Ok(view.done(&location, "flash-campaign-reminded")),
    };
    let location = url(&place, campaign.id);
    if progress::remind(&mut scope, &place, &head, app.zone, &campaign).await? == 0 {
        return Ok(view.done(&location, "flash-campaign-nobody-reminded"));
    }
    ledger::remember(&mut scope, &place, posted.fields.request_id(), &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-campaign-reminded"))
}

/// The figures as they stand and a summary to go on from.
pub async fn closing(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, address)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let campaign = own(&mut scope, &actor, &place, &address).await?;
    rules::runs(campaign.standing).map_err(Error::Conflict)?;
    let figures = progress::sum(&progress::districts(&mut scope, &place, campaign.id).await?);
    drop(scope);
    let mut fields = Fields::default();
    fields.set("summary", super::view::summary(view.lang, &campaign, &figures));
    view.page(&ClosePage::new(&view, &place, &campaign, figures, Form::filled(fields)))
}

/// Closes a campaign: its figures are kept as they stand.
pub async fn close(
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
        Err(location) => return Ok(view.done(&location, "flash-campaign-closed")),
    };
    let figures = progress::sum(&progress::districts(&mut scope, &place, campaign.id).await?);
    let summary = match form::said(&posted.fields, "summary", "campaign-need-summary", form::SUMMARY) {
        Ok(summary) => summary,
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &ClosePage::new(&view, &place, &campaign, figures, again));
        }
    };
    store::close(&mut scope, &place, &head, &campaign, &figures, &summary).await?;
    let location = url(&place, campaign.id);
    ledger::remember(&mut scope, &place, posted.fields.request_id(), &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-campaign-closed"))
}
