//! All SQL of responsibility: one read, and one write that takes any number of changes in a fixed number of statements.

use super::model::Point;
use super::rules::Shift;
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{OrgId, PersonId, RiskPointId};
use crate::ledger::{self, Event, Subject};
use crate::risk::model::{Duties, Tier};
use crate::risk::store::state;
use crate::rollup::{self, Counts};
use chrono::NaiveDate;
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

struct Row {
    id: RiskPointId,
    number: String,
    name: String,
    place: String,
    area: String,
    level: i16,
    demand: i16,
    complete: bool,
    review_on: NaiveDate,
    version: i32,
    duties: Json<BTreeMap<String, Uuid>>,
    deputies: Json<BTreeMap<String, Uuid>>,
    keepers: Vec<PersonId>,
}

/// The points of a school in use with the people who answer for them, the gravest first, then by number.
///
/// # Errors
/// When the database is away.
pub async fn points(scope: &mut Scope, place: &Place) -> Result<Vec<Point>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT r.id AS "id: RiskPointId", r.number, r.name, r.place, r.area, r.level, least(r.inherent, r.level) AS "demand!", r.complete, r.review_on, r.version,
                  coalesce((SELECT jsonb_object_agg(d.tier, d.person_id) FROM risk_duty d WHERE d.district_id = r.district_id AND d.risk_point_id = r.id), '{}') AS "duties!: Json<BTreeMap<String, Uuid>>",
                  coalesce((SELECT jsonb_object_agg(d.tier, d.deputy_id) FROM risk_duty d WHERE d.district_id = r.district_id AND d.risk_point_id = r.id AND d.deputy_id IS NOT NULL), '{}') AS "deputies!: Json<BTreeMap<String, Uuid>>",
                  ARRAY(SELECT m.owner_id FROM measure m WHERE m.district_id = r.district_id AND m.risk_point_id = r.id AND m.retired_at IS NULL AND m.owner_id IS NOT NULL ORDER BY m.id) AS "keepers!: Vec<PersonId>"
             FROM risk_point r WHERE r.district_id = $1 AND r.school_id = $2 AND r.retired_at IS NULL ORDER BY r.level, r.number"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_all(scope.conn())
    .await?;
    rows.into_iter().map(read).collect()
}

fn named(people: BTreeMap<String, Uuid>) -> Result<Duties> {
    let mut named = Duties::default();
    for (tier, person) in people {
        let tier = Tier::from_code(&tier).ok_or_else(|| Error::Internal(format!("unknown tier {tier:?} at a risk point")))?;
        named.set(tier, Some(PersonId(person)));
    }
    Ok(named)
}

fn read(row: Row) -> Result<Point> {
    let (duties, deputies) = (named(row.duties.0)?, named(row.deputies.0)?);
    Ok(Point {
        id: row.id,
        number: row.number,
        name: row.name,
        place: row.place,
        area: row.area,
        level: row.level,
        demand: row.demand,
        complete: row.complete,
        review_on: row.review_on,
        version: row.version,
        duties,
        deputies,
        keepers: row.keepers,
    })
}

/// The rest of what somebody had to do with these points: standing in, and keeping measures in order.
async fn take_over(scope: &mut Scope, place: &Place, shifts: &[Shift], left: PersonId, heir: PersonId) -> Result<()> {
    let points: Vec<RiskPointId> = shifts.iter().map(|one| one.after().id).collect();
    sqlx::query!(
        "UPDATE risk_duty SET deputy_id = nullif($4, person_id) WHERE district_id = $1 AND risk_point_id = ANY($2) AND deputy_id = $3",
        place.district as OrgId,
        &points as &[RiskPointId],
        left as PersonId,
        heir as PersonId
    )
    .execute(scope.conn())
    .await?;
    sqlx::query!(
        "UPDATE measure SET owner_id = $4 WHERE district_id = $1 AND risk_point_id = ANY($2) AND owner_id = $3 AND retired_at IS NULL",
        place.district as OrgId,
        &points as &[RiskPointId],
        left as PersonId,
        heir as PersonId
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Carries out changes of a school whose turn was taken: the rows, an event for each point, the roll-ups. `note` is why, in the actor's words.
///
/// # Errors
/// When the database refuses or is away.
pub async fn save(scope: &mut Scope, place: &Place, head: &Head, shifts: &[Shift], note: &str) -> Result<Head> {
    if shifts.is_empty() {
        return Ok(head.clone());
    }
    let mut rows: Vec<(RiskPointId, Tier, PersonId)> = Vec::new();
    let mut change = Counts::default();
    for shift in shifts {
        let after = shift.after();
        rows.extend(shift.tiers().iter().filter_map(|tier| Some((after.id, *tier, after.duties.of(*tier)?))));
        change.incomplete += i64::from(!after.complete) - i64::from(!shift.before().complete);
    }
    sqlx::query!(
        "INSERT INTO risk_duty (district_id, school_id, path, risk_point_id, tier, person_id) SELECT $1, $2, $3, t.* FROM unnest($4::uuid[], $5::text[], $6::uuid[]) AS t
         ON CONFLICT (district_id, risk_point_id, tier) DO UPDATE SET person_id = excluded.person_id, deputy_id = nullif(risk_duty.deputy_id, excluded.person_id)",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        &rows.iter().map(|row| row.0).collect::<Vec<_>>() as &[RiskPointId],
        &rows.iter().map(|row| row.1).collect::<Vec<_>>() as &[Tier],
        &rows.iter().map(|row| row.2).collect::<Vec<_>>() as &[PersonId]
    )
    .execute(scope.conn())
    .await?;
    let done = sqlx::query!(
        "UPDATE risk_point r SET complete = t.complete, version = r.version + 1 FROM unnest($2::uuid[], $3::integer[], $4::boolean[]) AS t (id, version, complete)
          WHERE r.district_id = $1 AND r.id = t.id AND r.version = t.version AND r.retired_at IS NULL",
        place.district as OrgId,
        &shifts.iter().map(|one| one.after().id).collect::<Vec<_>>() as &[RiskPointId],
        &shifts.iter().map(|one| one.before().version).collect::<Vec<_>>(),
        &shifts.iter().map(|one| one.after().complete).collect::<Vec<_>>()
    )
    .execute(scope.conn())
    .await?;
    if let Some((left, heir)) = shifts.first().and_then(Shift::handed) {
        take_over(scope, place, shifts, left, heir).await?;
    }
    // They were read in the school's turn; nothing else can have moved them.
    if done.rows_affected() != shifts.len() as u64 {
        return Err(Error::Internal("a risk point moved in the school's turn".into()));
    }
    let texts = || if note.is_empty() { vec![] } else { vec![("note".to_owned(), note.to_owned())] };
    let event = |shift: &Shift| Event {
        subject: Subject::RiskPoint,
        subject_id: shift.after().id.0,
        act: shift.deed().code(),
        from_state: state(shift.before().level),
        to_state: state(shift.after().level),
        facts: shift.facts(),
        texts: texts(),
    };
    let head = ledger::append_all(scope, place, head, shifts.iter().map(event).collect()).await?;
    rollup::add(scope, place, &change, None).await?;
    Ok(head)
}
