//! What was taken over, read again; and what goes on from there.

use crate::access::Place;
use crate::db::Scope;
use crate::error::Result;
use crate::id::{LegacyId, LegacyUploadId, OrgId, PersonId, TicketId};
use crate::legacy::model::{Draft, Remark};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::Stream;
use sqlx::PgConnection;
use sqlx::types::Json;

/// One danger of an old ledger with all that is known of it.
pub struct Legacy {
    pub id: LegacyId,
    pub draft: Draft,
    pub repaired: Vec<Remark>,
    pub row: i32,
    pub cells: Vec<String>,
    pub heads: Vec<String>,
    pub sheet: String,
    pub upload: LegacyUploadId,
    pub file_name: String,
    pub sha256: Vec<u8>,
    pub by: String,
    pub taken_at: DateTime<Utc>,
    /// Number of the ticket it goes on as.
    pub ticket: Option<String>,
}

/// Rows that were taken over, by their ids; those that are not of this school are not among them.
///
/// # Errors
/// When the database is away.
pub async fn by_ids(scope: &mut Scope, place: &Place, ids: &[LegacyId]) -> Result<Vec<Legacy>> {
    let rows = sqlx::query!(
        r#"SELECT t.id AS "id: LegacyId", t.found_on, t.place, t.description, t.kind, t.category, t.grade, t.finder, t.responsible, t.measures, t.due_on, t.rectified_on, t.closed, t.state_words, t.verifier,
                  t.verified_on, t.funds_fen, t.remarks, t.repaired AS "repaired: Json<Vec<Remark>>", t.row, r.cells, coalesce(u.heads, '{}') AS "heads!", coalesce(u.sheets->t.sheet::integer->>'name', '') AS "sheet!",
                  t.upload_id AS "upload: LegacyUploadId", u.file_name, u.sha256, p.name AS by, t.taken_at,
                  (SELECT k.number FROM legacy_carried c JOIN ticket k ON k.district_id = c.district_id AND k.id = c.ticket_id WHERE c.district_id = t.district_id AND c.legacy_id = t.id) AS ticket
             FROM legacy_ticket t
             JOIN legacy_upload u ON u.district_id = t.district_id AND u.id = t.upload_id
             JOIN legacy_upload_row r ON r.district_id = t.district_id AND r.upload_id = t.upload_id AND r.sheet = t.sheet AND r.row = t.row
             JOIN person p ON p.id = t.person_id
            WHERE t.district_id = $1 AND t.school_id = $2 AND t.id = ANY($3) ORDER BY t.found_on, t.id"#,
        place.district as OrgId,
        place.id as OrgId,
        ids as &[LegacyId]
    )
    .fetch_all(scope.conn())
    .await?;
    let made = rows.into_iter().map(|row| Legacy {
        id: row.id,
        draft: Draft {
            found_on: row.found_on,
            place: row.place,
            description: row.description,
            kind: row.kind,
            category: row.category,
            grade: row.grade,
            finder: row.finder,
            responsible: row.responsible,
            measures: row.measures,
            due_on: row.due_on,
            rectified_on: row.rectified_on,
            closed: row.closed,
            state_words: row.state_words,
            verifier: row.verifier,
            verified_on: row.verified_on,
            funds_fen: row.funds_fen,
            remarks: row.remarks,
        },
        repaired: row.repaired.0,
        row: row.row,
        cells: row.cells,
        heads: row.heads,
        sheet: row.sheet,
        upload: row.upload,
        file_name: row.file_name,
        sha256: row.sha256,
        by: row.by,
        taken_at: row.taken_at,
        ticket: row.ticket,
    });
    Ok(made.collect())
}

/// Writes down that a danger goes on as this ticket.
///
/// # Errors
/// When it does already, or the database refuses or is away.
pub async fn carried(scope: &mut Scope, place: &Place, legacy: LegacyId, ticket: TicketId) -> Result<()> {
    let person = scope.actor().person();
    sqlx::query!(
        "INSERT INTO legacy_carried (district_id, legacy_id, school_id, path, ticket_id, person_id) VALUES ($1, $2, $3, $4, $5, $6)",
        place.district as OrgId,
        legacy as LegacyId,
        place.id as OrgId,
        place.path,
        ticket as TicketId,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// The day a file's rows begin and end with, for the page of the upload.
///
/// # Errors
/// When the database is away.
pub async fn span(scope: &mut Scope, place: &Place, id: LegacyUploadId) -> Result<Option<(NaiveDate, NaiveDate)>> {
    let row = sqlx::query!(
        "SELECT min(found_on), max(found_on) FROM legacy_ticket WHERE district_id = $1 AND upload_id = $2",
        place.district as OrgId,
        id as LegacyUploadId
    )
    .fetch_one(scope.conn())
    .await?;
    Ok(row.min.zip(row.max))
}

/// A row of an upload that is done, as the ledger's digest was made of it; an upload without rows comes once, with none.
pub(crate) struct Sealed {
    pub upload: LegacyUploadId,
    /// The school's code.
    pub code: String,
    pub file_name: String,
    pub sheet: Option<i16>,
    pub row: Option<i32>,
    pub draft: Option<Json<Draft>>,
    pub cells: Option<Vec<String>>,
}

/// Every row of every upload that is done, upload by upload: for the owner who verifies the ledger. Row-level security does not bind the owner;
/// nothing else may call this.
pub(crate) fn all(owner: &mut PgConnection) -> impl Stream<Item = sqlx::Result<Sealed>> {
    sqlx::query_as!(
        Sealed,
        r#"SELECT u.id AS "upload: LegacyUploadId", o.code, u.file_name, t.sheet AS "sheet?", t.row AS "row?", r.cells AS "cells?",
                  CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('found_on', t.found_on, 'place', t.place, 'description', t.description, 'kind', t.kind, 'category', t.category, 'grade', t.grade,
                       'finder', t.finder, 'responsible', t.responsible, 'measures', t.measures, 'due_on', t.due_on, 'rectified_on', t.rectified_on, 'closed', t.closed, 'state_words', t.state_words,
                       'verifier', t.verifier, 'verified_on', t.verified_on, 'funds_fen', t.funds_fen, 'remarks', t.remarks) END AS "draft: Json<Draft>"
             FROM legacy_upload u JOIN org o ON o.id = u.school_id
             LEFT JOIN legacy_ticket t ON t.district_id = u.district_id AND t.upload_id = u.id
             LEFT JOIN legacy_upload_row r ON r.district_id = t.district_id AND r.upload_id = t.upload_id AND r.sheet = t.sheet AND r.row = t.row
            WHERE u.stage = 'done' ORDER BY u.district_id, u.id, t.sheet, t.row"#
    )
    .fetch(owner)
}
