//! What the templates of tips are given.

use super::limits::{Verdict, limits};
use super::model::{Deed, Followed, Picture, Reason, Standing, State, Tip};
use super::receipt::Code;
use super::rules::{self, Refusal};
use super::store::{Listed, PAGE, Point, Shown};
use crate::access::Place;
use crate::id::PhotoId;
use crate::keeping;
use crate::notice::model::Notice;
use crate::text::{Lang, filters};
use crate::ticket;
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Due, Section, Shell, View};
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

/// Where a report is left.
pub struct Spot {
    pub action: String,
    pub place: Place,
    pub notice: Notice,
    /// The point of a card; a board has none.
    pub point: Option<Point>,
}

impl Spot {
    /// Where that is, in words; empty at a board.
    pub fn whereabouts(&self) -> &str {
        self.point.as_ref().map_or("", |point| if point.place.is_empty() { &point.name } else { &point.place })
    }
}

#[derive(Template)]
#[template(path = "tip/report.html")]
pub struct ReportPage {
    pub shell: Shell,
    pub form: Form,
    pub action: String,
    /// The way back: the card or the board.
    pub back: String,
    pub school: String,
    /// Name and whereabouts of the risk point.
    pub point: Option<(String, String)>,
    pub kept: Vec<PhotoId>,
    /// Photos that may still be added.
    pub more: usize,
    pub most: usize,
    pub asks: bool,
    pub closed: bool,
    pub duty_line: String,
    /// Days after the answer for which a contact is kept.
    pub contact_days: i32,
    due: String,
}

impl ReportPage {
    pub fn new(view: &View, spot: &Spot, form: Form, kept: Vec<PhotoId>, verdict: Verdict, due_on: NaiveDate) -> Self {
        let mut shell = view.shell(Section::None);
        shell.problem = form.has_faults() || verdict == Verdict::Closed;
        // The other language is another page: what is typed would be lost on the way there and back.
        shell.here = spot.action.clone();
        Self {
            shell,
            form,
            action: spot.action.clone(),
            back: spot.action.trim_end_matches("/report").to_owned(),
            school: spot.place.name(view.lang).to_owned(),
            point: spot.point.as_ref().map(|point| (point.name.clone(), point.place.clone())),
            more: limits().photos.saturating_sub(kept.len()),
            most: limits().photos,
            kept,
            asks: verdict == Verdict::Ask,
            closed: verdict == Verdict::Closed,
            duty_line: spot.notice.duty_line.clone(),
            contact_days: keeping::days().contact,
            due: view.lang.short_day(due_on),
        }
    }

    /// By when an answer is promised.
    pub fn due(&self) -> &str {
        &self.due
    }

    /// Names of the file inputs that are offered: the camera first.
    pub fn inputs(&self) -> impl Iterator<Item = (&'static str, bool)> {
        [("photo", true), ("photo_2", false), ("photo_3", false)].into_iter().take(self.more)
    }
}

/// In plain words: nothing is taken here.
#[derive(Template)]
#[template(path = "tip/gone.html")]
pub struct GonePage {
    pub shell: Shell,
}

impl GonePage {
    pub fn new(view: &View) -> Self {
        Self { shell: view.shell(Section::None) }
    }
}

#[derive(Template)]
#[template(path = "tip/ask.html")]
pub struct AskPage {
    pub shell: Shell,
    pub form: Form,
    pub unknown: bool,
}

impl AskPage {
    pub fn new(view: &View, form: Form, unknown: bool) -> Self {
        let mut shell = view.shell(Section::None);
        shell.problem = unknown;
        shell.here = "/follow".into();
        Self { shell, form, unknown }
    }
}

#[derive(Template)]
#[template(path = "tip/follow.html")]
pub struct FollowPage {
    pub shell: Shell,
    pub form: Form,
    pub tip: Followed,
    pub code: String,
    pub groups: String,
    pub school: String,
    pub standing: Standing,
    pub fresh: bool,
    pub late: bool,
    /// Until when the answer may be contested.
    pub until: Option<String>,
    /// The number of each picture of the repair.
    pub repairs: Vec<i64>,
    due: String,
}

