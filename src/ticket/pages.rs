//! The ticket's pages: load, decide, save, redirect.

use super::form::{self, Named, Origin};
use super::limits::LIMITS;
use super::model::{Category, Grade, Source, State as TicketState, Ticket};
use super::rules::{self, Act, Deed, Refusal};
use super::similar::{self, Before, Seen};
use super::store::{self, Filter, PAGE, Range, Term};
use super::view::{self, Ground, ListPage, NewPage, ShowPage, Told};
use crate::access::{Actor, Kind, Place};
use crate::clock;
use crate::error::{Error, Result};
use crate::evidence::{self, Photos};
use crate::grading;
use crate::id::TicketId;
use crate::ledger::{self, Numbered};
use crate::limit;
use crate::limit::model::Number;
use crate::person;
use crate::risk;
use crate::supervision;
use crate::web::App;
use crate::web::form::{Errors, Fields, Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Tickets of a school or of everything below a bureau, narrowed by the address.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let filter = filter(&asked);
    let mut scope = app.db.scope(&actor).await?;
    let lookup = store::look_up(&mut scope, &place, &filter).await?;
    // Above a district nobody waits for all of its tickets to be counted.
    let counted = matches!(place.kind, Kind::School | Kind::Township | Kind::County);
    let behind = if counted { store::behind(&mut scope, &place, &filter, &lookup, view.today()).await? } else { vec![] };
    let rows = store::list_with(&mut scope, &place, &filter, &lookup, view.today(), PAGE + 1).await?;
    drop(scope);
    view.page(&ListPage::new(&view, &place, filter, asked, behind, rows))
}

/// A filter from an address. What is not understood narrows nothing: a link may be older than the site.
fn filter(asked: &Fields) -> Filter {
    let state = TicketState::from_code(asked.get("state"));
    let ended = state.is_some_and(|state| !state.open());
    let after = asked.get("after").split_once('_').and_then(|(day, id)| Some((day.parse().ok()?, id.parse().ok()?)));
    Filter {
        range: if asked.get("show") == "all" || ended { Range::All } else { Range::Open },
        state,
        overdue: asked.ticked("overdue"),
        grade: Grade::from_code(asked.get("grade")),
        category: Category::from_code(asked.get("category")),
        source: Source::from_code(asked.get("source")),
        term: Term::from_code(asked.get("term")),
        person: asked.get("person").parse().ok(),
        level: asked.get("level").parse().ok().filter(|level| (1..=4).contains(level)),
        mine: asked.ticked("mine"),
        reported_by_me: asked.ticked("by_me"),
        risk_point: asked.get("risk_point").parse().ok(),
        round: asked.get("round").parse().ok(),
        campaign: asked.get("campaign").parse().ok(),
        words: asked.get("words").chars().filter(|c| !c.is_control()).take(80).collect(),
        after,
    }
}

/// The report form. A risk point may be named in the address (from its own page or card).
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    if !place.is_school() {
        return Err(Error::NotFound);
    }
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let points = risk::store::choices(&mut scope, &place).await?;
    let mut first = Fields::default();
    first.set("risk_point", asked.get("risk_point"));
    view.page(&NewPage::new(&view, &actor, &place, Form::filled(first), points))
}

