//! The stylesheet, the icons and the little script: embedded, and cached for ever under an address that changes with their content. And what makes
//! an app of it on a phone: the manifest, and the page that stands in where there is no network.

use super::page::{Section, Shell, View};
use crate::error::{Error, Result};
use crate::text::{Lang, filters};
use askama::Template;
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

/// What a phone shows when the register is put on its home screen, in the language the page asks for: a manifest is fetched without cookies.
pub async fn manifest(RawQuery(query): RawQuery) -> Response {
    let lang = if query.as_deref() == Some("lang=en") { Lang::En } else { Lang::Zh };
    let icon = |name: &str, kind: &str, sizes: &str, purpose: &str| serde_json::json!({ "src": format!("/static/{name}"), "type": kind, "sizes": sizes, "purpose": purpose });
    let manifest = serde_json::json!({
        "id": "/",
        "lang": lang.tag(),
        "name": lang.say("app-name"),
        "short_name": lang.say("product"),
        "description": lang.say("app-about"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#FFFFFF",
        "background_color": "#F4F6F5",
        "icons": [
            icon("favicon.svg", "image/svg+xml", "any", "any"),
            icon("icon-192.png", "image/png", "192x192", "any"),
            icon("icon-512.png", "image/png", "512x512", "any"),
            icon("icon-mask.png", "image/png", "512x512", "maskable"),
        ],
    });
    ([(CONTENT_TYPE, "application/manifest+json"), (CACHE_CONTROL, "public, max-age=3600")], manifest.to_string()).into_response()
}

#[derive(Template)]
#[template(path = "offline.html")]
struct OfflinePage {
    shell: Shell,
}

/// The page the worker keeps for where there is no network. Nothing of whoever asks is on it.
///
/// # Errors
/// When the template fails, which is a fault of ours.
pub async fn offline(view: View) -> Result<Response> {
    let view = view.of_nobody();
    view.page(&OfflinePage { shell: view.shell(Section::Home) })
}
