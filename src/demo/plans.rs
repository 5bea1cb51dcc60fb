//! Who looks at what from today on: a few inspection plans at every school. The clock of the server makes today's tasks of them when it starts.

use super::people::Staff;
use crate::access::Place;
use crate::checklist;
use crate::checklist::model::{PRODUCTS, Product};
use crate::db::{Head, Scope};
use crate::id::{InspectionPlanId, PersonId};
use crate::risk::model::Tier;
use crate::task::model::{Asked, Plan, Rhythm, Standing, Timing};
use crate::task::{pages, store};
use crate::text::Lang;
use chrono::{DateTime, NaiveDate, Utc};

/// The product's lists that are planned: who walks them (a title of people.json in English; none: the officer), how often, at which tier.
const PLANNED: [(&str, &str, Rhythm, Tier); 4] = [
    ("gate_patrol", "Gatekeeper", Rhythm::Daily, Tier::Post),
    ("canteen_daily", "Canteen manager", Rhythm::Daily, Tier::Post),
    ("fire_daily", "", Rhythm::Daily, Tier::Department),
    ("fire_monthly", "", Rhythm::Monthly, Tier::School),
];

/// Keeps the plans of a school, for the scope's actor.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep(
    scope: &mut Scope,
    place: &Place,
    head: Head,
    staff: &Staff,
    lang: Lang,
    (now, today): (DateTime<Utc>, NaiveDate),
) -> anyhow::Result<Head> {
    let lists = checklist::store::usable(scope, place).await?;
    let products: Vec<Product> = PRODUCTS.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?;
    let mut plans = Vec::new();
    for (code, trade, rhythm, tier) in PLANNED {
        let person: Option<PersonId> = match trade {
            "" => Some(staff.officer.person()),
            // A school without a canteen has nobody who runs it.
            _ => staff.workers.iter().find(|worker| worker.trade == trade).map(|worker| worker.actor.person()),
        };
        let title = products.iter().find(|product| product.code == code).map(|product| &product.title);
        let list = lists.iter().find(|list| list.owner_path.is_empty() && Some(&list.title) == title);
        let Some((person, list)) = person.zip(list) else { continue };
        plans.push(Plan {
            id: InspectionPlanId::at(now),
            district: place.district,
            school: place.id,
            path: place.path.clone(),
            title: list.title.say(lang).to_owned(),
            kind: list.kind,
            tier,
            person,
            asked: Asked::List(list.series),
            timing: Timing { rhythm, windows: vec![], weekdays: vec![], school_days: false, before: None, lead: 0, raise: false },
            starts: today,
            ends: None,
            standing: Standing::Active,
            version: 1,
        });
    }
    // Made until yesterday: the clock makes today's.
    store::add(scope, place, &plans, today.pred_opt().unwrap_or(today)).await?;
    let mut head = head;
    for plan in &plans {
        head = pages::tell(scope, place, &head, "add_round", plan).await?;
    }
    Ok(head)
}
