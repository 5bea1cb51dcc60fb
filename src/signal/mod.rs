//! Signals (异常线索): what is worth a question from above, and the closings a bureau looks at again.
//!
//! A signal is computed from the rows whenever somebody looks, never stored: it cannot outlive its cause, and a changed threshold holds for all of
//! it at once. It is a question and no verdict; nothing follows from it by itself. Kept is what people say to it: the school explains, the bureau
//! marks it looked at or of no concern, each an event of the school's chain. [`limits`] are a bureau's
//! data, see [`crate::limit`].
//!
//! Of the closings a bureau draws at least five percent, after they happened, by a seed nobody chose (as [`crate::visit`] draws schools); each
//! closing is in one drum. The [`clock`] draws once a week, a reviewer whenever they like. What does not stand is opened again by the ticket's own act. Whoever reported a hidden danger may contest its closing.

pub mod clock;
pub mod draw;
pub mod limits;
pub mod model;
mod pages;
pub mod rules;
mod sampling;
pub mod store;
mod view;

use crate::access::Role::{Auditor, Leader, Officer, Principal, Reviewer, Staff};
use crate::web::routes::{
    Gate::{self, Roles},
    Routes,
};

pub fn routes() -> Routes {
    const READERS: Gate = Roles(&[Officer, Principal, Reviewer, Leader, Auditor]);
    const SPEAKERS: Gate = Roles(&[Officer, Principal, Reviewer, Leader]);
    const BUREAU: Gate = Roles(&[Reviewer, Leader, Auditor]);
    const LOOKERS: Gate = Roles(&[Reviewer, Leader]);
    const REPORTERS: Gate = Roles(&[Staff, Officer, Principal]);
    Routes::default()
        .get(READERS, "/o/{org}/signals", pages::list)
        .post(SPEAKERS, "/o/{org}/signals", pages::mark)
        .get(BUREAU, "/o/{org}/samples", sampling::list)
        .post(LOOKERS, "/o/{org}/samples", sampling::draw_now)
        .get(BUREAU, "/o/{org}/samples/{sample}", sampling::show)
        .post(LOOKERS, "/o/{org}/samples/{sample}", sampling::look)
        .get(REPORTERS, "/o/{org}/contest/{number}", pages::contest_form)
        .post(REPORTERS, "/o/{org}/contest/{number}", pages::contest)
}
