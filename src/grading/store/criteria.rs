//! Criteria of major hidden dangers in the database: versions, of which the nearest bureau's newest is in force.

use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::Result;
use crate::grading::criterion::{self, Criterion, Deed, Mode, Region, Verification};
use crate::id::{CriterionId, PersonId};
use crate::ledger::{self, Event, Facts, Subject};
use crate::text::Words;
use chrono::{DateTime, Utc};
use sqlx::PgPool;

/// The version under which the product's list is installed.
const VERSION: i32 = 1;

/// Puts the product's own list into the table, once. As the database's owner.
pub(super) async fn install(owner: &PgPool) -> Result<()> {
    let entries = criterion::entries();
    let column = |of: fn(&criterion::Entry) -> &str| entries.iter().map(|one| of(one).to_owned()).collect::<Vec<String>>();
    let ids: Vec<CriterionId> = entries.iter().map(|_| CriterionId::new()).collect();
    // An array of arrays must be even; the areas travel joined.
    let areas: Vec<String> = entries.iter().map(|one| one.areas.join(",")).collect();
    sqlx::query!(
        "INSERT INTO criterion (id, owner_path, code, version, region, category, mode, text_zh, text_en, source, verification, areas)
         SELECT id, '', code, $10, 'national', category, mode, zh, en, source, verification, string_to_array(areas, ',')
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
             AS t (id, code, category, mode, zh, en, source, verification, areas)
         ON CONFLICT (owner_path, code, version) DO NOTHING",
        &ids as &[CriterionId],
        &column(|one| &one.code),
        &column(|one| &one.category),
        &column(|one| &one.mode),
        &column(|one| &one.text.zh),
        &column(|one| &one.text.en),
        &column(|one| &one.source),
        &column(|one| &one.verification),
        &areas,
        VERSION
    )
    .execute(owner)
    .await?;
    Ok(())
}

/// A version as it lies in the table, with whose it is.
struct Row {
    id: CriterionId,
    owner_path: String,
    code: String,
    version: i32,
    region: Region,
    category: String,
    mode: Mode,
    text_zh: String,
    text_en: String,
    source: String,
    verification: Verification,
    areas: Vec<String>,
    retired: bool,
    created_at: DateTime<Utc>,
    person: Option<String>,
    org_zh: Option<String>,
    org_en: Option<String>,
}

/// A version with who made it and when.
pub struct Kept {
    pub criterion: Criterion,
    pub at: DateTime<Utc>,
    /// Where the reader may know it.
    pub person: Option<String>,
    /// The bureau; `None` for the product's own.
    pub org_zh: Option<String>,
    pub org_en: Option<String>,
}

impl From<Row> for Kept {
    fn from(row: Row) -> Self {
        let criterion = Criterion {
            id: row.id,
            owner_path: row.owner_path,
            code: row.code,
            version: row.version,
            region: row.region,
            category: row.category,
            mode: row.mode,
            text: Words { zh: row.text_zh, en: row.text_en },
            source: row.source,
            verification: row.verification,
            areas: row.areas,
            retired: row.retired,
        };
        Self { criterion, at: row.created_at, person: row.person, org_zh: row.org_zh, org_en: row.org_en }
    }
}

