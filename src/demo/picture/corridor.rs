//! Ways out: the blocked exit, the loose stair rail, the extinguisher cabinet.

use super::Moment;
use super::brush::{Dice, Ink, WHITE, ink, shade};
use super::parts::{Look, carton, chair, desk, exit_sign, lights, rod, room, side_window, tiles};
use super::space::Stage;

const YELLOW: Ink = ink(0xE8B62F);

/// A corridor that ends at a double fire door.
pub(super) fn blocked_exit(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let (half, height, far) = (1.65, 2.95, 6.3);
    room(stage, look, half, height, far);
    tiles(stage, half, (2.0, far), 0.6, WHITE.thin(0.22));
    lights(stage, height, &[2.6, 3.8, 5.1]);
    side_window(stage, look, -half, (1.15, 2.25), (2.9, 3.8));
    side_window(stage, look, -half, (1.15, 2.25), (4.3, 5.2));
    notice_board(stage, look, half, (3.0, 4.1), dice);
    class_door(stage, look, half, (4.6, 5.5));
    double_door(stage, look, far);
    exit_sign(stage, (0.0, 2.46, far - 0.01));

    let spread = dice.range(-0.12, 0.12);
    match moment {
        Moment::Before => {
            let card = dice.pick(ink(0xBE9560), &[ink(0xB58A58), ink(0xC69E6B)]);
            let legs = ink(0x46545C);
            let top = dice.pick(ink(0x5D8794), &[ink(0xB98E5B), ink(0x6D8F78)]);
            stage.shadow((-1.35, 1.35), (3.9, 5.4), 0.5);
            carton(stage, (-0.3, 0.4), (0.0, 0.66), (5.1, 5.6), card.lit(-0.08));
            desk(stage, 0.42, 0.0, 4.65, top, legs);
            // A chair upside down on the desk, the way old furniture is stacked.
            let (y, z) = (0.75, 4.72);
            stage.block((0.52, 0.92), (y, y + 0.04), (z, z + 0.34), top.lit(-0.1));
            for (x, dz) in [(0.54, 0.3), (0.9, 0.3), (0.54, 0.04), (0.9, 0.04)] {
                rod(stage, (x, y + 0.04, z + dz), (x + 0.01, y + 0.46, z + dz), 0.015, legs);
            }
            chair(stage, 0.98 + spread * 0.3, 0.0, 4.1, top.lit(-0.05), legs);
            carton(stage, (-1.2, -0.55), (0.0, 0.42), (4.25, 4.85), card.lit(-0.16));
            carton(stage, (-0.52 + spread, 0.2 + spread), (0.0, 0.55), (4.05, 4.55), card);
            carton(stage, (-0.42 + spread, 0.1 + spread), (0.55, 0.98), (4.1, 4.5), card.lit(0.08));
            // Rolled-up paper leaning on the pile.
            rod(stage, (-0.95, 0.05, 4.0), (-0.72, 1.1, 4.4), 0.05, ink(0xE9E2D0));
            rod(stage, (-0.83, 0.03, 3.95), (-0.66, 0.95, 4.3), 0.04, ink(0xD8CBB0));
        }
        Moment::After => {
            keep_clear(stage, far);
            // The new door closer.
            stage.front((0.5, 0.78), (2.02, 2.08), far - 0.02, ink(0x8C969A));
            let arm = [(0.64, 2.08), (0.84, 2.17), (0.7, 2.2)].map(|(x, y)| stage.at((x, y, far - 0.02)));
            stage.flat.line(&arm, 3.5, ink(0x717B80));
        }
    }
}

/// Yellow lines, a hatched field before the door and an arrow towards it.
fn keep_clear(stage: &mut Stage, far: f32) {
    for x in [-1.2, 1.2] {
        stage.level((x - 0.035, x + 0.035), 0.0, (1.2, far - 1.25), YELLOW);
    }
    let (z0, z1) = (far - 1.25, far - 0.08);
    for (x, z) in [((-1.23, 1.23), (z0, z0 + 0.07)), ((-1.23, 1.23), (z1 - 0.07, z1))] {
        stage.level(x, 0.0, z, YELLOW);
    }
    for x in [-1.2, 1.2] {
        stage.level((x - 0.035, x + 0.035), 0.0, (z0, z1), YELLOW);
    }
    let mut x = -1.2;
    while x < 0.9 {
        stage.face(&[(x, 0.0, z0), (x + 0.08, 0.0, z0), (x + 0.48, 0.0, z1), (x + 0.4, 0.0, z1)], YELLOW.thin(0.9));
        x += 0.3;
    }
    let white = WHITE.thin(0.92);
    stage.level((-0.07, 0.07), 0.0, (2.9, 3.8), white);
    stage.face(&[(-0.3, 0.0, 3.75), (0.0, 0.0, 4.5), (0.3, 0.0, 3.75)], white);
}

