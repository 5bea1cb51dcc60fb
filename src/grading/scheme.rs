//! Grading schemes (评价方法) as versioned data: which factors are scored, which scores exist and mean what, where each level begins.
//!
//! Exact integers only. Scores are written in the factor's unit (tenths for L and E of LEC), the value in the product of the units
//! ([`Scheme::divisor`]), so that D = 70, the one edge between two colours that inputs can hit, is never a matter of rounding.
//! Source of the LEC tables: domain section 2.1 (Graham and Kinney's method as printed in Chinese school regulations).

use crate::id::SchemeId;
use crate::level::Colour;
pub use crate::text::Words;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The product's own LEC scheme, version 1. The one in force where nobody chose another.
pub const LEC: &str = include_str!("../../data/schemes/lec.json");

/// Every scheme the product brings (domain sections 2.1 to 2.3): LEC, the matrix LS in the three bands in use, MES.
pub const PRESETS: [&str; 5] = [
    LEC,
    include_str!("../../data/schemes/ls_20_9_4.json"),
    include_str!("../../data/schemes/ls_20_10_4.json"),
    include_str!("../../data/schemes/ls_20_15_9.json"),
    include_str!("../../data/schemes/mes.json"),
];

/// The method the starter catalogue is scored by.
pub const CATALOGUE_METHOD: &str = "lec";

/// One score and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    pub score: i32,
    pub meaning: Words,
}

/// One thing that is scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorOf {
    pub code: String,
    pub name: Words,
    /// Scores are written in parts of one: 10 means tenths.
    pub unit: i32,
    pub scores: Vec<Score>,
}

impl FactorOf {
    /// The score of this value, when the scheme has it.
    pub fn score(&self, score: i32) -> Option<&Score> {
        self.scores.iter().find(|one| one.score == score)
    }

    /// A score as people write it: `0.5`.
    pub fn shown(&self, score: i32) -> String {
        decimal(i64::from(score), i64::from(self.unit))
    }
}

/// Where a level begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Band {
    /// 1 the gravest to 4.
    pub rank: i16,
    /// The least value of it, in the scheme's divisor.
    pub from: i64,
    pub name: Words,
    pub colour: Colour,
}

/// A grading scheme whose parts fit together: every product of its scores has exactly one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Scheme {
    pub code: String,
    pub version: i32,
    pub method: String,
    /// The letter of the value: D for LEC, R for LS and MES.
    pub symbol: String,
    pub name: Words,
    pub divisor: i64,
    pub factors: Vec<FactorOf>,
    /// From the gravest down, the last from 0.
    pub levels: Vec<Band>,
}

/// A scheme as it stands in the file, unchecked.
#[derive(Clone, Debug, Deserialize)]
pub struct Written {
    pub code: String,
    pub version: i32,
    pub method: String,
    #[serde(default = "d")]
    pub symbol: String,
    pub name: Words,
    pub divisor: i64,
    pub factors: Vec<FactorOf>,
    pub levels: Vec<WrittenBand>,
}

/// The symbol of a scheme that names none.
fn d() -> String {
    "D".to_owned()
}

/// A level as it stands in the file.
#[derive(Clone, Debug, Deserialize)]
pub struct WrittenBand {
    pub rank: i16,
    pub from: i64,
    pub name: Words,
    /// The rank's usual colour unless given.
    #[serde(default)]
    pub colour: Option<Colour>,
}

/// Why a definition is not a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemeFault {
    #[error("a scheme needs factors, each with scores above zero")]
    Factors,
    #[error("the divisor is not the product of the units")]
    Divisor,
    #[error("three or four levels must fall from rank 1 to one that begins at 0, with ranks up to 4")]
    Levels,
    #[error("two levels share a name")]
    Names,
    #[error("colours must run from red for the gravest down: red, orange, yellow, blue, green")]
    Colours,
}

/// Why scores have no value under a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScoreFault {
    #[error("not one score per factor")]
    Count,
    #[error("a score the scheme does not have")]
    Unknown,
}

impl TryFrom<Written> for Scheme {
    type Error = SchemeFault;

    fn try_from(written: Written) -> Result<Self, SchemeFault> {
        let Written { code, version, method, symbol, name, divisor, factors, levels } = written;
        if factors.is_empty()
            || factors.iter().any(|factor| factor.unit < 1 || factor.scores.is_empty() || factor.scores.iter().any(|one| one.score < 1))
        {
            return Err(SchemeFault::Factors);
        }
        if factors.iter().try_fold(1_i64, |product, factor| product.checked_mul(i64::from(factor.unit))) != Some(divisor) {
            return Err(SchemeFault::Divisor);
        }
        let levels: Vec<Band> = levels
            .into_iter()
            .map(|band| Band { rank: band.rank, from: band.from, name: band.name, colour: band.colour.unwrap_or(Colour::of(band.rank)) })
            .collect();
        let falling =
            levels.windows(2).all(|pair| matches!(pair, [graver, lesser] if graver.from > lesser.from && graver.rank < lesser.rank));
        if !falling
            || !(3..=4).contains(&levels.len())
            || levels.first().is_none_or(|first| first.rank != 1)
            || levels.last().is_none_or(|last| last.from != 0 || last.rank > 4)
        {
            return Err(SchemeFault::Levels);
        }
        let names: BTreeSet<&str> = levels.iter().map(|band| band.name.zh.as_str()).collect();
        if names.len() != levels.len() {
            return Err(SchemeFault::Names);
        }
        // The gravest is red everywhere, and nobody may read a graver level as a lesser one from its colour.
        let colours: Vec<Colour> = levels.iter().map(|band| band.colour).collect();
        if colours.first() != Some(&Colour::Red) || !colours.is_sorted_by(|graver, lesser| graver < lesser) {
            return Err(SchemeFault::Colours);
        }
        Ok(Self { code, version, method, symbol, name, divisor, factors, levels })
    }
}

