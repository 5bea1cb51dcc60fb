//! All SQL of risk points. New points come through [`adopt`], changes of old ones through [`save`], which accepts only a lawful [`Change`].

mod adopt;
mod listed;

pub use adopt::{Adopted, adopt, adopted};
pub use listed::{Filter, Listed, PAGE, list};

use super::model::{Duties, Evaluation, Factor, Hazard, Kind, Measure, MeasureKind, Reason, RiskPoint, Tier};
use super::rules::{Act, Change};
use super::scheme::{Assessed, IN_USE, InForce, LEC, Scheme};
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{EvaluationId, HazardId, MeasureId, OrgId, PersonId, RiskPointId, SchemeId};
use crate::ledger::{self, Event, Subject};
use crate::rollup;
use adopt::{insert_duty_rows, insert_measure_rows};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

/// Puts the product's own schemes into the table, once per version. Run as the database's owner after the migrations.
///
/// # Errors
/// When the database refuses or is away, or an embedded scheme is broken.
pub async fn install(owner: &PgPool) -> Result<()> {
    let broken = |error: serde_json::Error| Error::Internal(format!("the embedded scheme: {error}"));
    let scheme: Scheme = serde_json::from_str(LEC).map_err(broken)?;
    let definition: serde_json::Value = serde_json::from_str(LEC).map_err(broken)?;
    sqlx::query!(
        "INSERT INTO scheme (id, code, version, owner_path, definition) VALUES ($1, $2, $3, '', $4) ON CONFLICT (code, version, owner_path) DO NOTHING",
        SchemeId::new() as SchemeId,
        scheme.code,
        scheme.version,
        definition
    )
    .execute(owner)
    .await?;
    Ok(())
}

