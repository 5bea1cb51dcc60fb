//! What a file says about itself, read before anything is decoded.
//!
//! A few bytes can claim a picture of many gigabytes, or hide a large frame behind a small
//! canvas. The three formats are therefore walked here, without allocating, and a decoder only
//! ever sees a file whose size, memory need and end are known.

use super::{MAX_BYTES, MAX_DECODED, MAX_PIXELS, MIB, PhotoFault};

/// Scans of a progressive JPEG. Cameras make about ten; each one costs a pass over the whole
/// picture, so a file of thousands keeps a processor busy for minutes.
const MAX_SCANS: usize = 64;

/// The formats that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
    WebP,
}

/// What the header promises. A decoder that later says otherwise is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub kind: Kind,
    /// Pixels across, as stored (before it is turned upright).
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// Bytes the decoder will hold at its worst moment.
    pub decoded_bytes: u64,
}

/// Reads the header, checks every limit and decodes nothing.
pub(super) fn look(bytes: &[u8]) -> Result<Header, PhotoFault> {
    if bytes.is_empty() {
        return Err(PhotoFault::Empty);
    }
    if bytes.len() > MAX_BYTES {
        let limit_mib = u32::try_from(MAX_BYTES as u64 / MIB).unwrap_or(u32::MAX);
        return Err(PhotoFault::TooLarge { limit_mib });
    }
    let header = if bytes.starts_with(b"\xFF\xD8\xFF") {
        jpeg(bytes)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        png(bytes)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes)
    } else if is_heic(bytes) {
        Err(PhotoFault::Heic)
    } else {
        Err(PhotoFault::NotAPhoto)
    }?;
    if header.width == 0 || header.height == 0 {
        return Err(PhotoFault::Broken);
    }
    if u64::from(header.width) * u64::from(header.height) > MAX_PIXELS || header.decoded_bytes > MAX_DECODED {
        return Err(PhotoFault::TooManyPixels);
    }
    Ok(header)
}

/// ISO base media file whose brands (ISO/IEC 23008-12) say HEIF with HEVC. AVIF shares the
/// container but is not what an iPhone sends, so its sender gets the general answer.
fn is_heic(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8; 4]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"];
    const GENERAL: [&[u8; 4]; 2] = [b"mif1", b"msf1"];
    let mut rest = Bytes(bytes);
    let Some(size) = rest.be32() else { return false };
    if rest.take(4) != Some(b"ftyp") {
        return false;
    }
    let brands = bytes.get(8..(size as usize).min(bytes.len()).min(256)).unwrap_or_default();
    let any = |known: &[&[u8; 4]]| brands.chunks_exact(4).any(|brand| known.iter().any(|k| k.as_slice() == brand));
    any(&BRANDS) || (any(&GENERAL) && !any(&[b"avif", b"avis"]))
}

/// ITU-T T.81, annex B. Walks every marker to the end of the image: the decoder would fill a
/// cut picture with grey and call it good.
fn jpeg(bytes: &[u8]) -> Result<Header, PhotoFault> {
    let mut rest = Bytes(bytes);
    let mut frame: Option<Frame> = None;
    let mut scans = 0;
    loop {
        // Between segments and inside scan data alike: run on to the next real marker.
        let marker = loop {
            let Some(found) = rest.0.iter().position(|&b| b == 0xFF) else {
                return Err(PhotoFault::Broken);
            };
            rest.take(found);
            match rest.0.get(1) {
                None => return Err(PhotoFault::Broken),
                Some(0xFF) => rest.take(1),
                // Stuffing, restarts, start of image: no length follows.
                Some(0x00 | 0x01 | 0xD0..=0xD8) => rest.take(2),
                Some(&marker) => {
                    rest.take(2);
                    break marker;
                }
            };
        };
        if marker == 0xD9 {
            break;
        }
        let length = usize::from(rest.be16().ok_or(PhotoFault::Broken)?);
        let body = length.checked_sub(2).and_then(|n| rest.take(n)).ok_or(PhotoFault::Broken)?;
        match marker {
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF => {
                // A second frame would be decoded into a buffer sized for the first.
                if frame.is_some() {
                    return Err(PhotoFault::Broken);
                }
                frame = Some(Frame::parse(marker, Bytes(body)).ok_or(PhotoFault::Broken)?);
            }
            0xDA => {
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(PhotoFault::Broken);
                }
            }
            _ => {}
        }
    }
    let frame = frame.filter(|_| scans > 0).ok_or(PhotoFault::Broken)?;
    let pixels = u64::from(frame.width) * u64::from(frame.height);
    let channels = if frame.components == 1 { 1 } else { 3 };
    let mut decoded_bytes = pixels * channels;
    if frame.progressive || scans > 1 {
        // Coefficients of all components stay in memory, two bytes each.
        decoded_bytes += pixels * 2 * frame.samples / frame.samples_at_full;
    }
    let Frame { width, height, .. } = frame;
    Ok(Header { kind: Kind::Jpeg, width, height, decoded_bytes })
}

struct Frame {
    progressive: bool,
    width: u32,
    height: u32,
    components: u8,
    /// Samples of all components in one minimal coded unit …
    samples: u64,
    /// … and those of one component that is not subsampled.
    samples_at_full: u64,
}

impl Frame {
    fn parse(marker: u8, mut body: Bytes) -> Option<Self> {
        let _precision = body.byte()?;
        let (height, width) = (body.be16()?, body.be16()?);
        let components = body.byte()?;
        let (mut samples, mut across, mut down) = (0, 1, 1);
        for _ in 0..components {
            let (_id, factors, _table) = (body.byte()?, body.byte()?, body.byte()?);
            let (h, v) = (u64::from(factors >> 4), u64::from(factors & 15));
            samples += h * v;
            across = across.max(h);
            down = down.max(v);
        }
        Some(Self {
            progressive: marker == 0xC2,
            width: width.into(),
            height: height.into(),
            components,
            samples,
            samples_at_full: across * down,
        })
    }
}

