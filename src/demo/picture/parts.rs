//! What several scenes share: a school's colours, rooms, furniture, trees and buildings.

use super::brush::{Canvas, Dice, Ink, Spot, WHITE, WIDTH, ink, shade};
use super::space::{Place, Span, Stage};

/// How one school's pictures look. Drawn from the seed before anything else.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub wall: Ink,
    /// The painted lower part of a wall.
    pub dado: Ink,
    pub floor: Ink,
    pub door: Ink,
    /// Painted steel: rails, bed frames, posts.
    pub steel: Ink,
    pub wood: Ink,
    pub leaf: Ink,
    pub sky: Ink,
    /// The front of the building across the yard.
    pub front: Ink,
    pub warmth: f32,
    /// Metres the eye stands off the middle.
    pub shift: f32,
    pub mirrored: bool,
}

impl Look {
    pub fn new(dice: &mut Dice) -> Self {
        let h = |dice: &mut Dice, by: f32| dice.range(-by, by);
        Self {
            wall: dice.pick(ink(0xE6E9E2), &[ink(0xECE5D8), ink(0xE1E8EB), ink(0xEDE7E1), ink(0xE4EADC)]).lit(h(dice, 0.03)),
            dado: dice.pick(ink(0x9DBBAA), &[ink(0x9CB6C4), ink(0xB9C39A), ink(0xC6B49A), ink(0x8FB5B2)]).lit(h(dice, 0.06)),
            floor: dice.pick(ink(0xBDB3A1), &[ink(0xB4B8B2), ink(0xC2AE96), ink(0xA9B3B3), ink(0xC7BBA8)]).lit(h(dice, 0.05)),
            door: dice.pick(ink(0x6F9185), &[ink(0x7A8CA0), ink(0x9A7B5B), ink(0x5F8A94), ink(0x8A8F72)]),
            steel: dice.pick(ink(0x4C7A93), &[ink(0x5B6B75), ink(0x4F8577), ink(0x3F6E8C)]),
            wood: dice.pick(ink(0xC79A62), &[ink(0xB98A57), ink(0xD0A876), ink(0xC08F66)]),
            leaf: dice.pick(ink(0x6E9E63), &[ink(0x7FA55B), ink(0x5C9070), ink(0x8CA75F)]),
            sky: dice.pick(ink(0xA9D0E4), &[ink(0xB7D6E2), ink(0x9FC8E6), ink(0xC4D9DF)]),
            front: dice.pick(ink(0xE3D3BC), &[ink(0xD9BFA8), ink(0xDCDAD2), ink(0xD7C7B6), ink(0xCFAF9C)]),
            warmth: dice.range(0.02, 0.14),
            shift: dice.range(-0.22, 0.22),
            mirrored: dice.coin(),
        }
    }
}

/// An empty room: floor, ceiling, three walls with their painted lower part.
pub(super) fn room(stage: &mut Stage, look: &Look, half: f32, height: f32, far: f32) {
    let near = 0.9;
    let (floor, wall, dado) = (look.floor, look.wall, look.dado);
    let ceiling = wall.lit(0.55);
    stage.shaded(&[(-half, 0.0, far), (half, 0.0, far), (half, 0.0, near), (-half, 0.0, near)], floor.lit(0.18), floor.lit(-0.06));
    stage.shaded(&[(-half, height, near), (half, height, near), (half, height, far), (-half, height, far)], ceiling.lit(-0.05), ceiling);
    for (x, tone) in [(-half, -0.10), (half, -0.17)] {
        let corners = |y: Span| [(x, y.1, near), (x, y.1, far), (x, y.0, far), (x, y.0, near)];
        stage.shaded(&corners((0.0, height)), wall.lit(tone - 0.06), wall.lit(tone + 0.08));
        stage.shaded(&corners((0.0, DADO)), dado.lit(tone - 0.08), dado.lit(tone + 0.1));
        stage.side(x, (DADO - 0.02, DADO + 0.015), (near, far), dado.lit(tone - 0.25));
        stage.side(x, (0.0, 0.1), (near, far), dado.lit(tone - 0.42));
    }
    stage.front((-half, half), (0.0, height), far, wall.lit(0.04));
    stage.front((-half, half), (0.0, DADO), far, dado.lit(0.04));
    stage.front((-half, half), (DADO - 0.02, DADO + 0.015), far, dado.lit(-0.2));
    stage.front((-half, half), (0.0, 0.1), far, dado.lit(-0.38));
    // Corners gather a little shade.
    for x in [-half, half] {
        let (a, b) = (stage.at((x, height, far)), stage.at((x, 0.0, far)));
        stage.flat.bar(&[a, b], 2.0, shade(0.14));
    }
    let (a, b) = (stage.at((-half, height, far)), stage.at((half, height, far)));
    stage.flat.bar(&[a, b], 2.0, shade(0.12));
}

