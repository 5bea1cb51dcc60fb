//! The tree below a bureau, one level at a time.

use super::model::{Kind, Stage};
use super::store::{self, Child};
use crate::access::{Actor, Place};
use crate::error::Result;
use crate::text::{Lang, filters};
use crate::web::App;
use crate::web::page::{Section, Shell, View};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

/// Rows on one page.
const PAGE: i64 = 50;

/// What stands directly below an organisation, and the way up to where the actor's reach ends.
pub async fn below(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let above = store::above(&mut scope, &place).await?;
    let children = store::children(&mut scope, &place, asked.get("after"), PAGE + 1).await?;
    drop(scope);
    view.page(&BelowPage::new(&view, &actor, &place, above, children))
}

/// A line of the list.
pub struct Line {
    pub code: String,
    pub name: String,
    /// The Fluent key of a school's stage or a bureau's kind.
    pub key: &'static str,
    pub school: bool,
    pub schools: i64,
    pub pupils: String,
}

#[derive(Template)]
#[template(path = "org/below.html")]
pub struct BelowPage {
    pub shell: Shell,
    pub base: String,
    pub name: String,
    pub key: &'static str,
    /// Code and name of each organisation above, from the top.
    pub above: Vec<(String, String)>,
    pub lines: Vec<Line>,
    pub older: Option<String>,
    /// People are the administrator's.
    pub people: bool,
}

impl BelowPage {
    fn new(view: &View, actor: &Actor, place: &Place, above: Vec<store::Above>, mut children: Vec<Child>) -> Self {
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = children.len() > page;
        children.truncate(page);
        let base = format!("/o/{}", place.code);
        let people = actor.role() == crate::access::Role::Administrator;
        let named = |zh: String, en: String| if view.lang == Lang::En && !en.is_empty() { en } else { zh };
        Self {
            shell: view.shell(if people { Section::People } else { Section::Dashboard }),
            name: place.name(view.lang).to_owned(),
            key: place.kind.key(),
            above: above.into_iter().map(|one| (one.code, named(one.name_zh, one.name_en))).collect(),
            older: children.last().filter(|_| more).map(|last| format!("{base}/orgs?after={}", last.code)),
            lines: children
                .into_iter()
                .map(|one| Line {
                    key: one.stage.map_or(one.kind.key(), Stage::key),
                    school: one.kind == Kind::School,
                    schools: one.schools,
                    pupils: one.pupils.map(|n| n.to_string()).unwrap_or_default(),
                    name: named(one.name_zh, one.name_en),
                    code: one.code,
                })
                .collect(),
            people,
            base,
        }
    }
}
