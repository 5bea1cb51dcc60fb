//! Where pupils sit and sleep: the socket, the window pane, the dormitory.

use super::Moment;
use super::brush::{Canvas, Dice, Ink, Spot, WHITE, ink, shade};
use super::parts::{Look, chair, desk, lights, rod, room, tiles};
use super::space::{Place, Stage};

/// A socket low on a classroom wall.
pub(super) fn exposed_wire(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let flat = &mut stage.flat;
    let w = 1200.0;
    flat.fade(&[(0.0, 0.0), (w, 0.0), (w, 250.0), (0.0, 250.0)], ((0.0, 0.0), look.wall.lit(0.12)), ((w, 0.0), look.wall.lit(-0.08)));
    flat.fade(
        &[(0.0, 236.0), (w, 236.0), (w, 720.0), (0.0, 720.0)],
        ((0.0, 236.0), look.dado.lit(0.14)),
        ((w, 720.0), look.dado.lit(-0.12)),
    );
    flat.rect(0.0, 228.0, w, 10.0, look.dado.lit(-0.28));
    flat.area(&[(0.0, 120.0), (420.0, 0.0), (640.0, 0.0), (180.0, 720.0), (0.0, 720.0)], ink(0xFFF6DC).thin(0.16));
    flat.rect(0.0, 690.0, w, 40.0, look.dado.lit(-0.45));
    flat.rect(0.0, 690.0, w, 6.0, look.dado.lit(-0.2));
    flat.fade(
        &[(0.0, 730.0), (w, 730.0), (w, 900.0), (0.0, 900.0)],
        ((0.0, 730.0), look.floor.lit(-0.12)),
        ((0.0, 900.0), look.floor.lit(0.14)),
    );
    for x in [-420.0, 60.0, 540.0, 1020.0, 1500.0_f32] {
        flat.bar(&[(600.0 + (x - 600.0) * 0.7, 730.0), (x, 900.0)], 2.0, WHITE.thin(0.3));
    }
    flat.bar(&[(0.0, 800.0), (w, 800.0)], 2.0, WHITE.thin(0.25));
    teacher_desk(flat, look);

    let (x, y) = (430.0 + look.shift * 260.0, 380.0);
    match moment {
        Moment::Before => bare_socket(flat, (x, y), dice),
        Moment::After => mended_socket(flat, (x, y)),
    }
}

fn teacher_desk(flat: &mut Canvas, look: &Look) {
    // The end of the lectern, cut off by the frame: it says where this is.
    let wood = look.wood;
    flat.glow((1090.0, 792.0), 250.0, 26.0, shade(0.5));
    flat.rect(930.0, 170.0, 270.0, 616.0, wood.lit(-0.05));
    flat.rect(930.0, 170.0, 34.0, 616.0, wood.lit(-0.3));
    flat.area(&[(890.0, 130.0), (1200.0, 130.0), (1200.0, 172.0), (912.0, 172.0)], wood.lit(0.25));
    flat.rect(912.0, 168.0, 288.0, 16.0, wood.lit(-0.22));
    flat.round((1000.0, 240.0), (180.0, 220.0), 6.0, wood.lit(-0.14));
    flat.round((1008.0, 248.0), (164.0, 204.0), 4.0, wood.lit(0.06));
    flat.round((1000.0, 500.0), (180.0, 230.0), 6.0, wood.lit(-0.14));
    flat.round((1008.0, 508.0), (164.0, 214.0), 4.0, wood.lit(0.06));
    flat.round((1060.0, 262.0), (60.0, 12.0), 6.0, ink(0xC7CED0));
    flat.round((1060.0, 522.0), (60.0, 12.0), 6.0, ink(0xC7CED0));
    // Exercise books.
    for (n, tone) in (0u8..).zip([ink(0x6C9BB8), ink(0xD9B46A), ink(0xB9655A), ink(0x7CA27F)]) {
        let y = 112.0 - f32::from(n) * 18.0;
        flat.rect(990.0 + f32::from(n % 2) * 12.0, y, 210.0, 18.0, tone);
        flat.rect(990.0 + f32::from(n % 2) * 12.0, y + 4.0, 210.0, 8.0, ink(0xF2EFE4));
    }
}

/// The two slots and three slots of a Chinese socket.
fn slots(flat: &mut Canvas, (cx, cy): Spot, s: f32) {
    let dark = ink(0x3A4447);
    for dx in [-15.0, 15.0] {
        flat.round((cx + (dx - 5.0) * s, cy - 42.0 * s), (10.0 * s, 30.0 * s), 3.0, dark);
    }
    flat.round((cx - 5.0 * s, cy + 2.0 * s), (10.0 * s, 28.0 * s), 3.0, dark);
    flat.turned(30.0, (cx - 24.0 * s, cy + 38.0 * s), |flat| {
        flat.round((cx - 29.0 * s, cy + 24.0 * s), (10.0 * s, 28.0 * s), 3.0, dark);
    });
    flat.turned(-30.0, (cx + 24.0 * s, cy + 38.0 * s), |flat| {
        flat.round((cx + 19.0 * s, cy + 24.0 * s), (10.0 * s, 28.0 * s), 3.0, dark);
    });
}

