//! Reading a file of organisations (机构名单) before anything is stored: `code,name_zh,name_en,parent,kind` and, if
//! wanted, `ownership,boarding,pupils`, in any order of columns. A file is taken whole or not at all: either every row is
//! sound, or each fault is named by line and column so that it can be mended in one go.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::model::{Kind, Ownership, Stage};

/// The longest code in ASCII characters; codes are joined by dots into paths and stand in addresses.
pub const LONGEST_CODE: usize = 32;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;
/// The largest number of pupils believed of one school.
pub const MOST_PUPILS: i32 = 1_000_000;

/// How much of a faulty cell is repeated back, in characters.
const SHOWN: usize = 40;

/// The columns known, and whether a file must have them. The order is the order faults of one line are told in.
const COLUMNS: [(&str, bool); 8] = [
    ("code", true),
    ("name_zh", true),
    ("name_en", false),
    ("parent", true),
    ("kind", true),
    ("ownership", false),
    ("boarding", false),
    ("pupils", false),
];

/// One organisation as the file gives it, sound in itself and within the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line the row starts on; the header is line 1.
    pub line: u64,
    /// ASCII letters and digits, unique in the file.
    pub code: String,
    /// Never empty.
    pub name_zh: String,
    /// `None` when the file leaves it out.
    pub name_en: Option<String>,
    /// The code of the organisation above: an earlier row or one already stored. `None` for a province only.
    pub parent: Option<String>,
    /// Where it stands in the tree.
    pub kind: Kind,
    /// `Some` exactly for schools.
    pub stage: Option<Stage>,
    /// `None` when the file leaves it out.
    pub ownership: Option<Ownership>,
    /// Whether pupils sleep there; `None` when the file leaves it out.
    pub boarding: Option<bool>,
    /// Pupils on the roll; `None` when the file leaves it out.
    pub pupils: Option<i32>,
}

/// One thing wrong with the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line the faulty row starts on; the header is line 1.
    pub line: u64,
    /// The column's name as the file spells it; empty when the whole line is meant.
    pub column: String,
    /// The cell as given, shortened; empty when there is none.
    pub value: String,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.problem)?;
        if !self.value.is_empty() && self.value != self.column {
            write!(f, " ({:?})", self.value)?;
        }
        Ok(())
    }
}

/// What can be wrong. Printed in plain English for the command line; [`Problem::key`] and [`Problem::args`] for pages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The bytes are not text; nothing else can be said of the file.
    #[error("not UTF-8 text; save the file as CSV UTF-8")]
    NotUtf8,
    /// A column that must be there is not.
    #[error("the column is missing")]
    MissingColumn,
    /// A column we do not know; guessing its meaning would lose data silently.
    #[error("unknown column")]
    UnknownColumn,
    /// The same column twice.
    #[error("the column stands twice")]
    DoubledColumn,
    /// More or fewer cells than the header has.
    #[error("{found} cells where the header has {expected}")]
    Cells {
        /// Cells in the header.
        expected: usize,
        /// Cells in this line.
        found: usize,
    },
    /// Nothing where something must stand.
    #[error("empty")]
    Empty,
    /// A code with anything but ASCII letters and digits.
    #[error("a code has only letters a to z and digits")]
    CodeCharacters,
    /// More characters than fit.
    #[error("longer than {most} characters")]
    TooLong {
        /// The most allowed.
        most: usize,
    },
    /// A code an earlier line has.
    #[error("the code already stands on line {line}")]
    CodeTwice {
        /// The earlier line.
        line: u64,
    },
    /// Control or invisible characters, a line break among them.
    #[error("has control or invisible characters")]
    Control,
    /// A kind we do not know.
    #[error("unknown kind")]
    UnknownKind,
    /// The code is stored as another kind; changing it would tear the tree.
    #[error("the code already belongs to a {stored}")]
    KindChanged {
        /// The kind stored.
        stored: Kind,
    },
    /// Only a province stands under nothing.
    #[error("a {kind} needs a parent")]
    ParentMissing {
        /// The kind of this row.
        kind: Kind,
    },
    /// A province stands under nothing.
    #[error("a province has no parent")]
    ParentGiven,
    /// The parent is neither in the file nor stored.
    #[error("no organisation has this code")]
    ParentUnknown,
    /// The order is province, city, county, township; a school stands under any but a province.
    #[error("a {kind} cannot stand under a {parent}")]
    ParentKind {
        /// The kind of this row.
        kind: Kind,
        /// The kind of the parent named.
        parent: Kind,
    },
    /// Following the parents leads back here.
    #[error("its parents lead back to itself")]
    Cycle,
    /// Not a whole number of pupils between 0 and [`MOST_PUPILS`].
    #[error("not a whole number from 0 to 1000000")]
    Pupils,
    /// Neither yes nor no.
    #[error("write yes or no")]
    Boarding,
    /// Neither public nor private.
    #[error("write public or private")]
    Ownership,
}

