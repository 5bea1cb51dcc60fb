//! All SQL of plans. A new plan comes through [`add`], every change of an old one through [`save`], which accepts only lawful [`Change`]s.

use super::geometry::{Outline, Spot};
use super::model::{Area, BLANK, NewPlan, Picture, Plan, Point};
use super::rules::{Act, Change, Deed};
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{OrgId, PhotoId, PlanAreaId, PlanId, RiskPointId};
use crate::ledger::{self, Event, Facts, Subject};
use chrono::{DateTime, Utc};

/// A state of a plan as the ledger tells it.
const IN_USE: &str = "in_use";
const RETIRED: &str = "retired";

struct Row {
    district_id: OrgId,
    id: PlanId,
    school_id: OrgId,
    number: i16,
    version: i32,
    name: String,
    building: String,
    floor: String,
    ordinal: i16,
    photo_id: Option<PhotoId>,
    width: i32,
    height: i32,
    retired_at: Option<DateTime<Utc>>,
}

impl From<Row> for Plan {
    fn from(row: Row) -> Self {
        let Row { district_id, id, school_id, number, version, name, building, floor, ordinal, photo_id, width, height, retired_at } = row;
        Self {
            district: district_id,
            id,
            school: school_id,
            number,
            version,
            name,
            building,
            floor,
            ordinal,
            photo: photo_id,
            width,
            height,
            retired_at,
        }
    }
}

/// The plans of a school in the order of its tabs: those in use, and the one of this number whatever it is.
///
/// # Errors
/// When the database is away.
pub async fn plans(scope: &mut Scope, place: &Place, number: Option<i16>) -> Result<Vec<Plan>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT district_id AS "district_id: OrgId", id AS "id: PlanId", school_id AS "school_id: OrgId", number, version, name, building, floor, ordinal,
                  photo_id AS "photo_id: PhotoId", width, height, retired_at
             FROM plan WHERE district_id = $1 AND school_id = $2 AND (retired_at IS NULL OR number = $3) ORDER BY ordinal, number"#,
        place.district as OrgId,
        place.id as OrgId,
        number
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows.into_iter().map(Plan::from).collect())
}

/// The first plan in use on which a risk point is marked, by the point's number.
///
/// # Errors
/// When the database is away.
pub async fn plan_of(scope: &mut Scope, place: &Place, point: &str) -> Result<Option<i16>> {
    Ok(sqlx::query_scalar!(
        "SELECT p.number FROM plan_mark m JOIN plan p ON p.district_id = m.district_id AND p.id = m.plan_id AND p.retired_at IS NULL
           JOIN risk_point r ON r.district_id = m.district_id AND r.id = m.risk_point_id
          WHERE m.district_id = $1 AND m.school_id = $2 AND m.removed_at IS NULL AND r.number = $3 ORDER BY p.ordinal, p.number LIMIT 1",
        place.district as OrgId,
        place.id as OrgId,
        point
    )
    .fetch_optional(scope.conn())
    .await?)
}

/// A plan by its number, in use or not, and the other plans in use. Whoever is about to change it takes the school's turn first: that is the
/// lock, and the plan's version says who was faster.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn find(scope: &mut Scope, place: &Place, number: i16) -> Result<(Plan, Vec<Plan>)> {
    let mut plans = plans(scope, place, Some(number)).await?;
    let at = plans.iter().position(|plan| plan.number == number).ok_or(Error::NotFound)?;
    let plan = plans.remove(at);
    Ok((plan, plans))
}