/// Height of the painted lower part of a wall, in metres.
pub(super) const DADO: f32 = 1.15;

/// Joints of floor tiles, `step` metres apart.
pub(super) fn tiles(stage: &mut Stage, half: f32, z: Span, step: f32, ink: Ink) {
    let mut at = z.0;
    while at < z.1 {
        let ends = [stage.at((-half, 0.0, at)), stage.at((half, 0.0, at))];
        let width = (stage.scale(at) * 0.008).clamp(0.8, 3.0);
        stage.flat.bar(&ends, width, ink);
        at += step;
    }
    let mut x = -half + step / 2.0;
    while x < half {
        let ends = [stage.at((x, 0.0, z.0)), stage.at((x, 0.0, z.1))];
        stage.flat.bar(&ends, 1.3, ink);
        x += step;
    }
}

/// Light panels in a ceiling.
pub(super) fn lights(stage: &mut Stage, height: f32, depths: &[f32]) {
    for &z in depths {
        stage.level((-0.62, 0.62), height - 0.005, (z, z + 0.62), WHITE.mix(ink(0xE3E9E4), 0.6));
        stage.level((-0.56, 0.56), height - 0.01, (z + 0.05, z + 0.57), ink(0xFFFEF6));
    }
}

/// A window in the left wall, and the light it throws on the floor.
pub(super) fn side_window(stage: &mut Stage, look: &Look, x: f32, y: Span, z: Span) {
    let frame = WHITE.lit(-0.06);
    stage.side(x, (y.0 - 0.05, y.1 + 0.05), (z.0 - 0.05, z.1 + 0.05), frame);
    let corners = [(x, y.1, z.0), (x, y.1, z.1), (x, y.0, z.1), (x, y.0, z.0)];
    stage.shaded(&corners, look.sky.lit(0.5), look.sky.lit(0.2));
    let low = y.0 + (y.1 - y.0) * 0.3;
    stage.side(x, (y.0, low), z, look.leaf.mix(look.sky, 0.45).thin(0.75));
    let middle = (z.0 + z.1) / 2.0;
    stage.side(x, y, (middle - 0.025, middle + 0.025), frame);
    let bar = y.0 + (y.1 - y.0) * 0.72;
    stage.side(x, (bar - 0.02, bar + 0.02), z, frame);
    stage.side(x, (y.0 - 0.08, y.0 - 0.04), (z.0 - 0.08, z.1 + 0.08), WHITE.lit(-0.22));
    // Sunlight on the floor, further in the lower the window.
    let sun = ink(0xFFF6DC).thin(0.20);
    let inside = if x < 0.0 { 1.0 } else { -1.0 };
    let (a, b) = (x + inside * 0.35, x + inside * 1.25);
    stage.face(&[(a, 0.0, z.0 - 0.35), (b, 0.0, z.0 - 0.75), (b, 0.0, z.1 - 0.8), (a, 0.0, z.1 - 0.4)], sun);
}

/// A straight round bar between two places, thinner where it is further away.
pub(super) fn rod(stage: &mut Stage, a: Place, b: Place, radius: f32, ink: Ink) {
    let (p, q) = (stage.at(a), stage.at(b));
    let (rp, rq) = (radius * stage.scale(a.2), radius * stage.scale(b.2));
    taper(&mut stage.flat, (p, rp), (q, rq), ink);
    // A thin light along the upper left.
    let lift = |(x, y): Spot, r: f32| (x - r * 0.35, y - r * 0.35);
    taper(&mut stage.flat, (lift(p, rp), rp * 0.28), (lift(q, rq), rq * 0.28), ink.lit(0.3));
}

fn taper(flat: &mut Canvas, (p, rp): (Spot, f32), (q, rq): (Spot, f32), ink: Ink) {
    let (dx, dy) = (q.0 - p.0, q.1 - p.1);
    let length = dx.hypot(dy).max(0.01);
    let (nx, ny) = (-dy / length, dx / length);
    flat.area(
        &[(p.0 + nx * rp, p.1 + ny * rp), (q.0 + nx * rq, q.1 + ny * rq), (q.0 - nx * rq, q.1 - ny * rq), (p.0 - nx * rp, p.1 - ny * rp)],
        ink,
    );
    flat.disc(p, rp, rp, ink);
    flat.disc(q, rq, rq, ink);
}

