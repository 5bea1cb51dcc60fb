//! What the templates of visits are given; `forms` of the forms of a round.

mod forms;

pub use forms::{CorrectPage, NewPage};

use super::model::{Asks, Draw, Member, Method, Round, State, Visit, Weights};
use super::pages::Told;
use super::rules;
use super::store::{Covered, Listed, PAGE, Wanted};
use crate::access::{Actor, Place};
use crate::id::RequestId;
use crate::text::{Lang, Words, filters};
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

/// Most schools a form shows to choose from, and a page of the order of a draw.
const SHOWN: usize = 300;

/// `2026年11月23日 – 12月4日` / `23 Nov – 4 Dec 2026`
fn period(lang: Lang, starts: NaiveDate, ends: NaiveDate) -> String {
    match lang {
        _ if starts == ends => lang.day(starts),
        _ if starts.year() != ends.year() => format!("{} – {}", lang.day(starts), lang.day(ends)),
        Lang::Zh => format!("{} – {}", lang.day(starts), lang.short_day(ends)),
        Lang::En => format!("{} – {}", lang.short_day(starts), lang.day(ends)),
    }
}

/// How a round stands: open, past its last day and still open, or closed.
fn standing(closed: bool, ends: NaiveDate, today: NaiveDate) -> &'static str {
    match closed {
        true => "visits-closed",
        false if ends < today => "visits-over",
        false => "visits-open",
    }
}

#[derive(Template)]
#[template(path = "visit/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub keeps: bool,
    pub rows: Vec<ListRow>,
    pub older: Option<String>,
}

pub struct ListRow {
    pub href: String,
    pub row: Listed,
    pub period: String,
    pub standing: &'static str,
}

impl ListRow {
    /// 0 to 100.
    pub fn percent(&self) -> i64 {
        (self.row.done * 100).checked_div(self.row.visits).unwrap_or_default()
    }
}

impl ListPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, mut rows: Vec<Listed>) -> Self {
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let older = rows.last().filter(|_| more).map(|last| format!("/o/{}/visits?after={}", place.code, last.id));
        let row = |row: Listed| ListRow {
            href: format!("/o/{}/visits/{}", place.code, row.id),
            period: period(view.lang, row.starts, row.ends),
            standing: standing(row.closed_at.is_some(), row.ends, view.today()),
            row,
        };
        Self {
            shell: view.shell(Section::Visits),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            keeps: rules::keeps(actor, place),
            rows: rows.into_iter().map(row).collect(),
            older,
        }
    }
}

#[derive(Template)]
#[template(path = "visit/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub base: String,
    pub round: Round,
    pub period: String,
    pub standing: &'static str,
    pub asks: String,
    pub team: String,
    pub closed: Option<String>,
    pub keeps: bool,
    /// Nothing of it has begun.
    pub corrects: bool,
    pub tiles: Vec<Tile>,
    pub rows: Vec<Row>,
    pub dropped: Vec<Row>,
    /// Visits neither done nor dropped.
    pub left: usize,
    pub form: Form,
    pub refusal: Option<&'static str>,
}

/// A figure with the list it stands for; without one where there is no list.
pub struct Tile {
    pub key: &'static str,
    pub value: String,
    pub of: Option<String>,
    pub href: String,
    pub late: bool,
}

/// A visit as the round's page shows it.
pub struct Row {
    pub href: String,
    pub school: String,
    pub rank: i32,
    pub leader: String,
    pub planned: Option<String>,
    pub state: &'static str,
    /// The record, once there is one.
    pub record: Option<String>,
    /// Walked by whoever looks at the page.
    pub mine: bool,
    pub found: i64,
    pub major: i64,
    pub open: i64,
    /// The school's list of what was found.
    pub tickets: String,
    pub reason: String,
    pub request: String,
}

/// What a round asks, in words.
fn asks(lang: Lang, round: &Round) -> String {
    match &round.asks {
        Asks::List { .. } => {
            let title = round.list.as_ref().map(|title| title.say(lang).to_owned()).unwrap_or_default();
            lang.say_with("visit-asks-the-list", [("a", title.into())])
        }
        Asks::Points { count } => lang.say_with("visit-asks-the-points", [("n", (*count).into())]),
        Asks::Closed { days, share } => lang.say_with("visit-asks-the-closed", [("n", (*days).into()), ("a", (*share).into())]),
    }
}

