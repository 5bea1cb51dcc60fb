//! What the delegations' template is given.

use super::rules::{self, Delegation};
use crate::access::{Actor, Place};
use crate::id::RequestId;
use crate::text::filters;
use crate::ticket::store::Known;
use crate::web::form::{Choice, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;

#[derive(Template)]
#[template(path = "delegation/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub gives: bool,
    pub form: Form,
    pub people: Vec<Choice>,
    pub today: String,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub one: Delegation,
    /// `now`, `later`, `over`, `ended`.
    pub state: &'static str,
    /// Where this visitor ends it.
    pub end: Option<(String, RequestId)>,
}

impl ListPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, known: Vec<Delegation>, people: &[&Known], form: Form) -> Self {
        let today = view.today();
        let mut shell = view.shell(Section::Desk);
        shell.problem = form.has_faults();
        let rows = known
            .into_iter()
            .map(|one| {
                let state = rules::state(one.from, one.to, one.ended_at.is_some(), today);
                let mine = [one.principal, one.deputy].contains(&actor.person()) && actor.place().id == place.id;
                let end = (mine && one.stands(today)).then(|| (format!("/o/{}/delegations/{}/end", place.code, one.id), RequestId::new()));
                Row { one, state, end }
            })
            .collect();
        Self {
            shell,
            gives: rules::gives(actor, place),
            place: place.clone(),
            form,
            people: people.iter().map(|one| Choice::named(one.id.to_string(), name(one))).collect(),
            today: today.to_string(),
            rows,
        }
    }
}

fn name(one: &Known) -> String {
    if one.title.is_empty() { one.name.clone() } else { format!("{} · {}", one.name, one.title) }
}
