//! The register as a file: what the list shows under the same address, one line per hazard, in the columns the import reads.
//!
//! Read page by page, each in a transaction of its own, so that a slow reader at the other end holds nothing of the database; a csv goes out
//! as it is read. What is changed while a long export runs may stand in it before or after the change.

use super::columns::{AFTER, BEFORE, Column};
use super::store::{Full, HazardPart, full};
use super::template::heads;
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::risk::catalogue;
use crate::risk::pages::filter;
use crate::risk::scheme::{InForce, decimal};
use crate::risk::store::{self as register, Filter};
use crate::sheet::{BYTE_ORDER_MARK, Book, Cell, csv_line};
use crate::text::Lang;
use crate::web::App;
use crate::web::download::{named, workbook};
use crate::web::form::query;
use crate::web::page::View;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::mpsc;

/// Points read at a time.
const PIECE: i64 = 500;
/// Most points of one xlsx; a csv has no end.
pub const MOST_XLSX: usize = 200_000;

/// After the scores, in a list that goes out.
const OUT: [Column; 3] = [Column::ReviewOn, Column::SchoolCode, Column::School];

impl Full {
    /// The lines of this point, one per hazard.
    fn lines(&self, scheme: &InForce, lang: Lang) -> Vec<Vec<Cell>> {
        let school = if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh };
        let line = |hazard: &HazardPart| {
            let mut cells = vec![
                Cell::text(self.number.as_str()),
                Cell::text(self.name.as_str()),
                Cell::text(catalogue::area_name(&self.area, lang)),
                Cell::text(lang.say(&format!("risk-kind-{}", self.kind))),
                Cell::text(self.place.as_str()),
                Cell::text(hazard.description.as_str()),
                Cell::text(lang.say(&format!("risk-factor-{}", hazard.factor))),
                Cell::text(catalogue::hazard_type_name(&hazard.hazard_type, lang)),
                Cell::text(self.accident.as_str()),
            ];
            // Scores of another scheme would be read as this one's; their value and level still say what was found.
            let own = hazard.scheme == Some(scheme.id.0);
            let scores = hazard.scores.as_deref().filter(|_| own).unwrap_or_default();
            cells.extend(
                scheme
                    .scheme
                    .factors
                    .iter()
                    .enumerate()
                    .map(|(at, factor)| scores.get(at).map_or(Cell::Empty, |score| Cell::Number(factor.shown(*score)))),
            );
            cells.push(hazard.value.zip(hazard.divisor).map_or(Cell::Empty, |(value, divisor)| Cell::Number(decimal(value, divisor))));
            cells.push(Cell::text(lang.say(&format!("level-{}", hazard.level))));
            cells.extend(["engineering", "management", "training", "ppe", "emergency"].map(|kind| self.measures_of(kind)));
            let duty =
                |tier: &str| self.duties.0.iter().find(|one| one.tier == tier).map_or(Cell::Empty, |one| Cell::text(one.name.as_str()));
            cells.extend(["school", "department", "post"].map(duty));
            cells.extend([Cell::text(self.review_on.to_string()), Cell::text(self.school_code.as_str()), Cell::text(school.as_str())]);
            cells
        };
        self.hazards.0.iter().map(line).collect()
    }

    /// The measures of one kind, a line each. The last line end says that lines part them, when a semicolon in one could be taken for that.
    fn measures_of(&self, kind: &str) -> Cell {
        let of_kind = self.measures.0.iter().filter(|one| one.kind == kind).map(|one| one.description.replace('\n', " "));
        let mut text = of_kind.collect::<Vec<_>>().join("\n");
        if text.contains([';', '；']) && !text.contains('\n') {
            text.push('\n');
        }
        Cell::text(text)
    }
}

/// Reads a list page by page.
struct Pages {
    app: App,
    actor: Actor,
    place: Place,
    filter: Filter,
    scheme: InForce,
    lang: Lang,
    /// Points read so far.
    read: usize,
    over: bool,
}

impl Pages {
    async fn open(app: App, actor: Actor, place: Place, filter: Filter, lang: Lang) -> Result<Self> {
        let mut scope = app.db.scope(&actor).await?;
        let scheme = register::scheme(&mut scope, &place).await?;
        drop(scope);
        Ok(Self { app, actor, place, filter: Filter { after: None, ..filter }, scheme, lang, read: 0, over: false })
    }

