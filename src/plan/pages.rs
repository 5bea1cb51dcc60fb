//! The map's pages: load, decide, save, redirect. A form without scripts sends what was typed, clicked or nudged alike.

use super::form::{self, PICTURE};
use super::model::{Area, Picture, Plan, Point};
use super::rules::{self, Act, Refusal};
use super::store;
use super::view::{AboutPage, AreaPage, Base, MapPage, PlacePage, Seek};
use crate::access::{Actor, Place};
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::evidence::{self, Moment, Photos};
use crate::ledger;
use crate::risk;
use crate::web::App;
use crate::web::form::{Errors, Fields, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

/// A bureau has no map of its own, and only the keepers of a school's register change its map.
fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if risk::rules::keeps(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

/// A plan's or an area's number as addresses write it.
fn number(text: &str) -> Result<i16> {
    text.parse::<i16>().ok().filter(|n| *n > 0 && n.to_string() == text).ok_or(Error::NotFound)
}

fn map(place: &Place) -> String {
    format!("/o/{}/map", place.code)
}

fn url(place: &Place, plan: &Plan) -> String {
    format!("/o/{}/map/{}", place.code, plan.number)
}

/// The school's first plan; with `?point=FX-007` the first on which that point is marked.
pub async fn first(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    seen(&app, &actor, &place, &view, None, asked.as_deref()).await
}

/// One plan.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, plan)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    seen(&app, &actor, &place, &view, Some(number(&plan)?), asked.as_deref()).await
}

async fn seen(app: &App, actor: &Actor, place: &Place, view: &View, wanted: Option<i16>, asked: Option<&str>) -> Result<Response> {
    if !place.is_school() {
        return Err(Error::NotFound);
    }
    let asked = query(asked.unwrap_or_default())?;
    let sought: String = asked.get("point").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect();
    let mut scope = app.db.scope(actor).await?;
    let found = if wanted.is_none() && !sought.is_empty() { store::plan_of(&mut scope, place, &sought).await? } else { None };
    let plans = store::plans(&mut scope, place, wanted).await?;
    let plan = match wanted {
        Some(number) => Some(plans.iter().find(|plan| plan.number == number).ok_or(Error::NotFound)?),
        None => plans.iter().find(|plan| Some(plan.number) == found).or(plans.first()),
    };
    let points = store::points(&mut scope, place, plan.map(|plan| plan.id)).await?;
    let areas = match plan {
        Some(plan) => store::areas(&mut scope, plan).await?,
        None => vec![],
    };
    drop(scope);
    let levels: Vec<i16> = (1..=4).filter(|rank| asked.get(&format!("l{rank}")) == "1").collect();
    let seek = Seek { sought, levels };
    view.page(&MapPage::new(view, place, risk::rules::keeps(actor, place), plan, &plans, &points, &areas, &seek))
}

/// The form of a new plan.
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let plans = store::plans(&mut scope, &place, None).await?;
    drop(scope);
    let mut first = Fields::default();
    if asked.ticked("blank") {
        first.set("blank", "yes");
    }
    if plans.is_empty() {
        first.set("name", view.lang.say("map-first-name"));
    }
    view.page(&AboutPage::new(&view, &place, None, plans.len(), Form::filled(first), None, vec![]))
}

/// The newest of the pictures a form has by now, with its size.
async fn picture(scope: &mut Scope, place: &Place, photos: &Photos) -> Result<Option<Picture>> {
    store::picture(scope, place, photos.of(Moment::Plan).pop()).await
}

/// A picture that was too large answers 413, everything else that is wrong with a form 422; the page is the same.
fn status_of(photos: &Photos) -> StatusCode {
    if photos.too_large() { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// A new plan. The picture is taken in first, so that a fault elsewhere does not lose it.
pub async fn add(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let photos = evidence::take(&app, &actor, &place, &posted, &PICTURE).await?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-map-added"));
    }
    let plans = store::plans(&mut scope, &place, None).await?;
    let picture = picture(&mut scope, &place, &photos).await?;
    match form::new(&posted.fields, &photos, picture, &plans) {
        Ok(new) => {
            let (plan, _) = store::add(&mut scope, &place, &head, &new).await?;
            let location = format!("{}/edit", url(&place, &plan));
            ledger::remember(&mut scope, &place, request, &location).await?;
            scope.commit().await?;
            Ok(view.done(&location, "flash-map-added"))
        }
        Err(errors) => {
            let again = Form::again(posted.fields, errors, photos.kept(&place, &PICTURE));
            view.page_as(status_of(&photos), &AboutPage::new(&view, &place, None, plans.len(), again, None, vec![]))
        }
    }
}

/// A plan's words and picture, and what happened to it.
pub async fn about(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, plan)): Path<(String, String)>,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let (plan, others) = store::find(&mut scope, &place, number(&plan)?).await?;
    let first = AboutPage::first(&plan, &others);
    let refusal = rules::may(&plan, &actor, plan.version).err();
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    about_again(&mut scope, &place, &view, &plan, &others, Form::filled(first), refusal, status).await
}

