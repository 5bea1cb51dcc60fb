//! Sign-in, the choice of post, sign-out, the change of one's password, the choice of language.
//!
//! Guessing is slowed, never locked out: failures are counted in the database per account and address and per address, and each counts
//! longer than the one before. Known and unknown names get the same answer in the same time.

use super::password;
use crate::access::Actor;
use crate::db::{HeldPost, Session};
use crate::error::{Error, Result};
use crate::id::{PersonId, PostId};
use crate::text::{Lang, filters};
use crate::web::form::{Errors, Form, Posted};
use crate::web::page::{Section, Shell, View};
use crate::web::{App, guard};
use askama::Template;
use axum::Extension;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::header::{LOCATION, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use rand::Rng;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Failures older than this no longer count.
const FORGET_AFTER: Duration = Duration::from_secs(15 * 60);
/// Failures of one account from one address before waiting begins.
const FREE_TRIES: i32 = 5;
/// Failures from one address, over all accounts: a school behind one router shares it.
const FREE_TRIES_OF_ADDRESS: i32 = 60;

#[derive(Template)]
#[template(path = "person/sign_in.html")]
struct SignInPage {
    shell: Shell,
    form: Form,
    next: String,
}

#[derive(Template)]
#[template(path = "person/choose_post.html")]
struct PostsPage {
    shell: Shell,
    posts: Vec<PostRow>,
}

struct PostRow {
    id: PostId,
    title: String,
    org: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "person/password.html")]
struct PasswordPage {
    shell: Shell,
    form: Form,
}

/// The sign-in form.
pub async fn form(view: View, Query(query): Query<BTreeMap<String, String>>) -> Result<Response> {
    let next = query.get("next").and_then(|next| guard::safe_next(next)).unwrap_or_default().to_owned();
    view.page(&SignInPage { shell: view.shell(Section::None), form: Form::blank(), next })
}

/// Signs in.
pub async fn enter(
    State(app): State<App>,
    view: View,
    headers: HeaderMap,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    posted: Posted,
) -> Result<Response> {
    let fields = &posted.fields;
    let (username, secret) = (fields.get("username").trim().to_lowercase(), fields.get("password").to_owned());
    let next = guard::safe_next(fields.get("next")).unwrap_or_default().to_owned();
    let mut errors = Errors::default();
    if username.is_empty() {
        errors.add("username", "sign-in-username-missing");
    }
    if secret.is_empty() {
        errors.add("password", "sign-in-password-missing");
    }
    let again = |errors| {
        let mut kept = posted.fields.clone();
        kept.set("password", "");
        let mut shell = view.shell(Section::None);
        shell.problem = true;
        view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage { shell, form: Form::again(kept, errors, vec![]), next: next.clone() })
    };
    if !errors.is_empty() {
        return again(errors);
    }
    if username.len() > 200 || username.contains('\0') || secret.len() > password::LONGEST {
        errors.add("password", "sign-in-wrong");
        return again(errors);
    }
    let address = guard::address(&app, &headers, peer.map(|Extension(ConnectInfo(peer))| peer));
    let (of_account, of_address) = buckets(&username, address);
    let buckets = [of_account.clone(), of_address.clone()];
    if let Some(wait) = wait(&app, &of_account, &of_address).await? {
        return Err(Error::TooMany(wait));
    }
    let account = app.db.account(&username).await?;
    let good = password::check(&app, secret, account.as_ref().map(|account| account.password_hash.clone())).await?;
    let Some(account) = account.filter(|_| good) else {
        app.db.count_failure(&buckets, FORGET_AFTER).await?;
        tracing::warn!("a sign-in failed");
        errors.add("password", "sign-in-wrong");
        return again(errors);
    };
    if account.posts.is_empty() {
        errors.add("username", "sign-in-no-post");
        return again(errors);
    }
    app.db.forgive(&of_account).await?;
    let session = fresh_session();
    let only = match account.posts.as_slice() {
        [one] => Some(one.id),
        _ => None,
    };
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    app.db.begin_session(&session, account.person, only, agent, app.life).await?;
    let to = if only.is_none() {
        "/post"
    } else if next.is_empty() {
        "/"
    } else {
        &next
    };
    let mut response = signed(&app, &session, to)?;
    if let Some(tag) = account.language.as_deref().and_then(Lang::from_tag) {
        append_cookie(&mut response, &guard::set_cookie("language", tag.tag(), Some(YEAR), app.secure).1)?;
    }
    Ok(response)
}

