//! All SQL of the queue.

use super::{LOCK, MOST_ATTEMPTS, wait};
use crate::access::Place;
use crate::db::{Db, Scope};
use crate::error::Result;
use crate::id::{JobId, PostId};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A job in somebody's hands.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub payload: serde_json::Value,
    /// The post it acts through; `None` for the system's own.
    pub post: Option<PostId>,
    /// This one included.
    pub attempts: i32,
}

/// How a job stands, as a page may tell it.
#[derive(Clone, Debug)]
pub struct State {
    pub done: bool,
    pub failed: bool,
    /// The key of the words why it was given up; empty when nobody has words for it.
    pub told: String,
    /// It failed and will be tried again then.
    pub again_at: Option<DateTime<Utc>>,
}

/// Enqueues a job of an organisation, to be done through the post of the scope's actor as soon as the transaction is committed.
/// With a key that a job of this kind has had already, nothing happens.
///
/// # Errors
/// When the payload cannot be written as JSON, a fault of ours; when the database is away.
pub async fn enqueue(scope: &mut Scope, place: &Place, id: JobId, kind: &str, key: Option<&str>, payload: &impl Serialize) -> Result<()> {
    let payload =
        serde_json::to_value(payload).map_err(|error| crate::error::Error::Internal(format!("the payload of {kind}: {error}")))?;
    let post = scope.actor().post();
    sqlx::query!(
        "INSERT INTO job (id, kind, key, path, post_id, payload) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kind, key) DO NOTHING",
        id as JobId,
        kind,
        key,
        place.path,
        post as PostId,
        payload
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// How a job within reach stands; `None` when there is none.
///
/// # Errors
/// When the database is away.
pub async fn state_of(scope: &mut Scope, id: JobId) -> Result<Option<State>> {
    Ok(sqlx::query_as!(
        State,
        r#"SELECT done_at IS NOT NULL AS "done!", failed_at IS NOT NULL AS "failed!", told,
                  CASE WHEN done_at IS NULL AND failed_at IS NULL AND last_error <> '' AND run_at > now() THEN run_at END AS again_at
             FROM job WHERE id = $1"#,
        id as JobId
    )
    .fetch_optional(scope.conn())
    .await?)
}

/// A job that was given up.
pub struct Failed {
    pub id: JobId,
    pub kind: String,
    pub path: String,
    pub failed_at: DateTime<Utc>,
    pub last_error: String,
}

/// The last hundred jobs given up, newest first, for whoever runs the site. As the database's owner.
///
/// # Errors
/// When the database is away.
pub async fn failed(owner: &mut sqlx::PgConnection) -> Result<Vec<Failed>> {
    Ok(sqlx::query_as!(
        Failed,
        r#"SELECT id AS "id: JobId", kind, path, failed_at AS "failed_at!", last_error FROM job WHERE failed_at IS NOT NULL ORDER BY failed_at DESC LIMIT 100"#
    )
    .fetch_all(owner)
    .await?)
}

/// Takes the job that has been due longest, of these kinds: a newer version's jobs are left to the newer version.
pub(super) async fn take(db: &Db, kinds: &[String]) -> Result<Option<Job>> {
    Ok(sqlx::query_as!(
        Job,
        r#"UPDATE job SET attempts = attempts + 1, locked_until = now() + make_interval(secs => $1)
            WHERE id = (SELECT id FROM job
                         WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= now() AND (locked_until IS NULL OR locked_until < now()) AND kind = ANY($2)
                         ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING id AS "id: JobId", kind, payload, post_id AS "post: PostId", attempts"#,
        LOCK.as_secs_f64(),
        kinds
    )
    .fetch_optional(db.pool())
    .await?)
}

/// It is done.
pub(super) async fn done(db: &Db, job: &Job) -> Result<()> {
    sqlx::query!(
        "UPDATE job SET done_at = now(), locked_until = NULL, last_error = '' WHERE id = $1 AND done_at IS NULL AND failed_at IS NULL",
        job.id as JobId
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

/// A piece of it is done; the next may be taken at once. Getting on forgives earlier failures.
pub(super) async fn again(db: &Db, job: &Job) -> Result<()> {
    sqlx::query!(
        "UPDATE job SET run_at = now(), locked_until = NULL, attempts = 0, last_error = '' WHERE id = $1 AND done_at IS NULL AND failed_at IS NULL",
        job.id as JobId
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

/// It did not work: later again, or given up. `told` gives it up at once, with words. Returns whether it was given up.
pub(super) async fn not_done(db: &Db, job: &Job, error: &str, told: Option<&str>) -> Result<bool> {
    let give_up = told.is_some() || job.attempts >= MOST_ATTEMPTS;
    let error: String = error.chars().take(2000).collect();
    sqlx::query!(
        "UPDATE job SET last_error = $2, told = $3, failed_at = CASE WHEN $4 THEN now() END, run_at = now() + make_interval(secs => $5), locked_until = NULL
          WHERE id = $1 AND done_at IS NULL AND failed_at IS NULL",
        job.id as JobId,
        error,
        told.unwrap_or_default(),
        give_up,
        wait(job.attempts).as_secs_f64()
    )
    .execute(db.pool())
    .await?;
    Ok(give_up)
}
