//! Where the headings of an old ledger stand, and what its columns are.

use super::words;
use crate::legacy::model::{Columns, Field};
use crate::sheet::{HEAD_ROWS, Row, folded};
use sha2::{Digest, Sha256};

/// The headings of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    /// The row they begin in, as the spreadsheet numbers it.
    pub row: u32,
    /// 1, or 2 when a heading over several columns has its parts below.
    pub rows: u32,
    /// One for each column; an upper and a lower half with a stroke between.
    pub names: Vec<String>,
}

impl Heads {
    /// What the columns seem to be.
    pub fn columns(&self) -> Columns {
        let mut columns = Columns::new();
        for (at, name) in self.names.iter().enumerate() {
            if let Some(field) = words::field(name) {
                columns.entry(field).or_insert(at);
            }
        }
        columns
    }

    /// The same for two files with the same headings, however they are spaced.
    pub fn mark(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for name in &self.names {
            hash.update(folded(name));
            hash.update([0]);
        }
        hash.finalize().into()
    }

    /// Whether a column of money counts in tens of thousands.
    pub fn in_ten_thousands(&self, column: usize) -> bool {
        self.names.get(column).is_some_and(|name| words::in_ten_thousands(name))
    }
}

/// The headings that begin in a row and take one row or two.
pub fn at(rows: &[Row], row: u32, count: u32) -> Option<Heads> {
    let upper = rows.iter().find(|one| one.number == row)?;
    let lower = if count == 2 { rows.iter().find(|one| one.number == row + 1) } else { None };
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let names = match lower {
        None => upper.cells.iter().map(|cell| line(cell)).collect(),
        Some(lower) => {
            let mut over = String::new();
            let join = |column: usize| {
                let (top, below) = (line(upper.cell(column)), line(lower.cell(column)));
                if !top.is_empty() {
                    over.clone_from(&top);
                }
                match (top.is_empty(), below.is_empty() || below == top) {
                    (_, true) => top,
                    // Merged over several columns: only the first has the words.
                    (true, false) if over.is_empty() => below,
                    (_, false) => format!("{over}/{below}"),
                }
            };
            (0..upper.cells.len().max(lower.cells.len())).map(join).collect()
        }
    };
    Some(Heads { row, rows: if lower.is_some() { 2 } else { 1 }, names })
}

/// Where the headings seem to stand: where most columns are recognised; else the first row with several cells.
pub fn guess(rows: &[Row]) -> Option<Heads> {
    let of = |row: &Row| {
        let single = at(rows, row.number, 1);
        // A title above the headings is no upper half of them.
        let heads = single.as_ref().is_some_and(|heads| heads.columns().len() >= 2);
        let double = if heads { at(rows, row.number, 2) } else { None };
        single.into_iter().chain(double)
    };
    let score = |heads: &Heads| {
        let columns = heads.columns();
        let needed = Field::NEEDED.iter().filter(|field| columns.contains_key(field)).count();
        (columns.len() + needed, std::cmp::Reverse(heads.row), std::cmp::Reverse(heads.rows))
    };
    let best = rows.iter().take(HEAD_ROWS).flat_map(of).max_by_key(score);
    best.filter(|heads| heads.columns().len() >= 3).or_else(|| {
        let several = |row: &&Row| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count() >= 3;
        rows.iter().take(HEAD_ROWS).find(several).or_else(|| rows.first()).and_then(|row| at(rows, row.number, 1))
    })
}
