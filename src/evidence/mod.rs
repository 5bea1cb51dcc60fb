//! Evidence (佐证): photos. Read strictly and always drawn anew ([`photo`]), kept as files named by content ([`shelf`]), first under the draft
//! of the form they came with, so that a form that fails loses none; shown only to who may see what they hang on.

pub mod pages;
pub mod photo;
pub mod shelf;
pub mod store;

use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::id::{PhotoId, RequestId};
use crate::web::App;
use crate::web::form::{Errors, Fault, Kept, Posted, Upload};
use crate::web::routes::{Gate::SignedIn, Routes};
use photo::{Grain, Photo, PhotoFault};

codes! {
    /// What a photo shows.
    pub enum Moment {
        /// 整改前
        Before = "before",
        /// 整改中
        During = "during",
        /// 整改后
        After = "after",
        /// 验收时
        Check = "check",
        /// 平面图: no moment at all, but the picture of a plan.
        Plan = "plan",
        /// 票据: no moment either, but the scan of a voucher.
        Voucher = "voucher",
    }
}

pub fn routes() -> Routes {
    Routes::default().get(SignedIn, "/o/{org}/photos/{photo}/{size}", pages::show)
}

/// The most photos one form takes, earlier tries included.
pub const MOST: usize = 9;

/// The largest photo taken, in MiB.
pub(crate) const MOST_MIB: u32 = (photo::MAX_BYTES / 1024 / 1024) as u32;

/// A photo under a draft, not yet part of anything.
pub struct Drafted {
    pub id: PhotoId,
    pub moment: Moment,
    pub thumb_width: i32,
    pub thumb_height: i32,
}

/// The photos a form has by now, and what was wrong with those that were not taken.
pub struct Photos {
    pub drafted: Vec<Drafted>,
    pub errors: Errors,
}

impl Photos {
    /// Whether one of them was larger than is taken.
    pub fn too_large(&self) -> bool {
        self.errors.mentions(PhotoFault::TooLarge { limit_mib: MOST_MIB }.key())
    }

    /// Ids of one moment, in the order they came.
    pub fn of(&self, moment: Moment) -> Vec<PhotoId> {
        self.drafted.iter().filter(|photo| photo.moment == moment).map(|photo| photo.id).collect()
    }

    /// Those that go with any act: taken on the way or while looking.
    pub fn beside(&self) -> Vec<PhotoId> {
        self.drafted.iter().filter(|photo| matches!(photo.moment, Moment::During | Moment::Check)).map(|photo| photo.id).collect()
    }

