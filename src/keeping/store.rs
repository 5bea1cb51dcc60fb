//! All SQL of the sweep, as the server's own role; the walls of migration `forget_in_time` stand behind each statement.

use super::{Days, JOB};
use crate::db::Db;
use crate::error::Result;
use crate::id::JobId;

/// Rows of one piece of a long table.
const PIECE: i64 = 5000;

/// See [`super::due`].
pub(super) async fn due(db: &Db) -> Result<()> {
    sqlx::query!(
        "INSERT INTO job (id, kind, key, path, payload, run_at) VALUES ($1, $2, current_date::text, '', '{}', greatest(now(), current_date + interval '3 hours')) ON CONFLICT (kind, key) DO NOTHING",
        JobId::new() as JobId,
        JOB
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

/// How many went.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Swept {
    pub contacts: u64,
    pub refused: u64,
    pub messages: u64,
    pub deliveries: u64,
    pub imports: u64,
    pub jobs: u64,
    /// There is more.
    pub more: bool,
}

/// Deletes what is old enough.
pub(super) async fn sweep(db: &Db, days: &Days) -> Result<Swept> {
    let contacts = sqlx::query!(
        "WITH old AS (SELECT p.district_id, p.id FROM tip p WHERE p.has_contact AND p.state NOT IN ('waiting', 'contested') AND p.answered_at < now() - make_interval(days => $1)),
              gone AS (DELETE FROM tip_contact c USING old WHERE c.district_id = old.district_id AND c.tip_id = old.id)
         UPDATE tip p SET has_contact = false, contact_erased_at = now() FROM old WHERE p.district_id = old.district_id AND p.id = old.id",
        days.contact
    )
    .execute(db.pool())
    .await?
    .rows_affected();
    let refused = sqlx::query!(
        "DELETE FROM tip p WHERE p.state IN ('declined', 'abuse') AND NOT p.has_contact AND p.answered_at < now() - make_interval(days => $1)
            AND NOT EXISTS (SELECT FROM tip_mark m WHERE m.district_id = p.district_id AND m.tip_id = p.id)",
        days.refused
    )
    .execute(db.pool())
    .await?
    .rows_affected();
    let messages = sqlx::query!(
        "DELETE FROM message WHERE (district_id, id) IN (SELECT district_id, id FROM message WHERE read_at < now() - make_interval(days => $1) LIMIT $2)",
        days.message,
        PIECE
    )
    .execute(db.pool())
    .await?
    .rows_affected();
    let deliveries = sqlx::query!(
        "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE (sent_at IS NOT NULL OR failed_at IS NOT NULL) AND coalesce(sent_at, failed_at) < now() - make_interval(days => $1) LIMIT $2)",
        days.delivery,
        PIECE
    )
    .execute(db.pool())
    .await?
    .rows_affected();
    let mut imports = db.pool().begin().await?;
    sqlx::query!(
        "DELETE FROM risk_import_row r USING risk_import i WHERE i.district_id = r.district_id AND i.id = r.import_id AND i.state <> 'running' AND i.created_at < now() - make_interval(days => $1)",
        days.import
    )
    .execute(&mut *imports)
    .await?;
    let lists =
        sqlx::query!("DELETE FROM risk_import WHERE state <> 'running' AND created_at < now() - make_interval(days => $1)", days.import)
            .execute(&mut *imports)
            .await?
            .rows_affected();
    imports.commit().await?;
    let jobs = sqlx::query!("DELETE FROM job WHERE coalesce(done_at, failed_at) < now() - make_interval(days => $1)", days.job)
        .execute(db.pool())
        .await?
        .rows_affected();
    let full = |n: u64| i64::try_from(n).is_ok_and(|n| n >= PIECE);
    Ok(Swept { contacts, refused, messages, deliveries, imports: lists, jobs, more: full(messages) || full(deliveries) })
}
