//! Keeping new points, one or a hundred, in the same number of statements.

use super::state;
use crate::access::Place;
use crate::clock::Zone;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{EvaluationId, HazardId, MeasureId, OrgId, PersonId, RiskPointId, SchemeId};
use crate::ledger::{self, Event, Facts, Numbered, Subject};
use crate::risk::model::{Adoption, Factor, Kind, Levels, LifeStage, MeasureKind, NewMeasure, Proof, Reason, Stage, Tier, counts};
use crate::risk::rhythm::Frequency;
use crate::risk::rules::{self, Deed};
use crate::risk::scheme::Assessed;
use crate::rollup::{self, Counts};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

/// The catalogue entries a school has in use.
///
/// # Errors
/// When the database is away.
pub async fn adopted(scope: &mut Scope, place: &Place) -> Result<BTreeSet<String>> {
    let codes = sqlx::query_scalar!(
        r#"SELECT catalogue_code AS "code!" FROM risk_point WHERE district_id = $1 AND school_id = $2 AND catalogue_code IS NOT NULL AND retired_at IS NULL"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(codes.into_iter().collect())
}

/// What a school is known to have.
pub struct KnownOf {
    /// Catalogue entries in use.
    pub adopted: BTreeSet<String>,
    /// What the tree of organisations says it has or is, in the catalogue's words.
    pub has: Vec<String>,
}

/// The catalogue entries a school has in use, and what it has or is. One statement.
///
/// # Errors
/// When the database is away.
pub async fn known(scope: &mut Scope, place: &Place) -> Result<KnownOf> {
    let org = sqlx::query!(
        r#"SELECT stage, coalesce(boarding, false) AS "boarding!",
                  ARRAY(SELECT catalogue_code FROM risk_point WHERE district_id = $1 AND school_id = $2 AND catalogue_code IS NOT NULL AND retired_at IS NULL) AS "adopted!"
             FROM org WHERE id = $2"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_one(scope.conn())
    .await?;
    let kind = match org.stage.as_deref() {
        Some("middle" | "senior" | "special") => "secondary",
        Some("higher_ed") => "university",
        Some(stage @ ("kindergarten" | "primary" | "vocational")) => stage,
        _ => "",
    };
    // A canteen is the rule; who has none unticks it.
    let has = [kind, "canteen", if org.boarding { "boarding" } else { "" }];
    Ok(KnownOf {
        adopted: org.adopted.into_iter().collect(),
        has: has.into_iter().filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
    })
}

/// What [`adopt`] kept, and where the chain ends now.
pub struct Adopted {
    pub head: Head,
    /// Id and number of each point kept, in the order given; those the school had already are not among them.
    pub points: Vec<(RiskPointId, String)>,
}

/// Keeps new risk points of a school whose turn was taken, however many, in a fixed number of statements. An entry of the catalogue the school
/// has in use already is passed over, so that adopting again changes nothing.
///
/// Each point gets an event of its own, not one for the batch: a point's history is read by its own id, and must begin with its beginning.
///
/// # Errors
/// When the database refuses or is away.
pub async fn adopt(scope: &mut Scope, place: &Place, head: &Head, zone: Zone, items: &[Adoption]) -> Result<Adopted> {
    let now = scope.now()?;
    let today = zone.day(now);
    let mut had = adopted(scope, place).await?;
    let items: Vec<&Adoption> =
        items.iter().filter(|item| item.catalogue_code.as_ref().is_none_or(|code| had.insert(code.clone()))).collect();
    if items.is_empty() {
        return Ok(Adopted { head: head.clone(), points: vec![] });
    }
    let count = i32::try_from(items.len()).map_err(|_| Error::TooLarge)?;
    let first = ledger::take_numbers(scope, place, Numbered::RiskPoint, 0, count).await?;
    let numbers: Vec<String> = (first..).take(items.len()).map(number).collect();
    let hazards: Vec<HazardId> = items.iter().map(|_| HazardId::at(now)).collect();
    insert_points(scope, place, &items, &numbers, today).await?;
    insert_hazards(scope, place, &items, &hazards, now).await?;
    insert_measures(scope, place, &items, now).await?;
    insert_duties(scope, place, &items).await?;
    let mut change = Counts::default();
    let mut events = Vec::with_capacity(items.len());
    for ((item, number), hazard) in items.iter().zip(&numbers).zip(&hazards) {
        let levels = item.hazard.levels();
        change += &counts(levels.current, rules::complete(levels.control(), &item.duties));
        events.push(beginning(item, number, *hazard, today));
    }
    let head = ledger::append_all(scope, place, head, events).await?;
    rollup::add(scope, place, &change, None).await?;
    Ok(Adopted { head, points: items.iter().map(|item| item.id).zip(numbers).collect() })
}

/// `FX-007`
fn number(n: i32) -> String {
    format!("FX-{n:03}")
}

/// The event with which a point begins.
fn beginning<'a>(item: &Adoption, number: &str, hazard: HazardId, today: NaiveDate) -> Event<'a> {
    let levels = item.hazard.levels();
    let mut facts = Facts::from([
        ("number".into(), number.to_owned()),
        ("complete".into(), rules::complete(levels.control(), &item.duties).to_string()),
        ("review_on".into(), rules::review_on(levels.control(), today).to_string()),
        ("area".into(), item.area.clone()),
        ("kind".into(), item.kind.code().into()),
        ("hazard".into(), hazard.to_string()),
        ("factor".into(), item.hazard.factor.code().into()),
        ("life_stage".into(), item.hazard.life_stage.code().into()),
        ("hazard_type".into(), item.hazard.hazard_type.clone()),
    ]);
    rules::level_facts(&mut facts, levels);
    rules::score_facts(&mut facts, &item.hazard.assessed, item.hazard.residual.as_ref());
    facts.extend(item.catalogue_code.iter().map(|code| ("catalogue".into(), code.clone())));
    facts.extend(item.duties.named().map(|(tier, person)| (format!("duty-{tier}"), person.to_string())));
    let texts = [("name", &item.name), ("place", &item.place), ("accident", &item.accident), ("hazard", &item.hazard.description)];
    let texts = texts
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(field, words)| (field.to_owned(), words.clone()))
        .chain(rules::measure_texts(&item.measures))
        .collect();
    let deed = if item.catalogue_code.is_some() { Deed::Adopt } else { Deed::Add };
    Event {
        subject: Subject::RiskPoint,
        subject_id: item.id.0,
        act: deed.code(),
        from_state: "",
        to_state: state(levels.current),
        facts,
        texts,
    }
}

async fn insert_points(scope: &mut Scope, place: &Place, items: &[&Adoption], numbers: &[String], today: NaiveDate) -> Result<()> {
    let levels: Vec<Levels> = items.iter().map(|item| item.hazard.levels()).collect();
    sqlx::query!(
        "INSERT INTO risk_point (district_id, school_id, path, id, number, catalogue_code, name, area, kind, place, accident, inherent, residual, level, review_on, complete)
         SELECT $1, $2, $3, t.* FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::smallint[], $13::smallint[], $14::smallint[], $15::date[], $16::boolean[]) AS t",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        &items.iter().map(|item| item.id).collect::<Vec<_>>() as &[RiskPointId],
        numbers,
        &items.iter().map(|item| item.catalogue_code.clone()).collect::<Vec<_>>() as &[Option<String>],
        &items.iter().map(|item| item.name.clone()).collect::<Vec<_>>(),
        &items.iter().map(|item| item.area.clone()).collect::<Vec<_>>(),
        &items.iter().map(|item| item.kind).collect::<Vec<_>>() as &[Kind],
        &items.iter().map(|item| item.place.clone()).collect::<Vec<_>>(),
        &items.iter().map(|item| item.accident.clone()).collect::<Vec<_>>(),
        &levels.iter().map(|levels| levels.inherent).collect::<Vec<_>>(),
        &levels.iter().map(|levels| levels.residual).collect::<Vec<_>>(),
        &levels.iter().map(|levels| levels.current).collect::<Vec<_>>(),
        &levels.iter().map(|levels| rules::review_on(levels.control(), today)).collect::<Vec<_>>(),
        &items.iter().zip(&levels).map(|(item, levels)| rules::complete(levels.control(), &item.duties)).collect::<Vec<_>>()
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

async fn insert_hazards(scope: &mut Scope, place: &Place, items: &[&Adoption], ids: &[HazardId], now: DateTime<Utc>) -> Result<()> {
    let points: Vec<RiskPointId> = items.iter().map(|item| item.id).collect();
    sqlx::query!(
        "INSERT INTO hazard (district_id, school_id, path, ordinal, id, risk_point_id, description, factor, hazard_type, life_stage, inherent, level)
         SELECT $1, $2, $3, 1, t.* FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::smallint[], $11::smallint[]) AS t",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        ids as &[HazardId],
        &points as &[RiskPointId],
        &items.iter().map(|item| item.hazard.description.clone()).collect::<Vec<_>>(),
        &items.iter().map(|item| item.hazard.factor).collect::<Vec<_>>() as &[Factor],
        &items.iter().map(|item| item.hazard.hazard_type.clone()).collect::<Vec<_>>(),
        &items.iter().map(|item| item.hazard.life_stage).collect::<Vec<_>>() as &[LifeStage],
        &items.iter().map(|item| item.hazard.assessed.level()).collect::<Vec<_>>(),
        &items.iter().map(|item| item.hazard.level()).collect::<Vec<_>>()
    )
    .execute(scope.conn())
    .await?;
    let scored = items.iter().zip(&points).zip(ids);
    let scored = scored.flat_map(|((item, point), hazard)| scores(*point, *hazard, &item.hazard.assessed, item.hazard.residual.as_ref()));
    insert_evaluations(scope, place, &scored.collect::<Vec<_>>(), Reason::Initial, "", now).await
}

/// The scores of a hazard: inherent, and with its controls where it was scored so.
pub(super) fn scores<'a>(
    point: RiskPointId,
    hazard: HazardId,
    assessed: &'a Assessed,
    residual: Option<&'a Assessed>,
) -> impl Iterator<Item = Scored<'a>> {
    let stages = [(Stage::Inherent, Some(assessed)), (Stage::Residual, residual)];
    stages.into_iter().filter_map(move |(stage, made)| Some(Scored { point, hazard, stage, assessed: made? }))
}

