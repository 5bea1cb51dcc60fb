//! The campus of the demo's schools: one drawing for all of them, and which risk points of which areas lie where on it. Points of areas that are
//! nowhere in particular (outings, behaviour, the weather) stay off the plan, as in every real school.

use super::history::Teller;
use crate::evidence::{self, Moment};
use crate::id::{PhotoId, PlanAreaId, PlanId, RequestId};
use crate::plan::geometry::{Outline, SIDE, Spot};
use crate::plan::model::{NewPlan, Picture};
use crate::plan::rules::{self, Act, Change, Named};
use crate::plan::store;
use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};

/// Pixels of the drawing.
pub const WIDE: i32 = 1200;
pub const HIGH: i32 = 900;

/// A piece of the campus, in pixels of the drawing.
pub struct Lot {
    /// The catalogue's area whose points lie here.
    pub code: &'static str,
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
    pub looks: Looks,
}

/// What stands on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    House,
    Field,
    Pond,
    Yard,
    /// Nothing of its own: points along a road or a wall. No area is drawn.
    Line,
}

const fn lot(code: &'static str, left: i32, top: i32, right: i32, bottom: i32, looks: Looks) -> Lot {
    Lot { code, left, top, right, bottom, looks }
}

/// The campus, from the north-west.
pub const LOTS: [Lot; 19] = [
    lot("classroom", 100, 100, 440, 210, Looks::House),
    lot("stairs", 100, 270, 340, 380, Looks::House),
    lot("computer", 350, 270, 480, 380, Looks::House),
    lot("lab", 560, 100, 760, 265, Looks::House),
    lot("canteen", 840, 100, 1090, 265, Looks::House),
    lot("library", 550, 320, 668, 430, Looks::House),
    lot("assembly", 678, 320, 796, 430, Looks::House),
    lot("dorm", 840, 320, 1090, 430, Looks::House),
    lot("gate", 70, 386, 262, 490, Looks::Yard),
    lot("fire", 290, 428, 590, 490, Looks::Line),
    lot("road", 700, 434, 830, 490, Looks::Line),
    lot("sports", 110, 496, 500, 800, Looks::Field),
    lot("clinic", 560, 500, 690, 610, Looks::House),
    lot("boiler_gas", 820, 500, 1004, 610, Looks::House),
    lot("electrical", 1014, 500, 1130, 660, Looks::House),
    lot("outdoor", 560, 660, 750, 770, Looks::Yard),
    lot("bus", 800, 660, 940, 770, Looks::Yard),
    lot("water", 985, 672, 1120, 820, Looks::Pond),
    lot("perimeter", 560, 808, 700, 870, Looks::Line),
];

/// Between two marks, and from a lot's edge to the first: below its name, which is written at its top.
const APART: i32 = 58;
const EDGE: i32 = 29;

impl Lot {
    /// Where the n-th of its points lies.
    fn spot(&self, n: i32) -> Option<Spot> {
        let columns = ((self.right - self.left - 2 * EDGE) / APART + 1).max(1);
        let first_row = if self.looks == Looks::Line { EDGE } else { (self.bottom - self.top - EDGE).min(2 * EDGE + 8) };
        let (x, y) = (self.left + EDGE + n % columns * APART, self.top + first_row + n / columns * APART);
        Spot::new(x * SIDE / WIDE, y * SIDE / HIGH)
    }

    fn outline(&self) -> Option<Outline> {
        let (l, t, r, b) = (self.left, self.top, self.right, self.bottom);
        let corners = if self.looks == Looks::Pond {
            // The corners cut off.
            let (dx, dy) = ((r - l) / 4, (b - t) / 4);
            vec![(l + dx, t), (r - dx, t), (r, t + dy), (r, b - dy), (r - dx, b), (l + dx, b), (l, b - dy), (l, t + dy)]
        } else {
            vec![(l, t), (r, t), (r, b), (l, b)]
        };
        let spots: Option<Vec<Spot>> = corners.into_iter().map(|(x, y)| Spot::new(x * SIDE / WIDE, y * SIDE / HIGH)).collect();
        Outline::of(spots?).ok()
    }
}

impl Teller<'_> {
    /// Draws the school's four-colour map: the plan, its points, and the areas that have any.
    pub(super) async fn map(&mut self, at: DateTime<Utc>) -> anyhow::Result<()> {
        let officer = self.chapter.staff.officer.clone();
        self.scope.retell(officer.clone(), at);
        let (lang, place) = (self.world.demo.lang, self.chapter.place);
        let drawn = self.world.bank.campus();
        let photo = PhotoId::at(at);
        evidence::store::keep(&mut self.scope, place, RequestId::at(at), photo, Moment::Plan, drawn).await?;
        self.told.photo(photo, at);
        let new = NewPlan {
            id: PlanId::at(at),
            name: lang.say("map-first-name"),
            building: String::new(),
            floor: String::new(),
            picture: Some(Picture { photo, width: WIDE, height: HIGH }),
        };
        let (mut plan, head) = store::add(&mut self.scope, place, &self.head, &new).await?;
        let points = store::points(&mut self.scope, place, Some(plan.id)).await?;
        let mut changes: Vec<Change> = Vec::new();
        let mut areas = 0_i16;
        for lot in &LOTS {
            let mut acts = Vec::new();
            for (n, point) in (0_i32..).zip(points.iter().filter(|point| point.area == lot.code)) {
                let to = lot.spot(n).with_context(|| format!("{} has no room for {n} points", lot.code))?;
                acts.push(Act::Place { point: Named { id: point.id, number: point.number.clone() }, from: None, to });
            }
            if !acts.is_empty() && lot.looks != Looks::Line {
                areas += 1;
                acts.push(Act::Draw {
                    id: PlanAreaId::at(at),
                    number: areas,
                    name: lang.say(&format!("demo-lot-{}", lot.code.replace('_', "-"))),
                    area: lot.code.to_owned(),
                    outline: lot.outline().with_context(|| format!("{} has no outline", lot.code))?,
                });
            }
            for act in acts {
                let change = rules::decide(&plan, &officer, plan.version, 0, act, at).map_err(|refusal| anyhow!("{refusal}"))?;
                plan = change.after().clone();
                changes.push(change);
            }
        }
        self.head = store::save(&mut self.scope, place, &head, &changes).await?;
        Ok(())
    }
}
