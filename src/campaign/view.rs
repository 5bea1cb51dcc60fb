//! What the templates of campaigns are given; `schools` of the choice of schools, `school` of the page of one, `deadline` of one that is moved.

mod deadline;
mod school;
mod schools;

pub use deadline::ShiftPage;
pub use school::SchoolPage;
pub use schools::SchoolsPage;

use super::form;
use super::model::{Campaign, District, Figures, Listed, Post, Standing, State, Target};
use super::rules::{self, KINDS, MOST_LEADERS, MOST_PHASES};
use super::store::progress::{self, PAGE};
use crate::access::{Actor, Place};
use crate::checklist::model::CheckList;
use crate::dashboard::rules::grouped;
use crate::ledger::Line;
use crate::text::{Lang, filters};
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Due, Section, Shell, View};
use askama::Template;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// `11月1日至30日`, with the years where they differ or are not this one.
fn span(view: &View, from: NaiveDate, to: NaiveDate) -> String {
    let (a, b) = (
        view.lang.day(from),
        if chrono::Datelike::year(&from) == chrono::Datelike::year(&to) { view.lang.short_day(to) } else { view.lang.day(to) },
    );
    if from == to { a } else { view.lang.say_with("campaign-span", [("a", a.into()), ("b", b.into())]) }
}

/// The last day of something that ends at midnight.
fn last_day(view: &View, due: DateTime<Utc>) -> NaiveDate {
    view.zone.day(due - TimeDelta::microseconds(1))
}

#[derive(Template)]
#[template(path = "campaign/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub school: bool,
    pub keeps: bool,
    pub groups: Vec<Group>,
}

/// Campaigns that stand alike.
pub struct Group {
    pub standing: Standing,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub one: Listed,
    pub href: String,
    /// The bureau, where it is another than the place.
    pub owner: Option<String>,
    pub span: String,
    pub due: Due,
}

impl ListPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, all: Vec<Listed>) -> Self {
        let mut groups: Vec<Group> =
            [Standing::Running, Standing::Draft, Standing::Closed].map(|standing| Group { standing, rows: vec![] }).into();
        for one in all {
            let row = Row {
                href: format!("/o/{}/campaigns/{}", place.code, one.id),
                owner: (one.owner_path != place.path).then(|| one.owner(view.lang).to_owned()),
                span: span(view, one.starts, one.ends),
                due: if one.standing == Standing::Running { Due::of(Some(one.deadline), view.today(), view.lang) } else { Due::None },
                one,
            };
            if let Some(group) = groups.iter_mut().find(|group| group.standing == row.one.standing) {
                group.rows.push(row);
            }
        }
        groups.retain(|group| !group.rows.is_empty());
        Self {
            shell: view.shell(Section::Campaigns),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            school: place.is_school(),
            keeps: rules::keeps(actor, place),
            groups,
        }
    }
}

#[derive(Template)]
#[template(path = "campaign/form.html")]
pub struct FormPage {
    pub shell: Shell,
    pub form: Form,
    pub action: String,
    pub back: String,
    pub heading: &'static str,
    /// Its schools are asked: list, kind and days are what they are.
    pub frozen: Option<Frozen>,
    /// Somebody else changed it meanwhile.
    pub stale: bool,
    pub kinds: Vec<Choice>,
    pub lists: Vec<Choice>,
    pub posts: Vec<Choice>,
    pub phases: Vec<Fieldset>,
    pub leaders: Vec<Fieldset>,
    pub more_phases: bool,
    pub more_leaders: bool,
}

/// What a form does not change any more.
pub struct Frozen {
    pub kind: String,
    pub list: String,
    pub span: String,
    pub deadline: String,
}

/// The names of the fields of one row.
pub struct Fieldset {
    pub n: usize,
    pub name: String,
    pub from: String,
    pub to: String,
    pub what: String,
    pub post: String,
}

fn fieldsets(fields: &Form, of: &str, letter: &str) -> Vec<Fieldset> {
    let rows = form::rows(&Fields::of([(of, fields.value(of))]), of);
    (1..=rows)
        .map(|n| {
            let field = |part: &str| form::field(letter, n, part);
            Fieldset { n, name: field("name"), from: field("from"), to: field("to"), what: field("what"), post: field("post") }
        })
        .collect()
}

