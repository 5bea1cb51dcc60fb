//! Verifies the whole ledger against itself, against the present of what it tells of, and against heads that were kept elsewhere.
//!
//! Reads the database in one snapshot, as its owner, in a handful of streaming statements; what is kept in memory is the present of each
//! ticket as its events tell it (about a kilobyte each). The chain alone cannot show that its end was cut off and the head moved back:
//! that is what [`Anchor`]s are for, heads that were copied to a place which the database's owner does not rule.

use super::anchor::Anchor;
use super::fold::{Folds, Present};
use super::{Facts, Sealed, Subject, commitment};
use crate::error::Result;
use crate::id::{InspectionId, OrgId, PersonId};
use crate::legacy;
use crate::ticket;
use chrono::{DateTime, Utc};
use futures_util::{Stream, TryStreamExt};
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection};
use std::collections::HashMap;
use std::fmt;
use std::pin::pin;
use uuid::Uuid;

/// Findings that are written out; more are only counted.
const SHOWN: usize = 1000;

/// What was looked at and what is wrong.
#[derive(Debug, Default)]
pub struct Report {
    pub chains: u64,
    pub events: u64,
    pub texts: u64,
    pub tickets: u64,
    pub findings: Vec<Finding>,
    /// Findings beyond those written out.
    pub more: u64,
}

impl Report {
    pub fn clean(&self) -> bool {
        self.findings.is_empty()
    }

    pub(super) fn find(&mut self, school: &str, place: At, what: impl Into<String>) {
        if self.findings.len() < SHOWN {
            self.findings.push(Finding { school: school.to_owned(), at: place, what: what.into() });
        } else {
            self.more += 1;
        }
    }
}

/// One thing that is wrong, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Code of the school, or of the bureau whose own chain it is.
    pub school: String,
    pub at: At,
    pub what: String,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The chain as a whole.
    Chain,
    /// The event of this number.
    Event(i64),
    /// The ticket of this number.
    Ticket(String),
    /// The inspection of this number.
    Inspection(String),
    /// The old ledger that was taken over from a file of this name, or under this id.
    Legacy(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            At::Chain => write!(f, "{}: {}", self.school, self.what),
            At::Event(seq) => write!(f, "{} event {seq}: {}", self.school, self.what),
            At::Ticket(number) => write!(f, "{} ticket {number}: {}", self.school, self.what),
            At::Inspection(number) => write!(f, "{} inspection {number}: {}", self.school, self.what),
            At::Legacy(name) => write!(f, "{} old ledger {name}: {}", self.school, self.what),
        }
    }
}

/// Verifies every chain of the database, every ticket and every submitted inspection. With anchors, also that each chain still holds what
/// it held when the anchor was taken.
///
/// # Errors
/// When the database is away; what is wrong with the ledger is in the report.
pub async fn verify(owner: &mut PgConnection, anchors: Option<&[Anchor]>) -> Result<Report> {
    // One snapshot: acts that happen meanwhile are seen with all their parts or not at all.
    let mut tx = owner.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let mut check = Check::new(heads(&mut tx).await?, anchors);
    {
        let mut events = pin!(events(&mut tx));
        while let Some(row) = events.try_next().await? {
            check.event(&row);
        }
    }
    check.ends();
    {
        let mut tickets = pin!(ticket::store::all(&mut tx));
        while let Some(t) = tickets.try_next().await? {
            check.ticket(&t);
        }
    }
    {
        let mut inspections = pin!(inspections(&mut tx));
        while let Some(row) = inspections.try_next().await? {
            check.inspection(&row);
        }
    }
    {
        let mut rows = pin!(legacy::store::all(&mut tx));
        while let Some(row) = rows.try_next().await? {
            check.legacy(&row);
        }
        check.legacy_ends();
    }
    for one in crate::fund::store::astray(&mut tx).await? {
        let what = format!("money: its row says {:?}, its events {:?}", one.row.unwrap_or_default(), one.told.unwrap_or_default());
        check.report.findings.push(Finding { school: one.school, at: At::Ticket(one.number), what });
    }
    check.left_over();
    tx.rollback().await?;
    Ok(check.report)
}

/// The end of a chain as its head tells it.
struct HeadRow {
    district_id: OrgId,
    school_id: OrgId,
    code: String,
    path: String,
    seq: i64,
    hash: Vec<u8>,
    at: Option<DateTime<Utc>>,
}

