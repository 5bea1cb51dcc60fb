//! The pages of check lists: load, decide, save, redirect.

use super::form;
use super::model::{CheckList, Draft};
use super::rules;
use super::store::{self, After, Kept};
use super::view::{FormPage, ListPage, ShowPage, What};
use crate::access::{Actor, Place};
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::grading;
use crate::grading::criterion::Criterion;
use crate::id::TemplateId;
use crate::ledger;
use crate::web::App;
use crate::web::form::{Errors, Fields, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if rules::may_keep(place, actor) { Ok(()) } else { Err(Error::NotFound) }
}

fn url(place: &Place, list: &CheckList) -> String {
    format!("/o/{}/checklists/{}", place.code, list.series)
}

/// The lists of a place: its own, those from above, the product's; narrowed by the address.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let all = store::latest(&mut scope, &place).await?;
    drop(scope);
    view.page(&ListPage::new(&view, &place, rules::may_keep(&place, &actor), asked, all))
}

/// The versions of the list an address names, the newest first.
async fn known(scope: &mut Scope, place: &Place, series: &str) -> Result<Vec<Kept>> {
    let series: TemplateId = series.parse().map_err(|_| Error::NotFound)?;
    let versions = store::versions(scope, place, series).await?;
    if versions.is_empty() { Err(Error::NotFound) } else { Ok(versions) }
}

/// The newest version of a list that this place keeps itself.
async fn own(scope: &mut Scope, place: &Place, series: &str) -> Result<Kept> {
    let newest = known(scope, place, series).await?.into_iter().next().ok_or(Error::NotFound)?;
    if newest.list.owner_path == place.path { Ok(newest) } else { Err(Error::NotFound) }
}

/// One list: its questions in the newest version, or in the one the address names.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, series)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let versions = known(&mut scope, &place, &series).await?;
    drop(scope);
    let wanted = asked.get("version");
    let page = ShowPage::new(&view, &actor, &place, &versions, wanted, None).ok_or(Error::NotFound)?;
    view.page(&page)
}

/// The form of a new list; a copy of another's where the address names a version.
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let from = copied(&mut scope, &place, &asked).await?;
    let criteria = grading::store::criteria(&mut scope, &place).await?;
    drop(scope);
    let mut fields = from.as_ref().map(|list| form::shown(&list.draft(), view.lang)).unwrap_or_default();
    fields.set("from", asked.get("from"));
    view.page(&FormPage::new(&view, &place, what(from.as_ref()), Form::filled(fields), &criteria))
}

fn what(from: Option<&CheckList>) -> What<'_> {
    from.map_or(What::New, What::Copy)
}

/// The list that is copied, if one is.
async fn copied(scope: &mut Scope, place: &Place, fields: &Fields) -> Result<Option<CheckList>> {
    match fields.get("from") {
        "" => Ok(None),
        id => {
            let id = id.parse().map_err(|_| Error::NotFound)?;
            Ok(Some(store::version(scope, place, id).await?.ok_or(Error::NotFound)?))
        }
    }
}

/// Keeps a new list, or shows its form with more empty rows.
pub async fn add(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    if posted.fields.get("do") == "more" {
        let from = copied(&mut scope, &place, &posted.fields).await?;
        let criteria = grading::store::criteria(&mut scope, &place).await?;
        return view.page(&FormPage::new(&view, &place, what(from.as_ref()), longer(posted.fields), &criteria));
    }
    let head = match turn(&mut scope, &place, &posted.fields).await? {
        Turn::Ours(head) => head,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-checklist-kept")),
    };
    let from = copied(&mut scope, &place, &posted.fields).await?;
    let criteria = grading::store::criteria(&mut scope, &place).await?;
    let draft = match checked(&mut scope, &place, &posted.fields, &criteria, None).await? {
        Ok(draft) => draft,
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            let page = FormPage::new(&view, &place, what(from.as_ref()), again, &criteria);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let after = from.as_ref().map_or(After::Nothing, After::Copy);
    let (made, _) = store::keep(&mut scope, &place, &head, after, &draft).await?;
    finish(scope, &place, &view, &posted.fields, &made, "flash-checklist-kept").await
}

/// The same form with room for more questions. It keeps its id: nothing was carried out.
fn longer(mut fields: Fields) -> Form {
    form::more(&mut fields);
    Form::again(fields, Errors::default(), vec![])
}

/// What was typed, as a list; its name may be that of no other list in use here.
async fn checked(
    scope: &mut Scope,
    place: &Place,
    fields: &Fields,
    criteria: &[Criterion],
    now: Option<&CheckList>,
) -> Result<Result<Draft, Errors>> {
    // What the list already says stays sayable after a criterion was retired.
    let before = now.into_iter().flat_map(|list| &list.items).map(|item| item.criterion.clone());
    let codes: Vec<String> = criteria.iter().map(|one| one.code.clone()).chain(before).collect();
    let draft = form::read_list(fields, &codes);
    let title = crate::web::form::trimmed(fields.get("title"));
    let other = store::titled(scope, place, title).await?.filter(|other| now.is_none_or(|now| now.series != other.series));
    if other.is_none() {
        return Ok(draft);
    }
    let mut errors = draft.err().unwrap_or_default();
    errors.add("title", "checklist-title-taken");
    Ok(Err(errors))
}

/// The form of the next version.
pub async fn edit(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, series)): Path<(String, String)>,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let now = own(&mut scope, &place, &series).await?;
    let criteria = grading::store::criteria(&mut scope, &place).await?;
    drop(scope);
    let form = Form::filled(form::shown(&now.list.draft(), view.lang));
    view.page(&FormPage::new(&view, &place, What::Edit { now: &now, stale: false }, form, &criteria))
}

