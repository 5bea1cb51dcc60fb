//! Is the server there? Asked of its socket and of the kernel, not of `pg_ctl status`, which takes a
//! killed server for a running one as long as nobody has reaped it.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::files::At;
use super::{ClusterError, SUPERUSER};

const PROC: &str = "/proc/self";
/// Above every system's limit, so never a process.
const NOBODYS_PID: &str = "99999999";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Probe {
    Ready,
    /// Somebody listens but takes no work: starting, recovering or going down.
    Busy,
    Absent,
}

/// Knocks as a client would and hangs up.
pub(super) fn probe(socket: &Path) -> Probe {
    match UnixStream::connect(socket) {
        Ok(stream) => knock(stream).unwrap_or(Probe::Busy),
        Err(_) => Probe::Absent,
    }
}

/// The startup message of protocol 3.0 (PostgreSQL manual, "Message Formats", StartupMessage).
fn knock(mut stream: UnixStream) -> io::Result<Probe> {
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    stream.set_write_timeout(Some(Duration::from_secs(2)))?;
    let body = format!("user\0{SUPERUSER}\0database\0postgres\0application_name\0hazard-register\0\0");
    let length = u32::try_from(body.len() + 8).map_err(io::Error::other)?;
    let mut message = length.to_be_bytes().to_vec();
    message.extend(196_608_u32.to_be_bytes());
    message.extend(body.as_bytes());
    stream.write_all(&message)?;
    let mut answer = [0; 512];
    let size = stream.read(&mut answer)?;
    let answer = answer.get(..size).unwrap_or_default();
    if answer.first() == Some(&b'R') {
        stream.write_all(&[b'X', 0, 0, 0, 4])?;
    }
    Ok(judge(answer))
}

/// Any refusal but `cannot_connect_now` (57P03) comes from a server at work, e.g. a full one.
fn judge(answer: &[u8]) -> Probe {
    match answer.first() {
        Some(b'R') => Probe::Ready,
        Some(b'E') if !answer.windows(6).any(|part| part == b"C57P03") => Probe::Ready,
        _ => Probe::Busy,
    }
}

/// The process of the server of `data`, from `postmaster.pid`, if it truly is that and alive.
pub(super) fn live(data: &Path) -> Option<u32> {
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let pid: u32 = text.lines().next()?.trim().parse().ok()?;
    if !Path::new(PROC).exists() {
        // macOS has no /proc, but reaps its dead.
        let ps = Command::new("ps").args(["-o", "comm=", "-p", &pid.to_string()]).output().ok()?;
        return String::from_utf8_lossy(&ps.stdout).trim().ends_with("postgres").then_some(pid);
    }
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (name, state) = name_and_state(&stat)?;
    let owner = fs::metadata(format!("/proc/{pid}")).ok()?.uid();
    // The link is unreadable to a root without CAP_SYS_PTRACE (a usual container): then go by the rest.
    let elsewhere = fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd != data);
    let ours = name == "postgres" && !matches!(state, 'Z' | 'X') && owner == fs::metadata(data).ok()?.uid() && !elsewhere;
    ours.then_some(pid)
}

/// From `/proc/PID/stat`: `12 (a name) S 1 …`; the name may hold anything, brackets too.
fn name_and_state(stat: &str) -> Option<(&str, char)> {
    let (head, rest) = stat.rsplit_once(')')?;
    let (_, name) = head.split_once('(')?;
    Some((name, rest.trim_start().chars().next()?))
}

/// When the process was started, in the kernel's ticks: tells it from a later one with the same
/// number. `-` where the kernel does not say.
pub(super) fn started_at(pid: u32) -> String {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    // Field 22 of the line, the twentieth after the name (proc_pid_stat(5)).
    rest.split_whitespace().nth(19).unwrap_or("-").to_owned()
}

/// Whether the kernel holds of the process no more than its exit code, or nothing.
pub(super) fn is_dead(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    name_and_state(&stat).is_none_or(|(_, state)| matches!(state, 'Z' | 'X'))
}

/// Lets the next start ignore the `postmaster.pid` of a server that is gone. PostgreSQL does so
/// itself unless the number is taken: by a dead process nobody reaped, or by a new one. The rest of
/// the file stays, because PostgreSQL reads there whether sessions of the old server still live.
pub(super) fn disown(data: &Path) -> Result<(), ClusterError> {
    let path = data.join("postmaster.pid");
    if live(data).is_some() || !fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file()) {
        return Ok(());
    }
    let text = fs::read_to_string(&path).at(&path)?;
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    if rest.is_empty() {
        return super::files::delete(&path);
    }
    // Written in place: the file keeps its owner.
    fs::write(&path, format!("{NOBODYS_PID}\n{rest}")).at(&path)
}

/// Asks the server to end now (PostgreSQL manual, "Shutting Down the Server", fast): sessions are
/// cut, accepted data is kept. Whoever calls sees by [`live`] whether it went.
pub(super) fn interrupt(pid: u32) {
    // `kill` is a program on some machines only, but every shell has it.
    let mut kill = Command::new("/bin/sh");
    kill.args(["-c", "kill -INT \"$1\"", "sh", &pid.to_string()]);
    let _ = kill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_server_that_takes_work_is_ready() {
        assert_eq!(judge(b"R\0\0\0\x08\0\0\0\0"), Probe::Ready);
        assert_eq!(judge(b"E\0\0\0\x63SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"), Probe::Busy);
        assert_eq!(judge(b"E\0\0\0\x63SFATAL\0VFATAL\0C53300\0Msorry, too many clients already\0\0"), Probe::Ready);
        assert_eq!(judge(b""), Probe::Busy);
        assert_eq!(probe(Path::new("/nonexistent/.s.PGSQL.5432")), Probe::Absent);
    }

    #[test]
    fn the_name_of_a_process_may_hold_brackets() {
        assert_eq!(name_and_state("12 (postgres) S 1 2 3"), Some(("postgres", 'S')));
        assert_eq!(name_and_state("12 (a) Z (b) Z 1 2 3"), Some(("a) Z (b", 'Z')));
        assert_eq!(name_and_state("nonsense"), None);
    }

    #[test]
    fn a_foreign_process_is_not_the_server_and_its_number_is_disowned() -> Result<(), Box<dyn std::error::Error>> {
        let data = std::env::temp_dir().join(format!("hazard-register-pid-{}", std::process::id()));
        fs::create_dir_all(&data)?;
        let file = data.join("postmaster.pid");
        fs::write(&file, format!("{}\n{}\n1\n5432\n", std::process::id(), data.display()))?;
        if Path::new(PROC).exists() {
            assert_eq!(live(&data), None);
            disown(&data)?;
            assert_eq!(fs::read_to_string(&file)?, format!("{NOBODYS_PID}\n{}\n1\n5432\n", data.display()));
        }
        fs::write(&file, "")?;
        disown(&data)?;
        assert!(!file.exists(), "an empty file would stop PostgreSQL");
        fs::remove_dir_all(&data)?;
        Ok(())
    }
}
