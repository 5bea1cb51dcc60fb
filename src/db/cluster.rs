//! The private PostgreSQL behind `hazard-register demo` and `cargo test`.
//!
//! Nobody should have to set up a database to look at the register or to run its tests, so both
//! start a server of their own from the PostgreSQL programs found on the machine. It listens on a
//! Unix socket only: no TCP port, hence no clash with a server already there, and nobody else on the
//! machine can connect. `serve` never uses it; a real register wants `DATABASE_URL`.
//!
//! A cluster's folder (`dir`) holds:
//! `hazard-register-cluster` (the marker without which nothing is ever deleted), `lock`,
//! `postgresql.conf` and `pg_hba.conf` (rewritten at each start), `data/` (PostgreSQL's own),
//! `socket/`, `server.log` (this start) and `server.log.old` (the one before); the tests' cluster
//! also has `users/` and `watcher` (see [`shared_dir`]).
//!
//! As root the server runs as another account, because PostgreSQL refuses root; see `account`.

mod account;
mod binaries;
mod fetch;
mod files;
mod postmaster;
mod said;
mod shared;

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

pub use account::caller_uid;
pub use binaries::{Binaries, Search, cache_dir};
pub use said::{ClusterError, Notice};
pub use shared::shared_dir;

use account::Account;
use binaries::Programs;
use files::{At, Lock};
use postmaster::Probe;

/// The role that owns everything in a private cluster.
pub const SUPERUSER: &str = "postgres";

const MARKER: &str = "hazard-register-cluster";
const MARKER_TEXT: &str = "A private PostgreSQL of hazard-register. `hazard-register demo --fresh` may delete it.\n";
/// Names the socket file, `.s.PGSQL.5432`; no TCP port is opened.
const PORT: u16 = 5432;
/// Linux allows 107 bytes for a socket's path, macOS 103.
const SOCKET_PATH_LIMIT: usize = 103;
/// How long a start may take: recovery after a crash replays what was written since the last checkpoint.
const START_SECONDS: u32 = 120;
const START_ATTEMPTS: u32 = 10;

/// What the server promises about data it has accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Survives a power cut: what a demo's visitor entered is kept.
    Safe,
    /// May be lost or damaged by a power cut (never by a killed process): for tests only.
    Fast,
}

/// A private cluster whose server answers. Dropping it leaves the server running.
#[derive(Debug)]
pub struct Cluster {
    dir: PathBuf,
    socket_dir: PathBuf,
    shared: bool,
}

impl Cluster {
    /// Starts the cluster in `dir`, creating it when absent, and waits until it answers. When it is
    /// running already, takes it over as it is. Several processes may call this at once.
    ///
    /// As root, `dir` and all folders above it must be open to others (`o+x`).
    ///
    /// # Errors
    /// Any [`ClusterError`] but `NotRunning`.
    pub fn start(dir: &Path, binaries: &Binaries, durability: Durability, notice: &mut dyn FnMut(Notice)) -> Result<Cluster, ClusterError> {
        let home = Home::open(dir)?;
        let _lock = home.lock()?;
        home.start(binaries, durability, notice)
    }

    /// Takes over the cluster that is already running in `dir`; starts nothing and creates nothing.
    ///
    /// # Errors
    /// [`ClusterError::NotRunning`]; [`ClusterError::NotOurs`] for a folder that is no cluster or is another user's.
    pub fn attach(dir: &Path) -> Result<Cluster, ClusterError> {
        let home = Home::existing(dir)?;
        match home.probe()? {
            Probe::Ready => Ok(home.cluster(false)),
            Probe::Busy | Probe::Absent => Err(ClusterError::NotRunning { dir: home.dir }),
        }
    }

    /// The cluster that all test processes of this user share; see [`shared_dir`] for where.
    /// It ends by itself about 20 s after the last of them is gone.
    ///
    /// # Errors
    /// As [`Cluster::start`]; data that cannot be used is made anew instead.
    pub fn shared(dir: &Path, binaries: &Binaries, notice: &mut dyn FnMut(Notice)) -> Result<Cluster, ClusterError> {
        shared::join(dir, binaries, shared::GRACE_SECONDS, notice)
    }

    /// The folder with the socket: what libpq and sqlx take as the host.
    pub fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    /// Only part of the socket's file name; nothing listens on a TCP port.
    pub fn port(&self) -> u16 {
        PORT
    }

