//! The drawing of the demo's campus, seen from above. Without words: names and colours are the map's own.

use super::brush::{Canvas, Ink, Spot, WHITE, ink};
use crate::demo::campus::{LOTS, Looks, Lot};

const GROUND: Ink = ink(0xEEF2EC);
const ROAD: Ink = ink(0xDADFDC);
const EDGE: Ink = ink(0x8C9794);
const LAWN: Ink = ink(0xDCE8D5);

pub(super) fn campus(flat: &mut Canvas) {
    flat.rect(0.0, 0.0, 1200.0, 900.0, GROUND);
    // The roads: one across, one down, one from the field to the south wall.
    flat.rect(70.0, 440.0, 1070.0, 38.0, ROAD);
    flat.rect(502.0, 70.0, 38.0, 770.0, ROAD);
    flat.rect(770.0, 440.0, 30.0, 400.0, ROAD);
    flat.rect(804.0, 70.0, 28.0, 380.0, ROAD);
    for (x, y) in
        [(470.0, 90.0), (470.0, 130.0), (470.0, 170.0), (470.0, 210.0), (1115.0, 120.0), (1115.0, 170.0), (1115.0, 220.0), (1115.0, 350.0)]
    {
        tree(flat, (x, y));
    }
    for x in [130.0, 200.0, 270.0, 340.0, 410.0] {
        tree(flat, (x, 240.0));
    }
    for lot in &LOTS {
        built(flat, lot);
    }
    // The wall, open at the gate in the west.
    flat.line(&[(70.0, 386.0), (70.0, 70.0), (1140.0, 70.0), (1140.0, 838.0), (70.0, 838.0), (70.0, 490.0)], 6.0, EDGE);
    compass(flat, (1170.0, 34.0));
}

fn built(flat: &mut Canvas, lot: &Lot) {
    let (x, y) = (lot.left as f32, lot.top as f32);
    let (w, h) = ((lot.right - lot.left) as f32, (lot.bottom - lot.top) as f32);
    let middle = (x + w / 2.0, y + h / 2.0);
    match lot.looks {
        Looks::House => {
            flat.rect(x + 5.0, y + 6.0, w, h, ink(0xCDD5D1));
            flat.rect(x, y, w, h, WHITE);
            flat.line(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)], 3.0, EDGE);
            // The ridge of its roof.
            flat.line(&[(x + 14.0, middle.1), (x + w - 14.0, middle.1)], 1.5, ink(0xD5DCD9));
        }
        Looks::Field => {
            flat.round((x, y), (w, h), h / 2.4, ink(0xE5CDBD));
            flat.round((x + 34.0, y + 34.0), (w - 68.0, h - 68.0), h / 3.4, LAWN);
            flat.line(&[(middle.0, y + 36.0), (middle.0, y + h - 36.0)], 2.0, WHITE);
            flat.ring(middle, 34.0, 34.0, 2.0, WHITE);
        }
        Looks::Pond => flat.disc(middle, w / 2.0, h / 2.0, ink(0xCFE1EC)),
        Looks::Yard => flat.round((x, y), (w, h), 10.0, ink(0xE4E7E4)),
        Looks::Line => {}
    }
}

fn tree(flat: &mut Canvas, at: Spot) {
    flat.disc(at, 15.0, 15.0, ink(0xC6D9BC));
    flat.disc((at.0 - 3.0, at.1 - 3.0), 9.0, 9.0, ink(0xD3E3CA));
}

fn compass(flat: &mut Canvas, (x, y): Spot) {
    flat.disc((x, y), 20.0, 20.0, WHITE);
    flat.ring((x, y), 20.0, 20.0, 1.5, EDGE);
    flat.area(&[(x, y - 15.0), (x + 6.0, y + 10.0), (x, y + 5.0), (x - 6.0, y + 10.0)], ink(0x33413E));
}
