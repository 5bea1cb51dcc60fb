//! The database: the only holder of a pool. Handlers get a [`Scope`] for an [`Actor`] and nothing wider.

pub mod cluster;
mod open;
mod scope;
mod session;

pub use open::{MIGRATOR, connect_owner, migrate};
pub use scope::Head;
pub use scope::Scope;
pub use session::{Account, HeldPost, Lifetime, Session};

use crate::access::{Actor, Kind, Place};
use crate::error::{Error, Result};
use crate::id::OrgId;
use sqlx::PgPool;

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

    /// The organisation of a code, when it lies within the actor's reach. The tree is readable by all, so reach is checked here.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown code and for one outside the reach alike.
    pub async fn place(&self, actor: &Actor, code: &str) -> Result<Place> {
        let place = sqlx::query_as!(
            Place,
            r#"SELECT id AS "id: OrgId", district_id AS "district: OrgId", kind AS "kind: Kind", code, path, name_zh, name_en FROM org WHERE code = $1"#,
            code
        )
        .fetch_optional(&self.pool)
        .await?;
        match place {
            Some(place) if actor.reaches(&place.path) => Ok(place),
            Some(place) => {
                tracing::warn!(person = %actor.person(), org = %place.code, "asked for an organisation outside their reach");
                Err(Error::NotFound)
            }
            None => Err(Error::NotFound),
        }
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
