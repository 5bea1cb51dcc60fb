//! The tree in the database. The server's own role may only read it; organisations are written by the database's owner, from a file.

use super::import::Row;
use super::model::{Kind, Ownership, Stage};
use super::plan::{self, Facts, Moved, Stored};
use crate::access::Place;
use crate::db::Scope;
use crate::error::Error;
use crate::id::OrgId;
use sqlx::{Connection, PgConnection};
use std::collections::HashMap;

/// What an import did, in organisations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
}

/// Why an import stored nothing.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Rows that would move an organisation, or hang it under one that is not there.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Refused(Vec<Moved>),
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

/// Stores the rows of a file (parents first, as [`super::import::read`] gives them) with their chains' beginnings. Whole or not at all; inside a
/// transaction of the caller's it is a savepoint. Reading the same file again changes nothing. `conn` must be the database owner's.
///
/// # Errors
/// [`Fault::Refused`] for a moved organisation; the database's own faults.
pub async fn import(conn: &mut PgConnection, rows: Vec<Row>) -> Result<Outcome, Fault> {
    let mut tx = conn.begin().await?;
    let stored = stored(&mut tx).await?;
    let plan = plan::plan(&stored, rows, OrgId::new).map_err(Fault::Refused)?;
    let outcome = Outcome { added: plan.add.len(), changed: plan.change.len(), unchanged: plan.unchanged };
    add(&mut tx, &plan.add).await?;
    change(&mut tx, &plan.change).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// Every stored organisation by its code.
pub(super) async fn stored(conn: &mut PgConnection) -> sqlx::Result<HashMap<String, Stored>> {
    let rows = sqlx::query!(
        r#"SELECT o.id AS "id!: OrgId", o.code AS "code!", o.path AS "path!", o.district_id AS "district!: OrgId", o.kind AS "kind!: Kind", o.name_zh AS "name_zh!", o.name_en AS "name_en!",
                  o.stage AS "stage?: Stage", o.ownership AS "ownership?: Ownership", o.boarding AS "boarding?", o.pupils AS "pupils?", p.code AS "parent?"
             FROM org o LEFT JOIN org p ON p.id = o.parent_id"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let facts = Facts {
                name_zh: row.name_zh,
                name_en: row.name_en,
                stage: row.stage,
                ownership: row.ownership,
                boarding: row.boarding,
                pupils: row.pupils,
            };
            (row.code, Stored { id: row.id, parent: row.parent, district: row.district, path: row.path, kind: row.kind, facts })
        })
        .collect())
}

/// The facts of many organisations, column by column, as `unnest` wants them.
#[derive(Default)]
struct Columns {
    name_zh: Vec<String>,
    name_en: Vec<String>,
    stage: Vec<Option<String>>,
    ownership: Vec<Option<String>>,
    boarding: Vec<Option<bool>>,
    pupils: Vec<Option<i32>>,
}

impl Columns {
    fn of<'a>(facts: impl Iterator<Item = &'a Facts>) -> Self {
        let mut columns = Self::default();
        for one in facts {
            columns.name_zh.push(one.name_zh.clone());
            columns.name_en.push(one.name_en.clone());
            columns.stage.push(one.stage.map(|stage| stage.code().to_owned()));
            columns.ownership.push(one.ownership.map(|ownership| ownership.code().to_owned()));
            columns.boarding.push(one.boarding);
            columns.pupils.push(one.pupils);
        }
        columns
    }
}

/// One statement for the tree and one for the chains, however many: children may stand beside their parents in it.
async fn add(conn: &mut PgConnection, new: &[plan::New]) -> sqlx::Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let ids: Vec<OrgId> = new.iter().map(|one| one.id).collect();
    let districts: Vec<OrgId> = new.iter().map(|one| one.district).collect();
    let paths: Vec<String> = new.iter().map(|one| one.path.clone()).collect();
    let parents: Vec<Option<OrgId>> = new.iter().map(|one| one.parent).collect();
    let kinds: Vec<String> = new.iter().map(|one| one.kind.code().to_owned()).collect();
    let codes: Vec<String> = new.iter().map(|one| one.code.clone()).collect();
    let facts = Columns::of(new.iter().map(|one| &one.facts));
    sqlx::query!(
        "INSERT INTO org (id, parent_id, district_id, kind, code, path, name_zh, name_en, stage, ownership, boarding, pupils)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::boolean[], $12::integer[])",
        &ids as &[OrgId],
        &parents as &[Option<OrgId>],
        &districts as &[OrgId],
        &kinds,
        &codes,
        &paths,
        &facts.name_zh,
        &facts.name_en,
        &facts.stage as &[Option<String>],
        &facts.ownership as &[Option<String>],
        &facts.boarding as &[Option<bool>],
        &facts.pupils as &[Option<i32>]
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO ledger_head (district_id, school_id, path) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[])",
        &districts as &[OrgId],
        &ids as &[OrgId],
        &paths
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn change(conn: &mut PgConnection, changes: &[(OrgId, Facts)]) -> sqlx::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<OrgId> = changes.iter().map(|(id, _)| *id).collect();
    let facts = Columns::of(changes.iter().map(|(_, facts)| facts));
    sqlx::query!(
        "UPDATE org SET name_zh = n.name_zh, name_en = n.name_en, stage = n.stage, ownership = n.ownership, boarding = n.boarding, pupils = n.pupils
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::integer[]) AS n (id, name_zh, name_en, stage, ownership, boarding, pupils)
          WHERE org.id = n.id",
        &ids as &[OrgId],
        &facts.name_zh,
        &facts.name_en,
        &facts.stage as &[Option<String>],
        &facts.ownership as &[Option<String>],
        &facts.boarding as &[Option<bool>],
        &facts.pupils as &[Option<i32>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An organisation on the way up.
pub struct Above {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
}

/// The organisations above a place that the actor reaches, from the top.
///
/// # Errors
/// When the database is away.
pub async fn above(scope: &mut Scope, place: &Place) -> Result<Vec<Above>, Error> {
    let reach = scope.actor().scope().to_owned();
    Ok(sqlx::query_as!(
        Above,
        "SELECT code, name_zh, name_en FROM org WHERE code = ANY(string_to_array(rtrim($1, '.'), '.')) AND id <> $2 AND starts_with($1, path) AND starts_with(path, $3) ORDER BY path",
        place.path,
        place.id as OrgId,
        reach
    )
    .fetch_all(scope.conn())
    .await?)
}

/// An organisation directly below another.
pub struct Child {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub kind: Kind,
    pub stage: Option<Stage>,
    pub pupils: Option<i32>,
    /// Schools at or below it.
    pub schools: i64,
}

/// What stands directly below a place, by code, after the code given (empty: from the start); at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn children(scope: &mut Scope, place: &Place, after: &str, limit: i64) -> Result<Vec<Child>, Error> {
    Ok(sqlx::query_as!(
        Child,
        r#"SELECT o.code, o.name_zh, o.name_en, o.kind AS "kind: Kind", o.stage AS "stage: Stage", o.pupils,
                  (SELECT count(*) FROM org s WHERE s.kind = 'school' AND s.path >= o.path AND s.path < rtrim(o.path, '.') || '/') AS "schools!"
             FROM org o WHERE o.parent_id = $1 AND o.code > $2 ORDER BY o.code LIMIT $3"#,
        place.id as OrgId,
        after,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}
