//! When the risk points of a school are scored again: the gravest and some others at the beginning of the term, and some after a hidden danger
//! there was closed. Pure, as [`super::plot`].

use super::calendar::{Calendar, When};
use super::content::School;
use super::history::Teller;
use super::plot::{Move, Plot};
use crate::risk;
use crate::risk::catalogue::{self, Item};
use crate::risk::model::Reason;
use crate::risk::rules::Act;
use crate::risk::scheme::{Assessed, InForce};
use anyhow::{Context, anyhow};
use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;
use rand::rngs::StdRng;

/// One new score of a risk point.
#[derive(Clone, Debug)]
pub struct Review {
    pub at: DateTime<Utc>,
    /// The catalogue's code of the point.
    code: String,
    reason: Reason,
    /// Steps on the scale of likelihood, down or up.
    steps: i32,
}

/// The scale of likelihood of LEC, in tenths, from the most likely down.
const LIKELIHOOD: [i32; 7] = [100, 60, 30, 10, 5, 2, 1];

/// Lays out the reviews of a school.
pub fn reviews(school: &School, calendar: &Calendar, plots: &[Plot], rng: &mut StdRng) -> Vec<Review> {
    let mut reviews = Vec::new();
    let term = calendar.term();
    for item in catalogue::items().iter().filter(|item| school.fits(&item.applies_to)) {
        // By its own score a red one is due every six months; of the others some are looked at.
        let red = i64::from(item.lec.l10) * i64::from(item.lec.e10) * i64::from(item.lec.c) > 32_000;
        if !red && !rng.random_bool(0.1) {
            continue;
        }
        let steps = match rng.random_range(0..20) {
            0..=3 => 1,
            4 => -1,
            _ => 0,
        };
        let when = calendar.some(term + rng.random_range(0..8_usize), rng);
        reviews.extend(calendar.instant(when).map(|at| Review { at, code: item.code.clone(), reason: Reason::Periodic, steps }));
    }
    for plot in plots {
        let closed = plot.beats.last().filter(|last| matches!(last.act, Move::Sign | Move::Accept));
        let Some(closed) = closed.filter(|_| rng.random_bool(0.12)) else { continue };
        let at = closed.at + TimeDelta::minutes(rng.random_range(10..90));
        let past = calendar.instant(When { day: calendar.last(), second: 0 }).is_some_and(|latest| at < latest);
        if past {
            reviews.push(Review {
                at,
                code: plot.story.catalogue.clone(),
                reason: Reason::HiddenDanger,
                steps: i32::from(rng.random_bool(0.3)),
            });
        }
    }
    reviews
}

/// The entry's scores with its likelihood moved along the scale.
fn moved(item: &Item, steps: i32) -> [i32; 3] {
    let [likely, exposed, harm] = item.scores();
    let at = LIKELIHOOD.iter().position(|score| *score == likely).and_then(|at| i32::try_from(at).ok()).map(|at| (at + steps).clamp(0, 6));
    let likely = at.and_then(|at| usize::try_from(at).ok()).and_then(|at| LIKELIHOOD.get(at)).copied().unwrap_or(likely);
    [likely, exposed, harm]
}

/// The scores of a grave hazard with its controls: one step less likely, where they hold. Of every three grave entries one is held no better.
pub fn held(scheme: &InForce, code: &str, assessed: &Assessed) -> Option<Assessed> {
    if code.bytes().map(u32::from).sum::<u32>() % 3 == 0 {
        return None;
    }
    let [likely, exposed, harm] = <[i32; 3]>::try_from(assessed.scores()).ok()?;
    let at = LIKELIHOOD.iter().position(|score| *score == likely).filter(|_| assessed.level() <= 2)?;
    scheme.assess(&[*LIKELIHOOD.get(at + 1)?, exposed, harm]).ok()
}

impl Teller<'_> {
    /// The officer scores a point's hazard anew.
    pub(super) async fn review(&mut self, review: &Review) -> anyhow::Result<()> {
        let Some(point) = self.points.get(&review.code).cloned() else { return Ok(()) };
        let item = catalogue::items().iter().find(|item| item.code == review.code).context("no such entry")?;
        let officer = self.chapter.staff.officer.clone();
        self.scope.retell(officer.clone(), review.at);
        let place = self.chapter.place;
        let scheme = risk::store::scheme(&mut self.scope, place).await?;
        let assessed = scheme.assess(&moved(item, review.steps)).map_err(|fault| anyhow!("the catalogue's scores: {fault:?}"))?;
        let row = risk::store::lock(&mut self.scope, place, &point.number).await?;
        let hazard = row.hazards.first().context("a point without a hazard")?.id;
        let words = &self.world.content.words;
        let words = match review.steps {
            0 => &words.evaluate_same,
            1.. => &words.evaluate_lower,
            _ => &words.evaluate_higher,
        };
        let note = self.one_of(words);
        let residual = held(&scheme, &item.code, &assessed);
        let act = Act::Evaluate { hazard, assessed, residual, reason: review.reason, together: String::new(), note, lifted: vec![] };
        let today = self.world.demo.zone.day(review.at);
        let change = risk::rules::decide(&row, &officer, row.version, act, today, review.at).map_err(|refusal| anyhow!("{refusal}"))?;
        self.head = risk::store::save(&mut self.scope, place, &self.head, &change).await?;
        if let Some(point) = self.points.get_mut(&review.code) {
            point.level = change.after().levels.current;
        }
        Ok(())
    }
}