fn plate(flat: &mut Canvas, (x, y): Spot, size: f32, tone: Ink) {
    flat.round((x + 5.0, y + 8.0), (size, size), 16.0, shade(0.25));
    flat.round((x, y), (size, size), 16.0, tone.lit(-0.1));
    flat.round((x + 3.0, y + 3.0), (size - 8.0, size - 8.0), 14.0, tone);
    flat.round((x + 20.0, y + 20.0), (size - 40.0, size - 40.0), 10.0, tone.lit(-0.05));
    for dx in [size * 0.055, size * 0.9] {
        flat.disc((x + dx + 4.0, y + size / 2.0), 6.0, 6.0, ink(0x9EA8AA));
    }
}

fn bare_socket(flat: &mut Canvas, (x, y): Spot, dice: &mut Dice) {
    let size = 200.0;
    // Scorch on the wall above.
    flat.glow((x + 96.0, y - 8.0), 190.0, 170.0, ink(0x2A211B).thin(0.55));
    flat.glow((x + 90.0, y - 90.0), 84.0, 150.0, ink(0x2A211B).thin(0.35));
    // The open box in the wall, plaster broken at its edges.
    flat.blob(
        &[
            (x - 14.0, y + 4.0),
            (x + 60.0, y - 14.0),
            (x + 206.0, y - 6.0),
            (x + 216.0, y + 90.0),
            (x + 204.0, y + 212.0),
            (x + 90.0, y + 216.0),
            (x - 12.0, y + 204.0),
            (x - 8.0, y + 100.0),
        ],
        ink(0xCFC7B6),
    );
    flat.round((x + 8.0, y + 8.0), (184.0, 184.0), 10.0, ink(0x4A4F4E));
    flat.round((x + 20.0, y + 22.0), (160.0, 160.0), 8.0, ink(0x23282A));
    flat.area(&[(x + 20.0, y + 30.0), (x + 180.0, y + 30.0), (x + 160.0, y + 62.0), (x + 40.0, y + 62.0)], shade(0.6));
    // Wires out of the box, their copper bare.
    let sway = dice.range(-18.0, 18.0);
    let copper = ink(0xD98B4A);
    for (from, way, tone) in [
        ((x + 60.0, y + 120.0), [(x + 30.0, y + 190.0), (x - 30.0, y + 230.0), (x - 66.0 + sway, y + 208.0)], ink(0xC93A30)),
        ((x + 96.0, y + 130.0), [(x + 104.0, y + 216.0), (x + 66.0, y + 276.0), (x + 40.0 + sway, y + 300.0)], ink(0x2F6DA0)),
        ((x + 130.0, y + 116.0), [(x + 176.0, y + 196.0), (x + 150.0, y + 250.0), (x + 176.0 + sway, y + 276.0)], ink(0xD9C23A)),
    ] {
        let [a, b, end] = way;
        flat.curve(&[from, a, b, end].map(|(px, py)| (px + 6.0, py + 9.0)), 12.0, shade(0.22));
        flat.curve(&[from, a, b, end], 15.0, tone.lit(-0.25));
        flat.curve(&[from, a, b, end], 11.0, tone);
        flat.curve(&[from, a, b, end].map(|(px, py)| (px - 2.0, py - 2.0)), 3.0, tone.lit(0.5).thin(0.8));
        let (dx, dy) = ((end.0 - b.0) * 0.6, (end.1 - b.1) * 0.6);
        for spread in [-7.0, -2.0, 3.0, 8.0] {
            flat.line(&[end, (end.0 + dx + spread, end.1 + dy + spread * 0.7)], 3.2, copper);
        }
        flat.disc(end, 6.0, 6.0, copper.lit(0.35));
    }
    // The plate hangs by one screw.
    flat.turned(38.0, (x + 196.0, y + 110.0), |flat| {
        plate(flat, (x + 186.0, y + 66.0), size * 0.92, ink(0xE9E6DA));
        slots(flat, (x + 278.0, y + 156.0), 1.25);
        flat.line(&[(x + 196.0, y + 90.0), (x + 236.0, y + 128.0), (x + 228.0, y + 180.0)], 3.0, shade(0.55));
        flat.glow((x + 262.0, y + 118.0), 60.0, 50.0, ink(0x2A211B).thin(0.5));
    });
    // A spark, and a worn lead patched with tape that runs along the floor.
    let (sx, sy) = (x - 78.0 + sway, y + 200.0);
    flat.glow((sx, sy), 46.0, 46.0, ink(0xFFE9A0).thin(0.85));
    for (dx, dy) in [(0.0, -34.0), (26.0, -18.0), (-30.0, -8.0), (-18.0, 26.0), (20.0, 22.0)] {
        flat.line(&[(sx + dx * 0.35, sy + dy * 0.35), (sx + dx, sy + dy)], 4.0, ink(0xF6C93C));
    }
    let lead = [(x + 70.0, y + 180.0), (x + 60.0, 640.0), (x - 40.0, 770.0), (x - 240.0, 812.0), (x - 340.0, 800.0), (x - 480.0, 840.0)];
    flat.curve(&lead.map(|(px, py)| (px + 4.0, py + 9.0)), 14.0, shade(0.25));
    flat.curve(&lead, 14.0, ink(0x3A4346));
    flat.curve(&lead.map(|(px, py)| (px - 2.0, py - 3.0)), 3.0, WHITE.thin(0.35));
    flat.line(&[(x + 52.0, 662.0), (x + 40.0, 692.0)], 22.0, ink(0xD8D2BE));
    flat.line(&[(x - 190.0, 805.0), (x - 226.0, 811.0)], 22.0, ink(0xC9563F));
}

