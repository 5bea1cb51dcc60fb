//! Where anybody reports: from a notice card, or from a school's board. Load, check, keep, and on to the receipt.
//!
//! Photos are taken in before anything else is looked at and kept under the form's own code, so that a form with faults loses none. The code is
//! also by what a second press is recognised: it leads to the first result.

use super::form::{self, Question};
use super::limits::{Limits, Verdict, limits, verdict};
use super::receipt::{Code, Receipt};
use super::store::quota::{self, Counted};
use super::store::{self, Sending};
use super::view::{GonePage, ReportPage, Spot};
use crate::calendar::rules::working_day_after;
use crate::db::{Carries, Passerby};
use crate::error::{Error, Result};
use crate::evidence;
use crate::evidence::photo::{Grain, Photo, PhotoFault};
use crate::id::{PhotoId, TipId};
use crate::limit;
use crate::limit::model::Family;
use crate::notice;
use crate::web::form::{Errors, Fields, Form, Posted};
use crate::web::page::View;
use crate::web::{App, guard};
use axum::Extension;
use axum::extract::{ConnectInfo, FromRequest, Path, Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};
use std::net::SocketAddr;

/// Who asks, as far as anybody knows: the address of the connection.
pub type Peer = Option<Extension<ConnectInfo<SocketAddr>>>;

/// By when an answer to what comes on this day is promised.
pub fn promised(limits: &Limits, day: NaiveDate) -> NaiveDate {
    working_day_after(day, limits.answer_days)
}

/// The limits in force at a school.
///
/// # Errors
/// When the database is away.
pub async fn limits_at(app: &App, path: &str) -> Result<Limits> {
    Ok(limits().with(&limit::store::at(app.db.pool(), path, Family::Tips).await?))
}

/// The address somebody comes from, as it is counted.
pub fn counted(app: &App, headers: &HeaderMap, peer: Peer) -> String {
    quota::counted(guard::address(app, headers, peer.map(|Extension(ConnectInfo(peer))| peer)))
}

/// Through which door somebody comes.
enum Door {
    Card(String),
    Board(String),
}

impl Door {
    /// Opens it, if the school takes reports there. Nobody learns why it does not.
    async fn open(&self, app: &App, carries: Carries<'_>) -> Result<(Passerby, Spot)> {
        let (mut passerby, place) = match self {
            Self::Card(token) => app.db.anybody_at_the_card(token, carries).await?,
            Self::Board(code) => app.db.anybody_at_the_board(code, carries).await?,
        };
        let notice = notice::store::shown(&mut passerby, &place).await?;
        let point = match self {
            Self::Card(token) => Some(store::point(&mut passerby, &place, token).await?),
            Self::Board(_) => None,
        };
        if !notice.tips || (point.is_none() && !notice.open) {
            return Err(Error::NotFound);
        }
        Ok((passerby, Spot { action: self.action(), place, notice, point }))
    }

    fn action(&self) -> String {
        match self {
            Self::Card(token) => format!("/r/{token}/report"),
            Self::Board(code) => format!("/public/{code}/report"),
        }
    }
}

impl Spot {
    /// What reports here are counted under.
    fn counted(&self) -> String {
        match &self.point {
            Some(point) => format!("point {}", point.id),
            None => format!("board {}", self.place.id),
        }
    }

    /// What a question here asks for.
    fn question(&self, verdict: Verdict) -> Question {
        let digits = match &self.point {
            Some(point) => form::digits(&point.number),
            None => {
                let line: Vec<char> = self.notice.duty_line.chars().filter(char::is_ascii_digit).collect();
                form::digits(&line.iter().skip(line.len().saturating_sub(4)).collect::<String>())
            }
        };
        Question { verdict, digits }
    }
}

/// The form, from a card.
pub async fn card_form(State(app): State<App>, Path(token): Path<String>, view: View, headers: HeaderMap, peer: Peer) -> Result<Response> {
    blank(&app, Door::Card(token), view.of_nobody(), &headers, peer).await
}

/// The form, from a board.
pub async fn board_form(State(app): State<App>, Path(code): Path<String>, view: View, headers: HeaderMap, peer: Peer) -> Result<Response> {
    blank(&app, Door::Board(code), view.of_nobody(), &headers, peer).await
}