/// A cardboard box, closed with tape.
pub(super) fn carton(stage: &mut Stage, x: Span, y: Span, z: Span, ink: Ink) {
    stage.block(x, y, z, ink);
    let (middle, w) = ((x.0 + x.1) / 2.0, 0.035);
    let tape = ink.lit(0.5);
    if stage.eye.height > y.1 {
        stage.level((middle - w, middle + w), y.1, z, tape);
    }
    let drop = y.1 - (y.1 - y.0) * 0.28;
    stage.front((middle - w, middle + w), (drop, y.1), z.0, tape);
    let label = (x.0 + (x.1 - x.0) * 0.12, x.0 + (x.1 - x.0) * 0.36);
    let low = y.0 + (y.1 - y.0) * 0.16;
    stage.front(label, (low, low + (y.1 - y.0) * 0.2), z.0, ink.lit(0.62));
}

/// A pupil's desk; `x` and `z` are its left front corner.
pub(super) fn desk(stage: &mut Stage, x: f32, floor: f32, z: f32, top: Ink, legs: Ink) {
    let (w, d, h) = (0.62, 0.42, 0.72);
    for (lx, lz) in [(0.03, d - 0.03), (w - 0.03, d - 0.03), (0.03, 0.03), (w - 0.03, 0.03)] {
        rod(stage, (x + lx, floor, z + lz), (x + lx, floor + h, z + lz), 0.017, legs);
    }
    let (a, b) = (floor + 0.14, floor + 0.14);
    rod(stage, (x + 0.03, a, z + 0.03), (x + 0.03, b, z + d - 0.03), 0.013, legs);
    rod(stage, (x + w - 0.03, a, z + 0.03), (x + w - 0.03, b, z + d - 0.03), 0.013, legs);
    stage.block((x + 0.03, x + w - 0.03), (floor + 0.55, floor + h), (z + 0.02, z + d), top.lit(-0.3));
    stage.block((x, x + w), (floor + h, floor + h + 0.03), (z, z + d), top);
}

/// A pupil's chair, its back towards the eye.
pub(super) fn chair(stage: &mut Stage, x: f32, floor: f32, z: f32, seat: Ink, legs: Ink) {
    let (w, d, h) = (0.38, 0.36, 0.42);
    for (lx, lz) in [(0.02, d - 0.02), (w - 0.02, d - 0.02)] {
        rod(stage, (x + lx, floor, z + lz), (x + lx, floor + h, z + lz), 0.014, legs);
    }
    stage.block((x, x + w), (floor + h, floor + h + 0.03), (z, z + d), seat);
    for lx in [0.02, w - 0.02] {
        rod(stage, (x + lx, floor, z + 0.02), (x + lx, floor + 0.84, z - 0.03), 0.014, legs);
    }
    stage.block((x, x + w), (floor + 0.62, floor + 0.84), (z - 0.04, z - 0.02), seat.lit(-0.05));
}

/// The green sign over an emergency exit: an arrow and somebody running.
pub(super) fn exit_sign(stage: &mut Stage, (x, y, z): Place) {
    let ((left, top), s) = (stage.at((x - 0.42, y + 0.13, z)), stage.scale(z) / 100.0);
    let flat = &mut stage.flat;
    flat.round((left - 3.0 * s, top - 3.0 * s), (90.0 * s, 32.0 * s), 3.0 * s, shade(0.25));
    flat.round((left, top), (84.0 * s, 26.0 * s), 2.0 * s, ink(0x157A49));
    let p = |dx: f32, dy: f32| (left + dx * s, top + dy * s);
    let w = 3.0 * s;
    flat.line(&[p(10.0, 13.0), p(38.0, 13.0)], w, WHITE);
    flat.line(&[p(30.0, 6.0), p(38.0, 13.0), p(30.0, 20.0)], w, WHITE);
    flat.disc(p(63.0, 5.6), 2.6 * s, 2.6 * s, WHITE);
    flat.line(&[p(60.0, 9.6), p(57.0, 15.6), p(61.0, 19.0), p(58.0, 23.5)], w, WHITE);
    flat.line(&[p(57.0, 15.6), p(52.0, 18.5), p(48.5, 17.8)], w, WHITE);
    flat.line(&[p(54.0, 12.5), p(60.0, 9.6), p(65.0, 13.0), p(69.0, 11.8)], w * 0.85, WHITE);
}

