//! The shelf: photos as files, named by what is in them.
//!
//! `ab/ab12….jpg` is the page picture, `ab/ab12…-t.jpg` its thumbnail. A name is the SHA-256 of
//! the page picture, so the same photo is stored once and a stored file is never changed.
//! Files appear whole or not at all: they are written under another name in the same folder,
//! forced to the disk and then renamed. Photos never go into the database.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt;

/// The end of the name of a file that is still being written.
const UNFINISHED: &str = "part";
/// Attempts to find a free name for an unfinished file.
const ATTEMPTS: u32 = 1000;

/// Why the shelf could not do it.
#[derive(Debug, thiserror::Error)]
pub enum ShelfFault {
    /// No such photo.
    #[error("no photo {0} on the shelf")]
    NotFound(String),
    /// The bytes do not have the name they came with; nothing was stored.
    #[error("the bytes are not those of photo {0}")]
    WrongName(String),
    /// The folder is missing and cannot be made, or cannot be written to.
    #[error("the photo folder {} cannot be written: {source}", folder.display())]
    NotWritable {
        /// The data folder the shelf was opened on.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk or the quota is full; nothing was stored. Try again when there is room.
    #[error("no room left in the photo folder {}", .0.display())]
    Full(PathBuf),
    /// The disk failed in another way.
    #[error("photo folder: {0}")]
    Disk(#[from] io::Error),
}

/// A folder of photos. Cheap to clone; several processes may share one folder.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    /// A shelf on this folder. Touches nothing; call [`Shelf::ensure`] at start-up.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder, for messages.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the folder if need be and proves by writing that photos can be kept in it.
    ///
    /// # Errors
    /// [`ShelfFault::NotWritable`] with the folder and the reason, or [`ShelfFault::Full`].
    pub async fn ensure(&self) -> Result<(), ShelfFault> {
        let tried = async {
            fs::create_dir_all(&self.folder).await?;
            let (probe, mut file) = open_unfinished(&self.folder.join("probe")).await?;
            let written = write(&mut file, b"probe").await;
            drop(file);
            fs::remove_file(&probe).await?;
            written
        };
        tried.await.map_err(|source| match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ShelfFault::Full(self.folder.clone()),
            _ => ShelfFault::NotWritable { folder: self.folder.clone(), source },
        })
    }

    /// Keeps a photo under the SHA-256 of its page picture. When this returns, it survives a
    /// power cut. Storing it again is no work and no error.
    ///
    /// # Errors
    /// [`ShelfFault::WrongName`] when `page` has another hash, [`ShelfFault::Full`] or
    /// [`ShelfFault::Disk`]; in all of them no part of a picture can be seen.
    pub async fn put(&self, sha256: &[u8; 32], page: &[u8], thumb: &[u8]) -> Result<(), ShelfFault> {
        let name = hex::encode(sha256);
        if <[u8; 32]>::from(Sha256::digest(page)) != *sha256 {
            return Err(ShelfFault::WrongName(name));
        }
        // The page picture last: where it is, the thumbnail is too.
        let stored = async {
            self.keep(&self.thumb_path(&name), thumb).await?;
            self.keep(&self.page_path(&name), page).await
        };
        stored.await.map_err(|e| self.fault(e))
    }

    /// The page picture's bytes.
    ///
    /// # Errors
    /// [`ShelfFault::NotFound`], [`ShelfFault::Disk`].
    pub async fn page(&self, sha256: &[u8; 32]) -> Result<Vec<u8>, ShelfFault> {
        let name = hex::encode(sha256);
        self.load(self.page_path(&name), name).await
    }

    /// The thumbnail's bytes.
    ///
    /// # Errors
    /// [`ShelfFault::NotFound`], [`ShelfFault::Disk`].
    pub async fn thumb(&self, sha256: &[u8; 32]) -> Result<Vec<u8>, ShelfFault> {
        let name = hex::encode(sha256);
        self.load(self.thumb_path(&name), name).await
    }

    /// Removes what a crash left half written before `before`, and says how many files that
    /// was. Choose a moment well past any running upload, such as an hour ago.
    ///
    /// # Errors
    /// [`ShelfFault::Disk`] when a folder cannot be read or a file cannot be removed.
    pub async fn sweep(&self, before: SystemTime) -> Result<u32, ShelfFault> {
        let mut removed = 0;
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            let mut entries = fs::read_dir(&folder).await?;
            while let Some(entry) = entries.next_entry().await? {
                let path = entry.path();
                let about = entry.metadata().await?;
                if about.is_dir() && folder == self.folder {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == UNFINISHED) && about.is_file() && about.modified()? < before {
                    fs::remove_file(&path).await?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    fn page_path(&self, name: &str) -> PathBuf {
        self.drawer(name).join(format!("{name}.jpg"))
    }

    fn thumb_path(&self, name: &str) -> PathBuf {
        self.drawer(name).join(format!("{name}-t.jpg"))
    }

    /// One of 256 folders, so that none grows to millions of files.
    fn drawer(&self, name: &str) -> PathBuf {
        self.folder.join(name.get(..2).unwrap_or(name))
    }

    async fn load(&self, path: PathBuf, name: String) -> Result<Vec<u8>, ShelfFault> {
        fs::read(path).await.map_err(|e| match e.kind() {
            ErrorKind::NotFound => ShelfFault::NotFound(name),
            _ => ShelfFault::Disk(e),
        })
    }

    async fn keep(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // The name is the content, so a file of the right length is the file.
        if fs::metadata(path).await.is_ok_and(|m| m.len() == bytes.len() as u64) {
            return Ok(());
        }
        let Some(drawer) = path.parent() else { return Err(ErrorKind::InvalidFilename.into()) };
        if fs::metadata(drawer).await.is_err() {
            fs::create_dir_all(drawer).await?;
            settle(&self.folder).await?;
        }
        let (unfinished, mut file) = open_unfinished(path).await?;
        let written = write(&mut file, bytes).await;
        drop(file);
        let kept = match written {
            Ok(()) => fs::rename(&unfinished, path).await,
            Err(e) => Err(e),
        };
        if kept.is_err() {
            // Best effort: the fault that matters is the one being returned.
            let _ = fs::remove_file(&unfinished).await;
        }
        kept?;
        settle(drawer).await
    }

    fn fault(&self, error: io::Error) -> ShelfFault {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ShelfFault::Full(self.folder.clone()),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                ShelfFault::NotWritable { folder: self.folder.clone(), source: error }
            }
            _ => ShelfFault::Disk(error),
        }
    }
}

/// A new file beside `path` that nobody else is writing. Numbered rather than random: two
/// writers, or a left-over of a crash, only cost another attempt.
async fn open_unfinished(path: &Path) -> io::Result<(PathBuf, File)> {
    for number in 0..ATTEMPTS {
        let unfinished = path.with_extension(format!("{number}.{UNFINISHED}"));
        match OpenOptions::new().write(true).create_new(true).open(&unfinished).await {
            Ok(file) => return Ok((unfinished, file)),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

async fn write(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes).await?;
    file.flush().await?;
    file.sync_all().await
}

/// Forces the names in a folder to the disk; without it a rename may be lost in a power cut.
#[cfg(unix)]
async fn settle(folder: &Path) -> io::Result<()> {
    File::open(folder).await?.sync_all().await
}

/// Elsewhere a folder cannot be opened for this and the system keeps names by itself.
#[cfg(not(unix))]
async fn settle(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
