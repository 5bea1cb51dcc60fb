//! Outdoors: the boundary wall, the basketball stand, the manhole.

use super::Moment;
use super::brush::{Canvas, Dice, Ink, Spot, WHITE, ink, shade};
use super::parts::{Look, block_of_rooms, hedge, rod, sky, tree, warning_band};
use super::space::Stage;

/// A boundary wall in the yard.
pub(super) fn cracked_wall(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let flat = &mut stage.flat;
    sky(flat, look, 330.0, dice);
    let shift = look.shift * 300.0;
    block_of_rooms(flat, look, (690.0 + shift, 30.0), (420.0, 260.0), 3);
    tree(flat, (150.0 + shift, 330.0), 300.0, look.leaf);
    tree(flat, (420.0 + shift * 0.5, 330.0), 230.0, look.leaf.lit(-0.1));
    let plaster = look.wall.mix(ink(0xE3D2B0), 0.45);
    let (top, foot) = (252.0, 716.0);
    flat.fade(
        &[(0.0, top), (1200.0, top), (1200.0, foot), (0.0, foot)],
        ((0.0, top), plaster.lit(0.12)),
        ((1200.0, foot), plaster.lit(-0.12)),
    );
    flat.rect(0.0, 600.0, 1200.0, foot - 600.0, look.dado.lit(-0.18));
    flat.rect(0.0, 596.0, 1200.0, 7.0, look.dado.lit(-0.4));
    for x in [60.0 + shift * 0.4, 1040.0 + shift * 0.4] {
        flat.rect(x + 90.0, top, 14.0, foot - top, shade(0.14));
        flat.rect(x, top - 34.0, 92.0, foot - top + 34.0, plaster.lit(0.2));
        flat.rect(x + 66.0, top - 34.0, 26.0, foot - top + 34.0, plaster.lit(-0.12));
        flat.rect(x, 600.0, 92.0, foot - 600.0, look.dado.lit(-0.1));
        flat.rect(x - 10.0, top - 52.0, 112.0, 24.0, ink(0x8E5B45));
    }
    let mut gap = None;
    if moment == Moment::Before {
        gap = Some((520.0 + shift * 0.4, 640.0 + shift * 0.4));
    }
    coping(flat, top, gap, 62.0 + shift * 0.4);
    // Ground: a kerb, paving, a little grass.
    flat.rect(0.0, foot, 1200.0, 34.0, look.leaf.lit(-0.2));
    for n in 0..40u8 {
        let x = f32::from(n) * 31.0 + dice.range(-8.0, 8.0);
        flat.area(&[(x - 9.0, foot + 4.0), (x, foot - dice.range(8.0, 24.0)), (x + 9.0, foot + 4.0)], look.leaf.lit(-0.16));
    }
    flat.rect(0.0, foot + 30.0, 1200.0, 20.0, ink(0xC9CCC6));
    flat.rect(0.0, foot + 46.0, 1200.0, 6.0, shade(0.25));
    flat.fade(
        &[(0.0, foot + 50.0), (1200.0, foot + 50.0), (1200.0, 900.0), (0.0, 900.0)],
        ((0.0, foot + 50.0), ink(0xB5B2A8)),
        ((0.0, 900.0), ink(0xCBC7BB)),
    );
    for x in [-700.0, -300.0, 100.0, 500.0, 900.0, 1300.0, 1700.0_f32] {
        flat.bar(&[(600.0 + (x - 600.0) * 0.66, foot + 52.0), (x, 900.0)], 2.0, WHITE.thin(0.4));
    }
    flat.bar(&[(0.0, foot + 104.0), (1200.0, foot + 104.0)], 2.0, WHITE.thin(0.4));
    let x = 560.0 + shift * 0.4;
    match moment {
        Moment::Before => crack(flat, x, (top, foot), plaster, dice),
        Moment::After => {
            // Fresh plaster a little lighter than the rest, a new strip of colour below.
            let (left, width) = (shift * 0.4 + 164.0, 876.0);
            flat.rect(left, top + 12.0, width, 584.0 - top, plaster.lit(0.4).thin(0.6));
            flat.rect(left, 603.0, width, foot - 603.0, look.dado.lit(0.06).thin(0.8));
            gauge(flat, (x + 20.0, 430.0));
            hedge(flat, (0.0, 1200.0), foot + 32.0, 44.0, look.leaf);
        }
    }
}

