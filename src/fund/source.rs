//! Where money comes from (资金来源): `data/fund-sources.json`.

use crate::text::{Lang, Words};
use serde::Deserialize;
use std::sync::LazyLock;

/// One source.
#[derive(Debug, Deserialize)]
pub struct Source {
    pub code: String,
    #[serde(flatten)]
    pub name: Words,
}

#[derive(Default, Deserialize)]
struct File {
    sources: Vec<Source>,
}

static SOURCES: LazyLock<Vec<Source>> =
    LazyLock::new(|| serde_json::from_str::<File>(include_str!("../../data/fund-sources.json")).unwrap_or_default().sources);

/// All of them, in the order they are offered.
pub fn sources() -> &'static [Source] {
    &SOURCES
}

/// The code itself, if it is one of the list.
pub fn known(code: &str) -> Option<String> {
    SOURCES.iter().find(|source| source.code == code).map(|source| source.code.clone())
}

/// What a source is called; a code that is no longer in the list speaks for itself.
pub fn name(code: &str, lang: Lang) -> String {
    SOURCES.iter().find(|source| source.code == code).map_or_else(|| code.to_owned(), |source| source.name.say(lang).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_has_a_code_of_its_own_and_both_names() {
        let mut codes: Vec<&str> = sources().iter().map(|source| source.code.as_str()).collect();
        assert!(codes.len() >= 4 && sources().iter().all(|source| !source.name.zh.is_empty() && !source.name.en.is_empty()));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), sources().len());
        assert_eq!((name("repair", Lang::Zh).as_str(), name("gone", Lang::Zh).as_str()), ("维修专项", "gone"));
    }
}