const YEAR: u64 = 365 * 24 * 3600;

fn append_cookie(response: &mut Response, cookie: &str) -> Result<()> {
    let value = HeaderValue::from_str(cookie).map_err(|error| Error::Internal(error.to_string()))?;
    response.headers_mut().append(SET_COOKIE, value);
    Ok(())
}

/// 303 with the session's cookie.
fn signed(app: &App, session: &Session, to: &str) -> Result<Response> {
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, to.to_owned())]).into_response();
    append_cookie(&mut response, &guard::set_cookie(guard::cookie_name(app.secure), &session.token, None, app.secure).1)?;
    Ok(response)
}

fn fresh_session() -> Session {
    let mut bits = [0_u8; 32];
    rand::rng().fill_bytes(&mut bits);
    Session { token: hex::encode(bits) }
}

/// The two counters of a try. Hashed: the table is not a list of who tried what from where.
fn buckets(username: &str, address: Option<IpAddr>) -> (String, String) {
    let address = address.map(|ip| ip.to_string()).unwrap_or_default();
    let hashed = |text: String| hex::encode(Sha256::digest(text.as_bytes()));
    (hashed(format!("account:{username}:{address}")), hashed(format!("address:{address}")))
}

/// Seconds to wait before the next try is looked at; doubles with each failure beyond the free ones, up to five minutes.
async fn wait(app: &App, of_account: &str, of_address: &str) -> Result<Option<u32>> {
    let failures = app.db.failures(&[of_account.to_owned(), of_address.to_owned()], FORGET_AFTER).await?;
    let left = failures.into_iter().filter_map(|(bucket, count, last, now)| {
        let free = if bucket == of_account { FREE_TRIES } else { FREE_TRIES_OF_ADDRESS };
        let wait = pause(count, free)?;
        let passed = (now - last).num_seconds();
        u32::try_from(i64::from(wait) - passed).ok().filter(|left| *left > 0)
    });
    Ok(left.max())
}

/// The pause after so many failures, in seconds.
fn pause(count: i32, free: i32) -> Option<u32> {
    let beyond = u32::try_from(count - free).ok()?;
    Some(2_u32.saturating_pow(beyond.min(8) + 2).min(300))
}

/// Signs out.
pub async fn leave(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    if let Some(token) = guard::cookie(&headers, guard::cookie_name(app.secure)) {
        app.db.end_session(token).await?;
    }
    let mut response = Redirect::to("/login").into_response();
    append_cookie(&mut response, &guard::set_cookie(guard::cookie_name(app.secure), "", Some(0), app.secure).1)?;
    Ok(response)
}

/// Changes the language, for this browser and (when signed in) for the person.
pub async fn language(State(app): State<App>, headers: HeaderMap, posted: Posted) -> Result<Response> {
    let lang = Lang::from_tag(posted.fields.get("to")).unwrap_or_default();
    let next = guard::safe_next(posted.fields.get("next")).unwrap_or("/").to_owned();
    if let Some(token) = guard::cookie(&headers, guard::cookie_name(app.secure))
        && let Some(person) = app.db.person_of(token, app.life).await?
    {
        app.db.choose_language(person, lang.tag()).await?;
    }
    let mut response = Redirect::to(&next).into_response();
    append_cookie(&mut response, &guard::set_cookie("language", lang.tag(), Some(YEAR), app.secure).1)?;
    Ok(response)
}

