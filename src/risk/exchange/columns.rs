//! The columns of a risk list: how schools head them, and which of a file's columns is which. Pure.

use crate::risk::scheme::{FactorOf, Scheme};
use crate::sheet::{HEAD_ROWS, Row, Table, folded};
use crate::text::Lang;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static WORDS: LazyLock<Written> = LazyLock::new(|| {
    let mut words: Written = serde_json::from_str(include_str!("../../../data/risk_columns.json")).unwrap_or_default();
    for one in &mut words.columns {
        one.folded = one.zh.iter().chain(&one.en).map(|word| folded(word)).collect();
    }
    // Compared with every cell of a long list, so they are folded once.
    for one in words.kinds.iter_mut().chain(&mut words.factors).chain(&mut words.levels) {
        one.words = one.words.iter().map(|word| folded(word)).collect();
    }
    words
});

#[derive(Default, Deserialize)]
struct Written {
    columns: Vec<Heading>,
    kinds: Vec<Said>,
    factors: Vec<Said>,
    levels: Vec<Said>,
}

#[derive(Deserialize)]
struct Heading {
    code: String,
    width: f64,
    zh: Vec<String>,
    en: Vec<String>,
    #[serde(skip)]
    folded: Vec<String>,
}

/// A code and how people say it.
#[derive(Deserialize)]
struct Said {
    code: String,
    words: Vec<String>,
}

codes! {
    /// What a column of a risk list holds, besides the scores.
    pub enum Column {
        Number = "number",
        Name = "name",
        Area = "area",
        Kind = "kind",
        Place = "place",
        Description = "description",
        Factor = "factor",
        HazardType = "hazard_type",
        Accident = "accident",
        Value = "value",
        Level = "level",
        Engineering = "engineering",
        Management = "management",
        Training = "training",
        Ppe = "ppe",
        Emergency = "emergency",
        /// Measures whose kind the file does not tell.
        Measures = "measures",
        DutySchool = "duty_school",
        DutyDepartment = "duty_department",
        DutyPost = "duty_post",
        ReviewOn = "review_on",
        SchoolCode = "school_code",
        School = "school",
        /// The running number of the file's rows: of no use to us, and no reason to say that it was left out.
        Ordinal = "ordinal",
    }
}

/// Those a list must have, besides the scores.
const NEEDED: [Column; 4] = [Column::Name, Column::Area, Column::Description, Column::Accident];

/// Before the scores and after them, as we write a list.
pub const BEFORE: [Column; 9] = [
    Column::Number,
    Column::Name,
    Column::Area,
    Column::Kind,
    Column::Place,
    Column::Description,
    Column::Factor,
    Column::HazardType,
    Column::Accident,
];
pub const AFTER: [Column; 10] = [
    Column::Value,
    Column::Level,
    Column::Engineering,
    Column::Management,
    Column::Training,
    Column::Ppe,
    Column::Emergency,
    Column::DutySchool,
    Column::DutyDepartment,
    Column::DutyPost,
];

impl Column {
    fn heading(self) -> Option<&'static Heading> {
        WORDS.columns.iter().find(|one| one.code == self.code())
    }

    /// The heading we write.
    pub fn name(self, lang: Lang) -> &'static str {
        self.heading().and_then(|one| if lang == Lang::En { one.en.first() } else { one.zh.first() }).map_or("", String::as_str)
    }

    /// How wide we make it, in characters.
    pub fn width(self) -> f64 {
        self.heading().map_or(12.0, |one| one.width)
    }
}

/// The heading of a factor's scores as we write it: `L 可能性`.
pub fn score_name(factor: &FactorOf, lang: Lang) -> String {
    format!("{} {}", factor.code.to_uppercase(), factor.name.say(lang))
}