impl FormPage {
    pub fn new(view: &View, place: &Place, before: Option<&Campaign>, mut form: Form, lists: &[CheckList], stale: bool) -> Self {
        let home = format!("/o/{}/campaigns", place.code);
        let (phases, leaders) = (fieldsets(&form, "phases", "p"), fieldsets(&form, "leaders", "m"));
        // A group has one head, as a rule one deputy, and members.
        for row in &leaders {
            form.suggest(&row.post, [Post::Head, Post::Deputy].get(row.n - 1).unwrap_or(&Post::Member).code());
        }
        let mut shell = view.shell(Section::Campaigns);
        shell.problem = form.has_faults() || stale;
        Self {
            shell,
            action: before.map_or_else(|| home.clone(), |one| format!("{home}/{}/edit", one.id)),
            back: before.map_or_else(|| home.clone(), |one| format!("{home}/{}", one.id)),
            heading: if before.is_some() { "campaign-edit" } else { "campaign-new" },
            frozen: before.filter(|one| one.standing != Standing::Draft).map(|one| Frozen {
                kind: kind_key(one),
                list: one.list.say(view.lang).to_owned(),
                span: span(view, one.draft.starts, one.draft.ends),
                deadline: view.lang.day(one.draft.deadline),
            }),
            stale,
            kinds: Choice::codes("inspection-kind", KINDS.iter().map(|kind| kind.code())),
            lists: lists.iter().map(|one| Choice::named(one.series.to_string(), one.title.say(view.lang))).collect(),
            posts: Choice::codes("campaign-post", Post::ALL.iter().map(|post| post.code())),
            more_phases: phases.len() < MOST_PHASES,
            more_leaders: leaders.len() < MOST_LEADERS,
            phases,
            leaders,
            form,
        }
    }
}

fn kind_key(campaign: &Campaign) -> String {
    format!("inspection-kind-{}", campaign.draft.kind.code().replace('_', "-"))
}

/// What a page of either side tells of a campaign.
pub struct Head {
    pub title: String,
    pub theme: String,
    pub kind: String,
    pub document: String,
    pub words: String,
    pub owner: String,
    pub span: String,
    pub deadline: String,
    pub standing: Standing,
    pub list: String,
    pub list_href: String,
    pub questions: i32,
    pub phases: Vec<PhaseRow>,
    /// Fluent key of what they are, and their names.
    pub leaders: Vec<(String, String)>,
    pub summary: String,
    /// When it was closed, in words.
    pub closed: Option<String>,
    /// How its deadline was moved, the last move first.
    pub shifts: Vec<ShiftRow>,
}

/// A deadline that was moved: from when to when, why, on which day.
pub struct ShiftRow {
    pub from: String,
    pub to: String,
    pub why: String,
    pub on: String,
}

pub struct PhaseRow {
    pub name: String,
    pub what: String,
    pub span: String,
    /// As of a track: "d" over, "c" under way, "" to come.
    pub state: &'static str,
}

impl Head {
    fn new(view: &View, place: &Place, one: &Campaign) -> Self {
        let draft = &one.draft;
        let mut leaders: Vec<(String, String)> = Vec::new();
        for post in Post::ALL {
            let names: Vec<&str> = draft.leaders.iter().filter(|member| member.post == *post).map(|member| member.name.as_str()).collect();
            if !names.is_empty() {
                leaders.push((format!("campaign-post-{post}"), names.join(view.lang.comma())));
            }
        }
        Self {
            title: draft.title.clone(),
            theme: draft.theme.clone(),
            kind: kind_key(one),
            document: draft.document.clone(),
            words: draft.words.clone(),
            owner: one.owner.say(view.lang).to_owned(),
            span: span(view, draft.starts, draft.ends),
            deadline: view.lang.day(draft.deadline),
            standing: one.standing,
            list: one.list.say(view.lang).to_owned(),
            list_href: format!("/o/{}/checklists/{}", place.code, draft.series),
            questions: one.questions,
            phases: draft
                .phases
                .iter()
                .map(|phase| PhaseRow {
                    name: phase.name.clone(),
                    what: phase.what.clone(),
                    span: span(view, phase.from, phase.to),
                    state: rules::phase(phase, view.today()),
                })
                .collect(),
            leaders,
            summary: one.summary.clone(),
            closed: one.closed_at.map(|at| view.lang.day(view.zone.day(at))),
            shifts: one
                .shifts
                .iter()
                .rev()
                .map(|shift| ShiftRow {
                    from: view.lang.day(shift.from),
                    to: view.lang.day(shift.to),
                    why: shift.why.clone(),
                    on: view.lang.day(shift.on),
                })
                .collect(),
        }
    }
}

