//! Depth: a one-point perspective on the canvas, in metres.

use super::brush::{Canvas, Ink, Spot, WIDTH, shade};

/// A place in a scene, in metres: right of the middle, up from the floor, away from the eye.
pub(super) type Place = (f32, f32, f32);
/// From and to, along one axis.
pub(super) type Span = (f32, f32);

/// Where the scene is seen from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Eye {
    /// Metres right of the middle.
    pub x: f32,
    /// Metres above the floor.
    pub height: f32,
    /// Pixels that one metre measures one metre away.
    pub zoom: f32,
    /// Pixels from the top to the horizon.
    pub horizon: f32,
}

/// A canvas with depth.
pub(super) struct Stage {
    /// The flat canvas, for what has no depth.
    pub flat: Canvas,
    /// The view.
    pub eye: Eye,
}

impl Stage {
    /// Where a place is seen.
    pub fn at(&self, (x, y, z): Place) -> Spot {
        let scale = self.scale(z);
        (WIDTH as f32 / 2.0 + (x - self.eye.x) * scale, self.eye.horizon - (y - self.eye.height) * scale)
    }

    /// Pixels per metre at a depth.
    pub fn scale(&self, z: f32) -> f32 {
        self.eye.zoom / z.max(0.3)
    }

    /// A flat face.
    pub fn face(&mut self, corners: &[Place], ink: Ink) {
        let seen: Vec<Spot> = corners.iter().map(|&p| self.at(p)).collect();
        self.flat.area(&seen, ink);
    }

    /// A flat face whose colour runs from its first corner to its third.
    pub fn shaded(&mut self, corners: &[Place; 4], from: Ink, to: Ink) {
        let seen = corners.map(|p| self.at(p));
        let [first, _, third, _] = seen;
        self.flat.fade(&seen, (first, from), (third, to));
    }

    /// A rectangle facing the eye.
    pub fn front(&mut self, x: Span, y: Span, z: f32, ink: Ink) {
        self.face(&[(x.0, y.1, z), (x.1, y.1, z), (x.1, y.0, z), (x.0, y.0, z)], ink);
    }

    /// A rectangle lying at height `y`.
    pub fn level(&mut self, x: Span, y: f32, z: Span, ink: Ink) {
        self.face(&[(x.0, y, z.1), (x.1, y, z.1), (x.1, y, z.0), (x.0, y, z.0)], ink);
    }

    /// A rectangle on a wall that runs away from the eye.
    pub fn side(&mut self, x: f32, y: Span, z: Span, ink: Ink) {
        self.face(&[(x, y.1, z.0), (x, y.1, z.1), (x, y.0, z.1), (x, y.0, z.0)], ink);
    }

    /// A solid block; only the faces the eye can see, each in its own light.
    pub fn block(&mut self, x: Span, y: Span, z: Span, ink: Ink) {
        if self.eye.height > y.1 {
            self.level(x, y.1, z, ink.lit(0.22));
        } else if self.eye.height < y.0 {
            self.level(x, y.0, z, ink.lit(-0.4));
        }
        if self.eye.x < x.0 {
            self.side(x.0, y, z, ink.lit(-0.3));
        } else if self.eye.x > x.1 {
            self.side(x.1, y, z, ink.lit(-0.18));
        }
        self.front(x, y, z.0, ink);
    }

    /// A soft shadow on the floor under something.
    pub fn shadow(&mut self, x: Span, z: Span, strength: f32) {
        let (left, top) = self.at((x.0, 0.0, z.1));
        let (right, bottom) = self.at((x.1, 0.0, z.0));
        let (rx, ry) = ((right - left) * 0.62, (bottom - top) * 0.75 + 8.0);
        let centre = ((left + right) / 2.0, (top + bottom) / 2.0);
        self.flat.glow(centre, rx, ry, shade(strength));
    }

    /// A round thing lying on the floor.
    pub fn lying(&mut self, (x, y, z): Place, radius: f32, ink: Ink) {
        let (centre, rx, ry) = self.lying_oval((x, y, z), radius);
        self.flat.disc(centre, rx, ry, ink);
    }

    /// How a circle lying at a place is seen: its centre and radii.
    pub fn lying_oval(&self, (x, y, z): Place, radius: f32) -> (Spot, f32, f32) {
        let (_, far) = self.at((x, y, z + radius));
        let (_, near) = self.at((x, y, z - radius));
        let (cx, _) = self.at((x, y, z));
        ((cx, (far + near) / 2.0), radius * self.scale(z), (near - far) / 2.0)
    }
}
