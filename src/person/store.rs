//! All SQL of people and posts inside a scope. Sign-in's own statements stand in `db::session`.

use super::model::{self, Deed};
pub use super::model::{NewPerson, NewPost};
use crate::access::{Kind, Place, Role};
use crate::db::{Head, Scope, like};
use crate::error::{Error, Result};
use crate::id::{OrgId, PersonId, PostId};
use crate::ledger::{self, Event, Facts, Subject};
use crate::text::Lang;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use sqlx::types::Json;

/// Rows a list page shows; one more is fetched to know whether it goes on.
pub const PAGE: i64 = 50;

/// A person of a list with the posts that belong to it.
pub struct Listed {
    pub id: PersonId,
    pub name: String,
    pub username: String,
    pub phone: String,
    pub disabled: bool,
    /// Path of the organisation that keeps the account.
    pub kept: String,
    pub posts: Json<Vec<ListedPost>>,
}

/// A post as a list tells it.
#[derive(Deserialize)]
pub struct ListedPost {
    pub org: String,
    pub zh: String,
    pub en: String,
    pub role: String,
    pub title: String,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

impl ListedPost {
    pub fn org_name(&self, lang: Lang) -> &str {
        named(lang, &self.zh, &self.en)
    }
}

fn named<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::En && !en.is_empty() { en } else { zh }
}

/// What a list of people is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of the name, the sign-in name or the telephone number.
    pub words: String,
    /// Holds a post of this role today.
    pub role: Option<Role>,
    /// Everybody below as well, not only this organisation's own.
    pub below: bool,
    /// The last person of the page before.
    pub after: Option<PersonId>,
}

