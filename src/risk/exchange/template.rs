//! The empty list a school fills in: its headings, and on a second sheet the words each column takes, offered where they are wanted.

use super::columns::{AFTER, BEFORE, Column, score_name};
use crate::risk::catalogue;
use crate::risk::model::{Factor, Kind};
use crate::risk::scheme::Scheme;
use crate::sheet::{Book, Cell, Choices};
use crate::text::Lang;
use rust_xlsxwriter::XlsxError;

/// The headings of a list: the columns before the scores, one per factor of the scheme, and these.
pub fn heads(scheme: &Scheme, lang: Lang, before: &[Column], after: &[Column]) -> Vec<(String, f64)> {
    let named = |columns: &[Column]| columns.iter().map(|column| (column.name(lang).to_owned(), column.width())).collect::<Vec<_>>();
    let scores = scheme.factors.iter().map(|factor| (score_name(factor, lang), 12.0)).collect::<Vec<_>>();
    [named(before), scores, named(after)].concat()
}

/// What the columns take: the column's heading and its words.
pub fn choices(scheme: &Scheme, people: &[String], lang: Lang) -> Vec<(String, Vec<Cell>)> {
    let texts = |words: Vec<String>| words.into_iter().map(Cell::text).collect::<Vec<_>>();
    let mut lists = vec![
        (Column::Area.name(lang).to_owned(), texts(catalogue::areas().iter().map(|one| one.words.say(lang).to_owned()).collect())),
        (Column::Kind.name(lang).to_owned(), texts(Kind::ALL.iter().map(|kind| lang.say(&format!("risk-kind-{kind}"))).collect())),
        (
            Column::Factor.name(lang).to_owned(),
            texts(Factor::ALL.iter().map(|factor| lang.say(&format!("risk-factor-{factor}"))).collect()),
        ),
        (
            Column::HazardType.name(lang).to_owned(),
            texts(catalogue::hazard_types().iter().map(|one| one.words.say(lang).to_owned()).collect()),
        ),
    ];
    for factor in &scheme.factors {
        let scores = factor.scores.iter().map(|one| Cell::Number(factor.shown(one.score))).collect();
        lists.push((score_name(factor, lang), scores));
    }
    for duty in [Column::DutySchool, Column::DutyDepartment, Column::DutyPost] {
        lists.push((duty.name(lang).to_owned(), texts(people.to_vec())));
    }
    lists
}

/// The file.
///
/// # Errors
/// When a temporary file cannot be written.
pub fn write(scheme: &Scheme, people: &[String], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    // A number is given by the register, value and level follow from the scores.
    let before: Vec<Column> = BEFORE.into_iter().filter(|column| *column != Column::Number).collect();
    let after: Vec<Column> = AFTER.into_iter().filter(|column| !matches!(column, Column::Value | Column::Level)).collect();
    let heads = heads(scheme, lang, &before, &after);
    let lists = choices(scheme, people, lang);
    let second = lang.say("import-sheet-words");
    let mut book = Book::default();
    {
        let (names, widths): (Vec<String>, Vec<f64>) = heads.into_iter().unzip();
        let mut leaf = book.leaf(&lang.say("import-sheet-points"), &names, &widths)?;
        for (at, (heading, words)) in lists.iter().enumerate().filter(|(_, (_, words))| !words.is_empty()) {
            if let Some(column) = names.iter().position(|name| name == heading).and_then(|column| u16::try_from(column).ok()) {
                leaf.offer(&Choices { column, sheet: &second, at, count: words.len() })?;
            }
        }
    }
    let names: Vec<String> = lists.iter().map(|(heading, _)| heading.clone()).collect();
    let mut leaf = book.leaf(&second, &names, &vec![20.0; names.len()])?;
    for row in 0..lists.iter().map(|(_, words)| words.len()).max().unwrap_or(0) {
        let cells: Vec<Cell> = lists.iter().map(|(_, words)| words.get(row).cloned().unwrap_or(Cell::Empty)).collect();
        leaf.add(&cells)?;
    }
    book.bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::exchange::columns::{Heads, factor, kind, level};
    use crate::risk::scheme::LEC;
    use crate::sheet;

    #[test]
    fn what_the_template_offers_is_what_the_import_takes() {
        let scheme: Scheme = serde_json::from_str(LEC).unwrap();
        for lang in Lang::ALL {
            let bytes = write(&scheme, &["王老师".into()], lang).unwrap();
            let table = sheet::read(&bytes, &|_| true).unwrap();
            let heads = Heads::find(&table, &scheme, lang).unwrap();
            assert!(heads.ignored.is_empty() && table.rows.len() == 1, "{heads:?}");
            for column in BEFORE.iter().chain(&AFTER).filter(|column| !matches!(column, Column::Number | Column::Value | Column::Level)) {
                assert!(heads.column(*column).is_some(), "{column}");
            }
            let words = sheet::read(&bytes, &|table| table.sheet == lang.say("import-sheet-words")).unwrap();
            assert_eq!(words.rows.len(), 1 + catalogue::areas().len());
            for row in &words.rows[1..4] {
                assert!(kind(row.cell(1)).is_some() && factor(row.cell(2)).is_some(), "{row:?}");
            }
            for rank in 1..=4 {
                assert_eq!(level(&lang.say(&format!("level-{rank}")), &scheme), Some(rank));
            }
        }
    }
}
