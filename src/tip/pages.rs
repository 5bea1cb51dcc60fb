//! The school's side: what waits, what was answered, and the answer. A bureau looks on.

use super::form;
use super::model::{Deed, Tip};
use super::rules::{self, Answer, Refusal};
use super::store::{self, PAGE};
use super::view::{ListPage, Offer, ShowPage};
use crate::access::{Actor, Place};
use crate::clock;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::evidence::{Drafted, Moment, Photos};
use crate::id::{PhotoId, TicketId, TipId};
use crate::ledger::{self, Numbered};
use crate::risk;
use crate::ticket;
use crate::ticket::form::Origin;
use crate::ticket::model::Source;
use crate::ticket::store::Filter;
use crate::web::App;
use crate::web::form::{Errors, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::DateTime;

/// What waits, the first due first; then what was answered, the newest first.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let before = asked
        .get("before")
        .split_once('_')
        .and_then(|(at, id)| Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse::<TipId>().ok()?)));
    let mut scope = app.db.scope(&actor).await?;
    let waiting = if before.is_none() { store::waiting(&mut scope, &place, PAGE + 1).await? } else { vec![] };
    let answered = store::answered(&mut scope, &place, before, PAGE + 1).await?;
    drop(scope);
    view.page(&ListPage::new(&view, &place, waiting, answered, before.is_some()))
}

/// One report, with the form of an answer for the officer.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let deed = Deed::from_code(asked.get("do"));
    page(&app, &actor, &place, &view, id, deed.unwrap_or(Deed::Accept), Told::default()).await
}

/// What a page tells after an answer that did not happen, or of a contact that was looked up.
#[derive(Default)]
struct Told {
    status: StatusCode,
    form: Option<Form>,
    refusal: Option<Refusal>,
    contact: Option<String>,
}

async fn page(app: &App, actor: &Actor, place: &Place, view: &View, id: TipId, deed: Deed, told: Told) -> Result<Response> {
    let mut scope = app.db.scope(actor).await?;
    let shown = store::find(&mut scope, place, id).await?;
    let pictures = store::pictures(&mut scope, &shown.tip).await?;
    let offer = match rules::may(&shown.tip, actor, place, shown.tip.version) {
        Ok(()) if deed == Deed::Known => {
            Some(Offer { deed, tickets: ticket::store::list(&mut scope, place, &Filter::default(), view.today(), PAGE).await? })
        }
        Ok(()) => Some(Offer { deed, tickets: vec![] }),
        Err(_) => None,
    };
    drop(scope);
    let officer = rules::answers(actor, place);
    view.page_as(told.status, &ShowPage::new(view, place, shown, pictures, offer, officer, told.form, told.refusal, told.contact))
}

/// One of a report's pictures, behind the sign-in.
pub async fn photo(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    Path((_, id, picture, size)): Path<(String, String, String, String)>,
) -> Result<Response> {
    let (id, picture) = (id.parse().map_err(|_| Error::NotFound)?, picture.parse().map_err(|_| Error::NotFound)?);
    let mut scope = app.db.scope(&actor).await?;
    let name = store::content(&mut scope, &place, id, picture).await?;
    drop(scope);
    let jpeg = match size.as_str() {
        "page" => app.shelf.page(&name).await?,
        "thumb" => app.shelf.thumb(&name).await?,
        _ => return Err(Error::NotFound),
    };
    let headers = [
        (CONTENT_TYPE, "image/jpeg"),
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, jpeg).into_response())
}

/// Shows the officer how to reach the reporter, once, and records that it was.
pub async fn contact(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    if !rules::answers(&actor, &place) {
        return Err(Error::NotFound);
    }
    let id: TipId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let shown = store::lock(&mut scope, &place, id).await?;
    if !shown.tip.has_contact {
        return Err(Error::NotFound);
    }
    let contact = store::contact(&mut scope, &place, &head, &shown.tip).await?;
    scope.commit().await?;
    page(&app, &actor, &place, &view, id, Deed::Accept, Told { contact: Some(contact), ..Told::default() }).await
}

/// An answer. What was typed is kept when it is refused.
pub async fn answer(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id, deed)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    let deed = Deed::from_code(&deed).ok_or(Error::NotFound)?;
    if !rules::answers(&actor, &place) {
        return Err(Error::NotFound);
    }
    let id: TipId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, deed.told()));
    }
    let tip = store::lock(&mut scope, &place, id).await?.tip;
    let seen = posted.fields.get("version").parse().unwrap_or(0);
    let outcome = match rules::may(&tip, &actor, &place, seen) {
        Ok(()) => decide(&app, &mut scope, &view, &actor, &place, &head, &tip, deed, &posted).await?,
        Err(refusal) => Err(Denied::Refused(refusal)),
    };
    let told = match outcome {
        Ok((head, answer)) => {
            let now = scope.now()?;
            match rules::answer(&tip, &actor, &place, seen, answer, now) {
                Ok(change) => {
                    store::save(&mut scope, &place, &head, &change).await?;
                    let location = format!("/o/{}/public-reports/{id}", place.code);
                    ledger::remember(&mut scope, &place, request, &location).await?;
                    scope.commit().await?;
                    return Ok(view.done(&location, deed.told()));
                }
                Err(refusal) => Denied::Refused(refusal),
            }
        }
        Err(denied) => denied,
    };
    drop(scope);
    let (status, errors, refusal) = match told {
        Denied::Form(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors, None),
        Denied::Refused(refusal) => (StatusCode::CONFLICT, Errors::default(), Some(refusal)),
    };
    let form = Some(Form::again(posted.fields, errors, vec![]));
    page(&app, &actor, &place, &view, id, deed, Told { status, form, refusal, contact: None }).await
}

