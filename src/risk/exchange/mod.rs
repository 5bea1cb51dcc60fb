//! Risk lists in and out (风险清单导入、导出). A school that has kept its list in a spreadsheet brings it along; what it keeps here it can take
//! away again, in the same columns, so that an export is an import elsewhere.
//!
//! In: [`pages`] takes a file, [`columns`] finds its headings, [`check`] reads it into points and faults (both pure), [`store`] keeps what
//! was understood until somebody has seen it, [`work`] is the job that then adds it. Nothing is in the register before the press of a button,
//! and every fault is named by its cell before that. Out: [`export`] writes what the list shows, [`template`] an empty list with its choices.

mod cells;
pub mod check;
pub mod columns;
pub mod draft;
pub mod export;
pub mod pages;
pub mod store;
pub mod template;
mod view;
mod work;

pub use work::{JOB, carry_on};

use crate::web::routes::{Gate, Gate::SignedIn, Routes};

pub fn routes(keepers: Gate) -> Routes {
    Routes::default()
        .get(keepers, "/o/{org}/risks/import", pages::new)
        .post(keepers, "/o/{org}/risks/import", pages::upload)
        .get(keepers, "/o/{org}/risks/import/template.xlsx", pages::template)
        .get(keepers, "/o/{org}/risks/import/{import}", pages::show)
        .post(keepers, "/o/{org}/risks/import/{import}", pages::go)
        .get(SignedIn, "/o/{org}/risks/export.xlsx", export::xlsx)
        .get(SignedIn, "/o/{org}/risks/export.csv", export::csv)
}
