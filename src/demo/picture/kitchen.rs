//! Rooms with taps and flames: the canteen, the washroom, the laboratory.

use super::Moment;
use super::brush::{Canvas, Dice, Ink, Spot, WHITE, ink, shade};
use super::parts::{Look, lights, rod, room, tiles};
use super::space::{Span, Stage};

/// Joints of wall tiles on a flat wall.
fn wall_tiles(flat: &mut Canvas, x: Span, y: Span, step: f32, ink: Ink) {
    let mut at = x.0;
    while at <= x.1 {
        flat.bar(&[(at, y.0), (at, y.1)], 2.0, ink);
        at += step;
    }
    let mut at = y.0;
    while at <= y.1 {
        flat.bar(&[(x.0, at), (x.1, at)], 2.0, ink);
        at += step;
    }
}

/// A canteen stove, a gas bottle and what joins them.
pub(super) fn gas_hose(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let tile = look.wall.mix(WHITE, 0.35);
    let w = 1200.0;
    stage.flat.fade(&[(0.0, 0.0), (w, 0.0), (w, 660.0), (0.0, 660.0)], ((0.0, 0.0), tile.lit(0.1)), ((w, 660.0), tile.lit(-0.14)));
    wall_tiles(&mut stage.flat, (look.shift * 120.0 - 40.0, w), (0.0, 660.0), 74.0, shade(0.09));
    // Quarry tiles.
    let floor = look.floor.mix(ink(0xA86F52), 0.45);
    stage.flat.fade(
        &[(0.0, 652.0), (w, 652.0), (w, 900.0), (0.0, 900.0)],
        ((0.0, 652.0), floor.lit(-0.14)),
        ((0.0, 900.0), floor.lit(0.14)),
    );
    tiles(stage, 4.0, (2.2, 4.1), 0.4, WHITE.thin(0.2));
    stage.flat.rect(0.0, 640.0, w, 14.0, tile.lit(-0.32));
    hood(stage);
    stove(stage, dice);

    let x = 905.0 + look.shift * 150.0;
    match moment {
        Moment::Before => {
            let cylinder = dice.pick(ink(0x8A9499), &[ink(0x7C8E96), ink(0x96938A)]);
            gas_bottle(stage, (x, 800.0), cylinder, false);
            old_hose(&mut stage.flat, x);
        }
        Moment::After => {
            let cylinder = dice.pick(ink(0x8A9499), &[ink(0x7C8E96), ink(0x96938A)]);
            gas_bottle(stage, (x, 800.0), cylinder.lit(0.08), true);
            new_hose(&mut stage.flat, x);
            gas_alarm(&mut stage.flat, (x + 120.0, 190.0));
            fire_blanket(&mut stage.flat, (x + 70.0, 60.0));
        }
    }
}

fn hood(stage: &mut Stage) {
    let flat = &mut stage.flat;
    flat.fade(&[(60.0, 0.0), (690.0, 0.0), (760.0, 130.0), (0.0, 130.0)], ((0.0, 0.0), ink(0xC3CBCC)), ((760.0, 130.0), ink(0x9AA5A8)));
    flat.rect(0.0, 128.0, 762.0, 28.0, ink(0x8B979A));
    flat.rect(0.0, 128.0, 762.0, 7.0, ink(0xD9DFDF));
    flat.area(&[(0.0, 156.0), (762.0, 156.0), (720.0, 190.0), (0.0, 190.0)], shade(0.16));
}