/// Why an answer did not happen: something at a field, or the rules.
enum Denied {
    Form(Errors),
    Refused(Refusal),
}

/// Reads the form of an answer; taking a report up opens its ticket on the way.
#[expect(clippy::too_many_arguments, reason = "private; everything an answer rests on")]
async fn decide(
    app: &App,
    scope: &mut Scope,
    view: &View,
    actor: &Actor,
    place: &Place,
    head: &Head,
    tip: &Tip,
    deed: Deed,
    posted: &Posted,
) -> Result<Result<(Head, Answer), Denied>> {
    let mut errors = Errors::default();
    let words = form::words(&posted.fields, &mut errors, deed);
    let answer = match deed {
        Deed::Accept => {
            return Ok(match open_ticket(app, scope, view, actor, place, head, tip, posted, errors).await? {
                Ok((head, ticket)) => Ok((head, Answer::Accept { ticket, words })),
                Err(errors) => Err(Denied::Form(errors)),
            });
        }
        Deed::Known => {
            let ticket = known(scope, place, posted.fields.get("ticket"), &mut errors).await?;
            ticket.map(|ticket| Answer::Known { ticket, words })
        }
        Deed::Decline => form::reason(&posted.fields, &mut errors).map(|reason| Answer::Decline { reason, words }),
        Deed::Abuse => Some(Answer::Abuse),
    };
    Ok(errors.or(answer).map(|answer| (head.clone(), answer)).map_err(Denied::Form))
}

/// The open hidden danger of this number.
async fn known(scope: &mut Scope, place: &Place, number: &str, errors: &mut Errors) -> Result<Option<TicketId>> {
    let found = match ticket::store::find(scope, place, number).await {
        Ok((found, ..)) => Some(found).filter(|found| found.state != ticket::model::State::Void).map(|found| found.id),
        Err(Error::NotFound) => None,
        Err(error) => return Err(error),
    };
    if found.is_none() {
        errors.add("ticket", "field-choose");
    }
    Ok(found)
}

/// Opens the ticket a report becomes: by the ticket's own form and rules, as the officer's act, with the pictures they chose to take over.
#[expect(clippy::too_many_arguments, reason = "private; a report of the ticket's and whom it came from")]
async fn open_ticket(
    app: &App,
    scope: &mut Scope,
    view: &View,
    actor: &Actor,
    place: &Place,
    head: &Head,
    tip: &Tip,
    posted: &Posted,
    errors: Errors,
) -> Result<Result<(Head, TicketId), Errors>> {
    let now = scope.now()?;
    let risk_point = match tip.risk_point {
        Some(wanted) => {
            risk::store::choices(scope, place).await?.into_iter().find(|point| point.id == wanted).map(|point| (point.id, point.level))
        }
        None => None,
    };
    let chosen: Vec<PhotoId> = tip.photos.iter().copied().filter(|photo| posted.fields.all("pick").contains(&photo.to_string())).collect();
    let photos = store::take_over(scope, tip, posted.fields.request_id(), &chosen).await?;
    let drafted = photos.into_iter().map(|id| Drafted { id, moment: Moment::Before, thumb_width: 0, thumb_height: 0 }).collect();
    let mut fields = posted.fields.clone();
    // Nothing of these is on the form: when it was found is when it came, and why it has no picture is known.
    fields.set("found_at", "");
    fields.set("fixed", "");
    fields.set("no_photo", if chosen.is_empty() { view.lang.say("tip-no-photo") } else { String::new() });
    let origin = Origin { id: TicketId::new(), source: Source::Public, risk_point, inspection: None };
    let mut draft = match ticket::form::report(&fields, &Photos { drafted, errors }, origin, app.zone, now) {
        Ok(draft) => draft,
        Err(errors) => return Ok(Err(errors)),
    };
    draft.found_at = tip.received_at;
    let year = clock::year_of(app.zone.day(now));
    draft.number = ticket::pages::number(year, ledger::next_number(scope, place, Numbered::Ticket, year).await?);
    let step = ticket::rules::report(place, actor, draft, now).map_err(|refusal| Error::Conflict(refusal.key()))?;
    let ticket = step.after().id;
    let head = ticket::store::save(scope, place, head, app.zone, &step).await?;
    Ok(Ok((head, ticket)))
}
