//! All SQL of photos.

use super::photo::Photo;
use super::{Drafted, Moment};
use crate::access::Place;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::{OrgId, PersonId, PhotoId, RequestId, TicketId};
use chrono::{DateTime, Utc};

/// Keeps a photo under a form's draft.
///
/// # Errors
/// When the database is away.
pub async fn keep(scope: &mut Scope, place: &Place, draft: RequestId, id: PhotoId, moment: Moment, photo: &Photo) -> Result<()> {
    let person = scope.actor().person();
    let side = |length: u32| i32::try_from(length).unwrap_or(i32::MAX);
    sqlx::query!(
        "INSERT INTO photo (district_id, id, school_id, path, draft_id, moment, sha256, source_sha256, likeness, width, height, thumb_width, thumb_height, uploader_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        place.district as OrgId,
        id as PhotoId,
        place.id as OrgId,
        place.path,
        draft as RequestId,
        moment as Moment,
        &photo.sha256,
        &photo.source_sha256,
        photo.phash.cast_signed(),
        side(photo.page.width),
        side(photo.page.height),
        side(photo.thumb.width),
        side(photo.thumb.height),
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Those of the wanted photos that this person sent with this draft and that hang on nothing yet, in the order they came.
///
/// # Errors
/// When the database is away.
pub async fn drafted(scope: &mut Scope, place: &Place, draft: RequestId, wanted: &[PhotoId]) -> Result<Vec<Drafted>> {
    let person = scope.actor().person();
    Ok(sqlx::query_as!(
        Drafted,
        r#"SELECT id AS "id: PhotoId", moment AS "moment: Moment", thumb_width, thumb_height FROM photo
            WHERE district_id = $1 AND school_id = $2 AND draft_id = $3 AND uploader_id = $4 AND id = ANY($5) AND ticket_id IS NULL AND inspection_id IS NULL AND plan_id IS NULL ORDER BY id"#,
        place.district as OrgId,
        place.id as OrgId,
        draft as RequestId,
        person as PersonId,
        wanted as &[PhotoId]
    )
    .fetch_all(scope.conn())
    .await?)
}

/// A photo as a page shows it.
pub struct Shown {
    pub id: PhotoId,
    pub moment: Moment,
    pub thumb_width: i32,
    pub thumb_height: i32,
    pub uploader: String,
    pub uploaded_at: DateTime<Utc>,
}

/// The photos of a ticket, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn of_ticket(scope: &mut Scope, district: OrgId, ticket: TicketId) -> Result<Vec<Shown>> {
    Ok(sqlx::query_as!(
        Shown,
        r#"SELECT f.id AS "id: PhotoId", f.moment AS "moment: Moment", f.thumb_width, f.thumb_height, coalesce(p.name, '') AS "uploader!", f.uploaded_at
             FROM photo f LEFT JOIN person p ON p.id = f.uploader_id WHERE f.district_id = $1 AND f.ticket_id = $2 ORDER BY f.uploaded_at, f.id"#,
        district as OrgId,
        ticket as TicketId
    )
    .fetch_all(scope.conn())
    .await?)
}

/// The content name of a photo of this school. A draft is shown to its uploader only.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn content(scope: &mut Scope, place: &Place, id: PhotoId) -> Result<[u8; 32]> {
    let person = scope.actor().person();
    let sha256 = sqlx::query_scalar!(
        "SELECT sha256 FROM photo WHERE district_id = $1 AND school_id = $2 AND id = $3 AND (ticket_id IS NOT NULL OR inspection_id IS NOT NULL OR plan_id IS NOT NULL OR uploader_id = $4)",
        place.district as OrgId,
        place.id as OrgId,
        id as PhotoId,
        person as PersonId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)?;
    sha256.try_into().map_err(|_| Error::NotFound)
}