fn stove(stage: &mut Stage, dice: &mut Dice) {
    let steel = ink(0xB4BEC1);
    let flat = &mut stage.flat;
    flat.glow((360.0, 812.0), 480.0, 40.0, shade(0.5));
    // Splash back, top, front.
    flat.fade(
        &[(0.0, 380.0), (720.0, 380.0), (720.0, 480.0), (0.0, 480.0)],
        ((0.0, 380.0), steel.lit(0.3)),
        ((0.0, 480.0), steel.lit(-0.08)),
    );
    flat.area(&[(0.0, 470.0), (720.0, 470.0), (752.0, 545.0), (0.0, 545.0)], steel.lit(0.34));
    flat.fade(
        &[(0.0, 545.0), (752.0, 545.0), (752.0, 800.0), (0.0, 800.0)],
        ((0.0, 545.0), steel.lit(0.02)),
        ((0.0, 800.0), steel.lit(-0.22)),
    );
    flat.rect(0.0, 545.0, 752.0, 12.0, steel.lit(0.5));
    flat.area(&[(752.0, 545.0), (720.0, 470.0), (720.0, 740.0), (752.0, 800.0)], steel.lit(-0.34));
    flat.rect(0.0, 776.0, 752.0, 28.0, steel.lit(-0.5));
    for x in [40.0, 400.0] {
        flat.round((x, 636.0), (310.0, 126.0), 6.0, steel.lit(-0.1));
        flat.ring((x + 155.0, 666.0), 60.0, 3.0, 5.0, steel.lit(-0.45));
    }
    for x in [120.0, 190.0, 470.0, 540.0, 610.0] {
        flat.disc((x, 596.0), 20.0, 20.0, steel.lit(-0.5));
        flat.disc((x - 2.0, 594.0), 16.0, 16.0, ink(0x30383B));
        flat.line(&[(x - 2.0, 594.0), (x + 5.0, 582.0)], 4.0, ink(0xD85B3A));
    }
    // A wok on the right ring and a pot on the left one.
    let pot = dice.pick(ink(0xCBD2D3), &[ink(0xB9C3C6), ink(0xD0CDBF)]);
    flat.disc((190.0, 512.0), 124.0, 20.0, ink(0x4A5356));
    flat.tube((82.0, 366.0), (216.0, 144.0), 18.0, pot);
    flat.disc((190.0, 370.0), 108.0, 20.0, pot.lit(0.35));
    flat.disc((190.0, 364.0), 112.0, 20.0, pot.lit(-0.12));
    flat.disc((190.0, 360.0), 112.0, 19.0, pot.lit(0.28));
    flat.round((176.0, 326.0), (28.0, 20.0), 6.0, ink(0x3A4346));
    for x in [72.0, 288.0] {
        flat.round((x, 410.0), (22.0, 34.0), 8.0, pot.lit(-0.35));
    }
    flat.disc((540.0, 510.0), 150.0, 24.0, ink(0x3F484B));
    for dx in [-52.0, -26.0, 0.0, 26.0, 52.0_f32] {
        let x = 540.0 + dx;
        flat.blob(&[(x - 9.0, 508.0), (x, 482.0 + dx.abs() * 0.1), (x + 9.0, 508.0)], ink(0x4B9FD8).thin(0.9));
        flat.blob(&[(x - 4.0, 508.0), (x, 494.0), (x + 4.0, 508.0)], ink(0xDDF0FA));
    }
    flat.blob(
        &[(392.0, 404.0), (430.0, 462.0), (500.0, 492.0), (580.0, 492.0), (650.0, 462.0), (688.0, 404.0), (540.0, 396.0)],
        ink(0x363F42),
    );
    flat.disc((540.0, 404.0), 150.0, 26.0, ink(0x59656A));
    flat.disc((540.0, 407.0), 138.0, 20.0, ink(0x272E31));
    flat.line(&[(394.0, 402.0), (300.0, 372.0)], 13.0, ink(0x59656A));
    flat.line(&[(330.0, 381.0), (282.0, 366.0)], 19.0, ink(0xA97445));
    // The stove's gas inlet.
    flat.rect(736.0, 640.0, 46.0, 22.0, ink(0x8C7A45));
    flat.tube((772.0, 632.0), (18.0, 38.0), 3.0, ink(0xC2A75A));
}

fn gas_bottle(stage: &mut Stage, (x, base): Spot, tone: Ink, new: bool) {
    let flat = &mut stage.flat;
    flat.glow((x, base + 4.0), 150.0, 30.0, shade(0.55));
    flat.tube((x - 70.0, base - 26.0), (140.0, 30.0), 6.0, tone.lit(-0.35));
    flat.tube((x - 98.0, base - 322.0), (196.0, 306.0), 62.0, tone);
    flat.rect(x - 98.0, base - 176.0, 196.0, 7.0, tone.lit(-0.3).thin(0.7));
    flat.tube((x - 62.0, base - 384.0), (124.0, 72.0), 10.0, tone.lit(-0.1));
    flat.round((x - 40.0, base - 372.0), (80.0, 36.0), 14.0, ink(0x39444A));
    flat.tube((x - 16.0, base - 392.0), (32.0, 42.0), 4.0, ink(0xC2A75A));
    flat.round((x - 30.0, base - 414.0), (60.0, 20.0), 8.0, if new { ink(0xC93A30) } else { ink(0x9C4A3A) });
    flat.rect(x - 60.0, base - 378.0, 120.0, 9.0, tone.lit(0.28));
    if new {
        flat.round((x - 48.0, base - 270.0), (96.0, 72.0), 6.0, ink(0xF3F1E6));
        flat.rect(x - 48.0, base - 270.0, 96.0, 18.0, ink(0x2E9B57));
        for y in [242.0, 230.0, 218.0] {
            flat.rect(x - 38.0, base - y, 70.0, 4.0, shade(0.35));
        }
        // The chain that holds it to the wall.
        for n in 0..9u8 {
            let at = x - 92.0 + f32::from(n) * 23.0;
            flat.ring((at, base - 140.0 + (f32::from(n) - 4.0).powi(2) * -0.6), 10.0, 6.0, 4.0, ink(0x5A656A));
        }
    } else {
        for (dx, dy, rx, ry) in [(-52.0, 60.0, 26.0, 14.0), (40.0, 96.0, 18.0, 22.0), (10.0, 40.0, 30.0, 10.0)] {
            flat.disc((x + dx, base - dy), rx, ry, ink(0x93532F).thin(0.5));
        }
    }
}

