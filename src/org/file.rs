//! `hazard-register import orgs FILE`: the list of organisations from a file, told in plain English on the command line.

use super::{import, plan, store};
use crate::id::OrgId;
use anyhow::Context;
use sqlx::PgPool;
use std::io::Write;
use std::path::Path;

/// Imports a file of organisations. Every fault is printed with its line and column before anything is stored; `dry_run` stores nothing at all.
/// Returns whether the file was sound.
///
/// # Errors
/// When the file cannot be read, the database fails, or `out` cannot be written to.
pub async fn import_file(owner: &PgPool, file: &Path, dry_run: bool, out: &mut dyn Write) -> anyhow::Result<bool> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut conn = owner.acquire().await.context("cannot reach the database")?;
    let stored = store::stored(&mut conn).await?;
    let rows = match import::read(&bytes, &|code| stored.get(code).map(|org| org.kind)) {
        Ok(rows) => rows,
        Err(faults) => return refuse(out, &faults),
    };
    // Decided here first, so that a dry run tells of moves too.
    let plan = match plan::plan(&stored, rows.clone(), OrgId::new) {
        Ok(plan) => plan,
        Err(moved) => return refuse(out, &moved),
    };
    if dry_run {
        writeln!(
            out,
            "Nothing stored (dry run). Would add {}, change {}, leave {} as they are.",
            plan.add.len(),
            plan.change.len(),
            plan.unchanged
        )?;
        return Ok(true);
    }
    let done = match store::import(&mut conn, rows).await {
        Ok(done) => done,
        Err(store::Fault::Refused(moved)) => return refuse(out, &moved),
        Err(fault @ store::Fault::Database(_)) => return Err(fault.into()),
    };
    writeln!(out, "Added {}, changed {}, left {} as they were.", done.added, done.changed, done.unchanged)?;
    Ok(true)
}

fn refuse<T: std::fmt::Display>(out: &mut dyn Write, faults: &[T]) -> anyhow::Result<bool> {
    for fault in faults {
        writeln!(out, "{fault}")?;
    }
    let things = if faults.len() == 1 { "thing" } else { "things" };
    writeln!(out, "Nothing stored: {} {things} to mend.", faults.len())?;
    Ok(false)
}
