//! What the templates of cards and boards are given.

use super::model::{Card, Notice};
use super::qr::{self, Qr};
use super::rules::{self, Printed};
use super::store::Published;
use crate::access::{Actor, Place, Role};
use crate::risk::catalogue;
use crate::text::{Lang, filters};
use crate::web::form::{Choice, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::{DateTime, Utc};

/// A card as it is shown: its words in the reader's language, its days written out.
pub struct Shown {
    pub level: u8,
    pub area: String,
    /// Name and post of who stands nearest, and of who stands above them.
    pub holder: String,
    pub above: String,
    pub evaluated: String,
    pub review: String,
    pub steps: Vec<String>,
    pub controls: Vec<String>,
    pub card: Card,
}

impl Shown {
    fn new(view: &View, card: Card) -> Self {
        let mut nearest = card.nearest().into_iter().map(super::model::Holder::words);
        let (holder, above) = (nearest.next().unwrap_or_default(), nearest.next().unwrap_or_default());
        Self {
            level: u8::try_from(card.level).unwrap_or(4),
            area: catalogue::area_name(&card.area, view.lang).to_owned(),
            above: if above == holder { String::new() } else { above },
            holder,
            evaluated: card.evaluated_at.map(|at| view.lang.day(view.zone.day(at))).unwrap_or_default(),
            review: view.lang.day(card.review_on),
            steps: card.steps().into_iter().map(ToOwned::to_owned).collect(),
            controls: card.controls().into_iter().map(ToOwned::to_owned).collect(),
            card,
        }
    }

    /// Where it is, or at least in which area.
    pub fn place(&self) -> &str {
        if self.card.place.is_empty() { &self.area } else { &self.card.place }
    }
}

/// A card on paper.
pub struct Sheet {
    pub shown: Shown,
    pub printed: Printed,
    pub qr: Option<Qr>,
}

impl Sheet {
    fn new(view: &View, card: Card, root: &str) -> Self {
        let printed = rules::print(&card);
        let qr = qr::draw(&format!("{root}{}", card.path()));
        Self { shown: Shown::new(view, card), printed, qr }
    }

    /// Hazards and controls run on in one paragraph each.
    pub fn run(&self, parts: &[String], lang: Lang) -> String {
        parts.join(&lang.say("notice-between"))
    }
}

#[derive(Template)]
#[template(path = "notice/cards.html")]
pub struct CardsPage {
    pub shell: Shell,
    pub place: Place,
    pub school: String,
    pub lang: Lang,
    pub duty_line: String,
    pub sheets: Vec<Sheet>,
    pub offered: Offered,
    pub form: Form,
}

/// What the reader may do with the cards beside printing them.
pub struct Offered {
    /// They keep the school's register.
    pub keeper: bool,
    /// It is the page of one card.
    pub one: bool,
    /// Where the cards go on that did not fit into one go.
    pub older: Option<String>,
}

impl CardsPage {
    pub fn new(view: &View, place: &Place, cards: Vec<Card>, notice: &Notice, offered: Offered, root: &str) -> Self {
        Self {
            shell: view.shell(Section::Risks),
            school: place.name(view.lang).to_owned(),
            place: place.clone(),
            lang: view.lang,
            duty_line: notice.duty_line.clone(),
            sheets: cards.into_iter().map(|card| Sheet::new(view, card, root)).collect(),
            offered,
            form: Form::blank(),
        }
    }

    /// Where the way back leads.
    pub fn back(&self) -> String {
        match self.sheets.first().filter(|_| self.offered.one) {
            Some(sheet) => format!("/o/{}/risks/{}", self.place.code, sheet.shown.card.number),
            None => format!("/o/{}/risks", self.place.code),
        }
    }
}

#[derive(Template)]
#[template(path = "notice/scanned.html")]
pub struct ScannedPage {
    pub shell: Shell,
    pub school: String,
    pub notice: Notice,
    /// For who is signed in: the point, and where a hidden danger there is reported.
    pub point: Option<String>,
    pub report: Option<String>,
    /// For the school's own people: the items about it in what they have to walk.
    pub check: Option<String>,
    /// Nobody is signed in: how its staff get to report.
    pub sign_in: Option<String>,
    /// Where anybody else tells the school, if it takes that.
    pub tip: Option<String>,
    /// The school's board, when it is open.
    pub board: Option<String>,
    pub one: Shown,
}

impl ScannedPage {
    pub fn new(view: &View, place: &Place, card: Card, notice: Notice, actor: Option<&Actor>) -> Self {
        let near = actor.filter(|actor| actor.reaches(&place.path));
        let reports = near.is_some_and(|actor| actor.role().at_school() || actor.role() == Role::Reviewer);
        Self {
            shell: view.shell(Section::None),
            school: place.name(view.lang).to_owned(),
            point: near.map(|_| format!("/o/{}/risks/{}", place.code, card.number)),
            report: reports.then(|| format!("/o/{}/tickets/new?risk_point={}", place.code, card.id)),
            check: near
                .filter(|actor| actor.place().id == place.id && actor.role().at_school())
                .map(|_| format!("/o/{}/risks/{}/check", place.code, card.number)),
            sign_in: actor.is_none().then(|| format!("/login?next=%2Fr%2F{}", card.token)),
            tip: (notice.tips && !reports).then(|| format!("{}/report", card.path())),
            board: notice.open.then(|| format!("/public/{}", place.code)),
            notice,
            one: Shown::new(view, card),
        }
    }
}

#[derive(Template)]
#[template(path = "notice/board.html")]
pub struct BoardPage {
    pub shell: Shell,
    pub school: String,
    pub notice: Notice,
    pub today: String,
    /// Where anybody tells the school, if it takes that.
    pub tip: Option<String>,
    /// Points by level, 1 to 4; levels that are not shown or have none are left out.
    pub counts: Vec<(u8, usize)>,
    pub cards: Vec<Shown>,
    /// What a bureau published of the school's listed dangers, with the bureau's name.
    pub listed: Vec<(Published, String)>,
}

impl BoardPage {
    pub fn new(view: &View, place: &Place, cards: Vec<Card>, listed: Vec<Published>, notice: Notice, now: DateTime<Utc>) -> Self {
        let cards: Vec<Shown> = cards.into_iter().map(|card| Shown::new(view, card)).collect();
        let count = |level: u8| cards.iter().filter(|one| one.level == level).count();
        Self {
            shell: view.shell(Section::None),
            school: place.name(view.lang).to_owned(),
            today: view.lang.day(view.zone.day(now)),
            tip: notice.tips.then(|| format!("/public/{}/report", place.code)),
            counts: (1..=4).map(|level| (level, count(level))).filter(|(_, count)| *count > 0).collect(),
            notice,
            cards,
            listed: listed.into_iter().map(|one| (one.bureau.say(view.lang).to_owned(), one)).map(|(bureau, one)| (one, bureau)).collect(),
        }
    }
}

/// In plain words: there is no such card, or no such board.
#[derive(Template)]
#[template(path = "notice/gone.html")]
pub struct GonePage {
    pub shell: Shell,
    pub title: &'static str,
    pub text: &'static str,
}

impl GonePage {
    pub fn card(view: &View) -> Self {
        Self { shell: view.shell(Section::None), title: "notice-no-card", text: "notice-no-card-text" }
    }

    pub fn board(view: &View) -> Self {
        Self { shell: view.shell(Section::None), title: "notice-no-board", text: "notice-no-board-text" }
    }
}

#[derive(Template)]
#[template(path = "notice/settings.html")]
pub struct SettingsPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub levels: Vec<Choice>,
    pub version: i32,
    /// The board is open as things stand.
    pub open: bool,
    /// The board's public address, whole.
    pub address: String,
    /// Somebody else was first.
    pub stale: bool,
}

impl SettingsPage {
    pub fn new(view: &View, place: &Place, notice: &Notice, form: Form, stale: bool, root: &str) -> Self {
        let mut shell = view.shell(Section::Risks);
        shell.problem = stale || form.has_faults();
        Self {
            shell,
            form,
            levels: vec![Choice::keyed("grave", "notice-levels-grave"), Choice::keyed("all", "notice-levels-all")],
            version: notice.version,
            open: notice.open,
            address: format!("{root}/public/{}", place.code),
            stale,
            place: place.clone(),
        }
    }

    /// The board's address inside the site.
    pub fn board(&self) -> String {
        format!("/public/{}", self.place.code)
    }
}
