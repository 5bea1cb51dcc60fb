//! Rows of an old ledger, each understood or left with its reason.

use super::days::{DayFault, day};
use super::heads::Heads;
use super::words;
use crate::legacy::model::{Columns, Draft, Field, Remark};
use crate::sheet::{Row, folded};
use crate::web::form::trimmed;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// Most characters of a long text and of a short one; the cells themselves are kept whole.
const LONG: usize = 2000;
const SHORT: usize = 120;
/// A single cell with more characters than this heads no group.
const HEADING: usize = 30;

/// How a sheet is to be read.
pub struct Asked<'a> {
    pub heads: &'a Heads,
    pub columns: &'a Columns,
    /// Of days without one.
    pub year: Option<i32>,
    pub from_1904: bool,
    pub today: NaiveDate,
}

/// A row and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub row: u32,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No danger: what else.
    Apart(Remark),
    /// A danger that cannot be taken over, and why.
    Left(Vec<Remark>),
    /// What was understood, what was repaired on the way, and by what it is known again.
    Taken { draft: Box<Draft>, repaired: Vec<Remark>, key: [u8; 32] },
}

/// By what a danger is known again: the day, the place and the words, made comparable. Two different rows of one file that say the same are two,
/// so the `nth` of them is known by that too.
pub fn key_of(found_on: NaiveDate, place: &str, description: &str, nth: usize) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [found_on.to_string(), bare(place), bare(description), nth.to_string()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Letters and digits only.
fn bare(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What the ledger commits to of a row: everything that was understood of it, and its cells.
pub fn digest(draft: &Draft, sheet: i16, row: i32, cells: &[String]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([3]);
    hash.update(sheet.to_be_bytes());
    hash.update(row.to_be_bytes());
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let said = [
        draft.found_on.to_string(),
        draft.place.clone(),
        draft.description.clone(),
        draft.kind.clone(),
        draft.category.clone().unwrap_or_default(),
        draft.grade.clone().unwrap_or_default(),
        draft.finder.clone(),
        draft.responsible.clone(),
        draft.measures.clone(),
        day(draft.due_on),
        day(draft.rectified_on),
        draft.closed.to_string(),
        draft.state_words.clone(),
        draft.verifier.clone(),
        day(draft.verified_on),
        draft.funds_fen.map(|fen| fen.to_string()).unwrap_or_default(),
        draft.remarks.clone(),
    ];
    for part in said.iter().chain(cells) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Reads every row of a sheet, in order. `merged` are the cells that were empty and hold what stands in the merged cell above.
pub fn read(rows: &[Row], merged: &HashSet<(u32, usize)>, asked: &Asked<'_>) -> Vec<Line> {
    let description = asked.columns.get(&Field::Description).copied();
    let begin = asked.heads.row + asked.heads.rows;
    let last = rows.iter().rev().find(|row| description.is_some_and(|at| !trimmed(row.cell(at)).is_empty())).map_or(0, |row| row.number);
    let mut reader = Reader { asked, merged, last, begin, group: String::new(), above: HashMap::new(), seen: HashMap::new(), origin: None };
    let mut lines: Vec<Line> = Vec::with_capacity(rows.len());
    for row in rows {
        let outcome = reader.row(row, &mut lines);
        lines.push(Line { row: row.number, outcome });
    }
    lines
}

struct Reader<'a> {
    asked: &'a Asked<'a>,
    merged: &'a HashSet<(u32, usize)>,
    /// The last row that describes anything.
    last: u32,
    begin: u32,
    /// The group's heading above.
    group: String,
    /// What a field's cell said last, for "as above".
    above: HashMap<Field, String>,
    /// Rows of each danger so far: their cells without the running number, and where they stand.
    seen: HashMap<[u8; 32], Vec<(Vec<String>, u32)>>,
    /// Where the last danger stands among the lines.
    origin: Option<usize>,
}

impl Reader<'_> {
    fn row(&mut self, row: &Row, lines: &mut [Line]) -> Outcome {
        if row.number < self.asked.heads.row {
            return Outcome::Apart(Remark::new("legacy-row-title"));
        }
        if row.number < self.begin {
            return Outcome::Apart(Remark::new("legacy-row-headings"));
        }
        let at = |field| self.asked.columns.get(&field).copied();
        let describes = at(Field::Description);
        let own: Vec<(usize, &str)> = row
            .cells
            .iter()
            .enumerate()
            .map(|(column, cell)| (column, trimmed(cell)))
            .filter(|(column, cell)| !cell.is_empty() && !self.merged.contains(&(row.number, *column)))
            .collect();
        let first = own.first().map_or("", |(_, text)| *text);
        let dated = at(Field::FoundOn).is_some_and(|column| !trimmed(row.cell(column)).is_empty());
        if words::explains(first) && (!dated || own.len() == 1) {
            return Outcome::Apart(Remark::new("legacy-row-explains"));
        }
        if describes.is_some_and(|column| self.merged.contains(&(row.number, column))) {
            return self.rest_of_above(row, lines);
        }
        if let [(column, text)] = own.as_slice()
            && Some(*column) != describes
        {
            // The running number alone: a line that was prepared and never filled in.
            if text.chars().all(|c| c.is_ascii_digit()) {
                return Outcome::Apart(Remark::new("legacy-row-unfilled"));
            }
            if row.number > self.last || text.chars().count() > HEADING {
                return Outcome::Apart(Remark::new("legacy-row-explains"));
            }
            self.group = text.lines().map(trimmed).collect::<Vec<_>>().join(" ");
            return Outcome::Apart(Remark::with("legacy-row-group", self.group.clone()));
        }
        self.danger(row, lines.len())
    }

    /// A row whose description is merged with the one above: the same danger, its words go on.
    fn rest_of_above(&self, row: &Row, lines: &mut [Line]) -> Outcome {
        let Some(line) = self.origin.and_then(|at| lines.get_mut(at)) else { return Outcome::Left(vec![Remark::new("legacy-left-blank")]) };
        let number = line.row;
        if let Outcome::Taken { draft, .. } = &mut line.outcome {
            for field in [Field::Measures, Field::Responsible, Field::Remarks, Field::Verifier, Field::Finder] {
                let Some(column) = self.asked.columns.get(&field).copied() else { continue };
                let more = trimmed(row.cell(column));
                if more.is_empty() || self.merged.contains(&(row.number, column)) {
                    continue;
                }
                let (text, most) = match field {
                    Field::Measures => (&mut draft.measures, LONG),
                    Field::Responsible => (&mut draft.responsible, SHORT),
                    Field::Verifier => (&mut draft.verifier, SHORT),
                    Field::Finder => (&mut draft.finder, SHORT),
                    _ => (&mut draft.remarks, LONG),
                };
                let sign = if text.is_empty() { "" } else { "\u{ff1b}" };
                *text = format!("{text}{sign}{more}").chars().take(most).collect();
            }
        }
        Outcome::Apart(Remark::with("legacy-row-goes-on", number.to_string()))
    }

    /// A field's cell, ends trimmed; "as above" is what stood there.
    fn cell(&mut self, row: &Row, field: Field) -> String {
        let Some(column) = self.asked.columns.get(&field).copied() else { return String::new() };
        let text = trimmed(row.cell(column)).to_owned();
        if words::is_ditto(&text) {
            return self.above.get(&field).cloned().unwrap_or_default();
        }
        self.above.insert(field, text.clone());
        text
    }

    /// A name or two: lines become a list, what says nothing is nothing.
    fn short(&mut self, row: &Row, field: Field, repaired: &mut Vec<Remark>) -> String {
        let text = self.cell(row, field);
        let joined = text.lines().map(trimmed).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\u{3001}");
        if words::is_nothing(&joined) { String::new() } else { cut(joined, SHORT, field, repaired) }
    }

    fn long(&mut self, row: &Row, field: Field, repaired: &mut Vec<Remark>) -> String {
        let text = self.cell(row, field);
        if words::is_nothing(&text) { String::new() } else { cut(text, LONG, field, repaired) }
    }

    fn danger(&mut self, row: &Row, line: usize) -> Outcome {
        let mut repaired = Vec::new();
        let mut wrong = Vec::new();
        let description = self.long(row, Field::Description, &mut repaired);
        if description.is_empty() {
            wrong.push(Remark::new("legacy-left-no-description"));
        }
        let found = self.cell(row, Field::FoundOn);
        let found_on = match day(&found, self.asked.year, self.asked.from_1904) {
            Ok(day) if day > self.asked.today => Err(Remark::with("legacy-left-future", day.to_string())),
            Ok(day) => Ok(day),
            Err(DayFault::Empty) => Err(Remark::new("legacy-left-no-day")),
            Err(DayFault::NoYear) => Err(Remark::with("legacy-left-no-year", shown(&found))),
            Err(DayFault::NoDay) => Err(Remark::with("legacy-left-month-only", shown(&found))),
            Err(DayFault::Doubtful) => Err(Remark::with("legacy-left-doubtful", shown(&found))),
            Err(DayFault::Unread) => Err(Remark::with("legacy-left-unread-day", shown(&found))),
        };
        let found_on = match found_on {
            Ok(day) if wrong.is_empty() => day,
            other => {
                wrong.extend(other.err());
                self.origin = None;
                return Outcome::Left(wrong);
            }
        };
        let mut place = self.short(row, Field::Place, &mut repaired);
        let kind = self.short(row, Field::Kind, &mut repaired);
        let mut category = words::category(&kind);
        if !self.group.is_empty() {
            // A group is a kind of danger or a place; what the row itself says comes first.
            match words::category(&self.group) {
                Some(of_group) if kind.is_empty() => category = category.or(Some(of_group)),
                None if place.is_empty() => place.clone_from(&self.group),
                _ => {}
            }
        }
        let kinds = kind.split(['/', '\u{3001}', ',', '\u{ff0c}', ';', '\u{ff1b}', '\u{ff0f}', '+']).filter(|one| !one.trim().is_empty());
        if kinds.count() > 1 {
            repaired.push(Remark { key: "legacy-mended-kinds".into(), a: shown(&kind), b: category.unwrap_or_default().to_owned() });
        }
        let graded = self.short(row, Field::Grade, &mut repaired);
        let grade = words::grade(&graded);
        if grade.is_none() && !graded.is_empty() {
            repaired.push(Remark::with("legacy-mended-grade", shown(&graded)));
        }
        let state_words = self.short(row, Field::State, &mut repaired);
        let due_on = self.due(row, found_on, &mut repaired);
        let rectified_on = self.past(row, Field::RectifiedOn, &mut repaired);
        if rectified_on.is_some_and(|on| on < found_on) {
            repaired.push(Remark::with("legacy-mended-before", rectified_on.map(|on| on.to_string()).unwrap_or_default()));
        }
        let verified_on = self.past(row, Field::VerifiedOn, &mut repaired);
        let said = words::closed(&state_words).or_else(|| {
            // "Mended on the 8th" may stand where only a day belongs.
            let cell = self.asked.columns.get(&Field::RectifiedOn).map_or("", |column| trimmed(row.cell(*column)));
            if rectified_on.is_none() { words::closed(cell) } else { None }
        });
        let dated = rectified_on.is_some() || verified_on.is_some();
        let closed = said.unwrap_or(dated);
        if said == Some(false) && dated {
            repaired.push(Remark::with("legacy-mended-open-dated", shown(&state_words)));
        }
        let funds_fen = self.funds(row, &mut repaired);
        let draft = Draft {
            found_on,
            kind,
            category: category.map(ToOwned::to_owned),
            grade: grade.map(ToOwned::to_owned),
            finder: self.short(row, Field::Finder, &mut repaired),
            responsible: self.short(row, Field::Responsible, &mut repaired),
            measures: self.long(row, Field::Measures, &mut repaired),
            due_on,
            rectified_on,
            closed,
            state_words,
            verifier: self.short(row, Field::Verifier, &mut repaired),
            verified_on,
            funds_fen,
            remarks: self.long(row, Field::Remarks, &mut repaired),
            place,
            description,
        };
        // The same line copied is one; two that differ in anything are two.
        let base = key_of(draft.found_on, &draft.place, &draft.description, 0);
        let ordinal = self.asked.columns.get(&Field::Ordinal);
        let cells: Vec<String> =
            row.cells.iter().enumerate().filter(|(column, _)| Some(column) != ordinal).map(|(_, cell)| trimmed(cell).to_owned()).collect();
        let before = self.seen.entry(base).or_default();
        if let Some((_, first)) = before.iter().find(|(others, _)| *others == cells) {
            self.origin = None;
            return Outcome::Left(vec![Remark::with("legacy-left-copy", first.to_string())]);
        }
        let nth = before.len();
        before.push((cells, row.number));
        self.origin = Some(line);
        let key = key_of(draft.found_on, &draft.place, &draft.description, nth);
        Outcome::Taken { draft: Box::new(draft), repaired, key }
    }

    fn due(&mut self, row: &Row, found_on: NaiveDate, repaired: &mut Vec<Remark>) -> Option<NaiveDate> {
        let text = self.cell(row, Field::DueOn);
        if words::is_nothing(&text) {
            return None;
        }
        if words::at_once(&text) {
            return Some(found_on);
        }
        match day(&text, self.asked.year, self.asked.from_1904) {
            Ok(due) if due < found_on => {
                repaired.push(Remark::with("legacy-mended-due-before", due.to_string()));
                None
            }
            Ok(due) => Some(due),
            Err(_) => {
                repaired.push(Remark::with("legacy-mended-due-unread", shown(&text)));
                None
            }
        }
    }

    /// A day that must have been.
    fn past(&mut self, row: &Row, field: Field, repaired: &mut Vec<Remark>) -> Option<NaiveDate> {
        let text = self.cell(row, field);
        if words::is_nothing(&text) {
            return None;
        }
        match day(&text, self.asked.year, self.asked.from_1904) {
            Ok(day) if day <= self.asked.today => Some(day),
            Ok(_) => {
                repaired.push(Remark::with("legacy-mended-future", shown(&text)));
                None
            }
            Err(_) => {
                repaired.push(Remark::with("legacy-mended-day-unread", shown(&text)));
                None
            }
        }
    }

    fn funds(&mut self, row: &Row, repaired: &mut Vec<Remark>) -> Option<i64> {
        let text = self.cell(row, Field::Funds);
        if words::is_nothing(&text) {
            return None;
        }
        let by_head = self.asked.columns.get(&Field::Funds).is_some_and(|column| self.asked.heads.in_ten_thousands(*column));
        let fen = fen(&text, by_head);
        if fen.is_none() {
            repaired.push(Remark::with("legacy-mended-funds", shown(&text)));
        }
        fen
    }
}

/// A sum in fen; `None` when it is no plain sum.
fn fen(text: &str, ten_thousands: bool) -> Option<i64> {
    let money = &words::WORDS.money;
    let mut plain = folded(text);
    let mut times = ten_thousands;
    for word in &money.ten_thousand {
        if plain.contains(word.as_str()) {
            times = true;
            plain = plain.replacen(word.as_str(), "", 1);
        }
    }
    for word in &money.unit {
        plain = plain.replace(word.as_str(), "");
    }
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    if whole.is_empty() || whole.len() > 9 || part.len() > 6 || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let millionths: i64 = format!("{whole}{part:0<6}").parse().ok()?;
    let fen = millionths.checked_mul(if times { 1_000_000 } else { 100 })?;
    (fen % 1_000_000 == 0).then_some(fen / 1_000_000)
}

fn cut(text: String, most: usize, field: Field, repaired: &mut Vec<Remark>) -> String {
    if text.chars().count() <= most {
        return text;
    }
    repaired.push(Remark { key: "legacy-mended-cut".into(), a: most.to_string(), b: field.code().into() });
    text.chars().take(most).collect()
}

/// A cell's words shortened for a sentence about it.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        short.push('\u{2026}');
    }
    short
}
