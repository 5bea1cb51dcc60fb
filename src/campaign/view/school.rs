//! A school's page of a campaign.

use super::{Head, SchoolRow, last_day};
use crate::access::{Actor, Place};
use crate::campaign::form;
use crate::campaign::model::{Added, Campaign, State, Target};
use crate::campaign::pages::Sent;
use crate::campaign::rules;
use crate::text::filters;
use crate::ticket::store::Known;
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Due, Section, Shell, View};
use askama::Template;

#[derive(Template)]
#[template(path = "campaign/school.html")]
pub struct SchoolPage {
    pub shell: Shell,
    pub place: Place,
    pub base: String,
    pub h: Head,
    pub row: SchoolRow,
    pub due: Due,
    pub opens: Option<String>,
    pub last: Option<String>,
    pub added: Vec<AddedRow>,
    /// Where the task is walked, for those of the school.
    pub walk: Option<String>,
    pub adds: bool,
    pub hands: bool,
    pub reports: bool,
    pub people: Vec<Choice>,
    pub question: Form,
    pub hand: Form,
    pub report: Form,
    /// When the report was written, in words.
    pub reported: Option<String>,
}

/// A question of the school's own; with a form while it can be corrected or taken back.
pub struct AddedRow {
    pub one: Added,
    pub form: Form,
}

impl SchoolPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        campaign: Campaign,
        target: Target,
        added: Vec<Added>,
        people: &[Known],
        sent: Sent,
    ) -> Self {
        let answers = rules::answers(actor, place);
        let (adds, hands, reports) =
            (rules::adds(campaign.standing, &target), rules::hands(campaign.standing, &target), rules::reports(campaign.standing, &target));
        let mut first = Fields::default();
        first.set("report", target.report.as_str());
        let (mut question, mut hand, mut report) = (Form::blank(), Form::blank(), Form::filled(first));
        let mut corrected = None;
        let mut shell = view.shell(Section::Campaigns);
        match sent {
            Sent::Nothing => {}
            Sent::Question(form) => question = form,
            Sent::Hand(form) => hand = form,
            Sent::Report(form) => report = form,
            Sent::Correction(ordinal, form) => corrected = Some((ordinal, form)),
        }
        shell.problem = question.has_faults() || hand.has_faults() || report.has_faults() || corrected.is_some();
        let own = |one: Added| {
            let form = match &corrected {
                Some((ordinal, form)) if *ordinal == one.ordinal => form.clone(),
                _ => Form::filled(form::asked(&one)),
            };
            AddedRow { form, one }
        };
        let last = target.due.map(|due| last_day(view, due));
        let of_school = actor.role().at_school() && actor.place().id == place.id;
        let open = matches!(target.state, State::Fresh | State::Begun | State::Overdue);
        let name = |one: &Known| if one.title.is_empty() { one.name.clone() } else { format!("{} · {}", one.name, one.title) };
        Self {
            shell,
            place: place.clone(),
            base: format!("/o/{}/campaigns/{}", place.code, campaign.id),
            h: Head::new(view, place, &campaign),
            due: match target.done {
                Some(at) => Due::Done(view.lang.short_day(view.zone.day(at))),
                None => Due::of(last, view.today(), view.lang),
            },
            opens: target.opens.map(|at| view.lang.day(view.zone.day(at))),
            last: last.map(|day| view.lang.day(day)),
            added: added.into_iter().map(own).collect(),
            walk: target.task.filter(|_| of_school && open).map(|task| format!("/o/{}/tasks/{task}", place.code)),
            adds: answers && adds,
            hands: answers && hands,
            reports: answers && reports,
            people: people
                .iter()
                .filter(|one| one.here && Some(one.id) != target.person_id)
                .map(|one| Choice::named(one.id.to_string(), name(one)))
                .collect(),
            question,
            hand,
            report,
            reported: target.reported.map(|at| view.lang.moment(view.zone, at)),
            row: SchoolRow::new(view, &campaign, target),
        }
    }
}