/// The school's risk points in use as one plan sees them: the gravest first, then by number. Without a plan all are elsewhere or nowhere.
///
/// # Errors
/// When the database is away.
pub async fn points(scope: &mut Scope, place: &Place, plan: Option<PlanId>) -> Result<Vec<Point>> {
    let rows = sqlx::query!(
        r#"SELECT r.id AS "id: RiskPointId", r.number, r.name, r.area, r.level, m.x AS "x?", m.y AS "y?",
                  EXISTS (SELECT FROM plan_mark o JOIN plan p ON p.district_id = o.district_id AND p.id = o.plan_id
                           WHERE o.district_id = r.district_id AND o.risk_point_id = r.id AND o.removed_at IS NULL AND p.retired_at IS NULL AND p.id IS DISTINCT FROM $3) AS "elsewhere!"
             FROM risk_point r LEFT JOIN plan_mark m ON m.district_id = r.district_id AND m.plan_id = $3 AND m.risk_point_id = r.id AND m.removed_at IS NULL
            WHERE r.district_id = $1 AND r.school_id = $2 AND r.retired_at IS NULL ORDER BY r.level, r.number"#,
        place.district as OrgId,
        place.id as OrgId,
        plan as Option<PlanId>
    )
    .fetch_all(scope.conn())
    .await?;
    let read = rows.into_iter().map(|row| Point {
        id: row.id,
        number: row.number,
        name: row.name,
        area: row.area,
        level: row.level,
        at: row.x.zip(row.y).and_then(|(x, y)| Spot::new(x, y)),
        elsewhere: row.elsewhere,
    });
    Ok(read.collect())
}

/// The areas of a plan in use, by number.
///
/// # Errors
/// When the database is away; a fault of ours when an outline in the table is none.
pub async fn areas(scope: &mut Scope, plan: &Plan) -> Result<Vec<Area>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id: PlanAreaId", number, name, area, corners FROM plan_area WHERE district_id = $1 AND plan_id = $2 AND retired_at IS NULL ORDER BY number"#,
        plan.district as OrgId,
        plan.id as PlanId
    )
    .fetch_all(scope.conn())
    .await?;
    let read = rows.into_iter().map(|row| {
        let outline = Outline::from_numbers(&row.corners).ok_or_else(|| Error::Internal(format!("area {} has no outline", row.id)))?;
        Ok(Area { id: row.id, number: row.number, name: row.name, area: row.area, outline })
    });
    read.collect()
}

/// The next number an area of a plan gets; retired ones keep theirs.
///
/// # Errors
/// When the database is away.
pub async fn next_area(scope: &mut Scope, plan: &Plan) -> Result<i16> {
    Ok(sqlx::query_scalar!(
        r#"SELECT (coalesce(max(number), 0) + 1)::smallint AS "next!" FROM plan_area WHERE district_id = $1 AND plan_id = $2"#,
        plan.district as OrgId,
        plan.id as PlanId
    )
    .fetch_one(scope.conn())
    .await?)
}

/// A photo as a plan's picture: its size.
///
/// # Errors
/// When the database is away.
pub async fn picture(scope: &mut Scope, place: &Place, photo: Option<PhotoId>) -> Result<Option<Picture>> {
    let Some(photo) = photo else { return Ok(None) };
    Ok(sqlx::query_as!(
        Picture,
        r#"SELECT id AS "photo: PhotoId", width, height FROM photo WHERE district_id = $1 AND school_id = $2 AND id = $3 AND moment = 'plan'"#,
        place.district as OrgId,
        place.id as OrgId,
        photo as PhotoId
    )
    .fetch_optional(scope.conn())
    .await?)
}

