//! The inspection's pages: load, decide, save, redirect.

use super::form::{self, Start};
use super::model::{Draft, Inspection, Kind, Outcome, Question, Record};
use super::patterns;
use super::receipt;
use super::rules::{self, MOST_SHOTS, Unready};
use super::store::{self, Filter, PAGE};
use super::view::{ListPage, NewPage, STORED, ShowPage, Told};
use crate::access::{Actor, Place};
use crate::checklist;
use crate::checklist::model::{CheckList, Draft as ListDraft, Item};
use crate::checklist::store::After;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::evidence::{self, ItemPhotos};
use crate::id::{InspectionId, PhotoId, RequestId};
use crate::ledger;
use crate::task;
use crate::task::model::State as TaskState;
use crate::text::Words;
use crate::web::App;
use crate::web::form::{Errors, Fault, Fields, Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::DateTime;
use std::collections::{BTreeMap, BTreeSet};

/// Most letters of the reason why a task is done late.
const LATE_WORDS: usize = 200;

/// Inspections of a school or of everything below a bureau, narrowed by the address.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let filter = filter(&asked);
    let mut scope = app.db.scope(&actor).await?;
    let rows = store::list(&mut scope, &place, &filter, PAGE + 1).await?;
    view.page(&ListPage::new(&view, &actor, &place, filter, &asked, rows))
}

/// A filter from an address. What is not understood narrows nothing: a link may be older than the site.
pub(super) fn filter(asked: &Fields) -> Filter {
    let after = asked
        .get("after")
        .split_once('_')
        .and_then(|(at, id)| Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?)));
    Filter {
        kind: Kind::from_code(asked.get("kind")),
        unfinished: asked.ticked("unfinished"),
        submitted: asked.ticked("submitted"),
        problems: asked.ticked("problems"),
        looks: asked.ticked("looks"),
        from: asked.date(&mut Errors::default(), "from"),
        to: asked.date(&mut Errors::default(), "to"),
        person: asked.get("person").parse().ok(),
        after,
    }
}

/// The form that begins one. A list, an occasion and risk points may be named in the address.
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    if !rules::may_begin(&place, &actor) {
        return Err(Error::NotFound);
    }
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let lists = checklist::store::usable(&mut scope, &place).await?;
    let points = store::inspectable(&mut scope, &place).await?;
    let picks = asked.all("pick").iter().map(|id| ("pick", id.as_str()));
    let first = Fields::of(picks.chain([("list", asked.get("list")), ("kind", asked.get("kind"))]));
    view.page(&NewPage::new(&view, &actor, &place, Form::filled(first), lists, points))
}

/// Begins one.
pub async fn begin(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    if !rules::may_begin(&place, &actor) {
        return Err(Error::NotFound);
    }
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-inspection-begun"));
    }
    let lists = checklist::store::usable(&mut scope, &place).await?;
    let checked = match form::start(&posted.fields, &lists, view.lang) {
        Ok(start) => questions(&mut scope, &place, &start).await?.map(|questions| (start, questions)),
        Err(errors) => Err(errors),
    };
    let (start, questions) = match checked {
        Ok(good) => good,
        Err(errors) => {
            let points = store::inspectable(&mut scope, &place).await?;
            let again = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &NewPage::new(&view, &actor, &place, again, lists, points));
        }
    };
    // Lists are kept by those who keep lists; others see no such box.
    let head = if start.keep && checklist::rules::may_keep(&place, &actor) { keep(&mut scope, &place, &head, &start).await? } else { head };
    let draft = Draft { id: InspectionId::new(), kind: start.kind, title: start.title, questions, visiting: None };
    let (inspection, _) = store::begin(&mut scope, &place, &head, app.zone, draft).await?;
    let location = url(&place, &inspection);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-inspection-begun"))
}

/// Keeps the typed questions as a list of their own; of the same name, as its next version.
async fn keep(scope: &mut Scope, place: &Place, head: &Head, start: &Start) -> Result<Head> {
    let title = Words { zh: start.title.clone(), en: String::new() };
    let draft = ListDraft { kind: start.kind, title, items: start.own.iter().map(Item::of).collect() };
    let before: Option<CheckList> = checklist::store::titled(scope, place, &draft.title.zh).await?;
    let after = before.as_ref().map_or(After::Nothing, After::Version);
    Ok(checklist::store::keep(scope, place, head, after, &draft).await?.1)
}

