//! The register's pages: load, decide, save, redirect.

use super::form::{self, Ground};
use super::model::{Factor, LifeStage, RiskPoint};
use super::rules::{self, Deed, Refusal};
use super::scheme::InForce;
use super::store::{self, Filter, Key, PAGE};
use super::view::{ActPage, ListPage, MatrixPage, NewPage, Offer, ShelfPage, ShowPage, Ticks};
use crate::access::{Actor, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::grading::criterion::{Criterion, Mode};
use crate::grading::{self, store::ForCatalogue};
use crate::id::PersonId;
use crate::ledger;
use crate::ticket;
use crate::web::App;
use crate::web::form::{Choice, Errors, Fields, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Hidden dangers shown on a point's page; the rest is behind a link.
const TICKETS: i64 = 8;

/// Risk points of a school or of everything below a bureau, narrowed by the address.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let filter = filter(&asked, &view);
    let mut scope = app.db.scope(&actor).await?;
    let rows = store::list(&mut scope, &place, &filter, PAGE + 1).await?;
    view.page(&ListPage::new(&view, &place, rules::keeps(&actor, &place), filter, asked, rows))
}

/// A filter from an address. What is not understood narrows nothing: a link may be older than the site.
pub(crate) fn filter(asked: &Fields, view: &View) -> Filter {
    let mut after = asked.get("after").splitn(3, '_');
    let after = match (after.next(), after.next(), after.next()) {
        (Some(level), Some(path), Some(number)) => {
            level.parse().ok().map(|level| Key { level, path: path.to_owned(), number: number.to_owned() })
        }
        _ => None,
    };
    Filter {
        level: asked.get("level").parse().ok().filter(|level| (1..=4).contains(level)),
        area: asked.get("area").chars().filter(|c| !c.is_control()).take(60).collect(),
        incomplete: asked.ticked("incomplete"),
        due_by: (asked.get("review") == "due").then(|| rules::review_by(view.today())),
        mine: asked.get("person") == "me",
        factor: Factor::from_code(asked.get("factor")),
        life_stage: LifeStage::from_code(asked.get("life")),
        person: asked.get("person").parse().ok(),
        words: asked.get("words").chars().filter(|c| !c.is_control()).take(80).collect(),
        after,
    }
}

/// Where hazards have been looked for, and where not yet.
pub async fn matrix(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    if !place.is_school() {
        return Err(Error::NotFound);
    }
    let mut scope = app.db.scope(&actor).await?;
    let found = store::found(&mut scope, &place).await?;
    view.page(&MatrixPage::new(&view, &place, rules::keeps(&actor, &place), &found))
}

/// The people who may be named on a point: those with a post at the school today, and those named already.
async fn people(scope: &mut Scope, place: &Place, view: &View, named: &[PersonId]) -> Result<Vec<ticket::store::Known>> {
    let known = ticket::store::people(scope, place, named, view.today()).await?;
    Ok(known.into_iter().filter(|one| one.here || named.contains(&one.id)).collect())
}

fn ids(people: &[ticket::store::Known]) -> Vec<PersonId> {
    people.iter().map(|one| one.id).collect()
}

/// The form of a new point.
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut first = Fields::default();
    first.set("area", asked.get("area"));
    let mut scope = app.db.scope(&actor).await?;
    let scheme = store::scheme(&mut scope, &place).await?;
    let people = people(&mut scope, &place, &view, &[]).await?;
    view.page(&NewPage::new(&view, &place, Form::filled(first), Offer::new(view.lang, Some(&scheme.scheme), &people)))
}