/// Tiles along the top of the wall, some of them gone between the two ends of a gap.
fn coping(flat: &mut Canvas, top: f32, gap: Option<(f32, f32)>, start: f32) {
    let tile = ink(0x9A6048);
    let mut x = start - 130.0;
    while x < 1200.0 {
        if !gap.is_some_and(|(from, to)| x + 60.0 > from && x < to) {
            flat.area(&[(x, top + 8.0), (x + 62.0, top + 8.0), (x + 56.0, top - 22.0), (x + 6.0, top - 22.0)], tile);
            flat.area(&[(x + 6.0, top - 22.0), (x + 56.0, top - 22.0), (x + 54.0, top - 12.0), (x + 8.0, top - 12.0)], tile.lit(0.25));
            flat.rect(x, top + 4.0, 62.0, 8.0, tile.lit(-0.35));
        }
        x += 64.0;
    }
    if let Some((from, to)) = gap {
        flat.rect(from - 8.0, top - 2.0, to - from + 20.0, 10.0, ink(0xB9A488));
        flat.turned(17.0, (from, top), |flat| {
            flat.rect(from - 6.0, top - 34.0, 62.0, 26.0, tile);
            flat.rect(from - 6.0, top - 34.0, 62.0, 8.0, tile.lit(0.25));
        });
    }
}

fn crack(flat: &mut Canvas, x: f32, (top, foot): (f32, f32), plaster: Ink, dice: &mut Dice) {
    let mut j = |by: f32| dice.range(-by, by);
    let spine = [
        (x + 30.0, top + 6.0),
        (x + 8.0 + j(12.0), top + 66.0),
        (x + 52.0 + j(12.0), top + 118.0),
        (x + 18.0 + j(12.0), top + 182.0),
        (x + 74.0 + j(12.0), top + 236.0),
        (x + 48.0 + j(12.0), top + 300.0),
        (x + 110.0 + j(12.0), top + 360.0),
        (x + 92.0, foot - 50.0),
        (x + 128.0, foot),
    ];
    // Where the plaster has fallen: bricks.
    let hole = [
        (x - 60.0, 400.0),
        (x - 10.0, 352.0),
        (x + 70.0, 372.0),
        (x + 130.0, 356.0),
        (x + 180.0, 420.0),
        (x + 166.0, 500.0),
        (x + 190.0, 560.0),
        (x + 110.0, 596.0),
        (x + 30.0, 574.0),
        (x - 46.0, 590.0),
        (x - 84.0, 510.0),
    ];
    flat.blob(&hole.map(|(px, py)| (px - 6.0, py - 7.0)), plaster.lit(0.45));
    flat.blob(&hole, ink(0xA9604A).lit(-0.25));
    let left = |y: f32| {
        if y < 440.0 {
            x - 44.0
        } else if y < 540.0 {
            x - 70.0
        } else {
            x - 30.0
        }
    };
    let mut y = 376.0;
    let mut odd = false;
    while y < 570.0 {
        let mut bx = left(y) + if odd { 22.0 } else { 0.0 };
        let right = if y < 400.0 { x + 110.0 } else { x + 160.0 };
        while bx + 56.0 < right {
            let tone = ink(0xB96E54).lit(((bx + y) as i32 % 5) as f32 * 0.05 - 0.1);
            flat.round((bx, y), (58.0, 22.0), 3.0, tone);
            bx += 64.0;
        }
        y += 28.0;
        odd = !odd;
    }
    let dark = ink(0x33302C);
    let path = |w: f32| -> Vec<Spot> {
        let last = spine.len() as f32 - 1.0;
        let wide = |n: usize| w * (1.0 - 0.55 * (n as f32 / last));
        let go = spine.iter().enumerate().map(|(n, (px, py))| (px - wide(n), *py));
        let back = spine.iter().enumerate().rev().map(|(n, (px, py))| (px + wide(n), *py + 4.0));
        go.chain(back).collect()
    };
    flat.area(&path(15.0), plaster.lit(-0.3));
    flat.area(&path(10.0), dark);
    for (n, spot) in spine.iter().enumerate().skip(1).take(6) {
        let way = if n % 2 == 0 { 1.0 } else { -1.0 };
        let twig = [
            *spot,
            (spot.0 + way * 40.0, spot.1 + 18.0 + n as f32 * 2.0),
            (spot.0 + way * 62.0, spot.1 + 50.0),
            (spot.0 + way * 96.0, spot.1 + 58.0),
        ];
        flat.line(&twig, 4.0, dark.thin(0.85));
    }
    // Rubble at the foot.
    flat.glow((x + 70.0, foot + 40.0), 230.0, 24.0, shade(0.4));
    for (dx, dy, s, tone) in [
        (-70.0, 34.0, 26.0, plaster),
        (-20.0, 44.0, 34.0, ink(0xB96E54)),
        (36.0, 36.0, 42.0, plaster.lit(-0.1)),
        (96.0, 46.0, 36.0, ink(0xA9604A)),
        (150.0, 38.0, 28.0, plaster.lit(0.1)),
        (206.0, 46.0, 20.0, ink(0xB96E54)),
        (66.0, 20.0, 26.0, ink(0xC58468)),
        (120.0, 64.0, 18.0, plaster),
    ] {
        let (cx, cy) = (x + dx, foot + dy);
        flat.area(
            &[
                (cx - s, cy + s * 0.5),
                (cx - s * 0.7, cy - s * 0.5),
                (cx + s * 0.3, cy - s * 0.7),
                (cx + s, cy),
                (cx + s * 0.7, cy + s * 0.6),
            ],
            tone,
        );
        flat.area(
            &[(cx - s * 0.7, cy - s * 0.5), (cx + s * 0.3, cy - s * 0.7), (cx + s * 0.1, cy - s * 0.1), (cx - s * 0.4, cy)],
            tone.lit(0.3),
        );
    }
}

