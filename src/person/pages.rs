//! The pages of people: an administrator adds them, gives and ends posts, resets passwords, disables and enables accounts.
//!
//! A one-time password is shown by the answer to the form and nowhere else: it is never stored, never part of an address, and a repeated
//! form leads to the person's page instead.

use super::form;
use super::model::{self, Deed, NewPerson, NewPost};
use super::password;
use super::store::{self, Filter, PAGE, Person, Post};
use super::view::{ActPage, BelowPage, ListPage, NewPage, PostPage, SecretPage, ShowPage};
use crate::access::{Actor, Place, Role};
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{PersonId, PostId};
use crate::ledger;
use crate::web::App;
use crate::web::form::{Errors, Form, Posted};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, LOCATION};
use axum::response::Response;

/// The organisation's people; for a bureau, with `show=below`, the organisations below it.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let words: String = asked.get("words").chars().filter(|c| !c.is_control()).take(80).collect();
    let mut scope = app.db.scope(&actor).await?;
    if !place.is_school() && asked.get("show") == "below" {
        let after: String = asked.get("after").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').take(200).collect();
        let rows = store::below(&mut scope, &place, &words, &after, view.today(), PAGE + 1).await?;
        return view.page(&BelowPage::new(&view, &place, words, &asked, rows));
    }
    let filter = Filter {
        words,
        role: Role::from_code(asked.get("role")),
        below: !place.is_school() && asked.ticked("below"),
        after: asked.get("after").parse().ok(),
    };
    let rows = store::list(&mut scope, &place, &filter, view.today(), PAGE + 1).await?;
    view.page(&ListPage::new(&view, &place, filter, asked, rows))
}

/// The form of a new person.
pub async fn new(place: Place, view: View) -> Result<Response> {
    view.page(&NewPage::new(&view, &place, Form::blank()))
}

/// Adds a person with their first post, and shows their one-time password.
pub async fn add(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    let again = |errors: Errors| {
        view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &NewPage::new(&view, &place, Form::again(posted.fields.clone(), errors, vec![])))
    };
    let (person, post) = match form::person(&posted.fields, &place) {
        Ok(draft) => draft,
        Err(errors) => return again(errors),
    };
    // Hashed before the turn is taken: nobody else should wait for it.
    let secret = model::one_time_password();
    let password_hash = password::make(&app, secret.clone()).await?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-person-added"));
    }
    let id = PersonId::new();
    let person = NewPerson { id, username: person.username, name: person.name, phone: person.phone, password_hash, must_change: true };
    match store::create(&mut scope, &place, &head, &person, &post).await {
        Err(error) if store::name_taken(&error) => {
            drop(scope);
            let mut errors = Errors::default();
            errors.add("username", "people-username-taken");
            return again(errors);
        }
        other => other?,
    };
    let location = url(&place, id);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    tracing::info!(actor = %actor.person(), person = %id, role = %post.role, org = %place.code, "a person was added");
    told(
        &view,
        StatusCode::CREATED,
        &location,
        &SecretPage::new(&view, &place, person.name, person.username, secret, true, location.clone()),
    )
}

/// A page that shows a secret, under the address it leads to.
fn told(view: &View, status: StatusCode, location: &str, page: &SecretPage) -> Result<Response> {
    let mut response = view.page_as(status, page)?;
    if status == StatusCode::CREATED {
        let location = HeaderValue::from_str(location).map_err(|error| Error::Internal(error.to_string()))?;
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}

fn url(place: &Place, person: PersonId) -> String {
    format!("/o/{}/people/{person}", place.code)
}

/// One person: posts, access, what was done to the account.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let person = store::find(&mut scope, &place, id_of(&person)?).await?;
    let posts = store::posts(&mut scope, person.id).await?;
    let history = ledger::history(&mut scope, place.district, person.id.0).await?;
    drop(scope);
    view.page(&ShowPage::new(&view, &actor, &place, person, &posts, history))
}

fn id_of<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::NotFound)
}

/// The form for one more post of somebody who has one here.
pub async fn post_form(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person)): Path<(String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let person = store::find(&mut scope, &place, id_of(&person)?).await?;
    allowed(&actor, &person, Deed::GivePost)?;
    view.page(&PostPage::new(&view, &place, Some((person.id, person.name)), Form::blank()))
}

