//! What is done to one visit: it is planned, dropped, or begins.

use super::{facts, keepers_only};
use crate::access::{Actor, Place};
use crate::checklist;
use crate::clock::Zone;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{InspectionId, TicketId, VisitId, VisitRoundId};
use crate::inspection;
use crate::inspection::model::{Draft, Kind, Question, Teammate, Visiting};
use crate::inspection::rules::MOST_ITEMS;
use crate::ledger::{self, Event, Subject};
use crate::risk::model::Proof;
use crate::text::Lang;
use crate::visit::form;
use crate::visit::model::{Asks, Lot, Method, Round, State as Standing, Visit, Weights};
use crate::visit::pages::{self, Told, uuid};
use crate::visit::rules::{self, order, order_of};
use crate::visit::store;
use crate::web::App;
use crate::web::form::{Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// Most letters of a question.
const QUESTION: usize = 200;

/// What is done to one visit: it begins, it is planned, it is dropped.
pub async fn visit(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id, visit)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let (id, visit) = (VisitRoundId(uuid(&id)?), VisitId(uuid(&visit)?));
    match posted.fields.get("do") {
        "begin" => begin(&app, &actor, &place, &view, id, visit, &posted).await,
        "drop" | "plan" => change(&app, &actor, &place, &view, id, visit, posted).await,
        _ => Err(Error::Unreadable("form-broken")),
    }
}

async fn change(
    app: &App,
    actor: &Actor,
    place: &Place,
    view: &View,
    id: VisitRoundId,
    visit: VisitId,
    posted: Posted,
) -> Result<Response> {
    let drops = posted.fields.get("do") == "drop";
    let flash = if drops { "flash-visit-dropped" } else { "flash-visit-planned" };
    let mut scope = app.db.scope(actor).await?;
    let head = scope.turn(place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, place, request).await? {
        return Ok(view.done(&location, flash));
    }
    let round = store::round(&mut scope, place, id).await?;
    store::lock(&mut scope, place, visit).await?;
    let visits = store::visits(&mut scope, place, id).await?;
    let Some(one) = visits.iter().find(|one| one.id == visit) else { return Err(Error::NotFound) };
    let refusal = match one.state() {
        _ if round.closed_at.is_some() => Some("visit-refused-closed"),
        Standing::Dropped => Some("visit-refused-dropped"),
        Standing::Begun | Standing::Done => Some("visit-refused-begun"),
        Standing::Drawn => None,
    };
    if let Some(refusal) = refusal {
        let told = Told { refusal: Some(refusal), ..Told::default() };
        return pages::visit_page(place, view, &round, one, told, StatusCode::CONFLICT);
    }
    let again = |errors| Told { form: Some(Form::again(posted.fields.clone(), errors, vec![])), refusal: None };
    if drops {
        let reason = match form::reason(&posted.fields) {
            Ok(reason) => reason,
            Err(errors) => return pages::visit_page(place, view, &round, one, again(errors), StatusCode::UNPROCESSABLE_ENTITY),
        };
        leave_out(&mut scope, place, &head, &round, &visits, one, &reason).await?;
    } else {
        let (leader, planned) = match form::plan(&posted.fields, &round.team) {
            Ok(plan) => plan,
            Err(errors) => return pages::visit_page(place, view, &round, one, again(errors), StatusCode::UNPROCESSABLE_ENTITY),
        };
        store::plan(&mut scope, place, visit, leader, planned).await?;
        let day = planned.map(|day| day.to_string()).unwrap_or_default();
        let event = Event {
            subject: Subject::Visit,
            subject_id: visit.0,
            act: "plan_visit",
            from_state: "drawn",
            to_state: "drawn",
            facts: facts([("leader", leader.to_string()), ("planned", day)]),
            texts: vec![],
        };
        ledger::append(&mut scope, place, &head, event).await?;
    }
    let location = format!("/o/{}/visits/{id}", place.code);
    ledger::remember(&mut scope, place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, flash))
}

