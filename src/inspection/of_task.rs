//! The walk of a task: its page stands before anything was answered, so that a phone can take it along; the first answer begins the inspection.

use super::model::{Draft, Inspection, Item, Outcome, Question, Record};
use super::pages;
use super::receipt;
use super::store;
use super::view::{ShowPage, Told};
use crate::access::{Actor, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::InspectionId;
use crate::risk;
use crate::task;
use crate::task::model::{State as TaskState, Task};
use crate::task::store::Asking;
use crate::web::App;
use crate::web::form::Posted;
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Only at the school itself: a bureau does not do a school's tasks.
fn own_school(actor: &Actor, place: &Place) -> Result<()> {
    if place.is_school() && actor.role().at_school() && actor.place().id == place.id { Ok(()) } else { Err(Error::NotFound) }
}

fn id(task: &str) -> Result<InspectionId> {
    task.parse().map_err(|_| Error::NotFound)
}

/// Its questions, to be answered; the record once it was submitted.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, task)): Path<(String, String)>,
) -> Result<Response> {
    own_school(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let task = task::store::task(&mut scope, &place, id(&task)?).await?;
    page(&mut scope, &actor, &place, &view, &task, StatusCode::OK).await
}

/// From the code on a notice card to what is asked about its risk point: the first such item of an open walk, or a walk of its own.
pub async fn check(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, point)): Path<(String, String)>,
) -> Result<Response> {
    own_school(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let (point, _) = risk::store::find(&mut scope, &place, &point).await?;
    let to = match task::store::asking(&mut scope, &place, &point.number, view.at()).await? {
        Some(Asking::Task(task, item)) => format!("tasks/{task}#i-{item}"),
        Some(Asking::Inspection(number, item)) => format!("inspections/{number}#i-{item}"),
        None => return Ok(view.done(&format!("/o/{}/inspections/new?pick={}", place.code, point.id), "flash-nothing-asked")),
    };
    Ok(Redirect::to(&format!("/o/{}/{to}", place.code)).into_response())
}

fn refusal(task: &Task, now: DateTime<Utc>) -> Option<&'static str> {
    match task::rules::state(task, now) {
        TaskState::Missed => Some("task-refused-missed"),
        TaskState::Waiting => Some("task-refused-waiting"),
        _ => None,
    }
}

async fn page(scope: &mut Scope, actor: &Actor, place: &Place, view: &View, task: &Task, status: StatusCode) -> Result<Response> {
    let refusal = refusal(task, view.at());
    let record = match &task.begun {
        Some((number, _)) => store::load(scope, place, number).await?,
        None => blank(actor, place, task, task::store::questions(scope, place, task.id, view.lang).await?),
    };
    view.page_as(status, &ShowPage::new(view, actor, place, record, &[], Told { refusal, ..Told::default() }))
}

/// The record as it stands before anybody answered anything.
fn blank(actor: &Actor, place: &Place, task: &Task, questions: Vec<Question>) -> Record {
    let inspection = Inspection {
        district: place.district,
        id: task.id,
        school: place.id,
        path: place.path.clone(),
        number: String::new(),
        kind: task.kind,
        title: task.title.clone(),
        inspector: actor.person(),
        inspector_name: actor.name().to_owned(),
        by_bureau: false,
        from_above: None,
        items: task.items,
        problems: 0,
        started_at: task.opens,
        submitted_at: None,
        due_at: Some(task.due),
        called: task.called.clone(),
        late_reason: task.late_reason.clone(),
        looks: vec![],
    };
    let item = |(question, ordinal): (Question, i16)| Item {
        ordinal,
        area: question.area,
        question: question.question,
        standard: question.standard,
        risk_point: None,
        category: question.category,
        evidence: question.evidence,
        criterion: question.criterion,
        outcome: Outcome::Unchecked,
        note: String::new(),
        answered_by: None,
        answered_at: None,
        claimed_at: None,
        ticket: None,
        rechecks: None,
    };
    Record { inspection, items: questions.into_iter().zip(1..).map(item).collect(), photos: BTreeMap::new() }
}

/// Saves a walk, beginning the inspection if this is its first answer.
pub async fn walk(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, task)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    own_school(&actor, &place)?;
    if view.json() {
        receipt::same_person(&actor, &posted.fields)?;
    }
    let mut scope = app.db.scope(&actor).await?;
    let mut task = task::store::task(&mut scope, &place, id(&task)?).await?;
    if task.begun.is_none() {
        // Looked at again in the school's turn: two first answers begin one inspection.
        let head = scope.turn(&place).await?;
        task = task::store::task(&mut scope, &place, task.id).await?;
        if let Some(key) = refusal(&task, scope.now()?) {
            if view.json() {
                return Ok(receipt::refused(view.lang, key));
            }
            return page(&mut scope, &actor, &place, &view, &task, StatusCode::CONFLICT).await;
        }
        if task.begun.is_none() {
            let questions = task::store::questions(&mut scope, &place, task.id, view.lang).await?;
            let draft = Draft { id: task.id, kind: task.kind, title: task.title.clone(), questions, visiting: None };
            let (inspection, _) = store::begin(&mut scope, &place, &head, app.zone, draft).await?;
            scope.commit().await?;
            task.begun = Some((inspection.number, 0));
        }
    }
    let Some((number, _)) = task.begun else { return Err(Error::NotFound) };
    pages::save(&app, &actor, &place, &view, &number, posted).await
}
