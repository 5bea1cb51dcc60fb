//! The inspection ledger (检查台账) and its figures: what was walked in a period, what it found, what became of that.

use super::listed::Filter;
use crate::access::Place;
use crate::db::Scope;
use crate::error::Result;
use crate::id::{InspectionId, OrgId, PersonId};
use crate::inspection::model::Kind;
use crate::text::Lang;
use crate::ticket::model::{Grade, State};
use chrono::{DateTime, NaiveDate, Utc};

/// One inspection as the ledger tells it.
pub struct Booked {
    pub id: InspectionId,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub number: String,
    pub kind: Kind,
    pub title: String,
    pub inspector: String,
    pub by_bureau: bool,
    pub items: i16,
    pub good: i64,
    pub not_applicable: i64,
    pub problems: i16,
    /// Of the tickets its problems opened, those that are closed.
    pub closed: i64,
    pub started_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub due_at: Option<DateTime<Utc>>,
    pub late_reason: String,
}

impl Booked {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }
    pub fn url(&self) -> String {
        format!("/o/{}/inspections/{}", self.school_code, self.number)
    }
}

/// The inspections of a place in the order of the ledger, the oldest first; at most `limit`, after the one that ended the piece before.
///
/// # Errors
/// When the database is away.
pub async fn booked(scope: &mut Scope, place: &Place, filter: &Filter, limit: i64) -> Result<Vec<Booked>> {
    let (after_at, after_id) = filter.after.unzip();
    Ok(sqlx::query_as!(
        Booked,
        r#"SELECT i.id AS "id: InspectionId", o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, i.number, i.kind AS "kind: Kind", i.title, coalesce(p.name, '') AS "inspector!", i.by_bureau,
                  i.items, x.good AS "good!", x.na AS "not_applicable!", i.problems, x.closed AS "closed!", i.started_at, i.submitted_at, k.due_at AS "due_at?", coalesce(k.late_reason, '') AS "late_reason!"
             FROM (SELECT * FROM inspection i
                    WHERE starts_with(i.path, $1) AND ($2::text IS NULL OR i.kind = $2) AND (NOT $3 OR i.submitted_at IS NULL) AND (NOT $4 OR i.problems > 0) AND (NOT $5 OR i.looks <> '[]')
                      AND ($6::date IS NULL OR i.started_at >= $6) AND ($7::date IS NULL OR i.started_at < $7 + 1) AND ($8::uuid IS NULL OR i.inspector_id = $8) AND (NOT $12 OR i.submitted_at IS NOT NULL)
                      AND ($10::uuid IS NULL OR (i.started_at, i.id) > ($9::timestamptz, $10))
                    ORDER BY i.started_at, i.id LIMIT $11) i
             JOIN org o ON o.id = i.school_id LEFT JOIN person p ON p.id = i.inspector_id
             LEFT JOIN inspection_task k ON k.district_id = i.district_id AND k.id = i.id
             CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE x.result = 'ok') AS good, count(*) FILTER (WHERE x.result = 'not_applicable') AS na, count(*) FILTER (WHERE t.state = 'closed') AS closed
                                   FROM inspection_item x LEFT JOIN ticket t ON t.district_id = x.district_id AND t.id = x.ticket_id
                                  WHERE x.district_id = i.district_id AND x.inspection_id = i.id) x
            ORDER BY i.started_at, i.id"#,
        place.path,
        filter.kind as Option<Kind>,
        filter.unfinished,
        filter.problems,
        filter.looks,
        filter.from,
        filter.to,
        filter.person as Option<PersonId>,
        after_at,
        after_id as Option<InspectionId>,
        limit,
        filter.submitted
    )
    .fetch_all(scope.conn())
    .await?)
}

/// A problem that an inspection found, and what became of it.
pub struct Finding {
    pub school_zh: String,
    pub school_en: String,
    pub inspection: String,
    pub question: String,
    pub note: String,
    pub ticket: String,
    pub grade: Grade,
    pub state: State,
    pub responsible: String,
    pub due_on: Option<NaiveDate>,
    pub closed_at: Option<DateTime<Utc>>,
}

impl Finding {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }
}

/// The problems of these inspections, in their order.
///
/// # Errors
/// When the database is away.
pub async fn findings(scope: &mut Scope, inspections: &[InspectionId]) -> Result<Vec<Finding>> {
    Ok(sqlx::query_as!(
        Finding,
        r#"SELECT o.name_zh AS school_zh, o.name_en AS school_en, i.number AS inspection, x.question, x.note, t.number AS ticket, t.grade AS "grade: Grade", t.state AS "state: State",
                  coalesce(p.name, '') AS "responsible!", t.due_on, t.closed_at
             FROM unnest($1::uuid[]) WITH ORDINALITY a (id, n) JOIN inspection i ON i.id = a.id JOIN org o ON o.id = i.school_id
             JOIN inspection_item x ON x.district_id = i.district_id AND x.inspection_id = i.id
             JOIN ticket t ON t.district_id = x.district_id AND t.id = x.ticket_id LEFT JOIN person p ON p.id = t.responsible_id
            ORDER BY a.n, x.ordinal"#,
        inspections as &[InspectionId]
    )
    .fetch_all(scope.conn())
    .await?)
}