#[expect(clippy::too_many_arguments, reason = "private; the arguments are the page")]
async fn about_again(
    scope: &mut Scope,
    place: &Place,
    view: &View,
    plan: &Plan,
    others: &[Plan],
    form: Form,
    refusal: Option<Refusal>,
    status: StatusCode,
) -> Result<Response> {
    let history = ledger::history(scope, place.district, plan.id.0).await?;
    view.page_as(status, &AboutPage::new(view, place, Some(plan), others.len(), form, refusal, history))
}

/// New words, another place among the tabs, another picture.
pub async fn revise(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, plan)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let photos = evidence::take(&app, &actor, &place, &posted, &PICTURE).await?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-map-saved"));
    }
    let (plan, others) = store::find(&mut scope, &place, number(&plan)?).await?;
    let picture = picture(&mut scope, &place, &photos).await?;
    let seen = version(&posted.fields);
    let act = form::revise(&posted.fields, &photos, picture, &plan, &others);
    let kept = photos.kept(&place, &PICTURE);
    match decide(&mut scope, &plan, &actor, seen, act).await? {
        Ok(change) => {
            let location = url(&place, &plan);
            kept_change(scope, &place, &head, change, request, &location).await?;
            Ok(view.done(&location, "flash-map-saved"))
        }
        Err(denied) => {
            let (errors, refusal, status) = denied.told();
            let status = if refusal.is_none() { status_of(&photos) } else { status };
            let form = Form::again(posted.fields, errors, kept);
            about_again(&mut scope, &place, &view, &plan, &others, form, refusal, status).await
        }
    }
}

/// Takes a plan out of use.
pub async fn retire(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, plan)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-map-retired"));
    }
    let (plan, others) = store::find(&mut scope, &place, number(&plan)?).await?;
    match decide(&mut scope, &plan, &actor, version(&posted.fields), form::retire(&posted.fields)).await? {
        Ok(change) => {
            let location = map(&place);
            kept_change(scope, &place, &head, change, request, &location).await?;
            Ok(view.done(&location, "flash-map-retired"))
        }
        Err(denied) => {
            let (errors, refusal, status) = denied.told();
            // The page holds the other form too: it shows the plan as it is, this one as it was typed.
            let mut fields = AboutPage::first(&plan, &others);
            fields.set("note", posted.fields.get("note"));
            about_again(&mut scope, &place, &view, &plan, &others, Form::again(fields, errors, vec![]), refusal, status).await
        }
    }
}

/// Where points are placed on a plan and areas drawn.
pub async fn edit(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, plan)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let (plan, _) = store::find(&mut scope, &place, number(&plan)?).await?;
    let base = base(&mut scope, &place, plan).await?;
    drop(scope);
    let refusal = rules::may(&base.plan, &actor, base.plan.version).err();
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let first = PlacePage::first(&base, &asked);
    view.page_as(status, &PlacePage::new(&view, &place, &base, Form::filled(first), asked.get("did"), refusal))
}

async fn base(scope: &mut Scope, place: &Place, plan: Plan) -> Result<Base> {
    let points: Vec<Point> = store::points(scope, place, Some(plan.id)).await?;
    let areas: Vec<Area> = store::areas(scope, &plan).await?;
    Ok(Base { plan, points, areas })
}

