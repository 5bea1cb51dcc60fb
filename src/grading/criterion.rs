//! Criteria of major hidden dangers (重大事故隐患判定标准): a check list by category. One that is `direct` makes a danger major alone, of the
//! `comprehensive` ones several together do. The product's own list is a draft: each entry says how far its words were verified, and only a
//! bureau that names the clause confirms one.

use crate::access::Kind;
use crate::id::CriterionId;
use crate::limit::model::Number;
use crate::text::{Lang, Words};
use serde::Deserialize;
use std::sync::LazyLock;

codes! {
    /// How it decides.
    pub enum Mode {
        /// 直接判定: alone enough.
        Direct = "direct",
        /// 综合判定: several together.
        Comprehensive = "comprehensive",
    }
}

codes! {
    /// How far the words were verified.
    pub enum Verification {
        /// A bureau answers for it and names the clause.
        Confirmed = "confirmed",
        /// The clause itself was seen in an excerpt.
        ExcerptSeen = "excerpt_seen",
        /// The rule it rests on was seen, not the clause.
        UnderlyingRuleSeen = "underlying_rule_seen",
        /// Only the topic is known.
        FromMemoryTopic = "from_memory_topic",
    }
}

codes! {
    /// For whom it was written.
    pub enum Region {
        National = "national",
        Province = "province",
        Local = "local",
    }
}

impl Region {
    /// What a bureau of this kind writes is for.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Province => Self::Province,
            _ => Self::Local,
        }
    }
}

/// One version of a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    pub id: CriterionId,
    /// Empty for the product's own; else the bureau whose version it is.
    pub owner_path: String,
    pub code: String,
    pub version: i32,
    pub region: Region,
    pub category: String,
    pub mode: Mode,
    pub text: Words,
    pub source: String,
    pub verification: Verification,
    /// Areas of a school it concerns; none: any.
    pub areas: Vec<String>,
    pub retired: bool,
}

impl Criterion {
    /// Nobody has answered for its words yet.
    pub fn draft(&self) -> bool {
        self.verification != Verification::Confirmed
    }
}

codes! {
    /// What a bureau does with a criterion, by the name the ledger gives it.
    pub enum Deed {
        Add = "add_criterion",
        Confirm = "confirm_criterion",
        Reword = "reword_criterion",
        Retire = "retire_criterion",
        Restore = "restore_criterion",
    }
}

impl Deed {
    /// Of the last part of an address.
    pub fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "confirm" => Some(Self::Confirm),
            "reword" => Some(Self::Reword),
            "retire" => Some(Self::Retire),
            "restore" => Some(Self::Restore),
            _ => None,
        }
    }

    /// Whether it can be done to a criterion as it stands.
    pub const fn fits(self, criterion: &Criterion) -> bool {
        match self {
            Self::Restore => criterion.retired,
            Self::Add => false,
            Self::Confirm | Self::Reword | Self::Retire => !criterion.retired,
        }
    }
}

static LIST: LazyLock<List> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/major-criteria.json")).unwrap_or_default());

#[derive(Default, Deserialize)]
struct List {
    categories: Vec<Category>,
    criteria: Vec<Entry>,
}

/// A category of the check list.
#[derive(Clone, Debug, Deserialize)]
pub struct Category {
    pub code: String,
    #[serde(flatten)]
    pub words: Words,
}

/// An entry of the product's own list.
#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    pub code: String,
    pub category: String,
    pub mode: String,
    #[serde(flatten)]
    pub text: Words,
    pub source: String,
    pub verification: String,
    pub areas: Vec<String>,
}

/// The product's own list, as installed.
pub fn entries() -> &'static [Entry] {
    &LIST.criteria
}

/// The categories, in the order of the list.
pub fn categories() -> &'static [Category] {
    &LIST.categories
}

/// How many comprehensive criteria together make a danger major: the product's default, which no source confirms. A bureau may set its own.
pub fn threshold() -> i64 {
    Number::Together.bounds().own.into()
}

/// A category in words; one the list does not know stands for itself.
pub fn category_name(code: &str, lang: Lang) -> &str {
    categories().iter().find(|one| one.code == code).map_or(code, |one| one.words.say(lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_list_is_whole_and_claims_no_confirmation() {
        assert_eq!((entries().len(), categories().len(), threshold()), (47, 6, 3));
        for one in entries() {
            assert!(Mode::from_code(&one.mode).is_some(), "{}", one.code);
            let verification = Verification::from_code(&one.verification).unwrap_or_else(|| panic!("{}", one.code));
            assert_ne!(verification, Verification::Confirmed, "{}: only a bureau confirms", one.code);
            assert!(categories().iter().any(|category| category.code == one.category), "{}", one.code);
            assert!(!one.text.zh.is_empty() && !one.text.en.is_empty() && !one.source.is_empty(), "{}", one.code);
            assert!(one.code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{} stands in addresses", one.code);
        }
        assert_eq!(entries().iter().map(|one| &one.code).collect::<BTreeSet<_>>().len(), 47, "codes are unique");
    }
}
