//! The pages of messages: the inbox, one's own settings, and what an organisation sets.

use super::form;
use super::outbox;
use super::store::{self, PAGE, hooks, ladder as ladders, mail};
use super::view::{HooksPage, InboxPage, LadderPage, SettingsPage};
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::ledger;
use crate::web::App;
use crate::web::form::{Errors, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use rand::RngExt;

/// A person's messages within the reach of the post they act through, newest first.
pub async fn inbox(State(app): State<App>, actor: Actor, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let (unread, after) = (asked.get("show") == "unread", asked.get("after").parse().ok());
    let mut scope = app.db.scope(&actor).await?;
    let messages = store::inbox(&mut scope, unread, after, PAGE + 1).await?;
    drop(scope);
    view.page(&InboxPage::new(&view, unread, after, messages))
}

/// Opens a message: it is read, and leads to what it tells of.
pub async fn open(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let message = store::open(&mut scope, id.parse().map_err(|_| Error::NotFound)?).await?;
    scope.commit().await?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, message.href())]).into_response())
}

/// Marks as read whatever was on the page, and older ones.
pub async fn read_all(State(app): State<App>, actor: Actor, view: View, posted: Posted) -> Result<Response> {
    let newest = posted.fields.get("newest").parse().map_err(|_| Error::Unreadable("form-broken"))?;
    let mut scope = app.db.scope(&actor).await?;
    store::read_all(&mut scope, newest).await?;
    scope.commit().await?;
    Ok(view.done("/inbox", "flash-inbox-read"))
}

const SETTINGS: &str = "/inbox/settings";

async fn settings_page(app: &App, actor: &Actor, view: &View, status: StatusCode, form: Form) -> Result<Response> {
    let own = mail::of(&app.db, actor.person()).await?;
    view.page_as(status, &SettingsPage::new(view, actor, own, app.carrier.mail.is_some(), form))
}

/// What a person is told by mail.
pub async fn settings(State(app): State<App>, actor: Actor, view: View) -> Result<Response> {
    settings_page(&app, &actor, &view, StatusCode::OK, Form::blank()).await
}

/// Keeps what a person wants by mail.
pub async fn choose(State(app): State<App>, actor: Actor, view: View, posted: Posted) -> Result<Response> {
    mail::choose(&app.db, actor.person(), &form::kinds(&posted.fields)).await?;
    Ok(view.done(SETTINGS, "flash-message-chosen"))
}

/// Takes an address that is to be confirmed, and mails a code there.
pub async fn ask(State(app): State<App>, actor: Actor, view: View, posted: Posted) -> Result<Response> {
    if app.carrier.mail.is_none() {
        return Err(Error::Conflict("message-no-mail"));
    }
    let again =
        |errors| settings_page(&app, &actor, &view, StatusCode::UNPROCESSABLE_ENTITY, Form::again(posted.fields.clone(), errors, vec![]));
    let address = match form::address(&posted.fields) {
        Ok(address) => address,
        Err(errors) => return again(errors).await,
    };
    let code = format!("{:06}", rand::rng().random_range(0..1_000_000_u32));
    if !mail::ask(&app.db, actor.person(), actor.scope(), &address, &code).await? {
        // A second press finds the code on its way; another address has to wait.
        if mail::of(&app.db, actor.person()).await?.wanted == address {
            return Ok(view.done(SETTINGS, "flash-message-code-sent"));
        }
        let mut errors = Errors::default();
        errors.add("mail", "message-mail-too-soon");
        return again(errors).await;
    }
    Ok(view.done(SETTINGS, "flash-message-code-sent"))
}

/// Confirms the address that waits.
pub async fn confirm(State(app): State<App>, actor: Actor, view: View, posted: Posted) -> Result<Response> {
    let typed: String = posted.fields.get("code").chars().filter(|c| !c.is_whitespace()).take(20).collect();
    if mail::confirm(&app.db, actor.person(), &typed).await? {
        return Ok(view.done(SETTINGS, "flash-message-mail-confirmed"));
    }
    let mut errors = Errors::default();
    errors.add("code", "message-code-wrong");
    settings_page(&app, &actor, &view, StatusCode::UNPROCESSABLE_ENTITY, Form::again(posted.fields, errors, vec![])).await
}