fn double_door(stage: &mut Stage, look: &Look, far: f32) {
    let z = far - 0.01;
    stage.front((-1.0, 1.0), (0.0, 2.3), z, look.door.lit(-0.34));
    for (x0, x1) in [(-0.94, -0.02), (0.02, 0.94)] {
        let middle = (x0 + x1) / 2.0;
        stage.front((x0, x1), (0.02, 2.22), z, look.door.lit(0.08));
        stage.front((x0 + 0.1, x1 - 0.1), (0.12, 0.86), z, look.door);
        stage.front((middle - 0.13, middle + 0.13), (1.3, 2.0), z, look.door.lit(-0.3));
        stage.front((middle - 0.1, middle + 0.1), (1.33, 1.97), z, look.sky.lit(0.45));
        stage.front((x0 + 0.06, x1 - 0.06), (1.02, 1.1), z, ink(0xDDE1DF));
        stage.front((x0 + 0.06, x1 - 0.06), (1.0, 1.03), z, ink(0x9BA5A4));
    }
}

fn notice_board(stage: &mut Stage, look: &Look, x: f32, z: (f32, f32), dice: &mut Dice) {
    stage.side(x, (1.3, 2.3), z, look.wood.lit(-0.12));
    stage.side(x, (1.36, 2.24), (z.0 + 0.06, z.1 - 0.06), ink(0xF0EAD9));
    let mut at = z.0 + 0.14;
    for low in [1.5, 1.62, 1.46] {
        let paper = dice.pick(ink(0xE8C98B), &[ink(0xB9D3C6), ink(0xE3B5A4), ink(0xC7D4E4)]);
        let wide = dice.range(0.2, 0.25);
        stage.side(x, (low, low + 0.5), (at, at + wide), paper);
        for y in [0.12, 0.2, 0.28] {
            stage.side(x, (low + y, low + y + 0.025), (at + 0.04, at + wide - 0.05), shade(0.28));
        }
        at += wide + 0.06;
    }
}

fn class_door(stage: &mut Stage, look: &Look, x: f32, z: (f32, f32)) {
    stage.side(x, (0.0, 2.2), (z.0 - 0.06, z.1 + 0.06), look.wood.lit(-0.35));
    stage.side(x, (0.0, 2.14), z, look.wood.lit(-0.08));
    let middle = (z.0 + z.1) / 2.0;
    stage.side(x, (1.3, 1.95), (middle - 0.2, middle + 0.2), look.sky.lit(0.3));
    stage.side(x, (0.2, 1.0), (z.0 + 0.14, z.1 - 0.14), look.wood.lit(-0.16));
    stage.side(x, (1.02, 1.1), (z.0 + 0.06, z.0 + 0.16), ink(0xD5D9D6));
}

const STEPS: u8 = 11;
const RISE: f32 = 0.165;
const RUN: f32 = 0.3;
const FIRST: f32 = 3.75;
const RAIL: f32 = -0.62;

/// Height of the stair under a place that is `z` metres away.
fn stair(z: f32) -> f32 {
    (((z - FIRST) / RUN).floor().clamp(-1.0, f32::from(STEPS) - 1.0) + 1.0) * RISE
}

/// Height of the handrail at a depth.
fn rail(z: f32) -> f32 {
    0.98 + ((z - FIRST) / RUN).clamp(0.0, f32::from(STEPS)) * RISE
}

