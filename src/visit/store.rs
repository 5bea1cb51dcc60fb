//! All SQL of visits. What changes a round happens in the bureau's turn (see [`Scope::turn`]); a visit begins in the school's.

use super::form::{Correction, New};
use super::model::{Asks, Candidate, Draw, Inspected, Lot, Member, Method, Pool, Round, Visit, Weights};
use crate::access::{Kind, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{InspectionId, OrgId, PersonId, TicketId, VisitId, VisitRoundId};
use crate::inspection::model::Occasion;
use crate::text::{Lang, Words};
use crate::ticket::model::Category;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;
use uuid::Uuid;

/// Rows a list shows; one more is fetched to know whether it goes on.
pub const PAGE: i64 = 50;

/// The bounds of a path's subtree, for the index of paths.
fn below(path: &str) -> (&str, String) {
    (path, format!("{}/", path.strip_suffix('.').unwrap_or(path)))
}

/// The schools of a pool as they stand, by code. `since` is the Monday from which closings are counted.
///
/// # Errors
/// When the database is away.
pub async fn candidates(scope: &mut Scope, place: &Place, pool: &Pool, today: NaiveDate, since: NaiveDate) -> Result<Vec<Candidate>> {
    let (from, to) = below(&place.path);
    Ok(sqlx::query_as!(
        Candidate,
        r#"SELECT o.id AS "id: OrgId", o.code, o.name_zh, o.name_en, coalesce(r.open, 0) AS "open!", coalesce(d.overdue, 0)::bigint AS "overdue!", coalesce(r.risk_1, 0) AS "red!",
                  v.last::date AS "last?", coalesce(w.closed, 0)::bigint AS "closed!"
             FROM org o JOIN org c ON c.id = o.district_id
             LEFT JOIN rollup r ON r.district_id = o.district_id AND r.org_id = o.id
             LEFT JOIN (SELECT org_id, sum(open) AS overdue FROM rollup_due WHERE path >= $1 AND path < $2 AND due_on < $3 AND open > 0 GROUP BY org_id) d ON d.org_id = o.id
             LEFT JOIN (SELECT school_id, max(started_at) AS last FROM inspection WHERE bureau_id = $4 GROUP BY school_id) v ON v.school_id = o.id
             LEFT JOIN (SELECT org_id, sum(closed) AS closed FROM rollup_week WHERE path >= $1 AND path < $2 AND week_on >= $5 GROUP BY org_id) w ON w.org_id = o.id
            WHERE o.kind = 'school' AND o.path >= $1 AND o.path < $2 AND ($6 = '' OR c.code = $6) AND ($7 = '' OR o.stage = $7) AND ($8 = '' OR o.ownership = $8)
              AND ($9 = '' OR coalesce(o.boarding, false) = ($9 = 'yes'))
            ORDER BY o.code"#,
        from,
        to,
        today,
        place.id as OrgId,
        since,
        pool.district,
        pool.stage,
        pool.ownership,
        pool.boarding
    )
    .fetch_all(scope.conn())
    .await?)
}

/// The districts below a place, with their names; a county is one itself.
///
/// # Errors
/// When the database is away.
pub async fn districts(scope: &mut Scope, place: &Place) -> Result<Vec<(String, Words)>> {
    let (from, to) = below(&place.path);
    let rows = sqlx::query!(
        r#"SELECT c.code, c.name_zh, c.name_en FROM org c
            WHERE c.path >= $1 AND c.path < $2 AND c.id = c.district_id AND EXISTS (SELECT FROM org s WHERE s.district_id = c.id AND s.kind = 'school') ORDER BY c.path"#,
        from,
        to
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.code, Words { zh: row.name_zh, en: row.name_en })).collect())
}

