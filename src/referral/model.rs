//! What is asked of a body outside, and what it answered.

use crate::id::ReferralId;
use chrono::{DateTime, NaiveDate, Utc};

codes! {
    /// Whom a school turns to.
    pub enum Body {
        /// 公安
        Police = "police",
        /// 消防救援
        Fire = "fire",
        /// 卫生健康
        Health = "health",
        /// 市场监管
        Market = "market",
        /// 住房城乡建设
        Housing = "housing",
        /// 交通、交警
        Traffic = "traffic",
        /// 供电、供水、供气
        Utility = "utility",
        /// 乡镇、街道、社区
        Township = "township",
        Other = "other",
    }
}

/// Something that was asked.
#[derive(Clone, Debug)]
pub struct Referral {
    pub id: ReferralId,
    pub body: Body,
    pub name: String,
    pub asked: String,
    pub asked_by: String,
    pub asked_at: DateTime<Utc>,
    pub answer_by: NaiveDate,
    pub reply: Option<Reply>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub words: String,
    /// The day on their letter, as told by whoever recorded it.
    pub on: NaiveDate,
    pub recorded_by: String,
}

impl Referral {
    pub fn late(&self, today: NaiveDate) -> bool {
        self.reply.as_ref().map_or(self.answer_by < today, |reply| reply.on > self.answer_by)
    }
}
