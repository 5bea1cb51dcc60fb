//! All SQL of cards and boards. The public's reads go through a [`Passerby`], whose role sees nothing else.

use super::model::{Card, Control, Holder, Notice};
use crate::access::Place;
use crate::db::{Head, Passerby, Scope};
use crate::error::{Error, Result};
use crate::id::{OrgId, RiskPointId};
use crate::ledger::{self, Event, Facts, Subject};
use crate::risk::model::{MeasureKind, Tier};
use crate::risk::store::state;
use crate::text::Words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use sqlx::types::Json;

/// The most cards printed in one go.
pub const CARDS: i64 = 120;

struct Row {
    id: RiskPointId,
    number: String,
    name: String,
    area: String,
    place: String,
    accident: String,
    level: i16,
    review_on: NaiveDate,
    evaluated_at: Option<DateTime<Utc>>,
    token: String,
    hazards: Json<Vec<String>>,
    measures: Json<Vec<MeasurePart>>,
    holders: Json<Vec<HolderPart>>,
}

#[derive(Deserialize)]
struct MeasurePart {
    kind: String,
    words: String,
}

#[derive(Deserialize)]
struct HolderPart {
    tier: String,
    name: Option<String>,
    title: Option<String>,
}

impl Row {
    fn read(self) -> Result<Card> {
        let unknown = |code: &str| Error::Internal(format!("unknown code {code:?} on a card"));
        let control = |part: MeasurePart| {
            Ok(Control { kind: MeasureKind::from_code(&part.kind).ok_or_else(|| unknown(&part.kind))?, words: part.words })
        };
        let holder = |part: HolderPart| {
            let tier = Tier::from_code(&part.tier).ok_or_else(|| unknown(&part.tier))?;
            Ok(Holder { tier, name: part.name.unwrap_or_default(), title: part.title.unwrap_or_default() })
        };
        Ok(Card {
            id: self.id,
            number: self.number,
            name: self.name,
            area: self.area,
            place: self.place,
            accident: self.accident,
            level: self.level,
            review_on: self.review_on,
            evaluated_at: self.evaluated_at,
            token: self.token,
            hazards: self.hazards.0,
            measures: self.measures.0.into_iter().map(control).collect::<Result<_>>()?,
            holders: self.holders.0.into_iter().map(holder).collect::<Result<_>>()?,
        })
    }
}

/// One select for paper, phone and board; only its end differs. What the public may not see (a name) comes back empty.
/// The level is that of the card: see `rules::printed_level`.
macro_rules! cards {
    ($conn:expr, $end:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Row,
            r#"SELECT r.id AS "id: RiskPointId", r.number, r.name, r.area, r.place, r.accident, r.inherent AS "level!", r.review_on, r.token,
                      (SELECT max(e.at) FROM evaluation e WHERE e.district_id = r.district_id AND e.risk_point_id = r.id) AS evaluated_at,
                      coalesce((SELECT jsonb_agg(h.description ORDER BY h.ordinal) FROM hazard h WHERE h.district_id = r.district_id AND h.risk_point_id = r.id), '[]') AS "hazards!: Json<Vec<String>>",
                      coalesce((SELECT jsonb_agg(jsonb_build_object('kind', m.kind, 'words', m.description) ORDER BY m.ordinal) FROM measure m
                                 WHERE m.district_id = r.district_id AND m.risk_point_id = r.id AND m.retired_at IS NULL), '[]') AS "measures!: Json<Vec<MeasurePart>>",
                      coalesce((SELECT jsonb_agg(jsonb_build_object('tier', d.tier, 'name', p.name,
                                                 'title', (SELECT q.title FROM post q WHERE q.person_id = d.person_id AND q.org_id = r.school_id ORDER BY q.to_on DESC NULLS FIRST LIMIT 1))
                                                 ORDER BY array_position(ARRAY['school', 'department', 'post'], d.tier))
                                  FROM risk_duty d LEFT JOIN person p ON p.id = d.person_id WHERE d.district_id = r.district_id AND d.risk_point_id = r.id), '[]') AS "holders!: Json<Vec<HolderPart>>"
                 FROM risk_point r WHERE "#
                + $end
            $(, $arg)*
        )
        .fetch_all($conn)
        .await?
        .into_iter()
        .map(Row::read)
        .collect::<Result<Vec<Card>>>()
    };
}