/// Keeps a new round.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add(scope: &mut Scope, place: &Place, id: VisitRoundId, new: &New) -> Result<()> {
    let person = scope.actor().person();
    sqlx::query!(
        "INSERT INTO visit_round (district_id, id, bureau_id, path, title, occasion, starts_on, ends_on, asks, pool, method, size, team, person_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        place.district as OrgId,
        id as VisitRoundId,
        place.id as OrgId,
        place.path,
        new.title,
        new.occasion as Occasion,
        new.starts,
        new.ends,
        Json(&new.asks) as Json<&Asks>,
        Json(&new.pool) as Json<&Pool>,
        new.method as Method,
        new.size,
        Json(&new.team) as Json<&Vec<Member>>,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Keeps a draw. What is written of it is its own; who drew and when, the database adds.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep_draw(scope: &mut Scope, place: &Place, round: VisitRoundId, draw: &Draw) -> Result<()> {
    let person = scope.actor().person();
    sqlx::query!(
        "INSERT INTO visit_draw (district_id, round_id, number, path, method, size, head, nonce, seed, weights, lots, digest, reason, person_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        place.district as OrgId,
        round as VisitRoundId,
        draw.number,
        place.path,
        draw.method as Method,
        draw.size,
        draw.head,
        draw.nonce,
        draw.seed,
        Json(&draw.weights) as Json<&Weights>,
        Json(&draw.lots) as Json<&Vec<Lot>>,
        draw.digest,
        draw.reason,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Keeps the visits of schools that were drawn, each with its place in the order. One statement.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep_visits(
    scope: &mut Scope,
    place: &Place,
    round: VisitRoundId,
    draw: i16,
    leader: PersonId,
    drawn: &[(i32, Uuid)],
) -> Result<()> {
    let ids: Vec<VisitId> = drawn.iter().map(|_| VisitId::new()).collect();
    let (ranks, schools): (Vec<i32>, Vec<Uuid>) = drawn.iter().copied().unzip();
    sqlx::query!(
        "INSERT INTO visit (district_id, id, path, round_id, draw, rank, place_id, leader_id)
         SELECT $1, i, $2, $3, $4, r, s, $5 FROM unnest($6::uuid[], $7::integer[], $8::uuid[]) AS t (i, r, s)",
        place.district as OrgId,
        place.path,
        round as VisitRoundId,
        draw,
        leader as PersonId,
        &ids as &[VisitId],
        &ranks,
        &schools
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Drops visits that have not begun.
///
/// # Errors
/// [`Error::Conflict`] when one of them is dropped already.
pub async fn drop_visits(scope: &mut Scope, place: &Place, visits: &[VisitId], reason: &str) -> Result<()> {
    let now = scope.now()?;
    let done = sqlx::query!(
        "UPDATE visit SET dropped_at = $3, drop_reason = $4 WHERE district_id = $1 AND id = ANY ($2) AND dropped_at IS NULL",
        place.district as OrgId,
        visits as &[VisitId],
        now,
        reason
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() == visits.len() as u64 { Ok(()) } else { Err(Error::Conflict("visit-refused-dropped")) }
}

/// Says who leads a visit, and on which day it is planned.
///
/// # Errors
/// [`Error::Conflict`] when it was dropped meanwhile.
pub async fn plan(scope: &mut Scope, place: &Place, visit: VisitId, leader: PersonId, planned: Option<NaiveDate>) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE visit SET leader_id = $3, planned_on = $4 WHERE district_id = $1 AND id = $2 AND dropped_at IS NULL",
        place.district as OrgId,
        visit as VisitId,
        leader as PersonId,
        planned
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Conflict("visit-refused-dropped")) }
}

/// Closes a round with its summary.
///
/// # Errors
/// [`Error::Conflict`] when it is closed already.
pub async fn close(scope: &mut Scope, place: &Place, round: VisitRoundId, summary: &str) -> Result<()> {
    let now = scope.now()?;
    let done = sqlx::query!(
        "UPDATE visit_round SET closed_at = $3, summary = $4 WHERE district_id = $1 AND id = $2 AND closed_at IS NULL",
        place.district as OrgId,
        round as VisitRoundId,
        now,
        summary
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Conflict("visit-refused-closed")) }
}

/// Corrects a round that still has the version it was read in; a visit led by somebody who goes along no more is led by the leader. Nobody may
/// begin one of its visits meanwhile (see [`lock`]).
///
/// # Errors
/// [`Error::Conflict`] when somebody was first.
pub async fn correct(scope: &mut Scope, place: &Place, round: &Round, new: &Correction) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE visit_round SET title = $4, starts_on = $5, ends_on = $6, team = $7, note = $8, version = version + 1 WHERE district_id = $1 AND id = $2 AND version = $3 AND closed_at IS NULL",
        place.district as OrgId,
        round.id as VisitRoundId,
        round.version,
        new.title,
        new.starts,
        new.ends,
        Json(&new.team) as Json<&Vec<Member>>,
        new.note
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("visit-refused-stale"));
    }
    let along: Vec<Uuid> = new.team.iter().filter_map(|one| one.person).collect();
    sqlx::query!(
        "UPDATE visit SET leader_id = $3 WHERE district_id = $1 AND round_id = $2 AND dropped_at IS NULL AND leader_id <> ALL ($4)",
        place.district as OrgId,
        round.id as VisitRoundId,
        new.leader as PersonId,
        &along
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// A round of a bureau.
///
/// # Errors
/// [`Error::NotFound`] when it has none of this id.
pub async fn round(scope: &mut Scope, place: &Place, id: VisitRoundId) -> Result<Round> {
    let row = sqlx::query!(
        r#"SELECT r.id AS "id: VisitRoundId", r.title, r.occasion AS "occasion: Occasion", r.starts_on, r.ends_on, r.asks AS "asks: Json<Asks>", r.pool AS "pool: Json<Pool>", r.method AS "method: Method", r.size,
                  r.team AS "team: Json<Vec<Member>>", r.note, r.version, r.created_at, r.closed_at, r.summary, c.title AS "list_zh?", c.title_en AS "list_en?"
             FROM visit_round r LEFT JOIN check_template c ON c.id = (r.asks->>'list')::uuid WHERE r.district_id = $1 AND r.id = $2 AND r.bureau_id = $3"#,
        place.district as OrgId,
        id as VisitRoundId,
        place.id as OrgId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Round {
        id: row.id,
        title: row.title,
        occasion: row.occasion,
        starts: row.starts_on,
        ends: row.ends_on,
        asks: row.asks.0,
        list: row.list_zh.map(|zh| Words { zh, en: row.list_en.unwrap_or_default() }),
        pool: row.pool.0,
        method: row.method,
        size: row.size,
        team: row.team.0,
        note: row.note,
        version: row.version,
        created_at: row.created_at,
        closed_at: row.closed_at,
        summary: row.summary,
    })
}

/// The draws of a round, the newest first; never empty.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn draws(scope: &mut Scope, place: &Place, round: VisitRoundId) -> Result<Vec<Draw>> {
    let rows = sqlx::query!(
        r#"SELECT d.number, d.method AS "method: Method", d.size, d.head, d.nonce, d.seed, d.weights AS "weights: Json<Weights>", d.lots AS "lots: Json<Vec<Lot>>", d.digest, d.reason,
                  coalesce(p.name, '') AS "person!", d.drawn_at
             FROM visit_draw d LEFT JOIN person p ON p.id = d.person_id WHERE d.district_id = $1 AND d.round_id = $2 ORDER BY d.number DESC"#,
        place.district as OrgId,
        round as VisitRoundId
    )
    .fetch_all(scope.conn())
    .await?;
    let draws: Vec<Draw> = rows
        .into_iter()
        .map(|row| Draw {
            number: row.number,
            method: row.method,
            size: row.size,
            head: row.head,
            nonce: row.nonce,
            seed: row.seed,
            weights: row.weights.0,
            lots: row.lots.0,
            digest: row.digest,
            reason: row.reason,
            person: row.person,
            drawn_at: row.drawn_at,
        })
        .collect();
    if draws.is_empty() { Err(Error::NotFound) } else { Ok(draws) }
}

