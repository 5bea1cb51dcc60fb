//! What the desk's template is given.

use super::Told;
use crate::access::{Actor, Place, Role};
use crate::evidence::Moment;
use crate::evidence::store::Shown;
use crate::id::PersonId;
use crate::ledger::Line;
use crate::text::filters;
use crate::ticket::limits::LIMITS;
use crate::ticket::model::{Grade, State, Ticket};
use crate::ticket::rules::{Deed, Refusal};
use crate::ticket::store::Known;
use crate::web::form::Form;
use crate::web::page::{Due, Section, Shell, View};
use askama::Template;

#[derive(Template)]
#[template(path = "ticket/desk.html")]
pub struct DeskPage {
    pub shell: Shell,
    pub place: Place,
    pub deputy: bool,
    pub queue: Vec<Waiting>,
    /// What else only the principal can do.
    pub others: Vec<Waiting>,
    pub case: Option<Case>,
    /// The one after it.
    pub next: Option<String>,
    pub form: Form,
    pub refusal: Option<&'static str>,
}

/// One in the queue.
pub struct Waiting {
    pub number: String,
    pub href: String,
    pub title: String,
    pub what: &'static str,
    pub major: bool,
    pub due: Due,
    pub here: bool,
}

/// The one to sign, as it was read.
pub struct Signable {
    pub t: Ticket,
    pub history: Vec<Line>,
    pub photos: Vec<Shown>,
    pub people: Vec<Known>,
}

/// The one that is before them.
pub struct Case {
    pub t: Ticket,
    pub due: Due,
    pub before: Option<Shot>,
    pub after: Option<Shot>,
    pub more_photos: usize,
    pub reporter: String,
    pub responsible: String,
    pub rectifier: String,
    pub rectified: String,
    /// Days it was late, none when it was in time.
    pub late: i64,
    pub verifier: String,
    pub verified: String,
    pub opinion: String,
    pub closes: bool,
}

/// A picture of the pair.
pub struct Shot {
    pub thumb: String,
    pub full: String,
    pub width: i32,
    pub height: i32,
    pub at: String,
}

/// What the principal has to do with one that is not for signing.
const fn what(t: &Ticket) -> &'static str {
    match t.state {
        State::Signing => "desk-own",
        State::Rectifying => "desk-extension",
        _ => "desk-plan",
    }
}

impl DeskPage {
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        mine: Vec<Ticket>,
        others: Vec<Ticket>,
        chosen: Option<Signable>,
        told: Told,
    ) -> Self {
        let here = chosen.as_ref().map(|one| one.t.number.clone());
        let due = |t: &Ticket| Due::of(t.due_on(), view.today(), view.lang);
        let row = |t: &Ticket, href: String, what| Waiting {
            href,
            what,
            major: t.grade == Grade::Major,
            due: due(t),
            here: here.as_deref() == Some(t.number.as_str()),
            title: t.title.clone(),
            number: t.number.clone(),
        };
        let queue: Vec<Waiting> = mine.iter().map(|t| row(t, format!("/o/{}/desk/{}", place.code, t.number), "desk-close")).collect();
        // A deputy stands in for the signature only.
        let others = if actor.role() == Role::Principal {
            others.iter().map(|t| row(t, format!("/o/{}/tickets/{}", place.code, t.number), what(t))).collect()
        } else {
            vec![]
        };
        let next = queue.iter().cycle().skip_while(|one| !one.here).nth(1).filter(|one| !one.here).map(|one| one.href.clone());
        let form = told.form.unwrap_or_else(Form::blank);
        let mut shell = view.shell(Section::Desk);
        shell.problem = form.has_faults() || told.refusal.is_some();
        let case = chosen.map(|one| case(view, place, one.t, &one.history, &one.photos, &one.people));
        Self {
            shell,
            place: place.clone(),
            deputy: actor.role() != Role::Principal,
            queue: if here.is_some() { queue } else { vec![] },
            others,
            case,
            next,
            form,
            refusal: told.refusal.map(Refusal::key),
        }
    }
}

fn case(view: &View, place: &Place, t: Ticket, history: &[Line], photos: &[Shown], people: &[Known]) -> Case {
    let name_of =
        |id: Option<PersonId>| id.and_then(|id| people.iter().find(|one| one.id == id)).map(|one| one.name.clone()).unwrap_or_default();
    // The last of its kind: work that came back was done again.
    let last = |deeds: &[Deed]| history.iter().find(|line| deeds.iter().any(|deed| deed.code() == line.act));
    let (work, pass) = (last(&[Deed::Submit, Deed::FixOnTheSpot, Deed::Report]), last(&[Deed::Pass]));
    let moment = |line: Option<&Line>| line.map(|line| view.lang.short_moment(view.zone, line.at)).unwrap_or_default();
    let late = work.zip(t.due_on()).map_or(0, |(line, due)| (view.zone.day(line.at) - due).num_days().max(0));
    let shot = |photo: &Shown| Shot {
        thumb: format!("/o/{}/photos/{}/thumb", place.code, photo.id),
        full: format!("/o/{}/photos/{}/page", place.code, photo.id),
        width: photo.thumb_width,
        height: photo.thumb_height,
        at: view.lang.short_moment(view.zone, photo.uploaded_at),
    };
    let before = photos.iter().find(|photo| photo.moment == Moment::Before).map(shot);
    let after = photos.iter().rev().find(|photo| photo.moment == Moment::After).map(shot);
    let shown = usize::from(before.is_some()) + usize::from(after.is_some());
    Case {
        due: Due::of(t.due_on(), view.today(), view.lang),
        more_photos: photos.len().saturating_sub(shown),
        before,
        after,
        reporter: name_of(Some(t.reporter)),
        responsible: name_of(t.responsible()),
        rectifier: name_of(t.rectifier()),
        rectified: moment(work),
        late,
        verifier: name_of(t.verifier),
        verified: moment(pass),
        opinion: pass.map(|line| line.text("note").to_owned()).unwrap_or_default(),
        closes: t.grade == Grade::General,
        t,
    }
}

impl Case {
    /// Times it may come back before a principal should wonder.
    pub fn worn(&self) -> bool {
        self.t.returned > 0 || self.t.reopened > 0 || self.t.extended >= LIMITS.extensions
    }
}
