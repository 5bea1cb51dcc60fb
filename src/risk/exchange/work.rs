//! The job that puts an import's points into the register, a few hundred at a time, each time in one transaction through the same door as
//! adopted points: with their events in the ledger and in the roll-ups.

use super::check::key_of;
use super::store::{self, Stage};
use crate::access::{Actor, Place};
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{HazardId, ImportId, JobId, PersonId};
use crate::job::{self, Job, Outcome, Stop};
use crate::risk;
use crate::risk::model::NewHazard;
use crate::risk::rules::{self, Act};
use crate::ticket;
use crate::web::App;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// The kind of this job.
pub const JOB: &str = "import_risks";

/// Points added in one transaction: the school's other writers wait for no more than these.
const PIECE: i64 = 300;

/// Which import.
#[derive(Serialize, Deserialize)]
struct Payload {
    import: Uuid,
}

/// Enqueues the job of an import, in the scope's transaction.
///
/// # Errors
/// When the database is away.
pub async fn enqueue(scope: &mut Scope, place: &Place, id: ImportId, job: JobId) -> Result<()> {
    job::enqueue(scope, place, job, JOB, None, &Payload { import: id.0 }).await
}

/// Adds the next piece of an import.
pub fn carry_on(app: App, job: Job) -> BoxFuture<'static, Result<Outcome, Stop>> {
    Box::pin(async move {
        let actor = job.actor(&app).await?;
        let payload: Payload =
            serde_json::from_value(job.payload.clone()).map_err(|error| Error::Internal(format!("the payload of {}: {error}", job.id)))?;
        piece(&app, &actor, ImportId(payload.import)).await
    })
}

async fn piece(app: &App, actor: &Actor, id: ImportId) -> Result<Outcome, Stop> {
    let place = actor.place().clone();
    if !rules::keeps(actor, &place) {
        return Err(Stop::Told("import-stop-keeper"));
    }
    let mut scope = app.db.scope(actor).await?;
    let head = scope.turn(&place).await?;
    let import = match store::find(&mut scope, &place, id).await {
        Err(Error::NotFound) => return Err(Stop::Told("import-stop-keeper")),
        other => other?,
    };
    if import.stage != Stage::Running {
        return Ok(Outcome::Done);
    }
    let next = store::next(&mut scope, &place, id, PIECE).await?;
    if next.is_empty() {
        store::finish(&mut scope, &place, id).await?;
        scope.commit().await?;
        return Ok(Outcome::Done);
    }
    let now = scope.now()?;
    let scheme = risk::store::scheme(&mut scope, &place).await?;
    let people = ticket::store::people(&mut scope, &place, &[], app.zone.day(now)).await?;
    let people: Vec<PersonId> = people.into_iter().filter(|one| one.here).map(|one| one.id).collect();
    // Since the file was read, somebody may have added the same point, by hand or from another file.
    let existing = store::existing(&mut scope, &place).await?;
    let mut known: HashMap<(String, String), String> =
        existing.into_iter().map(|(number, name, place)| (key_of(&name, &place), number)).collect();
    let (mut settled, mut adding, mut points, mut further) = (vec![], vec![], vec![], vec![]);
    for (row, draft) in &next {
        let key = key_of(&draft.name, &draft.place);
        if let Some(number) = known.get(&key) {
            settled.push((*row, false, number.clone()));
            continue;
        }
        let Ok((point, hazards)) = draft.adoption(&scheme, &people, now) else { return Err(Stop::Told("import-stop-scheme")) };
        known.insert(key, String::new());
        adding.push(*row);
        points.push(point);
        further.push(hazards);
    }
    let kept = risk::store::adopt(&mut scope, &place, &head, app.zone, &points).await?;
    let mut head = kept.head;
    for ((row, (_, number)), hazards) in adding.into_iter().zip(&kept.points).zip(further) {
        head = more_hazards(app, &mut scope, &place, head, number, hazards).await?;
        settled.push((row, true, number.clone()));
    }
    store::settle(&mut scope, &place, id, &settled).await?;
    scope.commit().await?;
    tracing::info!(import = %id, school = %place.code, points = settled.len(), "a piece of an import is in the register");
    Ok(Outcome::Again)
}

/// Adds the further hazards of a point that was just kept, each an act of its own as the pages do it.
async fn more_hazards(
    app: &App,
    scope: &mut Scope,
    place: &Place,
    mut head: Head,
    number: &str,
    hazards: Vec<(HazardId, NewHazard)>,
) -> Result<Head, Stop> {
    for (id, hazard) in hazards {
        let point = risk::store::lock(scope, place, number).await?;
        let (actor, now) = (scope.actor().clone(), scope.now()?);
        let act = Act::AddHazard { id, hazard };
        let change = rules::decide(&point, &actor, point.version, act, app.zone.day(now), now)
            .map_err(|refusal| Error::Internal(format!("a hazard of an imported point was refused: {refusal}")))?;
        head = risk::store::save(scope, place, &head, &change).await?;
    }
    Ok(head)
}
