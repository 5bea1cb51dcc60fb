//! How an old ledger is read. Pure: rows in, dangers and reasons out; the same rows with the same columns always read the same.

mod days;
mod heads;
mod lines;
mod words;

pub use days::{DayFault, day, serial, year_in};
pub use heads::{Heads, at, guess};
pub use lines::{Asked, Line, Outcome, digest, key_of, read};

use crate::access::{Actor, Place, Role};

/// Whether this actor takes over old ledgers there: the school's officer, or the bureau that oversees the school.
pub fn takes_over(actor: &Actor, place: &Place) -> bool {
    match actor.role() {
        Role::Officer => place.is_school() && actor.place().id == place.id,
        Role::Reviewer => place.is_school() && actor.reaches(&place.path),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
