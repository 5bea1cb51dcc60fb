//! All SQL of plans and tasks. What makes tasks takes a connection, since a page makes them for a plan just kept, and the clock for a day.

use super::model::{Asked, Occasion, Plan, Standing, Task, Timing};
use super::rules::LATE_DAYS;
use super::uses::Use;
use crate::access::Place;
use crate::campaign::model::Called;
use crate::checklist;
use crate::checklist::model::Item;
use crate::clock::Zone;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{CampaignId, InspectionId, InspectionPlanId, ListId, MeasureId, OrgId, PersonId, RiskPointId, TemplateId, TicketId};
use crate::inspection::model::{Kind, Question};
use crate::inspection::rules::category_of;
use crate::risk::model::{Proof, Tier};
use crate::text::{Lang, Words};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use std::collections::BTreeMap;

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

/// Takes the row of a district's schedule until the transaction ends; says how far it has come. `None` when that is far enough, or when another
/// clock has the row.
///
/// # Errors
/// When the database is away.
pub async fn take(conn: &mut PgConnection, district: OrgId, today: NaiveDate) -> Result<Option<NaiveDate>> {
    Ok(sqlx::query_scalar!(
        "SELECT made_until FROM task_schedule WHERE district_id = $1 AND made_until < $2 FOR UPDATE SKIP LOCKED",
        district as OrgId,
        today
    )
    .fetch_optional(conn)
    .await?)
}

/// Moves a schedule on.
///
/// # Errors
/// When the database is away.
pub async fn advance(conn: &mut PgConnection, district: OrgId, day: NaiveDate) -> Result<()> {
    sqlx::query!("UPDATE task_schedule SET made_until = $2 WHERE district_id = $1", district as OrgId, day).execute(conn).await?;
    Ok(())
}

/// Tasks about to be made, column by column.
#[derive(Debug, Default)]
pub struct Making {
    ids: Vec<InspectionId>,
    plans: Vec<InspectionPlanId>,
    slots: Vec<String>,
    opens: Vec<DateTime<Utc>>,
    due: Vec<DateTime<Utc>>,
    due_on: Vec<NaiveDate>,
    /// Whose it is, when it is not for the person of the plan.
    people: Vec<Option<PersonId>>,
    /// Plans whose questions are measures, each with an id for its list, should it need a new one.
    routes: BTreeMap<uuid::Uuid, ListId>,
}

impl Making {
    pub fn add(&mut self, zone: Zone, plan: &Plan, occasion: Occasion, id: InspectionId) {
        self.add_for(zone, plan, occasion, id, None);
    }

    /// For somebody else than the person of the plan.
    pub fn add_for(&mut self, zone: Zone, plan: &Plan, occasion: Occasion, id: InspectionId, person: Option<PersonId>) {
        self.people.push(person);
        self.ids.push(id);
        self.plans.push(plan.id);
        self.slots.push(occasion.slot);
        self.opens.push(occasion.opens);
        self.due.push(occasion.due);
        // What ends at midnight was due on the day before.
        self.due_on.push(zone.day(occasion.due - TimeDelta::microseconds(1)));
        if !matches!(plan.asked, Asked::List(_)) {
            self.routes.entry(plan.id.0).or_insert_with(ListId::new);
        }
    }
}

/// Tasks made, by school and the day they are due.
#[derive(Debug, Default)]
pub struct Due(BTreeMap<(uuid::Uuid, String, NaiveDate), i64>);

impl Due {
    /// One more task of a school, due on a day.
    pub fn add(&mut self, school: OrgId, path: &str, day: NaiveDate) {
        *self.0.entry((school.0, path.to_owned(), day)).or_default() += 1;
    }

    /// One fewer: it is due on another day now.
    pub fn less(&mut self, school: OrgId, path: &str, day: NaiveDate) {
        *self.0.entry((school.0, path.to_owned(), day)).or_default() -= 1;
    }
}

