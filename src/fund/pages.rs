//! Money as its people see it: a school's year, a bureau's schools, the list behind a figure, the entries of one ticket.

use super::form::{self, Around};
use super::model::{Deed, Entry, Figure};
use super::rules::{self, Refusal};
use super::store::{self, PAGE, Wanted};
use super::view::{BudgetPage, BureauPage, ListPage, SchoolPage, ShowPage};
use crate::access::{Actor, Place};
use crate::calendar;
use crate::calendar::rules::Calendar;
use crate::clock;
use crate::error::{Error, Result};
use crate::evidence::{self, Photos};
use crate::ledger;
use crate::ticket;
use crate::ticket::model::{Category, Grade};
use crate::web::App;
use crate::web::form::{Errors, Fields, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;

/// First and last day of a year.
pub(super) fn span(year: i32) -> (NaiveDate, NaiveDate) {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    (day(1, 1), day(12, 31))
}

/// A school's year, or the sums of a bureau's schools.
pub async fn overview(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let year = form::year(asked.get("year"), clock::year_of(view.today()));
    let mut scope = app.db.scope(&actor).await?;
    if !place.is_school() {
        let total = store::total(&mut scope, &place, year).await?;
        let rows = store::schools(&mut scope, &place, year, asked.get("after"), PAGE + 1).await?;
        drop(scope);
        return view.page(&BureauPage::new(&view, &place, year, total, rows));
    }
    let entries = calendar::store::kept(&mut scope, &place).await?;
    let calendar = Calendar::at(entries.iter().map(|one| &one.entry), &place.path);
    let (first, last) = span(year);
    let terms: Vec<_> = calendar.terms().into_iter().filter(|term| term.starts <= last && term.ends >= first).cloned().collect();
    let from = terms.iter().map(|term| term.starts).chain([first]).min().unwrap_or(first);
    let to = terms.iter().map(|term| term.ends).chain([last]).max().unwrap_or(last);
    let parts = store::parts(&mut scope, &place, from, to).await?;
    let budget = store::budget(&mut scope, &place, year).await?;
    let standing = store::standing(&mut scope, &place, year).await?;
    drop(scope);
    view.page(&SchoolPage::new(&view, &actor, &place, year, &terms, &parts, &budget, standing))
}

/// What a list's address asks for. What is not understood narrows nothing.
pub(super) fn wanted(asked: &Fields, view: &View) -> Wanted {
    let (first, last) = span(form::year(asked.get("year"), clock::year_of(view.today())));
    let day = |name: &str, usual| asked.get(name).parse().unwrap_or(usual);
    let after = asked.get("after").split_once('_').and_then(|(on, id)| Some((on.parse().ok()?, id.parse().ok()?)));
    Wanted {
        figure: Figure::from_code(asked.get("figure")).unwrap_or(Figure::Spent),
        from: day("from", first),
        to: day("to", last),
        source: Some(asked.get("source").to_owned()).filter(|source| !source.is_empty()),
        category: Category::from_code(asked.get("category")),
        grade: Grade::from_code(asked.get("grade")),
        after,
    }
}

/// The list that a figure is the sum of.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let wanted = wanted(&asked, &view);
    let mut scope = app.db.scope(&actor).await?;
    let rows = store::list(&mut scope, &place, &wanted, PAGE + 1).await?;
    drop(scope);
    view.page(&ListPage::new(&view, &place, &wanted, &asked, rows))
}

/// The form of a school's budget.
pub async fn budget(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    if !rules::keeps(&actor, &place) {
        return Err(Error::NotFound);
    }
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let year = form::year(asked.get("year"), clock::year_of(view.today()));
    let mut scope = app.db.scope(&actor).await?;
    let lines = store::budget(&mut scope, &place, year).await?;
    drop(scope);
    view.page(&BudgetPage::new(&view, &place, year, &lines, None, false))
}

