//! What stands on a notice card, and what a school shows of its register.

use crate::id::RiskPointId;
use crate::risk::model::{MeasureKind, Tier};
use chrono::{DateTime, NaiveDate, Utc};

/// What a school shows the public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Anybody may read the board.
    pub open: bool,
    /// The least grave level on it: 2 for red and orange, 4 for all.
    pub least: i16,
    /// Who answers for a point is named, not only their post.
    pub names: bool,
    /// The school's telephone, never a person's.
    pub duty_line: String,
    /// How a hidden danger is reported.
    pub report_line: String,
    /// The public may report here, from a card or the open board.
    pub tips: bool,
    /// 0 while nothing was set yet.
    pub version: i32,
}

impl Default for Notice {
    /// Closed, but for reports by card. Once open: red and orange points, with the names of those responsible, as a board on a wall has them.
    fn default() -> Self {
        Self { open: false, least: 2, names: true, duty_line: String::new(), report_line: String::new(), tips: true, version: 0 }
    }
}

/// A risk point as its notice card tells it.
#[derive(Clone, Debug)]
pub struct Card {
    pub id: RiskPointId,
    pub number: String,
    pub name: String,
    /// A code of the catalogue's areas, or words.
    pub area: String,
    pub place: String,
    pub accident: String,
    /// The level the card is printed with.
    pub level: i16,
    pub review_on: NaiveDate,
    pub evaluated_at: Option<DateTime<Utc>>,
    /// The end of its public address.
    pub token: String,
    pub hazards: Vec<String>,
    pub measures: Vec<Control>,
    /// Who answers for it, from the highest tier down.
    pub holders: Vec<Holder>,
}

/// A control measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    pub kind: MeasureKind,
    pub words: String,
}

/// Who answers for a point at one tier. Empty where it is not to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub tier: Tier,
    pub name: String,
    pub title: String,
}

impl Holder {
    /// Name and post, whichever are there.
    pub fn words(&self) -> String {
        match (self.name.is_empty(), self.title.is_empty()) {
            (false, false) => format!("{} · {}", self.name, self.title),
            (false, true) => self.name.clone(),
            (true, _) => self.title.clone(),
        }
    }
}

impl Card {
    /// The address that the card's code holds: short, and silent about what it leads to.
    pub fn path(&self) -> String {
        format!("/r/{}", self.token)
    }

    /// What holds the risk day by day.
    pub fn controls(&self) -> Vec<&str> {
        self.measures.iter().filter(|one| one.kind != MeasureKind::Emergency).map(|one| one.words.as_str()).collect()
    }

    /// The first minutes, step by step: every emergency measure, and each of its sentences that stands on a line of its own.
    pub fn steps(&self) -> Vec<&str> {
        steps(self.measures.iter().filter(|one| one.kind == MeasureKind::Emergency).map(|one| one.words.as_str()))
    }

    /// Who stands nearest to the risk and who stands above them, the nearest first.
    pub fn nearest(&self) -> Vec<&Holder> {
        self.holders.iter().rev().filter(|one| !one.words().is_empty()).take(2).collect()
    }
}

/// Emergency measures as steps: lines, and what a semicolon separates, are steps of their own.
pub fn steps<'a>(measures: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    measures.flat_map(|words| words.split(['\n', ';', '\u{ff1b}'])).map(str::trim).filter(|step| !step.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_of_an_emergency_measure_is_a_step() {
        let measures = ["关总阀，开门窗；撤到室外再打电话；", " 起火：先关阀 \n\n有人不适：打 120", ""];
        assert_eq!(steps(measures.into_iter()), ["关总阀，开门窗", "撤到室外再打电话", "起火：先关阀", "有人不适：打 120"]);
    }
}
