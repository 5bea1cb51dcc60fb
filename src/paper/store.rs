//! The rows of the ledger of a period.

use crate::access::Place;
use crate::clock::Zone;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{OrgId, PhotoId, TicketId};
use crate::money::Fen;
use crate::text::Words;
use crate::ticket::model::{Grade, State};
use chrono::{DateTime, NaiveDate, Utc};

/// One hidden danger as a line of the ledger.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: TicketId,
    pub number: String,
    pub school: Words,
    pub found_at: DateTime<Utc>,
    pub place: String,
    pub title: String,
    pub level: Option<i16>,
    pub grade: Grade,
    pub state: State,
    pub measures: Option<String>,
    pub responsible: Option<String>,
    pub planned: Option<Fen>,
    pub due_on: Option<NaiveDate>,
    pub contingency: Option<String>,
    pub done: Option<String>,
    pub spent: Option<Fen>,
    pub verifier: Option<String>,
    pub closed_at: Option<DateTime<Utc>>,
    pub before: Option<PhotoId>,
    pub after: Option<PhotoId>,
}

/// What was found at a place or below it in a period, by day and number, from a line on; what was void counts for nothing and is left out.
///
/// # Errors
/// When the database is away.
pub async fn entries(
    scope: &mut Scope,
    place: &Place,
    zone: Zone,
    (from, to): (NaiveDate, NaiveDate),
    after: Option<(DateTime<Utc>, TicketId)>,
    most: i64,
) -> Result<Vec<Entry>> {
    let start = |day: NaiveDate| day.and_hms_opt(0, 0, 0).and_then(|local| zone.instant(local));
    let (Some(begins), Some(ends)) = (start(from), to.succ_opt().and_then(start)) else {
        return Err(Error::Unreadable("form-broken"));
    };
    let rows = sqlx::query!(
        r#"SELECT t.id AS "id: TicketId", t.number, o.name_zh, o.name_en, t.found_at, t.place, t.title, t.level, t.grade AS "grade: Grade", t.state AS "state: State", t.measures,
                  p.name AS "responsible?", t.planned_fen AS "planned: Fen", t.due_on, t.contingency, t.done, t.spent_fen AS "spent: Fen", v.name AS "verifier?", t.closed_at,
                  (SELECT f.id FROM photo f WHERE f.district_id = t.district_id AND f.ticket_id = t.id AND f.moment = 'before' ORDER BY f.id LIMIT 1) AS "before?: PhotoId",
                  (SELECT f.id FROM photo f WHERE f.district_id = t.district_id AND f.ticket_id = t.id AND f.moment = 'after' ORDER BY f.id DESC LIMIT 1) AS "after?: PhotoId"
             FROM ticket t JOIN org o ON o.id = t.school_id LEFT JOIN person p ON p.id = t.responsible_id LEFT JOIN person v ON v.id = t.verifier_id
            WHERE starts_with(t.path, $1) AND ($2::uuid IS NULL OR t.school_id = $2) AND t.state <> 'void' AND t.found_at >= $3 AND t.found_at < $4
              AND ($5::timestamptz IS NULL OR (t.found_at, t.id) > ($5, $6)) ORDER BY t.found_at, t.id LIMIT $7"#,
        place.path,
        place.is_school().then_some(place.id) as Option<OrgId>,
        begins,
        ends,
        after.map(|(at, _)| at),
        after.map(|(_, id)| id) as Option<TicketId>,
        most
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            id: row.id,
            number: row.number,
            school: Words { zh: row.name_zh, en: row.name_en },
            found_at: row.found_at,
            place: row.place,
            title: row.title,
            level: row.level,
            grade: row.grade,
            state: row.state,
            measures: row.measures,
            responsible: row.responsible,
            planned: row.planned,
            due_on: row.due_on,
            contingency: row.contingency,
            done: row.done,
            spent: row.spent,
            verifier: row.verifier,
            closed_at: row.closed_at,
            before: row.before,
            after: row.after,
        })
        .collect())
}
