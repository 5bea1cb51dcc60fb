//! The auditor's pages: the ends of all chains within reach, the events of one chain, and the ends as a file to keep elsewhere.

use super::store::{self, Chain, PAGE, Past};
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::text::filters;
use crate::web::App;
use crate::web::page::{Section, Shell, View};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "ledger/list.html")]
struct ListPage {
    shell: Shell,
    place: Place,
    name: String,
    words: String,
    rows: Vec<ChainRow>,
    older: Option<String>,
}

struct ChainRow {
    chain: Chain,
    name: String,
}

impl ChainRow {
    fn url(&self) -> String {
        format!("/o/{}/ledger/events", self.chain.code)
    }
    fn short(&self) -> &str {
        short(&self.chain.hash)
    }
}

#[derive(Template)]
#[template(path = "ledger/events.html")]
struct EventsPage {
    shell: Shell,
    place: Place,
    name: String,
    rows: Vec<EventRow>,
    older: Option<String>,
    newest: bool,
}

struct EventRow {
    past: Past,
    /// What was done, in words where we have them, else its code.
    act: String,
    url: Option<String>,
}

impl EventRow {
    fn short(&self) -> &str {
        short(&self.past.hash)
    }
}

fn page_size() -> usize {
    usize::try_from(PAGE).unwrap_or(usize::MAX)
}

/// The first digits of a hash: enough to compare by eye, the whole is beside it.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// The ends of the chains within reach.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let words: String = asked.get("words").chars().filter(|c| !c.is_control()).take(80).collect();
    let after: String = asked.get("after").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').take(200).collect();
    let mut scope = app.db.scope(&actor).await?;
    let chains = store::chains(&mut scope, &place, &words, &after, PAGE + 1).await?;
    drop(scope);
    let more = chains.len() > page_size();
    let rows: Vec<ChainRow> =
        chains.into_iter().take(page_size()).map(|chain| ChainRow { name: chain.name(view.lang).to_owned(), chain }).collect();
    let older =
        rows.last().filter(|_| more).map(|last| format!("/o/{}/ledger?{}", place.code, asked.address_with("after", &last.chain.path)));
    view.page(&ListPage { shell: view.shell(Section::Ledger), name: place.name(view.lang).to_owned(), place, words, rows, older })
}

/// The ends as a file, to be kept where nobody here can change it.
pub async fn anchors(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let anchors = store::anchors(&mut scope, &place).await?;
    drop(scope);
    tracing::info!(person = %actor.person(), org = %place.code, chains = anchors.len(), "took the anchors");
    let name = format!("attachment; filename=\"anchors-{}-{}.jsonl\"", place.code, view.today());
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], super::write_anchors(&anchors))
        .into_response())
}

/// The events of one organisation's own chain, the newest first.
pub async fn events(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let before: Option<i64> = match asked.get("before") {
        "" => None,
        seq => Some(seq.parse().map_err(|_| Error::NotFound)?),
    };
    let mut scope = app.db.scope(&actor).await?;
    let events = store::events(&mut scope, &place, before, PAGE + 1).await?;
    drop(scope);
    let more = events.len() > page_size();
    let rows: Vec<EventRow> = events
        .into_iter()
        .take(page_size())
        .map(|past| {
            let key = format!("did-{}", past.act.replace('_', "-"));
            let act = if view.lang.knows(&key) { view.lang.say(&key) } else { past.act.replace('_', " ") };
            EventRow { act, url: url(&place, &past), past }
        })
        .collect();
    let older = rows.last().filter(|_| more).map(|last| format!("/o/{}/ledger/events?before={}", place.code, last.past.seq));
    view.page(&EventsPage {
        shell: view.shell(Section::Ledger),
        name: place.name(view.lang).to_owned(),
        place,
        rows,
        older,
        newest: before.is_none(),
    })
}

/// Where the thing itself stands. People have no page for auditors.
fn url(place: &Place, past: &Past) -> Option<String> {
    let folder = match past.subject.as_str() {
        "ticket" => "tickets",
        "inspection" => "inspections",
        "risk_point" => "risks",
        "plan" => "map",
        // Its title is no address.
        "campaign" => return past.about.as_ref().map(|_| format!("/o/{}/campaigns/{}", place.code, past.subject_id)),
        _ => return None,
    };
    past.about.as_ref().map(|number| format!("/o/{}/{folder}/{number}", place.code))
}