/// Keeps a new plan behind the others of a school whose turn was taken. Returns it as it lies there, and the chain's new end.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add(scope: &mut Scope, place: &Place, head: &Head, new: &NewPlan) -> Result<(Plan, Head)> {
    let (width, height) = new.picture.map_or(BLANK, |picture| (picture.width, picture.height));
    // Nobody else counts at the same time: the school's turn is ours.
    let row = sqlx::query_as!(
        Row,
        r#"INSERT INTO plan (district_id, id, school_id, path, number, name, building, floor, ordinal, photo_id, width, height)
           SELECT $1, $2, $3, $4, coalesce(max(number), 0) + 1, $5, $6, $7, coalesce(max(ordinal) FILTER (WHERE retired_at IS NULL), 0) + 1, $8, $9, $10
             FROM plan WHERE district_id = $1 AND school_id = $3
           RETURNING district_id AS "district_id: OrgId", id AS "id: PlanId", school_id AS "school_id: OrgId", number, version, name, building, floor, ordinal,
                     photo_id AS "photo_id: PhotoId", width, height, retired_at"#,
        place.district as OrgId,
        new.id as PlanId,
        place.id as OrgId,
        place.path,
        new.name,
        new.building,
        new.floor,
        new.picture.map(|picture| picture.photo) as Option<PhotoId>,
        width,
        height
    )
    .fetch_one(scope.conn())
    .await?;
    let plan = Plan::from(row);
    if let Some(picture) = new.picture {
        attach(scope, &plan, picture.photo).await?;
    }
    let mut facts = Facts::from([("plan".into(), plan.number.to_string()), ("ordinal".into(), plan.ordinal.to_string())]);
    facts.extend(plan.photo.iter().map(|photo| ("photo".into(), photo.to_string())));
    let texts = [("name", &plan.name), ("building", &plan.building), ("floor", &plan.floor)];
    let texts = texts.into_iter().filter(|(_, words)| !words.is_empty()).map(|(field, words)| (field.to_owned(), words.clone())).collect();
    let event =
        Event { subject: Subject::Plan, subject_id: plan.id.0, act: Deed::Add.code(), from_state: "", to_state: IN_USE, facts, texts };
    let head = ledger::append(scope, place, head, event).await?;
    Ok((plan, head))
}

