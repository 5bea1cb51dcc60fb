//! All SQL of calendars.

use super::holidays;
use super::model::{Draft, Entry, Kind};
use super::rules::Calendar;
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::EntryId;
use crate::ledger::{self, Event, Facts, Subject};
use crate::text::Words;
use chrono::NaiveDate;
use sqlx::{PgConnection, PgPool};

/// Puts the public holidays of the country into the table, each once, and takes those out of use that are no longer told. As the database's
/// owner after the migrations. Done again it changes nothing.
///
/// # Errors
/// When the database refuses or is away.
pub async fn install(owner: &PgPool) -> Result<()> {
    let all: Vec<&holidays::Holiday> = holidays::holidays().collect();
    let ids: Vec<EntryId> = all.iter().map(|one| one.id()).collect();
    let kinds: Vec<Kind> = all.iter().map(|one| one.kind()).collect();
    let zh: Vec<String> = all.iter().map(|one| one.name.zh.clone()).collect();
    let en: Vec<String> = all.iter().map(|one| one.name.en.clone()).collect();
    let (from, to): (Vec<NaiveDate>, Vec<NaiveDate>) = all.iter().map(|one| (one.from, one.to)).unzip();
    let mut tx = owner.begin().await?;
    sqlx::query!(
        "UPDATE calendar_entry SET retired_at = now() WHERE owner_path = '' AND retired_at IS NULL AND id <> ALL ($1::uuid[])",
        &ids as &[EntryId]
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "INSERT INTO calendar_entry (id, owner_path, kind, name, name_en, starts_on, ends_on)
         SELECT id, '', kind, zh, en, starts, ends FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[]) AS t (id, kind, zh, en, starts, ends)
         ON CONFLICT (id) DO UPDATE SET retired_at = NULL WHERE calendar_entry.retired_at IS NOT NULL",
        &ids as &[EntryId],
        &kinds as &[Kind],
        &zh,
        &en,
        &from,
        &to
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// An entry and the organisation that keeps it.
pub struct Kept {
    pub entry: Entry,
    /// `None` for the product's own.
    pub org: Option<Words>,
}

/// What holds at a place, with who keeps it; the earliest first.
///
/// # Errors
/// When the database is away.
pub async fn kept(scope: &mut Scope, place: &Place) -> Result<Vec<Kept>> {
    let rows = sqlx::query!(
        r#"SELECT e.id AS "id: EntryId", e.owner_path, e.kind AS "kind: Kind", e.name, e.name_en, e.starts_on, e.ends_on, o.name_zh AS "org_zh?", o.name_en AS "org_en?"
             FROM calendar_entry e LEFT JOIN org o ON o.path = e.owner_path
            WHERE e.retired_at IS NULL AND (e.owner_path = '' OR e.owner_path = ANY (at_or_above($1))) ORDER BY e.starts_on, e.ends_on, e.id"#,
        place.path
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Kept {
            entry: Entry {
                id: row.id,
                owner: row.owner_path,
                kind: row.kind,
                name: Words { zh: row.name, en: row.name_en },
                starts: row.starts_on,
                ends: row.ends_on,
            },
            org: row.org_zh.map(|zh| Words { zh, en: row.org_en.unwrap_or_default() }),
        })
        .collect())
}

/// Keeps an entry of a place, with its event. The place's turn must be taken.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add(scope: &mut Scope, place: &Place, head: &Head, draft: &Draft) -> Result<Head> {
    let id = EntryId::at(scope.now()?);
    sqlx::query!(
        "INSERT INTO calendar_entry (id, owner_path, kind, name, name_en, starts_on, ends_on) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id as EntryId,
        place.path,
        draft.kind as Kind,
        draft.name.zh,
        draft.name.en,
        draft.starts,
        draft.ends
    )
    .execute(scope.conn())
    .await?;
    tell(scope, place, head, "add_calendar", id, draft).await
}

/// Takes an entry of a place out of use, with its event. The place's turn must be taken.
///
/// # Errors
/// [`Error::NotFound`] when the place keeps no such entry; when the database refuses or is away.
pub async fn retire(scope: &mut Scope, place: &Place, head: &Head, entry: &Entry) -> Result<Head> {
    let done = sqlx::query!(
        "UPDATE calendar_entry SET retired_at = now() WHERE id = $1 AND owner_path = $2 AND retired_at IS NULL",
        entry.id as EntryId,
        place.path
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::NotFound);
    }
    let draft = Draft { kind: entry.kind, name: entry.name.clone(), starts: entry.starts, ends: entry.ends };
    tell(scope, place, head, "retire_calendar", entry.id, &draft).await
}

/// Whether a place kept an entry once.
///
/// # Errors
/// When the database is away.
pub async fn was_kept(scope: &mut Scope, place: &Place, id: EntryId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM calendar_entry WHERE id = $1 AND owner_path = $2 AND retired_at IS NOT NULL) AS "gone!""#,
        id as EntryId,
        place.path
    )
    .fetch_one(scope.conn())
    .await?)
}

async fn tell(scope: &mut Scope, place: &Place, head: &Head, act: &str, id: EntryId, draft: &Draft) -> Result<Head> {
    let facts: Facts = [("kind", draft.kind.to_string()), ("starts", draft.starts.to_string()), ("ends", draft.ends.to_string())]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let mut texts = vec![("name".to_owned(), draft.name.zh.clone())];
    if !draft.name.en.is_empty() {
        texts.push(("name_en".into(), draft.name.en.clone()));
    }
    let event = Event { subject: Subject::Calendar, subject_id: id.0, act, from_state: "", to_state: "", facts, texts };
    ledger::append(scope, place, head, event).await
}

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
