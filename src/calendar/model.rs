//! What stands in a calendar. Days are those where the schools are; both ends of a span belong to it.

use crate::id::EntryId;
use crate::text::Words;
use chrono::NaiveDate;

codes! {
    /// What an entry says of its days.
    pub enum Kind {
        /// 学期
        Term = "term",
        /// 放假
        Off = "off",
        /// 调休上课
        School = "school",
        /// 重点时段
        Key = "key",
    }
}

codes! {
    /// What a day is at a place, once everything said of it was heard.
    pub enum Sort {
        /// A weekday of a term.
        School = "school",
        /// School in spite of the week or of a holiday above (调休上课).
        MakeUp = "make_up",
        /// Said to be off (放假).
        Off = "off",
        /// A weekend like any other.
        Rest = "rest",
        /// A weekday between terms (假期).
        Free = "free",
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    /// The path of the organisation that keeps it; empty for the product's own.
    pub owner: String,
    pub kind: Kind,
    pub name: Words,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
}

impl Entry {
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.starts..=self.ends).contains(&day)
    }

    /// How many days it spans.
    pub fn days(&self) -> i64 {
        (self.ends - self.starts).num_days() + 1
    }

    /// Of two entries about one day the one to be heard: the nearer organisation's, then the one about fewer days.
    pub fn nearness(&self) -> (usize, std::cmp::Reverse<i64>) {
        (self.owner.len(), std::cmp::Reverse(self.days()))
    }
}

/// An entry about to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub kind: Kind,
    pub name: Words,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
}