/// What was walked in a period, under one heading.
pub struct Tally {
    /// Of a line by occasion.
    pub kind: Option<Kind>,
    /// Of a line by person or organisation: its id, its code where it has an address, its name.
    pub key: Option<uuid::Uuid>,
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    /// Submitted inspections.
    pub walks: i64,
    pub items: i64,
    pub problems: i64,
    /// Submitted without any problem.
    pub clean: i64,
    /// With something worth a second look.
    pub looks: i64,
    /// From beginning to submission, in seconds, all together.
    pub seconds: i64,
}

/// The submitted inspections begun in these days: by occasion; and by who walked them, at a school, or by what stands directly below a bureau.
/// One statement; the lines by occasion come first.
///
/// # Errors
/// When the database is away.
pub async fn tally(scope: &mut Scope, place: &Place, from: NaiveDate, to: NaiveDate) -> Result<Vec<Tally>> {
    Ok(sqlx::query_as!(
        Tally,
        r#"WITH walked AS (
             SELECT i.kind, CASE WHEN $2 THEN i.inspector_id END AS person, CASE WHEN NOT $2 THEN $1 || split_part(substr(i.path, length($1) + 1), '.', 1) || '.' END AS below,
                    i.items, i.problems, i.looks, extract(epoch FROM i.submitted_at - i.started_at) AS seconds
               FROM inspection i WHERE starts_with(i.path, $1) AND i.submitted_at IS NOT NULL AND i.started_at >= $3::date AND i.started_at < $4::date + 1),
           summed AS (
             SELECT kind, person, below, count(*) AS walks, sum(items) AS items, sum(problems) AS problems, count(*) FILTER (WHERE problems = 0) AS clean, count(*) FILTER (WHERE looks <> '[]') AS looks, sum(seconds) AS seconds
               FROM walked GROUP BY GROUPING SETS ((kind), (person, below)))
           SELECT s.kind AS "kind?: Kind", coalesce(s.person, o.id) AS "key?", coalesce(o.code, '') AS "code!", coalesce(p.name, o.name_zh, '') AS "name_zh!", coalesce(p.name, o.name_en, '') AS "name_en!",
                  s.walks AS "walks!", s.items::bigint AS "items!", s.problems::bigint AS "problems!", s.clean AS "clean!", s.looks AS "looks!", s.seconds::bigint AS "seconds!"
             FROM summed s LEFT JOIN person p ON p.id = s.person LEFT JOIN org o ON o.path = s.below
            ORDER BY s.kind IS NULL, s.walks DESC, 3, 2 LIMIT 600"#,
        place.path,
        place.is_school(),
        from,
        to
    )
    .fetch_all(scope.conn())
    .await?)
}

/// What was due of tasks in a period, and how it was done.
pub struct Taskwork {
    pub key: uuid::Uuid,
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub due: i64,
    pub done: i64,
    pub late: i64,
}

/// Tasks due in these days: by person at a school, by what stands directly below a bureau. From the tasks themselves at a school, from the sums
/// kept of them above it.
///
/// # Errors
/// When the database is away.
pub async fn taskwork(scope: &mut Scope, place: &Place, from: NaiveDate, to: NaiveDate) -> Result<Vec<Taskwork>> {
    if !place.is_school() {
        return Ok(sqlx::query_as!(
            Taskwork,
            r#"SELECT o.id AS key, o.code, o.name_zh, o.name_en, sum(t.due)::bigint AS "due!", sum(t.done)::bigint AS "done!", sum(t.late)::bigint AS "late!"
                 FROM org o JOIN rollup_task t ON t.org_id = o.id WHERE o.parent_id = $1 AND t.due_on BETWEEN $2 AND $3 GROUP BY o.id ORDER BY o.code LIMIT 600"#,
            place.id as OrgId,
            from,
            to
        )
        .fetch_all(scope.conn())
        .await?);
    }
    Ok(sqlx::query_as!(
        Taskwork,
        r#"SELECT k.person_id AS key, '' AS "code!", coalesce(p.name, '') AS "name_zh!", coalesce(p.name, '') AS "name_en!", count(*) AS "due!",
                  count(*) FILTER (WHERE k.done_at <= k.due_at) AS "done!", count(*) FILTER (WHERE k.done_at > k.due_at) AS "late!"
             FROM inspection_task k LEFT JOIN person p ON p.id = k.person_id
            WHERE k.district_id = $1 AND k.school_id = $2 AND k.due_at > $3::date AND k.due_at <= $4::date + 1 GROUP BY k.person_id, p.name ORDER BY p.name, k.person_id"#,
        place.district as OrgId,
        place.id as OrgId,
        from,
        to
    )
    .fetch_all(scope.conn())
    .await?)
}
