//! People (人员), the posts (岗位) through which they act, and sign-in.
//!
//! [`model`] says what fits and what an administrator may do, [`form`] reads what was typed, [`store`] keeps it, [`pages`] shows it;
//! [`command`] is the same from the command line. [`sign_in`] and [`password`] come before all that.

pub mod command;
pub mod form;
pub mod model;
pub mod pages;
pub mod password;
pub mod sign_in;
pub mod store;
mod view;

use crate::access::Role::Administrator;
use crate::web::routes::{
    Gate,
    Gate::{Arriving, Public},
    Routes,
};

const ADMINISTRATOR: Gate = Gate::Roles(&[Administrator]);

pub fn routes() -> Routes {
    Routes::default()
        .get(Public, "/login", sign_in::form)
        .post(Public, "/login", sign_in::enter)
        .post(Public, "/logout", sign_in::leave)
        .post(Public, "/language", sign_in::language)
        .get(Arriving, "/post", sign_in::posts)
        .post(Arriving, "/post", sign_in::choose)
        .get(Arriving, "/password", sign_in::password_form)
        .post(Arriving, "/password", sign_in::change_password)
        .get(ADMINISTRATOR, "/o/{org}/people", pages::list)
        .post(ADMINISTRATOR, "/o/{org}/people", pages::add)
        .get(ADMINISTRATOR, "/o/{org}/people/new", pages::new)
        .get(ADMINISTRATOR, "/o/{org}/people/existing", pages::existing_form)
        .post(ADMINISTRATOR, "/o/{org}/people/existing", pages::give_existing)
        .get(ADMINISTRATOR, "/o/{org}/people/{person}", pages::show)
        .get(ADMINISTRATOR, "/o/{org}/people/{person}/post", pages::post_form)
        .post(ADMINISTRATOR, "/o/{org}/people/{person}/post", pages::give_post)
        .get(ADMINISTRATOR, "/o/{org}/people/{person}/post/{post}", pages::end_form)
        .post(ADMINISTRATOR, "/o/{org}/people/{person}/post/{post}", pages::end_post)
        .get(ADMINISTRATOR, "/o/{org}/people/{person}/password", pages::reset_form)
        .post(ADMINISTRATOR, "/o/{org}/people/{person}/password", pages::reset_password)
        .get(ADMINISTRATOR, "/o/{org}/people/{person}/disable", pages::disable_form)
        .post(ADMINISTRATOR, "/o/{org}/people/{person}/disable", pages::disable)
        .post(ADMINISTRATOR, "/o/{org}/people/{person}/enable", pages::enable)
}
