//! What stands before and around every handler: the gate, the language, the error page, headers and limits.

use super::App;
use super::page::{ErrorPage, View};
use super::routes::Gate;
use crate::access::{Actor, Place};
use crate::error::{Error, Shown};
use crate::level::Levels;
use crate::text::{Lang, Telling};
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, REFERRER_POLICY,
    SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode, Uri, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::net::{IpAddr, SocketAddr};

/// The session's cookie; `__Host-` only holds over TLS.
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-session" } else { "session" }
}

/// A cookie's value.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// A Set-Cookie line. `seconds` of `None` lasts as long as the browser; 0 deletes.
pub fn set_cookie(name: &str, value: &str, seconds: Option<u64>, secure: bool) -> (HeaderName, String) {
    let age = seconds.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    let secure = if secure { "; Secure" } else { "" };
    (SET_COOKIE, format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}"))
}

/// The visitor's language: what they chose, else what their browser asks for, else Chinese.
pub fn language(headers: &HeaderMap) -> Lang {
    cookie(headers, "language")
        .and_then(Lang::from_tag)
        .or_else(|| headers.get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok()).and_then(Lang::accepted))
        .unwrap_or_default()
}

/// Whether a script asks: it wants JSON, also when something is wrong.
pub fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
}

/// The gate of one door. Signs in, checks reach and role, and leaves [`Actor`] and [`Place`] for the handler.
/// What you may not see is absent: 404, never 403.
pub async fn pass(gate: Gate, params: RawPathParams, mut request: Request, next: Next) -> Response {
    if gate == Gate::Public {
        return next.run(request).await;
    }
    // Nothing of ours is called by a name with control characters, and the database could not even be asked for it.
    if params.iter().any(|(_, value)| value.chars().any(char::is_control)) {
        return Error::NotFound.into_response();
    }
    let Some(app) = request.extensions().get::<App>().cloned() else {
        return Error::Internal("no App on the request".into()).into_response();
    };
    let token = cookie(request.headers(), cookie_name(app.secure)).map(ToOwned::to_owned);
    let actor = match &token {
        Some(token) => match app.db.actor_of(token, app.life).await {
            Ok(actor) => actor,
            Err(error) => return error.into_response(),
        },
        None => None,
    };
    if gate == Gate::Arriving {
        if let Some(actor) = actor {
            request.extensions_mut().insert(actor);
        }
        return next.run(request).await;
    }
    let Some(actor) = actor else {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        return arrive(&app, token.as_deref(), &method, &uri).await;
    };
    if actor.must_change() {
        return Redirect::to("/password").into_response();
    }
    let own = || (actor.place().clone(), actor.levels().clone());
    let (place, levels) = match params.iter().find(|(name, _)| *name == "org") {
        None => own(),
        Some((_, code)) if code == actor.place().code => own(),
        Some((_, code)) => match app.db.place(&actor, code).await {
            Ok(found) => found,
            Err(error) => return error.into_response(),
        },
    };
    if let Gate::Roles(roles) = gate
        && !roles.contains(&actor.role())
    {
        return Error::NotFound.into_response();
    }
    request.extensions_mut().insert(actor);
    request.extensions_mut().insert(place);
    request.extensions_mut().insert(levels);
    next.run(request).await
}

/// Nobody acts yet: to the choice of post when the session is good but has none, else to the sign-in with the way back.
async fn arrive(app: &App, token: Option<&str>, method: &Method, uri: &Uri) -> Response {
    if let Some(token) = token {
        match app.db.person_of(token, app.life).await {
            Ok(Some(_)) => return Redirect::to("/post").into_response(),
            Ok(None) => {}
            Err(error) => return error.into_response(),
        }
    }
    if *method != Method::GET {
        return Error::SignedOut.into_response();
    }
    let here = uri.path_and_query().map_or("/", |here| here.as_str());
    if here == "/" {
        return Redirect::to("/login").into_response();
    }
    let next = percent_encoding::utf8_percent_encode(here, percent_encoding::NON_ALPHANUMERIC);
    Redirect::to(&format!("/login?next={next}")).into_response()
}