/// The visits of a round in the order of their draws, each with what came of it. One statement.
///
/// # Errors
/// When the database is away.
pub async fn visits(scope: &mut Scope, place: &Place, round: VisitRoundId) -> Result<Vec<Visit>> {
    let rows = sqlx::query!(
        r#"SELECT v.id AS "id: VisitId", v.draw, v.rank, v.place_id AS "school: OrgId", o.code, o.name_zh, o.name_en, v.leader_id AS "leader: PersonId", coalesce(p.name, '') AS "leader_name!",
                  v.planned_on, v.dropped_at, v.drop_reason, i.id AS "inspection?: InspectionId", i.number AS "number?", i.inspector_id AS "inspector?: PersonId", i.started_at AS "started_at?", i.submitted_at AS "submitted_at?",
                  coalesce(t.found, 0) AS "found!", coalesce(t.major, 0) AS "major!", coalesce(t.open, 0) AS "open!", coalesce(t.closed, 0) AS "closed!"
             FROM visit v JOIN org o ON o.id = v.place_id LEFT JOIN person p ON p.id = v.leader_id
             LEFT JOIN inspection i ON i.round_id = v.round_id AND i.visit_id = v.id
             LEFT JOIN LATERAL (SELECT count(*) AS found, count(*) FILTER (WHERE k.grade = 'major') AS major, count(*) FILTER (WHERE k.state NOT IN ('closed', 'void')) AS open,
                                       count(*) FILTER (WHERE k.state = 'closed') AS closed
                                  FROM ticket k WHERE k.district_id = i.district_id AND k.inspection_id = i.id) t ON true
            WHERE v.district_id = $1 AND v.round_id = $2 ORDER BY v.draw DESC, v.rank"#,
        place.district as OrgId,
        round as VisitRoundId
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Visit {
            id: row.id,
            draw: row.draw,
            rank: row.rank,
            school: row.school,
            code: row.code,
            name_zh: row.name_zh,
            name_en: row.name_en,
            leader: row.leader,
            leader_name: row.leader_name,
            planned: row.planned_on,
            dropped_at: row.dropped_at,
            drop_reason: row.drop_reason,
            inspection: match (row.inspection, row.number, row.inspector, row.started_at) {
                (Some(id), Some(number), Some(inspector), Some(started_at)) => {
                    Some(Inspected { id, number, inspector, started_at, submitted_at: row.submitted_at })
                }
                _ => None,
            },
            found: row.found,
            major: row.major,
            open: row.open,
            closed: row.closed,
        })
        .collect())
}