/// A glass strip across the mended place, to see whether it moves again.
fn gauge(flat: &mut Canvas, (x, y): Spot) {
    flat.round((x - 54.0, y + 4.0), (116.0, 34.0), 4.0, shade(0.18));
    flat.round((x - 58.0, y), (116.0, 34.0), 4.0, ink(0xF4F3EC));
    for n in 0..9u8 {
        let at = x - 46.0 + f32::from(n) * 11.5;
        let long = if n % 4 == 0 { 18.0 } else { 10.0 };
        flat.bar(&[(at, y + 8.0), (at, y + 8.0 + long)], 2.0, ink(0x4A5356));
    }
    for dx in [-50.0, 50.0] {
        flat.disc((x + dx, y + 17.0), 4.5, 4.5, ink(0x8A9498));
    }
}

/// Grass, track and court below the horizon.
fn ground(stage: &mut Stage, look: &Look, court: Ink) {
    let low = stage.eye.horizon;
    stage.flat.fade(
        &[(0.0, low), (1200.0, low), (1200.0, 900.0), (0.0, 900.0)],
        ((0.0, low), look.leaf.lit(0.15)),
        ((0.0, 900.0), look.leaf.lit(-0.05)),
    );
    stage.level((-80.0, 80.0), 0.0, (11.5, 24.0), ink(0xB9634C));
    for z in [11.6, 14.4, 17.6, 21.4] {
        stage.level((-80.0, 80.0), 0.0, (z, z + 0.12), WHITE.thin(0.8));
    }
    stage.level((-80.0, 80.0), 0.0, (0.5, 10.2), court);
    let (a, b) = (stage.at((-9.0, 0.0, 10.2)), stage.at((9.0, 0.0, 2.0)));
    stage.flat.fade(
        &[(0.0, a.1), (1200.0, a.1), (1200.0, 900.0), (0.0, 900.0)],
        ((0.0, a.1), court.lit(0.1)),
        ((0.0, b.1.max(900.0)), court.lit(-0.1)),
    );
}

