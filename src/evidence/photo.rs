//! A photo (照片): strangers' bytes in, two clean pictures out.
//!
//! Nothing that was uploaded is ever stored or served. The kind is read from the content, the
//! size from the header before any pixel is decoded, and what leaves this file is a JPEG made
//! here: upright, opaque, without EXIF, XMP, position, colour profile or embedded preview.
//!
//! Pure: no clock, no disk. Decoding costs memory and time, so call [`read`] on a blocking
//! thread and hold [`weight`] permits of a semaphore counted in MiB while it runs.

use std::io::Cursor;
use std::panic::catch_unwind;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageResult, Limits, RgbImage};
use sha2::{Digest, Sha256};

mod header;
#[cfg(test)]
mod tests;

use header::{Header, Kind};

/// Most bytes an uploaded photo may have: 10 MiB.
pub const MAX_BYTES: usize = 10 * MIB as usize;
/// Most pixels a photo may have: 40 million.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Longest side of the page picture, in pixels.
pub const PAGE_SIDE: u32 = 1600;
/// Longest side of the thumbnail, in pixels.
pub const THUMB_SIDE: u32 = 320;

const MIB: u64 = 1024 * 1024;
/// What a decoder may hold. Under the 256 MiB of the rule, because the upload is held as well.
const MAX_DECODED: u64 = 232 * MIB;
/// What resizing and encoding need at most, also for a small photo.
const FLOOR_MIB: u64 = 64;

/// Sides and qualities tried in turn until the page picture is small enough.
const PAGE_STEPS: [(u32, u8); 7] = [(PAGE_SIDE, 82), (PAGE_SIDE, 72), (PAGE_SIDE, 60), (1280, 60), (1024, 50), (800, 40), (640, 30)];
const PAGE_BYTES: usize = 400 * 1024;
/// Longest side of a drawing: printed on A3 its lines must stay lines.
const DRAWING_SIDE: u32 = 2400;
/// A drawing first loses bytes by quality, then by size; it is looked at one at a time, so it may weigh more.
const DRAWING_STEPS: [(u32, u8); 6] = [(DRAWING_SIDE, 90), (DRAWING_SIDE, 80), (DRAWING_SIDE, 70), (2000, 72), (PAGE_SIDE, 72), (1280, 60)];
const DRAWING_BYTES: usize = 1024 * 1024;
/// The same for the thumbnail: a list shows dozens of them on a school's slow line.
const THUMB_STEPS: [(u32, u8); 5] = [(THUMB_SIDE, 74), (THUMB_SIDE, 60), (THUMB_SIDE, 45), (256, 40), (200, 30)];
const THUMB_BYTES: usize = 15 * 1024;

/// Why a file was not taken. [`PhotoFault::key`] names the sentence for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoFault {
    /// No bytes at all: the field was left empty or the upload stopped at once.
    #[error("the file is empty")]
    Empty,
    /// More bytes than [`MAX_BYTES`].
    #[error("the file is larger than {limit_mib} MiB")]
    TooLarge {
        /// The limit, in MiB, for the sentence.
        limit_mib: u32,
    },
    /// An iPhone's own format, which browsers cannot show either.
    #[error("the file is a HEIC picture")]
    Heic,
    /// Not a JPEG, PNG or WebP, whatever its name says.
    #[error("the file is not a JPEG, PNG or WebP picture")]
    NotAPhoto,
    /// More pixels than [`MAX_PIXELS`], or a coding that would need too much memory.
    #[error("the picture has too many pixels")]
    TooManyPixels,
    /// Cut short or damaged.
    #[error("the picture is damaged")]
    Broken,
    /// An animation. Evidence is what was seen at one moment; keeping the first frame of
    /// several would silently store something else than the sender saw, so it is refused.
    #[error("the picture is an animation")]
    Moving,
}

impl PhotoFault {
    /// The Fluent key of the sentence. `photo-too-large` takes `$a`, the limit in MiB.
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "photo-empty",
            Self::TooLarge { .. } => "photo-too-large",
            Self::Heic => "photo-heic",
            Self::NotAPhoto => "photo-not-a-photo",
            Self::TooManyPixels => "photo-too-many-pixels",
            Self::Broken => "photo-broken",
            Self::Moving => "photo-moving",
        }
    }
}

/// One encoded picture: JPEG bytes and its size in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// A JPEG without any metadata.
    pub jpeg: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A photo ready to be kept: what pages show, and what tells it from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// At most [`PAGE_SIDE`] on the long side and about 400 KB; never enlarged.
    pub page: Picture,
    /// At most [`THUMB_SIDE`] on the long side and about 15 KB.
    pub thumb: Picture,
    /// SHA-256 of the page picture's bytes: its name on the shelf.
    pub sha256: [u8; 32],
    /// SHA-256 of the bytes that were uploaded, to notice the same file used again.
    pub source_sha256: [u8; 32],
    /// Looks, in 64 bits: each says whether a cell of an 8x8 grid is darker than its right
    /// neighbour. Compare with [`distance`]; a hint that a photo was used again, never a proof,
    /// and worthless for a blank wall.
    pub phash: u64,
}

