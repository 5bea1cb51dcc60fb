//! The database: the only holder of a pool. Handlers get a [`Scope`] for an [`Actor`] and nothing wider.

mod clockwork;
pub mod cluster;
mod open;
mod public;
mod scope;
mod session;

pub use clockwork::{Behind, Clockwork};
pub use open::{MIGRATOR, connect_owner, migrate, pool};
pub use public::{Carries, Passerby};
pub use scope::Head;
pub use scope::Scope;
pub use session::{Account, HeldPost, Lifetime, Session};

use crate::access::{Actor, Kind, Place};
use crate::error::{Error, Result};
use crate::id::OrgId;
use crate::level::Levels;
use sqlx::PgPool;
use sqlx::types::Json;

/// The register's database as the server sees it: signed in as a role that owns nothing.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
}

impl Db {
    /// A transaction that can see only what its actor may.
    ///
    /// # Errors
    /// [`Error::Away`] when no connection is to be had.
    pub async fn scope(&self, actor: &Actor) -> Result<Scope> {
        Scope::open(self.pool.clone(), actor.clone()).await
    }

    /// The organisation of a code, when it lies within the actor's reach, and how levels are called there. The tree is readable by all, so reach
    /// is checked here.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown code and for one outside the reach alike.
    pub async fn place(&self, actor: &Actor, code: &str) -> Result<(Place, Levels)> {
        let row = sqlx::query!(
            r#"SELECT o.id AS "id: OrgId", o.district_id AS "district: OrgId", o.kind AS "kind: Kind", o.code, o.path, o.name_zh, o.name_en,
                      (SELECT g.definition->'levels' FROM scheme g WHERE g.id = scheme_in_force(o.path) AND g.owner_path <> '') AS "levels: Json<Levels>"
                 FROM org o WHERE o.code = $1"#,
            code
        )
        .fetch_optional(&self.pool)
        .await?
        .ok_or(Error::NotFound)?;
        if !actor.reaches(&row.path) {
            tracing::warn!(person = %actor.person(), org = %row.code, "asked for an organisation outside their reach");
            return Err(Error::NotFound);
        }
        let levels = row.levels.map(|levels| levels.0).unwrap_or_default();
        let place = Place {
            id: row.id,
            district: row.district,
            kind: row.kind,
            code: row.code,
            path: row.path,
            name_zh: row.name_zh,
            name_en: row.name_en,
        };
        Ok((place, levels))
    }

    /// How levels are called at a path, for pages that nobody signs in to.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn levels(&self, path: &str) -> Result<Levels> {
        let levels = sqlx::query_scalar!(
            r#"SELECT definition->'levels' AS "levels: Json<Levels>" FROM scheme WHERE id = scheme_in_force($1) AND owner_path <> ''"#,
            path
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(levels.flatten().map(|levels| levels.0).unwrap_or_default())
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> bool {
        sqlx::query_scalar!("SELECT 1").fetch_one(&self.pool).await.is_ok()
    }
}

/// Typed words as a pattern for ILIKE, their own signs taken literally; empty when there are none.
pub fn like(words: &str) -> String {
    let words = words.trim();
    if words.is_empty() { String::new() } else { format!("%{}%", words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")) }
}