/// Old rubber, too long, past the flame, cracked and taped over.
fn old_hose(flat: &mut Canvas, x: f32) {
    let path = [
        (788.0, 651.0),
        (800.0, 742.0),
        (770.0, 800.0),
        (716.0, 780.0),
        (700.0, 690.0),
        (742.0, 560.0),
        (800.0, 452.0),
        (850.0, 408.0),
        (x - 16.0, 424.0),
    ];
    flat.curve(&path.map(|(px, py)| (px + 7.0, py + 12.0)), 22.0, shade(0.22));
    let rubber = ink(0xCC6D2C);
    flat.curve(&path, 24.0, rubber.lit(-0.3));
    flat.curve(&path, 18.0, rubber);
    flat.curve(&path.map(|(px, py)| (px - 3.0, py - 3.0)), 4.0, rubber.lit(0.45).thin(0.8));
    // Cracks across the bends.
    let dark = ink(0x4A2413);
    for (a, b) in [
        ((688.0, 706.0), (716.0, 700.0)),
        ((690.0, 684.0), (714.0, 690.0)),
        ((694.0, 662.0), (720.0, 668.0)),
        ((728.0, 578.0), (750.0, 590.0)),
        ((738.0, 556.0), (760.0, 568.0)),
        ((790.0, 448.0), (810.0, 464.0)),
        ((806.0, 430.0), (822.0, 448.0)),
    ] {
        flat.line(&[a, b], 4.0, dark);
    }
    flat.line(&[(699.0, 662.0), (706.0, 674.0), (697.0, 684.0), (706.0, 696.0)], 4.5, dark);
    // Sticky tape, and gas getting out beside it.
    flat.line(&[(762.0, 520.0), (776.0, 496.0)], 30.0, ink(0xD8D2BE));
    flat.line(&[(756.0, 514.0), (778.0, 526.0)], 2.5, shade(0.35));
    for (dx, s) in [(0.0, 1.0), (26.0, 0.8), (-24.0, 0.7_f32)] {
        let (gx, gy) = (664.0 + dx, 660.0);
        flat.curve(&[(gx + 16.0, gy), (gx, gy - 24.0 * s), (gx + 14.0, gy - 48.0 * s), (gx - 2.0, gy - 74.0 * s)], 6.0, WHITE.thin(0.75));
    }
    // A wire instead of a clamp.
    for dy in [0.0, 6.0, 12.0] {
        flat.line(&[(776.0, 668.0 + dy), (802.0, 665.0 + dy)], 2.6, ink(0x6A7478));
    }
}

/// A short corrugated steel hose with clamps.
fn new_hose(flat: &mut Canvas, x: f32) {
    let path = [(790.0, 651.0), (826.0, 640.0), (838.0, 580.0), (834.0, 480.0), (862.0, 426.0), (x - 16.0, 424.0)];
    flat.curve(&path.map(|(px, py)| (px + 6.0, py + 10.0)), 22.0, shade(0.2));
    flat.curve(&path, 26.0, ink(0x8F989B));
    flat.curve(&path, 20.0, ink(0xE4C65A));
    flat.curve(&path.map(|(px, py)| (px - 3.0, py - 2.0)), 5.0, ink(0xFBEFB6).thin(0.9));
    // Ribs.
    for (px, py, dx, dy) in [
        (836.0, 616.0, 11.0, 3.0),
        (838.5, 600.0, 11.5, 1.0),
        (838.5, 584.0, 11.5, 0.0),
        (838.0, 568.0, 11.5, 0.0),
        (837.0, 552.0, 11.5, 0.0),
        (836.0, 536.0, 11.5, 0.0),
        (835.0, 520.0, 11.5, 0.0),
        (834.0, 504.0, 11.5, 0.0),
        (834.0, 488.0, 11.5, 1.0),
        (837.0, 472.0, 11.0, 4.0),
    ] {
        flat.bar(&[(px - dx, py - dy), (px + dx, py + dy)], 3.0, ink(0xB08F2B).thin(0.75));
    }
    for at in [(796.0, 632.0), (x - 46.0, 407.0)] {
        flat.round(at, (18.0, 36.0), 4.0, ink(0xC9D0D2));
        flat.round((at.0 + 4.0, at.1 - 8.0), (10.0, 12.0), 3.0, ink(0x7C878B));
    }
}

