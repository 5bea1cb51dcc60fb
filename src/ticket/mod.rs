//! The ticket: a hidden danger (隐患) on its way from report to closure.
//!
//! A hidden danger is a control that is missing or broken now; a risk is what could go wrong while controlled. They are never one table.
//! [`model`] says what a ticket is, [`rules`] who may do what to it and when (pure, the only source of a [`rules::Step`]), [`form`] turns what
//! was typed into an act, [`store`] keeps it (and accepts only a step), [`pages`] shows it, [`desk`] is where a principal signs one after the other.
//! [`major`] and [`listing`] are what only grave ones carry; their acts are arms of `rules::decide` like all others. [`limits`] holds the days as
//! data, [`similar`] finds what was reported before.

pub mod desk;
pub mod form;
pub mod limits;
pub mod listing;
pub mod major;
pub mod model;
pub mod pages;
pub mod rules;
pub mod similar;
pub mod store;
mod view;

pub use view::{categories, grades};

use crate::access::Role::{Officer, Principal, Reviewer, Staff};
use crate::web::routes::{
    Gate::{Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    Routes::default()
        .get(SignedIn, "/o/{org}/desk", desk::first)
        .get(SignedIn, "/o/{org}/desk/{number}", desk::show)
        .post(SignedIn, "/o/{org}/desk/{number}", desk::decide)
        .get(SignedIn, "/o/{org}/tickets", pages::list)
        .get(Roles(&[Staff, Officer, Principal, Reviewer]), "/o/{org}/tickets/new", pages::new)
        .post(Roles(&[Staff, Officer, Principal, Reviewer]), "/o/{org}/tickets", pages::report)
        .get(SignedIn, "/o/{org}/tickets/{number}", pages::show)
        .get(SignedIn, "/o/{org}/tickets/{number}/{act}", pages::show_act)
        .post(SignedIn, "/o/{org}/tickets/{number}/{act}", pages::act)
}