/// A report. Photos are taken in first, so that a fault elsewhere loses none.
pub async fn report(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    if !place.is_school() {
        return Err(Error::NotFound);
    }
    let photos = evidence::take(&app, &actor, &place, &posted, &form::REPORT_PHOTOS).await?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let now = scope.now()?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-reported"));
    }
    let points = risk::store::choices(&mut scope, &place).await?;
    let risk_point =
        points.iter().find(|point| point.id.to_string() == posted.fields.get("risk_point")).map(|point| (point.id, point.level));
    let source = if actor.role().at_school() { Source::Snap } else { Source::Superior };
    let origin = Origin { id: TicketId::new(), source, risk_point, inspection: None };
    let mut draft = match form::report(&posted.fields, &photos, origin, app.zone, now) {
        Ok(draft) => draft,
        Err(errors) => return again(&view, &actor, &place, posted.fields, errors, &photos, points),
    };
    if !posted.fields.ticked("anyway") {
        let since = now - chrono::Days::new(LIMITS.memory_days);
        let before = store::before(&mut scope, &place, since).await?;
        let seen = Seen { title: &draft.title, place: &draft.place, category: draft.category, risk_point: draft.risk_point };
        let alike: Vec<Before> = similar::open_ones(&seen, &before).into_iter().cloned().collect();
        if !alike.is_empty() {
            drop(scope);
            let form = Form::again(posted.fields, Errors::default(), photos.kept(&place, &form::REPORT_PHOTOS));
            return view.page_as(StatusCode::CONFLICT, &NewPage::new(&view, &actor, &place, form, points).beside(&view, &actor, alike));
        }
    }
    let year = clock::year_of(app.zone.day(now));
    draft.number = number(year, ledger::next_number(&mut scope, &place, Numbered::Ticket, year).await?);
    let step = match rules::report(&place, &actor, draft, now) {
        Ok(step) => step,
        Err(refusal) => {
            let Some(field) = form::field_of(refusal) else { return Err(Error::Conflict(refusal.key())) };
            let mut errors = Errors::default();
            errors.add(field, refusal.key());
            return again(&view, &actor, &place, posted.fields, errors, &photos, points);
        }
    };
    let location = url(&place, step.after());
    store::save(&mut scope, &place, &head, app.zone, &step).await?;
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-reported"))
}

/// The report form once more: everything typed and every photo is still there.
fn again(
    view: &View,
    actor: &Actor,
    place: &Place,
    fields: Fields,
    errors: Errors,
    photos: &Photos,
    points: Vec<risk::store::PointChoice>,
) -> Result<Response> {
    let form = Form::again(fields, errors, photos.kept(place, &form::REPORT_PHOTOS));
    view.page_as(status_of(photos), &NewPage::new(view, actor, place, form, points))
}

/// `2026-0147`
pub fn number(year: i32, n: i32) -> String {
    format!("{year}-{n:04}")
}

fn url(place: &Place, ticket: &Ticket) -> String {
    format!("/o/{}/tickets/{}", place.code, ticket.number)
}

/// A photo that was too large answers 413, everything else that is wrong with a form 422; the page is the same.
fn status_of(photos: &Photos) -> StatusCode {
    if photos.too_large() { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// One ticket, with the form of the next act when it is this actor's.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response> {
    page(&app, &actor, &place, &view, &number, None, Told::default(), StatusCode::OK).await
}

/// The same, with the form of a chosen act open.
pub async fn show_act(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number, act)): Path<(String, String, String)>,
) -> Result<Response> {
    let deed = Deed::from_slug(&act).ok_or(Error::NotFound)?;
    page(&app, &actor, &place, &view, &number, Some(deed), Told::default(), StatusCode::OK).await
}

#[expect(clippy::too_many_arguments, reason = "private; the arguments are the page")]
async fn page(
    app: &App,
    actor: &Actor,
    place: &Place,
    view: &View,
    number: &str,
    chosen: Option<Deed>,
    told: Told,
    status: StatusCode,
) -> Result<Response> {
    let mut scope = app.db.scope(actor).await?;
    let (ticket, around) = store::find(&mut scope, place, number).await?;
    let history = ledger::history(&mut scope, place.district, ticket.id.0).await?;
    let photos = evidence::store::of_ticket(&mut scope, place.district, ticket.id).await?;
    let people = store::people(&mut scope, place, &on_it(&ticket), view.today()).await?;
    let shown = view::shown(&ticket, actor, chosen);
    let ground = match shown {
        Some(Deed::Confirm | Deed::Regrade) => Ground { criteria: grading::store::criteria(&mut scope, place).await?, ..Ground::default() },
        Some(Deed::List) => Ground { bureau: store::people(&mut scope, actor.place(), &[], view.today()).await?, ..Ground::default() },
        _ if !ticket.criteria.is_empty() => {
            Ground { criteria: grading::store::criteria_of(&mut scope, &ticket.criteria).await?, ..Ground::default() }
        }
        _ => Ground::default(),
    };
    let mut page = ShowPage::new(view, actor, place, ticket, around, history, photos, people, ground, chosen, told);
    if page.act == Some(Deed::Assign) {
        page.funds = Some(crate::fund::store::standing(&mut scope, place, clock::year_of(view.today())).await?).filter(|one| one.kept);
    }
    drop(scope);
    view.page_as(status, &page)
}