impl FollowPage {
    pub fn new(view: &View, code: &Code, tip: Followed, form: Form, fresh: bool) -> Self {
        let mut shell = view.shell(Section::None);
        shell.problem = form.has_faults();
        shell.here = format!("/follow?code={}", code.plain());
        let standing = rules::standing(&tip);
        Self {
            shell,
            form,
            code: code.plain().to_owned(),
            groups: code.groups(),
            school: if view.lang == Lang::En && !tip.school_en.is_empty() { tip.school_en.clone() } else { tip.school_zh.clone() },
            standing,
            fresh,
            late: tip.state.waits() && tip.due_on < view.zone.day(tip.now),
            until: rules::contestable(&tip).map(|at| view.lang.short_moment(view.zone, at)),
            // The newest few: what came of it, not how it was tried.
            repairs: (1..=tip.repairs.min(3)).filter(|_| standing == Standing::Done).collect(),
            due: view.lang.short_day(tip.due_on),
            tip,
        }
    }

    /// The Fluent key of the standing.
    pub fn key(&self) -> String {
        format!("tip-standing-{}", self.standing.code().replace('_', "-"))
    }

    /// Its place on the way of four steps; 0 when it was not taken up.
    pub fn step(&self) -> u8 {
        match self.standing {
            Standing::Received => 1,
            Standing::LookedInto => 2,
            Standing::Rectifying => 3,
            Standing::Done => 4,
            Standing::NotTaken => 0,
        }
    }

    /// The steps with what they are: done, now, to come.
    pub fn steps(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let now = self.step();
        ["tip-standing-received", "tip-standing-looked-into", "tip-standing-rectifying", "tip-standing-done"].into_iter().zip(1_u8..).map(
            move |(key, n)| match n.cmp(&now) {
                std::cmp::Ordering::Less => (key, "d"),
                std::cmp::Ordering::Equal if now == 4 => (key, "d"),
                std::cmp::Ordering::Equal => (key, "c"),
                std::cmp::Ordering::Greater => (key, ""),
            },
        )
    }

    pub fn waits(&self) -> bool {
        self.tip.state.waits()
    }

    /// By when an answer is promised.
    pub fn due(&self) -> &str {
        &self.due
    }

    /// The contest's form is on the page.
    pub fn contesting(&self) -> bool {
        self.until.is_some()
    }
}

/// A line of the list.
pub struct Line {
    pub href: String,
    pub words: String,
    pub place: String,
    pub school: String,
    pub state: State,
    pub photos: i32,
    pub received: DateTime<Utc>,
    pub due: Due,
    /// The day it was answered, in words.
    pub answered: Option<String>,
    /// The number of the ticket it became.
    pub ticket: Option<String>,
}

