//! All SQL of tips; [`quota`] counts and forgets. The public's part through a [`Passerby`], the school's through a [`Scope`], which accepts only a
//! lawful [`Change`].

pub mod quota;

use super::model::{Followed, Picture, Reason, State, Tip};
use super::receipt::Receipt;
use super::rules::Change;
use crate::access::Place;
use crate::db::{Head, Passerby, Scope};
use crate::error::{Error, Result};
use crate::evidence::photo::Photo;
use crate::id::{OrgId, PersonId, PhotoId, RequestId, RiskPointId, TicketId, TipId};
use crate::ledger::{self, Event, Facts, Subject};
use crate::text::Lang;
use crate::ticket;
use chrono::{DateTime, NaiveDate, Utc};

/// What the public sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    pub id: TipId,
    pub risk_point: Option<RiskPointId>,
    pub place: String,
    pub words: String,
    pub photos: Vec<PhotoId>,
    pub contact: String,
    pub due_on: NaiveDate,
}

/// The risk point of a card that was scanned.
pub struct Point {
    pub id: RiskPointId,
    pub number: String,
    pub name: String,
    pub place: String,
}

/// See [`Point`].
///
/// # Errors
/// [`Error::NotFound`] when it was taken out of use meanwhile; when the database is away.
pub async fn point(passerby: &mut Passerby, place: &Place, token: &str) -> Result<Point> {
    sqlx::query_as!(
        Point,
        r#"SELECT id AS "id: RiskPointId", number, name, place FROM risk_point WHERE district_id = $1 AND token = $2 AND retired_at IS NULL"#,
        place.district as OrgId,
        token
    )
    .fetch_optional(passerby.conn())
    .await?
    .ok_or(Error::NotFound)
}

/// The database's clock, and whether a report with this receipt is there already: a second press.
///
/// # Errors
/// When the database is away.
pub async fn arrived(passerby: &mut Passerby, receipt: Receipt) -> Result<(DateTime<Utc>, bool)> {
    let row = sqlx::query!(r#"SELECT now() AS "now!", EXISTS (SELECT FROM tip WHERE receipt = $1) AS "there!""#, &receipt.0)
        .fetch_one(passerby.conn())
        .await?;
    Ok((row.now, row.there))
}

/// Keeps pictures under a receipt, and says which of them and of the wanted earlier ones are there, in the order they came.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep(
    passerby: &mut Passerby,
    place: &Place,
    receipt: Receipt,
    fresh: &[(PhotoId, Photo)],
    wanted: &[PhotoId],
) -> Result<Vec<PhotoId>> {
    let side = |length: u32| i32::try_from(length).unwrap_or(i32::MAX);
    for (id, photo) in fresh {
        sqlx::query!(
            "INSERT INTO tip_photo (district_id, id, school_id, path, receipt, sha256, source_sha256, likeness, width, height, thumb_width, thumb_height)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            place.district as OrgId,
            *id as PhotoId,
            place.id as OrgId,
            place.path,
            &receipt.0,
            &photo.sha256,
            &photo.source_sha256,
            photo.phash.cast_signed(),
            side(photo.page.width),
            side(photo.page.height),
            side(photo.thumb.width),
            side(photo.thumb.height)
        )
        .execute(passerby.conn())
        .await?;
    }
    let wanted: Vec<PhotoId> = wanted.iter().copied().chain(fresh.iter().map(|(id, _)| *id)).collect();
    Ok(sqlx::query_scalar!(
        r#"SELECT id AS "id: PhotoId" FROM tip_photo WHERE district_id = $1 AND receipt = $2 AND id = ANY ($3) ORDER BY sent_at, id"#,
        place.district as OrgId,
        &receipt.0,
        &wanted as &[PhotoId]
    )
    .fetch_all(passerby.conn())
    .await?)
}

