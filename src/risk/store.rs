//! All SQL of risk points. New points come through [`adopt`], changes of old ones through [`save`], which accepts only a lawful [`Change`].

mod adopt;
mod listed;
mod matrix;

pub use crate::grading::store::{install, scheme};
pub use adopt::{Adopted, KnownOf, adopt, adopted, known};
pub use listed::{Filter, Key, Listed, PAGE, list};
pub use matrix::found;

use super::model::{
    DirectRule, Duties, Evaluation, Factor, Hazard, Judgement, Kind, Levels, LifeStage, Measure, MeasureKind, NewMeasure, Proof, Reason,
    ReviewCause, RiskPoint, Stage, Tier,
};
use super::rhythm::Frequency;
use super::rules::{self, Act, Change, Controls, NewJudgement};
use super::scheme::Scheme;
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{CriterionId, EvaluationId, HazardId, JudgementId, MeasureId, OrgId, PersonId, RiskPointId};
use crate::ledger::{self, Event, Subject};
use crate::rollup;
use adopt::{Scored, insert_duty_rows, insert_evaluations, insert_measure_rows, scores};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

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
    inherent: i16,
    residual: i16,
    level: i16,
    graded_at: DateTime<Utc>,
    review_on: NaiveDate,
    review_cause: ReviewCause,
    due_on: NaiveDate,
    complete: bool,
    retired_at: Option<DateTime<Utc>>,
    hazards: Json<Vec<HazardPart>>,
    measures: Json<Vec<MeasurePart>>,
    duties: Json<Vec<DutyPart>>,
    judgements: Json<Vec<JudgementPart>>,
    open_tickets: i64,
    open_majors: i64,
}

#[derive(Deserialize)]
struct HazardPart {
    id: Uuid,
    ordinal: i16,
    description: String,
    factor: String,
    hazard_type: String,
    life_stage: String,
    inherent: i16,
    level: i16,
}

#[derive(Deserialize)]
struct MeasurePart {
    id: Uuid,
    ordinal: i16,
    kind: String,
    description: String,
    owner_id: Option<Uuid>,
    tier: String,
    frequency: Option<String>,
    question: String,
    evidence: String,
    by: Option<String>,
    failed: bool,
}

#[derive(Deserialize)]
struct DutyPart {
    tier: String,
    person_id: Uuid,
    name: String,
    title: Option<String>,
    deputy_id: Option<Uuid>,
    deputy: Option<String>,
}

#[derive(Deserialize)]
struct JudgementPart {
    id: Uuid,
    rule: String,
    level: i16,
    criterion_id: Option<Uuid>,
    zh: Option<String>,
    en: Option<String>,
    note: String,
    at: DateTime<Utc>,
    by: String,
}

/// Who answers for a point at one tier.
#[derive(Clone, Debug)]
pub struct Named {
    pub tier: Tier,
    pub person: PersonId,
    pub name: String,
    pub title: String,
    /// Who stands in.
    pub deputy: Option<String>,
}

/// A code the table's own checks should have kept out.
fn unknown(code: &str) -> Error {
    Error::Internal(format!("unknown code {code:?} at a risk point"))
}

