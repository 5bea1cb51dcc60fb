//! What the referrals' template is given.

use super::model::{Body, Referral};
use super::rules;
use crate::access::{Actor, Place};
use crate::id::ReferralId;
use crate::text::filters;
use crate::ticket::model::Ticket;
use crate::web::form::{Choice, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;

#[derive(Template)]
#[template(path = "referral/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub base: String,
    pub number: String,
    pub title: String,
    pub asks: bool,
    pub bodies: Vec<Choice>,
    /// The form of a new one.
    pub form: Form,
    pub rows: Vec<Row>,
    pub today: String,
}

pub struct Row {
    pub one: Referral,
    pub late: bool,
    /// The form of its answer, while there is none.
    pub reply: Option<Form>,
}

impl ListPage {
    /// `answering`: the form that was posted belongs to this one's answer.
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        ticket: &Ticket,
        known: Vec<Referral>,
        form: Form,
        answering: Option<ReferralId>,
    ) -> Self {
        let today = view.today();
        let mut shell = view.shell(Section::Tickets);
        shell.problem = form.has_faults();
        let records = rules::may_record(ticket, actor);
        let blank = || {
            let mut form = Form::blank();
            form.suggest("replied_on", &today.to_string());
            form
        };
        let (mut own, mut posted) = (form, None);
        if answering.is_some() {
            posted = Some(std::mem::replace(&mut own, Form::blank()));
        }
        let rows = known
            .into_iter()
            .map(|one| {
                let open = records && one.reply.is_none();
                let reply =
                    if open { Some(if answering == Some(one.id) { posted.take().unwrap_or_else(blank) } else { blank() }) } else { None };
                Row { late: one.late(today), one, reply }
            })
            .collect();
        Self {
            shell,
            base: format!("/o/{}/tickets/{}", place.code, ticket.number),
            number: ticket.number.clone(),
            title: ticket.title.clone(),
            asks: rules::may_ask(ticket, actor),
            bodies: Choice::codes("body", Body::ALL.iter().map(|body| body.code())),
            form: own,
            rows,
            today: today.to_string(),
        }
    }
}
