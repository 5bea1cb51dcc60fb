//! Serving: listen, answer, stop without dropping a request.

use anyhow::{Context, Result};
use hazard_register::clock::Zone;
use hazard_register::config::Options;
use hazard_register::db::Db;
use hazard_register::evidence::shelf::Shelf;
use hazard_register::web::App;
use sqlx::postgres::PgConnectOptions;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Requests still under way when told to stop get this long.
const GRACE: Duration = Duration::from_secs(10);

pub async fn run(listen: SocketAddr, files: PathBuf, database: &str, options: &Options) -> Result<()> {
    tracing_subscriber::fmt().json().with_env_filter(filter("info")).with_writer(std::io::stderr).init();
    let listener = bind(listen).await?;
    let database = PgConnectOptions::from_str(database).context("DATABASE_URL cannot be read")?;
    let app = app(database, files, options).await?;
    tracing::info!(%listen, "serving");
    until_stopped(listener, app).await
}

/// What is logged: RUST_LOG, else `ours` for us and warnings for everything else.
pub fn filter(ours: &str) -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(format!("warn,hazard_register={ours}")))
}

/// Takes the address before anything slow is done, so that a taken port is known at once.
pub async fn bind(listen: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(listen).await.with_context(|| match listen.port() {
        port @ 1.. => format!(
            "cannot listen on {listen} (is something else using port {port}? try --listen {}:{})",
            listen.ip(),
            port.saturating_add(1)
        ),
        0 => format!("cannot listen on {listen}"),
    })
}

/// The site over a database of the runtime role.
pub async fn app(database: PgConnectOptions, files: PathBuf, options: &Options) -> Result<App> {
    let shelf = Shelf::new(files.clone());
    shelf.ensure().await?;
    let db = Db::open(database, Zone(options.zone), options.connections).await?;
    Ok(App::new(db, shelf, &options.settings(files)))
}

/// Serves until Ctrl-C or SIGTERM.
pub async fn until_stopped(listener: TcpListener, app: App) -> Result<()> {
    let (told, mut stop) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        stopped().await;
        let _ = told.send(true);
    });
    let mut also_stop = stop.clone();
    let worker = tokio::spawn(hazard_register::job::work(app.clone(), hazard_register::jobs(), stop.clone()));
    let clock = tokio::spawn(hazard_register::task::schedule::keep(app.clone(), stop.clone()));
    let reminders = tokio::spawn(hazard_register::message::clock::keep(app.clone(), stop.clone()));
    let drum = tokio::spawn(hazard_register::signal::clock::keep(app.clone(), stop.clone()));
    let sweep = tokio::spawn(hazard_register::keeping::keep(app.clone(), stop.clone()));
    let postman = tokio::spawn(hazard_register::message::outbox::keep(app.clone(), stop.clone()));
    let service = hazard_register::site(app).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        let _ = stop.wait_for(|told| *told).await;
    });
    // The worker finishes the piece of a job it has in hand; what it cannot finish in time is found again by its lock running out.
    tokio::select! {
        done = async { let served = serving.await; let _ = worker.await; let _ = clock.await; let _ = reminders.await; let _ = drum.await; let _ = sweep.await; let _ = postman.await; served } => done.context("the server failed"),
        () = async { let _ = also_stop.wait_for(|told| *told).await; tokio::time::sleep(GRACE).await; } => Ok(()),
    }
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