/// A basketball stand on the sports ground.
pub(super) fn loose_hoop(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let low = stage.eye.horizon;
    sky(&mut stage.flat, look, low + 4.0, dice);
    let shift = look.shift * 200.0;
    let flat = &mut stage.flat;
    block_of_rooms(flat, look, (690.0 + shift, 250.0), (600.0, 312.0), 4);
    block_of_rooms(flat, look, (-120.0 + shift, 352.0), (330.0, 210.0), 3);
    hedge(flat, (0.0, 1200.0), low + 10.0, 46.0, look.leaf.lit(-0.05));
    for (x, s) in [(250.0, 210.0), (600.0, 180.0), (1130.0, 230.0)] {
        tree(flat, (x + shift, low + 8.0), s, look.leaf);
    }
    let court = dice.pick(ink(0x6FA08A), &[ink(0x5F8FAE), ink(0x7E9F74)]);
    ground(stage, look, court);
    // Lines: the end line, the lane and its half circle.
    let line = WHITE.thin(0.9);
    stage.level((-40.0, 40.0), 0.0, (8.9, 9.05), line);
    let lane = ink(0xB9634C).mix(court, 0.15);
    stage.level((-1.9, 1.9), 0.0, (3.4, 8.9), lane);
    for x in [-1.9, 1.82] {
        stage.level((x, x + 0.08), 0.0, (3.4, 8.9), line);
    }
    stage.level((-1.9, 1.9), 0.0, (3.34, 3.45), line);

    let old = moment == Moment::Before;
    let steel = if old { look.steel.mix(ink(0x8A6A54), 0.3) } else { look.steel };
    // Base, post, arm.
    let z = 8.2;
    stage.shadow((-1.0, 1.3), (7.7, 9.2), 0.5);
    stage.block((-0.75, 0.75), (0.0, 0.42), (8.2, 9.3), steel.lit(-0.15));
    stage.front((-0.75, 0.75), (0.34, 0.42), 8.2, steel.lit(0.2));
    if old {
        for x in [-0.6, 0.1, 0.5] {
            stage.front((x, x + 0.12), (0.02, 0.2), 8.19, ink(0x96512F).thin(0.8));
        }
    }
    let lean = if old { 0.16 } else { 0.0 };
    rod(stage, (0.0, 0.4, 8.6), (lean, 2.9, 8.6), 0.11, steel);
    rod(stage, (lean, 2.85, 8.6), (lean * 1.2, 3.35, 7.5), 0.075, steel);
    rod(stage, (lean * 0.6, 1.9, 8.6), (lean * 1.2, 3.0, 7.5), 0.05, steel.lit(-0.12));
    if !old {
        // New padding on the post.
        let ((l, t), (r, b)) = (stage.at((-0.2, 1.85, 8.4)), stage.at((0.2, 0.42, 8.4)));
        stage.flat.tube((l, t), (r - l, b - t), 8.0, ink(0x2F6DA0));
        for k in [0.34, 0.67] {
            stage.flat.rect(l, t + (b - t) * k, r - l, 4.0, ink(0xF2F2EC).thin(0.8));
        }
    }
    let z = z - 0.75;
    let centre = stage.at((lean * 1.2, 3.15, z));
    let s = stage.scale(z);
    let tilt = if old { 13.0 + dice.range(0.0, 4.0) } else { 0.0 };
    stage.flat.turned(tilt, centre, |flat| board(flat, centre, s, old));
    if old {
        // The stay that should hold the board, hanging from one end; bolts on the ground.
        rod(stage, (lean - 0.35, 3.0, 7.6), (lean - 0.5, 2.0, 7.7), 0.035, ink(0x8A6A54));
        for (x, z) in [(-1.1, 7.6), (1.0, 7.8), (-0.5, 7.1)] {
            stage.lying((x, 0.0, z), 0.09, shade(0.35));
            stage.lying((x - 0.02, 0.04, z), 0.07, ink(0x8A6A54));
        }
    }
    ball(stage, if old { (1.5, 7.3) } else { (-1.25, 7.5) });
}

