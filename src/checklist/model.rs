//! What a check list is.

use crate::id::TemplateId;
use crate::inspection::model::{Kind, Question};
use crate::inspection::rules::category_of;
use crate::risk::model::Proof;
use crate::text::{Lang, Words};
use serde::{Deserialize, Serialize};

codes! {
    /// How a question is answered on the spot.
    pub enum Method {
        /// 看
        Look = "look",
        /// 试
        Test = "test",
        /// 问
        Ask = "ask",
        /// 查
        Record = "record",
    }
}

/// A question as a list keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Item {
    /// A code of the catalogue's areas, or a heading of the keeper's own. May be empty.
    pub area: String,
    pub question: Words,
    /// What good looks like. May be empty.
    pub standard: Words,
    pub method: Method,
    /// What the answer is to be shown by.
    pub evidence: Proof,
    /// Code of the criterion (判定标准) that a problem here would meet; empty for none.
    pub criterion: String,
}

impl Item {
    /// The question as it is put in a language.
    pub fn asked(&self, lang: Lang) -> Question {
        Question {
            category: category_of(&self.area),
            area: self.area.clone(),
            question: self.question.say(lang).to_owned(),
            standard: self.standard.say(lang).to_owned(),
            measure: None,
            evidence: self.evidence,
            criterion: self.criterion.clone(),
        }
    }

    /// A question typed for one inspection, as a list would keep it.
    pub fn of(question: &Question) -> Self {
        let said = |words: &str| Words { zh: words.to_owned(), en: String::new() };
        Self {
            area: question.area.clone(),
            question: said(&question.question),
            standard: said(&question.standard),
            method: Method::Look,
            evidence: question.evidence,
            criterion: question.criterion.clone(),
        }
    }
}

/// An item as it is written down. Lists kept before 2026-11-23 have the first three words only.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default)]
    area: String,
    question: String,
    #[serde(default)]
    question_en: String,
    #[serde(default)]
    standard: String,
    #[serde(default)]
    standard_en: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    evidence: String,
    #[serde(default)]
    criterion: String,
}

impl From<Written> for Item {
    fn from(written: Written) -> Self {
        Self {
            area: written.area,
            question: Words { zh: written.question, en: written.question_en },
            standard: Words { zh: written.standard, en: written.standard_en },
            method: Method::from_code(&written.method).unwrap_or(Method::Look),
            evidence: Proof::from_code(&written.evidence).unwrap_or(Proof::None),
            criterion: written.criterion,
        }
    }
}

impl From<Item> for Written {
    fn from(item: Item) -> Self {
        Self {
            area: item.area,
            question: item.question.zh,
            question_en: item.question.en,
            standard: item.standard.zh,
            standard_en: item.standard.en,
            method: item.method.code().to_owned(),
            evidence: item.evidence.code().to_owned(),
            criterion: item.criterion,
        }
    }
}

/// A list about to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub kind: Kind,
    pub title: Words,
    pub items: Vec<Item>,
}

/// One version of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckList {
    pub id: TemplateId,
    /// What its versions have in common: the id of the first.
    pub series: TemplateId,
    /// Whose it is; empty for the product's own.
    pub owner_path: String,
    pub version: i32,
    pub kind: Kind,
    pub title: Words,
    pub items: Vec<Item>,
    /// Taken out of use.
    pub retired: bool,
}

impl CheckList {
    /// All it asks, in the words of one language.
    pub fn questions(&self, lang: Lang) -> Vec<Question> {
        self.items.iter().map(|item| item.asked(lang)).collect()
    }

    /// The same list as the start of another.
    pub fn draft(&self) -> Draft {
        Draft { kind: self.kind, title: self.title.clone(), items: self.items.clone() }
    }
}

/// A list of the product's own, as its file says.
#[derive(Clone, Debug, Deserialize)]
pub struct Product {
    pub code: String,
    pub kind: String,
    pub title: Words,
    pub items: Vec<Item>,
}

/// The product's own lists, one file each, in the order in which a school meets them.
pub const PRODUCTS: [&str; 10] = [
    include_str!("../../data/checklists/fire-daily.json"),
    include_str!("../../data/checklists/fire-monthly.json"),
    include_str!("../../data/checklists/gate-patrol.json"),
    include_str!("../../data/checklists/canteen-daily.json"),
    include_str!("../../data/checklists/dorm-night.json"),
    include_str!("../../data/checklists/laboratory.json"),
    include_str!("../../data/checklists/school-bus.json"),
    include_str!("../../data/checklists/pre-term.json"),
    include_str!("../../data/checklists/flood.json"),
    include_str!("../../data/checklists/drowning.json"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grading::{area, criterion};
    use std::collections::BTreeSet;

    #[test]
    fn the_products_lists_are_whole_in_both_languages() {
        let lists: Vec<Product> = PRODUCTS.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        assert_eq!(lists.iter().map(|list| &list.code).collect::<BTreeSet<_>>().len(), PRODUCTS.len(), "codes are unique");
        for list in &lists {
            assert!(Kind::from_code(&list.kind).is_some(), "{}", list.code);
            assert!((8..=20).contains(&list.items.len()), "{}: {} questions", list.code, list.items.len());
            assert!(!list.title.zh.is_empty() && list.title.en.is_ascii() && !list.title.en.is_empty(), "{}", list.code);
            let mut asked = BTreeSet::new();
            let mut areas: Vec<&str> = Vec::new();
            for item in &list.items {
                let what = format!("{}: {}", list.code, item.question.zh);
                assert!(area::known(&item.area), "{what}");
                assert!(item.criterion.is_empty() || criterion::entries().iter().any(|one| one.code == item.criterion), "{what}");
                for words in [&item.question, &item.standard] {
                    assert!(!words.zh.is_empty() && !words.zh.is_ascii(), "{what}");
                    assert!(!words.en.is_empty() && words.en.is_ascii(), "{what}: {}", words.en);
                    assert!(words.zh.chars().count() <= 200 && words.en.chars().count() <= 200, "{what}");
                }
                assert!(item.question.zh.ends_with('？') && item.question.en.ends_with('?'), "{what}");
                assert!(asked.insert(&item.question.zh), "{what} twice");
                if areas.last() != Some(&item.area.as_str()) {
                    assert!(!areas.contains(&item.area.as_str()), "{what}: its area is walked twice");
                    areas.push(&item.area);
                }
            }
        }
        let one = |word: fn(&Item) -> bool| lists.iter().flat_map(|list| &list.items).any(word);
        assert!(
            one(|item| item.evidence == Proof::Photo)
                && one(|item| item.evidence == Proof::Reading)
                && one(|item| !item.criterion.is_empty())
        );
    }

    #[test]
    fn a_file_says_every_word_that_is_known() {
        for text in PRODUCTS {
            let raw: serde_json::Value = serde_json::from_str(text).unwrap();
            for item in raw["items"].as_array().unwrap() {
                assert!(Method::from_code(item["method"].as_str().unwrap()).is_some(), "{item}");
                assert!(Proof::from_code(item["evidence"].as_str().unwrap_or("none")).is_some(), "{item}");
            }
        }
    }

    #[test]
    fn an_old_list_reads_as_it_was_written() {
        let item: Item = serde_json::from_str(r#"{"question": "灭火器在位"}"#).unwrap();
        assert_eq!((item.area.as_str(), item.method, item.evidence), ("", Method::Look, Proof::None));
        assert_eq!(item.asked(Lang::En).question, "灭火器在位", "the Chinese words where there are no others");
        let again: Item = serde_json::from_value(serde_json::to_value(&item).unwrap()).unwrap();
        assert_eq!(again, item);
    }
}
