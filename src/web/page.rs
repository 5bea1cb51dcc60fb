//! The frame of every page: navigation, the flash, the language, the answer's status.

use super::App;
use super::assets::STAMP;
use crate::access::{Actor, Place, Role};
use crate::clock::Zone;
use crate::error::Result;
use crate::level::Levels;
use crate::text::{Lang, Telling, filters};
use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};

/// What a handler needs to answer with a page.
#[derive(Clone)]
pub struct View {
    pub lang: Lang,
    pub zone: Zone,
    /// How levels are called and coloured where the page stands.
    pub levels: Levels,
    secure: bool,
    actor: Option<Actor>,
    place: Option<Place>,
    flash: Option<String>,
    here: String,
    /// A script asks, not a person: it is answered with JSON.
    json: bool,
}

/// Where in the site a page stands: lights up one entry of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Home,
    Inspections,
    /// A bureau's rounds of visits.
    Visits,
    Campaigns,
    Tickets,
    /// Listed supervision.
    Supervision,
    /// Where a principal signs.
    Desk,
    /// What the public reports.
    Tips,
    /// Money.
    Funds,
    /// What is worth a question.
    Signals,
    Risks,
    Duties,
    Map,
    Dashboard,
    Grading,
    People,
    Ledger,
    None,
}

/// The frame around a page's content.
pub struct Shell {
    pub lang: Lang,
    pub levels: Levels,
    pub who: Option<Who>,
    pub nav: Vec<Nav>,
    /// The phone's bar at the bottom.
    pub tabs: Vec<Nav>,
    /// Where a hidden danger is reported, for those who report.
    pub report: Option<String>,
    /// A Fluent key: what just happened.
    pub flash: Option<String>,
    /// This page's own address, for the language switch.
    pub here: String,
    /// The page shows a form with faults; its title says so.
    pub problem: bool,
    /// Whose the page is, for what a browser keeps of it: see [`Actor::token`].
    pub person: String,
    /// The list of the day's tasks, at a school.
    pub tasks: Option<String>,
    /// Messages not read.
    pub unread: i64,
}

pub struct Who {
    pub name: String,
    pub initial: String,
    pub title: String,
    pub org: String,
    pub home: String,
    pub many_posts: bool,
}

pub struct Nav {
    pub href: String,
    pub icon: &'static str,
    pub key: &'static str,
    pub current: bool,
}

impl Shell {
    /// Part of every asset's address, so that a new version is fetched at once and an old one never again.
    pub fn stamp(&self) -> &'static str {
        &STAMP
    }
    /// Classes of the page where levels have other colours than the usual ones.
    pub fn theme(&self) -> Option<String> {
        self.levels.theme()
    }
    /// The other language, for the switch.
    pub fn other(&self) -> Lang {
        match self.lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }
}

impl View {
    pub(super) fn new(
        lang: Lang,
        app: &App,
        actor: Option<Actor>,
        place: Option<Place>,
        levels: Levels,
        flash: Option<String>,
        here: String,
    ) -> Self {
        // The cookie is the visitor's to write: only words that exist are shown.
        let flash = flash.filter(|key| key.starts_with("flash-") && lang.knows(key));
        Self { lang, zone: app.zone, levels, secure: app.secure, actor, place, flash, here, json: false }
    }

    /// The same for a script, which wants JSON.
    pub(super) fn for_script(self, json: bool) -> Self {
        Self { json, ..self }
    }

    /// The page's visitor acts at a school.
    pub fn at_school(&self) -> bool {
        self.actor.as_ref().is_some_and(|actor| actor.place().is_school())
    }

    /// Whether a script asks, which wants JSON.
    pub fn json(&self) -> bool {
        self.json
    }

    /// A level in words, as it is called here.
    pub fn level(&self, rank: i16) -> String {
        self.levels.word(rank, self.lang)
    }

    /// The same for a page that anybody may read: nothing of whoever asks is on it, and it sets no cookie.
    #[must_use]
    pub fn of_nobody(self) -> Self {
        Self { actor: None, place: None, flash: None, levels: Levels::default(), ..self }
    }

    /// The page where levels are called like this.
    #[must_use]
    pub fn with_levels(self, levels: Levels) -> Self {
        Self { levels, ..self }
    }

    /// Today, where the schools are, by the database's clock. The epoch when nobody is signed in.
    pub fn today(&self) -> NaiveDate {
        self.zone.day(self.at())
    }

    /// The database's clock when this request began.
    pub fn at(&self) -> DateTime<Utc> {
        self.actor.as_ref().map(Actor::at).unwrap_or_default()
    }

