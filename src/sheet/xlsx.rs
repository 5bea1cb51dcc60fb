//! xlsx: looked at as an archive first, then read cell by cell. The reader underneath (calamine) trusts some numbers of the file and may
//! panic on others; both are kept from doing harm here.

use super::{Fault, HEAD_ROWS, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Row, Sheet, Table, Whole, keep, row};
use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zip::ZipArchive;

/// Most bytes of all parts together, unpacked: a sheet of 10,000 full rows needs about 30 MiB.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;
/// Most bytes of the table of shared strings, which stays in memory.
const MOST_STRINGS_BYTES: u64 = 32 * 1024 * 1024;
/// Most entries of that table.
const MOST_STRINGS: usize = 600_000;
/// Most parts of the archive.
const MOST_PARTS: usize = 2_000;
/// Most merged areas looked at, and most cells filled from them.
const MOST_MERGED: usize = 20_000;
const MOST_FILLED: usize = 1_000_000;

/// Reads the first sheet that `wanted` says yes to, else the first one with anything in it.
pub fn read(bytes: &[u8], wanted: &dyn Fn(&Table) -> bool) -> Result<Table, Fault> {
    inspect(bytes)?;
    // A number in the file that does not fit makes the reader panic; to us that is one more kind of damage.
    catch_unwind(AssertUnwindSafe(|| sheets(bytes, wanted))).unwrap_or(Err(Fault::Broken))
}

/// Reads every sheet that can be seen, the empty ones too.
pub fn read_all(bytes: &[u8]) -> Result<Whole, Fault> {
    inspect(bytes)?;
    catch_unwind(AssertUnwindSafe(|| every_sheet(bytes))).unwrap_or(Err(Fault::Broken))
}

/// Looks at every part of the archive, by what it declares and by what it really unpacks to, before anything is built from it.
fn inspect(bytes: &[u8]) -> Result<(), Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Broken)?;
    if archive.len() > MOST_PARTS {
        return Err(Fault::Bomb);
    }
    let mut is_workbook = false;
    let mut unpacked = 0_u64;
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|_| Fault::Broken)?;
        let (name, declared) = (part.name().map_err(|_| Fault::Broken)?.to_ascii_lowercase(), part.size());
        if part.encrypted() {
            return Err(Fault::Locked);
        }
        drop(part);
        is_workbook |= name.ends_with("workbook.xml");
        if name.ends_with("vbaproject.bin") {
            return Err(Fault::Macros);
        }
        if declared > MOST_UNPACKED {
            return Err(Fault::Bomb);
        }
        let part = archive.by_index(at).map_err(|_| Fault::Broken)?;
        let room = MOST_UNPACKED - unpacked;
        unpacked += if name.ends_with("sharedstrings.xml") { inspect_strings(part, room)? } else { measure(part, room)? };
    }
    if is_workbook { Ok(()) } else { Err(Fault::NotATable) }
}

/// How many bytes come out, read to nowhere; at most `room`.
fn measure(part: impl Read, room: u64) -> Result<u64, Fault> {
    let size = std::io::copy(&mut part.take(room + 1), &mut std::io::sink()).map_err(|_| Fault::Broken)?;
    if size > room { Err(Fault::Bomb) } else { Ok(size) }
}

