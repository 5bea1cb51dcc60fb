//! Ledgers of before (历史台账): what a school wrote down in spreadsheets until it came here, taken over.
//!
//! Why a table of its own and not tickets in a closed state: a ticket is the word of this register that certain people did certain things at
//! certain times, each an event of the chain. Of an old ledger we know only what somebody's file says. Put among the tickets, its rows would look
//! as if they had walked the loop, would count in closure rates, and no rule of [`crate::ticket::rules`] would have passed them. So they stay apart,
//! "taken over", with the file's name and SHA-256, the row, its cells as they were read, who took them over and when; the ledger holds one event for
//! each import with a digest of all its rows, and the runtime role may neither change nor delete one. They have a list and figures of their own
//! and count nowhere else. What was still open goes on as a ticket of today ("carried over"): a report like any other, with the day of finding as a
//! claim, and it walks the whole loop.
//!
//! [`pages`] takes a file and asks what its columns are, [`rules`] reads it (pure), [`store`] keeps every row of the file and what became of it,
//! [`work`] is the job that takes the rows over, [`carry`] opens tickets. Every row is taken over or named with its number and its reason; a danger
//! that was taken over before, from whatever file, is known by [`rules::key_of`] and not taken again.

mod carry;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
mod view;
mod work;

pub use work::{JOB, carry_on};

use crate::access::Role::{Officer, Reviewer};
use crate::web::routes::{
    Gate::{Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    let takers = Roles(&[Officer, Reviewer]);
    Routes::default()
        .get(SignedIn, "/o/{org}/taken-over", pages::list)
        .post(takers, "/o/{org}/taken-over/carry", carry::carry)
        .get(takers, "/o/{org}/taken-over/import", pages::new)
        .post(takers, "/o/{org}/taken-over/import", pages::upload)
        .get(takers, "/o/{org}/taken-over/import/{upload}", pages::import)
        .post(takers, "/o/{org}/taken-over/import/{upload}/columns", pages::map)
        .post(takers, "/o/{org}/taken-over/import/{upload}/go", pages::go)
        .get(takers, "/o/{org}/taken-over/import/{upload}/rows.csv", pages::rows_csv)
        .get(SignedIn, "/o/{org}/taken-over/{legacy}", pages::show)
}
