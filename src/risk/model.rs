//! What a risk point is. Levels are ranks, 1 (red, 重大) to 4 (blue, 低): the lower the graver.

use super::scheme::Assessed;
use crate::id::{EvaluationId, HazardId, MeasureId, OrgId, PersonId, RiskPointId};
use crate::rollup::Counts;
use chrono::{DateTime, NaiveDate, Utc};

codes! {
    /// What the point is (GB/T 23694's "facility, place or area, or an activity in it").
    pub enum Kind {
        /// 场所
        Place = "place",
        /// 设施
        Facility = "facility",
        /// 活动
        Activity = "activity",
    }
}

codes! {
    /// Where a hazard comes from: the four classes of GB/T 13861.
    pub enum Factor {
        /// 人的因素
        Human = "human",
        /// 物的因素
        Thing = "thing",
        /// 环境因素
        Environment = "environment",
        /// 管理因素
        Management = "management",
    }
}

codes! {
    /// The five kinds of control measures.
    pub enum MeasureKind {
        /// 工程技术
        Engineering = "engineering",
        /// 管理
        Management = "management",
        /// 培训教育
        Training = "training",
        /// 个体防护
        Ppe = "ppe",
        /// 应急处置
        Emergency = "emergency",
    }
}

codes! {
    /// Who controls (管控层级). What a higher tier controls, every tier below controls too.
    pub enum Tier {
        /// 校级: the principal, or the deputy head in charge.
        School = "school",
        /// 部门、年级
        Department = "department",
        /// 班级、岗位
        Post = "post",
    }
}

codes! {
    /// Why a hazard was scored (again).
    pub enum Reason {
        /// 初次评估; only the first one has it.
        Initial = "initial",
        /// 到期复评
        Periodic = "periodic",
        /// 事故之后
        Accident = "accident",
        /// 隐患之后
        HiddenDanger = "hidden_danger",
        /// 用途、设备、人员变化
        Change = "change",
        /// 季节变化
        Season = "season",
    }
}

impl Reason {
    /// Those a re-evaluation may give.
    pub const AGAIN: [Self; 5] = [Self::Periodic, Self::Accident, Self::HiddenDanger, Self::Change, Self::Season];
}

/// The named person of each tier; `None` where nobody is named yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duties {
    pub school: Option<PersonId>,
    pub department: Option<PersonId>,
    pub post: Option<PersonId>,
}

impl Duties {
    pub const fn of(&self, tier: Tier) -> Option<PersonId> {
        match tier {
            Tier::School => self.school,
            Tier::Department => self.department,
            Tier::Post => self.post,
        }
    }

    pub const fn set(&mut self, tier: Tier, person: Option<PersonId>) {
        match tier {
            Tier::School => self.school = person,
            Tier::Department => self.department = person,
            Tier::Post => self.post = person,
        }
    }

    /// Those who are named, from the highest tier down.
    pub fn named(&self) -> impl Iterator<Item = (Tier, PersonId)> + use<> {
        let duties = *self;
        Tier::ALL.iter().filter_map(move |tier| duties.of(*tier).map(|person| (*tier, person)))
    }
}

/// A risk point at present. How it came to be so stands in the ledger and in its evaluations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskPoint {
    pub district: OrgId,
    pub id: RiskPointId,
    pub school: OrgId,
    pub path: String,
    /// `FX-007`
    pub number: String,
    pub version: i32,
    /// The entry of the starter catalogue it was adopted from.
    pub catalogue_code: Option<String>,
    pub name: String,
    /// A code of the catalogue's areas, or words of an area it does not know.
    pub area: String,
    pub kind: Kind,
    pub place: String,
    pub accident: String,
    pub level: i16,
    pub review_on: NaiveDate,
    /// A named person at every tier that must control it.
    pub complete: bool,
    pub retired_at: Option<DateTime<Utc>>,
    /// In the order of their numbers, never empty.
    pub hazards: Vec<Hazard>,
    /// Those in use.
    pub measures: Vec<Measure>,
    pub duties: Duties,
    /// Hidden dangers here that are still open.
    pub open_tickets: i64,
}

impl RiskPoint {
    /// What it counts for in the roll-ups: nothing once retired.
    pub fn counts(&self) -> Counts {
        if self.retired_at.is_some() { Counts::default() } else { counts(self.level, self.complete) }
    }
}

/// What a point in use counts for.
pub fn counts(level: i16, complete: bool) -> Counts {
    let mut counts = Counts::default();
    if let Some(of_level) = usize::try_from(level - 1).ok().and_then(|at| counts.risk.get_mut(at)) {
        *of_level = 1;
    }
    counts.incomplete = i64::from(!complete);
    counts
}

/// One thing that may do harm at a risk point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    pub id: HazardId,
    pub ordinal: i16,
    pub description: String,
    pub factor: Factor,
    /// A code of the catalogue's kinds of harm, or empty.
    pub hazard_type: String,
    pub level: i16,
}

/// What holds the risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub id: MeasureId,
    pub ordinal: i16,
    pub kind: MeasureKind,
    pub description: String,
}

/// A hazard about to be kept, scored for the first time.
#[derive(Clone, Debug)]
pub struct NewHazard {
    pub description: String,
    pub factor: Factor,
    pub hazard_type: String,
    pub assessed: Assessed,
}

/// A measure about to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMeasure {
    pub kind: MeasureKind,
    pub description: String,
}

/// A risk point about to be kept: from the form, or an entry of the catalogue with the people who answer for it.
/// Its level is that of its one hazard; further hazards are added afterwards.
#[derive(Clone, Debug)]
pub struct Adoption {
    pub id: RiskPointId,
    pub catalogue_code: Option<String>,
    pub name: String,
    pub area: String,
    pub kind: Kind,
    pub place: String,
    pub accident: String,
    pub hazard: NewHazard,
    pub measures: Vec<NewMeasure>,
    pub duties: Duties,
}

/// One scoring of a hazard, as it was.
#[derive(Clone, Debug)]
pub struct Evaluation {
    pub id: EvaluationId,
    pub hazard: HazardId,
    pub scores: Vec<i32>,
    pub value: i64,
    /// What the value is divided by to be shown.
    pub divisor: i64,
    pub level: i16,
    pub reason: Reason,
    pub at: DateTime<Utc>,
    pub by: String,
}