    pub fn shell(&self, section: Section) -> Shell {
        let Some(actor) = &self.actor else {
            return Shell {
                lang: self.lang,
                levels: self.levels.clone(),
                who: None,
                nav: vec![],
                tabs: vec![],
                report: None,
                flash: self.flash.clone(),
                here: self.here.clone(),
                problem: false,
                person: String::new(),
                tasks: None,
                unread: 0,
            };
        };
        let code = self.place.as_ref().unwrap_or(actor.place()).code.clone();
        let entry = |path: &str, icon, key, of| Nav { href: format!("/o/{code}/{path}"), icon, key, current: section == of };
        let home = Nav { href: "/".into(), icon: "home", key: "nav-today", current: section == Section::Home };
        let mut nav = vec![home];
        let at_bureau = !actor.place().is_school();
        if at_bureau {
            nav.push(entry("dashboard", "chart-column", "nav-dashboard", Section::Dashboard));
        }
        if actor.role() == Role::Principal || actor.deputy_of().is_some() {
            nav.push(entry("desk", "pen-line", "nav-desk", Section::Desk));
        }
        nav.push(entry("inspections", "clipboard-check", "nav-inspections", Section::Inspections));
        if matches!(actor.role(), Role::Reviewer | Role::Leader | Role::Auditor)
            && !self.place.as_ref().unwrap_or(actor.place()).is_school()
        {
            nav.push(entry("visits", "scan-line", "nav-visits", Section::Visits));
        }
        nav.push(entry("campaigns", "megaphone", "nav-campaigns", Section::Campaigns));
        nav.push(entry("tickets", "triangle-alert", "nav-tickets", Section::Tickets));
        if at_bureau && matches!(actor.role(), Role::Reviewer | Role::Leader | Role::Auditor) {
            nav.push(entry("supervision", "siren", "nav-supervision", Section::Supervision));
        }
        if matches!(actor.role(), Role::Officer | Role::Principal | Role::Reviewer | Role::Leader) {
            nav.push(entry("public-reports", "send", "nav-tips", Section::Tips));
        }
        if matches!(actor.role(), Role::Officer | Role::Principal | Role::Reviewer | Role::Leader | Role::Auditor) {
            nav.push(entry("funds", "wallet", "nav-funds", Section::Funds));
            nav.push(entry("signals", "siren", "nav-signals", Section::Signals));
        }
        nav.push(entry("risks", "layers", "nav-risks", Section::Risks));
        if self.place.as_ref().unwrap_or(actor.place()).is_school() {
            nav.push(entry("duties", "user", "nav-duties", Section::Duties));
            nav.push(entry("map", "map", "nav-map", Section::Map));
        }
        if !at_bureau {
            nav.push(entry("dashboard", "chart-column", "nav-school", Section::Dashboard));
        }
        if matches!(actor.role(), Role::Reviewer | Role::Leader) {
            nav.push(entry("grading", "gavel", "nav-grading", Section::Grading));
        }
        if actor.role() == Role::Administrator {
            nav.push(entry("people", "users", "nav-people", Section::People));
        }
        if actor.role() == Role::Auditor {
            nav.push(entry("ledger", "shield-check", "nav-ledger", Section::Ledger));
        }
        let tab = |wanted: Section| {
            nav.iter().find(|one| section_of(one.key) == wanted).map(|one| Nav {
                href: one.href.clone(),
                icon: one.icon,
                key: one.key,
                current: one.current,
            })
        };
        let order = if actor.role() == Role::Principal {
            [Section::Home, Section::Desk, Section::Tickets, Section::Risks]
        } else if at_bureau {
            [Section::Home, Section::Dashboard, Section::Tickets, Section::Risks]
        } else {
            [Section::Home, Section::Inspections, Section::Tickets, Section::Risks]
        };
        let tabs = order.into_iter().filter_map(tab).collect();
        let reports = actor.role().at_school() || (actor.role() == Role::Reviewer && self.place.as_ref().is_some_and(Place::is_school));
        let who = Who {
            name: actor.name().to_owned(),
            initial: actor.name().chars().next().map(String::from).unwrap_or_default(),
            title: actor.title().to_owned(),
            org: self.place.as_ref().unwrap_or(actor.place()).name(self.lang).to_owned(),
            home: format!("/o/{code}/dashboard"),
            many_posts: actor.many_posts(),
        };
        Shell {
            lang: self.lang,
            levels: self.levels.clone(),
            who: Some(who),
            nav,
            tabs,
            report: reports.then(|| format!("/o/{code}/tickets/new")),
            flash: self.flash.clone(),
            here: self.here.clone(),
            problem: false,
            person: actor.token(),
            tasks: actor.role().at_school().then(|| format!("/o/{}/tasks", actor.place().code)),
            unread: actor.unread(),
        }
    }

    /// A page.
    ///
    /// # Errors
    /// When the template fails, which is a fault of ours.
    pub fn page(&self, template: &impl Template) -> Result<Response> {
        self.page_as(StatusCode::OK, template)
    }

    /// A page with a status of its own: 422 for a form with faults, 409 for one that came too late.
    ///
    /// # Errors
    /// When the template fails, which is a fault of ours.
    pub fn page_as(&self, status: StatusCode, template: &impl Template) -> Result<Response> {
        let html = template.render_with_values(&Telling { lang: self.lang, zone: self.zone, levels: self.levels.clone() })?;
        let mut response = (status, Html(html)).into_response();
        if let Some(person) = self.actor.as_ref().and_then(|actor| actor.token().parse().ok()) {
            // The worker keeps a page under this name, and never shows it to another.
            response.headers_mut().insert("x-person", person);
        }
        if self.flash.is_some() {
            let (name, value) = super::guard::set_cookie("flash", "", Some(0), self.secure);
            if let Ok(value) = value.parse() {
                response.headers_mut().append(name, value);
            }
        }
        Ok(response)
    }

