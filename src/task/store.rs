//! All SQL of plans and tasks: tasks here, `plans` keeps plans, `making` makes tasks of them.

mod making;
mod plans;

use super::model::Task;
use super::rules::LATE_DAYS;
use crate::access::Place;
use crate::campaign::model::Called;
use crate::checklist;
use crate::checklist::model::Item;
use crate::clock::Zone;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{CampaignId, InspectionId, InspectionPlanId, MeasureId, OrgId, PersonId, RiskPointId, TemplateId};
use crate::inspection::model::{Kind, Question};
use crate::inspection::rules::category_of;
use crate::risk::model::{Proof, Tier};
use crate::text::{Lang, Words};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
pub use making::{Due, Making, advance, count_due, make, take};
pub use plans::{active, add, end, plan, plans, revise, uses};
use serde::Deserialize;
use sqlx::types::Json;

/// What a list of tasks is narrowed to.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// One person's; `None` for everybody's.
    pub person: Option<PersonId>,
    /// Not done, opening no later than this.
    pub open_by: DateTime<Utc>,
    /// Done or due after this.
    pub since: DateTime<Utc>,
}

/// The most tasks a page shows.
pub const PAGE: i64 = 200;

struct TaskRow {
    id: InspectionId,
    plan: Option<InspectionPlanId>,
    title: String,
    kind: Kind,
    person: PersonId,
    person_name: String,
    campaign: Option<CampaignId>,
    running: Option<bool>,
    owner_zh: Option<String>,
    owner_en: Option<String>,
    reminded: Option<DateTime<Utc>>,
    items: i16,
    opens: DateTime<Utc>,
    due: DateTime<Utc>,
    done: Option<DateTime<Utc>>,
    late_reason: String,
    number: Option<String>,
    answered: i64,
}

impl From<TaskRow> for Task {
    fn from(row: TaskRow) -> Self {
        Self {
            id: row.id,
            plan: row.plan,
            called: row.campaign.map(|id| Called {
                id,
                running: row.running.unwrap_or_default(),
                owner: Words { zh: row.owner_zh.unwrap_or_default(), en: row.owner_en.unwrap_or_default() },
                reminded: row.reminded,
            }),
            title: row.title,
            kind: row.kind,
            person: row.person,
            person_name: row.person_name,
            items: row.items,
            opens: row.opens,
            due: row.due,
            done: row.done,
            late_reason: row.late_reason,
            begun: row.number.map(|number| (number, row.answered)),
        }
    }
}

macro_rules! tasks {
    ($conn:expr, $end:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            TaskRow,
            r#"SELECT k.id AS "id: InspectionId", k.plan_id AS "plan: InspectionPlanId", k.title, k.kind AS "kind: Kind", k.person_id AS "person: PersonId", coalesce(p.name, '') AS "person_name!",
                      k.campaign_id AS "campaign: CampaignId", c.state = 'running' AS "running?", b.name_zh AS "owner_zh?", b.name_en AS "owner_en?", s.reminded_at AS "reminded?",
                      k.items, k.opens_at AS opens, k.due_at AS due, k.done_at AS done, k.late_reason, i.number AS "number?",
                      coalesce((SELECT count(*) FROM inspection_item x WHERE x.district_id = k.district_id AND x.inspection_id = i.id AND x.result <> 'unchecked'), 0) AS "answered!"
                 FROM inspection_task k LEFT JOIN person p ON p.id = k.person_id LEFT JOIN inspection i ON i.district_id = k.district_id AND i.id = k.id
                 LEFT JOIN campaign c ON c.id = k.campaign_id LEFT JOIN org b ON b.path = c.owner_path
                 LEFT JOIN campaign_school s ON s.district_id = k.district_id AND s.campaign_id = k.campaign_id AND s.school_id = k.school_id WHERE "#
                + $end
            $(, $arg)*
        )
        .fetch_all($conn)
        .await?
        .into_iter()
        .map(Task::from)
        .collect::<Vec<Task>>()
    };
}

