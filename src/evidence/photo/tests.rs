use std::path::Path;

use image::{ColorType, ImageBuffer, ImageEncoder, Luma, LumaA, Rgb, RgbImage, Rgba};

use super::*;

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/images").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn decoded(picture: &Picture) -> RgbImage {
    let image = image::load_from_memory_with_format(&picture.jpeg, image::ImageFormat::Jpeg).unwrap().into_rgb8();
    assert_eq!(image.dimensions(), (picture.width, picture.height));
    image
}

/// Mean difference of two pictures seen from far away, 0 to 255.
fn difference(one: &RgbImage, other: &RgbImage) -> f64 {
    let coarse = |p| imageops::resize(p, 16, 16, FilterType::Triangle).into_raw();
    let (one, other) = (coarse(one), coarse(other));
    let sum: u32 = one.iter().zip(&other).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    f64::from(sum) / one.len() as f64
}

fn png(bytes: &[u8], width: u32, height: u32, colour: ColorType) -> Vec<u8> {
    let mut out = Vec::new();
    image::codecs::png::PngEncoder::new(&mut out).write_image(bytes, width, height, colour.into()).unwrap();
    out
}

fn jpeg(image: &RgbImage, quality: u8) -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality).encode_image(image).unwrap();
    out
}

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }
}

const GOOD: [&str; 5] =
    ["odd/cat.jpg", "odd/portrait_2.jpg", "odd/exif-xmp-metadata.jpg", "odd/simple-rgb.webp", "upright/Landscape_6.jpg"];

#[test]
fn every_orientation_comes_out_upright() {
    let reference = read(&fixture("upright/Landscape_1.jpg")).unwrap();
    let upright = decoded(&reference.page);
    assert!(upright.width() > upright.height());
    // The comparison can tell a turned or mirrored picture from an upright one.
    assert!(difference(&upright, &imageops::flip_horizontal(&upright)) > 10.0);
    assert!(difference(&upright, &imageops::rotate180(&upright)) > 10.0);

    for n in 0..=8 {
        let photo = read(&fixture(&format!("upright/Landscape_{n}.jpg"))).unwrap();
        for picture in [&photo.page, &photo.thumb] {
            let image = decoded(picture);
            assert!(image.width() > image.height(), "{n} lies on its side");
            let far = difference(&upright, &image);
            assert!(far < 4.0, "orientation {n} differs by {far}");
        }
        assert!(distance(photo.phash, reference.phash) <= 5, "orientation {n} looks different");
    }
    let portraits = [3, 6, 8].map(|n| {
        let photo = read(&fixture(&format!("upright/Portrait_{n}.jpg"))).unwrap();
        assert!(photo.page.height > photo.page.width);
        decoded(&photo.page)
    });
    assert!(difference(&portraits[0], &portraits[1]) < 4.0);
    assert!(difference(&portraits[0], &portraits[2]) < 4.0);
}

/// The markers of a JPEG's segments before its scan.
fn segments(jpeg: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    let mut at = 2;
    while let [0xFF, marker, hi, lo, ..] = jpeg[at..] {
        found.push(marker);
        if marker == 0xDA {
            return found;
        }
        at += 2 + usize::from(u16::from_be_bytes([hi, lo]));
    }
    panic!("not a JPEG made here");
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|w| w == text.as_bytes())
}

