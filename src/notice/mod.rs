//! What a school puts on its walls and shows the public: the risk notice card (风险告知卡) at a point, and the risk notice board
//! (安全风险公告栏) of the whole school.
//!
//! Both are read from the register, never kept beside it. [`model`] says what stands on a card, [`rules`] what of it fits on paper (pure),
//! [`qr`] draws the code that leads from the paper to the page, [`form`] and [`store`] keep what the school wants shown. The two public pages
//! read through the public door (`db::public`) and through nothing else.

pub mod form;
pub mod model;
pub mod pages;
pub mod qr;
pub mod rules;
pub mod store;
mod view;

use crate::access::Role::{Officer, Principal};
use crate::web::routes::{
    Gate::{Public, Roles, SignedIn},
    Routes,
};

pub fn routes() -> Routes {
    const KEEPERS: crate::web::routes::Gate = Roles(&[Officer, Principal]);
    Routes::default()
        .get(Public, "/r/{token}", pages::scanned)
        .get(Public, "/public/{code}", pages::board)
        .get(KEEPERS, "/o/{org}/notice", pages::settings)
        .post(KEEPERS, "/o/{org}/notice", pages::set)
        .get(SignedIn, "/o/{org}/risks/cards", pages::cards)
        .get(SignedIn, "/o/{org}/risks/{number}/card", pages::card)
        .post(KEEPERS, "/o/{org}/risks/{number}/card", pages::renew)
        .get(SignedIn, "/o/{org}/risks/{number}/qr", pages::code)
}
