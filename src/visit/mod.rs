//! A bureau's rounds of visits (四不两直, 督查, 回头看, 联合检查): which schools are seen, how they were drawn, and what was found.
//!
//! A round says what is asked and which schools may be drawn; one press draws them. The seed of a draw is made of the end of the bureau's chain
//! and the server's own chance, stands in the ledger with the digest of the lots, and [`rules::order`] follows from it alone, so that an auditor
//! draws the same schools again from what the page shows. Drawing once more, or dropping a school, needs a reason and is an event;
//! so does correcting the round ([`correct`]), which ends with the first visit and never touches a draw.
//!
//! Everything of a visit stands under the bureau's own path; the school's tenant holds nothing of it until its inspection has begun, and then only
//! that inspection, which carries the bureau, the occasion and the team. Whether a visit has begun or is done is therefore not written down a
//! second time: it is whether such an inspection exists and was submitted. Events of the round are in the bureau's chain, the beginning of a
//! visit in the school's, so that each transaction keeps to one chain.

pub mod act;
pub mod correct;
pub mod form;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
mod view;

use crate::access::Role::{Auditor, Leader, Reviewer};
use crate::web::routes::{Gate, Routes};

pub fn routes() -> Routes {
    const READERS: Gate = Gate::Roles(&[Auditor, Leader, Reviewer]);
    const KEEPERS: Gate = Gate::Roles(&[Reviewer]);
    Routes::default()
        .get(READERS, "/o/{org}/visits", pages::list)
        .post(KEEPERS, "/o/{org}/visits", act::add)
        .get(KEEPERS, "/o/{org}/visits/new", pages::new)
        .get(READERS, "/o/{org}/visits/coverage", pages::coverage)
        .get(READERS, "/o/{org}/visits/{round}", pages::show)
        .post(KEEPERS, "/o/{org}/visits/{round}", act::close)
        .get(KEEPERS, "/o/{org}/visits/{round}/edit", correct::form)
        .post(KEEPERS, "/o/{org}/visits/{round}/edit", correct::correct)
        .get(READERS, "/o/{org}/visits/{round}/draw", pages::draw)
        .post(KEEPERS, "/o/{org}/visits/{round}/draw", act::redraw)
        .get(READERS, "/o/{org}/visits/{round}/draw.csv", pages::draw_csv)
        .get(KEEPERS, "/o/{org}/visits/{round}/{visit}", pages::visit)
        .post(KEEPERS, "/o/{org}/visits/{round}/{visit}", act::visit)
}
