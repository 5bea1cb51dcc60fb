//! SQL of messages: what an act leaves in inboxes, and the inbox of a person. The other tables have files of their own below.

pub mod hooks;
pub mod ladder;
pub mod mail;
pub mod outbox;

use super::model::{Holder, Kind, Message};
use super::rules;
use crate::access::{Place, Role};
use crate::clock::Zone;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{DelegationId, DeliveryId, MessageId, OrgId, PersonId, TicketId, WebhookId};
use crate::ticket::model::{Grade, State};
use crate::ticket::rules::Step;
use sqlx::PgConnection;
use uuid::Uuid;

/// Messages a page shows.
pub const PAGE: i64 = 40;

struct Found {
    id: Uuid,
    org: Option<OrgId>,
    role: Option<Role>,
    path: String,
}

/// Leaves word of an act with everybody it concerns, in the act's own transaction: in their inbox, and for the postman where they or an
/// organisation want it carried. What waited for whoever acted is read.
///
/// # Errors
/// When the database refuses or is away.
pub async fn tell(scope: &mut Scope, place: &Place, zone: Zone, step: &Step) -> Result<()> {
    let (ticket, now) = (step.after(), scope.now()?);
    let me = scope.actor().person();
    let (holders, hooks) = concerned(scope, place, zone.day(now), ticket).await?;
    let told = rules::addressed(step.before(), ticket, me, &holders);
    let ids: Vec<MessageId> = told.iter().map(|_| MessageId::at(now)).collect();
    let letters: Vec<DeliveryId> = told.iter().map(|_| DeliveryId::new()).collect();
    let people: Vec<PersonId> = told.iter().map(|(person, ..)| *person).collect();
    let kinds: Vec<Kind> = told.iter().map(|(_, kind, _)| *kind).collect();
    let as_what: Vec<String> = told.iter().map(|(.., as_what)| (*as_what).to_owned()).collect();
    let (hook_ids, hook_paths): (Vec<WebhookId>, Vec<String>) = hooks.into_iter().unzip();
    let calls: Vec<DeliveryId> = hook_ids.iter().map(|_| DeliveryId::new()).collect();
    sqlx::query!(
        "WITH seen AS (UPDATE message SET read_at = now() WHERE person_id = $1 AND ticket_id = $2 AND read_at IS NULL),
              said AS (INSERT INTO message (district_id, id, school_id, path, person_id, kind, ticket_id, addressed, deed, state, actor_id)
                       SELECT $3, u.id, $4, $5, u.person, u.kind, $2, u.addressed, $6, $7, $1 FROM unnest($8::uuid[], $9::uuid[], $10::text[], $11::text[]) AS u (id, person, kind, addressed)),
              mailed AS (INSERT INTO delivery (id, path, channel, kind, person_id, district_id, message_id)
                         SELECT u.letter, $5, 'mail', 'message', u.person, $3, u.id
                           FROM unnest($8::uuid[], $9::uuid[], $10::text[], $12::uuid[]) AS u (id, person, kind, letter) JOIN person p ON p.id = u.person WHERE u.kind = ANY (p.told_by_mail))
         INSERT INTO delivery (id, path, channel, kind, webhook_id, district_id, ticket_id, deed, state)
         SELECT u.id, u.path, 'webhook', 'act', u.hook, $3, $2, $6, $7 FROM unnest($13::uuid[], $14::uuid[], $15::text[]) AS u (id, hook, path)",
        me as PersonId,
        ticket.id as TicketId,
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        step.deed().code(),
        ticket.state.code(),
        &ids as &[MessageId],
        &people as &[PersonId],
        &kinds as &[Kind],
        &as_what,
        &letters as &[DeliveryId],
        &calls as &[DeliveryId],
        &hook_ids as &[WebhookId],
        &hook_paths
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Whoever may have the turn at a school today, and the webhooks that want to hear of its acts.
async fn concerned(
    scope: &mut Scope,
    place: &Place,
    today: chrono::NaiveDate,
    ticket: &crate::ticket::model::Ticket,
) -> Result<(Vec<Holder>, Vec<(WebhookId, String)>)> {
    let rows = sqlx::query_as!(
        Found,
        r#"SELECT q.person_id AS "id!", q.org_id AS "org: OrgId", q.role AS "role: Role", q.path AS "path!"
             FROM post q JOIN person p ON p.id = q.person_id
            WHERE (q.org_id = $1 AND q.role IN ('officer', 'principal') OR q.org_id = $2 AND q.role IN ('reviewer', 'leader'))
              AND p.disabled_at IS NULL AND q.from_on <= $3 AND (q.to_on IS NULL OR q.to_on >= $3)
           UNION ALL
           SELECT d.deputy_id, d.school_id, 'principal', d.path FROM delegation d
            WHERE $6 AND d.school_id = $1 AND d.ended_at IS NULL AND d.from_on <= $3 AND d.to_on >= $3 AND d.deputy_id IS DISTINCT FROM $7
           UNION ALL
           SELECT w.id, NULL, NULL, w.path FROM webhook w
            WHERE w.ended_at IS NULL AND 'act' = ANY (w.tells) AND starts_with($4, w.path) AND (w.path = $4 OR $5)"#,
        place.id as OrgId,
        place.district as OrgId,
        today,
        place.path,
        ticket.grade == Grade::Major,
        // Whoever stands in for the principal hears of what is to be signed, unless they verified it.
        ticket.state == State::Signing,
        ticket.verifier as Option<PersonId>
    )
    .fetch_all(scope.conn())
    .await?;
    let (mut holders, mut hooks) = (Vec::new(), Vec::new());
    for row in rows {
        match row.org.zip(row.role) {
            Some((org, role)) => holders.push(Holder { person: PersonId(row.id), org, role }),
            None => hooks.push((WebhookId(row.id), row.path)),
        }
    }
    Ok((holders, hooks))
}

/// Messages with how their hidden dangers stand now: only the end of the statement differs.
macro_rules! messages {
    ($conn:expr, $end:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Message,
            r#"SELECT m.id AS "id: MessageId", m.person_id AS "person: PersonId", m.kind AS "kind: Kind", m.addressed, m.deed, m.state, m.step, m.created_at,
                      m.read_at IS NOT NULL AS "read!", a.name AS "actor?", coalesce(t.number, '') AS "number!", coalesce(t.title, '') AS "title!", coalesce(t.place, '') AS "place!",
                      t.state AS "now?: State", t.grade AS "grade?: Grade", t.due_on AS "due_on?", m.due_on AS told_due, t.responsible_id AS "responsible?: PersonId",
                      d.from_on AS "from_on?", d.to_on AS "to_on?", d.ended_at IS NOT NULL AS "ended!", o.code AS org_code, o.name_zh AS org_zh, o.name_en AS org_en
                 FROM message m JOIN org o ON o.id = m.school_id LEFT JOIN ticket t ON t.district_id = m.district_id AND t.id = m.ticket_id
                 LEFT JOIN delegation d ON d.district_id = m.district_id AND d.id = m.delegation_id
                 LEFT JOIN person a ON a.id = m.actor_id WHERE "#
                + $end
            $(, $arg)*
        )
        .fetch_all($conn)
        .await?
    };
}

/// Somebody to be told of a delegation.
pub struct Told {
    pub delegation: DelegationId,
    pub school: OrgId,
    pub path: String,
    pub person: PersonId,
}

/// Leaves word of delegations with those they concern, and for the postman where they want it carried; `actor` nobody for the clock. What somebody
/// was told before they are not told again.
///
/// # Errors
/// When the database refuses or is away.
pub async fn tell_of_delegations(
    conn: &mut PgConnection,
    district: OrgId,
    deed: &str,
    actor: Option<PersonId>,
    told: &[Told],
) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    let ids: Vec<MessageId> = told.iter().map(|_| MessageId::new()).collect();
    let letters: Vec<DeliveryId> = told.iter().map(|_| DeliveryId::new()).collect();
    let delegations: Vec<DelegationId> = told.iter().map(|one| one.delegation).collect();
    let schools: Vec<OrgId> = told.iter().map(|one| one.school).collect();
    let paths: Vec<String> = told.iter().map(|one| one.path.clone()).collect();
    let people: Vec<PersonId> = told.iter().map(|one| one.person).collect();
    sqlx::query!(
        "WITH said AS (INSERT INTO message (district_id, id, school_id, path, person_id, kind, delegation_id, addressed, deed, state, actor_id)
                       SELECT $1, u.id, u.school, u.path, u.person, 'notice', u.delegation, '', $2, '', $3
                         FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::uuid[], $8::uuid[]) AS u (id, school, path, person, delegation) ON CONFLICT DO NOTHING)
         INSERT INTO delivery (id, path, channel, kind, person_id, district_id, message_id)
         SELECT u.letter, u.path, 'mail', 'message', u.person, $1, u.id FROM unnest($9::uuid[], $4::uuid[], $6::text[], $7::uuid[]) AS u (letter, id, path, person)
           JOIN person p ON p.id = u.person WHERE 'notice' = ANY (p.told_by_mail)",
        district as OrgId,
        deed,
        actor as Option<PersonId>,
        &ids as &[MessageId],
        &schools as &[OrgId],
        &paths,
        &people as &[PersonId],
        &delegations as &[DelegationId],
        &letters as &[DeliveryId]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A person's messages within reach, newest first, from the one after `after` on; at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn inbox(scope: &mut Scope, unread: bool, after: Option<MessageId>, limit: i64) -> Result<Vec<Message>> {
    let me = scope.actor().person();
    Ok(messages!(
        scope.conn(),
        "m.person_id = $1 AND ($2::uuid IS NULL OR m.id < $2) AND (NOT $3 OR m.read_at IS NULL) ORDER BY m.id DESC LIMIT $4",
        me as PersonId,
        after as Option<MessageId>,
        unread,
        limit
    ))
}

