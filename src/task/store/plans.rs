//! Plans: kept, changed, ended, and which of them somebody may begin.

use crate::access::Place;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{InspectionPlanId, OrgId, PersonId, RiskPointId, TemplateId, TicketId};
use crate::inspection::model::Kind;
use crate::risk::model::Tier;
use crate::task::model::{Asked, Plan, Standing, Timing};
use crate::task::uses::Use;
use chrono::NaiveDate;
use sqlx::PgConnection;
use sqlx::types::Json;

/// Plans read in one go by the clock.
const BATCH: i64 = 2000;

struct Row {
    id: InspectionPlanId,
    district: OrgId,
    school: OrgId,
    path: String,
    title: String,
    kind: Kind,
    tier: Tier,
    person: PersonId,
    series: Option<TemplateId>,
    points: Vec<RiskPointId>,
    control_of: Option<TicketId>,
    timing: Json<Timing>,
    starts: NaiveDate,
    ends: Option<NaiveDate>,
    standing: Standing,
    version: i32,
}

impl From<Row> for Plan {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            district: row.district,
            school: row.school,
            path: row.path,
            title: row.title,
            kind: row.kind,
            tier: row.tier,
            person: row.person,
            asked: match (row.series, row.control_of) {
                (Some(series), _) => Asked::List(series),
                (None, Some(ticket)) => Asked::Control(ticket),
                (None, None) => Asked::Route(row.points),
            },
            timing: row.timing.0,
            starts: row.starts,
            ends: row.ends,
            standing: row.standing,
            version: row.version,
        }
    }
}

macro_rules! plans {
    ($conn:expr, $end:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Row,
            r#"SELECT id AS "id: InspectionPlanId", district_id AS "district: OrgId", school_id AS "school: OrgId", path, title, kind AS "kind: Kind", tier AS "tier: Tier",
                      person_id AS "person: PersonId", series AS "series: TemplateId", points AS "points: Vec<RiskPointId>", control_of AS "control_of: TicketId", timing AS "timing: Json<Timing>",
                      starts_on AS starts, ends_on AS ends, state AS "standing: Standing", version FROM inspection_plan WHERE "#
                + $end
            $(, $arg)*
        )
        .fetch_all($conn)
        .await?
        .into_iter()
        .map(Plan::from)
        .collect::<Vec<Plan>>()
    };
}

/// The next active plans of a district, in the order of their ids.
///
/// # Errors
/// When the database is away.
pub async fn active(conn: &mut PgConnection, district: OrgId, after: Option<InspectionPlanId>) -> Result<Vec<Plan>> {
    Ok(plans!(
        conn,
        "district_id = $1 AND state = 'active' AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3",
        district as OrgId,
        after as Option<InspectionPlanId>,
        BATCH
    ))
}

/// The plans of a school that are not ended, the newest last.
///
/// # Errors
/// When the database is away.
pub async fn plans(scope: &mut Scope, place: &Place) -> Result<Vec<Plan>> {
    Ok(plans!(
        scope.conn(),
        "district_id = $1 AND school_id = $2 AND state <> 'ended' ORDER BY id",
        place.district as OrgId,
        place.id as OrgId
    ))
}

/// One plan of a school.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn plan(scope: &mut Scope, place: &Place, id: InspectionPlanId) -> Result<Plan> {
    plans!(
        scope.conn(),
        "district_id = $1 AND school_id = $2 AND id = $3",
        place.district as OrgId,
        place.id as OrgId,
        id as InspectionPlanId
    )
    .pop()
    .ok_or(Error::NotFound)
}

/// Plans of a school that this actor may begin before each use.
///
/// # Errors
/// When the database is away.
pub async fn uses(scope: &mut Scope, place: &Place) -> Result<Vec<Use>> {
    let me = scope.actor().person();
    Ok(sqlx::query_as!(
        Use,
        r#"SELECT id AS "id!: InspectionPlanId", title AS "title!", today AS "today!" FROM each_use_plans($1, $2, $3)"#,
        place.district as OrgId,
        place.id as OrgId,
        me as PersonId
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Keeps new plans, and lets their district's schedule begin if there is none yet.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add(scope: &mut Scope, place: &Place, plans: &[Plan], today: NaiveDate) -> Result<()> {
    for plan in plans {
        let (series, points) = parts(&plan.asked);
        let control_of = if let Asked::Control(ticket) = plan.asked { Some(ticket) } else { None };
        sqlx::query!(
            "INSERT INTO inspection_plan (district_id, id, school_id, path, title, kind, tier, person_id, series, points, timing, starts_on, ends_on, control_of)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            place.district as OrgId,
            plan.id as InspectionPlanId,
            place.id as OrgId,
            place.path,
            plan.title,
            plan.kind as Kind,
            plan.tier as Tier,
            plan.person as PersonId,
            series as Option<TemplateId>,
            points as &[RiskPointId],
            Json(&plan.timing) as Json<&Timing>,
            plan.starts,
            plan.ends,
            control_of as Option<TicketId>
        )
        .execute(scope.conn())
        .await?;
    }
    sqlx::query!(
        "INSERT INTO task_schedule (district_id, path, made_until) VALUES ($1, $2, $3) ON CONFLICT (district_id) DO NOTHING",
        place.district as OrgId,
        place.district_path(),
        today
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Changes a plan that still has the version it was read in.
///
/// # Errors
/// [`Error::Conflict`] when somebody was first; when the database refuses or is away.
pub async fn revise(scope: &mut Scope, place: &Place, plan: &Plan) -> Result<()> {
    let (series, points) = parts(&plan.asked);
    let done = sqlx::query!(
        "UPDATE inspection_plan SET title = $3, kind = $4, tier = $5, person_id = $6, series = $7, points = $8, timing = $9, starts_on = $10, ends_on = $11, state = $12, version = version + 1
          WHERE district_id = $1 AND id = $2 AND version = $13",
        place.district as OrgId,
        plan.id as InspectionPlanId,
        plan.title,
        plan.kind as Kind,
        plan.tier as Tier,
        plan.person as PersonId,
        series as Option<TemplateId>,
        points as &[RiskPointId],
        Json(&plan.timing) as Json<&Timing>,
        plan.starts,
        plan.ends,
        plan.standing as Standing,
        plan.version
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Conflict("plan-changed-meanwhile")) }
}

fn parts(asked: &Asked) -> (Option<TemplateId>, &[RiskPointId]) {
    match asked {
        Asked::List(series) => (Some(*series), &[]),
        Asked::Route(points) => (None, points),
        Asked::Control(_) => (None, &[]),
    }
}

/// Ends plans of a school: they make no more tasks.
///
/// # Errors
/// When the database is away.
pub async fn end(scope: &mut Scope, place: &Place, plans: &[InspectionPlanId]) -> Result<()> {
    sqlx::query!(
        "UPDATE inspection_plan SET state = 'ended', version = version + 1 WHERE district_id = $1 AND school_id = $2 AND id = ANY($3) AND state <> 'ended'",
        place.district as OrgId,
        place.id as OrgId,
        plans as &[InspectionPlanId]
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}
