//! Who asks and records. Pure.

use crate::access::{Actor, Role};
use crate::ticket::model::{State, Ticket};

/// Whether this actor may ask a body outside about a ticket, or record what it answered: the school's officer or principal, or the bureau above,
/// once it is confirmed and while it is open. An answer that comes after its end is still recorded.
pub fn may_ask(t: &Ticket, actor: &Actor) -> bool {
    t.state.open() && t.state != State::Reported && may_record(t, actor)
}

pub fn may_record(t: &Ticket, actor: &Actor) -> bool {
    match actor.role() {
        Role::Officer | Role::Principal => actor.place().id == t.school,
        Role::Reviewer | Role::Leader => actor.reaches(&t.path),
        Role::Staff | Role::Administrator | Role::Auditor => false,
    }
}