/// A fire blanket in its red case on the wall.
fn fire_blanket(flat: &mut Canvas, (x, y): Spot) {
    let red = ink(0xC8382F);
    flat.round((x + 6.0, y + 8.0), (132.0, 190.0), 10.0, shade(0.2));
    flat.round((x, y), (132.0, 190.0), 10.0, red);
    flat.round((x + 8.0, y + 8.0), (40.0, 174.0), 8.0, red.lit(0.14));
    flat.round((x + 26.0, y + 30.0), (80.0, 80.0), 6.0, WHITE);
    flat.blob(&[(x + 66.0, y + 38.0), (x + 88.0, y + 74.0), (x + 66.0, y + 102.0), (x + 44.0, y + 76.0), (x + 60.0, y + 64.0)], red);
    for dx in [42.0, 80.0] {
        flat.rect(x + dx, y + 186.0, 12.0, 34.0, ink(0xEDEAE0));
        flat.rect(x + dx, y + 216.0, 12.0, 8.0, ink(0x3A4346));
    }
    for dy in [126.0, 142.0] {
        flat.rect(x + 32.0, y + dy, 68.0, 7.0, WHITE.thin(0.85));
    }
}

fn gas_alarm(flat: &mut Canvas, (x, y): Spot) {
    let x = x - 190.0;
    flat.round((x + 4.0, y + 6.0), (124.0, 84.0), 14.0, shade(0.2));
    flat.round((x, y), (124.0, 84.0), 14.0, ink(0xF6F6F2));
    for n in 0..4u8 {
        flat.line(&[(x + 20.0, y + 24.0 + f32::from(n) * 12.0), (x + 68.0, y + 24.0 + f32::from(n) * 12.0)], 4.0, shade(0.3));
    }
    flat.glow((x + 98.0, y + 26.0), 20.0, 20.0, ink(0x3FC46F).thin(0.6));
    flat.disc((x + 98.0, y + 26.0), 7.0, 7.0, ink(0x2FAE5E));
    flat.disc((x + 98.0, y + 56.0), 7.0, 7.0, ink(0xD5D9D6));
}

/// A washroom: a trough with taps along the left wall.
pub(super) fn wet_floor(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let (half, height, far) = (2.0, 2.85, 6.2);
    let tiled = Look { dado: look.dado.mix(WHITE, 0.3), ..*look };
    room(stage, &tiled, half, height, far);
    tiles(stage, half, (1.3, far), 0.4, WHITE.thin(0.3));
    // Tiled up to the top of the lower wall.
    for n in 1..4u8 {
        let y = f32::from(n) * 0.29;
        for x in [-half, half] {
            let ends = [stage.at((x, y, 1.0)), stage.at((x, y, far))];
            stage.flat.bar(&ends, 1.6, WHITE.thin(0.4));
        }
    }
    lights(stage, height, &[2.4, 4.2]);
    // Window and door at the end.
    let z = far - 0.01;
    stage.front((-1.35, -0.25), (1.45, 2.35), z, WHITE.lit(-0.06));
    stage.front((-1.29, -0.31), (1.51, 2.29), z, look.sky.lit(0.5));
    stage.front((-0.82, -0.78), (1.51, 2.29), z, WHITE.lit(-0.06));
    stage.front((0.3, 1.35), (0.0, 2.15), z, look.wood.lit(-0.35));
    stage.front((0.36, 1.29), (0.0, 2.1), z, look.wood.lit(-0.06));
    stage.front((0.5, 1.15), (1.35, 1.95), z, look.wood.lit(-0.18));
    // Cubicles on the right.
    for n in (0..3u8).rev() {
        let z = 3.0 + f32::from(n) * 1.05;
        stage.side(half - 0.02, (0.16, 2.0), (z, z + 0.98), look.door.lit(0.25));
        stage.side(half - 0.02, (0.16, 2.0), (z + 0.08, z + 0.9), look.door.lit(0.38));
        stage.side(half - 0.02, (1.0, 1.08), (z + 0.78, z + 0.86), ink(0x8C979B));
    }
    // Mirrors.
    for n in (0..3u8).rev() {
        let z = 2.5 + f32::from(n) * 1.1;
        stage.side(-half, (1.35, 2.05), (z, z + 0.95), ink(0xB9C4C4));
        let corners = [(-half, 2.02, z + 0.03), (-half, 2.02, z + 0.92), (-half, 1.38, z + 0.92), (-half, 1.38, z + 0.03)];
        stage.shaded(&corners, ink(0xEAF3F4), look.sky.mix(ink(0xD2DEDF), 0.7));
    }
    // The trough.
    let stone = ink(0xDADFDC);
    stage.shadow((-2.0, -1.1), (2.2, 5.9), 0.35);
    stage.block((-2.0, -1.38), (0.0, 0.82), (2.3, 5.7), stone.lit(-0.08));
    stage.level((-1.9, -1.46), 0.821, (2.4, 5.6), stone.lit(-0.3));
    stage.side(-1.38, (0.72, 0.82), (2.3, 5.7), stone.lit(0.2));
    let drip = 3.35;
    for z in [5.15, 4.25, drip, 2.75] {
        rod(stage, (-1.96, 1.08, z), (-1.72, 1.08, z), 0.022, ink(0xA9B4B8));
        rod(stage, (-1.72, 1.08, z), (-1.72, 1.0, z), 0.022, ink(0xA9B4B8));
        rod(stage, (-1.84, 1.1, z), (-1.84, 1.17, z), 0.02, ink(0x4C86A8));
    }
    let (cx, cz) = (-0.35 + dice.range(-0.12, 0.12), 3.0 + dice.range(-0.1, 0.15));
    match moment {
        Moment::Before => puddle(stage, look, (cx, cz), drip),
        Moment::After => mats(stage, look, dice),
    }
}