/// The scheme in force for a place: its nearest bureau's own, else the product's; the newest version.
///
/// # Errors
/// A fault of ours when none is installed; when the database is away.
pub async fn scheme(scope: &mut Scope, place: &Place) -> Result<InForce> {
    let row = sqlx::query!(
        r#"SELECT id AS "id: SchemeId", definition AS "definition: Json<Scheme>" FROM scheme
            WHERE code = $1 AND starts_with($2, owner_path) ORDER BY length(owner_path) DESC, version DESC LIMIT 1"#,
        IN_USE,
        place.path
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or_else(|| Error::Internal("no grading scheme is installed".into()))?;
    Ok(InForce { id: row.id, scheme: row.definition.0 })
}

/// A risk point as a choice on a form.
pub struct PointChoice {
    pub id: RiskPointId,
    pub number: String,
    pub name: String,
    pub level: i16,
}

/// The school's risk points in use, by number.
///
/// # Errors
/// When the database is away.
pub async fn choices(scope: &mut Scope, place: &Place) -> Result<Vec<PointChoice>> {
    Ok(sqlx::query_as!(
        PointChoice,
        r#"SELECT id AS "id: RiskPointId", number, name, level FROM risk_point WHERE district_id = $1 AND school_id = $2 AND retired_at IS NULL ORDER BY number"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_all(scope.conn())
    .await?)
}

/// A point as it lies in the tables, its parts beside it.
struct Row {
    district_id: OrgId,
    id: RiskPointId,
    school_id: OrgId,
    path: String,
    number: String,
    version: i32,
    catalogue_code: Option<String>,
    name: String,
    area: String,
    kind: Kind,
    place: String,
    accident: String,
    level: i16,
    review_on: NaiveDate,
    complete: bool,
    retired_at: Option<DateTime<Utc>>,
    hazards: Json<Vec<HazardPart>>,
    measures: Json<Vec<MeasurePart>>,
    duties: Json<Vec<DutyPart>>,
    open_tickets: i64,
}

#[derive(Deserialize)]
struct HazardPart {
    id: Uuid,
    ordinal: i16,
    description: String,
    factor: String,
    hazard_type: String,
    level: i16,
}

#[derive(Deserialize)]
struct MeasurePart {
    id: Uuid,
    ordinal: i16,
    kind: String,
    description: String,
}

#[derive(Deserialize)]
struct DutyPart {
    tier: String,
    person_id: Uuid,
    name: String,
    title: Option<String>,
}

/// Who answers for a point at one tier.
#[derive(Clone, Debug)]
pub struct Named {
    pub tier: Tier,
    pub person: PersonId,
    pub name: String,
    pub title: String,
}

/// A code the table's own checks should have kept out.
fn unknown(code: &str) -> Error {
    Error::Internal(format!("unknown code {code:?} at a risk point"))
}

impl Row {
    fn read(self) -> Result<(RiskPoint, Vec<Named>)> {
        let hazard = |part: HazardPart| {
            let factor = Factor::from_code(&part.factor).ok_or_else(|| unknown(&part.factor))?;
            Ok(Hazard {
                id: HazardId(part.id),
                ordinal: part.ordinal,
                description: part.description,
                factor,
                hazard_type: part.hazard_type,
                level: part.level,
            })
        };
        let measure = |part: MeasurePart| {
            let kind = MeasureKind::from_code(&part.kind).ok_or_else(|| unknown(&part.kind))?;
            Ok(Measure { id: MeasureId(part.id), ordinal: part.ordinal, kind, description: part.description })
        };
        let named = |part: DutyPart| {
            let tier = Tier::from_code(&part.tier).ok_or_else(|| unknown(&part.tier))?;
            Ok(Named { tier, person: PersonId(part.person_id), name: part.name, title: part.title.unwrap_or_default() })
        };
        let named: Vec<Named> = self.duties.0.into_iter().map(named).collect::<Result<_>>()?;
        let mut duties = Duties::default();
        for one in &named {
            duties.set(one.tier, Some(one.person));
        }
        let point = RiskPoint {
            district: self.district_id,
            id: self.id,
            school: self.school_id,
            path: self.path,
            number: self.number,
            version: self.version,
            catalogue_code: self.catalogue_code,
            name: self.name,
            area: self.area,
            kind: self.kind,
            place: self.place,
            accident: self.accident,
            level: self.level,
            review_on: self.review_on,
            complete: self.complete,
            retired_at: self.retired_at,
            hazards: self.hazards.0.into_iter().map(hazard).collect::<Result<_>>()?,
            measures: self.measures.0.into_iter().map(measure).collect::<Result<_>>()?,
            duties,
            open_tickets: self.open_tickets,
        };
        Ok((point, named))
    }
}

/// One statement for reading and for locking: only its end differs.
macro_rules! one {
    ($scope:expr, $place:expr, $number:expr, $end:literal) => {
        sqlx::query_as!(
            Row,
            r#"SELECT district_id AS "district_id: OrgId", id AS "id: RiskPointId", school_id AS "school_id: OrgId", path, number, version, catalogue_code, name, area, kind AS "kind: Kind", place, accident,
                      level, review_on, complete, retired_at,
                      coalesce((SELECT jsonb_agg(jsonb_build_object('id', h.id, 'ordinal', h.ordinal, 'description', h.description, 'factor', h.factor, 'hazard_type', h.hazard_type, 'level', h.level) ORDER BY h.ordinal)
                                  FROM hazard h WHERE h.district_id = r.district_id AND h.risk_point_id = r.id), '[]') AS "hazards!: Json<Vec<HazardPart>>",
                      coalesce((SELECT jsonb_agg(jsonb_build_object('id', m.id, 'ordinal', m.ordinal, 'kind', m.kind, 'description', m.description) ORDER BY m.ordinal)
                                  FROM measure m WHERE m.district_id = r.district_id AND m.risk_point_id = r.id AND m.retired_at IS NULL), '[]') AS "measures!: Json<Vec<MeasurePart>>",
                      coalesce((SELECT jsonb_agg(jsonb_build_object('tier', d.tier, 'person_id', d.person_id, 'name', p.name,
                                                 'title', (SELECT q.title FROM post q WHERE q.person_id = p.id AND q.org_id = r.school_id ORDER BY q.to_on DESC NULLS FIRST LIMIT 1)))
                                  FROM risk_duty d JOIN person p ON p.id = d.person_id WHERE d.district_id = r.district_id AND d.risk_point_id = r.id), '[]') AS "duties!: Json<Vec<DutyPart>>",
                      (SELECT count(*) FROM ticket t WHERE t.district_id = r.district_id AND t.risk_point_id = r.id AND t.state NOT IN ('closed', 'void')) AS "open_tickets!"
                 FROM risk_point r WHERE district_id = $1 AND school_id = $2 AND number = $3"#
                + $end,
            $place.district as OrgId,
            $place.id as OrgId,
            $number
        )
        .fetch_optional($scope.conn())
        .await?
        .ok_or(Error::NotFound)?
        .read()
    };
}

/// A risk point of a school by its number, and who answers for it.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn find(scope: &mut Scope, place: &Place, number: &str) -> Result<(RiskPoint, Vec<Named>)> {
    one!(scope, place, number, "")
}

/// A risk point, locked until the transaction ends. Take the school's turn first.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn lock(scope: &mut Scope, place: &Place, number: &str) -> Result<RiskPoint> {
    Ok(one!(scope, place, number, " FOR UPDATE")?.0)
}

