//! The forms of a round: a new one with the schools that could be drawn, and its correction.

use super::SHOWN;
use crate::access::Place;
use crate::inspection::model::Occasion;
use crate::org::model::{Ownership, Stage};
use crate::text::filters;
use crate::visit::model::{Candidate, Method, Round, Weights};
use crate::visit::pages::Offer;
use crate::visit::rules;
use crate::web::form::{Choice, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;

#[derive(Template)]
#[template(path = "visit/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub occasions: Vec<Choice>,
    pub lists: Vec<Choice>,
    pub people: Vec<Choice>,
    /// More than one: there is something to narrow to.
    pub districts: Vec<Choice>,
    pub stages: Vec<Choice>,
    pub ownerships: Vec<Choice>,
    pub methods: Vec<Choice>,
    pub weights: Weights,
    /// Those who could be drawn, once asked for.
    pub schools: Option<Vec<CandidateRow>>,
    /// How many there are in all.
    pub total: usize,
}

/// A school that could be drawn.
pub struct CandidateRow {
    pub id: String,
    pub name: String,
    pub open: i64,
    pub overdue: i64,
    pub red: i64,
    pub last: Option<String>,
    pub weight: i64,
}

impl NewPage {
    pub fn new(view: &View, place: &Place, form: Form, offer: Offer, schools: Option<Vec<Candidate>>) -> Self {
        let lang = view.lang;
        let mut shell = view.shell(Section::Visits);
        shell.problem = form.has_faults();
        let method = Method::from_code(form.value("method")).unwrap_or(Method::Weighted);
        let weights = Weights::usual();
        let total = schools.as_ref().map_or(0, Vec::len);
        let row = |one: Candidate| CandidateRow {
            id: one.id.to_string(),
            name: one.name(lang).to_owned(),
            open: one.open,
            overdue: one.overdue,
            red: one.red,
            last: one.last.map(|day| lang.day(day)),
            weight: rules::weight(method, &weights, &one, view.today()),
        };
        let schools = schools.map(|schools| schools.into_iter().take(SHOWN).map(row).collect());
        let districts: Vec<Choice> =
            offer.districts.iter().map(|(code, name)| Choice::named(code.as_str(), name.say(lang).to_owned())).collect();
        Self {
            shell,
            place: place.clone(),
            form,
            occasions: Occasion::ALL
                .iter()
                .map(|one| Choice {
                    small: format!("visit-occasion-{one}-help"),
                    ..Choice::keyed(one.code(), format!("visit-occasion-{one}"))
                })
                .collect(),
            lists: offer.lists.iter().map(|list| Choice::named(list.id.to_string(), list.title.say(lang))).collect(),
            people: offer.people.iter().map(person).collect(),
            districts: if districts.len() > 1 { districts } else { vec![] },
            stages: Stage::ALL.iter().map(|stage| Choice::keyed(stage.code(), stage.key())).collect(),
            ownerships: Ownership::ALL.iter().map(|one| Choice::keyed(one.code(), one.key())).collect(),
            methods: Method::ALL
                .iter()
                .map(|one| Choice { small: format!("visit-method-{one}-help"), ..Choice::keyed(one.code(), format!("visit-method-{one}")) })
                .collect(),
            weights: Weights::usual(),
            schools,
            total,
        }
    }

    pub fn asks(&self, what: &str) -> bool {
        self.form.is("asks", what)
    }

    pub fn picked(&self, row: &CandidateRow) -> bool {
        self.form.is("pick", &row.id)
    }

    /// Not all of them are shown.
    pub fn more(&self) -> bool {
        self.total > SHOWN
    }
}

#[derive(Template)]
#[template(path = "visit/correct.html")]
pub struct CorrectPage {
    pub shell: Shell,
    pub place: Place,
    pub base: String,
    pub title: String,
    pub form: Form,
    pub people: Vec<Choice>,
    pub refusal: Option<&'static str>,
}

impl CorrectPage {
    pub fn new(view: &View, place: &Place, round: &Round, form: Form, offer: &Offer, refusal: Option<&'static str>) -> Self {
        let mut shell = view.shell(Section::Visits);
        shell.problem = form.has_faults() || refusal.is_some();
        Self {
            shell,
            place: place.clone(),
            base: format!("/o/{}/visits/{}", place.code, round.id),
            title: round.title.clone(),
            form,
            people: offer.people.iter().map(person).collect(),
            refusal,
        }
    }
}

/// Somebody of the bureau, with their title.
fn person(one: &crate::ticket::store::Known) -> Choice {
    Choice::named(one.id.to_string(), if one.title.is_empty() { one.name.clone() } else { format!("{} · {}", one.name, one.title) })
}
