//! All SQL of old ledgers. Every row of a file is kept as it was read, then told what it is; what is taken over is written once and never again.

mod history;
mod listed;

pub use history::{Legacy, by_ids, carried, span};
pub(crate) use history::{Sealed, all};
pub use listed::{Figures, Filter, Listed, PAGE, figures, list};

use super::model::{Columns, Draft, Remark, RowState, Stage, read_back, written};
use super::rules::{Heads, Line, Outcome};
use crate::access::Place;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{JobId, LegacyId, LegacyUploadId, OrgId, PersonId};
use crate::sheet::{Row, Whole};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Rows kept or told in one statement.
const AT_ONCE: usize = 1_000;

/// A sheet of an upload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SheetPart {
    pub name: String,
    pub rows: usize,
}

/// A file of an old ledger.
#[derive(Clone, Debug)]
pub struct Upload {
    pub id: LegacyUploadId,
    pub file_name: String,
    pub sha256: Vec<u8>,
    pub from_1904: bool,
    pub sheets: Vec<SheetPart>,
    pub stage: Stage,
    pub sheet: Option<i16>,
    pub head: Option<i32>,
    pub head_rows: Option<i16>,
    pub year: Option<i16>,
    pub heads: Vec<String>,
    pub columns: Columns,
    pub job: Option<JobId>,
    pub at: DateTime<Utc>,
    /// How many rows of the sheet stand how.
    pub tally: BTreeMap<String, i64>,
}

impl Upload {
    pub fn count(&self, state: RowState) -> i64 {
        self.tally.get(state.code()).copied().unwrap_or(0)
    }
}

/// Keeps a file's rows. The id is the form's own and the file's: a second press finds the first one's and changes nothing.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep(scope: &mut Scope, place: &Place, id: LegacyUploadId, file_name: &str, sha256: &[u8], whole: &Whole) -> Result<()> {
    let person = scope.actor().person();
    let sheets: Vec<SheetPart> = whole.sheets.iter().map(|one| SheetPart { name: shown(&one.name), rows: one.rows.len() }).collect();
    let kept = sqlx::query!(
        "INSERT INTO legacy_upload (district_id, id, school_id, path, person_id, file_name, sha256, from_1904, sheets) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (district_id, id) DO NOTHING",
        place.district as OrgId,
        id as LegacyUploadId,
        place.id as OrgId,
        place.path,
        person as PersonId,
        file_name,
        sha256,
        whole.from_1904,
        Json(&sheets) as _
    )
    .execute(scope.conn())
    .await?;
    if kept.rows_affected() == 0 {
        return Ok(());
    }
    for (n, sheet) in (0_i16..).zip(&whole.sheets) {
        for rows in sheet.rows.chunks(AT_ONCE) {
            // A zero byte is the one character the database cannot hold.
            let cells = |row: &Row| row.cells.iter().map(|cell| cell.replace('\0', "\u{fffd}")).collect::<Vec<_>>();
            let merged =
                |row: &Row| (0..row.cells.len()).filter(|column| sheet.merged.contains(&(row.number, *column))).collect::<Vec<_>>();
            sqlx::query!(
                "INSERT INTO legacy_upload_row (district_id, upload_id, school_id, path, sheet, row, cells, merged)
                 SELECT $1, $2, $3, $4, $5, t.row, ARRAY(SELECT jsonb_array_elements_text(t.cells)), ARRAY(SELECT m::smallint FROM jsonb_array_elements_text(t.merged) m)
                   FROM unnest($6::integer[], $7::jsonb[], $8::jsonb[]) AS t (row, cells, merged)",
                place.district as OrgId,
                id as LegacyUploadId,
                place.id as OrgId,
                place.path,
                n,
                &rows.iter().map(|row| number(row.number)).collect::<Vec<_>>(),
                &rows.iter().map(|row| serde_json::json!(cells(row))).collect::<Vec<_>>(),
                &rows.iter().map(|row| serde_json::json!(merged(row))).collect::<Vec<_>>()
            )
            .execute(scope.conn())
            .await?;
        }
    }
    Ok(())
}

