//! All SQL of imports and exports.
//!
//! A file is read once, when it is sent; what was understood of it is kept row by row, as JSON of codes and numbers, and the file is not.
//! The other way, keeping the file and reading it again for each piece of work, would need a second store for the files and could read it
//! differently after an update. A row's state changes in the transaction that puts its point into the register, so work that was cut off
//! is found where it stopped.

use super::check::{Checked, Remark, State};
use super::draft::Draft;
use crate::access::Place;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{ImportId, JobId, OrgId, PersonId, SchemeId};
use crate::risk::store::Key;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

codes! {
    /// How far an import is.
    pub enum Stage {
        /// Read; somebody must say whether it goes on.
        Checked = "checked",
        Running = "running",
        Done = "done",
    }
}

/// How many of its points stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub new: i64,
    pub there: i64,
    pub faulty: i64,
    pub added: i64,
}

/// An import.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: ImportId,
    pub stage: Stage,
    pub scheme: SchemeId,
    pub sheet: String,
    pub notes: Vec<Remark>,
    pub job: Option<JobId>,
    pub at: DateTime<Utc>,
    pub tally: Tally,
}

/// Rows kept in one statement.
const AT_ONCE: usize = 1_000;

/// The points in use of a school: number, name, place.
///
/// # Errors
/// When the database is away.
pub async fn existing(scope: &mut Scope, place: &Place) -> Result<Vec<(String, String, String)>> {
    let rows = sqlx::query!(
        "SELECT number, name, place FROM risk_point WHERE district_id = $1 AND school_id = $2 AND retired_at IS NULL",
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.name, row.place)).collect())
}

/// Keeps what a file was understood to say. The id is the form's own: a second press finds the first one's import and changes nothing.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep(scope: &mut Scope, place: &Place, id: ImportId, scheme: SchemeId, sheet: &str, checked: &Checked) -> Result<()> {
    let person = scope.actor().person();
    let kept = sqlx::query!(
        "INSERT INTO risk_import (district_id, id, school_id, path, person_id, state, scheme_id, sheet, notes) VALUES ($1, $2, $3, $4, $5, 'checked', $6, $7, $8)
         ON CONFLICT (district_id, id) DO NOTHING",
        place.district as OrgId,
        id as ImportId,
        place.id as OrgId,
        place.path,
        person as PersonId,
        scheme as SchemeId,
        sheet.chars().filter(|c| !c.is_control()).take(60).collect::<String>(),
        Json(&checked.notes) as _
    )
    .execute(scope.conn())
    .await?;
    if kept.rows_affected() == 0 {
        return Ok(());
    }
    for points in checked.points.chunks(AT_ONCE) {
        let json = |value: &dyn Fn(&super::check::Point) -> Option<serde_json::Value>| points.iter().map(value).collect::<Vec<_>>();
        let drafts = json(&|point| point.draft.as_ref().and_then(|draft| serde_json::to_value(draft).ok()));
        let faults: Vec<serde_json::Value> = points.iter().map(|point| serde_json::to_value(&point.faults).unwrap_or_default()).collect();
        sqlx::query!(
            "INSERT INTO risk_import_row (district_id, import_id, school_id, path, row, state, name, number, draft, faults)
             SELECT $1, $2, $3, $4, t.* FROM unnest($5::integer[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::jsonb[]) AS t",
            place.district as OrgId,
            id as ImportId,
            place.id as OrgId,
            place.path,
            &points.iter().map(|point| i32::try_from(point.row).unwrap_or(i32::MAX)).collect::<Vec<_>>(),
            &points.iter().map(|point| code(point.state).to_owned()).collect::<Vec<_>>(),
            &points.iter().map(|point| point.name.chars().filter(|c| !c.is_control()).collect()).collect::<Vec<String>>(),
            &points.iter().map(|point| point.number.clone()).collect::<Vec<_>>(),
            &drafts as &[Option<serde_json::Value>],
            &faults
        )
        .execute(scope.conn())
        .await?;
    }
    Ok(())
}

const fn code(state: State) -> &'static str {
    match state {
        State::New => "new",
        State::There => "there",
        State::Faulty => "faulty",
    }
}

