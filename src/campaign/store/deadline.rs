//! The SQL of a deadline that is moved: the campaign, the tasks that are not done, the sums of both days, the event.

use crate::access::Place;
use crate::calendar::rules::Calendar;
use crate::campaign::model::{Campaign, Shift};
use crate::campaign::rules;
use crate::clock::Zone;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{CampaignId, InspectionId, OrgId};
use crate::ledger::{self, Event, Facts, Subject};
use crate::task;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::types::Json;
use std::collections::BTreeMap;

/// Moves the deadline of a campaign that still has the version it was read in; the campaign ends no sooner. Every task that is not done is due
/// on that day, moved to its school's next school day. The bureau's turn must be taken.
///
/// # Errors
/// [`Error::Conflict`] when somebody was first; when the database refuses or is away.
pub async fn shift(scope: &mut Scope, place: &Place, head: &Head, zone: Zone, campaign: &Campaign, shift: &Shift) -> Result<Head> {
    let ends = campaign.draft.ends.max(shift.to);
    let done = sqlx::query!(
        "UPDATE campaign SET deadline = $4, ends_on = $5, shifts = shifts || $6::jsonb, version = version + 1 WHERE id = $1 AND owner_path = $2 AND version = $3 AND state = 'running'",
        campaign.id as CampaignId,
        place.path,
        campaign.version,
        shift.to,
        ends,
        Json([shift]) as Json<[&Shift; 1]>
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("campaign-stale"));
    }
    let schools = follow(scope, place, zone, campaign, shift.to).await?;
    let facts: Facts =
        [("from", shift.from.to_string()), ("to", shift.to.to_string()), ("ends", ends.to_string()), ("schools", schools.to_string())]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
    let event = Event {
        subject: Subject::Campaign,
        subject_id: campaign.id.0,
        act: "shift_campaign",
        from_state: "running",
        to_state: "running",
        facts,
        texts: vec![("title".into(), campaign.draft.title.clone()), ("reason".into(), shift.why.clone())],
    };
    ledger::append(scope, place, head, event).await
}

/// Lets the tasks follow, each by its school's calendar, and moves them in the sums. Returns how many those were.
async fn follow(scope: &mut Scope, place: &Place, zone: Zone, campaign: &Campaign, to: NaiveDate) -> Result<usize> {
    let open = sqlx::query!(
        r#"SELECT k.district_id AS "district: OrgId", k.id AS "task: InspectionId", k.path, k.opens_at
             FROM campaign_school s JOIN inspection_task k ON k.district_id = s.district_id AND k.campaign_id = s.campaign_id AND k.school_id = s.school_id
            WHERE s.campaign_id = $1 AND starts_with(s.path, $2) AND k.done_at IS NULL"#,
        campaign.id as CampaignId,
        place.path
    )
    .fetch_all(scope.conn())
    .await?;
    let entries = crate::calendar::store::around(scope.conn(), &place.path).await?;
    let (mut districts, mut tasks, mut ends): (Vec<OrgId>, Vec<InspectionId>, Vec<DateTime<Utc>>) = (vec![], vec![], vec![]);
    for one in open {
        let opens = zone.day(one.opens_at);
        let due = rules::shifted(&Calendar::at(&entries, &one.path), opens, to);
        let Some((_, end)) = rules::span(zone, opens, due) else { continue };
        districts.push(one.district);
        tasks.push(one.task);
        ends.push(end);
    }
    let moved = sqlx::query!(
        r#"SELECT district AS "district!: OrgId", district_path AS "district_path!", school AS "school!: OrgId", school_path AS "school_path!", due_was AS "was!", due_now AS "now!"
             FROM shift_campaign_tasks($1, $2, $3, $4)"#,
        campaign.id as CampaignId,
        &districts as &[OrgId],
        &tasks as &[InspectionId],
        &ends
    )
    .fetch_all(scope.conn())
    .await?;
    let last = |due: DateTime<Utc>| zone.day(due - TimeDelta::microseconds(1));
    // District by district in the order of their ids, as when the schools were asked.
    let mut counts: BTreeMap<OrgId, (String, task::store::Due)> = BTreeMap::new();
    let count = moved.len();
    for one in moved {
        let (_, due) = counts.entry(one.district).or_insert_with(|| (one.district_path, task::store::Due::default()));
        due.less(one.school, &one.school_path, last(one.was));
        due.add(one.school, &one.school_path, last(one.now));
    }
    for (district, (path, due)) in &counts {
        task::store::count_due(scope.conn(), *district, path, due).await?;
    }
    Ok(count)
}
