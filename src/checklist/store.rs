//! All SQL of check lists. What changes an organisation's lists happens in its turn (see [`Scope::turn`]) and is an event of its chain.

use super::model::{CheckList, Draft, Item, PRODUCTS, Product};
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{PersonId, TemplateId};
use crate::inspection::model::Kind;
use crate::ledger::{self, Event, Facts, Subject};
use crate::text::{Lang, Words};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use sqlx::types::Json;
use std::collections::HashMap;

/// Puts the product's own lists into the table: a new version of each whose file says something else than before. Run as the database's
/// owner after the migrations.
///
/// # Errors
/// When the database refuses or is away, or an embedded file is broken.
pub async fn install(owner: &PgPool) -> Result<()> {
    let mut products = Vec::new();
    for text in PRODUCTS {
        products.push(serde_json::from_str(text).map_err(|error| Error::Internal(format!("an embedded check list: {error}")))?);
    }
    install_these(owner, &products).await
}

/// As [`install`], with these lists.
///
/// # Errors
/// As [`install`].
pub async fn install_these(owner: &PgPool, products: &[Product]) -> Result<()> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (code) code, series AS "series: TemplateId", version, kind, title, title_en, items AS "items: Json<Vec<Item>>"
             FROM check_template WHERE owner_path = '' AND code <> '' ORDER BY code, version DESC"#
    )
    .fetch_all(owner)
    .await?;
    let there: HashMap<&str, _> = rows.iter().map(|row| (row.code.as_str(), row)).collect();
    for one in products {
        let kind = Kind::from_code(&one.kind).ok_or_else(|| Error::Internal(format!("the check list {} is of no kind", one.code)))?;
        let now = there.get(one.code.as_str());
        let same = now.is_some_and(|row| {
            row.kind == kind.code() && row.title == one.title.zh && row.title_en == one.title.en && row.items.0 == one.items
        });
        if same {
            continue;
        }
        let id = TemplateId::new();
        sqlx::query!(
            "INSERT INTO check_template (id, owner_path, series, code, version, kind, title, title_en, items) VALUES ($1, '', $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (code, version) WHERE code <> '' DO NOTHING",
            id as TemplateId,
            now.map_or(id, |row| row.series) as TemplateId,
            one.code,
            now.map_or(1, |row| row.version + 1),
            kind as Kind,
            one.title.zh,
            one.title.en,
            Json(&one.items) as Json<&Vec<Item>>
        )
        .execute(owner)
        .await?;
    }
    Ok(())
}

/// A version as it lies in the table, with whose it is.
struct Row {
    id: TemplateId,
    series: TemplateId,
    owner_path: String,
    version: i32,
    kind: Kind,
    title: String,
    title_en: String,
    items: Json<Vec<Item>>,
    retired_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    person: Option<String>,
    org_zh: Option<String>,
    org_en: Option<String>,
}

/// A version with who made it and when.
pub struct Kept {
    pub list: CheckList,
    pub at: DateTime<Utc>,
    pub retired_at: Option<DateTime<Utc>>,
    /// Where the reader may know it.
    pub person: Option<String>,
    org_zh: Option<String>,
    org_en: Option<String>,
}

impl Kept {
    /// The organisation whose list it is; empty for the product's own.
    pub fn org(&self, lang: Lang) -> &str {
        match (&self.org_zh, &self.org_en) {
            (_, Some(en)) if lang == Lang::En && !en.is_empty() => en,
            (Some(zh), _) => zh,
            _ => "",
        }
    }
}

impl From<Row> for Kept {
    fn from(row: Row) -> Self {
        let list = CheckList {
            id: row.id,
            series: row.series,
            owner_path: row.owner_path,
            version: row.version,
            kind: row.kind,
            title: Words { zh: row.title, en: row.title_en },
            items: row.items.0,
            retired: row.retired_at.is_some(),
        };
        Self { list, at: row.created_at, retired_at: row.retired_at, person: row.person, org_zh: row.org_zh, org_en: row.org_en }
    }
}

/// The columns of a version; what differs is which rows and in what order.
macro_rules! kept {
    ($scope:expr, $which:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Row,
            r#"SELECT c.id AS "id!: TemplateId", c.series AS "series!: TemplateId", c.owner_path AS "owner_path!", c.version AS "version!", c.kind AS "kind!: Kind", c.title AS "title!",
                      c.title_en AS "title_en!", c.items AS "items!: Json<Vec<Item>>", c.retired_at, c.created_at AS "created_at!", p.name AS "person?", o.name_zh AS "org_zh?", o.name_en AS "org_en?"
                 FROM "# + $which,
            $($value),+
        )
        .fetch_all($scope.conn())
        .await?
        .into_iter()
        .map(Kept::from)
        .collect::<Vec<Kept>>()
    };
}

/// The newest version of every list of a place: its own first, then of the bureaus above it, then the product's; with those out of use.
///
/// # Errors
/// When the database is away.
pub async fn latest(scope: &mut Scope, place: &Place) -> Result<Vec<Kept>> {
    Ok(kept!(
        scope,
        "(SELECT DISTINCT ON (series) * FROM check_template WHERE owner_path = '' OR owner_path = ANY (at_or_above($1)) ORDER BY series, version DESC) c
           LEFT JOIN person p ON p.id = c.person_id LEFT JOIN org o ON o.path = c.owner_path ORDER BY length(c.owner_path) DESC, CASE c.code WHEN '' THEN c.title ELSE c.series::text END, c.id",
        place.path
    ))
}