#[test]
fn no_metadata_survives() {
    // EXIF with a GPS directory, a maker's note, XMP and a comment, put into a real picture.
    let plain = fixture("upright/Landscape_1.jpg");
    let mut exif =
        b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1A\0\0\0\0\0\x01\0\x1D\0\x02\0\0\0\x0B\0\0\0\x2C\0\0\0\0"
            .to_vec();
    exif.extend_from_slice(b"2026:11:19\0GPS 26.8940N 112.5720E HUAWEI maker note");
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>taken by a teacher</x:xmpmeta>".to_vec();
    let mut marked = plain[..2].to_vec();
    for (marker, body) in [(0xE1, &exif), (0xE1, &xmp), (0xFE, &b"secret comment".to_vec())] {
        marked.extend_from_slice(&[0xFF, marker]);
        marked.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        marked.extend_from_slice(body);
    }
    marked.extend_from_slice(&plain[2..]);
    // A phone's moving photo: a film behind the end of the picture.
    marked.extend_from_slice(b"ftypmp42 film with voices");

    let traces = ["Exif", "http://ns.adobe.com", "GPS", "HUAWEI", "teacher", "secret", "film"];
    assert!(traces.iter().all(|t| holds(&marked, t)));

    let mut files: Vec<Vec<u8>> = GOOD.iter().map(|name| fixture(name)).collect();
    assert!(holds(&files[2], "http://ns.adobe.com") && holds(&files[4], "Exif"));
    files.push(marked);
    for file in files {
        let photo = read(&file).unwrap();
        for picture in [&photo.page, &photo.thumb] {
            for trace in traces {
                assert!(!holds(&picture.jpeg, trace), "{trace} left in a picture");
            }
            for marker in segments(&picture.jpeg) {
                assert!(matches!(marker, 0xE0 | 0xDB | 0xC0 | 0xC4 | 0xDA), "segment {marker:02X} in a picture");
            }
            assert!(picture.jpeg.ends_with(b"\xFF\xD9"));
        }
    }
}

#[test]
fn odd_files_get_a_plain_answer() {
    let expected = [
        ("odd/Bad_badbitcount.bmp", Some(PhotoFault::NotAPhoto)),
        ("odd/Bad_reallybig.bmp", Some(PhotoFault::NotAPhoto)),
        ("odd/Bad_shortfile.bmp", Some(PhotoFault::NotAPhoto)),
        ("odd/Bad_width.bmp", Some(PhotoFault::NotAPhoto)),
        ("odd/anim.webp", Some(PhotoFault::Moving)),
        ("odd/cat.jpg", None),
        ("odd/crash.ico", Some(PhotoFault::NotAPhoto)),
        ("odd/exif-xmp-metadata.jpg", None),
        ("odd/oom.ico", Some(PhotoFault::NotAPhoto)),
        ("odd/oss-fuzz-36829.jpeg", Some(PhotoFault::Broken)),
        ("odd/portrait_2.jpg", None),
        ("odd/simple-rgb.webp", None),
        ("odd/zero-loop-count.gif", Some(PhotoFault::NotAPhoto)),
    ];
    for (name, fault) in expected {
        assert_eq!(read(&fixture(name)).err(), fault, "{name}");
    }
}

#[test]
fn the_content_decides_what_a_file_is() {
    use PhotoFault::{Broken, Empty, Heic, Moving, NotAPhoto};
    let cases: [(&[u8], PhotoFault); 22] = [
        (b"", Empty),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Heic),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Heic),
        (b"\0\0\0\x18ftypmsf1\0\0\0\0msf1hevc", Heic),
        (b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1miaf", NotAPhoto),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", NotAPhoto),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NotAPhoto),
        (b"<?xml version='1.0'?><svg/>", NotAPhoto),
        (b"<!doctype html><script>alert(1)</script>", NotAPhoto),
        (b"%PDF-1.7\n1 0 obj", NotAPhoto),
        (b"GIF89a\x01\0\x01\0\0\0\0;", NotAPhoto),
        (b"BM\0\0\0\0\0\0\0\0", NotAPhoto),
        (b"\0\0\x01\0\x01\0\x10\x10", NotAPhoto),
        (b"II*\0\x08\0\0\0", NotAPhoto),
        (b"MM\0*\0\0\0\x08", NotAPhoto),
        (b"PK\x03\x04", NotAPhoto),
        (b"\x7FELF", NotAPhoto),
        (b"RIFF\x04\0\0\0WAVE", NotAPhoto),
        (b"\xFF\xD8", NotAPhoto),
        (b"\xFF\xD8\xFF\xD9", Broken),
        (b"\x89PNG\r\n\x1A\n", Broken),
        (b"RIFF\x0E\0\0\0WEBPANIM\x02\0\0\0\0\0", Moving),
    ];
    for (bytes, fault) in cases {
        assert_eq!(read(bytes), Err(fault), "{:?}", String::from_utf8_lossy(bytes));
        assert_eq!(weight(bytes), Err(fault));
    }
    // Markup behind a real picture changes nothing: only pixels are kept.
    let mut polyglot = fixture("odd/cat.jpg");
    polyglot.extend_from_slice(b"<script>alert(1)</script>");
    let photo = read(&polyglot).unwrap();
    assert!(!holds(&photo.page.jpeg, "<script>"));
}

