//! What an entry is, what is added up, and how a school stands. Amounts in fen.

use crate::id::{FundEntryId, PersonId, PhotoId};
use crate::money::Fen;
use crate::ticket::model::{Category, Grade};
use chrono::{DateTime, NaiveDate, Utc};

codes! {
    /// What an entry is about.
    pub enum Kind {
        /// 批准: may be spent.
        Approved = "approved",
        /// 支出: was spent.
        Spent = "spent",
    }
}

codes! {
    /// A sum that has a list behind it.
    pub enum Figure {
        /// 计划: of the tickets' plans.
        Planned = "planned",
        /// 批准
        Approved = "approved",
        /// 支出: with a voucher.
        Spent = "spent",
        /// 待支: what plans of open tickets will still cost.
        Open = "open",
        /// 待补凭证: tickets whose stated cost is not what their vouchers say.
        Differs = "differs",
    }
}

codes! {
    /// What is done to the money of a ticket.
    pub enum Deed {
        Approve = "approve",
        Spend = "spend",
        Cancel = "cancel",
    }
}

impl Deed {
    /// The act as the ledger calls it.
    pub const fn act(self) -> &'static str {
        match self {
            Self::Approve => "approve_funds",
            Self::Spend => "spend_funds",
            Self::Cancel => "cancel_funds",
        }
    }

    pub const fn told(self) -> &'static str {
        match self {
            Self::Approve => "flash-funds-approved",
            Self::Spend => "flash-funds-spent",
            Self::Cancel => "flash-funds-cancelled",
        }
    }
}

/// One entry as it lies in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: FundEntryId,
    pub kind: Kind,
    /// Negative in a counter-entry.
    pub fen: Fen,
    pub source: String,
    pub on: NaiveDate,
    pub words: String,
    pub voucher: String,
    pub photos: Vec<PhotoId>,
    /// Granted from above.
    pub by_bureau: bool,
    pub cancels: Option<FundEntryId>,
    pub person: PersonId,
    pub name: String,
    pub entered_at: DateTime<Utc>,
}

/// An entry about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub kind: Kind,
    pub fen: Fen,
    pub source: String,
    pub on: NaiveDate,
    pub words: String,
    pub voucher: String,
    pub photos: Vec<PhotoId>,
    pub by_bureau: bool,
    pub cancels: Option<FundEntryId>,
}

/// Money of one kind, source, hazard category, grade and day: what tables are added up from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub figure: Figure,
    /// `None` where it is planned: a plan names no source.
    pub source: Option<String>,
    pub category: Category,
    pub grade: Grade,
    pub on: NaiveDate,
    pub fen: Fen,
}

/// Planned, approved, spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub planned: Fen,
    pub approved: Fen,
    pub spent: Fen,
}

/// A line of a school's budget, in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub source: String,
    pub fen: Fen,
    pub version: i32,
    pub words: String,
    pub name: String,
    pub set_at: DateTime<Utc>,
}

/// How a school stands in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// It keeps a budget for the year at all.
    pub kept: bool,
    pub budget: Fen,
    pub spent: Fen,
    /// What open plans will still cost.
    pub open: Fen,
}

impl Standing {
    /// What is left of the budget; negative when more was spent.
    pub fn left(&self) -> Fen {
        Fen(self.budget.0 - self.spent.0)
    }

    /// By how much open plans go beyond what is left; `None` while it will do, or where no budget is kept to compare with.
    pub fn lacking(&self) -> Option<Fen> {
        let lacking = self.open.0 - self.left().0;
        (self.kept && lacking > 0).then_some(Fen(lacking))
    }
}