/// The person behind this request's session, with or without a post.
async fn arriving(app: &App, headers: &HeaderMap) -> Result<Option<(PersonId, String)>> {
    let Some(token) = guard::cookie(headers, guard::cookie_name(app.secure)) else { return Ok(None) };
    Ok(app.db.person_of(token, app.life).await?.map(|person| (person, token.to_owned())))
}

/// The posts to choose from.
pub async fn posts(State(app): State<App>, view: View, actor: Option<Actor>, headers: HeaderMap) -> Result<Response> {
    let Some((person, _)) = arriving(&app, &headers).await? else { return Ok(Redirect::to("/login").into_response()) };
    let name = |post: &HeldPost| if view.lang == Lang::En && !post.org_en.is_empty() { post.org_en.clone() } else { post.org_zh.clone() };
    let posts = app.db.posts_of(person).await?;
    let posts = posts
        .iter()
        .map(|post| PostRow {
            id: post.id,
            title: if post.title.is_empty() { view.lang.say(&format!("role-{}", post.role)) } else { post.title.clone() },
            org: name(post),
            current: actor.as_ref().is_some_and(|actor| actor.post() == post.id),
        })
        .collect();
    view.page(&PostsPage { shell: view.shell(Section::None), posts })
}

/// Acts through another post from now on. Rights change, so the session gets a fresh token.
pub async fn choose(State(app): State<App>, headers: HeaderMap, posted: Posted) -> Result<Response> {
    let Some((_, token)) = arriving(&app, &headers).await? else { return Ok(Redirect::to("/login").into_response()) };
    let post = posted.fields.get("post").parse().map_err(|_| Error::NotFound)?;
    let session = fresh_session();
    if !app.db.choose_post(&token, &session, post).await? {
        return Err(Error::NotFound);
    }
    signed(&app, &session, "/")
}

/// The form for a new password.
pub async fn password_form(State(app): State<App>, view: View, headers: HeaderMap) -> Result<Response> {
    if arriving(&app, &headers).await?.is_none() {
        return Ok(Redirect::to("/login").into_response());
    }
    view.page(&PasswordPage { shell: view.shell(Section::None), form: Form::blank() })
}

/// Changes one's own password and ends one's other sessions.
pub async fn change_password(State(app): State<App>, view: View, headers: HeaderMap, posted: Posted) -> Result<Response> {
    let Some((person, token)) = arriving(&app, &headers).await? else { return Ok(Redirect::to("/login").into_response()) };
    let fields = &posted.fields;
    let (old, new, again) = (fields.get("old"), fields.get("new"), fields.get("again"));
    let mut errors = Errors::default();
    if new.chars().count() < password::SHORTEST {
        errors.add_with("new", "password-too-short", password::SHORTEST.to_string());
    } else if new.len() > password::LONGEST {
        errors.add("new", "password-too-long");
    } else if new == old {
        errors.add("new", "password-same");
    } else if new != again {
        errors.add("again", "password-differs");
    }
    if !password::confirm(&app, person, old).await? {
        errors.add("old", "password-wrong");
    }
    if !errors.is_empty() {
        let mut shell = view.shell(Section::None);
        shell.problem = true;
        return view.page_as(
            StatusCode::UNPROCESSABLE_ENTITY,
            &PasswordPage { shell, form: Form::again(crate::web::form::Fields::default(), errors, vec![]) },
        );
    }
    let hash = password::make(&app, new.to_owned()).await?;
    app.db.change_password(person, &hash, &token).await?;
    Ok(view.done("/", "flash-password"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_and_never_becomes_a_lock_out() {
        assert_eq!(pause(4, 5), None);
        assert_eq!(pause(5, 5), Some(4));
        assert_eq!(pause(6, 5), Some(8));
        assert_eq!(pause(1000, 5), Some(300));
    }
}