/// An import of a school, with how its points stand.
///
/// # Errors
/// [`Error::NotFound`] when the school has no such import within reach.
pub async fn find(scope: &mut Scope, place: &Place, id: ImportId) -> Result<Import> {
    let row = sqlx::query!(
        r#"SELECT i.state AS "stage: Stage", i.scheme_id AS "scheme: SchemeId", i.sheet, i.notes AS "notes: Json<Vec<Remark>>", i.job_id AS "job: JobId", i.created_at,
                  count(*) FILTER (WHERE r.state = 'new') AS "new!", count(*) FILTER (WHERE r.state = 'there') AS "there!",
                  count(*) FILTER (WHERE r.state = 'faulty') AS "faulty!", count(*) FILTER (WHERE r.state = 'added') AS "added!"
             FROM risk_import i LEFT JOIN risk_import_row r ON r.district_id = i.district_id AND r.import_id = i.id
            WHERE i.district_id = $1 AND i.id = $2 AND i.school_id = $3 GROUP BY i.district_id, i.id"#,
        place.district as OrgId,
        id as ImportId,
        place.id as OrgId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Import {
        id,
        stage: row.stage,
        scheme: row.scheme,
        sheet: row.sheet,
        notes: row.notes.0,
        job: row.job,
        at: row.created_at,
        tally: Tally { new: row.new, there: row.there, faulty: row.faulty, added: row.added },
    })
}

/// A line of the list of imports.
pub struct Past {
    pub id: ImportId,
    pub stage: Stage,
    pub at: DateTime<Utc>,
    pub by: String,
}