/// A level as the ledger's state of a point.
const fn state(level: i16) -> &'static str {
    match level {
        1 => "level-1",
        2 => "level-2",
        3 => "level-3",
        _ => "level-4",
    }
}

/// Carries out a change: the rows, the ledger's event and the roll-ups, in the scope's one transaction.
///
/// # Errors
/// When the database refuses or is away.
pub async fn save(scope: &mut Scope, place: &Place, head: &Head, change: &Change) -> Result<Head> {
    let now = scope.now()?;
    match change.act() {
        Act::Evaluate { hazard, assessed, reason, .. } => {
            sqlx::query!(
                "UPDATE hazard SET level = $3 WHERE district_id = $1 AND id = $2",
                place.district as OrgId,
                *hazard as HazardId,
                assessed.level()
            )
            .execute(scope.conn())
            .await?;
            insert_evaluation(scope, place, change.after().id, *hazard, assessed, *reason).await?;
        }
        Act::AddHazard { id, hazard } => {
            if let Some(kept) = change.after().hazards.iter().find(|one| one.id == *id) {
                insert_hazard(scope, place, change.after().id, kept).await?;
                insert_evaluation(scope, place, change.after().id, *id, &hazard.assessed, Reason::Initial).await?;
            }
        }
        Act::Revise(revision) => {
            let point = change.after();
            sqlx::query!(
                "UPDATE measure SET retired_at = $4 WHERE district_id = $1 AND risk_point_id = $2 AND id = ANY($3) AND retired_at IS NULL",
                place.district as OrgId,
                point.id as RiskPointId,
                &revision.retired as &[MeasureId],
                now
            )
            .execute(scope.conn())
            .await?;
            // Ordinals only order; a retired measure keeps its own.
            let last = change.before().measures.iter().map(|one| one.ordinal).max().unwrap_or(0);
            let rows: Vec<_> = revision
                .added
                .iter()
                .zip(last + 1..)
                .map(|(one, ordinal)| (point.id, ordinal, one.kind, one.description.clone()))
                .collect();
            insert_measure_rows(scope, place, &rows, now).await?;
            if point.duties != change.before().duties {
                sqlx::query!(
                    "DELETE FROM risk_duty WHERE district_id = $1 AND risk_point_id = $2",
                    place.district as OrgId,
                    point.id as RiskPointId
                )
                .execute(scope.conn())
                .await?;
                let rows: Vec<_> = point.duties.named().map(|(tier, person)| (point.id, tier, person)).collect();
                insert_duty_rows(scope, place, &rows).await?;
            }
        }
        Act::Retire { .. } => {}
    }
    update(scope, change).await?;
    let after = change.after();
    let to_state = if after.retired_at.is_some() { "retired" } else { state(after.level) };
    let event = Event {
        subject: Subject::RiskPoint,
        subject_id: after.id.0,
        act: change.deed().code(),
        from_state: state(change.before().level),
        to_state,
        facts: change.facts(),
        texts: change.texts(),
    };
    let head = ledger::append(scope, place, head, event).await?;
    let mut counts = after.counts();
    counts -= &change.before().counts();
    rollup::add(scope, place, &counts, None).await?;
    Ok(head)
}