impl Problem {
    /// The Fluent key of the sentence a page shows.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NotUtf8 => "org-import-not-utf8",
            Self::MissingColumn => "org-import-missing-column",
            Self::UnknownColumn => "org-import-unknown-column",
            Self::DoubledColumn => "org-import-doubled-column",
            Self::Cells { .. } => "org-import-cells",
            Self::Empty => "org-import-empty",
            Self::CodeCharacters => "org-import-code-characters",
            Self::TooLong { .. } => "org-import-too-long",
            Self::CodeTwice { .. } => "org-import-code-twice",
            Self::Control => "org-import-control",
            Self::UnknownKind => "org-import-unknown-kind",
            Self::KindChanged { .. } => "org-import-kind-changed",
            Self::ParentMissing { .. } => "org-import-parent-missing",
            Self::ParentGiven => "org-import-parent-given",
            Self::ParentUnknown => "org-import-parent-unknown",
            Self::ParentKind { .. } => "org-import-parent-kind",
            Self::Cycle => "org-import-cycle",
            Self::Pupils => "org-import-pupils",
            Self::Boarding => "org-import-boarding",
            Self::Ownership => "org-import-ownership",
        }
    }

    /// The values the sentence of [`Problem::key`] names. A kind is given as its code; the sentence selects on it.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Cells { expected, found } => vec![("expected", expected.to_string()), ("found", found.to_string())],
            Self::TooLong { most } => vec![("most", most.to_string())],
            Self::CodeTwice { line } => vec![("line", line.to_string())],
            Self::KindChanged { stored } => vec![("stored", stored.to_string())],
            Self::ParentMissing { kind } => vec![("kind", kind.to_string())],
            Self::ParentKind { kind, parent } => {
                vec![("kind", kind.to_string()), ("parent", parent.to_string())]
            }
            _ => Vec::new(),
        }
    }
}

/// Reads a file of organisations. `known` tells the kind of an organisation already stored, by its code.
///
/// Returns the rows with parents before children, otherwise in the file's order. A code already stored is not a fault,
/// so the same file can be read again; the caller decides what a repeat means. Surrounding spaces, empty lines and a
/// UTF-8 byte-order mark are passed over.
///
/// # Errors
/// Every fault found, in the file's order; bytes that are not UTF-8 are told alone, at the first such line.
pub fn read(bytes: &[u8], known: &dyn Fn(&str) -> Option<Kind>) -> Result<Vec<Row>, Vec<Fault>> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            return Err(vec![fault(1 + breaks(before), "", "", Problem::NotUtf8)]);
        }
    };
    let mut lines = lines(text);
    let mut faults = Vec::new();
    let header = lines.next().unwrap_or(Line { number: 1, cells: Vec::new() });
    let place = places(&header, &mut faults);
    let drafts: Vec<Draft> = lines.filter_map(|line| draft(&line, &header, &place, &mut faults)).collect();
    check_tree(&drafts, known, &mut faults);
    if !faults.is_empty() {
        faults.sort_by_key(|fault| (fault.line, COLUMNS.iter().position(|(name, _)| *name == fault.column)));
        return Err(faults);
    }
    let mut rows: Vec<Row> = drafts.into_iter().filter_map(Draft::row).collect();
    // A parent's kind is always above its child's, so this stable sort is the whole of the ordering.
    rows.sort_by_key(|row| row.kind);
    Ok(rows)
}