/// Sky with a few clouds, down to `low` pixels.
pub(super) fn sky(flat: &mut Canvas, look: &Look, low: f32, dice: &mut Dice) {
    let w = WIDTH as f32;
    let all = [(0.0, 0.0), (w, 0.0), (w, low), (0.0, low)];
    flat.fade(&all, ((0.0, 0.0), look.sky), ((0.0, low), look.sky.lit(0.6)));
    for _ in 0..3 {
        let (x, y) = (dice.range(0.0, w), dice.range(0.1, 0.45) * low);
        let s = dice.range(0.7, 1.3);
        for (dx, dy, r) in [(-58.0, 6.0, 34.0), (0.0, -6.0, 46.0), (56.0, 8.0, 30.0)] {
            flat.disc((x + dx * s, y + dy * s), r * s * 1.5, r * s * 0.62, WHITE.thin(0.55));
        }
    }
}

/// A school building seen from the yard: storeys of windows along open galleries.
pub(super) fn block_of_rooms(flat: &mut Canvas, look: &Look, at: Spot, size: Spot, storeys: u8) {
    let ((x, y), (w, h)) = (at, size);
    flat.rect(x, y, w, h, look.front);
    flat.rect(x + w * 0.86, y, w * 0.14, h, look.front.lit(-0.1));
    flat.rect(x - 8.0, y - 12.0, w + 16.0, 16.0, look.front.lit(-0.28));
    let storey = h / f32::from(storeys);
    let bay = storey * 0.92;
    let bays = ((w - 20.0) / bay).floor().max(1.0);
    let gap = (w - bays * bay) / 2.0;
    for s in 0..storeys {
        let top = y + storey * f32::from(s);
        flat.rect(x, top + storey * 0.86, w, storey * 0.14, look.front.lit(0.32));
        flat.rect(x, top + storey * 0.97, w, storey * 0.03, look.front.lit(-0.18));
        let mut left = x + gap;
        for _ in 0..bays as u16 {
            let (wx, ww) = (left + bay * 0.14, bay * 0.72);
            flat.rect(wx, top + storey * 0.2, ww, storey * 0.5, look.sky.lit(-0.34));
            flat.area(
                &[(wx, top + storey * 0.2), (wx + ww * 0.55, top + storey * 0.2), (wx, top + storey * 0.62)],
                look.sky.lit(0.15).thin(0.55),
            );
            flat.rect(wx + ww * 0.48, top + storey * 0.2, ww * 0.05, storey * 0.5, WHITE.lit(-0.05));
            left += bay;
        }
    }
}

/// A round tree standing at a spot, `size` pixels high.
pub(super) fn tree(flat: &mut Canvas, (x, y): Spot, size: f32, leaf: Ink) {
    let trunk = ink(0x7D6248);
    flat.area(&[(x - size * 0.035, y), (x - size * 0.02, y - size * 0.5), (x + size * 0.02, y - size * 0.5), (x + size * 0.035, y)], trunk);
    for (dx, dy, r, by) in [
        (0.04, -0.60, 0.30, -0.22),
        (-0.18, -0.56, 0.21, -0.1),
        (0.19, -0.58, 0.20, -0.12),
        (-0.04, -0.76, 0.25, 0.0),
        (-0.10, -0.80, 0.15, 0.14),
    ] {
        flat.disc((x + dx * size, y + dy * size), r * size, r * size * 0.92, leaf.lit(by));
    }
}

/// A row of clipped bushes.
pub(super) fn hedge(flat: &mut Canvas, x: Span, y: f32, height: f32, leaf: Ink) {
    flat.rect(x.0, y - height * 0.7, x.1 - x.0, height * 0.7, leaf.lit(-0.18));
    let mut at = x.0;
    while at < x.1 + height {
        flat.disc((at, y - height * 0.68), height * 0.62, height * 0.34, leaf.lit(-0.06));
        flat.disc((at - height * 0.1, y - height * 0.76), height * 0.34, height * 0.18, leaf.lit(0.1));
        at += height * 0.8;
    }
}

/// Yellow and black stripes of a warning band.
pub(super) fn warning_band(flat: &mut Canvas, at: Spot, size: Spot) {
    let ((x, y), (w, h)) = (at, size);
    flat.rect(x, y, w, h, ink(0xEDBE3A));
    let mut left = x;
    while left + h * 1.6 <= x + w {
        flat.area(&[(left + h * 0.6, y), (left + h * 1.4, y), (left + h * 0.8, y + h), (left, y + h)], ink(0x33393B));
        left += h * 1.7;
    }
}