#[test]
fn the_limit_of_bytes_is_exact() {
    let mut file = fixture("odd/cat.jpg");
    file.resize(MAX_BYTES, 0);
    assert!(read(&file).is_ok());
    file.push(0);
    assert_eq!(read(&file), Err(PhotoFault::TooLarge { limit_mib: 10 }));
}

fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut file = png(&[0; 4], 2, 2, ColorType::L8);
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    // CRC-32 of the header, so that only its size is wrong.
    let crc = !file[12..29]
        .iter()
        .fold(u32::MAX, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |c, _| (c >> 1) ^ (0xEDB8_8320 & (c & 1).wrapping_neg())));
    file[29..33].copy_from_slice(&crc.to_be_bytes());
    file
}

#[test]
fn a_pixel_bomb_is_refused_by_its_header() {
    assert_eq!(read(&png_claiming(50_000, 50_000)), Err(PhotoFault::TooManyPixels));
    assert_eq!(read(&png_claiming(u32::MAX, u32::MAX)), Err(PhotoFault::TooManyPixels));
    assert_eq!(read(&png_claiming(40_001, 1000)), Err(PhotoFault::TooManyPixels));
    assert_eq!(read(&png_claiming(0, 10)), Err(PhotoFault::Broken));
    // Within the limit, but there are no such pixels.
    assert_eq!(read(&png_claiming(300, 300)), Err(PhotoFault::Broken));

    let mut file = fixture("upright/Landscape_1.jpg");
    let frame = file.windows(2).position(|w| w == [0xFF, 0xC0] || w == [0xFF, 0xC2]).unwrap();
    file[frame + 5..frame + 9].fill(0xFF);
    assert_eq!(read(&file), Err(PhotoFault::TooManyPixels));

    // A small canvas around a frame that claims 16383 x 16383.
    let mut file = b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x0F\0\0\x0F\0\0VP8 \x0A\0\0\0".to_vec();
    file.extend_from_slice(b"\x10\0\0\x9D\x01\x2A\xFF\x3F\xFF\x3F");
    let riff = u32::try_from(file.len() - 8).unwrap();
    file[4..8].copy_from_slice(&riff.to_le_bytes());
    assert_eq!(read(&file), Err(PhotoFault::Broken));
    // And honestly so.
    let canvas = [0xFE, 0x3F, 0, 0xFE, 0x3F, 0];
    file[24..30].copy_from_slice(&canvas);
    assert_eq!(read(&file), Err(PhotoFault::TooManyPixels));
}

#[test]
fn a_cut_picture_is_refused() {
    for name in GOOD {
        let file = fixture(name);
        for percent in [1, 5, 20, 50, 80, 95, 99] {
            let cut = &file[..file.len() * percent / 100];
            let fault = read(cut).unwrap_err();
            assert!(matches!(fault, PhotoFault::Broken | PhotoFault::NotAPhoto), "{name} at {percent} %: {fault:?}");
        }
        assert_eq!(read(&file[..file.len() - 2]), Err(PhotoFault::Broken), "{name}");
    }
    let file = png(&[90; 3 * 64 * 64], 64, 64, ColorType::Rgb8);
    assert_eq!(read(&file[..file.len() / 2]), Err(PhotoFault::Broken));
}

#[test]
fn damage_never_gets_out_as_a_panic() {
    let mut files: Vec<Vec<u8>> = GOOD.iter().map(|name| fixture(name)).collect();
    files.push(fixture("odd/anim.webp"));
    files.push(fixture("odd/oss-fuzz-36829.jpeg"));
    files.push(png(&[90; 4 * 40 * 40], 40, 40, ColorType::Rgba8));
    files.push(cmyk());
    let mut dice = Dice(7);
    let (mut kept, mut refused) = (0, 0);
    for round in 0..180 {
        let mut file = files[round % files.len()].clone();
        for _ in 0..=dice.below(12) {
            // Headers are where decoders go astray.
            let reach = if dice.below(3) == 0 { file.len() } else { file.len().min(700) };
            let at = dice.below(reach);
            file[at] = dice.roll() as u8;
        }
        if dice.below(4) == 0 {
            file.truncate(dice.below(file.len()));
        }
        match read(&file) {
            Ok(photo) => {
                decoded(&photo.page);
                kept += 1;
            }
            Err(fault) => {
                assert!(fault.key().starts_with("photo-"));
                refused += 1;
            }
        }
    }
    assert!(kept > 20 && refused > 20, "{kept} kept, {refused} refused: the test is blunt");
}

