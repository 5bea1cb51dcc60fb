//! Pages of old ledgers: send a file, say what its columns are, see how it is read, let it in, look at what was taken over.

use super::model::{Columns, Field, RowState, Stage};
use super::rules::{self, Asked, Heads};
use super::store::{self, Filter, PAGE, Understood, Upload};
use super::view::{ListPage, MapPage, ShowPage, Standing, UploadPage, UploadedPage};
use super::work;
use crate::access::{Actor, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{JobId, LegacyId, LegacyUploadId};
use crate::job;
use crate::sheet::{self, BYTE_ORDER_MARK, Cell, HEAD_ROWS, MOST_ROWS, Row, Whole, csv_line};
use crate::ticket::model::Category;
use crate::web::App;
use crate::web::download::named;
use crate::web::form::{Errors, Fields, Form, Posted, file_id, query};
use crate::web::page::View;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Rows of one kind that a page names; the rest are in the file to download.
pub const SHOWN: i64 = 200;

/// All rows of a sheet.
const ALL: i64 = (MOST_ROWS + HEAD_ROWS) as i64;

/// The gate lets officers and reviewers in; a ledger is taken over at a school.
fn takers_only(actor: &Actor, place: &Place) -> Result<()> {
    if rules::takes_over(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

fn address(place: &Place, id: LegacyUploadId) -> String {
    format!("/o/{}/taken-over/import/{id}", place.code)
}

/// What was taken over, narrowed by the address, and how much it is.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let filter = filter(&asked);
    let mut scope = app.db.scope(&actor).await?;
    let figures = store::figures(&mut scope, &place, &filter).await?;
    let rows = store::list(&mut scope, &place, &filter, PAGE + 1).await?;
    drop(scope);
    let takes = rules::takes_over(&actor, &place);
    view.page(&ListPage::new(&view, &place, filter, asked, figures, rows, takes))
}

/// A filter from an address. What is not understood narrows nothing.
fn filter(asked: &Fields) -> Filter {
    let after = asked.get("after").split_once('_').and_then(|(day, id)| Some((day.parse().ok()?, id.parse().ok()?)));
    Filter {
        closed: match asked.get("closed") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        waiting: asked.ticked("waiting"),
        category: Category::from_code(asked.get("category")),
        year: asked.get("year").parse().ok().filter(|year| (1900..=9999).contains(year)),
        upload: asked.get("upload").parse().ok(),
        words: asked.get("words").chars().filter(|c| !c.is_control()).take(80).collect(),
        after,
    }
}

/// One danger of an old ledger.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    let id: LegacyId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let found = store::by_ids(&mut scope, &place, &[id]).await?.pop().ok_or(Error::NotFound)?;
    drop(scope);
    let takes = rules::takes_over(&actor, &place);
    view.page(&ShowPage::new(&view, &place, found, takes))
}

/// Where a file is sent.
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    takers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let past = store::past(&mut scope, &place).await?;
    view.page(&UploadPage::new(&view, &place, Form::blank(), past))
}

