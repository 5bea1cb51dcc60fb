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

    fn days(&self) -> i64 {
        (self.ends - self.starts).num_days() + 1
    }

    /// Of two entries about one day the one to be heard: the nearer organisation's, then the one about fewer days.
    pub fn nearness(&self) -> (usize, std::cmp::Reverse<i64>) {
        (self.owner.len(), std::cmp::Reverse(self.days()))
    }
}
