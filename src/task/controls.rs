//! Temporary controls of hidden dangers (临时管控措施) are looked at every day: each has an inspection plan of its own, begun with it and ended
//! with it. Its question is the control's own words, so a task of it asks whether that still holds.

use super::model::{Asked, Plan, Rhythm, Standing, Timing, Window};
use super::{schedule, store};
use crate::access::Place;
use crate::clock::Zone;
use crate::db::Scope;
use crate::error::Result;
use crate::id::InspectionPlanId;
use crate::inspection::model::Kind;
use crate::risk::model::Tier;
use crate::ticket::major::Control;
use crate::ticket::rules::Step;

/// Begins the plans of controls that a step brought, and ends those of controls that it lifted or that ended with the danger. Tasks of today stay:
/// what was due is done or missed. Called by the ticket's save, in its transaction.
///
/// # Errors
/// When the database refuses or is away.
pub async fn follow(scope: &mut Scope, place: &Place, zone: Zone, step: &Step) -> Result<()> {
    let ticket = step.after();
    let before = step.before().map(|before| before.controls.as_slice()).unwrap_or_default();
    if before == ticket.controls {
        return Ok(());
    }
    let today = zone.day(scope.now()?);
    let new: Vec<Plan> = ticket
        .controls
        .iter()
        .filter(|one| one.stands() && !before.iter().any(|known| known.plan == one.plan))
        .map(|one| Plan {
            id: one.plan,
            district: place.district,
            school: place.id,
            path: place.path.clone(),
            title: one.words.clone(),
            kind: Kind::Special,
            tier: Tier::Post,
            person: one.owner,
            asked: Asked::Control(ticket.id),
            timing: Timing {
                rhythm: Rhythm::Daily,
                windows: windows(one),
                weekdays: vec![],
                school_days: false,
                before: None,
                lead: 0,
                raise: false,
            },
            starts: today,
            ends: None,
            standing: Standing::Active,
            version: 1,
        })
        .collect();
    if !new.is_empty() {
        store::add(scope, place, &new, today).await?;
        schedule::make_rest_of_today(scope, place, zone, &new, today).await?;
    }
    let over: Vec<InspectionPlanId> = ticket.controls.iter().filter(|one| !one.stands()).map(|one| one.plan).collect();
    if over.is_empty() { Ok(()) } else { store::end(scope, place, &over).await }
}

/// One look a day at any time; several by the day's parts.
fn windows(control: &Control) -> Vec<Window> {
    const HOUR: u16 = 60;
    match control.times {
        0 | 1 => vec![],
        2 => vec![Window { from: 6 * HOUR, to: 12 * HOUR }, Window { from: 12 * HOUR, to: 18 * HOUR }],
        _ => vec![
            Window { from: 6 * HOUR, to: 12 * HOUR },
            Window { from: 12 * HOUR, to: 18 * HOUR },
            Window { from: 18 * HOUR, to: 24 * HOUR - 1 },
        ],
    }
}
