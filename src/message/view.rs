//! What the pages and the letters show, made ready before the templates.

use super::form;
use super::model::{Hook, Kind, Ladder, Message, Rung, Tells};
use super::store::PAGE;
use super::store::mail::Own;
use crate::access::{Actor, Place, Role};
use crate::clock::Zone;
use crate::error::Result;
use crate::id::{MessageId, WebhookId};
use crate::level::Levels;
use crate::text::{Lang, Telling, filters};
use crate::web::form::{Choice, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::NaiveDate;

/// A message as a row.
pub struct Row {
    pub id: MessageId,
    pub kind: Kind,
    pub said: String,
    pub title: String,
    pub number: String,
    pub school: String,
    pub actor: Option<String>,
    pub when: String,
    pub read: bool,
    /// It concerns nobody any more.
    pub over: bool,
    pub late: bool,
    pub major: bool,
    /// The Fluent key of the state now.
    pub state: String,
}

impl Row {
    fn of(view: &View, one: Message) -> Self {
        let over = !one.still();
        Self {
            id: one.id,
            kind: one.kind,
            said: one.said(view.lang),
            school: one.school(view.lang).to_owned(),
            when: view.lang.short_moment(view.zone, one.created_at),
            read: one.read,
            over,
            late: !over && one.step.is_some_and(|step| step > 0),
            major: one.grade == Some(crate::ticket::model::Grade::Major),
            state: match (one.now, one.delegation()) {
                (Some(now), _) => format!("state-{now}"),
                (None, Some((from, to))) => format!("delegation-{}", crate::delegation::rules::state(from, to, one.ended, view.today())),
                (None, None) => String::new(),
            },
            title: one.subject(view.lang),
            number: one.number,
            actor: one.actor,
        }
    }
}

/// The inbox.
#[derive(Template)]
#[template(path = "message/inbox.html")]
pub struct InboxPage {
    pub shell: Shell,
    pub rows: Vec<Row>,
    /// Only what is not read.
    pub unread: bool,
    /// Not read in all; the look-up stops at a hundred.
    pub count: i64,
    pub newest: Option<MessageId>,
    pub newer: Option<String>,
    pub older: Option<String>,
    pub wide: bool,
}

impl InboxPage {
    pub fn new(view: &View, unread: bool, after: Option<MessageId>, mut messages: Vec<Message>) -> Self {
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = messages.len() > most;
        messages.truncate(most);
        let show = if unread { "show=unread&" } else { "" };
        let older = messages.last().filter(|_| more).map(|last| format!("/inbox?{show}after={}", last.id));
        let shell = view.shell(Section::None);
        Self {
            count: shell.unread,
            shell,
            unread,
            newest: messages.first().map(|one| one.id),
            newer: after.map(|_| if unread { "/inbox?show=unread".to_owned() } else { "/inbox".to_owned() }),
            older,
            wide: !view.at_school(),
            rows: messages.into_iter().map(|one| Row::of(view, one)).collect(),
        }
    }
}

/// What a person wants to be told, and where.
#[derive(Template)]
#[template(path = "message/settings.html")]
pub struct SettingsPage {
    pub shell: Shell,
    pub form: Form,
    pub address: String,
    pub wanted: String,
    /// The site sends mail at all.
    pub mails: bool,
    pub kinds: Vec<Choice>,
    /// Addresses of what the organisation sets, where this person sets it.
    pub hooks: Option<String>,
    pub ladder: Option<String>,
}

impl SettingsPage {
    pub fn new(view: &View, actor: &Actor, own: Own, mails: bool, mut form: Form) -> Self {
        let mut shell = view.shell(Section::None);
        shell.problem = form.has_faults();
        for kind in &own.kinds {
            form.suggest(kind.code(), "yes");
        }
        let code = &actor.place().code;
        let (role, school) = (actor.role(), actor.place().is_school());
        Self {
            shell,
            form,
            address: own.address,
            wanted: own.wanted,
            mails,
            kinds: Kind::ALL.iter().map(|kind| Choice::keyed(kind.code(), format!("message-kind-{kind}"))).collect(),
            hooks: matches!(role, Role::Administrator | Role::Principal).then(|| format!("/o/{code}/webhooks")),
            ladder: (!school && matches!(role, Role::Administrator | Role::Leader)).then(|| format!("/o/{code}/ladder")),
        }
    }
}

/// A webhook as a row.
pub struct HookRow {
    pub id: WebhookId,
    pub name: String,
    pub host: String,
    /// Fluent keys.
    pub form: String,
    pub tells: Vec<String>,
    /// When it was last tried, how that went (a Fluent key and what fills it), and whether well.
    pub last: Option<(String, String, String, bool)>,
}

/// The webhooks of an organisation.
#[derive(Template)]
#[template(path = "message/hooks.html")]
pub struct HooksPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub rows: Vec<HookRow>,
    pub form: Form,
    pub forms: Vec<Choice>,
    pub tells: Vec<Choice>,
}

