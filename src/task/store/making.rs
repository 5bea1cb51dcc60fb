//! Making tasks of plans, each once: the district's schedule, what is asked, the sums. It takes a connection, since a page makes them for a plan
//! just kept, and the clock for a day.

use crate::clock::Zone;
use crate::error::{Error, Result};
use crate::id::{InspectionId, InspectionPlanId, ListId, OrgId, PersonId};
use crate::task::model::{Asked, Occasion, Plan};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;
use std::collections::BTreeMap;

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
