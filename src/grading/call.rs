//! A call to grade risk points anew (复评通知): by a bureau for its schools, or by a school for itself. Which points it reaches follows from
//! path, area and the day each was last graded, so that a city's call is one row.

use crate::id::CallId;
use crate::text::Words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use std::sync::LazyLock;

codes! {
    /// Why points are to be graded anew (domain section 2.5).
    pub enum Cause {
        /// A new term.
        Term = "term",
        /// A change of season.
        Season = "season",
        /// An accident here or elsewhere.
        Accident = "accident",
        /// A new or newly confirmed criterion.
        Criterion = "criterion",
        /// Works, equipment, people or use changed.
        Change = "change",
    }
}

/// A call as it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCall {
    pub cause: Cause,
    pub title: String,
    /// None: every area.
    pub areas: Vec<String>,
    pub due_on: NaiveDate,
}

/// A call that was made.
#[derive(Clone, Debug)]
pub struct Call {
    pub id: CallId,
    pub cause: Cause,
    pub title: String,
    pub areas: Vec<String>,
    pub due_on: NaiveDate,
    pub called_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    /// The organisation that called.
    pub org_code: String,
    pub org_zh: String,
    pub org_en: String,
    /// Who called, where the reader may know it.
    pub person: Option<String>,
    /// For a school: its points that were not graded since.
    pub left: Option<i64>,
}

/// A season and the areas it asks about.
#[derive(Clone, Debug, Deserialize)]
pub struct Season {
    pub code: String,
    #[serde(flatten)]
    pub words: Words,
    pub areas: Vec<String>,
}

#[derive(Default, Deserialize)]
struct Seasons {
    seasons: Vec<Season>,
}

static SEASONS: LazyLock<Seasons> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/seasons.json")).unwrap_or_default());

/// The seasons, from spring.
pub fn seasons() -> &'static [Season] {
    &SEASONS.seasons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_season_asks_about_areas_there_are() {
        assert_eq!(seasons().iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["spring", "summer", "autumn", "winter"]);
        let known = crate::grading::area::areas();
        for one in seasons() {
            assert!(!one.areas.is_empty() && !one.words.zh.is_empty() && !one.words.en.is_empty());
            assert!(one.areas.iter().all(|area| known.iter().any(|known| known.code == *area)), "{}", one.code);
        }
    }
}