fn team(lang: Lang, team: &[Member]) -> String {
    let one = |one: &Member| lang.say_with("visit-mate", [("a", one.name.clone().into()), ("b", one.unit.clone().into())]);
    team.iter().map(one).collect::<Vec<_>>().join(lang.comma())
}

impl ShowPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, round: Round, visits: &[Visit], told: Told) -> Self {
        let lang = view.lang;
        let base = format!("/o/{}/visits/{}", place.code, round.id);
        let row = |visit: &Visit| Row {
            href: format!("{base}/{}", visit.id),
            school: visit.name(lang).to_owned(),
            rank: visit.rank,
            leader: visit.leader_name.clone(),
            planned: visit.planned.map(|day| lang.short_day(day)),
            state: visit.state().code(),
            record: visit.inspection.as_ref().map(|one| format!("/o/{}/inspections/{}", visit.code, one.number)),
            mine: visit.inspection.as_ref().is_some_and(|one| one.inspector == actor.person()),
            found: visit.found,
            major: visit.major,
            open: visit.open,
            tickets: format!("/o/{}/tickets?show=all&round={}", visit.code, round.id),
            reason: visit.drop_reason.clone(),
            request: RequestId::new().to_string(),
        };
        let (dropped, counted): (Vec<&Visit>, Vec<&Visit>) = visits.iter().partition(|visit| visit.state() == State::Dropped);
        let form = told.form.unwrap_or_else(Form::blank);
        let mut shell = view.shell(Section::Visits);
        shell.problem = form.has_faults() || told.refusal.is_some();
        Self {
            shell,
            place: place.clone(),
            name: place.name(lang).to_owned(),
            period: period(lang, round.starts, round.ends),
            standing: standing(round.closed_at.is_some(), round.ends, view.today()),
            asks: asks(lang, &round),
            team: team(lang, &round.team),
            closed: round.closed_at.map(|at| lang.moment(view.zone, at)),
            keeps: rules::keeps(actor, place),
            corrects: rules::keeps(actor, place) && round.closed_at.is_none() && rules::correctable(visits),
            tiles: tiles(place, &round, &counted),
            left: rules::unfinished(visits),
            rows: counted.into_iter().map(row).collect(),
            dropped: dropped.into_iter().map(row).collect(),
            base,
            round,
            form,
            refusal: told.refusal,
        }
    }

    /// Its schools can still be visited, planned and dropped by whoever looks.
    pub fn live(&self) -> bool {
        self.keeps && self.round.closed_at.is_none()
    }
}

/// The figures of a round, each with exactly its list.
fn tiles(place: &Place, round: &Round, visits: &[&Visit]) -> Vec<Tile> {
    let sum = |of: fn(&Visit) -> i64| visits.iter().map(|visit| of(visit)).sum::<i64>();
    let done = visits.iter().filter(|visit| visit.state() == State::Done).count();
    let list = |narrow: &str| format!("/o/{}/tickets?{narrow}round={}", place.code, round.id);
    // Before anything was seen there is nothing to count, and whoever stands at the gate wants the button.
    if visits.iter().all(|visit| visit.state() == State::Drawn) && round.closed_at.is_none() {
        return vec![];
    }
    let tile = |key, value: i64, href: String| Tile { key, value: value.to_string(), of: None, href, late: false };
    vec![
        Tile { of: Some(visits.len().to_string()), ..tile("visit-tile-done", i64::try_from(done).unwrap_or_default(), "#rows".into()) },
        tile("visit-tile-left", i64::try_from(visits.len() - done).unwrap_or_default(), "#rows".into()),
        tile("visit-tile-found", sum(|visit| visit.found), list("show=all&")),
        Tile { late: sum(|visit| visit.major) > 0, ..tile("visit-tile-major", sum(|visit| visit.major), list("show=all&grade=major&")) },
        tile("visit-tile-open", sum(|visit| visit.open), list("")),
        tile("visit-tile-closed", sum(|visit| visit.closed), list("state=closed&")),
    ]
}