/// All that is to be asked: a kept list, the measures of risk points, own questions, in this order.
async fn questions(scope: &mut Scope, place: &Place, start: &Start) -> Result<Result<Vec<Question>, Errors>> {
    let mut questions = start.listed.clone();
    questions.extend(store::measures(scope, place, &start.points).await?);
    questions.extend(start.own.iter().cloned());
    Ok(form::fits(questions.len()).map(|()| questions))
}

/// Where an inspection stands.
pub fn url(place: &Place, inspection: &Inspection) -> String {
    format!("/o/{}/inspections/{}", place.code, inspection.number)
}

/// One inspection: to walk, or to read.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response> {
    page(&app, &actor, &place, &view, &number, Told::default(), StatusCode::OK).await
}

async fn page(app: &App, actor: &Actor, place: &Place, view: &View, number: &str, told: Told, status: StatusCode) -> Result<Response> {
    let mut scope = app.db.scope(actor).await?;
    let record = store::load(&mut scope, place, number).await?;
    let history = ledger::history(&mut scope, place.district, record.inspection.id.0).await?;
    drop(scope);
    view.page_as(status, &ShowPage::new(view, actor, place, record, &history, told))
}

/// Saves a walk, and submits it when asked to.
pub async fn walk(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    save(&app, &actor, &place, &view, &number, posted).await
}

