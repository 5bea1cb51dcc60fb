//! What a message, a ladder and a webhook are.

use crate::id::{DeliveryId, MessageId, OrgId, PersonId, TicketId, WebhookId};
use crate::text::Lang;
use crate::ticket::model::{Grade, State};
use crate::ticket::rules::Turn;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

codes! {
    /// What a message tells.
    pub enum Kind {
        /// It is your turn.
        Turn = "turn",
        /// What you reported is over.
        Outcome = "outcome",
        /// A deadline comes near or is past.
        Ladder = "ladder",
        /// Not your turn, but yours to know: a major one, a place closed off, a listing.
        Notice = "notice",
    }
}

impl Kind {
    /// What a person who gives an address is told by mail until they choose otherwise: what waits for them.
    pub const BY_MAIL: &'static [Self] = &[Self::Turn, Self::Ladder, Self::Notice];
}

codes! {
    /// Whom a deadline is told, from the nearest up.
    pub enum Rung {
        /// The responsible person; when they have left the school, its officers.
        Owner = "owner",
        Officer = "officer",
        Principal = "principal",
        /// The safety section of the bureau directly above.
        Bureau = "bureau",
        /// The leader of that bureau, of major ones only.
        Leader = "leader",
    }
}

/// The furthest a step may lie from a deadline.
pub const EARLIEST: i16 = -30;
pub const LATEST: i16 = 90;

/// When whom is told of a deadline: for each rung the days after it; before it they are negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ladder(BTreeMap<String, Vec<i16>>);

impl Default for Ladder {
    /// The product's own.
    fn default() -> Self {
        static OWN: LazyLock<Ladder> =
            LazyLock::new(|| serde_json::from_str(include_str!("../../data/ladder.json")).unwrap_or(Ladder(BTreeMap::new())));
        OWN.clone()
    }
}

impl Ladder {
    pub fn of(rungs: impl IntoIterator<Item = (Rung, Vec<i16>)>) -> Self {
        Self(rungs.into_iter().map(|(rung, days)| (rung.code().to_owned(), days)).collect())
    }

    pub fn days(&self, rung: Rung) -> &[i16] {
        self.0.get(rung.code()).map_or(&[], Vec::as_slice)
    }
}

/// An open hidden danger with a deadline, as the clock sees it.
#[derive(Clone, Debug)]
pub struct Open {
    pub ticket: TicketId,
    pub school: OrgId,
    pub path: String,
    pub state: State,
    pub grade: Grade,
    pub due_on: NaiveDate,
    pub responsible: Option<PersonId>,
}

/// Somebody's post today.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    pub person: PersonId,
    pub org: OrgId,
    pub role: crate::access::Role,
}

/// One thing the clock tells one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub ticket: TicketId,
    pub person: PersonId,
    pub rung: Rung,
    pub step: i16,
}

/// A message as its person reads it, with how the hidden danger stands now.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: MessageId,
    pub person: PersonId,
    pub kind: Kind,
    pub addressed: String,
    pub deed: String,
    /// The state when it was said.
    pub state: String,
    pub step: Option<i16>,
    pub created_at: DateTime<Utc>,
    pub read: bool,
    pub actor: Option<String>,
    pub number: String,
    pub title: String,
    pub place: String,
    /// How the hidden danger stands; nothing where the message tells of a delegation.
    pub now: Option<State>,
    pub grade: Option<Grade>,
    pub due_on: Option<NaiveDate>,
    /// The deadline it spoke of.
    pub told_due: Option<NaiveDate>,
    pub responsible: Option<PersonId>,
    /// Of a delegation: its days, and whether it was ended.
    pub from_on: Option<NaiveDate>,
    pub to_on: Option<NaiveDate>,
    pub ended: bool,
    pub org_code: String,
    pub org_zh: String,
    pub org_en: String,
}

impl Message {
    pub fn href(&self) -> String {
        match self.delegation() {
            Some(_) => format!("/o/{}/delegations", self.org_code),
            None => format!("/o/{}/tickets/{}", self.org_code, self.number),
        }
    }