fn puddle(stage: &mut Stage, look: &Look, (cx, cz): (f32, f32), drip: f32) {
    let water = look.sky.mix(ink(0x7FA9BC), 0.55);
    let outline = |grow: f32| {
        [
            (-1.02, 0.5),
            (-0.7, 1.15),
            (-0.1, 1.3),
            (0.5, 1.05),
            (1.05, 0.95),
            (1.3, 0.3),
            (0.9, -0.35),
            (0.3, -0.5),
            (-0.25, -0.85),
            (-0.8, -0.55),
            (-0.75, -0.05),
        ]
        .map(|(x, z)| (cx + x * grow, 0.0, cz + z * grow * 0.72))
    };
    let rim = outline(1.03).map(|p| stage.at(p));
    stage.flat.blob(&rim, shade(0.25));
    let pool = outline(1.0).map(|p| stage.at(p));
    stage.flat.blob(&pool, water.thin(0.78));
    // The window and the lamps in it.
    let inner = outline(0.8).map(|p| stage.at(p));
    stage.flat.blob(&inner, water.lit(0.28).thin(0.6));
    let (x, y) = stage.at((cx - 0.1, 0.0, cz + 0.3));
    stage.flat.disc((x, y), 92.0, 12.0, WHITE.thin(0.55));
    stage.flat.disc((x + 90.0, y + 66.0), 120.0, 13.0, WHITE.thin(0.4));
    stage.flat.disc((x - 70.0, y + 96.0), 60.0, 8.0, WHITE.thin(0.45));
    for (dx, dz, r) in [(1.5, -0.1, 0.1), (1.35, 0.55, 0.07), (-0.2, 1.5, 0.12), (0.6, -0.9, 0.11), (-0.95, -0.85, 0.08)] {
        stage.lying((cx + dx, 0.0, cz + dz), r, water.lit(0.1).thin(0.75));
    }
    // Water runs over the edge of the trough and drips from the tap.
    for (dz, low) in [(-0.25, 0.1), (0.0, 0.0), (0.2, 0.24), (0.34, 0.05)] {
        let a = (-1.375, 0.82, drip + dz);
        stage.side(-1.375, (low, 0.82), (drip + dz, drip + dz + 0.06), water.lit(0.35).thin(0.8));
        let p = stage.at((a.0, low, a.2 + 0.03));
        stage.flat.disc(p, 6.0, 9.0, water.lit(0.4));
    }
    let (tx, ty) = stage.at((-1.72, 0.97, drip));
    stage.flat.line(&[(tx, ty), (tx, ty + 38.0)], 7.0, water.lit(0.5).thin(0.9));
}