/// Saves a walk, and submits it when asked to. What a person sent is stored even when the record cannot be submitted yet; what a script sent
/// is stored in full or not at all (see [`receipt`]).
pub(super) async fn save(app: &App, actor: &Actor, place: &Place, view: &View, number: &str, posted: Posted) -> Result<Response> {
    let json = view.json();
    if json {
        receipt::same_person(actor, &posted.fields)?;
    }
    let request = posted.fields.request_id();
    // May they at all? Asked first, so that nobody else's photos are taken in; asked again below, in the school's turn.
    let mut scope = app.db.scope(actor).await?;
    let found = store::find(&mut scope, place, number).await?;
    let before = ledger::answered(&mut scope, place, request).await?;
    drop(scope);
    let mut photos = ItemPhotos::default();
    if before.is_none() && rules::walk(&found, actor).is_ok() {
        photos = evidence::take_items(app, actor, place, &posted, RequestId(found.id.0)).await?;
    }
    let mut scope = app.db.scope(actor).await?;
    let head = scope.turn(place).await?;
    let now = scope.now()?;
    if let Some(location) = ledger::answered(&mut scope, place, request).await? {
        if json {
            let record = store::load(&mut scope, place, number).await?;
            return Ok(receipt::stored(view, place, &record, request));
        }
        return Ok(view.done(&location, "flash-inspection-saved"));
    }
    let record = store::load(&mut scope, place, number).await?;
    let permit = match rules::walk(&record.inspection, actor) {
        Ok(permit) => permit,
        Err(refusal) => {
            drop(scope);
            return refused(app, actor, place, view, number, refusal.key()).await;
        }
    };
    let mut needs_reason = false;
    match record.inspection.due_at.map(|due| task::rules::after(due, record.inspection.called.as_ref(), now)) {
        Some(TaskState::Missed) => {
            drop(scope);
            return refused(app, actor, place, view, number, "task-refused-missed").await;
        }
        Some(TaskState::Overdue) => {
            let reason = posted.fields.optional(&mut Errors::default(), "late", LATE_WORDS);
            if !reason.is_empty() {
                task::store::excuse(&mut scope, place, record.inspection.id, &reason).await?;
            }
            needs_reason = reason.is_empty() && record.inspection.late_reason.is_empty();
        }
        _ => {}
    }
    let mut walked = form::walked(&posted.fields, &record);
    let (fresh, full) = fitting(&record, &walked.dropped, photos.fresh);
    store::answer(&mut scope, &permit, &walked.answers).await?;
    store::detach(&mut scope, &permit, &walked.dropped).await?;
    store::attach(&mut scope, &permit, &fresh).await?;
    walked.faults.extend(photos.faults);
    walked.faults.extend(full.into_iter().map(|ordinal| (ordinal, Fault { key: "inspection-photos-full", arg: MOST_SHOTS.to_string() })));
    let record = store::load(&mut scope, place, number).await?;
    let location = url(place, &record.inspection);
    let submits = posted.fields.get("do") == "submit";
    if submits {
        match rules::close(&record, actor, now, |area| super::area_word(STORED, area)) {
            Ok(closing) if walked.faults.is_empty() && !needs_reason => {
                let looks = patterns::looks(&record, &store::beside(&mut scope, &record.inspection).await?, now);
                store::submit(&mut scope, place, &head, app.zone, &closing, &looks).await?;
                ledger::remember(&mut scope, place, request, &location).await?;
                if json {
                    let record = store::load(&mut scope, place, number).await?;
                    scope.commit().await?;
                    return Ok(receipt::stored(view, place, &record, request));
                }
                scope.commit().await?;
                return Ok(view.done(&location, "flash-inspection-submitted"));
            }
            Ok(_) => {}
            Err(Unready::Missing(lacks)) => {
                walked.faults.extend(lacks.into_iter().map(|(ordinal, lack)| (ordinal, Fault { key: lack.key(), arg: String::new() })));
            }
            Err(Unready::Refused(refusal)) => return Err(Error::Conflict(refusal.key())),
        }
    }
    let late = submits && needs_reason;
    if json {
        if late {
            walked.faults.push((0, Fault { key: "task-need-late-reason", arg: String::new() }));
        }
        if !walked.faults.is_empty() {
            return Ok(receipt::faulty(view.lang, &walked.faults));
        }
        ledger::remember(&mut scope, place, request, &location).await?;
        scope.commit().await?;
        return Ok(receipt::stored(view, place, &record, request));
    }
    // Where the walk goes on: the first item without an answer.
    let next =
        record.items.iter().find(|item| item.outcome == Outcome::Unchecked).map(|item| format!("#i-{}", item.ordinal)).unwrap_or_default();
    ledger::remember(&mut scope, place, request, &location).await?;
    scope.commit().await?;
    if walked.faults.is_empty() && !late {
        return Ok(view.done(&format!("{location}{next}"), "flash-inspection-saved"));
    }
    let status = if photos.too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
    let told = Told { faults: walked.faults, typed: walked.typed, refusal: None, late };
    view.page_as(status, &ShowPage::new(view, actor, place, record, &[], told))
}

/// Who came too late, or is not the one to walk, sees the record and the reason.
async fn refused(app: &App, actor: &Actor, place: &Place, view: &View, number: &str, refusal: &'static str) -> Result<Response> {
    tracing::info!(person = %actor.person(), inspection = number, refusal, "refused");
    if view.json() {
        return Ok(receipt::refused(view.lang, refusal));
    }
    page(app, actor, place, view, number, Told { refusal: Some(refusal), ..Told::default() }, StatusCode::CONFLICT).await
}

/// The photos that still fit at their items, and the items at which some did not.
fn fitting(record: &Record, dropped: &[PhotoId], fresh: Vec<(i16, PhotoId)>) -> (Vec<(i16, PhotoId)>, BTreeSet<i16>) {
    let mut there: BTreeMap<i16, usize> = record.items.iter().map(|item| (item.ordinal, 0)).collect();
    for (ordinal, shots) in &record.photos {
        there.insert(*ordinal, shots.iter().filter(|shot| !dropped.contains(&shot.id)).count());
    }
    let mut full = BTreeSet::new();
    let good = fresh.into_iter().filter(|(ordinal, _)| match there.get_mut(ordinal) {
        Some(count) if *count < MOST_SHOTS => {
            *count += 1;
            true
        }
        Some(_) => {
            full.insert(*ordinal);
            false
        }
        // No such item: a form of our own does not send it.
        None => false,
    });
    (good.collect(), full)
}
