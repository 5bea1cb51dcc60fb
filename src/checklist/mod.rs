//! The check list (检查表): the questions an inspection asks, kept for use. A school's own, those of the bureaus above it, and the product's.
//!
//! A list is a series of versions. A version never changes, so what was asked stays what it was; the newest one is in use until it is retired.
//! [`model`] says what a list is, [`rules`] who keeps it, [`form`] reads what was typed, [`store`] keeps it and installs the product's own,
//! [`pages`] shows it. Inspections and their plans take their questions from here.

pub mod form;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
mod view;

use crate::access::Role::{Administrator, Leader, Officer, Principal, Reviewer};
use crate::web::routes::{
    Gate::{self, Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    const KEEPERS: Gate = Roles(&[Officer, Principal, Reviewer, Leader, Administrator]);
    Routes::default()
        .get(SignedIn, "/o/{org}/checklists", pages::list)
        .post(KEEPERS, "/o/{org}/checklists", pages::add)
        .get(KEEPERS, "/o/{org}/checklists/new", pages::new)
        .get(SignedIn, "/o/{org}/checklists/{list}", pages::show)
        .get(KEEPERS, "/o/{org}/checklists/{list}/edit", pages::edit)
        .post(KEEPERS, "/o/{org}/checklists/{list}/edit", pages::revise)
        .post(KEEPERS, "/o/{org}/checklists/{list}/retire", pages::retire)
        .post(KEEPERS, "/o/{org}/checklists/{list}/restore", pages::restore)
}
