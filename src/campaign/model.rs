//! What a campaign is, and how its schools stand. Days are those where the schools are; both ends of a span belong to it.

use crate::id::{CampaignId, InspectionId, OrgId, PersonId, TemplateId};
use crate::inspection::model::Kind;
use crate::money::Fen;
use crate::org::model::{Ownership, Stage};
use crate::text::{Lang, Words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

codes! {
    /// Where a campaign is in its life.
    pub enum Standing {
        /// Nobody is asked yet.
        Draft = "draft",
        Running = "running",
        Closed = "closed",
    }
}

codes! {
    /// What somebody is in the leading group (领导小组).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Post {
        /// 组长
        Head = "head",
        /// 副组长
        Deputy = "deputy",
        /// 成员
        Member = "member",
    }
}

/// Somebody of the leading group, by name: not everybody in it has an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub post: Post,
    pub name: String,
}

/// A phase (阶段) of the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    pub name: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub what: String,
}

/// What is said of a campaign, by its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub title: String,
    /// The slogan of the year; may be empty.
    pub theme: String,
    pub kind: Kind,
    pub document: String,
    pub words: String,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
    /// The last day of the schools' check.
    pub deadline: NaiveDate,
    pub phases: Vec<Phase>,
    pub leaders: Vec<Member>,
    /// The check list, whatever its version.
    pub series: TemplateId,
}

/// A deadline that was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub why: String,
    /// On which day.
    pub on: NaiveDate,
}

/// A campaign.
#[derive(Clone, Debug)]
pub struct Campaign {
    pub id: CampaignId,
    pub owner_path: String,
    pub owner_code: String,
    pub owner: Words,
    pub draft: Draft,
    /// The version asked, from the launch on.
    pub template: Option<TemplateId>,
    pub standing: Standing,
    pub summary: String,
    /// As they stood when it was closed.
    pub figures: Option<Figures>,
    pub version: i32,
    /// How its deadline was moved while it ran, the newest last.
    pub shifts: Vec<Shift>,
    pub launched_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// The list's title and how many questions it has: of the version asked, or of the newest one.
    pub list: Words,
    pub questions: i32,
    /// That list is out of use; it cannot be launched with.
    pub list_retired: bool,
}

codes! {
    /// How a school stands in a campaign.
    pub enum State {
        /// Still to be done although it was due.
        Overdue = "overdue",
        /// Nobody there could be asked.
        Nobody = "nobody",
        /// Opened, and nothing is answered.
        Fresh = "fresh",
        /// Under way.
        Begun = "begun",
        /// Its first day has not come.
        Waiting = "waiting",
        Late = "late",
        Done = "done",
    }
}

impl State {
    /// The states an address asks for: one, or all that are done.
    pub fn asked(text: &str) -> Option<Vec<Self>> {
        match text {
            "finished" => Some(vec![Self::Late, Self::Done]),
            one => Self::from_code(one).map(|one| vec![one]),
        }
    }
}

/// Sums over schools. What was found is counted by its tickets, whatever became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub schools: i64,
    pub nobody: i64,
    pub waiting: i64,
    pub fresh: i64,
    pub begun: i64,
    pub overdue: i64,
    pub late: i64,
    pub done: i64,
    pub found: i64,
    pub open: i64,
    pub closed: i64,
    pub spent_fen: i64,
    /// Schools that wrote their report.
    pub reports: i64,
}

impl Figures {
    pub const fn of(&self, state: State) -> i64 {
        match state {
            State::Nobody => self.nobody,
            State::Waiting => self.waiting,
            State::Fresh => self.fresh,
            State::Begun => self.begun,
            State::Overdue => self.overdue,
            State::Late => self.late,
            State::Done => self.done,
        }
    }

    /// Done, in time or late.
    pub const fn finished(&self) -> i64 {
        self.done + self.late
    }

    pub const fn unfinished(&self) -> i64 {
        self.schools - self.done - self.late
    }

    pub const fn spent(&self) -> Fen {
        Fen(self.spent_fen)
    }

    /// 0 to 100, rounded down: a hundred is all.
    pub fn percent(&self) -> i64 {
        (self.finished() * 100).checked_div(self.schools).unwrap_or_default()
    }
}

impl std::ops::AddAssign<&Self> for Figures {
    fn add_assign(&mut self, other: &Self) {
        self.schools += other.schools;
        self.nobody += other.nobody;
        self.waiting += other.waiting;
        self.fresh += other.fresh;
        self.begun += other.begun;
        self.overdue += other.overdue;
        self.late += other.late;
        self.done += other.done;
        self.found += other.found;
        self.open += other.open;
        self.closed += other.closed;
        self.spent_fen += other.spent_fen;
        self.reports += other.reports;
    }
}

/// The sums of one district.
#[derive(Clone, Debug)]
pub struct District {
    pub code: String,
    pub name: Words,
    pub figures: Figures,
}

/// A school in a campaign.
#[derive(Clone, Debug)]
pub struct Target {
    pub code: String,
    pub path: String,
    pub name: Words,
    pub state: State,
    pub person: String,
    pub person_id: Option<PersonId>,
    pub task: Option<InspectionId>,
    pub opens: Option<DateTime<Utc>>,
    pub due: Option<DateTime<Utc>>,
    pub done: Option<DateTime<Utc>>,
    /// Of the inspection, once it has begun.
    pub number: Option<String>,
    pub items: i16,
    pub answered: i64,
    pub found: i64,
    pub open: i64,
    pub closed: i64,
    pub spent: Fen,
    pub reminded: Option<DateTime<Utc>>,
    pub reminders: i16,
    pub report: String,
    pub reported: Option<DateTime<Utc>>,
    pub reporter: String,
}

/// A question a school added.
#[derive(Clone, Debug)]
pub struct Added {
    /// Names it within its school's; it is no place in a row.
    pub ordinal: i16,
    pub area: String,
    pub question: String,
    pub standard: String,
    pub person: String,
    pub at: DateTime<Utc>,
}

/// Which schools are looked at for a launch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The code of a district.
    pub district: String,
    pub stage: Option<Stage>,
    pub ownership: Option<Ownership>,
    pub boarding: Option<bool>,
    pub least: Option<i32>,
    pub most: Option<i32>,
}

/// A school that may be asked.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: OrgId,
    pub district: OrgId,
    pub code: String,
    pub path: String,
    pub name: Words,
    pub district_name: Words,
    pub stage: Option<Stage>,
    pub pupils: Option<i32>,
    /// Somebody there can be given the task.
    pub manned: bool,
}

/// A campaign in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: CampaignId,
    pub owner_path: String,
    pub owner: Words,
    pub title: String,
    pub theme: String,
    pub kind: Kind,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
    pub deadline: NaiveDate,
    pub standing: Standing,
    pub schools: i64,
    pub finished: i64,
    pub overdue: i64,
}

/// What a task knows of the campaign it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    pub id: CampaignId,
    /// It runs: its task can still be done, however late.
    pub running: bool,
    pub owner: Words,
    /// When the bureau last reminded the school.
    pub reminded: Option<DateTime<Utc>>,
}

impl Listed {
    pub fn percent(&self) -> i64 {
        (self.finished * 100).checked_div(self.schools).unwrap_or_default()
    }

    pub fn owner(&self, lang: Lang) -> &str {
        self.owner.say(lang)
    }
}