fn mended_socket(flat: &mut Canvas, (x, y): Spot) {
    // Trunking up the wall and along the skirting.
    let white = ink(0xF4F4EF);
    flat.rect(x + 74.0, 0.0, 58.0, y + 10.0, shade(0.16));
    flat.rect(x + 70.0, 0.0, 56.0, y + 10.0, white.lit(-0.06));
    flat.rect(x + 70.0, 0.0, 12.0, y + 10.0, white);
    flat.rect(x + 116.0, 0.0, 10.0, y + 10.0, white.lit(-0.16));
    for at in [116.0, 300.0] {
        flat.rect(x + 64.0, at, 68.0, 20.0, white);
        flat.rect(x + 64.0, at + 16.0, 68.0, 4.0, white.lit(-0.2));
    }
    plate(flat, (x - 2.0, y), 200.0, white);
    slots(flat, (x + 98.0, y + 98.0), 1.25);
    plate(flat, (x + 212.0, y), 200.0, white);
    slots(flat, (x + 312.0, y + 98.0), 1.25);
    // A leakage breaker's green eye, and the yellow sign.
    flat.disc((x + 376.0, y + 36.0), 7.0, 7.0, ink(0x2FAE5E));
    let (sx, sy) = (x - 110.0, y + 48.0);
    flat.area(&[(sx + 5.0, sy + 6.0), (sx + 65.0, sy + 111.0), (sx - 55.0, sy + 111.0)], shade(0.18));
    flat.area(&[(sx, sy), (sx + 60.0, sy + 104.0), (sx - 60.0, sy + 104.0)], ink(0x2B3133));
    flat.area(&[(sx, sy + 16.0), (sx + 46.0, sy + 96.0), (sx - 46.0, sy + 96.0)], ink(0xEDBE3A));
    flat.area(
        &[
            (sx + 8.0, sy + 34.0),
            (sx - 16.0, sy + 68.0),
            (sx - 2.0, sy + 68.0),
            (sx - 8.0, sy + 92.0),
            (sx + 16.0, sy + 58.0),
            (sx + 2.0, sy + 58.0),
        ],
        ink(0x2B3133),
    );
}

