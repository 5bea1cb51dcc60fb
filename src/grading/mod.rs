//! How a bureau grades (评价标准): the scheme (评价方法) its schools score risks by, the criteria (重大事故隐患判定标准) by which a hidden danger
//! is major, and the calls (复评通知) to grade risk points anew.
//!
//! Each is a row that is never overwritten: a choice of a scheme, a version of a criterion, a call. What the nearest bureau above a school set
//! holds for it. [`scheme`] scores, [`preview`] says what a change of bands would do, [`criterion`] and [`call`] say what these are, [`form`]
//! reads what was typed, [`store`] keeps, [`pages`] shows. `risk` uses this noun, never the other way.

pub mod area;
pub mod call;
pub mod criterion;
pub mod form;
pub mod pages;
pub mod preview;
pub mod scheme;
pub mod store;
mod view;

use crate::access::Role::{Leader, Officer, Principal, Reviewer};
use crate::access::{Actor, Place};
use crate::web::routes::{
    Gate::{self, Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    // How its schools are graded is the leader's to decide, not the administrator's, who keeps people and has no say in grading.
    const CHOOSERS: Gate = Roles(&[Leader]);
    const KEEPERS: Gate = Roles(&[Reviewer, Leader]);
    const CALLERS: Gate = Roles(&[Reviewer, Leader, Officer, Principal]);
    Routes::default()
        .get(SignedIn, "/o/{org}/grading", pages::scheme::show)
        .get(CHOOSERS, "/o/{org}/grading/choose", pages::scheme::choosing)
        .post(CHOOSERS, "/o/{org}/grading/choose", pages::scheme::choose)
        .get(CHOOSERS, "/o/{org}/grading/adapt", pages::scheme::adapting)
        .post(CHOOSERS, "/o/{org}/grading/adapt", pages::scheme::adapt)
        .post(CHOOSERS, "/o/{org}/grading/preview", pages::scheme::preview)
        .get(SignedIn, "/o/{org}/grading/criteria", pages::criteria::list)
        .get(KEEPERS, "/o/{org}/grading/criteria/new", pages::criteria::new)
        .post(KEEPERS, "/o/{org}/grading/criteria", pages::criteria::add)
        .get(SignedIn, "/o/{org}/grading/criteria/{code}", pages::criteria::show)
        .post(KEEPERS, "/o/{org}/grading/criteria/{code}/{act}", pages::criteria::act)
        .get(SignedIn, "/o/{org}/grading/calls", pages::calls::list)
        .get(CALLERS, "/o/{org}/grading/calls/new", pages::calls::new)
        .post(CALLERS, "/o/{org}/grading/calls", pages::calls::call)
        .post(CALLERS, "/o/{org}/grading/calls/end", pages::calls::end)
}

/// Whether this actor sets what their own bureau or school sets here. A city reads how a county grades; it does not set it.
fn own(actor: &Actor, place: &Place) -> bool {
    actor.place().id == place.id
}
