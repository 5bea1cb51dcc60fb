//! Who may change a plan how, and what an area's colour is. Pure: no I/O, no clock. [`decide`] is the only maker of a [`Change`], which is all that
//! the store accepts for a plan that exists.

use super::geometry::{Outline, Spot};
use super::model::{Area, Picture, Plan, Point};
use crate::access::{Actor, Role};
use crate::id::{PlanAreaId, RiskPointId};
use crate::ledger::Facts;
use chrono::{DateTime, Utc};

/// The most plans in use of a school, and areas of a plan.
pub const MOST_PLANS: usize = 60;
pub const MOST_AREAS: usize = 80;

/// The level of an area on a plan: the gravest present level of
/// - the points whose mark on this plan lies inside its outline or on the edge, whatever their own area is, and
/// - where the area stands for one of the catalogue's (the canteen), that area's points that are marked on no plan at all: food poisoning has no
///   spot of its own, yet colours the canteen.
///
/// `None` when there are none; then the area has no colour.
pub fn level_of(area: &Area, points: &[Point]) -> Option<i16> {
    points.iter().filter(|point| belongs(area, point)).map(|point| point.level).min()
}

/// Whether a point counts for an area; see [`level_of`].
pub fn belongs(area: &Area, point: &Point) -> bool {
    match point.at {
        Some(spot) => area.outline.contains(spot),
        None => !area.area.is_empty() && point.area == area.area && point.unplaced(),
    }
}

codes! {
    /// The deeds, by the name the ledger gives them.
    pub enum Deed {
        Add = "add_plan",
        Revise = "revise_plan",
        Retire = "retire_plan",
        Place = "place_mark",
        Move = "move_mark",
        Remove = "remove_mark",
        Draw = "draw_area",
        Redraw = "redraw_area",
        Erase = "remove_area",
    }
}

/// A risk point as an act names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub id: RiskPointId,
    pub number: String,
}

/// What somebody wants to do with a plan.
#[derive(Clone, Debug)]
pub enum Act {
    /// Its words, its place among the tabs, and perhaps a new picture. Marks and areas stay.
    Revise {
        name: String,
        building: String,
        floor: String,
        ordinal: i16,
        picture: Option<Picture>,
    },
    /// Out of use: the building is gone. Its points count as not placed from then on.
    Retire {
        note: String,
    },
    /// Marks a point, or moves its mark.
    Place {
        point: Named,
        from: Option<Spot>,
        to: Spot,
    },
    /// Takes a point's mark off.
    Remove {
        point: Named,
        from: Spot,
    },
    Draw {
        id: PlanAreaId,
        number: i16,
        name: String,
        area: String,
        outline: Outline,
    },
    /// Any part of an area.
    Redraw {
        before: Area,
        name: String,
        area: String,
        outline: Outline,
    },
    Erase {
        before: Area,
    },
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("somebody changed the plan since the form was shown")]
    Stale,
    #[error("the plan is out of use")]
    Retired,
    #[error("only the keepers of the school's register change its map")]
    Role,
    #[error("more areas than a plan holds")]
    Many,
}

impl Refusal {
    /// The Fluent key of the sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Stale => "map-refused-stale",
            Self::Retired => "map-refused-retired",
            Self::Role => "map-refused-role",
            Self::Many => "map-refused-many",
        }
    }
}

/// A lawful change. Only [`decide`] makes one.
#[derive(Clone, Debug)]
pub struct Change {
    before: Plan,
    after: Plan,
    act: Act,
}

impl Change {
    pub const fn before(&self) -> &Plan {
        &self.before
    }
    pub const fn after(&self) -> &Plan {
        &self.after
    }
    pub const fn act(&self) -> &Act {
        &self.act
    }

    pub const fn deed(&self) -> Deed {
        match &self.act {
            Act::Revise { .. } => Deed::Revise,
            Act::Retire { .. } => Deed::Retire,
            Act::Place { from: None, .. } => Deed::Place,
            Act::Place { .. } => Deed::Move,
            Act::Remove { .. } => Deed::Remove,
            Act::Draw { .. } => Deed::Draw,
            Act::Redraw { .. } => Deed::Redraw,
            Act::Erase { .. } => Deed::Erase,
        }
    }