    /// 303 to the page of the thing, where the flash tells what happened.
    pub fn done(&self, location: &str, flash: &'static str) -> Response {
        let (cookie, value) = super::guard::set_cookie("flash", flash, Some(60), self.secure);
        (StatusCode::SEE_OTHER, [(LOCATION, location.to_owned()), (cookie, value)]).into_response()
    }
}

fn section_of(key: &str) -> Section {
    match key {
        "nav-today" => Section::Home,
        "nav-inspections" => Section::Inspections,
        "nav-visits" => Section::Visits,
        "nav-campaigns" => Section::Campaigns,
        "nav-tickets" => Section::Tickets,
        "nav-desk" => Section::Desk,
        "nav-supervision" => Section::Supervision,
        "nav-tips" => Section::Tips,
        "nav-funds" => Section::Funds,
        "nav-signals" => Section::Signals,
        "nav-risks" => Section::Risks,
        "nav-duties" => Section::Duties,
        "nav-map" => Section::Map,
        "nav-dashboard" | "nav-school" => Section::Dashboard,
        "nav-grading" => Section::Grading,
        "nav-people" => Section::People,
        "nav-ledger" => Section::Ledger,
        _ => Section::None,
    }
}

/// How near a deadline is. Lateness is never softened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    None,
    /// Days past.
    Late(i64),
    Today,
    /// One or two days left.
    Soon(i64),
    /// The day, written out.
    On(String),
    /// Closed on this day, written out.
    Done(String),
}

impl Due {
    pub fn of(due_on: Option<NaiveDate>, today: NaiveDate, lang: Lang) -> Self {
        let Some(due_on) = due_on else { return Self::None };
        match (due_on - today).num_days() {
            days if days < 0 => Self::Late(-days),
            0 => Self::Today,
            days @ 1..=2 => Self::Soon(days),
            _ => Self::On(lang.short_day(due_on)),
        }
    }

    pub fn tone(&self) -> &'static str {
        match self {
            Self::Late(_) => "late",
            Self::Today | Self::Soon(_) => "soon",
            Self::Done(_) => "done",
            Self::None | Self::On(_) => "",
        }
    }

    /// The Fluent key of its words; empty when there is no deadline.
    pub fn key(&self) -> &'static str {
        match self {
            Self::None => "",
            Self::Late(_) => "due-late",
            Self::Today => "due-today",
            Self::Soon(_) => "due-soon",
            Self::On(_) => "due-on",
            Self::Done(_) => "due-done",
        }
    }

    pub fn days(&self) -> i64 {
        match self {
            Self::Late(days) | Self::Soon(days) => *days,
            _ => 0,
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Self::On(day) | Self::Done(day) => day,
            _ => "",
        }
    }
}

/// One step of a ticket's track: `state` is "d" done, "c" current, "" to come.
#[derive(Clone, Debug)]
pub struct Stage {
    pub key: &'static str,
    pub state: &'static str,
    pub who: String,
    pub when: String,
}

/// What went wrong, in words, with a way onward.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    pub shell: Shell,
    pub status: u16,
    /// Fluent keys of the heading and the sentence.
    pub title: String,
    pub text: String,
    /// The id under which our log knows this request.
    pub request: String,
    /// The way onward and its words: the same address again where waiting helps, else today's work.
    pub onward: String,
    pub onward_key: &'static str,
}

impl ErrorPage {
    pub(super) fn new(lang: Lang, status: StatusCode, key: Option<&'static str>, request: String, back: String) -> Self {
        let shell = Shell {
            lang,
            levels: Levels::default(),
            who: None,
            nav: vec![],
            tabs: vec![],
            report: None,
            flash: None,
            here: "/".into(),
            problem: false,
            person: String::new(),
            tasks: None,
            unread: 0,
        };
        let known = [401, 403, 404, 405, 408, 409, 413, 422, 429, 500, 503, 507];
        let number = if known.contains(&status.as_u16()) {
            status.as_u16()
        } else if status.is_server_error() {
            500
        } else {
            404
        };
        let (onward, onward_key) = match number {
            401 => ("/login".to_owned(), "error-sign-in"),
            429 | 503 => (back, "error-again"),
            _ => ("/".to_owned(), "error-home"),
        };
        let text = key.map_or_else(|| format!("error-{number}-text"), ToOwned::to_owned);
        Self { shell, status: status.as_u16(), title: format!("error-{number}-title"), text, request, onward, onward_key }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lateness_is_counted_in_whole_days() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        for (due, expected) in [
            (17, Due::Late(3)),
            (19, Due::Late(1)),
            (20, Due::Today),
            (21, Due::Soon(1)),
            (22, Due::Soon(2)),
            (23, Due::On("23 Nov".into())),
        ] {
            assert_eq!(Due::of(Some(day(due)), day(20), Lang::En), expected);
        }
        assert_eq!(Due::of(None, day(20), Lang::En), Due::None);
    }
}