/// A classroom's row of windows, desks before it.
pub(super) fn broken_window(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let z = 3.6;
    let flat = &mut stage.flat;
    flat.fade(
        &[(0.0, 0.0), (1200.0, 0.0), (1200.0, 900.0), (0.0, 900.0)],
        ((0.0, 0.0), look.wall.lit(-0.02)),
        ((1200.0, 900.0), look.wall.lit(-0.16)),
    );
    stage.front((-4.0, 4.0), (0.0, 0.95), z, look.dado.lit(-0.06));
    stage.front((-4.0, 4.0), (0.93, 0.97), z, look.dado.lit(-0.3));
    stage.level((-4.0, 4.0), 0.0, (0.9, z), look.floor.lit(-0.04));
    stage.front((-4.0, 4.0), (0.0, 0.09), z, look.dado.lit(-0.42));
    let seat = dice.pick(look.wood, &[look.steel.lit(0.2)]);
    let cloth = dice.pick(ink(0x7FA7B8), &[ink(0xD8C08F), ink(0x9DB89A), ink(0xC79A8B)]);
    let book = dice.pick(ink(0xC9655A), &[ink(0x5A8FB5), ink(0xD9B046)]);
    let (x0, y0, w, h) = (110.0 + look.shift * 120.0, 64.0, 980.0, 500.0);
    let flat = &mut stage.flat;
    flat.round((x0 - 26.0, y0 - 24.0), (w + 52.0, h + 46.0), 4.0, WHITE.lit(-0.04));
    view(flat, look, (x0, y0), (w, h), dice);
    let pane = w / 3.0;
    for n in 0..3u8 {
        let left = x0 + pane * f32::from(n);
        sheen(flat, (left, y0 + 130.0), (pane, h - 130.0));
    }
    let target = (x0 + pane + 16.0, y0 + 146.0, pane - 32.0, h - 162.0);
    if moment == Moment::Before {
        shatter(flat, target, dice);
    }
    let frame = WHITE.lit(-0.02);
    for n in 0..4u8 {
        let left = x0 + pane * f32::from(n);
        flat.rect(left - 11.0, y0, 24.0, h, frame.lit(-0.14));
        flat.rect(left - 11.0, y0, 18.0, h, frame);
    }
    flat.rect(x0 - 10.0, y0 + 116.0, w + 20.0, 22.0, frame);
    flat.rect(x0 - 10.0, y0 + 134.0, w + 20.0, 6.0, frame.lit(-0.2));
    flat.rect(x0 - 10.0, y0 - 6.0, w + 20.0, 16.0, frame);
    flat.rect(x0 - 10.0, y0 + h - 14.0, w + 20.0, 20.0, frame);
    for n in 0..3u8 {
        flat.round((x0 + pane * f32::from(n) + 20.0, y0 + 330.0), (14.0, 54.0), 5.0, ink(0x9AA5A8));
    }
    flat.rect(x0 - 44.0, y0 + h + 16.0, w + 88.0, 26.0, WHITE.lit(-0.08));
    flat.rect(x0 - 44.0, y0 + h + 38.0, w + 88.0, 14.0, shade(0.22));
    if moment == Moment::After {
        // Safety film, and its mark in the corner.
        let (px, py, pw, ph) = target;
        flat.area(&[(px, py), (px + pw * 0.5, py), (px, py + ph * 0.7)], WHITE.thin(0.22));
        flat.area(&[(px + pw * 0.64, py), (px + pw * 0.78, py), (px, py + ph * 0.98), (px, py + ph * 0.82)], WHITE.thin(0.2));
        flat.round((px + pw - 62.0, py + ph - 40.0), (46.0, 26.0), 4.0, ink(0x2E9B57).thin(0.9));
        flat.line(&[(px + pw - 52.0, py + ph - 28.0), (px + pw - 42.0, py + ph - 20.0), (px + pw - 26.0, py + ph - 35.0)], 4.0, WHITE);
    }
    curtain(flat, (x0 - 60.0, y0 - 50.0), look, cloth);
    if moment == Moment::Before {
        let (px, ..) = target;
        for (dx, s, turn) in [(20.0, 20.0, 20.0), (96.0, 14.0, -30.0), (150.0, 24.0, 45.0), (238.0, 16.0, 10.0)] {
            let at = (px + dx, y0 + h + 22.0);
            flat.turned(turn, at, |flat| {
                flat.area(&[(at.0 - s, at.1), (at.0, at.1 - s * 0.9), (at.0 + s, at.1 + 2.0)], ink(0xDCEBEE));
                flat.line(&[(at.0 - s, at.1), (at.0, at.1 - s * 0.9), (at.0 + s, at.1 + 2.0)], 2.0, WHITE);
            });
        }
    }
    let (top, legs) = (look.wood.lit(0.12), look.steel.lit(-0.2));
    for x in [-1.5, -0.35, 0.8] {
        desk(stage, x + look.shift, 0.0, 2.05, top, legs);
        chair(stage, x + 0.12 + look.shift, 0.0, 1.78, seat, legs);
    }
    things_on_desks(stage, look, moment, book);
}

fn things_on_desks(stage: &mut Stage, look: &Look, moment: Moment, book: Ink) {
    let s = look.shift;
    stage.block((-1.42 + s, -1.16 + s), (0.75, 0.78), (2.12, 2.36), book);
    stage.block((-1.4 + s, -1.17 + s), (0.78, 0.8), (2.13, 2.34), ink(0xF0EDE2));
    stage.block((1.0 + s, 1.24 + s), (0.75, 0.79), (2.15, 2.35), ink(0x6E9E83));
    if moment == Moment::Before {
        for (dx, z, r) in [(-0.2, 2.2, 0.05), (-0.02, 2.3, 0.035), (0.1, 2.15, 0.04), (-0.1, 2.38, 0.03)] {
            let p = [(dx, 0.752, z - r), (dx + r, 0.752, z + r * 0.4), (dx - r * 0.8, 0.752, z + r)];
            stage.face(&p.map(|(x, y, z)| (x + s, y, z)), ink(0xE6F2F4));
        }
    } else {
        stage.block((-0.2 + s, 0.06 + s), (0.75, 0.77), (2.14, 2.34), ink(0xF4F1E6));
    }
}

