//! All SQL of limits.

use super::model::{Family, Number, Numbers, kept};
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::Result;
use crate::id::PersonId;
use crate::ledger::{self, Event, Facts, Subject};
use crate::text::Words;
use sqlx::PgExecutor;
use std::collections::BTreeMap;

/// The numbers in force at a path. Whoever asks may be the server before anybody is known.
///
/// # Errors
/// When the database is away.
pub async fn at<'e>(db: impl PgExecutor<'e>, path: &str, family: Family) -> Result<Numbers> {
    let codes: Vec<String> = family.numbers().map(|number| number.code().to_owned()).collect();
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (code) code, value AS "value!" FROM limit_own WHERE owner_path = ANY (at_or_above($1)) AND code = ANY ($2) AND value IS NOT NULL
            ORDER BY code, length(owner_path) DESC"#,
        path,
        &codes
    )
    .fetch_all(db)
    .await?;
    Ok(Numbers::of(rows.into_iter().filter_map(|row| Some((Number::from_code(&row.code)?, row.value)))))
}

/// One of them.
///
/// # Errors
/// When the database is away.
pub async fn one<'e>(db: impl PgExecutor<'e>, path: &str, number: Number) -> Result<i32> {
    let set = sqlx::query_scalar!("SELECT limit_in_force($1, $2)", number.code(), path).fetch_one(db).await?;
    Ok(kept(number, set))
}

/// A number that was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    pub value: i32,
    pub source: String,
    /// The bureau that set it.
    pub bureau: Words,
}

/// How the numbers of a family stand at a place.
pub struct Standing {
    /// Changes with every change of its own numbers.
    pub version: i64,
    /// Set here.
    pub own: BTreeMap<Number, Set>,
    /// Set by the nearest bureau above.
    pub above: BTreeMap<Number, Set>,
}

/// See [`Standing`].
///
/// # Errors
/// When the database is away.
pub async fn standing(scope: &mut Scope, place: &Place, family: Family) -> Result<Standing> {
    let codes: Vec<String> = family.numbers().map(|number| number.code().to_owned()).collect();
    let rows = sqlx::query!(
        r#"SELECT l.code, l.value, l.source, l.version, l.owner_path = $1 AS "own!", o.name_zh, o.name_en FROM limit_own l JOIN org o ON o.path = l.owner_path
            WHERE l.owner_path = ANY (at_or_above($1)) AND l.code = ANY ($2) ORDER BY length(l.owner_path)"#,
        place.path,
        &codes
    )
    .fetch_all(scope.conn())
    .await?;
    let mut standing = Standing { version: 0, own: BTreeMap::new(), above: BTreeMap::new() };
    for row in rows {
        if row.own {
            standing.version += i64::from(row.version);
        }
        let (Some(number), Some(value)) = (Number::from_code(&row.code), row.value) else { continue };
        let set = Set { value, source: row.source, bureau: Words { zh: row.name_zh, en: row.name_en } };
        // The nearest comes last.
        if row.own {
            standing.own.insert(number, set)
        } else {
            standing.above.insert(number, set)
        };
    }
    Ok(standing)
}

/// A number as a bureau wants it: a value with its source, or none any more.
pub type Wanted = (Number, Option<(i32, String)>);

/// Sets what differs from how it stands, in the bureau's turn, with its event.
///
/// # Errors
/// When the database refuses or is away.
pub async fn set(scope: &mut Scope, place: &Place, head: &Head, family: Family, standing: &Standing, wanted: &[Wanted]) -> Result<()> {
    let differs = |(number, wanted): &&Wanted| {
        let own = standing.own.get(number).map(|own| (own.value, &own.source));
        own != wanted.as_ref().map(|(value, source)| (*value, source))
    };
    let changed: Vec<&Wanted> = wanted.iter().filter(differs).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let me = scope.actor().person();
    let codes: Vec<String> = changed.iter().map(|(number, _)| number.code().to_owned()).collect();
    let values: Vec<Option<i32>> = changed.iter().map(|(_, wanted)| wanted.as_ref().map(|(value, _)| *value)).collect();
    let sources: Vec<String> =
        changed.iter().map(|(_, wanted)| wanted.as_ref().map_or_else(String::new, |(_, source)| source.clone())).collect();
    sqlx::query!(
        "INSERT INTO limit_own (owner_path, code, value, source, person_id) SELECT $1, u.code, u.value, u.source, $2 FROM unnest($3::text[], $4::integer[], $5::text[]) AS u (code, value, source)
         ON CONFLICT (owner_path, code) DO UPDATE SET value = excluded.value, source = excluded.source, person_id = excluded.person_id, version = limit_own.version + 1, set_at = now()",
        place.path,
        me as PersonId,
        &codes,
        &values as &[Option<i32>],
        &sources
    )
    .execute(scope.conn())
    .await?;
    let mut facts = Facts::from([("family".to_owned(), family.to_string())]);
    let mut texts = Vec::new();
    for (number, wanted) in changed {
        let value = wanted.as_ref().map(|(value, _)| value.to_string());
        facts.insert(number.code().to_owned(), value.unwrap_or_else(|| "none".to_owned()));
        texts.extend(wanted.as_ref().map(|(_, source)| (number.source_field().to_owned(), source.clone())));
    }
    let event = Event { subject: Subject::Limit, subject_id: place.id.0, act: "set_limits", from_state: "", to_state: "", facts, texts };
    ledger::append(scope, place, head, event).await?;
    Ok(())
}