impl Scheme {
    /// The value of one score per factor, and its level's rank. Exact.
    ///
    /// # Errors
    /// When the number of scores is not that of the factors, or the scheme does not have one of them.
    pub fn evaluate(&self, scores: &[i32]) -> Result<(i64, i16), ScoreFault> {
        if scores.len() != self.factors.len() {
            return Err(ScoreFault::Count);
        }
        let mut value = 1_i64;
        for (factor, score) in self.factors.iter().zip(scores) {
            let known = factor.score(*score).ok_or(ScoreFault::Unknown)?;
            value = value.saturating_mul(i64::from(known.score));
        }
        Ok((value, self.level_of(value)))
    }

    /// The level of a value of this scheme.
    pub fn level_of(&self, value: i64) -> i16 {
        // The last level begins at 0 and scores are above it, so one is always found.
        self.levels.iter().find(|band| value >= band.from).map_or(4, |band| band.rank)
    }

    /// Every value that inputs can reach, and how many inputs reach it.
    pub fn reach(&self) -> BTreeMap<i64, usize> {
        self.factors.iter().fold(BTreeMap::from([(1, 1)]), |reached, factor| {
            let mut next = BTreeMap::new();
            for (value, inputs) in reached {
                for one in &factor.scores {
                    *next.entry(value * i64::from(one.score)).or_insert(0) += inputs;
                }
            }
            next
        })
    }

    /// Whether values of another scheme mean the same here: the same factors with the same scores.
    pub fn same_scale(&self, other: &Self) -> bool {
        let scale = |scheme: &Self| -> Vec<(String, i32, BTreeSet<i32>)> {
            scheme
                .factors
                .iter()
                .map(|factor| (factor.code.clone(), factor.unit, factor.scores.iter().map(|one| one.score).collect()))
                .collect()
        };
        self.method == other.method && self.divisor == other.divisor && scale(self) == scale(other)
    }

    /// A value as people write it: `22.5`.
    pub fn shown(&self, value: i64) -> String {
        decimal(value, self.divisor)
    }
}

/// `value / divisor`, exactly, without trailing zeros. Divisors are powers of ten.
pub fn decimal(value: i64, divisor: i64) -> String {
    if divisor <= 1 {
        return value.to_string();
    }
    let (whole, rest) = (value / divisor, value % divisor);
    if rest == 0 {
        return whole.to_string();
    }
    let width = divisor.to_string().len() - 1;
    format!("{whole}.{rest:0width$}").trim_end_matches('0').to_owned()
}

/// What people write as a value (`70`, `320.01`), in parts of `divisor`; `None` when it is no number, negative, or finer than the scheme counts.
pub fn parse(text: &str, divisor: i64) -> Option<i64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let width = divisor.to_string().len() - 1;
    let digits = |part: &str| part.len() <= 9 && part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > width || (text.contains('.') && rest.is_empty()) {
        return None;
    }
    let padded = format!("{rest:0<width$}");
    let fraction = if padded.is_empty() { 0 } else { padded.parse::<i64>().ok()? };
    whole.parse::<i64>().ok()?.checked_mul(divisor)?.checked_add(fraction)
}

/// A scheme as it stands in the table.
#[derive(Clone, Debug)]
pub struct InForce {
    pub id: SchemeId,
    pub scheme: Scheme,
}

impl InForce {
    /// Scores a hazard.
    ///
    /// # Errors
    /// When the scheme does not have these scores.
    pub fn assess(&self, scores: &[i32]) -> Result<Assessed, ScoreFault> {
        let (value, level) = self.scheme.evaluate(scores)?;
        Ok(Assessed { scheme: self.id, scores: scores.to_vec(), value, level })
    }
}

/// Scores with the value and level their scheme gives them. Only [`InForce::assess`] makes one, so a level cannot be written by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    scheme: SchemeId,
    scores: Vec<i32>,
    value: i64,
    level: i16,
}

impl Assessed {
    pub const fn scheme(&self) -> SchemeId {
        self.scheme
    }
    pub fn scores(&self) -> &[i32] {
        &self.scores
    }
    /// In the scheme's divisor.
    pub const fn value(&self) -> i64 {
        self.value
    }
    /// 1 red to 4 blue.
    pub const fn level(&self) -> i16 {
        self.level
    }
}

#[cfg(test)]
mod tests;
