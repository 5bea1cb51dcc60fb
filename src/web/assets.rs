//! The stylesheet, the icons and the little script: embedded, and cached for ever under an address that changes with their content.

use crate::error::{Error, Result};
use axum::extract::{Path, RawQuery};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "templates/static"]
struct Files;

/// Changes whenever any embedded file does; pages append it to the addresses of assets.
pub static STAMP: LazyLock<String> = LazyLock::new(|| {
    use sha2::{Digest, Sha256};
    let mut all = Sha256::new();
    for name in Files::iter() {
        if let Some(file) = Files::get(&name) {
            all.update(file.metadata.sha256_hash());
        }
    }
    hex::encode(all.finalize()).chars().take(10).collect()
});

/// One embedded file. Under an address that carries the stamp it never changes; the icons are named without it, so they are asked for again
/// after an hour.
///
/// # Errors
/// 404 when there is no such file.
pub async fn file(Path(name): Path<String>, RawQuery(query): RawQuery) -> Result<Response> {
    let mut file = Files::get(&name).ok_or(Error::NotFound)?;
    if name.ends_with(".js") {
        file.data = lean(&file.data).into_bytes().into();
    }
    let kind = file.metadata.mimetype().to_owned();
    let kind = if kind.starts_with("text/") && !kind.contains("charset") { format!("{kind}; charset=utf-8") } else { kind };
    let age = if query.is_some() { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    Ok(([(CONTENT_TYPE, kind), (CACHE_CONTROL, age.to_owned())], file.data).into_response())
}

/// A script without the lines that only explain it, and without its indentation: a phone on a slow network pays for each.
fn lean(script: &[u8]) -> String {
    let lines = String::from_utf8_lossy(script);
    lines.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// The worker that opens the day's pages without a network. At the root, because it serves what lies below its own address; it carries the
/// stamp, so that a new version of any asset is a new worker.
///
/// # Errors
/// Never in a build that has its files.
pub async fn worker() -> Result<Response> {
    let file = Files::get("sw.js").ok_or(Error::NotFound)?;
    let script = lean(&file.data).replace("__STAMP__", &STAMP);
    let headers = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (CACHE_CONTROL, "no-cache"),
        (HeaderName::from_static("service-worker-allowed"), "/"),
    ];
    Ok((headers, script).into_response())
}
