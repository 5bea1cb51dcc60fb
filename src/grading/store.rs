//! All SQL of grading: schemes and their choice here, [`criteria`] and [`calls`] in rooms of their own.

mod calls;
mod criteria;

pub use calls::{call, calls, end, open_calls};
pub use criteria::{Kept, add_version, criteria, criteria_of, latest, versions};

use super::preview::Counted;
use super::scheme::{CATALOGUE_METHOD, InForce, PRESETS, Scheme};
use crate::access::{Kind, Place};
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{ChoiceId, PersonId, SchemeId};
use crate::ledger::{self, Event, Facts, Subject};
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use sqlx::types::Json;

/// Puts the product's own schemes and criteria into the tables, once per version. Run as the database's owner after the migrations.
///
/// # Errors
/// When the database refuses or is away, or an embedded file is broken.
pub async fn install(owner: &PgPool) -> Result<()> {
    let broken = |error: serde_json::Error| Error::Internal(format!("an embedded scheme: {error}"));
    for text in PRESETS {
        let scheme: Scheme = serde_json::from_str(text).map_err(broken)?;
        let definition = serde_json::to_value(&scheme).map_err(broken)?;
        sqlx::query!(
            "INSERT INTO scheme (id, code, version, owner_path, definition) VALUES ($1, $2, $3, '', $4) ON CONFLICT (code, version, owner_path) DO NOTHING",
            SchemeId::new() as SchemeId,
            scheme.code,
            scheme.version,
            definition
        )
        .execute(owner)
        .await?;
    }
    criteria::install(owner).await
}

/// The scheme in force for a place: what the nearest bureau at or above it chose last, else the product's LEC.
///
/// # Errors
/// A fault of ours when none is installed; when the database is away.
pub async fn scheme(scope: &mut Scope, place: &Place) -> Result<InForce> {
    let row = sqlx::query!(
        r#"SELECT id AS "id: SchemeId", definition AS "definition: Json<Scheme>" FROM scheme WHERE id = scheme_in_force($1)"#,
        place.path
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or_else(none)?;
    Ok(InForce { id: row.id, scheme: row.definition.0 })
}

fn none() -> Error {
    Error::Internal("no grading scheme is installed".into())
}

/// What the starter catalogue is scored by at a place.
pub struct ForCatalogue {
    pub scored: InForce,
    /// The scheme in force, where its factors are others than the catalogue's: the product's LEC then gives the starting values.
    pub instead_of: Option<Scheme>,
}

/// The scheme the catalogue's scores are written in, as near to the one in force as can be. One statement.
///
/// # Errors
/// As [`scheme`].
pub async fn for_catalogue(scope: &mut Scope, place: &Place) -> Result<ForCatalogue> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id: SchemeId", definition AS "definition: Json<Scheme>", id = scheme_in_force($1) AS "in_force!" FROM scheme
            WHERE id = scheme_in_force($1) OR (owner_path = '' AND code = $2) ORDER BY id = scheme_in_force($1) DESC, version DESC"#,
        place.path,
        CATALOGUE_METHOD
    )
    .fetch_all(scope.conn())
    .await?;
    let mut rows = rows.into_iter();
    let first = rows.next().filter(|row| row.in_force).ok_or_else(none)?;
    if first.definition.0.method == CATALOGUE_METHOD {
        return Ok(ForCatalogue { scored: InForce { id: first.id, scheme: first.definition.0 }, instead_of: None });
    }
    let own = rows.next().ok_or_else(none)?;
    Ok(ForCatalogue { scored: InForce { id: own.id, scheme: own.definition.0 }, instead_of: Some(first.definition.0) })
}

/// The scheme in force, and by whose choice.
pub struct Chosen {
    pub id: SchemeId,
    pub scheme: Scheme,
    /// Empty for one of the product's.
    pub owner_path: String,
    /// `None` where nobody chose: then it is the product's LEC.
    pub by: Option<ChosenBy>,
}

/// Who chose, and when.
pub struct ChosenBy {
    pub path: String,
    pub org_code: String,
    pub org_zh: String,
    pub org_en: String,
    /// Where the reader may know it.
    pub person: Option<String>,
    pub at: DateTime<Utc>,
}

