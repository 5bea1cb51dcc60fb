//! Today's work (今日工作): what this person must do now, by when, and how their place stands. One page, filled by role.

use super::model::{Figures, Row, Show, Sort};
use super::rules::grouped;
use super::store::{self, Chains, Kept, Unmanned, Wanted};
use crate::access::{Actor, Place, Role};
use crate::campaign::model::Shift;
use crate::campaign::store::progress::Running;
use crate::db::Scope;
use crate::error::Result;
use crate::risk;
use crate::task::uses::Press;
use crate::text::{Lang, filters};
use crate::ticket::model::{Grade, State as TicketState};
use crate::ticket::store::{Filter, Listed, PAGE, list};
use crate::web::App;
use crate::web::page::{Due, Section, Shell, View};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};

/// Rows of a panel before it says "all".
const SHOWN: usize = 12;
/// Rows of a side list.
const FEW: i64 = 8;

/// A hidden danger as a row.
pub struct Line {
    pub href: String,
    pub title: String,
    pub number: String,
    pub place: String,
    pub school: String,
    pub level: Option<u8>,
    pub major: bool,
    pub mine: bool,
    pub step: u8,
    pub state: String,
    pub due: Due,
}

/// What waits for this person.
pub struct Queue {
    pub lines: Vec<Line>,
    /// How many in all; `None` when there are more than were read.
    pub total: Option<usize>,
    /// By what has to be done: the state's code and how many.
    pub parts: Vec<(&'static str, usize)>,
    pub empty: &'static str,
}

/// Another list of hidden dangers, with the address of all of it.
pub struct Others {
    pub key: &'static str,
    pub empty: &'static str,
    pub href: String,
    pub lines: Vec<Line>,
}

/// Risk points to be graded anew, the gravest first.
pub struct Reviews {
    pub lines: Vec<Review>,
    /// How many in all; `None` when there are more than were read.
    pub total: Option<usize>,
    pub href: String,
}

/// One of them.
pub struct Review {
    pub href: String,
    pub name: String,
    pub number: String,
    pub level: u8,
    pub due: Due,
}

/// An inspection to be done, or begun and not handed in.
pub struct Begun {
    pub href: String,
    pub title: String,
    pub school: String,
    /// The day it was begun, in words.
    pub started: String,
    /// Of a task: when it is due, in words, and whether that is over.
    pub due: Option<(String, bool)>,
    pub items: i64,
    pub answered: i64,
    pub problems: i64,
    pub width: String,
}

/// A campaign that runs.
pub struct Called {
    pub href: String,
    pub title: String,
    pub owner: String,
    pub due: Due,
    pub schools: i64,
    pub finished: i64,
    pub overdue: i64,
    pub width: String,
    /// At a school: the day of the last reminder in words, and where the task is done.
    pub reminded: Option<(String, Option<String>)>,
    /// At a school, for some days: from when to when its deadline was moved, and why.
    pub shifted: Option<(String, String, String)>,
}

/// Schools nobody has inspected lately.
pub struct Quiet {
    pub total: i64,
    pub href: String,
    /// Address, name, and the day of the last inspection in words.
    pub schools: Vec<(String, String, Option<String>)>,
}

/// A school without a safety officer or a principal.
pub struct Missing {
    pub href: String,
    pub name: String,
    pub officer: bool,
    pub principal: bool,
}

/// All of those schools.
pub struct Vacant {
    pub schools: Vec<Missing>,
    pub total: i64,
    /// Not shown here.
    pub more: i64,
}

/// A figure that leads to its list.
pub struct Fact {
    pub key: &'static str,
    pub value: String,
    /// Empty where there is nothing to list: a rate, a sum of money.
    pub href: String,
    pub late: bool,
}

#[derive(Template)]
#[template(path = "dashboard/home.html")]
pub struct HomePage {
    pub shell: Shell,
    pub base: String,
    pub name: String,
    pub today: NaiveDate,
    /// The Fluent key of the day of the week.
    pub weekday: String,
    /// The lists stand over several schools.
    pub wide: bool,
    pub queue: Option<Queue>,
    /// `None` for those who do not inspect.
    pub begun: Option<Vec<Begun>>,
    /// What they begin themselves before each use.
    pub presses: Vec<Press>,
    /// `None` at a bureau: its schools grade.
    pub reviews: Option<Reviews>,
    pub others: Option<Others>,
    pub quiet: Option<Quiet>,
    pub unmanned: Option<Vacant>,
    pub kept: Option<Kept>,
    pub chains: Option<Chains>,
    /// When the ledger's last record was made, in words.
    pub chained_at: Option<String>,
    pub facts: Vec<Fact>,
    /// A school without risk points, and whether this person may adopt some.
    pub first_run: Option<bool>,
    /// Of a bureau those that run; of a school those it was reminded of.
    pub campaigns: Vec<Called>,
    /// Reports of the public that wait, and how many of them are late.
    pub tips: Option<(i64, i64)>,
    /// By how much open plans go beyond what is left of the year's money.
    pub short: Option<crate::money::Fen>,
    /// At a bureau: drawn closings to look at again, and listings to decide on.
    pub samples: i64,
    pub listings: i64,
    pub deputies: Vec<Signs>,
}

/// Who signs for whom, told to either.
pub struct Signs {
    /// Told to the principal, else to the deputy.
    pub mine: bool,
    /// It has begun.
    pub now: bool,
    /// The other one's name.
    pub name: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// Today's work for the post somebody acts through. At most five statements besides the session's.
pub async fn home(State(app): State<App>, actor: Actor, view: View) -> Result<Response> {
    let place = actor.place().clone();
    let (role, today, at) = (actor.role(), view.today(), view.at());
    let mut page = HomePage::blank(&view, &place);
    let mut scope = app.db.scope(&actor).await?;
    let figures = store::figures(&mut scope, &place, today, at).await?;
    match role {
        Role::Staff | Role::Officer | Role::Principal | Role::Reviewer | Role::Leader => {
            let mine = list(&mut scope, &place, &Filter { mine: true, ..Filter::default() }, today, PAGE + 1).await?;
            page.queue = Some(queue(&view, role, mine));
            let filter = other_filter(role);
            let rows = list(&mut scope, &place, &filter, today, FEW + 1 + i64::from(role.at_school()) * PAGE).await?;
            page.others = Some(others(&view, &page.base, role, rows));
            let store::Underway { begun, campaigns, tips, funds, uses, samples, listings, deputies } =
                store::underway(&mut scope, &place, FEW).await?;
            page.campaigns = campaigns
                .into_iter()
                .filter(|one| told(&actor, one, &begun, today))
                .map(|one| Called::of(&view, &page.base, &place, one))
                .collect();
            page.presses = Press::all(&place, uses);
            page.tips = Some(tips).filter(|(waiting, _)| *waiting > 0 && matches!(role, Role::Officer | Role::Principal));
            if !place.is_school() {
                (page.samples, page.listings) = (samples, listings);
            }
            page.deputies = deputies.into_iter().map(|one| Signs::of(&actor, today, one)).collect();
            page.short = funds.lacking().filter(|_| matches!(role, Role::Officer | Role::Principal));
            // At a bureau inspecting is the exception: nothing begun, nothing said.
            page.begun = Some(begun.into_iter().map(|one| Begun::of(&view, one)).collect::<Vec<_>>())
                .filter(|begun| role.at_school() || !begun.is_empty());
            if place.is_school() {
                page.reviews = Some(Reviews::load(&mut scope, &view, &place, role).await?);
            } else {
                let wanted = Wanted { show: Show::Quiet, sort: Sort::Overdue, english: false, after: None };
                let rows = store::rows(&mut scope, &place, &wanted, today, at, FEW).await?;
                page.quiet = Some(quiet(&view, &page.base, &figures, rows));
            }
        }
        Role::Administrator => {
            page.unmanned = Some(unmanned(&view, store::unmanned(&mut scope, &place, today, PAGE).await?));
            page.kept = Some(store::kept(&mut scope, &place, today).await?);
        }
        Role::Auditor => {
            let chains = store::chains(&mut scope, &place).await?;
            page.chained_at = chains.last_at.map(|at| view.lang.moment(view.zone, at));
            page.chains = Some(chains);
        }
    }
    drop(scope);
    page.first_run =
        (place.is_school() && figures.sums.risks() == 0 && role.at_school()).then_some(matches!(role, Role::Officer | Role::Principal));
    page.facts = facts(&view, &page.base, &figures);
    view.page(&page)
}

impl HomePage {
    /// A count with separated thousands.
    pub fn grouped(&self, n: &i64) -> String {
        grouped(*n)
    }
    fn blank(view: &View, place: &Place) -> Self {
        let today = view.today();
        Self {
            shell: view.shell(Section::Home),
            base: format!("/o/{}", place.code),
            name: place.name(view.lang).to_owned(),
            today,
            weekday: format!("home-weekday-{}", today.weekday().number_from_monday()),
            wide: !place.is_school(),
            queue: None,
            begun: None,
            presses: vec![],
            reviews: None,
            others: None,
            quiet: None,
            unmanned: None,
            kept: None,
            chains: None,
            chained_at: None,
            facts: vec![],
            first_run: None,
            campaigns: vec![],
            tips: None,
            short: None,
            samples: 0,
            listings: 0,
            deputies: vec![],
        }
    }
}

impl Signs {
    fn of(actor: &Actor, today: NaiveDate, one: store::Deputy) -> Self {
        let mine = one.principal == actor.person();
        let name = if mine { one.deputy_name } else { one.principal_name };
        Self { mine, now: one.from <= today, name, from: one.from, to: one.to }
    }
}

impl Reviews {
    /// Those of the school for who keeps its register, for the others those they answer for.
    async fn load(scope: &mut Scope, view: &View, place: &Place, role: Role) -> Result<Self> {
        let mine = role == Role::Staff;
        let filter = risk::store::Filter { mine, due_by: Some(risk::rules::review_by(view.today())), ..risk::store::Filter::default() };
        let mut rows = risk::store::list(scope, place, &filter, risk::store::PAGE + 1).await?;
        // The list has the gravest first; work has what was due first.
        rows.sort_by_key(|row| (row.review_on, row.level));
        let line = |row: &risk::store::Listed| Review {
            href: row.url(),
            name: row.name.clone(),
            number: row.number.clone(),
            level: u8::try_from(row.level).unwrap_or(4),
            due: Due::of(Some(row.review_on), view.today(), view.lang),
        };
        Ok(Self {
            lines: rows.iter().take(usize::try_from(FEW).unwrap_or(usize::MAX)).map(line).collect(),
            total: Some(rows.len()).filter(|n| i64::try_from(*n).is_ok_and(|n| n <= risk::store::PAGE)),
            href: format!("/o/{}/risks?review=due{}", place.code, if mine { "&person=me" } else { "" }),
        })
    }
}

impl Line {
    fn of(view: &View, row: Listed) -> Self {
        let due = match row.closed_at {
            Some(at) => Due::Done(view.lang.short_day(view.zone.day(at))),
            None => Due::of(row.due_on, view.today(), view.lang),
        };
        Self {
            href: row.url(),
            school: row.school(view.lang).to_owned(),
            level: row.level.and_then(|level| u8::try_from(level).ok()),
            major: row.grade == Grade::Major,
            mine: row.mine,
            step: row.state.step(),
            state: format!("state-{}", row.state),
            title: row.title,
            number: row.number,
            place: row.place,
            due,
        }
    }
}

/// What waits for this person, the nearest deadline first. A principal signs before anything else: a signature keeps a finished work waiting.
fn queue(view: &View, role: Role, mut rows: Vec<Listed>) -> Queue {
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let total = Some(rows.len()).filter(|n| *n <= most);
    let parts = match total {
        Some(_) => TicketState::ALL
            .iter()
            .map(|state| (state.code(), rows.iter().filter(|row| row.state == *state).count()))
            .filter(|(_, n)| *n > 0)
            .collect(),
        None => vec![],
    };
    if role == Role::Principal {
        rows.sort_by_key(|row| row.state != TicketState::Signing);
    }
    rows.truncate(SHOWN);
    let empty = if role.at_school() { "home-queue-none" } else { "home-queue-none-bureau" };
    Queue { lines: rows.into_iter().map(|row| Line::of(view, row)).collect(), total, parts, empty }
}

/// The second list: what a member of staff reported, what else is open at the school, what is overdue in the district.
fn other_filter(role: Role) -> Filter {
    match role {
        Role::Staff => Filter { reported_by_me: true, ..Filter::default() },
        Role::Reviewer | Role::Leader => Filter { overdue: true, ..Filter::default() },
        _ => Filter::default(),
    }
}

fn others(view: &View, base: &str, role: Role, rows: Vec<Listed>) -> Others {
    let (key, empty, query) = match role {
        Role::Staff => ("home-by-me", "home-by-me-none", "?by_me=yes"),
        Role::Reviewer | Role::Leader => ("home-overdue", "home-overdue-none", "?overdue=yes"),
        _ => ("home-others", "home-others-none", ""),
    };
    // What waits for this person stands above already; overdue ones are told twice on purpose.
    let twice = !role.at_school();
    let lines = rows
        .into_iter()
        .filter(|row| twice || !row.mine)
        .take(usize::try_from(FEW).unwrap_or(usize::MAX))
        .map(|row| Line::of(view, row))
        .collect();
    Others { key, empty, href: format!("{base}/tickets{query}"), lines }
}

impl Begun {
    fn of(view: &View, one: store::Unfinished) -> Self {
        let visit = one.bureau_code.as_ref().zip(one.round).map(|(code, round)| format!("/o/{code}/visits/{round}"));
        let school = if view.lang == Lang::En && !one.school_en.is_empty() { one.school_en } else { one.school_zh };
        // Of a round the schools differ, not its title.
        let (title, school) = if visit.is_some() { (school, one.title) } else { (one.title, school) };
        Self {
            href: visit.unwrap_or_else(|| match (&one.task, &one.number) {
                (Some(task), _) => format!("/o/{}/tasks/{task}", one.school_code),
                (None, number) => format!("/o/{}/inspections/{}", one.school_code, number.as_deref().unwrap_or_default()),
            }),
            due: one.due_at.map(|at| (view.lang.short_end(view.zone, at), at < view.at())),
            title,
            school,
            started: view.lang.short_day(view.zone.day(one.started_at)),
            items: one.items,
            answered: one.answered,
            problems: one.problems,
            width: super::rules::rate(one.answered, one.items).map_or_else(|| "0".into(), |share| share.percent()),
        }
    }
}

/// Whom a home page tells of a campaign: a bureau of all that run; at a school, once it was reminded or its deadline moved, those who answer for it and whoever has the task.
fn told(actor: &Actor, one: &Running, begun: &[store::Unfinished], today: NaiveDate) -> bool {
    let news = one.reminded.is_some() || shift(one, today).is_some();
    match actor.role() {
        Role::Officer | Role::Principal => news,
        Role::Staff => news && begun.iter().any(|task| task.task.is_some() && task.task == one.task),
        _ => true,
    }
}

/// Days in which a home page says that a deadline was moved.
const NEWS: i64 = 7;

fn shift(one: &Running, today: NaiveDate) -> Option<&Shift> {
    one.shift.as_ref().filter(|shift| (today - shift.on).num_days() < NEWS)
}

impl Called {
    fn of(view: &View, base: &str, place: &Place, one: Running) -> Self {
        let last = one.due.map_or(one.deadline, |due| view.zone.day(due - chrono::TimeDelta::microseconds(1)));
        let (lang, today) = (view.lang, view.today());
        let shifted = shift(&one, today).filter(|_| place.is_school()).map(|one| (lang.day(one.from), lang.day(one.to), one.why.clone()));
        let task = one.task.map(|task| format!("{base}/tasks/{task}"));
        Self {
            shifted,
            href: format!("{base}/campaigns/{}", one.id),
            title: one.title,
            owner: if view.lang == Lang::En && !one.owner_en.is_empty() { one.owner_en } else { one.owner_zh },
            due: Due::of(Some(if place.is_school() { last } else { one.deadline }), view.today(), view.lang),
            schools: one.schools,
            finished: one.finished,
            overdue: one.overdue,
            width: super::rules::rate(one.finished, one.schools).map_or_else(|| "0".into(), |share| share.percent()),
            reminded: one.reminded.filter(|_| place.is_school()).map(|at| (view.lang.short_day(view.zone.day(at)), task)),
        }
    }
}

fn quiet(view: &View, base: &str, figures: &Figures, rows: Vec<Row>) -> Quiet {
    Quiet {
        total: figures.coverage.schools - figures.coverage.recent,
        href: format!("{base}/dashboard?show=quiet#rows"),
        schools: rows
            .into_iter()
            .map(|row| {
                (
                    format!("/o/{}/dashboard", row.code),
                    row.name(view.lang).to_owned(),
                    row.sums.inspected_at.map(|at| view.lang.short_day(view.zone.day(at))),
                )
            })
            .collect(),
    }
}

fn unmanned(view: &View, found: Vec<Unmanned>) -> Vacant {
    let total = found.first().map_or(0, |first| first.total);
    let schools: Vec<Missing> = found
        .into_iter()
        .take(SHOWN)
        .map(|one| Missing {
            href: format!("/o/{}/people", one.code),
            name: if view.lang == Lang::En && !one.name_en.is_empty() { one.name_en } else { one.name_zh },
            officer: one.officer,
            principal: one.principal,
        })
        .collect();
    Vacant { more: total - i64::try_from(schools.len()).unwrap_or(total), total, schools }
}

fn facts(view: &View, base: &str, figures: &Figures) -> Vec<Fact> {
    let sums = &figures.sums;
    let fact = |key, value: String, href: &str| Fact { key, value, href: format!("{base}/{href}"), late: false };
    let share = |share: Option<super::rules::Rate>| share.map_or_else(|| view.lang.say("board-no-rate"), |share| format!("{share}%"));
    vec![
        fact("board-open-long", grouped(sums.open), "tickets"),
        fact("board-open-major-short", grouped(sums.major_open), "tickets?grade=major"),
        Fact { late: sums.overdue > 0, ..fact("board-overdue", grouped(sums.overdue), "tickets?overdue=yes") },
        fact("board-closed-all", grouped(sums.closed), "tickets?state=closed"),
        Fact { href: String::new(), ..fact("board-closure", share(sums.closure()), "") },
        Fact { href: String::new(), ..fact("board-on-time", share(sums.on_time()), "") },
        fact("board-inspections", grouped(sums.inspections), "inspections"),
        fact("board-risks", grouped(sums.risks()), "risks"),
        fact("board-spent", sums.spent.to_string(), "tickets?show=all"),
    ]
}
