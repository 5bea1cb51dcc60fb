//! Pages of the import: send a file, see what it says, let it in, watch it go in.

use super::check::{Checked, Ground, check};
use super::columns::{Heads, NoList, looks_like_one};
use super::store::{self, Stage};
use super::view::{ShowPage, Standing, UploadPage};
use super::{template, work};
use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::id::{ImportId, JobId, PersonId};
use crate::risk::rules;
use crate::risk::scheme::InForce;
use crate::web::App;
use crate::web::download::{named, workbook};
use crate::web::form::{Errors, Form, Posted, file_id};
use crate::web::page::View;
use crate::{job, risk, sheet, ticket};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

/// Points with faults, and points there already, that a page names; the rest it counts.
pub const SHOWN: i64 = 200;

/// The gate lets officers and principals in; a school keeps no register at a bureau's address.
fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if rules::keeps(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

fn address(place: &Place, id: ImportId) -> String {
    format!("/o/{}/risks/import/{id}", place.code)
}

/// Where a file is sent.
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let past = store::past(&mut scope, &place).await?;
    view.page(&UploadPage::new(&view, &place, Form::blank(), past))
}

/// The empty list to fill in.
pub async fn template(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let scheme = risk::store::scheme(&mut scope, &place).await?;
    let people = ticket::store::people(&mut scope, &place, &[], view.today()).await?;
    drop(scope);
    let people: Vec<String> = people.into_iter().filter(|one| one.here).map(|one| one.name).collect();
    let lang = view.lang;
    let bytes = tokio::task::spawn_blocking(move || template::write(&scheme.scheme, &people, lang))
        .await
        .map_err(|error| Error::Internal(error.to_string()))?
        .map_err(|error| Error::Internal(error.to_string()))?;
    let name = named(&lang.say("import-template-name"), "risk_list", "xlsx");
    Ok(workbook(name, bytes))
}

/// Reads a file and keeps what it says, to be looked at.
pub async fn upload(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let sent = posted.uploads.iter().find(|upload| upload.field == "file");
    let fault = match sent.map(|upload| upload.bytes.clone()) {
        None => Unread { key: "import-need-file", arg: String::new() },
        Some(None) => sheet::Fault::TooLarge.into(),
        Some(Some(bytes)) => {
            let id = ImportId(file_id(posted.fields.request_id(), &bytes));
            match take(&app, &actor, &place, &view, bytes, id).await? {
                Ok(location) => return Ok(view.done(&location, "flash-import-read")),
                Err(fault) => fault,
            }
        }
    };
    let too_large = fault.key == sheet::Fault::TooLarge.key();
    let mut errors = Errors::default();
    errors.add_with("file", fault.key, fault.arg);
    let mut scope = app.db.scope(&actor).await?;
    let past = store::past(&mut scope, &place).await?;
    let status = if too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
    view.page_as(status, &UploadPage::new(&view, &place, Form::again(posted.fields, errors, vec![]), past))
}

/// Why a file was not read: words and what fills their `$a`.
struct Unread {
    key: &'static str,
    arg: String,
}

impl From<sheet::Fault> for Unread {
    fn from(fault: sheet::Fault) -> Self {
        Self { key: fault.key(), arg: fault.arg() }
    }
}

async fn take(
    app: &App,
    actor: &Actor,
    place: &Place,
    view: &View,
    bytes: Bytes,
    id: ImportId,
) -> Result<std::result::Result<String, Unread>> {
    let mut scope = app.db.scope(actor).await?;
    let scheme = risk::store::scheme(&mut scope, place).await?;
    let people = ticket::store::people(&mut scope, place, &[], view.today()).await?;
    let existing = store::existing(&mut scope, place).await?;
    // No connection is held while the file is read.
    drop(scope);
    let people: Vec<(PersonId, String)> = people.into_iter().filter(|one| one.here).map(|one| (one.id, one.name)).collect();
    let turn = app.decoding.clone().acquire_owned().await.map_err(|error| Error::Internal(error.to_string()))?;
    let (scheme_id, lang, school) = (scheme.id, view.lang, place.clone());
    let read = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        understand(&bytes, &Ground { scheme: &scheme, place: &school, people: &people, existing: &existing, lang })
    })
    .await
    .map_err(|error| Error::Internal(error.to_string()))?;
    let (sheet, checked) = match read {
        Ok(read) => read,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut scope = app.db.scope(actor).await?;
    store::keep(&mut scope, place, id, scheme_id, &sheet, &checked).await?;
    scope.commit().await?;
    Ok(Ok(address(place, id)))
}

fn understand(bytes: &[u8], ground: &Ground<'_>) -> std::result::Result<(String, Checked), Unread> {
    let InForce { scheme, .. } = ground.scheme;
    let table = sheet::read(bytes, &|table| looks_like_one(table, scheme))?;
    let heads = Heads::find(&table, scheme, ground.lang).map_err(|fault| match fault {
        NoList::NoHeadings => Unread { key: "import-no-headings", arg: String::new() },
        NoList::Missing(columns) => Unread { key: "import-missing", arg: columns.join(&ground.lang.say("import-and")) },
    })?;
    let checked = check(&table, &heads, ground).map_err(|_| Unread::from(sheet::Fault::TooManyRows))?;
    if checked.points.is_empty() {
        return Err(Unread { key: "import-no-rows", arg: String::new() });
    }
    Ok((table.sheet, checked))
}

/// What a file says, or how far it is in.
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, import)): Path<(String, String)>,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    answer(&app, &actor, &place, &view, &import, Form::blank(), StatusCode::OK).await
}

async fn answer(app: &App, actor: &Actor, place: &Place, view: &View, import: &str, form: Form, status: StatusCode) -> Result<Response> {
    let id: ImportId = import.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(actor).await?;
    let import = store::find(&mut scope, place, id).await?;
    let job = match import.job {
        Some(job) if import.stage == Stage::Running => job::state_of(&mut scope, job).await?,
        _ => None,
    };
    let standing = Standing::of(&import, job.as_ref());
    let left = if standing == Standing::Running { vec![] } else { store::left(&mut scope, place, id, SHOWN).await? };
    drop(scope);
    let mut response = view.page_as(status, &ShowPage::new(view, place, form, import, job.as_ref(), left))?;
    if standing == Standing::Running {
        // Looks again by itself, without a script.
        response.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static("2"));
    }
    Ok(response)
}

/// Lets what was read into the register.
pub async fn go(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, import)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let id: ImportId = import.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let found = store::find(&mut scope, &place, id).await?;
    let job = match found.job {
        Some(job) => job::state_of(&mut scope, job).await?,
        None => None,
    };
    let standing = Standing::of(&found, job.as_ref());
    if standing == Standing::Checked && found.tally.faulty > 0 && found.tally.new > 0 && !posted.fields.ticked("leave") {
        drop(scope);
        let mut errors = Errors::default();
        errors.add("leave", "import-need-leave");
        let form = Form::again(posted.fields, errors, vec![]);
        return answer(&app, &actor, &place, &view, &import, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    if found.tally.new == 0 {
        return Ok(view.done(&address(&place, id), "flash-import-nothing"));
    }
    let job = JobId::new();
    // A second press, or somebody else's, finds it started already; that is what they wanted.
    if matches!(standing, Standing::Checked | Standing::Stopped) && store::start(&mut scope, &place, id, job, found.job).await? {
        work::enqueue(&mut scope, &place, id, job).await?;
        scope.commit().await?;
        app.jobs.notify_one();
    }
    Ok(view.done(&address(&place, id), "flash-import-started"))
}
