//! What a file says, row by row, turned into points to keep or into what is wrong at which cell. Pure.
//!
//! A row is a hazard. Rows that name the same point (by number, or by name and place) are one point with several hazards, as schools write
//! them under merged cells. A point the register has already is left alone, whatever its other cells say.

use super::cells::{AREAS, HARMS, exact, is_error, mentioned, named, scored, several, shown};
use super::columns::{self, Column, Heads, score_name};
use super::draft::{Draft, DraftHazard};
use crate::access::Place;
use crate::id::PersonId;
use crate::risk::model::{Factor, Kind, MeasureKind, Tier};
use crate::risk::rules::{MOST_HAZARDS, MOST_MEASURES};
use crate::risk::scheme::{Assessed, InForce};
use crate::sheet::{MOST_ROWS, Row, Table, column_name, folded};
use crate::text::Lang;
use crate::web::form::trimmed;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The limits of the register's forms.
const NAME: usize = 60;
const LINE: usize = 120;
const WORDS: usize = 500;

/// What a file is read against.
pub struct Ground<'a> {
    pub scheme: &'a InForce,
    pub place: &'a Place,
    /// Those who may be named, with their names.
    pub people: &'a [(PersonId, String)],
    /// The points in use: number, name, place.
    pub existing: &'a [(String, String, String)],
    pub lang: Lang,
}

/// A sentence about a cell, a row or the file: a Fluent key with `$a` and `$b`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// 0 for the whole file.
    pub row: u32,
    /// `D`; empty for the whole row.
    pub column: String,
    pub key: String,
    pub a: String,
    pub b: String,
}

/// Where a point of the file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    New,
    There,
    Faulty,
}

/// A point as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The row it begins in.
    pub row: u32,
    pub name: String,
    /// The register's number of one that is there already.
    pub number: String,
    pub state: State,
    pub draft: Option<Draft>,
    pub faults: Vec<Remark>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub points: Vec<Point>,
    /// What was left out or assumed, for the whole file.
    pub notes: Vec<Remark>,
}

/// A name and a place made comparable.
pub fn key_of(name: &str, place: &str) -> (String, String) {
    (folded(name), folded(place))
}

/// Reads a table whose headings were found.
///
/// # Errors
/// More rows than are taken: their number.
pub fn check(table: &Table, heads: &Heads, ground: &Ground<'_>) -> Result<Checked, usize> {
    let rows = table.rows.get(heads.row + 1..).unwrap_or_default();
    if rows.len() > MOST_ROWS {
        return Err(rows.len());
    }
    let mut reader = Reader::new(heads, ground);
    for row in rows {
        reader.take(row);
    }
    Ok(Checked { points: reader.finish(), notes: notes(heads, ground.lang) })
}

/// What is left out, and what is assumed because the file has no column for it.
fn notes(heads: &Heads, lang: Lang) -> Vec<Remark> {
    let whole = |column: String, key: &str, a: String| Remark { row: 0, column, key: key.into(), a, b: String::new() };
    let ignored = heads.ignored.iter().map(|(at, heading)| whole(column_name(*at), "import-note-ignored", heading.clone()));
    let assumed =
        [(Column::Kind, "import-note-kind"), (Column::Factor, "import-note-factor"), (Column::HazardType, "import-note-hazard-type")];
    let assumed = assumed
        .into_iter()
        .filter(|(column, _)| heads.column(*column).is_none())
        .map(|(column, key)| whole(String::new(), key, column.name(lang).to_owned()));
    let measures =
        heads.column(Column::Measures).map(|at| whole(column_name(at), "import-note-measures", Column::Measures.name(lang).into()));
    ignored.chain(assumed).chain(measures).collect()
}

/// How rows that belong together are told.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Number(String),
    Named(String, String),
}

