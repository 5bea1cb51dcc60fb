//! Drawn photos (示意图) for the demo: what was found, and the same place after it was put right.
//!
//! The demo needs hundreds of before and after photos and no real school's rooms, pupils or
//! positions. So they are drawn: flat colours, one-point perspective, a little chance from the
//! seed. The same scene, moment and seed give the same picture on every machine; the same
//! scene and seed give the same room before and after.

use image::RgbImage;

use crate::evidence::photo::{self, Photo, PhotoFault};

mod brush;
mod campus;
mod corridor;
mod kitchen;
mod parts;
mod rooms;
mod space;
mod yard;

use brush::{Canvas, Dice, HEIGHT, WIDTH};
use parts::Look;
use space::{Eye, Stage};

/// What can be seen on a drawn photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// Cartons and old desks in front of an emergency exit.
    BlockedExit,
    /// A stair rail that has come off its posts.
    LooseRail,
    /// A cracked rubber hose between a gas bottle and a canteen stove.
    GasHose,
    /// A socket hanging out of the wall with bare wires.
    ExposedWire,
    /// A boundary wall with a crack from top to bottom.
    CrackedWall,
    /// A fire extinguisher cabinet: one missing, one without pressure.
    Extinguisher,
    /// Water on the floor of a washroom.
    WetFloor,
    /// A basketball stand whose board hangs askew.
    LooseHoop,
    /// A classroom window with a shattered pane.
    BrokenWindow,
    /// Chemicals left about on a laboratory bench.
    LabBottles,
    /// An open manhole in the yard.
    ManholeCover,
    /// Home-made wiring between dormitory beds.
    DormWiring,
}

/// Before it was put right, or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// As it was found.
    Before,
    /// As it was shown for verification.
    After,
}

impl Scene {
    /// All scenes.
    pub const ALL: [Scene; 12] = [
        Scene::BlockedExit,
        Scene::LooseRail,
        Scene::GasHose,
        Scene::ExposedWire,
        Scene::CrackedWall,
        Scene::Extinguisher,
        Scene::WetFloor,
        Scene::LooseHoop,
        Scene::BrokenWindow,
        Scene::LabBottles,
        Scene::ManholeCover,
        Scene::DormWiring,
    ];

    /// The name used in demo data.
    pub fn code(&self) -> &'static str {
        match self {
            Scene::BlockedExit => "blocked_exit",
            Scene::LooseRail => "loose_rail",
            Scene::GasHose => "gas_hose",
            Scene::ExposedWire => "exposed_wire",
            Scene::CrackedWall => "cracked_wall",
            Scene::Extinguisher => "extinguisher",
            Scene::WetFloor => "wet_floor",
            Scene::LooseHoop => "loose_hoop",
            Scene::BrokenWindow => "broken_window",
            Scene::LabBottles => "lab_bottles",
            Scene::ManholeCover => "manhole_cover",
            Scene::DormWiring => "dorm_wiring",
        }
    }

    /// The scene of this [`Scene::code`], if there is one.
    pub fn from_code(code: &str) -> Option<Scene> {
        Scene::ALL.into_iter().find(|scene| scene.code() == code)
    }

    /// Where it is seen from: height, zoom, horizon.
    fn eye(self) -> (f32, f32, f32) {
        match self {
            Scene::BlockedExit => (1.55, 900.0, 385.0),
            Scene::LooseRail => (1.75, 830.0, 415.0),
            Scene::GasHose => (1.35, 1000.0, 330.0),
            Scene::WetFloor => (1.6, 780.0, 330.0),
            Scene::LooseHoop => (1.6, 1250.0, 600.0),
            Scene::BrokenWindow => (1.5, 900.0, 470.0),
            Scene::ManholeCover => (1.6, 850.0, 270.0),
            Scene::DormWiring => (1.55, 760.0, 385.0),
            Scene::ExposedWire | Scene::CrackedWall | Scene::Extinguisher | Scene::LabBottles => (1.5, 900.0, 400.0),
        }
    }
}

