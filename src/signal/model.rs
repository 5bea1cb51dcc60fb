//! What is asked about, and what is said to it.

use crate::id::{OrgId, PersonId, SampleId, TicketId};
use crate::text::Lang;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

codes! {
    /// What is asked about.
    pub enum Kind {
        /// 不报: no report for long, while others like it report.
        Silent = "silent",
        /// 补报: said to have been found long before it was reported.
        Late = "late",
        /// 秒关: closed within minutes of the work.
        Quick = "quick",
        /// 批量验收: many verified by one person at once.
        Batch = "batch",
        /// 一图多用: a photo that was seen elsewhere before.
        Photo = "photo",
        /// 降级: a hidden danger made lighter.
        Lowered = "lowered",
        /// 风险降级: a risk point graded lower.
        Level = "level",
        /// 走得太快: a walk no one walks that fast.
        Rushed = "rushed",
        /// 长期全好: nothing found for months.
        Clear = "clear",
        /// 报告人说没整改好.
        Contested = "contested",
    }
}

codes! {
    /// What is said to a signal.
    pub enum Mark {
        /// By the school, in words.
        Explained = "explained",
        /// By the bureau.
        Looked = "looked",
        Harmless = "harmless",
    }
}

impl Mark {
    /// The act as the ledger calls it.
    pub const fn act(self) -> &'static str {
        match self {
            Self::Explained => "explain_signal",
            Self::Looked => "look_at_signal",
            Self::Harmless => "clear_signal",
        }
    }
}

codes! {
    /// What a signal is seen on.
    pub enum About {
        Ticket = "ticket",
        Inspection = "inspection",
        RiskPoint = "risk_point",
        School = "school",
    }
}

/// What somebody said.
#[derive(Clone, Debug, Deserialize)]
pub struct Said {
    pub mark: String,
    pub words: String,
    pub name: String,
    pub at: DateTime<Utc>,
}

/// A signal as it is computed.
#[derive(Clone, Debug)]
pub struct Signal {
    pub kind: Kind,
    pub about: About,
    pub district: OrgId,
    pub school: OrgId,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub path: String,
    pub subject: Uuid,
    pub number: String,
    pub at: DateTime<Utc>,
    /// Two figures of its reason; which, the kind says.
    pub n: i64,
    pub m: i64,
    pub who: String,
    /// Number of the other, where there is one, and the school it is at.
    pub other: String,
    pub other_code: String,
    pub words: String,
    pub said: Vec<Said>,
}

impl Signal {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }

    /// Where it opens.
    pub fn url(&self) -> String {
        let base = format!("/o/{}", self.school_code);
        match self.about {
            About::Ticket => format!("{base}/tickets/{}", self.number),
            About::Inspection => format!("{base}/inspections/{}", self.number),
            About::RiskPoint => format!("{base}/risks/{}", self.number),
            About::School => format!("{base}/tickets?show=all"),
        }
    }

    /// Nobody above needs to look at it again.
    pub fn settled(&self) -> bool {
        self.said.last().is_some_and(|last| last.mark != Mark::Explained.code())
    }
}

/// A school that has not reported for long, before its calendar was asked.
#[derive(Clone, Debug)]
pub struct Quiet {
    pub district: OrgId,
    pub school: OrgId,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub path: String,
    /// Its last report, or the first sign of its use.
    pub since: NaiveDate,
    pub peers: i64,
    pub said: Vec<Said>,
}

codes! {
    /// What came of looking at a closing again.
    pub enum Verdict {
        Stands = "stands",
        Falls = "falls",
    }
}

/// A closing that was drawn.
#[derive(Clone, Debug)]
pub struct Sample {
    pub id: SampleId,
    pub draw: i16,
    pub rank: i32,
    pub ticket: TicketId,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub number: String,
    pub title: String,
    pub closed_at: Option<DateTime<Utc>>,
    pub result: Option<Verdict>,
    pub words: String,
    pub person: Option<PersonId>,
    pub name: Option<String>,
    pub looked_at: Option<DateTime<Utc>>,
}

impl Sample {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }
    pub fn url(&self) -> String {
        format!("/o/{}/samples/{}", self.school_code, self.id)
    }
}
