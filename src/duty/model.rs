//! A risk point as far as responsibility goes.

use crate::id::{PersonId, RiskPointId};
use crate::risk::model::{Duties, Tier};
use crate::risk::rules;
use chrono::NaiveDate;

/// A point in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub id: RiskPointId,
    pub number: String,
    pub name: String,
    pub place: String,
    /// A code of the catalogue's areas, or words.
    pub area: String,
    pub level: i16,
    /// The level that decides at which tiers somebody must be named.
    pub demand: i16,
    pub complete: bool,
    pub review_on: NaiveDate,
    pub version: i32,
    pub duties: Duties,
    /// Who stands in at each tier.
    pub deputies: Duties,
    /// Who keeps a measure of it in order; one who keeps two stands here twice.
    pub keepers: Vec<PersonId>,
}

impl Point {
    /// Somebody must be named at this tier.
    pub fn needs(&self, tier: Tier) -> bool {
        rules::tiers(self.demand).contains(&tier)
    }

    /// Somebody must be, and nobody is.
    pub fn lacks(&self, tier: Tier) -> bool {
        self.needs(tier) && self.duties.of(tier).is_none()
    }

    /// The tiers at which this person answers for it, from the highest down.
    pub fn tiers_of(&self, person: PersonId) -> Vec<Tier> {
        self.duties.named().filter(|(_, named)| *named == person).map(|(tier, _)| tier).collect()
    }

    /// This person has anything to do with it: answers, stands in, or keeps a measure in order.
    pub fn concerns(&self, person: PersonId) -> bool {
        self.duties.named().chain(self.deputies.named()).any(|(_, named)| named == person) || self.keepers.contains(&person)
    }
}
