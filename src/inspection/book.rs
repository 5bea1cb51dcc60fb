//! The inspection ledger (检查台账): on paper, as a table for other programs, and in figures; a single record as a table.
//!
//! The ledger is the list under the same address, in the order of time, with what became of what was found; its figures count submitted
//! inspections by the day they were begun, and tasks by the day they were due.

use super::model::{Outcome, Record};
use super::pages::filter;
use super::store::{self, Booked, Filter, Finding};
use super::view::{BookPage, FiguresPage};
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::sheet::{Book, Cell};
use crate::text::Lang;
use crate::web::App;
use crate::web::download::{named, workbook};
use crate::web::form::{Errors, Fields, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use chrono::{Days, NaiveDate};

/// Inspections on the page that is printed; the file has them all.
const MOST_ON_PAGE: i64 = 300;
/// Inspections read at a time for a file, and most of one file.
const PIECE: i64 = 500;
const MOST_IN_FILE: usize = 20_000;
/// Days of the figures, unless others are asked for; and most that can be.
const DAYS: u64 = 30;
const MOST_DAYS: i64 = 800;

/// The ledger, to be read and printed.
pub async fn ledger(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let filter = Filter { after: None, ..filter(&asked) };
    let mut scope = app.db.scope(&actor).await?;
    let mut rows = store::booked(&mut scope, &place, &filter, MOST_ON_PAGE + 1).await?;
    let whole = i64::try_from(rows.len()).unwrap_or(i64::MAX) <= MOST_ON_PAGE;
    rows.truncate(usize::try_from(MOST_ON_PAGE).unwrap_or(usize::MAX));
    let found: Vec<_> = rows.iter().filter(|row| row.problems > 0).map(|row| row.id).collect();
    let findings = if found.is_empty() { vec![] } else { store::findings(&mut scope, &found).await? };
    view.page(&BookPage::new(&view, &place, &filter, &asked, rows, &findings, whole))
}

/// What was walked and done, by occasion, by person or organisation.
pub async fn figures(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let mut asked = query(asked.as_deref().unwrap_or_default())?;
    let (span, errors) = span(&asked, view.today());
    if !errors.has("from") && !errors.has("to") {
        asked.set("from", span.0.to_string());
        asked.set("to", span.1.to_string());
    }
    let mut scope = app.db.scope(&actor).await?;
    let tally = store::tally(&mut scope, &place, span.0, span.1).await?;
    let tasks = store::taskwork(&mut scope, &place, span.0, span.1).await?;
    view.page(&FiguresPage::new(&view, &place, span, asked, errors, tally, tasks))
}

/// The days asked for; the last month where none are, or where they make no sense, which is said at the field.
fn span(asked: &Fields, today: NaiveDate) -> ((NaiveDate, NaiveDate), Errors) {
    let usual = (today.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(today), today);
    let mut errors = Errors::default();
    if asked.get("from").is_empty() && asked.get("to").is_empty() {
        return (usual, errors);
    }
    let from = asked.date(&mut errors, "from");
    let to = asked.date(&mut errors, "to");
    match from.zip(to) {
        Some((from, to)) if from > to => errors.add("to", "figures-backwards"),
        Some((from, to)) if (to - from).num_days() > MOST_DAYS => errors.add("from", "figures-too-long"),
        Some(span) => return (span, errors),
        None => {}
    }
    (usual, errors)
}

/// The ledger as xlsx: a sheet of inspections and a sheet of what they found.
pub async fn ledger_xlsx(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut filter = Filter { after: None, ..filter(&asked) };
    let _turn = app.decoding.clone().acquire_owned().await.map_err(|error| Error::Internal(error.to_string()))?;
    let (mut walks, mut problems) = (Vec::new(), Vec::new());
    // Piece by piece, each in a transaction of its own: a long file holds nothing of the database.
    loop {
        let mut scope = app.db.scope(&actor).await?;
        let rows = store::booked(&mut scope, &place, &filter, PIECE).await?;
        let found: Vec<_> = rows.iter().filter(|row| row.problems > 0).map(|row| row.id).collect();
        let findings = if found.is_empty() { vec![] } else { store::findings(&mut scope, &found).await? };
        drop(scope);
        walks.extend(rows.iter().map(|row| walk_cells(&view, row)));
        problems.extend(findings.iter().map(|one| finding_cells(&view, one)));
        if walks.len() > MOST_IN_FILE {
            return Err(Error::Conflict("inspections-export-too-long"));
        }
        match rows.last() {
            Some(last) if rows.len() == usize::try_from(PIECE).unwrap_or(usize::MAX) => filter.after = Some((last.started_at, last.id)),
            _ => break,
        }
    }
    let lang = view.lang;
    let heads = |keys: &[&str]| -> Vec<String> { keys.iter().map(|key| lang.say(key)).collect() };
    let (first, second) = (heads(&WALK_HEADS), heads(&FINDING_HEADS));
    let (sheet, other) = (lang.say("inspections"), lang.say("book-findings"));
    let bytes = tokio::task::spawn_blocking(move || {
        let mut book = Book::default();
        let mut leaf = book.leaf(&sheet, &first, &[18.0, 22.0, 14.0, 28.0, 12.0, 18.0, 18.0, 18.0, 30.0, 8.0, 8.0, 8.0, 8.0, 8.0])?;
        walks.iter().try_for_each(|cells| leaf.add(cells))?;
        let mut leaf = book.leaf(&other, &second, &[18.0, 22.0, 36.0, 36.0, 14.0, 12.0, 14.0, 12.0, 14.0, 18.0])?;
        problems.iter().try_for_each(|cells| leaf.add(cells))?;
        book.bytes()
    });
    let bytes = bytes.await.map_err(|error| Error::Internal(error.to_string()))?.map_err(|error| Error::Internal(error.to_string()))?;
    let name = format!("{}-{}-{}", lang.say("inspection-book"), place.name(lang), view.today());
    Ok(workbook(named(&name, &format!("inspections-{}", place.code), "xlsx"), bytes))
}

/// One record as xlsx.
pub async fn record_xlsx(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let record = store::load(&mut scope, &place, &number).await?;
    drop(scope);
    let heads: Vec<String> = ITEM_HEADS.iter().map(|key| view.lang.say(key)).collect();
    let facts = facts(&view, &place, &record);
    let items = item_cells(&view, &record);
    let (sheet, other) = (view.lang.say("inspection-items-sheet"), view.lang.say("inspection-about-sheet"));
    let name = format!("{number}-{}", record.inspection.title);
    let about = [view.lang.say("book-what"), view.lang.say("book-value")];
    let bytes = tokio::task::spawn_blocking(move || {
        let mut book = Book::default();
        let mut leaf = book.leaf(&sheet, &heads, &[6.0, 16.0, 40.0, 30.0, 10.0, 36.0, 12.0, 18.0, 18.0, 8.0, 14.0])?;
        items.iter().try_for_each(|cells| leaf.add(cells))?;
        let mut leaf = book.leaf(&other, &about, &[22.0, 50.0])?;
        facts.iter().try_for_each(|cells| leaf.add(cells))?;
        book.bytes()
    });
    let bytes = bytes.await.map_err(|error| Error::Internal(error.to_string()))?.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(workbook(named(&name, &number, "xlsx"), bytes))
}

const WALK_HEADS: [&str; 14] = [
    "book-number",
    "book-school",
    "inspection-kind",
    "book-title",
    "book-inspector",
    "book-began",
    "book-ended",
    "book-due",
    "book-late",
    "book-items",
    "inspection-ok",
    "inspection-problem",
    "inspection-not-applicable",
    "book-closed",
];
const FINDING_HEADS: [&str; 10] = [
    "book-number",
    "book-school",
    "book-question",
    "inspection-words",
    "book-ticket",
    "book-grade",
    "book-responsible",
    "book-due-on",
    "book-state",
    "book-closed-at",
];
const ITEM_HEADS: [&str; 11] = [
    "book-ordinal",
    "book-area",
    "book-question",
    "book-standard",
    "book-answer",
    "book-note",
    "book-answered-by",
    "book-answered-at",
    "book-claimed-at",
    "book-photos",
    "book-ticket",
];

fn kind_word(lang: Lang, code: &str) -> String {
    lang.say(&format!("inspection-kind-{}", code.replace('_', "-")))
}

fn moment(view: &View, at: Option<chrono::DateTime<chrono::Utc>>) -> Cell {
    at.map_or(Cell::Empty, |at| Cell::text(view.zone.local(at).format("%Y-%m-%d %H:%M").to_string()))
}

fn count(n: impl ToString) -> Cell {
    Cell::Number(n.to_string())
}

fn walk_cells(view: &View, row: &Booked) -> Vec<Cell> {
    let submitted = row.submitted_at.is_some();
    vec![
        Cell::text(row.number.as_str()),
        Cell::text(row.school(view.lang)),
        Cell::text(kind_word(view.lang, row.kind.code())),
        Cell::text(row.title.as_str()),
        Cell::text(row.inspector.as_str()),
        moment(view, Some(row.started_at)),
        if submitted { moment(view, row.submitted_at) } else { Cell::text(view.lang.say("book-unfinished")) },
        moment(view, row.due_at),
        Cell::text(row.late_reason.as_str()),
        count(row.items),
        count(row.good),
        if submitted { count(row.problems) } else { Cell::Empty },
        count(row.not_applicable),
        if submitted { count(row.closed) } else { Cell::Empty },
    ]
}

fn finding_cells(view: &View, one: &Finding) -> Vec<Cell> {
    vec![
        Cell::text(one.inspection.as_str()),
        Cell::text(one.school(view.lang)),
        Cell::text(one.question.as_str()),
        Cell::text(one.note.as_str()),
        Cell::text(one.ticket.as_str()),
        Cell::text(view.lang.say(&format!("grade-{}", one.grade))),
        Cell::text(one.responsible.as_str()),
        Cell::text(one.due_on.map(|day| day.to_string()).unwrap_or_default()),
        Cell::text(view.lang.say(&format!("state-{}", one.state))),
        moment(view, one.closed_at),
    ]
}

fn facts(view: &View, place: &Place, record: &Record) -> Vec<Vec<Cell>> {
    let (i, lang) = (&record.inspection, view.lang);
    let fact = |key: &str, value: Cell| vec![Cell::text(lang.say(key)), value];
    let mut facts = vec![
        fact("book-number", Cell::text(i.number.as_str())),
        fact("book-title", Cell::text(i.title.as_str())),
        fact("book-school", Cell::text(place.name(lang))),
        fact("inspection-kind", Cell::text(kind_word(lang, i.kind.code()))),
        fact("book-inspector", Cell::text(i.inspector_name.as_str())),
        fact("book-began", moment(view, Some(i.started_at))),
        fact("book-ended", moment(view, i.submitted_at)),
        fact("book-items", count(i.items)),
    ];
    if i.submitted_at.is_some() {
        facts.push(fact("inspection-problem", count(i.problems)));
    }
    if i.due_at.is_some() {
        facts.push(fact("book-due", moment(view, i.due_at)));
    }
    if !i.late_reason.is_empty() {
        facts.push(fact("book-late", Cell::text(i.late_reason.as_str())));
    }
    facts
}

fn item_cells(view: &View, record: &Record) -> Vec<Vec<Cell>> {
    let lang = view.lang;
    let answer = |outcome: Outcome| match outcome {
        Outcome::Unchecked => "inspection-unchecked",
        Outcome::Passed => "inspection-ok",
        Outcome::Problem => "inspection-problem",
        Outcome::NotApplicable => "inspection-not-applicable",
    };
    let line = |item: &super::model::Item| {
        vec![
            count(item.ordinal),
            Cell::text(super::area_word(lang, &item.area)),
            Cell::text(item.question.as_str()),
            Cell::text(item.standard.as_str()),
            Cell::text(lang.say(answer(item.outcome))),
            Cell::text(item.note.as_str()),
            Cell::text(item.answered_by.clone().unwrap_or_default()),
            moment(view, item.answered_at),
            moment(view, item.claimed_at),
            count(record.photos.get(&item.ordinal).map_or(0, Vec::len)),
            Cell::text(item.ticket.as_ref().map(|(_, number)| number.clone()).unwrap_or_default()),
        ]
    };
    record.items.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_that_make_no_sense_are_told_and_the_last_month_is_shown() {
        let today = day("2026-11-23");
        let usual = (day("2026-10-25"), today);
        for (from, to, expected, fault) in [
            ("", "", usual, None),
            ("2026-09-01", "2026-09-30", (day("2026-09-01"), day("2026-09-30")), None),
            ("2026-09-01", "2026-09-01", (day("2026-09-01"), day("2026-09-01")), None),
            ("2026-09-02", "2026-09-01", usual, Some(("to", "figures-backwards"))),
            ("2020-01-01", "2026-09-01", usual, Some(("from", "figures-too-long"))),
            ("tomorrow", "2026-09-01", usual, Some(("from", "field-date"))),
        ] {
            let (span, errors) = span(&Fields::of([("from", from), ("to", to)]), today);
            assert_eq!(span, expected, "{from} {to}");
            assert_eq!(fault.map(|(_, key)| key), fault.and_then(|(at, _)| errors.fault(at)).map(|fault| fault.key), "{from} {to}");
        }
    }
}
