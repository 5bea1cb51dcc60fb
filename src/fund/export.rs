//! Money for other programs: a bureau's schools, or the list behind a figure. No cell can run there (see [`crate::sheet`]).

use super::form;
use super::model::Figure;
use super::pages::wanted;
use super::store::{self, Item, Row, Wanted};
use super::view::{cell, source_cell};
use crate::access::{Actor, Place};
use crate::clock;
use crate::error::{Error, Result};
use crate::money::Fen;
use crate::sheet::{BYTE_ORDER_MARK, Book, Cell, csv_line};
use crate::web::App;
use crate::web::download::{named, workbook};
use crate::web::form::query;
use crate::web::page::View;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// Lines read at a time.
const PIECE: i64 = 1_000;
/// Most lines of a file.
const MOST: usize = 100_000;

/// A table: headings and lines.
struct Sheet {
    name: String,
    heads: Vec<String>,
    lines: Vec<Vec<Cell>>,
}

async fn sheet(app: &App, actor: &Actor, place: &Place, view: &View, asked: Option<String>) -> Result<Sheet> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let year = form::year(asked.get("year"), clock::year_of(view.today()));
    let mut scope = app.db.scope(actor).await?;
    let say = |key: &str| view.lang.say(key);
    if !place.is_school() && Figure::from_code(asked.get("figure")).is_none() {
        let mut rows: Vec<Row> = Vec::new();
        loop {
            let after = rows.last().map(|row| row.path.clone()).unwrap_or_default();
            let piece = store::schools(&mut scope, place, year, &after, PIECE).await?;
            let over = i64::try_from(piece.len()).unwrap_or(0) < PIECE;
            rows.extend(piece);
            if over {
                break;
            }
        }
        let line = |row: &Row| {
            let left = Fen(row.budget.0 - row.spent.0);
            let sums = [row.budget, row.planned, row.approved, row.spent, left].map(cell);
            [Cell::text(row.code.as_str()), Cell::text(row.name(view.lang))].into_iter().chain(sums).collect()
        };
        let heads = ["fund-col-code", "org-kind-school", "fund-budget", "fund-planned", "fund-approved", "fund-spent", "fund-left"];
        return Ok(Sheet {
            name: format!("{}-{}-{year}", say("funds"), place.name(view.lang)),
            heads: heads.map(say).into(),
            lines: rows.iter().map(line).collect(),
        });
    }
    let mut wanted = Wanted { after: None, ..wanted(&asked, view) };
    let mut rows: Vec<Item> = Vec::new();
    loop {
        let piece = store::list(&mut scope, place, &wanted, PIECE).await?;
        let over = i64::try_from(piece.len()).unwrap_or(0) < PIECE;
        wanted.after = piece.last().map(Item::key);
        rows.extend(piece);
        if rows.len() > MOST {
            return Err(Error::Conflict("fund-export-too-long"));
        }
        if over {
            break;
        }
    }
    let line = |row: &Item| {
        vec![
            Cell::text(row.school(view.lang)),
            Cell::text(row.number.as_str()),
            Cell::text(row.title.as_str()),
            Cell::text(say(&format!("category-{}", row.category))),
            Cell::text(say(&format!("grade-{}", row.grade))),
            Cell::text(row.on.to_string()),
            cell(row.fen),
            source_cell(&row.source, view.lang),
            Cell::text(row.voucher.as_str()),
            Cell::text(row.words.as_str()),
            Cell::text(row.person.as_str()),
        ]
    };
    let heads = [
        "org-kind-school",
        "fund-col-number",
        "fund-col-title",
        "fund-col-category",
        "fund-col-grade",
        "fund-col-day",
        "fund-col-amount",
        "fund-source",
        "fund-voucher",
        "fund-words",
        "fund-col-person",
    ];
    Ok(Sheet {
        name: format!("{}-{}-{}-{}", say(&format!("fund-{}", wanted.figure)), place.name(view.lang), wanted.from, wanted.to),
        heads: heads.map(say).into(),
        lines: rows.iter().map(line).collect(),
    })
}

/// The table as csv.
pub async fn csv(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let sheet = sheet(&app, &actor, &place, &view, asked).await?;
    let heads: Vec<Cell> = sheet.heads.iter().map(|head| Cell::text(head.as_str())).collect();
    let mut text = format!("{BYTE_ORDER_MARK}{}", csv_line(&heads));
    for line in &sheet.lines {
        text.push_str(&csv_line(line));
    }
    let name = named(&sheet.name, &format!("funds-{}", place.code), "csv");
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

/// The table as xlsx.
pub async fn xlsx(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let sheet = sheet(&app, &actor, &place, &view, asked).await?;
    let name = named(&sheet.name, &format!("funds-{}", place.code), "xlsx");
    let title = view.lang.say("funds");
    let bytes = tokio::task::spawn_blocking(move || {
        let mut book = Book::default();
        let widths = vec![18.0; sheet.heads.len()];
        let mut leaf = book.leaf(&title, &sheet.heads, &widths)?;
        for line in &sheet.lines {
            leaf.add(line)?;
        }
        book.bytes()
    })
    .await
    .map_err(|error| Error::Internal(error.to_string()))?
    .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(workbook(name, bytes))
}