/// A figure that opens the list it counts.
pub struct Tile {
    pub key: &'static str,
    pub value: String,
    pub of: Option<String>,
    pub href: String,
    pub late: bool,
}

/// The tiles of a campaign's figures; `base` is the campaign's page, `tickets` the list of what it found.
fn tiles(figures: &Figures, base: &str, tickets: &str) -> Vec<Tile> {
    let tile = |key, n: i64, href: String| Tile { key, value: grouped(n), of: None, href, late: false };
    let state = |state: State| format!("{base}?state={state}#schools");
    vec![
        Tile {
            of: Some(grouped(figures.schools)),
            ..tile("campaign-finished", figures.finished(), format!("{base}?state=finished#schools"))
        },
        tile("campaign-state-begun", figures.begun, state(State::Begun)),
        tile("campaign-state-fresh", figures.fresh, state(State::Fresh)),
        Tile { late: figures.overdue > 0, ..tile("campaign-state-overdue", figures.overdue, state(State::Overdue)) },
        tile("campaign-found", figures.found, format!("{tickets}&show=all")),
        Tile { value: figures.spent().to_string(), ..tile("campaign-spent", 0, format!("{tickets}&show=all")) },
    ]
}

#[derive(Template)]
#[template(path = "campaign/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub base: String,
    pub h: Head,
    pub figures: Figures,
    pub tiles: Vec<Tile>,
    pub tickets: String,
    /// How far the schools are, and how far the time is, 0 to 100.
    pub percent: i64,
    pub elapsed: i64,
    pub districts: Vec<DistrictRow>,
    pub tabs: Vec<Tab>,
    pub rows: Vec<SchoolRow>,
    pub older: Option<String>,
    pub history: Vec<Past>,
    /// What this visitor may do.
    pub own: bool,
    pub request: String,
    /// The figures as they stood when it was closed.
    pub at_close: Option<Figures>,
}

pub struct DistrictRow {
    pub href: String,
    pub name: String,
    pub figures: Figures,
    pub tickets: String,
}

pub struct Tab {
    pub href: String,
    pub key: String,
    pub n: i64,
    pub current: bool,
}

pub struct SchoolRow {
    pub href: String,
    pub one: Target,
    pub name: String,
    /// The record or the walk, where it has begun.
    pub record: Option<String>,
    /// Its last day, when it is another than the campaign's.
    pub moved: Option<String>,
    pub done: Option<String>,
    pub reminded: Option<String>,
    pub tickets: String,
}

impl SchoolRow {
    fn new(view: &View, campaign: &Campaign, one: Target) -> Self {
        let base = format!("/o/{}", one.code);
        let due = one.due.map(|due| last_day(view, due)).filter(|day| *day != campaign.draft.deadline);
        Self {
            href: format!("{base}/campaigns/{}", campaign.id),
            name: one.name.say(view.lang).to_owned(),
            record: one.number.as_ref().map(|number| format!("{base}/inspections/{number}")),
            moved: due.map(|day| view.lang.short_day(day)),
            done: one.done.map(|at| view.lang.short_moment(view.zone, at)),
            reminded: one.reminded.map(|at| view.lang.short_day(view.zone.day(at))),
            tickets: format!("{base}/tickets?campaign={}", campaign.id),
            one,
        }
    }

    /// The Fluent key of its state.
    pub fn state(&self) -> String {
        format!("campaign-state-{}", self.one.state)
    }

    /// 0 to 100.
    pub fn percent(&self) -> i64 {
        (self.one.answered * 100).checked_div(i64::from(self.one.items)).unwrap_or_default()
    }
}

/// A line of the history.
pub struct Past {
    pub act: String,
    pub key: String,
    pub who: String,
    pub at: DateTime<Utc>,
    /// How many schools it was about.
    pub schools: String,
}