async fn blank(app: &App, door: Door, view: View, headers: &HeaderMap, peer: Peer) -> Result<Response> {
    let (mut passerby, spot) = match door.open(app, Carries::Nothing).await {
        Ok(found) => found,
        Err(Error::NotFound) => return gone(&view),
        Err(error) => return Err(error),
    };
    let now = notice::store::now(&mut passerby).await?;
    drop(passerby);
    let standing = quota::standing(&app.db, &counted(app, headers, peer), &spot.counted()).await?;
    let limits = limits_at(app, &spot.place.path).await?;
    let verdict = verdict(&limits, standing.sent);
    let status = if verdict == Verdict::Closed { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
    let mut fields = Fields::default();
    fields.set("code", Code::draw().plain());
    view.page_as(status, &ReportPage::new(&view, &spot, Form::filled(fields), vec![], verdict, due(&limits, &view, now)))
}

fn due(limits: &Limits, view: &View, now: DateTime<Utc>) -> NaiveDate {
    promised(limits, view.zone.day(now))
}

fn gone(view: &View) -> Result<Response> {
    view.page_as(StatusCode::NOT_FOUND, &GonePage::new(view))
}

/// A report, from a card.
pub async fn send_from_card(
    State(app): State<App>,
    Path(token): Path<String>,
    view: View,
    headers: HeaderMap,
    peer: Peer,
    request: Request,
) -> Result<Response> {
    send(&app, Door::Card(token), view.of_nobody(), &headers, peer, request).await
}

/// A report, from a board.
pub async fn send_from_board(
    State(app): State<App>,
    Path(code): Path<String>,
    view: View,
    headers: HeaderMap,
    peer: Peer,
    request: Request,
) -> Result<Response> {
    send(&app, Door::Board(code), view.of_nobody(), &headers, peer, request).await
}

async fn send(app: &App, door: Door, view: View, headers: &HeaderMap, peer: Peer, request: Request) -> Result<Response> {
    let address = counted(app, headers, peer);
    // Before the body is read: whoever sends and sends is not listened to.
    let tries = quota::count(&app.db, &[Counted::tries(&address)]).await?;
    if let Some(wait) = tries.first().and_then(|hits| hits.beyond(limits().tries)) {
        return Err(Error::TooMany(wait));
    }
    let posted = Posted::from_request(request, app).await?;
    let code = Code::parse(posted.fields.get("code")).unwrap_or_else(Code::draw);
    let (receipt, hex) = (code.receipt(), code.receipt().hex());
    let carries = Carries::Receipt(&hex);
    let (mut passerby, spot) = match door.open(app, carries).await {
        Ok(found) => found,
        Err(Error::NotFound) => return gone(&view),
        Err(error) => return Err(error),
    };
    let (now, there) = store::arrived(&mut passerby, receipt).await?;
    // No connection is held while photos are drawn anew.
    drop(passerby);
    if there {
        return Ok(received(&code));
    }
    quota::will_forget(&app.db).await?;
    let (photos, faults) = take(app, &door, carries, receipt, &posted).await?;
    let too_large = faults.mentions(PhotoFault::TooLarge { limit_mib: evidence::MOST_MIB }.key());
    let standing = quota::standing(&app.db, &address, &spot.counted()).await?;
    let limits = limits_at(app, &spot.place.path).await?;
    let verdict = verdict(&limits, standing.sent);
    let checked = form::tip(&posted.fields, spot.point.is_none(), &spot.question(verdict), faults);
    let again = |status: StatusCode, errors: Errors| {
        let mut fields = posted.fields.clone();
        fields.set("code", code.plain());
        let page = ReportPage::new(&view, &spot, Form::again(fields, errors, vec![]), photos.clone(), verdict, due(&limits, &view, now));
        view.page_as(status, &page)
    };
    if verdict == Verdict::Closed {
        let mut response = again(StatusCode::TOO_MANY_REQUESTS, checked.err().unwrap_or_default())?;
        response.headers_mut().insert(RETRY_AFTER, standing.left.max(60).into());
        return Ok(response);
    }
    let typed = match checked {
        Ok(typed) => typed,
        Err(errors) => return again(if too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY }, errors),
    };
    quota::count(&app.db, &Counted::report(&address, &spot.counted())).await?;
    let sending = Sending {
        id: TipId::new(),
        risk_point: spot.point.as_ref().map(|point| point.id),
        place: if typed.place.is_empty() { spot.whereabouts().to_owned() } else { typed.place },
        words: typed.words,
        photos,
        contact: typed.contact,
        due_on: due(&limits, &view, now),
    };
    let (mut passerby, spot) = door.open(app, carries).await?;
    if store::leave(&mut passerby, &spot.place, receipt, &sending, &standing.mark).await? {
        passerby.commit().await?;
    }
    Ok(received(&code))
}

/// On to the receipt. The code stands after the question mark: what people look up is in no log of ours.
fn received(code: &Code) -> Response {
    Redirect::to(&format!("/follow?code={}&new=yes", code.plain())).into_response()
}

/// Takes in the photos a form sent; those of earlier tries stay unless their box was unticked. Returns what there is by now.
async fn take(app: &App, door: &Door, carries: Carries<'_>, receipt: Receipt, posted: &Posted) -> Result<(Vec<PhotoId>, Errors)> {
    let mut errors = Errors::default();
    let mut fresh: Vec<(PhotoId, Photo)> = Vec::new();
    let kept: Vec<PhotoId> = posted.fields.all("kept").iter().filter_map(|id| id.parse().ok()).take(limits().photos).collect();
    for upload in posted.uploads.iter().filter(|upload| upload.field.starts_with("photo")) {
        if kept.len() + fresh.len() >= limits().photos {
            errors.add_with("photo", "tip-photos-many", limits().photos.to_string());
            break;
        }
        match evidence::shelve(app, upload, Grain::Photo).await? {
            Ok(photo) => fresh.push((PhotoId::new(), photo)),
            Err(fault) => errors.add_with("photo", fault.key(), evidence::MOST_MIB.to_string()),
        }
    }
    if fresh.is_empty() && kept.is_empty() {
        return Ok((vec![], errors));
    }
    let (mut passerby, spot) = door.open(app, carries).await?;
    let photos = store::keep(&mut passerby, &spot.place, receipt, &fresh, &kept).await?;
    passerby.commit().await?;
    Ok((photos, errors))
}