fn view(flat: &mut Canvas, look: &Look, (x, y): Spot, (w, h): Spot, dice: &mut Dice) {
    flat.fade(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)], ((x, y), look.sky), ((x, y + h), look.sky.lit(0.62)));
    let cx = x + dice.range(0.15, 0.7) * w;
    for (dx, r) in [(-60.0, 30.0), (0.0, 42.0), (62.0, 28.0)] {
        flat.disc((cx + dx, y + 90.0), r * 1.5, r * 0.6, WHITE.thin(0.6));
    }
    // The other wing, and the tops of trees.
    let bx = x + w * 0.56;
    flat.rect(bx, y + h * 0.42, w * 0.44, h * 0.58, look.front.lit(0.08));
    flat.rect(bx - 8.0, y + h * 0.40, w * 0.44 + 8.0, 12.0, look.front.lit(-0.2));
    for row in 0..2u8 {
        for column in 0..5u8 {
            let (wx, wy) = (bx + 22.0 + f32::from(column) * 84.0, y + h * 0.5 + f32::from(row) * 118.0);
            if wx + 50.0 < x + w {
                flat.rect(wx, wy, 52.0, 62.0, look.sky.lit(-0.25));
                flat.rect(wx - 4.0, wy + 66.0, 60.0, 8.0, look.front.lit(0.4));
            }
        }
    }
    for (tx, size) in [(0.12, 0.82), (0.34, 0.64), (0.62, 0.5), (0.9, 0.66_f32)] {
        let (tx, base) = (x + w * tx, y + h - 2.0);
        let r = size * h * 0.3;
        for (dx, dy, k, by) in [(0.3, -0.7, 0.9, -0.16), (-0.5, -0.5, 0.8, -0.08), (0.1, -1.2, 0.75, 0.06)] {
            let ry = r * k;
            let cy = (base + dy * r).min(y + h - ry);
            let cx = (tx + dx * r).clamp(x + r * k, x + w - r * k);
            flat.disc((cx, cy), r * k, ry, look.leaf.lit(by));
        }
    }
}

fn sheen(flat: &mut Canvas, (x, y): Spot, (w, h): Spot) {
    flat.area(&[(x + w * 0.55, y), (x + w * 0.8, y), (x + w * 0.3, y + h), (x + w * 0.05, y + h)], WHITE.thin(0.13));
}

fn shatter(flat: &mut Canvas, (x, y, w, h): (f32, f32, f32, f32), dice: &mut Dice) {
    let (cx, cy) = (x + w * dice.range(0.4, 0.55), y + h * dice.range(0.4, 0.5));
    let angles = [8.0, 42.0, 81.0, 118.0, 158.0, 196.0, 231.0, 268.0, 305.0, 338.0_f32];
    let reach = [0.34, 0.5, 0.42, 0.3, 0.4, 0.36, 0.52, 0.32, 0.46, 0.4];
    let dirs: Vec<(f32, f32, f32)> = angles.iter().zip(reach).map(|(a, r)| (a.to_radians().cos(), a.to_radians().sin(), r * h)).collect();
    // A dull veil on what is left of the pane, so that the hole reads as air.
    flat.rect(x, y, w, h, ink(0xEAF1F1).thin(0.30));
    let inner: Vec<Spot> = dirs
        .iter()
        .zip([0.62, 0.4, 0.56, 0.46, 0.74].into_iter().cycle())
        .map(|((dx, dy, r), k)| (cx + dx * r * k, cy + dy * r * k))
        .collect();
    // The hole: the darker outside without glass before it.
    flat.area(&inner, ink(0x37505A).thin(0.88));
    let close: Vec<Spot> = inner.iter().copied().chain(inner.first().copied()).collect();
    flat.line(&close, 5.0, WHITE.thin(0.95));
    for ((dx, dy, r), from) in dirs.iter().zip(&inner) {
        let edge = ((cx + dx * r * 1.9).clamp(x, x + w), (cy + dy * r * 1.9).clamp(y, y + h));
        let bend = ((from.0 + edge.0) / 2.0 + dy * 12.0, (from.1 + edge.1) / 2.0 - dx * 12.0);
        flat.line(&[*from, bend, edge], 3.2, WHITE.thin(0.95));
        flat.line(&[(from.0 + 2.0, from.1 + 2.0), (bend.0 + 2.0, bend.1 + 2.0)], 1.4, shade(0.45));
    }
    for k in [0.95, 1.4] {
        let web: Vec<Spot> =
            dirs.iter().take(8).map(|(dx, dy, r)| ((cx + dx * r * k).clamp(x, x + w), (cy + dy * r * k).clamp(y, y + h))).collect();
        flat.line(&web, 1.8, WHITE.thin(0.8));
    }
}