/// Forgets a person's address.
pub async fn forget(State(app): State<App>, actor: Actor, view: View) -> Result<Response> {
    mail::forget(&app.db, actor.person()).await?;
    Ok(view.done(SETTINGS, "flash-message-mail-forgotten"))
}

/// What an organisation sets is set at home, not from above.
fn at_home(actor: &Actor, place: &Place) -> Result<()> {
    if actor.place().id == place.id { Ok(()) } else { Err(Error::NotFound) }
}

/// The webhooks of an organisation.
pub async fn hooks(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    at_home(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let hooks = hooks::list(&mut scope, &place).await?;
    drop(scope);
    view.page(&HooksPage::new(&view, &place, hooks, Form::blank()))
}

/// Keeps a webhook.
pub async fn add_hook(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    at_home(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-webhook-added"));
    }
    let known = hooks::list(&mut scope, &place).await?;
    let draft = match form::hook(&posted.fields, app.carrier.http.plain()) {
        Ok(draft) => draft,
        Err(errors) => {
            drop(scope);
            let mut fields = posted.fields;
            fields.set("secret", "");
            let again = Form::again(fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &HooksPage::new(&view, &place, known, again));
        }
    };
    if known.len() >= hooks::MOST {
        return Err(Error::Conflict("webhook-too-many"));
    }
    let id = hooks::add(&mut scope, &place, &head, view.lang, &draft).await?;
    let location = format!("/o/{}/webhooks", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    tracing::info!(actor = %actor.person(), org = %place.code, webhook = %id, host = %draft.host, "a webhook was added");
    Ok(view.done(&location, "flash-webhook-added"))
}

/// Sends a test to a webhook. How it went stands on the page it leads to.
pub async fn test_hook(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    at_home(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let hook = hooks::list(&mut scope, &place).await?.into_iter().find(|one| one.id.to_string() == id).ok_or(Error::NotFound)?;
    drop(scope);
    outbox::test(&app, hook.id, view.at()).await?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, format!("/o/{}/webhooks#{id}", place.code))]).into_response())
}

/// Takes a webhook out of use.
pub async fn end_hook(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    at_home(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let (request, location) = (posted.fields.request_id(), format!("/o/{}/webhooks", place.code));
    if ledger::answered(&mut scope, &place, request).await?.is_none() {
        hooks::end(&mut scope, &place, &head, id.parse().map_err(|_| Error::NotFound)?).await?;
        ledger::remember(&mut scope, &place, request, &location).await?;
        scope.commit().await?;
    }
    Ok(view.done(&location, "flash-webhook-ended"))
}

/// When whom a bureau has reminded.
pub async fn ladder(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    bureau_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let (version, ladder) = ladders::of(&mut scope, &place).await?;
    drop(scope);
    view.page(&LadderPage::standing(&view, &place, version, &ladder))
}

fn bureau_only(actor: &Actor, place: &Place) -> Result<()> {
    if place.is_school() { Err(Error::NotFound) } else { at_home(actor, place) }
}

/// Sets the ladder of a bureau; deadlines are told by it from tomorrow's round on.
pub async fn set_ladder(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    bureau_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-ladder-set"));
    }
    let (version, _) = ladders::of(&mut scope, &place).await?;
    if posted.fields.get("version").parse() != Ok(version) {
        drop(scope);
        let again = Form::again(posted.fields, Errors::default(), vec![]);
        return view.page_as(StatusCode::CONFLICT, &LadderPage::new(&view, &place, version, again, true));
    }
    let ladder = match form::ladder(&posted.fields) {
        Ok(ladder) => ladder,
        Err(errors) => {
            drop(scope);
            let again = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &LadderPage::new(&view, &place, version, again, false));
        }
    };
    ladders::set(&mut scope, &place, &head, version, &ladder).await?;
    let location = format!("/o/{}/ladder", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    tracing::info!(actor = %actor.person(), org = %place.code, "set the ladder of reminders");
    Ok(view.done(&location, "flash-ladder-set"))
}
