//! The clock that turns plans into tasks, day by day and district by district.
//!
//! One transaction makes one district's one day, all of it or nothing, and moves the schedule on: whoever is killed in the middle has made
//! nothing, and the next makes all. Days slept through are made up in their order; their tasks are there, and missed, as they were.

use super::model::{Occasion, Plan};
use super::store::{self, Making};
use crate::access::Place;
use crate::calendar::rules::Calendar;
use crate::clock::Zone;
use crate::db::{Behind, Db, Scope};
use crate::error::Result;
use crate::id::InspectionId;
use crate::web::App;
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::watch;

/// How often is looked whether a new day has come. One look-up when there is nothing to do.
const LOOK: Duration = Duration::from_secs(20);
/// The longest sleep that is made up; who slept longer begins here.
const MOST_DAYS: u64 = 92;

/// Makes tasks whenever a day has come, until told to stop.
pub async fn keep(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let made = async { make(&app.db, app.zone, app.db.today().await?).await };
        match made.await {
            Ok(0) => {}
            Ok(tasks) => tracing::info!(tasks, "made the day's tasks"),
            Err(error) => tracing::warn!(%error, "the day's tasks could not be made; trying again"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            told = stop.wait_for(|told| *told) => if told.is_err() { return },
        }
    }
}

/// Makes what is not made yet, up to and with a day. Returns how many tasks that were.
///
/// # Errors
/// When the database is away; what was committed stays, what was not will be made again.
pub async fn make(db: &Db, zone: Zone, today: NaiveDate) -> Result<u64> {
    let mut made = 0;
    for district in db.behind(today).await? {
        while let Some(tasks) = one_day(db, zone, &district, today).await? {
            made += tasks;
        }
    }
    Ok(made)
}

/// The next day of a district; `None` when there is none left, or another clock has it in hand.
async fn one_day(db: &Db, zone: Zone, district: &Behind, today: NaiveDate) -> Result<Option<u64>> {
    let mut clock = db.the_clock_reaches(district).await?;
    let Some(until) = store::take(clock.conn(), district.district, today).await? else { return Ok(None) };
    let earliest = today.checked_sub_days(Days::new(MOST_DAYS)).unwrap_or(today);
    let day = until.succ_opt().unwrap_or(today).max(earliest);
    let entries = crate::calendar::store::around(clock.conn(), &district.path).await?;
    let mut calendars: BTreeMap<String, Calendar> = BTreeMap::new();
    let mut counts = store::Due::default();
    let mut last = None;
    let mut made = 0;
    loop {
        let plans = store::active(clock.conn(), district.district, last).await?;
        let Some(end) = plans.last() else { break };
        last = Some(end.id);
        let mut making = Making::default();
        for plan in &plans {
            let calendar = calendars.entry(plan.path.clone()).or_insert_with(|| Calendar::at(&entries, &plan.path));
            for occasion in super::rules::occasions(plan, calendar, zone, day) {
                making.add(zone, plan, occasion, InspectionId::new());
            }
        }
        made += store::make(clock.conn(), district.district, &making, &mut counts).await?;
    }
    // Schools that a campaign asked while nobody was there to be asked. Before the sums, which come last.
    for one in crate::campaign::store::give::tasks(clock.conn(), zone, today, &district.path, None, Some(district.district)).await? {
        counts.add(one.school, &one.path, one.due_on);
        made += 1;
    }
    // At the end, so that no page waits for them longer than a moment; schools before the district, as every writer does.
    store::count_due(clock.conn(), district.district, &district.path, &counts).await?;
    store::advance(clock.conn(), district.district, day).await?;
    clock.commit().await?;
    Ok(Some(made))
}

/// Makes what is still to be done today of plans that were just made or changed.
///
/// # Errors
/// When the database refuses or is away.
pub async fn make_rest_of_today(scope: &mut Scope, place: &Place, zone: Zone, plans: &[Plan], today: NaiveDate) -> Result<()> {
    let now = scope.now()?;
    let calendar = crate::calendar::store::calendar(scope.conn(), place).await?;
    let mut making = Making::default();
    for plan in plans {
        for occasion in rest_of_today(super::rules::occasions(plan, &calendar, zone, today), now) {
            making.add(zone, plan, occasion, InspectionId::new());
        }
    }
    let mut counts = store::Due::default();
    store::make(scope.conn(), place.district, &making, &mut counts).await?;
    store::count_due(scope.conn(), place.district, place.district_path(), &counts).await
}

/// Those of a plan's occasions that are still to come today: for a plan that was just made or changed.
fn rest_of_today(occasions: Vec<Occasion>, now: chrono::DateTime<chrono::Utc>) -> Vec<Occasion> {
    occasions.into_iter().filter(|one| one.due > now).collect()
}