/// A staircase going up, with its rail on the left.
pub(super) fn loose_rail(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let (half, far) = (2.3, 8.6);
    room(stage, look, half, 4.6, far);
    tiles(stage, half, (1.6, far), 0.6, WHITE.thin(0.2));
    stair_window(stage, look, far);
    // The door under the landing, which shows where the ground floor goes on.
    stage.front((-2.05, -1.15), (0.0, 2.05), far - 0.01, look.door.lit(-0.3));
    stage.front((-2.0, -1.2), (0.0, 2.0), far - 0.01, look.door.lit(0.04));

    let top = f32::from(STEPS) * RISE;
    let end = FIRST + f32::from(STEPS) * RUN;
    let stone = look.floor.lit(0.1);
    stage.block((RAIL - 0.08, half), (0.0, top), (end, far), stone.lit(-0.05));
    // The painted part of the wall follows the stair.
    stage.face(&[(half, 1.15, FIRST), (half, top + 1.15, end), (half, top, end), (half, 0.0, FIRST)], look.dado.lit(-0.14));
    let (a, b) = (stage.at((half, 1.16, FIRST)), stage.at((half, top + 1.16, end)));
    stage.flat.bar(&[a, b], 4.0, look.dado.lit(-0.4));
    for n in (0..STEPS).rev() {
        let (y, z) = (f32::from(n) * RISE, FIRST + f32::from(n) * RUN);
        let x = (RAIL - 0.08, half);
        stage.block(x, (0.0, y + RISE), (z, z + RUN), stone.lit(-0.16));
        stage.front(x, (y + RISE - 0.03, y + RISE), z, stone.lit(0.3));
        stage.front((x.0 + 0.14, x.1 - 0.12), (y + RISE - 0.05, y + RISE - 0.03), z, ink(0xD9A93A).thin(0.85));
    }
    let sun = ink(0xFFF4D8).thin(0.13);
    stage.face(&[(0.2, 0.0, 1.4), (1.4, 0.0, 1.4), (1.5, 0.0, FIRST), (0.5, 0.0, FIRST)], sun);

    let bars = look.steel.lit(-0.12);
    let hand = dice.pick(ink(0x8A5638), &[ink(0x7A4A34), ink(0x9A6A43)]);
    // Where the sound part begins.
    let sound = match moment {
        Moment::Before => FIRST + 5.0 * RUN,
        Moment::After => FIRST,
    };
    let mut z = end - 0.08;
    while z > sound {
        rod(stage, (RAIL, stair(z), z), (RAIL, rail(z), z), 0.014, bars);
        z -= 0.15;
    }
    rod(stage, (RAIL, rail(end), end), (RAIL, rail(end), far - 0.1), 0.04, hand);
    rod(stage, (RAIL, top, end), (RAIL, rail(end), end), 0.032, bars);
    rod(stage, (RAIL, rail(sound), sound), (RAIL, rail(end), end), 0.04, hand);
    match moment {
        Moment::Before => broken_rail(stage, sound, bars, hand, dice),
        Moment::After => {
            rod(stage, (RAIL, 0.0, FIRST), (RAIL, rail(FIRST) + 0.02, FIRST), 0.042, bars);
            // A low second bar for small children, new.
            let low = |z: f32| rail(z) - 0.86;
            rod(stage, (RAIL, low(FIRST), FIRST), (RAIL, low(end), end), 0.018, bars.lit(0.1));
            rod(stage, (RAIL, rail(FIRST), FIRST - 0.12), (RAIL, rail(FIRST), FIRST), 0.045, hand);
            stage.lying((RAIL, 0.0, FIRST), 0.09, bars.lit(-0.2));
        }
    }
}

