//! Who signs for a principal, from when to when (授权代签). A principal gives it, for a time that is known beforehand; either ends it early.
//!
//! It lets somebody of the same school sign in the principal's place and do nothing else, and it goes around no separation: whoever did, answered
//! for or verified the work does not sign it ([`crate::ticket::rules`]). Sign-in looks whose deputy somebody is today, so that it begins and ends
//! by itself.

pub mod pages;
pub mod rules;
pub mod store;
mod view;

use crate::access::Role::{Officer, Principal, Staff};
use crate::web::routes::{Gate, Routes};

pub fn routes() -> Routes {
    const SCHOOL: Gate = Gate::Roles(&[Staff, Officer, Principal]);
    Routes::default()
        .get(Gate::SignedIn, "/o/{org}/delegations", pages::list)
        .post(Gate::Roles(&[Principal]), "/o/{org}/delegations", pages::give)
        .post(SCHOOL, "/o/{org}/delegations/{delegation}/end", pages::end)
}
