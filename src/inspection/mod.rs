//! The inspection (检查): a check list (检查表) is walked item by item, a problem needs words and a photo and opens a ticket, and the record is
//! frozen when it is submitted. Its list is a snapshot: a template or a measure that changes later does not change what was asked.
//!
//! [`model`] says what an inspection is, [`rules`] who may walk it and what is missing (pure, the only source of a [`rules::Walk`] and a
//! [`rules::Closing`]), [`form`] reads what was typed, [`store`] keeps it, [`pages`] shows it, `receipt` answers scripts;
//! [`kinds`] explains what each kind of inspection is for, [`patterns`] what on a record is worth a second look.
//! [`book`] is the inspection ledger (检查台账), on paper, as xlsx and in figures.
//! A task (see [`crate::task`]) is answered by an inspection with the task's own id: [`of_task`] walks it.

pub mod book;
pub mod form;
pub mod kinds;
pub mod model;
pub mod of_task;
pub mod pages;
pub mod patterns;
mod receipt;
pub mod rules;
pub mod store;
mod view;

use crate::access::Role::{Officer, Principal, Reviewer, Staff};
use crate::web::routes::{
    Gate::{Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    Routes::default()
        .get(SignedIn, "/o/{org}/inspections", pages::list)
        .get(Roles(&[Staff, Officer, Principal, Reviewer]), "/o/{org}/inspections/new", pages::new)
        .post(Roles(&[Staff, Officer, Principal, Reviewer]), "/o/{org}/inspections", pages::begin)
        .get(SignedIn, "/o/{org}/inspections/book", book::ledger)
        .get(SignedIn, "/o/{org}/inspections/book.xlsx", book::ledger_xlsx)
        .get(SignedIn, "/o/{org}/inspections/figures", book::figures)
        .get(SignedIn, "/o/{org}/inspections/{number}", pages::show)
        .get(SignedIn, "/o/{org}/inspections/{number}/record.xlsx", book::record_xlsx)
        .post(Roles(&[Staff, Officer, Principal, Reviewer]), "/o/{org}/inspections/{number}", pages::walk)
        .get(Roles(&[Staff, Officer, Principal]), "/o/{org}/risks/{number}/check", of_task::check)
        .get(Roles(&[Staff, Officer, Principal]), "/o/{org}/tasks/{task}", of_task::show)
        .post(Roles(&[Staff, Officer, Principal]), "/o/{org}/tasks/{task}", of_task::walk)
}

/// An area in words: the catalogue's areas are codes, anything else stands as it was typed.
pub fn area_word(lang: crate::text::Lang, area: &str) -> String {
    crate::risk::catalogue::area_name(area, lang).to_owned()
}