fn broken_rail(stage: &mut Stage, sound: f32, bars: Ink, hand: Ink, dice: &mut Dice) {
    let rust = ink(0xA4552F);
    // The torn end of the sound part, its last bars bent.
    let tip = stage.at((RAIL, rail(sound), sound));
    stage.flat.disc(tip, 9.0, 9.0, hand.lit(-0.45));
    stage.flat.disc(tip, 5.0, 5.0, ink(0xE1C39A));
    // The lower part has come away and leans into the stair.
    let lean = dice.range(0.0, 0.12);
    let foot = (RAIL - 0.34 - lean, 0.62, FIRST - 0.5);
    let head = (RAIL + 0.34, rail(sound) - 0.62, sound - 0.25);
    for (t, miss) in [(0.12, false), (0.3, true), (0.46, false), (0.62, false), (0.82, true)] {
        let along = |a: f32, b: f32| a + (b - a) * t;
        let p = (along(foot.0, head.0), along(foot.1, head.1), along(foot.2, head.2));
        if miss {
            rod(stage, p, (p.0 + 0.03, p.1 - 0.28, p.2), 0.014, bars);
        } else {
            rod(stage, p, (p.0 + 0.12, (p.1 - 0.72).max(0.02), p.2 + 0.05), 0.014, bars);
        }
    }
    rod(stage, foot, head, 0.04, hand);
    let end = stage.at(head);
    stage.flat.disc(end, 9.5, 9.5, hand.lit(-0.5));
    stage.flat.disc(end, 5.5, 5.5, ink(0xE1C39A));
    // The first post stands askew on a cracked foot; rusty stumps where bars stood.
    rod(stage, (RAIL, 0.0, FIRST - 0.05), (RAIL - 0.3, 0.92, FIRST - 0.12), 0.042, bars);
    stage.lying((RAIL, 0.0, FIRST - 0.05), 0.1, rust.lit(-0.25));
    for n in 0..5u8 {
        let z = FIRST + (f32::from(n) + 0.5) * RUN;
        let y = stair(z);
        rod(stage, (RAIL, y, z), (RAIL, y + 0.09, z), 0.014, rust);
    }
    // Two bars on the floor.
    rod(stage, (-0.15, 0.02, 3.2), (0.6, 0.02, 3.4), 0.016, bars);
    rod(stage, (0.2, 0.02, 3.05), (0.85, 0.02, 3.16), 0.016, bars);
}

fn stair_window(stage: &mut Stage, look: &Look, far: f32) {
    let (x, y, z) = ((0.15, 1.75), (2.75, 4.05), far - 0.01);
    stage.front((x.0 - 0.07, x.1 + 0.07), (y.0 - 0.07, y.1 + 0.07), z, WHITE.lit(-0.05));
    let ((l, t), (r, b)) = (stage.at((x.0, y.1, z)), stage.at((x.1, y.0, z)));
    stage.flat.fade(&[(l, t), (r, t), (r, b), (l, b)], ((l, t), look.sky), ((l, b), look.sky.lit(0.65)));
    stage.flat.disc((l + (r - l) * 0.3, b - 12.0), 36.0, 20.0, look.leaf.lit(0.1));
    stage.flat.disc((l + (r - l) * 0.72, b - 9.0), 30.0, 16.0, look.leaf);
    stage.flat.rect(l - 4.0, b, r - l + 8.0, 30.0, WHITE.lit(-0.08));
    for t in [0.33, 0.66] {
        let at = x.0 + (x.1 - x.0) * t;
        stage.front((at - 0.02, at + 0.02), y, z, WHITE.lit(-0.05));
    }
}