struct Reader<'a> {
    heads: &'a Heads,
    ground: &'a Ground<'a>,
    by_name: HashMap<(String, String), &'a str>,
    by_number: HashMap<String, &'a (String, String, String)>,
    people: HashMap<String, Vec<PersonId>>,
    points: Vec<Point>,
    begun: HashMap<Key, usize>,
    /// Row of each point read, by name and place: two numbers for the same point are one too many.
    named: HashMap<(String, String), u32>,
    /// Row of each hazard read, by point and words.
    hazards: HashMap<(usize, String), u32>,
}

/// The cells of one row, read with their faults.
struct Cells<'a> {
    reader: &'a Reader<'a>,
    row: &'a Row,
    faults: Vec<Remark>,
}

impl<'a> Reader<'a> {
    fn new(heads: &'a Heads, ground: &'a Ground<'a>) -> Self {
        let by_name = ground.existing.iter().map(|(number, name, place)| (key_of(name, place), number.as_str()));
        let by_number = ground.existing.iter().map(|point| (folded(&point.0), point));
        let mut people: HashMap<String, Vec<PersonId>> = HashMap::new();
        for (person, name) in ground.people {
            people.entry(folded(name)).or_default().push(*person);
        }
        Self {
            heads,
            ground,
            by_name: by_name.collect(),
            by_number: by_number.collect(),
            people,
            points: vec![],
            begun: HashMap::new(),
            named: HashMap::new(),
            hazards: HashMap::new(),
        }
    }

    fn cell<'r>(&self, row: &'r Row, column: Column) -> &'r str {
        self.heads.column(column).map_or("", |at| trimmed(row.cell(at)))
    }

    /// Whether the file says that this row is of another school: then its number is another school's number.
    fn elsewhere(&self, row: &Row) -> bool {
        let (code, name) = (self.cell(row, Column::SchoolCode), self.cell(row, Column::School));
        let place = self.ground.place;
        if !code.is_empty() {
            return !code.eq_ignore_ascii_case(&place.code);
        }
        !name.is_empty() && ![&place.name_zh, &place.name_en, &place.code].iter().any(|own| folded(own) == folded(name))
    }

    /// One row of the file.
    fn take(&mut self, row: &Row) {
        let read = |column| self.cell(row, column);
        if Column::ALL.iter().filter(|column| **column != Column::Ordinal).all(|column| read(*column).is_empty())
            && self.heads.scores.iter().all(|at| trimmed(row.cell(*at)).is_empty())
        {
            return;
        }
        let (name, place, number) = (read(Column::Name), read(Column::Place), read(Column::Number));
        let elsewhere = self.elsewhere(row);
        let key = if number.is_empty() {
            let (name, place) = key_of(name, place);
            Key::Named(name, place)
        } else {
            // A bureau's list has the numbers of many schools.
            Key::Number(format!("{} {} {}", folded(number), folded(read(Column::SchoolCode)), folded(read(Column::School))))
        };
        // Without a name nothing can be said to be the same.
        let known = self.begun.get(&key).copied().filter(|_| !name.is_empty() || !number.is_empty());
        if let Some(at) = known {
            self.further(at, row);
            return;
        }
        let point = self.begin(row, if elsewhere { "" } else { number });
        self.begun.insert(key, self.points.len());
        self.points.push(point);
    }

    /// A row that begins a point.
    fn begin(&mut self, row: &Row, number: &str) -> Point {
        let (name, place) = (self.cell(row, Column::Name).to_owned(), self.cell(row, Column::Place).to_owned());
        let key = key_of(&name, &place);
        let there = match self.by_number.get(&folded(number)) {
            Some((known, its_name, _)) if folded(its_name) == key.0 => Some(known.as_str()),
            _ => self.by_name.get(&key).copied(),
        };
        let shown = name.chars().take(NAME).collect();
        if let Some(number) = there {
            return Point { row: row.number, name: shown, number: number.into(), state: State::There, draft: None, faults: vec![] };
        }
        let mut cells = Cells { reader: self, row, faults: vec![] };
        if let Some((known, its_name, _)) = self.by_number.get(&folded(number)).filter(|_| !number.is_empty()) {
            cells.fault(Column::Number, "import-fault-number", known, its_name);
        }
        if let Some(twice) = self.named.get(&key).filter(|_| !name.is_empty()) {
            cells.fault(Column::Name, "import-fault-twice", twice, "");
        }
        let draft = cells.draft();
        let faults = cells.faults;
        self.named.entry(key).or_insert(row.number);
        if let Some(draft) = &draft {
            self.remember(self.points.len(), row.number, &draft.hazards);
        }
        let state = if faults.is_empty() { State::New } else { State::Faulty };
        Point { row: row.number, name: shown, number: String::new(), state, draft, faults }
    }

    fn remember(&mut self, point: usize, row: u32, hazards: &[DraftHazard]) {
        for hazard in hazards {
            self.hazards.insert((point, folded(&hazard.description)), row);
        }
    }

    /// A row that adds a hazard to a point begun above.
    fn further(&mut self, at: usize, row: &Row) {
        let Some(point) = self.points.get(at).cloned() else { return };
        if point.state == State::There {
            return;
        }
        let twice = self.hazards.get(&(at, folded(self.cell(row, Column::Description)))).copied();
        let mut cells = Cells { reader: self, row, faults: vec![] };
        let mut draft = point.draft.clone();
        if let Some(twice) = twice {
            cells.fault(Column::Name, "import-fault-twice", twice, "");
        } else {
            let more = cells.draft_of(point.draft.as_ref());
            if let (Some(draft), Some(more)) = (&mut draft, more) {
                cells.join(draft, more, point.row);
            }
        }
        let faults = cells.faults;
        let hazard = draft.as_ref().and_then(|draft| draft.hazards.last()).cloned();
        self.remember(at, row.number, hazard.as_slice());
        if let Some(point) = self.points.get_mut(at) {
            if !faults.is_empty() {
                point.state = State::Faulty;
                point.faults.extend(faults);
            }
            point.draft = draft;
        }
    }

    fn finish(self) -> Vec<Point> {
        let mut points = self.points;
        for point in points.iter_mut().filter(|point| point.state != State::New) {
            point.draft = None;
        }
        points
    }
}

