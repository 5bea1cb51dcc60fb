//! What a script that sends a walk piece by piece is told. A piece is stored in full (200, with the key of its form: only then may the device
//! forget it) or not at all (422 with what is wrong at which item, 409 with why it is too late), so that sending it again changes nothing.

use super::model::Record;
use super::rules::Progress;
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::id::RequestId;
use crate::text::Lang;
use crate::web::form::{Fault, Fields};
use crate::web::page::View;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
struct Receipt {
    /// The key of the form that is stored now.
    stored: String,
    number: String,
    answered: usize,
    of: usize,
    problems: usize,
    submitted: bool,
    /// Milliseconds of our clock when this was asked: what a page shows that is older does not have it yet.
    at: i64,
    /// Where the record is read.
    location: String,
}

/// Whoever is signed in now must be whoever the piece is from: the phone may have changed hands while its page stayed open.
///
/// # Errors
/// [`Error::SignedOut`] when it is another.
pub fn same_person(actor: &Actor, fields: &Fields) -> Result<()> {
    if fields.get("who") == actor.token() { Ok(()) } else { Err(Error::SignedOut) }
}

/// It is stored, now or by an earlier try.
pub fn stored(view: &View, place: &Place, record: &Record, request: RequestId) -> Response {
    let progress = Progress::of(&record.items);
    Json(Receipt {
        stored: request.to_string(),
        number: record.inspection.number.clone(),
        answered: progress.answered,
        of: progress.of,
        problems: progress.problems,
        submitted: record.inspection.submitted_at.is_some(),
        at: view.at().timestamp_millis(),
        location: super::pages::url(place, &record.inspection),
    })
    .into_response()
}

/// Nothing is stored: what is wrong, by item; 0 is the whole.
pub fn faulty(lang: Lang, faults: &[(i16, Fault)]) -> Response {
    let words =
        |(item, fault): &(i16, Fault)| json!({ "item": item, "error": lang.say_with(fault.key, [("a", fault.arg.clone().into())]) });
    let faults: Vec<_> = faults.iter().map(words).collect();
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "faults": faults }))).into_response()
}

/// Nothing is stored, and nothing will be: it came too late, or somebody else must do it.
pub fn refused(lang: Lang, key: &str) -> Response {
    (StatusCode::CONFLICT, Json(json!({ "error": lang.say(key) }))).into_response()
}
