//! The ledger (台账): every act once, in order, chained by hash, one chain per school; a bureau keeps one for its own people.
//!
//! An event holds ids, codes and numbers. Words and names stand beside it in `ledger_text`; the event carries only a salted commitment to
//! each, so that erasing somebody's words leaves the chain verifiable and changing them does not. The hash is computed here, not by the
//! database. A chain alone cannot show that its end was cut off: that needs heads kept elsewhere, which [`verify()`] compares (`ledger anchor`).

mod anchor;
mod fold;
pub mod pages;
mod store;
mod verify;

pub use anchor::{Anchor, anchors, read_anchors, write_anchors};
pub use verify::{At, Finding, Report, verify};

use crate::access::Place;
use crate::access::Role::{Auditor, Leader, Reviewer};
use crate::db::{Clockwork, Head, Scope};
use crate::error::Result;
use crate::id::{OrgId, PersonId};
use crate::web::routes::{Gate, Routes};
use chrono::{DateTime, Utc};
use rand::Rng;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

const READERS: Gate = Gate::Roles(&[Auditor, Leader, Reviewer]);

/// The auditor's pages.
pub fn routes() -> Routes {
    Routes::default().get(READERS, "/o/{org}/ledger", pages::list).get(READERS, "/o/{org}/ledger/anchors", pages::anchors).get(
        READERS,
        "/o/{org}/ledger/events",
        pages::events,
    )
}

codes! {
    /// What an event is about.
    pub enum Subject {
        Ticket = "ticket",
        Inspection = "inspection",
        RiskPoint = "risk_point",
        Person = "person",
        Scheme = "scheme",
        Criterion = "criterion",
        ReviewCall = "review_call",
        /// What a school shows the public; its id is the school's.
        Notice = "notice",
        Plan = "plan",
        InspectionPlan = "inspection_plan",
        /// A check list; its id is what its versions have in common.
        CheckList = "check_list",
        /// An entry of a school calendar.
        Calendar = "calendar",
        /// A bureau's round of visits, or one visit of it.
        Visit = "visit",
        /// A special campaign.
        Campaign = "campaign",
        /// Whom a bureau has reminded when; its id is the bureau's.
        Ladder = "ladder",
        Webhook = "webhook",
        /// The limits a bureau supervises by; its id is the bureau's.
        Supervision = "supervision",
        /// Who signs for a principal.
        Delegation = "delegation",
        /// A report of the public.
        Tip = "tip",
        /// An old ledger taken over: its upload, or one of its rows that goes on as a ticket.
        Legacy = "legacy",
        /// A school's budget; its id is the school's. Entries are told of with their ticket.
        Fund = "fund",
        /// What was said to a signal, a closing contested or looked at again; its id is that of what it is seen on.
        Signal = "signal",
        /// Numbers a bureau set; its id is the bureau's.
        Limit = "limit",
    }
}

/// Codes, ids and numbers of an event, by name.
pub type Facts = BTreeMap<String, String>;

/// An act about to be recorded. `texts` are free words by field; they are committed to, not stored, in the chain.
pub struct Event<'a> {
    pub subject: Subject,
    pub subject_id: Uuid,
    pub act: &'a str,
    pub from_state: &'a str,
    pub to_state: &'a str,
    pub facts: Facts,
    pub texts: Vec<(String, String)>,
}

/// Everything that goes into the hash of an event, in this order.
pub(crate) struct Sealed<'a> {
    pub prev: &'a [u8],
    pub school: OrgId,
    pub seq: i64,
    pub subject: &'a str,
    pub subject_id: Uuid,
    pub act: &'a str,
    pub actor: PersonId,
    pub actor_role: &'a str,
    pub from_state: &'a str,
    pub to_state: &'a str,
    pub facts: &'a Facts,
    pub at: DateTime<Utc>,
}

impl Sealed<'_> {
    /// `SHA-256(0x01 || prev || school || seq || subject id || actor || length-prefixed words || facts by name || microseconds)`.
    pub(crate) fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update([1]);
        hash.update(self.prev);
        hash.update(self.school.0.as_bytes());
        hash.update(self.seq.to_be_bytes());
        hash.update(self.subject_id.as_bytes());
        hash.update(self.actor.0.as_bytes());
        for word in [self.subject, self.act, self.actor_role, self.from_state, self.to_state] {
            prefixed(&mut hash, word);
        }
        hash.update((self.facts.len() as u64).to_be_bytes());
        for (name, value) in self.facts {
            prefixed(&mut hash, name);
            prefixed(&mut hash, value);
        }
        hash.update(self.at.timestamp_micros().to_be_bytes());
        hash.finalize().into()
    }
}

fn prefixed(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text.as_bytes());
}

