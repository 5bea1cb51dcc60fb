//! Tools that work on the database as its owner.

use anyhow::{Context, Result, bail};
use clap::Args;
use hazard_register::clock::Zone;
use hazard_register::db::cluster::{Cluster, SUPERUSER};
use hazard_register::{db, job, ledger, org, person};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

/// Where the database is: the demo's folder, or a URL.
#[derive(Args)]
pub struct Where {
    /// Folder of a running demo
    #[arg(long)]
    data: Option<PathBuf>,
    /// URL of the database, as its owner
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: Option<String>,
    /// Time zone in which a day begins
    #[arg(long, env = "HAZARD_REGISTER_ZONE", default_value = "Asia/Shanghai")]
    zone: chrono_tz::Tz,
}

/// The demo's database inside its cluster.
pub const DEMO_DATABASE: &str = "register";

/// How to reach a database of a private cluster.
pub fn in_cluster(cluster: &Cluster, user: &str, database: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host(&cluster.socket_dir().to_string_lossy())
        .port(cluster.port())
        .username(user)
        .database(database)
}

impl Where {
    fn zone(&self) -> Zone {
        Zone(self.zone)
    }

    fn options(&self) -> Result<PgConnectOptions> {
        match (&self.data, &self.database) {
            (Some(data), _) => {
                let cluster =
                    Cluster::attach(&data.join("postgres")).with_context(|| format!("no demo is running in {}", data.display()))?;
                Ok(in_cluster(&cluster, SUPERUSER, DEMO_DATABASE))
            }
            (None, Some(url)) => PgConnectOptions::from_str(url).context("the database's URL cannot be read"),
            (None, None) => bail!("name the database: --data DIR for a running demo, or DATABASE_URL"),
        }
    }

    async fn connect(&self) -> Result<PgConnection> {
        PgConnection::connect_with(&self.options()?).await.context("cannot reach the database")
    }
}

/// Schema and the product's own reference data.
pub async fn prepare(options: PgConnectOptions, zone: Zone) -> Result<()> {
    db::migrate(options.clone()).await?;
    let owner = db::connect_owner(options, zone).await?;
    hazard_register::risk::store::install(&owner).await?;
    hazard_register::checklist::store::install(&owner).await?;
    hazard_register::calendar::store::install(&owner).await?;
    owner.close().await;
    Ok(())
}

pub async fn migrate(at: &Where) -> Result<()> {
    prepare(at.options()?, at.zone()).await?;
    println!("the schema is up to date");
    Ok(())
}

pub async fn import_orgs(at: &Where, file: &Path, dry_run: bool) -> Result<ExitCode> {
    let owner = db::connect_owner(at.options()?, at.zone()).await?;
    let good = org::import_file(&owner, file, dry_run, &mut std::io::stdout()).await?;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub async fn add_person(at: &Where, new: &person::command::Add) -> Result<()> {
    let owner = db::connect_owner(at.options()?, at.zone()).await?;
    let password = person::command::add(&owner, new, at.zone()).await?;
    println!("{} can sign in once with: {password}", new.username);
    Ok(())
}

pub async fn set_password(at: &Where, username: &str) -> Result<()> {
    let owner = db::connect_owner(at.options()?, at.zone()).await?;
    let password = person::model::one_time_password();
    person::command::set_password(&owner, username, &password).await?;
    println!("{username} can sign in once with: {password}");
    Ok(())
}

pub async fn verify(at: &Where, anchors: Option<PathBuf>) -> Result<ExitCode> {
    let anchors = match anchors {
        None => None,
        Some(file) => {
            let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            Some(ledger::read_anchors(&text).with_context(|| format!("{} is not what `ledger anchor` prints", file.display()))?)
        }
    };
    let report = ledger::verify(&mut at.connect().await?, anchors.as_deref()).await?;
    for finding in &report.findings {
        println!("{finding}");
    }
    if report.more > 0 {
        println!("and {} more", report.more);
    }
    let verdict = if report.clean() { "clean" } else { "NOT clean" };
    println!("{verdict}: {} chains, {} events, {} texts, {} tickets", report.chains, report.events, report.texts, report.tickets);
    Ok(if report.clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub async fn anchor(at: &Where) -> Result<()> {
    print!("{}", ledger::write_anchors(&ledger::anchors(&mut at.connect().await?).await?));
    Ok(())
}

pub async fn jobs(at: &Where) -> Result<()> {
    let failed = job::failed(&mut at.connect().await?).await?;
    for one in &failed {
        println!("{} {} {} {}: {}", one.failed_at.to_rfc3339(), one.id, one.kind, one.path, one.last_error);
    }
    println!("{} given up", failed.len());
    Ok(())
}