/// Sets a school's budget. Whoever saw an older one is told so.
pub async fn set_budget(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    if !rules::keeps(&actor, &place) {
        return Err(Error::NotFound);
    }
    let year = form::year(posted.fields.get("year"), clock::year_of(view.today()));
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-funds-budget"));
    }
    let old = store::budget(&mut scope, &place, year).await?;
    let stale = posted.fields.get("seen").parse() != Ok(seen(&old));
    match form::budget(&posted.fields, !old.is_empty()) {
        Ok((lines, words)) if !stale => {
            store::set_budget(&mut scope, &place, &head, year, &old, &lines, &words).await?;
            let location = format!("/o/{}/funds?year={year}", place.code);
            ledger::remember(&mut scope, &place, request, &location).await?;
            scope.commit().await?;
            Ok(view.done(&location, "flash-funds-budget"))
        }
        outcome => {
            drop(scope);
            let errors = outcome.err().filter(|_| !stale).unwrap_or_default();
            let status = if stale { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let form = Form::again(posted.fields, errors, vec![]);
            view.page_as(status, &BudgetPage::new(&view, &place, year, &old, Some(form), stale))
        }
    }
}

/// Tells one state of a budget from any other.
pub(super) fn seen(lines: &[super::model::Line]) -> i32 {
    lines.iter().map(|line| line.version).sum()
}

/// What a page tells after a deed that did not happen.
#[derive(Default)]
struct Told {
    status: StatusCode,
    form: Option<Form>,
    refusal: Option<Refusal>,
}

/// The money of one ticket, with the form of what this person may do.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    page(&app, &actor, &place, &view, &number, Deed::from_code(asked.get("do")), asked.get("entry"), Told::default()).await
}

#[expect(clippy::too_many_arguments, reason = "private; the arguments are the page")]
async fn page(
    app: &App,
    actor: &Actor,
    place: &Place,
    view: &View,
    number: &str,
    deed: Option<Deed>,
    entry: &str,
    told: Told,
) -> Result<Response> {
    let mut scope = app.db.scope(actor).await?;
    let (ticket, _) = ticket::store::find(&mut scope, place, number).await?;
    let entries = store::entries(&mut scope, place.district, ticket.id).await?;
    let standing = store::standing(&mut scope, place, clock::year_of(view.today())).await?;
    drop(scope);
    view.page_as(told.status, &ShowPage::new(view, actor, place, &ticket, entries, standing, deed, entry, told.form, told.refusal))
}

fn named<'a>(entries: &'a [Entry], id: &str) -> Option<&'a Entry> {
    entries.iter().find(|one| one.id.to_string() == id)
}

/// An entry, or its taking back.
pub async fn act(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number, deed)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response> {
    let deed = Deed::from_code(&deed).ok_or(Error::NotFound)?;
    let photos = if deed == Deed::Spend {
        evidence::take(&app, &actor, &place, &posted, &form::PHOTOS).await?
    } else {
        Photos { drafted: vec![], errors: Errors::default() }
    };
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let today = app.zone.day(scope.now()?);
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, deed.told()));
    }
    let ticket = ticket::store::lock(&mut scope, &place, &number).await?;
    let entries = store::entries(&mut scope, place.district, ticket.id).await?;
    let id = posted.fields.get("entry").to_owned();
    let which = named(&entries, &id);
    let lawful = rules::may(deed, &ticket, &entries, which, &actor, &place);
    let around = Around { today, found: app.zone.day(ticket.found_at), by_bureau: !actor.role().at_school(), which };
    let told = match lawful.map(|()| form::draft(deed, &posted.fields, &photos, &around)) {
        Ok(Ok(draft)) => {
            store::enter(&mut scope, &place, &head, deed, &ticket, &draft).await?;
            let location = format!("/o/{}/funds/{number}", place.code);
            ledger::remember(&mut scope, &place, request, &location).await?;
            scope.commit().await?;
            return Ok(view.done(&location, deed.told()));
        }
        Ok(Err(errors)) => {
            let status = if photos.too_large() { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
            Told { status, form: Some(Form::again(posted.fields, errors, photos.kept(&place, &form::PHOTOS))), refusal: None }
        }
        Err(refusal) => {
            tracing::info!(person = %actor.person(), ticket = %ticket.id, deed = %deed, ?refusal, "refused");
            Told { status: StatusCode::CONFLICT, form: Some(Form::again(posted.fields, Errors::default(), vec![])), refusal: Some(refusal) }
        }
    };
    drop(scope);
    page(&app, &actor, &place, &view, &number, Some(deed), &id, told).await
}