/// Drops a school; the next of the same draw takes its place, where one is left. Chosen ones have no next.
async fn leave_out(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    round: &Round,
    visits: &[Visit],
    one: &Visit,
    reason: &str,
) -> Result<Head> {
    store::drop_visits(scope, place, &[one.id], reason).await?;
    let draws = store::draws(scope, place, round.id).await?;
    let draw = draws.iter().find(|draw| draw.number == one.draw).ok_or(Error::NotFound)?;
    let seed = hex::decode(&draw.seed).unwrap_or_default();
    let order = order_of(&seed, &draw.lots);
    // Whoever came out of this drum already, and whoever has a visit that counts.
    let taken: Vec<Uuid> =
        visits.iter().filter(|visit| visit.draw == draw.number || visit.state() != Standing::Dropped).map(|visit| visit.school.0).collect();
    let next: Option<(i32, &Lot)> = if draw.method == Method::Chosen { None } else { rules::next(&order, &taken) };
    if let Some((rank, lot)) = next {
        store::keep_visits(scope, place, round.id, draw.number, one.leader, &[(rank, lot.id)]).await?;
    }
    let event = Event {
        subject: Subject::Visit,
        subject_id: one.id.0,
        act: "drop_visit",
        from_state: "drawn",
        to_state: "dropped",
        facts: facts([
            ("round", round.id.to_string()),
            ("school", one.code.clone()),
            ("next", next.map(|(_, lot)| lot.code.clone()).unwrap_or_default()),
        ]),
        texts: vec![("reason".into(), reason.to_owned())],
    };
    ledger::append(scope, place, head, event).await
}

/// Begins the visit of a school: its inspection is made there, with what the round asks.
async fn begin(
    app: &App,
    actor: &Actor,
    place: &Place,
    view: &View,
    id: VisitRoundId,
    visit: VisitId,
    posted: &Posted,
) -> Result<Response> {
    let mut scope = app.db.scope(actor).await?;
    let round = store::round(&mut scope, place, id).await?;
    let school = store::school(&mut scope, place, id, visit).await?;
    drop(scope);
    let mut scope = app.db.scope(actor).await?;
    let head = scope.turn(&school).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &school, request).await? {
        return Ok(view.done(&location, "flash-visit-begun"));
    }
    let locked = store::lock(&mut scope, place, visit).await?;
    if let Some((_, number)) = store::begun(&mut scope, id).await?.into_iter().find(|(one, _)| *one == visit) {
        // Somebody was faster, perhaps this very person: there is one inspection.
        return Ok(view.done(&format!("/o/{}/inspections/{number}", school.code), "flash-visit-begun"));
    }
    let refused = async |scope: &mut Scope, refusal| {
        let visits = store::visits(scope, place, id).await?;
        let Some(one) = visits.iter().find(|one| one.id == visit) else { return Err(Error::NotFound) };
        pages::visit_page(place, view, &round, one, Told { refusal: Some(refusal), ..Told::default() }, StatusCode::CONFLICT)
    };
    if round.closed_at.is_some() {
        return refused(&mut scope, "visit-refused-closed").await;
    }
    let Some(draw) = locked else { return refused(&mut scope, "visit-refused-dropped").await };
    let draws = store::draws(&mut scope, place, id).await?;
    let seed = draws.iter().find(|one| one.number == draw).map(|one| hex::decode(&one.seed).unwrap_or_default()).unwrap_or_default();
    let (kind, questions, rechecks) = match asked(&mut scope, &school, &round, &seed, view.lang).await? {
        Some(asked) => asked,
        None => return refused(&mut scope, "visit-refused-nothing").await,
    };
    let (inspection, _) = open(&mut scope, &school, &head, app.zone, (&round, visit), kind, questions, rechecks).await?;
    let location = inspection::pages::url(&school, &inspection);
    ledger::remember(&mut scope, &school, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-visit-begun"))
}

