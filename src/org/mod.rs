//! Organisations (机构): the tree of bureaus and schools. [`model`] says what one is, [`import`] reads a list of them from a file (机构名单),
//! [`plan`] compares it with what is stored, [`store`] keeps it,
//! [`pages`] shows it.

mod file;
pub mod import;
pub mod model;
mod pages;
pub mod plan;
pub mod store;

pub use file::import_file;

use crate::access::Role::{Administrator, Auditor, Leader, Reviewer};
use crate::web::routes::{Gate::Roles, Routes};

pub fn routes() -> Routes {
    Routes::default().get(Roles(&[Reviewer, Leader, Administrator, Auditor]), "/o/{org}/orgs", pages::below)
}
