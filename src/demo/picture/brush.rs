//! Colours, chance and a flat canvas: the little that the drawn pictures need of tiny-skia.

use image::RgbImage;
use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Paint, Path, PathBuilder, Pixmap, Point, PremultipliedColorU8,
    RadialGradient, Rect, Shader, SpreadMode, Stroke, Transform,
};

/// Pixels across.
pub(super) const WIDTH: u32 = 1200;
/// Pixels down.
pub(super) const HEIGHT: u32 = 900;

/// A place on the canvas, in pixels from the top left.
pub(super) type Spot = (f32, f32);

/// A colour with its opacity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    r: f32,
    g: f32,
    b: f32,
    a: f32,
}

/// An opaque colour from `0xRRGGBB`.
pub(super) const fn ink(rgb: u32) -> Ink {
    Ink { r: ((rgb >> 16) & 255) as f32 / 255.0, g: ((rgb >> 8) & 255) as f32 / 255.0, b: (rgb & 255) as f32 / 255.0, a: 1.0 }
}

/// Shadows are a deep blue-green rather than black, which keeps them friendly.
const SHADE: Ink = ink(0x1C2C33);
pub(super) const WHITE: Ink = ink(0xFFFFFF);

impl Ink {
    /// The colour `t` of the way (0 to 1) towards another, keeping its opacity.
    pub fn mix(self, other: Ink, t: f32) -> Ink {
        let step = |a: f32, b: f32| a + (b - a) * t;
        Ink { r: step(self.r, other.r), g: step(self.g, other.g), b: step(self.b, other.b), a: self.a }
    }

    /// Lighter for `by` above 0 (1 is white), darker below (-1 is shade).
    pub fn lit(self, by: f32) -> Ink {
        if by >= 0.0 { self.mix(WHITE, by) } else { self.mix(SHADE, -by) }
    }

    /// The same colour, `a` opaque (0 to 1).
    pub fn thin(self, a: f32) -> Ink {
        Ink { a, ..self }
    }

    fn color(self) -> Color {
        Color::from_rgba(self.r.clamp(0.0, 1.0), self.g.clamp(0.0, 1.0), self.b.clamp(0.0, 1.0), self.a.clamp(0.0, 1.0))
            .unwrap_or(Color::BLACK)
    }
}

/// Shade of the given strength, for shadows laid over something.
pub(super) fn shade(a: f32) -> Ink {
    SHADE.thin(a)
}

/// Chance that is the same for the same seed (splitmix64), so that a demo can be made again.
#[derive(Debug, Clone)]
pub(super) struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number between `low` and `high`.
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        let unit = (self.roll() >> 40) as f32 / (1u64 << 24) as f32;
        low + (high - low) * unit
    }

    /// Heads or tails.
    pub fn coin(&mut self) -> bool {
        self.roll() >> 63 == 1
    }

    /// One of several, all equally likely.
    pub fn pick<T: Copy>(&mut self, first: T, rest: &[T]) -> T {
        let n = (self.roll() >> 8) as usize % (rest.len() + 1);
        n.checked_sub(1).and_then(|n| rest.get(n)).copied().unwrap_or(first)
    }
}

/// What is painted on. Everything goes through `turn`, so a thing can be drawn straight and
/// hang askew.
pub(super) struct Canvas {
    pixmap: Pixmap,
    turn: Transform,
}

impl Canvas {
    /// An empty canvas, or None when there is no memory for it.
    pub fn new() -> Option<Self> {
        let mut pixmap = Pixmap::new(WIDTH, HEIGHT)?;
        pixmap.fill(Color::WHITE);
        Some(Self { pixmap, turn: Transform::identity() })
    }