/// Everybody named on a ticket.
pub fn on_it(t: &Ticket) -> Vec<crate::id::PersonId> {
    let asker = t.ask.as_ref().map(|ask| ask.by);
    let sign = t.listing.as_ref().and_then(|listing| listing.sign.as_ref());
    let named =
        [Some(t.reporter), t.confirmer, t.assigner, t.responsible(), asker, t.rectifier(), t.verifier, t.signer, t.signed_for, t.accepter];
    let listing = [sign.map(|sign| sign.lister), sign.map(|sign| sign.supervisor), t.listing.as_ref().and_then(|listing| listing.delister)];
    let owners = t.controls.iter().map(|one| one.owner);
    named.into_iter().chain(listing).flatten().chain(owners).chain(t.also.iter().copied()).collect()
}

/// An act. Whoever comes second gets 409 and a page that says who was first, with their own words kept.
pub async fn act(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number, act)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    let deed = Deed::from_slug(&act).ok_or(Error::NotFound)?;
    match take(&app, &actor, &place, &number, deed, posted).await? {
        Taken::Done(location) => Ok(view.done(&location, deed.told())),
        Taken::Again(told, status) => page(&app, &actor, &place, &view, &number, Some(deed), told, status).await,
    }
}

/// What became of an act that was posted.
pub(super) enum Taken {
    /// Carried out, now or by an earlier press; where the ticket is.
    Done(String),
    /// Not carried out: what the page tells, and its status.
    Again(Told, StatusCode),
}

/// Carries out an act that was posted, or says why not.
pub(super) async fn take(app: &App, actor: &Actor, place: &Place, number: &str, deed: Deed, posted: Posted) -> Result<Taken> {
    let fields = form::act_photos(deed);
    let photos = evidence::take(app, actor, place, &posted, fields).await?;
    // Before the school's turn is taken: hashing is slow on purpose and needs a connection of its own, nobody should wait for it in line.
    let secret = posted.fields.get("password");
    let known = deed == Deed::Sign && !secret.is_empty() && person::password::confirm(app, actor.person(), secret).await?;
    let mut scope = app.db.scope(actor).await?;
    let head = scope.turn(place).await?;
    let (now, today) = (scope.now()?, app.zone.day(scope.now()?));
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, place, request).await? {
        return Ok(Taken::Done(location));
    }
    let ticket = store::lock(&mut scope, place, number).await?;
    // What it may be a duplicate of is locked with it: both change or neither.
    let original = match posted.fields.get("original") {
        number if deed == Deed::Void && !number.is_empty() && number != ticket.number => store::original(&mut scope, place, number).await?,
        _ => None,
    };
    let outcome = decide(&mut scope, place, actor, &ticket, deed, &posted.fields, &photos, original.as_ref(), known, now, today).await?;
    let kept = photos.kept(place, fields);
    match outcome {
        Ok(step) => {
            let location = url(place, &ticket);
            let head = store::save(&mut scope, place, &head, app.zone, &step).await?;
            if let Some(original) = original.filter(|original| step.after().merged_into == Some(original.id)) {
                let taken = rules::absorb(&original, &ticket, actor, now).map_err(|refusal| Error::Conflict(refusal.key()))?;
                store::save(&mut scope, place, &head, app.zone, &taken).await?;
            }
            ledger::remember(&mut scope, place, request, &location).await?;
            scope.commit().await?;
            Ok(Taken::Done(location))
        }
        Err(Denied::Form(errors)) => {
            let status = status_of(&photos);
            Ok(Taken::Again(Told { form: Some(Form::again(posted.fields, errors, kept)), refusal: None }, status))
        }
        Err(Denied::Refused(refusal)) => {
            tracing::info!(person = %actor.person(), ticket = %ticket.id, deed = %deed, %refusal, "refused");
            let form = Form::again(posted.fields, Errors::default(), kept);
            Ok(Taken::Again(Told { form: Some(form), refusal: Some(refusal) }, StatusCode::CONFLICT))
        }
    }
}

