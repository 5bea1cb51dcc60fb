//! The clock that draws every bureau's closings once a week.
//!
//! One transaction is one bureau's week, all or nothing: whoever is killed in the middle has drawn nothing, and the next draws. Weeks slept through
//! are one draw, of all that was closed meanwhile.

use super::draw::{chance, draw};
use super::store;
use crate::access::Place;
use crate::clock::week_of;
use crate::db::{Behind, Db};
use crate::error::Result;
use crate::ledger;
use crate::web::App;
use chrono::NaiveDate;
use std::time::Duration;
use tokio::sync::watch;

/// How often is looked whether a new week has come. One look-up when there is nothing to do.
const LOOK: Duration = Duration::from_secs(60);

/// Draws whenever a week has come, until told to stop.
pub async fn keep(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let drawn = async { week(&app.db, app.db.today().await?, chance).await };
        match drawn.await {
            Ok(0) => {}
            Ok(draws) => tracing::info!(draws, "drew closings of the week"),
            Err(error) => tracing::warn!(%error, "closings could not be drawn; trying again"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            told = stop.wait_for(|told| *told) => if told.is_err() { return },
        }
    }
}

/// Draws for every bureau that was not drawn for in the week of a day, where something was closed. Returns how many draws that were.
///
/// # Errors
/// When the database is away; what was committed stays, what was not will be drawn again.
pub async fn week(db: &Db, today: NaiveDate, chance: fn() -> [u8; 32]) -> Result<u64> {
    let week = week_of(today);
    let mut draws = 0;
    for bureau in db.undrawn(week).await? {
        draws += u64::from(one(db, &bureau, week, chance()).await?);
    }
    Ok(draws)
}

/// One bureau's week; `false` when nothing was closed, or another clock or somebody of the bureau has it in hand.
async fn one(db: &Db, bureau: &Place, week: NaiveDate, nonce: [u8; 32]) -> Result<bool> {
    let mut clock = db.the_clock_reaches(&Behind { district: bureau.district, path: bureau.path.clone() }).await?;
    if !store::take_week(clock.conn(), bureau, week).await? {
        return Ok(false);
    }
    let Some((head, now)) = clock.turn(bureau).await? else { return Ok(false) };
    let event = draw(clock.conn(), bureau, &head, None, nonce).await?;
    let drawn = event.is_some();
    if let Some(event) = event {
        ledger::append_by_the_clock(&mut clock, bureau, &head, now, event).await?;
    }
    store::advance_week(clock.conn(), bureau, week).await?;
    clock.commit().await?;
    Ok(drawn)
}