impl HooksPage {
    pub fn new(view: &View, place: &Place, hooks: Vec<Hook>, form: Form) -> Self {
        let mut shell = view.shell(Section::None);
        shell.problem = form.has_faults();
        let rows = hooks.into_iter().map(|one| {
            let (key, arg) = one.last_outcome.split_once('|').unwrap_or((&one.last_outcome, ""));
            HookRow {
                id: one.id,
                form: format!("webhook-form-{}", one.form),
                tells: one.tells.iter().map(|tells| format!("webhook-tells-{tells}")).collect(),
                last: one.last_at.map(|at| (view.lang.short_moment(view.zone, at), key.to_owned(), arg.to_owned(), key == "webhook-taken")),
                name: one.name,
                host: one.host,
            }
        });
        let tells = Tells::ALL.iter().map(|one| Choice {
            small: format!("webhook-tells-{one}-{}", if place.is_school() { "school" } else { "bureau" }),
            ..Choice::keyed(one.code(), format!("webhook-tells-{one}"))
        });
        Self {
            shell,
            name: place.name(view.lang).to_owned(),
            place: place.clone(),
            rows: rows.collect(),
            form,
            forms: Choice::codes("webhook-form", super::model::Form::ALL.iter().map(|form| form.code())),
            tells: tells.collect(),
        }
    }
}

/// The ladder of a bureau.
#[derive(Template)]
#[template(path = "message/ladder.html")]
pub struct LadderPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub form: Form,
    pub version: i32,
    /// Somebody was first.
    pub stale: bool,
    pub rungs: Vec<&'static str>,
}

impl LadderPage {
    pub fn new(view: &View, place: &Place, version: i32, form: Form, stale: bool) -> Self {
        let mut shell = view.shell(Section::None);
        shell.problem = form.has_faults() || stale;
        let rungs = Rung::ALL.iter().map(|rung| rung.code()).collect();
        Self { shell, name: place.name(view.lang).to_owned(), place: place.clone(), form, version, stale, rungs }
    }

    pub fn standing(view: &View, place: &Place, version: i32, ladder: &Ladder) -> Self {
        Self::new(view, place, version, Form::filled(form::filled(ladder)), false)
    }
}

/// One line of a letter, and where it leads; empty where the site does not know its address.
pub struct MailLine {
    pub text: String,
    pub href: String,
}

/// A letter.
#[derive(Template)]
#[template(path = "message/mail.html")]
pub struct MailPage {
    pub lang: Lang,
    pub subject: String,
    pub hello: String,
    pub lead: String,
    pub lines: Vec<MailLine>,
    pub foot: String,
    /// Where a person changes what is mailed to them.
    pub settings: String,
    zone: Zone,
}

impl MailPage {
    fn blank(lang: Lang, zone: Zone, name: &str, subject: String, lead: String) -> Self {
        let hello = lang.say_with("mail-hello", [("a", name.to_owned().into())]);
        Self { lang, subject, hello, lead, lines: vec![], foot: lang.say("mail-foot"), settings: String::new(), zone }
    }

    /// The letter that proves an address.
    pub fn code(lang: Lang, zone: Zone, name: &str, code: &str) -> Self {
        let code = || code.to_owned().into();
        let mut page = Self::blank(
            lang,
            zone,
            name,
            lang.say_with("mail-code-subject", [("a", code())]),
            lang.say_with("mail-code-lead", [("a", code()), ("n", super::store::mail::GOOD_FOR.into())]),
        );
        page.foot = lang.say("mail-code-foot");
        page
    }

    /// The letter of messages: of one that just came, or the digest of a day.
    pub fn lines(lang: Lang, zone: Zone, name: &str, messages: &[Message], day: Option<NaiveDate>, root: &str) -> Self {
        let (subject, lead) = match (day, messages.first()) {
            (None, Some(one)) => (
                lang.say_with("mail-one-subject", [("a", one.said(lang).into()), ("b", one.subject(lang).into())]),
                lang.say("mail-one-lead"),
            ),
            (day, _) => (
                lang.say_with(
                    "mail-digest-subject",
                    [("n", messages.len().into()), ("a", day.map(|day| lang.short_day(day)).unwrap_or_default().into())],
                ),
                lang.say_with("mail-digest-lead", [("n", messages.len().into())]),
            ),
        };
        let mut page = Self::blank(lang, zone, name, subject, lead);
        page.lines = messages
            .iter()
            .map(|one| MailLine {
                text: format!("{} {} {} {}", one.said(lang), one.school(lang), one.number, one.subject(lang)),
                href: if root.is_empty() { String::new() } else { format!("{root}{}", one.href()) },
            })
            .collect();
        page.settings = if root.is_empty() { String::new() } else { format!("{root}/inbox/settings") };
        page
    }

    /// For readers without HTML.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n{}\n", self.hello, self.lead);
        for line in &self.lines {
            text.push_str(&format!("\n- {}\n", line.text));
            if !line.href.is_empty() {
                text.push_str(&format!("  {}\n", line.href));
            }
        }
        text.push_str(&format!("\n--\n{}\n", self.foot));
        if !self.settings.is_empty() {
            text.push_str(&format!("{}\n", self.settings));
        }
        text
    }

    /// For the others.
    ///
    /// # Errors
    /// When the template fails, which is a fault of ours.
    pub fn html(&self) -> Result<String> {
        Ok(self.render_with_values(&Telling { lang: self.lang, zone: self.zone, levels: Levels::default() })?)
    }
}