/// The scheme in force at a place with who chose it.
///
/// # Errors
/// As [`scheme`].
pub async fn chosen(scope: &mut Scope, place: &Place) -> Result<Chosen> {
    let row = sqlx::query!(
        r#"SELECT g.id AS "id: SchemeId", g.definition AS "definition: Json<Scheme>", g.owner_path,
                  c.owner_path AS "path?", c.chosen_at AS "at?", o.code AS "org_code?", o.name_zh AS "org_zh?", o.name_en AS "org_en?", p.name AS "person?"
             FROM scheme g
             LEFT JOIN LATERAL (
                SELECT n.* FROM (SELECT DISTINCT ON (owner_path) * FROM scheme_choice WHERE owner_path = ANY (at_or_above($1)) ORDER BY owner_path, chosen_at DESC, id DESC) n
                 WHERE n.scheme_id IS NOT NULL ORDER BY length(n.owner_path) DESC LIMIT 1) c ON c.scheme_id = g.id
             LEFT JOIN org o ON o.path = c.owner_path
             LEFT JOIN person p ON p.id = c.person_id
            WHERE g.id = scheme_in_force($1)"#,
        place.path
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or_else(none)?;
    let by = match (row.path, row.org_code, row.at) {
        (Some(path), Some(org_code), Some(at)) => Some(ChosenBy {
            path,
            org_code,
            org_zh: row.org_zh.unwrap_or_default(),
            org_en: row.org_en.unwrap_or_default(),
            person: row.person,
            at,
        }),
        _ => None,
    };
    Ok(Chosen { id: row.id, scheme: row.definition.0, owner_path: row.owner_path, by })
}

/// A scheme that may be chosen or adapted at a place: the product's, a superior's, one's own earlier ones.
pub struct Offered {
    pub id: SchemeId,
    pub scheme: Scheme,
    pub owner_path: String,
    pub in_force: bool,
    pub org_zh: Option<String>,
    pub org_en: Option<String>,
}

/// Every scheme on offer at a place: its own versions first (the newest before), then those above, then the product's.
///
/// # Errors
/// When the database is away.
pub async fn offered(scope: &mut Scope, place: &Place) -> Result<Vec<Offered>> {
    let rows = sqlx::query!(
        r#"SELECT g.id AS "id: SchemeId", g.definition AS "definition: Json<Scheme>", g.owner_path, g.id = scheme_in_force($1) AS "in_force!", o.name_zh AS "org_zh?", o.name_en AS "org_en?"
             FROM scheme g LEFT JOIN org o ON o.path = g.owner_path
            WHERE g.owner_path = '' OR g.owner_path = ANY (at_or_above($1)) ORDER BY length(g.owner_path) DESC, g.created_at DESC, g.id"#,
        place.path
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Offered {
            id: row.id,
            scheme: row.definition.0,
            owner_path: row.owner_path,
            in_force: row.in_force,
            org_zh: row.org_zh,
            org_en: row.org_en,
        })
        .collect())
}

/// A line of a bureau's choices.
pub struct PastChoice {
    pub id: ChoiceId,
    pub at: DateTime<Utc>,
    pub person: Option<String>,
    /// `None`: again as the bureau above has it.
    pub scheme: Option<SchemeId>,
    pub definition: Option<Json<Scheme>>,
    pub own: Option<bool>,
}

/// What a bureau chose itself, the newest first, at most 50.
///
/// # Errors
/// When the database is away.
pub async fn choices(scope: &mut Scope, place: &Place) -> Result<Vec<PastChoice>> {
    Ok(sqlx::query_as!(
        PastChoice,
        r#"SELECT c.id AS "id: ChoiceId", c.chosen_at AS at, p.name AS "person?", c.scheme_id AS "scheme: SchemeId", g.definition AS "definition?: Json<Scheme>",
                  g.owner_path = $1 AS own
             FROM scheme_choice c LEFT JOIN scheme g ON g.id = c.scheme_id LEFT JOIN person p ON p.id = c.person_id
            WHERE c.owner_path = $1 ORDER BY c.chosen_at DESC, c.id DESC LIMIT 50"#,
        place.path
    )
    .fetch_all(scope.conn())
    .await?)
}

/// The bureau's last choice, by which a form knows whether somebody chose since it was opened.
///
/// # Errors
/// When the database is away.
pub async fn last_choice(scope: &mut Scope, place: &Place) -> Result<Option<ChoiceId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT id AS "id: ChoiceId" FROM scheme_choice WHERE owner_path = $1 ORDER BY chosen_at DESC, id DESC LIMIT 1"#,
        place.path
    )
    .fetch_optional(scope.conn())
    .await?)
}

/// The next version of a bureau's own scheme of a code.
///
/// # Errors
/// When the database is away.
pub async fn next_version(scope: &mut Scope, place: &Place, code: &str) -> Result<i32> {
    Ok(sqlx::query_scalar!(
        r#"SELECT coalesce(max(version), 0) + 1 AS "next!" FROM scheme WHERE owner_path = $1 AND code = $2"#,
        place.path,
        code
    )
    .fetch_one(scope.conn())
    .await?)
}

