//! The four-colour map (四色安全风险分布图): a school's plans (平面图) of campus, building and floor, its risk points as marks on them, and areas
//! (区域) that take the colour of the gravest point inside.
//!
//! A mark is a risk point's place on one plan, at most one per plan; its level is the point's own and is never written here, so the map changes
//! colour by itself. [`geometry`] is exact and pure, [`rules`] decides what may be changed and is the only source of a [`rules::Change`], [`form`]
//! reads what was typed, clicked or nudged, [`store`] keeps, [`pages`] shows. Nothing is deleted: a plan is retired, a mark taken off.

pub mod form;
pub mod geometry;
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
        .get(SignedIn, "/o/{org}/map", pages::first)
        .post(KEEPERS, "/o/{org}/map", pages::add)
        .get(KEEPERS, "/o/{org}/map/new", pages::new)
        .get(SignedIn, "/o/{org}/map/{plan}", pages::show)
        .get(KEEPERS, "/o/{org}/map/{plan}/edit", pages::edit)
        .post(KEEPERS, "/o/{org}/map/{plan}/place", pages::place)
        .get(KEEPERS, "/o/{org}/map/{plan}/about", pages::about)
        .post(KEEPERS, "/o/{org}/map/{plan}/about", pages::revise)
        .post(KEEPERS, "/o/{org}/map/{plan}/retire", pages::retire)
        .get(KEEPERS, "/o/{org}/map/{plan}/area/{area}", pages::area)
        .post(KEEPERS, "/o/{org}/map/{plan}/area/{area}", pages::draw)
}
