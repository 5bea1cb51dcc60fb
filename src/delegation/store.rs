//! All SQL of delegations.

use super::rules::Delegation;
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{DelegationId, OrgId, PersonId};
use crate::ledger::{self, Event, Subject};
use crate::message;
use crate::message::store::Told;
use chrono::NaiveDate;
use sqlx::PgConnection;

/// Most that are shown: some years of a school.
const MOST: i64 = 100;

/// A school's delegations, the last given first.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place) -> Result<Vec<Delegation>> {
    Ok(sqlx::query_as!(
        Delegation,
        r#"SELECT d.id AS "id: DelegationId", d.principal_id AS "principal: PersonId", p.name AS principal_name, d.deputy_id AS "deputy: PersonId", q.name AS deputy_name,
                  d.from_on AS "from", d.to_on AS "to", d.reason, d.given_at, d.ended_at
             FROM delegation d JOIN person p ON p.id = d.principal_id JOIN person q ON q.id = d.deputy_id
            WHERE d.district_id = $1 AND d.school_id = $2 ORDER BY d.from_on DESC, d.id DESC LIMIT $3"#,
        place.district as OrgId,
        place.id as OrgId,
        MOST
    )
    .fetch_all(scope.conn())
    .await?)
}

fn event<'a>(one: &Delegation, act: &'a str) -> Event<'a> {
    let facts = [
        ("principal", one.principal.to_string()),
        ("deputy", one.deputy.to_string()),
        ("from", one.from.to_string()),
        ("to", one.to.to_string()),
    ];
    Event {
        subject: Subject::Delegation,
        subject_id: one.id.0,
        act,
        from_state: "",
        to_state: "",
        facts: facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        texts: if act == "delegate" { vec![("reason".into(), one.reason.clone())] } else { vec![] },
    }
}

/// Keeps one, with its event, in the school's turn.
///
/// # Errors
/// When the database refuses or is away.
pub async fn give(scope: &mut Scope, place: &Place, head: &Head, one: &Delegation) -> Result<Head> {
    sqlx::query!(
        "INSERT INTO delegation (district_id, id, school_id, path, principal_id, deputy_id, from_on, to_on, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        place.district as OrgId,
        one.id as DelegationId,
        place.id as OrgId,
        place.path,
        one.principal as PersonId,
        one.deputy as PersonId,
        one.from,
        one.to,
        one.reason
    )
    .execute(scope.conn())
    .await?;
    let head = ledger::append(scope, place, head, event(one, "delegate")).await?;
    tell(scope, place, one, "delegate", one.deputy).await?;
    Ok(head)
}

/// Ends one before its day, by the principal or the deputy.
///
/// # Errors
/// [`Error::Conflict`] when it is over already; when the database refuses or is away.
pub async fn end(scope: &mut Scope, place: &Place, head: &Head, one: &Delegation) -> Result<()> {
    let me = scope.actor().person();
    let done = sqlx::query!(
        "UPDATE delegation SET ended_at = now(), ended_by = $3 WHERE district_id = $1 AND id = $2 AND ended_at IS NULL",
        place.district as OrgId,
        one.id as DelegationId,
        me as PersonId
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("delegation-over"));
    }
    ledger::append(scope, place, head, event(one, "end_delegation")).await?;
    tell(scope, place, one, "end_delegation", if me == one.principal { one.deputy } else { one.principal }).await
}

/// Tells the other side, in the act's own transaction.
async fn tell(scope: &mut Scope, place: &Place, one: &Delegation, deed: &str, person: PersonId) -> Result<()> {
    let actor = Some(scope.actor().person());
    let told = Told { delegation: one.id, school: place.id, path: place.path.clone(), person };
    message::store::tell_of_delegations(scope.conn(), place.district, deed, actor, &[told]).await
}

/// Tells both sides of a district's delegations that begin on the days after `since` up to today; of those given the same day they were told.
///
/// # Errors
/// When the database is away.
pub async fn tell_begun(conn: &mut PgConnection, district: OrgId, since: NaiveDate, today: NaiveDate) -> Result<()> {
    let begun = sqlx::query!(
        r#"SELECT d.id AS "id: DelegationId", d.school_id AS "school: OrgId", d.path, d.principal_id AS "principal: PersonId", d.deputy_id AS "deputy: PersonId" FROM delegation d
            WHERE d.district_id = $1 AND d.from_on > $2 AND d.from_on <= $3 AND d.to_on >= $3 AND d.ended_at IS NULL AND d.given_at::date < d.from_on"#,
        district as OrgId,
        since,
        today
    )
    .fetch_all(&mut *conn)
    .await?;
    let both = begun.into_iter().flat_map(|one| {
        [one.deputy, one.principal].map(|person| Told { delegation: one.id, school: one.school, path: one.path.clone(), person })
    });
    message::store::tell_of_delegations(conn, district, "begin_delegation", None, &both.collect::<Vec<_>>()).await
}