    /// The finished picture, mirrored when asked: warm light from the upper left, `warmth`
    /// strong, and a little shade in the lower right.
    pub fn finish(self, warmth: f32, mirrored: bool) -> RgbImage {
        // By hand and by table: a see-through gradient over everything costs tiny-skia more
        // than the rest of the picture.
        let light = ink(0xFFF3D6);
        let steps: Vec<[u32; 3]> = (0..=256u16)
            .map(|n| {
                let t = f32::from(n) / 256.0;
                let cover = warmth * (1.0 - t) + 0.13 * t;
                let tone = light.mix(SHADE, 0.13 * t / cover.max(0.001));
                let part = |c: f32| (c * cover * 65280.0) as u32;
                [((1.0 - cover) * 256.0) as u32, part(tone.r) | part(tone.b) << 16, part(tone.g)]
            })
            .collect();
        let mut picture = RgbImage::new(WIDTH, HEIGHT);
        let (width, height) = (WIDTH as usize, HEIGHT as usize);
        let rows = picture.chunks_exact_mut(width * 3);
        for (y, (to, from)) in rows.zip(self.pixmap.data().chunks_exact(width * 4)).enumerate() {
            let (to, _) = to.as_chunks_mut::<3>();
            // Eight pixels share a step: finer than the steps themselves.
            for (x, (to, from)) in to.chunks_exact_mut(8).zip(from.chunks_exact(32)).enumerate() {
                let step = (x * 8 * 256 / width + y * 256 / height) / 2;
                let Some(&[keep, red_blue, green]) = steps.get(step) else { continue };
                for (to, from) in to.iter_mut().zip(from.as_chunks::<4>().0) {
                    // Red and blue in one multiplication: each has 16 bits of its own.
                    let from = u32::from_le_bytes(*from);
                    let [_, r, _, b] = ((from & 0x00FF_00FF) * keep + red_blue).to_le_bytes();
                    let [_, g, ..] = ((from >> 8 & 0xFF) * keep + green).to_le_bytes();
                    *to = [r, g, b];
                }
            }
            if mirrored {
                to.reverse();
            }
        }
        picture
    }

    /// The finished picture as it was drawn, without light or shade.
    pub fn plain(self) -> RgbImage {
        let mut picture = RgbImage::new(WIDTH, HEIGHT);
        let (to, _) = picture.as_chunks_mut::<3>();
        for (to, [r, g, b, _]) in to.iter_mut().zip(self.pixmap.data().as_chunks::<4>().0) {
            *to = [*r, *g, *b];
        }
        picture
    }

    /// Draws what `draw` draws, turned clockwise by `degrees` about a spot.
    pub fn turned(&mut self, degrees: f32, about: Spot, draw: impl FnOnce(&mut Self)) {
        let before = self.turn;
        self.turn = before.pre_concat(Transform::from_rotate_at(degrees, about.0, about.1));
        draw(self);
        self.turn = before;
    }

    fn fill(&mut self, path: Option<Path>, shader: Shader) {
        let Some(path) = path else { return };
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        self.pixmap.fill_path(&path, &paint, FillRule::Winding, self.turn, None);
    }

    fn stroke(&mut self, path: Option<Path>, width: f32, cap: LineCap, ink: Ink) {
        let Some(path) = path else { return };
        let shader = Shader::SolidColor(ink.color());
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        let stroke = Stroke { width, line_cap: cap, line_join: LineJoin::Round, ..Stroke::default() };
        self.pixmap.stroke_path(&path, &paint, &stroke, self.turn, None);
    }

    /// A filled polygon.
    pub fn area(&mut self, corners: &[Spot], ink: Ink) {
        self.fill(polygon(corners, true), Shader::SolidColor(ink.color()));
    }

    /// A convex polygon whose colour runs from one spot to another; both colours opaque.
    pub fn fade(&mut self, corners: &[Spot], from: (Spot, Ink), to: (Spot, Ink)) {
        // Rooms are mostly such faces, and a gradient is what tiny-skia is slowest at. So it
        // only paints a rim, for smooth edges; the inside is filled row by row from a table.
        const RIM: f32 = 1.5;
        let inside = shrunk(corners, RIM);
        if self.turn != Transform::identity() || inside.len() < 3 {
            self.fill(polygon(corners, true), run(from, to));
            return;
        }
        self.fill_inside(&inside, from, to);
        let Some(path) = polygon(&inside, true) else { return };
        let paint = Paint { shader: run(from, to), anti_alias: true, ..Paint::default() };
        let stroke = Stroke { width: RIM * 2.0 + 0.2, ..Stroke::default() };
        self.pixmap.stroke_path(&path, &paint, &stroke, self.turn, None);
    }