fn board(flat: &mut Canvas, (x, y): Spot, s: f32, old: bool) {
    let (w, h) = (1.8 * s, 1.08 * s);
    let (l, t) = (x - w / 2.0, y - h * 0.62);
    let face = if old { ink(0xE2DED2) } else { ink(0xF6F7F4) };
    // A corner of the old board is broken off.
    let mut outline = vec![(l, t), (l + w, t), (l + w, t + h)];
    if old {
        outline.extend([(l + w * 0.2, t + h), (l + w * 0.11, t + h * 0.82), (l, t + h * 0.7)]);
    } else {
        outline.push((l, t + h));
    }
    let drop: Vec<Spot> = outline.iter().map(|(x, y)| (x + 6.0, y + 8.0)).collect();
    flat.area(&drop, shade(0.2));
    flat.area(&outline, face);
    flat.area(&[(l, t), (l + w * 0.4, t), (l, t + h * 0.8)], WHITE.thin(0.5));
    let red = if old { ink(0xB06A55) } else { ink(0xC93A30) };
    outline.push((l, t));
    flat.line(&outline, 9.0, red);
    let (bx, by) = (x - 0.3 * s, t + h * 0.42);
    let (bw, bh) = (0.6 * s, 0.42 * s);
    flat.line(&[(bx, by), (bx + bw, by), (bx + bw, by + bh), (bx, by + bh), (bx, by)], 6.0, red);
    if old {
        // Rust runs down.
        for (dx, long) in [(0.3, 0.5), (0.52, 0.34), (0.74, 0.6)] {
            flat.line(&[(l + w * dx, t + 8.0), (l + w * dx, t + h * long)], 5.0, ink(0x9A5A38).thin(0.35));
        }
    }
    // Rim and net.
    let (rx, ry) = (0.28 * s, 0.07 * s);
    let (cx, cy) = (x, t + h * 0.92);
    let droop = if old { 16.0 } else { 0.0 };
    flat.turned(droop, (cx, cy), |flat| {
        let net = WHITE.lit(if old { -0.12 } else { 0.0 });
        let strands: &[f32] = if old { &[-0.9, -0.5, 0.1] } else { &[-1.0, -0.66, -0.33, 0.0, 0.33, 0.66, 1.0] };
        for k in strands {
            let (top, foot) = (cx + k * rx, cx + k * rx * 0.55);
            let long = if old { 0.22 + k.abs() * 0.12 } else { 0.42 };
            flat.line(&[(top, cy + ry * 0.8), (foot, cy + long * s)], 3.0, net);
        }
        if !old {
            for (k, wide) in [(0.14, 0.86), (0.26, 0.72), (0.38, 0.6)] {
                flat.ring((cx, cy + k * s), rx * wide, ry * 0.8, 2.6, net);
            }
        }
        flat.ring((cx, cy), rx, ry, 9.0, ink(0xD9622F).lit(if old { -0.2 } else { 0.0 }));
        flat.rect(cx - 0.07 * s, cy - ry - 10.0, 0.14 * s, 16.0, ink(0xB8502A));
    });
}

fn ball(stage: &mut Stage, (x, z): (f32, f32)) {
    stage.shadow((x - 0.14, x + 0.14), (z - 0.1, z + 0.1), 0.6);
    let (c, r) = (stage.at((x, 0.13, z)), 0.13 * stage.scale(z));
    let flat = &mut stage.flat;
    flat.disc(c, r, r, ink(0xD9772F));
    flat.glow((c.0 - r * 0.3, c.1 - r * 0.35), r * 0.7, r * 0.6, WHITE.thin(0.45));
    flat.line(&[(c.0 - r, c.1), (c.0 + r, c.1)], 2.4, ink(0x4A2D1A));
    flat.line(&[(c.0, c.1 - r), (c.0, c.1 + r)], 2.4, ink(0x4A2D1A));
}

/// A manhole in the yard between the buildings.
pub(super) fn manhole_cover(stage: &mut Stage, look: &Look, moment: Moment, dice: &mut Dice) {
    let low = stage.eye.horizon;
    sky(&mut stage.flat, look, low, dice);
    let shift = look.shift * 200.0;
    let flat = &mut stage.flat;
    block_of_rooms(flat, look, (-60.0 + shift, 10.0), (720.0, 286.0), 3);
    block_of_rooms(flat, look, (800.0 + shift, 90.0), (520.0, 206.0), 2);
    for (x, s) in [(730.0, 250.0), (120.0, 190.0), (1080.0, 200.0)] {
        tree(flat, (x + shift, low + 8.0), s, look.leaf);
    }
    hedge(flat, (0.0, 1200.0), low + 26.0, 52.0, look.leaf.lit(-0.05));
    let paving = look.floor.mix(ink(0xC3BFB2), 0.5);
    stage.flat.fade(
        &[(0.0, low + 24.0), (1200.0, low + 24.0), (1200.0, 900.0), (0.0, 900.0)],
        ((0.0, low + 24.0), paving.lit(0.2)),
        ((0.0, 900.0), paving.lit(-0.04)),
    );
    pavers(stage, paving);
    // A strip of lawn with its kerb on the left.
    stage.level((-14.0, -1.75), 0.0, (0.6, 40.0), look.leaf.lit(0.02));
    stage.block((-1.75, -1.6), (0.0, 0.1), (1.2, 40.0), ink(0xCFD0CA));
    for n in 0..16u8 {
        let z = 2.2 + f32::from(n) * 0.55;
        let x = dice.range(-3.4, -1.9);
        let (gx, gy) = stage.at((x, 0.0, z));
        let s = stage.scale(z) * 0.05;
        for dx in [-1.0, 0.0, 1.0] {
            stage.flat.line(&[(gx, gy), (gx + dx * s * 0.7, gy - s * 1.6)], s * 0.28, look.leaf.lit(-0.18));
        }
    }
    let at = (0.05 + dice.range(-0.12, 0.12), 0.0, 3.0);
    match moment {
        Moment::Before => open_hole(stage, at),
        Moment::After => closed_cover(stage, at),
    }
}