/// One line of the file as cells, trimmed.
struct Line {
    number: u64,
    cells: Vec<String>,
}

/// The lines that have something in them. The csv reader's own line numbers drift over empty lines and `\r\n`, so they are
/// counted here from the byte each record really starts at.
fn lines(text: &str) -> impl Iterator<Item = Line> {
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut seen, mut number) = (0, 1);
    // Text in memory that is valid UTF-8 cannot fail to be read; an error would end the iteration.
    reader.into_records().map_while(Result::ok).filter_map(move |record| {
        let from = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(seen);
        let rest = text.get(from..).unwrap_or_default();
        let start = text.len() - rest.trim_start_matches(['\r', '\n']).len();
        number += breaks(text.as_bytes().get(seen..start).unwrap_or_default());
        seen = start;
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        // Spreadsheets leave rows of bare commas behind the last one.
        cells.iter().any(|cell| !cell.is_empty()).then_some(Line { number, cells })
    })
}

/// Line breaks in `bytes`, as editors count them: `\r\n` is one, a lone `\r` too.
fn breaks(bytes: &[u8]) -> u64 {
    let mut last = 0;
    let mut count = 0;
    for &byte in bytes {
        if byte == b'\r' || (byte == b'\n' && last != b'\r') {
            count += 1;
        }
        last = byte;
    }
    count
}

/// Where each known column stands in the header.
fn places(header: &Line, faults: &mut Vec<Fault>) -> HashMap<&'static str, usize> {
    let mut place = HashMap::new();
    for (index, cell) in header.cells.iter().enumerate() {
        match COLUMNS.iter().find(|(name, _)| name == cell) {
            None => faults.push(fault(header.number, &short(cell), cell, Problem::UnknownColumn)),
            Some((name, _)) if place.contains_key(name) => {
                faults.push(fault(header.number, name, cell, Problem::DoubledColumn));
            }
            Some((name, _)) => {
                place.insert(*name, index);
            }
        }
    }
    for (name, needed) in COLUMNS {
        if needed && !place.contains_key(name) {
            faults.push(fault(header.number, name, "", Problem::MissingColumn));
        }
    }
    place
}

/// A row as far as it can be understood by itself; what is `None` has its fault told or its column missing.
#[derive(Default)]
struct Draft {
    line: u64,
    code: Option<String>,
    name_zh: Option<String>,
    name_en: Option<String>,
    parent: Option<String>,
    /// Whether the file says anything about the parent: it has the column, and the line the right number of cells.
    parent_told: bool,
    kind: Option<(Kind, Option<Stage>)>,
    ownership: Option<Ownership>,
    boarding: Option<bool>,
    pupils: Option<i32>,
}

impl Draft {
    fn row(self) -> Option<Row> {
        let (kind, stage) = self.kind?;
        Some(Row {
            line: self.line,
            code: self.code?,
            name_zh: self.name_zh?,
            name_en: self.name_en,
            parent: self.parent,
            kind,
            stage,
            ownership: self.ownership,
            boarding: self.boarding,
            pupils: self.pupils,
        })
    }
}

