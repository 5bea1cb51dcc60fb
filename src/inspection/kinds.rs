//! What the kinds of inspection are for (domain section 3.4): who usually leads one, when it is due, in which rhythm. The product's defaults,
//! told where a kind is chosen.

use super::model::Kind;
use crate::text::{Lang, Words};
use serde::Deserialize;
use std::sync::LazyLock;

codes! {
    /// How often, where nothing else is said.
    pub enum Rhythm {
        Daily = "daily",
        Weekly = "weekly",
        Monthly = "monthly",
        Termly = "termly",
        /// Whenever there is cause.
        EachUse = "each_use",
        /// Before what it is named after.
        Before = "before",
    }
}

/// What is known of a kind.
#[derive(Clone, Debug, Deserialize)]
struct Entry {
    code: String,
    lead: Words,
    when: Words,
    rhythm: String,
    #[serde(default)]
    months: Vec<u32>,
}

#[derive(Default, Deserialize)]
struct File {
    kinds: Vec<Entry>,
}

static FILE: LazyLock<File> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/inspection-kinds.json")).unwrap_or_default());

/// A kind, explained in a language.
pub struct Explained {
    /// Fluent key of its name.
    pub key: String,
    pub lead: &'static str,
    pub when: &'static str,
    /// Fluent key of the rhythm.
    pub rhythm: String,
    /// The months it is due in, in words; empty for any.
    pub months: String,
}

/// The usual rhythm of a kind.
pub fn rhythm(kind: Kind) -> Option<Rhythm> {
    FILE.kinds.iter().find(|one| one.code == kind.code()).and_then(|one| Rhythm::from_code(&one.rhythm))
}

/// The months a kind is due in; none where any will do.
pub fn months(kind: Kind) -> &'static [u32] {
    FILE.kinds.iter().find(|one| one.code == kind.code()).map_or(&[], |one| &one.months)
}

/// Every kind, explained, in the order of the file.
pub fn explained(lang: Lang) -> Vec<Explained> {
    let month = |n: &u32| lang.say_with("inspection-month", [("n", i64::from(*n).into())]);
    FILE.kinds
        .iter()
        .map(|one| Explained {
            key: format!("inspection-kind-{}", one.code.replace('_', "-")),
            lead: one.lead.say(lang),
            when: one.when.say(lang),
            rhythm: format!("inspection-rhythm-{}", one.rhythm.replace('_', "-")),
            months: one.months.iter().map(month).collect::<Vec<_>>().join(lang.comma()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_explained_and_nothing_else() {
        let known: Vec<&str> = FILE.kinds.iter().map(|one| one.code.as_str()).collect();
        let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(known, kinds, "in the order in which they are offered");
        for (kind, one) in Kind::ALL.iter().zip(&FILE.kinds) {
            assert!(rhythm(*kind).is_some(), "{kind}: {}", one.rhythm);
            assert!(months(*kind).iter().all(|month| (1..=12).contains(month)), "{kind}");
            for words in [&one.lead, &one.when] {
                assert!(!words.zh.is_ascii() && !words.en.is_empty() && words.en.is_ascii(), "{kind}");
            }
        }
        assert_eq!((rhythm(Kind::Daily), months(Kind::PreTerm)), (Some(Rhythm::Daily), [2, 8].as_slice()));
    }

    #[test]
    fn months_are_said_in_words() {
        let said = explained(Lang::En);
        let holiday = said.iter().find(|one| one.key == "inspection-kind-pre-term").unwrap();
        assert_eq!(holiday.months, "Feb, Aug");
        for lang in Lang::ALL {
            assert!(explained(lang).iter().all(|one| lang.knows(&one.key) && lang.knows(&one.rhythm)));
        }
    }
}
