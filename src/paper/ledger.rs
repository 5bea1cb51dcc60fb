//! The ledger of hidden dangers of a period (事故隐患排查治理台账), on A4 across and as xlsx.

use super::store::{self, Entry};
use super::view::LedgerPage;
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::sheet::{Book, Cell};
use crate::web::App;
use crate::web::download::{named, workbook};
use crate::web::form::{Errors, Fields, query};
use crate::web::page::View;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{Datelike, NaiveDate};

/// Lines on the page that is printed; the file has them all.
const MOST_ON_PAGE: i64 = 300;
/// Lines read at a time for a file, and most of one file.
const PIECE: i64 = 500;
const MOST_IN_FILE: usize = 20_000;
/// The longest period, in days: a school year and some.
const MOST_DAYS: i64 = 800;

/// The period asked for; this month where none is, or where it makes no sense, which is said at the field.
fn period(asked: &Fields, today: NaiveDate) -> ((NaiveDate, NaiveDate), Errors) {
    let usual = (today.with_day(1).unwrap_or(today), today);
    let mut errors = Errors::default();
    if asked.get("from").is_empty() && asked.get("to").is_empty() {
        return (usual, errors);
    }
    let (from, to) = (asked.date(&mut errors, "from"), asked.date(&mut errors, "to"));
    match from.zip(to) {
        Some((from, to)) if from > to => errors.add("to", "figures-backwards"),
        Some((from, to)) if (to - from).num_days() > MOST_DAYS => errors.add("from", "figures-too-long"),
        Some(span) => return (span, errors),
        None => {}
    }
    (usual, errors)
}

/// The ledger to be read and printed.
pub async fn page(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let mut asked = query(asked.as_deref().unwrap_or_default())?;
    let (span, errors) = period(&asked, view.today());
    if !errors.has("from") && !errors.has("to") {
        asked.set("from", span.0.to_string());
        asked.set("to", span.1.to_string());
    }
    let mut scope = app.db.scope(&actor).await?;
    let mut rows = store::entries(&mut scope, &place, app.zone, span, None, MOST_ON_PAGE + 1).await?;
    drop(scope);
    let whole = i64::try_from(rows.len()).unwrap_or(i64::MAX) <= MOST_ON_PAGE;
    rows.truncate(usize::try_from(MOST_ON_PAGE).unwrap_or(usize::MAX));
    view.page(&LedgerPage::new(&view, &actor, &place, span, asked, errors, rows, whole))
}

/// The headings of the file, in the order of [`cells`].
const HEADS: [&str; 17] = [
    "paper-school",
    "paper-number",
    "paper-found-on",
    "paper-place",
    "paper-title",
    "paper-level",
    "paper-grade",
    "paper-measures",
    "paper-responsible",
    "paper-planned-yuan",
    "paper-deadline",
    "paper-contingency",
    "paper-state",
    "paper-done",
    "paper-spent-yuan",
    "paper-verifier",
    "paper-closed-on",
];

fn cells(view: &View, one: &Entry) -> Vec<Cell> {
    let text = |text: &Option<String>| text.as_ref().map_or(Cell::Empty, |text| Cell::Text(text.clone()));
    let day = |day: Option<NaiveDate>| day.map_or(Cell::Empty, |day| Cell::Text(day.to_string()));
    let money = |fen: Option<crate::money::Fen>| fen.map_or(Cell::Empty, |fen| Cell::Number(fen.plain()));
    vec![
        Cell::Text(one.school.say(view.lang).to_owned()),
        Cell::Text(one.number.clone()),
        day(Some(view.zone.day(one.found_at))),
        Cell::Text(one.place.clone()),
        Cell::Text(one.title.clone()),
        one.level.map_or(Cell::Empty, |rank| Cell::Text(view.level(rank))),
        Cell::Text(view.lang.say(&format!("grade-{}", one.grade))),
        text(&one.measures),
        text(&one.responsible),
        money(one.planned),
        day(one.due_on),
        text(&one.contingency),
        Cell::Text(view.lang.say(&format!("state-{}", one.state))),
        text(&one.done),
        money(one.spent),
        text(&one.verifier),
        day(one.closed_at.map(|at| view.zone.day(at))),
    ]
}

/// The ledger as a file, all of it.
pub async fn xlsx(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let (span, _) = period(&asked, view.today());
    let _turn = app.decoding.clone().acquire_owned().await.map_err(|error| Error::Internal(error.to_string()))?;
    let (mut rows, mut after) = (Vec::new(), None);
    // Piece by piece, each in a transaction of its own: a long file holds nothing of the database.
    loop {
        let mut scope = app.db.scope(&actor).await?;
        let piece = store::entries(&mut scope, &place, app.zone, span, after, PIECE).await?;
        drop(scope);
        rows.extend(piece.iter().map(|one| cells(&view, one)));
        if rows.len() > MOST_IN_FILE {
            return Err(Error::Conflict("ledger-export-too-long"));
        }
        match piece.last() {
            Some(last) if piece.len() == usize::try_from(PIECE).unwrap_or(usize::MAX) => after = Some((last.found_at, last.id)),
            _ => break,
        }
    }
    let heads: Vec<String> = HEADS.iter().map(|key| view.lang.say(key)).collect();
    let title = view.lang.say("paper-ledger");
    let name = format!("{title}-{}-{}-{}", place.name(view.lang), span.0, span.1);
    let bytes = tokio::task::spawn_blocking(move || {
        let mut book = Book::default();
        let widths = [24.0, 12.0, 12.0, 18.0, 36.0, 12.0, 10.0, 36.0, 12.0, 12.0, 12.0, 30.0, 12.0, 36.0, 12.0, 12.0, 12.0];
        let mut leaf = book.leaf(&title, &heads, &widths)?;
        rows.iter().try_for_each(|cells| leaf.add(cells))?;
        book.bytes()
    });
    let bytes = bytes.await.map_err(|error| Error::Internal(error.to_string()))?.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(workbook(named(&name, &format!("ledger-{}", place.code), "xlsx"), bytes))
}
