//! What a taken-over ledger is made of. Days as the file says them, words as they stood there.

use crate::ticket::model::{Category, Grade};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

codes! {
    /// What a column of an old ledger may hold.
    pub enum Field {
        /// The running number of the rows: no part of what a danger is.
        Ordinal = "ordinal",
        FoundOn = "found_on",
        Place = "place",
        Description = "description",
        Kind = "kind",
        Grade = "grade",
        Finder = "finder",
        Responsible = "responsible",
        Measures = "measures",
        DueOn = "due_on",
        RectifiedOn = "rectified_on",
        State = "state",
        VerifiedOn = "verified_on",
        Verifier = "verifier",
        Funds = "funds",
        Remarks = "remarks",
    }
}

impl Field {
    /// Those no row can do without.
    pub const NEEDED: [Self; 2] = [Self::FoundOn, Self::Description];
}

/// Which column holds what, from 0.
pub type Columns = BTreeMap<Field, usize>;

/// As it lies in the database: codes and numbers.
pub fn written(columns: &Columns) -> BTreeMap<String, usize> {
    columns.iter().map(|(field, at)| (field.code().to_owned(), *at)).collect()
}

/// Read back; a field that is no more is left out.
pub fn read_back(written: &BTreeMap<String, usize>) -> Columns {
    written.iter().filter_map(|(code, at)| Some((Field::from_code(code)?, *at))).collect()
}

codes! {
    /// How far an upload is.
    pub enum Stage {
        /// Its rows are kept; nobody has said what the columns are.
        Read = "read",
        /// They are understood; somebody must say whether it goes on.
        Mapped = "mapped",
        Running = "running",
        Done = "done",
    }
}

codes! {
    /// What became of a row of the file.
    pub enum RowState {
        /// Not looked at: of another sheet, or nobody has said what the columns are.
        Raw = "raw",
        /// No danger at all: a title, the headings, a group's heading, an explanation, the rest of a danger that stands above.
        Apart = "apart",
        /// Not taken over, and the reason is told.
        Left = "left",
        /// Taken over before, from this file or another.
        There = "there",
        /// Understood, about to be taken over.
        New = "new",
        Taken = "taken",
    }
}

/// A sentence about a row: its Fluent key and what fills `$a` and `$b`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub key: String,
    #[serde(default)]
    pub a: String,
    #[serde(default)]
    pub b: String,
}

impl Remark {
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), ..Self::default() }
    }
    pub fn with(key: &str, a: impl Into<String>) -> Self {
        Self { key: key.to_owned(), a: a.into(), b: String::new() }
    }
}

/// A danger of an old ledger as it was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub found_on: NaiveDate,
    pub place: String,
    pub description: String,
    /// In the file's words.
    pub kind: String,
    /// Codes of ours, where the words are plain.
    pub category: Option<String>,
    pub grade: Option<String>,
    pub finder: String,
    pub responsible: String,
    pub measures: String,
    pub due_on: Option<NaiveDate>,
    pub rectified_on: Option<NaiveDate>,
    pub closed: bool,
    pub state_words: String,
    pub verifier: String,
    pub verified_on: Option<NaiveDate>,
    pub funds_fen: Option<i64>,
    pub remarks: String,
}

impl Draft {
    pub fn category(&self) -> Option<Category> {
        self.category.as_deref().and_then(Category::from_code)
    }
    pub fn grade(&self) -> Option<Grade> {
        self.grade.as_deref().and_then(Grade::from_code)
    }
}