/// The last day that what a bureau listed on a day may be supervised to.
async fn longest(scope: &mut crate::db::Scope, bureau: &Place, listed_on: chrono::NaiveDate) -> Result<Option<chrono::NaiveDate>> {
    let (_, limits) = supervision::store::limits(scope, bureau).await?;
    Ok(Some(supervision::rules::last_day(&limits, listed_on)))
}

/// Why an act did not happen: something at a field, or the rules.
enum Denied {
    Form(Errors),
    Refused(Refusal),
}

#[expect(clippy::too_many_arguments, reason = "private; everything a decision rests on")]
async fn decide(
    scope: &mut crate::db::Scope,
    place: &Place,
    actor: &Actor,
    ticket: &Ticket,
    deed: Deed,
    fields: &Fields,
    photos: &Photos,
    original: Option<&Ticket>,
    known: bool,
    now: chrono::DateTime<chrono::Utc>,
    today: chrono::NaiveDate,
) -> Result<Result<rules::Step, Denied>> {
    // The rules before the form: who came too late should not first correct their typing.
    let seen = fields.get("version").parse().unwrap_or(0);
    // A form without a version was never shown to anybody, so the reason why not matters more than its age.
    let fresh = || rules::fresh(ticket, seen);
    let lawful = || rules::may(ticket, actor, deed);
    if let Err(refusal) = if seen == 0 { lawful().and_then(|()| fresh()) } else { fresh().and_then(|()| lawful()) } {
        return Ok(Err(Denied::Refused(refusal)));
    }
    let named = match deed {
        Deed::Assign | Deed::Reassign | Deed::Control => Named {
            people: store::assignees(&store::people(scope, place, &[], today).await?),
            major: ticket.grade == Grade::Major,
            ..Named::default()
        },
        Deed::Confirm | Deed::Regrade => Named {
            criteria: grading::store::criteria(scope, place).await?,
            together: limit::store::one(scope.conn(), &place.path, Number::Together).await?,
            ..Named::default()
        },
        Deed::List => {
            let bureau = actor.place();
            let year = clock::year_of(today);
            let people = store::people(scope, bureau, &[], today).await?;
            Named {
                supervisors: people.iter().filter(|one| one.here).map(|one| one.id).collect(),
                number: format!("{year}-{}", ledger::next_number(scope, bureau, Numbered::Listing, year).await?),
                supervised_until: longest(scope, bureau, today).await?,
                ..Named::default()
            }
        }
        // More time for a listed one is more supervision.
        Deed::GrantExtension => match ticket.listing.as_ref().filter(|listing| listing.holds()).and_then(|listing| listing.sign.as_ref()) {
            Some(sign) => Named { supervised_until: longest(scope, actor.place(), sign.listed_on).await?, ..Named::default() },
            None => Named::default(),
        },
        Deed::Void => Named { original: original.map(|one| one.id), ..Named::default() },
        _ => Named::default(),
    };
    let act = match form::act(deed, fields, photos, &named, today) {
        Ok(act) => act,
        Err(errors) => return Ok(Err(Denied::Form(errors))),
    };
    if let Act::Sign { .. } = act
        && !known
    {
        let mut errors = Errors::default();
        errors.add("password", "sign-in-wrong-password");
        return Ok(Err(Denied::Form(errors)));
    }
    Ok(rules::decide(ticket, actor, &act, now, today).map(|step| step.with_photos(photos.beside())).map_err(
        |refusal| match form::field_of(refusal) {
            Some(field) => {
                let mut errors = Errors::default();
                errors.add(field, refusal.key());
                Denied::Form(errors)
            }
            None => Denied::Refused(refusal),
        },
    ))
}
