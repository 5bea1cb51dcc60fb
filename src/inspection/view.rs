//! What the inspection's templates are given.

use super::area_word;
use super::form;
use super::kinds::{self, Explained};
use super::model::{Inspection, Item, Kind, Record};
use super::patterns::Look;
use super::rules::{self, Progress};
use super::store::{Booked, Filter, Finding, Inspectable, Listed, PAGE, Tally, Taskwork};
use crate::access::{Actor, Place, Role};
use crate::checklist;
use crate::checklist::model::CheckList;
use crate::grading::criterion;
use crate::id::RequestId;
use crate::ledger::Line;
use crate::risk::model::Proof;
use crate::text::{Lang, filters};
use crate::ticket::model::Category;
use crate::web::form::{Choice, Errors, Fault, Fields, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

fn kinds() -> Vec<Choice> {
    Choice::codes("inspection-kind", Kind::ALL.iter().map(|kind| kind.code()))
}

#[derive(Template)]
#[template(path = "inspection/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    /// The list stands over several schools.
    pub wide: bool,
    /// There are rounds of visits to see.
    pub visits: bool,
    /// Where one is begun, for those who may.
    pub begin: Option<String>,
    pub filter: Filter,
    pub form: Form,
    pub kinds: Vec<Choice>,
    pub rows: Vec<ListRow>,
    pub older: Option<String>,
    pub narrowed: bool,
    /// The filter as an address says it, for the ledger of the same inspections.
    pub asked: String,
}

pub struct ListRow {
    pub row: Listed,
    pub school: String,
    /// The bureau that came.
    pub bureau: Option<String>,
}

impl ListPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, filter: Filter, asked: &Fields, rows: Vec<Listed>) -> Self {
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        let mut rows: Vec<ListRow> = rows
            .into_iter()
            .map(|row| ListRow { school: row.school(view.lang).to_owned(), bureau: row.bureau(view.lang).map(ToOwned::to_owned), row })
            .collect();
        rows.truncate(most);
        let older = rows.last().filter(|_| more).map(|last| {
            let after = format!("{}_{}", last.row.started_at.timestamp_micros(), last.row.id);
            format!("/o/{}/inspections?{}", place.code, asked.address_with("after", &after))
        });
        let mut shown = asked.clone();
        shown.set("after", "");
        let query = asked.address_with("after", "");
        Self {
            shell: view.shell(Section::Inspections),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            wide: !place.is_school(),
            visits: !place.is_school() && matches!(actor.role(), Role::Reviewer | Role::Leader | Role::Auditor),
            begin: rules::may_begin(place, actor).then(|| format!("/o/{}/inspections/new", place.code)),
            narrowed: filter != Filter { after: filter.after, ..Filter::default() },
            filter,
            asked: if query.is_empty() { query } else { format!("?{query}") },
            form: Form::filled(shown),
            kinds: kinds(),
            rows,
            older,
        }
    }
}

#[derive(Template)]
#[template(path = "inspection/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub kinds: Vec<Choice>,
    pub explained: Vec<Explained>,
    /// Kept lists: title and how many questions.
    pub lists: Vec<ListChoice>,
    /// Typed questions can be kept as a list.
    pub keeper: bool,
    pub areas: Vec<PointGroup>,
}

pub struct ListChoice {
    pub value: String,
    pub title: String,
    pub kind: String,
    pub questions: usize,
}

/// The risk points of one area.
pub struct PointGroup {
    pub name: String,
    pub open: bool,
    pub points: Vec<Inspectable>,
}

