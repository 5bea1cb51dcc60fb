//! Keeping new points, one or a hundred, in the same number of statements.

use super::state;
use crate::access::Place;
use crate::clock::Zone;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{EvaluationId, HazardId, MeasureId, OrgId, PersonId, RiskPointId, SchemeId};
use crate::ledger::{self, Event, Facts, Numbered, Subject};
use crate::risk::model::{Adoption, Factor, Kind, MeasureKind, Tier, counts};
use crate::risk::rules::{self, Deed};
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
        change += &counts(item.hazard.assessed.level(), rules::complete(item.hazard.assessed.level(), &item.duties));
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
    let level = item.hazard.assessed.level();
    let mut facts = Facts::from([
        ("number".into(), number.to_owned()),
        ("level".into(), level.to_string()),
        ("complete".into(), rules::complete(level, &item.duties).to_string()),
        ("review_on".into(), rules::review_on(level, today).to_string()),
        ("area".into(), item.area.clone()),
        ("kind".into(), item.kind.code().into()),
        ("hazard".into(), hazard.to_string()),
        ("factor".into(), item.hazard.factor.code().into()),
        ("hazard_type".into(), item.hazard.hazard_type.clone()),
    ]);
    rules::score_facts(&mut facts, &item.hazard.assessed);
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
    Event { subject: Subject::RiskPoint, subject_id: item.id.0, act: deed.code(), from_state: "", to_state: state(level), facts, texts }
}

async fn insert_points(scope: &mut Scope, place: &Place, items: &[&Adoption], numbers: &[String], today: NaiveDate) -> Result<()> {
    let levels: Vec<i16> = items.iter().map(|item| item.hazard.assessed.level()).collect();
    sqlx::query!(
        "INSERT INTO risk_point (district_id, school_id, path, id, number, catalogue_code, name, area, kind, place, accident, level, review_on, complete)
         SELECT $1, $2, $3, t.* FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::smallint[], $13::date[], $14::boolean[]) AS t",
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
        &levels,
        &levels.iter().map(|level| rules::review_on(*level, today)).collect::<Vec<_>>(),
        &items.iter().map(|item| rules::complete(item.hazard.assessed.level(), &item.duties)).collect::<Vec<_>>()
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

async fn insert_hazards(scope: &mut Scope, place: &Place, items: &[&Adoption], ids: &[HazardId], now: DateTime<Utc>) -> Result<()> {
    let points: Vec<RiskPointId> = items.iter().map(|item| item.id).collect();
    let levels: Vec<i16> = items.iter().map(|item| item.hazard.assessed.level()).collect();
    sqlx::query!(
        "INSERT INTO hazard (district_id, school_id, path, ordinal, id, risk_point_id, description, factor, hazard_type, level)
         SELECT $1, $2, $3, 1, t.* FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::smallint[]) AS t",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        ids as &[HazardId],
        &points as &[RiskPointId],
        &items.iter().map(|item| item.hazard.description.clone()).collect::<Vec<_>>(),
        &items.iter().map(|item| item.hazard.factor).collect::<Vec<_>>() as &[Factor],
        &items.iter().map(|item| item.hazard.hazard_type.clone()).collect::<Vec<_>>(),
        &levels
    )
    .execute(scope.conn())
    .await?;
    // An array of arrays must be rectangular, and schemes differ in their number of factors: the scores travel as text.
    let scores: Vec<String> = items.iter().map(|item| array(item.hazard.assessed.scores())).collect();
    let person = scope.actor().person();
    sqlx::query!(
        "INSERT INTO evaluation (district_id, school_id, path, reason, person_id, id, risk_point_id, hazard_id, scheme_id, scores, value, level)
         SELECT $1, $2, $3, 'initial', $4, t.id, t.point, t.hazard, t.scheme, t.scores::integer[], t.value, t.level
           FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::bigint[], $11::smallint[]) AS t (id, point, hazard, scheme, scores, value, level)",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        person as PersonId,
        &items.iter().map(|_| EvaluationId::at(now)).collect::<Vec<_>>() as &[EvaluationId],
        &points as &[RiskPointId],
        ids as &[HazardId],
        &items.iter().map(|item| item.hazard.assessed.scheme()).collect::<Vec<_>>() as &[SchemeId],
        &scores,
        &items.iter().map(|item| item.hazard.assessed.value()).collect::<Vec<_>>(),
        &levels
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
    let rows = items.iter().flat_map(|item| {
        item.measures.iter().zip(1_i16..).map(|(measure, ordinal)| (item.id, ordinal, measure.kind, measure.description.clone()))
    });
    let rows: Vec<(RiskPointId, i16, MeasureKind, String)> = rows.collect();
    insert_measure_rows(scope, place, &rows, now).await
}

pub(super) async fn insert_measure_rows(
    scope: &mut Scope,
    place: &Place,
    rows: &[(RiskPointId, i16, MeasureKind, String)],
    now: DateTime<Utc>,
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO measure (district_id, school_id, path, id, risk_point_id, ordinal, kind, description)
         SELECT $1, $2, $3, t.* FROM unnest($4::uuid[], $5::uuid[], $6::smallint[], $7::text[], $8::text[]) AS t",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        &rows.iter().map(|_| MeasureId::at(now)).collect::<Vec<_>>() as &[MeasureId],
        &rows.iter().map(|row| row.0).collect::<Vec<_>>() as &[RiskPointId],
        &rows.iter().map(|row| row.1).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.2).collect::<Vec<_>>() as &[MeasureKind],
        &rows.iter().map(|row| row.3.clone()).collect::<Vec<_>>()
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

async fn insert_duties(scope: &mut Scope, place: &Place, items: &[&Adoption]) -> Result<()> {
    let rows: Vec<(RiskPointId, Tier, PersonId)> =
        items.iter().flat_map(|item| item.duties.named().map(|(tier, person)| (item.id, tier, person))).collect();
    insert_duty_rows(scope, place, &rows).await
}

pub(super) async fn insert_duty_rows(scope: &mut Scope, place: &Place, rows: &[(RiskPointId, Tier, PersonId)]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO risk_duty (district_id, school_id, path, risk_point_id, tier, person_id) SELECT $1, $2, $3, t.* FROM unnest($4::uuid[], $5::text[], $6::uuid[]) AS t",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        &rows.iter().map(|row| row.0).collect::<Vec<_>>() as &[RiskPointId],
        &rows.iter().map(|row| row.1).collect::<Vec<_>>() as &[Tier],
        &rows.iter().map(|row| row.2).collect::<Vec<_>>() as &[PersonId]
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}
