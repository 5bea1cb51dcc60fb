//! Who keeps a check list, and in which order it is walked. Pure.

use super::model::Item;
use crate::access::{Actor, Place, Role};

/// The most questions of one list: what one inspection may ask.
pub use crate::inspection::rules::MOST_ITEMS as MOST;

/// Whether this actor keeps the lists of this very organisation. Who reaches it from above only reads them.
pub fn may_keep(place: &Place, actor: &Actor) -> bool {
    let role = if place.is_school() {
        matches!(actor.role(), Role::Officer | Role::Principal)
    } else {
        matches!(actor.role(), Role::Leader | Role::Reviewer | Role::Administrator)
    };
    role && actor.place().id == place.id
}

/// Questions of one area side by side, areas in the order of their first question: one added at the end is asked where it belongs.
pub fn by_area(items: Vec<Item>) -> Vec<Item> {
    let mut areas: Vec<(String, Vec<Item>)> = Vec::new();
    for item in items {
        match areas.iter_mut().find(|(area, _)| *area == item.area) {
            Some((_, together)) => together.push(item),
            None => areas.push((item.area.clone(), vec![item])),
        }
    }
    areas.into_iter().flat_map(|(_, together)| together).collect()
}
