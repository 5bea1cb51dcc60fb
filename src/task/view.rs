//! What the templates of plans and tasks are given.

use super::model::{Asked, Event, Plan, Rhythm, Standing, State, Task, Timing};
use super::pages::Offer;
use super::rules;
use super::store::Completion;
use super::suggest::Suggestion;
use super::uses::{Press, Use};
use crate::access::{Actor, Place};
use crate::calendar::TermsNote;
use crate::calendar::rules::Calendar;
use crate::checklist::model::CheckList;
use crate::id::PersonId;
use crate::inspection::area_word;
use crate::inspection::model::Kind;
use crate::inspection::store::Inspectable;
use crate::risk::model::Tier;
use crate::text::{Lang, filters};
use crate::ticket::store::Known;
use crate::web::form::{Choice, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;

/// A task on the day's page.
pub struct Line {
    pub href: Option<String>,
    pub title: String,
    pub kind: Kind,
    pub person: String,
    pub state: State,
    /// From when to when, in words.
    pub span: String,
    pub items: i16,
    pub answered: i64,
    pub late_reason: String,
}

impl Line {
    pub fn of(view: &View, actor: &Actor, place: &Place, task: Task) -> Self {
        let state = rules::state(&task, view.at());
        let walked = matches!(state, State::Open | State::Overdue) && actor.role().at_school();
        let href = match (&task.begun, state) {
            (Some((number, _)), State::Done | State::Late) => Some(format!("/o/{}/inspections/{number}", place.code)),
            _ => walked.then(|| format!("/o/{}/tasks/{}", place.code, task.id)),
        };
        Self {
            href,
            state,
            span: span(view, &task),
            title: task.title,
            kind: task.kind,
            person: task.person_name,
            items: task.items,
            answered: task.begun.map(|(_, answered)| answered).unwrap_or_default(),
            late_reason: task.late_reason,
        }
    }

    /// 0 to 100.
    pub fn percent(&self) -> i64 {
        (self.answered * 100).checked_div(i64::from(self.items)).unwrap_or_default()
    }
}

/// `07:30–08:30` for today's, with its day for another's; only the end when it opened on an earlier day.
fn span(view: &View, task: &Task) -> String {
    let (opens, due) = (view.zone.local(task.opens), view.zone.local(task.due));
    let clock = |at: chrono::NaiveDateTime| at.format("%H:%M").to_string();
    // What ends at midnight ended on the day before.
    let last = view.zone.day(task.due - chrono::TimeDelta::microseconds(1));
    let end = if due.date() == last { clock(due) } else { "24:00".to_owned() };
    let day = |on| if on == view.today() { String::new() } else { format!("{} ", view.lang.short_day(on)) };
    if opens.date() == last || opens.date() == view.today() && last == view.today() {
        format!("{}{}–{end}", day(last), clock(opens))
    } else {
        view.lang.say_with("task-until", [("a", format!("{}{end}", day(last)).into())])
    }
}

#[derive(Template)]
#[template(path = "task/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    /// Only the visitor's own are shown.
    pub own: bool,
    pub at_home: bool,
    pub keeps: bool,
    /// What they begin themselves.
    pub presses: Vec<Press>,
    pub groups: Vec<Group>,
}

/// Tasks that stand alike.
pub struct Group {
    pub key: &'static str,
    pub lines: Vec<Line>,
}

impl ListPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, own: bool, uses: Vec<Use>, tasks: Vec<Task>) -> Self {
        let mut groups: Vec<Group> =
            ["tasks-overdue", "tasks-open", "tasks-waiting", "tasks-done", "tasks-missed"].map(|key| Group { key, lines: vec![] }).into();
        for task in tasks {
            let line = Line::of(view, actor, place, task);
            let at = match line.state {
                State::Overdue => 0,
                State::Open => 1,
                State::Waiting => 2,
                State::Done | State::Late => 3,
                State::Missed => 4,
            };
            if let Some(group) = groups.get_mut(at) {
                group.lines.push(line);
            }
        }
        // What was done or missed last comes first.
        groups.iter_mut().skip(3).for_each(|group| group.lines.reverse());
        groups.retain(|group| !group.lines.is_empty());
        Self {
            shell: view.shell(Section::Inspections),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            own,
            at_home: actor.place().id == place.id,
            keeps: rules::keeps(actor, place),
            presses: Press::all(place, uses),
            groups,
        }
    }
}

#[derive(Template)]
#[template(path = "task/completion.html")]
pub struct CompletionPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub days: u64,
    pub rows: Vec<CompletionRow>,
    pub total: CompletionRow,
}