fn curtain(flat: &mut Canvas, (x, y): Spot, look: &Look, cloth: Ink) {
    flat.rect(0.0, y + 8.0, 1200.0, 14.0, look.steel.lit(0.3));
    for (left, width) in [(x - 16.0, 110.0), (x + 1006.0, 110.0_f32)] {
        for n in 0..5u8 {
            let tone = if n % 2 == 0 { 0.1 } else { -0.1 };
            flat.rect(left + f32::from(n) * width / 5.0, y + 14.0, width / 5.0 + 1.0, 560.0, cloth.lit(tone));
        }
        flat.rect(left, y + 360.0, width, 22.0, cloth.lit(-0.3));
    }
}

/// A dormitory: two bunk beds, a window at the end.
pub(super) fn dorm_wiring(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let (half, height, far) = (1.9, 2.9, 5.6);
    room(stage, look, half, height, far);
    tiles(stage, half, (1.3, far), 0.6, WHITE.thin(0.22));
    dorm_window(stage, look, far);
    let low = dice.pick(ink(0x6C9BB8), &[ink(0xB9788A), ink(0x7FA27A)]);
    let high = dice.pick(ink(0xD9B46A), &[ink(0x8C9CC0), ink(0xC98E6A)]);
    // The far pair first.
    for z in [3.75, 1.75] {
        bunk(stage, look, -1.0, z, [low, high]);
        bunk(stage, look, 1.0, z, [high, low]);
    }
    study_table(stage, look, far, dice);
    match moment {
        Moment::Before => wires(stage, dice),
        Moment::After => tidy(stage, look, far),
    }
}

fn dorm_window(stage: &mut Stage, look: &Look, far: f32) {
    let (x, y, z) = ((-0.62, 0.62), (1.1, 2.4), far - 0.01);
    stage.front((x.0 - 0.07, x.1 + 0.07), (y.0 - 0.07, y.1 + 0.07), z, WHITE.lit(-0.05));
    let ((l, t), (r, b)) = (stage.at((x.0, y.1, z)), stage.at((x.1, y.0, z)));
    let flat = &mut stage.flat;
    flat.fade(&[(l, t), (r, t), (r, b), (l, b)], ((l, t), look.sky), ((l, b), look.sky.lit(0.7)));
    flat.disc((l + 36.0, b - 20.0), 34.0, 20.0, look.leaf);
    flat.disc((r - 40.0, b - 17.0), 38.0, 17.0, look.leaf.lit(-0.1));
    let middle = (l + r) / 2.0;
    flat.rect(middle - 4.0, t, 8.0, b - t, WHITE.lit(-0.04));
    flat.rect(l, t + (b - t) * 0.3, r - l, 6.0, WHITE.lit(-0.04));
    flat.rect(l - 14.0, b + 4.0, r - l + 28.0, 10.0, WHITE.lit(-0.12));
    let cloth = look.dado.lit(0.2);
    for (n, left) in (0u8..).zip([l - 26.0, l - 12.0, l + 2.0, r - 14.0, r, r + 14.0]) {
        flat.rect(left, t - 14.0, 14.0, b - t + 34.0, cloth.lit(if n % 2 == 0 { 0.15 } else { -0.06 }));
    }
    stage.face(&[(-0.5, 0.0, 4.6), (0.5, 0.0, 4.6), (0.75, 0.0, 1.6), (-0.75, 0.0, 1.6)], ink(0xFFF6DC).thin(0.16));
}