/// Leaves a report, with its contact and the mark of its address. `false` when one with this receipt is there already.
///
/// # Errors
/// When the database refuses, because the school takes none any more, or is away.
pub async fn leave(passerby: &mut Passerby, place: &Place, receipt: Receipt, tip: &Sending, mark: &[u8]) -> Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO tip (district_id, id, school_id, path, receipt, risk_point_id, place, words, photos, has_contact, due_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (district_id, receipt) DO NOTHING",
        place.district as OrgId,
        tip.id as TipId,
        place.id as OrgId,
        place.path,
        &receipt.0,
        tip.risk_point as Option<RiskPointId>,
        tip.place,
        tip.words,
        &tip.photos as &[PhotoId],
        !tip.contact.is_empty(),
        tip.due_on
    )
    .execute(passerby.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    if !tip.contact.is_empty() {
        sqlx::query!(
            "INSERT INTO tip_contact (district_id, tip_id, school_id, path, contact) VALUES ($1, $2, $3, $4, $5)",
            place.district as OrgId,
            tip.id as TipId,
            place.id as OrgId,
            place.path,
            tip.contact
        )
        .execute(passerby.conn())
        .await?;
    }
    sqlx::query!(
        "INSERT INTO tip_mark (district_id, tip_id, school_id, path, mark) VALUES ($1, $2, $3, $4, $5)",
        place.district as OrgId,
        tip.id as TipId,
        place.id as OrgId,
        place.path,
        mark
    )
    .execute(passerby.conn())
    .await?;
    Ok(true)
}

/// The report with this receipt, as its reporter follows it.
///
/// # Errors
/// When the database is away.
pub async fn followed(passerby: &mut Passerby, receipt: Receipt) -> Result<Option<Followed>> {
    Ok(sqlx::query_as!(
        Followed,
        r#"SELECT p.district_id AS "district: OrgId", p.id AS "id: TipId", p.path, p.words, p.place, o.name_zh AS school_zh, o.name_en AS school_en, p.state AS "state: State", p.version, p.answer,
                  p.received_at, p.due_on, p.answered_at, p.contested_at, p.contests, t.state AS "ticket?: ticket::model::State", t.closed_at AS "closed_at?",
                  (SELECT count(*) FROM photo f WHERE f.district_id = p.district_id AND f.ticket_id = p.ticket_id) AS "repairs!", now() AS "now!"
             FROM tip p JOIN org o ON o.id = p.school_id LEFT JOIN ticket t ON t.district_id = p.district_id AND t.id = p.ticket_id WHERE p.receipt = $1"#,
        &receipt.0
    )
    .fetch_optional(passerby.conn())
    .await?)
}

/// The content name of a picture of the repair, the newest being the first. Which there are is the wall's to say.
///
/// # Errors
/// [`Error::NotFound`] when there is none; when the database is away.
pub async fn repair(passerby: &mut Passerby, receipt: Receipt, number: i64) -> Result<[u8; 32]> {
    let sha256 = sqlx::query_scalar!(
        "SELECT f.sha256 FROM tip p JOIN photo f ON f.district_id = p.district_id AND f.ticket_id = p.ticket_id WHERE p.receipt = $1 ORDER BY f.uploaded_at DESC, f.sha256 OFFSET $2 LIMIT 1",
        &receipt.0,
        number - 1
    )
    .fetch_optional(passerby.conn())
    .await?
    .ok_or(Error::NotFound)?;
    sha256.try_into().map_err(|_| Error::NotFound)
}

/// Puts a report before the officer again.
///
/// # Errors
/// [`Error::Conflict`] when it moved meanwhile; when the database refuses or is away.
pub async fn contest(passerby: &mut Passerby, receipt: Receipt, tip: &Followed, words: &str, due_on: NaiveDate) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE tip SET state = 'contested', version = version + 1, contest = $3, contested_at = now(), contests = contests + 1, due_on = $4 WHERE receipt = $1 AND version = $2",
        &receipt.0,
        tip.version,
        words,
        due_on
    )
    .execute(passerby.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Conflict("tip-contest-late")) }
}

/// A line of the school's list.
pub struct Listed {
    pub id: TipId,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub words: String,
    pub place: String,
    pub state: State,
    pub photos: i32,
    pub received_at: DateTime<Utc>,
    pub due_on: NaiveDate,
    pub answered_at: Option<DateTime<Utc>>,
    pub ticket: Option<String>,
}