    /// The days of the delegation it tells of.
    pub fn delegation(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.from_on.zip(self.to_on)
    }

    /// What it is about, in a language.
    pub fn subject(&self, lang: Lang) -> String {
        match self.delegation() {
            Some((from, to)) => lang.say_with("delegation-dates", [("a", lang.day(from).into()), ("b", lang.day(to).into())]),
            None => self.title.clone(),
        }
    }

    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.org_en.is_empty() { &self.org_en } else { &self.org_zh }
    }

    /// Whether it still concerns its person: nobody moved the thing on or handed it to somebody else.
    pub fn still(&self) -> bool {
        let mine = self.responsible == Some(self.person);
        match self.kind {
            Kind::Turn => self.now.is_some_and(|now| now.code() == self.state) && (self.addressed != Turn::Responsible.code() || mine),
            Kind::Outcome => true,
            Kind::Notice => self.delegation().is_none() || self.ended == (self.deed == "end_delegation"),
            Kind::Ladder => {
                self.now.is_some_and(State::open)
                    && self.due_on == self.told_due
                    && (self.addressed != Rung::Owner.code() || (mine && self.now == Some(State::Rectifying)))
            }
        }
    }

    /// What it says, in a language: "Yours to verify", "3 days overdue".
    pub fn said(&self, lang: Lang) -> String {
        match (self.kind, self.step) {
            (Kind::Ladder, Some(step)) if step < 0 => lang.say_with("message-due-before", [("n", (-step).into())]),
            (Kind::Ladder, Some(0) | None) => lang.say("message-due-today"),
            (Kind::Ladder, Some(step)) => lang.say_with("message-due-late", [("n", step.into())]),
            (Kind::Notice, _) => lang.say(&format!("message-notice-{}", self.deed.replace('_', "-"))),
            (Kind::Outcome, _) => lang.say(&format!("message-outcome-{}", self.state)),
            (Kind::Turn, _) if matches!(self.deed.as_str(), "fail" | "send_back" | "refuse" | "return_plan") => {
                lang.say("message-turn-back")
            }
            (Kind::Turn, _)
                if matches!(self.deed.as_str(), "ask_extension" | "grant_extension" | "deny_extension" | "reopen" | "contest") =>
            {
                lang.say(&format!("message-turn-{}", self.deed.replace('_', "-")))
            }
            (Kind::Turn, _) => lang.say(&format!("message-turn-{}", self.state)),
        }
    }
}

codes! {
    /// How a webhook wants to be spoken to.
    pub enum Form {
        /// Our own JSON, signed.
        Json = "json",
        /// 企业微信 group robot.
        Wecom = "wecom",
        /// 钉钉 group robot.
        Dingtalk = "dingtalk",
    }
}

codes! {
    /// What an organisation's webhook is told.
    pub enum Tells {
        /// Every morning what is overdue or due today.
        Digest = "digest",
        /// Every step of a hidden danger; at a bureau of the major ones.
        Act = "act",
    }
}

/// A webhook as its keeper may see it.
#[derive(Clone, Debug)]
pub struct Hook {
    pub id: WebhookId,
    pub name: String,
    pub form: Form,
    pub host: String,
    pub tells: Vec<Tells>,
    pub last_at: Option<DateTime<Utc>>,
    pub last_outcome: String,
}

/// A webhook about to be kept.
#[derive(Clone, Debug)]
pub struct NewHook {
    pub name: String,
    pub form: Form,
    pub url: String,
    pub host: String,
    pub secret: String,
    pub tells: Vec<Tells>,
}

/// Something to be carried, in the postman's hands.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub id: DeliveryId,
    pub kind: String,
    pub person: Option<PersonId>,
    pub webhook: Option<WebhookId>,
    pub message: Option<MessageId>,
    pub ticket: Option<TicketId>,
    pub deed: String,
    pub state: String,
    pub digest_on: Option<NaiveDate>,
    /// This one included.
    pub attempts: i32,
    pub now: DateTime<Utc>,
}