/// Makes tasks and freezes what they ask; those that exist already are left as they are. Returns how many were new.
///
/// # Errors
/// When the database refuses or is away.
pub async fn make(conn: &mut PgConnection, district: OrgId, making: &Making, counts: &mut Due) -> Result<u64> {
    if making.ids.is_empty() {
        return Ok(0);
    }
    let (routes, fresh): (Vec<uuid::Uuid>, Vec<ListId>) = making.routes.iter().map(|(plan, list)| (*plan, *list)).unzip();
    // A tier's own measures of a point; where it has none there, all of them.
    let lists = sqlx::query!(
        r#"WITH asked AS (
             SELECT a.plan, a.fresh, p.school_id, p.path, q.items, encode(sha256(convert_to(q.items::text, 'UTF8')), 'hex') AS digest
               FROM unnest($2::uuid[], $3::uuid[]) AS a (plan, fresh) JOIN inspection_plan p ON p.district_id = $1 AND p.id = a.plan
               CROSS JOIN LATERAL (
                    SELECT CASE WHEN p.control_of IS NOT NULL THEN (
                                SELECT jsonb_build_array(jsonb_build_object('area', t.place, 'question', p.title, 'standard', '', 'evidence', 'photo', 'of', ''))
                                  FROM ticket t WHERE t.district_id = $1 AND t.id = p.control_of)
                           ELSE (
                    SELECT jsonb_agg(jsonb_build_object('area', r.name, 'question', coalesce(nullif(m.question, ''), m.description),
                                                        'standard', CASE WHEN m.question = '' THEN '' ELSE m.description END,
                                                        'evidence', m.evidence, 'of', r.area, 'point', r.id, 'measure', m.id)
                                     ORDER BY array_position(p.points, r.id), m.ordinal, m.id) AS items
                      FROM risk_point r JOIN measure m ON m.district_id = r.district_id AND m.risk_point_id = r.id
                     WHERE r.district_id = $1 AND r.id = ANY(p.points) AND r.school_id = p.school_id AND r.retired_at IS NULL AND m.retired_at IS NULL
                       AND (m.tier = p.tier OR NOT EXISTS (SELECT 1 FROM measure x WHERE x.district_id = m.district_id AND x.risk_point_id = r.id AND x.retired_at IS NULL AND x.tier = p.tier))) END AS items) q
              WHERE q.items IS NOT NULL),
           kept AS (
             INSERT INTO task_list (district_id, id, school_id, path, digest, items)
             SELECT DISTINCT ON (school_id, digest) $1, fresh, school_id, path, digest, items FROM asked ORDER BY school_id, digest, fresh
             ON CONFLICT (district_id, school_id, digest) DO NOTHING RETURNING id, school_id, digest)
           SELECT a.plan AS "plan!", coalesce(k.id, l.id) AS "list: ListId", jsonb_array_length(a.items) AS "items!"
             FROM asked a LEFT JOIN kept k ON k.school_id = a.school_id AND k.digest = a.digest
             LEFT JOIN task_list l ON l.district_id = $1 AND l.school_id = a.school_id AND l.digest = a.digest"#,
        district as OrgId,
        &routes,
        &fresh as &[ListId]
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut of_plan: BTreeMap<uuid::Uuid, (ListId, i16)> = BTreeMap::new();
    for row in lists {
        // Somebody else keeps the same list at this very moment; all of it is tried again.
        let list = row.list.ok_or_else(|| Error::Away("another is making the same list".into()))?;
        of_plan.insert(row.plan, (list, i16::try_from(row.items).unwrap_or(i16::MAX)));
    }
    let list_of: Vec<Option<ListId>> = making.plans.iter().map(|plan| of_plan.get(&plan.0).map(|(list, _)| *list)).collect();
    let items_of: Vec<Option<i16>> = making.plans.iter().map(|plan| of_plan.get(&plan.0).map(|(_, items)| *items)).collect();
    let made = sqlx::query!(
        r#"INSERT INTO inspection_task (district_id, id, school_id, path, plan_id, title, kind, person_id, slot, opens_at, due_at, template_id, list_id, items)
           SELECT $1, a.id, p.school_id, p.path, p.id, p.title, p.kind, coalesce(a.person, p.person_id), a.slot, a.opens, a.due, t.id, a.list, coalesce(a.items, t.items)
             FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::uuid[], $8::smallint[], $9::uuid[]) AS a (id, plan, slot, opens, due, list, items, person)
             JOIN inspection_plan p ON p.district_id = $1 AND p.id = a.plan
             LEFT JOIN LATERAL (SELECT c.id, jsonb_array_length(c.items)::smallint AS items FROM check_template c WHERE c.series = p.series AND c.retired_at IS NULL ORDER BY c.version DESC LIMIT 1) t
                    ON p.series IS NOT NULL
            WHERE coalesce(a.items, t.items) > 0
           ON CONFLICT (district_id, plan_id, slot) DO NOTHING RETURNING id AS "id: InspectionId", school_id, path"#,
        district as OrgId,
        &making.ids as &[InspectionId],
        &making.plans as &[InspectionPlanId],
        &making.slots,
        &making.opens,
        &making.due,
        &list_of as &[Option<ListId>],
        &items_of as &[Option<i16>],
        &making.people as &[Option<PersonId>]
    )
    .fetch_all(conn)
    .await?;
    let due_on: BTreeMap<InspectionId, NaiveDate> = making.ids.iter().copied().zip(making.due_on.iter().copied()).collect();
    let count = u64::try_from(made.len()).unwrap_or(u64::MAX);
    for row in made {
        if let Some(day) = due_on.get(&row.id) {
            *counts.0.entry((row.school_id, row.path, *day)).or_default() += 1;
        }
    }
    Ok(count)
}

/// Adds tasks made to the sums of their schools, then of the district.
///
/// # Errors
/// When the database is away.
pub async fn count_due(conn: &mut PgConnection, district: OrgId, district_path: &str, counts: &Due) -> Result<()> {
    if counts.0.is_empty() {
        return Ok(());
    }
    let mut sums: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    let (mut orgs, mut paths, mut days, mut due) = (vec![], vec![], vec![], vec![]);
    for ((school, path, day), n) in &counts.0 {
        *sums.entry(*day).or_default() += n;
        orgs.push(*school);
        paths.push(path.clone());
        days.push(*day);
        due.push(*n);
    }
    for (day, n) in sums {
        orgs.push(district.0);
        paths.push(district_path.to_owned());
        days.push(day);
        due.push(n);
    }
    sqlx::query!(
        "INSERT INTO rollup_task (district_id, org_id, path, due_on, due)
         SELECT $1, o, p, d, n FROM unnest($2::uuid[], $3::text[], $4::date[], $5::bigint[]) WITH ORDINALITY AS t (o, p, d, n, k) ORDER BY k
         ON CONFLICT (district_id, org_id, due_on) DO UPDATE SET due = rollup_task.due + excluded.due",
        district as OrgId,
        &orgs,
        &paths,
        &days,
        &due
    )
    .execute(conn)
    .await?;
    Ok(())
}

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