/// Whoever is signed in, on a page that anybody may read. Nobody for those who must change their password first.
///
/// # Errors
/// When the database is away.
pub async fn visitor(app: &App, headers: &HeaderMap) -> Result<Option<Actor>, Error> {
    match cookie(headers, cookie_name(app.secure)) {
        Some(token) => Ok(app.db.actor_of(token, app.life).await?.filter(|actor| !actor.must_change())),
        None => Ok(None),
    }
}

/// Where to go after sign-in: inside this site only.
pub fn safe_next(next: &str) -> Option<&str> {
    let mut chars = next.chars();
    let inside = chars.next() == Some('/') && !matches!(chars.next(), Some('/' | '\\'));
    (inside && !next.chars().any(char::is_control) && next.len() < 2000).then_some(next)
}

/// The address a request came from. X-Forwarded-For counts only when a configured proxy wrote it.
pub fn address(app: &App, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<IpAddr> {
    let peer = peer.map(|peer| peer.ip());
    match peer {
        Some(ip) if app.proxies.contains(&ip) => headers
            .get("x-forwarded-for")
            .and_then(|list| list.to_str().ok())
            .and_then(|list| list.rsplit(',').find_map(|one| one.trim().parse::<IpAddr>().ok().filter(|ip| !app.proxies.contains(ip))))
            .or(peer),
        other => other,
    }
}

/// Makes the error page, once, for our own errors and for the framework's, and sets the headers every answer carries.
pub async fn dress(request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let zone = request.extensions().get::<App>().map(|app| app.zone);
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    let back = request.uri().path().to_owned();
    let json = wants_json(request.headers());
    let mut response = next.run(request).await;
    if json && response.status().is_redirection() {
        // Sent elsewhere by a gate: to sign in, to choose a post, to change a password. A script cannot go there.
        response = Error::SignedOut.into_response();
    }
    let status = response.status();
    let ours = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html") || kind.as_bytes().starts_with(b"application/json"));
    if (status.is_client_error() || status.is_server_error()) && !ours {
        let key = response.extensions().get::<Shown>().and_then(|shown| shown.key);
        let page = ErrorPage::new(lang, status, key, id, back);
        let telling = Telling { lang, zone: zone.unwrap_or(crate::clock::Zone(chrono_tz::UTC)), levels: Levels::default() };
        let retry = response.headers().get(axum::http::header::RETRY_AFTER).cloned();
        response = if json {
            (status, axum::Json(serde_json::json!({ "error": lang.say(&page.text) }))).into_response()
        } else {
            let html = askama::Template::render_with_values(&page, &telling).unwrap_or_else(|_| status.to_string());
            (status, axum::response::Html(html)).into_response()
        };
        if let Some(retry) = retry {
            response.headers_mut().insert(axum::http::header::RETRY_AFTER, retry);
        }
    }
    let headers = response.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A fault of ours must not close the connection without a word.
pub fn on_panic(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts.extensions.get::<Self>().cloned().ok_or(Error::SignedOut)
    }
}

impl<S: Send + Sync> axum::extract::OptionalFromRequestParts<S> for Actor {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Error> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts.extensions.get::<Self>().cloned().ok_or(Error::NotFound)
    }
}

impl FromRequestParts<App> for View {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        Ok(View::new(
            language(&parts.headers),
            app,
            parts.extensions.get::<Actor>().cloned(),
            parts.extensions.get::<Place>().cloned(),
            parts.extensions.get::<Levels>().cloned().unwrap_or_default(),
            cookie(&parts.headers, "flash").map(ToOwned::to_owned),
            parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        )
        .for_script(wants_json(&parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_inside_this_site_are_gone_back_to() {
        for good in ["/", "/o/1/tickets?state=open", "/o/1/tickets/2026-0001"] {
            assert_eq!(safe_next(good), Some(good));
        }
        for bad in ["", "http://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=1"] {
            assert_eq!(safe_next(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=1; session=abc; language=en"));
        assert_eq!(cookie(&headers, "session"), Some("abc"));
        assert_eq!(cookie(&headers, "sess"), None);
        assert_eq!(language(&headers), Lang::En);
    }
}
