//! What a plan is, what lies on it, and what a school's risk points are to it. Levels are ranks, 1 (red) to 4 (blue).

use super::geometry::{Grid, Outline, Spot};
use crate::id::{OrgId, PhotoId, PlanAreaId, PlanId, RiskPointId};
use chrono::{DateTime, Utc};

/// A plan at present. How it came to be so stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub district: OrgId,
    pub id: PlanId,
    pub school: OrgId,
    /// Of the school, in the plan's address.
    pub number: i16,
    /// Counts every change of the plan, its marks and its areas.
    pub version: i32,
    pub name: String,
    pub building: String,
    pub floor: String,
    /// Its place among the tabs, from 1.
    pub ordinal: i16,
    /// None: a plain grid.
    pub photo: Option<PhotoId>,
    /// Pixels of the picture, or the shape of the plain grid.
    pub width: i32,
    pub height: i32,
    pub retired_at: Option<DateTime<Utc>>,
}

impl Plan {
    pub fn grid(&self) -> Grid {
        Grid::of(self.width, self.height)
    }
}

/// The shape of a plan without a picture.
pub const BLANK: (i32, i32) = (1500, 1000);

/// A picture that came with a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    pub photo: PhotoId,
    /// Pixels.
    pub width: i32,
    pub height: i32,
}

/// A plan about to be kept.
#[derive(Clone, Debug)]
pub struct NewPlan {
    pub id: PlanId,
    pub name: String,
    pub building: String,
    pub floor: String,
    pub picture: Option<Picture>,
}

/// An area on a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    pub id: PlanAreaId,
    /// Of its plan, in its address.
    pub number: i16,
    pub name: String,
    /// A code of the catalogue's areas, or empty.
    pub area: String,
    pub outline: Outline,
}

/// A risk point in use, as one plan sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub id: RiskPointId,
    pub number: String,
    pub name: String,
    /// A code of the catalogue's areas, or words of one it does not know.
    pub area: String,
    pub level: i16,
    /// Its mark on this plan.
    pub at: Option<Spot>,
    /// It is marked on another plan in use.
    pub elsewhere: bool,
}

impl Point {
    /// On no plan in use.
    pub const fn unplaced(&self) -> bool {
        self.at.is_none() && !self.elsewhere
    }
}