#[derive(Template)]
#[template(path = "visit/visit.html")]
pub struct VisitPage {
    pub shell: Shell,
    pub place: Place,
    pub back: String,
    pub action: String,
    pub title: String,
    pub school: String,
    pub state: &'static str,
    pub reason: String,
    pub record: Option<String>,
    pub leader: String,
    /// It can be begun, planned and dropped.
    pub live: bool,
    pub chosen: bool,
    pub form: Form,
    /// The other form's own request.
    pub request: String,
    pub leaders: Vec<Choice>,
    pub refusal: Option<&'static str>,
}

impl VisitPage {
    pub fn new(view: &View, place: &Place, round: &Round, one: &Visit, told: Told) -> Self {
        let mut form = told.form.unwrap_or_else(Form::blank);
        let drops = form.fault("reason").is_some();
        if !form.has_faults() || drops {
            form.suggest("leader", &one.leader.to_string());
            form.suggest("planned", &one.planned.map(|day| day.to_string()).unwrap_or_default());
        }
        let mut shell = view.shell(Section::Visits);
        shell.problem = form.has_faults() || told.refusal.is_some();
        let back = format!("/o/{}/visits/{}", place.code, round.id);
        let leader = |one: &Member| Some(Choice::named(one.person?.to_string(), one.name.clone()));
        Self {
            shell,
            place: place.clone(),
            action: format!("{back}/{}", one.id),
            back,
            title: round.title.clone(),
            school: one.name(view.lang).to_owned(),
            state: one.state().code(),
            reason: one.drop_reason.clone(),
            record: one.inspection.as_ref().map(|found| format!("/o/{}/inspections/{}", one.code, found.number)),
            leader: one.leader_name.clone(),
            live: one.state() == State::Drawn && round.closed_at.is_none(),
            chosen: round.method == Method::Chosen,
            form,
            request: RequestId::new().to_string(),
            leaders: round.team.iter().filter_map(leader).collect(),
            refusal: told.refusal,
        }
    }
}

#[derive(Template)]
#[template(path = "visit/draw.html")]
pub struct DrawPage {
    pub shell: Shell,
    pub place: Place,
    pub base: String,
    pub round: Round,
    pub number: i16,
    pub method: Method,
    pub size: i16,
    pub head: String,
    pub nonce: String,
    pub seed: String,
    pub digest: String,
    pub lots: usize,
    pub at: String,
    pub person: String,
    pub reason: String,
    pub weights: Weights,
    pub rows: Vec<DrawRow>,
    pub earlier: Vec<Earlier>,
    /// It can be drawn once more by whoever looks.
    pub live: bool,
    pub form: Form,
    pub refusal: Option<&'static str>,
}

/// A school where it came out of the drum.
pub struct DrawRow {
    pub rank: usize,
    pub code: String,
    pub name: String,
    pub weight: i64,
    pub ticket: String,
    pub score: String,
    /// What became of it: a visit's state, or nothing.
    pub state: Option<&'static str>,
}

/// A draw before this one.
pub struct Earlier {
    pub number: i16,
    pub at: String,
    pub person: String,
    pub seed: String,
    /// Why there was another after it.
    pub reason: String,
}

