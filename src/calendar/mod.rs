//! The school calendar (校历): terms, days off, make-up school days, and key periods (重点时段) in which more is looked at.
//!
//! A bureau keeps one for everything below it, a school may keep its own days beside it; public holidays of the country ship with the product
//! ([`holidays`]). [`rules`] says what a day is at a place: the nearest organisation that says something of it is heard. [`form`] reads an entry,
//! [`store`] keeps the entries, [`pages`] shows a school year of them; nothing is deleted, an entry is taken out of use.

pub mod form;
pub mod holidays;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
mod view;

pub use view::TermsNote;

use crate::access::Role::{Administrator, Leader, Officer, Principal, Reviewer};
use crate::web::routes::{
    Gate::{self, Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    // Each for their own organisation only: a bureau's calendar reaches its schools by itself.
    const KEEPERS: Gate = Roles(&[Officer, Principal, Reviewer, Leader, Administrator]);
    Routes::default()
        .get(SignedIn, "/o/{org}/calendar", pages::show)
        .get(KEEPERS, "/o/{org}/calendar/new", pages::new)
        .post(KEEPERS, "/o/{org}/calendar", pages::add)
        .get(KEEPERS, "/o/{org}/calendar/{entry}/retire", pages::retiring)
        .post(KEEPERS, "/o/{org}/calendar/{entry}/retire", pages::retire)
}
