//! What is checked before each use (每次使用前): begun by whoever uses it, from the home page or the day's page, one inspection a press.

use crate::access::Place;
use crate::id::InspectionPlanId;
use crate::web::form::Form;
use serde::Deserialize;

/// A plan that somebody may begin: they are its person, or answer for a risk point on its route.
#[derive(Clone, Debug, Deserialize)]
pub struct Use {
    pub id: InspectionPlanId,
    pub title: String,
    /// Times it was begun today, by anybody.
    pub today: i64,
}

/// The button that begins it once. Each has a request id of its own, so that pressing one twice begins one and pressing two begins two.
#[derive(Clone, Debug)]
pub struct Press {
    pub action: String,
    pub title: String,
    pub today: i64,
    pub request: String,
}

impl Press {
    pub fn all(place: &Place, uses: Vec<Use>) -> Vec<Self> {
        let press = |one: Use| Self {
            action: format!("/o/{}/plans/{}/begin", place.code, one.id),
            title: one.title,
            today: one.today,
            request: Form::blank().request_id(),
        };
        uses.into_iter().map(press).collect()
    }
}
