//! The demo: everything in one folder, started and stopped by one command.

use super::database::{self, DEMO_DATABASE, in_cluster};
use super::prepare::search;
use super::serve;
use anyhow::{Context, Result, bail};
use hazard_register::config::Options;
use hazard_register::db::cluster::{self, Binaries, Cluster, Durability, SUPERUSER};
use hazard_register::demo::{self, SignIn};
use hazard_register::evidence::shelf::Shelf;
use hazard_register::text::Lang;
use hazard_register::{clock, clock::Zone, db};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The same demo every time it is made anew.
const SEED: u64 = 20_240_901;

pub async fn run(listen: SocketAddr, data: Option<PathBuf>, language: Option<Lang>, fresh: bool, options: &Options) -> Result<()> {
    tracing_subscriber::fmt().with_env_filter(serve::filter("warn")).with_writer(std::io::stderr).init();
    let started = Instant::now();
    let listener = serve::bind(listen).await?;
    let address = listener.local_addr()?;
    let folder = data.unwrap_or_else(default_folder);
    let folder = std::path::absolute(&folder)?;
    open_folder(&folder)?;
    let _only = lock(&folder)?;
    let (postgres, files, sign_ins) = (folder.join("postgres"), folder.join("files"), folder.join("sign-ins.json"));
    if fresh {
        start_over(&postgres, &files, &sign_ins)?;
    }
    let cluster = {
        let postgres = postgres.clone();
        tokio::task::spawn_blocking(move || {
            let mut notice = |notice: cluster::Notice| println!("{notice}");
            let binaries = Binaries::find_or_fetch(&search(), &mut notice)?;
            Cluster::start(&postgres, &binaries, Durability::Safe, &mut notice)
        })
        .await??
    };
    let served = serve_from(&cluster, listener, address, &files, &sign_ins, language, options, started).await;
    tokio::task::spawn_blocking(move || cluster.stop()).await?.context("the private PostgreSQL did not stop")?;
    served?;
    println!("stopped");
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "private; the parts of one demo")]
async fn serve_from(
    cluster: &Cluster,
    listener: tokio::net::TcpListener,
    address: SocketAddr,
    files: &Path,
    sign_ins: &Path,
    language: Option<Lang>,
    options: &Options,
    started: Instant,
) -> Result<()> {
    let mut owner = PgConnection::connect_with(&in_cluster(cluster, SUPERUSER, "postgres")).await?;
    let made: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)").bind(DEMO_DATABASE).fetch_one(&mut owner).await?;
    if made {
        database::prepare(in_cluster(cluster, SUPERUSER, DEMO_DATABASE), Zone(options.zone))
            .await
            .context("the demo's database does not fit this version; start over with --fresh")?;
    } else {
        make(cluster, &mut owner, files, sign_ins, language.unwrap_or_else(system_language), options).await?;
    }
    owner.close().await?;
    let app = serve::app(in_cluster(cluster, "register_web", DEMO_DATABASE), files.to_owned(), options).await?;
    print_welcome(address, sign_ins, started)?;
    serve::until_stopped(listener, app).await
}

/// Fills a database under another name and renames it when it is whole: a demo stopped half-way is simply made again.
async fn make(cluster: &Cluster, owner: &mut PgConnection, files: &Path, sign_ins: &Path, language: Lang, options: &Options) -> Result<()> {
    let filling = format!("{DEMO_DATABASE}_filling");
    owner.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {filling} WITH (FORCE)"))).await?;
    owner.execute(AssertSqlSafe(format!("CREATE DATABASE {filling}"))).await?;
    let target = in_cluster(cluster, SUPERUSER, &filling);
    database::prepare(target.clone(), Zone(options.zone)).await?;
    let shelf = Shelf::new(files.to_owned());
    shelf.ensure().await?;
    println!("filling the demo district (once, about half a minute) …");
    let pool = db::connect_owner(target, Zone(options.zone)).await?;
    let people = demo::fill(&pool, &shelf, language, Zone(options.zone), clock::now(), SEED, &mut |line| println!("  {line}")).await?;
    pool.close().await;
    write_secret(sign_ins, &serde_json::to_vec_pretty(&people)?)?;
    owner.execute(AssertSqlSafe(format!("ALTER DATABASE {filling} RENAME TO {DEMO_DATABASE}"))).await?;
    Ok(())
}

/// Root's demo must lie where the server's own user can reach it; everybody else's in their home.
fn default_folder() -> PathBuf {
    if cluster::caller_uid().is_ok_and(|uid| uid == 0) {
        return "/var/lib/hazard-register".into();
    }
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(home).unwrap_or_else(std::env::temp_dir).join("hazard-register")
}

fn open_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {} (choose another with --data)", folder.display()))?;
    let probe = folder.join(".probe");
    File::create(&probe).with_context(|| format!("cannot write in the folder {} (choose another with --data)", folder.display()))?;
    fs::remove_file(probe)?;
    Ok(())
}

/// Held while the demo runs: two demos in one folder would stop each other's database.
fn lock(folder: &Path) -> Result<File> {
    let file = File::create(folder.join("demo.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("a demo is already running in {} (choose another folder with --data)", folder.display()),
        Err(TryLockError::Error(error)) => Err(error).context("cannot lock the demo's folder"),
    }
}

fn start_over(postgres: &Path, files: &Path, sign_ins: &Path) -> Result<()> {
    if cluster::exists(postgres) {
        cluster::remove(postgres)?;
    }
    for folder in [files] {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("cannot delete {}", folder.display()))?;
        }
    }
    if sign_ins.exists() {
        fs::remove_file(sign_ins)?;
    }
    Ok(())
}

fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(bytes)?;
    Ok(())
}

/// Chinese on a Chinese system, else English.
fn system_language() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default();
    if locale.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
}

fn print_welcome(address: SocketAddr, sign_ins: &Path, started: Instant) -> Result<()> {
    let people: Vec<SignIn> =
        serde_json::from_slice(&fs::read(sign_ins).context("the demo's sign-ins are missing; start over with --fresh")?)?;
    println!("\n  http://{address}   (ready in {:.1} s)\n", started.elapsed().as_secs_f32());
    let shown = one_of_each(&people);
    if let Some(school) = shown.iter().find(|one| one.role == "officer") {
        println!("  http://{address}/public/{}   the notice board of {}, open to everybody\n", school.org, school.org_name);
    }
    for person in shown {
        println!("  {:<14} {:<26} {}   {}", person.role, person.username, person.password, person.org_name);
    }
    println!("\n  {} sign-ins in all: {}\n  Ctrl-C stops the demo; the data stays.\n", people.len(), sign_ins.display());
    Ok(())
}

/// The people of one school and of the bureau directly above it: enough to walk a ticket through.
fn one_of_each(people: &[SignIn]) -> Vec<&SignIn> {
    let bureaus: Vec<&str> = people.iter().filter(|one| one.role == "reviewer").map(|one| one.org.as_str()).collect();
    let above = |school: &str| bureaus.iter().copied().filter(|bureau| school.starts_with(bureau)).max_by_key(|bureau| bureau.len());
    // A school of a district rather than one directly under the city: the longer the bureau's code, the nearer.
    let officer = people
        .iter()
        .filter(|one| one.role == "officer")
        .max_by_key(|one| (above(&one.org).map_or(0, str::len), std::cmp::Reverse(&one.org)));
    let Some(officer) = officer else { return vec![] };
    let bureau = above(&officer.org);
    people.iter().filter(|one| one.org == officer.org || Some(one.org.as_str()) == bureau).collect()
}
