//! The school calendar (校历): terms, days off, make-up school days, and key periods (重点时段) in which more is looked at.
//!
//! A bureau keeps one for everything below it, a school may keep its own days beside it; public holidays of the country ship with the product
//! (`data/holidays.json`). [`rules`] says what a day is at a place: the nearest organisation that says something of it is heard. [`store`] keeps
//! the entries; nothing is deleted, an entry is taken out of use.

pub mod model;
pub mod rules;
pub mod store;
