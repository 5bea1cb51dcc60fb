//! What a round of visits is, how it is drawn, and one visit of it.

use crate::id::{InspectionId, OrgId, PersonId, TemplateId, VisitId, VisitRoundId};
use crate::inspection::model::Occasion;
use crate::text::{Lang, Words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use uuid::Uuid;

codes! {
    /// How its schools are found.
    pub enum Method {
        /// 指定
        Chosen = "chosen",
        /// 随机抽取
        Random = "random",
        /// 加权随机
        Weighted = "weighted",
    }
}

/// What is asked on the spot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Asks {
    /// This version of a check list.
    List { list: Uuid },
    /// The measures of so many of the school's risk points, red and orange ones preferred.
    Points { count: i16 },
    /// Whether what was closed in so many days still is rectified; so many of a hundred are asked about.
    Closed { days: i16, share: i16 },
}

impl Asks {
    pub const CODES: [&'static str; 3] = ["list", "points", "closed"];

    pub const fn code(&self) -> &'static str {
        match self {
            Self::List { .. } => "list",
            Self::Points { .. } => "points",
            Self::Closed { .. } => "closed",
        }
    }

    pub fn list(&self) -> Option<TemplateId> {
        if let Self::List { list } = self { Some(TemplateId(*list)) } else { None }
    }
}

/// Which schools may be drawn: those below the bureau of which all this is true. Empty words narrow nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// The code of a district.
    pub district: String,
    pub stage: String,
    pub ownership: String,
    /// `yes` or `no`.
    pub boarding: String,
}

/// Somebody who goes along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// One of the bureau's own people.
    pub person: Option<Uuid>,
    pub name: String,
    /// Whom they come from.
    pub unit: String,
}

/// What makes a school more likely to be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// Every school's.
    pub base: i64,
    /// For each open ticket, again for each that is overdue, and for each red risk point.
    pub open: i64,
    pub overdue: i64,
    pub red: i64,
    /// For each month since the bureau was last there, at most so many; a school never visited has them all.
    pub month: i64,
    pub most_months: i64,
    /// Of a risk point by its level, 1 to 4, where points are drawn.
    pub levels: [i64; 4],
}

static WEIGHTS: LazyLock<Option<Weights>> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/visit-weights.json")).ok());

impl Weights {
    /// The product's own.
    pub fn usual() -> Self {
        const ALIKE: Weights = Weights { base: 1, open: 0, overdue: 0, red: 0, month: 0, most_months: 0, levels: [1; 4] };
        WEIGHTS.clone().unwrap_or(ALIKE)
    }
}

/// A school that may be drawn, as it stands.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: OrgId,
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub open: i64,
    pub overdue: i64,
    pub red: i64,
    /// The bureau's last visit.
    pub last: Option<NaiveDate>,
    /// Closed lately; counted by weeks.
    pub closed: i64,
}

impl Candidate {
    pub fn name(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.name_en.is_empty() { &self.name_en } else { &self.name_zh }
    }
}

/// A school in the drum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    pub id: Uuid,
    pub code: String,
    pub weight: i64,
}

/// A round, without its visits.
#[derive(Clone, Debug)]
pub struct Round {
    pub id: VisitRoundId,
    pub title: String,
    pub occasion: Occasion,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
    pub asks: Asks,
    /// The title of the list that is asked.
    pub list: Option<Words>,
    pub pool: Pool,
    pub method: Method,
    pub size: i16,
    pub team: Vec<Member>,
    /// For those who go along.
    pub note: String,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub summary: String,
}

/// A draw as it was done.
#[derive(Clone, Debug)]
pub struct Draw {
    pub number: i16,
    pub method: Method,
    /// How many schools were to be drawn.
    pub size: i16,
    /// In hexadecimal: the end of the bureau's chain, the server's chance, and the seed made of both.
    pub head: String,
    pub nonce: String,
    pub seed: String,
    pub weights: Weights,
    pub lots: Vec<Lot>,
    pub digest: String,
    pub reason: String,
    pub person: String,
    pub drawn_at: DateTime<Utc>,
}

/// How a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Drawn,
    Begun,
    Done,
    Dropped,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Drawn => "drawn",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
}

/// One school's visit, with what came of it.
#[derive(Clone, Debug)]
pub struct Visit {
    pub id: VisitId,
    pub draw: i16,
    pub rank: i32,
    pub school: OrgId,
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub leader: PersonId,
    pub leader_name: String,
    pub planned: Option<NaiveDate>,
    pub dropped_at: Option<DateTime<Utc>>,
    pub drop_reason: String,
    /// Its inspection: id, number, who walks it, when it was submitted.
    pub inspection: Option<Inspected>,
    /// Hidden dangers found: all, and of these the major ones, those still open, the closed ones.
    pub found: i64,
    pub major: i64,
    pub open: i64,
    pub closed: i64,
}

/// The inspection that a visit became.
#[derive(Clone, Debug)]
pub struct Inspected {
    pub id: InspectionId,
    pub number: String,
    pub inspector: PersonId,
    pub started_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
}

impl Visit {
    pub fn state(&self) -> State {
        match &self.inspection {
            _ if self.dropped_at.is_some() => State::Dropped,
            None => State::Drawn,
            Some(one) if one.submitted_at.is_some() => State::Done,
            Some(_) => State::Begun,
        }
    }

    pub fn name(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.name_en.is_empty() { &self.name_en } else { &self.name_zh }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_products_weights_are_read_and_nobody_is_left_out() {
        let usual = Weights::usual();
        assert!(usual.base > 0, "a school without any trouble can be drawn too");
        assert!(usual.overdue > usual.open && usual.most_months > 0);
        assert!(
            usual.levels.windows(2).all(|pair| pair[0] > pair[1]) && usual.levels[3] > 0,
            "red before orange before yellow before blue"
        );
    }

    #[test]
    fn what_is_asked_reads_back() {
        for asks in [Asks::List { list: Uuid::nil() }, Asks::Points { count: 5 }, Asks::Closed { days: 90, share: 5 }] {
            let kept = serde_json::to_value(&asks).unwrap();
            assert_eq!(serde_json::from_value::<Asks>(kept).unwrap(), asks);
            assert!(Asks::CODES.contains(&asks.code()));
        }
    }
}