/// A grey 8x8 picture in four inks, written by hand: no encoder at hand makes them.
fn cmyk() -> Vec<u8> {
    let mut file = b"\xFF\xD8\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0\0\xFF\xDB\0\x43\0".to_vec();
    file.extend_from_slice(&[1; 64]);
    file.extend_from_slice(b"\xFF\xC0\0\x14\x08\0\x08\0\x08\x04");
    file.extend_from_slice(b"\x01\x11\0\x02\x11\0\x03\x11\0\x04\x11\0");
    // One code of one bit in each table: "no difference" and "end of block".
    for table in [0x00, 0x10] {
        file.extend_from_slice(&[0xFF, 0xC4, 0, 0x14, table, 1]);
        file.extend_from_slice(&[0; 16]);
    }
    file.extend_from_slice(b"\xFF\xDA\0\x0E\x04\x01\0\x02\0\x03\0\x04\0\0\x3F\0\0\xFF\xD9");
    file
}

#[test]
fn unusual_colours_are_understood() {
    let photo = read(&cmyk()).unwrap();
    let [r, g, b] = decoded(&photo.page).get_pixel(4, 4).0;
    assert!(r.abs_diff(g) < 8 && g.abs_diff(b) < 8 && (40..216).contains(&r), "{r} {g} {b}");

    // Half transparent black, over 8 and 16 bits, grey and coloured, comes out mid-grey on
    // white; fully transparent is white whatever colour hides there.
    let close = |file: Vec<u8>, expected: u8| {
        let photo = read(&file).unwrap();
        for value in decoded(&photo.page).get_pixel(3, 3).0 {
            assert!(value.abs_diff(expected) < 4, "{value} for {expected}");
        }
    };
    let bytes16 = |v: &[u16]| v.iter().flat_map(|n| n.to_ne_bytes()).collect::<Vec<_>>();
    let la8 = ImageBuffer::from_pixel(6, 6, LumaA([0u8, 128]));
    close(png(&la8, 6, 6, ColorType::La8), 127);
    let rgba8 = ImageBuffer::from_pixel(6, 6, Rgba([0u8, 0, 0, 0]));
    close(png(&rgba8, 6, 6, ColorType::Rgba8), 255);
    let rgba16 = ImageBuffer::from_pixel(6, 6, Rgba([0u16, 0, 0, 0x8000]));
    close(png(&bytes16(&rgba16), 6, 6, ColorType::Rgba16), 127);
    let la16 = ImageBuffer::from_pixel(6, 6, LumaA([0xFFFFu16, 0xFFFF]));
    close(png(&bytes16(&la16), 6, 6, ColorType::La16), 255);
    let rgb16 = ImageBuffer::from_pixel(6, 6, Rgb([0x4000u16, 0x4000, 0x4000]));
    close(png(&bytes16(&rgb16), 6, 6, ColorType::Rgb16), 64);
    let l16 = ImageBuffer::from_pixel(6, 6, Luma([0x8000u16]));
    close(png(&bytes16(&l16), 6, 6, ColorType::L16), 128);
    close(png(&[200; 36], 6, 6, ColorType::L8), 200);

    // A progressive picture.
    assert!(fixture("odd/cat.jpg").windows(2).any(|w| w == [0xFF, 0xC2]));
}

