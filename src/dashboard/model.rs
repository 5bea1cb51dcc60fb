//! What a dashboard counts. All of it comes from the sums written with every act.

use super::rules::{Rate, rate};
use crate::access::Kind;
use crate::money::Fen;
use crate::org::model::Stage;
use crate::text::Lang;
use chrono::{DateTime, NaiveDate, Utc};

/// The sums of a school, or of everything below a bureau, as far as tickets, risk points and inspections go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Hidden dangers ever found; void ones are not counted.
    pub reported: i64,
    pub open: i64,
    pub closed: i64,
    pub closed_late: i64,
    pub major_open: i64,
    /// Open past their deadline today.
    pub overdue: i64,
    pub planned: Fen,
    pub spent: Fen,
    /// Risk points in use by level, 1 to 4.
    pub risk: [i64; 4],
    /// Risk points lacking a named person.
    pub incomplete: i64,
    pub inspections: i64,
    pub inspected_at: Option<DateTime<Utc>>,
}

impl Sums {
    /// Risk points in use.
    pub fn risks(&self) -> i64 {
        self.risk.iter().sum()
    }
    /// Of those found, how many are closed (闭环率).
    pub fn closure(&self) -> Option<Rate> {
        rate(self.closed, self.reported)
    }
    /// Of those closed, how many by their deadline (按期销号率).
    pub fn on_time(&self) -> Option<Rate> {
        rate(self.closed - self.closed_late, self.closed)
    }
}

/// How far the schools below a bureau have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    pub schools: i64,
    /// With at least one risk point.
    pub with_risks: i64,
    /// With at least one inspection ever.
    pub inspected: i64,
    /// Inspected within the last [`super::rules::QUIET_DAYS`] days.
    pub recent: i64,
    /// With risk points and inspections: the register lives there (已覆盖).
    pub covered: i64,
}

/// Everything above the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub sums: Sums,
    pub coverage: Coverage,
    /// The earliest deadline missed by an open hidden danger.
    pub oldest_due: Option<NaiveDate>,
}

/// A line of the table: a school, or a bureau with everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub kind: Kind,
    pub stage: Option<Stage>,
    /// Schools below a bureau; 1 for a school.
    pub schools: i64,
    pub covered: i64,
    pub sums: Sums,
}

impl Row {
    pub fn name(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.name_en.is_empty() { &self.name_en } else { &self.name_zh }
    }
}

/// Found and closed in one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub on: NaiveDate,
    pub reported: i64,
    pub closed: i64,
}

codes! {
    /// Which rows the table has.
    pub enum Show {
        /// The bureaus directly below and the schools the bureau runs itself.
        Below = "below",
        /// Every school of the subtree.
        Schools = "schools",
        /// Schools with risk points and inspections.
        Covered = "covered",
        /// The others.
        Uncovered = "uncovered",
        /// Schools with risk points.
        Risks = "risks",
        /// Schools inspected at least once.
        Inspected = "inspected",
        /// Schools inspected lately.
        Recent = "recent",
        /// Schools without an inspection lately, or ever.
        Quiet = "quiet",
    }
}

codes! {
    /// How the rows are ordered.
    pub enum Sort {
        /// The most overdue first.
        Overdue = "overdue",
        Name = "name",
    }
}
