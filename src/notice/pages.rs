//! Cards, the board, and the settings of both: load, decide, save, redirect. The first two pages below are open to everybody.

use super::form;
use super::model::Notice;
use super::qr;
use super::store::{self, CARDS};
use super::view::{BoardPage, CardsPage, GonePage, Offered, ScannedPage, SettingsPage};
use crate::access::{Actor, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::ledger;
use crate::risk;
use crate::risk::rules::keeps;
use crate::ticket;
use crate::web::form::{Form, Posted, query};
use crate::web::page::View;
use crate::web::{App, guard};
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderValue, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// A page of the public may be kept this long, by the reader's browser and on the way.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The page behind a card's code. Anybody may read it; who is signed in and may see the point is led on to it.
pub async fn scanned(State(app): State<App>, Path(token): Path<String>, view: View, headers: HeaderMap) -> Result<Response> {
    let view = view.of_nobody();
    let actor = guard::visitor(&app, &headers).await?;
    let (mut passerby, place) = match app.db.anybody_reads_the_card(&token).await {
        Ok(found) => found,
        Err(Error::NotFound) => return view.page_as(StatusCode::NOT_FOUND, &GonePage::card(&view)),
        Err(error) => return Err(error),
    };
    let card = store::scanned(&mut passerby, &place, &token).await?;
    let notice = store::shown(&mut passerby, &place).await?;
    drop(passerby);
    let view = view.with_levels(app.db.levels(&place.path).await?);
    let page = view.page(&ScannedPage::new(&view, &place, card, notice, actor.as_ref()))?;
    Ok(if actor.is_some() { page } else { kept(page) })
}

/// A school's risk notice board. Anybody may read it while the school keeps it open; otherwise there is none, and nobody learns which.
pub async fn board(State(app): State<App>, Path(code): Path<String>, view: View) -> Result<Response> {
    let view = view.of_nobody();
    let gone = || view.page_as(StatusCode::NOT_FOUND, &GonePage::board(&view));
    let (mut passerby, place) = match app.db.anybody_reads_the_board(&code).await {
        Ok(found) => found,
        Err(Error::NotFound) => return gone(),
        Err(error) => return Err(error),
    };
    let notice = store::shown(&mut passerby, &place).await?;
    if !notice.open {
        return gone();
    }
    let cards = store::posted(&mut passerby, &place).await?;
    let (now, listed) = store::published(&mut passerby, &place).await?;
    drop(passerby);
    let view = view.with_levels(app.db.levels(&place.path).await?);
    Ok(kept(view.page(&BoardPage::new(&view, &place, cards, listed, notice, now))?))
}

/// The page is nobody's own: it may be kept for a while, for each language apart.
fn kept(mut page: Response) -> Response {
    page.headers_mut().insert(CACHE_CONTROL, KEPT);
    page.headers_mut().append(VARY, HeaderValue::from_static("accept-language, cookie"));
    page
}

/// The root of the addresses in codes: as it was set, else as the visitor reached us.
fn root(app: &App, headers: &HeaderMap) -> String {
    if let Some(address) = &app.address {
        return address.to_string();
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let plain = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'));
    let scheme = if app.secure { "https" } else { "http" };
    if plain { format!("{scheme}://{host}") } else { String::new() }
}

/// Cards to print, one a page: those ticked, or those of a filtered list.
pub async fn cards(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    headers: HeaderMap,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    if !place.is_school() {
        return Err(Error::NotFound);
    }
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let (cards, older) = if asked.all("pick").is_empty() {
        let filter = risk::pages::filter(&asked, &view);
        let listed = risk::store::list(&mut scope, &place, &filter, CARDS + 1).await?;
        let most = usize::try_from(CARDS).unwrap_or(usize::MAX);
        let older = (listed.len() > most).then(|| listed.get(most - 1)).flatten().map(|last| {
            let after = format!("{}_{}_{}", last.level, last.number, last.id);
            format!("/o/{}/risks/cards?{}", place.code, asked.address_with("after", &after))
        });
        let ids: Vec<_> = listed.iter().take(most).map(|one| one.id).collect();
        (store::cards(&mut scope, &place, &ids).await?, older)
    } else {
        (store::numbered(&mut scope, &place, asked.all("pick")).await?, None)
    };
    let notice = store::notice(&mut scope, &place).await?;
    drop(scope);
    view.page(&CardsPage::new(
        &view,
        &place,
        cards,
        &notice,
        Offered { keeper: keeps(&actor, &place), one: false, older },
        &root(&app, &headers),
    ))
}

/// The card of one point.
pub async fn card(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    headers: HeaderMap,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let cards = store::numbered(&mut scope, &place, &[number]).await?;
    if cards.is_empty() {
        return Err(Error::NotFound);
    }
    let notice = store::notice(&mut scope, &place).await?;
    drop(scope);
    let offered = Offered { keeper: keeps(&actor, &place), one: true, older: None };
    view.page(&CardsPage::new(&view, &place, cards, &notice, offered, &root(&app, &headers)))
}

/// The code of a card alone, as a picture.
pub async fn code(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    headers: HeaderMap,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let card = store::numbered(&mut scope, &place, &[number]).await?.pop().ok_or(Error::NotFound)?;
    drop(scope);
    let qr = qr::draw(&format!("{}{}", root(&app, &headers), card.path())).ok_or_else(|| Error::Internal("too long an address".into()))?;
    let (side, path) = (qr.side, qr.path);
    let picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    );
    Ok(([(CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

/// Makes a card's printed copies void.
pub async fn renew(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-card-renewed"));
    }
    store::renew(&mut scope, &place, &head, &number, posted.fields.get("token")).await?;
    let location = format!("/o/{}/risks/{number}/card", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-card-renewed"))
}

/// The gate lets officers and principals in; a bureau has no board of its own.
fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if keeps(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

/// What the school shows.
pub async fn settings(State(app): State<App>, actor: Actor, place: Place, view: View, headers: HeaderMap) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let notice = store::notice(&mut scope, &place).await?;
    drop(scope);
    view.page(&SettingsPage::new(&view, &place, &notice, Form::filled(form::filled(&notice)), false, &root(&app, &headers)))
}

/// Sets what the school shows.
pub async fn set(State(app): State<App>, actor: Actor, place: Place, view: View, headers: HeaderMap, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-notice-set"));
    }
    let now = store::notice(&mut scope, &place).await?;
    let root = root(&app, &headers);
    if posted.fields.get("version").parse() != Ok(now.version) {
        // Their words over what stands there now.
        let again = Form::again(posted.fields, crate::web::form::Errors::default(), vec![]);
        return view.page_as(StatusCode::CONFLICT, &SettingsPage::new(&view, &place, &now, again, true, &root));
    }
    let phones = phones(&mut scope, &place, &view).await?;
    let wanted = match form::notice(&posted.fields, &phones) {
        Ok(wanted) => Notice { version: now.version, ..wanted },
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &SettingsPage::new(&view, &place, &now, again, false, &root));
        }
    };
    store::set(&mut scope, &place, &head, &wanted).await?;
    let location = format!("/o/{}/notice", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-notice-set"))
}

/// The telephone numbers of the school's people: none of them may get onto a public page.
async fn phones(scope: &mut Scope, place: &Place, view: &View) -> Result<Vec<String>> {
    Ok(ticket::store::people(scope, place, &[], view.today()).await?.into_iter().map(|one| one.phone).collect())
}