/// A score about to be kept.
pub(super) struct Scored<'a> {
    pub point: RiskPointId,
    pub hazard: HazardId,
    pub stage: Stage,
    pub assessed: &'a Assessed,
}

pub(super) async fn insert_evaluations(
    scope: &mut Scope,
    place: &Place,
    rows: &[Scored<'_>],
    reason: Reason,
    together: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    // An array of arrays must be rectangular, and schemes differ in their number of factors: the scores travel as text.
    let scores: Vec<String> = rows.iter().map(|row| array(row.assessed.scores())).collect();
    let person = scope.actor().person();
    sqlx::query!(
        "INSERT INTO evaluation (district_id, school_id, path, reason, person_id, together, id, risk_point_id, hazard_id, stage, scheme_id, scores, value, level)
         SELECT $1, $2, $3, $4, $5, $6, t.id, t.point, t.hazard, t.stage, t.scheme, t.scores::integer[], t.value, t.level
           FROM unnest($7::uuid[], $8::uuid[], $9::uuid[], $10::text[], $11::uuid[], $12::text[], $13::bigint[], $14::smallint[]) AS t (id, point, hazard, stage, scheme, scores, value, level)",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        reason as Reason,
        person as PersonId,
        together,
        &rows.iter().map(|_| EvaluationId::at(now)).collect::<Vec<_>>() as &[EvaluationId],
        &rows.iter().map(|row| row.point).collect::<Vec<_>>() as &[RiskPointId],
        &rows.iter().map(|row| row.hazard).collect::<Vec<_>>() as &[HazardId],
        &rows.iter().map(|row| row.stage).collect::<Vec<_>>() as &[Stage],
        &rows.iter().map(|row| row.assessed.scheme()).collect::<Vec<_>>() as &[SchemeId],
        &scores,
        &rows.iter().map(|row| row.assessed.value()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.assessed.level()).collect::<Vec<_>>()
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// `{10,60,40}`: an array as PostgreSQL reads it.
fn array(scores: &[i32]) -> String {
    format!("{{{}}}", scores.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

async fn insert_measures(scope: &mut Scope, place: &Place, items: &[&Adoption], now: DateTime<Utc>) -> Result<()> {
    let rows: Vec<(RiskPointId, i16, &NewMeasure)> =
        items.iter().flat_map(|item| item.measures.iter().zip(1_i16..).map(|(measure, ordinal)| (item.id, ordinal, measure))).collect();
    insert_measure_rows(scope, place, &rows, now).await
}

pub(super) async fn insert_measure_rows(
    scope: &mut Scope,
    place: &Place,
    rows: &[(RiskPointId, i16, &NewMeasure)],
    now: DateTime<Utc>,
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO measure (district_id, school_id, path, id, risk_point_id, ordinal, kind, description, owner_id, tier, frequency, question, evidence)
         SELECT $1, $2, $3, t.* FROM unnest($4::uuid[], $5::uuid[], $6::smallint[], $7::text[], $8::text[], $9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[]) AS t",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        &rows.iter().map(|_| MeasureId::at(now)).collect::<Vec<_>>() as &[MeasureId],
        &rows.iter().map(|row| row.0).collect::<Vec<_>>() as &[RiskPointId],
        &rows.iter().map(|row| row.1).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.2.kind).collect::<Vec<_>>() as &[MeasureKind],
        &rows.iter().map(|row| row.2.description.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.2.owner).collect::<Vec<_>>() as &[Option<PersonId>],
        &rows.iter().map(|row| row.2.tier).collect::<Vec<_>>() as &[Tier],
        &rows.iter().map(|row| row.2.frequency).collect::<Vec<_>>() as &[Option<Frequency>],
        &rows.iter().map(|row| row.2.question.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.2.proof).collect::<Vec<_>>() as &[Proof]
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

async fn insert_duties(scope: &mut Scope, place: &Place, items: &[&Adoption]) -> Result<()> {
    let rows: Vec<DutyRow> =
        items.iter().flat_map(|item| item.duties.named().map(|(tier, person)| (item.id, tier, person, None))).collect();
    insert_duty_rows(scope, place, &rows).await
}

/// Point, tier, who, and who stands in.
pub(super) type DutyRow = (RiskPointId, Tier, PersonId, Option<PersonId>);

pub(super) async fn insert_duty_rows(scope: &mut Scope, place: &Place, rows: &[DutyRow]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO risk_duty (district_id, school_id, path, risk_point_id, tier, person_id, deputy_id) SELECT $1, $2, $3, t.* FROM unnest($4::uuid[], $5::text[], $6::uuid[], $7::uuid[]) AS t",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        &rows.iter().map(|row| row.0).collect::<Vec<_>>() as &[RiskPointId],
        &rows.iter().map(|row| row.1).collect::<Vec<_>>() as &[Tier],
        &rows.iter().map(|row| row.2).collect::<Vec<_>>() as &[PersonId],
        &rows.iter().map(|row| row.3).collect::<Vec<_>>() as &[Option<PersonId>]
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}