impl Listed {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }
    pub fn url(&self) -> String {
        format!("/o/{}/public-reports/{}", self.school_code, self.id)
    }
}

/// Rows of each of the two lists.
pub const PAGE: i64 = 50;

macro_rules! listed {
    ($scope:expr, $place:expr, $end:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Listed,
            r#"SELECT p.id AS "id: TipId", o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, p.words, p.place, p.state AS "state: State", cardinality(p.photos) AS "photos!",
                      p.received_at, p.due_on, p.answered_at, t.number AS "ticket?"
                 FROM tip p JOIN org o ON o.id = p.school_id LEFT JOIN ticket t ON t.district_id = p.district_id AND t.id = p.ticket_id
                WHERE starts_with(p.path, $1) AND ($2::uuid IS NULL OR p.district_id = $2) AND ($3::uuid IS NULL OR p.school_id = $3) AND "#
                + $end,
            $place.path,
            district($place) as Option<OrgId>,
            $place.is_school().then_some($place.id) as Option<OrgId>
            $(, $arg)*
        )
        .fetch_all($scope.conn())
        .await?
    };
}

/// The one district whose rows a list is made of. A city has several.
fn district(place: &Place) -> Option<OrgId> {
    use crate::access::Kind;
    matches!(place.kind, Kind::School | Kind::Township | Kind::County).then_some(place.district)
}

/// What waits at or below a place, the first due first; at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn waiting(scope: &mut Scope, place: &Place, limit: i64) -> Result<Vec<Listed>> {
    Ok(listed!(scope, place, "p.state IN ('waiting', 'contested') ORDER BY p.due_on, p.id LIMIT $4", limit))
}

/// What was answered, the newest first, from the one before `before` on.
///
/// # Errors
/// When the database is away.
pub async fn answered(scope: &mut Scope, place: &Place, before: Option<(DateTime<Utc>, TipId)>, limit: i64) -> Result<Vec<Listed>> {
    let (at, id) = before.unzip();
    Ok(listed!(
        scope,
        place,
        "p.state NOT IN ('waiting', 'contested') AND ($4::timestamptz IS NULL OR (p.answered_at, p.id) < ($4, $5::uuid)) ORDER BY p.answered_at DESC, p.id DESC LIMIT $6",
        at,
        id as Option<TipId>,
        limit
    ))
}

/// One tip by its id, with what its page shows beside it.
pub struct Shown {
    pub tip: Tip,
    /// Number and name of the risk point.
    pub point: Option<(String, String)>,
    pub ticket: Option<String>,
    pub answerer: Option<String>,
    /// The contact's time was over.
    pub contact_erased: bool,
}

struct Row {
    district: OrgId,
    id: TipId,
    school: OrgId,
    path: String,
    version: i32,
    state: State,
    words: String,
    place: String,
    photos: Vec<PhotoId>,
    has_contact: bool,
    risk_point: Option<RiskPointId>,
    received_at: DateTime<Utc>,
    due_on: NaiveDate,
    answer: String,
    reason: Option<Reason>,
    ticket: Option<TicketId>,
    answerer: Option<PersonId>,
    answered_at: Option<DateTime<Utc>>,
    contest: String,
    contested_at: Option<DateTime<Utc>>,
    contests: i16,
    salt: Vec<u8>,
    point_number: Option<String>,
    point_name: Option<String>,
    ticket_number: Option<String>,
    answerer_name: Option<String>,
    contact_erased: bool,
}

impl From<Row> for Shown {
    fn from(row: Row) -> Self {
        Self {
            point: row.point_number.zip(row.point_name),
            ticket: row.ticket_number,
            answerer: row.answerer_name,
            contact_erased: row.contact_erased,
            tip: Tip {
                district: row.district,
                id: row.id,
                school: row.school,
                path: row.path,
                version: row.version,
                state: row.state,
                words: row.words,
                place: row.place,
                photos: row.photos,
                has_contact: row.has_contact,
                risk_point: row.risk_point,
                received_at: row.received_at,
                due_on: row.due_on,
                answer: row.answer,
                reason: row.reason,
                ticket: row.ticket,
                answerer: row.answerer,
                answered_at: row.answered_at,
                contest: row.contest,
                contested_at: row.contested_at,
                contests: row.contests,
                salt: row.salt,
            },
        }
    }
}