#[test]
fn pictures_fit_and_are_never_enlarged() {
    // Noise is what compresses worst.
    let mut dice = Dice(1);
    let noise = RgbImage::from_fn(900, 700, |_, _| {
        let n = dice.roll().to_le_bytes();
        Rgb([n[0], n[1], n[2]])
    });
    let photo = read(&jpeg(&noise, 70)).unwrap();
    assert!(photo.page.jpeg.len() <= 400 * 1024, "{}", photo.page.jpeg.len());
    assert!(photo.thumb.jpeg.len() <= 15 * 1024, "{}", photo.thumb.jpeg.len());
    decoded(&photo.page);

    let tall = RgbImage::from_fn(540, 1800, |x, y| Rgb([(x / 3) as u8, (y / 8) as u8, 90]));
    let photo = read(&jpeg(&tall, 85)).unwrap();
    assert_eq!((photo.page.width, photo.page.height), (480, 1600));
    assert_eq!((photo.thumb.width, photo.thumb.height), (96, 320));
    assert!(difference(&decoded(&photo.page), &tall) < 3.0);

    let small = read(&jpeg(&RgbImage::from_pixel(40, 30, Rgb([9, 90, 190])), 90)).unwrap();
    assert_eq!((small.page.width, small.page.height), (40, 30));
    assert_eq!((small.thumb.width, small.thumb.height), (40, 30));
    let thread = read(&jpeg(&RgbImage::from_pixel(4000, 1, Rgb([9, 90, 190])), 90)).unwrap();
    assert_eq!((thread.page.width, thread.page.height), (1600, 1));
    for (width, height) in [(1, 1), (2, 3), (1, 40), (9, 8)] {
        let dot = read(&jpeg(&RgbImage::new(width, height), 90)).unwrap();
        assert_eq!((dot.page.width, dot.page.height), (width, height));
    }
}

#[test]
fn a_photo_used_again_can_be_noticed() {
    let file = fixture("upright/Landscape_1.jpg");
    let first = read(&file).unwrap();
    assert_eq!(first, read(&file).unwrap());
    assert_eq!(first.sha256, <[u8; 32]>::from(Sha256::digest(&first.page.jpeg)));
    assert_eq!(first.source_sha256, <[u8; 32]>::from(Sha256::digest(&file)));

    // Saved again smaller and coarser: another file, the same looks.
    let image = image::load_from_memory(&file).unwrap().into_rgb8();
    let smaller = imageops::resize(&image, 400, 300, FilterType::Triangle);
    let again = read(&jpeg(&smaller, 50)).unwrap();
    assert_ne!(again.source_sha256, first.source_sha256);
    assert!(distance(again.phash, first.phash) <= 5);
    let other = read(&fixture("odd/cat.jpg")).unwrap();
    assert!(distance(other.phash, first.phash) > 12);
}

#[test]
fn weight_bounds_the_memory() {
    assert_eq!(weight(&fixture("odd/cat.jpg")), Ok(64));
    let mut claim = png_claiming(8000, 5000);
    assert_eq!(weight(&claim), Ok(64), "40 MB of grey pixels, under the floor");
    claim[25] = 6;
    assert_eq!(weight(&claim), Ok(153), "160 MB of transparent pixels");
    claim[24] = 16;
    assert_eq!(weight(&claim), Err(PhotoFault::TooManyPixels), "twice that");
}

#[test]
fn pixels_made_here_need_no_upload() {
    let image = RgbImage::from_fn(1200, 900, |x, y| Rgb([(x / 5) as u8, (y / 4) as u8, 128]));
    let photo = from_pixels(image.clone()).unwrap();
    assert_eq!((photo.page.width, photo.page.height), (1200, 900));
    assert!(difference(&decoded(&photo.page), &image) < 2.0);
    assert_eq!(from_pixels(RgbImage::new(0, 0)), Err(PhotoFault::Empty));
}

#[test]
fn a_drawing_keeps_more_pixels_and_its_thin_lines() {
    let drawn = ImageBuffer::from_fn(3000, 2000, |x, y| Luma([if x % 50 == 25 || y % 50 == 25 { 0_u8 } else { 255 }]));
    let bytes = png(drawn.as_raw(), 3000, 2000, ColorType::L8);
    let plan = read_as(&bytes, Grain::Drawing).unwrap();
    assert_eq!((plan.page.width, plan.page.height), (2400, 1600));
    assert!(plan.page.jpeg.len() <= DRAWING_BYTES, "{}", plan.page.jpeg.len());
    let row: Vec<bool> = decoded(&plan.page).rows().nth(800).unwrap().map(|pixel| pixel.0[0] < 200).collect();
    let lines = row.windows(2).filter(|pair| !pair[0] && pair[1]).count();
    assert_eq!(lines, 60, "every line is still there, and none runs into the next");
    let photo = read(&bytes).unwrap();
    assert_eq!((photo.page.width, photo.page.height), (1600, 1067));
    assert_eq!(photo.source_sha256, plan.source_sha256);
}
