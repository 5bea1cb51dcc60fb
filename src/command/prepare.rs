//! `.sqlx`: what the database said about every query, committed, so that a clone builds without a database.

use super::database::in_cluster;
use anyhow::{Context, Result, bail};
use hazard_register::db::cluster::{self, Binaries, Cluster, SUPERUSER, Search};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode};

pub async fn run(check: bool) -> Result<ExitCode> {
    let root = Path::new("Cargo.toml");
    if !root.exists() {
        bail!("run this in the project's folder");
    }
    let cluster = tokio::task::spawn_blocking(|| {
        let mut notice = |notice: cluster::Notice| eprintln!("{notice}");
        let binaries = Binaries::find_or_fetch(&search(), &mut notice)?;
        Cluster::shared(&cluster::shared_dir(&std::env::temp_dir(), cluster::caller_uid()?), &binaries, &mut notice)
    })
    .await??;
    let name = format!("hr_prepare_{}", std::process::id());
    let mut owner = PgConnection::connect_with(&in_cluster(&cluster, SUPERUSER, "postgres")).await?;
    owner.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
    let done = expand(&cluster, &name, check).await;
    owner.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await?;
    done
}

/// Where the tools look for PostgreSQL's programs.
pub fn search() -> Search {
    let variable = |name| std::env::var_os(name);
    let uid = cluster::caller_uid().unwrap_or(u32::MAX);
    Search {
        pg_bin: variable("HAZARD_REGISTER_PG_BIN").map(Into::into),
        path: variable("PATH"),
        cache: cluster::cache_dir(uid, variable("XDG_CACHE_HOME").as_deref().map(Path::new), variable("HOME").as_deref().map(Path::new)),
        root: "/".into(),
    }
}

/// Compiles the library against a migrated database; the query macros write down what they learn.
async fn expand(cluster: &Cluster, name: &str, check: bool) -> Result<ExitCode> {
    hazard_register::db::migrate(in_cluster(cluster, SUPERUSER, name)).await?;
    let fresh = std::env::temp_dir().join(format!("{name}.sqlx"));
    std::fs::create_dir_all(&fresh)?;
    let url = format!("postgres://{SUPERUSER}@localhost:{}/{name}?host={}", cluster.port(), cluster.socket_dir().display());
    // Written anew unchanged: cargo sees a changed library and expands every macro again.
    let library = Path::new("src/lib.rs");
    std::fs::write(library, std::fs::read(library)?)?;
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--lib", "--quiet"])
        .env("SQLX_OFFLINE_DIR", &fresh)
        .env("SQLX_OFFLINE", "false")
        .env("DATABASE_URL", url)
        .status()
        .context("cannot run cargo")?;
    if !status.success() {
        bail!("the library does not compile against the migrations");
    }
    let (new, old) = (queries(&fresh)?, queries(Path::new(".sqlx")).unwrap_or_default());
    std::fs::remove_dir_all(&fresh)?;
    if new.is_empty() {
        bail!("no query was written down");
    }
    if new == old {
        println!(".sqlx is fresh: {} queries", new.len());
        return Ok(ExitCode::SUCCESS);
    }
    if check {
        eprintln!("hazard-register: .sqlx is not fresh; run `cargo run -- prepare` and commit it");
        return Ok(ExitCode::FAILURE);
    }
    let folder = Path::new(".sqlx");
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir(folder)?;
    for (name, text) in &new {
        std::fs::write(folder.join(name), text)?;
    }
    println!("wrote {} queries to .sqlx", new.len());
    Ok(ExitCode::SUCCESS)
}

fn queries(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "json") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.insert(name, std::fs::read(&path)?);
        }
    }
    Ok(found)
}