fn pavers(stage: &mut Stage, paving: Ink) {
    let mut z = 1.4;
    let mut row = 0u8;
    while z < 22.0 {
        let joint = paving.lit(-0.22).thin(0.7);
        let width = (stage.scale(z) * 0.012).clamp(1.0, 4.0);
        let ends = [stage.at((-1.6, 0.0, z)), stage.at((16.0, 0.0, z))];
        stage.flat.bar(&ends, width, joint);
        if z < 9.0 {
            let mut x = -1.6 + if row.is_multiple_of(2) { 0.0 } else { 0.3 };
            while x < 6.0 {
                let ends = [stage.at((x, 0.0, z)), stage.at((x, 0.0, z + 0.4))];
                stage.flat.bar(&ends, width * 0.8, joint);
                // A few stones in another tone.
                if ((x * 7.3 + z * 3.1).sin() * 10.0) as i32 % 5 == 4 {
                    stage.level((x + 0.02, x + 0.58), 0.0, (z + 0.02, z + 0.38), paving.lit(-0.1).thin(0.8));
                }
                x += 0.6;
            }
        }
        z += 0.4;
        row = row.wrapping_add(1);
    }
}

const IRON: Ink = ink(0x59656A);
const RADIUS: f32 = 0.46;

fn frame(stage: &mut Stage, at: (f32, f32, f32), tone: Ink) {
    stage.lying(at, RADIUS + 0.16, ink(0xA9A79E));
    stage.lying(at, RADIUS + 0.14, ink(0xBDBAB0));
    stage.lying(at, RADIUS + 0.06, tone);
}

fn open_hole(stage: &mut Stage, at: (f32, f32, f32)) {
    frame(stage, at, IRON);
    let ((cx, cy), rx, ry) = stage.lying_oval(at, RADIUS);
    stage.lying(at, RADIUS, ink(0x15191B));
    // The far wall of the shaft catches light; rungs go down.
    let flat = &mut stage.flat;
    for (k, by) in [(1.0, 0x3A4244), (0.9, 0x2B3234), (0.78, 0x1E2426)] {
        flat.disc((cx, cy - ry * (1.0 - k) * 0.1), rx * k, ry * k, ink(by));
    }
    flat.disc((cx, cy + ry * 0.2), rx * 0.92, ry * 0.8, ink(0x101416));
    for (dy, w) in [(-0.55, 0.3), (-0.28, 0.27)] {
        flat.line(&[(cx - rx * w, cy + ry * dy), (cx + rx * w, cy + ry * dy)], 8.0, ink(0x6E7A7E));
    }
    // The cover lies half on the edge, tilted.
    let (x, y) = (cx + rx * 1.18, cy + ry * 0.42);
    flat.glow((x + 8.0, y + ry * 0.5), rx * 1.2, ry * 0.95, shade(0.55));
    flat.turned(-9.0, (x, y), |flat| cover(flat, (x, y), (rx * 1.02, ry * 0.96), 20.0, IRON.lit(0.06)));
    // A crack in the paving and a toy that nearly fell in.
    flat.line(
        &[(cx - rx * 1.3, cy + ry * 0.2), (cx - rx * 1.6, cy + ry * 0.5), (cx - rx * 1.75, cy + ry * 0.45), (cx - rx * 2.1, cy + ry * 0.9)],
        4.0,
        shade(0.5),
    );
    let (bx, by, r) = (cx - rx * 1.05, cy + ry * 1.25, 46.0);
    flat.glow((bx + 8.0, by + r * 0.9), r * 1.3, r * 0.4, shade(0.55));
    flat.disc((bx, by), r, r, ink(0xD2483C));
    flat.blob(
        &[
            (bx - r, by - 6.0),
            (bx, by - r * 0.42),
            (bx + r, by - 4.0),
            (bx + r * 0.96, by + 16.0),
            (bx, by + r * 0.2),
            (bx - r * 0.95, by + 16.0),
        ],
        ink(0xF3EFE4),
    );
    flat.glow((bx - r * 0.32, by - r * 0.42), r * 0.55, r * 0.45, WHITE.thin(0.6));
}