/// Without what stands in brackets: the advice some forms put there.
fn unbracketed(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|c| match c {
            '(' | '（' | '[' | '【' => {
                depth += 1;
                false
            }
            ')' | '）' | ']' | '】' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// What a heading may mean, most literal first.
fn readings(heading: &str) -> Vec<String> {
    let plain = unbracketed(heading);
    let parts = plain.split(['/', '／', '\n']).map(folded);
    let all = [folded(heading), folded(&plain)].into_iter().chain(parts);
    all.filter(|one| !one.is_empty()).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Of(Column),
    /// The scores of this factor of the scheme.
    Score(usize),
}

fn meaning(heading: &str, scheme: &Scheme) -> Option<Meaning> {
    readings(heading).iter().find_map(|reading| {
        let score = scheme.factors.iter().position(|factor| {
            let (code, zh, en) = (folded(&factor.code), folded(&factor.name.zh), folded(&factor.name.en));
            [&code, &zh, &en].iter().any(|one| *one == reading && !one.is_empty())
                || [&zh, &en].iter().any(|name| *reading == format!("{code}{name}") || *reading == format!("{name}{code}"))
        });
        let column = || WORDS.columns.iter().find(|one| one.folded.contains(reading));
        score.map(Meaning::Score).or_else(|| column().and_then(|one| Column::from_code(&one.code)).map(Meaning::Of))
    })
}

/// The headings of a file, found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heads {
    /// Index of the heading row among the table's rows.
    pub row: usize,
    at: BTreeMap<Column, usize>,
    /// One column per factor of the scheme.
    pub scores: Vec<usize>,
    /// Columns we do not read: where, and how they are headed.
    pub ignored: Vec<(usize, String)>,
}

/// Why a table is no risk list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoList {
    /// No row looks like headings.
    NoHeadings,
    /// These columns are missing, by the names we give them.
    Missing(Vec<String>),
}

impl Heads {
    /// Finds the heading row among the first rows, and what its columns are.
    ///
    /// # Errors
    /// When there is none, or it lacks a column we cannot do without.
    pub fn find(table: &Table, scheme: &Scheme, lang: Lang) -> Result<Self, NoList> {
        let read = |(row, cells): (usize, &Row)| (row, Self::of(row, cells, scheme));
        let best = table
            .rows
            .iter()
            .take(HEAD_ROWS)
            .enumerate()
            .map(read)
            .max_by_key(|(row, (heads, scores))| (heads.at.len() + scores.iter().flatten().count(), std::cmp::Reverse(*row)));
        let Some((_, (mut heads, scores))) = best else { return Err(NoList::NoHeadings) };
        if heads.at.len() + scores.iter().flatten().count() < 3 {
            return Err(NoList::NoHeadings);
        }
        let needed = NEEDED.iter().filter(|column| heads.column(**column).is_none()).map(|column| column.name(lang).to_owned());
        let unscored = scheme.factors.iter().zip(&scores).filter(|(_, at)| at.is_none()).map(|(factor, _)| score_name(factor, lang));
        let missing: Vec<String> = needed.chain(unscored).collect();
        if !missing.is_empty() {
            return Err(NoList::Missing(missing));
        }
        heads.scores = scores.into_iter().flatten().collect();
        Ok(heads)
    }

    fn of(row: usize, cells: &Row, scheme: &Scheme) -> (Self, Vec<Option<usize>>) {
        let mut heads = Self { row, at: BTreeMap::new(), scores: vec![], ignored: vec![] };
        let mut scores = vec![None; scheme.factors.len()];
        for (at, cell) in cells.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
            let free = match meaning(cell, scheme) {
                Some(Meaning::Of(column)) if !heads.at.contains_key(&column) => {
                    heads.at.insert(column, at);
                    true
                }
                Some(Meaning::Score(factor)) => match scores.get_mut(factor) {
                    Some(free @ None) => {
                        *free = Some(at);
                        true
                    }
                    _ => false,
                },
                _ => false,
            };
            if !free {
                heads.ignored.push((at, cell.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect()));
            }
        }
        (heads, scores)
    }

    /// Where a column stands.
    pub fn column(&self, column: Column) -> Option<usize> {
        self.at.get(&column).copied()
    }
}

/// Whether a table looks like a risk list: the sheet to read among several.
pub fn looks_like_one(table: &Table, scheme: &Scheme) -> bool {
    !matches!(Heads::find(table, scheme, Lang::Zh), Err(NoList::NoHeadings))
}

fn said(list: &[Said], typed: &str) -> Option<String> {
    [folded(typed), folded(&unbracketed(typed))]
        .iter()
        .find_map(|typed| list.iter().find(|one| one.words.contains(typed)))
        .map(|one| one.code.clone())
}

/// The code of a kind of risk point, by how people say it.
pub fn kind(typed: &str) -> Option<String> {
    said(&WORDS.kinds, typed)
}

/// The code of a factor (people, things, environment, management).
pub fn factor(typed: &str) -> Option<String> {
    said(&WORDS.factors, typed)
}

