//! Working with bodies outside the school (部门协同): what was asked of the police, the fire service, health or market supervision about a hidden
//! danger, by when an answer was wanted, and what they answered.
//!
//! They have no account here; whoever asked records their reply. Both are events of the ticket itself, beside its loop: nothing moves.

pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
mod view;

use crate::access::Role::{Leader, Officer, Principal, Reviewer};
use crate::web::routes::{Gate, Routes};

pub fn routes() -> Routes {
    const ASKERS: Gate = Gate::Roles(&[Officer, Principal, Reviewer, Leader]);
    Routes::default()
        .get(Gate::SignedIn, "/o/{org}/tickets/{number}/referrals", pages::list)
        .post(ASKERS, "/o/{org}/tickets/{number}/referrals", pages::ask)
        .post(ASKERS, "/o/{org}/tickets/{number}/referrals/{referral}", pages::reply)
}
