//! What there is to do (今日工作) and how things stand (总览). Every figure is a link to exactly the list it counts.
//!
//! [`home`] answers "what must I do now, by when" for each role; [`pages`] shows a school, a district or a city from the sums in
//! [`crate::rollup`], never from the tickets. [`rules`] and [`chart`] are pure: rates, weeks, axes.

mod chart;
mod home;
pub mod model;
mod pages;
pub mod rules;
pub mod store;

use crate::web::routes::{Gate::SignedIn, Routes};

pub fn routes() -> Routes {
    Routes::default().get(SignedIn, "/", home::home).get(SignedIn, "/o/{org}/dashboard", pages::overview)
}