/// The gate lets officers and principals in; a school keeps no register at a bureau's address.
fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if rules::keeps(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

/// A new point.
pub async fn add(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-risk-added"));
    }
    let scheme = store::scheme(&mut scope, &place).await?;
    let people = people(&mut scope, &place, &view, &[]).await?;
    let ground = Ground { scheme: &scheme, people: &ids(&people), criteria: &[], now: scope.now()? };
    let point = match form::point(&posted.fields, &ground) {
        Ok(point) => point,
        Err(errors) => {
            let offer = Offer::new(view.lang, Some(&scheme.scheme), &people);
            return view.page_as(
                StatusCode::UNPROCESSABLE_ENTITY,
                &NewPage::new(&view, &place, Form::again(posted.fields, errors, vec![]), offer),
            );
        }
    };
    let kept = store::adopt(&mut scope, &place, &head, app.zone, &[point]).await?;
    let location = kept.points.first().map_or_else(|| register(&place), |(_, number)| format!("{}/{number}", register(&place)));
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-risk-added"))
}

fn register(place: &Place) -> String {
    format!("/o/{}/risks", place.code)
}

/// The starter catalogue, to tick what the school has.
pub async fn shelf(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let ForCatalogue { scored: scheme, instead_of } = grading::store::for_catalogue(&mut scope, &place).await?;
    let known = store::known(&mut scope, &place).await?;
    let people = people(&mut scope, &place, &view, &[]).await?;
    let mut first = Fields::default();
    // Whoever opens the page is most often the one who holds the post tier until somebody nearer is named.
    first.set("duty_post", actor.person().to_string());
    let offer = Offer::of_catalogue(view.lang, instead_of.as_ref(), &people);
    let has = if asked.get("tick") == "fits" { asked.all("has") } else { &known.has };
    let ticks = Ticks { way: asked.get("tick"), has };
    view.page(&ShelfPage::new(&view, &place, &scheme, Form::filled(first), offer, &known.adopted, &ticks))
}

/// Takes the ticked entries into the school's register.
pub async fn adopt(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-risk-adopted"));
    }
    let ForCatalogue { scored: scheme, instead_of } = grading::store::for_catalogue(&mut scope, &place).await?;
    let people = people(&mut scope, &place, &view, &[]).await?;
    let ground = Ground { scheme: &scheme, people: &ids(&people), criteria: &[], now: scope.now()? };
    let items = match form::picked(&posted.fields, &ground, view.lang) {
        Ok(items) => items,
        Err(errors) => {
            let adopted = store::adopted(&mut scope, &place).await?;
            let offer = Offer::of_catalogue(view.lang, instead_of.as_ref(), &people);
            let again = Form::again(posted.fields, errors, vec![]);
            return view.page_as(
                StatusCode::UNPROCESSABLE_ENTITY,
                &ShelfPage::new(&view, &place, &scheme, again, offer, &adopted, &Ticks::default()),
            );
        }
    };
    let kept = store::adopt(&mut scope, &place, &head, app.zone, &items).await?;
    let location = register(&place);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, if kept.points.is_empty() { "flash-risk-adopted-none" } else { "flash-risk-adopted" }))
}

/// One risk point.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (point, named) = store::find(&mut scope, &place, &number).await?;
    let evaluations = store::evaluations(&mut scope, &point).await?;
    let here = ticket::store::Filter { range: ticket::store::Range::All, risk_point: Some(point.id), ..ticket::store::Filter::default() };
    let tickets = ticket::store::list(&mut scope, &place, &here, view.today(), TICKETS).await?;
    let history = ledger::history(&mut scope, place.district, point.id.0).await?;
    drop(scope);
    let keeper = rules::keeps(&actor, &place);
    view.page(&ShowPage::new(&view, &place, keeper, point, named, evaluations, tickets, history))
}

/// What the form of a change stands on.
struct Base {
    scheme: InForce,
    people: Vec<ticket::store::Known>,
    /// Asked for a judgement only.
    criteria: Vec<Criterion>,
}

async fn base(scope: &mut Scope, place: &Place, view: &View, deed: Deed, point: &RiskPoint) -> Result<Base> {
    let named = point.duties.named().chain(point.deputies.named()).map(|(_, person)| person);
    let named: Vec<PersonId> = named.chain(point.measures.iter().filter_map(|one| one.control.owner)).collect();
    let mut criteria = if deed == Deed::Judge { grading::store::criteria(scope, place).await? } else { vec![] };
    criteria.retain(|one| one.mode == Mode::Direct);
    Ok(Base { scheme: store::scheme(scope, place).await?, people: people(scope, place, view, &named).await?, criteria })
}

