//! All SQL of supervision: what is listed or may be, and the limits a bureau set.

use super::limits::{Limits, Obligation};
use super::rules::Around;
use crate::access::{Kind, Place};
use crate::clock::Zone;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{OrgId, PersonId, TicketId};
use crate::ledger::{self, Event, Subject};
use crate::text::Words;
use crate::ticket::listing::{Listing, ListingState, Sign};
use crate::ticket::model::State;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;

/// Most listings on a page: more than any bureau follows at a time.
pub const MOST: i64 = 200;

/// A ticket that is listed, or that a bureau is asked to list.
pub struct Supervised {
    pub id: TicketId,
    pub number: String,
    pub title: String,
    pub place: String,
    pub state: State,
    pub due_on: Option<NaiveDate>,
    pub school_code: String,
    pub school: Words,
    pub listing: Listing,
    pub supervisor: String,
    pub bureau: Option<Words>,
    pub around: Around,
}

/// What is listed or proposed at a place or below it, and what was delisted in the last three months; what waits for the bureau first. Or only
/// what waits for this bureau's decision: proposed at schools of its own.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, waiting: bool, zone: Zone, today: NaiveDate) -> Result<Vec<Supervised>> {
    let since = today.checked_sub_days(chrono::Days::new(92)).unwrap_or(today);
    let rows = sqlx::query!(
        r#"SELECT t.id AS "id: TicketId", t.number, t.title, t.place, t.state AS "state: State", t.due_on, o.code, o.name_zh, o.name_en, t.listing AS "listing!: ListingState", t.listing_number,
                  t.listing_bureau_id AS "bureau_id: OrgId", t.listing_level AS "level: Kind", t.lister_id AS "lister: PersonId", t.listed_on, t.listed_until, t.supervisor_id AS "supervisor: PersonId",
                  t.listing_filed_on, t.listing_published_on, t.delister_id AS "delister: PersonId", t.delisted_on, p.name AS "supervisor_name?",
                  CASE WHEN t.listing = 'delisted' THEN (SELECT n.published_at::date FROM listing_notice n WHERE n.district_id = t.district_id AND n.ticket_id = t.id AND n.kind = 'delisting' AND n.number = t.listing_number) END AS delisting_published_on,
                  b.name_zh AS "bureau_zh?", b.name_en AS "bureau_en?",
                  (SELECT max(e.at) FROM ledger_event e WHERE e.district_id = t.district_id AND e.subject = 'ticket' AND e.subject_id = t.id AND e.act = 'sign') AS signed_at,
                  CASE WHEN t.asked_due_on IS NOT NULL THEN
                       (SELECT max(e.at) FROM ledger_event e WHERE e.district_id = t.district_id AND e.subject = 'ticket' AND e.subject_id = t.id AND e.act = 'ask_extension') END AS asked_at
             FROM ticket t JOIN org o ON o.id = t.school_id LEFT JOIN person p ON p.id = t.supervisor_id LEFT JOIN org b ON b.id = t.listing_bureau_id
            WHERE t.listing IS NOT NULL AND starts_with(t.path, $1) AND (t.listing IN ('proposed', 'listed', 'requested') OR (t.listing = 'delisted' AND t.delisted_on >= $2))
              AND (NOT $4 OR (t.listing = 'proposed' AND t.district_id = $5))
            ORDER BY array_position(ARRAY['proposed', 'requested', 'listed', 'delisted'], t.listing), t.listed_until NULLS FIRST, t.id LIMIT $3"#,
        place.path,
        since,
        MOST,
        waiting,
        place.district as OrgId
    )
    .fetch_all(scope.conn())
    .await?;
    let day = |at: Option<DateTime<Utc>>| at.map(|at| zone.day(at));
    Ok(rows
        .into_iter()
        .map(|row| {
            let sign = match (row.listing_number, row.bureau_id, row.level, row.lister, row.listed_on, row.listed_until, row.supervisor) {
                (Some(number), Some(bureau), Some(level), Some(lister), Some(listed_on), Some(due_on), Some(supervisor)) => Some(Sign {
                    number,
                    bureau,
                    level,
                    lister,
                    listed_on,
                    due_on,
                    supervisor,
                    filed_on: row.listing_filed_on,
                    published_on: row.listing_published_on,
                }),
                _ => None,
            };
            Supervised {
                id: row.id,
                number: row.number,
                title: row.title,
                place: row.place,
                state: row.state,
                due_on: row.due_on,
                school_code: row.code,
                school: Words { zh: row.name_zh, en: row.name_en },
                listing: Listing {
                    state: row.listing,
                    sign,
                    delister: row.delister,
                    delisted_on: row.delisted_on,
                    delisting_published_on: row.delisting_published_on,
                },
                supervisor: row.supervisor_name.unwrap_or_default(),
                bureau: row.bureau_zh.zip(row.bureau_en).map(|(zh, en)| Words { zh, en }),
                around: Around { signed_on: day(row.signed_at), asked_on: day(row.asked_at) },
            }
        })
        .collect())
}

/// The limits in force at a place, with the version of its own (0 when it set none).
///
/// # Errors
/// When the database is away.
pub async fn limits(scope: &mut Scope, place: &Place) -> Result<(i32, Limits)> {
    let set = sqlx::query!(
        r#"SELECT limits AS "limits: Json<Limits>", version, owner_path = $1 AS "own!" FROM supervision_limit WHERE starts_with($1, owner_path) ORDER BY length(owner_path) DESC LIMIT 1"#,
        place.path
    )
    .fetch_optional(scope.conn())
    .await?;
    Ok(set.map_or((0, Limits::default()), |set| (if set.own { set.version } else { 0 }, set.limits.0)))
}

/// Sets a bureau's limits, in its turn.
///
/// # Errors
/// [`Error::Conflict`] when somebody was first; when the database refuses or is away.
pub async fn set_limits(scope: &mut Scope, place: &Place, head: &Head, seen: i32, limits: &Limits) -> Result<()> {
    let me = scope.actor().person();
    let done = if seen == 0 {
        sqlx::query!(
            "INSERT INTO supervision_limit (owner_path, limits, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            place.path,
            Json(limits) as Json<&Limits>,
            me as PersonId
        )
        .execute(scope.conn())
        .await?
    } else {
        sqlx::query!(
            "UPDATE supervision_limit SET limits = $2, person_id = $3, version = version + 1, set_at = now() WHERE owner_path = $1 AND version = $4",
            place.path,
            Json(limits) as Json<&Limits>,
            me as PersonId,
            seen
        )
        .execute(scope.conn())
        .await?
    };
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("supervision-stale"));
    }
    let facts = Obligation::ALL.iter().map(|obligation| {
        let (days, working) = limits.days(*obligation);
        (obligation.code().to_owned(), format!("{days}{}", if working { " working" } else { "" }))
    });
    let event = Event {
        subject: Subject::Supervision,
        subject_id: place.id.0,
        act: "set_supervision",
        from_state: "",
        to_state: "",
        facts: facts.collect(),
        texts: limits.all().iter().map(|one| (format!("rule-{}", one.obligation), one.source.clone())).collect(),
    };
    ledger::append(scope, place, head, event).await?;
    Ok(())
}
