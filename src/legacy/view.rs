//! What the templates of old ledgers are given.

use super::model::{Field, Remark, RowState, Stage};
use super::pages::SHOWN;
use super::rules::Heads;
use super::store::{Figures, Filter, Legacy, Listed, PAGE, Past, RowTold, Upload};
use crate::access::Place;
use crate::id::LegacyId;
use crate::job;
use crate::money::Fen;
use crate::sheet::{MOST_BYTES, MOST_ROWS, Row, column_name};
use crate::text::{Lang, filters};
use crate::ticket::model::Category;
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::NaiveDate;

/// Rows shown as they will be taken over.
const SAMPLES: usize = 5;
/// Rows above which the headings may begin, offered to choose from.
const HEADS_OFFERED: usize = 20;

/// A remark in words.
pub fn sentence(lang: Lang, one: &Remark) -> String {
    let b = match one.key.as_str() {
        "legacy-mended-kinds" if one.b.is_empty() => lang.say("legacy-kind-unknown"),
        "legacy-mended-kinds" => lang.say(&format!("category-{}", one.b)),
        "legacy-mended-cut" => lang.say(&format!("legacy-field-{}", one.b.replace('_', "-"))),
        _ => one.b.clone(),
    };
    lang.say_with(&one.key, [("a", one.a.clone().into()), ("b", b.into())])
}

#[derive(Template)]
#[template(path = "legacy/import.html")]
pub struct UploadPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub past: Vec<Past>,
}

impl UploadPage {
    pub fn new(view: &View, place: &Place, form: Form, past: Vec<Past>) -> Self {
        let mut shell = view.shell(Section::Tickets);
        shell.problem = form.has_faults();
        Self { shell, place: place.clone(), form, past }
    }

    pub fn most_rows(&self) -> usize {
        MOST_ROWS
    }

    pub fn most_mib(&self) -> usize {
        MOST_BYTES / 1024 / 1024
    }
}

#[derive(Template)]
#[template(path = "legacy/columns.html")]
pub struct MapPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub url: String,
    pub file_name: String,
    pub sheets: Vec<Choice>,
    pub head_choices: Vec<Choice>,
    pub sheet: i16,
    pub head: u32,
    pub head_rows: u32,
    /// Each field of ours: the name of its select, its words, whether a row cannot do without.
    pub fields: Vec<(String, String, bool)>,
    pub columns: Vec<Choice>,
    /// What the choices of sheet and row show as chosen.
    pub chosen: Form,
}

impl MapPage {
    pub fn new(view: &View, place: &Place, upload: &Upload, sheet: i16, rows: &[Row], heads: Heads, form: Form) -> Self {
        let mut shell = view.shell(Section::Tickets);
        shell.problem = form.has_faults();
        let below = |column: usize| {
            let data = rows.iter().filter(|row| row.number >= heads.row + heads.rows);
            data.map(|row| short(row.cell(column), 16)).find(|text| !text.is_empty()).unwrap_or_default()
        };
        let columns = heads.names.iter().enumerate().map(|(at, name)| {
            let example = below(at);
            let mark = if example.is_empty() { "" } else { " \u{b7} " };
            Choice::named(at.to_string(), format!("{} {}{mark}{example}", column_name(at), short(name, 24)))
        });
        let sheets = upload.sheets.iter().enumerate().map(|(n, one)| {
            let name = if one.name.is_empty() { upload.file_name.clone() } else { one.name.clone() };
            let rows = view.lang.say_with("legacy-sheet-rows", [("n", i64::try_from(one.rows).unwrap_or(i64::MAX).into())]);
            Choice::named(n.to_string(), format!("{name} \u{b7} {rows}"))
        });
        let head_choices = rows.iter().take(HEADS_OFFERED).map(|row| {
            let text = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ");
            Choice::named(row.number.to_string(), format!("{} \u{b7} {}", row.number, short(&text, 40)))
        });
        let mut chosen = Fields::default();
        for (name, value) in [("sheet", sheet.to_string()), ("head", heads.row.to_string()), ("head_rows", heads.rows.to_string())] {
            chosen.set(name, value);
        }
        let fields = Field::ALL.iter().filter(|field| **field != Field::Ordinal).chain([&Field::Ordinal]);
        Self {
            shell,
            url: format!("/o/{}/taken-over/import/{}", place.code, upload.id),
            place: place.clone(),
            file_name: upload.file_name.clone(),
            sheets: sheets.collect(),
            head_choices: head_choices.collect(),
            sheet,
            head: heads.row,
            head_rows: heads.rows,
            fields: fields
                .map(|field| {
                    (format!("col_{field}"), format!("legacy-field-{}", field.code().replace('_', "-")), Field::NEEDED.contains(field))
                })
                .collect(),
            columns: columns.collect(),
            chosen: Form::filled(chosen),
            form,
        }
    }
}