/// A cabinet for two extinguishers against a corridor wall.
pub(super) fn extinguisher(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let shift = look.shift * 320.0;
    let flat = &mut stage.flat;
    flat.fade(
        &[(0.0, 0.0), (1200.0, 0.0), (1200.0, 400.0), (0.0, 400.0)],
        ((0.0, 0.0), look.wall.lit(0.1)),
        ((1200.0, 0.0), look.wall.lit(-0.08)),
    );
    flat.fade(
        &[(0.0, 330.0), (1200.0, 330.0), (1200.0, 735.0), (0.0, 735.0)],
        ((0.0, 0.0), look.dado.lit(0.1)),
        ((1200.0, 0.0), look.dado.lit(-0.12)),
    );
    flat.rect(0.0, 324.0, 1200.0, 9.0, look.dado.lit(-0.26));
    flat.rect(0.0, 704.0, 1200.0, 34.0, look.dado.lit(-0.42));
    flat.fade(
        &[(0.0, 738.0), (1200.0, 738.0), (1200.0, 900.0), (0.0, 900.0)],
        ((0.0, 738.0), look.floor.lit(-0.1)),
        ((0.0, 900.0), look.floor.lit(0.14)),
    );
    for x in [-500.0, -100.0, 300.0, 700.0, 1100.0, 1500.0_f32] {
        let far = 600.0 + (x - 600.0) * 0.72;
        flat.bar(&[(far, 738.0), (x, 900.0)], 2.0, WHITE.thin(0.3));
    }
    flat.bar(&[(0.0, 806.0), (1200.0, 806.0)], 2.0, WHITE.thin(0.25));
    // A window's light on the wall.
    flat.area(&[(60.0, 0.0), (330.0, 0.0), (150.0, 704.0), (-120.0, 704.0)], ink(0xFFF6DC).thin(0.2));

    let (x, y, w, h) = (370.0 + shift, 262.0, 470.0, 470.0);
    fire_sign(flat, (x + w / 2.0, 142.0));
    flat.glow((x + w / 2.0, 748.0), w * 0.72, 34.0, shade(0.5));
    let red = dice.pick(ink(0xC8382F), &[ink(0xBE3A34), ink(0xD04438)]);
    let (dull, paint) = match moment {
        Moment::Before => (true, red.mix(ink(0x9A6B5A), 0.25)),
        Moment::After => (false, red),
    };
    flat.round((x - 14.0, y - 14.0), (w + 28.0, h + 22.0), 10.0, paint.lit(-0.2));
    flat.round((x, y), (w, h), 4.0, paint.lit(-0.52));
    flat.rect(x + 8.0, y + 8.0, w - 16.0, h - 22.0, ink(0xB9BFBD).lit(-0.1));
    flat.area(&[(x + 8.0, y + 8.0), (x + w - 8.0, y + 8.0), (x + w - 44.0, y + 52.0), (x + 44.0, y + 52.0)], shade(0.3));
    flat.rect(x + 8.0, y + h - 44.0, w - 16.0, 30.0, ink(0x8F9795));

    let base = y + h - 40.0;
    match moment {
        Moment::Before => {
            bottle(stage, (x + 140.0, base), paint.lit(-0.06), false);
            // Where the second one stood: a ring in the dust, a cobweb.
            stage.flat.ring((x + 335.0, base + 4.0), 58.0, 10.0, 4.0, shade(0.4));
            let web = WHITE.thin(0.55);
            let corner = (x + w - 10.0, y + 10.0);
            for (dx, dy) in [(-120.0, 14.0), (-95.0, 70.0), (-50.0, 104.0), (-8.0, 120.0)] {
                stage.flat.line(&[corner, (corner.0 + dx, corner.1 + dy)], 1.6, web);
            }
            for t in [0.35, 0.62, 0.88] {
                let arc =
                    [(-120.0, 14.0), (-95.0, 70.0), (-50.0, 104.0), (-8.0, 120.0)].map(|(dx, dy)| (corner.0 + dx * t, corner.1 + dy * t));
                stage.flat.line(&arc, 1.4, web);
            }
        }
        Moment::After => {
            bottle(stage, (x + 135.0, base), red, true);
            bottle(stage, (x + 335.0, base), red, true);
        }
    }
    cabinet_doors(stage, (x, y), (w, h), paint, dull);
    match moment {
        Moment::Before => bucket_and_mop(stage, x + w, dice),
        Moment::After => {
            let flat = &mut stage.flat;
            // Red and white marking on the floor: keep clear.
            let (a, b) = (x - 40.0, x + w + 40.0);
            let mut at = a;
            let mut on = true;
            while at < b {
                let next = (at + 46.0).min(b);
                let tone = if on { ink(0xC8382F) } else { ink(0xF4F2EA) };
                flat.area(&[(at, 812.0), (next, 812.0), (next, 830.0), (at, 830.0)], tone);
                on = !on;
                at = next;
            }
        }
    }
}

fn fire_sign(flat: &mut super::brush::Canvas, (x, y): (f32, f32)) {
    flat.round((x - 74.0, y - 74.0), (148.0, 148.0), 10.0, shade(0.16));
    flat.round((x - 78.0, y - 78.0), (148.0, 148.0), 10.0, ink(0xBF2F2A));
    let (x, y) = (x - 4.0, y - 4.0);
    flat.round((x - 30.0, y - 18.0), (34.0, 72.0), 12.0, WHITE);
    flat.rect(x - 20.0, y - 34.0, 14.0, 16.0, WHITE);
    flat.line(&[(x - 34.0, y - 40.0), (x + 4.0, y - 32.0)], 7.0, WHITE);
    flat.curve(&[(x - 6.0, y - 28.0), (x + 20.0, y - 20.0), (x + 22.0, y + 20.0)], 6.0, WHITE);
    flat.blob(&[(x + 40.0, y - 24.0), (x + 54.0, y + 8.0), (x + 42.0, y + 30.0), (x + 28.0, y + 10.0), (x + 38.0, y - 2.0)], WHITE);
}