/// Hangs a picture on its plan: from now on everybody who may see the plan may see it.
async fn attach(scope: &mut Scope, plan: &Plan, photo: PhotoId) -> Result<()> {
    sqlx::query!(
        "UPDATE photo SET plan_id = $3 WHERE district_id = $1 AND id = $2 AND plan_id IS NULL",
        plan.district as OrgId,
        photo as PhotoId,
        plan.id as PlanId
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Carries out changes of one plan that follow each other: the rows and an event for each, in the scope's one transaction.
///
/// # Errors
/// When the database refuses or is away.
pub async fn save(scope: &mut Scope, place: &Place, head: &Head, changes: &[Change]) -> Result<Head> {
    let now = scope.now()?;
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return Ok(head.clone()) };
    let mut placed: Vec<(RiskPointId, Spot)> = Vec::new();
    for change in changes {
        match change.act() {
            Act::Place { point, to, .. } => placed.push((point.id, *to)),
            Act::Remove { point, .. } => {
                // What was placed before it was taken off lies there first.
                place_all(scope, place, change.after(), &std::mem::take(&mut placed)).await?;
                remove(scope, change.after(), point.id, now).await?;
            }
            Act::Draw { id, number, name, area, outline } => {
                insert_area(scope, place, change.after(), *id, *number, name, area, outline).await?
            }
            Act::Redraw { before, name, area, outline } => {
                sqlx::query!(
                    "UPDATE plan_area SET name = $3, area = $4, corners = $5 WHERE district_id = $1 AND id = $2",
                    place.district as OrgId,
                    before.id as PlanAreaId,
                    name,
                    area,
                    &outline.numbers()
                )
                .execute(scope.conn())
                .await?;
            }
            Act::Erase { before } => {
                sqlx::query!(
                    "UPDATE plan_area SET retired_at = $3 WHERE district_id = $1 AND id = $2",
                    place.district as OrgId,
                    before.id as PlanAreaId,
                    now
                )
                .execute(scope.conn())
                .await?;
            }
            Act::Revise { picture, .. } => {
                if let Some(picture) = picture {
                    attach(scope, change.after(), picture.photo).await?;
                }
                reorder(scope, place, change).await?;
            }
            Act::Retire { .. } => {}
        }
    }
    place_all(scope, place, last.after(), &placed).await?;
    update(scope, first.before(), last.after()).await?;
    let events = changes.iter().map(|change| Event {
        subject: Subject::Plan,
        subject_id: change.after().id.0,
        act: change.deed().code(),
        from_state: IN_USE,
        to_state: if change.after().retired_at.is_some() { RETIRED } else { IN_USE },
        facts: change.facts(),
        texts: change.texts(),
    });
    ledger::append_all(scope, place, head, events.collect()).await
}

/// Marks points, or moves their marks: one row per plan and point, whatever happened before.
async fn place_all(scope: &mut Scope, place: &Place, plan: &Plan, placed: &[(RiskPointId, Spot)]) -> Result<()> {
    if placed.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO plan_mark (district_id, plan_id, school_id, path, risk_point_id, x, y)
         SELECT $1, $2, $3, $4, t.* FROM unnest($5::uuid[], $6::integer[], $7::integer[]) AS t
         ON CONFLICT (district_id, plan_id, risk_point_id) DO UPDATE SET x = excluded.x, y = excluded.y, removed_at = NULL",
        place.district as OrgId,
        plan.id as PlanId,
        place.id as OrgId,
        place.path,
        &placed.iter().map(|(point, _)| *point).collect::<Vec<_>>() as &[RiskPointId],
        &placed.iter().map(|(_, spot)| spot.x()).collect::<Vec<_>>(),
        &placed.iter().map(|(_, spot)| spot.y()).collect::<Vec<_>>()
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

async fn remove(scope: &mut Scope, plan: &Plan, point: RiskPointId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE plan_mark SET removed_at = $4 WHERE district_id = $1 AND plan_id = $2 AND risk_point_id = $3",
        plan.district as OrgId,
        plan.id as PlanId,
        point as RiskPointId,
        now
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "private; the columns of the row")]
async fn insert_area(
    scope: &mut Scope,
    place: &Place,
    plan: &Plan,
    id: PlanAreaId,
    number: i16,
    name: &str,
    area: &str,
    outline: &Outline,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO plan_area (district_id, id, plan_id, school_id, path, number, name, area, corners) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        place.district as OrgId,
        id as PlanAreaId,
        plan.id as PlanId,
        place.id as OrgId,
        place.path,
        number,
        name,
        area,
        &outline.numbers()
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Gives the tabs their places anew, this plan at the place it was given. The places of the others are theirs to no version.
async fn reorder(scope: &mut Scope, place: &Place, change: &Change) -> Result<()> {
    if change.before().ordinal == change.after().ordinal {
        return Ok(());
    }
    let others: Vec<PlanId> =
        plans(scope, place, None).await?.into_iter().map(|plan| plan.id).filter(|id| *id != change.after().id).collect();
    let at = usize::try_from(change.after().ordinal - 1).unwrap_or(0);
    let (ids, ordinals): (Vec<PlanId>, Vec<i16>) =
        others.into_iter().enumerate().map(|(n, id)| (id, i16::try_from(n + 1 + usize::from(n >= at)).unwrap_or(i16::MAX))).unzip();
    sqlx::query!(
        "UPDATE plan p SET ordinal = t.ordinal FROM unnest($2::uuid[], $3::smallint[]) AS t (id, ordinal) WHERE p.district_id = $1 AND p.id = t.id AND p.ordinal <> t.ordinal",
        place.district as OrgId,
        &ids as &[PlanId],
        &ordinals
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

async fn update(scope: &mut Scope, before: &Plan, after: &Plan) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE plan SET name = $4, building = $5, floor = $6, ordinal = $7, photo_id = $8, width = $9, height = $10, retired_at = $11, version = $12
          WHERE district_id = $1 AND id = $2 AND version = $3",
        after.district as OrgId,
        after.id as PlanId,
        before.version,
        after.name,
        after.building,
        after.floor,
        after.ordinal,
        after.photo as Option<PhotoId>,
        after.width,
        after.height,
        after.retired_at,
        after.version
    )
    .execute(scope.conn())
    .await?;
    // The school's turn was taken and the version compared; nothing else can have moved it.
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Internal("a locked plan moved".into())) }
}