async fn heads(conn: &mut PgConnection) -> Result<Vec<HeadRow>> {
    Ok(sqlx::query_as!(
        HeadRow,
        r#"SELECT h.district_id AS "district_id: OrgId", h.school_id AS "school_id: OrgId", o.code, h.path, h.seq, h.hash,
                  CASE WHEN h.at BETWEEN '2000-01-01' AND '9999-01-01' THEN h.at END AS at
             FROM ledger_head h JOIN org o ON o.id = h.school_id ORDER BY h.district_id, h.school_id"#
    )
    .fetch_all(conn)
    .await?)
}

/// An event with its texts, as they lie in the tables. A time that is no time (infinity) is read as none.
struct EventRow {
    district_id: OrgId,
    school_id: OrgId,
    path: String,
    seq: i64,
    subject: String,
    subject_id: Uuid,
    act: String,
    actor_id: PersonId,
    actor_role: String,
    from_state: String,
    to_state: String,
    facts: String,
    at: Option<DateTime<Utc>>,
    digest: String,
    prev: Vec<u8>,
    hash: Vec<u8>,
    fields: Vec<String>,
    salts: Vec<Vec<u8>>,
    bodies: Vec<String>,
}

/// Every event, chain by chain, in order. Both sides come in the order of their primary keys, so they are merged, not looked up one by one.
fn events(conn: &mut PgConnection) -> impl Stream<Item = sqlx::Result<EventRow>> {
    sqlx::query_as!(
        EventRow,
        r#"SELECT e.district_id AS "district_id!: OrgId", e.school_id AS "school_id!: OrgId", e.path, e.seq AS "seq!", e.subject, e.subject_id, e.act, e.actor_id AS "actor_id: PersonId", e.actor_role,
                  e.from_state, e.to_state, e.facts::text AS "facts!", CASE WHEN e.at BETWEEN '2000-01-01' AND '9999-01-01' THEN e.at END AS at, e.digest, e.prev, e.hash,
                  coalesce(t.fields, '{}') AS "fields!", coalesce(t.salts, '{}') AS "salts!", coalesce(t.bodies, '{}') AS "bodies!"
             FROM ledger_event e
             LEFT JOIN (SELECT district_id, school_id, seq, array_agg(field) AS fields, array_agg(salt) AS salts, array_agg(body) AS bodies
                          FROM ledger_text GROUP BY district_id, school_id, seq) t USING (district_id, school_id, seq)
            ORDER BY e.district_id, e.school_id, e.seq"#
    )
    .fetch(conn)
}

/// An inspection that was submitted.
struct InspectionRow {
    id: InspectionId,
    code: String,
    number: String,
    submitted_at: DateTime<Utc>,
}

fn inspections(conn: &mut PgConnection) -> impl Stream<Item = sqlx::Result<InspectionRow>> {
    sqlx::query_as!(
        InspectionRow,
        r#"SELECT i.id AS "id: InspectionId", o.code, i.number, i.submitted_at AS "submitted_at!"
             FROM inspection i JOIN org o ON o.id = i.school_id WHERE i.submitted_at IS NOT NULL"#
    )
    .fetch(conn)
}

/// Where the reading of one chain stands.
struct Chain {
    head: usize,
    seq: i64,
    hash: Vec<u8>,
    at: Option<DateTime<Utc>>,
}

struct Check<'a> {
    report: Report,
    heads: Vec<HeadRow>,
    by_org: HashMap<(OrgId, OrgId), usize>,
    /// Anchors of each chain, by its number among the heads and the event's.
    anchors: HashMap<(usize, i64), Vec<&'a Anchor>>,
    chain: Option<Chain>,
    /// Which chains had an event.
    seen: Vec<bool>,
    folds: Folds,
    /// Old ledgers as their events tell them, by upload: chain and digest of all rows.
    taken_over: HashMap<Uuid, (usize, String)>,
    /// The upload whose rows are being read, whose it is, what its file is called, and the digest so far.
    upload: Option<(Uuid, String, String, Sha256)>,
}

impl<'a> Check<'a> {
    fn new(heads: Vec<HeadRow>, anchors: Option<&'a [Anchor]>) -> Self {
        let mut report = Report { chains: heads.len() as u64, ..Report::default() };
        let by_org = heads.iter().enumerate().map(|(n, head)| ((head.district_id, head.school_id), n)).collect();
        let by_code: HashMap<&str, usize> = heads.iter().enumerate().map(|(n, head)| (head.code.as_str(), n)).collect();
        let mut wanted: HashMap<(usize, i64), Vec<&Anchor>> = HashMap::new();
        for anchor in anchors.unwrap_or_default() {
            match by_code.get(anchor.school.as_str()) {
                Some(head) => wanted.entry((*head, anchor.seq)).or_default().push(anchor),
                None => {
                    report.find(&anchor.school, At::Chain, format!("an anchor tells of event {}, but there is no such chain", anchor.seq))
                }
            }
        }
        let seen = vec![false; heads.len()];
        Self {
            report,
            heads,
            by_org,
            anchors: wanted,
            chain: None,
            seen,
            folds: Folds::default(),
            taken_over: HashMap::new(),
            upload: None,
        }
    }

