//! The pages of visits. What is done there stands in `act`.

use super::form::{self, Ground};
use super::model::{Candidate, Draw, Round, Visit};
use super::rules;
use super::store::{self, NEVER, PAGE, Wanted};
use super::view::{CoveragePage, DrawPage, ListPage, NewPage, ShowPage, VisitPage};
use crate::access::{Actor, Place};
use crate::checklist;
use crate::checklist::model::CheckList;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{PersonId, TemplateId, VisitId, VisitRoundId};
use crate::sheet::{BYTE_ORDER_MARK, Cell, csv_line};
use crate::text::Words;
use crate::ticket;
use crate::ticket::store::Known;
use crate::web::App;
use crate::web::form::{Fields, Form};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use uuid::Uuid;

/// What a page tells after an act that did not happen.
#[derive(Default)]
pub struct Told {
    pub form: Option<Form>,
    /// A Fluent key.
    pub refusal: Option<&'static str>,
}

/// An id out of an address.
pub(super) fn uuid(text: &str) -> Result<Uuid> {
    text.parse().map_err(|_| Error::NotFound)
}

/// A school has no rounds of its own.
fn bureaus_only(place: &Place) -> Result<()> {
    if place.is_school() { Err(Error::NotFound) } else { Ok(()) }
}

/// The rounds of a bureau.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    bureaus_only(&place)?;
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let rows = store::list(&mut scope, &place, asked.get("after").parse().ok(), PAGE + 1).await?;
    view.page(&ListPage::new(&view, &actor, &place, rows))
}

/// What the form of a round offers.
pub struct Offer {
    pub people: Vec<Known>,
    pub lists: Vec<CheckList>,
    pub districts: Vec<(String, Words)>,
    named: Vec<(PersonId, String)>,
    kept: Vec<TemplateId>,
    codes: Vec<String>,
}

impl Offer {
    /// # Errors
    /// When the database is away.
    pub async fn load(scope: &mut Scope, place: &Place, today: NaiveDate) -> Result<Self> {
        let mut people = ticket::store::people(scope, place, &[], today).await?;
        people.retain(|one| one.here);
        let lists = checklist::store::usable(scope, place).await?;
        let districts = store::districts(scope, place).await?;
        let named = people.iter().map(|one| (one.id, one.name.clone())).collect();
        let kept = lists.iter().map(|one| one.id).collect();
        Ok(Self { codes: districts.iter().map(|(code, _)| code.clone()).collect(), people, lists, districts, named, kept })
    }

    /// The codes of the districts.
    pub fn codes(&self) -> &[String] {
        &self.codes
    }

    /// The same, as the form's check wants it.
    pub fn ground<'a>(&'a self, unit: &'a str) -> Ground<'a> {
        Ground { people: &self.named, unit, lists: &self.kept, districts: &self.codes }
    }
}

/// The form of a new round.
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    if !rules::keeps(&actor, &place) {
        return Err(Error::NotFound);
    }
    let mut scope = app.db.scope(&actor).await?;
    let offer = Offer::load(&mut scope, &place, view.today()).await?;
    form_page(&view, &place, Form::filled(form::first(actor.person(), view.today())), offer, None, StatusCode::OK)
}

pub(super) fn form_page(
    view: &View,
    place: &Place,
    form: Form,
    offer: Offer,
    schools: Option<Vec<Candidate>>,
    status: StatusCode,
) -> Result<Response> {
    view.page_as(status, &NewPage::new(view, place, form, offer, schools))
}

/// A round with its schools.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    bureaus_only(&place)?;
    let id = VisitRoundId(uuid(&id)?);
    let mut scope = app.db.scope(&actor).await?;
    let round = store::round(&mut scope, &place, id).await?;
    let visits = store::visits(&mut scope, &place, id).await?;
    drop(scope);
    show_page(&actor, &place, &view, round, &visits, Told::default(), StatusCode::OK)
}

pub(super) fn show_page(
    actor: &Actor,
    place: &Place,
    view: &View,
    round: Round,
    visits: &[Visit],
    told: Told,
    status: StatusCode,
) -> Result<Response> {
    view.page_as(status, &ShowPage::new(view, actor, place, round, visits, told))
}