fn short(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most { line } else { line.chars().take(most).chain(['\u{2026}']).collect() }
}

/// How an upload stands, for whoever looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Mapped,
    Running,
    /// Its job was given up half-way.
    Stopped,
    Done,
}

impl Standing {
    pub fn of(upload: &Upload, job: Option<&job::State>) -> Self {
        match upload.stage {
            Stage::Read | Stage::Mapped => Self::Mapped,
            Stage::Done => Self::Done,
            Stage::Running if job.is_some_and(|job| job.failed) => Self::Stopped,
            Stage::Running => Self::Running,
        }
    }
}

/// A row of the file that the page names.
pub struct NamedRow {
    pub row: i32,
    /// The beginning of what stands in it.
    pub text: String,
    pub why: Vec<String>,
}

/// A row as it will be taken over.
pub struct Sample {
    pub row: i32,
    /// Fluent key and value.
    pub facts: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "legacy/uploaded.html")]
pub struct UploadedPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub url: String,
    pub file_name: String,
    pub sheet: String,
    pub sha256: String,
    pub standing: Standing,
    /// Why it stopped: a Fluent key, or empty.
    pub told: String,
    /// It failed and is tried again by itself.
    pub waiting: bool,
    pub new: i64,
    pub taken: i64,
    pub there: i64,
    pub left: i64,
    pub apart: i64,
    /// Rows of the sheet altogether.
    pub all: i64,
    pub samples: Vec<Sample>,
    pub lists: Vec<NamedList>,
    pub other_sheets: Vec<String>,
    pub span: Option<(String, String)>,
    pub moment: String,
    pub list: String,
}

/// Rows named together.
pub struct NamedList {
    /// What they have in common, as the keys of its words and the page's marks have it.
    pub of: &'static str,
    pub count: usize,
    pub rows: Vec<NamedRow>,
    pub open: bool,
}

impl NamedList {
    /// Those that only the file to download names.
    pub fn more(&self) -> usize {
        self.count.saturating_sub(self.rows.len())
    }
}

