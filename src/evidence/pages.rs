//! Serving photos: only to who may see the ticket or inspection they hang on.

use super::store;
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::web::App;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// One photo, `page` or `thumb`. A picture never changes, so the browser may keep it, for this person only.
///
/// # Errors
/// 404 when there is none within reach.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    Path((_, photo, size)): Path<(String, String, String)>,
) -> Result<Response> {
    let id = photo.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let name = store::content(&mut scope, &place, id).await?;
    drop(scope);
    let jpeg = match size.as_str() {
        "page" => app.shelf.page(&name).await,
        "thumb" => app.shelf.thumb(&name).await,
        _ => return Err(Error::NotFound),
    };
    let jpeg = jpeg?;
    let headers = [
        (CONTENT_TYPE, "image/jpeg"),
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, jpeg).into_response())
}