impl Line {
    fn of(view: &View, row: &Listed) -> Self {
        Self {
            href: row.url(),
            words: row.words.clone(),
            place: row.place.clone(),
            school: row.school(view.lang).to_owned(),
            state: row.state,
            photos: row.photos,
            received: row.received_at,
            due: Due::of(Some(row.due_on), view.today(), view.lang),
            answered: row.answered_at.filter(|_| !row.state.waits()).map(|at| view.lang.short_day(view.zone.day(at))),
            ticket: row.ticket.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "tip/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub name: String,
    pub wide: bool,
    pub waiting: Vec<Line>,
    /// More wait than are shown.
    pub many: bool,
    pub late: usize,
    pub answered: Vec<Line>,
    pub older: Option<String>,
    /// It goes on from an earlier page.
    pub further: bool,
}

impl ListPage {
    pub fn new(view: &View, place: &Place, waiting: Vec<Listed>, answered: Vec<Listed>, further: bool) -> Self {
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let base = format!("/o/{}/public-reports", place.code);
        let older = (answered.len() > most).then(|| answered.get(most - 1)).flatten().and_then(|last| {
            let at = last.answered_at?.timestamp_micros();
            Some(format!("{base}?before={at}_{}", last.id))
        });
        let lines: Vec<Line> = waiting.iter().take(most).map(|row| Line::of(view, row)).collect();
        Self {
            shell: view.shell(Section::Tips),
            name: place.name(view.lang).to_owned(),
            wide: !place.is_school(),
            many: waiting.len() > most,
            late: lines.iter().filter(|line| matches!(line.due, Due::Late(_))).count(),
            waiting: lines,
            answered: answered.iter().take(most).map(|row| Line::of(view, row)).collect(),
            older,
            further,
        }
    }
}

/// The form that is open, and what it offers.
pub struct Offer {
    pub deed: Deed,
    pub tickets: Vec<ticket::store::Listed>,
}

#[derive(Template)]
#[template(path = "tip/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub school: String,
    pub shown: Shown,
    pub pictures: Vec<Picture>,
    pub due: Due,
    pub act: Option<Deed>,
    pub form: Form,
    pub categories: Vec<Choice>,
    pub grades: Vec<Choice>,
    pub reasons: Vec<Choice>,
    pub tickets: Vec<Choice>,
    pub refusal: Option<&'static str>,
    /// It may be looked up by who reads this.
    pub asks_contact: bool,
    pub contact: Option<String>,
}

impl ShowPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page, or what is told beside it")]
    pub fn new(
        view: &View,
        place: &Place,
        shown: Shown,
        pictures: Vec<Picture>,
        offer: Option<Offer>,
        officer: bool,
        form: Option<Form>,
        refusal: Option<Refusal>,
        contact: Option<String>,
    ) -> Self {
        let tip = &shown.tip;
        let act = offer.as_ref().map(|offer| offer.deed);
        let form = form.unwrap_or_else(|| if act == Some(Deed::Accept) { Form::filled(suggested(tip)) } else { Form::blank() });
        let mut shell = view.shell(Section::Tips);
        shell.problem = form.has_faults() || refusal.is_some();
        Self {
            shell,
            school: place.name(view.lang).to_owned(),
            place: place.clone(),
            due: if tip.state.waits() { Due::of(Some(tip.due_on), view.today(), view.lang) } else { Due::None },
            act,
            form,
            categories: ticket::categories(),
            grades: ticket::grades(),
            reasons: Choice::codes("tip-reason", Reason::ALL.iter().map(|reason| reason.code())),
            tickets: offer
                .map(|offer| offer.tickets)
                .unwrap_or_default()
                .into_iter()
                .map(|one| Choice::named(one.number.clone(), format!("{} {} · {}", one.number, one.title, one.place)))
                .collect(),
            refusal: refusal.map(Refusal::key),
            asks_contact: officer && tip.has_contact,
            contact,
            pictures,
            shown,
        }
    }

    pub fn url(&self) -> String {
        format!("/o/{}/public-reports/{}", self.place.code, self.shown.tip.id)
    }

    pub fn is(&self, deed: &str) -> bool {
        self.act.is_some_and(|act| act.code() == deed)
    }

    /// The ways to answer.
    pub fn deeds(&self) -> &'static [Deed] {
        Deed::ALL
    }
}

/// What a ticket's form shows first: the reporter's words, to be made ours. What would give somebody away is taken out there.
fn suggested(tip: &Tip) -> Fields {
    let mut fields = Fields::default();
    for (name, value) in [("title", short(&tip.words).as_str()), ("description", &tip.words), ("place", &tip.place)] {
        fields.set(name, value);
    }
    fields.set("grade", ticket::model::Grade::General.code());
    fields.set_all("pick", tip.photos.iter().map(ToString::to_string).collect());
    fields
}

/// The first sentence, as long as a title may be.
fn short(words: &str) -> String {
    const TITLE: usize = 30;
    let first =
        words.split(['\n', '\u{3002}', '\u{ff01}', '\u{ff1f}', '!', '?']).map(str::trim).find(|part| !part.is_empty()).unwrap_or(words);
    first.chars().take(TITLE).collect()
}
