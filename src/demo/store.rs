//! The demo's own SQL, run as the database's owner: dating what the stores wrote to the time it is told to have happened at. Nobody else can:
//! the runtime role has no right to these columns, and their defaults are the database's clock.

use crate::access::{Kind, Place};
use crate::error::Result;
use crate::evidence::photo::Photo;
use crate::id::{CampaignId, OrgId, PhotoId, RiskPointId, TipId, VisitRoundId};
use crate::tip::store::Sending;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;

/// All organisations by code.
///
/// # Errors
/// When the database is away.
pub async fn places(owner: &PgPool) -> Result<HashMap<String, Place>> {
    let rows = sqlx::query_as!(
        Place,
        r#"SELECT id AS "id: OrgId", district_id AS "district: OrgId", kind AS "kind: Kind", code, path, name_zh, name_en FROM org"#
    )
    .fetch_all(owner)
    .await?;
    Ok(rows.into_iter().map(|place| (place.code.clone(), place)).collect())
}

/// A demo that is lost in a power cut while it is made is made again: its commits need not wait for the disk.
///
/// # Errors
/// When the database is away.
pub async fn hurry(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("SET LOCAL synchronous_commit = off").execute(conn).await?;
    Ok(())
}

/// A report of the public, as it came at a told moment.
///
/// # Errors
/// When the database is away.
pub async fn tip(
    conn: &mut PgConnection,
    place: &Place,
    receipt: &[u8; 32],
    tip: &Sending,
    picture: Option<(PhotoId, &Photo)>,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO tip (district_id, id, school_id, path, receipt, risk_point_id, place, words, photos, due_on, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        place.district as OrgId,
        tip.id as TipId,
        place.id as OrgId,
        place.path,
        receipt,
        tip.risk_point as Option<RiskPointId>,
        tip.place,
        tip.words,
        &tip.photos as &[PhotoId],
        tip.due_on,
        at
    )
    .execute(&mut *conn)
    .await?;
    let side = |length: u32| i32::try_from(length).unwrap_or(i32::MAX);
    if let Some((id, photo)) = picture {
        sqlx::query!(
            "INSERT INTO tip_photo (district_id, id, school_id, path, receipt, sha256, source_sha256, likeness, width, height, thumb_width, thumb_height, sent_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            place.district as OrgId,
            id as PhotoId,
            place.id as OrgId,
            place.path,
            receipt,
            &photo.sha256,
            &photo.source_sha256,
            photo.phash.cast_signed(),
            side(photo.page.width),
            side(photo.page.height),
            side(photo.thumb.width),
            side(photo.thumb.height),
            at
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// What was written with the database's clock, and when it is told to have happened. The ledger's events date everything else.
#[derive(Default)]
pub struct Told {
    events: Vec<(i64, DateTime<Utc>)>,
    photos: Vec<(PhotoId, DateTime<Utc>)>,
}

impl Told {
    /// The chain grew from one end to another by what was told of this instant.
    pub fn events(&mut self, before: i64, after: i64, at: DateTime<Utc>) {
        self.events.extend((before + 1..=after).map(|seq| (seq, at)));
    }

    pub fn photo(&mut self, id: PhotoId, at: DateTime<Utc>) {
        self.photos.push((id, at));
    }

    /// Dates everything of a school, a table at a time. The chain's hashes were made with the told times, so only now does it verify.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn date(self, conn: &mut PgConnection, place: &Place) -> Result<()> {
        let (seqs, at): (Vec<i64>, Vec<DateTime<Utc>>) = self.events.into_iter().unzip();
        let last = at.iter().max().copied();
        sqlx::query!(
            "UPDATE ledger_event e SET at = t.at FROM unnest($3::bigint[], $4::timestamptz[]) AS t (seq, at) WHERE e.district_id = $1 AND e.school_id = $2 AND e.seq = t.seq",
            place.district as OrgId,
            place.id as OrgId,
            &seqs,
            &at
        )
        .execute(&mut *conn)
        .await?;
        let (ids, at): (Vec<PhotoId>, Vec<DateTime<Utc>>) = self.photos.into_iter().unzip();
        sqlx::query!(
            "UPDATE photo x SET uploaded_at = t.at FROM unnest($2::uuid[], $3::timestamptz[]) AS t (id, at) WHERE x.district_id = $1 AND x.id = t.id",
            place.district as OrgId,
            &ids as &[PhotoId],
            &at
        )
        .execute(&mut *conn)
        .await?;
        // A ticket nobody acted on since still has its last act from the same default.
        sqlx::query!(
            "UPDATE ticket x SET reported_at = e.at, acted_at = CASE WHEN x.version = 1 THEN e.at ELSE x.acted_at END FROM ledger_event e
              WHERE x.district_id = $1 AND x.school_id = $2 AND e.district_id = $1 AND e.school_id = $2 AND e.subject_id = x.id AND e.act = 'report'",
            place.district as OrgId,
            place.id as OrgId
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "UPDATE inspection x SET started_at = e.at FROM ledger_event e
              WHERE x.district_id = $1 AND x.school_id = $2 AND e.district_id = $1 AND e.school_id = $2 AND e.subject_id = x.id AND e.act = 'begin'",
            place.district as OrgId,
            place.id as OrgId
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "UPDATE risk_point x SET created_at = e.at FROM ledger_event e
              WHERE x.district_id = $1 AND x.school_id = $2 AND e.district_id = $1 AND e.school_id = $2 AND e.subject_id = x.id AND e.act = 'adopt_point'",
            place.district as OrgId,
            place.id as OrgId
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "UPDATE plan x SET created_at = e.at FROM ledger_event e
              WHERE x.district_id = $1 AND x.school_id = $2 AND e.district_id = $1 AND e.school_id = $2 AND e.subject_id = x.id AND e.act = 'add_plan'",
            place.district as OrgId,
            place.id as OrgId
        )
        .execute(&mut *conn)
        .await?;
        // Ids sort by the told time, to the millisecond: the first 48 bits of a UUIDv7.
        sqlx::query!(
            "UPDATE evaluation SET at = to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) WHERE district_id = $1 AND school_id = $2",
            place.district as OrgId,
            place.id as OrgId
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "UPDATE judgement SET at = to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) WHERE district_id = $1 AND school_id = $2",
            place.district as OrgId,
            place.id as OrgId
        )
        .execute(&mut *conn)
        .await?;
        // Money by its own events: an entry is named by its id, a line of a budget by year, source and version.
        sqlx::query!(
            "UPDATE fund_entry x SET entered_at = e.at FROM ledger_event e
              WHERE x.district_id = $1 AND x.school_id = $2 AND e.district_id = $1 AND e.school_id = $2 AND e.facts->>'fund_entry' = x.id::text",
            place.district as OrgId,
            place.id as OrgId
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "UPDATE fund_budget x SET set_at = e.at FROM ledger_event e
              WHERE x.district_id = $1 AND x.school_id = $2 AND e.district_id = $1 AND e.school_id = $2 AND e.act = 'set_budget'
                AND (e.facts->>'year', e.facts->>'source', e.facts->>'version') = (x.year::text, x.source, x.version::text)",
            place.district as OrgId,
            place.id as OrgId
        )
        .execute(&mut *conn)
        .await?;
        // People read within a few hours; what came in the last days some have not got round to.
        sqlx::query!(
            "UPDATE message SET created_at = t.at, read_at = CASE WHEN read_at IS NOT NULL OR t.at < $3::timestamptz - interval '3 days' THEN least(t.at + interval '4 hours', $3::timestamptz) END
               FROM (SELECT id, to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) AS at FROM message WHERE district_id = $1 AND school_id = $2) t
              WHERE message.district_id = $1 AND message.school_id = $2 AND message.id = t.id",
            place.district as OrgId,
            place.id as OrgId,
            last
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "UPDATE risk_point r SET graded_at = e.at
               FROM (SELECT risk_point_id, max(at) AS at FROM evaluation WHERE district_id = $1 AND school_id = $2 GROUP BY 1) e
              WHERE r.district_id = $1 AND r.id = e.risk_point_id",
            place.district as OrgId,
            place.id as OrgId
        )
        .execute(&mut *conn)
        .await?;
        Ok(())
    }
}

/// Lets the clock of reminders have slept since a day, so that a server tells on its first morning what is overdue.
///
/// # Errors
/// When the database is away.
pub async fn untold_since(owner: &PgPool, day: NaiveDate) -> Result<()> {
    sqlx::query!("INSERT INTO ladder_schedule (district_id, path, told_until) SELECT id, path, $1 FROM org WHERE id = district_id", day)
        .execute(owner)
        .await?;
    Ok(())
}

/// Dates the check lists an organisation keeps.
///
/// # Errors
/// When the database is away.
pub async fn date_templates(conn: &mut PgConnection, place: &Place, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE check_template SET created_at = $2 WHERE owner_path = $1", place.path, at).execute(conn).await?;
    Ok(())
}

/// Dates what a bureau set in this transaction: schemes, choices, criteria, calls, days of the calendar.
///
/// # Errors
/// When the database is away.
pub async fn date_grading(conn: &mut PgConnection, place: &Place, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE scheme SET created_at = $2 WHERE owner_path = $1 AND created_at = now()", place.path, at)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("UPDATE scheme_choice SET chosen_at = $2 WHERE owner_path = $1 AND chosen_at = now()", place.path, at)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("UPDATE criterion SET created_at = $2 WHERE owner_path = $1 AND created_at = now()", place.path, at)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("UPDATE review_call SET called_at = $2 WHERE owner_path = $1 AND called_at = now()", place.path, at)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("UPDATE calendar_entry SET created_at = $2 WHERE owner_path = $1 AND created_at = now()", place.path, at)
        .execute(&mut *conn)
        .await?;
    Ok(())
}

/// Dates a round of visits and its draw.
///
/// # Errors
/// When the database is away.
pub async fn date_visits(conn: &mut PgConnection, round: VisitRoundId, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE visit_round SET created_at = $2 WHERE id = $1", round as VisitRoundId, at).execute(&mut *conn).await?;
    sqlx::query!("UPDATE visit_draw SET drawn_at = $2 WHERE round_id = $1", round as VisitRoundId, at).execute(&mut *conn).await?;
    Ok(())
}

/// Dates a campaign with its schools and their tasks; the clock has made up what it slept through by
/// yesterday, so that a server makes today's tasks.
///
/// # Errors
/// When the database is away.
pub async fn date_campaign(conn: &mut PgConnection, id: CampaignId, at: DateTime<Utc>, today: NaiveDate) -> Result<()> {
    sqlx::query!("UPDATE campaign SET created_at = $2 WHERE id = $1", id as CampaignId, at).execute(&mut *conn).await?;
    sqlx::query!("UPDATE campaign_school SET added_at = $2 WHERE campaign_id = $1", id as CampaignId, at).execute(&mut *conn).await?;
    sqlx::query!("UPDATE inspection_task SET created_at = $2 WHERE campaign_id = $1", id as CampaignId, at).execute(&mut *conn).await?;
    sqlx::query!("UPDATE task_schedule SET made_until = $1::date - 1", today).execute(&mut *conn).await?;
    Ok(())
}

/// Dates a place's people and posts.
///
/// # Errors
/// When the database is away.
pub async fn date_people(conn: &mut PgConnection, place: &Place, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE person SET created_at = $2 WHERE path = $1", place.path, at).execute(&mut *conn).await?;
    sqlx::query!("UPDATE post SET created_at = $2 WHERE org_id = $1", place.id as OrgId, at).execute(&mut *conn).await?;
    Ok(())
}
