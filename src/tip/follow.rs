//! Where a reporter follows their report with its code: how far it is, what the school says, the repair, and whether they agree.

use super::form;
use super::intake::{Peer, counted, limits_at, promised};
use super::limits::limits;
use super::model::Followed;
use super::receipt::Code;
use super::rules;
use super::store;
use super::store::quota::{self, Counted};
use super::view::{AskPage, FollowPage};
use crate::error::{Error, Result};
use crate::web::App;
use crate::web::form::{Fields, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

/// The form for a code, or how the report with this code stands. Codes nobody holds are counted, so that nobody tries them out.
pub async fn show(State(app): State<App>, view: View, headers: HeaderMap, peer: Peer, RawQuery(asked): RawQuery) -> Result<Response> {
    let view = view.of_nobody();
    let asked = query(asked.as_deref().unwrap_or_default())?;
    if !asked.has("code") {
        return view.page(&AskPage::new(&view, Form::blank(), false));
    }
    match found(&app, &asked, &counted(&app, &headers, peer)).await? {
        Some((code, tip)) => view.page(&FollowPage::new(&view, &code, tip, Form::blank(), asked.ticked("new"))),
        None => unknown(&view, asked),
    }
}

fn unknown(view: &View, mut asked: Fields) -> Result<Response> {
    let typed: String = asked.get("code").chars().filter(|c| !c.is_control()).take(60).collect();
    asked.set("code", typed);
    view.page_as(StatusCode::NOT_FOUND, &AskPage::new(view, Form::filled(asked), true))
}

/// The report a code leads to. One that is no code takes the same way as one that nobody holds.
async fn found(app: &App, asked: &Fields, address: &str) -> Result<Option<(Code, Followed)>> {
    let looks = [Counted::looks(address)];
    let so_far = quota::counts(&app.db, &looks).await?;
    if let Some(hits) = so_far.first().filter(|hits| hits.hits >= limits().looks.most) {
        return Err(Error::TooMany(u32::try_from(hits.left).unwrap_or(1).max(1)));
    }
    let known = Code::parse(asked.get("code"));
    let code = known.clone().unwrap_or_else(Code::draw);
    let mut passerby = app.db.anybody_follows(&code.receipt().hex()).await?;
    let tip = store::followed(&mut passerby, code.receipt()).await?;
    drop(passerby);
    match tip.filter(|_| known.is_some()) {
        Some(tip) => Ok(Some((code, tip))),
        None => {
            quota::count(&app.db, &looks).await?;
            Ok(None)
        }
    }
}

/// It is not so: puts the report before the officer again. A second press finds it there.
pub async fn contest(State(app): State<App>, view: View, headers: HeaderMap, peer: Peer, posted: Posted) -> Result<Response> {
    let view = view.of_nobody();
    let address = counted(&app, &headers, peer);
    let tries = quota::count(&app.db, &[Counted::tries(&address)]).await?;
    if let Some(wait) = tries.first().and_then(|hits| hits.beyond(limits().tries)) {
        return Err(Error::TooMany(wait));
    }
    let Some((code, tip)) = found(&app, &posted.fields, &address).await? else { return unknown(&view, posted.fields) };
    let back = Redirect::to(&format!("/follow?code={}", code.plain())).into_response();
    if tip.state == super::model::State::Contested {
        return Ok(back);
    }
    if rules::contestable(&tip).is_none() {
        return Err(Error::Conflict("tip-contest-late"));
    }
    let words = match form::contest(&posted.fields) {
        Ok(words) => words,
        Err(errors) => {
            let form = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &FollowPage::new(&view, &code, tip, form, false));
        }
    };
    let due_on = promised(&limits_at(&app, &tip.path).await?, view.zone.day(tip.now));
    let mut passerby = app.db.anybody_follows(&code.receipt().hex()).await?;
    store::contest(&mut passerby, code.receipt(), &tip, &words, due_on).await?;
    passerby.commit().await?;
    Ok(back)
}

/// A picture of the repair, small.
pub async fn repair(State(app): State<App>, headers: HeaderMap, peer: Peer, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let Some((code, tip)) = found(&app, &asked, &counted(&app, &headers, peer)).await? else { return Err(Error::NotFound) };
    let number: i64 = asked.get("n").parse().ok().filter(|n| (1..=tip.repairs).contains(n)).ok_or(Error::NotFound)?;
    let mut passerby = app.db.anybody_follows(&code.receipt().hex()).await?;
    let name = store::repair(&mut passerby, code.receipt(), number).await?;
    drop(passerby);
    let jpeg = if asked.get("size") == "page" { app.shelf.page(&name).await? } else { app.shelf.thumb(&name).await? };
    let headers =
        [(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, "private, max-age=3600"), (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")];
    Ok((headers, jpeg).into_response())
}