/// Keeps a file's rows; with headings that were understood before, they are understood at once.
pub async fn upload(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    takers_only(&actor, &place)?;
    let sent = posted.uploads.iter().find(|upload| upload.field == "file");
    let fault = match sent.map(|upload| (upload.name.as_str(), upload.bytes.clone())) {
        None => ("legacy-need-file", String::new()),
        Some((_, None)) => (sheet::Fault::TooLarge.key(), sheet::Fault::TooLarge.arg()),
        Some((name, Some(bytes))) => {
            let id = LegacyUploadId(file_id(posted.fields.request_id(), &bytes));
            match take(&app, &actor, &place, &view, name, bytes, id).await? {
                Ok(flash) => return Ok(view.done(&address(&place, id), flash)),
                Err(fault) => (fault.key(), fault.arg()),
            }
        }
    };
    let status = if fault.0 == sheet::Fault::TooLarge.key() { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut errors = Errors::default();
    errors.add_with("file", fault.0, fault.1);
    let mut scope = app.db.scope(&actor).await?;
    let past = store::past(&mut scope, &place).await?;
    view.page_as(status, &UploadPage::new(&view, &place, Form::again(posted.fields, errors, vec![]), past))
}

async fn take(
    app: &App,
    actor: &Actor,
    place: &Place,
    view: &View,
    name: &str,
    bytes: Bytes,
    id: LegacyUploadId,
) -> Result<std::result::Result<&'static str, sheet::Fault>> {
    let turn = app.decoding.clone().acquire_owned().await.map_err(|error| Error::Internal(error.to_string()))?;
    let read = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        sheet::read_all(&bytes).map(|whole| (Sha256::digest(&bytes).to_vec(), best(&whole), whole))
    })
    .await
    .map_err(|error| Error::Internal(error.to_string()))?;
    let (sha256, best, whole) = match read {
        Ok(read) => read,
        Err(fault) => return Ok(Err(fault)),
    };
    let name = file_name(name, &view.lang.say("legacy-no-name"));
    let mut scope = app.db.scope(actor).await?;
    store::keep(&mut scope, place, id, &name, &sha256, &whole).await?;
    let mut flash = "flash-legacy-read";
    if let Some((sheet, heads)) = best
        && let Some(columns) = store::kept_columns(&mut scope, place, &heads).await?
        && Field::NEEDED.iter().all(|field| columns.contains_key(field))
    {
        let part = whole.sheets.get(usize::try_from(sheet).unwrap_or_default());
        let rows = part.map(|part| (part.rows.clone(), part.merged.clone())).unwrap_or_default();
        let year = part.and_then(|part| year(&part.rows, &heads, &[&part.name, &name]));
        let asked = How { sheet, heads, columns, year, from_1904: whole.from_1904 };
        understand(&mut scope, place, id, asked, rows, view).await?;
        flash = "flash-legacy-known";
    }
    scope.commit().await?;
    Ok(Ok(flash))
}

/// The name of a file without its folders and without what cannot be shown.
fn file_name(name: &str, none: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if clean.trim().is_empty() { none.to_owned() } else { clean.trim().to_owned() }
}

/// The sheet with the most columns that are recognised, and its headings.
fn best(whole: &Whole) -> Option<(i16, Heads)> {
    let all = (0_i16..).zip(&whole.sheets).filter_map(|(n, sheet)| Some((n, rules::guess(&sheet.rows)?)));
    all.max_by_key(|(n, heads)| (heads.columns().len(), std::cmp::Reverse(*n)))
}

/// The year that the titles, the sheet's name or the file's mention: the first of these that mentions one.
fn year(rows: &[Row], heads: &Heads, names: &[&str]) -> Option<i32> {
    let titles = rows.iter().take_while(|row| row.number < heads.row).map(|row| row.cells.join(" "));
    titles.chain(names.iter().map(ToString::to_string)).find_map(|text| rules::year_in(&text))
}

/// How somebody says a sheet is to be read.
struct How {
    sheet: i16,
    heads: Heads,
    columns: Columns,
    year: Option<i32>,
    from_1904: bool,
}

async fn understand(
    scope: &mut Scope,
    place: &Place,
    id: LegacyUploadId,
    how: How,
    (rows, merged): (Vec<Row>, HashSet<(u32, usize)>),
    view: &View,
) -> Result<bool> {
    let today = view.today();
    let (how, lines) = tokio::task::spawn_blocking(move || {
        let asked = Asked { heads: &how.heads, columns: &how.columns, year: how.year, from_1904: how.from_1904, today };
        let lines = rules::read(&rows, &merged, &asked);
        (how, lines)
    })
    .await
    .map_err(|error| Error::Internal(error.to_string()))?;
    let said = Understood { sheet: how.sheet, heads: &how.heads, columns: &how.columns, year: how.year, lines: &lines };
    store::understand(scope, place, id, &said).await
}

