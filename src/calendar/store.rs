//! All SQL of calendars.

use super::model::{Entry, Kind};
use super::rules::Calendar;
use crate::access::Place;
use crate::error::Result;
use crate::id::EntryId;
use crate::text::Words;
use sqlx::PgConnection;

/// Every entry in use that holds at a path or somewhere below it. One calendar per place is made of them ([`Calendar::at`]).
///
/// # Errors
/// When the database is away.
pub async fn around(conn: &mut PgConnection, path: &str) -> Result<Vec<Entry>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id: EntryId", owner_path, kind AS "kind: Kind", name, name_en, starts_on, ends_on
             FROM calendar_entry WHERE retired_at IS NULL AND (starts_with($1, owner_path) OR starts_with(owner_path, $1)) ORDER BY starts_on, id"#,
        path
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            id: row.id,
            owner: row.owner_path,
            kind: row.kind,
            name: Words { zh: row.name, en: row.name_en },
            starts: row.starts_on,
            ends: row.ends_on,
        })
        .collect())
}

/// The calendar of a place.
///
/// # Errors
/// When the database is away.
pub async fn calendar(conn: &mut PgConnection, place: &Place) -> Result<Calendar> {
    Ok(Calendar::at(&around(conn, &place.path).await?, &place.path))
}