impl NewPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, form: Form, lists: Vec<CheckList>, points: Vec<Inspectable>) -> Self {
        let mut shell = view.shell(Section::Inspections);
        shell.problem = form.has_faults();
        let mut areas: Vec<(String, PointGroup)> = Vec::new();
        for point in points {
            let picked = form.is("pick", point.id.to_string());
            match areas.last_mut().filter(|(code, _)| *code == point.area) {
                Some((_, group)) => {
                    group.open |= picked;
                    group.points.push(point);
                }
                None => areas
                    .push((point.area.clone(), PointGroup { name: area_word(view.lang, &point.area), open: picked, points: vec![point] })),
            }
        }
        let lists = lists
            .into_iter()
            .map(|list| ListChoice {
                value: list.id.to_string(),
                questions: list.items.len(),
                kind: format!("inspection-kind-{}", list.kind.code().replace('_', "-")),
                title: list.title.say(view.lang).to_owned(),
            })
            .collect();
        Self {
            shell,
            place: place.clone(),
            form,
            kinds: kinds(),
            explained: kinds::explained(view.lang),
            lists,
            keeper: checklist::rules::may_keep(place, actor),
            areas: areas.into_iter().map(|(_, group)| group).collect(),
        }
    }
}

/// One inspection: a form while it is walked by this actor, else the record as it stands.
#[derive(Template)]
#[template(path = "inspection/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub i: Inspection,
    /// The bureau that came, and who came along; empty for nobody.
    pub bureau: Option<(String, String)>,
    /// When it was begun and submitted, in words.
    pub began: String,
    pub ended: Option<String>,
    pub walks: bool,
    pub progress: Progress,
    pub groups: Vec<Group>,
    pub categories: Vec<Choice>,
    /// What is wrong or missing, by item.
    pub faults: Vec<ItemFault>,
    /// A Fluent key: why a form that was sent changed nothing.
    pub refusal: Option<&'static str>,
    pub history: Vec<Past>,
    pub request: String,
    /// Where the walk is sent.
    pub action: String,
    pub task: Option<TaskPart>,
    /// Questions the record raises, each with its item's anchor where it has one; empty for whoever walked it.
    pub looks: Vec<(String, Option<i16>)>,
    /// Milliseconds of our clock when the page was made: what a phone sent later is not on it.
    pub at: i64,
}

/// What a page tells of the task it answers.
pub struct TaskPart {
    /// When it was due, in words.
    pub due: String,
    /// Its time is over.
    pub late: bool,
    pub reason: String,
    /// It was sent without a reason.
    pub fault: bool,
    /// The bureau whose campaign it belongs to, and the day it last reminded the school, in words.
    pub reminder: Option<(String, String)>,
}

/// Items walked under one heading.
pub struct Group {
    pub name: String,
    pub progress: Progress,
    pub items: Vec<ItemRow>,
}

pub struct ItemRow {
    pub item: Item,
    pub shots: Vec<Picture>,
    /// Who answered it last, and when, in words; empty when nobody did.
    pub answered: String,
    /// What this page showed: see [`form::mark`] and the ids of its photos.
    pub shown: String,
    pub faults: Vec<Fault>,
    /// The criterion of a major danger that a problem here would meet, in words; empty for none.
    pub criterion: String,
}

pub struct Picture {
    pub id: String,
    pub thumb: String,
    pub full: String,
    pub width: i32,
    pub height: i32,
}

pub struct ItemFault {
    pub ordinal: i16,
    pub fault: Fault,
}

/// A line of the history.
pub struct Past {
    pub act: String,
    pub who: String,
    pub at: DateTime<Utc>,
}

/// What a page tells after a form that was not carried out, or not in full.
#[derive(Default)]
pub struct Told {
    pub faults: Vec<(i16, Fault)>,
    /// Words that could not be stored.
    pub typed: Vec<(i16, String)>,
    pub refusal: Option<&'static str>,
    /// The task is late and nobody said why.
    pub late: bool,
}

