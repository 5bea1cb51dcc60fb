//! Papers (文书): what goes into a binder, is signed and stamped. The rectification notice, its receipt, the report of a major danger, the sheet of
//! verification and write-off; and the ledger of a period. All are made from the same record, on A4 and as xlsx, so that no figure is typed twice.
//!
//! [`compose`] says what stands in which cell (pure); a page and a workbook only set it. A code under each paper is a digest of its cells: two
//! prints that show the same code say the same.

pub mod compose;
pub mod ledger;
pub mod pages;
mod store;
mod view;

use crate::web::routes::{Gate::SignedIn, Routes};

pub fn routes() -> Routes {
    Routes::default()
        .get(SignedIn, "/o/{org}/tickets/{number}/papers/{paper}", pages::show)
        .get(SignedIn, "/o/{org}/tickets/{number}/papers/{paper}/xlsx", pages::xlsx)
        .get(SignedIn, "/o/{org}/ticket-ledger", ledger::page)
        .get(SignedIn, "/o/{org}/ticket-ledger/xlsx", ledger::xlsx)
}
