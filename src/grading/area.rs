//! The areas of a school (区域) that criteria and calls name: those of the starter catalogue, in the order a walk would take.

use crate::text::{Lang, Words};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Default, Deserialize)]
struct Catalogue {
    areas: Vec<Area>,
}

/// A code and its words.
#[derive(Clone, Debug, Deserialize)]
pub struct Area {
    pub code: String,
    #[serde(flatten)]
    pub words: Words,
}

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/catalogue.json")).unwrap_or_default());

/// Every area.
pub fn areas() -> &'static [Area] {
    &CATALOGUE.areas
}

/// Whether there is such an area.
pub fn known(code: &str) -> bool {
    areas().iter().any(|one| one.code == code)
}

/// Areas in words, in the order of a walk; those the catalogue does not know stand for themselves.
pub fn names(codes: &[String], lang: Lang) -> Vec<String> {
    let known: Vec<String> = areas().iter().filter(|one| codes.contains(&one.code)).map(|one| one.words.say(lang).to_owned()).collect();
    let others = codes.iter().filter(|code| !self::known(code)).cloned();
    known.into_iter().chain(others).collect()
}
