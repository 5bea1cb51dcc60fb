//! Grading schemes (评价方法) as versioned data: which factors are scored, which scores exist and mean what, where each level begins.
//!
//! Exact integers only. Scores are written in the factor's unit (tenths for L and E of LEC), the value in the product of the units
//! ([`Scheme::divisor`]), so that D = 70, the one edge between two colours that inputs can hit, is never a matter of rounding.
//! Source of the LEC tables: domain section 2.1 (Graham and Kinney's method as printed in Chinese school regulations).

use crate::id::SchemeId;
use crate::text::Lang;
use serde::Deserialize;

/// The product's own LEC scheme, version 1, as installed into the table `scheme`.
pub const LEC: &str = include_str!("../../data/schemes/lec.json");

/// The code under which the scheme in force is looked up. A bureau's own version of it goes before the product's.
pub const IN_USE: &str = "lec";

/// Words in both languages, kept as data because a bureau may write its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Words {
    pub zh: String,
    #[serde(default)]
    pub en: String,
}

impl Words {
    /// The words in a language; the Chinese ones where no others are written.
    pub fn say(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.en.is_empty() { &self.en } else { &self.zh }
    }
}

/// One score and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Score {
    pub score: i32,
    pub meaning: Words,
}

/// One thing that is scored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Band {
    /// 1 red to 4 blue.
    pub rank: i16,
    /// The least value of it, in the scheme's divisor.
    pub from: i64,
    pub name: Words,
}

/// A grading scheme whose parts fit together: every product of its scores has exactly one level.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Scheme {
    pub code: String,
    pub version: i32,
    pub method: String,
    pub name: Words,
    pub divisor: i64,
    pub factors: Vec<FactorOf>,
    /// From the gravest down, the last from 0.
    pub levels: Vec<Band>,
}

/// A scheme as it stands in the file, unchecked.
#[derive(Deserialize)]
struct Written {
    code: String,
    version: i32,
    method: String,
    name: Words,
    divisor: i64,
    factors: Vec<FactorOf>,
    levels: Vec<Band>,
}

/// Why a definition is not a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemeFault {
    #[error("a scheme needs factors, each with scores above zero")]
    Factors,
    #[error("the divisor is not the product of the units")]
    Divisor,
    #[error("levels must fall from the gravest to one that begins at 0, with ranks 1 to 4")]
    Levels,
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
        let Written { code, version, method, name, divisor, factors, levels } = written;
        if factors.is_empty()
            || factors.iter().any(|factor| factor.unit < 1 || factor.scores.is_empty() || factor.scores.iter().any(|one| one.score < 1))
        {
            return Err(SchemeFault::Factors);
        }
        if factors.iter().try_fold(1_i64, |product, factor| product.checked_mul(i64::from(factor.unit))) != Some(divisor) {
            return Err(SchemeFault::Divisor);
        }
        let falling =
            levels.windows(2).all(|pair| matches!(pair, [graver, lesser] if graver.from > lesser.from && graver.rank < lesser.rank));
        if !falling || levels.last().is_none_or(|last| last.from != 0) || levels.iter().any(|band| !(1..=4).contains(&band.rank)) {
            return Err(SchemeFault::Levels);
        }
        Ok(Self { code, version, method, name, divisor, factors, levels })
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
        // The last level begins at 0 and scores are above it, so one is always found.
        let rank = self.levels.iter().find(|band| value >= band.from).map_or(4, |band| band.rank);
        Ok((value, rank))
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
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn lec() -> Scheme {
        serde_json::from_str(LEC).unwrap()
    }

    /// Tenths from what people write.
    fn scores(l: f32, e: f32, c: i32) -> [i32; 3] {
        [(l * 10.0).round() as i32, (e * 10.0).round() as i32, c]
    }

    #[test]
    fn every_one_of_the_252_inputs_has_one_level() {
        let scheme = lec();
        let (l, e, c) = (&scheme.factors[0], &scheme.factors[1], &scheme.factors[2]);
        let mut count = BTreeMap::new();
        let mut edges = BTreeMap::new();
        for (l, e, c) in
            l.scores.iter().flat_map(|l| e.scores.iter().flat_map(move |e| c.scores.iter().map(move |c| (l.score, e.score, c.score))))
        {
            let (value, rank) = scheme.evaluate(&[l, e, c]).unwrap();
            assert_eq!(value, i64::from(l) * i64::from(e) * i64::from(c));
            *count.entry(rank).or_insert(0) += 1;
            if [2000, 7000, 16000, 32000].contains(&value) {
                *edges.entry(value).or_insert(0) += 1;
            }
        }
        assert_eq!(count, BTreeMap::from([(1, 40), (2, 21), (3, 30), (4, 161)]));
        // Only 70 divides two colours; 160 and 320 cannot occur.
        assert_eq!(edges, BTreeMap::from([(2000, 5), (7000, 2)]));
    }

    #[test]
    fn the_field_guides_examples_come_out() {
        for (l, e, c, value, rank) in [
            (3.0, 10.0, 15, "450", 1),
            (1.0, 10.0, 40, "400", 1),
            (1.0, 6.0, 40, "240", 2),
            (6.0, 6.0, 3, "108", 3),
            (1.0, 6.0, 15, "90", 3),
            (1.0, 10.0, 7, "70", 3),
            (1.0, 1.0, 15, "15", 4),
            (0.5, 0.5, 40, "10", 4),
            (0.1, 0.5, 1, "0.05", 4),
        ] {
            let scheme = lec();
            let (found, level) = scheme.evaluate(&scores(l, e, c)).unwrap();
            assert_eq!((scheme.shown(found).as_str(), level), (value, rank), "{l} {e} {c}");
        }
    }

    #[test]
    fn seventy_is_yellow_and_anything_less_is_blue() {
        let scheme = lec();
        assert_eq!(scheme.evaluate(&[10, 100, 7]), Ok((7000, 3)));
        assert_eq!(scheme.evaluate(&[100, 10, 7]), Ok((7000, 3)));
        let below = scheme.levels.iter().find(|band| 6999 >= band.from).unwrap();
        assert_eq!(below.rank, 4);
    }

    #[test]
    fn a_score_the_table_does_not_have_is_refused() {
        let scheme = lec();
        assert_eq!(scheme.evaluate(&[11, 100, 7]), Err(ScoreFault::Unknown));
        assert_eq!(scheme.evaluate(&[10, 100, 0]), Err(ScoreFault::Unknown));
        assert_eq!(scheme.evaluate(&[10, 100]), Err(ScoreFault::Count));
        assert_eq!(scheme.evaluate(&[]), Err(ScoreFault::Count));
    }

    #[test]
    fn a_definition_that_does_not_fit_together_is_no_scheme() {
        for (from, to) in [
            ("\"divisor\": 100", "\"divisor\": 10"),
            ("\"from\": 0", "\"from\": 1"),
            ("\"rank\": 2", "\"rank\": 5"),
            ("\"from\": 16000", "\"from\": 40000"),
            ("\"unit\": 1,", "\"unit\": 0,"),
        ] {
            assert!(LEC.contains(from), "{from}");
            assert!(serde_json::from_str::<Scheme>(&LEC.replacen(from, to, 1)).is_err(), "{to}");
        }
    }

    #[test]
    fn numbers_are_written_without_needless_zeros() {
        assert_eq!(decimal(2250, 100), "22.5");
        assert_eq!(decimal(5, 100), "0.05");
        assert_eq!(decimal(24000, 100), "240");
        assert_eq!(decimal(5, 10), "0.5");
        assert_eq!(decimal(40, 1), "40");
    }
}
