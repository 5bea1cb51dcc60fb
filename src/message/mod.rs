//! Messages and reminders (消息与提醒): who is told what, when, and on which way.
//!
//! An act on a hidden danger tells whoever's turn it is now, and the reporter when it is over ([`rules::addressed`], written by [`store::tell`]
//! in the act's own transaction). A deadline tells people step by step ([`rules::lines`]): the ladder is data, the product's own in
//! `data/ladder.json`, a bureau's where it set one; [`clock`] climbs it once a day for each district, whatever runs or slept, and addresses
//! whoever answers for the thing or holds the post on that day. All of it lies in the inbox, as codes and ids; words are made when it is read.
//!
//! What leaves the house stands in `delivery`, written with what it tells of, and is carried by [`outbox`]: mail to those who gave an address
//! and want it, one digest of the ladder a day and person; signed JSON and group robots for organisations. It is put into words when it is
//! sent, and what is over by then is left out: whoever handed a thing on hears no more of it.

pub mod clock;
pub mod form;
pub mod hook;
pub mod model;
pub mod outbox;
pub mod pages;
pub mod rules;
pub mod store;
mod view;

use crate::access::Role::{Administrator, Leader, Principal};
use crate::web::routes::{
    Gate::{Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    const HOOKS: crate::web::routes::Gate = Roles(&[Administrator, Principal]);
    const LADDER: crate::web::routes::Gate = Roles(&[Administrator, Leader]);
    Routes::default()
        .get(SignedIn, "/inbox", pages::inbox)
        .post(SignedIn, "/inbox", pages::read_all)
        .post(SignedIn, "/inbox/{message}", pages::open)
        .get(SignedIn, "/inbox/settings", pages::settings)
        .post(SignedIn, "/inbox/settings", pages::choose)
        .post(SignedIn, "/inbox/settings/mail", pages::ask)
        .post(SignedIn, "/inbox/settings/code", pages::confirm)
        .post(SignedIn, "/inbox/settings/forget", pages::forget)
        .get(HOOKS, "/o/{org}/webhooks", pages::hooks)
        .post(HOOKS, "/o/{org}/webhooks", pages::add_hook)
        .post(HOOKS, "/o/{org}/webhooks/{hook}/test", pages::test_hook)
        .post(HOOKS, "/o/{org}/webhooks/{hook}/end", pages::end_hook)
        .get(LADDER, "/o/{org}/ladder", pages::ladder)
        .post(LADDER, "/o/{org}/ladder", pages::set_ladder)
}