/// What is read: how fine the page picture must stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// What a camera saw.
    Photo,
    /// A plan with thin lines and small words, whether drawn or photographed.
    Drawing,
}

impl Grain {
    const fn side(self) -> u32 {
        match self {
            Self::Photo => PAGE_SIDE,
            Self::Drawing => DRAWING_SIDE,
        }
    }

    const fn page(self) -> (&'static [(u32, u8)], usize) {
        match self {
            Self::Photo => (&PAGE_STEPS, PAGE_BYTES),
            Self::Drawing => (&DRAWING_STEPS, DRAWING_BYTES),
        }
    }
}

/// How many of the 64 bits of two [`Photo::phash`] differ. Up to 5 is "looks the same".
pub fn distance(one: u64, other: u64) -> u32 {
    (one ^ other).count_ones()
}

/// MiB of memory that [`read`] will hold at most for these bytes, from the header alone.
///
/// # Errors
/// Those of [`read`] that need no decoding.
pub fn weight(bytes: &[u8]) -> Result<u32, PhotoFault> {
    let header = header::look(bytes)?;
    let held = header.decoded_bytes.saturating_add(2 * bytes.len() as u64);
    Ok(u32::try_from(held.div_ceil(MIB).max(FLOOR_MIB)).unwrap_or(u32::MAX))
}

/// Turns uploaded bytes into a [`Photo`]. Never panics and never needs more than 256 MiB,
/// whatever the bytes are.
///
/// # Errors
/// A [`PhotoFault`] the sender can act on.
pub fn read(bytes: &[u8]) -> Result<Photo, PhotoFault> {
    read_as(bytes, Grain::Photo)
}

/// The same, as fine as asked: a [`Grain::Drawing`] keeps 2400 pixels on the long side and about 1 MB.
///
/// # Errors
/// As [`read`].
pub fn read_as(bytes: &[u8], grain: Grain) -> Result<Photo, PhotoFault> {
    let header = header::look(bytes)?;
    // The decoders are other people's code fed with strangers' bytes: should one of them
    // panic, the sender still gets an answer and the server goes on.
    catch_unwind(|| finish(decode(bytes, &header, grain)?, Sha256::digest(bytes).into(), grain)).unwrap_or(Err(PhotoFault::Broken))
}

/// A [`Photo`] of pixels that the program made itself.
///
/// # Errors
/// [`PhotoFault::Empty`] without pixels, [`PhotoFault::TooManyPixels`] beyond what a JPEG holds.
pub fn from_pixels(picture: RgbImage) -> Result<Photo, PhotoFault> {
    if picture.is_empty() {
        return Err(PhotoFault::Empty);
    }
    let source = Sha256::digest(picture.as_raw()).into();
    finish(small(DynamicImage::ImageRgb8(picture), Grain::Photo).into_rgb8(), source, Grain::Photo)
}

fn decode(bytes: &[u8], header: &Header, grain: Grain) -> Result<RgbImage, PhotoFault> {
    let input = Cursor::new(bytes);
    let picture = match header.kind {
        Kind::Jpeg => JpegDecoder::new(input).and_then(|d| upright(d, header, grain)),
        Kind::Png => {
            // Also bounds what a compressed colour profile may unfold to.
            let mut limits = Limits::no_limits();
            limits.max_alloc = Some(16 * MIB);
            PngDecoder::with_limits(input, limits).and_then(|d| upright(d, header, grain))
        }
        Kind::WebP => WebPDecoder::new(input).and_then(|d| upright(d, header, grain)),
    };
    match picture {
        Ok(Some(picture)) => Ok(picture),
        Ok(None) => Err(PhotoFault::Broken),
        Err(ImageError::Limits(_)) => Err(PhotoFault::TooManyPixels),
        Err(_) => Err(PhotoFault::Broken),
    }
}

/// Decodes, shrinks and turns upright. None when the decoder sees another size than the header
/// check did: then the limits were checked for another picture.
fn upright(mut decoder: impl ImageDecoder, header: &Header, grain: Grain) -> ImageResult<Option<RgbImage>> {
    if decoder.dimensions() != (header.width, header.height) || decoder.total_bytes() > MAX_DECODED {
        return Ok(None);
    }
    // A damaged EXIF block is no reason to lose the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    on_white(&mut picture);
    // Shrinking first keeps the turned copy small.
    let mut picture = small(picture, grain);
    picture.apply_orientation(orientation);
    Ok(Some(picture.into_rgb8()))
}

