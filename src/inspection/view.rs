//! What the inspection's templates are given.

use super::area_word;
use super::form;
use super::kinds::{self, Explained};
use super::model::{Inspection, Item, Kind, Record};
use super::patterns::Look;
use super::rules::{self, Progress};
use super::store::{Filter, Inspectable, Listed, PAGE};
use crate::access::{Actor, Place, Role};
use crate::checklist;
use crate::checklist::model::CheckList;
use crate::grading::criterion;
use crate::id::RequestId;
use crate::ledger::Line;
use crate::risk::model::Proof;
use crate::text::{Lang, filters};
use crate::ticket::model::Category;
use crate::web::form::{Choice, Fault, Fields, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::{DateTime, Utc};

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
    /// Where one is begun, for those who may.
    pub begin: Option<String>,
    pub filter: Filter,
    pub form: Form,
    pub kinds: Vec<Choice>,
    pub rows: Vec<ListRow>,
    pub older: Option<String>,
    pub narrowed: bool,
}

pub struct ListRow {
    pub row: Listed,
    pub school: String,
}

impl ListPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, filter: Filter, asked: &Fields, rows: Vec<Listed>) -> Self {
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        let mut rows: Vec<ListRow> = rows.into_iter().map(|row| ListRow { school: row.school(view.lang).to_owned(), row }).collect();
        rows.truncate(most);
        let older = rows.last().filter(|_| more).map(|last| {
            let after = format!("{}_{}", last.row.started_at.timestamp_micros(), last.row.id);
            format!("/o/{}/inspections?{}", place.code, asked.address_with("after", &after))
        });
        let mut shown = asked.clone();
        shown.set("after", "");
        Self {
            shell: view.shell(Section::Inspections),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            wide: !place.is_school(),
            begin: rules::may_begin(place, actor).then(|| format!("/o/{}/inspections/new", place.code)),
            narrowed: filter != Filter { after: filter.after, ..Filter::default() },
            filter,
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
        let part = inspection.due_at.map(|due| TaskPart {
            due: view.lang.short_moment(view.zone, due),
            late: inspection.submitted_at.unwrap_or(view.at()) > due,
            reason: inspection.late_reason.clone(),
            fault: told.late,
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
