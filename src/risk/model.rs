//! What a risk point is. Levels are ranks, 1 (red, 重大) to 4 (blue, 低): the lower the graver.

use super::rhythm::Frequency;
use super::scheme::Assessed;
use crate::id::{CriterionId, EvaluationId, HazardId, JudgementId, MeasureId, OrgId, PersonId, RiskPointId};
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

codes! {
    /// Which of a hazard's two grades: as if nothing held it, or with what holds it.
    pub enum Stage {
        /// 固有
        Inherent = "inherent",
        /// 管控后
        Residual = "residual",
    }
}

codes! {
    /// When in the life of a place, a thing or an activity the harm threatens (全周期).
    pub enum LifeStage {
        /// 建设采购
        Build = "build",
        /// 使用
        Use = "use",
        /// 检修维护
        Maintain = "maintain",
        /// 停用处置
        Retire = "retire",
    }
}

codes! {
    /// Why a point is graver than its scores: the rules of direct judgement (直接判定; domain section 2.4), each of which makes it red, and a
    /// raise by hand. None lowers a level. An open major hidden danger has the same effect and needs no row: see `rules::levels`.
    pub enum DirectRule {
        /// It breaks a mandatory provision of law or standard.
        Law = "law",
        /// Death, serious injury, poisoning or great loss happened and the condition still exists.
        Recurrence = "recurrence",
        /// A major hazard installation in the sense of the law.
        Installation = "installation",
        /// Ten people or more where fire, explosion or poisoning threatens.
        Crowd = "crowd",
        /// Experts say so.
        Expert = "expert",
        /// Raised by hand (上调), to any graver level.
        Raise = "raise",
    }
}

codes! {
    /// What an inspection wants to see of a measure.
    pub enum Proof {
        /// Looking is enough.
        None = "none",
        Photo = "photo",
        /// A figure read off an instrument.
        Reading = "reading",
        /// A log or a signed sheet.
        Record = "record",
    }
}

codes! {
    /// Why a point is to be graded anew before its date.
    pub enum ReviewCause {
        /// Its date has come.
        Periodic = "periodic",
        Accident = "accident",
        /// A major hidden danger there was closed.
        HiddenDanger = "hidden_danger",
        Change = "change",
    }
}

impl ReviewCause {
    /// Those somebody may name; the others come by themselves.
    pub const ASKED: [Self; 2] = [Self::Accident, Self::Change];
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
    pub levels: Levels,
    /// When it was last graded.
    pub graded_at: DateTime<Utc>,
    /// Its own date; an open call may bring it forward, see `due_on`.
    pub review_on: NaiveDate,
    pub review_cause: ReviewCause,
    /// By when it must be graded anew, calls of the school and its bureaus counted in.
    pub due_on: NaiveDate,
    /// A named person at every tier that must control it.
    pub complete: bool,
    pub retired_at: Option<DateTime<Utc>>,
    /// In the order of their numbers, never empty.
    pub hazards: Vec<Hazard>,
    /// Those in use.
    pub measures: Vec<Measure>,
    pub duties: Duties,
    /// Who stands in at each tier.
    pub deputies: Duties,
    /// Direct judgements and raises in force.
    pub judgements: Vec<Judgement>,
    /// Hidden dangers here that are still open.
    pub open_tickets: i64,
    /// Of them those confirmed as major.
    pub open_majors: i64,
}

/// The three levels of a point, each a rank from 1 (red) to 4 (blue).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    /// 固有: as if nothing held it. Printed on the notice card.
    pub inherent: i16,
    /// 管控后: with what holds it.
    pub residual: i16,
    /// 当前: after controls, or graver by judgement or an open major hidden danger.
    pub current: i16,
}

impl Levels {
    /// The level that decides who controls the point and how often: controls that work do not loosen the control, and a raise tightens it.
    pub fn control(&self) -> i16 {
        self.inherent.min(self.current)
    }
}

/// A direct judgement or a raise, in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub id: JudgementId,
    pub rule: DirectRule,
    pub level: i16,
    pub criterion: Option<CriterionId>,
    /// The criterion's words in Chinese and English, when it rests on one.
    pub words: Option<(String, String)>,
    pub note: String,
    pub at: DateTime<Utc>,
    pub by: String,
}

impl RiskPoint {
    /// What it counts for in the roll-ups: nothing once retired.
    pub fn counts(&self) -> Counts {
        if self.retired_at.is_some() { Counts::default() } else { counts(self.levels.current, self.complete) }
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
    pub life_stage: LifeStage,
    pub inherent: i16,
    /// After controls; the inherent level where it was not scored with them.
    pub level: i16,
}

/// What holds the risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub id: MeasureId,
    pub ordinal: i16,
    pub control: NewMeasure,
    /// The name of who keeps it in order.
    pub by: Option<String>,
    /// A hidden danger found through it is still open.
    pub failed: bool,
}

/// A hazard about to be kept, scored for the first time.
#[derive(Clone, Debug)]
pub struct NewHazard {
    pub description: String,
    pub factor: Factor,
    pub hazard_type: String,
    pub life_stage: LifeStage,
    pub assessed: Assessed,
    /// Scored again with its controls, where it was.
    pub residual: Option<Assessed>,
}

impl NewHazard {
    /// Its level after controls.
    pub fn level(&self) -> i16 {
        self.residual.as_ref().unwrap_or(&self.assessed).level()
    }

    /// The levels of a point whose one hazard this is.
    pub fn levels(&self) -> Levels {
        Levels { inherent: self.assessed.level(), residual: self.level(), current: self.level() }
    }
}

/// A measure about to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMeasure {
    pub kind: MeasureKind,
    pub description: String,
    /// Who keeps it in order.
    pub owner: Option<PersonId>,
    /// Who looks at it.
    pub tier: Tier,
    /// How often, where more often than the level asks.
    pub frequency: Option<Frequency>,
    /// What an inspection asks; empty: its own words.
    pub question: String,
    pub proof: Proof,
}

impl NewMeasure {
    /// A measure of which nothing but its words is said yet.
    pub const fn plain(kind: MeasureKind, description: String) -> Self {
        Self { kind, description, owner: None, tier: Tier::Post, frequency: None, question: String::new(), proof: Proof::None }
    }
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
    pub stage: Stage,
    pub scores: Vec<i32>,
    pub value: i64,
    /// What the value is divided by to be shown.
    pub divisor: i64,
    pub level: i16,
    pub reason: Reason,
    pub at: DateTime<Utc>,
    pub by: String,
    /// Who graded beside them.
    pub together: String,
}

/// One spot of the identification matrix (辨识矩阵): comprehensive means no area left out, all-factor no factor, all-cycle no stage of life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub area: String,
    pub factor: Factor,
    pub life_stage: LifeStage,
}

/// What was found there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub hazards: i64,
    /// Points in use that have one; the list behind the number holds these.
    pub points: i64,
    /// The gravest inherent level among them.
    pub level: i16,
}