/// An extinguisher standing at a spot; its gauge shows whether it is full.
fn bottle(stage: &mut Stage, (x, base): (f32, f32), red: Ink, full: bool) {
    let flat = &mut stage.flat;
    let (w, h) = (122.0, 268.0);
    let (left, top) = (x - w / 2.0, base - h);
    flat.disc((x, base), w * 0.56, 11.0, shade(0.45));
    // The hose hangs on the right of the bottle and ends in a horn.
    flat.curve(&[(x + 12.0, top - 26.0), (x + 66.0, top - 8.0), (x + 82.0, top + 70.0), (x + 74.0, top + 140.0)], 12.0, ink(0x2D3335));
    flat.area(&[(x + 66.0, top + 138.0), (x + 82.0, top + 138.0), (x + 88.0, top + 184.0), (x + 60.0, top + 184.0)], ink(0x22282A));
    flat.tube((left, top), (w, h), 46.0, red);
    flat.tube((left + 2.0, base - 20.0), (w - 4.0, 20.0), 6.0, ink(0x353B3D));
    flat.tube((x - 18.0, top - 34.0), (36.0, 42.0), 4.0, ink(0xB9A15A));
    flat.line(&[(x - 46.0, top - 50.0), (x + 34.0, top - 40.0)], 12.0, ink(0x24292B));
    flat.line(&[(x - 44.0, top - 74.0), (x + 22.0, top - 56.0)], 11.0, ink(0x31383A));
    // Label.
    let paper = if full { ink(0xF4F1E6) } else { ink(0xCFC6B2) };
    flat.round((left + 16.0, top + 92.0), (w - 34.0, 104.0), 4.0, paper);
    flat.rect(left + 16.0, top + 92.0, w - 34.0, 22.0, ink(0x2F6DA0).mix(paper, if full { 0.0 } else { 0.4 }));
    for n in 0..4u8 {
        let y = top + 128.0 + f32::from(n) * 15.0;
        flat.rect(left + 26.0, y, w - 60.0 - f32::from(n % 2) * 14.0, 5.0, shade(0.4));
    }
    // Gauge: red, green, yellow, and a needle.
    let (gx, gy, r) = (x - 2.0, top - 12.0, 27.0);
    flat.disc((gx, gy), r + 4.0, r + 4.0, ink(0x6E777A));
    flat.disc((gx, gy), r, r, ink(0xF7F6F0));
    let arc = |from: f32, to: f32| {
        (0..=6u8)
            .map(|n| {
                let a = (from + (to - from) * f32::from(n) / 6.0).to_radians();
                (gx + a.cos() * r * 0.72, gy + a.sin() * r * 0.72)
            })
            .collect::<Vec<_>>()
    };
    flat.bar(&arc(150.0, 235.0), 9.0, ink(0xC93A30));
    flat.bar(&arc(235.0, 305.0), 9.0, ink(0x2E9B57));
    flat.bar(&arc(305.0, 390.0), 9.0, ink(0xE3B33A));
    let a = if full { 268.0_f32 } else { 166.0 }.to_radians();
    flat.line(&[(gx, gy), (gx + a.cos() * r * 0.78, gy + a.sin() * r * 0.78)], 4.0, ink(0x22282A));
    flat.disc((gx, gy), 4.5, 4.5, ink(0x22282A));
    if full {
        // A check card on a string.
        flat.line(&[(x - 40.0, top - 60.0), (x - 62.0, top + 6.0)], 2.0, ink(0x6B7375));
        flat.turned(7.0, (x - 62.0, top + 6.0), |flat| {
            flat.round((x - 84.0, top + 6.0), (44.0, 60.0), 4.0, ink(0xF2F0E4));
            flat.rect(x - 84.0, top + 10.0, 44.0, 12.0, ink(0x2E9B57));
            for y in [30.0, 40.0, 50.0] {
                flat.rect(x - 78.0, top + y, 32.0, 3.0, shade(0.35));
            }
        });
    } else {
        let rust = ink(0x8E4A2B);
        for (dx, dy, rx, ry) in [(-38.0, 232.0, 17.0, 10.0), (20.0, 240.0, 24.0, 8.0), (-44.0, 62.0, 8.0, 14.0), (30.0, 56.0, 10.0, 6.0)] {
            flat.disc((x + dx, top + dy), rx, ry, rust.thin(0.75));
            flat.disc((x + dx + 3.0, top + dy + 2.0), rx * 0.5, ry * 0.5, rust.lit(-0.3).thin(0.7));
        }
        flat.line(&[(x + 77.0, top + 96.0), (x + 88.0, top + 102.0)], 3.0, ink(0xC9CDCB));
        flat.line(&[(x + 74.0, top + 116.0), (x + 85.0, top + 112.0)], 3.0, ink(0xC9CDCB));
    }
}

