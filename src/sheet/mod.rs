//! Tables of other programs (电子表格): reading one from xlsx or csv, writing one to either. Belongs to no noun and knows none.
//!
//! What comes in was made by somebody else, so reading is bounded before it begins: bytes, unzipped bytes, sheets, rows, columns. A formula
//! counts for the value stored beside it and is never worked out; the old binary format is refused, because its parsers take sizes from
//! the file on trust. What goes out can never run: a text that a spreadsheet would take for a formula is a string cell in xlsx, and in csv
//! stands behind an apostrophe, which reading takes off again.

mod csv;
mod write;
mod xlsx;

use std::collections::HashSet;

pub use csv::line as csv_line;
pub use write::{Book, Choices, Leaf};

/// Most bytes of a file as it is sent.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// Most rows with something in them, beside [`HEAD_ROWS`].
pub const MOST_ROWS: usize = 10_000;
/// Rows that may stand above the first row of data: titles and the headings.
pub const HEAD_ROWS: usize = 20;
/// Most columns.
pub const MOST_COLUMNS: usize = 100;
/// Most sheets of a workbook.
pub const MOST_SHEETS: usize = 50;
/// Most characters of one cell, as in Excel; what is longer is cut.
pub const MOST_CELL: usize = 32_767;
/// The bytes every csv for Excel begins with: without them it would be read in the machine's own code page.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// One row: its number as the program shows it, from 1, and its cells from column A on, ends trimmed of line breaks only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub number: u32,
    pub cells: Vec<String>,
}

impl Row {
    /// A cell; empty when the row is shorter.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// A sheet as it was read: rows with nothing in them are left out, the others keep their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The sheet's name; empty for csv.
    pub sheet: String,
    pub rows: Vec<Row>,
}

/// One sheet of a whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Empty for csv.
    pub name: String,
    pub rows: Vec<Row>,
    /// Cells that were empty and hold what stands in the merged cell above them: row and column.
    pub merged: HashSet<(u32, usize)>,
}

/// A whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    pub sheets: Vec<Sheet>,
    /// Days that are mere numbers count from 1904.
    pub from_1904: bool,
}

/// What a cell of a written table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    /// A decimal number, as text because it is exact.
    Number(String),
}

impl Cell {
    /// A text; [`Cell::Empty`] for none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

/// Why a file is not a table we read. Told by [`Fault::key`] with [`Fault::arg`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("nothing in it")]
    Empty,
    #[error("more bytes than are taken")]
    TooLarge,
    /// Small when packed, huge when unpacked.
    #[error("unpacks to more than is taken")]
    Bomb,
    #[error("more rows than are taken")]
    TooManyRows,
    #[error("more columns than are taken")]
    TooWide,
    #[error("more sheets than are taken")]
    TooManySheets,
    /// Programs inside.
    #[error("a workbook with macros")]
    Macros,
    #[error("locked with a password")]
    Locked,
    /// `.xls` of before 2007.
    #[error("the old binary format of Excel")]
    OldExcel,
    /// A picture, a document, a spreadsheet of another kind.
    #[error("neither xlsx nor csv")]
    NotATable,
    #[error("damaged")]
    Broken,
    /// A quotation mark that is not closed, or closed too early.
    #[error("broken quotes in row {0}")]
    Quote(u32),
    #[error("neither UTF-8 nor GB18030")]
    Encoding,
}

impl Fault {
    /// The Fluent key of the sentence.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Empty => "sheet-empty",
            Self::TooLarge => "sheet-too-large",
            Self::Bomb => "sheet-bomb",
            Self::TooManyRows => "sheet-too-many-rows",
            Self::TooWide => "sheet-too-wide",
            Self::TooManySheets => "sheet-too-many-sheets",
            Self::Macros => "sheet-macros",
            Self::Locked => "sheet-locked",
            Self::OldExcel => "sheet-old",
            Self::NotATable => "sheet-not-a-table",
            Self::Broken => "sheet-broken",
            Self::Quote(_) => "sheet-quote",
            Self::Encoding => "sheet-encoding",
        }
    }

    /// What fills the sentence's `$a`.
    pub fn arg(&self) -> String {
        match self {
            Self::TooLarge => (MOST_BYTES / 1024 / 1024).to_string(),
            Self::TooManyRows => MOST_ROWS.to_string(),
            Self::TooWide => MOST_COLUMNS.to_string(),
            Self::TooManySheets => MOST_SHEETS.to_string(),
            Self::Quote(row) => row.to_string(),
            _ => String::new(),
        }
    }
}

/// Reads the first sheet that `wanted` says yes to, else the first one with anything in it. Which format it is, its bytes tell; names lie.
///
/// Takes as long as unpacking a few tens of megabytes: not for the threads that serve pages.
///
/// # Errors
/// Why it is not such a table.
pub fn read(bytes: &[u8], wanted: &dyn Fn(&Table) -> bool) -> Result<Table, Fault> {
    if is_xlsx(bytes)? { xlsx::read(bytes, wanted) } else { csv::read(bytes) }
}

/// Reads every sheet that can be seen, within the same limits for all of them together. As slow as [`read`].
///
/// # Errors
/// Why it is not such a file.
pub fn read_all(bytes: &[u8]) -> Result<Whole, Fault> {
    if is_xlsx(bytes)? {
        return xlsx::read_all(bytes);
    }
    let table = csv::read(bytes)?;
    Ok(Whole { sheets: vec![Sheet { name: String::new(), rows: table.rows, merged: HashSet::new() }], from_1904: false })
}

/// Whether to read it as xlsx; else as csv.
fn is_xlsx(bytes: &[u8]) -> Result<bool, Fault> {
    if bytes.len() > MOST_BYTES {
        return Err(Fault::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(true);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        // A workbook with a password is wrapped in the container of the old format, with this name in it.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return Err(if contains(bytes, &name) { Fault::Locked } else { Fault::OldExcel });
    }
    Ok(false)
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// `A`, `Z`, `AA`: a column as spreadsheets name it, from 0.
pub fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Words made comparable: full-width signs made plain, case, blanks and marks dropped.
pub fn folded(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            other => other,
        })
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '*' | ':' | '(' | ')' | '[' | ']' | '、' | '_' | '\u{200b}'..='\u{200f}' | '\u{feff}')
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a spreadsheet that opens a csv would take this text for a formula, were it not for an apostrophe before it.
/// The signs are those of OWASP's "CSV injection", with their full-width forms, which some programs fold into the plain ones.
fn dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A row on its way in: line ends made one kind, too long a cell cut, ends of the row without anything dropped.
/// `None` when nothing is left of it.
fn row(number: u32, mut cells: Vec<String>) -> Result<Option<Row>, Fault> {
    for cell in &mut cells {
        if cell.contains('\r') {
            *cell = cell.replace("\r\n", "\n").replace('\r', "\n");
        }
        if let Some((cut, _)) = cell.char_indices().nth(MOST_CELL) {
            cell.truncate(cut);
        }
    }
    while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    if cells.len() > MOST_COLUMNS {
        return Err(Fault::TooWide);
    }
    Ok((!cells.is_empty()).then_some(Row { number, cells }))
}

/// Keeps a row, unless there are too many.
fn keep(rows: &mut Vec<Row>, row: Option<Row>) -> Result<(), Fault> {
    if let Some(row) = row {
        if rows.len() >= MOST_ROWS + HEAD_ROWS {
            return Err(Fault::TooManyRows);
        }
        rows.push(row);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