/// The school of a visit.
///
/// # Errors
/// [`Error::NotFound`] when the round has no such visit.
pub async fn school(scope: &mut Scope, place: &Place, round: VisitRoundId, visit: VisitId) -> Result<Place> {
    sqlx::query_as!(
        Place,
        r#"SELECT o.id AS "id: OrgId", o.district_id AS "district: OrgId", o.kind AS "kind: Kind", o.code, o.path, o.name_zh, o.name_en
             FROM visit v JOIN org o ON o.id = v.place_id WHERE v.district_id = $1 AND v.round_id = $2 AND v.id = $3"#,
        place.district as OrgId,
        round as VisitRoundId,
        visit as VisitId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)
}

/// Takes a visit that is not dropped until the transaction ends: nobody drops it while it begins, nor begins it while it is dropped. The number
/// of its draw, or `None` when it was dropped.
///
/// # Errors
/// When the database is away.
pub async fn lock(scope: &mut Scope, place: &Place, visit: VisitId) -> Result<Option<i16>> {
    Ok(sqlx::query_scalar!(
        "SELECT draw FROM visit WHERE district_id = $1 AND id = $2 AND dropped_at IS NULL FOR UPDATE",
        place.district as OrgId,
        visit as VisitId
    )
    .fetch_optional(scope.conn())
    .await?)
}

/// Those of these visits that have begun; ask after [`lock`].
///
/// # Errors
/// When the database is away.
pub async fn begun(scope: &mut Scope, round: VisitRoundId) -> Result<Vec<(VisitId, String)>> {
    let rows = sqlx::query!(
        r#"SELECT visit_id AS "visit!: VisitId", number FROM inspection WHERE round_id = $1 AND visit_id IS NOT NULL"#,
        round as VisitRoundId
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.visit, row.number)).collect())
}

/// A ticket that a re-check may ask about.
pub struct Closed {
    pub id: TicketId,
    pub number: String,
    pub title: String,
    pub place: String,
    pub category: Category,
    pub done: String,
}

/// The tickets of a school closed since an instant, by number.
///
/// # Errors
/// When the database is away.
pub async fn closed(scope: &mut Scope, school: &Place, since: DateTime<Utc>) -> Result<Vec<Closed>> {
    Ok(sqlx::query_as!(
        Closed,
        r#"SELECT id AS "id: TicketId", number, title, place, category AS "category: Category", coalesce(done, '') AS "done!"
             FROM ticket WHERE district_id = $1 AND school_id = $2 AND state = 'closed' AND closed_at >= $3 ORDER BY number"#,
        school.district as OrgId,
        school.id as OrgId,
        since
    )
    .fetch_all(scope.conn())
    .await?)
}

/// A round as the list shows it.
pub struct Listed {
    pub id: VisitRoundId,
    pub title: String,
    pub occasion: Occasion,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
    pub closed_at: Option<DateTime<Utc>>,
    /// Visits that count, and those that are done.
    pub visits: i64,
    pub done: i64,
    pub problems: i64,
}

