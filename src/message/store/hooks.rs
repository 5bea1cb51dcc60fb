//! SQL of webhooks. Their keepers see what they are called, never where they lead or with which key: only the postman reads that.

use crate::access::Place;
use crate::db::{Db, Head, Scope};
use crate::error::{Error, Result};
use crate::id::{OrgId, PersonId, WebhookId};
use crate::ledger::{self, Event, Facts, Subject};
use crate::message::hook::Item;
use crate::message::model::{Form, Hook, NewHook, Tells};
use crate::text::Lang;
use crate::ticket::model::{Grade, State};
use chrono::NaiveDate;
use sqlx::PgConnection;

/// Webhooks one organisation may keep.
pub const MOST: usize = 20;

/// The webhooks of an organisation, in the order they were added.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place) -> Result<Vec<Hook>> {
    Ok(sqlx::query_as!(
        Hook,
        r#"SELECT id AS "id: WebhookId", name, form AS "form: Form", host, tells AS "tells: Vec<Tells>", last_at, last_outcome FROM webhook
            WHERE path = $1 AND ended_at IS NULL ORDER BY id"#,
        place.path
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Keeps a webhook, in the organisation's turn.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add(scope: &mut Scope, place: &Place, head: &Head, lang: Lang, hook: &NewHook) -> Result<WebhookId> {
    let (me, id) = (scope.actor().person(), WebhookId::at(scope.now()?));
    sqlx::query!(
        "INSERT INTO webhook (id, org_id, path, name, form, url, host, secret, tells, language, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id as WebhookId,
        place.id as OrgId,
        place.path,
        hook.name,
        hook.form as Form,
        hook.url,
        hook.host,
        hook.secret,
        &hook.tells as &[Tells],
        lang.tag(),
        me as PersonId
    )
    .execute(scope.conn())
    .await?;
    record(scope, place, head, id, "add_webhook", &hook.name, &hook.host).await?;
    Ok(id)
}

/// Takes a webhook out of use.
///
/// # Errors
/// [`Error::NotFound`] when the organisation keeps none such; when the database is away.
pub async fn end(scope: &mut Scope, place: &Place, head: &Head, id: WebhookId) -> Result<()> {
    let hook = list(scope, place).await?.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
    sqlx::query!("UPDATE webhook SET ended_at = now() WHERE id = $1 AND ended_at IS NULL", id as WebhookId).execute(scope.conn()).await?;
    record(scope, place, head, id, "end_webhook", &hook.name, &hook.host).await
}

async fn record(scope: &mut Scope, place: &Place, head: &Head, id: WebhookId, act: &'static str, name: &str, host: &str) -> Result<()> {
    let event = Event {
        subject: Subject::Webhook,
        subject_id: id.0,
        act,
        from_state: "",
        to_state: "",
        facts: Facts::from([("host".to_owned(), host.to_owned())]),
        texts: vec![("name".to_owned(), name.to_owned())],
    };
    ledger::append(scope, place, head, event).await?;
    Ok(())
}

/// A webhook with its key, for whoever carries.
pub struct Keyed {
    pub form: Form,
    pub url: String,
    pub secret: String,
    pub path: String,
    pub language: String,
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
}

/// A webhook in use, with its key. As the postman.
///
/// # Errors
/// When the database is away.
pub async fn keyed(db: &Db, id: WebhookId) -> Result<Option<Keyed>> {
    Ok(sqlx::query_as!(
        Keyed,
        r#"SELECT w.form AS "form: Form", w.url, w.secret, w.path, w.language, o.code, o.name_zh, o.name_en
             FROM webhook w JOIN org o ON o.id = w.org_id WHERE w.id = $1 AND w.ended_at IS NULL"#,
        id as WebhookId
    )
    .fetch_optional(db.pool())
    .await?)
}

/// Writes down how the last try went: a Fluent key and what fills it.
///
/// # Errors
/// When the database is away.
pub async fn tried(db: &Db, id: WebhookId, outcome: &str) -> Result<()> {
    sqlx::query!("UPDATE webhook SET last_at = now(), last_outcome = $2 WHERE id = $1", id as WebhookId, outcome)
        .execute(db.pool())
        .await?;
    Ok(())
}

macro_rules! items {
    ($conn:expr, $end:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Item,
            r#"SELECT o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, t.number, t.title, t.state AS "state: State", t.grade AS "grade: Grade", t.due_on
                 FROM ticket t JOIN org o ON o.id = t.school_id WHERE "#
                + $end
            $(, $arg)*
        )
        .fetch_all($conn)
        .await?
    };
}

/// What is overdue or due on a day at or below an organisation, the longest overdue first, and how many in all.
///
/// # Errors
/// When the database is away.
pub async fn pressing(conn: &mut PgConnection, path: &str, day: NaiveDate, limit: i64) -> Result<(Vec<Item>, i64)> {
    let items = items!(
        &mut *conn,
        "t.state NOT IN ('closed', 'void') AND starts_with(t.path, $1) AND coalesce(t.due_on, DATE '9999-12-31') <= $2 ORDER BY coalesce(t.due_on, DATE '9999-12-31'), t.id LIMIT $3",
        path,
        day,
        limit
    );
    let total = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM ticket t WHERE t.state NOT IN ('closed', 'void') AND starts_with(t.path, $1) AND coalesce(t.due_on, DATE '9999-12-31') <= $2"#,
        path,
        day
    )
    .fetch_one(conn)
    .await?;
    Ok((items, total))
}

/// One hidden danger, within the reach of this connection.
///
/// # Errors
/// When the database is away.
pub async fn item(conn: &mut PgConnection, ticket: crate::id::TicketId) -> Result<Option<Item>> {
    Ok(items!(conn, "t.id = $1", ticket as crate::id::TicketId).pop())
}
