//! What only a major hidden danger (重大隐患) carries, or what it carries most often: why it is major, its plan in six parts, temporary controls
//! until it is gone, and the people who accepted it on site.

use crate::grading::criterion::{Criterion, Mode};
use crate::id::{CriterionId, InspectionPlanId, PersonId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

codes! {
    /// What makes it major (判定依据).
    pub enum Basis {
        /// 直接判定: a criterion is met that is enough alone.
        Criterion = "criterion",
        /// 综合判定: enough criteria of one category are met together.
        Count = "count",
        /// 研判: people judged it so, and say why.
        Judgement = "judgement",
    }
}

/// The criteria somebody ticked, and what they amount to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    pub ids: Vec<CriterionId>,
    /// `None`: not enough to make it major.
    pub met: Option<Basis>,
}

impl Ticked {
    /// Any direct one is enough alone; of comprehensive ones `threshold` of the same category are.
    pub fn of<'a>(ticked: impl IntoIterator<Item = &'a Criterion>, threshold: i64) -> Self {
        let mut ids = Vec::new();
        let mut direct = false;
        let mut together: BTreeMap<&str, i64> = BTreeMap::new();
        for one in ticked {
            ids.push(one.id);
            match one.mode {
                Mode::Direct => direct = true,
                Mode::Comprehensive => *together.entry(&one.category).or_default() += 1,
            }
        }
        let met = if direct {
            Some(Basis::Criterion)
        } else if together.values().any(|count| *count >= threshold) {
            Some(Basis::Count)
        } else {
            None
        };
        Self { ids, met }
    }
}

/// What the plan of a major one says beside the five fulfilments, so that the six parts of Order 16, article 15 and the report of article 14 are
/// whole: goal and task; methods and measures (the measures); money and materials (the funds, and the materials); bodies and people (the
/// responsible person, and the bodies); time limit and requirements (the deadline, and the requirements); safety measures and contingency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SixParts {
    /// 现状及产生原因
    pub causes: String,
    /// 危害程度和整改难易程度
    pub harm: String,
    /// 治理目标和任务
    pub goal: String,
    /// 物资
    pub materials: String,
    /// 机构和人员
    pub bodies: String,
    /// 时限和要求
    pub requirements: String,
}

impl SixParts {
    /// Each with the name of its field, in the order of the report.
    pub fn parts(&self) -> [(&'static str, &str); 6] {
        [
            ("causes", &self.causes),
            ("harm", &self.harm),
            ("goal", &self.goal),
            ("materials", &self.materials),
            ("bodies", &self.bodies),
            ("requirements", &self.requirements),
        ]
    }

    pub fn whole(&self) -> bool {
        self.parts().iter().all(|(_, words)| !words.is_empty())
    }

    /// All of it as the ledger keeps it.
    pub fn words(&self) -> String {
        self.parts().map(|(_, words)| words).join("\n\n")
    }
}

codes! {
    /// What keeps people safe until it is gone (临时管控措施; Order 16, article 16).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ControlKind {
        /// 撤离
        Withdraw = "withdraw",
        /// 围挡隔离
        Cordon = "cordon",
        /// 警示标志
        WarningSign = "warning_sign",
        /// 加密巡查
        ExtraPatrol = "extra_patrol",
        /// 专人值守、监测
        Monitoring = "monitoring",
        /// 转移、改用其他场所
        Relocate = "relocate",
    }
}

/// A temporary control: somebody looks every day whether it holds, until it is lifted or the danger is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// The inspection plan that asks about it.
    pub plan: InspectionPlanId,
    pub kind: ControlKind,
    pub words: String,
    pub owner: PersonId,
    /// How often a day it is looked at, 1 to 3.
    pub times: u8,
    pub since: NaiveDate,
    pub until: Option<NaiveDate>,
}

impl Control {
    pub const fn stands(&self) -> bool {
        self.until.is_none()
    }

    /// As the ledger writes it; its words stand apart.
    pub fn fact(&self) -> String {
        let until = self.until.map(|day| day.to_string()).unwrap_or_default();
        format!("{}:{}:{}:{}:{until}", self.kind, self.owner, self.times, self.since)
    }
}

/// Who was on site for the bureau, and when (现场验收).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    pub visited_on: NaiveDate,
    /// By name: some have no account here, as experts do.
    pub members: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grading::criterion::{Region, Verification};
    use crate::text::Words;

    fn criterion(mode: Mode, category: &str) -> Criterion {
        Criterion {
            id: CriterionId::new(),
            owner_path: String::new(),
            code: "X".into(),
            version: 1,
            region: Region::National,
            category: category.into(),
            mode,
            text: Words { zh: "x".into(), en: "x".into() },
            source: String::new(),
            verification: Verification::FromMemoryTopic,
            areas: vec![],
            retired: false,
        }
    }

    #[test]
    fn one_direct_is_enough_and_of_others_three_of_a_kind() {
        use Mode::{Comprehensive, Direct};
        for (ticked, met) in [
            (vec![], None),
            (vec![(Direct, "fire")], Some(Basis::Criterion)),
            (vec![(Comprehensive, "fire"); 2], None),
            (vec![(Comprehensive, "fire"); 3], Some(Basis::Count)),
            (vec![(Comprehensive, "fire"), (Comprehensive, "fire"), (Comprehensive, "food")], None),
            (vec![(Comprehensive, "fire"), (Comprehensive, "fire"), (Comprehensive, "fire"), (Direct, "food")], Some(Basis::Criterion)),
        ] {
            let criteria: Vec<Criterion> = ticked.iter().map(|(mode, category)| criterion(*mode, category)).collect();
            let found = Ticked::of(&criteria, 3);
            assert_eq!((found.met, found.ids.len()), (met, ticked.len()), "{ticked:?}");
        }
    }
}