impl Row {
    fn read(self) -> Result<(RiskPoint, Vec<Named>)> {
        let hazard = |part: HazardPart| {
            let factor = Factor::from_code(&part.factor).ok_or_else(|| unknown(&part.factor))?;
            let life_stage = LifeStage::from_code(&part.life_stage).ok_or_else(|| unknown(&part.life_stage))?;
            let HazardPart { id, ordinal, description, hazard_type, inherent, level, .. } = part;
            Ok(Hazard { id: HazardId(id), ordinal, description, factor, hazard_type, life_stage, inherent, level })
        };
        let measure = |part: MeasurePart| {
            let control = NewMeasure {
                kind: MeasureKind::from_code(&part.kind).ok_or_else(|| unknown(&part.kind))?,
                description: part.description,
                owner: part.owner_id.map(PersonId),
                tier: Tier::from_code(&part.tier).ok_or_else(|| unknown(&part.tier))?,
                frequency: part.frequency.as_deref().and_then(Frequency::from_code),
                question: part.question,
                proof: Proof::from_code(&part.evidence).ok_or_else(|| unknown(&part.evidence))?,
            };
            Ok(Measure { id: MeasureId(part.id), ordinal: part.ordinal, control, by: part.by, failed: part.failed })
        };
        let judgement = |part: JudgementPart| {
            let rule = DirectRule::from_code(&part.rule).ok_or_else(|| unknown(&part.rule))?;
            let (criterion, words) = (part.criterion_id.map(CriterionId), part.zh.zip(part.en));
            Ok(Judgement { id: JudgementId(part.id), rule, level: part.level, criterion, words, note: part.note, at: part.at, by: part.by })
        };
        let (mut duties, mut deputies) = (Duties::default(), Duties::default());
        let mut named = Vec::new();
        for part in self.duties.0 {
            let tier = Tier::from_code(&part.tier).ok_or_else(|| unknown(&part.tier))?;
            duties.set(tier, Some(PersonId(part.person_id)));
            deputies.set(tier, part.deputy_id.map(PersonId));
            let DutyPart { person_id, name, title, deputy, .. } = part;
            named.push(Named { tier, person: PersonId(person_id), name, title: title.unwrap_or_default(), deputy });
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
            levels: Levels { inherent: self.inherent, residual: self.residual, current: self.level },
            graded_at: self.graded_at,
            review_on: self.review_on,
            review_cause: self.review_cause,
            due_on: self.due_on,
            complete: self.complete,
            retired_at: self.retired_at,
            hazards: self.hazards.0.into_iter().map(hazard).collect::<Result<_>>()?,
            measures: self.measures.0.into_iter().map(measure).collect::<Result<_>>()?,
            duties,
            deputies,
            judgements: self.judgements.0.into_iter().map(judgement).collect::<Result<_>>()?,
            open_tickets: self.open_tickets,
            open_majors: self.open_majors,
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
                      inherent, residual, level, graded_at, review_on, review_cause AS "review_cause: ReviewCause", review_due(path, area, graded_at, review_on) AS "due_on!", complete, retired_at,
                      coalesce((SELECT jsonb_agg(jsonb_build_object('id', h.id, 'ordinal', h.ordinal, 'description', h.description, 'factor', h.factor, 'hazard_type', h.hazard_type,
                                                 'life_stage', h.life_stage, 'inherent', h.inherent, 'level', h.level) ORDER BY h.ordinal)
                                  FROM hazard h WHERE h.district_id = r.district_id AND h.risk_point_id = r.id), '[]') AS "hazards!: Json<Vec<HazardPart>>",
                      coalesce((SELECT jsonb_agg(jsonb_build_object('id', m.id, 'ordinal', m.ordinal, 'kind', m.kind, 'description', m.description, 'owner_id', m.owner_id, 'tier', m.tier,
                                                 'frequency', m.frequency, 'question', m.question, 'evidence', m.evidence, 'by', (SELECT s.name FROM person s WHERE s.id = m.owner_id),
                                                 'failed', EXISTS (SELECT FROM inspection_item i JOIN ticket t ON t.district_id = i.district_id AND t.id = i.ticket_id
                                                                    WHERE i.district_id = m.district_id AND i.measure_id = m.id AND i.ticket_id IS NOT NULL AND t.state NOT IN ('closed', 'void'))) ORDER BY m.ordinal)
                                  FROM measure m WHERE m.district_id = r.district_id AND m.risk_point_id = r.id AND m.retired_at IS NULL), '[]') AS "measures!: Json<Vec<MeasurePart>>",
                      coalesce((SELECT jsonb_agg(jsonb_build_object('tier', d.tier, 'person_id', d.person_id, 'name', p.name, 'deputy_id', d.deputy_id,
                                                 'deputy', (SELECT s.name FROM person s WHERE s.id = d.deputy_id),
                                                 'title', (SELECT q.title FROM post q WHERE q.person_id = p.id AND q.org_id = r.school_id ORDER BY q.to_on DESC NULLS FIRST LIMIT 1)))
                                  FROM risk_duty d JOIN person p ON p.id = d.person_id WHERE d.district_id = r.district_id AND d.risk_point_id = r.id), '[]') AS "duties!: Json<Vec<DutyPart>>",
                      coalesce((SELECT jsonb_agg(jsonb_build_object('id', j.id, 'rule', j.rule, 'level', j.level, 'criterion_id', j.criterion_id, 'zh', c.text_zh, 'en', c.text_en, 'note', j.note, 'at', j.at, 'by', p.name) ORDER BY j.at)
                                  FROM judgement j JOIN person p ON p.id = j.person_id LEFT JOIN criterion c ON c.id = j.criterion_id
                                 WHERE j.district_id = r.district_id AND j.risk_point_id = r.id AND j.lifted_at IS NULL), '[]') AS "judgements!: Json<Vec<JudgementPart>>",
                      (SELECT count(*) FROM ticket t WHERE t.district_id = r.district_id AND t.risk_point_id = r.id AND t.state NOT IN ('closed', 'void')) AS "open_tickets!",
                      open_majors::bigint AS "open_majors!"
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
pub(crate) const fn state(level: i16) -> &'static str {
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
        Act::Evaluate { hazard, assessed, residual, reason, together, lifted, .. } => {
            regrade(scope, change.after(), *hazard).await?;
            let rows: Vec<Scored<'_>> = scores(change.after().id, *hazard, assessed, residual.as_ref()).collect();
            insert_evaluations(scope, place, &rows, *reason, together, now).await?;
            if !lifted.is_empty() {
                sqlx::query!(
                    "UPDATE judgement SET lifted_at = $3 WHERE district_id = $1 AND id = ANY($2) AND lifted_at IS NULL",
                    place.district as OrgId,
                    lifted as &[JudgementId],
                    now
                )
                .execute(scope.conn())
                .await?;
            }
        }
        Act::AddHazard { id, hazard } => {
            if let Some(kept) = change.after().hazards.iter().find(|one| one.id == *id) {
                insert_hazard(scope, place, change.after().id, kept).await?;
                let rows: Vec<Scored<'_>> = scores(change.after().id, *id, &hazard.assessed, hazard.residual.as_ref()).collect();
                insert_evaluations(scope, place, &rows, Reason::Initial, "", now).await?;
            }
        }
        Act::Judge(made) => insert_judgement(scope, place, change.after().id, made).await?,
        Act::Control(controls) => save_controls(scope, place, change, controls, now).await?,
        Act::Revise(_) => {
            let point = change.after();
            if (point.duties, point.deputies) != (change.before().duties, change.before().deputies) {
                sqlx::query!(
                    "DELETE FROM risk_duty WHERE district_id = $1 AND risk_point_id = $2",
                    place.district as OrgId,
                    point.id as RiskPointId
                )
                .execute(scope.conn())
                .await?;
                let rows: Vec<_> = point.duties.named().map(|(tier, person)| (point.id, tier, person, point.deputies.of(tier))).collect();
                insert_duty_rows(scope, place, &rows).await?;
            }
        }
        Act::Call { .. } | Act::Retire { .. } | Act::Follow { .. } => {}
    }
    update(scope, change).await?;
    let after = change.after();
    let to_state = if after.retired_at.is_some() { "retired" } else { state(after.levels.current) };
    let event = Event {
        subject: Subject::RiskPoint,
        subject_id: after.id.0,
        act: change.deed().code(),
        from_state: state(change.before().levels.current),
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
        "UPDATE risk_point SET name = $4, area = $5, kind = $6, place = $7, accident = $8, inherent = $9, residual = $10, level = $11, review_on = $12, complete = $13, retired_at = $14, version = $15,
                graded_at = $16, review_cause = $17, open_majors = $18
          WHERE district_id = $1 AND id = $2 AND version = $3",
        after.district as OrgId,
        after.id as RiskPointId,
        change.before().version,
        after.name,
        after.area,
        after.kind as Kind,
        after.place,
        after.accident,
        after.levels.inherent,
        after.levels.residual,
        after.levels.current,
        after.review_on,
        after.complete,
        after.retired_at,
        after.version,
        after.graded_at,
        after.review_cause as ReviewCause,
        i32::try_from(after.open_majors).unwrap_or(i32::MAX)
    )
    .execute(scope.conn())
    .await?;
    // The row was locked and its version compared; nothing else can have moved it.
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Internal("a locked risk point moved".into())) }
}