/// The columns of a version; what differs is which rows and in what order.
macro_rules! kept {
    ($scope:expr, $which:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Row,
            r#"SELECT c.id AS "id!: CriterionId", c.owner_path AS "owner_path!", c.code AS "code!", c.version AS "version!", c.region AS "region!: Region", c.category AS "category!", c.mode AS "mode!: Mode",
                      c.text_zh AS "text_zh!", c.text_en AS "text_en!", c.source AS "source!", c.verification AS "verification!: Verification", c.areas AS "areas!", c.retired AS "retired!",
                      c.created_at AS "created_at!", p.name AS "person?", o.name_zh AS "org_zh?", o.name_en AS "org_en?"
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

/// Every criterion as it stands at a place, by code; with those retired there.
///
/// # Errors
/// When the database is away.
pub async fn latest(scope: &mut Scope, place: &Place) -> Result<Vec<Kept>> {
    Ok(kept!(
        scope,
        "(SELECT DISTINCT ON (code) * FROM criterion WHERE owner_path = '' OR owner_path = ANY (at_or_above($1)) ORDER BY code, length(owner_path) DESC, version DESC) c
           LEFT JOIN person p ON p.id = c.person_id LEFT JOIN org o ON o.path = c.owner_path ORDER BY c.code",
        place.path
    ))
}

/// The criteria in force at a place, by code: what a school is asked, and what a direct judgement may rest on.
///
/// # Errors
/// When the database is away.
pub async fn criteria(scope: &mut Scope, place: &Place) -> Result<Vec<Criterion>> {
    Ok(latest(scope, place).await?.into_iter().map(|one| one.criterion).filter(|one| !one.retired).collect())
}

/// Criteria by their ids, in whatever version: what a ticket was judged by.
///
/// # Errors
/// When the database is away.
pub async fn criteria_of(scope: &mut Scope, ids: &[CriterionId]) -> Result<Vec<Criterion>> {
    Ok(kept!(
        scope,
        "criterion c LEFT JOIN person p ON p.id = c.person_id LEFT JOIN org o ON o.path = c.owner_path WHERE c.id = ANY ($1) ORDER BY c.code",
        ids as &[CriterionId]
    )
    .into_iter()
    .map(|one| one.criterion)
    .collect())
}

/// The versions of one criterion at or above a place: the one in force first. Empty when there is no such code.
///
/// # Errors
/// When the database is away.
pub async fn versions(scope: &mut Scope, place: &Place, code: &str) -> Result<Vec<Kept>> {
    Ok(kept!(
        scope,
        "criterion c LEFT JOIN person p ON p.id = c.person_id LEFT JOIN org o ON o.path = c.owner_path
          WHERE c.code = $2 AND (c.owner_path = '' OR c.owner_path = ANY (at_or_above($1))) ORDER BY length(c.owner_path) DESC, c.version DESC",
        place.path,
        code
    ))
}

/// A new version of a bureau's own (its id, code, version and owner are set here), with the ledger's event in the bureau's chain.
/// An empty code asks for the next of the bureau's local codes. Its turn must be taken.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add_version(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    deed: Deed,
    draft: &Criterion,
    note: &str,
) -> Result<(Criterion, Head)> {
    let now = scope.now()?;
    let person = scope.actor().person();
    let code = if draft.code.is_empty() { next_code(scope, place).await? } else { draft.code.clone() };
    let version = sqlx::query_scalar!(
        r#"SELECT coalesce(max(version), 0) + 1 AS "next!" FROM criterion WHERE owner_path = $1 AND code = $2"#,
        place.path,
        code
    )
    .fetch_one(scope.conn())
    .await?;
    let made = Criterion { id: CriterionId::at(now), owner_path: place.path.clone(), code, version, ..draft.clone() };
    sqlx::query!(
        "INSERT INTO criterion (id, owner_path, code, version, region, category, mode, text_zh, text_en, source, verification, areas, retired, person_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        made.id as CriterionId,
        made.owner_path,
        made.code,
        made.version,
        made.region as Region,
        made.category,
        made.mode as Mode,
        made.text.zh,
        made.text.en,
        made.source,
        made.verification as Verification,
        &made.areas,
        made.retired,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    let facts = Facts::from([
        ("code".into(), made.code.clone()),
        ("version".into(), made.version.to_string()),
        ("category".into(), made.category.clone()),
        ("mode".into(), made.mode.code().into()),
        ("region".into(), made.region.code().into()),
        ("verification".into(), made.verification.code().into()),
        ("areas".into(), made.areas.join(",")),
        ("retired".into(), made.retired.to_string()),
    ]);
    let texts = [("text", &made.text.zh), ("text_en", &made.text.en), ("source", &made.source), ("note", &note.to_owned())]
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(field, words)| (field.to_owned(), words.clone()))
        .collect();
    let event = Event { subject: Subject::Criterion, subject_id: made.id.0, act: deed.code(), from_state: "", to_state: "", facts, texts };
    let head = ledger::append(scope, place, head, event).await?;
    Ok((made, head))
}

/// The bureau's own code and a number that runs on: no other bureau's can be the same.
async fn next_code(scope: &mut Scope, place: &Place) -> Result<String> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(DISTINCT code) AS "count!" FROM criterion WHERE owner_path = $1 AND starts_with(code, $2)"#,
        place.path,
        format!("{}-", place.code)
    )
    .fetch_one(scope.conn())
    .await?;
    Ok(format!("{}-{:02}", place.code, count + 1))
}