/// Makes the inspection of a visit, in the school's turn, and says in the school's chain whose it is.
///
/// # Errors
/// When the database refuses or is away.
#[expect(clippy::too_many_arguments, reason = "everything an inspection begins with; the demo begins some too")]
pub async fn open(
    scope: &mut Scope,
    school: &Place,
    head: &Head,
    zone: Zone,
    (round, visit): (&Round, VisitId),
    kind: Kind,
    questions: Vec<Question>,
    rechecks: Vec<TicketId>,
) -> Result<(inspection::model::Inspection, Head)> {
    let team: Vec<Teammate> = round.team.iter().map(|one| Teammate { name: one.name.clone(), unit: one.unit.clone() }).collect();
    let named = team.iter().map(|one| format!("{} {}", one.name, one.unit)).collect::<Vec<_>>().join("\n");
    let bureau = scope.actor().place().code.clone();
    let visiting = Visiting { visit, round: round.id, occasion: round.occasion, team, rechecks };
    let draft = Draft { id: InspectionId::at(scope.now()?), kind, title: round.title.clone(), questions, visiting: Some(visiting) };
    let (inspection, head) = inspection::store::begin(scope, school, head, zone, draft).await?;
    let event = Event {
        subject: Subject::Visit,
        subject_id: visit.0,
        act: "begin_visit",
        from_state: "drawn",
        to_state: "begun",
        facts: facts([
            ("round", round.id.to_string()),
            ("inspection", inspection.number.clone()),
            ("bureau", bureau),
            ("occasion", round.occasion.to_string()),
        ]),
        texts: vec![("team".into(), named)],
    };
    let head = ledger::append(scope, school, &head, event).await?;
    Ok((inspection, head))
}

/// What is asked at a school, with the tickets it is about; `None` when there is nothing to ask.
async fn asked(
    scope: &mut Scope,
    school: &Place,
    round: &Round,
    seed: &[u8],
    lang: Lang,
) -> Result<Option<(Kind, Vec<Question>, Vec<TicketId>)>> {
    let some = |kind, questions: Vec<Question>, tickets| (!questions.is_empty()).then_some((kind, questions, tickets));
    match &round.asks {
        Asks::List { .. } => {
            let Some(list) = round.asks.list() else { return Ok(None) };
            let list = checklist::store::version(scope, school, list).await?;
            Ok(some(Kind::Superior, list.map(|list| list.questions(lang)).unwrap_or_default(), vec![]))
        }
        Asks::Points { count } => {
            let points = inspection::store::inspectable(scope, school).await?;
            let weights = Weights::usual().levels;
            let named: Vec<(String, i64, i64, _)> = points
                .iter()
                .map(|one| {
                    let level = usize::try_from(one.level - 1).ok().and_then(|at| weights.get(at)).copied().unwrap_or(1);
                    (format!("{}/{}", school.code, one.number), level, one.measures, one.id)
                })
                .collect();
            let mut left = i64::try_from(MOST_ITEMS).unwrap_or_default();
            let drawn: Vec<_> = order(seed, &named, |one| (&one.0, one.1))
                .into_iter()
                .take(usize::try_from(*count).unwrap_or_default())
                .filter(|drawn| {
                    let fits = drawn.one.2 <= left;
                    left -= if fits { drawn.one.2 } else { 0 };
                    fits
                })
                .map(|drawn| drawn.one.3)
                .collect();
            Ok(some(Kind::MeasureEffect, inspection::store::measures(scope, school, &drawn).await?, vec![]))
        }
        Asks::Closed { days, share } => {
            let since: DateTime<Utc> = scope.now()? - TimeDelta::days(i64::from(*days));
            let closed = store::closed(scope, school, since).await?;
            let named: Vec<(String, &store::Closed)> = closed.iter().map(|one| (format!("{}/{}", school.code, one.number), one)).collect();
            let mut drawn: Vec<&store::Closed> = order(seed, &named, |one| (&one.0, 1))
                .into_iter()
                .take(rules::sample(closed.len(), *share, MOST_ITEMS))
                .map(|drawn| drawn.one.1)
                .collect();
            drawn.sort_by(|a, b| a.number.cmp(&b.number));
            let questions = drawn.iter().map(|one| once_more(lang, one)).collect();
            Ok(some(Kind::Superior, questions, drawn.iter().map(|one| one.id).collect()))
        }
    }
}

/// Whether what was rectified still is.
fn once_more(lang: Lang, one: &store::Closed) -> Question {
    let question = lang.say_with("visit-recheck-question", [("a", one.number.clone().into()), ("b", one.title.clone().into())]);
    let standard = if one.done.is_empty() { String::new() } else { lang.say_with("visit-recheck-done", [("a", one.done.clone().into())]) };
    let cut = |text: String| text.chars().take(QUESTION).collect();
    Question {
        area: one.place.clone(),
        question: cut(question),
        standard: cut(standard),
        measure: None,
        category: one.category,
        evidence: Proof::None,
        criterion: String::new(),
    }
}
