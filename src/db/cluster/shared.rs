//! The tests' cluster: one server for all test processes of a user, gone when they are.
//!
//! Each process puts a file named by its number into `users/`; a small shell loop, the watcher, ends
//! the server when for some time none of them has been alive. The watcher cannot take our file lock
//! in plain `sh`, so the two sides agree otherwise: the watcher first writes `closing` and then looks
//! at `users/` once more; a process first writes its file and then looks for `closing`. Whichever
//! comes second sees the other, so no process is left with a server about to go.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::binaries::Binaries;
use super::files::{self, At};
use super::{Cluster, ClusterError, Durability, Home, Notice, postmaster};

/// How long the server outlives its last user, so that the next test binary finds it warm.
pub(super) const GRACE_SECONDS: u32 = 20;
/// Longer than the watcher waits for the server.
const CLOSING_SECONDS: u32 = 60;

/// Arguments: the cluster's folder, the seconds to wait. Field 22 of /proc/PID/stat is the start time.
const WATCHER: &str = r#"
trap '' HUP INT
cd "$1" || exit 1
alive() {
  if [ -d /proc/self ]; then
    read -r line 2>/dev/null < "/proc/$1/stat" || return 1
    set -- "$1" "$2" ${line##*) }
    [ "$3" != Z ] && { [ "$2" = - ] || [ "$2" = "${22}" ]; }
  else
    kill -0 "$1" 2>/dev/null
  fi
}
used() {
  found=1
  for file in users/*; do
    [ -f "$file" ] || continue
    read -r start < "$file" || start=-
    if alive "${file#users/}" "$start"; then found=0; else rm -f "$file"; fi
  done
  return $found
}
idle=0
while sleep 1; do
  [ -d users ] || exit 0
  if used; then idle=0; continue; fi
  idle=$((idle + 1))
  [ "$idle" -ge "$2" ] || continue
  : > closing
  if used; then rm -f closing; idle=0; continue; fi
  if read -r pid 2>/dev/null < data/postmaster.pid && alive "$pid" -; then
    kill -INT "$pid"
    tries=0
    while [ -e data/postmaster.pid ] && alive "$pid" - && [ $tries -lt 300 ]; do sleep 0.1; tries=$((tries + 1)); done
  fi
  rm -f watcher
  rm -f closing
  exit 0
done
"#;

/// Where the tests' cluster of a user is: in the system's folder for temporary files (`temp`), which
/// the server's account may enter too.
pub fn shared_dir(temp: &Path, uid: u32) -> PathBuf {
    temp.join(format!("hazard-register-test-{uid}"))
}

pub(super) fn join(dir: &Path, binaries: &Binaries, grace: u32, notice: &mut dyn FnMut(Notice)) -> Result<Cluster, ClusterError> {
    let mut home = Home::open(dir)?;
    let _lock = home.lock()?;
    files::make_dir(&home.dir.join("users"))?;
    let me = std::process::id();
    files::write(&user_file(&home.dir, me), &format!("{}\n", postmaster::started_at(me)), 0o644)?;
    let closing = home.dir.join("closing");
    if !files::wait(CLOSING_SECONDS, || !closing.exists() || !watched(&home.dir)) {
        return Err(ClusterError::Locked { dir: home.dir, seconds: CLOSING_SECONDS });
    }
    files::delete(&closing)?;
    match home.start(binaries, Durability::Fast, notice) {
        Ok(_) => {}
        // It holds nothing worth keeping, and without fsync a power cut may have damaged it.
        Err(error @ (ClusterError::OtherVersion { .. } | ClusterError::Failed { .. })) => {
            notice(Notice::Rebuilding { why: error.to_string() });
            home.stop()?;
            home.wipe()?;
            home = Home::open(dir)?;
            home.start(binaries, Durability::Fast, notice)?;
        }
        Err(error) => return Err(error),
    }
    if !watched(&home.dir) {
        watch(&home.dir, grace)?;
    }
    Ok(home.cluster(true))
}

/// Says that this process needs the server no longer.
pub(super) fn leave(dir: &Path) -> Result<(), ClusterError> {
    files::delete(&user_file(dir, std::process::id()))
}

fn user_file(dir: &Path, pid: u32) -> PathBuf {
    dir.join("users").join(pid.to_string())
}

/// Whether a watcher is alive; its file holds its number and its start time.
fn watched(dir: &Path) -> bool {
    let text = fs::read_to_string(dir.join("watcher")).unwrap_or_default();
    let mut words = text.split_whitespace();
    match (words.next().and_then(|pid| pid.parse().ok()), words.next()) {
        (Some(pid), Some("-")) => {
            Command::new("/bin/sh").args(["-c", &format!("kill -0 {pid}")]).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
        }
        (Some(pid), Some(start)) => !start.is_empty() && postmaster::started_at(pid) == start && !postmaster::is_dead(pid),
        _ => false,
    }
}

/// Starts the watcher as an orphan in a process group of its own: a Ctrl-C on the tests' terminal
/// does not reach it, it holds none of our files, and it leaves no dead child behind in us.
fn watch(dir: &Path, grace: u32) -> Result<(), ClusterError> {
    let file = dir.join("watcher");
    files::delete(&file)?;
    let status = Command::new("/bin/sh")
        .args(["-c", "/bin/sh -c \"$1\" hazard-register-watcher \"$2\" \"$3\" & echo $! > \"$2/watcher\"", "sh", WATCHER])
        .arg(dir)
        .arg(grace.to_string())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C")
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .status()
        .at(&file)?;
    let text = fs::read_to_string(&file).at(&file)?;
    match text.trim().parse() {
        Ok(pid) if status.success() => files::write(&file, &format!("{pid} {}\n", postmaster::started_at(pid)), 0o644),
        _ => Err(std::io::Error::other("the watcher did not start")).at(&file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_user_has_a_cluster_of_their_own() {
        assert_eq!(shared_dir(Path::new("/tmp"), 1000), Path::new("/tmp/hazard-register-test-1000"));
    }

    #[test]
    fn a_missing_garbled_or_dead_watcher_is_none() -> std::io::Result<()> {
        let dir = std::env::temp_dir().join(format!("hazard-register-watcher-{}", std::process::id()));
        fs::create_dir_all(&dir)?;
        assert!(!watched(&dir));
        let me = std::process::id();
        for (text, alive) in [
            (String::new(), false),
            ("soon".to_owned(), false),
            (format!("{me}"), false),
            ("99999999 7".to_owned(), false),
            (format!("{me} 1"), false),
            (format!("{me} {}", postmaster::started_at(me)), true),
        ] {
            fs::write(dir.join("watcher"), &text)?;
            assert_eq!(watched(&dir), alive, "{text}");
        }
        fs::remove_dir_all(&dir)
    }
}
