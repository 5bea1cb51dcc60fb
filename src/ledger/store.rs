//! Reads for the auditor's pages.

use super::{Anchor, Facts};
use crate::access::Place;
use crate::db::{Scope, like};
use crate::error::Result;
use crate::id::OrgId;
use crate::text::Lang;
use chrono::{DateTime, Utc};

/// Rows a page shows; one more is fetched to know whether it goes on.
pub(super) const PAGE: i64 = 50;

/// The end of one chain.
pub(super) struct Chain {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub path: String,
    pub seq: i64,
    pub hash: String,
    pub at: Option<DateTime<Utc>>,
}

impl Chain {
    pub fn name(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.name_en.is_empty() { &self.name_en } else { &self.name_zh }
    }
}

/// The heads of the chains of an organisation and everything below it, in the order of the tree.
pub(super) async fn chains(scope: &mut Scope, place: &Place, words: &str, after: &str, limit: i64) -> Result<Vec<Chain>> {
    Ok(sqlx::query_as!(
        Chain,
        r#"SELECT o.code, o.name_zh, o.name_en, h.path, h.seq, encode(h.hash, 'hex') AS "hash!", nullif(h.at, '-infinity') AS at
             FROM ledger_head h JOIN org o ON o.id = h.school_id
            WHERE starts_with(h.path, $1) AND h.path > $3 AND ($2 = '' OR o.name_zh ILIKE $2 OR o.name_en ILIKE $2 OR o.code ILIKE $2)
            ORDER BY h.path LIMIT $4"#,
        place.path,
        like(words),
        after,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}

/// The same heads as anchors: all that have begun.
pub(super) async fn anchors(scope: &mut Scope, place: &Place) -> Result<Vec<Anchor>> {
    Ok(sqlx::query_as!(
        Anchor,
        r#"SELECT o.code AS school, h.seq, encode(h.hash, 'hex') AS "hash!", h.at FROM ledger_head h JOIN org o ON o.id = h.school_id
            WHERE starts_with(h.path, $1) AND h.seq > 0 ORDER BY h.path"#,
        place.path
    )
    .fetch_all(scope.conn())
    .await?)
}

/// An event as the auditor reads it.
pub(super) struct Past {
    pub seq: i64,
    pub subject: String,
    pub subject_id: uuid::Uuid,
    /// The human number of what it is about, or a person's name, where there is one within reach.
    pub about: Option<String>,
    pub act: String,
    pub at: DateTime<Utc>,
    pub actor: Option<String>,
    /// Nobody's: the clock's.
    pub by_clock: bool,
    pub hash: String,
    pub facts: sqlx::types::Json<Facts>,
}

/// An organisation's own chain, the newest event first, from the one before `before` on.
pub(super) async fn events(scope: &mut Scope, place: &Place, before: Option<i64>, limit: i64) -> Result<Vec<Past>> {
    Ok(sqlx::query_as!(
        Past,
        r#"SELECT e.seq, e.subject, e.subject_id, coalesce(t.number, i.number, r.number, m.number::text, p.name, g.code, k.code, l.title, h.title, y.name, w.title) AS about, e.act, e.at,
                  (SELECT x.body FROM ledger_text x WHERE x.district_id = e.district_id AND x.school_id = e.school_id AND x.seq = e.seq AND x.field = 'actor') AS actor, e.actor_role = 'clock' AS "by_clock!",
                  encode(e.hash, 'hex') AS "hash!", e.facts AS "facts: sqlx::types::Json<Facts>"
             FROM ledger_event e
             LEFT JOIN ticket t ON e.subject = 'ticket' AND t.district_id = e.district_id AND t.id = e.subject_id
             LEFT JOIN inspection i ON e.subject = 'inspection' AND i.district_id = e.district_id AND i.id = e.subject_id
             LEFT JOIN risk_point r ON e.subject = 'risk_point' AND r.district_id = e.district_id AND r.id = e.subject_id
             LEFT JOIN plan m ON e.subject = 'plan' AND m.district_id = e.district_id AND m.id = e.subject_id
             LEFT JOIN person p ON e.subject = 'person' AND p.id = e.subject_id
             LEFT JOIN scheme_choice c ON e.subject = 'scheme' AND c.id = e.subject_id LEFT JOIN scheme g ON g.id = c.scheme_id
             LEFT JOIN criterion k ON e.subject = 'criterion' AND k.id = e.subject_id
             LEFT JOIN review_call l ON e.subject = 'review_call' AND l.id = e.subject_id
             LEFT JOIN check_template h ON e.subject = 'check_list' AND h.series = e.subject_id AND h.version::text = e.facts ->> 'version'
             LEFT JOIN calendar_entry y ON e.subject = 'calendar' AND y.id = e.subject_id
             LEFT JOIN campaign w ON e.subject = 'campaign' AND w.id = e.subject_id
            WHERE e.district_id = $1 AND e.school_id = $2 AND ($3::bigint IS NULL OR e.seq < $3)
            ORDER BY e.seq DESC LIMIT $4"#,
        place.district as OrgId,
        place.id as OrgId,
        before,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}
