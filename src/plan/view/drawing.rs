//! A plan as it is drawn: its picture or grid, the areas and marks on it.

use super::Base;
use crate::access::Place;
use crate::plan::geometry::{COLUMNS, Grid, SIDE, Spot};
use crate::plan::model::{Area, Plan, Point};
use crate::plan::rules;
use std::fmt::Write as _;

/// Units across of every drawing; the mark of [`SIDE`] lies at this.
pub(super) const WIDE: i64 = 1000;

pub(super) fn rank(level: i16) -> u8 {
    u8::try_from(level).unwrap_or(4)
}

/// A plan as it is drawn: 1000 units wide, with a margin for the letters and numbers along its edges.
pub struct Drawing {
    pub name: String,
    /// The picture's address; none for a plain grid.
    pub picture: Option<String>,
    pub height: i64,
    /// The grid's lines, where they are wanted.
    pub lines: Option<String>,
    /// The letters above the columns, and where each stands.
    pub letters: String,
    pub letters_at: String,
    /// The number of each row and where it stands.
    pub rows: Vec<(i32, i64)>,
    pub zones: Vec<Zone>,
    pub pins: Vec<Pin>,
    /// Corners of an area that is being drawn, in order.
    pub corners: Vec<(i64, i64)>,
    /// The marks lead to their risk points.
    pub linked: bool,
}

/// An area as it is drawn.
pub struct Zone {
    /// 0 for none.
    pub rank: u8,
    pub name: String,
    pub points: String,
    pub x: i64,
    pub y: i64,
}

/// A mark as it is drawn.
pub struct Pin {
    pub rank: u8,
    pub number: String,
    pub name: String,
    pub href: String,
    pub x: i64,
    pub y: i64,
    /// The one the page is about.
    pub now: bool,
}

impl Pin {
    /// The left and upper edge of its shape.
    pub fn left(&self) -> i64 {
        self.x - 15
    }
    pub fn top(&self) -> i64 {
        self.y - 15
    }
}

impl Drawing {
    pub(super) fn new(place: &Place, plan: &Plan, gridded: bool) -> Self {
        let height = (WIDE * i64::from(plan.height) + i64::from(plan.width) / 2) / i64::from(plan.width.max(1));
        let rows = plan.grid().rows();
        let down = |row: i32| (i64::from(2 * row + 1) * height) / i64::from(2 * rows);
        let letters_at: Vec<String> =
            (0..COLUMNS).map(|column| (i64::from(2 * column + 1) * WIDE / i64::from(2 * COLUMNS)).to_string()).collect();
        Self {
            name: plan.name.clone(),
            picture: plan.photo.map(|photo| format!("/o/{}/photos/{photo}/page", place.code)),
            height,
            lines: (gridded || plan.photo.is_none()).then(|| lines(plan.grid(), height)),
            letters: (0..COLUMNS).map(Grid::letter).collect(),
            letters_at: letters_at.join(" "),
            rows: (0..rows).map(|row| (row + 1, down(row))).collect(),
            zones: vec![],
            pins: vec![],
            corners: vec![],
            linked: false,
        }
    }

    /// The plan with everything on it.
    pub(super) fn full(place: &Place, base: &Base, gridded: bool, now: &str) -> Self {
        let mut drawing = Self::new(place, &base.plan, gridded);
        drawing.zones = base.areas.iter().map(|area| drawing.zone(area, rules::level_of(area, &base.points))).collect();
        // The gravest last, so that they lie on top.
        drawing.pins = base.points.iter().rev().filter_map(|point| drawing.pin(place, point, now)).collect();
        drawing
    }

    pub(super) fn at(&self, spot: Spot) -> (i64, i64) {
        let scaled = |n: i32, side: i64| (i64::from(n) * side + i64::from(SIDE) / 2) / i64::from(SIDE);
        (scaled(spot.x(), WIDE), scaled(spot.y(), self.height))
    }

    pub(super) fn zone(&self, area: &Area, level: Option<i16>) -> Zone {
        let mut points = String::new();
        for corner in area.outline.corners() {
            let (x, y) = self.at(*corner);
            let _ = write!(points, "{x},{y} ");
        }
        points.truncate(points.trim_end().len());
        // Its middle fourteen units below the top: as high as its letters, and above the first row of marks.
        let down = i64::from(SIDE) * 14 / self.height.max(1);
        let (x, y) = self.at(area.outline.label(i32::try_from(down).unwrap_or(0)));
        Zone { rank: level.map_or(0, rank), name: area.name.clone(), points, x, y: y + 7 }
    }

    pub(super) fn pin(&self, place: &Place, point: &Point, now: &str) -> Option<Pin> {
        let (x, y) = self.at(point.at?);
        Some(Pin {
            rank: rank(point.level),
            number: point.number.clone(),
            name: point.name.clone(),
            href: format!("/o/{}/risks/{}", place.code, point.number),
            x,
            y,
            now: point.number == now,
        })
    }

    /// The box of the drawing with its margin.
    pub fn tall(&self) -> i64 {
        self.height + 60
    }

    /// Corners of the area being drawn, as a line.
    pub fn path(&self) -> String {
        self.corners.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
    }
}

/// The grid's lines as one path.
fn lines(grid: Grid, height: i64) -> String {
    let mut path = String::new();
    for column in 0..=COLUMNS {
        let _ = write!(path, "M{} 0v{height}", i64::from(column) * WIDE / i64::from(COLUMNS));
    }
    for row in 0..=grid.rows() {
        let _ = write!(path, "M0 {}h{WIDE}", i64::from(row) * height / i64::from(grid.rows()));
    }
    path
}