    /// The cluster's folder, absolute.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Ends the server (sessions are cut, work is rolled back) and waits until it is gone.
    /// On a shared cluster it only says that this process needs it no longer.
    ///
    /// # Errors
    /// [`ClusterError::Failed`] when it is still there after a minute, [`ClusterError::Locked`].
    pub fn stop(self) -> Result<(), ClusterError> {
        if self.shared {
            return shared::leave(&self.dir);
        }
        let home = Home::existing(&self.dir)?;
        let _lock = home.lock()?;
        home.stop()
    }
}

/// Whether `dir` holds a private cluster, running or not.
pub fn exists(dir: &Path) -> bool {
    is_marked(dir) && dir.join("data").is_dir()
}

/// Stops and deletes the cluster in `dir`; a missing `dir` is fine. Refuses a folder without our
/// marker, and deletes nothing in it that is not ours.
///
/// # Errors
/// [`ClusterError::NotOurs`], and what [`Cluster::stop`] gives.
pub fn remove(dir: &Path) -> Result<(), ClusterError> {
    if fs::symlink_metadata(dir).is_err_and(|e| e.kind() == io::ErrorKind::NotFound) {
        return Ok(());
    }
    let home = Home::existing(dir)?;
    let _lock = home.lock()?;
    home.stop()?;
    home.wipe()?;
    for name in ["postgresql.conf", "pg_hba.conf", "server.log", "server.log.old", "users", "watcher", "closing", MARKER, "lock"] {
        files::delete(&home.dir.join(name))?;
    }
    // Someone else's files may be in there: then the folder stays.
    let _ = fs::remove_dir(&home.dir);
    Ok(())
}

fn is_marked(dir: &Path) -> bool {
    fs::read_to_string(dir.join(MARKER)).is_ok_and(|text| text == MARKER_TEXT)
}

/// A folder that is known to be a cluster's, with who asks and who serves.
struct Home {
    dir: PathBuf,
    /// The account of the server when it is not the caller.
    account: Option<Account>,
    owner: u32,
}

impl Home {
    /// Makes the folder when absent, and marks it.
    fn open(dir: &Path) -> Result<Home, ClusterError> {
        let caller = caller_uid()?;
        let dir = std::path::absolute(dir).at(dir)?;
        // Before anything is made there.
        let there = dir.ancestors().find(|folder| folder.is_dir());
        if let (Some(account), Some(there)) = (account::of_server(caller, &dir.join("data"))?, there) {
            account.must_reach(there)?;
        }
        files::make_dir(&dir)?;
        let dir = fs::canonicalize(&dir).at(&dir)?;
        files::check_owner(&dir, caller)?;
        if !is_marked(&dir) {
            for entry in fs::read_dir(&dir).at(&dir)? {
                // `lock` alone is what a process killed at this very point leaves.
                let name = entry.at(&dir)?.file_name();
                if name != "lock" && name != MARKER {
                    let why = format!("is not empty and not a database of hazard-register (it has {})", name.display());
                    return Err(ClusterError::NotOurs { dir, why });
                }
            }
            files::write(&dir.join(MARKER), MARKER_TEXT, 0o644)?;
        }
        Home::with(dir, caller)
    }

    fn existing(dir: &Path) -> Result<Home, ClusterError> {
        let caller = caller_uid()?;
        let Ok(dir) = fs::canonicalize(dir) else {
            return Err(ClusterError::NotRunning { dir: dir.to_owned() });
        };
        if !is_marked(&dir) {
            return Err(ClusterError::NotOurs { dir, why: "is not a database of hazard-register".to_owned() });
        }
        files::check_owner(&dir, caller)?;
        Home::with(dir, caller)
    }

    fn with(dir: PathBuf, caller: u32) -> Result<Home, ClusterError> {
        let account = account::of_server(caller, &dir.join("data"))?;
        let owner = account.as_ref().map_or(caller, |account| account.uid);
        Ok(Home { dir, account, owner })
    }

    fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    fn log(&self) -> PathBuf {
        self.dir.join("server.log")
    }

    fn lock(&self) -> Result<Lock, ClusterError> {
        Lock::take(&self.dir.join("lock"))
    }

    fn cluster(&self, shared: bool) -> Cluster {
        Cluster { dir: self.dir.clone(), socket_dir: socket_dir(&self.dir), shared }
    }

