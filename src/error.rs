//! What can go wrong, in the visitor's terms. Few variants; the page that shows them is made once, by `web::guard`.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Absent, or outside your reach: another school's record is never confirmed to exist.
    #[error("no such page")]
    NotFound,
    /// Nobody is signed in, or the session ended.
    #[error("please sign in")]
    SignedOut,
    /// Possible for somebody, sometime, but not now: the key says why.
    #[error("{0}")]
    Conflict(&'static str),
    /// The form cannot be read at all (doubled fields, broken text).
    #[error("the form cannot be read: {0}")]
    Unreadable(&'static str),
    /// More than the server takes in one go.
    #[error("too large")]
    TooLarge,
    /// Wait this many seconds.
    #[error("too many tries, wait {0} s")]
    TooMany(u32),
    /// The database (or the photo folder) is away for the moment.
    #[error("away: {0}")]
    Away(String),
    #[error("database: {0}")]
    Database(sqlx::Error),
    #[error("template: {0}")]
    Template(#[from] askama::Error),
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    #[error("internal: {0}")]
    Internal(String),
}

impl From<sqlx::Error> for Error {
    /// A database that is gone, full or starting is not an error of ours: the visitor is asked to come back.
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
                Self::Away(error.to_string())
            }
            sqlx::Error::Database(db) => match db.code().as_deref() {
                // connection failures, shutdown and start-up, too many connections, disk full, read-only after a failover
                Some(code) if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") || code == "25006" => {
                    Self::Away(error.to_string())
                }
                // a character that the database cannot store (NUL) in what somebody sent
                Some("22021") => Self::Unreadable("form-not-text"),
                _ => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}

impl Error {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Unreadable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::File(error) if error.kind() == std::io::ErrorKind::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::Database(_) | Self::Template(_) | Self::File(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Left on a response for the layer that makes the page.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The Fluent key of a more exact sentence than the status alone gives.
    pub key: Option<&'static str>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = %self, "request failed");
        }
        let key = match &self {
            Self::Conflict(key) | Self::Unreadable(key) => Some(*key),
            _ => None,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Shown { key });
        let retry = match self {
            Self::TooMany(seconds) => Some(seconds),
            Self::Away(_) => Some(2),
            _ => None,
        };
        if let Some(seconds) = retry {
            response.headers_mut().insert(axum::http::header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