fn draft(line: &Line, header: &Line, place: &HashMap<&str, usize>, faults: &mut Vec<Fault>) -> Option<Draft> {
    let cell = |column: &str| place.get(column).and_then(|index| line.cells.get(*index)).map(String::as_str);
    if line.cells.len() != header.cells.len() {
        let problem = Problem::Cells { expected: header.cells.len(), found: line.cells.len() };
        let value = line.cells.join(",");
        faults.push(fault(line.number, "", &value, problem));
        // Its cells may be shifted, so nothing more is said of it; but its code spares its children a false alarm.
        let code = cell("code").and_then(|code| code_of(code).ok())?;
        return Some(Draft { line: line.number, code: Some(code), ..Draft::default() });
    }
    let mut told = |column: &str, problem: Problem| {
        faults.push(fault(line.number, column, cell(column).unwrap_or_default(), problem));
    };
    let mut need = |column: &'static str| match cell(column) {
        Some("") => {
            told(column, Problem::Empty);
            None
        }
        filled => filled,
    };
    let (code, name_zh, kind) = (need("code"), need("name_zh"), need("kind"));
    let mut keep = Keep { told: &mut told };
    Some(Draft {
        line: line.number,
        code: keep.read("code", code, code_of),
        name_zh: keep.read("name_zh", name_zh, name_of),
        name_en: keep.read("name_en", filled(cell("name_en")), name_of),
        parent: filled(cell("parent")).map(str::to_owned),
        parent_told: place.contains_key("parent"),
        kind: keep.read("kind", kind, kind_of),
        ownership: keep.read("ownership", filled(cell("ownership")), ownership_of),
        boarding: keep.read("boarding", filled(cell("boarding")), boarding_of),
        pupils: keep.read("pupils", filled(cell("pupils")), pupils_of),
    })
}

/// Keeps what a cell means or tells what is wrong with it.
struct Keep<'a> {
    told: &'a mut dyn FnMut(&str, Problem),
}

impl Keep<'_> {
    fn read<T>(&mut self, column: &str, cell: Option<&str>, of: fn(&str) -> Result<T, Problem>) -> Option<T> {
        of(cell?).map_err(|problem| (self.told)(column, problem)).ok()
    }
}

fn filled(cell: Option<&str>) -> Option<&str> {
    cell.filter(|cell| !cell.is_empty())
}

fn code_of(cell: &str) -> Result<String, Problem> {
    if cell.is_empty() {
        Err(Problem::Empty)
    } else if !cell.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Err(Problem::CodeCharacters)
    } else if cell.len() > LONGEST_CODE {
        Err(Problem::TooLong { most: LONGEST_CODE })
    } else {
        Ok(cell.to_owned())
    }
}

fn name_of(cell: &str) -> Result<String, Problem> {
    if cell.chars().any(unseen) {
        Err(Problem::Control)
    } else if cell.chars().count() > LONGEST_NAME {
        Err(Problem::TooLong { most: LONGEST_NAME })
    } else {
        Ok(cell.to_owned())
    }
}

/// Characters that have no place in a name: control characters, and the invisible ones that make two names look alike
/// or turn the text around them.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A bureau's kind, or a school's stage; a plain `school` is a school of a stage nobody stated.
fn kind_of(cell: &str) -> Result<(Kind, Option<Stage>), Problem> {
    match Kind::from_code(cell) {
        Some(Kind::School) => Ok((Kind::School, Some(Stage::Other))),
        Some(bureau) => Ok((bureau, None)),
        None => Stage::from_code(cell).map(|stage| (Kind::School, Some(stage))).ok_or(Problem::UnknownKind),
    }
}

fn ownership_of(cell: &str) -> Result<Ownership, Problem> {
    match cell.to_ascii_lowercase().as_str() {
        // 公办 and 民办, as Chinese files write it.
        "public" | "\u{516c}\u{529e}" => Ok(Ownership::Public),
        "private" | "\u{6c11}\u{529e}" => Ok(Ownership::Private),
        _ => Err(Problem::Ownership),
    }
}

fn boarding_of(cell: &str) -> Result<bool, Problem> {
    match cell.to_ascii_lowercase().as_str() {
        // 是 and 否; spreadsheets write TRUE and FALSE.
        "yes" | "true" | "1" | "\u{662f}" => Ok(true),
        "no" | "false" | "0" | "\u{5426}" => Ok(false),
        _ => Err(Problem::Boarding),
    }
}