fn number(row: u32) -> i32 {
    i32::try_from(row).unwrap_or(i32::MAX)
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// An upload of a school.
///
/// # Errors
/// [`Error::NotFound`] when the school has no such upload within reach.
pub async fn find(scope: &mut Scope, place: &Place, id: LegacyUploadId) -> Result<Upload> {
    let row = sqlx::query!(
        r#"SELECT u.file_name, u.sha256, u.from_1904, u.sheets AS "sheets: Json<Vec<SheetPart>>", u.stage AS "stage: Stage", u.sheet, u.head, u.head_rows, u.year, coalesce(u.heads, '{}') AS "heads!",
                  coalesce(u.columns, '{}') AS "columns!: Json<BTreeMap<String, usize>>", u.job_id AS "job: JobId", u.created_at,
                  coalesce((SELECT jsonb_object_agg(state, n) FROM (SELECT r.state, count(*) AS n FROM legacy_upload_row r WHERE r.district_id = u.district_id AND r.upload_id = u.id AND r.sheet = u.sheet GROUP BY r.state) t), '{}')
                      AS "tally!: Json<BTreeMap<String, i64>>"
             FROM legacy_upload u WHERE u.district_id = $1 AND u.id = $2 AND u.school_id = $3"#,
        place.district as OrgId,
        id as LegacyUploadId,
        place.id as OrgId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Upload {
        id,
        file_name: row.file_name,
        sha256: row.sha256,
        from_1904: row.from_1904,
        sheets: row.sheets.0,
        stage: row.stage,
        sheet: row.sheet,
        head: row.head,
        head_rows: row.head_rows,
        year: row.year,
        heads: row.heads,
        columns: read_back(&row.columns),
        job: row.job,
        at: row.created_at,
        tally: row.tally.0,
    })
}

/// A line of the list of uploads.
pub struct Past {
    pub id: LegacyUploadId,
    pub file_name: String,
    pub stage: Stage,
    pub at: DateTime<Utc>,
    pub by: String,
    pub taken: i64,
}

/// The school's last uploads, newest first.
///
/// # Errors
/// When the database is away.
pub async fn past(scope: &mut Scope, place: &Place) -> Result<Vec<Past>> {
    Ok(sqlx::query_as!(
        Past,
        r#"SELECT u.id AS "id: LegacyUploadId", u.file_name, u.stage AS "stage: Stage", u.created_at AS at, p.name AS by,
                  (SELECT count(*) FROM legacy_ticket t WHERE t.district_id = u.district_id AND t.upload_id = u.id) AS "taken!"
             FROM legacy_upload u JOIN person p ON p.id = u.person_id WHERE u.district_id = $1 AND u.school_id = $2 ORDER BY u.created_at DESC LIMIT 10"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Rows of one sheet, with the cells that a merged one above filled; at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn rows(
    scope: &mut Scope,
    place: &Place,
    id: LegacyUploadId,
    sheet: i16,
    limit: i64,
) -> Result<(Vec<Row>, HashSet<(u32, usize)>)> {
    let found = sqlx::query!(
        "SELECT row, cells, merged FROM legacy_upload_row WHERE district_id = $1 AND upload_id = $2 AND sheet = $3 ORDER BY row LIMIT $4",
        place.district as OrgId,
        id as LegacyUploadId,
        sheet,
        limit
    )
    .fetch_all(scope.conn())
    .await?;
    let (mut rows, mut merged) = (Vec::with_capacity(found.len()), HashSet::new());
    for row in found {
        let number = u32::try_from(row.row).unwrap_or_default();
        merged.extend(row.merged.iter().filter_map(|column| Some((number, usize::try_from(*column).ok()?))));
        rows.push(Row { number, cells: row.cells });
    }
    Ok((rows, merged))
}

/// How the school's files with these headings were understood last.
///
/// # Errors
/// When the database is away.
pub async fn kept_columns(scope: &mut Scope, place: &Place, heads: &Heads) -> Result<Option<Columns>> {
    let kept = sqlx::query_scalar!(
        r#"SELECT columns AS "columns: Json<BTreeMap<String, usize>>" FROM legacy_heading WHERE district_id = $1 AND school_id = $2 AND heads = $3"#,
        place.district as OrgId,
        place.id as OrgId,
        &heads.mark()[..]
    )
    .fetch_optional(scope.conn())
    .await?;
    Ok(kept.map(|columns| read_back(&columns)))
}

/// How a sheet is understood.
pub struct Understood<'a> {
    pub sheet: i16,
    pub heads: &'a Heads,
    pub columns: &'a Columns,
    pub year: Option<i32>,
    pub lines: &'a [Line],
}

/// Where a danger was taken over before: row and file.
type Before = HashMap<Vec<u8>, (i32, String)>;

async fn there(scope: &mut Scope, place: &Place, keys: &[Vec<u8>]) -> Result<Before> {
    let found = sqlx::query!(
        "SELECT t.key, t.row, u.file_name FROM legacy_ticket t JOIN legacy_upload u ON u.district_id = t.district_id AND u.id = t.upload_id
          WHERE t.district_id = $1 AND t.school_id = $2 AND t.key = ANY($3)",
        place.district as OrgId,
        place.id as OrgId,
        keys
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(found.into_iter().map(|row| (row.key, (row.row, row.file_name))).collect())
}

fn there_already(before: &(i32, String)) -> Remark {
    Remark { key: "legacy-left-there".into(), a: before.0.to_string(), b: before.1.clone() }
}

/// Writes down how a sheet was understood, row by row; what was said of it before is gone. `false` when its rows are on their way already.
///
/// # Errors
/// When the database refuses or is away.
pub async fn understand(scope: &mut Scope, place: &Place, id: LegacyUploadId, said: &Understood<'_>) -> Result<bool> {
    let columns = written(said.columns);
    let done = sqlx::query!(
        "UPDATE legacy_upload SET stage = 'mapped', sheet = $3, head = $4, head_rows = $5, year = $6, heads = $7, columns = $8
          WHERE district_id = $1 AND id = $2 AND stage IN ('read', 'mapped')",
        place.district as OrgId,
        id as LegacyUploadId,
        said.sheet,
        number(said.heads.row),
        i16::try_from(said.heads.rows).unwrap_or(1),
        said.year.and_then(|year| i16::try_from(year).ok()),
        &said.heads.names,
        Json(&columns) as _
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "UPDATE legacy_upload_row SET state = 'raw', key = NULL, draft = NULL, remarks = '[]' WHERE district_id = $1 AND upload_id = $2 AND state <> 'raw'",
        place.district as OrgId,
        id as LegacyUploadId
    )
    .execute(scope.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO legacy_heading (district_id, school_id, path, heads, columns) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (district_id, school_id, heads) DO UPDATE SET columns = excluded.columns",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        &said.heads.mark()[..],
        Json(&columns) as _
    )
    .execute(scope.conn())
    .await?;
    for lines in said.lines.chunks(AT_ONCE) {
        let keys: Vec<Vec<u8>> = lines.iter().filter_map(key_of).collect();
        let before = there(scope, place, &keys).await?;
        let mut told = Told::default();
        for line in lines {
            let (state, key, draft, remarks) = match &line.outcome {
                Outcome::Apart(remark) => (RowState::Apart, None, None, vec![remark.clone()]),
                Outcome::Left(remarks) => (RowState::Left, None, None, remarks.clone()),
                Outcome::Taken { draft, repaired, key } => match before.get(&key[..]) {
                    Some(before) => (RowState::There, Some(key.to_vec()), None, vec![there_already(before)]),
                    None => (RowState::New, Some(key.to_vec()), serde_json::to_value(draft).ok(), repaired.clone()),
                },
            };
            told.rows.push(number(line.row));
            told.states.push(state);
            told.keys.push(key);
            told.drafts.push(draft);
            told.remarks.push(serde_json::to_value(&remarks).unwrap_or_default());
        }
        sqlx::query!(
            "UPDATE legacy_upload_row r SET state = t.state, key = t.key, draft = t.draft, remarks = t.remarks
               FROM unnest($4::integer[], $5::text[], $6::bytea[], $7::jsonb[], $8::jsonb[]) AS t (row, state, key, draft, remarks)
              WHERE r.district_id = $1 AND r.upload_id = $2 AND r.sheet = $3 AND r.row = t.row",
            place.district as OrgId,
            id as LegacyUploadId,
            said.sheet,
            &told.rows,
            &told.states as &[RowState],
            &told.keys as &[Option<Vec<u8>>],
            &told.drafts as &[Option<serde_json::Value>],
            &told.remarks
        )
        .execute(scope.conn())
        .await?;
    }
    Ok(true)
}

#[derive(Default)]
struct Told {
    rows: Vec<i32>,
    states: Vec<RowState>,
    keys: Vec<Option<Vec<u8>>>,
    drafts: Vec<Option<serde_json::Value>>,
    remarks: Vec<serde_json::Value>,
}

fn key_of(line: &Line) -> Option<Vec<u8>> {
    match &line.outcome {
        Outcome::Taken { key, .. } => Some(key.to_vec()),
        _ => None,
    }
}

/// A row of a file and what was said of it.
pub struct RowTold {
    pub row: i32,
    pub state: RowState,
    pub cells: Vec<String>,
    pub draft: Option<Json<Draft>>,
    pub remarks: Json<Vec<Remark>>,
}

/// Rows of the sheet in these states, by number; at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn told(
    scope: &mut Scope,
    place: &Place,
    id: LegacyUploadId,
    states: &[RowState],
    after: i32,
    limit: i64,
) -> Result<Vec<RowTold>> {
    Ok(sqlx::query_as!(
        RowTold,
        r#"SELECT r.row, r.state AS "state: RowState", r.cells, r.draft AS "draft: Json<Draft>", r.remarks AS "remarks: Json<Vec<Remark>>"
             FROM legacy_upload_row r JOIN legacy_upload u ON u.district_id = r.district_id AND u.id = r.upload_id AND u.sheet = r.sheet
            WHERE r.district_id = $1 AND r.upload_id = $2 AND r.state = ANY($3) AND r.row > $4 ORDER BY r.row LIMIT $5"#,
        place.district as OrgId,
        id as LegacyUploadId,
        states as &[RowState],
        after,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Sets an upload going, or going again after its job was given up. Of two presses one does it: `false` for the other.
///
/// # Errors
/// When the database is away.
pub async fn start(scope: &mut Scope, place: &Place, id: LegacyUploadId, job: JobId, given_up: Option<JobId>) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE legacy_upload SET stage = 'running', job_id = $3 WHERE district_id = $1 AND id = $2 AND (stage = 'mapped' OR (stage = 'running' AND job_id = $4))",
        place.district as OrgId,
        id as LegacyUploadId,
        job as JobId,
        given_up as Option<JobId>
    )
    .execute(scope.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A row about to be taken over.
pub struct Next {
    pub row: i32,
    pub key: Vec<u8>,
    pub cells: Vec<String>,
    pub draft: Json<Draft>,
    pub remarks: Json<Vec<Remark>>,
}

/// The next rows to take over, by number.
///
/// # Errors
/// When the database is away.
pub async fn next(scope: &mut Scope, place: &Place, id: LegacyUploadId, limit: i64) -> Result<Vec<Next>> {
    Ok(sqlx::query_as!(
        Next,
        r#"SELECT row, key AS "key!", cells, draft AS "draft!: Json<Draft>", remarks AS "remarks: Json<Vec<Remark>>"
             FROM legacy_upload_row WHERE district_id = $1 AND upload_id = $2 AND state = 'new' ORDER BY sheet, row LIMIT $3"#,
        place.district as OrgId,
        id as LegacyUploadId,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Takes rows over, and writes down what became of each: since the file was read, another may have brought the same danger.
///
/// # Errors
/// When the database refuses or is away.
pub async fn take(scope: &mut Scope, place: &Place, upload: &Upload, next: &[Next]) -> Result<()> {
    let (person, now) = (scope.actor().person(), scope.now()?);
    let sheet = upload.sheet.unwrap_or_default();
    let keys: Vec<Vec<u8>> = next.iter().map(|one| one.key.clone()).collect();
    let before = there(scope, place, &keys).await?;
    let (fresh, known): (Vec<&Next>, Vec<&Next>) = next.iter().partition(|one| !before.contains_key(&one.key));
    sqlx::query!(
        "INSERT INTO legacy_ticket (district_id, school_id, path, upload_id, sheet, person_id, id, row, key, digest, found_on, place, description, kind, category, grade, finder, responsible, measures, due_on,
                                    rectified_on, closed, state_words, verifier, verified_on, funds_fen, remarks, repaired)
         SELECT $1, $2, $3, $4, $5, $6, t.id, t.row, t.key, t.digest, (d->>'found_on')::date, d->>'place', d->>'description', d->>'kind', d->>'category', d->>'grade', d->>'finder', d->>'responsible',
                d->>'measures', (d->>'due_on')::date, (d->>'rectified_on')::date, (d->>'closed')::boolean, d->>'state_words', d->>'verifier', (d->>'verified_on')::date, (d->>'funds_fen')::bigint, d->>'remarks', t.repaired
           FROM unnest($7::uuid[], $8::integer[], $9::bytea[], $10::bytea[], $11::jsonb[], $12::jsonb[]) AS t (id, row, key, digest, d, repaired)",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        upload.id as LegacyUploadId,
        sheet,
        person as PersonId,
        &fresh.iter().map(|_| LegacyId::at(now).0).collect::<Vec<_>>(),
        &fresh.iter().map(|one| one.row).collect::<Vec<_>>(),
        &fresh.iter().map(|one| one.key.clone()).collect::<Vec<_>>(),
        &fresh.iter().map(|one| super::rules::digest(&one.draft, sheet, one.row, &one.cells).to_vec()).collect::<Vec<_>>(),
        &fresh.iter().map(|one| serde_json::to_value(&one.draft.0).unwrap_or_default()).collect::<Vec<_>>(),
        &fresh.iter().map(|one| serde_json::to_value(&one.remarks.0).unwrap_or_default()).collect::<Vec<_>>()
    )
    .execute(scope.conn())
    .await?;
    let told = |one: &Next| match before.get(&one.key) {
        Some(before) => serde_json::to_value([there_already(before)]),
        None => serde_json::to_value(&one.remarks.0),
    };
    let all: Vec<&Next> = fresh.iter().chain(&known).copied().collect();
    sqlx::query!(
        "UPDATE legacy_upload_row r SET state = CASE WHEN t.there THEN 'there' ELSE 'taken' END, draft = NULL, remarks = t.remarks
           FROM unnest($4::integer[], $5::boolean[], $6::jsonb[]) AS t (row, there, remarks)
          WHERE r.district_id = $1 AND r.upload_id = $2 AND r.sheet = $3 AND r.row = t.row AND r.state = 'new'",
        place.district as OrgId,
        upload.id as LegacyUploadId,
        sheet,
        &all.iter().map(|one| one.row).collect::<Vec<_>>(),
        &all.iter().map(|one| before.contains_key(&one.key)).collect::<Vec<_>>(),
        &all.iter().map(|one| told(one).unwrap_or_default()).collect::<Vec<_>>()
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// The import is through. `false` when it was before.
///
/// # Errors
/// When the database is away.
pub async fn finish(scope: &mut Scope, place: &Place, id: LegacyUploadId) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE legacy_upload SET stage = 'done' WHERE district_id = $1 AND id = $2 AND stage = 'running'",
        place.district as OrgId,
        id as LegacyUploadId
    )
    .execute(scope.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What the ledger commits to of each row taken over from an upload, by row.
///
/// # Errors
/// When the database is away.
pub async fn digests(scope: &mut Scope, place: &Place, id: LegacyUploadId) -> Result<Vec<Vec<u8>>> {
    Ok(sqlx::query_scalar!(
        "SELECT digest FROM legacy_ticket WHERE district_id = $1 AND upload_id = $2 ORDER BY sheet, row",
        place.district as OrgId,
        id as LegacyUploadId
    )
    .fetch_all(scope.conn())
    .await?)
}

/// The first rows of every sheet, in the sheets' order.
///
/// # Errors
/// When the database is away.
pub async fn tops(scope: &mut Scope, place: &Place, id: LegacyUploadId, limit: i64) -> Result<Vec<Vec<Row>>> {
    let found = sqlx::query!(
        r#"SELECT s.n AS "n!", r.row AS "row?", r.cells AS "cells?"
             FROM legacy_upload u CROSS JOIN LATERAL generate_series(0, jsonb_array_length(u.sheets) - 1) s (n)
             LEFT JOIN LATERAL (SELECT row, cells FROM legacy_upload_row x WHERE x.district_id = u.district_id AND x.upload_id = u.id AND x.sheet = s.n ORDER BY row LIMIT $3) r ON true
            WHERE u.district_id = $1 AND u.id = $2 ORDER BY s.n, r.row"#,
        place.district as OrgId,
        id as LegacyUploadId,
        limit
    )
    .fetch_all(scope.conn())
    .await?;
    let mut tops: Vec<Vec<Row>> = Vec::new();
    for row in found {
        let n = usize::try_from(row.n).unwrap_or_default();
        if tops.len() <= n {
            tops.resize_with(n + 1, Vec::new);
        }
        if let (Some(number), Some(cells), Some(top)) = (row.row, row.cells, tops.get_mut(n)) {
            top.push(Row { number: u32::try_from(number).unwrap_or_default(), cells });
        }
    }
    Ok(tops)
}