/// The rounds of a bureau, the newest first; at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, after: Option<VisitRoundId>, limit: i64) -> Result<Vec<Listed>> {
    Ok(sqlx::query_as!(
        Listed,
        r#"SELECT r.id AS "id: VisitRoundId", r.title, r.occasion AS "occasion: Occasion", r.starts_on AS starts, r.ends_on AS ends, r.closed_at,
                  (SELECT count(*) FROM visit v WHERE v.district_id = r.district_id AND v.round_id = r.id AND v.dropped_at IS NULL) AS "visits!",
                  i.done AS "done!", i.problems AS "problems!"
             FROM visit_round r
             CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE i.submitted_at IS NOT NULL) AS done, coalesce(sum(i.problems), 0)::bigint AS problems FROM inspection i WHERE i.round_id = r.id) i
            WHERE r.district_id = $1 AND r.bureau_id = $2 AND ($3::uuid IS NULL OR r.id < $3) ORDER BY r.id DESC LIMIT $4"#,
        place.district as OrgId,
        place.id as OrgId,
        after as Option<VisitRoundId>,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}

/// A school and the bureau's last visit there.
pub struct Covered {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub last: Option<NaiveDate>,
    /// Visits this year.
    pub times: i64,
    /// Of all schools asked about: how many there are, and how many were not visited this year.
    pub schools: i64,
    pub never: i64,
}

impl Covered {
    pub fn name(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.name_en.is_empty() { &self.name_en } else { &self.name_zh }
    }
}

/// What a list of schools and their last visits is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// By code; else the longest ago first, those never visited before all.
    pub by_code: bool,
    /// Only those not visited this year.
    pub never: bool,
    /// The end of the page before: its day (the first of days for never) and code.
    pub after: Option<(NaiveDate, String)>,
}

/// The day that stands for never.
pub const NEVER: NaiveDate = NaiveDate::MIN;

/// When each school below a bureau was last visited by it; its schools in all and those left out this year are told with every row.
/// `year` is the first day of the year.
///
/// # Errors
/// When the database is away.
pub async fn coverage(scope: &mut Scope, place: &Place, wanted: &Wanted, year: NaiveDate, limit: i64) -> Result<Vec<Covered>> {
    let (from, to) = below(&place.path);
    let (after_on, after_code) = wanted.after.clone().unzip();
    Ok(sqlx::query_as!(
        Covered,
        r#"SELECT s.code AS "code!", s.name_zh AS "name_zh!", s.name_en AS "name_en!", s.last, s.times AS "times!", s.schools AS "schools!", s.never AS "never!"
             FROM (SELECT o.code, o.name_zh, o.name_en, v.last, coalesce(v.times, 0) AS times, count(*) OVER () AS schools, count(*) FILTER (WHERE v.last IS NULL OR v.last < $4) OVER () AS never
                     FROM org o LEFT JOIN (SELECT school_id, max(started_at::date) AS last,
                                                  count(*) FILTER (WHERE started_at::date >= $4) AS times
                                             FROM inspection WHERE bureau_id = $3 GROUP BY school_id) v ON v.school_id = o.id
                    WHERE o.kind = 'school' AND o.path >= $1 AND o.path < $2) s
            WHERE (NOT $5 OR s.last IS NULL OR s.last < $4)
              AND ($8::text IS NULL OR CASE WHEN $6 THEN s.code > $8 ELSE (coalesce(s.last, '-infinity'), s.code) > (coalesce($7::date, '-infinity'), $8) END)
            ORDER BY CASE WHEN $6 THEN NULL ELSE coalesce(s.last, '-infinity') END, s.code LIMIT $9"#,
        from,
        to,
        place.id as OrgId,
        year,
        wanted.never,
        wanted.by_code,
        after_on.filter(|on| *on != NEVER),
        after_code,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}

/// The names of organisations, by id.
///
/// # Errors
/// When the database is away.
pub async fn names(scope: &mut Scope, ids: &[Uuid]) -> Result<Vec<(Uuid, Words)>> {
    let rows = sqlx::query!("SELECT id, name_zh, name_en FROM org WHERE id = ANY ($1)", ids).fetch_all(scope.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.id, Words { zh: row.name_zh, en: row.name_en })).collect())
}
