//! Sign-in's own rows: sessions, failed tries, passwords. Read and written before there is a scope, by a role that can see nothing else.

use super::Db;
use super::scope::begin;
use crate::access::{Actor, Kind, Place, Role, SignedIn};
use crate::error::Result;
use crate::id::{OrgId, PersonId, PostId};
use crate::level::Levels;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::types::Json;
use std::time::Duration;

/// A session as the browser holds it: 256 random bits. Only their SHA-256 is stored.
pub struct Session {
    pub token: String,
}

/// How long a session lasts, unused and in all.
#[derive(Clone, Copy, Debug)]
pub struct Lifetime {
    pub idle: Duration,
    pub total: Duration,
}

/// What sign-in needs to know of an account.
pub struct Account {
    pub person: PersonId,
    pub password_hash: String,
    pub language: Option<String>,
    pub posts: Vec<HeldPost>,
}

/// A post somebody holds today.
pub struct HeldPost {
    pub id: PostId,
    pub role: Role,
    pub title: String,
    pub org_code: String,
    pub org_zh: String,
    pub org_en: String,
}

fn hashed(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

impl Db {
    /// Whoever holds this token, if the session, the post and the person are all still good, and how levels are called at their organisation.
    /// One statement.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn actor_of(&self, token: &str, life: Lifetime) -> Result<Option<Actor>> {
        let hash = hashed(token);
        let row = sqlx::query!(
            r#"SELECT p.id AS "person: PersonId", p.name, p.must_change, o.id AS "org: OrgId", o.district_id AS "district: OrgId", o.kind AS "kind: Kind",
                      o.code, o.path, o.name_zh, o.name_en, q.id AS "post: PostId", q.role AS "role: Role", q.title, now() AS "at!",
                      s.seen_at < now() - interval '1 minute' AS "stale!",
                      EXISTS (SELECT FROM post m WHERE m.person_id = p.id AND m.id <> q.id AND m.from_on <= current_date AND (m.to_on IS NULL OR m.to_on >= current_date)) AS "many!",
                      (SELECT count(*) FROM (SELECT FROM message x WHERE x.person_id = p.id AND x.read_at IS NULL AND starts_with(x.path, o.path) LIMIT 100) u) AS "unread!",
                      (SELECT d.principal_id FROM delegation d JOIN post h ON h.person_id = d.principal_id AND h.org_id = o.id AND h.role = 'principal'
                        WHERE d.deputy_id = p.id AND d.school_id = o.id AND d.ended_at IS NULL AND d.from_on <= current_date AND d.to_on >= current_date
                          AND h.from_on <= current_date AND (h.to_on IS NULL OR h.to_on >= current_date) LIMIT 1) AS "deputy_of: PersonId",
                      (SELECT g.definition->'levels' FROM scheme g WHERE g.id = scheme_in_force(o.path) AND g.owner_path <> '') AS "levels: Json<Levels>"
                 FROM session s JOIN person p ON p.id = s.person_id JOIN post q ON q.id = s.post_id AND q.person_id = p.id JOIN org o ON o.id = q.org_id
                WHERE s.token_hash = $1 AND p.disabled_at IS NULL AND q.from_on <= current_date AND (q.to_on IS NULL OR q.to_on >= current_date)
                  AND s.seen_at > now() - make_interval(secs => $2) AND s.created_at > now() - make_interval(secs => $3)"#,
            hash,
            life.idle.as_secs_f64(),
            life.total.as_secs_f64()
        )
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        if row.stale {
            // At most once a minute: keeps the idle time honest without a write on every page.
            sqlx::query!("UPDATE session SET seen_at = now() WHERE token_hash = $1", hash).execute(self.pool()).await?;
        }
        let place = Place {
            id: row.org,
            district: row.district,
            kind: row.kind,
            code: row.code,
            path: row.path,
            name_zh: row.name_zh,
            name_en: row.name_en,
        };
        let found = SignedIn {
            person: row.person,
            name: row.name,
            post: row.post,
            role: row.role,
            title: row.title,
            place,
            at: row.at,
            many_posts: row.many,
            must_change: row.must_change,
        };
        let levels = row.levels.map(|levels| levels.0).unwrap_or_default();
        Ok(Some(Actor::from(found).with_levels(levels).with_unread(row.unread).as_deputy_of(row.deputy_of)))
    }

    /// **The second door.** Somebody who is not at the keyboard: the holder of this post, for a job they started, if the post and the person
    /// are still good today. What the job then opens is the same [`Db::scope`] as theirs, bound by row-level security to the same reach.
    /// Only the job queue may call this, with the post that was written down when the job was enqueued.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn act_for_a_job(&self, post: PostId) -> Result<Option<Actor>> {
        let row = sqlx::query!(
            r#"SELECT p.id AS "person: PersonId", p.name, o.id AS "org: OrgId", o.district_id AS "district: OrgId", o.kind AS "kind: Kind", o.code, o.path,
                      o.name_zh, o.name_en, q.id AS "post: PostId", q.role AS "role: Role", q.title, now() AS "at!"
                 FROM post q JOIN person p ON p.id = q.person_id JOIN org o ON o.id = q.org_id
                WHERE q.id = $1 AND p.disabled_at IS NULL AND q.from_on <= current_date AND (q.to_on IS NULL OR q.to_on >= current_date)"#,
            post as PostId
        )
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let place = Place {
            id: row.org,
            district: row.district,
            kind: row.kind,
            code: row.code,
            path: row.path,
            name_zh: row.name_zh,
            name_en: row.name_en,
        };
        let found = SignedIn {
            person: row.person,
            name: row.name,
            post: row.post,
            role: row.role,
            title: row.title,
            place,
            at: row.at,
            many_posts: false,
            must_change: false,
        };
        Ok(Some(found.into()))
    }

    /// The person behind a token, whether or not a post was chosen yet.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn person_of(&self, token: &str, life: Lifetime) -> Result<Option<PersonId>> {
        Ok(sqlx::query_scalar!(
            r#"SELECT p.id AS "id: PersonId" FROM session s JOIN person p ON p.id = s.person_id
                WHERE s.token_hash = $1 AND p.disabled_at IS NULL AND s.seen_at > now() - make_interval(secs => $2) AND s.created_at > now() - make_interval(secs => $3)"#,
            hashed(token),
            life.idle.as_secs_f64(),
            life.total.as_secs_f64()
        )
        .fetch_optional(self.pool())
        .await?)
    }

    /// An account by its sign-in name, with the posts it holds today.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn account(&self, username: &str) -> Result<Option<Account>> {
        let Some(row) = sqlx::query!(
            r#"SELECT id AS "person: PersonId", password_hash, language FROM person WHERE username = lower($1) AND disabled_at IS NULL"#,
            username
        )
        .fetch_optional(self.pool())
        .await?
        else {
            return Ok(None);
        };
        Ok(Some(Account {
            person: row.person,
            password_hash: row.password_hash,
            language: row.language,
            posts: self.posts_of(row.person).await?,
        }))
    }

    /// The posts a person holds today.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn posts_of(&self, person: PersonId) -> Result<Vec<HeldPost>> {
        Ok(sqlx::query_as!(
            HeldPost,
            r#"SELECT q.id AS "id: PostId", q.role AS "role: Role", q.title, o.code AS org_code, o.name_zh AS org_zh, o.name_en AS org_en
                 FROM post q JOIN org o ON o.id = q.org_id
                WHERE q.person_id = $1 AND q.from_on <= current_date AND (q.to_on IS NULL OR q.to_on >= current_date) ORDER BY o.path, q.role"#,
            person as PersonId
        )
        .fetch_all(self.pool())
        .await?)
    }

    /// A person's stored password hash.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn password_hash(&self, person: PersonId) -> Result<Option<String>> {
        Ok(sqlx::query_scalar!("SELECT password_hash FROM person WHERE id = $1", person as PersonId).fetch_optional(self.pool()).await?)
    }

    /// Stores a new password and ends the person's other sessions.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn change_password(&self, person: PersonId, hash: &str, keep: &str) -> Result<()> {
        let mut tx = begin(self.pool(), "BEGIN".to_owned()).await?;
        sqlx::query!("UPDATE person SET password_hash = $2, must_change = false WHERE id = $1", person as PersonId, hash)
            .execute(&mut *tx)
            .await?;
        sqlx::query!("DELETE FROM session WHERE person_id = $1 AND token_hash <> $2", person as PersonId, hashed(keep))
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Remembers the language a person chose.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn choose_language(&self, person: PersonId, tag: &str) -> Result<()> {
        sqlx::query!("UPDATE person SET language = $2 WHERE id = $1", person as PersonId, tag).execute(self.pool()).await?;
        Ok(())
    }

    /// Begins a session; sessions of this person that have run out are dropped on the way.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn begin_session(
        &self,
        session: &Session,
        person: PersonId,
        post: Option<PostId>,
        user_agent: &str,
        life: Lifetime,
    ) -> Result<()> {
        sqlx::query!(
            "WITH gone AS (DELETE FROM session WHERE person_id = $2 AND (created_at < now() - make_interval(secs => $5) OR seen_at < now() - make_interval(secs => $6)))
             INSERT INTO session (token_hash, person_id, post_id, user_agent) VALUES ($1, $2, $3, $4)",
            hashed(&session.token),
            person as PersonId,
            post as Option<PostId>,
            user_agent.chars().take(200).collect::<String>(),
            life.total.as_secs_f64(),
            life.idle.as_secs_f64()
        )
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// Lets a session act through another of the person's posts, under a fresh token: rights changed, so the old token ends.
    ///
    /// # Errors
    /// When the database is away. `false` when the post is not theirs today.
    pub async fn choose_post(&self, token: &str, fresh: &Session, post: PostId) -> Result<bool> {
        let done = sqlx::query!(
            "UPDATE session SET post_id = $2, token_hash = $3, seen_at = now()
              WHERE token_hash = $1 AND EXISTS (SELECT FROM post q WHERE q.id = $2 AND q.person_id = session.person_id AND q.from_on <= current_date AND (q.to_on IS NULL OR q.to_on >= current_date))",
            hashed(token),
            post as PostId,
            hashed(&fresh.token)
        )
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn end_session(&self, token: &str) -> Result<()> {
        sqlx::query!("DELETE FROM session WHERE token_hash = $1", hashed(token)).execute(self.pool()).await?;
        Ok(())
    }

    /// Failed tries counted in these buckets and when the last one was; old ones no longer count.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn failures(&self, buckets: &[String], forget_after: Duration) -> Result<Vec<(String, i32, DateTime<Utc>, DateTime<Utc>)>> {
        let rows = sqlx::query!(
            r#"SELECT bucket, failures, last_at, now() AS "now!" FROM sign_in_failure WHERE bucket = ANY($1) AND last_at > now() - make_interval(secs => $2)"#,
            buckets,
            forget_after.as_secs_f64()
        )
        .fetch_all(self.pool())
        .await?;
        Ok(rows.into_iter().map(|row| (row.bucket, row.failures, row.last_at, row.now)).collect())
    }

    /// Counts one more failure in each bucket (from one again when the last is long ago).
    ///
    /// # Errors
    /// When the database is away.
    pub async fn count_failure(&self, buckets: &[String], forget_after: Duration) -> Result<()> {
        sqlx::query!(
            "INSERT INTO sign_in_failure (bucket, failures) SELECT b, 1 FROM unnest($1::text[]) b ORDER BY b
             ON CONFLICT (bucket) DO UPDATE SET last_at = now(),
                failures = CASE WHEN sign_in_failure.last_at > now() - make_interval(secs => $2) THEN sign_in_failure.failures + 1 ELSE 1 END",
            buckets,
            forget_after.as_secs_f64()
        )
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// Forgets the failures of a bucket after a success.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn forgive(&self, bucket: &str) -> Result<()> {
        sqlx::query!("DELETE FROM sign_in_failure WHERE bucket = $1", bucket).execute(self.pool()).await?;
        Ok(())
    }
}
