//! What the register's templates are given: lists, a point's page, forms, and what the forms offer.

mod forms;
mod list;
mod show;

pub use forms::{ActPage, NewPage, ShelfPage, Ticks};
pub use list::{ListPage, MatrixPage};
pub use show::ShowPage;

use super::catalogue;
use super::form::{AFTER, DEPUTIES, DUTIES, MEASURES, SCORES};
use super::model::{Factor, Kind, LifeStage, MeasureKind};
use super::scheme::{FactorOf, Scheme};
use crate::text::Lang;
use crate::ticket;
use crate::web::form::Choice;

fn areas(lang: Lang) -> Vec<Choice> {
    catalogue::areas().iter().map(|area| Choice::named(area.code.as_str(), area.words.say(lang))).collect()
}

/// What the forms offer to choose from.
pub struct Offer {
    pub areas: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub factors: Vec<Choice>,
    pub hazard_types: Vec<Choice>,
    pub measure_kinds: Vec<Choice>,
    pub people: Vec<Choice>,
    pub scores: Vec<ScoreField>,
    /// The same factors, scored with the controls.
    pub after: Vec<ScoreField>,
    pub life_stages: Vec<Choice>,
    pub scheme: String,
}

/// One factor of the scheme as a field.
pub struct ScoreField {
    pub name: &'static str,
    pub label: String,
    choices: Vec<Choice>,
}

impl ScoreField {
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }
}

impl Offer {
    pub fn new(lang: Lang, scheme: Option<&Scheme>, people: &[ticket::store::Known]) -> Self {
        let score = |(factor, name): (&FactorOf, &'static str)| ScoreField {
            name,
            label: format!("{} {}", factor.code.to_uppercase(), factor.name.say(lang)),
            choices: factor
                .scores
                .iter()
                .map(|one| Choice::named(one.score.to_string(), format!("{} · {}", factor.shown(one.score), one.meaning.say(lang))))
                .collect(),
        };
        let person = |one: &ticket::store::Known| {
            Choice::named(one.id.to_string(), if one.title.is_empty() { one.name.clone() } else { format!("{} · {}", one.name, one.title) })
        };
        Self {
            areas: areas(lang),
            kinds: Choice::codes("risk-kind", Kind::ALL.iter().map(|kind| kind.code())),
            factors: Choice::codes("risk-factor", Factor::ALL.iter().map(|factor| factor.code())),
            hazard_types: catalogue::hazard_types().iter().map(|one| Choice::named(one.code.as_str(), one.words.say(lang))).collect(),
            measure_kinds: Choice::codes("measure", MeasureKind::ALL.iter().map(|kind| kind.code())),
            people: people.iter().map(person).collect(),
            scores: scheme.map(|scheme| scheme.factors.iter().zip(SCORES).map(score).collect()).unwrap_or_default(),
            after: scheme.map(|scheme| scheme.factors.iter().zip(AFTER).map(score).collect()).unwrap_or_default(),
            life_stages: Choice::codes("risk-life", LifeStage::ALL.iter().map(|stage| stage.code())),
            scheme: scheme.map(|scheme| scheme.name.say(lang).to_owned()).unwrap_or_default(),
        }
    }

    /// What adopting offers. `instead_of` is the scheme in force where the catalogue is scored by another.
    pub fn of_catalogue(lang: Lang, instead_of: Option<&Scheme>, people: &[ticket::store::Known]) -> Self {
        let scheme = instead_of.map(|scheme| scheme.name.say(lang).to_owned()).unwrap_or_default();
        Self { scheme, ..Self::new(lang, None, people) }
    }

    /// The fields of new measures.
    pub fn measures(&self) -> [(&'static str, &'static str); 4] {
        MEASURES
    }

    /// The fields of the named persons, each with its tier's word.
    pub fn duties(&self) -> Vec<(&'static str, String, String)> {
        DUTIES.iter().map(|(tier, name)| (*name, format!("tier-{tier}"), format!("tier-{tier}-hint"))).collect()
    }

    /// Likewise, of those who stand in.
    pub fn deputies(&self) -> Vec<(&'static str, String)> {
        DEPUTIES.iter().map(|(tier, name)| (*name, format!("deputy-{tier}"))).collect()
    }
}
