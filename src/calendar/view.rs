//! What the templates of the calendar are given.

use super::holidays;
use super::model::{Entry, Kind, Sort};
use super::rules::{self, Calendar, Reach};
use super::store::Kept;
use crate::access::Place;
use crate::id::EntryId;
use crate::text::{Lang, filters};
use crate::web::form::{Choice, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::{Datelike, Days, NaiveDate};

/// Says that no term is kept, or that the last one ends, before tasks on school days come too often or not at all.
pub struct TermsNote {
    pub key: &'static str,
    /// The last day of the last term.
    pub end: String,
}

impl TermsNote {
    pub fn of(calendar: &Calendar, view: &View) -> Option<Self> {
        match calendar.reach(view.today()) {
            Reach::Nowhere => Some(Self { key: "calendar-no-term", end: String::new() }),
            Reach::Until(end) => Some(Self { key: "calendar-terms-end", end: view.lang.day(end) }),
            Reach::On => None,
        }
    }
}

#[derive(Template)]
#[template(path = "calendar/show.html")]
pub struct CalendarPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub keeps: bool,
    /// The school year shown begins in this year.
    pub year: i32,
    pub terms: Option<TermsNote>,
    /// Years whose public holidays are not all known yet.
    pub unannounced: Option<String>,
    pub today: Today,
    pub months: Vec<Month>,
    pub lines: Vec<Line>,
}

/// What today is.
pub struct Today {
    pub date: String,
    /// A Fluent key.
    pub weekday: String,
    pub sort: Sort,
    /// What says so, where somebody does.
    pub said: String,
    pub term: Option<(String, i64)>,
    pub keys: Vec<String>,
    pub next: Option<String>,
}

impl Today {
    fn of(calendar: &Calendar, day: NaiveDate, lang: Lang) -> Self {
        let name = |entry: &Entry| entry.name.say(lang).to_owned();
        let sort = calendar.sort(day);
        let tomorrow = day.checked_add_days(Days::new(1)).unwrap_or(day);
        Self {
            date: lang.day(day),
            weekday: weekday(day.weekday().number_from_monday()),
            sort,
            said: calendar.said(day).filter(|_| matches!(sort, Sort::Off | Sort::MakeUp)).map(name).unwrap_or_default(),
            term: calendar.term(day).map(name).zip(calendar.week(day)),
            keys: calendar.key(day).into_iter().map(name).collect(),
            next: calendar.school_day_from(tomorrow).map(|day| lang.short_day(day)),
        }
    }
}

fn weekday(n: u32) -> String {
    format!("weekday-{n}")
}

/// One month: whole weeks from Monday, with empty places before its first day and after its last.
pub struct Month {
    pub name: String,
    pub weeks: Vec<Vec<Option<Cell>>>,
}

pub struct Cell {
    pub day: u32,
    pub sort: Sort,
    pub key: bool,
    pub today: bool,
}

impl Cell {
    /// The Fluent key of the sign that stands under the number; empty for what the week alone says.
    pub fn sign(&self) -> &'static str {
        match self.sort {
            Sort::Off => "calendar-sign-off",
            Sort::MakeUp => "calendar-sign-make-up",
            Sort::Free => "calendar-sign-free",
            Sort::School | Sort::Rest => "",
        }
    }
}

impl Month {
    fn of(calendar: &Calendar, first: NaiveDate, today: NaiveDate, lang: Lang) -> Self {
        let lead = first.weekday().num_days_from_monday() as usize;
        let mut cells: Vec<Option<Cell>> = (0..lead).map(|_| None).collect();
        cells.extend(
            first.iter_days().take_while(|day| day.month() == first.month()).map(|day| {
                Some(Cell { day: day.day(), sort: calendar.sort(day), key: !calendar.key(day).is_empty(), today: day == today })
            }),
        );
        while !cells.len().is_multiple_of(7) {
            cells.push(None);
        }
        let mut weeks = Vec::new();
        let mut cells = cells.into_iter().peekable();
        while cells.peek().is_some() {
            weeks.push(cells.by_ref().take(7).collect());
        }
        Self { name: lang.month(first), weeks }
    }
}

/// An entry that holds here.
pub struct Line {
    pub kind: Kind,
    pub name: String,
    pub span: String,
    pub days: i64,
    /// The bureau or school; `None` for a public holiday of the country.
    pub keeper: Option<String>,
    pub own: bool,
    /// Where a keeper takes it out of use.
    pub retire: Option<String>,
    /// A nearer organisation says something else of all its days.
    pub replaced: bool,
    /// A public holiday that is not announced yet.
    pub provisional: bool,
}