    fn fill_inside(&mut self, corners: &[Spot], from: (Spot, Ink), to: (Spot, Ink)) {
        let (((x0, y0), first), ((x1, y1), last)) = (from, to);
        let (dx, dy) = (x1 - x0, y1 - y0);
        let square = (dx * dx + dy * dy).max(1.0);
        let shades: Vec<PremultipliedColorU8> = (0..128u8)
            .map(|n| first.mix(last, f32::from(n) / 127.0).thin(1.0))
            .map(|ink| ink.color().premultiply().to_color_u8())
            .collect();
        let rows = self.pixmap.pixels_mut().chunks_exact_mut(WIDTH as usize);
        for (y, row) in (0u16..).map(|n| f32::from(n) + 0.5).zip(rows) {
            let (mut low, mut high) = (f32::MAX, f32::MIN);
            for (a, b) in edges(corners) {
                if (a.1 <= y) != (b.1 <= y) {
                    let x = a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1);
                    (low, high) = (low.min(x), high.max(x));
                }
            }
            let start = low.clamp(0.0, WIDTH as f32) as usize;
            let end = high.clamp(0.0, WIDTH as f32) as usize;
            let Some(mut run) = row.get_mut(start..end) else { continue };
            // In 1/65536 of a shade; pixels of one shade are written together.
            let fixed = |t: f32| (t * 127.0 * 65536.0) as i64;
            let mut t = fixed(((start as f32 + 0.5 - x0) * dx + (y - y0) * dy) / square) + 32768;
            let step = fixed(dx / square);
            while !run.is_empty() {
                let here = (t >> 16).clamp(0, 127);
                // How far to where the next shade begins, if it ever does.
                let gap = match step.signum() {
                    1 if here < 127 => (here + 1) * 65536 - t,
                    -1 if here > 0 => t - here * 65536 + 1,
                    _ => i64::from(u32::MAX),
                };
                let many = (gap / step.abs().max(1) + 1).clamp(1, run.len() as i64);
                let (same, rest) = run.split_at_mut(many as usize);
                if let Some(shade) = shades.get(here as usize) {
                    same.fill(*shade);
                }
                run = rest;
                t += step * many;
            }
        }
    }

    /// A filled upright rectangle.
    pub fn rect(&mut self, x: f32, y: f32, w: f32, h: f32, ink: Ink) {
        self.area(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)], ink);
    }

    /// A rectangle with round corners.
    pub fn round(&mut self, at: Spot, size: Spot, radius: f32, ink: Ink) {
        self.fill(rounded(at, size, radius), Shader::SolidColor(ink.color()));
    }

    /// The same as a cylinder seen from the side: dark edges, light left of the middle.
    pub fn tube(&mut self, at: Spot, size: Spot, radius: f32, ink: Ink) {
        let stops =
            [(0.0, -0.28), (0.3, 0.28), (0.55, 0.0), (1.0, -0.42)].map(|(t, by)| GradientStop::new(t, ink.lit(by).color())).to_vec();
        let gradient = LinearGradient::new(
            Point::from_xy(at.0, 0.0),
            Point::from_xy(at.0 + size.0, 0.0),
            stops,
            SpreadMode::Pad,
            Transform::identity(),
        );
        let shader = gradient.unwrap_or(Shader::SolidColor(ink.color()));
        self.fill(rounded(at, size, radius), shader);
    }

    /// A filled ellipse.
    pub fn disc(&mut self, centre: Spot, rx: f32, ry: f32, ink: Ink) {
        self.fill(oval(centre, rx, ry), Shader::SolidColor(ink.color()));
    }

    /// The outline of an ellipse.
    pub fn ring(&mut self, centre: Spot, rx: f32, ry: f32, width: f32, ink: Ink) {
        self.stroke(oval(centre, rx, ry), width, LineCap::Round, ink);
    }

    /// An ellipse that fades out to its edge: a soft shadow, or a soft light.
    pub fn glow(&mut self, centre: Spot, rx: f32, ry: f32, ink: Ink) {
        let about = Transform::from_scale(1.0, ry / rx.max(1.0)).post_translate(centre.0, centre.1);
        let stops = vec![
            GradientStop::new(0.0, ink.color()),
            GradientStop::new(0.45, ink.thin(ink.a * 0.6).color()),
            GradientStop::new(1.0, ink.thin(0.0).color()),
        ];
        let zero = Point::from_xy(0.0, 0.0);
        let gradient = RadialGradient::new(zero, 0.0, zero, rx, stops, SpreadMode::Pad, about);
        if let Some(shader) = gradient {
            self.fill(oval(centre, rx, ry), shader);
        }
    }

    /// A line with round ends through all the spots.
    pub fn line(&mut self, spots: &[Spot], width: f32, ink: Ink) {
        self.stroke(polygon(spots, false), width, LineCap::Round, ink);
    }

    /// The same with ends cut square.
    pub fn bar(&mut self, spots: &[Spot], width: f32, ink: Ink) {
        self.stroke(polygon(spots, false), width, LineCap::Butt, ink);
    }

    /// A smooth line through all the spots.
    pub fn curve(&mut self, spots: &[Spot], width: f32, ink: Ink) {
        self.stroke(smooth(spots), width, LineCap::Round, ink);
    }

    /// A filled smooth shape through all the spots.
    pub fn blob(&mut self, spots: &[Spot], ink: Ink) {
        self.fill(closed(spots), Shader::SolidColor(ink.color()));
    }
}