/// The school's last imports, newest first.
///
/// # Errors
/// When the database is away.
pub async fn past(scope: &mut Scope, place: &Place) -> Result<Vec<Past>> {
    Ok(sqlx::query_as!(
        Past,
        r#"SELECT i.id AS "id: ImportId", i.state AS "stage: Stage", i.created_at AS at, p.name AS by
             FROM risk_import i JOIN person p ON p.id = i.person_id WHERE i.district_id = $1 AND i.school_id = $2 ORDER BY i.created_at DESC LIMIT 5"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_all(scope.conn())
    .await?)
}

/// A point of an import that will not be added: its row, its name, its number in the register (if it is there), what is wrong with it.
pub struct Left {
    pub row: i32,
    pub name: String,
    pub number: String,
    pub faults: Json<Vec<Remark>>,
}

/// The points with faults first, then those that are there already, each by row; at most `limit` of each.
///
/// # Errors
/// When the database is away.
pub async fn left(scope: &mut Scope, place: &Place, id: ImportId, limit: i64) -> Result<Vec<Left>> {
    Ok(sqlx::query_as!(
        Left,
        r#"SELECT row, name, number, faults AS "faults: Json<Vec<Remark>>"
             FROM (SELECT *, row_number() OVER (PARTITION BY state ORDER BY row) AS n FROM risk_import_row
                    WHERE district_id = $1 AND import_id = $2 AND state IN ('faulty', 'there')) r
            WHERE n <= $3 ORDER BY state, row"#,
        place.district as OrgId,
        id as ImportId,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Sets an import going, or going again after its job was given up. Of two presses one does it: `false` for the other.
///
/// # Errors
/// When the database is away.
pub async fn start(scope: &mut Scope, place: &Place, id: ImportId, job: JobId, given_up: Option<JobId>) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE risk_import SET state = 'running', job_id = $3 WHERE district_id = $1 AND id = $2 AND (state = 'checked' OR (state = 'running' AND job_id = $4))",
        place.district as OrgId,
        id as ImportId,
        job as JobId,
        given_up as Option<JobId>
    )
    .execute(scope.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The next points to add, by row.
///
/// # Errors
/// When the database is away.
pub async fn next(scope: &mut Scope, place: &Place, id: ImportId, limit: i64) -> Result<Vec<(i32, Draft)>> {
    let rows = sqlx::query!(
        r#"SELECT row, draft AS "draft!: Json<Draft>" FROM risk_import_row WHERE district_id = $1 AND import_id = $2 AND state = 'new' ORDER BY row LIMIT $3"#,
        place.district as OrgId,
        id as ImportId,
        limit
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.row, row.draft.0)).collect())
}

/// Writes down what became of points: row, whether it was added (else it was there already), its number.
///
/// # Errors
/// When the database is away.
pub async fn settle(scope: &mut Scope, place: &Place, id: ImportId, points: &[(i32, bool, String)]) -> Result<()> {
    sqlx::query!(
        "UPDATE risk_import_row r SET state = CASE WHEN t.added THEN 'added' ELSE 'there' END, number = t.number, draft = NULL
           FROM unnest($3::integer[], $4::boolean[], $5::text[]) AS t (row, added, number)
          WHERE r.district_id = $1 AND r.import_id = $2 AND r.row = t.row AND r.state = 'new'",
        place.district as OrgId,
        id as ImportId,
        &points.iter().map(|point| point.0).collect::<Vec<_>>(),
        &points.iter().map(|point| point.1).collect::<Vec<_>>(),
        &points.iter().map(|point| point.2.clone()).collect::<Vec<_>>()
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// The import is through.
///
/// # Errors
/// When the database is away.
pub async fn finish(scope: &mut Scope, place: &Place, id: ImportId) -> Result<()> {
    sqlx::query!(
        "UPDATE risk_import SET state = 'done' WHERE district_id = $1 AND id = $2 AND state = 'running'",
        place.district as OrgId,
        id as ImportId
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// A point with everything a list says of it.
pub struct Full {
    pub number: String,
    pub name: String,
    pub area: String,
    pub kind: String,
    pub place: String,
    pub accident: String,
    pub review_on: NaiveDate,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub hazards: Json<Vec<HazardPart>>,
    pub measures: Json<Vec<MeasurePart>>,
    pub duties: Json<Vec<DutyPart>>,
}

/// A hazard of it, with its latest inherent score.
#[derive(Deserialize)]
pub struct HazardPart {
    pub description: String,
    pub factor: String,
    pub hazard_type: String,
    pub level: i16,
    pub scheme: Option<Uuid>,
    pub scores: Option<Vec<i32>>,
    pub value: Option<i64>,
    pub divisor: Option<i64>,
}

/// A measure of it.
#[derive(Deserialize)]
pub struct MeasurePart {
    pub kind: String,
    pub description: String,
}

/// Who answers for it at a tier.
#[derive(Deserialize)]
pub struct DutyPart {
    pub tier: String,
    pub name: String,
}

/// The points of one page of a list, in its order.
///
/// # Errors
/// When the database is away.
pub async fn full(scope: &mut Scope, place: &Place, keys: &[Key]) -> Result<Vec<Full>> {
    Ok(sqlx::query_as!(
        Full,
        r#"SELECT r.number, r.name, r.area, r.kind, r.place, r.accident, r.review_on, o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en,
                  coalesce((SELECT jsonb_agg(jsonb_build_object('description', h.description, 'factor', h.factor, 'hazard_type', h.hazard_type, 'level', h.inherent,
                                                                'scheme', e.scheme_id, 'scores', e.scores, 'value', e.value, 'divisor', (s.definition->>'divisor')::bigint) ORDER BY h.ordinal)
                              FROM hazard h
                              LEFT JOIN LATERAL (SELECT scheme_id, scores, value FROM evaluation
                                                  WHERE district_id = h.district_id AND risk_point_id = h.risk_point_id AND hazard_id = h.id AND stage = 'inherent' ORDER BY at DESC, id DESC LIMIT 1) e ON true
                              LEFT JOIN scheme s ON s.id = e.scheme_id
                             WHERE h.district_id = r.district_id AND h.risk_point_id = r.id), '[]') AS "hazards!: Json<Vec<HazardPart>>",
                  coalesce((SELECT jsonb_agg(jsonb_build_object('kind', m.kind, 'description', m.description) ORDER BY m.ordinal)
                              FROM measure m WHERE m.district_id = r.district_id AND m.risk_point_id = r.id AND m.retired_at IS NULL), '[]') AS "measures!: Json<Vec<MeasurePart>>",
                  coalesce((SELECT jsonb_agg(jsonb_build_object('tier', d.tier, 'name', p.name))
                              FROM risk_duty d JOIN person p ON p.id = d.person_id WHERE d.district_id = r.district_id AND d.risk_point_id = r.id), '[]') AS "duties!: Json<Vec<DutyPart>>"
             FROM unnest($1::smallint[], $2::text[], $3::text[]) WITH ORDINALITY AS k (level, path, number, n)
             JOIN risk_point r ON r.level = k.level AND r.path = k.path COLLATE "C" AND r.number = k.number COLLATE "C" AND r.retired_at IS NULL
             JOIN org o ON o.id = r.school_id
            WHERE starts_with(r.path, $4) ORDER BY k.n"#,
        &keys.iter().map(|key| key.level).collect::<Vec<_>>(),
        &keys.iter().map(|key| key.path.clone()).collect::<Vec<_>>(),
        &keys.iter().map(|key| key.number.clone()).collect::<Vec<_>>(),
        place.path
    )
    .fetch_all(scope.conn())
    .await?)
}
