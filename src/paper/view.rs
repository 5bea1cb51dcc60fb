//! What the papers' templates are given.

use super::compose::{Kind, Paper};
use super::store::Entry;
use crate::access::{Actor, Place};
use crate::clock::Zone;
use crate::evidence::Moment;
use crate::evidence::store::Shown;
use crate::money::Fen;
use crate::text::filters;
use crate::ticket::model::Ticket;
use crate::web::form::{Errors, Fields, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

#[derive(Template)]
#[template(path = "paper/paper.html")]
pub struct PaperPage {
    pub shell: Shell,
    pub place: Place,
    pub school: String,
    pub number: String,
    pub title: String,
    pub paper: Paper,
    pub code: String,
    pub before: Option<Shot>,
    pub after: Option<Shot>,
    pub printed: String,
    pub by: String,
    /// The other papers of it.
    pub others: Vec<Kind>,
}

/// A photo of the pair.
pub struct Shot {
    pub full: String,
    pub width: i32,
    pub height: i32,
    pub at: String,
}

impl PaperPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, ticket: &Ticket, paper: Paper, photos: &[Shown]) -> Self {
        let shot = |photo: &Shown| Shot {
            full: format!("/o/{}/photos/{}/page", place.code, photo.id),
            width: photo.thumb_width,
            height: photo.thumb_height,
            at: view.lang.moment(view.zone, photo.uploaded_at),
        };
        let wanted = paper.photos_after.is_some();
        Self {
            shell: view.shell(Section::Tickets),
            school: place.name(view.lang).to_owned(),
            number: ticket.number.clone(),
            title: ticket.title.clone(),
            code: paper.code(),
            before: photos.iter().find(|photo| wanted && photo.moment == Moment::Before).map(shot),
            after: photos.iter().rev().find(|photo| wanted && photo.moment == Moment::After).map(shot),
            printed: view.lang.moment(view.zone, view.at()),
            by: actor.name().to_owned(),
            others: Kind::of(ticket).into_iter().filter(|kind| *kind != paper.kind).collect(),
            place: place.clone(),
            paper,
        }
    }
}

impl PaperPage {
    /// Whether the photos stand after this table, counted from one.
    pub fn shows_photos(&self, after: &usize) -> bool {
        self.paper.photos_after == Some(*after)
    }
}

#[derive(Template)]
#[template(path = "paper/ledger.html")]
pub struct LedgerPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    /// Over several schools.
    pub wide: bool,
    pub form: Form,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub rows: Vec<Entry>,
    pub whole: bool,
    /// With small pictures.
    pub photos: bool,
    pub planned: Fen,
    pub spent: Fen,
    pub printed: String,
    pub by: String,
    pub file: String,
    zone: Zone,
}

impl LedgerPage {
    #[expect(clippy::too_many_arguments, reason = "each is one part of the page")]
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        (from, to): (NaiveDate, NaiveDate),
        asked: Fields,
        errors: Errors,
        rows: Vec<Entry>,
        whole: bool,
    ) -> Self {
        let mut shell = view.shell(Section::Tickets);
        let photos = asked.ticked("photos");
        let form = if errors.is_empty() { Form::filled(asked) } else { Form::again(asked, errors, vec![]) };
        shell.problem = form.has_faults();
        let sum = |of: fn(&Entry) -> Option<Fen>| Fen(rows.iter().filter_map(of).map(|fen| fen.0).sum());
        Self {
            shell,
            name: place.name(view.lang).to_owned(),
            wide: !place.is_school(),
            form,
            from,
            to,
            whole,
            photos,
            planned: sum(|one| one.planned),
            spent: sum(|one| one.spent),
            printed: view.lang.moment(view.zone, view.at()),
            by: actor.name().to_owned(),
            file: format!("/o/{}/ticket-ledger/xlsx?from={from}&to={to}", place.code),
            rows,
            place: place.clone(),
            zone: view.zone,
        }
    }

    pub fn school(&self, one: &Entry) -> String {
        one.school.say(self.shell.lang).to_owned()
    }

    pub fn day(&self, at: &DateTime<Utc>) -> NaiveDate {
        self.zone.day(*at)
    }

    pub fn thumb(&self, id: &crate::id::PhotoId) -> String {
        format!("/o/{}/photos/{id}/thumb", self.place.code)
    }
}
