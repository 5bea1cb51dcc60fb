//! The clock that climbs the ladder, day by day and district by district.
//!
//! One transaction tells one district's days up to today, all or nothing, and moves its schedule on: whoever is killed in the middle has told
//! nothing, and the next tells all. Days slept through are told together, once.

use super::rules;
use super::store::ladder as store;
use crate::clock::Zone;
use crate::db::{Behind, Db};
use crate::error::Result;
use crate::web::App;
use chrono::{Days, NaiveDate, NaiveTime};
use std::time::Duration;
use tokio::sync::watch;

/// How often is looked whether a new day has come. One look-up when there is nothing to do.
const LOOK: Duration = Duration::from_secs(20);
/// The longest sleep that is made up.
const MOST_DAYS: u64 = 92;
/// When a digest goes out: whoever is told of a deadline at midnight switches such mails off.
const MORNING: Option<NaiveTime> = NaiveTime::from_hms_opt(7, 30, 0);

/// Tells whenever a day has come, until told to stop.
pub async fn keep(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let told = async { tell(&app.db, app.zone, app.db.today().await?).await };
        match told.await {
            Ok(0) => {}
            Ok(lines) => tracing::info!(lines, "told people of deadlines"),
            Err(error) => tracing::warn!(%error, "people could not be told of deadlines; trying again"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            told = stop.wait_for(|told| *told) => if told.is_err() { return },
        }
    }
}

/// Tells what is not told yet, up to and with a day. Returns how many lines that were.
///
/// # Errors
/// When the database is away; what was committed stays, what was not will be told again.
pub async fn tell(db: &Db, zone: Zone, today: NaiveDate) -> Result<u64> {
    let mut told = 0;
    for district in db.untold(today).await? {
        told += one(db, zone, &district, today).await?;
    }
    Ok(told)
}

/// One district up to today; nothing when another clock has it in hand.
async fn one(db: &Db, zone: Zone, district: &Behind, today: NaiveDate) -> Result<u64> {
    let mut clock = db.the_clock_reaches(district).await?;
    let Some(until) = store::take(clock.conn(), district, today).await? else { return Ok(0) };
    let since = until.max(today.checked_sub_days(Days::new(MOST_DAYS)).unwrap_or(today));
    let ladder = store::in_force(clock.conn(), &district.path).await?;
    let open = store::open(clock.conn(), district.district, since, today).await?;
    let mut telling = store::Telling::default();
    if !open.is_empty() {
        let holders = store::holders(clock.conn(), district.district, today).await?;
        for one in &open {
            let near: Vec<_> = holders.get(&one.school).into_iter().chain(holders.get(&district.district)).flatten().copied().collect();
            for line in rules::lines(&ladder, one, district.district, &near, since, today) {
                telling.add(one, &line);
            }
        }
    }
    crate::delegation::store::tell_begun(clock.conn(), district.district, until, today).await?;
    // Also with nothing to tell anybody: a robot's digest is of everything below its organisation.
    let morning = MORNING.and_then(|morning| zone.instant(today.and_time(morning)));
    let made = store::tell(clock.conn(), district, &telling, today, morning).await?;
    store::advance(clock.conn(), district.district, today).await?;
    clock.commit().await?;
    Ok(made)
}
