//! Folders, files, locks and waiting, with errors that name the path.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use super::ClusterError;

const STEP: Duration = Duration::from_millis(20);
/// Longer than the slowest first start seen (a minute of `initdb` on a busy machine).
const LOCK_SECONDS: u32 = 120;

/// Says which path an error is about.
pub(super) trait At<T> {
    fn at(self, path: &Path) -> Result<T, ClusterError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T, ClusterError> {
        self.map_err(|source| ClusterError::Unwritable { path: path.to_owned(), source })
    }
}

/// Waits until `done`, at most about `seconds`; says whether it was.
pub(super) fn wait(seconds: u32, mut done: impl FnMut() -> bool) -> bool {
    for _ in 0..seconds * 50 {
        if done() {
            return true;
        }
        std::thread::sleep(STEP);
    }
    done()
}

/// Makes `dir` and the folders above it that are missing, open to others whatever the umask: the
/// server may run as another account. What is private in them has its own mode.
pub(super) fn make_dir(dir: &Path) -> Result<(), ClusterError> {
    if dir.is_dir() || dir.as_os_str().is_empty() {
        return Ok(());
    }
    if let Some(parent) = dir.parent() {
        make_dir(parent)?;
    }
    match DirBuilder::new().create(dir) {
        Ok(()) => fs::set_permissions(dir, Permissions::from_mode(0o755)).at(dir),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => Ok(()),
        Err(e) => Err(e).at(dir),
    }
}

/// Writes a small file whole; `mode` counts whatever the umask.
pub(super) fn write(path: &Path, text: &str, mode: u32) -> Result<(), ClusterError> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path).at(path)?;
    file.set_permissions(Permissions::from_mode(mode)).at(path)?;
    file.write_all(text.as_bytes()).at(path)
}

/// Deletes a file or a whole folder; a missing one is fine, a link is not followed.
pub(super) fn delete(path: &Path) -> Result<(), ClusterError> {
    let done = match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(e) => Err(e),
    };
    match done {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e).at(path),
        _ => Ok(()),
    }
}

/// Refuses a cluster of another user; root may use anyone's.
pub(super) fn check_owner(dir: &Path, caller: u32) -> Result<(), ClusterError> {
    let owner = fs::metadata(dir).at(dir)?.uid();
    if caller == 0 || owner == caller {
        return Ok(());
    }
    Err(ClusterError::NotOurs { dir: dir.to_owned(), why: format!("belongs to another user (uid {owner})") })
}

/// Refuses a folder that someone else put where ours should be. A missing one is fine.
pub(super) fn check_private(dir: &Path, owner: u32) -> Result<(), ClusterError> {
    let Ok(meta) = fs::symlink_metadata(dir) else {
        return Ok(());
    };
    if meta.is_dir() && meta.uid() == owner {
        return Ok(());
    }
    Err(ClusterError::NotOurs { dir: dir.to_owned(), why: format!("belongs to another user (uid {})", meta.uid()) })
}

/// The last lines of a log, or nothing.
pub(super) fn tail(log: &Path, lines: usize) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let all: Vec<&str> = text.lines().collect();
    all.get(all.len().saturating_sub(lines)..).unwrap_or_default().join("\n")
}

/// A lock between processes, held until dropped; the kernel frees it when its holder dies.
pub(super) struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl Lock {
    pub(super) fn take(path: &Path) -> Result<Lock, ClusterError> {
        for _ in 0..LOCK_SECONDS * 50 {
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(path).at(path)?;
            match file.try_lock() {
                // Whoever removed the cluster deleted the file that it had locked.
                Ok(()) if same(&file, path) => return Ok(Lock(file)),
                Ok(()) | Err(TryLockError::WouldBlock) => std::thread::sleep(STEP),
                Err(TryLockError::Error(e)) => return Err(e).at(path),
            }
        }
        Err(ClusterError::Locked { dir: path.parent().unwrap_or(path).to_owned(), seconds: LOCK_SECONDS })
    }
}

fn same(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(now)) => held.ino() == now.ino() && held.dev() == now.dev(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_keeps_the_last_lines() -> io::Result<()> {
        let log = std::env::temp_dir().join(format!("hazard-register-tail-{}", std::process::id()));
        fs::write(&log, "one\ntwo\nthree\n")?;
        assert_eq!(tail(&log, 2), "two\nthree");
        assert_eq!(tail(&log, 9), "one\ntwo\nthree");
        fs::remove_file(&log)?;
        assert_eq!(tail(&log, 2), "");
        Ok(())
    }

    #[test]
    fn a_lock_is_exclusive_and_a_deleted_one_is_no_lock() -> Result<(), Box<dyn std::error::Error>> {
        let path = std::env::temp_dir().join(format!("hazard-register-lock-{}", std::process::id()));
        let held = Lock::take(&path)?;
        assert!(matches!(File::open(&path)?.try_lock(), Err(TryLockError::WouldBlock)));
        drop(held);
        let stale = File::open(&path)?;
        fs::remove_file(&path)?;
        assert!(!same(&stale, &path));
        let _again = Lock::take(&path)?;
        assert!(!same(&stale, &path));
        fs::remove_file(&path)?;
        Ok(())
    }
}
