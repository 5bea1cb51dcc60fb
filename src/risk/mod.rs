//! The risk register: risk points (风险点) of a school, the hazards (危险源) in each, the measures (管控措施) that hold them, and the people who
//! answer for it, tier by tier (分级管控).
//!
//! A risk is what could go wrong while controlled; a hidden danger is a control that is missing now, and lives in `ticket`. A risk point
//! carries three levels, see [`model::Levels`]. A hazard is scored by a [`scheme`] of [`crate::grading`], which is versioned data; an evaluation is a row that is never
//! rewritten. [`rules`] decides what a level demands and what may be changed (pure, the only source of a [`rules::Change`]), [`catalogue`] is the
//! product's own list of points a school starts from, [`rhythm`] says how often who looks, [`store`] keeps, [`pages`] shows.
//!
//! [`exchange`] takes whole lists in from other programs and gives them out.

pub mod catalogue;
pub mod exchange;
pub mod form;
mod line;
pub mod model;
pub mod pages;
pub mod rhythm;
pub mod rules;
pub mod store;
mod view;

pub use crate::grading::scheme;

use crate::access::Role::{Officer, Principal};
use crate::web::routes::{
    Gate::{Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    const KEEPERS: crate::web::routes::Gate = Roles(&[Officer, Principal]);
    Routes::default()
        .get(SignedIn, "/o/{org}/risks", pages::list)
        .get(KEEPERS, "/o/{org}/risks/new", pages::new)
        .post(KEEPERS, "/o/{org}/risks", pages::add)
        .get(KEEPERS, "/o/{org}/risks/adopt", pages::shelf)
        .post(KEEPERS, "/o/{org}/risks/adopt", pages::adopt)
        .get(SignedIn, "/o/{org}/risks/matrix", pages::matrix)
        .get(SignedIn, "/o/{org}/risks/{number}", pages::show)
        .get(KEEPERS, "/o/{org}/risks/{number}/{act}", pages::show_act)
        .post(KEEPERS, "/o/{org}/risks/{number}/{act}", pages::act)
        .and(exchange::routes(KEEPERS))
}