    fn code(&self, head: usize) -> &str {
        self.heads.get(head).map_or("", |head| head.code.as_str())
    }

    fn event(&mut self, row: &EventRow) {
        self.report.events += 1;
        self.report.texts += row.fields.len() as u64;
        let Some(head) = self.by_org.get(&(row.district_id, row.school_id)).copied() else {
            let whose = row.school_id.to_string();
            self.report.find(&whose, At::Event(row.seq), "stands in a chain that has no head");
            return;
        };
        if self.chain.as_ref().is_none_or(|chain| chain.head != head) {
            self.end();
            self.chain = Some(Chain { head, seq: 0, hash: vec![0; 32], at: None });
            if let Some(seen) = self.seen.get_mut(head) {
                *seen = true;
            }
        }
        let Some(chain) = self.chain.take() else { return };
        let (code, path) = self.heads.get(head).map(|head| (head.code.clone(), head.path.clone())).unwrap_or_default();
        let report = &mut self.report;
        let mut find = |what: String| report.find(&code, At::Event(row.seq), what);

        if row.seq != chain.seq + 1 {
            let missing = if row.seq == chain.seq + 2 {
                format!("event {} is missing before it", chain.seq + 1)
            } else {
                format!("events {} to {} are missing before it", chain.seq + 1, row.seq - 1)
            };
            find(missing);
        } else if row.prev != chain.hash {
            find(if chain.seq == 0 { "does not begin a chain".to_owned() } else { format!("does not follow from event {}", chain.seq) });
        }
        if row.path != path {
            find(format!("stands under the path {}, its chain under {path}", row.path));
        }
        if row.digest != "sha256" {
            find(format!("was hashed with {:?}, which is unknown here", row.digest));
        }
        let facts: Facts = serde_json::from_str(&row.facts).unwrap_or_else(|_| {
            find("its facts cannot be read".to_owned());
            Facts::new()
        });
        match row.at {
            None => find("its time is no time".to_owned()),
            Some(at) => {
                if chain.at.is_some_and(|before| at < before) {
                    find(format!("is dated before event {}", chain.seq));
                }
                let sealed = Sealed {
                    prev: &row.prev,
                    school: row.school_id,
                    seq: row.seq,
                    subject: &row.subject,
                    subject_id: row.subject_id,
                    act: &row.act,
                    actor: row.actor_id,
                    actor_role: &row.actor_role,
                    from_state: &row.from_state,
                    to_state: &row.to_state,
                    facts: &facts,
                    at,
                };
                if sealed.hash().as_slice() != row.hash {
                    find("its content is not what its hash was made of (time, actor, act, states or facts were changed)".to_owned());
                }
            }
        }
        let texts = texts(row, &facts, &mut find);
        for anchor in self.anchors.remove(&(head, row.seq)).unwrap_or_default() {
            if anchor.hash != hex::encode(&row.hash) {
                find("is not the event that the anchor tells of".to_owned());
            }
        }
        match Subject::from_code(&row.subject) {
            Some(Subject::Ticket) => {
                let at = row.at.unwrap_or_default();
                if let Some(problem) = self.folds.ticket(row.subject_id, head, &row.from_state, &row.to_state, at, &facts, texts) {
                    find(problem);
                }
            }
            Some(Subject::Legacy) if row.act == "take_over" => {
                self.taken_over.insert(row.subject_id, (head, facts.get("rows").cloned().unwrap_or_default()));
            }
            Some(Subject::Inspection) if row.act == "submit" => self.folds.submitted(row.subject_id, head, row.at),
            _ => {}
        }
        self.chain = Some(Chain { head, seq: row.seq, hash: row.hash.clone(), at: row.at.or(chain.at) });
    }

    /// The chain being read has no more events: its head must tell the same.
    fn end(&mut self) {
        let Some(chain) = self.chain.take() else { return };
        let Some(head) = self.heads.get(chain.head) else { return };
        if head.seq != chain.seq {
            self.report.find(&head.code, At::Chain, format!("the head tells of event {}, the last event is {}", head.seq, chain.seq));
        } else if head.hash != chain.hash {
            self.report.find(&head.code, At::Chain, format!("the head's hash is not that of event {}", chain.seq));
        } else if head.at != chain.at {
            self.report.find(&head.code, At::Chain, format!("the head's time is not that of event {}", chain.seq));
        }
    }

