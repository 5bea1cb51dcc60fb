//! The postman: carries what is due, by mail and to webhooks, and tries again what did not arrive.
//!
//! At least once: whoever dies over a delivery loses their lock, and another takes it under the same id, by which the other side can tell.
//! Each way has a loop of its own, so that a slow robot keeps no letter waiting; any number of instances may run them.

use super::hook::{self, Word};
use super::model::{Delivery, Message};
use super::store::{self, hooks, outbox};
use super::view::MailPage;
use crate::carrier::address::Target;
use crate::carrier::mail::Letter;
use crate::error::{Error, Result};
use crate::id::WebhookId;
use crate::text::Lang;
use crate::web::App;
use chrono::{DateTime, Utc};
use std::time::Duration;
use tokio::sync::watch;

/// How often is looked for something to carry.
const LOOK: Duration = Duration::from_secs(2);
/// How long to leave a database alone that does not answer.
const AWAY: Duration = Duration::from_secs(5);
/// Hidden dangers that a robot is told of by name.
const NAMED: i64 = 10;

/// Carries until told to stop; what is in hand is finished first.
pub async fn keep(app: App, stop: watch::Receiver<bool>) {
    let way = |channel: &'static str| {
        let (app, mut stop) = (app.clone(), stop.clone());
        async move {
            while !*stop.borrow() {
                let rest = match one(&app, channel).await {
                    Ok(true) => continue,
                    Ok(false) => LOOK,
                    Err(error) => {
                        tracing::warn!(%error, channel, "nothing can be carried");
                        AWAY
                    }
                };
                tokio::select! {
                    () = tokio::time::sleep(rest) => {}
                    told = stop.wait_for(|told| *told) => if told.is_err() { return },
                }
            }
        }
    };
    futures_util::future::join(way("mail"), way("webhook")).await;
}

/// Carries everything that is due now, for tests and tools. Returns how many tries that were.
///
/// # Errors
/// When the database is away; what goes wrong with a delivery is kept with it.
pub async fn drain(app: &App) -> Result<usize> {
    let mut tries = 0;
    for channel in ["mail", "webhook"] {
        while one(app, channel).await? {
            tries += 1;
        }
    }
    Ok(tries)
}

