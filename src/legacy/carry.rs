//! What an old ledger left open goes on as a ticket of today, by the same door as every report.

use super::rules;
use super::store::{self, Legacy};
use crate::access::{Actor, Place};
use crate::clock;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{LegacyId, TicketId};
use crate::ledger::{self, Event, Facts, Numbered, Subject};
use crate::text::Lang;
use crate::ticket;
use crate::ticket::model::{Category, Grade, Source};
use crate::ticket::rules::Report;
use crate::web::App;
use crate::web::form::Posted;
use crate::web::page::View;
use axum::extract::State;
use axum::response::Response;

/// Most characters of a ticket's title and place.
const TITLE: usize = 60;

/// Opens a ticket for each row that was chosen, is open and has none.
pub async fn carry(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    if !rules::takes_over(&actor, &place) {
        return Err(Error::NotFound);
    }
    let ids: Vec<LegacyId> = posted.fields.all("pick").iter().filter_map(|id| id.parse().ok()).collect();
    let list = format!("/o/{}/taken-over?waiting=yes", place.code);
    if ids.is_empty() {
        return Ok(view.done(&list, "flash-legacy-none-chosen"));
    }
    let mut scope = app.db.scope(&actor).await?;
    let mut head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-legacy-carried"));
    }
    let chosen = store::by_ids(&mut scope, &place, &ids).await?;
    let waiting: Vec<&Legacy> = chosen.iter().filter(|one| !one.draft.closed && one.ticket.is_none()).collect();
    // Somebody was faster with all of them: where it went is what they want to see.
    let mut numbers: Vec<String> = chosen.iter().filter_map(|one| one.ticket.clone()).collect();
    for one in &waiting {
        let (end, number) = open(&app, &mut scope, &place, head, one, view.lang).await?;
        head = end;
        numbers.push(number);
    }
    let location = match numbers.as_slice() {
        [one] if ids.len() == 1 => format!("/o/{}/tickets/{one}", place.code),
        _ => list,
    };
    if waiting.is_empty() {
        return Ok(view.done(&location, "flash-legacy-carried-before"));
    }
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-legacy-carried"))
}

async fn open(app: &App, scope: &mut Scope, place: &Place, head: Head, one: &Legacy, lang: Lang) -> Result<(Head, String)> {
    let (actor, now) = (scope.actor().clone(), scope.now()?);
    let year = clock::year_of(app.zone.day(now));
    let number = ticket::pages::number(year, ledger::next_number(scope, place, Numbered::Ticket, year).await?);
    let origin = lang.say_with("legacy-carried-from", [("a", one.file_name.clone().into()), ("b", one.row.to_string().into())]);
    let measures = if one.draft.measures.is_empty() { String::new() } else { format!("\n{}", one.draft.measures) };
    let found_at = one.draft.found_on.and_hms_opt(0, 0, 0).and_then(|local| app.zone.instant(local)).unwrap_or(now);
    let report = Report {
        id: TicketId::new(),
        number: number.clone(),
        title: first_line(&one.draft.description),
        description: format!("{}{measures}\n{origin}", one.draft.description),
        place: if one.draft.place.is_empty() { lang.say("legacy-no-place") } else { one.draft.place.chars().take(TITLE).collect() },
        category: one.draft.category().unwrap_or(Category::Other),
        grade: one.draft.grade().unwrap_or(Grade::General),
        source: Source::Legacy,
        risk_point: None,
        level: None,
        inspection: None,
        position: None,
        found_at,
        photos: vec![],
        no_photo: origin,
        fixed: None,
    };
    let step = ticket::rules::report(place, &actor, report, now).map_err(|refusal| Error::Conflict(refusal.key()))?;
    let head = ticket::store::save(scope, place, &head, app.zone, &step).await?;
    store::carried(scope, place, one.id, step.after().id).await?;
    let facts: Facts = [("ticket", step.after().id.to_string()), ("upload", one.upload.to_string()), ("row", one.row.to_string())]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let event =
        Event { subject: Subject::Legacy, subject_id: one.id.0, act: "carry_over", from_state: "", to_state: "", facts, texts: vec![] };
    Ok((ledger::append(scope, place, &head, event).await?, number))
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    if line.chars().count() <= TITLE { line.to_owned() } else { line.chars().take(TITLE - 1).chain(['\u{2026}']).collect() }
}