/// A bunk bed against the wall on the side of `x`, its head at depth `z`.
fn bunk(stage: &mut Stage, look: &Look, x: f32, z: f32, quilts: [Ink; 2]) {
    let side = x.signum();
    let (inner, outer) = (side * 0.98, side * 1.86);
    let span = (inner.min(outer), inner.max(outer));
    let (z0, z1) = (z, z + 1.75);
    let steel = look.steel;
    stage.shadow(span, (z0, z1), 0.3);
    for zz in [z1, z0] {
        rod(stage, (outer, 0.0, zz), (outer, 2.0, zz), 0.026, steel);
    }
    let [low, high] = quilts;
    for (y, quilt) in [(0.45, low), (1.45, high)] {
        stage.block(span, (y - 0.07, y), (z0, z1), steel.lit(-0.08));
        stage.block((span.0 + 0.03, span.1 - 0.03), (y, y + 0.11), (z0 + 0.02, z1 - 0.02), ink(0xEDE8DC));
        let (a, b) = (z0 + 0.02, z0 + 1.0);
        stage.block((span.0 + 0.01, span.1 - 0.01), (y + 0.05, y + 0.15), (a, b), quilt);
        stage.block((span.0 + 0.12, span.1 - 0.12), (y + 0.11, y + 0.21), (z1 - 0.42, z1 - 0.08), ink(0xF4F2EA));
    }
    for zz in [z1, z0] {
        rod(stage, (inner, 0.0, zz), (inner, 2.0, zz), 0.026, steel);
        rod(stage, (inner, 1.98, zz), (outer, 1.98, zz), 0.02, steel);
        rod(stage, (inner, 1.72, zz), (outer, 1.72, zz), 0.015, steel);
        rod(stage, (inner, 0.72, zz), (outer, 0.72, zz), 0.015, steel);
    }
    // Guard rail and ladder.
    rod(stage, (inner, 1.75, z0 + 0.5), (inner, 1.75, z1), 0.018, steel);
    rod(stage, (inner, 1.62, z0 + 0.5), (inner, 1.62, z1), 0.014, steel);
    rod(stage, (inner, 0.0, z0 + 0.42), (inner, 1.75, z0 + 0.42), 0.018, steel);
    for y in [0.25, 0.6, 0.9, 1.2] {
        rod(stage, (inner, y, z0), (inner, y, z0 + 0.42), 0.014, steel);
    }
}

fn study_table(stage: &mut Stage, look: &Look, far: f32, dice: &mut Dice) {
    let z = far - 0.55;
    stage.shadow((-0.6, 0.6), (z, far - 0.05), 0.3);
    desk(stage, -0.62, 0.0, z, look.wood, look.steel.lit(-0.2));
    desk(stage, 0.0, 0.0, z, look.wood, look.steel.lit(-0.2));
    let mut x = -0.5;
    for _ in 0..5 {
        let tone = dice.pick(ink(0xC9655A), &[ink(0x5A8FB5), ink(0xD9B046), ink(0x6E9E83)]);
        let high = dice.range(0.16, 0.24);
        stage.front((x, x + 0.05), (0.75, 0.75 + high), z + 0.3, tone);
        x += 0.055;
    }
}

/// A sagging lead between two places, as seven spots.
fn sag(stage: &Stage, a: Place, b: Place, by: f32) -> [Spot; 7] {
    [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0].map(|n: f32| {
        let t = n / 6.0;
        let drop = by * 4.0 * t * (1.0 - t);
        stage.at((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t - drop, a.2 + (b.2 - a.2) * t))
    })
}

fn lead(stage: &mut Stage, a: Place, b: Place, by: f32, width: f32, tone: Ink) {
    let spots = sag(stage, a, b, by);
    stage.flat.curve(&spots, width, tone.lit(-0.2));
    stage.flat.curve(&spots.map(|(x, y)| (x - 1.0, y - 1.5)), width * 0.3, tone.lit(0.45));
}

