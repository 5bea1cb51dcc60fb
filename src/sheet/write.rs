//! Writing xlsx: rows as they come, each out of memory once the next begins. Only strings and numbers are ever written as cells.

use super::Cell;
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError};

/// A workbook being written.
pub struct Book {
    workbook: Workbook,
    head: Format,
    body: Format,
}

/// A sheet of a [`Book`], filled from the top.
pub struct Leaf<'a> {
    sheet: &'a mut Worksheet,
    head: Format,
    body: Format,
    next: u32,
}

/// A list to choose from, offered in a column of one sheet and standing in a column of another.
pub struct Choices<'a> {
    /// The column it is offered in.
    pub column: u16,
    /// Where it stands: the sheet's name, the column, and how many there are, from row 2 on.
    pub sheet: &'a str,
    pub at: usize,
    pub count: usize,
}

impl Default for Book {
    fn default() -> Self {
        let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self { workbook: Workbook::new(), head: body.clone().set_bold(), body }
    }
}

impl Book {
    /// A new sheet with its headings, which stay in sight; `widths` in characters.
    ///
    /// # Errors
    /// When the temporary file cannot be made, or the name is not one a sheet may have.
    pub fn leaf(&mut self, name: &str, heads: &[String], widths: &[f64]) -> Result<Leaf<'_>, XlsxError> {
        let (head, body) = (self.head.clone(), self.body.clone());
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, width) in (0_u16..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        let mut leaf = Leaf { sheet, head, body, next: 0 };
        let heads: Vec<Cell> = heads.iter().map(|head| Cell::text(head.as_str())).collect();
        leaf.add(&heads)?;
        Ok(leaf)
    }

    /// The finished file.
    ///
    /// # Errors
    /// When it cannot be put together.
    pub fn bytes(mut self) -> Result<Vec<u8>, XlsxError> {
        self.workbook.save_to_buffer()
    }
}

impl Leaf<'_> {
    /// The next row.
    ///
    /// # Errors
    /// Beyond a million rows, or when the temporary file cannot be written.
    pub fn add(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let format = if self.next == 0 { &self.head } else { &self.body };
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Number(number) => match number.parse::<f64>() {
                    Ok(value) => {
                        self.sheet.write_number_with_format(self.next, column, value, format)?;
                    }
                    Err(_) => {
                        self.sheet.write_string_with_format(self.next, column, number, format)?;
                    }
                },
                // Never the general `write`, which looks at what the text begins with.
                Cell::Text(text) => {
                    self.sheet.write_string_with_format(self.next, column, fitting(text), format)?;
                }
            }
        }
        self.next += 1;
        Ok(())
    }

    /// Offers a list in a column, for the rows below the headings. Other words are warned about, not forbidden: the check is ours to make.
    ///
    /// # Errors
    /// When the column is outside the sheet.
    pub fn offer(&mut self, choices: &Choices<'_>) -> Result<(), XlsxError> {
        let column = super::column_name(choices.at);
        // A constant of ours, not a text of anybody's.
        let list = Formula::new(format!("='{}'!${column}$2:${column}${}", choices.sheet.replace('\'', "''"), choices.count + 1));
        let validation = DataValidation::new().allow_list_formula(list).show_error_message(false);
        self.sheet.add_data_validation(1, choices.column, 2_000, choices.column, &validation)?;
        Ok(())
    }
}

/// A text cut to what one cell takes, which is counted in UTF-16.
fn fitting(text: &str) -> &str {
    let mut units = 0;
    match text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > super::MOST_CELL
    }) {
        Some((cut, _)) => text.get(..cut).unwrap_or_default(),
        None => text,
    }
}