#[derive(Default)]
pub struct CompletionRow {
    pub href: String,
    pub name: String,
    pub due: i64,
    pub done: i64,
    pub late: i64,
}

impl CompletionRow {
    /// Not done at all, or not yet.
    pub fn open(&self) -> i64 {
        self.due - self.done - self.late
    }

    /// Done in time of those due, in percent with one decimal; nothing of nothing is no rate.
    pub fn rate(&self) -> String {
        (self.done * 1000).checked_div(self.due).map_or_else(|| "–".to_owned(), |rate| format!("{}.{} %", rate / 10, rate % 10))
    }
}

impl CompletionPage {
    pub fn new(view: &View, place: &Place, days: u64, rows: Vec<Completion>) -> Self {
        let row = |one: Completion| CompletionRow {
            href: format!("/o/{}/tasks", one.code),
            name: if view.lang == Lang::En && !one.name_en.is_empty() { one.name_en } else { one.name_zh },
            due: one.due,
            done: one.done,
            late: one.late,
        };
        let rows: Vec<CompletionRow> = rows.into_iter().map(row).collect();
        let total = rows.iter().fold(CompletionRow::default(), |sum, row| CompletionRow {
            due: sum.due + row.due,
            done: sum.done + row.done,
            late: sum.late + row.late,
            ..sum
        });
        Self { shell: view.shell(Section::Inspections), place: place.clone(), name: place.name(view.lang).to_owned(), days, rows, total }
    }
}

/// A rhythm in words: how often, when, on which days.
pub fn rhythm(lang: Lang, timing: &Timing) -> String {
    let mut words = vec![match (timing.rhythm, timing.before) {
        (Rhythm::Before, Some(event)) => lang.say_with(&format!("rhythm-before-{event}"), [("n", timing.lead.into())]),
        (rhythm, _) => lang.say(&format!("rhythm-{}", rhythm.code().replace('_', "-"))),
    }];
    if !timing.weekdays.is_empty() {
        words.push(timing.weekdays.iter().map(|day| lang.say(&format!("weekday-{day}"))).collect::<Vec<_>>().join(lang.comma()));
    }
    if !timing.windows.is_empty() {
        words.push(timing.windows.iter().map(|window| window.text()).collect::<Vec<_>>().join(lang.comma()));
    }
    words.join(" · ")
}

#[derive(Template)]
#[template(path = "task/plans.html")]
pub struct PlansPage {
    pub shell: Shell,
    pub place: Place,
    pub keeps: bool,
    /// Plans on school days need terms.
    pub terms: Option<TermsNote>,
    pub rows: Vec<PlanRow>,
}

pub struct PlanRow {
    pub href: String,
    pub title: String,
    pub kind: Kind,
    pub tier: Tier,
    pub rhythm: String,
    pub person: String,
    /// Holds no post at the school any more.
    pub away: bool,
    /// What it asks: a list's title, or how many points.
    pub list: Option<String>,
    pub points: usize,
    pub paused: bool,
    /// Of the press that begins this one.
    pub request: String,
}

impl PlansPage {
    pub fn new(
        view: &View,
        place: &Place,
        keeps: bool,
        calendar: &Calendar,
        plans: &[Plan],
        lists: &[CheckList],
        people: &[Known],
    ) -> Self {
        let row = |plan: &Plan| {
            let person = people.iter().find(|one| one.id == plan.person);
            let (list, points) = match &plan.asked {
                Asked::List(series) => (
                    Some(lists.iter().find(|one| one.series == *series).map(|one| one.title.say(view.lang).to_owned()).unwrap_or_default()),
                    0,
                ),
                Asked::Route(points) => (None, points.len()),
                Asked::Control(_) => (Some(view.lang.say("plan-control")), 0),
            };
            PlanRow {
                href: format!("/o/{}/plans/{}", place.code, plan.id),
                title: plan.title.clone(),
                kind: plan.kind,
                tier: plan.tier,
                rhythm: rhythm(view.lang, &plan.timing),
                person: person.map(|one| one.name.clone()).unwrap_or_default(),
                away: person.is_none_or(|one| !one.here),
                list,
                points,
                paused: plan.standing == Standing::Paused,
                request: Form::blank().request_id(),
            }
        };
        Self {
            shell: view.shell(Section::Inspections),
            place: place.clone(),
            keeps,
            terms: TermsNote::of(calendar, view),
            rows: plans.iter().map(row).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "task/plan.html")]
pub struct PlanPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    /// Where it is sent; of an existing plan its own address.
    pub action: String,
    pub standing: Option<Standing>,
    /// Somebody else changed the plan meanwhile.
    pub stale: bool,
    pub kinds: Vec<Choice>,
    pub tiers: Vec<Choice>,
    pub people: Vec<Choice>,
    pub lists: Vec<Choice>,
    pub rhythms: Vec<Choice>,
    pub events: Vec<Choice>,
    pub weekdays: Vec<Choice>,
    pub areas: Vec<Area>,
}

