//! The loop that carries jobs out.

use super::queue::{self, Job};
use crate::access::Actor;
use crate::error::{Error, Result};
use crate::web::App;
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often the queue is looked at when nobody woke us: jobs of other instances, and those due by the clock.
const LOOK: Duration = Duration::from_secs(1);
/// How long to leave a database alone that does not answer.
const AWAY: Duration = Duration::from_secs(5);

/// What a handler says when it is through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// There is more to do: take it again.
    Again,
}

/// Why a handler is not.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// Something failed that may work another time.
    #[error(transparent)]
    Error(#[from] Error),
    /// No use in trying again; the Fluent key says why to whoever started it.
    #[error("stopped: {0}")]
    Told(&'static str),
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Self::Error(error.into())
    }
}

/// Carries out one job, or a piece of it. Idempotent, see the module.
pub type Handler = fn(App, Job) -> BoxFuture<'static, Result<Outcome, Stop>>;

/// Which handler does which kind.
#[derive(Clone, Default)]
pub struct Kinds(Arc<BTreeMap<&'static str, Handler>>);

impl Kinds {
    #[must_use]
    pub fn on(self, kind: &'static str, handler: Handler) -> Self {
        let mut kinds = (*self.0).clone();
        kinds.insert(kind, handler);
        Self(Arc::new(kinds))
    }

    fn names(&self) -> Vec<String> {
        self.0.keys().map(ToString::to_string).collect()
    }
}

impl Job {
    /// Whoever started it, if they may still act through that post today.
    ///
    /// # Errors
    /// [`Stop::Told`] when they may not; when the database is away.
    pub async fn actor(&self, app: &App) -> Result<Actor, Stop> {
        let Some(post) = self.post else { return Err(Stop::Error(Error::Internal(format!("job {} has no post", self.id)))) };
        app.db.act_for_a_job(post).await?.ok_or(Stop::Told("job-post-ended"))
    }
}

/// Carries out jobs until told to stop; the one in hand is finished first. Cheap when there is nothing to do: one look-up a second.
pub async fn work(app: App, kinds: Kinds, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let rest = match one(&app, &kinds).await {
            Ok(true) => continue,
            Ok(false) => LOOK,
            Err(error) => {
                tracing::warn!(%error, "the job queue cannot be read");
                AWAY
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = app.jobs.notified() => {}
            told = stop.wait_for(|told| *told) => if told.is_err() { return },
        }
    }
}

/// Carries out everything that is due now, for tests and tools. Returns how many pieces that were.
///
/// # Errors
/// When the database is away; what goes wrong inside a job is kept with it.
pub async fn drain(app: &App, kinds: &Kinds) -> Result<usize> {
    let mut pieces = 0;
    while one(app, kinds).await? {
        pieces += 1;
    }
    Ok(pieces)
}

/// One piece of work; `false` when nothing is due.
async fn one(app: &App, kinds: &Kinds) -> Result<bool> {
    let Some(job) = queue::take(&app.db, &kinds.names()).await? else { return Ok(false) };
    let Some(handler) = kinds.0.get(job.kind.as_str()) else { return Ok(false) };
    // On a task of its own: a handler that panics takes nobody else down.
    let result = match tokio::spawn(handler(app.clone(), job.clone())).await {
        Ok(result) => result,
        Err(error) => Err(Stop::Error(Error::Internal(format!("the handler panicked: {error}")))),
    };
    match result {
        Ok(Outcome::Done) => queue::done(&app.db, &job).await?,
        Ok(Outcome::Again) => queue::again(&app.db, &job).await?,
        Err(stop) => {
            let told = if let Stop::Told(key) = &stop { Some(*key) } else { None };
            let gave_up = queue::not_done(&app.db, &job, &stop.to_string(), told).await?;
            if gave_up {
                tracing::error!(job = %job.id, kind = %job.kind, error = %stop, "a job was given up");
            } else {
                tracing::warn!(job = %job.id, kind = %job.kind, attempts = job.attempts, error = %stop, "a job failed, to be tried again");
            }
        }
    }
    Ok(true)
}
