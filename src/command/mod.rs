//! What the program can be told to do.

mod database;
mod demo;
mod prepare;
mod serve;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use database::Where;
use hazard_register::config::Options;
use hazard_register::text::Lang;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// 双防台账 / Hazard Register: schools grade risks and close hidden dangers, bureaus watch.
#[derive(Parser)]
#[command(version)]
pub struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Show the product: a private PostgreSQL, a demo district, the sign-ins. Ctrl-C stops both
    Demo {
        /// Where to listen
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Folder of the demo's database, photos and sign-ins
        #[arg(long)]
        data: Option<PathBuf>,
        /// Language of the demo's content: zh-CN or en (default: the system's)
        #[arg(long, value_parser = language)]
        language: Option<Lang>,
        /// Start over: delete what an earlier demo left in the folder
        #[arg(long)]
        fresh: bool,
        #[command(flatten)]
        options: Options,
    },
    /// Serve a real database (DATABASE_URL, as the user register_web)
    Serve {
        /// Where to listen
        #[arg(long, env = "HAZARD_REGISTER_LISTEN", default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Folder of the photos
        #[arg(long, env = "HAZARD_REGISTER_FILES")]
        files: PathBuf,
        /// URL of the database, as the user register_web
        #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
        database: String,
        #[command(flatten)]
        options: Options,
    },
    /// Bring the database's schema up to date (as its owner)
    Migrate {
        #[command(flatten)]
        at: Where,
    },
    /// Import a file; every fault is named before anything is stored
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Add a person, or set a password
    Person {
        #[command(subcommand)]
        what: Person,
    },
    /// Print every address with its gate
    Routes {
        /// As JSON: a list of {method, path, gate}
        #[arg(long)]
        json: bool,
    },
    /// Verify the ledger, or print the heads to keep elsewhere
    Ledger {
        #[command(subcommand)]
        what: Ledger,
    },
    /// List the jobs that were given up, newest first, with their errors
    Jobs {
        #[command(flatten)]
        at: Where,
    },
    /// For developers: rewrite .sqlx from the queries and migrations (uses the tests' private PostgreSQL)
    Prepare {
        /// Only compare; fail when .sqlx is not fresh
        #[arg(long)]
        check: bool,
    },
}

#[derive(Subcommand)]
enum Import {
    /// Organisations: code,name_zh,name_en,parent,kind and optionally ownership,boarding,pupils
    Orgs {
        file: PathBuf,
        /// Only say what would happen
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        at: Where,
    },
}

#[derive(Subcommand)]
enum Person {
    /// Add a person with a post; prints a password that is good for one sign-in
    Add {
        #[command(flatten)]
        new: hazard_register::person::command::Add,
        #[command(flatten)]
        at: Where,
    },
    /// Give a person a new password, good for one sign-in, and end their sessions
    Password {
        username: String,
        #[command(flatten)]
        at: Where,
    },
}

#[derive(Subcommand)]
enum Ledger {
    /// Check every chain, every text and every ticket against its events
    Verify {
        /// Heads kept elsewhere, as `ledger anchor` printed them
        #[arg(long)]
        anchors: Option<PathBuf>,
        #[command(flatten)]
        at: Where,
    },
    /// Print the head of every chain, one JSON object a line
    Anchor {
        #[command(flatten)]
        at: Where,
    },
}

fn language(tag: &str) -> Result<Lang, String> {
    Lang::from_tag(tag).ok_or_else(|| "write zh-CN or en".to_owned())
}

impl Command {
    pub fn run(self) -> Result<ExitCode> {
        if let What::Routes { json } = self.what {
            routes(json)?;
            return Ok(ExitCode::SUCCESS);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the runtime")?;
        runtime.block_on(self.what.run())
    }
}

impl What {
    async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Demo { listen, data, language, fresh, options } => demo::run(listen, data, language, fresh, &options).await?,
            Self::Serve { listen, files, database, options } => serve::run(listen, files, &database, &options).await?,
            Self::Migrate { at } => database::migrate(&at).await?,
            Self::Import { what: Import::Orgs { file, dry_run, at } } => return database::import_orgs(&at, &file, dry_run).await,
            Self::Person { what: Person::Add { new, at } } => database::add_person(&at, &new).await?,
            Self::Person { what: Person::Password { username, at } } => database::set_password(&at, &username).await?,
            Self::Ledger { what: Ledger::Verify { anchors, at } } => return database::verify(&at, anchors).await,
            Self::Ledger { what: Ledger::Anchor { at } } => database::anchor(&at).await?,
            Self::Jobs { at } => database::jobs(&at).await?,
            Self::Prepare { check } => return prepare::run(check).await,
            Self::Routes { json } => routes(json)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn routes(json: bool) -> Result<()> {
    let routes = hazard_register::routes();
    if json {
        println!("{}", serde_json::to_string_pretty(routes.list())?);
    } else {
        for route in routes.list() {
            println!("{:<5} {:<45} {}", route.method, route.path, route.gate);
        }
    }
    Ok(())
}