/// An upload where it stands: its columns, how it is read, how far it is in, what came of it.
pub async fn import(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    takers_only(&actor, &place)?;
    let id: LegacyUploadId = id.parse().map_err(|_| Error::NotFound)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let upload = store::find(&mut scope, &place, id).await?;
    if upload.stage == Stage::Read || (upload.stage == Stage::Mapped && asked.ticked("map")) {
        return map_page(&mut scope, &place, &view, &upload, &asked, None).await;
    }
    let job = match upload.job {
        Some(job) if upload.stage == Stage::Running => job::state_of(&mut scope, job).await?,
        _ => None,
    };
    let standing = Standing::of(&upload, job.as_ref());
    let told = match standing {
        Standing::Running => vec![],
        _ => {
            let states = [RowState::Left, RowState::There, RowState::Apart, RowState::New];
            store::told(&mut scope, &place, id, &states, 0, ALL).await?
        }
    };
    let span = if standing == Standing::Done { store::span(&mut scope, &place, id).await? } else { None };
    drop(scope);
    let mut response = view.page(&UploadedPage::new(&view, &place, upload, standing, job.as_ref(), told, span))?;
    if standing == Standing::Running {
        // Looks again by itself, without a script.
        response.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static("2"));
    }
    Ok(response)
}

/// The form that asks what the columns are; filled with what was said, with what was kept from before, or with what they seem to be.
async fn map_page(
    scope: &mut Scope,
    place: &Place,
    view: &View,
    upload: &Upload,
    asked: &Fields,
    refused: Option<(Fields, Errors)>,
) -> Result<Response> {
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let said = refused.as_ref().map_or(asked, |(fields, _)| fields);
    let tops = store::tops(scope, place, upload.id, i64::try_from(HEAD_ROWS + 5).unwrap_or(25)).await?;
    let guesses = (0_i16..).zip(&tops).filter_map(|(n, rows)| Some((n, rules::guess(rows)?)));
    let best = guesses.max_by_key(|(n, heads)| (heads.columns().len(), std::cmp::Reverse(*n)));
    let sheet: i16 = said
        .get("sheet")
        .parse()
        .ok()
        .or(upload.sheet)
        .filter(|n| usize::try_from(*n).is_ok_and(|n| n < tops.len()))
        .or(best.map(|(n, _)| n))
        .unwrap_or(0);
    let rows = tops.get(usize::try_from(sheet).unwrap_or_default()).cloned().unwrap_or_default();
    let chosen = said.get("head").parse().ok().and_then(|row| rules::at(&rows, row, if said.get("head_rows") == "2" { 2 } else { 1 }));
    let of_before = upload.head.filter(|_| upload.sheet == Some(sheet) && !said.has("sheet")).and_then(|row| {
        rules::at(&rows, u32::try_from(row).ok()?, upload.head_rows.and_then(|count| u32::try_from(count).ok()).unwrap_or(1))
    });
    let heads = chosen.or(of_before).or_else(|| rules::guess(&rows)).unwrap_or_default();
    let form = match refused {
        Some((fields, errors)) => Form::again(fields, errors, vec![]),
        None => {
            let columns = if upload.stage == Stage::Mapped && upload.heads == heads.names {
                upload.columns.clone()
            } else {
                store::kept_columns(scope, place, &heads).await?.unwrap_or_else(|| heads.columns())
            };
            let mut fields = Fields::default();
            for (field, at) in &columns {
                fields.set(&format!("col_{field}"), at.to_string());
            }
            let name = upload.sheets.get(usize::try_from(sheet).unwrap_or_default()).map_or("", |one| one.name.as_str());
            let year = upload.year.map(i32::from).or_else(|| year(&rows, &heads, &[name, &upload.file_name]));
            fields.set("year", year.map(|year| year.to_string()).unwrap_or_default());
            Form::filled(fields)
        }
    };
    view.page_as(status, &MapPage::new(view, place, upload, sheet, &rows, heads, form))
}