impl DrawPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        round: Round,
        draws: &[Draw],
        names: &[(Uuid, Words)],
        visits: &[Visit],
        told: Told,
    ) -> Self {
        let form = told.form.unwrap_or_else(Form::blank);
        let mut shell = view.shell(Section::Visits);
        shell.problem = form.has_faults() || told.refusal.is_some();
        let blank = Draw {
            number: 0,
            method: round.method,
            size: 0,
            head: String::new(),
            nonce: String::new(),
            seed: String::new(),
            weights: Weights::usual(),
            lots: vec![],
            digest: String::new(),
            reason: String::new(),
            person: String::new(),
            drawn_at: view.at(),
        };
        let draw = draws.first().unwrap_or(&blank);
        let seed = hex::decode(&draw.seed).unwrap_or_default();
        let rows = (1..)
            .zip(rules::order_of(&seed, &draw.lots))
            .take(SHOWN)
            .map(|(rank, drawn)| DrawRow {
                rank,
                code: drawn.one.code.clone(),
                name: names.iter().find(|(id, _)| *id == drawn.one.id).map(|(_, name)| name.say(view.lang).to_owned()).unwrap_or_default(),
                weight: drawn.one.weight,
                ticket: format!("{:012x}", drawn.ticket),
                score: format!("{:.6}", drawn.score),
                state: visits
                    .iter()
                    .find(|visit| visit.draw == draw.number && visit.school.0 == drawn.one.id)
                    .map(|visit| visit.state().code()),
            })
            .collect();
        let earlier = draws
            .iter()
            .zip(draws.iter().skip(1))
            .map(|(after, one)| Earlier {
                number: one.number,
                at: view.lang.moment(view.zone, one.drawn_at),
                person: one.person.clone(),
                seed: one.seed.clone(),
                reason: after.reason.clone(),
            })
            .collect();
        Self {
            shell,
            place: place.clone(),
            base: format!("/o/{}/visits/{}", place.code, round.id),
            number: draw.number,
            method: draw.method,
            size: draw.size,
            head: draw.head.clone(),
            nonce: draw.nonce.clone(),
            seed: draw.seed.clone(),
            digest: draw.digest.clone(),
            lots: draw.lots.len(),
            at: view.lang.moment(view.zone, draw.drawn_at),
            person: draw.person.clone(),
            reason: draw.reason.clone(),
            weights: draw.weights.clone(),
            rows,
            earlier,
            live: rules::keeps(actor, place) && round.closed_at.is_none() && round.method != Method::Chosen,
            round,
            form,
            refusal: told.refusal,
        }
    }

    /// Not all of them are shown.
    pub fn more(&self) -> bool {
        self.lots > self.rows.len()
    }
}

#[derive(Template)]
#[template(path = "visit/coverage.html")]
pub struct CoveragePage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub wanted: Wanted,
    pub rows: Vec<CoverageRow>,
    /// Of all schools, and of those not visited this year; unknown on a page without rows.
    pub schools: i64,
    pub never: i64,
    pub older: Option<String>,
}

pub struct CoverageRow {
    pub href: String,
    pub name: String,
    pub last: Option<String>,
    pub days: i64,
    pub times: i64,
}

impl CoveragePage {
    pub fn new(view: &View, place: &Place, wanted: Wanted, asked: &Fields, mut rows: Vec<Covered>) -> Self {
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let older = rows.last().filter(|_| more).map(|last| {
            let day = last.last.map_or_else(|| "never".to_owned(), |day| day.to_string());
            format!("/o/{}/visits/coverage?{}", place.code, asked.address_with("after", &format!("{day}_{}", last.code)))
        });
        let (schools, never) = rows.first().map_or((0, 0), |first| (first.schools, first.never));
        let row = |one: &Covered| CoverageRow {
            href: format!("/o/{}/inspections?kind=superior", one.code),
            name: one.name(view.lang).to_owned(),
            last: one.last.map(|day| view.lang.day(day)),
            days: one.last.map_or(0, |day| (view.today() - day).num_days()),
            times: one.times,
        };
        Self {
            shell: view.shell(Section::Visits),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            rows: rows.iter().map(row).collect(),
            wanted,
            schools,
            never,
            older,
        }
    }

    pub fn by_code(&self) -> bool {
        self.wanted.by_code
    }

    pub fn never_only(&self) -> bool {
        self.wanted.never
    }

    /// This list's address, narrowed and sorted otherwise.
    pub fn address(&self, never: bool, by_code: bool) -> String {
        let mut query = Vec::new();
        if never {
            query.push("never=yes");
        }
        if by_code {
            query.push("sort=code");
        }
        format!("/o/{}/visits/coverage{}{}", self.place.code, if query.is_empty() { "" } else { "?" }, query.join("&"))
    }
}
