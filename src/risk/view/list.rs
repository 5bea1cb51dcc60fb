//! The register as a list, and the matrix of what was looked at.

use super::areas;
use crate::access::Place;
use crate::risk::catalogue;
use crate::risk::model::{Factor, Found, Spot};
use crate::risk::scheme::decimal;
use crate::risk::store::{Filter, Listed, PAGE};
use crate::text::filters;
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Due, Section, Shell, View};
use askama::Template;

/// The levels a list can be narrowed to: those in force, and any other that is still seen here.
fn levels(view: &View, filter: &Filter, rows: &[ListRow]) -> Vec<Choice> {
    let seen = |rank: i16| filter.level == Some(rank) || rows.iter().any(|one| one.row.level == rank);
    (1..=4).filter(|rank| view.levels.has(*rank) || seen(*rank)).map(|rank| Choice::named(rank.to_string(), view.level(rank))).collect()
}

#[derive(Template)]
#[template(path = "risk/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    /// The list stands over several schools.
    pub wide: bool,
    /// The reader may add points.
    pub keeper: bool,
    pub filter: Filter,
    pub rows: Vec<ListRow>,
    /// All rows fit on this page, so their number is the whole.
    pub whole: bool,
    pub older: Option<String>,
    pub areas: Vec<Choice>,
    pub levels: Vec<Choice>,
    pub form: Form,
    pub narrowed: bool,
    exported: String,
}

pub struct ListRow {
    pub row: Listed,
    pub school: String,
    pub area: String,
    pub value: String,
    pub review: Review,
}

/// When a point is looked at anew: a day, or how late it is.
pub struct Review {
    pub due: Due,
    pub day: String,
}

impl Review {
    pub(super) fn of(day: chrono::NaiveDate, view: &View) -> Self {
        let due = match Due::of(Some(day), view.today(), view.lang) {
            late @ (Due::Late(_) | Due::Today) => late,
            _ => Due::None,
        };
        Self { due, day: view.lang.day(day) }
    }
}

impl ListPage {
    pub fn new(view: &View, place: &Place, keeper: bool, filter: Filter, asked: Fields, rows: Vec<Listed>) -> Self {
        let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        let mut rows: Vec<ListRow> = rows
            .into_iter()
            .map(|row| ListRow {
                school: row.school(view.lang).to_owned(),
                area: catalogue::area_name(&row.area, view.lang).to_owned(),
                value: row.value.zip(row.divisor).map(|(value, divisor)| decimal(value, divisor)).unwrap_or_default(),
                review: Review::of(row.review_on, view),
                row,
            })
            .collect();
        rows.truncate(size);
        let older = rows.last().filter(|_| more).map(|last| {
            let after = format!("{}_{}_{}", last.row.level, last.row.path, last.row.number);
            format!("/o/{}/risks?{}", place.code, asked.address_with("after", &after))
        });
        let exported = asked.address_with("after", "");
        let mut shown = asked;
        shown.set("after", "");
        let tab = Filter { mine: filter.mine, incomplete: filter.incomplete, due_by: filter.due_by, ..Filter::default() };
        let narrowed = Filter { after: None, ..filter.clone() } != tab;
        Self {
            shell: view.shell(Section::Risks),
            name: place.name(view.lang).to_owned(),
            wide: !place.is_school(),
            place: place.clone(),
            keeper,
            whole: !more && filter.after.is_none(),
            older,
            areas: areas(view.lang),
            levels: levels(view, &filter, &rows),
            form: Form::filled(shown),
            filter,
            rows,
            narrowed,
            exported,
        }
    }

    /// What the list is narrowed to, as the end of an address: its export is narrowed likewise.
    pub fn asked(&self) -> String {
        if self.exported.is_empty() { String::new() } else { format!("?{}", self.exported) }
    }

    /// This list's address with another tab of it.
    pub fn tab(&self, query: &str) -> String {
        format!("/o/{}/risks{query}", self.place.code)
    }

    /// The tab that is open.
    pub fn open(&self) -> &'static str {
        match (self.filter.mine, self.filter.incomplete, self.filter.due_by.is_some()) {
            (true, _, _) => "?person=me",
            (_, true, _) => "?incomplete=yes",
            (_, _, true) => "?review=due",
            _ => "",
        }
    }

    pub fn nothing(&self) -> bool {
        !self.narrowed && self.open().is_empty()
    }
}

/// The identification matrix (辨识矩阵): areas by factor and stage of life, so that what nobody looked at is seen.
#[derive(Template)]
#[template(path = "risk/matrix.html")]
pub struct MatrixPage {
    pub shell: Shell,
    pub place: Place,
    pub keeper: bool,
    pub factors: Vec<&'static str>,
    pub rows: Vec<MatrixRow>,
    pub points: i64,
    /// Areas with nothing in them, and factors missing in areas that have something.
    pub blank_areas: usize,
    pub gaps: usize,
}

/// An area and its cells, factor by factor.
pub struct MatrixRow {
    pub code: String,
    pub name: String,
    pub cells: Vec<MatrixCell>,
    pub empty: bool,
}

/// A factor within an area: what was found in each stage.
pub struct MatrixCell {
    pub factor: &'static str,
    pub found: Vec<(&'static str, Found)>,
}

impl MatrixPage {
    pub fn new(view: &View, place: &Place, keeper: bool, found: &[(Spot, Found)]) -> Self {
        let cell = |area: &str, factor: Factor| MatrixCell {
            factor: factor.code(),
            found: found
                .iter()
                .filter(|(spot, _)| spot.area == area && spot.factor == factor)
                .map(|(spot, found)| (spot.life_stage.code(), *found))
                .collect(),
        };
        let row = |code: &str| {
            let cells: Vec<MatrixCell> = Factor::ALL.iter().map(|factor| cell(code, *factor)).collect();
            let empty = cells.iter().all(|cell| cell.found.is_empty());
            MatrixRow { code: code.to_owned(), name: catalogue::area_name(code, view.lang).to_owned(), cells, empty }
        };
        let mut codes: Vec<&str> = catalogue::areas().iter().map(|area| area.code.as_str()).collect();
        for (spot, _) in found {
            if !codes.contains(&spot.area.as_str()) {
                codes.push(&spot.area);
            }
        }
        let rows: Vec<MatrixRow> = codes.into_iter().map(row).collect();
        Self {
            shell: view.shell(Section::Risks),
            place: place.clone(),
            keeper,
            factors: Factor::ALL.iter().map(|factor| factor.code()).collect(),
            points: found.iter().map(|(_, found)| found.hazards).sum(),
            blank_areas: rows.iter().filter(|row| row.empty).count(),
            gaps: rows.iter().filter(|row| !row.empty).flat_map(|row| &row.cells).filter(|cell| cell.found.is_empty()).count(),
            rows,
        }
    }
}