/// The cards of these points of a school, the gravest first, then by number.
///
/// # Errors
/// When the database is away.
pub async fn cards(scope: &mut Scope, place: &Place, points: &[RiskPointId]) -> Result<Vec<Card>> {
    cards!(
        scope.conn(),
        "r.district_id = $1 AND r.school_id = $2 AND r.id = ANY($3) AND r.retired_at IS NULL ORDER BY r.inherent, r.number",
        place.district as OrgId,
        place.id as OrgId,
        points as &[RiskPointId]
    )
}

/// The cards of a school's points by their numbers.
///
/// # Errors
/// When the database is away.
pub async fn numbered(scope: &mut Scope, place: &Place, numbers: &[String]) -> Result<Vec<Card>> {
    cards!(
        scope.conn(),
        "r.district_id = $1 AND r.school_id = $2 AND r.number = ANY($3) AND r.retired_at IS NULL ORDER BY r.inherent, r.number",
        place.district as OrgId,
        place.id as OrgId,
        numbers
    )
}

/// The card that was scanned.
///
/// # Errors
/// [`Error::NotFound`] when it was taken out of use meanwhile; when the database is away.
pub async fn scanned(passerby: &mut Passerby, place: &Place, token: &str) -> Result<Card> {
    let found = cards!(
        passerby.conn(),
        "r.district_id = $1 AND r.token = $2 AND r.retired_at IS NULL ORDER BY r.inherent, r.number LIMIT 1",
        place.district as OrgId,
        token
    );
    found?.pop().ok_or(Error::NotFound)
}

/// What a school's open board shows: which points is the wall's to say.
///
/// # Errors
/// When the database is away.
pub async fn posted(passerby: &mut Passerby, place: &Place) -> Result<Vec<Card>> {
    cards!(
        passerby.conn(),
        "r.district_id = $1 AND r.school_id = $2 AND r.retired_at IS NULL ORDER BY r.inherent, r.number",
        place.district as OrgId,
        place.id as OrgId
    )
}

/// What a bureau published of a school's listed dangers.
#[derive(Debug, Deserialize)]
pub struct Published {
    pub kind: String,
    pub number: String,
    /// Code of the bureau's kind.
    pub level: String,
    #[serde(flatten)]
    pub bureau: Words,
    pub title: String,
    pub place: String,
    pub listed_on: NaiveDate,
    pub due_on: NaiveDate,
    pub delisted_on: Option<NaiveDate>,
}

/// The database's clock, for the date on a public page (nobody's session has brought it), and what stands on a school's board of its listed
/// dangers: what was published last of each, for as long as it is listed and three months after.
///
/// # Errors
/// When the database is away.
pub async fn published(passerby: &mut Passerby, place: &Place) -> Result<(DateTime<Utc>, Vec<Published>)> {
    let row = sqlx::query!(
        r#"SELECT now() AS "now!", coalesce(jsonb_agg(jsonb_build_object('kind', l.kind, 'number', l.number, 'level', l.level, 'zh', o.name_zh, 'en', o.name_en, 'title', l.title, 'place', l.place,
                                                  'listed_on', l.listed_on, 'due_on', l.due_on, 'delisted_on', l.delisted_on) ORDER BY l.listed_on DESC, l.number) FILTER (WHERE l.number IS NOT NULL), '[]') AS "listed!: Json<Vec<Published>>"
             FROM (SELECT DISTINCT ON (bureau_id, number) kind, number, level, bureau_id, title, place, listed_on, due_on, delisted_on, published_at
                     FROM listing_notice WHERE district_id = $1 AND school_id = $2 ORDER BY bureau_id, number, published_at DESC) l
             JOIN org o ON o.id = l.bureau_id
            WHERE l.kind = 'listing' OR l.published_at > now() - interval '92 days'"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_one(passerby.conn())
    .await?;
    Ok((row.now, row.listed.0))
}

/// The one row of a school, or none.
macro_rules! notice {
    ($conn:expr, $place:expr) => {
        sqlx::query_as!(
            Notice,
            "SELECT open, least, names, duty_line, report_line, tips, version FROM notice WHERE district_id = $1 AND school_id = $2",
            $place.district as OrgId,
            $place.id as OrgId
        )
        .fetch_optional($conn)
        .await?
    };
}