/// Places a point, moves, nudges it or takes it off.
pub async fn place(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, plan)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-map-placed"));
    }
    let (plan, _) = store::find(&mut scope, &place, number(&plan)?).await?;
    let base = base(&mut scope, &place, plan).await?;
    let act = form::place(&posted.fields, &base.plan, &base.points);
    match decide(&mut scope, &base.plan, &actor, version(&posted.fields), act).await? {
        Ok(change) => {
            let location = format!("{}/edit?{}", url(&place, &base.plan), PlacePage::onward(&posted.fields));
            let flash = if matches!(change.act(), Act::Remove { .. }) { "flash-map-removed" } else { "flash-map-placed" };
            kept_change(scope, &place, &head, change, request, &location).await?;
            Ok(view.done(&location, flash))
        }
        Err(denied) => {
            drop(scope);
            let (errors, refusal, status) = denied.told();
            view.page_as(status, &PlacePage::new(&view, &place, &base, Form::again(posted.fields, errors, vec![]), "", refusal))
        }
    }
}

/// The area of an address: none for a new one.
fn area_of<'a>(areas: &'a [Area], text: &str) -> Result<Option<&'a Area>> {
    if text == "new" {
        return Ok(None);
    }
    let number = number(text)?;
    areas.iter().find(|area| area.number == number).map(Some).ok_or(Error::NotFound)
}

/// The form of an area. It grows by clicks on the plan, which come back here: nothing is written before it is saved.
pub async fn area(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, plan, area)): Path<(String, String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let (plan, _) = store::find(&mut scope, &place, number(&plan)?).await?;
    let base = base(&mut scope, &place, plan).await?;
    drop(scope);
    let before = area_of(&base.areas, &area)?;
    let refusal = rules::may(&base.plan, &actor, base.plan.version).err();
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let form = AreaPage::grown(&base, before, asked);
    view.page_as(status, &AreaPage::new(&view, &place, &base, before, form, refusal))
}

/// Draws an area, changes one, or takes one away.
pub async fn draw(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, plan, area)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-map-drawn"));
    }
    let (plan, _) = store::find(&mut scope, &place, number(&plan)?).await?;
    let base = base(&mut scope, &place, plan).await?;
    let before = area_of(&base.areas, &area)?;
    let next = store::next_area(&mut scope, &base.plan).await?;
    let act = form::area(&posted.fields, &base.plan, before, next);
    match decide(&mut scope, &base.plan, &actor, version(&posted.fields), act).await? {
        Ok(change) => {
            let location = format!("{}/edit", url(&place, &base.plan));
            let flash = if matches!(change.act(), Act::Erase { .. }) { "flash-map-erased" } else { "flash-map-drawn" };
            kept_change(scope, &place, &head, change, request, &location).await?;
            Ok(view.done(&location, flash))
        }
        Err(denied) => {
            drop(scope);
            let (errors, refusal, status) = denied.told();
            let form = Form::again(posted.fields, errors, vec![]);
            view.page_as(status, &AreaPage::new(&view, &place, &base, before, form, refusal))
        }
    }
}

/// The version a form was shown with.
fn version(fields: &Fields) -> i32 {
    fields.get("version").parse().unwrap_or(0)
}

/// The rules before the form: who came too late should not first correct their typing.
async fn decide(
    scope: &mut Scope,
    plan: &Plan,
    actor: &Actor,
    seen: i32,
    act: std::result::Result<Act, Errors>,
) -> Result<std::result::Result<rules::Change, Denied>> {
    if let Err(refusal) = rules::may(plan, actor, seen) {
        tracing::info!(person = %actor.person(), plan = %plan.id, %refusal, "refused");
        return Ok(Err(Denied::Refused(refusal)));
    }
    let act = match act {
        Ok(act) => act,
        Err(errors) => return Ok(Err(Denied::Form(errors))),
    };
    let areas = if matches!(act, Act::Draw { .. }) { store::areas(scope, plan).await?.len() } else { 0 };
    Ok(rules::decide(plan, actor, seen, areas, act, scope.now()?).map_err(Denied::Refused))
}

/// Keeps a change and remembers where its form led.
async fn kept_change(
    mut scope: Scope,
    place: &Place,
    head: &Head,
    change: rules::Change,
    request: crate::id::RequestId,
    location: &str,
) -> Result<()> {
    store::save(&mut scope, place, head, &[change]).await?;
    ledger::remember(&mut scope, place, request, location).await?;
    scope.commit().await
}

/// Why a change did not happen: something at a field, or the rules.
enum Denied {
    Form(Errors),
    Refused(Refusal),
}

impl Denied {
    fn told(self) -> (Errors, Option<Refusal>, StatusCode) {
        match self {
            Self::Form(errors) => (errors, None, StatusCode::UNPROCESSABLE_ENTITY),
            Self::Refused(refusal) => (Errors::default(), Some(refusal), StatusCode::CONFLICT),
        }
    }
}
