//! The starter catalogue (风险点参考库): risk points of an average school, by area, that a school adopts and then makes its own.
//!
//! The file is the product's own data. Its scores are estimates to begin with: each adopted point is evaluated anew like any other. Levels are
//! not read from it but computed by the scheme in force.

use super::model::{Adoption, Duties, Factor, Kind, LifeStage, MeasureKind, NewHazard, NewMeasure};
use super::rules;
use super::scheme::{InForce, ScoreFault, Words};
use crate::id::RiskPointId;
use crate::text::Lang;
use serde::Deserialize;
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/catalogue.json")).unwrap_or_default());

#[derive(Default, Deserialize)]
struct Catalogue {
    areas: Vec<Named>,
    hazard_types: Vec<Named>,
    items: Vec<Item>,
}

/// A code and its words.
#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    pub code: String,
    #[serde(flatten)]
    pub words: Words,
}

/// An entry.
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    pub code: String,
    pub kind: String,
    pub area: Named,
    pub name: Words,
    pub hazard: Words,
    pub hazard_type: Named,
    pub factor: Named,
    pub possible_accident: Words,
    pub lec: Lec,
    pub measures: Vec<Held>,
    /// Kinds of school it is for; `all` for every one.
    pub applies_to: Vec<String>,
}

/// Scores as the LEC scheme writes them.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Lec {
    pub l10: i32,
    pub e10: i32,
    pub c: i32,
}

/// A measure of an entry.
#[derive(Clone, Debug, Deserialize)]
pub struct Held {
    pub kind: String,
    #[serde(flatten)]
    pub words: Words,
}

impl Item {
    /// Whether every school has it.
    pub fn common(&self) -> bool {
        self.applies_to.iter().any(|tag| tag == "all")
    }

    /// Whether a school with these facilities and of these kinds has it.
    pub fn fits(&self, has: &[String]) -> bool {
        self.common() || self.applies_to.iter().any(|tag| has.contains(tag))
    }

    /// Its scores under the LEC scheme.
    pub const fn scores(&self) -> [i32; 3] {
        [self.lec.l10, self.lec.e10, self.lec.c]
    }

    /// This entry as a point of a school, in the words of one language. Of the people offered, each tier that the level needs gets its own.
    ///
    /// # Errors
    /// When the scheme in force does not have the entry's scores.
    pub fn adoption(&self, id: RiskPointId, scheme: &InForce, lang: Lang, people: &Duties) -> Result<Adoption, ScoreFault> {
        let assessed = scheme.assess(&self.scores())?;
        let measures = self
            .measures
            .iter()
            .filter_map(|one| Some(NewMeasure::plain(MeasureKind::from_code(&one.kind)?, one.words.say(lang).to_owned())));
        Ok(Adoption {
            id,
            catalogue_code: Some(self.code.clone()),
            name: self.name.say(lang).to_owned(),
            area: self.area.code.clone(),
            kind: Kind::from_code(&self.kind).unwrap_or(Kind::Place),
            place: String::new(),
            accident: self.possible_accident.say(lang).to_owned(),
            measures: measures.collect(),
            duties: rules::needed(assessed.level(), people),
            hazard: NewHazard {
                description: self.hazard.say(lang).to_owned(),
                factor: Factor::from_code(&self.factor.code).unwrap_or(Factor::Management),
                hazard_type: self.hazard_type.code.clone(),
                life_stage: LifeStage::Use,
                assessed,
                residual: None,
            },
        })
    }
}

/// What the entries ask of a school besides being one: kinds of school and things it may have, in the order of the catalogue.
pub fn facilities() -> Vec<&'static str> {
    let mut tags: Vec<&str> = Vec::new();
    for tag in items().iter().flat_map(|item| &item.applies_to).filter(|tag| *tag != "all") {
        if !tags.contains(&tag.as_str()) {
            tags.push(tag);
        }
    }
    tags
}

/// Every entry, in the order of its file: by area.
pub fn items() -> &'static [Item] {
    &CATALOGUE.items
}

/// The areas of a school, in the order a walk would take.
pub fn areas() -> &'static [Named] {
    &CATALOGUE.areas
}

/// The kinds of harm (GB 6441, and the school's own).
pub fn hazard_types() -> &'static [Named] {
    &CATALOGUE.hazard_types
}

/// An area in words. One the catalogue does not know stands for itself.
pub fn area_name(code: &str, lang: Lang) -> &str {
    areas().iter().find(|one| one.code == code).map_or(code, |one| one.words.say(lang))
}

/// A kind of harm in words; one the catalogue does not know stands for itself.
pub fn hazard_type_name(code: &str, lang: Lang) -> &str {
    hazard_types().iter().find(|one| one.code == code).map_or(code, |one| one.words.say(lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::SchemeId;
    use crate::risk::scheme::LEC;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn the_file_is_whole_and_every_entry_can_be_adopted_in_both_languages() {
        assert_eq!((items().len(), areas().len(), hazard_types().len()), (88, 29, 24));
        let scheme = InForce { id: SchemeId::new(), scheme: serde_json::from_str(LEC).unwrap() };
        let mut levels = BTreeMap::new();
        for item in items() {
            assert!(Kind::from_code(&item.kind).is_some() && Factor::from_code(&item.factor.code).is_some(), "{}", item.code);
            assert!(areas().iter().any(|area| area.code == item.area.code), "{}", item.code);
            assert!(hazard_types().iter().any(|one| one.code == item.hazard_type.code), "{}", item.code);
            for lang in Lang::ALL {
                let made = item.adoption(RiskPointId::new(), &scheme, lang, &Duties::default()).unwrap();
                assert_eq!(made.measures.len(), item.measures.len(), "{}: a measure of an unknown kind", item.code);
                assert!(
                    [&made.name, &made.accident, &made.hazard.description]
                        .into_iter()
                        .chain(made.measures.iter().map(|one| &one.description))
                        .all(|words| !words.is_empty()),
                    "{}",
                    item.code
                );
                assert_eq!(lang == Lang::En, made.name.is_ascii() || made.name.chars().all(|c| c < '\u{2e80}'), "{}", item.code);
            }
            *levels.entry(scheme.assess(&item.scores()).unwrap().level()).or_insert(0) += 1;
        }
        assert_eq!(levels, BTreeMap::from([(1, 3), (2, 20), (3, 25), (4, 40)]));
        assert_eq!(items().iter().map(|item| &item.code).collect::<BTreeSet<_>>().len(), 88, "codes are unique");
    }

    #[test]
    fn an_area_we_do_not_know_keeps_its_own_words() {
        assert_eq!(area_name("canteen", Lang::En), "Canteen");
        assert_eq!(area_name("Old mill", Lang::En), "Old mill");
    }
}
