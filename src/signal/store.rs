//! All SQL of signals and samples.

use super::limits::Limits;
use super::model::{About, Kind, Mark, Quiet, Said, Sample, Signal, Verdict};
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{DrawId, MarkId, MessageId, OrgId, PersonId, SampleId, TicketId};
use crate::ledger::{self, Event, Facts, Subject};
use crate::ticket::model::Ticket;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// Most signals a page shows.
pub const MOST: i64 = 300;

struct Row {
    kind: Kind,
    about: About,
    district: OrgId,
    school: OrgId,
    school_code: String,
    school_zh: String,
    school_en: String,
    path: String,
    subject: Uuid,
    number: String,
    at: DateTime<Utc>,
    n: i64,
    m: i64,
    who: String,
    other: String,
    other_code: String,
    words: String,
    said: Json<Vec<Said>>,
}

/// What is worth a question at or below a place, the newest first: everything a record or a ticket shows by itself. One statement, over the window
/// only. Of the photos, what was seen elsewhere is seen as far as the reader reaches.
///
/// # Errors
/// When the database is away.
pub async fn found(scope: &mut Scope, place: &Place, limits: &Limits, now: DateTime<Utc>) -> Result<Vec<Signal>> {
    let from = now - chrono::Duration::days(i64::from(limits.window_days));
    let rows = sqlx::query_as!(
        Row,
        r#"WITH found AS (
             SELECT 'late' AS kind, 'ticket' AS about, t.district_id, t.school_id, t.id AS subject, t.number, t.reported_at AS at, floor(extract(epoch FROM t.reported_at - t.found_at) / 3600)::bigint AS n, 0::bigint AS m,
                    t.reporter_id AS who, '' AS other, NULL::uuid AS other_school, '' AS words
               FROM ticket t WHERE t.reported_at >= $2 AND starts_with(t.path, $1) AND t.source <> 'public' AND t.state <> 'void' AND t.reported_at - t.found_at > make_interval(hours => $3)
             UNION ALL
             SELECT 'quick', 'ticket', t.district_id, t.school_id, t.id, t.number, t.closed_at, floor(extract(epoch FROM t.closed_at - s.at) / 60)::bigint, 0, t.verifier_id, '', NULL, ''
               FROM ticket t CROSS JOIN LATERAL (SELECT max(e.at) AS at FROM ledger_event e WHERE e.district_id = t.district_id AND e.subject_id = t.id AND e.act = 'submit') s
              WHERE t.closed_at >= $2 AND starts_with(t.path, $1) AND NOT t.on_the_spot AND t.closed_at - s.at < make_interval(mins => $4)
             UNION ALL
             SELECT 'batch', 'ticket', b.district_id, b.school_id, (array_agg(b.subject_id ORDER BY b.n DESC, b.at))[1], (array_agg(t.number ORDER BY b.n DESC, b.at))[1], max(b.at), max(b.n), $5::integer::bigint, b.actor_id, '', NULL, ''
               FROM (SELECT e.district_id, e.school_id, e.subject_id, e.actor_id, e.at,
                            count(*) OVER (PARTITION BY e.school_id, e.actor_id ORDER BY e.at RANGE BETWEEN make_interval(mins => $5) PRECEDING AND CURRENT ROW) AS n
                       FROM ledger_event e JOIN ticket p ON p.district_id = e.district_id AND p.id = e.subject_id AND NOT p.on_the_spot
                      WHERE e.act = 'pass' AND e.at >= $2 AND starts_with(e.path, $1)) b
               JOIN ticket t ON t.district_id = b.district_id AND t.id = b.subject_id GROUP BY b.district_id, b.school_id, b.actor_id, b.at::date HAVING max(b.n) >= $6
             UNION ALL
             (SELECT DISTINCT ON (f.district_id, coalesce(f.ticket_id, f.inspection_id)) 'photo', CASE WHEN f.ticket_id IS NULL THEN 'inspection' ELSE 'ticket' END, f.district_id, f.school_id,
                    coalesce(f.ticket_id, f.inspection_id), coalesce(ft.number, fi.number), f.uploaded_at, (o.source_sha256 = f.source_sha256)::integer::bigint, 0, f.uploader_id, coalesce(ot.number, oi.number), o.school_id, ''
               FROM photo f
               JOIN LATERAL (SELECT * FROM photo x WHERE x.source_sha256 = f.source_sha256 UNION ALL SELECT * FROM photo x WHERE x.likeness = f.likeness AND x.source_sha256 <> f.source_sha256) o
                 ON o.uploaded_at < f.uploaded_at AND o.moment NOT IN ('plan', 'voucher') AND o.ticket_id IS DISTINCT FROM coalesce(f.ticket_id, '00000000-0000-0000-0000-000000000000')
                AND o.inspection_id IS DISTINCT FROM coalesce(f.inspection_id, '00000000-0000-0000-0000-000000000000')
               LEFT JOIN ticket ft ON ft.district_id = f.district_id AND ft.id = f.ticket_id LEFT JOIN inspection fi ON fi.district_id = f.district_id AND fi.id = f.inspection_id
               LEFT JOIN ticket ot ON ot.district_id = o.district_id AND ot.id = o.ticket_id LEFT JOIN inspection oi ON oi.district_id = o.district_id AND oi.id = o.inspection_id
              WHERE f.uploaded_at >= $2 AND starts_with(f.path, $1) AND f.moment NOT IN ('plan', 'voucher') AND coalesce(ft.number, fi.number) IS NOT NULL AND coalesce(ot.number, oi.number) IS NOT NULL
              ORDER BY f.district_id, coalesce(f.ticket_id, f.inspection_id), o.uploaded_at)
             UNION ALL
             SELECT 'lowered', 'ticket', e.district_id, e.school_id, t.id, t.number, e.at, 0, 0, e.actor_id, '', NULL, ''
               FROM ledger_event e JOIN ticket t ON t.district_id = e.district_id AND t.id = e.subject_id
              WHERE e.act IN ('confirm', 'regrade') AND e.at >= $2 AND starts_with(e.path, $1) AND e.facts ->> 'grade' = 'general'
             UNION ALL
             SELECT 'level', 'risk_point', e.district_id, e.school_id, r.id, r.number, e.at, (b.level)::bigint, (e.facts ->> 'level')::bigint, e.actor_id, '', NULL, ''
               FROM ledger_event e
               CROSS JOIN LATERAL (SELECT p.facts ->> 'level' AS level FROM ledger_event p WHERE p.district_id = e.district_id AND p.subject_id = e.subject_id AND p.seq < e.seq AND p.facts ? 'level' ORDER BY p.seq DESC LIMIT 1) b
               JOIN risk_point r ON r.district_id = e.district_id AND r.id = e.subject_id
              WHERE e.subject = 'risk_point' AND e.at >= $2 AND starts_with(e.path, $1) AND e.act <> 'follow_ticket' AND e.facts ->> 'level' > b.level
             UNION ALL
             SELECT CASE l ->> 'what' WHEN 'rushed' THEN 'rushed' ELSE 'clear' END, 'inspection', i.district_id, i.school_id, i.id, i.number, i.submitted_at, coalesce(l ->> 'items', l ->> 'records')::bigint,
                    coalesce(l ->> 'seconds', l ->> 'days')::bigint, i.inspector_id, '', NULL, ''
               FROM inspection i CROSS JOIN LATERAL jsonb_array_elements(i.looks) l
              WHERE i.looks <> '[]' AND i.submitted_at >= $2 AND starts_with(i.path, $1) AND l ->> 'what' IN ('rushed', 'all_clear')
             UNION ALL
             SELECT 'contested', 'ticket', c.district_id, c.school_id, t.id, t.number, c.at, floor(extract(epoch FROM c.at - t.closed_at) / 86400)::bigint, 0, c.person_id, '', NULL, c.words
               FROM signal_contest c JOIN ticket t ON t.district_id = c.district_id AND t.id = c.ticket_id AND t.state = 'closed' AND t.reopened = c.closing WHERE c.at >= $2 AND starts_with(c.path, $1))
           SELECT f.kind AS "kind!: Kind", f.about AS "about!: About", f.district_id AS "district!: OrgId", f.school_id AS "school!: OrgId", o.code AS "school_code!", o.name_zh AS "school_zh!", o.name_en AS "school_en!",
                  o.path AS "path!", f.subject AS "subject!", f.number AS "number!", f.at AS "at!", f.n AS "n!", f.m AS "m!", coalesce(p.name, '') AS "who!", f.other AS "other!", coalesce(q.code, '') AS "other_code!", f.words AS "words!",
                  coalesce((SELECT jsonb_agg(jsonb_build_object('mark', s.mark, 'words', s.words, 'name', w.name, 'at', s.at) ORDER BY s.at) FROM signal_mark s JOIN person w ON w.id = s.person_id
                             WHERE s.district_id = f.district_id AND s.subject_id = f.subject AND s.kind = f.kind), '[]') AS "said!: Json<Vec<Said>>"
             FROM found f JOIN org o ON o.id = f.school_id LEFT JOIN org q ON q.id = f.other_school LEFT JOIN person p ON p.id = f.who ORDER BY f.at DESC, f.subject LIMIT $7"#,
        place.path,
        from,
        limits.late_hours,
        limits.quick_minutes,
        limits.batch_minutes,
        limits.batch_many,
        MOST
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Signal {
            kind: row.kind,
            about: row.about,
            district: row.district,
            school: row.school,
            school_code: row.school_code,
            school_zh: row.school_zh,
            school_en: row.school_en,
            path: row.path,
            subject: row.subject,
            number: row.number,
            at: row.at,
            n: row.n,
            m: row.m,
            who: row.who,
            other: row.other,
            other_code: row.other_code,
            words: row.words,
            said: row.said.0,
        })
        .collect())
}