    /// Whether the server answers. A socket folder in /tmp that someone else made is an error.
    fn probe(&self) -> Result<Probe, ClusterError> {
        let folder = socket_dir(&self.dir);
        files::check_private(&folder, self.owner)?;
        Ok(postmaster::probe(&folder.join(format!(".s.PGSQL.{PORT}"))))
    }

    /// The lock is held.
    fn start(&self, binaries: &Binaries, durability: Durability, notice: &mut dyn FnMut(Notice)) -> Result<Cluster, ClusterError> {
        if self.probe()? == Probe::Ready {
            return Ok(self.cluster(false));
        }
        if let Some(pid) = postmaster::live(&self.data()) {
            let settled = || postmaster::live(&self.data()) != Some(pid) || self.probe().is_ok_and(|probe| probe == Probe::Ready);
            // It listens soon, unless a cleaner of /tmp swept its socket away; then it may take long to recover.
            if files::wait(5, || settled() || self.probe().is_ok_and(|probe| probe == Probe::Busy)) {
                files::wait(START_SECONDS, settled);
            }
            if self.probe()? == Probe::Ready {
                return Ok(self.cluster(false));
            }
            self.stop()?;
        }
        let programs = self.programs(binaries)?;
        if let Some(account) = &self.account {
            account.must_reach(programs.folder())?;
        }
        self.renew_log()?;
        if !self.data().join("PG_VERSION").exists() {
            notice(Notice::Creating { dir: self.dir.clone() });
            self.create(&programs)?;
        }
        self.configure(durability)?;
        notice(Notice::Starting);
        self.launch(&programs)?;
        Ok(self.cluster(false))
    }

    /// The programs of the version that made the data, or the newest for a cluster to be made.
    fn programs(&self, binaries: &Binaries) -> Result<Programs, ClusterError> {
        let Ok(made) = fs::read_to_string(self.data().join("PG_VERSION")) else {
            return Ok(binaries.newest());
        };
        let made = made.trim().to_owned();
        let fitting = made.parse().ok().and_then(|major| binaries.of_major(major));
        fitting.ok_or_else(|| ClusterError::OtherVersion { dir: self.dir.clone(), made, found: binaries.newest().major().to_string() })
    }

    /// Keeps one log per start, so that the last lines of it are about this start.
    fn renew_log(&self) -> Result<(), ClusterError> {
        let log = self.log();
        if log.exists() {
            fs::rename(&log, self.dir.join("server.log.old")).at(&log)?;
        }
        files::write(&log, "", 0o600)?;
        self.give(&log)
    }

    /// Makes the folder or file the server's when it runs as another account.
    fn give(&self, path: &Path) -> Result<(), ClusterError> {
        match &self.account {
            Some(account) => std::os::unix::fs::lchown(path, Some(account.uid), Some(account.gid)).at(path),
            None => Ok(()),
        }
    }

    /// Runs initdb beside the final place and renames, so that a half-made cluster is never taken for one.
    fn create(&self, programs: &Programs) -> Result<(), ClusterError> {
        self.wipe()?;
        let fresh = self.dir.join("data.new");
        fs::create_dir(&fresh).at(&fresh)?;
        fs::set_permissions(&fresh, Permissions::from_mode(0o700)).at(&fresh)?;
        self.give(&fresh)?;
        let done = self
            .command(programs, "initdb")?
            .args(["-D", "data.new", "-U", SUPERUSER, "--auth=trust", "--locale=C", "-E", "UTF8"])
            // A cluster lost in its first second is simply made again.
            .args(["--no-sync", "--no-instructions"])
            .status();
        if !done.is_ok_and(|status| status.success()) {
            return Err(self.failed("could not create the database"));
        }
        fs::rename(&fresh, self.data()).at(&fresh)
    }

    /// Deletes the data and the socket folder. The server is down and the lock is held.
    fn wipe(&self) -> Result<(), ClusterError> {
        for path in [self.data(), self.dir.join("data.new"), socket_dir(&self.dir)] {
            files::delete(&path)?;
        }
        Ok(())
    }

    /// Writes the settings into `dir` and not into `data/`: what root writes must not be in a folder
    /// where another account could have left a link.
    fn configure(&self, durability: Durability) -> Result<(), ClusterError> {
        let socket = socket_dir(&self.dir);
        let conf = configuration(&socket, durability);
        files::write(&self.dir.join("postgresql.conf"), &conf, 0o644)?;
        files::write(&self.dir.join("pg_hba.conf"), "local all all trust\n", 0o644)?;
        // Whatever is in it belongs to a server that is gone; its lock file would stop the next one.
        files::delete(&socket)?;
        fs::create_dir(&socket).at(&socket)?;
        fs::set_permissions(&socket, Permissions::from_mode(0o700)).at(&socket)?;
        self.give(&socket)
    }

