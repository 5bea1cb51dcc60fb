//! Responsibility (责任): who answers for which risk points at which tier (分级管控), naming somebody for many points at once, and handing
//! everything over (交接) when a person leaves or changes post.
//!
//! The rows are those of the register (`risk_duty`); the register's own form names people one point at a time. [`rules`] decides what changes
//! (pure, the only source of a [`rules::Shift`], which is all that [`store::save`] accepts), [`pages`] shows it. Hidden dangers go over through
//! the ticket's own act, so that its rules hold for each of them.

pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
mod view;

use crate::access::Role::{Officer, Principal};
use crate::web::routes::{
    Gate::{Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    const KEEPERS: crate::web::routes::Gate = Roles(&[Officer, Principal]);
    Routes::default()
        .get(SignedIn, "/o/{org}/duties", pages::overview)
        .get(SignedIn, "/o/{org}/duties/name", pages::tier)
        .post(KEEPERS, "/o/{org}/duties/name", pages::name)
        .get(KEEPERS, "/o/{org}/duties/hand-over", pages::preview)
        .post(KEEPERS, "/o/{org}/duties/hand-over", pages::hand_over)
        .get(SignedIn, "/o/{org}/duties/{person}/card", pages::card)
}
