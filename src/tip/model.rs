//! What a tip is. Who left it is not part of it.

use crate::id::{OrgId, PersonId, PhotoId, RiskPointId, TicketId, TipId};
use crate::ticket;
use chrono::{DateTime, NaiveDate, Utc};

codes! {
    /// Where a tip stands with the school.
    pub enum State {
        /// 待处理: in quarantine.
        Waiting = "waiting",
        /// 有异议: answered, and the reporter says it is not so.
        Contested = "contested",
        /// 已转隐患: it became a hidden danger.
        Accepted = "accepted",
        /// 已知: a hidden danger that was known already.
        Known = "known",
        /// 未采纳: looked at and not taken up, with words for the reporter.
        Declined = "declined",
        /// 恶意: set aside; the address it came from is remembered for a while.
        Abuse = "abuse",
    }
}

impl State {
    /// Somebody has to answer.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Waiting | Self::Contested)
    }
}

codes! {
    /// How it can be answered.
    pub enum Deed {
        Accept = "accept",
        Known = "known",
        Decline = "decline",
        Abuse = "abuse",
    }
}

impl Deed {
    /// The name the ledger gives it.
    pub const fn act(self) -> &'static str {
        match self {
            Self::Accept => "accept_tip",
            Self::Known => "know_tip",
            Self::Decline => "decline_tip",
            Self::Abuse => "set_aside_tip",
        }
    }

    /// The Fluent key of what is said once it is done.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Accept => "flash-tip-accepted",
            Self::Known => "flash-tip-known",
            Self::Decline => "flash-tip-declined",
            Self::Abuse => "flash-tip-abuse",
        }
    }
}

codes! {
    /// Why it was not taken up.
    pub enum Reason {
        /// 现场查看没有发现
        Unfounded = "unfounded",
        /// 不属于学校管
        NotOurs = "not_ours",
        /// 说得不清楚，找不到
        Unclear = "unclear",
        /// 已经处理好了
        Settled = "settled",
    }
}

codes! {
    /// What the public is told of it.
    pub enum Standing {
        Received = "received",
        LookedInto = "looked_into",
        Rectifying = "rectifying",
        Done = "done",
        NotTaken = "not_taken",
    }
}

/// A picture of a tip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub id: PhotoId,
    pub thumb_width: i32,
    pub thumb_height: i32,
}

/// A tip as the school has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    pub district: OrgId,
    pub id: TipId,
    pub school: OrgId,
    pub path: String,
    pub version: i32,
    pub state: State,
    pub words: String,
    pub place: String,
    pub photos: Vec<PhotoId>,
    pub has_contact: bool,
    pub risk_point: Option<RiskPointId>,
    pub received_at: DateTime<Utc>,
    pub due_on: NaiveDate,
    pub answer: String,
    pub reason: Option<Reason>,
    pub ticket: Option<TicketId>,
    pub answerer: Option<PersonId>,
    pub answered_at: Option<DateTime<Utc>>,
    pub contest: String,
    pub contested_at: Option<DateTime<Utc>>,
    pub contests: i16,
    /// What the record's commitments to its words are salted with: its receipt, which stands in no record.
    pub salt: Vec<u8>,
}

/// A tip as its reporter follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Of the school.
    pub path: String,
    pub district: OrgId,
    pub id: TipId,
    pub words: String,
    pub place: String,
    pub school_zh: String,
    pub school_en: String,
    pub state: State,
    pub version: i32,
    pub answer: String,
    pub received_at: DateTime<Utc>,
    pub due_on: NaiveDate,
    pub answered_at: Option<DateTime<Utc>>,
    pub contested_at: Option<DateTime<Utc>>,
    pub contests: i16,
    /// Of the ticket it became.
    pub ticket: Option<ticket::model::State>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Pictures of the repair.
    pub repairs: i64,
    /// The database's clock when it was looked up.
    pub now: DateTime<Utc>,
}