/// The rank of a level, by the scheme's own names first.
pub fn level(typed: &str, scheme: &Scheme) -> Option<i16> {
    let typed_folded = folded(typed);
    let own = scheme.levels.iter().find(|band| [&band.name.zh, &band.name.en].iter().any(|name| folded(name) == typed_folded));
    own.map(|band| band.rank).or_else(|| said(&WORDS.levels, typed)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::scheme::LEC;

    fn lec() -> Scheme {
        serde_json::from_str(LEC).unwrap()
    }

    fn table(rows: &[&[&str]]) -> Table {
        let rows = (1..).zip(rows).map(|(number, cells)| Row { number, cells: cells.iter().map(ToString::to_string).collect() });
        Table { sheet: String::new(), rows: rows.collect() }
    }

    #[test]
    fn the_words_are_whole() {
        for column in Column::ALL {
            assert!(!column.name(Lang::Zh).is_empty() && !column.name(Lang::En).is_empty() && column.width() > 1.0, "{column}");
        }
        assert_eq!((WORDS.columns.len(), WORDS.kinds.len(), WORDS.factors.len(), WORDS.levels.len()), (Column::ALL.len(), 3, 4, 4));
        let mut all: Vec<String> = WORDS.columns.iter().flat_map(|one| one.zh.iter().chain(&one.en)).map(|word| folded(word)).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        // D and R mean the same in both languages.
        assert_eq!(count - all.len(), 2, "a heading of two meanings");
    }

    #[test]
    fn headings_are_recognised_however_they_are_written() {
        for (heading, column) in [
            ("风险点名称", Column::Name),
            (" 风险点（名称）* ", Column::Name),
            ("Risk Point", Column::Name),
            ("区域/部位", Column::Area),
            ("部门、年级责任人", Column::DutyDepartment),
            ("可能导致的事故\n（填写事故类型）", Column::Accident),
            ("管控措施", Column::Measures),
            ("No.", Column::Number),
            ("Ｄ值", Column::Value),
        ] {
            assert!(meaning(heading, &lec()) == Some(Meaning::Of(column)), "{heading}");
        }
        for (heading, factor) in
            [("L", 0), ("可能性", 0), ("可能性（L）", 0), ("E 暴露频次", 1), ("C", 2), ("后果(C)", 2), ("Consequence", 2)]
        {
            assert!(meaning(heading, &lec()) == Some(Meaning::Score(factor)), "{heading}");
        }
        for heading in ["备注", "照片", "", "责任部门"] {
            assert!(meaning(heading, &lec()).is_none(), "{heading}");
        }
    }

    #[test]
    fn the_heading_row_is_found_under_titles_and_what_is_missing_is_named() {
        let titled = table(&[
            &["一中风险清单"],
            &["填表日期", "2026-11-22"],
            &["序号", "名称", "区域", "危险源", "可能导致", "L", "E", "C", "备注", "名称"],
            &["1", "食堂", "canteen", "a", "b", "1", "1", "1"],
        ]);
        let heads = Heads::find(&titled, &lec(), Lang::Zh).unwrap();
        assert_eq!((heads.row, heads.column(Column::Name), heads.scores.as_slice()), (2, Some(1), &[5, 6, 7][..]));
        assert_eq!(heads.ignored, [(8, "备注".to_owned()), (9, "名称".to_owned())]);
        let short = table(&[&["名称", "区域", "危险源", "L", "C"]]);
        assert_eq!(Heads::find(&short, &lec(), Lang::En), Err(NoList::Missing(vec!["May lead to".into(), "E Exposure".into()])));
        for none in [table(&[]), table(&[&["食堂", "a", "b"], &["1", "2", "3"]])] {
            assert_eq!(Heads::find(&none, &lec(), Lang::Zh), Err(NoList::NoHeadings));
        }
    }

    #[test]
    fn words_of_cells_become_codes() {
        assert_eq!((kind("设备设施").as_deref(), kind("Place").as_deref(), kind("宇宙")), (Some("facility"), Some("place"), None));
        assert_eq!((factor("人的不安全行为").as_deref(), factor("物").as_deref()), (Some("human"), Some("thing")));
        for (typed, rank) in [("重大", 1), ("较大风险（橙色）", 2), ("黄", 3), ("Low", 4), ("2", 2)] {
            assert_eq!(level(typed, &lec()), Some(rank), "{typed}");
        }
        assert_eq!(level("很大", &lec()), None);
    }
}