    fn launch(&self, programs: &Programs) -> Result<(), ClusterError> {
        for _ in 0..START_ATTEMPTS {
            postmaster::disown(&self.data())?;
            // All names are relative to `dir`, because pg_ctl hands them to a shell.
            let seconds = START_SECONDS.to_string();
            let status = self
                .command(programs, "pg_ctl")?
                .args(["start", "-s", "-w", "-t", &seconds, "-D", "data", "-l", "server.log"])
                .args(["-o", "-c config_file=postgresql.conf"])
                .status();
            let started = status.is_ok_and(|status| status.success());
            if started && files::wait(10, || self.probe().is_ok_and(|probe| probe == Probe::Ready)) {
                return Ok(());
            }
            // Sessions of a killed server take a moment to notice that it is gone.
            if !files::tail(&self.log(), 12).contains("still in use") {
                break;
            }
            files::wait(1, || false);
        }
        Err(self.failed("did not start"))
    }

    /// One of PostgreSQL's programs, run as the server's account, in `dir`, writing to the log.
    /// Its output must never be a pipe of ours: the server would inherit and hold it.
    fn command(&self, programs: &Programs, name: &str) -> Result<std::process::Command, ClusterError> {
        let log = self.log();
        let open = || fs::OpenOptions::new().append(true).open(&log).at(&log);
        let mut command = programs.command(name);
        command.current_dir(&self.dir).stdin(std::process::Stdio::null()).stdout(open()?).stderr(open()?);
        if let Some(account) = &self.account {
            account.run(&mut command);
        }
        Ok(command)
    }

    /// Fast shutdown; fine when nothing runs. The lock is held.
    fn stop(&self) -> Result<(), ClusterError> {
        let Some(pid) = postmaster::live(&self.data()) else {
            return Ok(());
        };
        postmaster::interrupt(pid);
        if files::wait(60, || postmaster::live(&self.data()) != Some(pid)) { Ok(()) } else { Err(self.failed("did not stop")) }
    }

    fn failed(&self, what: &'static str) -> ClusterError {
        ClusterError::Failed { what, tail: files::tail(&self.log(), 12), log: self.log() }
    }
}

fn configuration(socket: &Path, durability: Durability) -> String {
    let mut conf = format!(
        "# Written by hazard-register at each start; changes are lost. data/postgresql.conf is not read.\n\
         listen_addresses = ''\n\
         port = {PORT}\n\
         unix_socket_directories = '{}'\n\
         unix_socket_permissions = 0700\n\
         hba_file = 'pg_hba.conf'\n\
         cluster_name = 'hazard-register'\n\
         max_connections = 100\n\
         shared_buffers = 64MB\n\
         jit = off\n\
         timezone = 'UTC'\n\
         log_timezone = 'UTC'\n\
         log_line_prefix = '%m [%p] %d '\n\
         lc_messages = 'C'\n",
        socket.display()
    );
    if durability == Durability::Fast {
        conf.push_str("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nwal_level = minimal\nmax_wal_senders = 0\n");
    }
    conf
}