/// What a bureau decides.
pub enum Decision<'a> {
    /// A scheme on offer.
    Choose(&'a Offered),
    /// Its own new version.
    Adapt(&'a Scheme),
    /// Again what the bureau above has.
    Follow,
}

/// Carries a decision out: a version where there is a new one, the choice, the ledger's event in the bureau's chain. Its turn must be taken.
///
/// # Errors
/// When the database refuses or is away.
pub async fn decide(scope: &mut Scope, place: &Place, head: &Head, decision: Decision<'_>) -> Result<Head> {
    let now = scope.now()?;
    let person = scope.actor().person();
    let (id, act, scheme) = match &decision {
        Decision::Choose(offered) => (Some(offered.id), "choose_scheme", Some(&offered.scheme)),
        Decision::Adapt(scheme) => {
            let id = SchemeId::at(now);
            sqlx::query!(
                "INSERT INTO scheme (id, code, version, owner_path, definition) VALUES ($1, $2, $3, $4, $5)",
                id as SchemeId,
                scheme.code,
                scheme.version,
                place.path,
                Json(*scheme) as Json<&Scheme>
            )
            .execute(scope.conn())
            .await?;
            (Some(id), "adapt_scheme", Some(*scheme))
        }
        Decision::Follow => (None, "follow_scheme", None),
    };
    let choice = ChoiceId::at(now);
    sqlx::query!(
        "INSERT INTO scheme_choice (id, owner_path, scheme_id, person_id) VALUES ($1, $2, $3, $4)",
        choice as ChoiceId,
        place.path,
        id as Option<SchemeId>,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    let mut facts = Facts::new();
    let mut texts = Vec::new();
    if let (Some(id), Some(scheme)) = (id, scheme) {
        facts.insert("scheme".into(), id.to_string());
        facts.insert("code".into(), scheme.code.clone());
        facts.insert("version".into(), scheme.version.to_string());
        for band in &scheme.levels {
            facts.insert(format!("from-{}", band.rank), band.from.to_string());
            facts.insert(format!("colour-{}", band.rank), band.colour.code().into());
            texts.push((format!("level-{}", band.rank), format!("{} / {}", band.name.zh, band.name.en)));
        }
        texts.push(("name".into(), format!("{} / {}", scheme.name.zh, scheme.name.en)));
    }
    let event = Event { subject: Subject::Scheme, subject_id: choice.0, act, from_state: "", to_state: "", facts, texts };
    ledger::append(scope, place, head, event).await
}

/// The present evaluations below a bureau for which its choice would hold, grouped; `None` where there are too many to read in one go.
///
/// Present is the latest of each hazard and stage, of points in use, at schools without a nearer bureau's choice.
///
/// # Errors
/// When the database is away.
pub async fn present(scope: &mut Scope, place: &Place) -> Result<Option<Vec<Counted>>> {
    if !matches!(place.kind, Kind::City | Kind::County) {
        return Ok(None);
    }
    let rows = sqlx::query!(
        r#"SELECT g.definition AS "scheme: Json<Scheme>", e.value, e.level, e.n AS "count!"
             FROM (SELECT x.scheme_id, x.value, x.level, count(*) AS n
                     FROM (SELECT DISTINCT ON (v.district_id, v.hazard_id, v.stage) v.scheme_id, v.value, v.level
                             FROM org d
                             JOIN evaluation v ON v.district_id = d.id
                             JOIN risk_point r ON r.district_id = v.district_id AND r.id = v.risk_point_id AND r.retired_at IS NULL
                            WHERE d.kind IN ('city', 'county') AND starts_with(d.path, $1)
                              AND NOT EXISTS (SELECT FROM (SELECT DISTINCT ON (owner_path) owner_path, scheme_id FROM scheme_choice
                                                            WHERE owner_path = ANY (at_or_above(d.path)) AND length(owner_path) > length($1)
                                                            ORDER BY owner_path, chosen_at DESC, id DESC) nearer WHERE nearer.scheme_id IS NOT NULL)
                            ORDER BY v.district_id, v.hazard_id, v.stage, v.at DESC, v.id DESC) x
                    GROUP BY 1, 2, 3) e
             JOIN scheme g ON g.id = e.scheme_id"#,
        place.path
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(Some(rows.into_iter().map(|row| Counted { scheme: row.scheme.0, value: row.value, level: row.level, count: row.count }).collect()))
}
