//! The demo's photos: every scene drawn a few times, before and after, once; tickets share them as prints share a negative.

use super::picture::{self, Scene};
use crate::evidence::Moment;
use crate::evidence::photo::Photo;
use crate::evidence::shelf::Shelf;
use anyhow::Context;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use std::collections::HashMap;

/// Drawn photos, on the shelf.
pub struct Bank {
    /// By the scene's place in the list and whether it is mended.
    photos: HashMap<(usize, bool), Vec<Photo>>,
    scenes: usize,
    /// The campus, the same for every school.
    campus: Photo,
}

impl Bank {
    /// Draws the first `scenes` scenes `variants` times each, on all cores at once, and puts the photos on the shelf.
    ///
    /// # Errors
    /// When a picture cannot be drawn or the shelf cannot keep it.
    pub async fn draw(shelf: &Shelf, seed: u64, scenes: usize, variants: u64) -> anyhow::Result<Self> {
        let scenes = scenes.clamp(1, Scene::ALL.len());
        let wanted = Scene::ALL.iter().enumerate().take(scenes).flat_map(|(at, scene)| [false, true].map(|mended| (at, *scene, mended)));
        let drawing: Vec<_> = wanted
            .map(|(at, scene, mended)| {
                let moment = if mended { picture::Moment::After } else { picture::Moment::Before };
                let job =
                    move || (0..variants).map(|n| picture::photograph(scene, moment, seed.wrapping_add(n))).collect::<Result<Vec<_>, _>>();
                ((at, mended), tokio::task::spawn_blocking(job))
            })
            .collect();
        let mut photos = HashMap::new();
        for (which, job) in drawing {
            let drawn = job.await.context("drawing a photo")?.context("drawing a photo")?;
            for photo in &drawn {
                shelf.put(&photo.sha256, &photo.page.jpeg, &photo.thumb.jpeg).await?;
            }
            photos.insert(which, drawn);
        }
        let campus = tokio::task::spawn_blocking(picture::campus).await.context("drawing the campus")?.context("drawing the campus")?;
        shelf.put(&campus.sha256, &campus.page.jpeg, &campus.thumb.jpeg).await?;
        Ok(Self { photos, scenes, campus })
    }

    /// The drawing of the campus.
    pub fn campus(&self) -> &Photo {
        &self.campus
    }

    /// One of a scene's photos; of another scene when this one was not drawn.
    pub fn pick(&self, scene: &str, moment: Moment, rng: &mut StdRng) -> Option<&Photo> {
        let scene = Scene::from_code(scene)?;
        let at = Scene::ALL.iter().position(|one| *one == scene)? % self.scenes;
        self.photos.get(&(at, moment != Moment::Before))?.choose(rng)
    }
}
