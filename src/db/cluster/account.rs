//! Who runs the server. PostgreSQL refuses root, so root hands it to `postgres` or `nobody`; anyone
//! else runs it as themselves.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ClusterError;
use super::files::At;

/// `_postgres` is macOS's name for it.
const CANDIDATES: [&str; 3] = ["postgres", "_postgres", "nobody"];

/// An account other than the caller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Account {
    /// Makes the command run as this account, without the caller's groups.
    pub(super) fn run(&self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// Errors with the first folder on the way to `path` (absolute) that this account may not enter.
    pub(super) fn must_reach(&self, path: &Path) -> Result<(), ClusterError> {
        let path = fs::canonicalize(path).at(path)?;
        let mut way: Vec<&Path> = path.ancestors().collect();
        way.reverse();
        for folder in way {
            let meta = fs::metadata(folder).at(folder)?;
            if !may_enter(meta.mode(), meta.uid() == self.uid, meta.gid() == self.gid) {
                return Err(ClusterError::Unreachable { parent: PathBuf::from(folder), account: self.name.clone() });
            }
        }
        Ok(())
    }
}

/// The first of owner, group, others that applies decides, as the kernel does it.
fn may_enter(mode: u32, owner: bool, group: bool) -> bool {
    let bit = if owner {
        0o100
    } else if group {
        0o010
    } else {
        0o001
    };
    mode & bit != 0
}

/// The uid this process runs as. The standard library cannot say, `id` can.
///
/// # Errors
/// When `id` cannot be run.
pub fn caller_uid() -> Result<u32, ClusterError> {
    let id = Path::new("id");
    let output = Command::new(id).arg("-u").output().at(id)?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(std::io::Error::other).at(id)
}

/// The account for the server, `None` when it is the caller's own. Data that is there keeps its
/// owner, also when a better account has appeared since.
pub(super) fn of_server(caller: u32, data: &Path) -> Result<Option<Account>, ClusterError> {
    if caller != 0 {
        return Ok(None);
    }
    if let Ok(meta) = fs::metadata(data)
        && meta.uid() != 0
    {
        return Ok(Some(Account { name: format!("uid {}", meta.uid()), uid: meta.uid(), gid: meta.gid() }));
    }
    let file = Path::new("/etc/passwd");
    let passwd = fs::read_to_string(file).at(file)?;
    match choose(&passwd) {
        Some(account) => Ok(Some(account)),
        None => {
            let why =
                "PostgreSQL refuses to run as root, and this machine has neither an account postgres nor nobody: run as an ordinary user";
            Err(ClusterError::NoPostgres { why: vec![why.to_owned()] })
        }
    }
}

fn choose(passwd: &str) -> Option<Account> {
    CANDIDATES.iter().find_map(|name| find(passwd, name))
}

fn find(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok().filter(|uid| *uid != 0)?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account { name: name.to_owned(), uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\n\
        nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n\
        postgres-old:x:7:7::/:/bin/sh\n";

    fn account(name: &str, uid: u32, gid: u32) -> Option<Account> {
        Some(Account { name: name.to_owned(), uid, gid })
    }

    #[test]
    fn root_prefers_postgres_then_nobody() {
        assert_eq!(choose(PASSWD), account("nobody", 65534, 65534));
        let with = format!("{PASSWD}postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash\n");
        assert_eq!(choose(&with), account("postgres", 101, 104));
        assert_eq!(choose("root:x:0:0::/:/bin/sh\n"), None);
        assert_eq!(choose("postgres:x:0:0::/:/bin/sh\nnobody:*:-2:-2::/:\nbroken\n:\n"), None);
    }

    #[test]
    fn the_first_class_that_applies_decides() {
        assert!(may_enter(0o755, false, false));
        assert!(!may_enter(0o700, false, false));
        assert!(may_enter(0o710, false, true));
        assert!(!may_enter(0o607, true, true));
        assert!(!may_enter(0o707, false, true));
    }

    #[test]
    fn only_root_needs_another_account() {
        assert!(of_server(1000, Path::new("/nonexistent")).is_ok_and(|account| account.is_none()));
    }
}
