//! A risk list that a school has sent and not yet let in: a few points to add, a few there already, a few faults to look at.

use crate::access::Place;
use crate::clock::Zone;
use crate::db::Scope;
use crate::id::{ImportId, PersonId};
use crate::risk::exchange::check::{Ground, check};
use crate::risk::exchange::columns::Heads;
use crate::risk::exchange::store;
use crate::text::Lang;
use crate::{risk, sheet, ticket};
use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};

/// Reads the list as the upload does and keeps what it says, for the scope's actor.
///
/// # Errors
/// When the list is not one, a fault of the demo's, or the database is away.
pub async fn sent(scope: &mut Scope, place: &Place, lang: Lang, zone: Zone, now: DateTime<Utc>) -> anyhow::Result<()> {
    let list = match lang {
        Lang::Zh => include_str!("../../demo/risk-list.zh-CN.csv"),
        Lang::En => include_str!("../../demo/risk-list.en.csv"),
    };
    let scheme = risk::store::scheme(scope, place).await?;
    let people = ticket::store::people(scope, place, &[], zone.day(now)).await?;
    let people: Vec<(PersonId, String)> = people.into_iter().filter(|one| one.here).map(|one| (one.id, one.name)).collect();
    let existing = store::existing(scope, place).await?;
    let ground = Ground { scheme: &scheme, place, people: &people, existing: &existing, lang };
    let table = sheet::read(list.as_bytes(), &|_| true).context("the demo's risk list")?;
    let heads = Heads::find(&table, &scheme.scheme, lang).map_err(|fault| anyhow!("the demo's risk list: {fault:?}"))?;
    let checked = check(&table, &heads, &ground).map_err(|rows| anyhow!("the demo's risk list has {rows} rows"))?;
    store::keep(scope, place, ImportId::at(now), scheme.id, &table.sheet, &checked).await?;
    Ok(())
}