impl ShowPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, record: Record, history: &[Line], told: Told) -> Self {
        let Record { inspection, items, mut photos } = record;
        let walks = rules::walk(&inspection, actor).is_ok();
        let progress = Progress::of(&items);
        let mut groups: Vec<(String, Group)> = Vec::new();
        for mut item in items {
            let shots = photos.remove(&item.ordinal).unwrap_or_default();
            let marks =
                std::iter::once(form::mark(item.outcome, &item.note, item.category)).chain(shots.iter().map(|shot| shot.id.to_string()));
            let shown = marks.collect::<Vec<_>>().join(" ");
            if let Some((_, typed)) = told.typed.iter().find(|(ordinal, _)| *ordinal == item.ordinal) {
                item.note.clone_from(typed);
            }
            let answered = item
                .answered_by
                .as_deref()
                .zip(item.answered_at)
                .map(|(who, at)| format!("{who} · {}", view.lang.short_moment(view.zone, at)));
            let row = ItemRow {
                answered: answered.unwrap_or_default(),
                shown,
                shots: shots
                    .iter()
                    .map(|shot| Picture {
                        id: shot.id.to_string(),
                        thumb: format!("/o/{}/photos/{}/thumb", place.code, shot.id),
                        full: format!("/o/{}/photos/{}/page", place.code, shot.id),
                        width: shot.thumb_width,
                        height: shot.thumb_height,
                    })
                    .collect(),
                faults: told.faults.iter().filter(|(ordinal, _)| *ordinal == item.ordinal).map(|(_, fault)| fault.clone()).collect(),
                criterion: criterion_words(view.lang, &item.criterion),
                item,
            };
            let one = Progress::of([&row.item]);
            match groups.last_mut().filter(|(area, _)| *area == row.item.area) {
                Some((_, group)) => {
                    group.progress.answered += one.answered;
                    group.progress.of += one.of;
                    group.progress.problems += one.problems;
                    group.items.push(row);
                }
                None => groups
                    .push((row.item.area.clone(), Group { name: area_word(view.lang, &row.item.area), progress: one, items: vec![row] })),
            }
        }
        let mut faults: Vec<ItemFault> = told.faults.into_iter().map(|(ordinal, fault)| ItemFault { ordinal, fault }).collect();
        faults.sort_by_key(|fault| fault.ordinal);
        let mut shell = view.shell(Section::Inspections);
        shell.problem = !faults.is_empty() || told.refusal.is_some() || told.late;
        let part =
            inspection.due_at.map(|due| TaskPart {
                due: view.lang.short_end(view.zone, due),
                late: inspection.submitted_at.unwrap_or(view.at()) > due,
                reason: inspection.late_reason.clone(),
                fault: told.late,
                reminder: inspection.called.as_ref().filter(|called| called.running && inspection.submitted_at.is_none()).and_then(
                    |called| Some((called.owner.say(view.lang).to_owned(), view.lang.short_day(view.zone.day(called.reminded?)))),
                ),
            });
        Self {
            shell,
            action: match inspection.due_at {
                Some(_) => format!("/o/{}/tasks/{}", place.code, inspection.id),
                None => format!("/o/{}/inspections/{}", place.code, inspection.number),
            },
            task: part,
            // For those who answer for the school and those above: not a reproach to who walked it.
            looks: if actor.role() == Role::Staff {
                vec![]
            } else {
                inspection.looks.iter().map(|look| look_words(view.lang, look)).collect()
            },
            at: view.at().timestamp_millis(),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            began: view.lang.moment(view.zone, inspection.started_at),
            ended: inspection.submitted_at.map(|at| view.lang.moment(view.zone, at)),
            bureau: inspection.from_above.as_ref().map(|from| (from.bureau.say(view.lang).to_owned(), from.team_words(view.lang))),
            i: inspection,
            walks,
            progress,
            groups: groups.into_iter().map(|(_, group)| group).collect(),
            categories: Choice::codes("category", Category::ALL.iter().map(|category| category.code())),
            faults,
            refusal: told.refusal,
            history: history.iter().map(|line| Past { act: line.act.clone(), who: line.actor().to_owned(), at: line.at }).collect(),
            request: RequestId::new().to_string(),
        }
    }

    /// Whether a category is the item's.
    pub fn chosen(&self, row: &ItemRow, choice: &Choice) -> bool {
        row.item.category.code() == choice.value
    }
}

impl ItemRow {
    pub fn is(&self, outcome: &str) -> bool {
        self.item.outcome.code() == outcome
    }

    /// Whether a good answer has to be shown.
    pub fn shows(&self) -> bool {
        self.item.evidence != Proof::None
    }

    pub fn proof_icon(&self) -> &'static str {
        if self.item.evidence == Proof::Photo { "camera" } else { "clipboard-check" }
    }

    /// The level of its risk point.
    pub fn level(&self) -> Option<u8> {
        self.item.risk_point.as_ref().and_then(|point| u8::try_from(point.level).ok())
    }
}