/// How a try ended.
enum End {
    /// Taken, at this address.
    Sent(String),
    /// There is nothing to say any more, or nobody to say it to.
    Dropped(&'static str),
    Failed {
        why: String,
        for_good: bool,
    },
}

/// One try; `false` when nothing is due.
async fn one(app: &App, channel: &str) -> Result<bool> {
    // Without a mail server letters wait for one; they are few, since nobody could confirm an address.
    if channel == "mail" && app.carrier.mail.is_none() {
        return Ok(false);
    }
    let Some(delivery) = outbox::take(&app.db, channel).await? else { return Ok(false) };
    let end = match (delivery.person, delivery.webhook) {
        (Some(person), _) => mail(app, &delivery, person).await,
        (None, Some(hook)) => robot(app, &delivery, hook).await,
        (None, None) => Ok(End::Dropped("addressed to nobody")),
    };
    match end {
        Ok(End::Sent(address)) => outbox::sent(&app.db, delivery.id, &address, "").await?,
        Ok(End::Dropped(why)) => outbox::sent(&app.db, delivery.id, "", why).await?,
        Ok(End::Failed { why, for_good }) => missed(app, &delivery, &why, for_good).await?,
        // The database is away: the lock runs out by itself.
        Err(error @ Error::Away(_)) => return Err(error),
        Err(error) => missed(app, &delivery, &error.to_string(), false).await?,
    }
    Ok(true)
}

async fn missed(app: &App, delivery: &Delivery, why: &str, for_good: bool) -> Result<()> {
    if outbox::failed(&app.db, delivery, why, for_good).await? {
        tracing::error!(delivery = %delivery.id, kind = %delivery.kind, why, "a delivery was given up");
    } else {
        tracing::warn!(delivery = %delivery.id, kind = %delivery.kind, attempts = delivery.attempts, why, "a delivery failed, to be tried again");
    }
    Ok(())
}

/// The site's own address; empty where it does not know it.
fn root(app: &App) -> &str {
    app.address.as_deref().unwrap_or_default()
}

async fn mail(app: &App, delivery: &Delivery, person: crate::id::PersonId) -> Result<End> {
    let Some(mailer) = &app.carrier.mail else { return Ok(End::Failed { why: "no mail server".into(), for_good: false }) };
    let Some(to) = outbox::addressee(&app.db, person).await? else { return Ok(End::Dropped("account closed")) };
    let lang = to.language.as_deref().and_then(Lang::from_tag).unwrap_or_default();
    let (address, page) = if delivery.kind == "confirm" {
        if to.wanted.is_empty() {
            return Ok(End::Dropped("no longer asked for"));
        }
        (to.wanted, MailPage::code(lang, app.zone, &to.name, &to.code))
    } else {
        if to.address.is_empty() {
            return Ok(End::Dropped("no address"));
        }
        let mut round = app.db.the_postman_reaches(&to.path, Some(person)).await?;
        let mut lines = store::to_carry(round.conn(), person, delivery.message, delivery.digest_on).await?;
        drop(round);
        // Handed on, put right or put off meanwhile: whoever it concerned hears no more of it.
        lines.retain(Message::still);
        if lines.is_empty() {
            return Ok(End::Dropped("over"));
        }
        (to.address, MailPage::lines(lang, app.zone, &to.name, &lines, delivery.digest_on, root(app)))
    };
    let letter =
        Letter { to: address.clone(), subject: page.subject.clone(), text: page.text(), html: page.html()?, id: delivery.id.to_string() };
    Ok(match mailer.send(letter).await {
        Ok(()) => End::Sent(address),
        Err(undelivered) => End::Failed { why: undelivered.why, for_good: undelivered.for_good },
    })
}

async fn robot(app: &App, delivery: &Delivery, id: WebhookId) -> Result<End> {
    let Some(hook) = hooks::keyed(&app.db, id).await? else { return Ok(End::Dropped("webhook ended")) };
    let lang = Lang::from_tag(&hook.language).unwrap_or_default();
    let mut round = app.db.the_postman_reaches(&hook.path, None).await?;
    let name = if lang == Lang::En && !hook.name_en.is_empty() { &hook.name_en } else { &hook.name_zh };
    let mut word = Word {
        id: delivery.id.to_string(),
        kind: delivery.kind.clone(),
        org_code: hook.code.clone(),
        org_name: name.clone(),
        text: String::new(),
        act: delivery.deed.clone(),
        items: vec![],
    };
    if let Some(ticket) = delivery.ticket {
        word.items.extend(hooks::item(round.conn(), ticket).await?);
        let Some(item) = word.items.first() else { return Ok(End::Dropped("over")) };
        let said = lang
            .say_with("webhook-says-act", [("a", item.title.clone().into()), ("b", lang.say(&format!("state-{}", delivery.state)).into())]);
        word.text = format!("{} {}\n{said}\n{}", item.school(lang), item.number, item.url(root(app)));
    } else {
        let today = delivery.digest_on.unwrap_or_else(|| app.zone.day(delivery.now));
        let (items, total) = hooks::pressing(round.conn(), &hook.path, today, NAMED).await?;
        if total == 0 {
            return Ok(End::Dropped("nothing presses"));
        }
        let mut text = vec![lang.say_with("webhook-says-digest", [("n", total.into()), ("a", name.clone().into())])];
        for item in &items {
            let late = item.due_on.map_or(0, |due| (today - due).num_days());
            let when = if late > 0 { lang.say_with("message-due-late", [("n", late.into())]) } else { lang.say("message-due-today") };
            text.push(format!("{} {} {} {when}", item.school(lang), item.number, item.title));
        }
        if total > NAMED {
            text.push(lang.say_with("webhook-says-more", [("n", (total - NAMED).into())]));
        }
        if !root(app).is_empty() {
            text.push(format!("{}/o/{}/tickets?overdue=yes", root(app), hook.code));
        }
        (word.text, word.items) = (text.join("\n"), items);
    }
    drop(round);
    Ok(match say(app, id, &hook, &word, delivery.now).await? {
        Ok(()) => End::Sent(Target::read(&hook.url, app.carrier.http.plain()).map(|target| target.host).unwrap_or_default()),
        // Nobody mends an address that leads into the house by waiting.
        Err((key, arg)) => End::Failed { why: format!("{key} {arg}").trim().to_owned(), for_good: key == "webhook-url-inside" },
    })
}

/// Why a webhook did not take something: a Fluent key and what fills it.
type Refused = (&'static str, String);

async fn say(app: &App, id: WebhookId, hook: &hooks::Keyed, word: &Word, at: DateTime<Utc>) -> Result<std::result::Result<(), Refused>> {
    let call = hook::call(hook.form, &hook.url, &hook.secret, word, root(app), at);
    let outcome = match Target::read(&call.url, app.carrier.http.plain()) {
        Err(key) => Err((key, String::new())),
        Ok(target) => match app.carrier.http.post(&target, &call.headers, call.body).await {
            Err(failure) => Err((failure.key(), String::new())),
            Ok(answer) => hook::taken(hook.form, answer.status, &answer.body),
        },
    };
    let told = match &outcome {
        Ok(()) => "webhook-taken|".to_owned(),
        Err((key, arg)) => format!("{key}|{arg}"),
    };
    hooks::tried(&app.db, id, &told).await?;
    Ok(outcome)
}

/// Sends a test at once. Its outcome stands with the webhook.
///
/// # Errors
/// [`Error::NotFound`] when there is no such webhook; when the database is away.
pub async fn test(app: &App, id: WebhookId, at: DateTime<Utc>) -> Result<()> {
    let hook = hooks::keyed(&app.db, id).await?.ok_or(Error::NotFound)?;
    let lang = Lang::from_tag(&hook.language).unwrap_or_default();
    let name = if lang == Lang::En && !hook.name_en.is_empty() { &hook.name_en } else { &hook.name_zh };
    let word = Word {
        id: uuid::Uuid::now_v7().to_string(),
        kind: "test".to_owned(),
        org_code: hook.code.clone(),
        org_name: name.clone(),
        text: lang.say_with("webhook-says-test", [("a", name.clone().into())]),
        act: String::new(),
        items: vec![],
    };
    // How it went is written down; that it did not go well is no fault of ours.
    let _ = say(app, id, &hook, &word, at).await?;
    Ok(())
}