/// Tasks of a school: what is not done yet and what was due or done lately, by when they are due.
///
/// # Errors
/// When the database is away.
pub async fn tasks(scope: &mut Scope, place: &Place, wanted: &Wanted) -> Result<Vec<Task>> {
    Ok(tasks!(
        scope.conn(),
        "k.district_id = $1 AND k.school_id = $2 AND ($3::uuid IS NULL OR k.person_id = $3) AND k.opens_at <= $4 AND (k.due_at >= $5 OR k.done_at >= $5 OR (k.done_at IS NULL AND c.state = 'running')) ORDER BY k.due_at, k.opens_at, k.id LIMIT $6",
        place.district as OrgId,
        place.id as OrgId,
        wanted.person as Option<PersonId>,
        wanted.open_by,
        wanted.since,
        PAGE
    ))
}

/// One task of a school.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn task(scope: &mut Scope, place: &Place, id: InspectionId) -> Result<Task> {
    tasks!(
        scope.conn(),
        "k.district_id = $1 AND k.school_id = $2 AND k.id = $3",
        place.district as OrgId,
        place.id as OrgId,
        id as InspectionId
    )
    .pop()
    .ok_or(Error::NotFound)
}

/// The task a school has of a campaign.
///
/// # Errors
/// When the database is away.
pub async fn called(scope: &mut Scope, place: &Place, campaign: CampaignId) -> Result<Option<Task>> {
    Ok(tasks!(
        scope.conn(),
        "k.district_id = $1 AND k.school_id = $2 AND k.campaign_id = $3",
        place.district as OrgId,
        place.id as OrgId,
        campaign as CampaignId
    )
    .pop())
}

/// A measure's question as a task has it frozen.
#[derive(Debug, Deserialize)]
struct Frozen {
    area: String,
    question: String,
    standard: String,
    evidence: String,
    /// The catalogue's area of its risk point.
    of: String,
    /// None of a temporary control.
    #[serde(default)]
    point: Option<uuid::Uuid>,
    #[serde(default)]
    measure: Option<uuid::Uuid>,
}

/// What a task asks, in the words of a language where its list has several.
///
/// # Errors
/// When the database is away.
pub async fn questions(scope: &mut Scope, place: &Place, id: InspectionId, lang: Lang) -> Result<Vec<Question>> {
    let row = sqlx::query!(
        r#"SELECT k.template_id AS "template: TemplateId", l.items AS "items?: Json<Vec<Frozen>>",
                  (SELECT jsonb_agg(jsonb_build_object('area', q.area, 'question', q.question, 'standard', q.standard) ORDER BY q.ordinal)
                     FROM campaign_question q WHERE q.district_id = k.district_id AND q.campaign_id = k.campaign_id AND q.school_id = k.school_id AND q.withdrawn_at IS NULL) AS "added?: Json<Vec<Item>>"
             FROM inspection_task k
             LEFT JOIN task_list l ON l.district_id = k.district_id AND l.id = k.list_id WHERE k.district_id = $1 AND k.id = $2"#,
        place.district as OrgId,
        id as InspectionId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)?;
    if let Some(template) = row.template {
        let list = checklist::store::version(scope, place, template).await?;
        let mut questions = list.map(|list| list.questions(lang)).unwrap_or_default();
        // What the school added to a campaign comes last, so that it moves nothing of the bureau's.
        questions.extend(row.added.iter().flat_map(|added| &added.0).map(|item| item.asked(lang)));
        return Ok(questions);
    }
    let question = |frozen: Frozen| Question {
        category: category_of(&frozen.of),
        area: frozen.area,
        question: frozen.question,
        standard: frozen.standard,
        measure: frozen.point.map(RiskPointId).zip(frozen.measure.map(MeasureId)),
        evidence: Proof::from_code(&frozen.evidence).unwrap_or(Proof::None),
        criterion: String::new(),
    };
    Ok(row.items.map(|items| items.0.into_iter().map(question).collect()).unwrap_or_default())
}

/// Where a risk point is asked about: the walk, and the item that asks first.
#[derive(Debug, PartialEq, Eq)]
pub enum Asking {
    /// An open task, begun or not.
    Task(InspectionId, i64),
    /// An inspection somebody began by hand.
    Inspection(String, i64),
}