/// Schools at or below a place that are in use and reported nothing for so many days, with how many of their stage in the district did; whether
/// that is silence, their calendars say.
///
/// # Errors
/// When the database is away.
pub async fn quiet(scope: &mut Scope, place: &Place, days: i32) -> Result<Vec<Quiet>> {
    let rows = sqlx::query!(
        r#"WITH s AS (
             SELECT o.id, o.district_id, o.stage, o.code, o.name_zh, o.name_en, o.path, (SELECT max(t.reported_at) FROM ticket t WHERE t.district_id = o.district_id AND t.school_id = o.id) AS last,
                    (SELECT min(e.at) FROM ledger_event e WHERE e.district_id = o.district_id AND e.school_id = o.id) AS begun
               FROM org o WHERE o.kind = 'school' AND starts_with(o.path, $1))
           SELECT s.district_id AS "district!: OrgId", s.id AS "school!: OrgId", s.code, s.name_zh, s.name_en, s.path, coalesce(s.last, s.begun)::date AS "since!",
                  -- A school does not see the others; the sums of its district tell it whether they report.
                  CASE WHEN s.id = $2 THEN (SELECT coalesce(sum(w.reported), 0)::bigint FROM rollup_week w WHERE w.district_id = s.district_id AND w.org_id = s.district_id AND w.week_on >= current_date - $3::integer)
                       ELSE (SELECT count(*) FROM s x WHERE x.district_id = s.district_id AND x.stage IS NOT DISTINCT FROM s.stage AND x.id <> s.id AND x.last >= now() - make_interval(days => $3)) END AS "peers!",
                  coalesce((SELECT jsonb_agg(jsonb_build_object('mark', m.mark, 'words', m.words, 'name', w.name, 'at', m.at) ORDER BY m.at) FROM signal_mark m JOIN person w ON w.id = m.person_id
                             WHERE m.district_id = s.district_id AND m.subject_id = s.id AND m.kind = 'silent' AND m.at > coalesce(s.last, s.begun)), '[]') AS "said!: Json<Vec<Said>>"
             FROM s WHERE coalesce(s.last, s.begun) < now() - make_interval(days => $3) ORDER BY s.path LIMIT 300"#,
        place.path,
        place.id as OrgId,
        days
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Quiet {
            district: row.district,
            school: row.school,
            school_code: row.code,
            school_zh: row.name_zh,
            school_en: row.name_en,
            path: row.path,
            since: row.since,
            peers: row.peers,
            said: row.said.0,
        })
        .collect())
}