/// The shared strings: the reader makes room for as many as the part says it has, so that number must be a true one.
fn inspect_strings(part: impl Read, room: u64) -> Result<u64, Fault> {
    let room = room.min(MOST_STRINGS_BYTES);
    let mut text = Vec::new();
    let size = part.take(room + 1).read_to_end(&mut text).map_err(|_| Fault::Broken)? as u64;
    if size > room {
        return Err(Fault::Bomb);
    }
    let mut entries = 0_usize;
    for (at, _) in text.windows(2).enumerate().filter(|(_, pair)| pair == b"si") {
        let before = at.checked_sub(1).and_then(|at| text.get(at));
        let after = text.get(at + 2);
        entries += usize::from(matches!(before, Some(b'<' | b':')) && matches!(after, Some(b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n')));
    }
    let declared = text.windows(11).position(|window| window == b"uniqueCount").map_or(0, |at| {
        let rest = text.get(at + 11..).unwrap_or_default();
        let digits = rest.iter().skip_while(|b| !b.is_ascii_digit()).take_while(|b| b.is_ascii_digit()).take(12);
        digits.fold(0_usize, |number, digit| number.saturating_mul(10).saturating_add(usize::from(digit - b'0')))
    });
    if entries.max(declared) > MOST_STRINGS { Err(Fault::Bomb) } else { Ok(size) }
}

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// The workbook and the names of the sheets that can be seen.
fn opened(bytes: &[u8]) -> Result<(Workbook<'_>, Vec<String>), Fault> {
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Fault::Broken)?;
    let all = book.sheets_metadata();
    if all.len() > MOST_SHEETS {
        return Err(Fault::TooManySheets);
    }
    let names = all.iter().filter(|sheet| sheet.visible == SheetVisible::Visible).map(|sheet| sheet.name.clone()).collect();
    Ok((book, names))
}

fn every_sheet(bytes: &[u8]) -> Result<Whole, Fault> {
    let (mut book, names) = opened(bytes)?;
    let mut whole = Whole { sheets: vec![], from_1904: book.has_1904_epoch() };
    let mut rows = 0;
    for name in names {
        let (table, merged) = sheet(&mut book, &name)?;
        rows += table.rows.len();
        if rows > MOST_ROWS + HEAD_ROWS {
            return Err(Fault::TooManyRows);
        }
        whole.sheets.push(Sheet { name, rows: table.rows, merged: merged.into_iter().collect() });
    }
    if rows == 0 { Err(Fault::Empty) } else { Ok(whole) }
}

fn sheets(bytes: &[u8], wanted: &dyn Fn(&Table) -> bool) -> Result<Table, Fault> {
    let (mut book, names) = opened(bytes)?;
    let mut first: Option<Result<Table, Fault>> = None;
    for name in names {
        let table = sheet(&mut book, &name).map(|(table, _)| table);
        match table {
            Ok(table) if table.rows.is_empty() => {}
            Ok(table) if wanted(&table) => return Ok(table),
            other => {
                first.get_or_insert(other);
            }
        }
    }
    first.unwrap_or(Err(Fault::Empty))
}

/// A cell that was empty and holds what stands in the merged cell above: row as the program numbers it, and column.
type Filled = (u32, usize);

fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<(Table, Vec<Filled>), Fault> {
    let mut rows: Vec<Row> = Vec::new();
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet that is a chart has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(Default::default()),
        Err(_) => return Err(Fault::Broken),
    };
    let (mut number, mut cells) = (0_u32, Vec::<String>::new());
    while let Some(cell) = reader.next_cell().map_err(|_| Fault::Broken)? {
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (at, column) = cell.get_position();
        if at < number {
            return Err(Fault::Broken);
        }
        if at > number {
            keep(&mut rows, row(number + 1, std::mem::take(&mut cells))?)?;
            number = at;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MOST_COLUMNS {
            if text.trim().is_empty() {
                continue;
            }
            return Err(Fault::TooWide);
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(column) {
            *cell = text;
        }
    }
    drop(reader);
    keep(&mut rows, row(number + 1, cells)?)?;
    let merged = fill_merged(book, name, &mut rows)?;
    Ok((Table { sheet: name.to_owned(), rows }, merged))
}

/// Cells merged downwards: what stands in the first of them holds for all. Lists of risks are written so, one place beside several hazards.
fn fill_merged(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, rows: &mut [Row]) -> Result<Vec<Filled>, Fault> {
    let mut places = Vec::new();
    let merged = book.merge_cells_by_sheet_name(name).map_err(|_| Fault::Broken)?;
    let mut filled = 0;
    for area in merged.iter().take(MOST_MERGED).filter(|area| area.end.0 > area.start.0) {
        let column = usize::try_from(area.start.1).unwrap_or(usize::MAX);
        let last = area.end.0.saturating_add(1).min(u32::try_from(MOST_ROWS + HEAD_ROWS).unwrap_or(u32::MAX).saturating_mul(2));
        let begin = rows.partition_point(|row| row.number < area.start.0 + 1);
        let Some(value) = rows.get(begin).filter(|row| row.number == area.start.0 + 1).map(|row| row.cell(column).to_owned()) else {
            continue;
        };
        if value.is_empty() {
            continue;
        }
        for row in rows.iter_mut().skip(begin + 1).take_while(|row| row.number <= last) {
            filled += 1;
            if filled > MOST_FILLED {
                return Err(Fault::Bomb);
            }
            if row.cell(column).is_empty() {
                if row.cells.len() <= column {
                    row.cells.resize(column + 1, String::new());
                }
                if let Some(cell) = row.cells.get_mut(column) {
                    cell.clone_from(&value);
                    places.push((row.number, column));
                }
            }
        }
    }
    Ok(places)
}

/// A cell as the reader of the table would read it aloud.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(at) if at.is_duration() => decimal(at.as_f64()),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if hour == 0 && minute == 0 { date } else { format!("{date} {hour:02}:{minute:02}") }
        }
    }
}

/// A number without what binary arithmetic left at its end: 0.1 + 0.2 is 0.3.
fn decimal(number: f64) -> String {
    let rounded = (number * 1e9).round() / 1e9;
    let text = format!("{}", if rounded.is_finite() { rounded } else { number });
    if text == "-0" { "0".to_owned() } else { text }
}
