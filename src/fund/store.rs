//! All SQL of money.

use super::model::{Deed, Draft, Entry, Figure, Kind, Line, Part, Standing};
use crate::access::Place;
use crate::clock;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{FundEntryId, OrgId, PersonId, PhotoId, TicketId};
use crate::ledger::{self, Event, Facts, Subject};
use crate::money::Fen;
use crate::rollup::{self, Counts, Money};
use crate::text::Lang;
use crate::ticket::model::{Category, Grade, State, Ticket};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// The entries of a ticket, the oldest first.
///
/// # Errors
/// When the database is away.
pub async fn entries(scope: &mut Scope, district: OrgId, ticket: TicketId) -> Result<Vec<Entry>> {
    Ok(sqlx::query_as!(
        Entry,
        r#"SELECT e.id AS "id: FundEntryId", e.kind AS "kind: Kind", e.fen AS "fen: Fen", e.source, e.on_day AS "on", e.words, e.voucher, e.photos AS "photos: Vec<PhotoId>", e.by_bureau,
                  e.cancels AS "cancels: FundEntryId", e.person_id AS "person: PersonId", p.name, e.entered_at
             FROM fund_entry e JOIN person p ON p.id = e.person_id WHERE e.district_id = $1 AND e.ticket_id = $2 ORDER BY e.entered_at, e.id"#,
        district as OrgId,
        ticket as TicketId
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Makes an entry of a ticket, as an event of its story, in the school's turn. The ticket is only looked at.
///
/// # Errors
/// When the database refuses or is away.
pub async fn enter(scope: &mut Scope, place: &Place, head: &Head, deed: Deed, ticket: &Ticket, draft: &Draft) -> Result<Head> {
    let person = scope.actor().person();
    let id = FundEntryId::at(scope.now()?);
    sqlx::query!(
        "INSERT INTO fund_entry (district_id, id, school_id, path, ticket_id, kind, fen, source, on_day, words, voucher, photos, by_bureau, cancels, person_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        place.district as OrgId,
        id as FundEntryId,
        place.id as OrgId,
        place.path,
        ticket.id as TicketId,
        draft.kind as Kind,
        draft.fen as Fen,
        draft.source,
        draft.on,
        draft.words,
        draft.voucher,
        &draft.photos as &[PhotoId],
        draft.by_bureau,
        draft.cancels as Option<FundEntryId>,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    if !draft.photos.is_empty() {
        let done = sqlx::query!(
            "UPDATE photo SET ticket_id = $4 WHERE district_id = $1 AND school_id = $2 AND id = ANY ($3) AND ticket_id IS NULL",
            place.district as OrgId,
            place.id as OrgId,
            &draft.photos as &[PhotoId],
            ticket.id as TicketId
        )
        .execute(scope.conn())
        .await?;
        if done.rows_affected() != draft.photos.len() as u64 {
            return Err(Error::Conflict("refused-photo-gone"));
        }
    }
    let money = match draft.kind {
        Kind::Approved => Money { approved: draft.fen.0, ..Money::default() },
        Kind::Spent => Money { spent: draft.fen.0, ..Money::default() },
    };
    add(scope, place, clock::year_of(draft.on), money).await?;
    let state = ticket.state.code();
    let mut facts: Facts = [
        ("fund_entry", id.to_string()),
        ("fund_kind", draft.kind.to_string()),
        ("fund_fen", draft.fen.0.to_string()),
        ("fund_source", draft.source.clone()),
        ("fund_on", draft.on.to_string()),
        ("fund_by_bureau", draft.by_bureau.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    if let Some(cancelled) = draft.cancels {
        facts.insert("fund_cancels".into(), cancelled.to_string());
    }
    let words = [("note", &draft.words), ("voucher", &draft.voucher)];
    let texts = words
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name.to_owned(), text.clone()))
        .chain(draft.photos.iter().zip(1..).map(|(id, n)| (format!("photo-{n}"), id.to_string())))
        .collect();
    let event =
        Event { subject: Subject::Ticket, subject_id: ticket.id.0, act: deed.act(), from_state: state, to_state: state, facts, texts };
    ledger::append(scope, place, head, event).await
}

async fn add(scope: &mut Scope, place: &Place, year: i32, money: Money) -> Result<()> {
    rollup::add(scope, place, &Counts { money: BTreeMap::from([(year, money)]), ..Counts::default() }, None).await
}

/// The lines of a school's budget that are in force.
///
/// # Errors
/// When the database is away.
pub async fn budget(scope: &mut Scope, place: &Place, year: i32) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"SELECT DISTINCT ON (b.source) b.source, b.fen AS "fen: Fen", b.version, b.words, p.name, b.set_at
             FROM fund_budget b JOIN person p ON p.id = b.person_id WHERE b.district_id = $1 AND b.school_id = $2 AND b.year = $3 ORDER BY b.source, b.version DESC"#,
        place.district as OrgId,
        place.id as OrgId,
        year
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Sets lines of a school's budget anew, in its turn: those that differ from what is in force, as one event each.
///
/// # Errors
/// When the database refuses or is away.
pub async fn set_budget(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    year: i32,
    old: &[Line],
    lines: &[(String, Fen)],
    words: &str,
) -> Result<Head> {
    let person = scope.actor().person();
    let (mut end, mut change) = (head.clone(), 0);
    for (source, fen) in lines {
        let before = old.iter().find(|line| line.source == *source);
        if before.map_or(Fen(0), |line| line.fen) == *fen && (before.is_some() || fen.0 == 0) {
            continue;
        }
        let version = before.map_or(1, |line| line.version + 1);
        change += fen.0 - before.map_or(0, |line| line.fen.0);
        sqlx::query!(
            "INSERT INTO fund_budget (district_id, school_id, path, year, source, version, fen, words, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            place.district as OrgId,
            place.id as OrgId,
            place.path,
            year,
            source,
            version,
            *fen as Fen,
            words,
            person as PersonId
        )
        .execute(scope.conn())
        .await?;
        let facts = [("year", year.to_string()), ("source", source.clone()), ("fen", fen.0.to_string()), ("version", version.to_string())];
        let event = Event {
            subject: Subject::Fund,
            subject_id: place.id.0,
            act: "set_budget",
            from_state: "",
            to_state: "",
            facts: facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            texts: if words.is_empty() { vec![] } else { vec![("note".to_owned(), words.to_owned())] },
        };
        end = ledger::append(scope, place, &end, event).await?;
    }
    add(scope, place, year, Money { budget: change, ..Money::default() }).await?;
    Ok(end)
}

/// How a school stands in a year.
///
/// # Errors
/// When the database is away.
pub async fn standing(scope: &mut Scope, place: &Place, year: i32) -> Result<Standing> {
    Ok(sqlx::query_as!(
        Standing,
        r#"SELECT kept AS "kept!", budget AS "budget!: Fen", spent AS "spent!: Fen", open AS "open!: Fen" FROM fund_standing($1, $2, $3)"#,
        place.district as OrgId,
        place.id as OrgId,
        year
    )
    .fetch_one(scope.conn())
    .await?)
}

/// What a school's tables are added up from, over some days; one statement, as many rows as there are kinds of money a day.
///
/// # Errors
/// When the database is away.
pub async fn parts(scope: &mut Scope, place: &Place, from: NaiveDate, to: NaiveDate) -> Result<Vec<Part>> {
    Ok(sqlx::query_as!(
        Part,
        r#"SELECT 'planned' AS "figure!: Figure", NULL AS source, category AS "category!: Category", grade AS "grade!: Grade", reported_at::date AS "on!", sum(planned_fen)::bigint AS "fen!: Fen"
             FROM ticket WHERE district_id = $1 AND school_id = $2 AND state <> 'void' AND planned_fen IS NOT NULL AND reported_at::date BETWEEN $3 AND $4 GROUP BY 3, 4, 5
           UNION ALL
           SELECT e.kind, e.source, t.category, t.grade, e.on_day, sum(e.fen)::bigint
             FROM fund_entry e JOIN ticket t ON t.district_id = e.district_id AND t.id = e.ticket_id
            WHERE e.district_id = $1 AND e.school_id = $2 AND e.on_day BETWEEN $3 AND $4 GROUP BY 1, 2, 3, 4, 5"#,
        place.district as OrgId,
        place.id as OrgId,
        from,
        to
    )
    .fetch_all(scope.conn())
    .await?)
}

/// What a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub figure: Figure,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub source: Option<String>,
    pub category: Option<Category>,
    pub grade: Option<Grade>,
    /// The one after this key.
    pub after: Option<(NaiveDate, uuid::Uuid)>,
}

/// A line of a list: a ticket's own figure, or an entry.
pub struct Item {
    pub id: uuid::Uuid,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub number: String,
    pub title: String,
    pub state: State,
    pub grade: Grade,
    pub category: Category,
    pub on: NaiveDate,
    pub fen: Fen,
    /// Beside it: what its vouchers say, where the figure is what was stated.
    pub beside: Fen,
    pub source: String,
    pub words: String,
    pub voucher: String,
    pub person: String,
    pub entered_at: Option<DateTime<Utc>>,
    pub counter: bool,
    /// The whole list.
    pub count: i64,
    pub total: Fen,
}

impl Item {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }
    pub fn url(&self) -> String {
        format!("/o/{}/funds/{}", self.school_code, self.number)
    }
    pub fn key(&self) -> (NaiveDate, uuid::Uuid) {
        (self.on, self.id)
    }
}

/// Lines a page shows.
pub const PAGE: i64 = 100;

/// The one district whose rows a list is made of. A city has several.
fn district(place: &Place) -> Option<OrgId> {
    use crate::access::Kind;
    matches!(place.kind, Kind::School | Kind::Township | Kind::County).then_some(place.district)
}

/// A list at or below a place, the newest first, with the sum of all of it beside each line.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, wanted: &Wanted, limit: i64) -> Result<Vec<Item>> {
    let (after_on, after_id) = wanted.after.unzip();
    Ok(sqlx::query_as!(
        Item,
        r#"WITH found AS (
             SELECT t.district_id, t.id AS ticket_id, t.id, t.reported_at::date AS on_day,
                    CASE $4 WHEN 'planned' THEN t.planned_fen WHEN 'differs' THEN t.spent_fen ELSE greatest(t.planned_fen - v.spent, 0) END AS fen, v.spent AS beside,
                    '' AS source, '' AS words, '' AS voucher, NULL::uuid AS person_id, NULL::timestamptz AS entered_at, false AS counter
               FROM ticket t CROSS JOIN LATERAL (SELECT coalesce(sum(e.fen), 0)::bigint AS spent FROM fund_entry e WHERE e.district_id = t.district_id AND e.ticket_id = t.id AND e.kind = 'spent') v
              WHERE $4 IN ('planned', 'open', 'differs') AND starts_with(t.path, $1) AND ($2::uuid IS NULL OR t.district_id = $2) AND ($3::uuid IS NULL OR t.school_id = $3) AND t.state <> 'void'
                AND CASE $4 WHEN 'planned' THEN t.planned_fen IS NOT NULL AND t.reported_at::date BETWEEN $5 AND $6
                            WHEN 'differs' THEN t.spent_fen IS NOT NULL AND t.spent_fen <> v.spent AND t.reported_at::date BETWEEN $5 AND $6
                            ELSE t.state <> 'closed' AND t.planned_fen > v.spent END
             UNION ALL
             SELECT e.district_id, e.ticket_id, e.id, e.on_day, e.fen, 0, e.source, e.words, e.voucher, e.person_id, e.entered_at, e.cancels IS NOT NULL
               FROM fund_entry e
              WHERE e.kind = $4 AND starts_with(e.path, $1) AND ($2::uuid IS NULL OR e.district_id = $2) AND ($3::uuid IS NULL OR e.school_id = $3) AND e.on_day BETWEEN $5 AND $6
                AND ($7::text IS NULL OR e.source = $7)),
           told AS (SELECT f.*, t.school_id, t.number, t.title, t.state, t.grade, t.category FROM found f JOIN ticket t ON t.district_id = f.district_id AND t.id = f.ticket_id
                     WHERE ($8::text IS NULL OR t.category = $8) AND ($9::text IS NULL OR t.grade = $9))
           SELECT f.id AS "id!", o.code AS "school_code!", o.name_zh AS "school_zh!", o.name_en AS "school_en!", f.number AS "number!", f.title AS "title!", f.state AS "state!: State",
                  f.grade AS "grade!: Grade", f.category AS "category!: Category", f.on_day AS "on!", f.fen AS "fen!: Fen", f.beside AS "beside!: Fen", f.source AS "source!", f.words AS "words!",
                  f.voucher AS "voucher!", coalesce(p.name, '') AS "person!", f.entered_at, f.counter AS "counter!",
                  (SELECT count(*) FROM told) AS "count!", (SELECT coalesce(sum(fen), 0)::bigint FROM told) AS "total!: Fen"
             FROM told f JOIN org o ON o.id = f.school_id LEFT JOIN person p ON p.id = f.person_id
            WHERE ($10::date IS NULL OR (f.on_day, f.id) < ($10, $11::uuid)) ORDER BY f.on_day DESC, f.id DESC LIMIT $12"#,
        place.path,
        district(place) as Option<OrgId>,
        place.is_school().then_some(place.id) as Option<OrgId>,
        wanted.figure.code(),
        wanted.from,
        wanted.to,
        wanted.source,
        wanted.category as Option<Category>,
        wanted.grade as Option<Grade>,
        after_on,
        after_id,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}

/// A school's sums of a year.
pub struct Row {
    pub code: String,
    pub path: String,
    pub name_zh: String,
    pub name_en: String,
    pub budget: Fen,
    pub planned: Fen,
    pub approved: Fen,
    pub spent: Fen,
}

impl Row {
    pub fn name(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.name_en.is_empty() { &self.name_en } else { &self.name_zh }
    }
}

/// The schools at or below a place with any money in a year, in the order of the tree, from the one after `after` on; from the sums alone.
///
/// # Errors
/// When the database is away.
pub async fn schools(scope: &mut Scope, place: &Place, year: i32, after: &str, limit: i64) -> Result<Vec<Row>> {
    Ok(sqlx::query_as!(
        Row,
        r#"SELECT o.code, o.path, o.name_zh, o.name_en, r.budget_fen AS "budget: Fen", r.planned_fen AS "planned: Fen", r.approved_fen AS "approved: Fen", r.spent_fen AS "spent: Fen"
             FROM rollup_fund r JOIN org o ON o.id = r.org_id AND o.kind = 'school'
            WHERE r.year = $1 AND starts_with(r.path, $2) AND r.path > $3 AND (r.budget_fen, r.planned_fen, r.approved_fen, r.spent_fen) <> (0, 0, 0, 0) ORDER BY r.path LIMIT $4"#,
        year,
        place.path,
        after,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}

/// The sum of all of [`schools`], and how many they are.
pub struct Total {
    pub schools: i64,
    pub budget: Fen,
    pub planned: Fen,
    pub approved: Fen,
    pub spent: Fen,
}

/// See [`Total`].
///
/// # Errors
/// When the database is away.
pub async fn total(scope: &mut Scope, place: &Place, year: i32) -> Result<Total> {
    Ok(sqlx::query_as!(
        Total,
        r#"SELECT count(*) AS "schools!", coalesce(sum(r.budget_fen), 0)::bigint AS "budget!: Fen", coalesce(sum(r.planned_fen), 0)::bigint AS "planned!: Fen",
                  coalesce(sum(r.approved_fen), 0)::bigint AS "approved!: Fen", coalesce(sum(r.spent_fen), 0)::bigint AS "spent!: Fen"
             FROM rollup_fund r JOIN org o ON o.id = r.org_id AND o.kind = 'school'
            WHERE r.year = $1 AND starts_with(r.path, $2) AND (r.budget_fen, r.planned_fen, r.approved_fen, r.spent_fen) <> (0, 0, 0, 0)"#,
        year,
        place.path
    )
    .fetch_one(scope.conn())
    .await?)
}

/// An entry that is not what its event tells, or a told one that is gone.
pub(crate) struct Astray {
    pub school: String,
    pub number: String,
    pub told: Option<String>,
    pub row: Option<String>,
}

/// Every such entry of the database: for the owner who verifies the ledger, after the events themselves were found whole.
pub(crate) async fn astray(owner: &mut PgConnection) -> Result<Vec<Astray>> {
    Ok(sqlx::query_as!(
        Astray,
        r#"WITH told AS (
             SELECT v.district_id, v.subject_id AS ticket_id, v.facts ->> 'fund_entry' AS id,
                    concat_ws(' ', v.facts ->> 'fund_kind', v.facts ->> 'fund_fen', v.facts ->> 'fund_source', v.facts ->> 'fund_on', v.facts ->> 'fund_by_bureau', v.facts ->> 'fund_cancels', v.actor_id,
                              extract(epoch FROM v.at)) AS line,
                    (SELECT x.body FROM ledger_text x WHERE x.district_id = v.district_id AND x.school_id = v.school_id AND x.seq = v.seq AND x.field = 'voucher') AS voucher
               FROM ledger_event v WHERE v.facts ? 'fund_entry'),
           made AS (
             SELECT e.district_id, e.ticket_id, e.id::text AS id, e.voucher,
                    concat_ws(' ', e.kind, e.fen, e.source, e.on_day, e.by_bureau::text, e.cancels, e.person_id, extract(epoch FROM e.entered_at)) AS line FROM fund_entry e)
           SELECT coalesce(o.code, '') AS "school!", coalesce(t.number, '') AS "number!", d.line AS "told?", m.line AS "row?"
             FROM told d FULL JOIN made m ON m.district_id = d.district_id AND m.id = d.id AND m.ticket_id = d.ticket_id
             LEFT JOIN ticket t ON t.district_id = coalesce(d.district_id, m.district_id) AND t.id = coalesce(d.ticket_id, m.ticket_id) LEFT JOIN org o ON o.id = t.school_id
            WHERE d.line IS DISTINCT FROM m.line OR (d.voucher IS NOT NULL AND d.voucher <> m.voucher)"#
    )
    .fetch_all(owner)
    .await?)
}