    /// As the form shows them again, under the field they belong to.
    pub fn kept(&self, place: &Place, fields: &[(&'static str, Moment)]) -> Vec<Kept> {
        let field = |moment| fields.iter().find(|(_, of)| *of == moment).map(|(field, _)| *field);
        self.drafted
            .iter()
            .filter_map(|photo| {
                Some(Kept {
                    field: field(photo.moment)?,
                    id: photo.id.to_string(),
                    thumb: format!("/o/{}/photos/{}/thumb", place.code, photo.id),
                    alt_key: "photo-kept",
                    width: u32::try_from(photo.thumb_width).unwrap_or_default(),
                    height: u32::try_from(photo.thumb_height).unwrap_or_default(),
                })
            })
            .collect()
    }
}

/// Takes in the photos a form sent, before anything else of the form is looked at: they are stored under its id and survive its faults.
/// `fields` names the file inputs and what their photos show. Photos of earlier tries stay unless their box was unticked.
///
/// # Errors
/// When the database or the photo folder is away; a photo that cannot be taken is an entry of [`Photos::errors`] instead.
pub async fn take(app: &App, actor: &Actor, place: &Place, posted: &Posted, fields: &[(&'static str, Moment)]) -> Result<Photos> {
    let mut errors = Errors::default();
    let draft = posted.fields.request_id();
    let mut fresh = Vec::new();
    for upload in &posted.uploads {
        let Some((field, moment)) = fields.iter().find(|(field, _)| *field == upload.field) else { continue };
        let grain = if *moment == Moment::Plan { Grain::Drawing } else { Grain::Photo };
        match shelve(app, upload, grain).await? {
            Ok(photo) => fresh.push((PhotoId::new(), *moment, photo)),
            Err(fault) => errors.add_with(*field, fault.key(), MOST_MIB.to_string()),
        }
    }
    let kept: Vec<PhotoId> = posted.fields.all("kept").iter().filter_map(|id| id.parse().ok()).collect();
    if fresh.is_empty() && kept.is_empty() {
        return Ok(Photos { drafted: vec![], errors });
    }
    let mut scope = app.db.scope(actor).await?;
    for (id, moment, photo) in &fresh {
        store::keep(&mut scope, place, draft, *id, *moment, photo).await?;
    }
    let wanted: Vec<PhotoId> = kept.into_iter().chain(fresh.iter().map(|(id, ..)| *id)).collect();
    let mut drafted = store::drafted(&mut scope, place, draft, &wanted).await?;
    scope.commit().await?;
    if drafted.len() > MOST {
        drafted.truncate(MOST);
        errors.add("photo", "photo-too-many");
    }
    Ok(Photos { drafted, errors })
}

/// Photos that came with the items of a check list, and what was wrong with those that were not taken. By the item's number.
#[derive(Default)]
pub struct ItemPhotos {
    pub fresh: Vec<(i16, PhotoId)>,
    pub faults: Vec<(i16, Fault)>,
    /// One of them was larger than is taken.
    pub too_large: bool,
}

/// Takes in the photos of a check list's items (file inputs `p-<number>`), under one draft for all walks of the list: its inspection's id.
/// They show what was found, so they are pictures from before.
///
/// # Errors
/// When the database or the photo folder is away; a photo that cannot be taken is an entry of [`ItemPhotos::faults`] instead.
pub async fn take_items(app: &App, actor: &Actor, place: &Place, posted: &Posted, draft: RequestId) -> Result<ItemPhotos> {
    let mut taken = ItemPhotos::default();
    let mut photos = Vec::new();
    for upload in &posted.uploads {
        let Some(item) = upload.field.strip_prefix("p-").and_then(|number| number.parse().ok()) else { continue };
        if photos.len() >= MOST {
            taken.faults.push((item, Fault { key: "photo-too-many", arg: MOST.to_string() }));
            continue;
        }
        match shelve(app, upload, Grain::Photo).await? {
            Ok(photo) => photos.push((item, PhotoId::new(), photo)),
            Err(fault) => {
                taken.too_large |= matches!(fault, PhotoFault::TooLarge { .. });
                taken.faults.push((item, Fault { key: fault.key(), arg: MOST_MIB.to_string() }));
            }
        }
    }
    if photos.is_empty() {
        return Ok(taken);
    }
    let mut scope = app.db.scope(actor).await?;
    for (item, id, photo) in &photos {
        store::keep(&mut scope, place, draft, *id, Moment::Before, photo).await?;
        taken.fresh.push((*item, *id));
    }
    scope.commit().await?;
    Ok(taken)
}

/// Reads one upload and puts its pictures on the shelf.
///
/// # Errors
/// When the photo folder is away; what is wrong with the photo is the inner result.
pub(crate) async fn shelve(app: &App, upload: &Upload, grain: Grain) -> Result<std::result::Result<Photo, PhotoFault>> {
    let read = match &upload.bytes {
        None => Err(PhotoFault::TooLarge { limit_mib: MOST_MIB }),
        Some(bytes) => read(app, bytes.clone(), grain).await?,
    };
    if let Ok(photo) = &read {
        app.shelf.put(&photo.sha256, &photo.page.jpeg, &photo.thumb.jpeg).await?;
    }
    Ok(read)
}

impl From<shelf::ShelfFault> for Error {
    fn from(fault: shelf::ShelfFault) -> Self {
        match fault {
            shelf::ShelfFault::NotFound(_) => Self::NotFound,
            shelf::ShelfFault::Full(_) => Self::File(std::io::Error::new(std::io::ErrorKind::StorageFull, fault.to_string())),
            other => Self::Internal(other.to_string()),
        }
    }
}

/// Decodes one photo at a time per core, off the threads that serve pages.
async fn read(app: &App, bytes: axum::body::Bytes, grain: Grain) -> Result<std::result::Result<Photo, PhotoFault>> {
    let _turn = app.decoding.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
    tokio::task::spawn_blocking(move || photo::read_as(&bytes, grain)).await.map_err(|error| Error::Internal(error.to_string()))
}