/// Where the socket of the cluster in `dir` (absolute) is: beside the data, or in /tmp under a name
/// made from `dir` when the path is too long for a socket or would need quoting in the settings.
/// Always /tmp and not `TMPDIR`, because every process must come to the same answer.
fn socket_dir(dir: &Path) -> PathBuf {
    let near = dir.join("socket");
    let plain = near.to_str().is_some_and(|text| !text.contains([',', '"', '\'', '\\']) && !text.contains(char::is_control));
    if plain && near.join(format!(".s.PGSQL.{PORT}")).as_os_str().len() <= SOCKET_PATH_LIMIT {
        return near;
    }
    let digest = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(dir.as_os_str().as_encoded_bytes()));
    Path::new("/tmp").join(format!("hazard-register-{}", digest.get(..16).unwrap_or(&digest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn socket_is_beside_the_data_unless_the_path_is_long_or_needs_quoting() {
        assert_eq!(socket_dir(Path::new("/var/lib/hazard-register")), Path::new("/var/lib/hazard-register/socket"));
        assert_eq!(socket_dir(Path::new("/home/zhang/双防台账")), Path::new("/home/zhang/双防台账/socket"));
        let edge = format!("/{}", "d".repeat(SOCKET_PATH_LIMIT - "/socket/.s.PGSQL.5432".len() - 1));
        assert_eq!(socket_dir(Path::new(&edge)), Path::new(&edge).join("socket"));
        for odd in [format!("{edge}d"), "/home/o'brien".to_owned(), "/a,b".to_owned(), "/a\"b".to_owned()] {
            let far = socket_dir(Path::new(&odd));
            assert_eq!(far.parent(), Some(Path::new("/tmp")), "{odd}");
            assert_eq!(far, socket_dir(Path::new(&odd)));
            assert_ne!(far, socket_dir(Path::new("/a")));
            assert_eq!(far.as_os_str().len(), "/tmp/hazard-register-".len() + 16);
        }
    }

    #[test]
    fn only_the_tests_cluster_gives_up_durability() {
        let safe = configuration(Path::new("/s"), Durability::Safe);
        assert!(safe.contains("listen_addresses = ''\n") && safe.contains("unix_socket_directories = '/s'\n"));
        assert!(!safe.contains("fsync"));
        assert!(configuration(Path::new("/s"), Durability::Fast).contains("fsync = off\n"));
    }

    #[test]
    fn a_folder_without_the_marker_is_never_touched() -> Result<(), Box<dyn std::error::Error>> {
        let dir = std::env::temp_dir().join(format!("hazard-register-foreign-{}", std::process::id()));
        fs::create_dir_all(&dir)?;
        fs::write(dir.join("thesis.txt"), "years of work")?;
        assert!(!exists(&dir));
        assert!(matches!(remove(&dir), Err(ClusterError::NotOurs { .. })));
        assert!(matches!(Cluster::attach(&dir), Err(ClusterError::NotOurs { .. })));
        assert!(matches!(Home::open(&dir), Err(ClusterError::NotOurs { .. })));
        assert_eq!(fs::read_to_string(dir.join("thesis.txt"))?, "years of work");
        fs::remove_dir_all(&dir)?;
        assert!(remove(&dir).is_ok(), "nothing there is nothing to do");
        Ok(())
    }

    /// From nothing to a server that survives `kill -9`, is ended and is deleted.
    #[test]
    fn a_cluster_lives_and_dies() -> Result<(), Box<dyn std::error::Error>> {
        let uid = caller_uid()?;
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let search = Search {
            pg_bin: std::env::var_os("HAZARD_REGISTER_PG_BIN").map(PathBuf::from),
            path: std::env::var_os("PATH"),
            cache: cache_dir(uid, None, home.as_deref()),
            root: "/".into(),
        };
        let binaries = Binaries::find_or_fetch(&search, &mut |_| {})?;
        let dir = std::env::temp_dir().join(format!("hazard-register-life-{}", std::process::id()));
        let made = std::sync::Mutex::new(0);
        let start = || {
            Cluster::start(&dir, &binaries, Durability::Safe, &mut |notice| {
                if matches!(notice, Notice::Creating { .. })
                    && let Ok(mut made) = made.lock()
                {
                    *made += 1;
                }
            })
        };
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..4).map(|_| scope.spawn(start)).collect();
            all.into_iter().all(|one| one.join().is_ok_and(|started| started.is_ok()))
        })
        .then_some(())
        .ok_or("four at once did not all start")?;
        assert!(made.lock().is_ok_and(|made| *made == 1), "made once");
        assert!(exists(&dir));

        let cluster = Cluster::attach(&dir)?;
        let first = postmaster::live(&cluster.dir().join("data")).ok_or("no process")?;
        let killed = std::process::Command::new("/bin/sh").args(["-c", &format!("kill -9 {first}")]).status()?;
        assert!(killed.success());
        let again = start()?;
        let second = postmaster::live(&again.dir().join("data")).ok_or("no process")?;
        assert_ne!(first, second);
        assert!(again.socket_dir().join(format!(".s.PGSQL.{}", again.port())).exists());

        again.stop()?;
        assert!(matches!(Cluster::attach(&dir), Err(ClusterError::NotRunning { .. })));
        assert!(exists(&dir), "stopped, not deleted");
        start()?;
        remove(&dir)?;
        assert!(!dir.exists());
        Ok(())
    }
}
