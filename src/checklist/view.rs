//! What the templates of check lists are given.

use super::form;
use super::model::{CheckList, Method};
use super::rules;
use super::store::Kept;
use crate::access::{Actor, Place};
use crate::grading::area;
use crate::grading::criterion::Criterion;
use crate::inspection;
use crate::inspection::kinds::{self, Explained};
use crate::inspection::model::Kind;
use crate::risk::model::Proof;
use crate::text::filters;
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::{DateTime, Utc};

fn kinds() -> Vec<Choice> {
    Choice::codes("inspection-kind", Kind::ALL.iter().map(|kind| kind.code()))
}

/// The Fluent key of a list's kind.
fn kind_key(list: &CheckList) -> String {
    format!("inspection-kind-{}", list.kind.code().replace('_', "-"))
}

#[derive(Template)]
#[template(path = "checklist/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub keeper: bool,
    pub form: Form,
    pub kinds: Vec<Choice>,
    pub groups: Vec<Group>,
    pub count: usize,
    pub narrowed: bool,
}

/// The lists of one keeper.
pub struct Group {
    /// The organisation; empty for the product.
    pub org: String,
    pub own: bool,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub url: String,
    pub title: String,
    pub kind: String,
    pub questions: usize,
    pub version: i32,
    pub retired: bool,
}

impl ListPage {
    pub fn new(view: &View, place: &Place, keeper: bool, asked: Fields, all: Vec<Kept>) -> Self {
        let words = crate::web::form::trimmed(asked.get("words")).to_lowercase();
        let kind = Kind::from_code(asked.get("kind"));
        let retired = asked.ticked("retired");
        let narrowed = !words.is_empty() || kind.is_some();
        let says = |list: &CheckList| {
            let asked = list.items.iter().flat_map(|item| [&item.question.zh, &item.question.en]);
            [&list.title.zh, &list.title.en].into_iter().chain(asked).any(|text| text.to_lowercase().contains(&words))
        };
        let mut groups: Vec<(String, Group)> = Vec::new();
        let mut count = 0;
        for one in all {
            let list = &one.list;
            if (list.retired && !retired) || kind.is_some_and(|kind| kind != list.kind) || !says(list) {
                continue;
            }
            count += 1;
            let row = Row {
                url: format!("/o/{}/checklists/{}", place.code, list.series),
                title: list.title.say(view.lang).to_owned(),
                kind: kind_key(list),
                questions: list.items.len(),
                version: list.version,
                retired: list.retired,
            };
            match groups.last_mut().filter(|(owner, _)| *owner == list.owner_path) {
                Some((_, group)) => group.rows.push(row),
                None => {
                    let group = Group { org: one.org(view.lang).to_owned(), own: list.owner_path == place.path, rows: vec![row] };
                    groups.push((list.owner_path.clone(), group));
                }
            }
        }
        Self {
            shell: view.shell(Section::Inspections),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            keeper,
            form: Form::filled(asked),
            kinds: kinds(),
            groups: groups.into_iter().map(|(_, group)| group).collect(),
            count,
            narrowed,
        }
    }
}

#[derive(Template)]
#[template(path = "checklist/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub title: String,
    pub kind: String,
    /// Whose it is; empty for the product's own.
    pub org: String,
    pub version: i32,
    pub questions: usize,
    pub areas: Vec<Area>,
    pub versions: Vec<Version>,
    /// A newer version than the one shown.
    pub newer: Option<String>,
    pub retired_at: Option<DateTime<Utc>>,
    /// What may be done, each an address.
    pub begin: Option<String>,
    pub edit: Option<String>,
    pub adapt: Option<String>,
    /// This list's own address, for those who take it out of use or bring it back.
    pub keeps: Option<String>,
    pub seen: String,
    pub form: Form,
    /// A Fluent key: why a form that was sent changed nothing.
    pub refusal: Option<&'static str>,
}

/// The questions of one area.
pub struct Area {
    pub name: String,
    pub rows: Vec<Asked>,
}

pub struct Asked {
    pub n: usize,
    pub question: String,
    pub standard: String,
    /// Fluent keys.
    pub method: String,
    /// Empty where looking is enough.
    pub evidence: String,
    pub criterion: String,
}

pub struct Version {
    pub version: i32,
    pub url: String,
    pub at: DateTime<Utc>,
    pub person: String,
    pub questions: usize,
    pub shown: bool,
}