fn pupils_of(cell: &str) -> Result<i32, Problem> {
    // `parse` alone would take a plus sign; full-width digits fall at the first test.
    let digits = cell.bytes().all(|byte| byte.is_ascii_digit());
    let pupils = digits.then(|| cell.parse().ok()).flatten();
    pupils.filter(|pupils| *pupils <= MOST_PUPILS).ok_or(Problem::Pupils)
}

/// What only the whole file can tell: codes standing twice, and parents.
fn check_tree(drafts: &[Draft], known: &dyn Fn(&str) -> Option<Kind>, faults: &mut Vec<Fault>) {
    let mut by_code: HashMap<&str, &Draft> = HashMap::new();
    for draft in drafts {
        let Some(code) = draft.code.as_deref() else {
            continue;
        };
        if let Some(first) = by_code.get(code) {
            faults.push(fault(draft.line, "code", code, Problem::CodeTwice { line: first.line }));
            continue;
        }
        by_code.insert(code, draft);
        if let (Some((kind, _)), Some(stored)) = (draft.kind, known(code))
            && kind != stored
        {
            faults.push(fault(draft.line, "kind", code, Problem::KindChanged { stored }));
        }
    }
    let circling = circling(drafts, &by_code);
    for draft in drafts.iter().filter(|draft| draft.parent_told) {
        let kind = draft.kind.map(|(kind, _)| kind);
        let problem = match (kind, draft.parent.as_deref()) {
            (None | Some(Kind::Province), None) => None,
            (Some(kind), None) => Some(Problem::ParentMissing { kind }),
            (Some(Kind::Province), Some(_)) => Some(Problem::ParentGiven),
            (_, Some(_)) if draft.code.as_deref().is_some_and(|code| circling.contains(code)) => Some(Problem::Cycle),
            (_, Some(parent)) => {
                let above = by_code.get(parent).map(|draft| draft.kind.map(|(kind, _)| kind));
                match (kind, above.or_else(|| known(parent).map(Some))) {
                    (_, None) => Some(Problem::ParentUnknown),
                    (Some(kind), Some(Some(parent))) if !kind.may_be_under(parent) => Some(Problem::ParentKind { kind, parent }),
                    // Sound; or one of the two kinds is itself at fault, and told in its own cell.
                    _ => None,
                }
            }
        };
        if let Some(problem) = problem {
            let value = draft.parent.as_deref().unwrap_or_default();
            faults.push(fault(draft.line, "parent", value, problem));
        }
    }
}

/// The codes that lie on a circle of parents. Each row is walked once, whatever the shape of the file.
fn circling<'a>(drafts: &'a [Draft], by_code: &HashMap<&'a str, &'a Draft>) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    let mut done: HashSet<&str> = HashSet::new();
    for draft in drafts {
        let mut walk: Vec<&str> = Vec::new();
        let mut on_walk: HashSet<&str> = HashSet::new();
        let mut next = draft.code.as_deref();
        while let Some(code) = next {
            if on_walk.contains(code) {
                found.extend(walk.iter().skip_while(|step| **step != code));
                break;
            }
            if !done.insert(code) {
                break;
            }
            on_walk.insert(code);
            walk.push(code);
            next = by_code.get(code).and_then(|draft| draft.parent.as_deref());
        }
    }
    found
}

fn fault(line: u64, column: &str, value: &str, problem: Problem) -> Fault {
    Fault { line, column: column.to_owned(), value: short(value), problem }
}

/// The start of a cell, enough to find it by, without characters that would garble a terminal or a page.
fn short(value: &str) -> String {
    let mut shown: String = value.chars().take(SHOWN).map(|c| if unseen(c) { '\u{fffd}' } else { c }).collect();
    if value.chars().nth(SHOWN).is_some() {
        shown.push('\u{2026}');
    }
    shown
}

#[cfg(test)]
mod tests;