async fn update(scope: &mut Scope, change: &Change) -> Result<()> {
    let after = change.after();
    let done = sqlx::query!(
        "UPDATE risk_point SET name = $4, area = $5, kind = $6, place = $7, accident = $8, level = $9, review_on = $10, complete = $11, retired_at = $12, version = $13
          WHERE district_id = $1 AND id = $2 AND version = $3",
        after.district as OrgId,
        after.id as RiskPointId,
        change.before().version,
        after.name,
        after.area,
        after.kind as Kind,
        after.place,
        after.accident,
        after.level,
        after.review_on,
        after.complete,
        after.retired_at,
        after.version
    )
    .execute(scope.conn())
    .await?;
    // The row was locked and its version compared; nothing else can have moved it.
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Internal("a locked risk point moved".into())) }
}

async fn insert_hazard(scope: &mut Scope, place: &Place, point: RiskPointId, hazard: &Hazard) -> Result<()> {
    sqlx::query!(
        "INSERT INTO hazard (district_id, school_id, path, id, risk_point_id, ordinal, description, factor, hazard_type, level) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        hazard.id as HazardId,
        point as RiskPointId,
        hazard.ordinal,
        hazard.description,
        hazard.factor as Factor,
        hazard.hazard_type,
        hazard.level
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

async fn insert_evaluation(
    scope: &mut Scope,
    place: &Place,
    point: RiskPointId,
    hazard: HazardId,
    assessed: &Assessed,
    reason: Reason,
) -> Result<()> {
    let (person, id) = (scope.actor().person(), EvaluationId::at(scope.now()?));
    sqlx::query!(
        "INSERT INTO evaluation (district_id, school_id, path, id, risk_point_id, hazard_id, scheme_id, scores, value, level, reason, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        id as EvaluationId,
        point as RiskPointId,
        hazard as HazardId,
        assessed.scheme() as SchemeId,
        assessed.scores(),
        assessed.value(),
        assessed.level(),
        reason as Reason,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// An evaluation with, for the latest of each hazard, the scheme it was made by.
pub struct Evaluated {
    pub evaluation: Evaluation,
    pub scheme: Option<Scheme>,
}

/// A point's evaluations, newest first: the latest of every hazard, and of the older ones the last thirty.
///
/// # Errors
/// When the database is away.
pub async fn evaluations(scope: &mut Scope, point: &RiskPoint) -> Result<Vec<Evaluated>> {
    let rows = sqlx::query!(
        r#"SELECT e.id AS "id: EvaluationId", e.hazard_id AS "hazard: HazardId", e.scores, e.value, (s.definition->>'divisor')::bigint AS "divisor!", e.level, e.reason AS "reason: Reason", e.at,
                  p.name AS "by?", CASE WHEN e.latest = 1 THEN s.definition END AS "scheme: Json<Scheme>"
             FROM (SELECT *, row_number() OVER (PARTITION BY hazard_id ORDER BY at DESC, id DESC) AS latest, row_number() OVER (ORDER BY at DESC, id DESC) AS newest
                     FROM evaluation WHERE district_id = $1 AND risk_point_id = $2) e
             JOIN scheme s ON s.id = e.scheme_id LEFT JOIN person p ON p.id = e.person_id
            WHERE e.latest = 1 OR e.newest <= 30 ORDER BY e.at DESC, e.id DESC"#,
        point.district as OrgId,
        point.id as RiskPointId
    )
    .fetch_all(scope.conn())
    .await?;
    let read = rows.into_iter().map(|row| Evaluated {
        evaluation: Evaluation {
            id: row.id,
            hazard: row.hazard,
            scores: row.scores,
            value: row.value,
            divisor: row.divisor,
            level: row.level,
            reason: row.reason,
            at: row.at,
            by: row.by.unwrap_or_default(),
        },
        scheme: row.scheme.map(|scheme| scheme.0),
    });
    Ok(read.collect())
}