/// What a school shows; closed and unwritten where nothing was set yet.
///
/// # Errors
/// When the database is away.
pub async fn notice(scope: &mut Scope, place: &Place) -> Result<Notice> {
    Ok(notice!(scope.conn(), place).unwrap_or_default())
}

/// The same, for the public.
///
/// # Errors
/// When the database is away.
pub async fn shown(passerby: &mut Passerby, place: &Place) -> Result<Notice> {
    Ok(notice!(passerby.conn(), place).unwrap_or_default())
}

/// The database's clock, for the date on a public page: nobody's session has brought it.
///
/// # Errors
/// When the database is away.
pub async fn now(passerby: &mut Passerby) -> Result<DateTime<Utc>> {
    Ok(sqlx::query_scalar!(r#"SELECT now() AS "now!""#).fetch_one(passerby.conn()).await?)
}

/// Keeps what a school wants shown, in place of what it read at `notice.version` (0 where there was nothing).
///
/// # Errors
/// [`Error::Conflict`] when somebody changed it since; when the database refuses or is away.
pub async fn set(scope: &mut Scope, place: &Place, head: &Head, notice: &Notice) -> Result<Head> {
    let changed = if notice.version == 0 {
        sqlx::query!(
            "INSERT INTO notice (district_id, school_id, path, open, least, names, duty_line, report_line, tips) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
            place.district as OrgId,
            place.id as OrgId,
            place.path,
            notice.open,
            notice.least,
            notice.names,
            notice.duty_line,
            notice.report_line,
            notice.tips
        )
        .execute(scope.conn())
        .await?
    } else {
        sqlx::query!(
            "UPDATE notice SET open = $4, least = $5, names = $6, duty_line = $7, report_line = $8, tips = $9, version = version + 1 WHERE district_id = $1 AND school_id = $2 AND version = $3",
            place.district as OrgId,
            place.id as OrgId,
            notice.version,
            notice.open,
            notice.least,
            notice.names,
            notice.duty_line,
            notice.report_line,
            notice.tips
        )
        .execute(scope.conn())
        .await?
    };
    if changed.rows_affected() != 1 {
        return Err(Error::Conflict("notice-stale"));
    }
    let facts = Facts::from([
        ("open".into(), notice.open.to_string()),
        ("least".into(), notice.least.to_string()),
        ("names".into(), notice.names.to_string()),
        ("tips".into(), notice.tips.to_string()),
    ]);
    let texts = [("duty_line", &notice.duty_line), ("report_line", &notice.report_line)];
    let texts = texts.into_iter().filter(|(_, words)| !words.is_empty()).map(|(field, words)| (field.to_owned(), words.clone())).collect();
    let event = Event { subject: Subject::Notice, subject_id: place.id.0, act: "set_notice", from_state: "", to_state: "", facts, texts };
    ledger::append(scope, place, head, event).await
}

/// Draws a card a new token: what was printed with the old one leads nowhere from now on.
///
/// # Errors
/// [`Error::NotFound`] for a point that is not in use here, [`Error::Conflict`] when the card is not `token`'s any more.
pub async fn renew(scope: &mut Scope, place: &Place, head: &Head, number: &str, token: &str) -> Result<Head> {
    let found = sqlx::query!(
        r#"SELECT id AS "id: RiskPointId", level, token FROM risk_point WHERE district_id = $1 AND school_id = $2 AND number = $3 AND retired_at IS NULL FOR UPDATE"#,
        place.district as OrgId,
        place.id as OrgId,
        number
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)?;
    if found.token != token {
        return Err(Error::Conflict("notice-card-stale"));
    }
    sqlx::query!(
        "UPDATE risk_point SET token = DEFAULT WHERE district_id = $1 AND id = $2",
        place.district as OrgId,
        found.id as RiskPointId
    )
    .execute(scope.conn())
    .await?;
    let state = state(found.level);
    let facts = Facts::from([("number".into(), number.to_owned())]);
    let event = Event {
        subject: Subject::RiskPoint,
        subject_id: found.id.0,
        act: "renew_card",
        from_state: state,
        to_state: state,
        facts,
        texts: vec![],
    };
    ledger::append(scope, place, head, event).await
}
