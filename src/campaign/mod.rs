//! Special campaigns (专项整治, 安全生产月, 季节性检查): a bureau has many schools look at one thing by one check list, by one day, and sees how far
//! they are.
//!
//! A campaign is drafted, launched for the schools it names, and closed with a summary. Launched, it gives every school one task of the usual
//! kind ([`crate::task`]), so that the walk, the home page, lateness, hand-over and the sums need nothing of their own; the task is unique by
//! campaign and school, whoever presses what how often ([`store::give`]). It opens on the first day and ends with the last, each moved to the next
//! school day by the school's own calendar. It can be done late for as long as the campaign runs: the bureau waits for every school. A school
//! where nobody could be asked is given its task by the clock once somebody is.
//!
//! The bureau that launched it can move the deadline while it runs ([`deadline`]): what is not done follows, and both days are kept with the reason.
//!
//! A school adds questions to its task before it is walked, and corrects or takes back its own until then; the database lets it do no more, and
//! the bureau's are never touched. It may hand the task to another of its people, and writes its report once the task is done.
//!
//! The ledger: what the bureau does (launch, more schools, reminders, closing) stands in the bureau's own chain, with the schools it concerns
//! by number and digest, as its check lists and calls do. A launch for a thousand schools would otherwise hold a thousand chains at once, and
//! each school could hold up all; what a school has of it is the task, whose questions its own chain seals when it begins. What the school does
//! stands in the school's.
//!
//! [`model`] says what a campaign is, [`rules`] who keeps it and when it is due (pure), [`form`] reads what was typed, [`store`] keeps it,
//! [`pages`] and [`at_school`] are the bureau's pages and the school's acts.

pub mod at_school;
pub mod deadline;
pub mod form;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
mod view;

pub use view::summary;

use crate::access::Role::{Leader, Officer, Principal, Reviewer};
use crate::web::routes::{
    Gate::{self, Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    const KEEPERS: Gate = Roles(&[Reviewer, Leader]);
    const SCHOOL: Gate = Roles(&[Officer, Principal]);
    Routes::default()
        .get(SignedIn, "/o/{org}/campaigns", pages::list)
        .post(KEEPERS, "/o/{org}/campaigns", pages::add)
        .get(KEEPERS, "/o/{org}/campaigns/new", pages::new)
        .get(SignedIn, "/o/{org}/campaigns/{campaign}", pages::show)
        .get(KEEPERS, "/o/{org}/campaigns/{campaign}/edit", pages::edit)
        .post(KEEPERS, "/o/{org}/campaigns/{campaign}/edit", pages::revise)
        .get(KEEPERS, "/o/{org}/campaigns/{campaign}/schools", pages::schools)
        .post(KEEPERS, "/o/{org}/campaigns/{campaign}/schools", pages::launch)
        .post(KEEPERS, "/o/{org}/campaigns/{campaign}/remind", pages::remind)
        .get(KEEPERS, "/o/{org}/campaigns/{campaign}/deadline", deadline::form)
        .post(KEEPERS, "/o/{org}/campaigns/{campaign}/deadline", deadline::shift)
        .get(KEEPERS, "/o/{org}/campaigns/{campaign}/close", pages::closing)
        .post(KEEPERS, "/o/{org}/campaigns/{campaign}/close", pages::close)
        .post(SCHOOL, "/o/{org}/campaigns/{campaign}/questions", at_school::ask)
        .post(SCHOOL, "/o/{org}/campaigns/{campaign}/questions/{question}", at_school::correct)
        .post(SCHOOL, "/o/{org}/campaigns/{campaign}/hand", at_school::hand)
        .post(SCHOOL, "/o/{org}/campaigns/{campaign}/report", at_school::report)
}