/// Gives somebody one more post at this organisation.
pub async fn give_post(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let id: PersonId = id_of(&person)?;
    let (mut scope, head) = match turn(&app, &actor, &place, &posted).await? {
        Turn::Ours(scope, head) => (scope, head),
        Turn::Answered(location) => return Ok(view.done(&location, "flash-post-given")),
    };
    let person = store::find(&mut scope, &place, id).await?;
    allowed(&actor, &person, Deed::GivePost)?;
    let post = match form::post(&posted.fields, &place) {
        Ok(post) => post,
        Err(errors) => {
            return view.page_as(
                StatusCode::UNPROCESSABLE_ENTITY,
                &PostPage::new(&view, &place, Some((id, person.name)), Form::again(posted.fields, errors, vec![])),
            );
        }
    };
    if let Some(errors) = held(&mut scope, &place, &view, id, &post).await? {
        return view.page_as(
            StatusCode::UNPROCESSABLE_ENTITY,
            &PostPage::new(&view, &place, Some((id, person.name)), Form::again(posted.fields, errors, vec![])),
        );
    }
    let head = store::give_post(&mut scope, &place, &head, id, &person.kept, &post).await?;
    finish(scope, &place, &view, &posted, &head, id, "flash-post-given").await
}

/// The form for a post here of somebody who has an account elsewhere within reach.
pub async fn existing_form(place: Place, view: View) -> Result<Response> {
    view.page(&PostPage::new(&view, &place, None, Form::blank()))
}

/// Gives that post. Whom one cannot see is not found: whether such a name exists elsewhere is nobody's business.
pub async fn give_existing(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    let again = |errors: Errors| {
        view.page_as(
            StatusCode::UNPROCESSABLE_ENTITY,
            &PostPage::new(&view, &place, None, Form::again(posted.fields.clone(), errors, vec![])),
        )
    };
    let (username, post) = match form::existing(&posted.fields, &place) {
        Ok(draft) => draft,
        Err(errors) => return again(errors),
    };
    let (mut scope, head) = match turn(&app, &actor, &place, &posted).await? {
        Turn::Ours(scope, head) => (scope, head),
        Turn::Answered(location) => return Ok(view.done(&location, "flash-post-given")),
    };
    let Some((id, kept)) = store::by_username(&mut scope, &username).await? else {
        let mut errors = Errors::default();
        errors.add("username", "people-username-unknown");
        return again(errors);
    };
    model::may(&actor, id, &kept, Deed::GivePost).map_err(|refusal| Error::Conflict(refusal.key()))?;
    if let Some(errors) = held(&mut scope, &place, &view, id, &post).await? {
        return again(errors);
    }
    let head = store::give_post(&mut scope, &place, &head, id, &kept, &post).await?;
    finish(scope, &place, &view, &posted, &head, id, "flash-post-given").await
}

/// The same role at the same organisation twice at once means nothing.
async fn held(scope: &mut Scope, place: &Place, view: &View, person: PersonId, new: &NewPost) -> Result<Option<Errors>> {
    let twice =
        store::posts(scope, person).await?.iter().any(|post| post.org == place.id && post.role == new.role && post.lasts(view.today()));
    Ok(twice.then(|| {
        let mut errors = Errors::default();
        errors.add("role", "people-role-held");
        errors
    }))
}

/// The page before a post is ended.
pub async fn end_form(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person, post)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (person, post) = find_post(&mut scope, &place, &person, &post).await?;
    allowed(&actor, &person, Deed::EndPost)?;
    view.page(&ActPage::ending(&view, &place, &person, &post, Form::blank()))
}

/// Ends a post on a day, today at the earliest, and its sessions at once.
pub async fn end_post(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person, post)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    let (mut scope, head) = match turn(&app, &actor, &place, &posted).await? {
        Turn::Ours(scope, head) => (scope, head),
        Turn::Answered(location) => return Ok(view.done(&location, "flash-post-ended")),
    };
    let (person, post) = find_post(&mut scope, &place, &person, &post).await?;
    allowed(&actor, &person, Deed::EndPost)?;
    let today = app.zone.day(scope.now()?);
    if !post.lasts(today) {
        return Err(Error::Conflict(model::Refusal::Stale.key()));
    }
    let to_on = match form::last_day(&posted.fields, post.from_on, today) {
        Ok(day) => day,
        Err(errors) => {
            return view.page_as(
                StatusCode::UNPROCESSABLE_ENTITY,
                &ActPage::ending(&view, &place, &person, &post, Form::again(posted.fields, errors, vec![])),
            );
        }
    };
    let head = store::end_post(&mut scope, &place, &head, person.id, &post, to_on, today).await?;
    finish(scope, &place, &view, &posted, &head, person.id, "flash-post-ended").await
}

/// A person of this organisation and a post they hold or held here.
async fn find_post(scope: &mut Scope, place: &Place, person: &str, post: &str) -> Result<(Person, Post)> {
    let (id, post): (PersonId, PostId) = (id_of(person)?, id_of(post)?);
    let person = store::find(scope, place, id).await?;
    let post = store::posts(scope, id).await?.into_iter().find(|one| one.id == post && one.org == place.id).ok_or(Error::NotFound)?;
    Ok((person, post))
}

