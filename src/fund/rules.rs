//! Who may enter what, and how sums are made. Pure.

use super::model::{Deed, Entry, Figure, Kind, Part, Sums};
use crate::access::{Actor, Place, Role};
use crate::money::Fen;
use crate::ticket::model::{State, Ticket};

/// Why not. Each is a sentence for the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Role,
    /// Nothing is planned yet, so there is nothing to approve or to pay for.
    NoPlan,
    /// The ticket came to nothing.
    Void,
    /// Whoever made the plan, answers for it or spends does not approve.
    OwnMoney,
    /// Whoever approved neither spends nor takes entries back.
    Approver,
    /// It was taken back already, or takes another back itself.
    Gone,
}

impl Refusal {
    /// The Fluent key of the sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Role => "fund-refused-role",
            Self::NoPlan => "fund-refused-no-plan",
            Self::Void => "fund-refused-void",
            Self::OwnMoney => "fund-refused-own-money",
            Self::Approver => "fund-refused-approver",
            Self::Gone => "fund-refused-gone",
        }
    }
}

/// A bureau's own people, for a school below.
fn above(actor: &Actor, place: &Place) -> bool {
    matches!(actor.role(), Role::Reviewer | Role::Leader) && place.is_school() && actor.place().id != place.id && actor.reaches(&place.path)
}

fn at_school(actor: &Actor, place: &Place) -> bool {
    actor.role().at_school() && actor.place().id == place.id
}

/// Whether this actor may do this to the money of a ticket; `which` is the entry that would be taken back.
///
/// # Errors
/// The first reason why not.
pub fn may(deed: Deed, t: &Ticket, entries: &[Entry], which: Option<&Entry>, actor: &Actor, place: &Place) -> Result<(), Refusal> {
    let me = actor.person();
    let here = at_school(actor, place);
    let (officer, principal) = (here && actor.role() == Role::Officer, here && actor.role() == Role::Principal);
    let fixer = here && (t.responsible() == Some(me) || t.rectifier() == Some(me));
    let approved = entries.iter().any(|one| one.kind == Kind::Approved && one.cancels.is_none() && one.person == me);
    match deed {
        Deed::Approve if !(principal || above(actor, place)) => Err(Refusal::Role),
        Deed::Spend if !(officer || fixer) => Err(Refusal::Role),
        Deed::Approve | Deed::Spend if t.state == State::Void => Err(Refusal::Void),
        Deed::Approve if t.plan.is_none() => Err(Refusal::NoPlan),
        Deed::Spend if t.plan.is_none() && t.work.is_none() => Err(Refusal::NoPlan),
        Deed::Approve => {
            let spends = entries.iter().any(|one| one.kind == Kind::Spent && one.cancels.is_none() && one.person == me);
            if t.assigner == Some(me) || t.worked_on_by(me) || spends { Err(Refusal::OwnMoney) } else { Ok(()) }
        }
        Deed::Spend => {
            if approved {
                Err(Refusal::Approver)
            } else {
                Ok(())
            }
        }
        Deed::Cancel => {
            let Some(one) = which else { return Err(Refusal::Gone) };
            let post = match one.kind {
                Kind::Spent => officer || fixer,
                Kind::Approved if one.by_bureau => above(actor, place),
                Kind::Approved => officer || above(actor, place),
            };
            if !post {
                Err(Refusal::Role)
            } else if one.cancels.is_some() || entries.iter().any(|other| other.cancels == Some(one.id)) {
                Err(Refusal::Gone)
            } else if approved {
                Err(Refusal::Approver)
            } else {
                Ok(())
            }
        }
    }
}

/// Whether a budget of this school is this actor's to keep.
pub fn keeps(actor: &Actor, place: &Place) -> bool {
    at_school(actor, place) && matches!(actor.role(), Role::Officer | Role::Principal)
}

/// Approved and spent of a ticket, counter-entries taken off.
pub fn of_entries(planned: Fen, entries: &[Entry]) -> Sums {
    let sum = |kind| Fen(entries.iter().filter(|one| one.kind == kind).map(|one| one.fen.0).sum());
    Sums { planned, approved: sum(Kind::Approved), spent: sum(Kind::Spent) }
}

/// The sums of the parts that `wanted` says yes to.
pub fn sums(parts: &[Part], wanted: impl Fn(&Part) -> bool) -> Sums {
    let mut sums = Sums::default();
    for part in parts.iter().filter(|part| wanted(part)) {
        match part.figure {
            Figure::Planned => sums.planned.0 += part.fen.0,
            Figure::Approved => sums.approved.0 += part.fen.0,
            Figure::Spent => sums.spent.0 += part.fen.0,
            Figure::Open | Figure::Differs => {}
        }
    }
    sums
}

#[cfg(test)]
mod tests;