/// One visit: who leads it and when, and how it is dropped.
pub async fn visit(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id, visit)): Path<(String, String, String)>,
) -> Result<Response> {
    if !rules::keeps(&actor, &place) {
        return Err(Error::NotFound);
    }
    let (id, visit) = (VisitRoundId(uuid(&id)?), VisitId(uuid(&visit)?));
    let mut scope = app.db.scope(&actor).await?;
    let round = store::round(&mut scope, &place, id).await?;
    let visits = store::visits(&mut scope, &place, id).await?;
    drop(scope);
    let one = visits.iter().find(|one| one.id == visit).ok_or(Error::NotFound)?;
    visit_page(&place, &view, &round, one, Told::default(), StatusCode::OK)
}

pub(super) fn visit_page(place: &Place, view: &View, round: &Round, one: &Visit, told: Told, status: StatusCode) -> Result<Response> {
    view.page_as(status, &VisitPage::new(view, place, round, one, told))
}

/// How the schools of a round were drawn: all that is needed to draw them again.
pub async fn draw(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    bureaus_only(&place)?;
    let id = VisitRoundId(uuid(&id)?);
    let mut scope = app.db.scope(&actor).await?;
    let round = store::round(&mut scope, &place, id).await?;
    let draws = store::draws(&mut scope, &place, id).await?;
    draw_page(&mut scope, &actor, &place, &view, round, draws, Told::default(), StatusCode::OK).await
}

#[expect(clippy::too_many_arguments, reason = "the arguments are the page")]
pub(super) async fn draw_page(
    scope: &mut Scope,
    actor: &Actor,
    place: &Place,
    view: &View,
    round: Round,
    draws: Vec<Draw>,
    told: Told,
    status: StatusCode,
) -> Result<Response> {
    let ids: Vec<Uuid> = draws.first().map(|draw| draw.lots.iter().map(|lot| lot.id).collect()).unwrap_or_default();
    let names = store::names(scope, &ids).await?;
    let visits = store::visits(scope, place, round.id).await?;
    view.page_as(status, &DrawPage::new(view, actor, place, round, &draws, &names, &visits, told))
}

/// The whole order of the last draw as a table: place, code, name, weight, the hash's first 48 bits, score.
pub async fn draw_csv(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    bureaus_only(&place)?;
    let id = VisitRoundId(uuid(&id)?);
    let mut scope = app.db.scope(&actor).await?;
    store::round(&mut scope, &place, id).await?;
    let draws = store::draws(&mut scope, &place, id).await?;
    let Some(draw) = draws.first() else { return Err(Error::NotFound) };
    let ids: Vec<Uuid> = draw.lots.iter().map(|lot| lot.id).collect();
    let names = store::names(&mut scope, &ids).await?;
    let heads = ["visit-col-rank", "visit-col-code", "visit-col-school", "visit-col-weight", "visit-col-ticket", "visit-col-score"];
    let mut text = BYTE_ORDER_MARK.to_string();
    text.push_str(&csv_line(&heads.map(|key| Cell::text(view.lang.say(key)))));
    let seed = hex::decode(&draw.seed).unwrap_or_default();
    for (rank, drawn) in (1..).zip(rules::order_of(&seed, &draw.lots)) {
        let name = names.iter().find(|(id, _)| *id == drawn.one.id).map(|(_, name)| name.say(view.lang).to_owned());
        text.push_str(&csv_line(&[
            Cell::Number(i32::to_string(&rank)),
            Cell::text(drawn.one.code.as_str()),
            Cell::text(name.unwrap_or_default()),
            Cell::Number(drawn.one.weight.to_string()),
            Cell::text(format!("{:012x}", drawn.ticket)),
            Cell::Number(format!("{:.9}", drawn.score)),
        ]));
    }
    let name = format!("attachment; filename=\"draw-{}-{}.csv\"", place.code, draw.number);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

/// When each school was last visited.
pub async fn coverage(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    bureaus_only(&place)?;
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let wanted = wanted(&asked);
    let mut scope = app.db.scope(&actor).await?;
    let rows = store::coverage(&mut scope, &place, &wanted, form::new_year(view.today()), PAGE + 1).await?;
    view.page(&CoveragePage::new(&view, &place, wanted, &asked, rows))
}

/// A list from an address. What is not understood narrows nothing.
fn wanted(asked: &Fields) -> Wanted {
    let after = asked.get("after").split_once('_').and_then(|(day, code)| {
        let day = if day == "never" { NEVER } else { day.parse().ok()? };
        Some((day, code.to_owned()))
    });
    Wanted { by_code: asked.get("sort") == "code", never: asked.ticked("never"), after }
}