impl ShowPage {
    /// `None` when there is no such version.
    pub fn new(view: &View, actor: &Actor, place: &Place, versions: &[Kept], wanted: &str, refusal: Option<&'static str>) -> Option<Self> {
        let newest = versions.first()?;
        let shown = match wanted {
            "" => newest,
            number => versions.iter().find(|one| one.list.version.to_string() == number)?,
        };
        let list = &shown.list;
        let lang = view.lang;
        let mut areas: Vec<(String, Area)> = Vec::new();
        for (n, item) in (1..).zip(&list.items) {
            let row = Asked {
                n,
                question: item.question.say(lang).to_owned(),
                standard: item.standard.say(lang).to_owned(),
                method: format!("checklist-method-{}", item.method),
                evidence: if item.evidence == Proof::None { String::new() } else { format!("risk-proof-{}", item.evidence) },
                criterion: item.criterion.clone(),
            };
            match areas.last_mut().filter(|(area, _)| *area == item.area) {
                Some((_, area)) => area.rows.push(row),
                None => areas.push((item.area.clone(), Area { name: inspection::area_word(lang, &item.area), rows: vec![row] })),
            }
        }
        let url = format!("/o/{}/checklists/{}", place.code, list.series);
        let own = list.owner_path == place.path && rules::may_keep(place, actor);
        let in_use = shown.list.id == newest.list.id && !newest.list.retired;
        let mut shell = view.shell(Section::Inspections);
        shell.problem = refusal.is_some();
        Some(Self {
            shell,
            place: place.clone(),
            title: list.title.say(lang).to_owned(),
            kind: kind_key(list),
            org: shown.org(lang).to_owned(),
            version: list.version,
            questions: list.items.len(),
            areas: areas.into_iter().map(|(_, area)| area).collect(),
            versions: versions
                .iter()
                .map(|one| Version {
                    version: one.list.version,
                    url: format!("{url}?version={}", one.list.version),
                    at: one.at,
                    person: one.person.clone().unwrap_or_default(),
                    questions: one.list.items.len(),
                    shown: one.list.id == list.id,
                })
                .collect(),
            newer: (list.id != newest.list.id).then(|| url.clone()),
            retired_at: newest.retired_at,
            begin: (in_use && inspection::rules::may_begin(place, actor))
                .then(|| format!("/o/{}/inspections/new?list={}", place.code, list.id)),
            edit: own.then(|| format!("{url}/edit")),
            // Whoever keeps lists at home makes theirs of any they can read.
            adapt: (!own && rules::may_keep(actor.place(), actor) && actor.place().path.starts_with(&list.owner_path))
                .then(|| format!("/o/{}/checklists/new?from={}", actor.place().code, list.id)),
            keeps: own.then_some(url),
            seen: newest.list.id.to_string(),
            form: Form::blank(),
            refusal,
        })
    }

    /// Whether the whole list is out of use.
    pub fn retired(&self) -> bool {
        self.retired_at.is_some()
    }
}

/// What a form is about.
pub enum What<'a> {
    New,
    Copy(&'a CheckList),
    Edit {
        now: &'a Kept,
        /// Somebody kept a newer version while it was typed.
        stale: bool,
    },
}

#[derive(Template)]
#[template(path = "checklist/form.html")]
pub struct FormPage {
    pub shell: Shell,
    pub form: Form,
    /// A Fluent key: the heading.
    pub heading: &'static str,
    /// Where it is sent, and the way back.
    pub action: String,
    pub back: String,
    /// The title of the list this one is copied from.
    pub from: String,
    /// The version on which this form stands; empty for a new list.
    pub seen: String,
    /// Who was first, when, and where their version stands.
    pub stale: Option<Version>,
    pub kinds: Vec<Choice>,
    pub explained: Vec<Explained>,
    pub areas: Vec<String>,
    pub criteria: Vec<Choice>,
    pub methods: Vec<Choice>,
    pub proofs: Vec<Choice>,
    pub rows: Vec<RowFields>,
    /// Whether there is room for more questions.
    pub room: bool,
}

/// The names of one row's fields.
pub struct RowFields {
    pub n: usize,
    pub area: String,
    pub question: String,
    pub question_en: String,
    pub standard: String,
    pub standard_en: String,
    pub method: String,
    pub evidence: String,
    pub criterion: String,
    pub drop: String,
    /// Something was said here before, so that it may be left out.
    pub begun: bool,
    /// Something inside the folded part wants attention.
    pub open: bool,
}

impl FormPage {
    pub fn new(view: &View, place: &Place, what: What<'_>, mut form: Form, criteria: &[Criterion]) -> Self {
        let lists = format!("/o/{}/checklists", place.code);
        let (heading, action, back) = match &what {
            What::New => ("checklist-new", lists.clone(), lists),
            What::Copy(list) => ("checklist-adapt", lists.clone(), format!("{lists}/{}", list.series)),
            What::Edit { now, .. } => {
                let url = format!("{lists}/{}", now.list.series);
                ("checklist-edit", format!("{url}/edit"), url)
            }
        };
        let stale = match &what {
            What::Edit { now, stale: true } => Some(Version {
                version: now.list.version,
                url: back.clone(),
                at: now.at,
                person: now.person.clone().unwrap_or_default(),
                questions: now.list.items.len(),
                shown: true,
            }),
            _ => None,
        };
        let count = form::rows(&Fields::of([("rows", form.value("rows"))]));
        form.suggest("rows", &count.to_string());
        let mut shell = view.shell(Section::Inspections);
        shell.problem = form.has_faults() || stale.is_some();
        Self {
            shell,
            heading,
            action,
            back,
            from: if let What::Copy(list) = &what { list.title.say(view.lang).to_owned() } else { String::new() },
            seen: if let What::Edit { now, .. } = &what { now.list.id.to_string() } else { String::new() },
            stale,
            kinds: kinds(),
            explained: kinds::explained(view.lang),
            areas: area::areas().iter().map(|one| one.words.say(view.lang).to_owned()).collect(),
            criteria: criteria.iter().map(|one| Choice::named(one.code.as_str(), one.text.say(view.lang))).collect(),
            methods: Choice::codes("checklist-method", Method::ALL.iter().map(|method| method.code())),
            proofs: Choice::codes("risk-proof", Proof::ALL.iter().map(|proof| proof.code())),
            rows: (1..=count).map(|n| RowFields::new(n, &form)).collect(),
            room: count < rules::MOST,
            form,
        }
    }
}

impl RowFields {
    fn new(n: usize, form: &Form) -> Self {
        let name = |part: &str| form::field(n, part);
        let folded = ["method", "evidence", "criterion", "question_en", "standard_en"];
        Self {
            n,
            area: name("area"),
            question: name("question"),
            question_en: name("question_en"),
            standard: name("standard"),
            standard_en: name("standard_en"),
            method: name("method"),
            evidence: name("evidence"),
            criterion: name("criterion"),
            drop: name("drop"),
            begun: !form.value(&name("question")).is_empty(),
            open: folded.iter().any(|part| form.fault(&name(part)).is_some()),
        }
    }
}
