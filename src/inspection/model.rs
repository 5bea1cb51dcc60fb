//! What an inspection is. Instants in UTC; items are numbered from 1 in the order they are walked.

use super::patterns::Look;
use crate::campaign::model::Called;
use crate::id::{InspectionId, MeasureId, OrgId, PersonId, PhotoId, RiskPointId, TicketId, VisitId, VisitRoundId};
use crate::risk::model::Proof;
use crate::text::{Lang, Words};
use crate::ticket::model::Category;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

codes! {
    /// What occasion an inspection has (domain section 3.4).
    pub enum Kind {
        /// 日常排查
        Daily = "daily",
        /// 综合性排查
        Comprehensive = "comprehensive",
        /// 专业性排查
        Professional = "professional",
        /// 专项排查
        Special = "special",
        /// 季节性排查
        Seasonal = "seasonal",
        /// 节假日前排查
        Holiday = "holiday",
        /// 开学前排查
        PreTerm = "pre_term",
        /// 放假前排查
        PostTerm = "post_term",
        /// 事故类比排查
        Analogy = "analogy",
        /// 复工复课前排查
        Resumption = "resumption",
        /// 外聘专家诊断
        Expert = "expert",
        /// 管控措施实效检查
        MeasureEffect = "measure_effect",
        /// 上级督查
        Superior = "superior",
        /// 举报核查
        Petition = "petition",
    }
}

codes! {
    /// What was found at one item.
    pub enum Outcome {
        /// Nobody looked yet.
        Unchecked = "unchecked",
        /// 合格
        Passed = "ok",
        /// 不合格: needs words and a photo, opens a ticket.
        Problem = "problem",
        /// 不适用
        NotApplicable = "not_applicable",
    }
}

codes! {
    /// How a bureau comes to a school.
    pub enum Occasion {
        /// 四不两直: nobody is told beforehand.
        Unannounced = "unannounced",
        /// 督查
        Announced = "announced",
        /// 回头看: whether what was rectified still is.
        Recheck = "recheck",
        /// 联合检查: together with other authorities.
        Joint = "joint",
    }
}

/// Somebody who came along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Teammate {
    pub name: String,
    /// Whom they come from.
    pub unit: String,
}

/// Whose inspection it is when a bureau came: what the school's own record says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromAbove {
    pub bureau: Words,
    /// `None` when it was begun outside any round of visits.
    pub occasion: Option<Occasion>,
    pub team: Vec<Teammate>,
}

impl FromAbove {
    /// `刘敏（区教育局）、…`; empty for nobody.
    pub fn team_words(&self, lang: Lang) -> String {
        let one = |mate: &Teammate| {
            if mate.unit.is_empty() {
                mate.name.clone()
            } else {
                lang.say_with("visit-mate", [("a", mate.name.clone().into()), ("b", mate.unit.clone().into())])
            }
        };
        self.team.iter().map(one).collect::<Vec<_>>().join(lang.comma())
    }
}

/// The visit that an inspection about to begin is.
#[derive(Clone, Debug)]
pub struct Visiting {
    pub visit: VisitId,
    pub round: VisitRoundId,
    pub occasion: Occasion,
    pub team: Vec<Teammate>,
    /// The tickets its questions are about, in the order of the questions; empty when they are about none.
    pub rechecks: Vec<TicketId>,
}

/// A question of a check list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Heading under which it is walked: a place's name, or a code of the catalogue's areas. May be empty.
    pub area: String,
    pub question: String,
    /// What good looks like. May be empty.
    pub standard: String,
    /// The risk point and the measure it was made from.
    pub measure: Option<(RiskPointId, MeasureId)>,
    /// Of the ticket a problem would open; the walker may choose another.
    pub category: Category,
    /// What the answer is to be shown by.
    pub evidence: Proof,
    /// Code of the criterion of a major danger that a problem here would meet; empty for none.
    pub criterion: String,
}

/// An inspection about to begin.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: InspectionId,
    pub kind: Kind,
    pub title: String,
    pub questions: Vec<Question>,
    /// The bureau's visit that it is.
    pub visiting: Option<Visiting>,
}

/// An inspection, without its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    pub district: OrgId,
    pub id: InspectionId,
    pub school: OrgId,
    pub path: String,
    /// `JC-2026-0007`, per school and year.
    pub number: String,
    pub kind: Kind,
    pub title: String,
    pub inspector: PersonId,
    pub inspector_name: String,
    /// Begun through a bureau's post (上级检查).
    pub by_bureau: bool,
    /// Which bureau's, where that is known.
    pub from_above: Option<FromAbove>,
    pub items: i16,
    pub problems: i16,
    pub started_at: DateTime<Utc>,
    /// Frozen since then.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the task it answers is due; `None` for one begun of somebody's own accord.
    pub due_at: Option<DateTime<Utc>>,
    /// The campaign that task belongs to.
    pub called: Option<Called>,
    /// Why it was done after that. Empty when it was not, or nobody said so yet.
    pub late_reason: String,
    /// What was worth a second look when it was submitted.
    pub looks: Vec<Look>,
}

/// One item as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub ordinal: i16,
    pub area: String,
    pub question: String,
    pub standard: String,
    pub risk_point: Option<Point>,
    pub category: Category,
    /// What a good answer is to be shown by.
    pub evidence: Proof,
    /// Code of the criterion of a major danger that a problem here would meet; empty for none.
    pub criterion: String,
    pub outcome: Outcome,
    /// What is wrong; of a good answer that has to be shown, the reading or the record.
    pub note: String,
    pub answered_by: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was answered by the clock of the device that sent it, where that said so. Never counts for anything.
    pub claimed_at: Option<DateTime<Utc>>,
    /// The ticket its problem opened, and its number.
    pub ticket: Option<(TicketId, String)>,
    /// The number of the ticket it asks about once more.
    pub rechecks: Option<String>,
}

/// The risk point an item came from, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub id: RiskPointId,
    pub number: String,
    pub name: String,
    pub place: String,
    pub level: i16,
}

/// A photo of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    pub id: PhotoId,
    pub thumb_width: i32,
    pub thumb_height: i32,
}

/// What somebody answered at one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub ordinal: i16,
    pub outcome: Outcome,
    pub note: String,
    pub category: Category,
    pub claimed_at: Option<DateTime<Utc>>,
}

/// An inspection with everything on it.
#[derive(Clone, Debug)]
pub struct Record {
    pub inspection: Inspection,
    /// In the order of their ordinals.
    pub items: Vec<Item>,
    /// By the item's ordinal.
    pub photos: BTreeMap<i16, Vec<Shot>>,
}
