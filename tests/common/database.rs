//! One PostgreSQL database per test, cloned from a migrated template on the private cluster that all test processes share.
//!
//! The template is made once per set of migrations, under an advisory lock, so that several test processes may start at the same time.
//! A database carries its process's number in its name: what a killed run left behind is dropped by the next one.

use hazard_register::clock::Zone;
use hazard_register::db::cluster::{Binaries, Cluster, Search, cache_dir, caller_uid, shared_dir};
use hazard_register::db::{MIGRATOR, connect_owner, migrate};
use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, OnceLock};

/// Templates of other sets of migrations that are kept: other branches may be running against the same cluster.
const TEMPLATES_KEPT: usize = 6;
const TEMPLATES: &str = "register_template_";
const TESTS: &str = "register_test_";

/// The cluster, started or taken over once per process. Without PostgreSQL every test fails with the sentence that says what to do.
static CLUSTER: LazyLock<Result<Cluster, String>> = LazyLock::new(|| {
    let uid = caller_uid().map_err(|error| error.to_string())?;
    let dir = shared_dir(&std::env::temp_dir(), uid);
    Cluster::shared(&dir, &binaries()?, &mut |notice| eprintln!("{notice}")).map_err(|error| error.to_string())
});

/// PostgreSQL's programs, wherever they are on this machine.
pub fn binaries() -> Result<Binaries, String> {
    let said = |error: hazard_register::db::cluster::ClusterError| error.to_string();
    let variable = |name: &str| std::env::var_os(name);
    let uid = caller_uid().map_err(said)?;
    let search = Search {
        pg_bin: variable("HAZARD_REGISTER_PG_BIN").map(PathBuf::from),
        path: variable("PATH"),
        cache: cache_dir(uid, variable("XDG_CACHE_HOME").map(PathBuf::from).as_deref(), variable("HOME").map(PathBuf::from).as_deref()),
        root: "/".into(),
    };
    Binaries::find_or_fetch(&search, &mut |notice| eprintln!("{notice}")).map_err(said)
}

fn cluster() -> &'static Cluster {
    match &*CLUSTER {
        Ok(cluster) => cluster,
        Err(why) => panic!("the tests need PostgreSQL: {why}"),
    }
}

/// Where the schools of the tests are. Their day is not the day of UTC for eight hours of every day.
pub const ZONE: Zone = Zone(chrono_tz::Asia::Shanghai);

/// How to reach a database of the cluster.
pub fn options(user: &str, database: &str) -> PgConnectOptions {
    let cluster = cluster();
    PgConnectOptions::new_without_pgpass().socket(cluster.socket_dir()).port(cluster.port()).username(user).database(database)
}

async fn maintenance() -> PgConnection {
    PgConnection::connect_with(&options("postgres", "postgres")).await.expect("the cluster answers")
}

/// Roles belong to the whole cluster, so two databases are never migrated at the same time. Held until dropped.
pub async fn migrating() -> PgConnection {
    let mut conn = maintenance().await;
    conn.execute("SELECT pg_advisory_lock(4747)").await.expect("the lock is free in time");
    conn
}

/// A database of one test. Dropped when the test is done, or by the next run.
pub struct Database {
    pub name: String,
}

impl Database {
    /// One with every migration applied.
    pub async fn migrated() -> Self {
        static TEMPLATE: LazyLock<String> = LazyLock::new(|| {
            // On a thread of its own, so that a test's runtime is not asked to run inside itself.
            std::thread::spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                runtime.block_on(async {
                    sweep().await;
                    template().await
                })
            })
            .join()
            .unwrap_or_else(|_| panic!("the template database could not be made; the reason stands above"))
        });
        let name = fresh_name();
        let mut conn = maintenance().await;
        let made = create(&mut conn, &name, &TEMPLATE).await;
        if made.is_err() {
            // Another branch's run may have dropped it as the oldest.
            let template = template().await;
            create(&mut conn, &name, &template).await.expect("the template was just made");
        }
        Self { name }
    }

    /// One without any table.
    pub async fn empty() -> Self {
        let name = fresh_name();
        create(&mut maintenance().await, &name, "template0").await.expect("an empty database");
        Self { name }
    }

    /// How to reach it as this role.
    pub fn options(&self, user: &str) -> PgConnectOptions {
        options(user, &self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        static REAPER: OnceLock<Sender<String>> = OnceLock::new();
        let reaper = REAPER.get_or_init(|| {
            let (sender, names) = channel::<String>();
            std::thread::spawn(move || {
                let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
                runtime.block_on(async {
                    let mut conn = maintenance().await;
                    for name in names {
                        drop_database(&mut conn, &name).await;
                    }
                });
            });
            sender
        });
        let _ = reaper.send(self.name.clone());
    }
}

fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{TESTS}{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

async fn create(conn: &mut PgConnection, name: &str, template: &str) -> sqlx::Result<()> {
    conn.execute(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}"))).await?;
    Ok(())
}

async fn drop_database(conn: &mut PgConnection, name: &str) {
    // Whoever comes second finds it gone; what cannot be dropped now is dropped by the next run.
    let _ = conn.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).await;
}

async fn names(conn: &mut PgConnection, prefix: &str) -> Vec<String> {
    sqlx::query_scalar("SELECT datname::text FROM pg_database WHERE starts_with(datname, $1) ORDER BY datname")
        .bind(prefix)
        .fetch_all(conn)
        .await
        .expect("the catalogue is readable")
}

/// Drops the databases of test processes that are no more.
async fn sweep() {
    let mut conn = maintenance().await;
    for name in names(&mut conn, TESTS).await {
        let pid = name.strip_prefix(TESTS).and_then(|rest| rest.split('_').next()).and_then(|pid| pid.parse().ok());
        if pid.is_none_or(|pid| !alive(pid)) {
            drop_database(&mut conn, &name).await;
        }
    }
}

fn alive(pid: u32) -> bool {
    if Path::new("/proc/self").exists() {
        return Path::new(&format!("/proc/{pid}")).exists();
    }
    std::process::Command::new("kill")
        .args(["-0", &pid.to_string()])
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The name of the template of these migrations, made if need be.
async fn template() -> String {
    let migrations = MIGRATOR.iter().fold(Sha256::new(), |hash, one| hash.chain_update(&one.checksum));
    let digest = hex::encode(migrations.chain_update(include_bytes!("../../data/schemes/lec.json")).finalize());
    let wanted = &digest[..16];
    let mut lock = migrating().await;
    let known = names(&mut lock, TEMPLATES).await;
    if let Some(name) = known.iter().find(|name| name.ends_with(wanted)) {
        return name.clone();
    }
    let epoch: i64 =
        sqlx::query_scalar("SELECT extract(epoch FROM now())::bigint").fetch_one(&mut lock).await.expect("the clock is readable");
    let (name, unfinished) = (format!("{TEMPLATES}{epoch}_{wanted}"), format!("register_making_{wanted}"));
    drop_database(&mut lock, &unfinished).await;
    create(&mut lock, &unfinished, "template0").await.expect("a database for the template");
    migrate(options("postgres", &unfinished)).await.expect("the migrations run on an empty database");
    let owner = connect_owner(options("postgres", &unfinished), ZONE).await.expect("the owner connects");
    hazard_register::risk::store::install(&owner).await.expect("the grading schemes are installed");
    hazard_register::checklist::store::install(&owner).await.expect("the check lists are installed");
    hazard_register::calendar::store::install(&owner).await.expect("the holidays are installed");
    owner.close().await;
    lock.execute(AssertSqlSafe(format!("ALTER DATABASE {unfinished} ALLOW_CONNECTIONS false"))).await.expect("the template is closed");
    lock.execute(AssertSqlSafe(format!("ALTER DATABASE {unfinished} RENAME TO {name}"))).await.expect("the template is named");
    let surplus = (known.len() + 1).saturating_sub(TEMPLATES_KEPT);
    for old in known.iter().take(surplus) {
        drop_database(&mut lock, old).await;
    }
    name
}
