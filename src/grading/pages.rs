//! The pages of grading: load, decide, save, redirect. One room for each: the scheme, the criteria, the calls.

pub mod calls;
pub mod criteria;
pub mod scheme;

use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::Result;
use crate::ledger;
use crate::web::form::Fields;

/// The turn of a form's writer, or where the same form led before.
enum Turn {
    Ours(Head),
    Answered(String),
}

/// Takes the place's turn and asks whether this very form was carried out already.
async fn turn(scope: &mut Scope, place: &Place, fields: &Fields) -> Result<Turn> {
    let head = scope.turn(place).await?;
    Ok(match ledger::answered(scope, place, fields.request_id()).await? {
        Some(location) => Turn::Answered(location),
        None => Turn::Ours(head),
    })
}
