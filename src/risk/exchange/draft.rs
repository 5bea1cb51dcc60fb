//! A point of a file on its way into the register, in codes and numbers only, so that it can lie in the database meanwhile.

use crate::id::{HazardId, PersonId, RiskPointId};
use crate::risk::model::{Adoption, Duties, Factor, Kind, LifeStage, MeasureKind, NewHazard, NewMeasure, Tier};
use crate::risk::scheme::{InForce, ScoreFault};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A point about to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub name: String,
    pub area: String,
    pub kind: String,
    pub place: String,
    pub accident: String,
    pub hazards: Vec<DraftHazard>,
    /// Kind and words.
    pub measures: Vec<(String, String)>,
    /// Tier and person.
    pub duties: Vec<(String, Uuid)>,
}

/// A hazard of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftHazard {
    pub description: String,
    pub factor: String,
    pub hazard_type: String,
    pub scores: Vec<i32>,
}

impl Draft {
    /// As the register keeps it: a point with its first hazard, and the further ones. People who may no longer be named are left out.
    ///
    /// # Errors
    /// When the scheme in force does not have the scores: it changed after the file was read.
    pub fn adoption(
        &self,
        scheme: &InForce,
        people: &[PersonId],
        at: DateTime<Utc>,
    ) -> Result<(Adoption, Vec<(HazardId, NewHazard)>), ScoreFault> {
        let mut hazards = Vec::with_capacity(self.hazards.len());
        for one in &self.hazards {
            hazards.push(NewHazard {
                description: one.description.clone(),
                factor: Factor::from_code(&one.factor).unwrap_or(Factor::Management),
                hazard_type: one.hazard_type.clone(),
                life_stage: LifeStage::Use,
                assessed: scheme.assess(&one.scores)?,
                residual: None,
            });
        }
        let mut hazards = hazards.into_iter();
        let first = hazards.next().ok_or(ScoreFault::Count)?;
        let measures = self
            .measures
            .iter()
            .filter_map(|(kind, description)| Some(NewMeasure::plain(MeasureKind::from_code(kind)?, description.clone())));
        let mut duties = Duties::default();
        for (tier, person) in &self.duties {
            if let Some(tier) = Tier::from_code(tier) {
                duties.set(tier, Some(PersonId(*person)).filter(|person| people.contains(person)));
            }
        }
        let point = Adoption {
            id: RiskPointId::at(at),
            catalogue_code: None,
            name: self.name.clone(),
            area: self.area.clone(),
            kind: Kind::from_code(&self.kind).unwrap_or(Kind::Place),
            place: self.place.clone(),
            accident: self.accident.clone(),
            hazard: first,
            measures: measures.collect(),
            duties,
        };
        Ok((point, hazards.map(|hazard| (HazardId::at(at), hazard)).collect()))
    }
}
