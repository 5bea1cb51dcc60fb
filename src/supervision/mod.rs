//! Watching what is listed (挂牌督办): what a bureau has to decide, file, publish and accept, each by its day, and the limits it does so by.
//!
//! The listing itself belongs to its ticket and moves by the ticket's own acts ([`crate::ticket::listing`]), so that nothing listed can be closed.
//! Here stand only the days: [`rules`] counts them (pure), [`limits`] are data with a source each, the product's own or a bureau's.

pub mod limits;
pub mod pages;
pub mod rules;
pub mod store;
mod view;

use crate::access::Role::{Administrator, Leader};
use crate::web::routes::{
    Gate::{Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    Routes::default().get(SignedIn, "/o/{org}/supervision", pages::list).get(SignedIn, "/o/{org}/supervision/limits", pages::limits).post(
        Roles(&[Administrator, Leader]),
        "/o/{org}/supervision/limits",
        pages::set_limits,
    )
}