fn run(from: (Spot, Ink), to: (Spot, Ink)) -> Shader<'static> {
    let ((start, first), (end, last)) = (from, to);
    LinearGradient::new(
        Point::from_xy(start.0, start.1),
        Point::from_xy(end.0, end.1),
        vec![GradientStop::new(0.0, first.color()), GradientStop::new(1.0, last.color())],
        SpreadMode::Pad,
        Transform::identity(),
    )
    .unwrap_or(Shader::SolidColor(first.color()))
}

/// The sides of a polygon.
fn edges(corners: &[Spot]) -> impl Iterator<Item = (Spot, Spot)> {
    corners.iter().copied().zip(corners.iter().copied().cycle().skip(1))
}

/// A convex polygon with `by` pixels taken off all round; empty when nothing is left.
fn shrunk(corners: &[Spot], by: f32) -> Vec<Spot> {
    let area: f32 = edges(corners).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
    let mut left = corners.to_vec();
    for (a, b) in edges(corners) {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length = (dx.hypot(dy)).max(0.01) * area.signum();
        left = beyond(&left, |p| ((p.1 - a.1) * dx - (p.0 - a.0) * dy) / length - by);
    }
    left
}

/// The part of a convex polygon where `side` is not negative (Sutherland and Hodgman).
fn beyond(corners: &[Spot], side: impl Fn(Spot) -> f32) -> Vec<Spot> {
    let mut kept = Vec::with_capacity(corners.len() + 1);
    for (here, next) in edges(corners) {
        let (a, b) = (side(here), side(next));
        if a >= 0.0 {
            kept.push(here);
        }
        if (a < 0.0) != (b < 0.0) {
            let t = a / (a - b);
            kept.push((here.0 + (next.0 - here.0) * t, here.1 + (next.1 - here.1) * t));
        }
    }
    kept
}

fn polygon(spots: &[Spot], closed: bool) -> Option<Path> {
    let (first, rest) = spots.split_first()?;
    let mut path = PathBuilder::new();
    path.move_to(first.0, first.1);
    for spot in rest {
        path.line_to(spot.0, spot.1);
    }
    if closed {
        path.close();
    }
    path.finish()
}

fn oval(centre: Spot, rx: f32, ry: f32) -> Option<Path> {
    let (rx, ry) = (rx.max(0.5), ry.max(0.5));
    PathBuilder::from_oval(Rect::from_xywh(centre.0 - rx, centre.1 - ry, rx * 2.0, ry * 2.0)?)
}

fn rounded((x, y): Spot, (w, h): Spot, radius: f32) -> Option<Path> {
    let r = radius.min(w / 2.0).min(h / 2.0).max(0.0);
    // How far along the edge a cubic's handle lies to pass for a quarter of a circle.
    let k = r * 0.448;
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.line_to(x + w - r, y);
    path.cubic_to(x + w - k, y, x + w, y + k, x + w, y + r);
    path.line_to(x + w, y + h - r);
    path.cubic_to(x + w, y + h - k, x + w - k, y + h, x + w - r, y + h);
    path.line_to(x + r, y + h);
    path.cubic_to(x + k, y + h, x, y + h - k, x, y + h - r);
    path.line_to(x, y + r);
    path.cubic_to(x, y + k, x + k, y, x + r, y);
    path.close();
    path.finish()
}

/// Catmull-Rom through the spots, as cubics.
fn smooth(spots: &[Spot]) -> Option<Path> {
    let (first, last) = (spots.first()?, spots.last()?);
    let padded: Vec<Spot> = [*first].into_iter().chain(spots.iter().copied()).chain([*last]).collect();
    let mut path = PathBuilder::new();
    path.move_to(first.0, first.1);
    pieces(&mut path, &padded);
    path.finish()
}

fn closed(spots: &[Spot]) -> Option<Path> {
    let n = spots.len();
    let padded: Vec<Spot> = spots.iter().copied().cycle().skip(n.saturating_sub(1)).take(n + 3).collect();
    let first = spots.first()?;
    let mut path = PathBuilder::new();
    path.move_to(first.0, first.1);
    pieces(&mut path, &padded);
    path.close();
    path.finish()
}

fn pieces(path: &mut PathBuilder, padded: &[Spot]) {
    for four in padded.windows(4) {
        let &[a, b, c, d] = four else { continue };
        path.cubic_to(b.0 + (c.0 - a.0) / 6.0, b.1 + (c.1 - a.1) / 6.0, c.0 - (d.0 - b.0) / 6.0, c.1 - (d.1 - b.1) / 6.0, c.0, c.1);
    }
}
