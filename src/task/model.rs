//! What an inspection plan and a task are. Wall-clock times are those where the schools are.

use crate::campaign::model::Called;
use crate::id::{InspectionId, InspectionPlanId, OrgId, PersonId, RiskPointId, TemplateId, TicketId};
use crate::inspection::model::Kind;
use crate::risk::model::Tier;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

codes! {
    /// How often a plan's occasion comes.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Rhythm {
        /// 每天
        Daily = "daily",
        /// 每周
        Weekly = "weekly",
        /// 每月
        Monthly = "monthly",
        /// 每季度
        Quarterly = "quarterly",
        /// 每半年
        HalfYearly = "half_yearly",
        /// 每学期
        Termly = "termly",
        /// 每年
        Yearly = "yearly",
        /// 每次使用前: begun by hand.
        EachUse = "each_use",
        /// 开学、放假、重点时段之前
        Before = "before",
    }
}

codes! {
    /// What a plan comes before.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Event {
        /// 开学
        Term = "term",
        /// 放假: three days off or more.
        Off = "off",
        /// 重点时段
        Key = "key",
    }
}

codes! {
    /// Whether a plan makes tasks.
    pub enum Standing {
        Active = "active",
        Paused = "paused",
        Ended = "ended",
    }
}

/// A span of a day, in minutes after midnight. One that ends no later than it begins goes on into the next day (a night patrol).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub from: u16,
    pub to: u16,
}

impl Window {
    pub const MINUTES: u16 = 24 * 60;
    /// All day.
    pub const DAY: Self = Self { from: 0, to: 0 };

    /// `07:30–08:30`
    pub fn text(self) -> String {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
        format!("{}–{}", clock(self.from), if self.to == 0 { "24:00".to_owned() } else { clock(self.to) })
    }
}

/// When a plan's occasions are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    pub rhythm: Rhythm,
    /// Daily and on chosen weekdays: each is an occasion of its own. Empty: one, all day.
    #[serde(default)]
    pub windows: Vec<Window>,
    /// Weekly: on these days, 1 Monday to 7 Sunday. Empty: once, any day of the week.
    #[serde(default)]
    pub weekdays: Vec<u8>,
    /// Only on school days; what falls on another is done on the next school day of its week, month or term.
    #[serde(default)]
    pub school_days: bool,
    /// With [`Rhythm::Before`].
    #[serde(default)]
    pub before: Option<Event>,
    /// With [`Rhythm::Before`]: opens so many days before the first day; due on the eve.
    #[serde(default)]
    pub lead: u8,
    /// In a key period it comes as often as the next shorter rhythm.
    #[serde(default)]
    pub raise: bool,
}

/// What a task asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A check list (any version of the series; a task takes the newest of its day).
    List(TemplateId),
    /// The measures of these risk points, walked in this order.
    Route(Vec<RiskPointId>),
    /// Whether a temporary control of this hidden danger holds; the plan's title says which.
    Control(TicketId),
}

/// An inspection plan.
#[derive(Clone, Debug)]
pub struct Plan {
    pub id: InspectionPlanId,
    pub district: OrgId,
    pub school: OrgId,
    pub path: String,
    pub title: String,
    pub kind: Kind,
    pub tier: Tier,
    pub person: PersonId,
    pub asked: Asked,
    pub timing: Timing,
    pub starts: NaiveDate,
    pub ends: Option<NaiveDate>,
    pub standing: Standing,
    pub version: i32,
}

/// One occasion of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// Names it within its plan, for good.
    pub slot: String,
    pub opens: DateTime<Utc>,
    pub due: DateTime<Utc>,
}

/// A task, without its questions.
#[derive(Clone, Debug)]
pub struct Task {
    /// Also of the inspection that answers it.
    pub id: InspectionId,
    pub plan: Option<InspectionPlanId>,
    /// The campaign it belongs to.
    pub called: Option<Called>,
    pub title: String,
    pub kind: Kind,
    pub person: PersonId,
    pub person_name: String,
    pub items: i16,
    pub opens: DateTime<Utc>,
    pub due: DateTime<Utc>,
    pub done: Option<DateTime<Utc>>,
    pub late_reason: String,
    /// The inspection's number and answered items, once it has begun.
    pub begun: Option<(String, i64)>,
}

/// How a task stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its time has not come.
    Waiting,
    Open,
    /// Not done in time; can still be done late, with a reason.
    Overdue,
    /// Not done, and no longer to be filled in.
    Missed,
    Done,
    /// Done after it was due.
    Late,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Missed => "missed",
            Self::Done => "done",
            Self::Late => "late",
        }
    }
}