    fn heads(&self) -> Vec<(String, f64)> {
        heads(&self.scheme.scheme, self.lang, &BEFORE, &[&AFTER[..], &OUT[..]].concat())
    }

    /// The lines of the next page; `None` at the end.
    async fn next(&mut self) -> Result<Option<Vec<Vec<Cell>>>> {
        if self.over {
            return Ok(None);
        }
        let mut scope = self.app.db.scope(&self.actor).await?;
        let rows = register::list(&mut scope, &self.place, &self.filter, PIECE).await?;
        let keys: Vec<register::Key> = rows.iter().map(register::Listed::key).collect();
        let points = if keys.is_empty() { vec![] } else { full(&mut scope, &self.place, &keys).await? };
        drop(scope);
        self.read += keys.len();
        self.over = i64::try_from(keys.len()).unwrap_or(0) < PIECE;
        self.filter.after = keys.last().cloned();
        if self.over {
            tracing::info!(person = %self.actor.person(), org = %self.place.code, points = self.read, "the register was exported");
        }
        Ok(Some(points.iter().flat_map(|point| point.lines(&self.scheme, self.lang)).collect()))
    }
}

/// The list as csv, written while it is read.
///
/// # Errors
/// When the database is away before the first line is out; later the download breaks off.
pub async fn csv(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let filter = filter(&query(asked.as_deref().unwrap_or_default())?, &view);
    let name = file_name(&view, &place, "csv");
    let mut pages = Pages::open(app, actor, place, filter, view.lang).await?;
    let heads: Vec<Cell> = pages.heads().into_iter().map(|(head, _)| Cell::text(head)).collect();
    let first = pages.next().await?.unwrap_or_default();
    let begin = format!("{BYTE_ORDER_MARK}{}{}", csv_line(&heads), lines(&first));
    let rest = stream::unfold(pages, async |mut pages| match pages.next().await {
        Ok(Some(rows)) => Some((Ok(Bytes::from(lines(&rows))), pages)),
        Ok(None) => None,
        Err(error) => {
            tracing::error!(%error, "an export broke off");
            pages.over = true;
            Some((Err(std::io::Error::other(error.to_string())), pages))
        }
    });
    let body = Body::from_stream(futures_util::StreamExt::chain(stream::iter([Ok(Bytes::from(begin))]), rest));
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], body).into_response())
}

fn lines(rows: &[Vec<Cell>]) -> String {
    rows.iter().map(|row| csv_line(row)).collect()
}

/// The list as xlsx: its rows go to a temporary file as they are read, so only the packed result is ever whole in memory.
///
/// # Errors
/// [`Error::Conflict`] beyond [`MOST_XLSX`] points; when the database is away.
pub async fn xlsx(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let filter = filter(&query(asked.as_deref().unwrap_or_default())?, &view);
    let name = file_name(&view, &place, "xlsx");
    let _turn = app.decoding.clone().acquire_owned().await.map_err(|error| Error::Internal(error.to_string()))?;
    let mut pages = Pages::open(app, actor, place, filter, view.lang).await?;
    let (heads, widths): (Vec<String>, Vec<f64>) = pages.heads().into_iter().unzip();
    let title = view.lang.say("import-sheet-points");
    let (rows, mut read) = mpsc::channel::<Vec<Vec<Cell>>>(2);
    let writing = tokio::task::spawn_blocking(move || {
        let mut book = Book::default();
        let mut leaf = book.leaf(&title, &heads, &widths)?;
        while let Some(rows) = read.blocking_recv() {
            for row in rows {
                leaf.add(&row)?;
            }
        }
        book.bytes()
    });
    while let Some(page) = pages.next().await? {
        if pages.read > MOST_XLSX {
            return Err(Error::Conflict("risks-export-too-long"));
        }
        if rows.send(page).await.is_err() {
            // The writer gave up; it says why below.
            break;
        }
    }
    drop(rows);
    let bytes = writing.await.map_err(|error| Error::Internal(error.to_string()))?.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(workbook(name, bytes))
}

/// `attachment` under a name in the reader's language, with a plain one for programs that cannot read it.
fn file_name(view: &View, place: &Place, end: &str) -> String {
    named(&format!("{}-{}-{}", view.lang.say("risks"), place.name(view.lang), view.today()), &format!("risks-{}", place.code), end)
}