/// A cast-iron cover with its pattern, seen at a slant, `thick` pixels thick.
fn cover(flat: &mut Canvas, (x, y): Spot, (rx, ry): Spot, thick: f32, tone: Ink) {
    flat.disc((x, y + thick), rx, ry, tone.lit(-0.5));
    flat.disc((x, y), rx, ry, tone.lit(-0.12));
    flat.disc((x, y), rx * 0.95, ry * 0.95, tone);
    flat.ring((x, y), rx * 0.8, ry * 0.8, 5.0, tone.lit(-0.3));
    for row in -3..=3i8 {
        for column in -5..=5i8 {
            let (dx, dy) = (f32::from(column) / 6.6, f32::from(row) / 4.6);
            if dx * dx + dy * dy < 0.52 {
                let (px, py) = (x + dx * rx, y + dy * ry);
                let slant = if (row + column) % 2 == 0 { 1.0 } else { -1.0 };
                let (w, h) = (rx * 0.05, ry * 0.07 * slant);
                flat.line(&[(px - w, py - h), (px + w, py + h)], 6.0, tone.lit(0.26));
            }
        }
    }
    for dx in [-0.87, 0.87] {
        flat.disc((x + dx * rx, y), rx * 0.045, ry * 0.07, ink(0x23292B));
    }
}

fn closed_cover(stage: &mut Stage, at: (f32, f32, f32)) {
    stage.lying(at, RADIUS + 0.24, ink(0xE8B62F));
    frame(stage, at, IRON.lit(-0.2));
    let ((cx, cy), rx, ry) = stage.lying_oval(at, RADIUS);
    cover(&mut stage.flat, (cx, cy), (rx, ry), 3.0, IRON.lit(0.16));
    let flat = &mut stage.flat;
    flat.area(
        &[
            (cx - rx * 0.5, cy - ry * 0.8),
            (cx - rx * 0.1, cy - ry * 0.93),
            (cx - rx * 0.55, cy + ry * 0.7),
            (cx - rx * 0.85, cy + ry * 0.4),
        ],
        WHITE.thin(0.12),
    );
    // A post with a warning band while the concrete sets.
    for (x, z) in [(1.25, 3.9), (-0.95, 4.1)] {
        let (px, base) = stage.at((x, 0.0, z));
        let s = stage.scale(z) / 200.0;
        let flat = &mut stage.flat;
        flat.glow((px, base), 70.0 * s, 16.0 * s, shade(0.5));
        flat.area(
            &[
                (px - 34.0 * s, base + 6.0 * s),
                (px - 10.0 * s, base - 128.0 * s),
                (px + 10.0 * s, base - 128.0 * s),
                (px + 34.0 * s, base + 6.0 * s),
            ],
            ink(0xD9622F),
        );
        flat.area(
            &[
                (px - 24.0 * s, base - 46.0 * s),
                (px - 19.0 * s, base - 76.0 * s),
                (px + 19.0 * s, base - 76.0 * s),
                (px + 24.0 * s, base - 46.0 * s),
            ],
            ink(0xF4F2EA),
        );
        flat.round((px - 46.0 * s, base), (92.0 * s, 14.0 * s), 5.0, ink(0xB84E24));
    }
    let (a, b) = (stage.at((-0.95, 0.52, 4.1)), stage.at((1.25, 0.52, 3.9)));
    warning_band(&mut stage.flat, (a.0, a.1 - 10.0), (b.0 - a.0, 18.0));
}
