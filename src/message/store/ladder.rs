//! SQL of the ladder: what the clock reads and leaves, and what a bureau set. Its transactions take a connection, since nobody acts in them.

use crate::access::{Place, Role};
use crate::db::{Behind, Head, Scope};
use crate::error::{Error, Result};
use crate::id::{DeliveryId, MessageId, OrgId, PersonId, TicketId, WebhookId};
use crate::ledger::{self, Event, Subject};
use crate::message::model::{EARLIEST, Holder, LATEST, Ladder, Line, Open, Rung};
use crate::ticket::model::{Grade, State};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;
use std::collections::BTreeMap;

/// Takes the row of a district's schedule until the transaction ends; says how far it has come. `None` when that is far enough, or when
/// another clock has the row. A district told for the first time begins with today.
///
/// # Errors
/// When the database is away.
pub async fn take(conn: &mut PgConnection, district: &Behind, today: NaiveDate) -> Result<Option<NaiveDate>> {
    let yesterday = today.pred_opt().unwrap_or(today);
    sqlx::query!(
        "INSERT INTO ladder_schedule (district_id, path, told_until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        district.district as OrgId,
        district.path,
        yesterday
    )
    .execute(&mut *conn)
    .await?;
    Ok(sqlx::query_scalar!(
        "SELECT told_until FROM ladder_schedule WHERE district_id = $1 AND told_until < $2 FOR UPDATE SKIP LOCKED",
        district.district as OrgId,
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
    sqlx::query!("UPDATE ladder_schedule SET told_until = $2 WHERE district_id = $1", district as OrgId, day).execute(conn).await?;
    Ok(())
}

/// The ladder at a path: that of the nearest bureau at or above it that set one, else the product's own.
///
/// # Errors
/// When the database is away.
pub async fn in_force(conn: &mut PgConnection, path: &str) -> Result<Ladder> {
    let set = sqlx::query_scalar!(
        r#"SELECT rungs AS "rungs: Json<Ladder>" FROM ladder WHERE starts_with($1, owner_path) ORDER BY length(owner_path) DESC LIMIT 1"#,
        path
    )
    .fetch_optional(conn)
    .await?;
    Ok(set.map(|set| set.0).unwrap_or_default())
}

/// The open hidden dangers of a district whose deadline may have a step between two days.
///
/// # Errors
/// When the database is away.
pub async fn open(conn: &mut PgConnection, district: OrgId, since: NaiveDate, today: NaiveDate) -> Result<Vec<Open>> {
    let from = since.checked_sub_days(Days::new(u64::from(LATEST.unsigned_abs()))).unwrap_or(since);
    let to = today.checked_add_days(Days::new(u64::from(EARLIEST.unsigned_abs()))).unwrap_or(today);
    Ok(sqlx::query_as!(
        Open,
        r#"SELECT id AS "ticket: TicketId", school_id AS "school: OrgId", path, state AS "state: State", grade AS "grade: Grade", due_on AS "due_on!", responsible_id AS "responsible: PersonId"
             FROM ticket WHERE district_id = $1 AND state NOT IN ('closed', 'void') AND coalesce(due_on, DATE '9999-12-31') BETWEEN $2 AND $3"#,
        district as OrgId,
        from,
        to
    )
    .fetch_all(conn)
    .await?)
}

/// The posts held on a day at a district's schools and at its own bureau, by organisation.
///
/// # Errors
/// When the database is away.
pub async fn holders(conn: &mut PgConnection, district: OrgId, today: NaiveDate) -> Result<BTreeMap<OrgId, Vec<Holder>>> {
    let rows = sqlx::query_as!(
        Holder,
        r#"SELECT q.person_id AS "person: PersonId", q.org_id AS "org: OrgId", q.role AS "role: Role"
             FROM org o JOIN post q ON q.org_id = o.id JOIN person p ON p.id = q.person_id
            WHERE o.district_id = $1 AND p.disabled_at IS NULL AND q.from_on <= $2 AND (q.to_on IS NULL OR q.to_on >= $2)"#,
        district as OrgId,
        today
    )
    .fetch_all(conn)
    .await?;
    let mut by_org: BTreeMap<OrgId, Vec<Holder>> = BTreeMap::new();
    for row in rows {
        by_org.entry(row.org).or_default().push(row);
    }
    Ok(by_org)
}

/// Lines about to be told, column by column.
#[derive(Debug, Default)]
pub struct Telling {
    ids: Vec<MessageId>,
    schools: Vec<OrgId>,
    paths: Vec<String>,
    people: Vec<PersonId>,
    tickets: Vec<TicketId>,
    rungs: Vec<Rung>,
    states: Vec<State>,
    steps: Vec<i16>,
    due_on: Vec<NaiveDate>,
}

impl Telling {
    pub fn add(&mut self, of: &Open, line: &Line) {
        self.ids.push(MessageId::new());
        self.schools.push(of.school);
        self.paths.push(of.path.clone());
        self.people.push(line.person);
        self.tickets.push(line.ticket);
        self.rungs.push(line.rung);
        self.states.push(of.state);
        self.steps.push(line.step);
        self.due_on.push(of.due_on);
    }
}

/// Leaves a district's lines in inboxes, and for the postman one digest for each person who wants one and for each robot that does; what was
/// told before stays as it is. Returns how many lines were new.
///
/// # Errors
/// When the database refuses or is away.
pub async fn tell(
    conn: &mut PgConnection,
    district: &Behind,
    telling: &Telling,
    day: NaiveDate,
    morning: Option<DateTime<Utc>>,
) -> Result<u64> {
    let told = sqlx::query!(
        "INSERT INTO message (district_id, id, school_id, path, person_id, kind, ticket_id, addressed, state, step, due_on, told_on)
         SELECT $1, u.id, u.school, u.path, u.person, 'ladder', u.ticket, u.rung, u.state, u.step, u.due_on, $2
           FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::smallint[], $11::date[])
                AS u (id, school, path, person, ticket, rung, state, step, due_on)
         ON CONFLICT DO NOTHING",
        district.district as OrgId,
        day,
        &telling.ids as &[MessageId],
        &telling.schools as &[OrgId],
        &telling.paths,
        &telling.people as &[PersonId],
        &telling.tickets as &[TicketId],
        &telling.rungs as &[Rung],
        &telling.states as &[State],
        &telling.steps,
        &telling.due_on
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    let mut people = telling.people.clone();
    people.sort_unstable();
    people.dedup();
    let letters: Vec<DeliveryId> = people.iter().map(|_| DeliveryId::new()).collect();
    let hooks: Vec<WebhookId> = sqlx::query_scalar!(
        r#"SELECT w.id AS "id: WebhookId" FROM webhook w JOIN org o ON o.id = w.org_id WHERE o.district_id = $1 AND w.ended_at IS NULL AND 'digest' = ANY (w.tells)"#,
        district.district as OrgId
    )
    .fetch_all(&mut *conn)
    .await?;
    let calls: Vec<DeliveryId> = hooks.iter().map(|_| DeliveryId::new()).collect();
    sqlx::query!(
        "INSERT INTO delivery (id, path, channel, kind, person_id, webhook_id, digest_on, next_at)
         SELECT u.id, $1, 'mail', 'digest', u.person, NULL::uuid, $2::date, greatest(now(), $3) FROM unnest($4::uuid[], $5::uuid[]) AS u (id, person) JOIN person p ON p.id = u.person
          WHERE 'ladder' = ANY (p.told_by_mail)
         UNION ALL
         SELECT u.id, w.path, 'webhook', 'digest', NULL::uuid, w.id, $2::date, greatest(now(), $3) FROM unnest($6::uuid[], $7::uuid[]) AS u (id, hook) JOIN webhook w ON w.id = u.hook
         ON CONFLICT DO NOTHING",
        district.path,
        day,
        morning,
        &letters as &[DeliveryId],
        &people as &[PersonId],
        &calls as &[DeliveryId],
        &hooks as &[WebhookId]
    )
    .execute(conn)
    .await?;
    Ok(told)
}

/// The ladder a bureau set itself, with its version (0 when it set none), and the one that is in force there.
///
/// # Errors
/// When the database is away.
pub async fn of(scope: &mut Scope, place: &Place) -> Result<(i32, Ladder)> {
    let set = sqlx::query!(
        r#"SELECT rungs AS "rungs: Json<Ladder>", version, owner_path = $1 AS "own!" FROM ladder WHERE starts_with($1, owner_path) ORDER BY length(owner_path) DESC LIMIT 1"#,
        place.path
    )
    .fetch_optional(scope.conn())
    .await?;
    Ok(set.map_or((0, Ladder::default()), |set| (if set.own { set.version } else { 0 }, set.rungs.0)))
}

/// Sets a bureau's ladder, in its turn.
///
/// # Errors
/// [`Error::Conflict`] when somebody was first; when the database refuses or is away.
pub async fn set(scope: &mut Scope, place: &Place, head: &Head, seen: i32, ladder: &Ladder) -> Result<()> {
    let me = scope.actor().person();
    let done = if seen == 0 {
        sqlx::query!(
            "INSERT INTO ladder (owner_path, rungs, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            place.path,
            Json(ladder) as Json<&Ladder>,
            me as PersonId
        )
        .execute(scope.conn())
        .await?
    } else {
        sqlx::query!(
            "UPDATE ladder SET rungs = $2, person_id = $3, version = version + 1, set_at = now() WHERE owner_path = $1 AND version = $4",
            place.path,
            Json(ladder) as Json<&Ladder>,
            me as PersonId,
            seen
        )
        .execute(scope.conn())
        .await?
    };
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("ladder-stale"));
    }
    let facts = Rung::ALL.iter().map(|rung| {
        let days: Vec<String> = ladder.days(*rung).iter().map(ToString::to_string).collect();
        (rung.code().to_owned(), days.join(","))
    });
    let event = Event {
        subject: Subject::Ladder,
        subject_id: place.id.0,
        act: "set_ladder",
        from_state: "",
        to_state: "",
        facts: facts.collect(),
        texts: vec![],
    };
    ledger::append(scope, place, head, event).await?;
    Ok(())
}