/// `2026年11月19日` for one day, else from and to.
fn span(lang: Lang, starts: NaiveDate, ends: NaiveDate) -> String {
    if starts == ends { lang.day(starts) } else { format!("{} – {}", lang.day(starts), lang.day(ends)) }
}

fn retire_url(place: &Place, id: EntryId) -> String {
    format!("/o/{}/calendar/{id}/retire", place.code)
}

impl CalendarPage {
    pub fn new(view: &View, place: &Place, keeps: bool, year: i32, kept: &[Kept]) -> Self {
        let (lang, today) = (view.lang, view.today());
        let calendar = Calendar::at(kept.iter().map(|one| &one.entry), &place.path);
        let in_year = |entry: &Entry| rules::school_year(entry.starts) <= year && rules::school_year(entry.ends) >= year;
        let line = |one: &Kept| {
            let entry = &one.entry;
            let own = entry.owner == place.path;
            Line {
                kind: entry.kind,
                name: entry.name.say(lang).to_owned(),
                span: span(lang, entry.starts, entry.ends),
                days: entry.days(),
                keeper: one.org.as_ref().map(|org| org.say(lang).to_owned()),
                own,
                retire: (own && keeps).then(|| retire_url(place, entry.id)),
                replaced: !calendar.heard(entry),
                provisional: entry.owner.is_empty() && holidays::unannounced(entry.starts.year()),
            }
        };
        // A year of which a bureau or the school keeps days off itself has been looked after.
        let kept_off = |year: i32| {
            kept.iter().any(|one| one.entry.kind == Kind::Off && !one.entry.owner.is_empty() && one.entry.starts.year() == year)
        };
        let open: Vec<String> = [year, year + 1]
            .into_iter()
            .filter(|year| holidays::unannounced(*year) && !kept_off(*year))
            .map(|year| year.to_string())
            .collect();
        Self {
            shell: view.shell(Section::Inspections),
            place: place.clone(),
            name: place.name(lang).to_owned(),
            keeps,
            year,
            terms: TermsNote::of(&calendar, view),
            unannounced: (!open.is_empty()).then(|| open.join(lang.comma())),
            today: Today::of(&calendar, today, lang),
            months: rules::months(year).map(|first| Month::of(&calendar, first, today, lang)).collect(),
            lines: kept.iter().filter(|one| in_year(&one.entry)).map(line).collect(),
        }
    }

    /// The Fluent keys of the days of the week.
    pub fn weekdays(&self) -> Vec<String> {
        (1..=7).map(weekday).collect()
    }
}

#[derive(Template)]
#[template(path = "calendar/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub kinds: Vec<Choice>,
    pub presets: Vec<Preset>,
}

/// A term with its usual days, as a filled form.
pub struct Preset {
    pub href: String,
    pub name: String,
}

impl NewPage {
    pub fn new(view: &View, place: &Place, calendar: &Calendar, form: Form) -> Self {
        let mut shell = view.shell(Section::Inspections);
        shell.problem = form.has_faults();
        let kind = |kind: &Kind| Choice {
            small: format!("calendar-kind-{kind}-small"),
            ..Choice::keyed(kind.code(), format!("calendar-kind-{kind}"))
        };
        let preset = |(starts, ends): (NaiveDate, NaiveDate)| Preset {
            href: format!("/o/{}/calendar/new?kind=term&starts={starts}&ends={ends}", place.code),
            name: super::form::term_name(starts).say(view.lang).to_owned(),
        };
        Self {
            shell,
            place: place.clone(),
            kinds: Kind::ALL.iter().map(kind).collect(),
            presets: rules::next_terms(calendar, view.today()).into_iter().map(preset).collect(),
            form,
        }
    }
}

#[derive(Template)]
#[template(path = "calendar/retire.html")]
pub struct RetirePage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub action: String,
    pub kind: Kind,
    pub name: String,
    pub span: String,
}

impl RetirePage {
    pub fn new(view: &View, place: &Place, entry: &Entry) -> Self {
        Self {
            shell: view.shell(Section::Inspections),
            place: place.clone(),
            form: Form::blank(),
            action: retire_url(place, entry.id),
            kind: entry.kind,
            name: entry.name.say(view.lang).to_owned(),
            span: span(view.lang, entry.starts, entry.ends),
        }
    }
}