    /// All events are read: chains without any, and anchors nobody answered.
    fn ends(&mut self) {
        self.end();
        for (head, seen) in self.heads.iter().zip(&self.seen) {
            if !seen && (head.seq != 0 || head.hash != [0; 32]) {
                self.report.find(&head.code, At::Chain, format!("the head tells of event {}, but there are no events", head.seq));
            }
        }
        let mut lacking: Vec<(usize, i64)> = self.anchors.keys().copied().collect();
        lacking.sort_unstable();
        for (head, seq) in lacking {
            let Some(head) = self.heads.get(head) else { continue };
            self.report.find(
                &head.code,
                At::Event(seq),
                "an anchor tells of this event, but the chain does not hold it: its end was cut off, or an old backup was restored",
            );
        }
    }

    fn ticket(&mut self, t: &ticket::model::Ticket) {
        self.report.tickets += 1;
        let head = self.by_org.get(&(t.district, t.school)).copied();
        let code = head.map_or_else(|| t.school.to_string(), |head| self.code(head).to_owned());
        let path = head.and_then(|head| self.heads.get(head)).map(|head| head.path.clone()).unwrap_or_default();
        if t.path != path {
            self.report.find(&code, At::Ticket(t.number.clone()), format!("stands under the path {}, its chain under {path}", t.path));
        }
        let present = Present { ticket: t, head };
        for problem in self.folds.compare(&present) {
            self.report.find(&code, At::Ticket(t.number.clone()), problem);
        }
    }

    fn inspection(&mut self, row: &InspectionRow) {
        if let Some(problem) = self.folds.compare_inspection(row.id.0, row.submitted_at) {
            self.report.find(&row.code, At::Inspection(row.number.clone()), problem);
        }
    }

    /// One more row of an old ledger that was taken over.
    fn legacy(&mut self, row: &legacy::store::Sealed) {
        if self.upload.as_ref().is_none_or(|(upload, ..)| *upload != row.upload.0) {
            self.legacy_end();
            self.upload = Some((row.upload.0, row.code.clone(), row.file_name.clone(), Sha256::new()));
        }
        if let (Some((.., hash)), Some(draft), Some(sheet), Some(number)) = (&mut self.upload, &row.draft, row.sheet, row.row) {
            hash.update(legacy::rules::digest(draft, sheet, number, row.cells.as_deref().unwrap_or_default()));
        }
    }

    /// Its rows are read: the event of the import must tell the same.
    fn legacy_end(&mut self) {
        let Some((upload, code, name, hash)) = self.upload.take() else { return };
        match self.taken_over.remove(&upload) {
            None => self.report.find(&code, At::Legacy(name), "was taken over, but no event tells of it"),
            Some((_, rows)) if rows != hex::encode(hash.finalize()) => {
                self.report.find(&code, At::Legacy(name), "its rows are not those that were recorded");
            }
            Some(_) => {}
        }
    }

    /// All are read: events whose old ledger is gone.
    fn legacy_ends(&mut self) {
        self.legacy_end();
        let mut gone: Vec<(Uuid, (usize, String))> = self.taken_over.drain().collect();
        gone.sort();
        for (upload, (head, _)) in gone {
            let code = self.code(head).to_owned();
            self.report.find(&code, At::Legacy(upload.to_string()), "an event says it was taken over, but it is gone");
        }
    }

    /// What the ledger tells of and nobody can show.
    fn left_over(&mut self) {
        for (head, at, problem) in self.folds.unseen() {
            let code = self.code(head).to_owned();
            self.report.find(&code, at, problem);
        }
    }
}

/// Compares the texts of an event with what it committed to. Returns each text's body, or `None` for one that cannot be trusted.
fn texts<'r>(row: &'r EventRow, facts: &Facts, find: &mut impl FnMut(String)) -> Vec<(&'r str, Option<&'r str>)> {
    let mut told = Vec::with_capacity(row.fields.len());
    for ((field, salt), body) in row.fields.iter().zip(&row.salts).zip(&row.bodies) {
        let committed = facts.get(&format!("text:{field}"));
        let right = committed.is_some_and(|committed| *committed == commitment(salt, field, body));
        if committed.is_none() {
            find(format!("the text {field:?} stands beside it but was never part of it"));
        } else if !right {
            find(format!("the text {field:?} is not the one that was recorded"));
        }
        told.push((field.as_str(), right.then_some(body.as_str())));
    }
    for field in facts.keys().filter_map(|name| name.strip_prefix("text:")) {
        if !row.fields.iter().any(|one| one == field) {
            find(format!("the text {field:?} is missing"));
        }
    }
    told
}
