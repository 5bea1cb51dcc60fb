//! The job that takes an upload's rows over, some hundreds at a time, each time in one transaction; the last one writes the ledger's event.

use super::model::{RowState, Stage};
use super::rules;
use super::store;
use crate::access::{Actor, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{JobId, LegacyUploadId};
use crate::job::{self, Job, Outcome, Stop};
use crate::ledger::{self, Event, Facts, Subject};
use crate::web::App;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The kind of this job.
pub const JOB: &str = "take_over_ledger";

/// Rows taken over in one transaction: the school's other writers wait for no more than these.
const PIECE: i64 = 500;

/// Which upload, of which school: a bureau takes over for its schools.
#[derive(Serialize, Deserialize)]
struct Payload {
    upload: Uuid,
    school: String,
}

/// Enqueues the job of an upload, in the scope's transaction.
///
/// # Errors
/// When the database is away.
pub async fn enqueue(scope: &mut Scope, place: &Place, id: LegacyUploadId, job: JobId) -> Result<()> {
    // The job belongs to whoever started it, so to the organisation of their post.
    let at = scope.actor().place().clone();
    job::enqueue(scope, &at, job, JOB, None, &Payload { upload: id.0, school: place.code.clone() }).await
}

/// Takes the next piece of an upload over.
pub fn carry_on(app: App, job: Job) -> BoxFuture<'static, Result<Outcome, Stop>> {
    Box::pin(async move {
        let actor = job.actor(&app).await?;
        let payload: Payload =
            serde_json::from_value(job.payload.clone()).map_err(|error| Error::Internal(format!("the payload of {}: {error}", job.id)))?;
        let place = match app.db.place(&actor, &payload.school).await {
            Err(Error::NotFound) => return Err(Stop::Told("legacy-stop-taker")),
            other => other?.0,
        };
        piece(&app, &actor, &place, LegacyUploadId(payload.upload)).await
    })
}

async fn piece(app: &App, actor: &Actor, place: &Place, id: LegacyUploadId) -> Result<Outcome, Stop> {
    if !rules::takes_over(actor, place) {
        return Err(Stop::Told("legacy-stop-taker"));
    }
    let mut scope = app.db.scope(actor).await?;
    let head = scope.turn(place).await?;
    let upload = store::find(&mut scope, place, id).await?;
    if upload.stage != Stage::Running {
        return Ok(Outcome::Done);
    }
    let next = store::next(&mut scope, place, id, PIECE).await?;
    if !next.is_empty() {
        store::take(&mut scope, place, &upload, &next).await?;
        scope.commit().await?;
        tracing::info!(upload = %id, school = %place.code, rows = next.len(), "rows of an old ledger are taken over");
        return Ok(Outcome::Again);
    }
    store::finish(&mut scope, place, id).await?;
    let digests = store::digests(&mut scope, place, id).await?;
    let mut all = Sha256::new();
    for one in &digests {
        all.update(one);
    }
    let count = |state| upload.count(state).to_string();
    let facts: Facts = [
        ("file", hex::encode(&upload.sha256)),
        ("rows", hex::encode(all.finalize())),
        ("taken", digests.len().to_string()),
        ("there", count(RowState::There)),
        ("left", count(RowState::Left)),
        ("apart", count(RowState::Apart)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let event = Event {
        subject: Subject::Legacy,
        subject_id: id.0,
        act: "take_over",
        from_state: "",
        to_state: "",
        facts,
        texts: vec![("file_name".to_owned(), upload.file_name.clone())],
    };
    ledger::append(&mut scope, place, &head, event).await?;
    scope.commit().await?;
    Ok(Outcome::Done)
}
