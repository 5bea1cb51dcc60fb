//! What ages (保存期限): how long things are kept that nobody needs for ever, and the sweep that deletes them.
//!
//! The Personal Information Protection Law (个人信息保护法), article 19, lets personal information be kept no longer than its purpose needs. [`days`]
//! are data, each with its reason. Once a day a job sweeps, whatever runs or slept: it is unique by its day, and sweeping twice deletes nothing
//! more. The walls let the server delete what is old enough and nothing else. Never swept: the ledger, hidden dangers, what is evidence of them,
//! inspections, risk points, people, and ledgers of before.

mod store;

use crate::error::Result;
use crate::job::{Job, Outcome, Stop};
use crate::web::App;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::sync::watch;

/// The kind of the job that sweeps.
pub const JOB: &str = "forget_in_time";
/// How often is looked whether a new day has come.
const LOOK: Duration = Duration::from_secs(300);

/// Days after which something goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Days {
    /// How to reach a reporter: after the answer.
    pub contact: i32,
    /// A report of the public that was refused or set aside.
    pub refused: i32,
    /// A message: after it was read.
    pub message: i32,
    /// What was carried, or given up.
    pub delivery: i32,
    /// A risk list that was read in.
    pub import: i32,
    /// What a machine did.
    pub job: i32,
}

#[derive(Default, Deserialize)]
struct File {
    days: Days,
    why: BTreeMap<String, String>,
}

static FILE: LazyLock<File> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/keeping.json")).unwrap_or_default());

/// How long things are kept.
pub fn days() -> &'static Days {
    &FILE.days
}

/// Why, by what.
pub fn reasons() -> &'static BTreeMap<String, String> {
    &FILE.why
}

/// Has the sweep of each day done, until told to stop.
pub async fn keep(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = due(&app).await {
            tracing::warn!(%error, "the day's sweep could not be asked for; trying again");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            told = stop.wait_for(|told| *told) => if told.is_err() { return },
        }
    }
}

/// Asks for the sweep of today, in the night where the schools are; once, whoever asks.
///
/// # Errors
/// When the database is away.
pub async fn due(app: &App) -> Result<()> {
    store::due(&app.db).await
}

/// Deletes what is old enough, a piece at a time. Idempotent.
pub fn sweep(app: App, _: Job) -> BoxFuture<'static, Result<Outcome, Stop>> {
    Box::pin(async move {
        let swept = store::sweep(&app.db, days()).await?;
        let store::Swept { contacts, refused, messages, deliveries, imports, jobs, .. } = swept;
        tracing::info!(contacts, refused, messages, deliveries, imports, jobs, "forgot what is not needed any more");
        Ok(if swept.more { Outcome::Again } else { Outcome::Done })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_days_and_its_reason() {
        let Days { contact, refused, message, delivery, import, job } = *days();
        // Not sooner than the walls let anything go, or nothing would.
        for (what, kept, wall) in [
            ("contact", contact, 30),
            ("refused", refused, 90),
            ("message", message, 90),
            ("delivery", delivery, 90),
            ("import", import, 30),
            ("job", job, 30),
        ] {
            assert!(kept >= wall, "{what}");
            assert!(reasons().get(what).is_some_and(|why| !why.is_empty()), "{what}");
        }
        assert!(refused >= contact, "a report goes after its contact");
    }
}
