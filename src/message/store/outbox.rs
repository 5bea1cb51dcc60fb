//! SQL of what is to be carried. As the sign-in's role, which sees that something is to be carried but nothing of what it tells.

use crate::db::Db;
use crate::error::Result;
use crate::id::{DeliveryId, MessageId, PersonId, TicketId, WebhookId};
use crate::message::model::Delivery;
use crate::message::rules::{MOST_ATTEMPTS, wait};
use std::time::Duration;

/// How long one delivery may take before its postman is taken for dead.
const LOCK: Duration = Duration::from_secs(90);

/// Takes what has been due longest on a way.
///
/// # Errors
/// When the database is away.
pub async fn take(db: &Db, channel: &str) -> Result<Option<Delivery>> {
    Ok(sqlx::query_as!(
        Delivery,
        r#"UPDATE delivery SET attempts = attempts + 1, locked_until = now() + make_interval(secs => $1)
            WHERE id = (SELECT id FROM delivery
                         WHERE channel = $2 AND sent_at IS NULL AND failed_at IS NULL AND next_at <= now() AND (locked_until IS NULL OR locked_until < now())
                         ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING id AS "id: DeliveryId", kind, person_id AS "person: PersonId", webhook_id AS "webhook: WebhookId", message_id AS "message: MessageId",
                     ticket_id AS "ticket: TicketId", deed, state, digest_on, attempts, now() AS "now!""#,
        LOCK.as_secs_f64(),
        channel
    )
    .fetch_optional(db.pool())
    .await?)
}

/// It has arrived, or is not wanted any more (then `address` is empty and `why` says so).
///
/// # Errors
/// When the database is away.
pub async fn sent(db: &Db, id: DeliveryId, address: &str, why: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE delivery SET sent_at = now(), locked_until = NULL, address = $2, last_error = $3 WHERE id = $1 AND sent_at IS NULL AND failed_at IS NULL",
        id as DeliveryId,
        address,
        why
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

/// It did not work: later again, or given up. Returns whether it was given up.
///
/// # Errors
/// When the database is away.
pub async fn failed(db: &Db, delivery: &Delivery, why: &str, for_good: bool) -> Result<bool> {
    let give_up = for_good || delivery.attempts >= MOST_ATTEMPTS;
    sqlx::query!(
        "UPDATE delivery SET last_error = $2, failed_at = CASE WHEN $3 THEN now() END, next_at = now() + make_interval(secs => $4), locked_until = NULL
          WHERE id = $1 AND sent_at IS NULL AND failed_at IS NULL",
        delivery.id as DeliveryId,
        why.chars().take(1000).collect::<String>(),
        give_up,
        wait(delivery.attempts).as_secs_f64()
    )
    .execute(db.pool())
    .await?;
    Ok(give_up)
}

/// Somebody to whom something is carried.
pub struct Addressee {
    /// Of the organisation that keeps the account: it reaches all their posts.
    pub path: String,
    pub name: String,
    pub language: Option<String>,
    pub address: String,
    pub wanted: String,
    pub code: String,
}

/// Where a person's mail goes; `None` for an account that is closed.
///
/// # Errors
/// When the database is away.
pub async fn addressee(db: &Db, person: PersonId) -> Result<Option<Addressee>> {
    Ok(sqlx::query_as!(
        Addressee,
        r#"SELECT p.path, p.name, p.language, coalesce(m.address, '') AS "address!", coalesce(m.wanted, '') AS "wanted!", coalesce(m.code, '') AS "code!"
             FROM person p LEFT JOIN mail_address m ON m.person_id = p.id WHERE p.id = $1 AND p.disabled_at IS NULL"#,
        person as PersonId
    )
    .fetch_optional(db.pool())
    .await?)
}