/// One of a person's own messages, which is read now.
///
/// # Errors
/// [`Error::NotFound`] when it is not theirs or not within reach.
pub async fn open(scope: &mut Scope, id: MessageId) -> Result<Message> {
    let me = scope.actor().person();
    let message =
        messages!(scope.conn(), "m.person_id = $1 AND m.id = $2", me as PersonId, id as MessageId).pop().ok_or(Error::NotFound)?;
    sqlx::query!(
        "UPDATE message SET read_at = now() WHERE person_id = $1 AND id = $2 AND read_at IS NULL",
        me as PersonId,
        id as MessageId
    )
    .execute(scope.conn())
    .await?;
    Ok(message)
}

/// Marks a person's messages within reach as read, up to the newest they saw.
///
/// # Errors
/// When the database is away.
pub async fn read_all(scope: &mut Scope, newest: MessageId) -> Result<()> {
    let me = scope.actor().person();
    sqlx::query!(
        "UPDATE message SET read_at = now() WHERE person_id = $1 AND id <= $2 AND read_at IS NULL",
        me as PersonId,
        newest as MessageId
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// The messages a letter tells of, of one person who still holds a post that reaches them: one message, or the ladder's of a day.
///
/// # Errors
/// When the database is away.
pub async fn to_carry(
    conn: &mut PgConnection,
    person: PersonId,
    one: Option<MessageId>,
    day: Option<chrono::NaiveDate>,
) -> Result<Vec<Message>> {
    Ok(messages!(
        conn,
        "m.person_id = $1 AND ($2::uuid IS NULL OR m.id = $2) AND ($3::date IS NULL OR (m.kind = 'ladder' AND m.told_on = $3))
          AND EXISTS (SELECT FROM post q WHERE q.person_id = m.person_id AND starts_with(m.path, q.path) AND q.from_on <= current_date AND (q.to_on IS NULL OR q.to_on >= current_date))
        ORDER BY t.due_on NULLS LAST, m.id LIMIT 200",
        person as PersonId,
        one as Option<MessageId>,
        day
    ))
}
