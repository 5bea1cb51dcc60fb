//! All SQL of referrals.

use super::model::{Body, Referral, Reply};
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{OrgId, PersonId, ReferralId, TicketId};
use crate::ledger::{self, Event, Subject};
use crate::ticket::model::Ticket;
use chrono::NaiveDate;

/// What was asked about a ticket, the last first.
///
/// # Errors
/// When the database is away.
pub async fn of(scope: &mut Scope, place: &Place, ticket: TicketId) -> Result<Vec<Referral>> {
    let rows = sqlx::query!(
        r#"SELECT r.id AS "id: ReferralId", r.body AS "body: Body", r.name, r.asked, p.name AS asked_by, r.asked_at, r.answer_by, r.reply, r.replied_on, q.name AS "recorded_by?"
             FROM referral r JOIN person p ON p.id = r.asked_by LEFT JOIN person q ON q.id = r.recorded_by
            WHERE r.district_id = $1 AND r.ticket_id = $2 ORDER BY r.id DESC"#,
        place.district as OrgId,
        ticket as TicketId
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Referral {
            id: row.id,
            body: row.body,
            name: row.name,
            asked: row.asked,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            answer_by: row.answer_by,
            reply: row.reply.zip(row.replied_on).map(|(words, on)| Reply { words, on, recorded_by: row.recorded_by.unwrap_or_default() }),
        })
        .collect())
}

/// An event of the ticket beside its loop: words only, and nothing of it moves.
async fn tell(scope: &mut Scope, place: &Place, head: &Head, t: &Ticket, act: &str, note: String) -> Result<()> {
    let event = Event {
        subject: Subject::Ticket,
        subject_id: t.id.0,
        act,
        from_state: t.state.code(),
        to_state: t.state.code(),
        facts: ledger::Facts::new(),
        texts: vec![("note".into(), note)],
    };
    ledger::append(scope, place, head, event).await?;
    Ok(())
}

/// Keeps what is asked, in the school's turn.
///
/// # Errors
/// When the database refuses or is away.
pub async fn ask(scope: &mut Scope, place: &Place, head: &Head, t: &Ticket, one: &Referral) -> Result<()> {
    let me = scope.actor().person();
    sqlx::query!(
        "INSERT INTO referral (district_id, id, ticket_id, school_id, path, body, name, asked, asked_by, answer_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        place.district as OrgId,
        one.id as ReferralId,
        t.id as TicketId,
        place.id as OrgId,
        place.path,
        one.body as Body,
        one.name,
        one.asked,
        me as PersonId,
        one.answer_by
    )
    .execute(scope.conn())
    .await?;
    tell(scope, place, head, t, "refer", format!("{}\n{}", one.name, one.asked)).await
}

/// Keeps what was answered, once.
///
/// # Errors
/// [`Error::Conflict`] when there is an answer already; when the database refuses or is away.
pub async fn reply(scope: &mut Scope, place: &Place, head: &Head, t: &Ticket, one: &Referral, words: &str, on: NaiveDate) -> Result<()> {
    let me = scope.actor().person();
    let done = sqlx::query!(
        "UPDATE referral SET reply = $3, replied_on = $4, recorded_by = $5, recorded_at = now() WHERE district_id = $1 AND id = $2 AND reply IS NULL",
        place.district as OrgId,
        one.id as ReferralId,
        words,
        on,
        me as PersonId
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("referral-answered"));
    }
    tell(scope, place, head, t, "refer_reply", format!("{}\n{words}", one.name)).await
}
