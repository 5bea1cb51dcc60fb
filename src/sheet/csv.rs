//! csv, as spreadsheets write it: in UTF-8 with or without its mark, in UTF-16 with its mark ("Unicode text"), or in GB18030, which is what a
//! Chinese Excel makes of "csv"; cells parted by a comma, a semicolon or a tab.

use super::{Cell, Fault, Row, Table, dangerous, keep, row};
use encoding_rs::{Encoding, GB18030};
use std::borrow::Cow;

/// Reads one. A blank line counts as a row, as it does in the program that shows the file.
pub fn read(bytes: &[u8]) -> Result<Table, Fault> {
    let text = decode(bytes)?;
    let rows = parse(&text, separator(&text))?;
    if rows.is_empty() {
        return Err(Fault::Empty);
    }
    Ok(Table { sheet: String::new(), rows })
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
            if broken {
                return Err(Fault::Encoding);
            }
            text
        }
        // No mark: text that is UTF-8 by its form is that, for other Chinese text hardly ever is.
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) if bytes.contains(&0) => return Err(Fault::NotATable),
            Err(_) => match GB18030.decode_without_bom_handling(bytes) {
                (_, true) => return Err(Fault::Encoding),
                (text, false) => text,
            },
        },
    };
    if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{1a}')) {
        return Err(Fault::NotATable);
    }
    Ok(text)
}

/// The sign that parts the cells: of those possible the most frequent one outside quotes in the first lines.
fn separator(text: &str) -> char {
    let mut counts = [(',', 0_usize), ('\t', 0), (';', 0)];
    let mut quoted = false;
    let mut lines = 0;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted => {
                lines += 1;
                if lines == super::HEAD_ROWS {
                    break;
                }
            }
            _ if quoted => {}
            _ => {
                if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| *sign == c) {
                    *count += 1;
                }
            }
        }
    }
    // The first of the largest.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(',', |(sign, _)| *sign)
}

/// Where in a cell we are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before its first character.
    Begin,
    Plain,
    Quoted,
    /// After a quotation mark inside quotes: the end, or the first half of a doubled one.
    Mark,
}

fn parse(text: &str, separator: char) -> Result<Vec<Row>, Fault> {
    let mut rows = Vec::new();
    let mut number = 1_u32;
    let mut cells: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut at = At::Begin;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (at, c) {
            (At::Begin, '"') => at = At::Quoted,
            (At::Quoted, '"') => at = At::Mark,
            (At::Mark, '"') => {
                cell.push('"');
                at = At::Quoted;
            }
            (At::Quoted, _) => cell.push(c),
            (_, c) if c == separator => {
                cells.push(taken(std::mem::take(&mut cell)));
                at = At::Begin;
                // Cells beyond the limit are refused before they are all in memory.
                if cells.len() > super::MOST_COLUMNS * 2 {
                    return Err(Fault::TooWide);
                }
            }
            (_, '\n' | '\r') => {
                if c == '\r' && chars.peek() == Some(&'\n') {
                    chars.next();
                }
                cells.push(taken(std::mem::take(&mut cell)));
                keep(&mut rows, row(number, std::mem::take(&mut cells))?)?;
                at = At::Begin;
                number += 1;
            }
            // Words after the closing mark: what belongs to the cell cannot be told any more. Blanks do no harm.
            (At::Mark, ' ') => {}
            (At::Mark, _) => return Err(Fault::Quote(number)),
            // The old mark of the end of a file.
            (_, '\u{1a}') if chars.peek().is_none() => {}
            (_, c) => {
                cell.push(c);
                at = At::Plain;
            }
        }
    }
    if at == At::Quoted {
        return Err(Fault::Quote(number));
    }
    cells.push(taken(cell));
    keep(&mut rows, row(number, cells)?)?;
    Ok(rows)
}

/// A cell without the apostrophe that writing put before it.
fn taken(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if dangerous(rest) => rest.to_owned(),
        _ => cell,
    }
}

/// One line of csv, its end included.
pub fn line(cells: &[Cell]) -> String {
    let mut line = String::new();
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => line.push_str(number),
            Cell::Text(text) => {
                let mark = if dangerous(text) { "'" } else { "" };
                // A blank at an end is kept by quotes; programs drop it otherwise.
                let quoted = text.contains([',', ';', '\t', '"', '\n', '\r']) || text.trim() != text;
                if quoted {
                    line.push('"');
                    line.push_str(mark);
                    line.push_str(&text.replace('"', "\"\""));
                    line.push('"');
                } else {
                    line.push_str(mark);
                    line.push_str(text);
                }
            }
        }
    }
    line.push_str("\r\n");
    line
}