fn mats(stage: &mut Stage, look: &Look, dice: &mut Dice) {
    let green = dice.pick(ink(0x4F8F77), &[ink(0x4C7FA0), ink(0x6A8B5B)]);
    let (x, z) = ((-1.25, -0.35), (1.5, 5.6));
    stage.level((x.0 - 0.03, x.1 + 0.03), 0.0, (z.0 - 0.03, z.1 + 0.03), shade(0.25));
    stage.level(x, 0.0, z, green);
    let mut at = z.0 + 0.1;
    while at < z.1 {
        stage.level((x.0 + 0.03, x.1 - 0.03), 0.0, (at, at + 0.05), green.lit(0.24));
        at += 0.14;
    }
    for edge in [x.0, x.1 - 0.035] {
        stage.level((edge, edge + 0.035), 0.0, z, ink(0xE8B62F));
    }
    // A drain in the floor, and a floor so dry that it shines.
    let (cx, cy) = stage.at((0.55, 0.0, 2.7));
    stage.lying((0.55, 0.0, 2.7), 0.13, ink(0x8E989A));
    stage.lying((0.55, 0.0, 2.7), 0.1, ink(0xC4CBCB));
    for dx in [-30.0, -15.0, 0.0, 15.0, 30.0_f32] {
        let reach = 9.0 - dx.abs() * 0.12;
        stage.flat.bar(&[(cx + dx * 0.6, cy - reach), (cx + dx * 0.6, cy + reach)], 3.0, ink(0x5E696C));
    }
    stage.face(&[(0.3, 0.0, 4.6), (1.0, 0.0, 4.6), (1.5, 0.0, 1.6), (0.6, 0.0, 1.6)], WHITE.thin(0.12));
    // A mop hung up to dry beside the door.
    let z = 6.15;
    rod(stage, (0.02, 0.55, z), (0.02, 1.9, z), 0.018, look.wood);
    for dx in [-0.09, -0.03, 0.03, 0.09] {
        rod(stage, (0.02, 0.58, z), (0.02 + dx, 0.2, z), 0.03, ink(0xE7E1D0));
    }
}

/// A laboratory bench with a reagent cabinet.
pub(super) fn lab_bottles(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let flat = &mut stage.flat;
    let w = 1200.0;
    flat.fade(&[(0.0, 0.0), (w, 0.0), (w, 620.0), (0.0, 620.0)], ((0.0, 0.0), look.wall.lit(0.18)), ((w, 620.0), look.wall.lit(-0.1)));
    wall_tiles(flat, (-20.0, w), (330.0, 620.0), 84.0, shade(0.07));
    flat.rect(0.0, 322.0, w, 10.0, look.dado.lit(-0.1));
    // A window's light across the wall.
    flat.area(&[(80.0, 0.0), (360.0, 0.0), (220.0, 330.0), (-60.0, 330.0)], ink(0xFFF6DC).thin(0.28));
    let top = 610.0;
    let bench = ink(0x53616A);
    flat.area(&[(0.0, top), (w, top), (w, top + 110.0), (0.0, top + 110.0)], bench.lit(0.16));
    flat.rect(0.0, top + 104.0, w, 26.0, bench.lit(-0.25));
    flat.fade(
        &[(0.0, top + 130.0), (w, top + 130.0), (w, 900.0), (0.0, 900.0)],
        ((0.0, top + 130.0), look.wood.lit(-0.32)),
        ((0.0, 900.0), look.wood.lit(0.02)),
    );
    for x in [20.0, 322.0, 624.0, 926.0] {
        flat.round((x, top + 150.0), (280.0, 170.0), 6.0, look.wood.lit(0.08));
        flat.round((x + 10.0, top + 160.0), (260.0, 160.0), 4.0, look.wood.lit(0.02));
        flat.round((x + 110.0, top + 172.0), (60.0, 12.0), 6.0, ink(0xC7CED0));
    }
    tap(flat, (120.0 + look.shift * 100.0, top));
    let safe = (610.0 + look.shift * 120.0, 96.0);
    match moment {
        Moment::Before => {
            cabinet(flat, safe, look, false);
            mess(flat, top, dice);
        }
        Moment::After => {
            cabinet(flat, safe, look, true);
            neat(flat, top, look);
        }
    }
}

fn tap(flat: &mut Canvas, (x, top): Spot) {
    let chrome = ink(0xAEB9BD);
    flat.disc((x, top + 46.0), 100.0, 22.0, ink(0x3C474D));
    flat.disc((x, top + 42.0), 92.0, 16.0, ink(0x2E383D));
    flat.line(&[(x, top + 20.0), (x, top - 130.0)], 14.0, chrome);
    flat.curve(&[(x, top - 130.0), (x + 22.0, top - 168.0), (x + 52.0, top - 150.0), (x + 54.0, top - 108.0)], 12.0, chrome);
    flat.line(&[(x - 22.0, top - 60.0), (x + 4.0, top - 60.0)], 10.0, ink(0x4C86A8));
}

const AMBER: Ink = ink(0x8A4F22);
const GLASS: Ink = ink(0xC9DDE2);