fn wires(stage: &mut Stage, dice: &mut Dice) {
    let white = ink(0xE9E6DC);
    let black = ink(0x3A4346);
    // From the lamp across the room, bed to bed.
    let drop = 0.2 + dice.range(0.0, 0.08);
    let (left, right) = ((-0.98, 1.98, 3.5), (0.98, 1.98, 3.5));
    lead(stage, left, right, drop, 7.0, white);
    lead(stage, (-0.98, 1.72, 3.5), (0.98, 1.8, 3.75), 0.12, 5.0, black);
    lead(stage, (0.0, 2.88, 3.4), left, 0.1, 5.5, black);
    stage.flat.disc(stage.at((0.0, 2.88, 3.4)), 12.0, 7.0, ink(0xC4CACA));
    // Washing on the lead.
    let spots = sag(stage, left, right, drop);
    let shirt = dice.pick(ink(0x5A8FB5), &[ink(0xC9655A), ink(0xE4DFD2)]);
    let [_, _, (x, y), _, (tx, ty), ..] = spots;
    {
        let flat = &mut stage.flat;
        flat.area(
            &[
                (x - 60.0, y + 2.0),
                (x - 18.0, y - 6.0),
                (x + 18.0, y - 6.0),
                (x + 60.0, y + 4.0),
                (x + 74.0, y + 52.0),
                (x + 44.0, y + 58.0),
                (x + 42.0, y + 142.0),
                (x - 42.0, y + 142.0),
                (x - 44.0, y + 58.0),
                (x - 74.0, y + 50.0),
            ],
            shirt,
        );
        flat.area(
            &[
                (x + 10.0, y - 6.0),
                (x + 60.0, y + 4.0),
                (x + 74.0, y + 52.0),
                (x + 44.0, y + 58.0),
                (x + 42.0, y + 142.0),
                (x + 14.0, y + 142.0),
            ],
            shirt.lit(-0.14),
        );
        flat.disc((x, y - 4.0), 16.0, 8.0, shirt.lit(-0.4));
        flat.rect(tx - 34.0, ty + 2.0, 68.0, 104.0, ink(0xEAD9C0));
        flat.rect(tx - 34.0, ty + 70.0, 68.0, 10.0, ink(0xC98E6A));
        flat.rect(tx - 34.0, ty + 86.0, 68.0, 6.0, ink(0xC98E6A));
    }
    // A strip on the upper bed, plugs in it, a lead down to the floor.
    stage.block((-1.3, -0.98), (1.62, 1.68), (1.86, 1.96), ink(0xF0EEE6));
    let (sx, sy) = stage.at((-1.14, 1.7, 1.9));
    for dx in [-36.0, 0.0, 34.0] {
        stage.flat.round((sx + dx - 11.0, sy - 24.0), (22.0, 24.0), 4.0, black);
    }
    lead(stage, (-1.02, 1.66, 1.9), (-0.52, 0.02, 2.5), 0.12, 8.0, black);
    // A heating plate with a pot on the floor between the beds.
    let (px, pz) = (-0.18 + dice.range(-0.06, 0.06), 2.75);
    stage.shadow((px - 0.3, px + 0.3), (pz - 0.25, pz + 0.25), 0.5);
    stage.block((px - 0.22, px + 0.22), (0.0, 0.09), (pz - 0.18, pz + 0.18), ink(0x4A5356));
    stage.front((px - 0.05, px - 0.01), (0.03, 0.06), pz - 0.18, ink(0xE05A3A));
    let ((cx, cy), rx, ry) = stage.lying_oval((px, 0.09, pz), 0.17);
    let flat = &mut stage.flat;
    flat.glow((cx, cy), rx * 2.0, ry * 3.4, ink(0xFF8A4A).thin(0.65));
    flat.disc((cx, cy), rx, ry, ink(0xE2603C));
    flat.disc((cx, cy), rx * 0.62, ry * 0.62, ink(0xF6A05C));
    flat.tube((cx - rx * 0.86, cy - rx * 0.92), (rx * 1.72, rx * 0.98), 12.0, ink(0xC6CDCE));
    flat.disc((cx, cy - rx * 0.9), rx * 0.86, ry * 0.86, ink(0xE6EBEB));
    flat.disc((cx, cy - rx * 0.9), rx * 0.72, ry * 0.7, ink(0xD9A66A));
    flat.line(&[(cx + rx * 0.84, cy - rx * 0.7), (cx + rx * 1.5, cy - rx * 0.84)], 9.0, ink(0x3A4346));
    for dx in [-18.0, 4.0, 26.0] {
        let x = cx + dx;
        let y = cy - rx * 1.1;
        flat.curve(&[(x, y), (x + 10.0, y - 26.0), (x - 6.0, y - 52.0), (x + 6.0, y - 82.0)], 7.0, WHITE.thin(0.5));
    }
    lead(stage, (px - 0.2, 0.04, pz), (-0.52, 0.02, 2.5), -0.01, 8.0, black);
}

fn tidy(stage: &mut Stage, look: &Look, far: f32) {
    lights(stage, 2.9, &[2.5, 4.0]);
    // A desk lamp and proper sockets beside the table.
    let z = far - 0.3;
    rod(stage, (0.42, 0.76, z), (0.42, 1.02, z), 0.014, ink(0xF2F2EC));
    rod(stage, (0.42, 1.02, z), (0.24, 1.1, z), 0.014, ink(0xF2F2EC));
    let (x, y) = stage.at((0.22, 1.08, z));
    stage.flat.glow((x, y + 34.0), 70.0, 44.0, ink(0xFFF0B8).thin(0.7));
    stage.flat.area(&[(x - 9.0, y - 12.0), (x + 9.0, y - 12.0), (x + 24.0, y + 9.0), (x - 24.0, y + 9.0)], ink(0xF6F6F0));
    for (px, tone) in [(-0.86, WHITE.lit(-0.03)), (0.76, WHITE.lit(-0.03))] {
        stage.front((px, px + 0.11), (1.22, 1.33), far - 0.02, tone);
        stage.front((px + 0.035, px + 0.05), (1.255, 1.295), far - 0.03, ink(0x4A5356));
        stage.front((px + 0.065, px + 0.08), (1.255, 1.295), far - 0.03, ink(0x4A5356));
    }
    // Slippers in a row and a washbasin under the bed.
    for x in [-0.85, -0.71, 0.62, 0.76] {
        stage.block((x, x + 0.09), (0.0, 0.05), (2.7, 2.95), look.dado.lit(-0.2));
    }
}