impl Cells<'_> {
    fn fault(&mut self, column: Column, key: &str, a: impl ToString, b: impl ToString) {
        let at = self.reader.heads.column(column).map(column_name).unwrap_or_default();
        self.fault_at(at, key, a, b);
    }

    fn fault_at(&mut self, column: String, key: &str, a: impl ToString, b: impl ToString) {
        self.faults.push(Remark { row: self.row.number, column, key: key.into(), a: shown(&a.to_string()), b: shown(&b.to_string()) });
    }

    fn lang(&self) -> Lang {
        self.reader.ground.lang
    }

    /// A text of a column. Line breaks become blanks: the register's fields have one line.
    fn text(&mut self, column: Column, most: usize, needed: bool) -> Option<String> {
        let text = self.reader.cell(self.row, column).replace(['\n', '\t'], " ");
        if text.is_empty() && needed {
            self.fault(column, "import-fault-empty", column.name(self.lang()), "");
            return None;
        }
        self.sound(column, &text, most).then_some(text)
    }

    /// Whether a text can be kept; if not, why stands among the faults.
    fn sound(&mut self, column: Column, text: &str, most: usize) -> bool {
        let key = if is_error(text) {
            "import-fault-excel"
        } else if text.chars().any(char::is_control) {
            "import-fault-characters"
        } else if text.chars().count() > most {
            "import-fault-too-long"
        } else {
            return true;
        };
        let a = if key == "import-fault-too-long" { most.to_string() } else { text.to_owned() };
        self.fault(column, key, a, text.chars().count());
        false
    }

    /// One of a list of codes, by its words. `absent` is what holds when the file has no such column.
    fn choice(&mut self, column: Column, read: impl Fn(&str) -> Option<String>, absent: impl FnOnce() -> Option<String>) -> Option<String> {
        if self.reader.heads.column(column).is_none() {
            return absent();
        }
        let typed = self.reader.cell(self.row, column).to_owned();
        if typed.is_empty() {
            self.fault(column, "import-fault-empty", column.name(self.lang()), "");
            return None;
        }
        let found = read(&typed);
        if found.is_none() {
            self.fault(
                column,
                if column == Column::Area { "import-fault-area" } else { "import-fault-choice" },
                typed,
                column.name(self.lang()),
            );
        }
        found
    }

    fn draft(&mut self) -> Option<Draft> {
        self.draft_of(None)
    }

    /// The row as a point of its own. What an earlier row of the point says need not be said again.
    fn draft_of(&mut self, before: Option<&Draft>) -> Option<Draft> {
        let or = |text: Option<String>, before: Option<&String>| text.filter(|text| !text.is_empty()).or_else(|| before.cloned());
        let needed = before.is_none();
        let name = or(self.text(Column::Name, NAME, needed), before.map(|draft| &draft.name));
        let area = match before {
            Some(draft) if self.reader.cell(self.row, Column::Area).is_empty() => Some(draft.area.clone()),
            _ => self.choice(Column::Area, |typed| named(&AREAS, typed), || None),
        };
        let kind = match before {
            Some(draft) if self.reader.cell(self.row, Column::Kind).is_empty() => Some(draft.kind.clone()),
            _ => self.choice(Column::Kind, columns::kind, || Some(Kind::Place.code().into())),
        };
        let place = or(self.text(Column::Place, NAME, false), before.map(|draft| &draft.place)).or_else(|| Some(String::new()));
        let accident = or(self.text(Column::Accident, LINE, needed), before.map(|draft| &draft.accident));
        let description = self.text(Column::Description, WORDS, true);
        let factor = self.choice(Column::Factor, columns::factor, || Some(Factor::Thing.code().into()));
        let guess = accident.clone().unwrap_or_default();
        let hazard_type = self.choice(
            Column::HazardType,
            |typed| named(&HARMS, typed),
            || Some(mentioned(&guess).unwrap_or_else(|| "other_injury".into())),
        );
        let assessed = self.scores();
        let measures = self.measures();
        let duties = self.duties();
        Some(Draft {
            name: name?,
            area: area?,
            kind: kind?,
            place: place?,
            accident: accident?,
            hazards: vec![DraftHazard {
                description: description?,
                factor: factor?,
                hazard_type: hazard_type?,
                scores: assessed?.scores().to_vec(),
            }],
            measures: measures?,
            duties: duties?,
        })
    }

    /// The scores, each one of the scheme's; what the file says comes of them is compared with what does.
    fn scores(&mut self) -> Option<Assessed> {
        let scheme = self.reader.ground.scheme;
        let mut scores = Vec::new();
        for (factor, at) in scheme.scheme.factors.iter().zip(&self.reader.heads.scores) {
            let typed = trimmed(self.row.cell(*at)).to_owned();
            match scored(factor, &typed) {
                Some(score) => scores.push(score),
                None => {
                    let known: Vec<String> = factor.scores.iter().map(|one| factor.shown(one.score)).collect();
                    let name = score_name(factor, self.lang());
                    if typed.is_empty() {
                        self.fault_at(column_name(*at), "import-fault-empty", name, "");
                    } else {
                        self.faults.push(Remark {
                            row: self.row.number,
                            column: column_name(*at),
                            key: "import-fault-score".into(),
                            a: shown(&typed),
                            b: format!("{name}: {}", known.join(", ")),
                        });
                    }
                }
            }
        }
        let assessed = scheme.assess(&scores).ok()?;
        let value = self.reader.cell(self.row, Column::Value).to_owned();
        let computed = scheme.scheme.shown(assessed.value());
        if !value.is_empty() && exact(&value, scheme.scheme.divisor) != Some(assessed.value()) {
            self.fault(Column::Value, "import-fault-value", value, computed);
        }
        let level = self.reader.cell(self.row, Column::Level).to_owned();
        if !level.is_empty() && columns::level(&level, &scheme.scheme) != Some(assessed.level()) {
            let name = scheme.scheme.levels.iter().find(|band| band.rank == assessed.level()).map(|band| band.name.say(self.lang()));
            let name = name.unwrap_or_default().to_owned();
            self.fault(Column::Level, "import-fault-level", level, name);
        }
        Some(assessed)
    }

    fn measures(&mut self) -> Option<Vec<(String, String)>> {
        let kinds = [
            (Column::Engineering, MeasureKind::Engineering),
            (Column::Management, MeasureKind::Management),
            (Column::Training, MeasureKind::Training),
            (Column::Ppe, MeasureKind::Ppe),
            (Column::Emergency, MeasureKind::Emergency),
            (Column::Measures, MeasureKind::Management),
        ];
        let mut measures = Vec::new();
        let mut sound = true;
        for (column, kind) in kinds {
            let Some(at) = self.reader.heads.column(column) else { continue };
            for words in several(self.row.cell(at)) {
                sound &= self.sound(column, words, WORDS);
                measures.push((kind.code().to_owned(), words.to_owned()));
            }
            if measures.len() > MOST_MEASURES && sound {
                self.fault(column, "import-fault-measures", MOST_MEASURES, "");
                sound = false;
            }
        }
        sound.then_some(measures)
    }

    fn duties(&mut self) -> Option<Vec<(String, Uuid)>> {
        let tiers = [(Column::DutySchool, Tier::School), (Column::DutyDepartment, Tier::Department), (Column::DutyPost, Tier::Post)];
        let mut duties = Vec::new();
        let mut sound = true;
        for (column, tier) in tiers {
            let typed = self.reader.cell(self.row, column).to_owned();
            if typed.is_empty() {
                continue;
            }
            match self.reader.people.get(&folded(&typed)).map(Vec::as_slice) {
                Some([person]) => duties.push((tier.code().to_owned(), person.0)),
                Some(_) => {
                    self.fault(column, "import-fault-person-two", typed, "");
                    sound = false;
                }
                None => {
                    self.fault(column, "import-fault-person", typed, "");
                    sound = false;
                }
            }
        }
        sound.then_some(duties)
    }

    /// Puts a further row into its point. What both say of the point itself must be the same.
    fn join(&mut self, into: &mut Draft, more: Draft, first: u32) {
        for (column, one, other) in [
            (Column::Name, &into.name, &more.name),
            (Column::Area, &into.area, &more.area),
            (Column::Kind, &into.kind, &more.kind),
            (Column::Place, &into.place, &more.place),
        ] {
            if folded(one) != folded(other) {
                self.fault(column, "import-fault-differs", first, "");
            }
        }
        if !folded(&into.accident).contains(&folded(&more.accident)) {
            let both = format!("{}、{}", into.accident, more.accident);
            if both.chars().count() <= LINE {
                into.accident = both;
            }
        }
        let known: BTreeMap<String, Uuid> = into.duties.iter().cloned().collect();
        for (tier, person) in more.duties {
            match known.get(&tier) {
                None => into.duties.push((tier, person)),
                Some(one) if *one == person => {}
                Some(_) => {
                    let column = match tier.as_str() {
                        "school" => Column::DutySchool,
                        "department" => Column::DutyDepartment,
                        _ => Column::DutyPost,
                    };
                    self.fault(column, "import-fault-differs", first, "");
                }
            }
        }
        for measure in more.measures {
            if !into.measures.contains(&measure) {
                into.measures.push(measure);
            }
        }
        into.hazards.extend(more.hazards);
        if into.hazards.len() > MOST_HAZARDS {
            self.fault(Column::Description, "import-fault-hazards", MOST_HAZARDS, "");
        }
        if into.measures.len() > MOST_MEASURES {
            self.fault(Column::Description, "import-fault-measures", MOST_MEASURES, "");
        }
    }
}

#[cfg(test)]
mod tests;