/// Keeps the next version. What was asked before stays as it was asked.
pub async fn revise(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, series)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    if posted.fields.get("do") == "more" {
        let now = own(&mut scope, &place, &series).await?;
        let criteria = grading::store::criteria(&mut scope, &place).await?;
        let seen = posted.fields.get("seen").to_owned();
        let page = FormPage::new(&view, &place, What::Edit { now: &now, stale: false }, longer(posted.fields), &criteria);
        return view.page(&FormPage { seen, ..page });
    }
    let head = match turn(&mut scope, &place, &posted.fields).await? {
        Turn::Ours(head) => head,
        Turn::Answered(location) => return Ok(view.done(&location, "flash-checklist-kept")),
    };
    let now = own(&mut scope, &place, &series).await?;
    let criteria = grading::store::criteria(&mut scope, &place).await?;
    if now.list.id.to_string() != posted.fields.get("seen") {
        let again = Form::again(posted.fields, Errors::default(), vec![]);
        let page = FormPage::new(&view, &place, What::Edit { now: &now, stale: true }, again, &criteria);
        return view.page_as(StatusCode::CONFLICT, &page);
    }
    let draft = match checked(&mut scope, &place, &posted.fields, &criteria, Some(&now.list)).await? {
        Ok(draft) => draft,
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            let page = FormPage::new(&view, &place, What::Edit { now: &now, stale: false }, again, &criteria);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let (made, _) = store::keep(&mut scope, &place, &head, After::Version(&now.list), &draft).await?;
    finish(scope, &place, &view, &posted.fields, &made, "flash-checklist-kept").await
}

/// Takes a list out of use.
pub async fn retire(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, series)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    change(&app, &actor, &place, &view, &series, &posted.fields, true).await
}

/// Brings a list back into use: its last words again, as a new version.
pub async fn restore(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, series)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    change(&app, &actor, &place, &view, &series, &posted.fields, false).await
}

async fn change(app: &App, actor: &Actor, place: &Place, view: &View, series: &str, fields: &Fields, retire: bool) -> Result<Response> {
    keepers_only(actor, place)?;
    let flash = if retire { "flash-checklist-retired" } else { "flash-checklist-restored" };
    let mut scope = app.db.scope(actor).await?;
    let head = match turn(&mut scope, place, fields).await? {
        Turn::Ours(head) => head,
        Turn::Answered(location) => return Ok(view.done(&location, flash)),
    };
    let now = own(&mut scope, place, series).await?.list;
    // One list of its name was kept while this one was away.
    let taken = !retire && store::titled(&mut scope, place, &now.title.zh).await?.is_some();
    let stale = now.id.to_string() != fields.get("seen") || now.retired == retire;
    if stale || taken {
        let versions = known(&mut scope, place, series).await?;
        let key = if stale { "checklist-stale" } else { "checklist-title-taken" };
        let page = ShowPage::new(view, actor, place, &versions, "", Some(key)).ok_or(Error::NotFound)?;
        return view.page_as(StatusCode::CONFLICT, &page);
    }
    if retire {
        store::retire(&mut scope, place, &head, &now).await?;
    } else {
        store::keep(&mut scope, place, &head, After::Retired(&now), &now.draft()).await?;
    }
    finish(scope, place, view, fields, &now, flash).await
}

/// The turn of a form's writer, or where the same form led before.
enum Turn {
    Ours(Head),
    Answered(String),
}

async fn turn(scope: &mut Scope, place: &Place, fields: &Fields) -> Result<Turn> {
    let head = scope.turn(place).await?;
    Ok(match ledger::answered(scope, place, fields.request_id()).await? {
        Some(location) => Turn::Answered(location),
        None => Turn::Ours(head),
    })
}

async fn finish(mut scope: Scope, place: &Place, view: &View, fields: &Fields, made: &CheckList, flash: &'static str) -> Result<Response> {
    let location = url(place, made);
    ledger::remember(&mut scope, place, fields.request_id(), &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, flash))
}