/// What the chain keeps of a free text: nobody can guess the words from it, nobody can change them under it.
pub(crate) fn commitment(salt: &[u8], field: &str, body: &str) -> String {
    let mut hash = Sha256::new();
    hash.update([2]);
    hash.update((salt.len() as u64).to_be_bytes());
    hash.update(salt);
    prefixed(&mut hash, field);
    prefixed(&mut hash, body);
    hex::encode(hash.finalize())
}

/// Appends an event to the chain of a school whose turn was taken (see [`Scope::turn`]), in the same transaction as the change it records.
/// Returns the new end of the chain, so that several events of one act can follow each other.
///
/// # Errors
/// When the database refuses or is away.
pub async fn append(scope: &mut Scope, place: &Place, head: &Head, event: Event<'_>) -> Result<Head> {
    append_all(scope, place, head, vec![event]).await
}

/// Appends several events of one act, in order, in two statements however many they are (adopting a catalogue makes a hundred at once).
///
/// # Errors
/// When the database refuses or is away.
pub async fn append_all(scope: &mut Scope, place: &Place, head: &Head, events: Vec<Event<'_>>) -> Result<Head> {
    let at = scope.now()?;
    let actor = scope.actor();
    let by = By { person: actor.person(), role: actor.role().code(), signature: Some(actor.signature()), at };
    write(scope.conn(), place, head, &by, events).await
}

/// The role of what the clock does in nobody's name. The database lets nobody else take it.
pub const CLOCK: &str = "clock";

/// Appends what the clock did, in the organisation's turn (see [`Clockwork::turn`]).
///
/// # Errors
/// When the database refuses or is away.
pub async fn append_by_the_clock(clock: &mut Clockwork, place: &Place, head: &Head, at: DateTime<Utc>, event: Event<'_>) -> Result<Head> {
    let by = By { person: PersonId(Uuid::nil()), role: CLOCK, signature: None, at };
    write(clock.conn(), place, head, &by, vec![event]).await
}

/// Whose events they are, and when.
struct By {
    person: PersonId,
    role: &'static str,
    signature: Option<String>,
    at: DateTime<Utc>,
}

async fn write(conn: &mut PgConnection, place: &Place, head: &Head, by: &By, events: Vec<Event<'_>>) -> Result<Head> {
    let mut end = head.clone();
    let mut rows = Rows::default();
    let mut words = Words::default();
    for event in events {
        let seq = end.seq + 1;
        let mut facts = event.facts;
        let mut texts = event.texts;
        texts.extend(by.signature.iter().map(|name| ("actor".to_owned(), name.clone())));
        for (field, body) in texts {
            let mut salt = [0_u8; 16];
            rand::rng().fill_bytes(&mut salt);
            facts.insert(format!("text:{field}"), commitment(&salt, &field, &body));
            words.seq.push(seq);
            words.field.push(field);
            words.salt.push(salt.to_vec());
            words.body.push(body);
        }
        let sealed = Sealed {
            prev: &end.hash,
            school: place.id,
            seq,
            subject: event.subject.code(),
            subject_id: event.subject_id,
            act: event.act,
            actor: by.person,
            actor_role: by.role,
            from_state: event.from_state,
            to_state: event.to_state,
            facts: &facts,
            at: by.at,
        };
        let hash = sealed.hash().to_vec();
        rows.seq.push(seq);
        rows.subject.push(event.subject);
        rows.subject_id.push(event.subject_id);
        rows.act.push(event.act.to_owned());
        rows.from_state.push(event.from_state.to_owned());
        rows.to_state.push(event.to_state.to_owned());
        rows.facts.push(serde_json::to_value(&facts).unwrap_or_default());
        rows.prev.push(std::mem::replace(&mut end.hash, hash.clone()));
        rows.hash.push(hash);
        end.seq = seq;
    }
    if rows.seq.is_empty() {
        return Ok(end);
    }
    // One round trip: the events and the new head. Their own time is the column's default, the transaction's now().
    sqlx::query!(
        "WITH event AS (
            INSERT INTO ledger_event (district_id, school_id, path, actor_id, actor_role, seq, subject, subject_id, act, from_state, to_state, facts, prev, hash)
            SELECT $1, $2, $3, $4, $5, t.*
              FROM unnest($6::bigint[], $7::text[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::jsonb[], $13::bytea[], $14::bytea[]) AS t)
         UPDATE ledger_head SET seq = $15, hash = $16, at = $17 WHERE district_id = $1 AND school_id = $2",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        by.person as PersonId,
        by.role,
        &rows.seq,
        &rows.subject as &[Subject],
        &rows.subject_id,
        &rows.act,
        &rows.from_state,
        &rows.to_state,
        &rows.facts,
        &rows.prev,
        &rows.hash,
        end.seq,
        end.hash,
        by.at
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO ledger_text (district_id, school_id, path, seq, field, salt, body)
         SELECT $1, $2, $3, s, f, t, b FROM unnest($4::bigint[], $5::text[], $6::bytea[], $7::text[]) AS u (s, f, t, b)",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        &words.seq,
        &words.field,
        &words.salt,
        &words.body
    )
    .execute(conn)
    .await?;
    Ok(end)
}