impl UploadedPage {
    pub fn new(
        view: &View,
        place: &Place,
        upload: Upload,
        standing: Standing,
        job: Option<&job::State>,
        told: Vec<RowTold>,
        span: Option<(NaiveDate, NaiveDate)>,
    ) -> Self {
        let lang = view.lang;
        let named = |row: &RowTold| NamedRow {
            row: row.row,
            text: short(&row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" "), 60),
            why: row.remarks.iter().map(|one| sentence(lang, one)).collect(),
        };
        let list = |of: &'static str, open: bool, is: &dyn Fn(&RowTold) -> bool| {
            let all = told.iter().filter(|row| is(row));
            NamedList { of, open, count: all.clone().count(), rows: all.take(usize::try_from(SHOWN).unwrap_or(0)).map(named).collect() }
        };
        let lists = [
            list("left", true, &|row| row.state == RowState::Left),
            list("there", false, &|row| row.state == RowState::There),
            list("repaired", false, &|row| row.state == RowState::New && !row.remarks.is_empty()),
            list("apart", false, &|row| row.state == RowState::Apart),
        ];
        let samples = told.iter().filter(|row| row.state == RowState::New).take(SAMPLES).filter_map(|row| {
            let draft = &row.draft.as_ref()?.0;
            Some(Sample { row: row.row, facts: facts(lang, draft) })
        });
        let key = job.map(|job| job.told.clone()).filter(|key| lang.knows(key)).unwrap_or_default();
        let sheet = upload.sheet.and_then(|n| upload.sheets.get(usize::try_from(n).ok()?)).map(|one| one.name.clone()).unwrap_or_default();
        let others = upload.sheets.iter().enumerate().filter(|(n, _)| upload.sheet.map(i64::from) != i64::try_from(*n).ok());
        Self {
            shell: view.shell(Section::Tickets),
            url: format!("/o/{}/taken-over/import/{}", place.code, upload.id),
            list: format!("/o/{}/taken-over?upload={}", place.code, upload.id),
            place: place.clone(),
            form: Form::blank(),
            file_name: upload.file_name.clone(),
            sheet,
            sha256: hex::encode(&upload.sha256),
            standing,
            told: key,
            waiting: job.is_some_and(|job| job.again_at.is_some()),
            new: upload.count(RowState::New),
            taken: upload.count(RowState::Taken),
            there: upload.count(RowState::There),
            left: upload.count(RowState::Left),
            apart: upload.count(RowState::Apart),
            all: upload.tally.values().sum(),
            samples: samples.collect(),
            lists: lists.into_iter().filter(|list| list.count > 0).collect(),
            other_sheets: others
                .map(|(_, one)| {
                    lang.say_with(
                        "legacy-sheet-unread",
                        [("a", one.name.clone().into()), ("n", i64::try_from(one.rows).unwrap_or(0).into())],
                    )
                })
                .collect(),
            span: span.map(|(from, to)| (lang.day(from), lang.day(to))),
            moment: lang.moment(view.zone, upload.at),
        }
    }

    /// How it stands, as the keys of its words have it.
    pub fn named(&self) -> &'static str {
        match self.standing {
            Standing::Mapped => "mapped",
            Standing::Running => "running",
            Standing::Stopped => "stopped",
            Standing::Done => "done",
        }
    }

    pub fn is(&self, standing: &str) -> bool {
        self.named() == standing
    }

    /// Rows that go in or are in.
    pub fn going(&self) -> i64 {
        self.new + self.taken
    }
}

