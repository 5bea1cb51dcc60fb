//! The form by which a deadline is moved.

use crate::access::Place;
use crate::campaign::model::Campaign;
use crate::text::filters;
use crate::web::form::Form;
use crate::web::page::{Section, Shell, View};
use askama::Template;

#[derive(Template)]
#[template(path = "campaign/deadline.html")]
pub struct ShiftPage {
    pub shell: Shell,
    pub base: String,
    pub title: String,
    pub deadline: String,
    pub version: i32,
    /// The first day it can be moved to.
    pub today: String,
    /// Schools that are not done.
    pub open: i64,
    pub form: Form,
}

impl ShiftPage {
    pub fn new(view: &View, place: &Place, campaign: &Campaign, open: i64, form: Form) -> Self {
        let mut shell = view.shell(Section::Campaigns);
        shell.problem = form.has_faults();
        Self {
            shell,
            base: format!("/o/{}/campaigns/{}", place.code, campaign.id),
            title: campaign.draft.title.clone(),
            deadline: view.lang.day(campaign.draft.deadline),
            version: campaign.version,
            today: view.today().to_string(),
            open,
            form,
        }
    }
}
