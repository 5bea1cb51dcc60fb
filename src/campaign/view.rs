//! What the templates of campaigns are given.

use super::form;
use super::model::{Added, Campaign, Candidate, District, Figures, Listed, Post, Standing, State, Target, Wanted};
use super::pages::Sent;
use super::rules::{self, KINDS, MOST_BOXES, MOST_LEADERS, MOST_PHASES};
use super::store::progress::{self, PAGE};
use crate::access::{Actor, Place};
use crate::calendar::model::Entry;
use crate::calendar::rules::Calendar;
use crate::checklist::model::CheckList;
use crate::dashboard::rules::grouped;
use crate::ledger::Line;
use crate::org::model::{Ownership, Stage};
use crate::text::{Lang, Words, filters};
use crate::ticket::store::Known;
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
#[template(path = "campaign/schools.html")]
pub struct SchoolsPage {
    pub shell: Shell,
    pub place: Place,
    pub base: String,
    pub title: String,
    /// Not launched yet.
    pub draft: bool,
    pub version: i32,
    pub form: Form,
    pub districts: Vec<Choice>,
    pub stages: Vec<Choice>,
    pub ownerships: Vec<Choice>,
    pub rows: Vec<CandidateRow>,
    /// All that were found, of which the rows are a part where they are too many for boxes.
    pub count: usize,
    pub boxes: bool,
    /// Names of those where nobody can be asked.
    pub unmanned: Vec<String>,
    pub span: String,
    pub deadline: String,
    pub list: String,
    pub questions: i32,
    pub filter: Vec<(&'static str, String)>,
    pub narrowed: bool,
}

pub struct CandidateRow {
    pub code: String,
    pub name: String,
    pub district: String,
    pub stage: Option<Stage>,
    pub pupils: String,
    pub manned: bool,
    pub ticked: bool,
    /// Its first and last day, where they are others than the campaign's.
    pub moved: Option<String>,
}

const FILTER: [&str; 6] = ["district", "stage", "ownership", "boarding", "least", "most"];

impl SchoolsPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        place: &Place,
        campaign: &Campaign,
        form: Form,
        wanted: &Wanted,
        found: &[Candidate],
        districts: &[(String, Words)],
        entries: &[Entry],
    ) -> Self {
        let lang = view.lang;
        let boxes = found.len() <= MOST_BOXES;
        let draft = campaign.standing == Standing::Draft;
        let today = view.today();
        let usual = (campaign.draft.starts.max(today), campaign.draft.deadline.max(today));
        // Before a launch all that were looked for are meant; afterwards only whom somebody ticks. A form that came back keeps its ticks.
        let sent = form.has_faults();
        let row = |one: &Candidate| {
            let days = rules::days(&Calendar::at(entries, &one.path), campaign.draft.starts, campaign.draft.deadline, today);
            CandidateRow {
                code: one.code.clone(),
                name: one.name.say(lang).to_owned(),
                district: one.district_name.say(lang).to_owned(),
                stage: one.stage,
                pupils: one.pupils.map(|n| grouped(n.into())).unwrap_or_default(),
                manned: one.manned,
                ticked: if sent { form.is("pick", &one.code) } else { draft },
                moved: (days != usual).then(|| span(view, days.0, days.1)),
            }
        };
        let mut shell = view.shell(Section::Campaigns);
        shell.problem = sent;
        Self {
            shell,
            place: place.clone(),
            base: format!("/o/{}/campaigns/{}", place.code, campaign.id),
            title: campaign.draft.title.clone(),
            draft,
            version: campaign.version,
            rows: found.iter().take(MOST_BOXES).map(row).collect(),
            count: found.len(),
            boxes,
            unmanned: found.iter().filter(|one| !one.manned).map(|one| one.name.say(lang).to_owned()).collect(),
            span: span(view, campaign.draft.starts, campaign.draft.ends),
            deadline: lang.day(campaign.draft.deadline),
            list: campaign.list.say(lang).to_owned(),
            questions: campaign.questions,
            districts: districts.iter().map(|(code, name)| Choice::named(code, name.say(lang))).collect(),
            stages: Stage::ALL.iter().map(|stage| Choice::keyed(stage.code(), stage.key())).collect(),
            ownerships: Ownership::ALL.iter().map(|one| Choice::keyed(one.code(), one.key())).collect(),
            filter: FILTER.iter().map(|name| (*name, form.value(name).to_owned())).filter(|(_, value)| !value.is_empty()).collect(),
            narrowed: *wanted != Wanted::default(),
            form,
        }
    }

    /// The first few without anybody, in one line.
    pub fn unmanned_names(&self) -> String {
        self.unmanned.iter().take(20).cloned().collect::<Vec<_>>().join(self.shell.lang.comma())
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

#[derive(Template)]
#[template(path = "campaign/school.html")]
pub struct SchoolPage {
    pub shell: Shell,
    pub place: Place,
    pub base: String,
    pub h: Head,
    pub row: SchoolRow,
    pub due: Due,
    pub opens: Option<String>,
    pub last: Option<String>,
    pub added: Vec<Added>,
    /// Where the task is walked, for those of the school.
    pub walk: Option<String>,
    pub adds: bool,
    pub hands: bool,
    pub reports: bool,
    pub people: Vec<Choice>,
    pub question: Form,
    pub hand: Form,
    pub report: Form,
    /// When the report was written, in words.
    pub reported: Option<String>,
}

impl SchoolPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        campaign: Campaign,
        target: Target,
        added: Vec<Added>,
        people: &[Known],
        sent: Sent,
    ) -> Self {
        let answers = rules::answers(actor, place);
        let (adds, hands, reports) =
            (rules::adds(campaign.standing, &target), rules::hands(campaign.standing, &target), rules::reports(campaign.standing, &target));
        let mut first = Fields::default();
        first.set("report", target.report.as_str());
        let (mut question, mut hand, mut report) = (Form::blank(), Form::blank(), Form::filled(first));
        let mut shell = view.shell(Section::Campaigns);
        match sent {
            Sent::Nothing => {}
            Sent::Question(form) => question = form,
            Sent::Hand(form) => hand = form,
            Sent::Report(form) => report = form,
        }
        shell.problem = question.has_faults() || hand.has_faults() || report.has_faults();
        let last = target.due.map(|due| last_day(view, due));
        let of_school = actor.role().at_school() && actor.place().id == place.id;
        let open = matches!(target.state, State::Fresh | State::Begun | State::Overdue);
        let name = |one: &Known| if one.title.is_empty() { one.name.clone() } else { format!("{} · {}", one.name, one.title) };
        Self {
            shell,
            place: place.clone(),
            base: format!("/o/{}/campaigns/{}", place.code, campaign.id),
            h: Head::new(view, place, &campaign),
            due: match target.done {
                Some(at) => Due::Done(view.lang.short_day(view.zone.day(at))),
                None => Due::of(last, view.today(), view.lang),
            },
            opens: target.opens.map(|at| view.lang.day(view.zone.day(at))),
            last: last.map(|day| view.lang.day(day)),
            added,
            walk: target.task.filter(|_| of_school && open).map(|task| format!("/o/{}/tasks/{task}", place.code)),
            adds: answers && adds,
            hands: answers && hands,
            reports: answers && reports,
            people: people
                .iter()
                .filter(|one| one.here && Some(one.id) != target.person_id)
                .map(|one| Choice::named(one.id.to_string(), name(one)))
                .collect(),
            question,
            hand,
            report,
            reported: target.reported.map(|at| view.lang.moment(view.zone, at)),
            row: SchoolRow::new(view, &campaign, target),
        }
    }
}