/// A stoppered bottle standing at a spot.
fn flask(flat: &mut Canvas, (x, base): Spot, (w, h): Spot, glass: Ink, label: Option<Ink>) {
    let neck = w * 0.34;
    flat.tube((x - neck / 2.0, base - h), (neck, h * 0.34), 4.0, glass);
    flat.tube((x - w / 2.0, base - h * 0.76), (w, h * 0.76), w * 0.24, glass);
    flat.round((x - neck * 0.7, base - h - h * 0.08), (neck * 1.4, h * 0.11), 4.0, ink(0x2F3739));
    if let Some(label) = label {
        flat.round((x - w * 0.4, base - h * 0.5), (w * 0.8, h * 0.32), 3.0, ink(0xF6F3E8));
        flat.rect(x - w * 0.4, base - h * 0.5, w * 0.8, h * 0.09, label);
        flat.rect(x - w * 0.28, base - h * 0.34, w * 0.5, h * 0.03, shade(0.45));
        flat.rect(x - w * 0.28, base - h * 0.27, w * 0.4, h * 0.03, shade(0.45));
    }
}

/// A conical flask with something in it.
fn cone(flat: &mut Canvas, (x, base): Spot, s: f32, liquid: Ink) {
    let p = |dx: f32, dy: f32| (x + dx * s, base - dy * s);
    flat.area(
        &[p(-14.0, 130.0), p(14.0, 130.0), p(14.0, 92.0), p(58.0, 6.0), p(50.0, 0.0), p(-50.0, 0.0), p(-58.0, 6.0), p(-14.0, 92.0)],
        GLASS.thin(0.75),
    );
    flat.area(&[p(-36.0, 50.0), p(36.0, 50.0), p(56.0, 8.0), p(49.0, 2.0), p(-49.0, 2.0), p(-56.0, 8.0)], liquid.thin(0.88));
    flat.disc(p(0.0, 50.0), 36.0 * s, 5.0 * s, liquid.lit(0.35));
    flat.line(&[p(-16.0, 131.0), p(16.0, 131.0)], 5.0 * s, GLASS.lit(0.4));
    flat.line(&[p(-12.0, 88.0), p(-44.0, 20.0)], 4.0 * s, WHITE.thin(0.6));
}

fn mess(flat: &mut Canvas, top: f32, dice: &mut Dice) {
    let spill = dice.pick(ink(0xB7C65A), &[ink(0xC9A33E), ink(0x7FB2A0)]);
    let nudge = dice.range(-26.0, 26.0);
    let base = top + 60.0;
    for x in [300.0, 420.0, 560.0, 700.0, 830.0, 980.0, 1090.0] {
        flat.glow((x + nudge * 0.5, base + 6.0), 84.0, 16.0, shade(0.4));
    }
    flask(flat, (296.0, base - 12.0), (86.0, 196.0), AMBER, None);
    flask(flat, (384.0, base - 22.0), (70.0, 150.0), ink(0x6E8F78), None);
    cone(flat, (476.0 + nudge, base - 8.0), 1.0, ink(0x4D8FC4));
    flask(flat, (566.0 + nudge, base - 26.0), (76.0, 172.0), AMBER.lit(0.1), None);
    flask(flat, (1096.0, base - 16.0), (92.0, 206.0), AMBER, Some(ink(0xC93A30)));
    cone(flat, (1004.0, base - 4.0), 0.86, ink(0xB2557E));
    // One lies on its side and runs out over the edge of the bench.
    let (x, y) = (770.0 + nudge, base + 8.0);
    flat.blob(
        &[
            (x - 150.0, y + 20.0),
            (x - 92.0, y - 6.0),
            (x + 20.0, y + 2.0),
            (x + 120.0, y + 12.0),
            (x + 92.0, y + 40.0),
            (x - 60.0, y + 46.0),
        ],
        spill.thin(0.9),
    );
    flat.rect(x - 92.0, y + 30.0, 26.0, 122.0, spill.thin(0.9));
    flat.disc((x - 79.0, y + 152.0), 14.0, 18.0, spill);
    flat.rect(x - 36.0, y + 36.0, 16.0, 66.0, spill.thin(0.9));
    flat.disc((x - 28.0, y + 102.0), 9.0, 12.0, spill);
    flat.disc((x - 70.0, y + 14.0), 50.0, 6.0, WHITE.thin(0.45));
    flat.turned(-97.0, (x, y - 4.0), |flat| {
        flask(flat, (x + 18.0, y + 152.0), (84.0, 190.0), AMBER.lit(-0.05), None);
    });
    flat.round((x - 176.0, y + 20.0), (36.0, 22.0), 6.0, ink(0x2F3739));
    // A rag and a used paper.
    flat.blob(
        &[(880.0, base + 22.0), (930.0, base + 4.0), (960.0, base + 24.0), (934.0, base + 44.0), (892.0, base + 42.0)],
        ink(0xD9CDB6),
    );
    flat.curve(&[(892.0, base + 26.0), (922.0, base + 18.0), (946.0, base + 28.0)], 3.0, shade(0.3));
    for (sx, sy) in [(642.0, 560.0), (660.0, 520.0), (636.0, 486.0)] {
        flat.disc((sx + nudge, sy), 22.0, 14.0, WHITE.thin(0.28));
    }
}