/// Records an act beside a ticket's loop (or on what else a signal is seen on) in the school's chain.
pub(super) async fn tell(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    subject: Uuid,
    act: &str,
    facts: &[(&str, String)],
    words: &str,
) -> Result<Head> {
    let event = Event {
        subject: Subject::Signal,
        subject_id: subject,
        act,
        from_state: "",
        to_state: "",
        facts: facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<Facts>(),
        texts: if words.is_empty() { vec![] } else { vec![("note".to_owned(), words.to_owned())] },
    };
    ledger::append(scope, place, head, event).await
}

/// Keeps what somebody says to a signal, in the school's turn.
///
/// # Errors
/// When the database refuses or is away.
pub async fn mark(scope: &mut Scope, place: &Place, head: &Head, kind: Kind, subject: Uuid, mark: Mark, words: &str) -> Result<()> {
    let person = scope.actor().person();
    let id = MarkId::at(scope.now()?);
    sqlx::query!(
        "INSERT INTO signal_mark (district_id, id, school_id, path, kind, subject_id, mark, words, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        place.district as OrgId,
        id as MarkId,
        place.id as OrgId,
        place.path,
        kind as Kind,
        subject,
        mark as Mark,
        words,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    tell(scope, place, head, subject, mark.act(), &[("kind", kind.to_string())], words).await?;
    Ok(())
}

/// Keeps that whoever reported contests a closing, in the school's turn, and tells the principal and the bureau. `false` when they said so before.
///
/// # Errors
/// When the database refuses or is away.
pub async fn contest(scope: &mut Scope, place: &Place, head: &Head, t: &Ticket, words: &str) -> Result<bool> {
    let person = scope.actor().person();
    let now = scope.now()?;
    let id = MarkId::at(now);
    let done = sqlx::query!(
        "INSERT INTO signal_contest (district_id, id, school_id, path, ticket_id, closing, words, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        place.district as OrgId,
        id as MarkId,
        place.id as OrgId,
        place.path,
        t.id as TicketId,
        t.reopened,
        words,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let people: Vec<PersonId> = sqlx::query_scalar!(
        r#"SELECT DISTINCT q.person_id AS "id!: PersonId" FROM post q JOIN person p ON p.id = q.person_id
            WHERE (q.org_id = $1 AND q.role = 'principal' OR q.org_id = $2 AND q.role IN ('reviewer', 'leader')) AND p.disabled_at IS NULL
              AND q.from_on <= current_date AND (q.to_on IS NULL OR q.to_on >= current_date) AND q.person_id <> $3"#,
        place.id as OrgId,
        place.district as OrgId,
        person as PersonId
    )
    .fetch_all(scope.conn())
    .await?;
    let ids: Vec<MessageId> = people.iter().map(|_| MessageId::at(now)).collect();
    sqlx::query!(
        "INSERT INTO message (district_id, id, school_id, path, person_id, kind, ticket_id, addressed, deed, state, actor_id)
         SELECT $1, u.id, $2, $3, u.person, 'turn', $4, 'bureau', 'contest', 'closed', $5 FROM unnest($6::uuid[], $7::uuid[]) AS u (id, person)",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        t.id as TicketId,
        person as PersonId,
        &ids as &[MessageId],
        &people as &[PersonId]
    )
    .execute(scope.conn())
    .await?;
    tell(scope, place, head, t.id.0, "contest_closing", &[], words).await?;
    Ok(true)
}

/// A draw as it was kept: whoever has this draws the same again.
pub struct Last {
    pub id: DrawId,
    pub number: i16,
    pub until: DateTime<Utc>,
    pub share: i16,
    pub head: String,
    pub nonce: String,
    pub seed: String,
    pub lots: Vec<String>,
    pub by_clock: bool,
}

/// The last draw of a bureau.
///
/// # Errors
/// When the database is away.
pub async fn last_draw(conn: &mut PgConnection, place: &Place) -> Result<Option<Last>> {
    Ok(sqlx::query_as!(
        Last,
        r#"SELECT id AS "id: DrawId", number, until, share, head, nonce, seed, lots, person_id IS NULL AS "by_clock!"
             FROM sample_draw WHERE district_id = $1 AND bureau_id = $2 ORDER BY number DESC LIMIT 1"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_optional(conn)
    .await?)
}

/// A closing in the drum.
pub struct Lot {
    pub district: OrgId,
    pub ticket: TicketId,
    pub school: OrgId,
    /// `430405S008 2026-0147`
    pub name: String,
    pub closed_at: DateTime<Utc>,
}

/// Closings at or below a place since a moment that were in no drum of its, by name. What was opened and closed again since it was in one is another
/// closing of the same name.
///
/// # Errors
/// When the database is away.
pub async fn closings(conn: &mut PgConnection, place: &Place, since: Option<DateTime<Utc>>) -> Result<Vec<Lot>> {
    Ok(sqlx::query_as!(
        Lot,
        r#"SELECT t.district_id AS "district: OrgId", t.id AS "ticket: TicketId", t.school_id AS "school: OrgId", o.code || ' ' || t.number AS "name!", t.closed_at AS "closed_at!"
             FROM ticket t JOIN org o ON o.id = t.school_id WHERE starts_with(t.path, $1) AND t.state = 'closed' AND ($2::timestamptz IS NULL OR t.closed_at > $2)
              AND NOT EXISTS (SELECT FROM sample_draw d WHERE d.district_id = $3 AND d.bureau_id = $4 AND d.until >= t.closed_at AND o.code || ' ' || t.number = ANY (d.lots))
            ORDER BY (o.code || ' ' || t.number) COLLATE "C""#,
        place.path,
        since,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_all(conn)
    .await?)
}

/// A draw about to be kept.
pub struct Draw {
    pub id: DrawId,
    pub number: i16,
    pub share: i16,
    pub head: String,
    pub nonce: String,
    pub seed: String,
}

/// Keeps a draw and what came out of it, in the bureau's turn; `by` nobody when the clock drew.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep_draw(
    conn: &mut PgConnection,
    place: &Place,
    by: Option<PersonId>,
    draw: &Draw,
    names: &[String],
    drawn: &[&Lot],
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO sample_draw (district_id, id, bureau_id, path, number, share, head, nonce, seed, lots, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        place.district as OrgId,
        draw.id as DrawId,
        place.id as OrgId,
        place.path,
        draw.number,
        draw.share,
        draw.head,
        draw.nonce,
        draw.seed,
        names,
        by as Option<PersonId>
    )
    .execute(&mut *conn)
    .await?;
    let ids: Vec<SampleId> = drawn.iter().map(|_| SampleId::new()).collect();
    let districts: Vec<OrgId> = drawn.iter().map(|lot| lot.district).collect();
    let tickets: Vec<TicketId> = drawn.iter().map(|lot| lot.ticket).collect();
    let schools: Vec<OrgId> = drawn.iter().map(|lot| lot.school).collect();
    sqlx::query!(
        "INSERT INTO sample (district_id, id, path, draw_id, rank, ticket_district, ticket_id, school_id)
         SELECT $1, u.id, $2, $3, u.rank::integer, u.district, u.ticket, u.school FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[]) WITH ORDINALITY AS u (id, district, ticket, school, rank)",
        place.district as OrgId,
        place.path,
        draw.id as DrawId,
        &ids as &[SampleId],
        &districts as &[OrgId],
        &tickets as &[TicketId],
        &schools as &[OrgId]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the row of a bureau's schedule until the transaction ends; `false` when its week is drawn, or another clock has it in hand. A bureau whose
/// schedule begins is behind.
///
/// # Errors
/// When the database is away.
pub async fn take_week(conn: &mut PgConnection, place: &Place, week: NaiveDate) -> Result<bool> {
    sqlx::query!(
        "INSERT INTO sample_schedule (district_id, bureau_id, path, drawn_week) VALUES ($1, $2, $3, $4::date - 7) ON CONFLICT DO NOTHING",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        week
    )
    .execute(&mut *conn)
    .await?;
    let taken = sqlx::query_scalar!(
        "SELECT drawn_week FROM sample_schedule WHERE district_id = $1 AND bureau_id = $2 AND drawn_week < $3 FOR UPDATE SKIP LOCKED",
        place.district as OrgId,
        place.id as OrgId,
        week
    )
    .fetch_optional(conn)
    .await?;
    Ok(taken.is_some())
}

/// Moves a bureau's schedule on.
///
/// # Errors
/// When the database is away.
pub async fn advance_week(conn: &mut PgConnection, place: &Place, week: NaiveDate) -> Result<()> {
    sqlx::query!(
        "UPDATE sample_schedule SET drawn_week = $3 WHERE district_id = $1 AND bureau_id = $2",
        place.district as OrgId,
        place.id as OrgId,
        week
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Closings a bureau drew: only the end of the statement differs.
macro_rules! samples {
    ($end:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Sample,
            r#"SELECT s.id AS "id: SampleId", d.number AS draw, s.rank, s.ticket_id AS "ticket: TicketId", o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, t.number, t.title,
                      t.closed_at, s.result AS "result: Verdict", s.words, s.person_id AS "person: PersonId", p.name AS "name?", s.looked_at
                 FROM sample s JOIN sample_draw d ON d.district_id = s.district_id AND d.id = s.draw_id JOIN ticket t ON t.district_id = s.ticket_district AND t.id = s.ticket_id
                 JOIN org o ON o.id = s.school_id LEFT JOIN person p ON p.id = s.person_id WHERE "#
                + $end
            $(, $arg)*
        )
    };
}

/// What a bureau drew: what waits first, then the newest.
///
/// # Errors
/// When the database is away.
pub async fn samples(scope: &mut Scope, place: &Place) -> Result<Vec<Sample>> {
    Ok(samples!("s.path = $1 ORDER BY s.result IS NOT NULL, d.number DESC, s.rank LIMIT 1000", place.path).fetch_all(scope.conn()).await?)
}

/// One drawn closing of a school, of this actor's own bureau.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn sample(scope: &mut Scope, place: &Place, id: SampleId) -> Result<Sample> {
    let own = scope.actor().scope().to_owned();
    samples!("s.id = $1 AND s.school_id = $2 AND starts_with(s.path, $3)", id as SampleId, place.id as OrgId, own)
        .fetch_optional(scope.conn())
        .await?
        .ok_or(Error::NotFound)
}

/// How much a bureau has looked at again: closings in its drums, drawn, looked at, fallen.
pub struct Coverage {
    pub closings: i64,
    pub drawn: i64,
    pub looked: i64,
    pub falls: i64,
    /// Closed since the last draw.
    pub fresh: i64,
}

/// See [`Coverage`].
///
/// # Errors
/// When the database is away.
pub async fn coverage(scope: &mut Scope, place: &Place) -> Result<Coverage> {
    Ok(sqlx::query_as!(
        Coverage,
        r#"SELECT (SELECT coalesce(sum(cardinality(d.lots)), 0)::bigint FROM sample_draw d WHERE d.district_id = $1 AND d.bureau_id = $2) AS "closings!",
                  (SELECT count(*) FROM sample s WHERE s.path = $3) AS "drawn!", (SELECT count(*) FROM sample s WHERE s.path = $3 AND s.result IS NOT NULL) AS "looked!",
                  (SELECT count(*) FROM sample s WHERE s.path = $3 AND s.result = 'falls') AS "falls!",
                  (SELECT count(*) FROM ticket t WHERE t.state = 'closed' AND starts_with(t.path, $3)
                      AND t.closed_at > coalesce((SELECT max(d.until) FROM sample_draw d WHERE d.district_id = $1 AND d.bureau_id = $2), '-infinity')) AS "fresh!""#,
        place.district as OrgId,
        place.id as OrgId,
        place.path
    )
    .fetch_one(scope.conn())
    .await?)
}

/// Keeps what came of looking, once, in the school's turn.
///
/// # Errors
/// [`Error::Conflict`] when somebody else looked first; when the database refuses or is away.
pub async fn look(scope: &mut Scope, id: SampleId, result: Verdict, words: &str) -> Result<()> {
    let person = scope.actor().person();
    let done = sqlx::query!(
        "UPDATE sample SET result = $2, words = $3, person_id = $4, looked_at = now() WHERE id = $1 AND result IS NULL",
        id as SampleId,
        result as Verdict,
        words,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Conflict("sample-known")) }
}

/// The school days of a place are counted by this calendar.
///
/// # Errors
/// When the database is away.
pub async fn calendars(scope: &mut Scope, place: &Place) -> Result<Vec<crate::calendar::model::Entry>> {
    crate::calendar::store::around(scope.conn(), &place.path).await
}

/// A day as an instant, for a list that is ordered by instants.
pub(super) fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(4, 0, 0).unwrap_or_default().and_utc()
}