macro_rules! one {
    ($scope:expr, $place:expr, $id:expr, $end:literal) => {
        sqlx::query_as!(
            Row,
            r#"SELECT p.district_id AS "district: OrgId", p.id AS "id: TipId", p.school_id AS "school: OrgId", p.path, p.version, p.state AS "state: State", p.words, p.place, p.photos AS "photos: Vec<PhotoId>", p.has_contact,
                      p.risk_point_id AS "risk_point: RiskPointId", p.received_at, p.due_on, p.answer, p.reason AS "reason: Reason", p.ticket_id AS "ticket: TicketId", p.answerer_id AS "answerer: PersonId", p.answered_at,
                      p.contest, p.contested_at, p.contests, p.receipt AS salt,
                      (SELECT r.number FROM risk_point r WHERE r.district_id = p.district_id AND r.id = p.risk_point_id) AS point_number,
                      (SELECT r.name FROM risk_point r WHERE r.district_id = p.district_id AND r.id = p.risk_point_id) AS point_name,
                      (SELECT t.number FROM ticket t WHERE t.district_id = p.district_id AND t.id = p.ticket_id) AS ticket_number,
                      (SELECT n.name FROM person n WHERE n.id = p.answerer_id) AS answerer_name, p.contact_erased_at IS NOT NULL AS "contact_erased!"
                 FROM tip p WHERE p.district_id = $1 AND p.school_id = $2 AND p.id = $3 "#
                + $end,
            $place.district as OrgId,
            $place.id as OrgId,
            $id as TipId
        )
        .fetch_optional($scope.conn())
        .await?
        .map(Shown::from)
        .ok_or(Error::NotFound)
    };
}

/// A tip of a school.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn find(scope: &mut Scope, place: &Place, id: TipId) -> Result<Shown> {
    one!(scope, place, id, "")
}

/// A tip, locked until the transaction ends. Take the school's turn first.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn lock(scope: &mut Scope, place: &Place, id: TipId) -> Result<Shown> {
    one!(scope, place, id, "FOR UPDATE OF p")
}

/// Its pictures, in the order they came.
///
/// # Errors
/// When the database is away.
pub async fn pictures(scope: &mut Scope, tip: &Tip) -> Result<Vec<Picture>> {
    Ok(sqlx::query_as!(
        Picture,
        r#"SELECT id AS "id: PhotoId", thumb_width, thumb_height FROM tip_photo WHERE district_id = $1 AND school_id = $2 AND id = ANY ($3) ORDER BY sent_at, id"#,
        tip.district as OrgId,
        tip.school as OrgId,
        &tip.photos as &[PhotoId]
    )
    .fetch_all(scope.conn())
    .await?)
}

/// The content name of one of a tip's pictures.
///
/// # Errors
/// [`Error::NotFound`] when it is not one of them, or not within reach.
pub async fn content(scope: &mut Scope, place: &Place, tip: TipId, picture: PhotoId) -> Result<[u8; 32]> {
    let sha256 = sqlx::query_scalar!(
        "SELECT f.sha256 FROM tip p JOIN tip_photo f ON f.district_id = p.district_id AND f.school_id = p.school_id AND f.id = ANY (p.photos)
          WHERE p.district_id = $1 AND p.school_id = $2 AND p.id = $3 AND f.id = $4",
        place.district as OrgId,
        place.id as OrgId,
        tip as TipId,
        picture as PhotoId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)?;
    sha256.try_into().map_err(|_| Error::NotFound)
}