/// What this actor has open that asks about a risk point: their own first, what is due soonest first. `None` when nothing does.
///
/// # Errors
/// [`Error::NotFound`] when the school has no such point; when the database is away.
pub async fn asking(scope: &mut Scope, place: &Place, point: &str, now: DateTime<Utc>) -> Result<Option<Asking>> {
    let me = scope.actor().person();
    let rows = sqlx::query!(
        r#"WITH point AS (SELECT id FROM risk_point WHERE district_id = $1 AND school_id = $2 AND number = $3)
           SELECT k.id AS "task?: InspectionId", NULL AS inspection, e.n AS "item!", k.person_id = $4 AS "mine!", k.due_at AS due
             FROM inspection_task k JOIN task_list l ON l.district_id = k.district_id AND l.id = k.list_id
             CROSS JOIN LATERAL jsonb_array_elements(l.items) WITH ORDINALITY e (item, n)
            WHERE k.district_id = $1 AND k.school_id = $2 AND k.done_at IS NULL AND k.opens_at <= $5 AND k.due_at > $6 AND e.item->>'point' = (SELECT id::text FROM point)
           UNION ALL
           SELECT NULL, i.number, x.ordinal, true, NULL
             FROM inspection i JOIN inspection_item x ON x.district_id = i.district_id AND x.inspection_id = i.id
            WHERE i.district_id = $1 AND i.school_id = $2 AND i.submitted_at IS NULL AND i.inspector_id = $4 AND x.risk_point_id = (SELECT id FROM point)
              AND NOT EXISTS (SELECT FROM inspection_task k WHERE k.district_id = i.district_id AND k.id = i.id)
           ORDER BY 4 DESC, 5, 3 LIMIT 1"#,
        place.district as OrgId,
        place.id as OrgId,
        point,
        me as PersonId,
        now,
        now - TimeDelta::days(LATE_DAYS)
    )
    .fetch_optional(scope.conn())
    .await?;
    Ok(rows.and_then(|row| match (row.task, row.inspection) {
        (Some(task), _) => Some(Asking::Task(task, row.item)),
        (None, Some(number)) => Some(Asking::Inspection(number, row.item)),
        (None, None) => None,
    }))
}