/// Draws a scene, 1200 x 900, opaque. The same arguments give the same pixels.
pub fn draw(scene: Scene, moment: Moment, seed: u64) -> RgbImage {
    // The scene is mixed in so that one school's corridor and kitchen do not share all chances;
    // the moment is not, so that before and after show the same place.
    let salt = Scene::ALL.iter().position(|s| *s == scene).unwrap_or_default() as u64;
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9).wrapping_add(salt << 48));
    let look = Look::new(&mut dice);
    let Some(flat) = Canvas::new() else {
        return RgbImage::new(WIDTH, HEIGHT);
    };
    let (height, zoom, horizon) = scene.eye();
    let mut stage = Stage { flat, eye: Eye { x: look.shift, height, zoom, horizon } };
    let paint = match scene {
        Scene::BlockedExit => corridor::blocked_exit,
        Scene::LooseRail => corridor::loose_rail,
        Scene::Extinguisher => corridor::extinguisher,
        Scene::GasHose => kitchen::gas_hose,
        Scene::WetFloor => kitchen::wet_floor,
        Scene::LabBottles => kitchen::lab_bottles,
        Scene::ExposedWire => rooms::exposed_wire,
        Scene::BrokenWindow => rooms::broken_window,
        Scene::DormWiring => rooms::dorm_wiring,
        Scene::CrackedWall => yard::cracked_wall,
        Scene::LooseHoop => yard::loose_hoop,
        Scene::ManholeCover => yard::manhole_cover,
    };
    paint(&mut stage, &look, moment, &mut dice);
    stage.flat.finish(look.warmth, look.mirrored)
}

/// The same as a [`Photo`] ready for the shelf.
///
/// # Errors
/// None in practice; those of [`photo::from_pixels`].
pub fn photograph(scene: Scene, moment: Moment, seed: u64) -> Result<Photo, PhotoFault> {
    photo::from_pixels(draw(scene, moment, seed))
}

/// The campus from above, for the four-colour map.
///
/// # Errors
/// None in practice; those of [`photo::from_pixels`].
pub fn campus() -> Result<Photo, PhotoFault> {
    let Some(mut flat) = Canvas::new() else { return Err(PhotoFault::TooManyPixels) };
    campus::campus(&mut flat);
    photo::from_pixels(flat.plain())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn far_apart(one: &RgbImage, other: &RgbImage) -> f64 {
        // Every 37th value is enough to tell.
        let pairs = one.as_raw().iter().zip(other.as_raw()).step_by(37);
        let gaps: Vec<f64> = pairs.map(|(a, b)| f64::from(a.abs_diff(*b))).collect();
        gaps.iter().sum::<f64>() / gaps.len() as f64
    }

    #[test]
    fn codes_lead_back_to_their_scenes() {
        for scene in Scene::ALL {
            assert_eq!(Scene::from_code(scene.code()), Some(scene));
        }
        assert_eq!(Scene::from_code("BlockedExit"), None);
    }

    #[test]
    fn before_and_after_differ() {
        for scene in Scene::ALL {
            let before = draw(scene, Moment::Before, 1);
            assert_eq!(before.dimensions(), (1200, 900));
            let gap = far_apart(&before, &draw(scene, Moment::After, 1));
            assert!(gap > 0.5, "{scene:?}: after looks like before ({gap})");
        }
    }

    #[test]
    fn schools_differ_and_pictures_repeat() {
        for scene in [Scene::BlockedExit, Scene::CrackedWall, Scene::LabBottles] {
            let here = draw(scene, Moment::After, 1);
            assert_eq!(here, draw(scene, Moment::After, 1), "{scene:?} does not repeat");
            let gap = far_apart(&here, &draw(scene, Moment::After, 2));
            assert!(gap > 3.0, "{scene:?}: two schools look the same ({gap})");
        }
    }

    #[test]
    fn a_drawn_photo_is_small() {
        for scene in [Scene::DormWiring, Scene::ManholeCover, Scene::LooseHoop] {
            let photo = photograph(scene, Moment::Before, 3).unwrap();
            assert_eq!((photo.page.width, photo.page.height), (1200, 900));
            assert!(photo.page.jpeg.len() < 160 * 1024, "{scene:?}: {}", photo.page.jpeg.len());
            assert!(photo.thumb.jpeg.len() < 15 * 1024, "{scene:?}: {}", photo.thumb.jpeg.len());
        }
    }
}
