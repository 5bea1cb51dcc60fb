//! A paper of one hidden danger, to be printed or saved.

use super::compose::{Kind, Paper, Record, compose};
use super::view::PaperPage;
use crate::access::{Actor, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::evidence;
use crate::evidence::store::Shown;
use crate::grading;
use crate::grading::criterion::Criterion;
use crate::ledger;
use crate::sheet::{Book, Cell};
use crate::ticket;
use crate::ticket::model::Ticket;
use crate::ticket::store::Around;
use crate::web::App;
use crate::web::download::{named, workbook};
use crate::web::page::View;
use axum::extract::{Path, State};
use axum::response::Response;

/// A paper and the photos beside it.
async fn load(scope: &mut Scope, place: &Place, view: &View, number: &str, paper: &str) -> Result<(Ticket, Paper, Vec<Shown>)> {
    let kind = Kind::from_code(paper).ok_or(Error::NotFound)?;
    let (ticket, around): (Ticket, Around) = ticket::store::find(scope, place, number).await?;
    let history = ledger::history(scope, place.district, ticket.id.0).await?;
    let people = ticket::store::people(scope, place, &ticket::pages::on_it(&ticket), view.today()).await?;
    let criteria = if ticket.criteria.is_empty() { vec![] } else { grading::store::criteria_of(scope, &ticket.criteria).await? };
    let photos = evidence::store::of_ticket(scope, place.district, ticket.id).await?;
    let level = ticket.level.map(|rank| view.level(rank)).unwrap_or_default();
    let record = Record {
        t: &ticket,
        history: &history,
        people: &people,
        risk_point: around.risk_point.map(|point| format!("{point} {level}").trim().to_owned()).unwrap_or_default(),
        criteria: criteria.iter().map(|one| criterion(view, one)).collect(),
        minders: around.minders,
        lang: view.lang,
        zone: view.zone,
    };
    let paper = compose(kind, &record).ok_or(Error::NotFound)?;
    Ok((ticket, paper, photos))
}

/// A criterion with the rule it is from.
fn criterion(view: &View, one: &Criterion) -> String {
    let words = format!("{} {}", one.code, one.text.say(view.lang));
    view.lang.say_with("paper-person", [("a", words.into()), ("b", one.source.clone().into())])
}

/// On A4.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number, paper)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (ticket, paper, photos) = load(&mut scope, &place, &view, &number, &paper).await?;
    drop(scope);
    view.page(&PaperPage::new(&view, &actor, &place, &ticket, paper, &photos))
}

/// The same cells as a workbook.
pub async fn xlsx(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, number, paper)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut scope = app.db.scope(&actor).await?;
    let (ticket, paper, _) = load(&mut scope, &place, &view, &number, &paper).await?;
    drop(scope);
    let title = view.lang.say(&format!("paper-{}", paper.kind));
    let heads = [view.lang.say("book-what"), view.lang.say("book-value")];
    let mut rows = vec![
        [Cell::Text(view.lang.say("paper-number")), Cell::Text(ticket.number.clone())],
        [Cell::Text(view.lang.say("paper-school")), Cell::Text(place.name(view.lang).to_owned())],
    ];
    for cell in paper.blocks.iter().flat_map(|block| &block.rows).flatten() {
        rows.push([Cell::Text(view.lang.say(&format!("paper-{}", cell.name))), Cell::Text(cell.value.clone())]);
    }
    rows.push([Cell::Text(view.lang.say("paper-code")), Cell::Text(paper.code())]);
    let name = format!("{number}-{title}");
    let bytes = tokio::task::spawn_blocking(move || {
        let mut book = Book::default();
        let mut leaf = book.leaf(&title, &heads, &[22.0, 70.0])?;
        rows.iter().try_for_each(|cells| leaf.add(cells))?;
        book.bytes()
    });
    let bytes = bytes.await.map_err(|error| Error::Internal(error.to_string()))?.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(workbook(named(&name, &format!("{}-{number}", paper.kind), "xlsx"), bytes))
}