/// Takes pictures of a tip over as photos of the school's, under a draft of the officer's: from here on they are evidence like any other.
///
/// # Errors
/// When the database refuses or is away.
pub async fn take_over(scope: &mut Scope, tip: &Tip, draft: RequestId, pictures: &[PhotoId]) -> Result<Vec<PhotoId>> {
    let person = scope.actor().person();
    let fresh: Vec<PhotoId> = pictures.iter().map(|_| PhotoId::new()).collect();
    sqlx::query!(
        "INSERT INTO photo (district_id, id, school_id, path, draft_id, moment, sha256, source_sha256, likeness, width, height, thumb_width, thumb_height, uploader_id)
         SELECT f.district_id, n.fresh, f.school_id, f.path, $3, 'before', f.sha256, f.source_sha256, f.likeness, f.width, f.height, f.thumb_width, f.thumb_height, $4
           FROM unnest($5::uuid[], $6::uuid[]) AS n (id, fresh) JOIN tip_photo f ON f.district_id = $1 AND f.school_id = $2 AND f.id = n.id",
        tip.district as OrgId,
        tip.school as OrgId,
        draft as RequestId,
        person as PersonId,
        pictures as &[PhotoId],
        &fresh as &[PhotoId]
    )
    .execute(scope.conn())
    .await?;
    Ok(fresh)
}

/// Carries out a change, with its event. The reporter's words are in the record as a commitment only.
///
/// # Errors
/// When the database refuses or is away.
pub async fn save(scope: &mut Scope, place: &Place, head: &Head, change: &Change) -> Result<Head> {
    let (before, after) = (change.before(), change.after());
    let done = sqlx::query!(
        "UPDATE tip SET state = $4, version = $5, answer = $6, reason = $7, ticket_id = $8, answerer_id = $9, answered_at = $10 WHERE district_id = $1 AND id = $2 AND version = $3",
        after.district as OrgId,
        after.id as TipId,
        before.version,
        after.state as State,
        after.version,
        after.answer,
        after.reason as Option<Reason>,
        after.ticket as Option<TicketId>,
        after.answerer as Option<PersonId>,
        after.answered_at
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::Internal("a locked tip moved".into()));
    }
    if after.state == State::Abuse {
        sqlx::query!(
            "UPDATE tip_mark SET abuse = true WHERE district_id = $1 AND school_id = $2 AND tip_id = $3",
            after.district as OrgId,
            after.school as OrgId,
            after.id as TipId
        )
        .execute(scope.conn())
        .await?;
    }
    let mut facts = facts(before);
    for (name, value) in [
        ("reason", after.reason.map(|reason| reason.to_string())),
        ("ticket", after.ticket.map(|ticket| ticket.to_string())),
        ("contests", Some(after.contests.to_string()).filter(|_| after.contests > 0)),
    ] {
        facts.extend(value.map(|value| (name.to_owned(), value)));
    }
    let texts = Some(("answer".to_owned(), after.answer.clone())).into_iter().filter(|(_, words)| !words.is_empty()).collect();
    let event = Event {
        subject: Subject::Tip,
        subject_id: after.id.0,
        act: change.deed().act(),
        from_state: before.state.code(),
        to_state: after.state.code(),
        facts,
        texts,
    };
    ledger::append(scope, place, head, event).await
}

/// When it came and by when an answer was promised; what it said only as a commitment.
fn facts(tip: &Tip) -> Facts {
    Facts::from([
        ("received_at".into(), tip.received_at.timestamp_micros().to_string()),
        ("due_on".into(), tip.due_on.to_string()),
        ("photos".into(), tip.photos.len().to_string()),
        ("said".into(), ledger::commitment(&tip.salt, "words", &tip.words)),
    ])
}

/// Looks up how to reach the reporter. The record of it comes first: the wall shows nothing to a transaction that has not written it.
///
/// # Errors
/// [`Error::NotFound`] when none was left; when the database refuses or is away.
pub async fn contact(scope: &mut Scope, place: &Place, head: &Head, tip: &Tip) -> Result<String> {
    let state = tip.state.code();
    let event = Event {
        subject: Subject::Tip,
        subject_id: tip.id.0,
        act: "see_contact",
        from_state: state,
        to_state: state,
        facts: facts(tip),
        texts: vec![],
    };
    ledger::append(scope, place, head, event).await?;
    sqlx::query_scalar!(
        "SELECT contact FROM tip_contact WHERE district_id = $1 AND school_id = $2 AND tip_id = $3",
        place.district as OrgId,
        place.id as OrgId,
        tip.id as TipId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)
}