/// The page before a password is reset.
pub async fn reset_form(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person)): Path<(String, String)>,
) -> Result<Response> {
    ask(&app, &actor, &place, &view, &person, Deed::ResetPassword).await
}

/// The page before an account is disabled.
pub async fn disable_form(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person)): Path<(String, String)>,
) -> Result<Response> {
    ask(&app, &actor, &place, &view, &person, Deed::Disable).await
}

async fn ask(app: &App, actor: &Actor, place: &Place, view: &View, person: &str, deed: Deed) -> Result<Response> {
    let mut scope = app.db.scope(actor).await?;
    let person = store::find(&mut scope, place, id_of(person)?).await?;
    drop(scope);
    allowed(actor, &person, deed)?;
    view.page(&ActPage::new(view, place, &person, deed, Form::blank()))
}

/// Resets a password and shows the new one-time password. All sessions of the person end.
pub async fn reset_password(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let id: PersonId = id_of(&person)?;
    let secret = model::one_time_password();
    let password_hash = password::make(&app, secret.clone()).await?;
    let (mut scope, head) = match turn(&app, &actor, &place, &posted).await? {
        Turn::Ours(scope, head) => (scope, head),
        Turn::Answered(location) => return Ok(view.done(&location, "flash-password-was-reset")),
    };
    let person = store::find(&mut scope, &place, id).await?;
    allowed(&actor, &person, Deed::ResetPassword)?;
    store::reset_password(&mut scope, &place, &head, id, &password_hash).await?;
    let location = url(&place, id);
    ledger::remember(&mut scope, &place, posted.fields.request_id(), &location).await?;
    scope.commit().await?;
    tracing::info!(actor = %actor.person(), person = %id, "a password was reset");
    told(&view, StatusCode::OK, &location, &SecretPage::new(&view, &place, person.name, person.username, secret, false, location.clone()))
}

/// Disables an account; its sessions end at once.
pub async fn disable(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    switch(&app, &actor, &place, &view, &person, &posted, Deed::Disable).await
}

/// Enables an account again.
pub async fn enable(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    switch(&app, &actor, &place, &view, &person, &posted, Deed::Enable).await
}

async fn switch(app: &App, actor: &Actor, place: &Place, view: &View, person: &str, posted: &Posted, deed: Deed) -> Result<Response> {
    let id: PersonId = id_of(person)?;
    let flash = if deed == Deed::Enable { "flash-person-enabled" } else { "flash-person-disabled" };
    let (mut scope, head) = match turn(app, actor, place, posted).await? {
        Turn::Ours(scope, head) => (scope, head),
        Turn::Answered(location) => return Ok(view.done(&location, flash)),
    };
    let person = store::find(&mut scope, place, id).await?;
    allowed(actor, &person, deed)?;
    let head = match deed {
        Deed::Enable => store::enable(&mut scope, place, &head, id).await?,
        _ => store::disable(&mut scope, place, &head, id).await?,
    };
    finish(scope, place, view, posted, &head, id, flash).await
}

fn allowed(actor: &Actor, person: &Person, deed: Deed) -> Result<()> {
    model::may(actor, person.id, &person.kept, deed).map_err(|refusal| {
        tracing::info!(actor = %actor.person(), person = %person.id, deed = %deed, ?refusal, "refused");
        Error::Conflict(refusal.key())
    })
}

/// The organisation's turn, or where the first press of the same button led.
enum Turn {
    Ours(Box<Scope>, Head),
    Answered(String),
}

async fn turn(app: &App, actor: &Actor, place: &Place, posted: &Posted) -> Result<Turn> {
    let mut scope = app.db.scope(actor).await?;
    let head = scope.turn(place).await?;
    Ok(match ledger::answered(&mut scope, place, posted.fields.request_id()).await? {
        Some(location) => Turn::Answered(location),
        None => Turn::Ours(Box::new(scope), head),
    })
}

/// Remembers the request, makes it last, and leads to the person's page.
async fn finish(
    mut scope: Box<Scope>,
    place: &Place,
    view: &View,
    posted: &Posted,
    head: &Head,
    person: PersonId,
    flash: &'static str,
) -> Result<Response> {
    let location = url(place, person);
    ledger::remember(&mut scope, place, posted.fields.request_id(), &location).await?;
    let actor = scope.actor().person();
    scope.commit().await?;
    tracing::info!(%actor, %person, seq = head.seq, flash, "an account was changed");
    Ok(view.done(&location, flash))
}