    /// What the ledger keeps: ids, codes and numbers.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::from([("plan".into(), self.after.number.to_string())]);
        let mut fact = |name: &str, value: String| facts.insert(name.to_owned(), value);
        match &self.act {
            Act::Revise { ordinal, picture, .. } => {
                fact("ordinal", ordinal.to_string());
                if let Some(picture) = picture {
                    fact("photo", picture.photo.to_string());
                }
            }
            Act::Retire { .. } => {}
            Act::Place { point, from, to } => {
                name_point(&mut fact, point);
                if let Some(from) = from {
                    fact("from", numbers(*from));
                }
                fact("to", numbers(*to));
            }
            Act::Remove { point, from } => {
                name_point(&mut fact, point);
                fact("from", numbers(*from));
            }
            Act::Draw { id, number, area, outline, .. } => {
                fact("area", number.to_string());
                fact("area_id", id.to_string());
                fact("of", area.clone());
                fact("corners", corners(outline));
            }
            Act::Redraw { before, area, outline, .. } => {
                fact("area", before.number.to_string());
                fact("area_id", before.id.to_string());
                fact("of", area.clone());
                fact("corners", corners(outline));
            }
            Act::Erase { before } => {
                fact("area", before.number.to_string());
                fact("area_id", before.id.to_string());
            }
        }
        facts
    }

    /// Its words, by field.
    pub fn texts(&self) -> Vec<(String, String)> {
        let texts: Vec<(&str, &String)> = match &self.act {
            Act::Revise { name, building, floor, .. } => vec![("name", name), ("building", building), ("floor", floor)],
            Act::Retire { note } => vec![("note", note)],
            Act::Draw { name, .. } | Act::Redraw { name, .. } => vec![("name", name)],
            Act::Erase { before } => vec![("name", &before.name)],
            Act::Place { .. } | Act::Remove { .. } => vec![],
        };
        texts.into_iter().filter(|(_, words)| !words.is_empty()).map(|(field, words)| (field.to_owned(), words.clone())).collect()
    }
}

fn name_point(fact: &mut impl FnMut(&str, String) -> Option<String>, point: &Named) {
    fact("risk_point", point.id.to_string());
    fact("number", point.number.clone());
}

fn numbers(spot: Spot) -> String {
    format!("{},{}", spot.x(), spot.y())
}

fn corners(outline: &Outline) -> String {
    outline.corners().iter().map(|spot| numbers(*spot)).collect::<Vec<_>>().join(" ")
}

/// Whether this actor may change the plan at all, in the version they saw.
///
/// # Errors
/// Why not.
pub fn may(plan: &Plan, actor: &Actor, seen: i32) -> Result<(), Refusal> {
    if actor.place().id != plan.school || !matches!(actor.role(), Role::Officer | Role::Principal) {
        return Err(Refusal::Role);
    }
    if plan.retired_at.is_some() {
        return Err(Refusal::Retired);
    }
    if plan.version != seen {
        return Err(Refusal::Stale);
    }
    Ok(())
}

/// Decides an act. `areas` is how many the plan has in use.
///
/// # Errors
/// Why not.
pub fn decide(plan: &Plan, actor: &Actor, seen: i32, areas: usize, act: Act, now: DateTime<Utc>) -> Result<Change, Refusal> {
    may(plan, actor, seen)?;
    let mut after = plan.clone();
    after.version += 1;
    match &act {
        Act::Revise { name, building, floor, ordinal, picture } => {
            (after.name, after.building, after.floor, after.ordinal) = (name.clone(), building.clone(), floor.clone(), *ordinal);
            if let Some(picture) = picture {
                (after.photo, after.width, after.height) = (Some(picture.photo), picture.width, picture.height);
            }
        }
        Act::Retire { .. } => after.retired_at = Some(now),
        Act::Draw { .. } if areas >= MOST_AREAS => return Err(Refusal::Many),
        Act::Draw { .. } | Act::Redraw { .. } | Act::Erase { .. } | Act::Place { .. } | Act::Remove { .. } => {}
    }
    Ok(Change { before: plan.clone(), after, act })
}

#[cfg(test)]
mod tests;