fn cabinet(flat: &mut Canvas, (x, y): Spot, look: &Look, full: bool) {
    let yellow = ink(0xE3B534);
    let (w, h) = (440.0, 400.0);
    flat.round((x + 10.0, y + 12.0), (w, h), 8.0, shade(0.22));
    flat.round((x, y), (w, h), 6.0, yellow.lit(-0.08));
    flat.rect(x + 14.0, y + 14.0, w - 28.0, h - 28.0, yellow.lit(-0.5));
    let shelf = |flat: &mut Canvas, at: f32| {
        flat.rect(x + 14.0, at, w - 28.0, 14.0, yellow.lit(0.18));
        flat.rect(x + 14.0, at + 14.0, w - 28.0, 12.0, shade(0.35));
    };
    let colours = [ink(0xC93A30), ink(0x2F6DA0), ink(0x2E9B57), ink(0xE3B33A)];
    let rows = [y + 194.0, y + h - 30.0];
    for (row, at) in rows.into_iter().enumerate() {
        if full {
            for (n, label) in (0u8..).zip(colours.into_iter().cycle().skip(row).take(5)) {
                let glass = if (usize::from(n) + row).is_multiple_of(3) { ink(0x8FB0A8) } else { AMBER };
                flask(flat, (x + 62.0 + f32::from(n) * 79.0, at), (60.0, 142.0), glass, Some(label));
            }
        } else if row == 1 {
            flask(flat, (x + 84.0, at), (60.0, 142.0), AMBER, Some(ink(0x2F6DA0)));
            flat.turned(-8.0, (x + 340.0, at), |flat| {
                flask(flat, (x + 330.0, at), (60.0, 132.0), ink(0x8FB0A8), None);
            });
        }
        shelf(flat, at);
    }
    // Both doors, open.
    let open = if full { 84.0 } else { 58.0 };
    flat.area(&[(x, y), (x - open, y - 26.0), (x - open, y + h + 30.0), (x, y + h)], yellow.lit(0.05));
    flat.area(&[(x + w, y), (x + w + open, y - 26.0), (x + w + open, y + h + 30.0), (x + w, y + h)], yellow.lit(-0.2));
    flat.round((x - open + 8.0, y + h / 2.0 - 26.0), (10.0, 56.0), 4.0, ink(0x59656A));
    if full {
        // A list of what is inside, and the flame sign.
        let (a, b) = (x - open + 24.0, x - 12.0);
        flat.area(&[(b, y + 62.0), (a, y + 50.0), (a, y + 160.0), (b, y + 158.0)], ink(0xF6F3E8));
        for n in 0..4u8 {
            let at = y + 76.0 + f32::from(n) * 18.0;
            flat.bar(&[(a + 6.0, at - 4.0), (b - 6.0, at)], 4.0, shade(0.4));
        }
        flat.line(
            &[(x + w + 34.0, y + 80.0), (x + w + 12.0, y + 118.0), (x + w + 56.0, y + 122.0), (x + w + 34.0, y + 80.0)],
            6.0,
            look.wood.lit(-0.7),
        );
    }
}

fn neat(flat: &mut Canvas, top: f32, look: &Look) {
    let base = top + 62.0;
    // A tray with clean glass, goggles, an empty bench.
    flat.glow((430.0, base + 14.0), 170.0, 18.0, shade(0.35));
    flat.area(&[(290.0, base - 10.0), (550.0, base - 10.0), (574.0, base + 20.0), (266.0, base + 20.0)], ink(0xE2E7E6));
    flat.rect(266.0, base + 18.0, 308.0, 14.0, ink(0xB4BEBF));
    cone(flat, (340.0, base + 2.0), 0.92, ink(0xDDEBEF));
    cone(flat, (440.0, base + 6.0), 0.78, ink(0xDDEBEF));
    flat.round((492.0, base - 70.0), (46.0, 76.0), 5.0, GLASS.thin(0.8));
    flat.line(&[(498.0, base - 64.0), (498.0, base - 4.0)], 4.0, WHITE.thin(0.7));
    let (x, y) = (820.0, base + 6.0);
    flat.glow((x + 60.0, y + 22.0), 120.0, 12.0, shade(0.35));
    flat.curve(&[(x - 20.0, y), (x + 60.0, y - 44.0), (x + 150.0, y)], 8.0, ink(0x3B474C));
    for dx in [0.0, 72.0] {
        flat.round((x + dx - 6.0, y - 18.0), (68.0, 42.0), 18.0, ink(0x3B474C));
        flat.round((x + dx, y - 12.0), (56.0, 30.0), 14.0, look.sky.lit(0.3));
    }
}
