//! Opening the database: for the server (a role that owns nothing, checked at start-up) and for its owner (migrations, imports, the demo).

use super::Db;
use crate::clock::Zone;
use anyhow::{Context, bail};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};
use std::time::Duration;

/// Every migration, embedded.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

impl Db {
    /// Connects as the runtime role. Refuses a role that could step around row-level security.
    ///
    /// The database's `current_date` becomes the day in `zone`, where the schools are: a post given after midnight there holds at once,
    /// though the day of UTC is still the day before.
    ///
    /// # Errors
    /// When the database cannot be reached, is not migrated, or the role is too powerful; each in one line.
    pub async fn open(options: PgConnectOptions, zone: Zone, connections: u32) -> anyhow::Result<Self> {
        let pool = pool(zone)
            .max_connections(connections)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(2))
            // The default pings before every use: 28 % of our CPU. A dead connection is noticed by its first statement instead (see scope).
            .test_before_acquire(false)
            // Our statements are short; compiling one on the fly took ten times as long as running it (200 ms for a city's table).
            .connect_with(options.application_name("hazard-register").options([("jit", "off")]))
            .await
            .context("cannot reach the database")?;
        let role = sqlx::query!(
            r#"SELECT current_user::text AS "name!",
                      (SELECT bool_or(rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname IN (current_user, 'register_app', 'register_public')) AS "above_rls!",
                      (SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner IN (current_user, 'register_app', 'register_public')) AS "owned!",
                      coalesce((SELECT bool_and(pg_has_role(current_user, oid, 'MEMBER')) AND count(*) = 2 FROM pg_roles WHERE rolname IN ('register_app', 'register_public')), false) AS "member!",
                      to_regclass('public.notice') IS NOT NULL AS "migrated!""#
        )
        .fetch_one(&pool)
        .await
        .context("cannot read the database's roles (has `hazard-register migrate` been run?)")?;
        if role.above_rls || role.owned > 0 {
            bail!(
                "the database user {:?} owns tables, is a superuser or bypasses row-level security; serve as register_web instead",
                role.name
            );
        }
        if !role.member || !role.migrated {
            bail!(
                "the database is not ready for the user {:?}; run `hazard-register migrate` as its owner, then serve as register_web",
                role.name
            );
        }
        Ok(Self { pool })
    }

    /// A pool made elsewhere, for tests that look at statements.
    pub fn from_pool(pool: PgPool) -> Self {
        Self { pool }
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }
}

/// A pool whose sessions have the day of `zone`. sqlx asks for UTC while it connects, and no option of the connection is heard over that:
/// the zone is set once connected.
pub fn pool(zone: Zone) -> PgPoolOptions {
    PgPoolOptions::new().after_connect(move |conn, _| {
        // A name of the zone table of the program, never somebody's words.
        Box::pin(async move { conn.execute(AssertSqlSafe(format!("SET TimeZone TO '{}'", zone.0.name()))).await.map(drop) })
    })
}

/// A small pool of the database's owner; `current_date` is the day in `zone`.
///
/// # Errors
/// When the database cannot be reached.
pub async fn connect_owner(options: PgConnectOptions, zone: Zone) -> anyhow::Result<PgPool> {
    pool(zone).max_connections(4).acquire_timeout(Duration::from_secs(5)).connect_with(options).await.context("cannot reach the database")
}

/// Brings the schema up to date.
///
/// # Errors
/// When a migration fails or one that has landed was changed.
pub async fn migrate(options: PgConnectOptions) -> anyhow::Result<()> {
    let mut conn = PgConnection::connect_with(&options).await.context("cannot reach the database")?;
    MIGRATOR.run(&mut conn).await.context("the migration failed")?;
    conn.close().await?;
    Ok(())
}