/// Says why a task is done late; the first reason stands until the task is done.
///
/// # Errors
/// When the database is away.
pub async fn excuse(scope: &mut Scope, place: &Place, id: InspectionId, reason: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE inspection_task SET late_reason = $3 WHERE district_id = $1 AND id = $2 AND done_at IS NULL",
        place.district as OrgId,
        id as InspectionId,
        reason
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// What somebody has to inspect at a school: the names of their plans in use, and how many of their tasks are not done.
///
/// # Errors
/// When the database is away.
pub async fn held(scope: &mut Scope, place: &Place, person: PersonId) -> Result<(Vec<String>, i64)> {
    let row = sqlx::query!(
        r#"SELECT coalesce((SELECT array_agg(title ORDER BY id) FROM inspection_plan WHERE district_id = $1 AND school_id = $2 AND person_id = $3 AND state <> 'ended'), '{}') AS "plans!",
                  (SELECT count(*) FROM inspection_task WHERE district_id = $1 AND school_id = $2 AND person_id = $3 AND done_at IS NULL AND (due_at > now() - make_interval(days => $4) OR campaign_id IN (SELECT id FROM campaign WHERE state = 'running'))) AS "tasks!""#,
        place.district as OrgId,
        place.id as OrgId,
        person as PersonId,
        i32::try_from(LATE_DAYS).unwrap_or_default()
    )
    .fetch_one(scope.conn())
    .await?;
    Ok((row.plans, row.tasks))
}

/// Gives everything somebody has to inspect at a school to another: plans in use, and tasks that can still be done. What was missed stays theirs.
///
/// # Errors
/// When the database is away.
pub async fn hand_over(scope: &mut Scope, place: &Place, left: PersonId, heir: PersonId) -> Result<()> {
    sqlx::query!(
        "UPDATE inspection_plan SET person_id = $4, version = version + 1 WHERE district_id = $1 AND school_id = $2 AND person_id = $3 AND state <> 'ended'",
        place.district as OrgId,
        place.id as OrgId,
        left as PersonId,
        heir as PersonId
    )
    .execute(scope.conn())
    .await?;
    sqlx::query!(
        "UPDATE inspection_task SET person_id = $4 WHERE district_id = $1 AND school_id = $2 AND person_id = $3 AND done_at IS NULL AND (due_at > now() - make_interval(days => $5) OR campaign_id IN (SELECT id FROM campaign WHERE state = 'running'))",
        place.district as OrgId,
        place.id as OrgId,
        left as PersonId,
        heir as PersonId,
        i32::try_from(LATE_DAYS).unwrap_or_default()
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// A task is done, now, by the inspection with its id. Does nothing for an inspection that answers no task.
///
/// # Errors
/// When the database refuses or is away.
pub async fn done(scope: &mut Scope, place: &Place, zone: Zone, id: InspectionId) -> Result<()> {
    let now = scope.now()?;
    let due = sqlx::query_scalar!(
        "UPDATE inspection_task SET done_at = $3 WHERE district_id = $1 AND id = $2 AND done_at IS NULL RETURNING due_at",
        place.district as OrgId,
        id as InspectionId,
        now
    )
    .fetch_optional(scope.conn())
    .await?;
    let Some(due) = due else { return Ok(()) };
    let late = i64::from(now > due);
    sqlx::query!(
        "INSERT INTO rollup_task (district_id, org_id, path, due_on, done, late)
         SELECT $1, o, p, $4, $5, $6 FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS t (o, p, n) ORDER BY n
         ON CONFLICT (district_id, org_id, due_on) DO UPDATE SET done = rollup_task.done + excluded.done, late = rollup_task.late + excluded.late",
        place.district as OrgId,
        &[place.id, place.district] as &[OrgId],
        &[place.path.clone(), place.district_path().to_owned()],
        zone.day(due - TimeDelta::microseconds(1)),
        1 - late,
        late
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// One duty on a risk point, as plans are suggested from it.
pub struct DutyRow {
    pub point: RiskPointId,
    pub number: String,
    pub name: String,
    pub area: String,
    /// The level by which it is controlled.
    pub level: i16,
    pub tier: Tier,
    pub person: PersonId,
    pub person_name: String,
    /// The questions its measures would ask of that tier.
    pub items: i64,
    /// A plan of that tier walks past it already.
    pub planned: bool,
}

/// The duties of a school on points in use, by person and tier, walked by area.
///
/// # Errors
/// When the database is away.
pub async fn duties(scope: &mut Scope, place: &Place) -> Result<Vec<DutyRow>> {
    Ok(sqlx::query_as!(
        DutyRow,
        r#"SELECT r.id AS "point: RiskPointId", r.number, r.name, r.area, least(r.inherent, r.level) AS "level!", d.tier AS "tier: Tier", d.person_id AS "person: PersonId",
                  coalesce(p.name, '') AS "person_name!",
                  (SELECT coalesce(nullif(count(*) FILTER (WHERE m.tier = d.tier), 0), count(*)) FROM measure m
                    WHERE m.district_id = r.district_id AND m.risk_point_id = r.id AND m.retired_at IS NULL) AS "items!",
                  EXISTS (SELECT 1 FROM inspection_plan n WHERE n.district_id = r.district_id AND n.school_id = r.school_id AND n.state <> 'ended' AND n.tier = d.tier AND r.id = ANY(n.points)) AS "planned!"
             FROM risk_duty d JOIN risk_point r ON r.district_id = d.district_id AND r.id = d.risk_point_id LEFT JOIN person p ON p.id = d.person_id
            WHERE d.district_id = $1 AND d.school_id = $2 AND r.retired_at IS NULL
            ORDER BY p.name, d.person_id, array_position(ARRAY['post', 'department', 'school'], d.tier), r.area, r.number"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Tasks due in a span of days at one organisation: at a school, or summed over a district.
pub struct Completion {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub due: i64,
    pub done: i64,
    pub late: i64,
}

/// Completion below a bureau: by school where it has schools of its own, by district above that. The least complete first.
///
/// # Errors
/// When the database is away.
pub async fn completion(scope: &mut Scope, place: &Place, from: NaiveDate, to: NaiveDate) -> Result<Vec<Completion>> {
    Ok(sqlx::query_as!(
        Completion,
        r#"SELECT o.code, o.name_zh, o.name_en, coalesce(sum(t.due), 0)::bigint AS "due!", coalesce(sum(t.done), 0)::bigint AS "done!", coalesce(sum(t.late), 0)::bigint AS "late!"
             FROM org o LEFT JOIN rollup_task t ON t.org_id = o.id AND t.due_on BETWEEN $2 AND $3
            WHERE o.parent_id = $1
            GROUP BY o.id, o.code, o.name_zh, o.name_en
            ORDER BY coalesce(sum(t.done), 0)::float8 / nullif(sum(t.due), 0) NULLS LAST, o.code LIMIT 500"#,
        place.id as OrgId,
        from,
        to
    )
    .fetch_all(scope.conn())
    .await?)
}