/// The inspection ledger, to be read and printed.
#[derive(Template)]
#[template(path = "inspection/book.html")]
pub struct BookPage {
    pub shell: Shell,
    pub name: String,
    pub wide: bool,
    /// The days it is about, in words; empty for all.
    pub span: String,
    pub rows: Vec<BookRow>,
    /// More fit the address than are shown.
    pub cut: bool,
    pub xlsx: String,
    pub back: String,
}

pub struct BookRow {
    pub row: Booked,
    pub school: String,
    pub began: String,
    pub ended: Option<String>,
    /// What it found: in words, the address and number of the ticket, the Fluent key of its state.
    pub found: Vec<(String, String, String, String)>,
}

impl BookPage {
    pub fn new(view: &View, place: &Place, filter: &Filter, asked: &Fields, rows: Vec<Booked>, findings: &[Finding], whole: bool) -> Self {
        let lang = view.lang;
        let row = |row: Booked| BookRow {
            school: row.school(lang).to_owned(),
            began: view.zone.local(row.started_at).format("%Y-%m-%d %H:%M").to_string(),
            ended: row.submitted_at.map(|at| lang.moment(view.zone, at)),
            found: findings
                .iter()
                .filter(|one| one.inspection == row.number && one.school(lang) == row.school(lang))
                .map(|one| {
                    let href = format!("/o/{}/tickets/{}", row.school_code, one.ticket);
                    (one.note.clone(), href, one.ticket.clone(), format!("state-{}", one.state))
                })
                .collect(),
            row,
        };
        let query = asked.address_with("after", "");
        Self {
            shell: view.shell(Section::Inspections),
            name: place.name(lang).to_owned(),
            wide: !place.is_school(),
            span: match (filter.from, filter.to) {
                (None, None) => String::new(),
                (from, to) => [from, to].map(|day| day.map(|day| lang.day(day)).unwrap_or_default()).join(" – "),
            },
            rows: rows.into_iter().map(row).collect(),
            cut: !whole,
            xlsx: format!("/o/{}/inspections/book.xlsx?{query}", place.code),
            back: format!("/o/{}/inspections?{query}", place.code),
        }
    }
}

/// Inspections and tasks of a period in figures.
#[derive(Template)]
#[template(path = "inspection/figures.html")]
pub struct FiguresPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub wide: bool,
    pub form: Form,
    pub span: String,
    pub kinds: Vec<FigureRow>,
    /// By person at a school, by what stands directly below a bureau.
    pub keys: Vec<FigureRow>,
    pub total: FigureRow,
    /// The ledger of these days.
    pub book: String,
}

/// One line of figures.
#[derive(Default)]
pub struct FigureRow {
    pub name: String,
    /// Where exactly its inspections are listed; and those with problems, with something worth a second look.
    pub href: String,
    pub due: i64,
    pub done: i64,
    pub late: i64,
    pub walks: i64,
    pub items: i64,
    pub problems: i64,
    pub clean: i64,
    pub looks: i64,
    pub seconds: i64,
}

/// `12.5`, from tenths; nothing of nothing is no figure.
fn tenths(of: i64, by: i64) -> String {
    of.checked_mul(10).and_then(|of| of.checked_div(by)).map_or_else(|| "–".to_owned(), |n| format!("{}.{}", n / 10, n % 10))
}

impl FigureRow {
    fn add(&mut self, one: &Tally) {
        self.walks += one.walks;
        self.items += one.items;
        self.problems += one.problems;
        self.clean += one.clean;
        self.looks += one.looks;
        self.seconds += one.seconds;
    }
    /// Not done, or not yet.
    pub fn missing(&self) -> i64 {
        self.due - self.done - self.late
    }
    /// Done in time of those due, in percent.
    pub fn rate(&self) -> String {
        tenths(self.done * 100, self.due)
    }
    pub fn items_each(&self) -> String {
        tenths(self.items, self.walks)
    }
    /// Problems in a hundred items.
    pub fn found(&self) -> String {
        tenths(self.problems * 100, self.items)
    }
    /// Inspections without any problem, in percent.
    pub fn clean_share(&self) -> String {
        tenths(self.clean * 100, self.walks)
    }
    pub fn seconds_each(&self) -> String {
        self.seconds.checked_div(self.items).map_or_else(|| "–".to_owned(), |n| n.to_string())
    }
}