/// Events about to be inserted, column by column.
#[derive(Default)]
struct Rows {
    seq: Vec<i64>,
    subject: Vec<Subject>,
    subject_id: Vec<Uuid>,
    act: Vec<String>,
    from_state: Vec<String>,
    to_state: Vec<String>,
    facts: Vec<serde_json::Value>,
    prev: Vec<Vec<u8>>,
    hash: Vec<Vec<u8>>,
}

/// Their words, likewise.
#[derive(Default)]
struct Words {
    seq: Vec<i64>,
    field: Vec<String>,
    salt: Vec<Vec<u8>>,
    body: Vec<String>,
}

/// One line of a history, newest first.
pub struct Line {
    pub seq: i64,
    pub act: String,
    pub from_state: String,
    pub to_state: String,
    pub at: DateTime<Utc>,
    pub actor_id: PersonId,
    pub facts: sqlx::types::Json<Facts>,
    pub texts: sqlx::types::Json<Facts>,
}

impl Line {
    /// The name and title the actor had then.
    pub fn actor(&self) -> &str {
        self.texts.get("actor").map_or("—", String::as_str)
    }
    pub fn text(&self, field: &str) -> &str {
        self.texts.get(field).map_or("", String::as_str)
    }
    pub fn fact(&self, name: &str) -> &str {
        self.facts.get(name).map_or("", String::as_str)
    }
}

/// What happened to one thing, newest first, at most 200 lines.
///
/// # Errors
/// When the database is away.
pub async fn history(scope: &mut Scope, district: OrgId, subject_id: Uuid) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"SELECT e.seq, e.act, e.from_state, e.to_state, e.at, e.actor_id AS "actor_id: PersonId", e.facts AS "facts: sqlx::types::Json<Facts>",
                  coalesce((SELECT jsonb_object_agg(t.field, t.body) FROM ledger_text t WHERE t.district_id = e.district_id AND t.school_id = e.school_id AND t.seq = e.seq), '{}') AS "texts!: sqlx::types::Json<Facts>"
             FROM ledger_event e WHERE e.district_id = $1 AND e.subject_id = $2 ORDER BY e.seq DESC LIMIT 200"#,
        district as OrgId,
        subject_id
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Answers a repeated request: where the first one led, if it was carried out. Ask after the turn was taken, so that nobody is between.
///
/// # Errors
/// When the database is away.
pub async fn answered(scope: &mut Scope, place: &Place, request: crate::id::RequestId) -> Result<Option<String>> {
    let person = scope.actor().person();
    Ok(sqlx::query_scalar!(
        "SELECT location FROM request WHERE district_id = $1 AND id = $2 AND person_id = $3",
        place.district as OrgId,
        request as crate::id::RequestId,
        person as PersonId
    )
    .fetch_optional(scope.conn())
    .await?)
}

/// Remembers where a request led.
///
/// # Errors
/// When the database is away.
pub async fn remember(scope: &mut Scope, place: &Place, request: crate::id::RequestId, location: &str) -> Result<()> {
    let person = scope.actor().person();
    sqlx::query!(
        "INSERT INTO request (district_id, id, school_id, path, person_id, location) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        place.district as OrgId,
        request as crate::id::RequestId,
        place.id as OrgId,
        place.path,
        person as PersonId,
        location
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

codes! {
    /// Things that carry a human number.
    pub enum Numbered {
        Ticket = "ticket",
        Inspection = "inspection",
        RiskPoint = "risk_point",
        /// Of a bureau: what it lists (挂牌督办).
        Listing = "listing",
    }
}

/// The next human number of a school: per kind, and per year unless `year` is 0. Gaps appear only when the transaction is undone.
///
/// # Errors
/// When the database is away.
pub async fn next_number(scope: &mut Scope, place: &Place, kind: Numbered, year: i32) -> Result<i32> {
    take_numbers(scope, place, kind, year, 1).await
}

/// Takes `count` numbers at once and returns the first.
///
/// # Errors
/// When the database is away.
pub async fn take_numbers(scope: &mut Scope, place: &Place, kind: Numbered, year: i32, count: i32) -> Result<i32> {
    let last = sqlx::query_scalar!(
        "INSERT INTO counter (district_id, school_id, path, kind, year, last) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (district_id, school_id, kind, year) DO UPDATE SET last = counter.last + excluded.last RETURNING last",
        place.district as OrgId,
        place.id as OrgId,
        place.path,
        kind as Numbered,
        year,
        count
    )
    .fetch_one(scope.conn())
    .await?;
    Ok(last - count + 1)
}
