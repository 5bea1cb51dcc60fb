//! Limits (阈值与限额): numbers a bureau sets for itself and everybody below it, each with the rule it was taken from or the reason.
//!
//! When something is asked about ([`crate::signal`]), how many criteria together make a danger major ([`crate::grading`]), how much the public may
//! send ([`crate::tip`]). What a bureau does not set it has from the one above, at last from the product; what it set it can take back. The nouns
//! read their numbers here and keep none. Where it is a day by which somebody has to do something, the noun keeps it itself ([`crate::supervision`]).

pub mod model;
pub mod pages;
pub mod store;
mod view;

use crate::access::Role::{Administrator, Leader};
use crate::web::routes::{
    Gate::{Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    Routes::default().get(SignedIn, "/o/{org}/limits", pages::show).post(Roles(&[Administrator, Leader]), "/o/{org}/limits", pages::set)
}
