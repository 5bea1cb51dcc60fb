//! Tips (群众举报): what somebody nobody knows reports to a school, from the code of a notice card or from its notice board.
//!
//! No account, one sentence, photos and a contact if they like, and a receipt code to follow the answer. A tip is quarantined: nobody but the
//! school's officer and principal and the bureau above sees it, and it becomes a hidden danger only when the officer takes it up.
//! [`model`] says what a tip is, [`rules`] what may be answered and what the public is told (pure), [`limits`] how much is taken and when a
//! question is asked (data), [`receipt`] the code, [`form`] reads both sides' forms, [`intake`] and [`follow`] are the public's pages, [`pages`] the
//! school's, [`store::quota`] counts and forgets, [`store`] keeps. Who reported is told nowhere: the address stays a keyed hash for thirty days, the
//! contact is shown to the officer only, on asking, and the ledger says so.

pub mod follow;
pub mod form;
pub mod intake;
pub mod limits;
pub mod model;
pub mod pages;
pub mod receipt;
pub mod rules;
pub mod store;
mod view;

use crate::access::Role::{Auditor, Leader, Officer, Principal, Reviewer};
use crate::web::routes::{
    Gate::{self, Public, Roles},
    Routes,
};

pub fn routes() -> Routes {
    const READERS: Gate = Roles(&[Officer, Principal, Reviewer, Leader, Auditor]);
    const ANSWERERS: Gate = Roles(&[Officer]);
    Routes::default()
        .get(Public, "/r/{token}/report", intake::card_form)
        .post(Public, "/r/{token}/report", intake::send_from_card)
        .get(Public, "/public/{code}/report", intake::board_form)
        .post(Public, "/public/{code}/report", intake::send_from_board)
        .get(Public, "/follow", follow::show)
        .post(Public, "/follow", follow::contest)
        .get(Public, "/follow/photo", follow::repair)
        .get(READERS, "/o/{org}/public-reports", pages::list)
        .get(READERS, "/o/{org}/public-reports/{tip}", pages::show)
        .get(READERS, "/o/{org}/public-reports/{tip}/photos/{picture}/{size}", pages::photo)
        .post(ANSWERERS, "/o/{org}/public-reports/{tip}/contact", pages::contact)
        .post(ANSWERERS, "/o/{org}/public-reports/{tip}/{answer}", pages::answer)
}
