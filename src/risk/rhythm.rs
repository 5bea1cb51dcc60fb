//! How often a point is looked at (检查频次): by level and tier, or more often where a rule says so. The table and the rules are data
//! (`data/frequencies.json`): defaults of the product after domain sections 3.1 and 3.2.

use super::model::{NewMeasure, Tier};
use crate::text::Lang;
use serde::Deserialize;
use std::sync::LazyLock;

codes! {
    /// From the most often to the least.
    pub enum Frequency {
        /// 使用期间每两小时
        TwoHourly = "two_hourly",
        /// 每日五次
        FiveDaily = "five_daily",
        /// 每晚两次
        TwiceNightly = "twice_nightly",
        /// 每次使用前
        EachUse = "each_use",
        Daily = "daily",
        Weekly = "weekly",
        Monthly = "monthly",
        Quarterly = "quarterly",
        HalfYearly = "half_yearly",
        Termly = "termly",
        Yearly = "yearly",
    }
}

impl Frequency {
    /// The Fluent key of its word.
    pub fn key(self) -> String {
        format!("every-{}", self.code().replace('_', "-"))
    }

    /// The more frequent of two.
    fn stricter(self, other: Self) -> Self {
        let rank = |one: Self| Self::ALL.iter().position(|of| *of == one);
        if rank(other) < rank(self) { other } else { self }
    }
}

#[derive(Default, Deserialize)]
struct Table {
    levels: Vec<OfLevel>,
    kinds: Vec<OfKind>,
    hard: Vec<Written>,
}

#[derive(Deserialize)]
struct OfLevel {
    rank: i16,
    post: String,
    department: String,
    school: String,
}

/// Measures that nobody walks past every day: training, protective gear, plans.
#[derive(Deserialize)]
struct OfKind {
    kind: String,
    frequency: String,
}

#[derive(Deserialize)]
struct Written {
    areas: Vec<String>,
    tier: String,
    frequency: String,
    zh: String,
    en: String,
}

/// A rule that asks for more than the level does.
#[derive(Debug)]
pub struct Hard {
    areas: Vec<String>,
    tier: Tier,
    frequency: Frequency,
    zh: String,
    en: String,
}

impl Hard {
    pub fn say(&self, lang: Lang) -> &str {
        if lang == Lang::En { &self.en } else { &self.zh }
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/frequencies.json")).unwrap_or_default());

static HARD: LazyLock<Vec<Hard>> = LazyLock::new(|| {
    let read = |one: &Written| {
        let (tier, frequency) = (Tier::from_code(&one.tier)?, Frequency::from_code(&one.frequency)?);
        Some(Hard { areas: one.areas.clone(), tier, frequency, zh: one.zh.clone(), en: one.en.clone() })
    };
    TABLE.hard.iter().filter_map(read).collect()
});

/// How often, and the rule that asks for it where the level alone would ask for less.
#[derive(Clone, Copy, Debug)]
pub struct Rhythm {
    pub frequency: Frequency,
    pub rule: Option<&'static Hard>,
}

/// How often a tier looks at a point of this (control) level in this area.
pub fn rhythm(level: i16, tier: Tier, area: &str) -> Rhythm {
    let of_level = TABLE.levels.iter().find(|one| one.rank == level.clamp(1, 4)).and_then(|one| {
        Frequency::from_code(match tier {
            Tier::Post => &one.post,
            Tier::Department => &one.department,
            Tier::School => &one.school,
        })
    });
    let mut found = Rhythm { frequency: of_level.unwrap_or(Frequency::Yearly), rule: None };
    for rule in HARD.iter().filter(|rule| rule.tier == tier && rule.areas.iter().any(|one| one == area)) {
        if found.frequency.stricter(rule.frequency) != found.frequency {
            found = Rhythm { frequency: rule.frequency, rule: Some(rule) };
        }
    }
    found
}

/// How often a measure is looked at: as often as its tier looks at the point, or as its kind asks; more often where the school wants it.
pub fn of_measure(level: i16, area: &str, measure: &NewMeasure) -> Frequency {
    let of_kind = TABLE.kinds.iter().find(|one| one.kind == measure.kind.code()).and_then(|one| Frequency::from_code(&one.frequency));
    let least = of_kind.unwrap_or_else(|| rhythm(level, measure.tier, area).frequency);
    measure.frequency.map_or(least, |wanted| least.stricter(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::catalogue;
    use crate::risk::model::MeasureKind;

    #[test]
    fn the_file_is_whole() {
        assert_eq!(TABLE.levels.iter().map(|one| one.rank).collect::<Vec<_>>(), [1, 2, 3, 4]);
        for one in &TABLE.levels {
            assert!([&one.post, &one.department, &one.school].into_iter().all(|code| Frequency::from_code(code).is_some()));
        }
        assert!(
            TABLE.kinds.iter().all(|one| MeasureKind::from_code(&one.kind).is_some() && Frequency::from_code(&one.frequency).is_some())
        );
        assert_eq!(HARD.len(), TABLE.hard.len(), "a rule of an unknown tier or frequency");
        for area in HARD.iter().flat_map(|rule| &rule.areas) {
            assert!(catalogue::areas().iter().any(|one| one.code == *area), "no such area: {area}");
        }
    }

    #[test]
    fn a_rule_tightens_and_never_loosens() {
        for (level, tier, area, frequency, ruled) in [
            (1, Tier::Post, "classroom", Frequency::Daily, false),
            (2, Tier::School, "classroom", Frequency::Monthly, false),
            (3, Tier::Department, "classroom", Frequency::Monthly, false),
            (4, Tier::School, "classroom", Frequency::Yearly, false),
            // a blue point of the fire installations is looked at daily all the same
            (4, Tier::Post, "fire", Frequency::Daily, true),
            (1, Tier::Post, "fire", Frequency::Daily, false),
            (4, Tier::Post, "dorm", Frequency::TwiceNightly, true),
            (2, Tier::School, "building", Frequency::Monthly, false),
            (4, Tier::School, "building", Frequency::HalfYearly, true),
        ] {
            let found = rhythm(level, tier, area);
            assert_eq!((found.frequency, found.rule.is_some()), (frequency, ruled), "{level} {tier} {area}");
        }
    }

    #[test]
    fn a_school_may_look_more_often_but_not_less() {
        let of = |level, kind, frequency| of_measure(level, "classroom", &NewMeasure { frequency, ..NewMeasure::plain(kind, "x".into()) });
        assert_eq!(of(4, MeasureKind::Engineering, Some(Frequency::Daily)), Frequency::Daily);
        assert_eq!(of(2, MeasureKind::Management, Some(Frequency::Monthly)), Frequency::Daily);
        assert_eq!(of(3, MeasureKind::Management, None), Frequency::Weekly);
        // Nobody trains every day because a place is orange.
        assert_eq!(of(2, MeasureKind::Training, None), Frequency::Termly);
        assert_eq!(of(2, MeasureKind::Training, Some(Frequency::Monthly)), Frequency::Monthly);
    }
}