/// What a danger of an old ledger says, without what it leaves empty.
fn facts(lang: Lang, draft: &super::model::Draft) -> Vec<(&'static str, String)> {
    let day = |day: Option<NaiveDate>| day.map(|day| lang.day(day)).unwrap_or_default();
    let kind = match &draft.category {
        Some(category) => {
            let ours = lang.say(&format!("category-{category}"));
            if draft.kind.is_empty() || draft.kind == ours { ours } else { format!("{} \u{b7} {ours}", draft.kind) }
        }
        None => draft.kind.clone(),
    };
    let state = lang.say(if draft.closed { "legacy-closed" } else { "legacy-open" });
    [
        ("legacy-field-found-on", lang.day(draft.found_on)),
        ("legacy-field-place", draft.place.clone()),
        ("legacy-field-description", draft.description.clone()),
        ("legacy-field-kind", kind),
        ("legacy-field-grade", draft.grade.as_ref().map(|grade| lang.say(&format!("grade-{grade}"))).unwrap_or_default()),
        ("legacy-field-finder", draft.finder.clone()),
        ("legacy-field-responsible", draft.responsible.clone()),
        ("legacy-field-measures", draft.measures.clone()),
        ("legacy-field-due-on", day(draft.due_on)),
        ("legacy-field-rectified-on", day(draft.rectified_on)),
        ("legacy-field-state", if draft.state_words.is_empty() { state } else { format!("{state} \u{b7} {}", draft.state_words) }),
        ("legacy-field-verified-on", day(draft.verified_on)),
        ("legacy-field-verifier", draft.verifier.clone()),
        ("legacy-field-funds", draft.funds_fen.map(|fen| Fen(fen).to_string()).unwrap_or_default()),
        ("legacy-field-remarks", draft.remarks.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

#[derive(Template)]
#[template(path = "legacy/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub id: LegacyId,
    pub title: String,
    pub closed: bool,
    pub facts: Vec<(&'static str, String)>,
    pub repaired: Vec<String>,
    pub cells: Vec<(String, String)>,
    pub file_name: String,
    pub sheet: String,
    pub sha256: String,
    pub row: i32,
    pub by: String,
    pub moment: String,
    pub ticket: Option<String>,
    /// This actor may carry it over now.
    pub carries: bool,
}

impl ShowPage {
    pub fn new(view: &View, place: &Place, one: Legacy, takes: bool) -> Self {
        let head = |at: usize| one.heads.get(at).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| column_name(at));
        Self {
            shell: view.shell(Section::Tickets),
            place: place.clone(),
            form: Form::blank(),
            id: one.id,
            title: short(&one.draft.description, 60),
            closed: one.draft.closed,
            facts: facts(view.lang, &one.draft),
            repaired: one.repaired.iter().map(|remark| sentence(view.lang, remark)).collect(),
            cells: one
                .cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| !cell.trim().is_empty())
                .map(|(at, cell)| (head(at), cell.clone()))
                .collect(),
            carries: takes && !one.draft.closed && one.ticket.is_none(),
            file_name: one.file_name,
            sheet: one.sheet,
            sha256: hex::encode(&one.sha256),
            row: one.row,
            by: one.by,
            moment: view.lang.moment(view.zone, one.taken_at),
            ticket: one.ticket,
        }
    }
}

#[derive(Template)]
#[template(path = "legacy/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub name: String,
    /// The list stands over several schools.
    pub wide: bool,
    pub filter: Filter,
    pub figures: Figures,
    pub rows: Vec<ListRow>,
    pub older: Option<String>,
    pub categories: Vec<Choice>,
    pub takes: bool,
    pub narrowed: bool,
    asked: Fields,
}

pub struct ListRow {
    pub row: Listed,
    pub school: String,
    pub title: String,
    pub day: String,
}

impl ListPage {
    pub fn new(view: &View, place: &Place, filter: Filter, asked: Fields, figures: Figures, rows: Vec<Listed>, takes: bool) -> Self {
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        let mut rows: Vec<ListRow> = rows
            .into_iter()
            .map(|row| ListRow {
                school: row.school(view.lang).to_owned(),
                title: short(&row.description, 80),
                day: view.lang.day(row.found_on),
                row,
            })
            .collect();
        rows.truncate(most);
        let base = format!("/o/{}/taken-over", place.code);
        let older = rows
            .last()
            .filter(|_| more)
            .map(|last| format!("{base}?{}", asked.address_with("after", &format!("{}_{}", last.row.found_on, last.row.id))));
        let mut shown = asked;
        shown.set("after", "");
        let narrowed = filter != Filter { after: filter.after, ..Filter::default() };
        Self {
            shell: view.shell(Section::Tickets),
            name: place.name(view.lang).to_owned(),
            wide: !place.is_school(),
            place: place.clone(),
            form: Form::filled(shown.clone()),
            categories: Choice::codes("category", Category::ALL.iter().map(|category| category.code())),
            filter,
            figures,
            rows,
            older,
            takes,
            narrowed,
            asked: shown,
        }
    }

    /// This list with another tab of it.
    pub fn tab(&self, name: &str, value: &str) -> String {
        let mut fields = self.asked.clone();
        for other in ["closed", "waiting"] {
            fields.set(other, "");
        }
        format!("/o/{}/taken-over?{}", self.place.code, fields.address_with(name, value))
    }

    /// Rows that may be chosen here to go on as tickets.
    pub fn carries(&self) -> bool {
        self.takes && self.rows.iter().any(|one| !one.row.closed && one.row.ticket.is_none())
    }
}