impl ShowPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        campaign: Campaign,
        districts: &[District],
        mut rows: Vec<Target>,
        asked: &Fields,
        history: &[Line],
    ) -> Self {
        let base = format!("/o/{}/campaigns/{}", place.code, campaign.id);
        let tickets = format!("/o/{}/tickets?campaign={}", place.code, campaign.id);
        let figures = progress::sum(districts);
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let older = rows.last().filter(|_| more).map(|last| format!("{base}?{}#schools", asked.address_with("after", &last.path)));
        let chosen = State::from_code(asked.get("state"));
        let mut tabs = vec![Tab {
            href: format!("{base}#schools"),
            key: "campaign-all".into(),
            n: figures.schools,
            current: asked.get("state").is_empty(),
        }];
        tabs.extend(State::ALL.iter().filter(|state| figures.of(**state) > 0 || chosen == Some(**state)).map(|state| Tab {
            href: format!("{base}?state={state}#schools"),
            key: format!("campaign-state-{state}"),
            n: figures.of(*state),
            current: chosen == Some(*state),
        }));
        let district = |one: &District| DistrictRow {
            href: format!("/o/{}/campaigns/{}", one.code, campaign.id),
            name: one.name.say(view.lang).to_owned(),
            tickets: format!("/o/{}/tickets?campaign={}", one.code, campaign.id),
            figures: one.figures.clone(),
        };
        Self {
            shell: view.shell(Section::Campaigns),
            place: place.clone(),
            h: Head::new(view, place, &campaign),
            tiles: tiles(&figures, &base, &tickets),
            tickets,
            percent: figures.percent(),
            elapsed: rules::elapsed(campaign.draft.starts, campaign.draft.deadline, view.today()),
            districts: if districts.len() > 1 { districts.iter().map(district).collect() } else { vec![] },
            figures,
            tabs,
            older,
            history: history
                .iter()
                .map(|line| Past {
                    key: format!("did-{}", line.act.replace('_', "-")),
                    act: line.act.clone(),
                    who: line.actor().to_owned(),
                    at: line.at,
                    schools: line.fact("schools").to_owned(),
                })
                .collect(),
            own: rules::keeps(actor, place) && campaign.owner_path == place.path,
            request: Form::blank().request_id(),
            at_close: campaign.figures.clone(),
            rows: rows.into_iter().map(|one| SchoolRow::new(view, &campaign, one)).collect(),
            base,
        }
    }
}

#[derive(Template)]
#[template(path = "campaign/close.html")]
pub struct ClosePage {
    pub shell: Shell,
    pub base: String,
    pub title: String,
    pub figures: Figures,
    pub tiles: Vec<Tile>,
    pub form: Form,
}

impl ClosePage {
    pub fn new(view: &View, place: &Place, campaign: &Campaign, figures: Figures, form: Form) -> Self {
        let base = format!("/o/{}/campaigns/{}", place.code, campaign.id);
        let tickets = format!("/o/{}/tickets?campaign={}", place.code, campaign.id);
        let mut shell = view.shell(Section::Campaigns);
        shell.problem = form.has_faults();
        Self { shell, title: campaign.draft.title.clone(), tiles: tiles(&figures, &base, &tickets), figures, form, base }
    }
}

/// A summary to go on from, made of the figures.
pub fn summary(lang: Lang, campaign: &Campaign, figures: &Figures) -> String {
    let part = |key: &str, n: i64, a: String, b: String| lang.say_with(key, [("n", n.into()), ("a", a.into()), ("b", b.into())]);
    let draft = &campaign.draft;
    let days = lang.say_with("campaign-span", [("a", lang.day(draft.starts).into()), ("b", lang.day(draft.ends).into())]);
    [
        part("campaign-summary-schools", figures.schools, draft.title.clone(), days),
        part("campaign-summary-done", figures.done, figures.late.to_string(), figures.unfinished().to_string()),
        part("campaign-summary-found", figures.found, figures.closed.to_string(), figures.open.to_string()),
        lang.say_with("campaign-summary-spent", [("a", figures.spent().to_string().into())]),
        lang.say("campaign-summary-next"),
    ]
    .join("\n")
}