async fn insert_hazard(scope: &mut Scope, place: &Place, point: RiskPointId, hazard: &Hazard) -> Result<()> {
    sqlx::query!(
        "INSERT INTO hazard (district_id, school_id, path, id, risk_point_id, ordinal, description, factor, hazard_type, life_stage, inherent, level) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        hazard.id as HazardId,
        point as RiskPointId,
        hazard.ordinal,
        hazard.description,
        hazard.factor as Factor,
        hazard.hazard_type,
        hazard.life_stage as LifeStage,
        hazard.inherent,
        hazard.level
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Writes the levels of a hazard that was scored anew.
async fn regrade(scope: &mut Scope, point: &RiskPoint, hazard: HazardId) -> Result<()> {
    if let Some(scored) = point.hazards.iter().find(|one| one.id == hazard) {
        sqlx::query!(
            "UPDATE hazard SET inherent = $3, level = $4 WHERE district_id = $1 AND id = $2",
            point.district as OrgId,
            hazard as HazardId,
            scored.inherent,
            scored.level
        )
        .execute(scope.conn())
        .await?;
    }
    Ok(())
}

async fn insert_judgement(scope: &mut Scope, place: &Place, point: RiskPointId, made: &NewJudgement) -> Result<()> {
    let person = scope.actor().person();
    let level = if made.rule == DirectRule::Raise { made.level } else { 1 };
    sqlx::query!(
        "INSERT INTO judgement (district_id, school_id, path, id, risk_point_id, rule, level, criterion_id, note, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        made.id as JudgementId,
        point as RiskPointId,
        made.rule as DirectRule,
        level,
        made.criterion as Option<CriterionId>,
        made.note,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

async fn save_controls(scope: &mut Scope, place: &Place, change: &Change, controls: &Controls, now: DateTime<Utc>) -> Result<()> {
    let point = change.after();
    sqlx::query!(
        "UPDATE measure SET retired_at = $4 WHERE district_id = $1 AND risk_point_id = $2 AND id = ANY($3) AND retired_at IS NULL",
        place.district as OrgId,
        point.id as RiskPointId,
        &controls.retired as &[MeasureId],
        now
    )
    .execute(scope.conn())
    .await?;
    let changed = &controls.changed;
    sqlx::query!(
        "UPDATE measure m SET kind = t.kind, description = t.description, owner_id = t.owner, tier = t.tier, frequency = t.frequency, question = t.question, evidence = t.evidence
           FROM unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[]) AS t (id, kind, description, owner, tier, frequency, question, evidence)
          WHERE m.district_id = $1 AND m.risk_point_id = $2 AND m.id = t.id AND m.retired_at IS NULL",
        place.district as OrgId,
        point.id as RiskPointId,
        &changed.iter().map(|(id, _)| *id).collect::<Vec<_>>() as &[MeasureId],
        &changed.iter().map(|(_, one)| one.kind).collect::<Vec<_>>() as &[MeasureKind],
        &changed.iter().map(|(_, one)| one.description.clone()).collect::<Vec<_>>(),
        &changed.iter().map(|(_, one)| one.owner).collect::<Vec<_>>() as &[Option<PersonId>],
        &changed.iter().map(|(_, one)| one.tier).collect::<Vec<_>>() as &[Tier],
        &changed.iter().map(|(_, one)| one.frequency).collect::<Vec<_>>() as &[Option<Frequency>],
        &changed.iter().map(|(_, one)| one.question.clone()).collect::<Vec<_>>(),
        &changed.iter().map(|(_, one)| one.proof).collect::<Vec<_>>() as &[Proof]
    )
    .execute(scope.conn())
    .await?;
    // Ordinals only order; a retired measure keeps its own.
    let last = change.before().measures.iter().map(|one| one.ordinal).max().unwrap_or(0);
    let rows: Vec<_> = controls.added.iter().zip(last + 1..).map(|(one, ordinal)| (point.id, ordinal, one)).collect();
    insert_measure_rows(scope, place, &rows, now).await
}

/// Lets a point follow its hidden dangers: red while a confirmed major one is open there, and graded anew soon after the last is over. Called by
/// the ticket's save, in its transaction. Returns the end of the chain.
///
/// # Errors
/// When the database refuses or is away.
pub async fn follow(scope: &mut Scope, place: &Place, head: Head, point: RiskPointId, today: NaiveDate) -> Result<Head> {
    let found = sqlx::query!(
        r#"SELECT r.number, (SELECT count(*) FROM ticket t WHERE t.district_id = r.district_id AND t.risk_point_id = r.id AND t.grade = 'major' AND t.state NOT IN ('reported', 'closed', 'void')) AS "majors!"
             FROM risk_point r WHERE r.district_id = $1 AND r.id = $2"#,
        place.district as OrgId,
        point as RiskPointId
    )
    .fetch_optional(scope.conn())
    .await?;
    let Some(found) = found else { return Ok(head) };
    let point = lock(scope, place, &found.number).await?;
    match rules::follow(&point, found.majors, today) {
        Some(change) => save(scope, place, &head, &change).await,
        None => Ok(head),
    }
}

/// A hidden danger came back at a point: it is to be graded anew soon. Called by the ticket's save, in its transaction. Returns the end of the
/// chain.
///
/// # Errors
/// When the database refuses or is away.
pub async fn doubt(scope: &mut Scope, place: &Place, head: Head, point: RiskPointId, today: NaiveDate) -> Result<Head> {
    let number = sqlx::query_scalar!(
        "SELECT number FROM risk_point WHERE district_id = $1 AND id = $2",
        place.district as OrgId,
        point as RiskPointId
    )
    .fetch_optional(scope.conn())
    .await?;
    let Some(number) = number else { return Ok(head) };
    match rules::doubt(&lock(scope, place, &number).await?, today) {
        Some(change) => save(scope, place, &head, &change).await,
        None => Ok(head),
    }
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
        r#"SELECT e.id AS "id: EvaluationId", e.hazard_id AS "hazard: HazardId", e.stage AS "stage: Stage", e.together, e.scores, e.value, (s.definition->>'divisor')::bigint AS "divisor!", e.level, e.reason AS "reason: Reason", e.at,
                  p.name AS "by?", CASE WHEN e.latest = 1 THEN s.definition END AS "scheme: Json<Scheme>"
             FROM (SELECT *, row_number() OVER (PARTITION BY hazard_id, stage ORDER BY at DESC, id DESC) AS latest, row_number() OVER (ORDER BY at DESC, id DESC) AS newest
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
            stage: row.stage,
            scores: row.scores,
            value: row.value,
            divisor: row.divisor,
            level: row.level,
            reason: row.reason,
            at: row.at,
            by: row.by.unwrap_or_default(),
            together: row.together,
        },
        scheme: row.scheme.map(|scheme| scheme.0),
    });
    Ok(read.collect())
}