fn cabinet_doors(stage: &mut Stage, at: (f32, f32), size: (f32, f32), paint: Ink, dull: bool) {
    let ((x, y), (w, h)) = (at, size);
    let flat = &mut stage.flat;
    let glass = if dull { ink(0xC9CCC3).thin(0.34) } else { ink(0xDCECEF).thin(0.26) };
    // Both doors stand open; the right one hangs when nobody cared.
    let left = [(x - 14.0, y - 8.0), (x - 112.0, y - 34.0), (x - 112.0, y + h + 30.0), (x - 14.0, y + h + 2.0)];
    flat.area(&left, paint.lit(-0.1));
    flat.area(
        &[(x - 26.0, y + 14.0), (x - 98.0, y - 4.0), (x - 98.0, y + h - 2.0), (x - 26.0, y + h - 24.0)],
        glass.mix(ink(0xD5E2E4), 0.5).thin(0.9),
    );
    let tilt = if dull { 5.0 } else { 0.0 };
    let (hx, hy) = (x + w + 14.0, y - 8.0);
    flat.turned(tilt, (hx, hy), |flat| {
        flat.area(&[(hx, hy), (hx + 98.0, hy - 26.0), (hx + 98.0, hy + h + 38.0), (hx, hy + h + 10.0)], paint.lit(-0.28));
        flat.area(
            &[(hx + 12.0, hy + 20.0), (hx + 84.0, hy + 2.0), (hx + 84.0, hy + h + 8.0), (hx + 12.0, hy + h - 14.0)],
            glass.mix(ink(0xC3D2D5), 0.5).thin(0.9),
        );
        if dull {
            let crack = [(hx + 30.0, hy + 60.0), (hx + 44.0, hy + 130.0), (hx + 26.0, hy + 180.0), (hx + 60.0, hy + 260.0)];
            flat.line(&crack, 2.4, WHITE.thin(0.9));
            flat.line(&[(hx + 44.0, hy + 130.0), (hx + 78.0, hy + 150.0)], 2.0, WHITE.thin(0.9));
        }
    });
    flat.rect(x - 14.0, y - 14.0, w + 28.0, 20.0, paint);
}

fn bucket_and_mop(stage: &mut Stage, edge: f32, dice: &mut Dice) {
    let x = edge - 120.0 + dice.range(-30.0, 30.0);
    let flat = &mut stage.flat;
    let blue = dice.pick(ink(0x4C86A8), &[ink(0x5E9A7B), ink(0xC77B4A)]);
    flat.glow((x, 856.0), 150.0, 26.0, shade(0.45));
    flat.line(&[(x + 40.0, 690.0), (x - 96.0, 250.0)], 13.0, ink(0xC79C63));
    flat.line(&[(x + 37.0, 690.0), (x - 99.0, 250.0)], 4.0, ink(0xE2BE8C));
    flat.area(&[(x - 96.0, 640.0), (x + 96.0, 640.0), (x + 72.0, 852.0), (x - 72.0, 852.0)], blue);
    flat.area(&[(x - 96.0, 640.0), (x - 40.0, 640.0), (x - 34.0, 852.0), (x - 72.0, 852.0)], blue.lit(0.2));
    flat.area(&[(x + 50.0, 640.0), (x + 96.0, 640.0), (x + 72.0, 852.0), (x + 40.0, 852.0)], blue.lit(-0.22));
    flat.disc((x, 640.0), 96.0, 18.0, blue.lit(-0.4));
    flat.ring((x, 640.0), 96.0, 18.0, 7.0, blue.lit(0.3));
    for (dx, dy) in [(-30.0, 96.0), (-4.0, 112.0), (22.0, 104.0), (50.0, 92.0), (66.0, 74.0)] {
        flat.curve(&[(x + 34.0, 630.0), (x + 34.0 + dx * 0.6, 650.0), (x + 34.0 + dx, 640.0 + dy)], 13.0, ink(0xE4DCC8).lit(-0.1));
    }
    flat.disc((x + 36.0, 634.0), 34.0, 15.0, ink(0xD3C9B2));
}
