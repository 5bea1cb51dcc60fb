//! What is done to a round: it is made and drawn, drawn once more, and closed; `one` is what is done to one visit of it.

mod one;

pub use one::{open, visit};

use super::form::{self, New};
use super::model::{Asks, Candidate, Draw, Method, Round, State as Standing, Visit, Weights};
use super::pages::{self, Told, uuid};
use super::rules::{self, digest, lots, order_of};
use super::store;
use crate::access::{Actor, Place};
use crate::clock;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{PersonId, VisitId, VisitRoundId};
use crate::ledger::{self, Event, Facts, Subject};
use crate::text::Lang;
use crate::web::App;
use crate::web::form::{Errors, Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Days, NaiveDate};
use rand::Rng;
use uuid::Uuid;

pub(super) fn facts<const N: usize>(pairs: [(&str, String); N]) -> Facts {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub(super) fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if rules::keeps(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

/// The schools that can be drawn for what is asked: where nothing was closed, a re-check has nothing to ask.
pub async fn candidates(
    scope: &mut Scope,
    place: &Place,
    pool: &super::model::Pool,
    closed: Option<i16>,
    today: NaiveDate,
) -> Result<Vec<Candidate>> {
    let back = closed.and_then(|days| today.checked_sub_days(Days::new(u64::try_from(days).unwrap_or_default()))).unwrap_or(today);
    let mut found = store::candidates(scope, place, pool, today, clock::week_of(back)).await?;
    if closed.is_some() {
        found.retain(|one| one.closed > 0);
    }
    Ok(found)
}

/// Makes a round and draws it; or shows who could be drawn.
pub async fn add(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let today = view.today();
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-visits-drawn"));
    }
    let offer = pages::Offer::load(&mut scope, &place, today).await?;
    let pool = form::pool(&posted.fields, offer.codes());
    let closed = if posted.fields.get("asks") == "closed" { Some(posted.fields.get("days").parse().unwrap_or(90)) } else { None };
    let schools = candidates(&mut scope, &place, &pool, closed, today).await?;
    if posted.fields.get("do") == "preview" {
        return pages::form_page(
            &view,
            &place,
            Form::again(posted.fields, Errors::default(), vec![]),
            offer,
            Some(schools),
            StatusCode::OK,
        );
    }
    let new = match form::round(&posted.fields, &offer.ground(place.name(Lang::Zh)), &schools) {
        Ok(new) => new,
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            return pages::form_page(&view, &place, again, offer, Some(schools), StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let chosen: Vec<Candidate> = match new.method {
        Method::Chosen => form::picked(&posted.fields, &schools).into_iter().cloned().collect(),
        Method::Random | Method::Weighted => schools,
    };
    let mut nonce = [0_u8; 32];
    rand::rng().fill_bytes(&mut nonce);
    let id = VisitRoundId::new();
    make(&mut scope, &place, &head, id, &new, &chosen, &nonce, today).await?;
    let location = format!("/o/{}/visits/{id}", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-visits-drawn"))
}

/// Stores a round, draws it with the server's chance, and tells the ledger.
///
/// # Errors
/// When the database refuses or is away.
#[expect(clippy::too_many_arguments, reason = "each is a thing of its own; the demo makes rounds too")]
pub async fn make(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    id: VisitRoundId,
    new: &New,
    schools: &[Candidate],
    nonce: &[u8],
    today: NaiveDate,
) -> Result<Head> {
    store::add(scope, place, id, new).await?;
    let draw = drawn(id, 1, new.method, new.size, head, nonce, schools, today, String::new());
    put(scope, place, id, &draw, new.leader).await?;
    let mut told = told(&draw);
    told.insert("occasion".into(), new.occasion.to_string());
    told.insert("asks".into(), new.asks.code().into());
    let event = Event {
        subject: Subject::Visit,
        subject_id: id.0,
        act: "draw_visits",
        from_state: "",
        to_state: "open",
        facts: told,
        texts: vec![("title".into(), new.title.clone())],
    };
    ledger::append(scope, place, head, event).await
}

#[expect(clippy::too_many_arguments, reason = "everything a draw rests on")]
fn drawn(
    round: VisitRoundId,
    number: i16,
    method: Method,
    size: i16,
    head: &Head,
    nonce: &[u8],
    schools: &[Candidate],
    today: NaiveDate,
    reason: String,
) -> Draw {
    let weights = Weights::usual();
    let lots = lots(method, &weights, schools, today);
    Draw {
        number,
        method,
        size,
        head: hex::encode(&head.hash),
        nonce: hex::encode(nonce),
        seed: hex::encode(rules::seed(&head.hash, nonce, round.0, number)),
        weights,
        digest: digest(&lots),
        lots,
        reason,
        person: String::new(),
        drawn_at: DateTime::UNIX_EPOCH,
    }
}

fn told(draw: &Draw) -> Facts {
    facts([
        ("draw", draw.number.to_string()),
        ("method", draw.method.to_string()),
        ("size", draw.size.to_string()),
        ("lots", draw.lots.len().to_string()),
        ("digest", draw.digest.clone()),
        ("seed", draw.seed.clone()),
    ])
}

/// Stores a draw and the visits of those that came first.
async fn put(scope: &mut Scope, place: &Place, round: VisitRoundId, draw: &Draw, leader: PersonId) -> Result<()> {
    store::keep_draw(scope, place, round, draw).await?;
    let seed = hex::decode(&draw.seed).unwrap_or_default();
    let size = usize::try_from(draw.size).unwrap_or_default();
    let first: Vec<(i32, Uuid)> = (1..).zip(order_of(&seed, &draw.lots)).take(size).map(|(rank, drawn)| (rank, drawn.one.id)).collect();
    store::keep_visits(scope, place, round, draw.number, leader, &first).await
}

/// Draws once more: the schools whose visit has begun stay, the others make room, with a reason.
pub async fn redraw(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let id = VisitRoundId(uuid(&id)?);
    let today = view.today();
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-visits-drawn"));
    }
    let round = store::round(&mut scope, &place, id).await?;
    let draws = store::draws(&mut scope, &place, id).await?;
    let last = draws.first().map_or(0, |draw| draw.number);
    let refusal = if round.closed_at.is_some() {
        Some("visit-refused-closed")
    } else if round.method == Method::Chosen {
        Some("visit-refused-chosen")
    } else if posted.fields.get("number").parse() != Ok(last) {
        Some("visit-refused-redrawn")
    } else {
        None
    };
    if let Some(refusal) = refusal {
        let told = Told { refusal: Some(refusal), ..Told::default() };
        return pages::draw_page(&mut scope, &actor, &place, &view, round, draws, told, StatusCode::CONFLICT).await;
    }
    let reason = match form::reason(&posted.fields) {
        Ok(reason) => reason,
        Err(errors) => {
            let told = Told { form: Some(Form::again(posted.fields, errors, vec![])), refusal: None };
            return pages::draw_page(&mut scope, &actor, &place, &view, round, draws, told, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let visits = still(&mut scope, &place, &round).await?;
    let (stay, go): (Vec<&Visit>, Vec<&Visit>) =
        visits.iter().filter(|visit| visit.state() != Standing::Dropped).partition(|visit| visit.state() != Standing::Drawn);
    let gone: Vec<VisitId> = go.iter().map(|visit| visit.id).collect();
    store::drop_visits(&mut scope, &place, &gone, &reason).await?;
    let closed = if let Asks::Closed { days, .. } = round.asks { Some(days) } else { None };
    let mut schools = candidates(&mut scope, &place, &round.pool, closed, today).await?;
    schools.retain(|one| !stay.iter().any(|visit| visit.school == one.id));
    let size = round.size - i16::try_from(stay.len()).unwrap_or(round.size);
    let mut nonce = [0_u8; 32];
    rand::rng().fill_bytes(&mut nonce);
    let draw = drawn(id, last + 1, round.method, size.max(0), &head, &nonce, &schools, today, reason.clone());
    let leader = round.team.iter().find_map(|one| one.person).map_or(actor.person(), PersonId);
    put(&mut scope, &place, id, &draw, leader).await?;
    let mut told = told(&draw);
    told.insert("stay".into(), stay.len().to_string());
    told.insert("dropped".into(), gone.len().to_string());
    let event = Event {
        subject: Subject::Visit,
        subject_id: id.0,
        act: "redraw_visits",
        from_state: "open",
        to_state: "open",
        facts: told,
        texts: vec![("reason".into(), reason)],
    };
    ledger::append(&mut scope, &place, &head, event).await?;
    let location = format!("/o/{}/visits/{id}", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-visits-drawn"))
}

/// The visits of a round, none of which can begin or be dropped before this transaction ends: each that waits is locked before it is looked at.
pub(super) async fn still(scope: &mut Scope, place: &Place, round: &Round) -> Result<Vec<Visit>> {
    let mut waiting: Vec<VisitId> = store::visits(scope, place, round.id)
        .await?
        .iter()
        .filter(|visit| visit.state() == Standing::Drawn)
        .map(|visit| visit.id)
        .collect();
    waiting.sort();
    for visit in waiting {
        store::lock(scope, place, visit).await?;
    }
    store::visits(scope, place, round.id).await
}

/// Closes a round with what came of it, once every visit is done or dropped.
pub async fn close(
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
        return Ok(view.done(&location, "flash-visits-closed"));
    }
    let round = store::round(&mut scope, &place, id).await?;
    let visits = store::visits(&mut scope, &place, id).await?;
    let refusal = if round.closed_at.is_some() {
        Some("visit-refused-closed")
    } else if rules::unfinished(&visits) > 0 {
        Some("visit-refused-unfinished")
    } else {
        None
    };
    if let Some(refusal) = refusal {
        let form = Some(Form::again(posted.fields, Errors::default(), vec![]));
        return pages::show_page(&actor, &place, &view, round, &visits, Told { form, refusal: Some(refusal) }, StatusCode::CONFLICT);
    }
    let summary = match form::summary(&posted.fields) {
        Ok(summary) => summary,
        Err(errors) => {
            let told = Told { form: Some(Form::again(posted.fields, errors, vec![])), refusal: None };
            return pages::show_page(&actor, &place, &view, round, &visits, told, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    end(&mut scope, &place, &head, &round, &visits, &summary).await?;
    let location = format!("/o/{}/visits/{id}", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-visits-closed"))
}

/// Closes a round and tells the ledger.
///
/// # Errors
/// When the database refuses or is away.
pub async fn end(scope: &mut Scope, place: &Place, head: &Head, round: &Round, visits: &[Visit], summary: &str) -> Result<Head> {
    store::close(scope, place, round.id, summary).await?;
    let done = visits.iter().filter(|visit| visit.state() == Standing::Done).count();
    let found: i64 = visits.iter().map(|visit| visit.found).sum();
    let event = Event {
        subject: Subject::Visit,
        subject_id: round.id.0,
        act: "close_visits",
        from_state: "open",
        to_state: "closed",
        facts: facts([("done", done.to_string()), ("dropped", (visits.len() - done).to_string()), ("found", found.to_string())]),
        texts: vec![("summary".into(), summary.to_owned())],
    };
    ledger::append(scope, place, head, event).await
}
