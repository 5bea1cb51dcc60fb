//! Calls to grade anew in the database.

use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::grading::call::{Call, Cause, NewCall};
use crate::id::{CallId, OrgId, PersonId};
use crate::ledger::{self, Event, Facts, Subject};

/// Calls that hold at a place, made there or above: open ones by their day, ended ones the newest first. What is left is counted for a
/// school only: for a bureau it would mean reading every point below it.
macro_rules! many {
    ($scope:expr, $place:expr, $end:literal) => {
        sqlx::query_as!(
            Call,
            r#"SELECT c.id AS "id: CallId", c.cause AS "cause: Cause", c.title, c.areas, c.due_on, c.called_at, c.ended_at,
                      o.code AS org_code, o.name_zh AS org_zh, o.name_en AS org_en, p.name AS "person?",
                      CASE WHEN $4 AND c.ended_at IS NULL THEN
                        (SELECT count(*) FROM risk_point r WHERE r.district_id = $2 AND r.school_id = $3 AND r.retired_at IS NULL
                            AND r.graded_at < c.called_at AND (c.areas = '{}' OR r.area = ANY (c.areas))) END AS left
                 FROM review_call c JOIN org o ON o.path = c.owner_path LEFT JOIN person p ON p.id = c.person_id
                WHERE c.owner_path = ANY (at_or_above($1)) AND "#
                + $end,
            $place.path,
            $place.district as OrgId,
            $place.id as OrgId,
            $place.is_school()
        )
        .fetch_all($scope.conn())
        .await?
    };
}

/// The open calls that hold at a place, the nearest day first.
///
/// # Errors
/// When the database is away.
pub async fn open_calls(scope: &mut Scope, place: &Place) -> Result<Vec<Call>> {
    Ok(many!(scope, place, "c.ended_at IS NULL ORDER BY c.due_on, c.called_at, c.id LIMIT 100"))
}

/// All calls that hold or held at a place, open ones first; at most 100.
///
/// # Errors
/// When the database is away.
pub async fn calls(scope: &mut Scope, place: &Place) -> Result<Vec<Call>> {
    Ok(many!(
        scope,
        place,
        "true ORDER BY c.ended_at IS NOT NULL, CASE WHEN c.ended_at IS NULL THEN c.due_on END, c.called_at DESC, c.id LIMIT 100"
    ))
}

/// Calls, with the ledger's event in the caller's own chain. Its turn must be taken.
///
/// # Errors
/// When the database refuses or is away.
pub async fn call(scope: &mut Scope, place: &Place, head: &Head, new: &NewCall) -> Result<(CallId, Head)> {
    let id = CallId::at(scope.now()?);
    let person = scope.actor().person();
    sqlx::query!(
        "INSERT INTO review_call (id, owner_path, cause, title, areas, due_on, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id as CallId,
        place.path,
        new.cause as Cause,
        new.title,
        &new.areas,
        new.due_on,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    let facts = Facts::from([
        ("cause".into(), new.cause.code().into()),
        ("areas".into(), new.areas.join(",")),
        ("due_on".into(), new.due_on.to_string()),
    ]);
    let texts = vec![("title".to_owned(), new.title.clone())];
    let event =
        Event { subject: Subject::ReviewCall, subject_id: id.0, act: "call_review", from_state: "", to_state: "open", facts, texts };
    Ok((id, ledger::append(scope, place, head, event).await?))
}

/// Ends a call of the place's own. Its turn must be taken.
///
/// # Errors
/// [`Error::NotFound`] when it is no open call of this place.
pub async fn end(scope: &mut Scope, place: &Place, head: &Head, id: CallId) -> Result<Head> {
    let now = scope.now()?;
    let done = sqlx::query!(
        "UPDATE review_call SET ended_at = $3 WHERE id = $1 AND owner_path = $2 AND ended_at IS NULL",
        id as CallId,
        place.path,
        now
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::NotFound);
    }
    let event = Event {
        subject: Subject::ReviewCall,
        subject_id: id.0,
        act: "end_review",
        from_state: "open",
        to_state: "ended",
        facts: Facts::new(),
        texts: vec![],
    };
    ledger::append(scope, place, head, event).await
}