/// The lists an inspection can be begun with at a place, in the order of [`latest`].
///
/// # Errors
/// When the database is away.
pub async fn usable(scope: &mut Scope, place: &Place) -> Result<Vec<CheckList>> {
    Ok(latest(scope, place).await?.into_iter().map(|one| one.list).filter(|list| !list.retired).collect())
}

/// The versions of one list of a place, the newest first. Empty when there is none.
///
/// # Errors
/// When the database is away.
pub async fn versions(scope: &mut Scope, place: &Place, series: TemplateId) -> Result<Vec<Kept>> {
    Ok(kept!(
        scope,
        "check_template c LEFT JOIN person p ON p.id = c.person_id LEFT JOIN org o ON o.path = c.owner_path
          WHERE c.series = $2 AND (c.owner_path = '' OR c.owner_path = ANY (at_or_above($1))) ORDER BY c.version DESC",
        place.path,
        series as TemplateId
    ))
}

/// One version by its own id, of a place.
///
/// # Errors
/// When the database is away.
pub async fn version(scope: &mut Scope, place: &Place, id: TemplateId) -> Result<Option<CheckList>> {
    let found = kept!(
        scope,
        "check_template c LEFT JOIN person p ON p.id = c.person_id LEFT JOIN org o ON o.path = c.owner_path
          WHERE c.id = $2 AND (c.owner_path = '' OR c.owner_path = ANY (at_or_above($1)))",
        place.path,
        id as TemplateId
    );
    Ok(found.into_iter().next().map(|one| one.list))
}

/// The list of this title among a place's own that are in use. One name, one list.
///
/// # Errors
/// When the database is away.
pub async fn titled(scope: &mut Scope, place: &Place, title: &str) -> Result<Option<CheckList>> {
    let found = kept!(
        scope,
        "(SELECT DISTINCT ON (series) * FROM check_template WHERE owner_path = $1 ORDER BY series, version DESC) c
           LEFT JOIN person p ON p.id = c.person_id LEFT JOIN org o ON o.path = c.owner_path WHERE c.title = $2 AND c.retired_at IS NULL ORDER BY c.id LIMIT 1",
        place.path,
        title
    );
    Ok(found.into_iter().next().map(|one| one.list))
}

/// Where a version comes from.
#[derive(Clone, Copy, Debug)]
pub enum After<'a> {
    /// A list of its own.
    Nothing,
    /// A copy of another's, made to fit.
    Copy(&'a CheckList),
    /// The next version of a list of one's own.
    Version(&'a CheckList),
    /// The same words again, after the list was out of use.
    Retired(&'a CheckList),
}

impl After<'_> {
    const fn act(self) -> &'static str {
        match self {
            Self::Nothing => "keep_check_list",
            Self::Copy(_) => "adapt_check_list",
            Self::Version(_) => "revise_check_list",
            Self::Retired(_) => "restore_check_list",
        }
    }
}

/// Keeps a version of a list for the place, with the ledger's event in its chain. Its turn must be taken.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep(scope: &mut Scope, place: &Place, head: &Head, after: After<'_>, draft: &Draft) -> Result<(CheckList, Head)> {
    let now = scope.now()?;
    let person = scope.actor().person();
    let id = TemplateId::at(now);
    let (series, version) = match after {
        After::Version(before) | After::Retired(before) => (before.series, before.version + 1),
        After::Nothing | After::Copy(_) => (id, 1),
    };
    sqlx::query!(
        "INSERT INTO check_template (id, owner_path, series, version, kind, title, title_en, items, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id as TemplateId,
        place.path,
        series as TemplateId,
        version,
        draft.kind as Kind,
        draft.title.zh,
        draft.title.en,
        Json(&draft.items) as Json<&Vec<Item>>,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    let mut facts = Facts::from([
        ("version".into(), version.to_string()),
        ("kind".into(), draft.kind.to_string()),
        ("items".into(), draft.items.len().to_string()),
        ("questions".into(), digest(&draft.items)?),
    ]);
    if let After::Copy(from) = after {
        facts.insert("from".into(), from.id.to_string());
    }
    let texts = vec![("title".to_owned(), draft.title.zh.clone())];
    let event = Event { subject: Subject::CheckList, subject_id: series.0, act: after.act(), from_state: "", to_state: "", facts, texts };
    let head = ledger::append(scope, place, head, event).await?;
    let Draft { kind, title, items } = draft.clone();
    Ok((CheckList { id, series, owner_path: place.path.clone(), version, kind, title, items, retired: false }, head))
}

/// The SHA-256 of the questions as they are stored.
fn digest(items: &[Item]) -> Result<String> {
    let text = serde_json::to_vec(items).map_err(|error| Error::Internal(format!("a check list: {error}")))?;
    Ok(hex::encode(Sha256::digest(text)))
}

/// Takes a list of the place out of use. Inspections and tasks made from it stay as they are. Its turn must be taken.
///
/// # Errors
/// When the database refuses or is away; [`Error::Conflict`] when somebody was first.
pub async fn retire(scope: &mut Scope, place: &Place, head: &Head, list: &CheckList) -> Result<Head> {
    let now = scope.now()?;
    let done = sqlx::query!(
        "UPDATE check_template SET retired_at = $3 WHERE id = $1 AND owner_path = $2 AND retired_at IS NULL",
        list.id as TemplateId,
        place.path,
        now
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("checklist-stale"));
    }
    let facts = Facts::from([("version".into(), list.version.to_string())]);
    let texts = vec![("title".to_owned(), list.title.zh.clone())];
    let event = Event {
        subject: Subject::CheckList,
        subject_id: list.series.0,
        act: "retire_check_list",
        from_state: "",
        to_state: "",
        facts,
        texts,
    };
    ledger::append(scope, place, head, event).await
}
