//! Inspection plans (检查计划) and tasks (检查任务): who looks at what, how often, and what of it is to be done today.
//!
//! A plan names a person, a tier, a check list or a route of risk points, and a rhythm ([`model::Timing`]). On its day an occasion becomes a task
//! ([`rules::occasions`]), with its questions frozen: a check list by its version, a route by a list kept for as long as its measures stay the
//! same. [`schedule`] makes them, exactly once whatever runs or slept: the row of a district's schedule is taken by one clock at a time, and a
//! task is unique by plan and slot besides. A task is done by an inspection with the task's own id; done late it says why; not done it stays
//! missed. What is checked before each use ([`uses`]) waits for no clock: whoever uses it begins it. Whether it is open, late or missed follows from the clock ([`rules::state`]); nothing has to run for it.

pub mod controls;
pub mod form;
pub mod model;
pub mod pages;
pub mod rules;
pub mod schedule;
pub mod store;
pub mod suggest;
pub mod uses;
mod view;

use crate::access::Role::{Officer, Principal, Staff};
use crate::web::routes::{
    Gate::{Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    const KEEPERS: crate::web::routes::Gate = Roles(&[Officer, Principal]);
    Routes::default()
        .get(SignedIn, "/o/{org}/tasks", pages::list)
        .get(SignedIn, "/o/{org}/plans", pages::plans)
        .post(KEEPERS, "/o/{org}/plans", pages::add)
        .get(KEEPERS, "/o/{org}/plans/new", pages::new)
        .get(KEEPERS, "/o/{org}/plans/suggest", pages::suggest)
        .post(KEEPERS, "/o/{org}/plans/suggest", pages::accept)
        .get(KEEPERS, "/o/{org}/plans/{plan}", pages::edit)
        .post(KEEPERS, "/o/{org}/plans/{plan}", pages::revise)
        .post(Roles(&[Staff, Officer, Principal]), "/o/{org}/plans/{plan}/begin", pages::begin)
}