/// Reads the rows by the columns that were said, and keeps what they are.
pub async fn map(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    takers_only(&actor, &place)?;
    let id: LegacyUploadId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let upload = store::find(&mut scope, &place, id).await?;
    if !matches!(upload.stage, Stage::Read | Stage::Mapped) {
        return Ok(view.done(&address(&place, id), "flash-legacy-under-way"));
    }
    let fields = &posted.fields;
    let sheet = fields.get("sheet").parse().ok().filter(|n| usize::try_from(*n).is_ok_and(|n| n < upload.sheets.len())).unwrap_or(0_i16);
    let (rows, merged) = store::rows(&mut scope, &place, id, sheet, ALL).await?;
    let count = if fields.get("head_rows") == "2" { 2 } else { 1 };
    let heads = fields.get("head").parse().ok().and_then(|row| rules::at(&rows, row, count));
    let mut errors = Errors::default();
    let columns = said_columns(fields, heads.as_ref().map_or(0, |heads| heads.names.len()), &mut errors);
    let year = match fields.get("year").trim() {
        "" => None,
        typed => {
            let year = typed.parse().ok().filter(|year| (1980..=2100).contains(year));
            if year.is_none() {
                errors.add("year", "legacy-year-wrong");
            }
            year
        }
    };
    let Some(heads) = heads.filter(|_| errors.is_empty()) else {
        let fields = posted.fields.clone();
        return map_page(&mut scope, &place, &view, &upload, &posted.fields, Some((fields, errors))).await;
    };
    let how = How { sheet, heads, columns, year, from_1904: upload.from_1904 };
    let done = understand(&mut scope, &place, id, how, (rows, merged), &view).await?;
    scope.commit().await?;
    Ok(view.done(&address(&place, id), if done { "flash-legacy-mapped" } else { "flash-legacy-under-way" }))
}

fn said_columns(fields: &Fields, most: usize, errors: &mut Errors) -> Columns {
    let mut columns = Columns::new();
    for field in Field::ALL {
        let name = format!("col_{field}");
        let Some(at) = fields.get(&name).parse().ok().filter(|at| *at < most) else {
            if Field::NEEDED.contains(field) {
                errors.add(name, "legacy-column-needed");
            }
            continue;
        };
        if columns.values().any(|other| *other == at) {
            errors.add(name, "legacy-column-twice");
        }
        columns.insert(*field, at);
    }
    columns
}

/// Lets what was read in.
pub async fn go(State(app): State<App>, actor: Actor, place: Place, view: View, Path((_, id)): Path<(String, String)>) -> Result<Response> {
    takers_only(&actor, &place)?;
    let id: LegacyUploadId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let upload = store::find(&mut scope, &place, id).await?;
    if upload.stage == Stage::Read || upload.count(RowState::New) == 0 {
        return Ok(view.done(&address(&place, id), "flash-legacy-nothing"));
    }
    let job = match upload.job {
        Some(job) => job::state_of(&mut scope, job).await?,
        None => None,
    };
    let standing = Standing::of(&upload, job.as_ref());
    let fresh = JobId::new();
    // A second press, or somebody else's, finds it started already; that is what they wanted.
    if matches!(standing, Standing::Mapped | Standing::Stopped) && store::start(&mut scope, &place, id, fresh, upload.job).await? {
        work::enqueue(&mut scope, &place, id, fresh).await?;
        scope.commit().await?;
        app.jobs.notify_one();
    }
    Ok(view.done(&address(&place, id), "flash-legacy-started"))
}

/// Every row of the sheet with what became of it, and why.
pub async fn rows_csv(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    takers_only(&actor, &place)?;
    let id: LegacyUploadId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let upload = store::find(&mut scope, &place, id).await?;
    let told = store::told(&mut scope, &place, id, RowState::ALL, 0, ALL).await?;
    drop(scope);
    let say = |key: &str| Cell::text(view.lang.say(key));
    let mut text = BYTE_ORDER_MARK.to_owned();
    let heads = ["legacy-csv-row", "legacy-csv-state", "legacy-csv-why"].map(say).into_iter();
    text.push_str(&csv_line(&heads.chain(upload.heads.iter().map(Cell::text)).collect::<Vec<_>>()));
    for row in told {
        let why: Vec<String> = row.remarks.iter().map(|one| super::view::sentence(view.lang, one)).collect();
        let first = [Cell::Number(row.row.to_string()), say(&format!("legacy-row-state-{}", row.state)), Cell::text(why.join(" "))];
        text.push_str(&csv_line(&first.into_iter().chain(row.cells.iter().map(Cell::text)).collect::<Vec<_>>()));
    }
    let name = named(&view.lang.say("legacy-csv-name"), "rows", "csv");
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}