/// The risk points of one area.
pub struct Area {
    pub name: String,
    pub open: bool,
    pub points: Vec<Inspectable>,
}

impl PlanPage {
    pub fn new(view: &View, place: &Place, plan: Option<&Plan>, form: Form, offer: Offer, stale: bool) -> Self {
        let lang = view.lang;
        let mut areas: Vec<(String, Area)> = Vec::new();
        for point in offer.points {
            let picked = form.is("pick", point.id.to_string());
            match areas.last_mut().filter(|(code, _)| *code == point.area) {
                Some((_, area)) => {
                    area.open |= picked;
                    area.points.push(point);
                }
                None => areas.push((point.area.clone(), Area { name: area_word(lang, &point.area), open: picked, points: vec![point] })),
            }
        }
        let person = |one: &Known| {
            Choice::named(one.id.to_string(), if one.title.is_empty() { one.name.clone() } else { format!("{} · {}", one.name, one.title) })
        };
        let here = |one: &&Known| one.here || plan.is_some_and(|plan| plan.person == one.id);
        let mut shell = view.shell(Section::Inspections);
        shell.problem = form.has_faults() || stale;
        Self {
            shell,
            action: plan.map_or_else(|| format!("/o/{}/plans", place.code), |plan| format!("/o/{}/plans/{}", place.code, plan.id)),
            standing: plan.map(|plan| plan.standing),
            stale,
            place: place.clone(),
            form,
            kinds: Choice::codes("inspection-kind", Kind::ALL.iter().map(|kind| kind.code())),
            tiers: Choice::codes("tier", Tier::ALL.iter().map(|tier| tier.code())),
            people: offer.people.iter().filter(here).map(person).collect(),
            lists: offer.lists.iter().map(|one| Choice::named(one.series.to_string(), one.title.say(lang))).collect(),
            rhythms: Choice::codes("rhythm", Rhythm::ALL.iter().map(|rhythm| rhythm.code())),
            events: Event::ALL.iter().map(|event| Choice::keyed(event.code(), format!("plan-before-{event}"))).collect(),
            weekdays: (1..=7).map(|day| Choice::keyed(day.to_string(), format!("weekday-{day}"))).collect(),
            areas: areas.into_iter().map(|(_, area)| area).collect(),
        }
    }

    pub fn picked(&self, point: &Inspectable) -> bool {
        self.form.is("pick", point.id.to_string())
    }

    pub fn place_in_route(&self, point: &Inspectable) -> &str {
        self.form.value(&format!("nr-{}", point.id))
    }
}

#[derive(Template)]
#[template(path = "task/suggest.html")]
pub struct SuggestPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub people: Vec<Suggested>,
}

/// What is suggested for one person.
pub struct Suggested {
    pub id: PersonId,
    pub name: String,
    pub routes: Vec<Offered>,
}

pub struct Offered {
    pub key: String,
    pub title: String,
    pub tier: Tier,
    pub rhythm: String,
    pub points: usize,
    pub items: i64,
    pub ticked: bool,
}

impl SuggestPage {
    pub fn new(view: &View, place: &Place, form: Form, found: &[Suggestion]) -> Self {
        let mut people: Vec<Suggested> = Vec::new();
        for one in found {
            let offered = Offered {
                key: one.key.clone(),
                title: super::pages::title(view.lang, one),
                tier: one.tier,
                rhythm: rhythm(view.lang, &one.timing),
                points: one.points.len(),
                items: one.items,
                // All of it, unless somebody sent the form back.
                ticked: !form.has_faults() || form.is("pick", &one.key),
            };
            match people.last_mut().filter(|person| person.id == one.person) {
                Some(person) => person.routes.push(offered),
                None => people.push(Suggested { id: one.person, name: one.person_name.clone(), routes: vec![offered] }),
            }
        }
        let mut shell = view.shell(Section::Inspections);
        shell.problem = form.has_faults();
        Self { shell, place: place.clone(), form, people }
    }
}