/// PNG (W3C), chunks up to the first pixel data. Checksums are the decoder's business.
fn png(bytes: &[u8]) -> Result<Header, PhotoFault> {
    let mut rest = Bytes(bytes);
    rest.take(8);
    let mut header = None;
    let (mut see_through, mut moving) = (false, false);
    loop {
        let length = rest.be32().ok_or(PhotoFault::Broken)? as usize;
        let name = rest.take(4).ok_or(PhotoFault::Broken)?;
        if header.is_none() != (name == b"IHDR") {
            return Err(PhotoFault::Broken);
        }
        match name {
            b"IDAT" => break,
            b"tRNS" => see_through = true,
            b"acTL" => moving = true,
            _ => {}
        }
        let mut body = Bytes(rest.take(length).ok_or(PhotoFault::Broken)?);
        if name == b"IHDR" {
            let fields = (body.be32(), body.be32(), body.byte(), body.byte());
            let (Some(width), Some(height), Some(depth), Some(colour)) = fields else {
                return Err(PhotoFault::Broken);
            };
            header = Some((width, height, depth, colour));
        }
        rest.take(4).ok_or(PhotoFault::Broken)?;
    }
    let (width, height, depth, colour) = header.ok_or(PhotoFault::Broken)?;
    if moving {
        return Err(PhotoFault::Moving);
    }
    let channels = match colour {
        0 => 1,
        2 | 3 => 3,
        4 => 2,
        _ => 4,
    } + u64::from(see_through);
    let decoded_bytes = (u64::from(width) * u64::from(height)).saturating_mul(channels).saturating_mul(if depth == 16 { 2 } else { 1 });
    Ok(Header { kind: Kind::Png, width, height, decoded_bytes })
}

/// RFC 9649. The canvas and the frame inside both carry a size, and a decoder makes room for
/// the frame before it compares them, so all of them must agree here.
fn webp(bytes: &[u8]) -> Result<Header, PhotoFault> {
    let mut rest = Bytes(bytes);
    rest.take(4);
    let riff = rest.le32().ok_or(PhotoFault::Broken)? as usize;
    let mut rest = Bytes(rest.take(riff).ok_or(PhotoFault::Broken)?);
    rest.take(4);

    let mut canvas = None;
    let mut frame = None;
    let mut alpha_chunk = false;
    while rest.0.len() >= 8 {
        let name = rest.take(4).ok_or(PhotoFault::Broken)?;
        let length = rest.le32().ok_or(PhotoFault::Broken)? as usize;
        let body = rest.take(length).ok_or(PhotoFault::Broken)?;
        // Chunks are padded to an even length; a missing last pad byte is forgiven.
        rest.take(length % 2);
        match name {
            b"ANIM" | b"ANMF" => return Err(PhotoFault::Moving),
            b"VP8X" => {
                let (flags, size) = extended(Bytes(body)).ok_or(PhotoFault::Broken)?;
                if flags & 0x02 != 0 {
                    return Err(PhotoFault::Moving);
                }
                canvas = Some(size);
            }
            b"VP8 " | b"VP8L" => {
                let found = match name {
                    b"VP8 " => lossy(Bytes(body)),
                    _ => lossless(Bytes(body)),
                }
                .ok_or(PhotoFault::Broken)?;
                if frame.is_some() {
                    return Err(PhotoFault::Broken);
                }
                frame = Some((name, found));
            }
            b"ALPH" => alpha_chunk = true,
            _ => {}
        }
    }
    let (name, (width, height)) = frame.ok_or(PhotoFault::Broken)?;
    if canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(PhotoFault::Broken);
    }
    let pixels = u64::from(width) * u64::from(height);
    let decoded_bytes = match (name, alpha_chunk) {
        // RGBA inside and RGB outside.
        (b"VP8L", _) => pixels * 7,
        // Planes (1.5), RGBA (4), the alpha picture (5).
        (_, true) => pixels * 21 / 2,
        // Planes, with a margin for their padding, and RGB or RGBA.
        (_, false) => pixels * 11 / 2 + MIB,
    };
    Ok(Header { kind: Kind::WebP, width, height, decoded_bytes })
}

/// Flags and canvas size of a `VP8X` chunk.
fn extended(mut body: Bytes) -> Option<(u8, (u32, u32))> {
    let flags = body.byte()?;
    body.take(3)?;
    Some((flags, (body.le24()? + 1, body.le24()? + 1)))
}

/// Size of a `VP8 ` frame (RFC 6386, 9.1).
fn lossy(mut body: Bytes) -> Option<(u32, u32)> {
    body.take(3)?;
    if body.take(3)? != b"\x9D\x01\x2A" {
        return None;
    }
    let size = body.le32()?;
    Some((size & 0x3FFF, (size >> 16) & 0x3FFF))
}

/// Size of a `VP8L` frame.
fn lossless(mut body: Bytes) -> Option<(u32, u32)> {
    if body.byte()? != 0x2F {
        return None;
    }
    let size = body.le32()?;
    Some(((size & 0x3FFF) + 1, ((size >> 14) & 0x3FFF) + 1))
}

/// The bytes still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// The next `n` bytes, or None, taking nothing, when there are fewer.
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(n)?;
        self.0 = tail;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[b]| b)
    }

    fn be16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    fn be32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn le24(&mut self) -> Option<u32> {
        self.array::<3>().map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]))
    }

    fn le32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }
}
