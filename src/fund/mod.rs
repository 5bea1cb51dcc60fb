//! Money of hidden dangers (资金): planned, approved, spent, from which source, by which voucher; what a school has for a year and whether it
//! will do.
//!
//! What is *planned* stands in the ticket's plan and is read there, never copied: one figure cannot contradict itself. What the fixer *states* as
//! the cost stands in the ticket's work likewise; it is a claim, and the list of those that no vouchers bear out yet is one of the figures. Only
//! what the ticket does not know is kept here, as entries nobody changes or deletes: money *approved* (by the principal, or granted by the bureau)
//! and money *spent*, with its day, source and voucher. A wrong entry is taken back by its counter-entry. Each entry is an event of the ticket's
//! own story and leaves the ticket and its version alone.
//!
//! Planned money counts on the day the hidden danger was reported, everything else on the day of its entry. [`rules`] say who may enter what and
//! add up (pure), [`source`] is the list of sources (data), [`store`] keeps, [`pages`] show; each figure leads to the list it is the sum of.

mod export;
mod form;
pub mod model;
mod pages;
pub mod rules;
pub mod source;
pub mod store;
mod view;

use crate::access::Role::{Auditor, Leader, Officer, Principal, Reviewer};
use crate::web::routes::{
    Gate::{self, Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    const READERS: Gate = Roles(&[Officer, Principal, Reviewer, Leader, Auditor]);
    const KEEPERS: Gate = Roles(&[Officer, Principal]);
    Routes::default()
        .get(READERS, "/o/{org}/funds", pages::overview)
        .get(READERS, "/o/{org}/funds/list", pages::list)
        .get(READERS, "/o/{org}/funds/export.csv", export::csv)
        .get(READERS, "/o/{org}/funds/export.xlsx", export::xlsx)
        .get(KEEPERS, "/o/{org}/funds/budget", pages::budget)
        .post(KEEPERS, "/o/{org}/funds/budget", pages::set_budget)
        .get(SignedIn, "/o/{org}/funds/{number}", pages::show)
        .post(SignedIn, "/o/{org}/funds/{number}/{deed}", pages::act)
}
