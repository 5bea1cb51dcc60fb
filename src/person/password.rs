//! Passwords: Argon2id (19 MiB, two passes, one lane), hashed off the threads that serve pages, one per core at a time, at most 32 waiting.

use crate::error::{Error, Result};
use crate::id::PersonId;
use crate::web::App;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Longest password in bytes; longer ones are refused before any hashing.
pub const LONGEST: usize = 256;
/// Shortest password in characters.
pub const SHORTEST: usize = 10;

/// Hashed for names that do not exist, so that both answers take the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody holds this").unwrap_or_default());

static WAITING: AtomicUsize = AtomicUsize::new(0);

/// A password's hash, salted. Slow on purpose; for start-up, imports and tests. Pages use [`make`].
///
/// # Errors
/// When hashing fails, which is a fault of ours.
pub fn hash(password: &str) -> Result<String> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|error| Error::Internal(error.to_string()))
}

fn matches(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|stored| Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
}

/// Runs slow hashing in its turn.
async fn in_turn<T: Send + 'static>(app: &App, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    struct Waiting;
    impl Drop for Waiting {
        fn drop(&mut self) {
            WAITING.fetch_sub(1, Ordering::Relaxed);
        }
    }
    if WAITING.fetch_add(1, Ordering::Relaxed) >= 32 {
        WAITING.fetch_sub(1, Ordering::Relaxed);
        return Err(Error::Away("too many sign-ins at once".into()));
    }
    let _waiting = Waiting;
    let _turn = app.hashing.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
}

/// Hashes a new password.
///
/// # Errors
/// [`Error::Away`] when too many wait.
pub async fn make(app: &App, password: String) -> Result<String> {
    in_turn(app, move || hash(&password)).await?
}

/// Compares a password with a stored hash; with nobody's when there is none, in the same time.
///
/// # Errors
/// [`Error::Away`] when too many wait.
pub async fn check(app: &App, password: String, stored: Option<String>) -> Result<bool> {
    if password.len() > LONGEST {
        return Ok(false);
    }
    in_turn(app, move || {
        let known = stored.is_some();
        matches(&password, stored.as_deref().unwrap_or(&NOBODY)) && known
    })
    .await
}

/// Whether this is the person's password: asked again before a signature.
///
/// # Errors
/// When the database is away or too many wait.
pub async fn confirm(app: &App, person: PersonId, password: &str) -> Result<bool> {
    let stored = app.db.password_hash(person).await?;
    check(app, password.to_owned(), stored).await
}