/// Lays a see-through picture on white, in place: the colour under full transparency is
/// whatever the drawing program left there, often black.
fn on_white(picture: &mut DynamicImage) {
    fn lay<T: Copy + Into<u64> + TryFrom<u64>>(pixels: &mut [T], channels: usize, top: T) {
        let full: u64 = top.into();
        for pixel in pixels.chunks_exact_mut(channels) {
            let Some((alpha, colours)) = pixel.split_last_mut() else { continue };
            let a: u64 = (*alpha).into();
            if a == full {
                continue;
            }
            for colour in colours {
                let c: u64 = (*colour).into();
                let mixed = (c * a + full * (full - a) + full / 2) / full;
                *colour = T::try_from(mixed).unwrap_or(top);
            }
            *alpha = top;
        }
    }
    match picture {
        DynamicImage::ImageLumaA8(p) => lay(p, 2, u8::MAX),
        DynamicImage::ImageRgba8(p) => lay(p, 4, u8::MAX),
        DynamicImage::ImageLumaA16(p) => lay(p, 2, u16::MAX),
        DynamicImage::ImageRgba16(p) => lay(p, 4, u16::MAX),
        _ => {}
    }
}

/// At most the grain's side on the long side, in two steps: a cheap one that frees the big
/// buffer, then a good one. From far above the cheap one alone looks as good.
fn small(mut picture: DynamicImage, grain: Grain) -> DynamicImage {
    let side = grain.side();
    let far = picture.width().max(picture.height()) > 3 * side;
    // A drawing is so large already that the good step would need more memory than there is; averaging keeps lines well enough.
    let rough = if far || grain == Grain::Drawing { side } else { side * 3 / 2 };
    let (width, height) = fit(picture.width(), picture.height(), rough);
    if (width, height) != (picture.width(), picture.height()) {
        picture = picture.thumbnail_exact(width, height);
    }
    let (width, height) = fit(picture.width(), picture.height(), side);
    if (width, height) != (picture.width(), picture.height()) {
        picture = picture.resize_exact(width, height, FilterType::CatmullRom);
    }
    picture
}

/// The size with the same shape whose long side is at most `side`; never larger, never zero.
fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    let long = width.max(height);
    if long <= side {
        return (width, height);
    }
    let scale = |n: u32| {
        let n = (u64::from(n) * u64::from(side) + u64::from(long) / 2) / u64::from(long);
        u32::try_from(n).unwrap_or(side).max(1)
    };
    (scale(width), scale(height))
}

fn finish(picture: RgbImage, source_sha256: [u8; 32], grain: Grain) -> Result<Photo, PhotoFault> {
    let (steps, bytes) = grain.page();
    let page = encode(&picture, steps, bytes)?;
    let thumb = encode(&picture, &THUMB_STEPS, THUMB_BYTES)?;
    let sha256 = Sha256::digest(&page.jpeg).into();
    Ok(Photo { page, thumb, sha256, source_sha256, phash: looks(&picture) })
}

/// The first of the steps that fits in `most` bytes; the last one when none does.
fn encode(picture: &RgbImage, steps: &[(u32, u8)], most: usize) -> Result<Picture, PhotoFault> {
    let mut resized: Option<RgbImage> = None;
    let mut made = None;
    for &(side, quality) in steps {
        let (width, height) = fit(picture.width(), picture.height(), side);
        if (width, height) != resized.as_ref().unwrap_or(picture).dimensions() {
            // Far smaller: averaging looks the same and takes a fraction of the time.
            resized = Some(if picture.width().max(picture.height()) > 3 * side {
                imageops::thumbnail(picture, width, height)
            } else {
                imageops::resize(picture, width, height, FilterType::CatmullRom)
            });
        }
        let source = resized.as_ref().unwrap_or(picture);
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, quality)
            .encode(source.as_raw(), width, height, ExtendedColorType::Rgb8)
            .map_err(|_| PhotoFault::TooManyPixels)?;
        let small_enough = jpeg.len() <= most;
        made = Some(Picture { jpeg, width, height });
        if small_enough {
            break;
        }
    }
    made.ok_or(PhotoFault::Broken)
}

/// A difference hash, see [`Photo::phash`].
fn looks(picture: &RgbImage) -> u64 {
    let grey = DynamicImage::ImageRgb8(imageops::thumbnail(picture, 9, 8));
    grey.into_luma8()
        .chunks_exact(9)
        .fold(0, |hash, row| row.iter().zip(row.iter().skip(1)).fold(hash, |hash, (left, right)| (hash << 1) | u64::from(left < right)))
}
