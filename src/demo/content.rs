//! What the demo is made of: invented schools, people, hidden dangers and check lists, in both languages, from the embedded files of `demo/`.

use crate::access::Kind;
use crate::inspection;
use crate::org::model::{Ownership, Stage};
use crate::text::Lang;
use crate::ticket::model::{Category, Grade, VoidReason};
use anyhow::Context;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error};
use std::collections::HashMap;

/// The same words in both languages.
#[derive(Clone, Debug, Deserialize)]
pub struct Both {
    pub zh: String,
    pub en: String,
}

impl Both {
    pub fn say(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A bureau of the tree. The divisions are real; `name_*` is the division's, `bureau_*` the office's.
#[derive(Debug, Deserialize)]
pub struct Bureau {
    pub code: String,
    pub bureau_zh: String,
    pub bureau_en: String,
    pub parent: Option<String>,
    #[serde(deserialize_with = "kind")]
    pub kind: Kind,
}

/// An invented school. `has` are the catalogue's tags it has besides `all`.
#[derive(Clone, Debug, Deserialize)]
pub struct School {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub parent: String,
    #[serde(deserialize_with = "stage")]
    pub stage: Stage,
    #[serde(deserialize_with = "ownership")]
    pub ownership: Ownership,
    pub boarding: bool,
    pub pupils: i32,
    pub has: Vec<String>,
}

impl School {
    /// Whether something made for schools with one of these tags fits this one.
    pub fn fits(&self, needs: &[String]) -> bool {
        needs.iter().any(|tag| tag == "all" || self.has.contains(tag))
    }
}

#[derive(Debug, Deserialize)]
pub struct District {
    pub bureaus: Vec<Bureau>,
    pub schools: Vec<School>,
}

/// A job title, for every school or only for some.
#[derive(Clone, Debug, Deserialize)]
pub struct Title {
    #[serde(flatten)]
    pub words: Both,
    #[serde(default)]
    pub stages: Vec<String>,
    #[serde(default)]
    pub needs: Vec<String>,
}

impl Title {
    pub fn fits(&self, school: &School) -> bool {
        (self.stages.is_empty() || self.stages.iter().any(|stage| stage == school.stage.code()))
            && (self.needs.is_empty() || school.fits(&self.needs))
    }
}

#[derive(Debug, Deserialize)]
pub struct SchoolTitles {
    pub officer: Vec<Title>,
    pub principal: Vec<Title>,
    pub staff: Vec<Title>,
}

#[derive(Debug, Deserialize)]
pub struct BureauTitles {
    pub reviewer: Vec<Title>,
    pub leader: Vec<Title>,
    pub administrator: Vec<Title>,
    pub auditor: Vec<Title>,
}

#[derive(Debug, Deserialize)]
pub struct Titles {
    pub school: SchoolTitles,
    pub bureau: BureauTitles,
}

#[derive(Debug, Deserialize)]
pub struct People {
    pub titles: Titles,
    pub surnames: Vec<Both>,
    pub given: Vec<Both>,
    pub names: Vec<Both>,
}

/// A hidden danger from report to closure. Money in fen, `days` is the time limit.
#[derive(Clone, Debug, Deserialize)]
pub struct Story {
    pub scene: String,
    /// The catalogue's risk point it belongs to.
    pub catalogue: String,
    #[serde(deserialize_with = "category")]
    pub category: Category,
    #[serde(deserialize_with = "grade")]
    pub grade: Grade,
    pub needs: Vec<String>,
    pub title: Both,
    pub place: Both,
    pub description: Both,
    pub measures: Both,
    pub contingency: Both,
    pub done: Both,
    pub progress: Both,
    pub opinion: Both,
    pub fail_reason: Both,
    pub planned_fen: i64,
    pub spent_fen: i64,
    pub days: u16,
    pub on_the_spot: bool,
}

#[derive(Debug, Deserialize)]
pub struct Stories {
    pub stories: Vec<Story>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct CheckItem {
    pub area: String,
    pub question: Both,
    pub standard: Both,
}

/// A check list a school can start from.
#[derive(Clone, Debug, Deserialize)]
pub struct Check {
    #[serde(deserialize_with = "occasion")]
    pub kind: inspection::model::Kind,
    pub title: Both,
    pub needs: Vec<String>,
    pub items: Vec<CheckItem>,
}

#[derive(Debug, Deserialize)]
pub struct Checks {
    pub templates: Vec<Check>,
}

#[derive(Debug, Deserialize)]
pub struct VoidNote {
    #[serde(deserialize_with = "void_reason")]
    pub reason: VoidReason,
    #[serde(flatten)]
    pub words: Both,
}

/// What the plan of a major one says beside the five fulfilments.
#[derive(Debug, Deserialize)]
pub struct Six {
    pub causes: Both,
    pub harm: Both,
    pub goal: Both,
    pub materials: Both,
    pub bodies: Both,
    pub requirements: Both,
}

/// What people write beside their acts where a story has no words of its own.
#[derive(Debug, Deserialize)]
pub struct Words {
    pub void: Vec<VoidNote>,
    pub return_plan: Vec<Both>,
    pub approve_plan: Vec<Both>,
    pub reassign: Vec<Both>,
    pub sign: Vec<Both>,
    pub send_back: Vec<Both>,
    pub accept: Vec<Both>,
    pub refuse: Vec<Both>,
    /// What a bureau asks of a school when it lists a danger.
    pub list: Vec<Both>,
    /// Why a danger is judged major.
    pub judged: Vec<Both>,
    pub six: Six,
    /// Those who go with the bureau to accept on site.
    pub experts: Vec<Both>,
    /// What holds while a major danger is open: what keeps people out, what somebody looks after.
    pub cordon: Vec<Both>,
    pub watched: Vec<Both>,
    /// Why one report was put to another.
    pub merged: Vec<Both>,
    /// Why somebody else asks for more time, and what holds meanwhile.
    pub longer: Vec<Both>,
    pub interim: Vec<Both>,
    /// Why somebody signs for the principal.
    pub away: Vec<Both>,
    pub no_photo: Vec<Both>,
    pub evaluate_same: Vec<Both>,
    pub evaluate_lower: Vec<Both>,
    pub evaluate_higher: Vec<Both>,
    /// Whose work a category is, by the English titles of people.json.
    pub trades: HashMap<String, Vec<String>>,
}

/// Everything together.
#[derive(Debug)]
pub struct Content {
    pub district: District,
    pub people: People,
    pub stories: Vec<Story>,
    pub checks: Vec<Check>,
    pub words: Words,
}

impl Content {
    /// Reads the embedded files.
    ///
    /// # Errors
    /// When one of them does not hold what is written here; a fault of ours that the tests find.
    pub fn read() -> anyhow::Result<Self> {
        Ok(Self {
            district: parse("district", include_str!("../../demo/district.json"))?,
            people: parse("people", include_str!("../../demo/people.json"))?,
            stories: parse::<Stories>("stories", include_str!("../../demo/stories.json"))?.stories,
            checks: parse::<Checks>("checks", include_str!("../../demo/checks.json"))?.templates,
            words: parse("words", include_str!("../../demo/words.json"))?,
        })
    }
}

fn parse<T: DeserializeOwned>(name: &str, text: &str) -> anyhow::Result<T> {
    serde_json::from_str(text).with_context(|| format!("the demo's {name}"))
}

fn coded<'de, D: Deserializer<'de>, T>(source: D, from: fn(&str) -> Option<T>) -> Result<T, D::Error> {
    let code = String::deserialize(source)?;
    from(&code).ok_or_else(|| D::Error::custom(format!("unknown code {code:?}")))
}

fn kind<'de, D: Deserializer<'de>>(source: D) -> Result<Kind, D::Error> {
    coded(source, Kind::from_code)
}
fn stage<'de, D: Deserializer<'de>>(source: D) -> Result<Stage, D::Error> {
    coded(source, Stage::from_code)
}
fn ownership<'de, D: Deserializer<'de>>(source: D) -> Result<Ownership, D::Error> {
    coded(source, Ownership::from_code)
}
fn category<'de, D: Deserializer<'de>>(source: D) -> Result<Category, D::Error> {
    coded(source, Category::from_code)
}
fn grade<'de, D: Deserializer<'de>>(source: D) -> Result<Grade, D::Error> {
    coded(source, Grade::from_code)
}
fn occasion<'de, D: Deserializer<'de>>(source: D) -> Result<inspection::model::Kind, D::Error> {
    coded(source, inspection::model::Kind::from_code)
}
fn void_reason<'de, D: Deserializer<'de>>(source: D) -> Result<VoidReason, D::Error> {
    coded(source, VoidReason::from_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_content_is_read_and_every_school_has_enough_to_tell() {
        let content = Content::read().unwrap();
        assert_eq!(content.district.schools.len(), 30);
        for school in &content.district.schools {
            let fitting = content.stories.iter().filter(|story| school.fits(&story.needs)).count();
            assert!(fitting >= 25, "{} has only {fitting} stories", school.code);
            assert!(content.checks.iter().any(|check| school.fits(&check.needs)), "{} has no check list", school.code);
            assert!(
                content.people.titles.school.principal.iter().any(|title| title.fits(school)),
                "{} has no principal's title",
                school.code
            );
            assert!(
                content.people.titles.school.staff.iter().filter(|title| title.fits(school)).count() >= 6,
                "{} has too few titles",
                school.code
            );
        }
    }
}