/// Only whose people are meant differs: this organisation's (post_org, person_path) or those of everything below.
macro_rules! people {
    ($scope:expr, $place:expr, $filter:expr, $today:expr, $limit:expr, $posts:literal, $people:literal) => {
        sqlx::query_as!(
            Listed,
            r#"SELECT p.id AS "id: PersonId", p.name, p.username, p.phone, p.disabled_at IS NOT NULL AS "disabled!", p.path AS kept,
                      coalesce((SELECT jsonb_agg(jsonb_build_object('org', o.code, 'zh', o.name_zh, 'en', o.name_en, 'role', q.role, 'title', q.title, 'from', q.from_on, 'to', q.to_on)
                                                 ORDER BY q.to_on DESC NULLS FIRST, q.from_on DESC, q.id)
                                  FROM post q JOIN org o ON o.id = q.org_id WHERE q.person_id = p.id AND "#
                + $posts
                + r#"), '[]') AS "posts!: Json<Vec<ListedPost>>"
                 FROM person p
                WHERE ($1::uuid IS NULL OR true) AND ($2::text IS NULL OR true) AND p.id IN ("#
                + $people
                + r#")
                  AND ($3 = '' OR p.name ILIKE $3 OR p.username ILIKE $3 OR p.phone ILIKE $3)
                  AND ($4::text IS NULL OR EXISTS (SELECT FROM post q WHERE q.person_id = p.id AND q.role = $4 AND q.from_on <= $5 AND (q.to_on IS NULL OR q.to_on >= $5) AND "#
                + $posts
                + r#"))
                  AND ($6::uuid IS NULL OR (p.name, p.id) > (SELECT a.name, a.id FROM person a WHERE a.id = $6))
                ORDER BY p.name, p.id LIMIT $7"#,
            $place.id as OrgId,
            $place.path,
            like(&$filter.words),
            $filter.role as Option<Role>,
            $today,
            $filter.after as Option<PersonId>,
            $limit
        )
        .fetch_all($scope.conn())
        .await?
    };
}

/// The people of an organisation (with a post there, past or present, or an account kept there), or of everything below it, by name.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, filter: &Filter, today: NaiveDate, limit: i64) -> Result<Vec<Listed>> {
    Ok(if filter.below {
        people!(
            scope,
            place,
            filter,
            today,
            limit,
            "starts_with(q.path, $2)",
            "SELECT s.id FROM person s WHERE starts_with(s.path, $2) UNION SELECT s.person_id FROM post s WHERE starts_with(s.path, $2)"
        )
    } else {
        people!(
            scope,
            place,
            filter,
            today,
            limit,
            "q.org_id = $1",
            "SELECT s.id FROM person s WHERE s.path = $2 UNION SELECT s.person_id FROM post s WHERE s.org_id = $1"
        )
    })
}

/// An organisation below a bureau, and who is there today.
pub struct Below {
    pub code: String,
    pub path: String,
    pub name_zh: String,
    pub name_en: String,
    pub kind: Kind,
    pub people: i64,
    /// Somebody holds the officer's and the principal's post.
    pub officer: bool,
    pub principal: bool,
}

impl Below {
    pub fn name(&self, lang: Lang) -> &str {
        named(lang, &self.name_zh, &self.name_en)
    }
}

/// Organisations directly below a bureau; with words, those anywhere below whose name or code holds them. In the order of the tree.
///
/// # Errors
/// When the database is away.
pub async fn below(scope: &mut Scope, place: &Place, words: &str, after: &str, today: NaiveDate, limit: i64) -> Result<Vec<Below>> {
    Ok(sqlx::query_as!(
        Below,
        r#"SELECT o.code, o.path, o.name_zh, o.name_en, o.kind AS "kind: Kind", n.people AS "people!", n.officer AS "officer!", n.principal AS "principal!"
             FROM org o CROSS JOIN LATERAL (
                  SELECT count(DISTINCT q.person_id) AS people, coalesce(bool_or(q.role = 'officer'), false) AS officer, coalesce(bool_or(q.role = 'principal'), false) AS principal
                    FROM post q JOIN person p ON p.id = q.person_id
                   WHERE q.org_id = o.id AND p.disabled_at IS NULL AND q.from_on <= $5 AND (q.to_on IS NULL OR q.to_on >= $5)) n
            WHERE starts_with(o.path, $1) AND o.path <> $1 AND o.path > $4
              AND CASE WHEN $3 = '' THEN o.parent_id = $2 ELSE o.name_zh ILIKE $3 OR o.name_en ILIKE $3 OR o.code ILIKE $3 END
            ORDER BY o.path LIMIT $6"#,
        place.path,
        place.id as OrgId,
        like(words),
        after,
        today,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}

/// One person's account.
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub username: String,
    pub phone: String,
    /// Path of the organisation that keeps the account.
    pub kept: String,
    pub kept_zh: String,
    pub kept_en: String,
    pub disabled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl Person {
    pub fn kept_by(&self, lang: Lang) -> &str {
        named(lang, &self.kept_zh, &self.kept_en)
    }
}

/// A person who belongs to an organisation: by a post there, past or present, or because it keeps their account.
///
/// # Errors
/// [`Error::NotFound`] for anybody else.
pub async fn find(scope: &mut Scope, place: &Place, id: PersonId) -> Result<Person> {
    sqlx::query_as!(
        Person,
        r#"SELECT p.id AS "id!: PersonId", p.name AS "name!", p.username AS "username!", p.phone AS "phone!", p.path AS "kept!", coalesce(o.name_zh, '') AS "kept_zh!", coalesce(o.name_en, '') AS "kept_en!", p.disabled_at AS "disabled_at?", p.created_at AS "created_at!"
             FROM person p LEFT JOIN org o ON o.path = p.path
            WHERE p.id = $1 AND (p.path = $2 OR EXISTS (SELECT FROM post q WHERE q.person_id = p.id AND q.org_id = $3))"#,
        id as PersonId,
        place.path,
        place.id as OrgId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)
}

/// Somebody within reach by their sign-in name, and the path of the organisation that keeps their account.
///
/// # Errors
/// When the database is away.
pub async fn by_username(scope: &mut Scope, username: &str) -> Result<Option<(PersonId, String)>> {
    let reach = scope.actor().scope().to_owned();
    let found =
        sqlx::query!(r#"SELECT id AS "id: PersonId", path FROM person WHERE username = $1 AND starts_with(path, $2)"#, username, reach)
            .fetch_optional(scope.conn())
            .await?;
    Ok(found.map(|row| (row.id, row.path)))
}

/// A post somebody holds or held.
pub struct Post {
    pub id: PostId,
    pub org: OrgId,
    pub org_code: String,
    pub org_zh: String,
    pub org_en: String,
    pub role: Role,
    pub title: String,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
}

impl Post {
    pub fn org_name(&self, lang: Lang) -> &str {
        named(lang, &self.org_zh, &self.org_en)
    }
    /// Not over yet.
    pub fn lasts(&self, today: NaiveDate) -> bool {
        self.to_on.is_none_or(|to| to >= today)
    }
}

/// A person's posts within this actor's reach, those that last first.
///
/// # Errors
/// When the database is away.
pub async fn posts(scope: &mut Scope, id: PersonId) -> Result<Vec<Post>> {
    let reach = scope.actor().scope().to_owned();
    Ok(sqlx::query_as!(
        Post,
        r#"SELECT q.id AS "id: PostId", q.org_id AS "org: OrgId", o.code AS org_code, o.name_zh AS org_zh, o.name_en AS org_en, q.role AS "role: Role", q.title, q.from_on, q.to_on
             FROM post q JOIN org o ON o.id = q.org_id WHERE q.person_id = $1 AND starts_with(q.path, $2) ORDER BY q.to_on DESC NULLS FIRST, q.from_on DESC, q.id"#,
        id as PersonId,
        reach
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Adds a person with their first post and tells the ledger. The account is kept by `place`, whose turn gave the head.
///
/// # Errors
/// [`Error::Database`] when the sign-in name is taken (see [`name_taken`]); the transaction is over then.
pub async fn create(scope: &mut Scope, place: &Place, head: &Head, person: &NewPerson, post: &NewPost) -> Result<Head> {
    sqlx::query!(
        "INSERT INTO person (id, path, username, name, phone, password_hash, must_change) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        person.id as PersonId,
        place.path,
        person.username,
        person.name,
        person.phone,
        person.password_hash,
        person.must_change
    )
    .execute(scope.conn())
    .await?;
    insert_post(scope, place, person.id, post).await?;
    tell(scope, place, head, person.id, Deed::Add, post_facts(post), post_texts(post)).await
}

/// Whether an error says that the sign-in name belongs to somebody, perhaps to somebody whom this actor cannot see.
pub fn name_taken(error: &Error) -> bool {
    matches!(error, Error::Database(sqlx::Error::Database(db)) if db.is_unique_violation() && db.constraint() == Some("person_username"))
}

/// Gives somebody who has an account one more post. When the account was kept below the new post's organisation or beside it, it moves up
/// to the lowest organisation above all posts: nobody may reset a password and so act through a post outside their reach.
///
/// # Errors
/// [`Error::Conflict`] when somebody else changed the account just now.
pub async fn give_post(scope: &mut Scope, place: &Place, head: &Head, person: PersonId, kept: &str, post: &NewPost) -> Result<Head> {
    insert_post(scope, place, person, post).await?;
    let mut facts = post_facts(post);
    let above = model::common_path(kept, &place.path);
    if above != kept {
        let done = sqlx::query!("UPDATE person SET path = $2 WHERE id = $1 AND path = $3", person as PersonId, above, kept)
            .execute(scope.conn())
            .await?;
        changed(done.rows_affected())?;
        facts.insert("kept".into(), above);
    }
    tell(scope, place, head, person, Deed::GivePost, facts, post_texts(post)).await
}

async fn insert_post(scope: &mut Scope, place: &Place, person: PersonId, post: &NewPost) -> Result<()> {
    if !model::roles_at(place).contains(&post.role) {
        return Err(Error::Internal(format!("a {} post does not fit {}", post.role, place.code)));
    }
    sqlx::query!(
        "INSERT INTO post (id, person_id, org_id, path, role, title, from_on) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        post.id as PostId,
        person as PersonId,
        place.id as OrgId,
        place.path,
        post.role as Role,
        post.title,
        post.from_on
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Sets the last day of a post and ends the sessions that rest on it.
///
/// # Errors
/// [`Error::Conflict`] when it was over already.
pub async fn end_post(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    person: PersonId,
    post: &Post,
    to_on: NaiveDate,
    today: NaiveDate,
) -> Result<Head> {
    let done = sqlx::query!(
        "UPDATE post SET to_on = $4 WHERE id = $1 AND person_id = $2 AND org_id = $3 AND (to_on IS NULL OR to_on >= $5)",
        post.id as PostId,
        person as PersonId,
        place.id as OrgId,
        to_on,
        today
    )
    .execute(scope.conn())
    .await?;
    changed(done.rows_affected())?;
    sqlx::query!("DELETE FROM session WHERE post_id = $1", post.id as PostId).execute(scope.conn()).await?;
    let facts = facts([("post", post.id.to_string()), ("role", post.role.to_string()), ("to_on", to_on.to_string())]);
    tell(scope, place, head, person, Deed::EndPost, facts, vec![]).await
}

/// Stores a password that somebody else chose, good for one sign-in, and ends all sessions of the person.
///
/// # Errors
/// [`Error::Conflict`] when the account is no longer within reach.
pub async fn reset_password(scope: &mut Scope, place: &Place, head: &Head, person: PersonId, password_hash: &str) -> Result<Head> {
    let done = sqlx::query!("UPDATE person SET password_hash = $2, must_change = true WHERE id = $1", person as PersonId, password_hash)
        .execute(scope.conn())
        .await?;
    changed(done.rows_affected())?;
    end_sessions(scope, person).await?;
    tell(scope, place, head, person, Deed::ResetPassword, Facts::new(), vec![]).await
}

/// Shuts an account: no sign-in, no session. Posts and history stay.
///
/// # Errors
/// [`Error::Conflict`] when it is shut already.
pub async fn disable(scope: &mut Scope, place: &Place, head: &Head, person: PersonId) -> Result<Head> {
    let now = scope.now()?;
    let done = sqlx::query!("UPDATE person SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL", person as PersonId, now)
        .execute(scope.conn())
        .await?;
    changed(done.rows_affected())?;
    end_sessions(scope, person).await?;
    tell(scope, place, head, person, Deed::Disable, Facts::new(), vec![]).await
}

/// Opens an account again.
///
/// # Errors
/// [`Error::Conflict`] when it is open already.
pub async fn enable(scope: &mut Scope, place: &Place, head: &Head, person: PersonId) -> Result<Head> {
    let done = sqlx::query!("UPDATE person SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL", person as PersonId)
        .execute(scope.conn())
        .await?;
    changed(done.rows_affected())?;
    tell(scope, place, head, person, Deed::Enable, Facts::new(), vec![]).await
}

async fn end_sessions(scope: &mut Scope, person: PersonId) -> Result<()> {
    sqlx::query!("DELETE FROM session WHERE person_id = $1", person as PersonId).execute(scope.conn()).await?;
    Ok(())
}

/// The row was there a moment ago; when no row answered, somebody else was faster.
fn changed(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::Conflict(model::Refusal::Stale.key())) }
}

fn facts<const N: usize>(pairs: [(&str, String); N]) -> Facts {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn post_facts(post: &NewPost) -> Facts {
    facts([("post", post.id.to_string()), ("role", post.role.to_string()), ("from_on", post.from_on.to_string())])
}

/// A title may name somebody's task in free words, so it stands beside the chain, not in it.
fn post_texts(post: &NewPost) -> Vec<(String, String)> {
    if post.title.is_empty() { vec![] } else { vec![("title".to_owned(), post.title.clone())] }
}

async fn tell(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    person: PersonId,
    deed: Deed,
    facts: Facts,
    texts: Vec<(String, String)>,
) -> Result<Head> {
    let event = Event { subject: Subject::Person, subject_id: person.0, act: deed.code(), from_state: "", to_state: "", facts, texts };
    ledger::append(scope, place, head, event).await
}