/// The form of a change.
pub async fn show_act(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number, act)): Path<(String, String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    let deed = Deed::from_slug(&act).ok_or(Error::NotFound)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let (point, _) = store::find(&mut scope, &place, &number).await?;
    let first = ActPage::first(deed, &point, asked.get("hazard"));
    let refusal = rules::may(&point, &actor, point.version).err();
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    answer(&mut scope, &place, &view, deed, &point, Form::filled(first), refusal, status).await
}

#[expect(clippy::too_many_arguments, reason = "private; the arguments are the page")]
async fn answer(
    scope: &mut Scope,
    place: &Place,
    view: &View,
    deed: Deed,
    point: &RiskPoint,
    form: Form,
    refusal: Option<Refusal>,
    status: StatusCode,
) -> Result<Response> {
    let base = base(scope, place, view, deed, point).await?;
    let evaluations = if deed == Deed::Evaluate { store::evaluations(scope, point).await? } else { vec![] };
    let offer = Offer::new(view.lang, Some(&base.scheme.scheme), &base.people);
    let criteria =
        base.criteria.iter().map(|one| Choice::named(one.id.to_string(), format!("{} {}", one.code, one.text.say(view.lang)))).collect();
    view.page_as(status, &ActPage::new(view, place, deed, point.clone(), form, offer, criteria, &evaluations, refusal))
}

/// A change. Whoever comes second gets 409 and the form again with their own words in it.
pub async fn act(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number, act)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    let deed = Deed::from_slug(&act).ok_or(Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let (now, today) = (scope.now()?, app.zone.day(scope.now()?));
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-risk-changed"));
    }
    let point = store::lock(&mut scope, &place, &number).await?;
    let seen = posted.fields.get("version").parse().unwrap_or(0);
    let decided = match rules::may(&point, &actor, seen) {
        Err(refusal) => Err(Denied::Refused(refusal)),
        Ok(()) => {
            let base = base(&mut scope, &place, &view, deed, &point).await?;
            let criteria: Vec<_> = base.criteria.iter().map(|one| one.id).collect();
            let ground = Ground { scheme: &base.scheme, people: &ids(&base.people), criteria: &criteria, now };
            form::act(deed, &posted.fields, &point, &ground)
                .map_err(Denied::Form)
                .and_then(|act| rules::decide(&point, &actor, seen, act, today, now).map_err(Denied::Refused))
        }
    };
    match decided {
        Ok(change) => {
            let location = format!("{}/{}", register(&place), point.number);
            store::save(&mut scope, &place, &head, &change).await?;
            ledger::remember(&mut scope, &place, request, &location).await?;
            scope.commit().await?;
            Ok(view.done(&location, if deed == Deed::Retire { "flash-risk-retired" } else { "flash-risk-changed" }))
        }
        Err(denied) => {
            let (errors, refusal, status) = denied.told();
            if let Some(refusal) = refusal {
                tracing::info!(person = %actor.person(), point = %point.id, deed = %deed, %refusal, "refused");
            }
            answer(&mut scope, &place, &view, deed, &point, Form::again(posted.fields, errors, vec![]), refusal, status).await
        }
    }
}

/// Why a change did not happen: something at a field, or the rules.
enum Denied {
    Form(Errors),
    Refused(Refusal),
}

impl Denied {
    /// What the page says: faults at their fields, or a refusal above the form, and the answer's status.
    fn told(self) -> (Errors, Option<Refusal>, StatusCode) {
        match self {
            Self::Form(errors) => (errors, None, StatusCode::UNPROCESSABLE_ENTITY),
            Self::Refused(refusal) => match refusal.field() {
                Some(field) => {
                    let mut errors = Errors::default();
                    errors.add(field, refusal.key());
                    (errors, None, StatusCode::UNPROCESSABLE_ENTITY)
                }
                None => (Errors::default(), Some(refusal), StatusCode::CONFLICT),
            },
        }
    }
}