impl FiguresPage {
    pub fn new(
        view: &View,
        place: &Place,
        (from, to): (NaiveDate, NaiveDate),
        asked: Fields,
        errors: Errors,
        tally: Vec<Tally>,
        tasks: Vec<Taskwork>,
    ) -> Self {
        let lang = view.lang;
        let days = format!("from={from}&to={to}");
        let named = |zh: &str, en: &str| if lang == Lang::En && !en.is_empty() { en.to_owned() } else { zh.to_owned() };
        let list = |code: &str, rest: &str| format!("/o/{code}/inspections?submitted=yes&{days}{rest}");
        let (mut kinds, mut keys): (Vec<FigureRow>, Vec<(uuid::Uuid, FigureRow)>) = (vec![], vec![]);
        let mut total = FigureRow { href: list(&place.code, ""), ..FigureRow::default() };
        for one in &tally {
            let mut row = FigureRow::default();
            row.add(one);
            match (one.kind, one.key) {
                (Some(kind), _) => {
                    row.name = lang.say(&format!("inspection-kind-{}", kind.code().replace('_', "-")));
                    row.href = list(&place.code, &format!("&kind={kind}"));
                    total.add(one);
                    kinds.push(row);
                }
                (None, key) => {
                    row.name = named(&one.name_zh, &one.name_en);
                    row.href = if one.code.is_empty() {
                        list(&place.code, &key.map(|key| format!("&person={key}")).unwrap_or_default())
                    } else {
                        list(&one.code, "")
                    };
                    keys.push((key.unwrap_or_default(), row));
                }
            }
        }
        for one in tasks {
            total.due += one.due;
            total.done += one.done;
            total.late += one.late;
            let at = keys.iter().position(|(key, _)| *key == one.key);
            let row = match at.and_then(|at| keys.get_mut(at)) {
                Some((_, row)) => row,
                None => {
                    let row = FigureRow { name: named(&one.name_zh, &one.name_en), ..FigureRow::default() };
                    keys.push((one.key, row));
                    let Some((_, row)) = keys.last_mut() else { continue };
                    row
                }
            };
            (row.due, row.done, row.late) = (one.due, one.done, one.late);
        }
        let mut shell = view.shell(Section::Inspections);
        let form = Form::again(asked, errors, vec![]);
        shell.problem = form.has_faults();
        Self {
            shell,
            place: place.clone(),
            name: place.name(lang).to_owned(),
            wide: !place.is_school(),
            form,
            span: format!("{} – {}", lang.day(from), lang.day(to)),
            kinds,
            keys: keys.into_iter().map(|(_, row)| row).collect(),
            total,
            book: format!("/o/{}/inspections/book?submitted=yes&{days}", place.code),
        }
    }
}

/// A pattern as the question it is.
fn look_words(lang: Lang, look: &Look) -> (String, Option<i16>) {
    match look {
        Look::Rushed { items, seconds } => (lang.say_with("look-rushed", [("n", (*items).into()), ("a", took(*seconds).into())]), None),
        Look::SeenPhoto { item, number } => {
            (lang.say_with("look-seen-photo", [("n", (*item).into()), ("a", number.clone().into())]), Some(*item))
        }
        Look::AllClear { records, days } => (lang.say_with("look-all-clear", [("n", (*records).into()), ("a", (*days).into())]), None),
        Look::LastMinute { minutes } => (lang.say_with("look-last-minute", [("n", (*minutes).into())]), None),
    }
}

/// A criterion in words; a bureau's own, which the product does not know, by its code.
fn criterion_words(lang: Lang, code: &str) -> String {
    criterion::entries().iter().find(|one| one.code == code).map_or(code, |one| one.text.say(lang)).to_owned()
}

/// `4:05`
fn took(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The language in which stored words are made of codes: that of the schools.
pub const STORED: Lang = Lang::Zh;
