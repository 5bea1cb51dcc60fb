//! What a ticket is. Amounts in fen, deadlines as days of the school's zone, instants in UTC.

use super::listing::Listing;
use super::major::{Acceptance, Basis, Control, SixParts};
use crate::id::{CriterionId, InspectionId, OrgId, PersonId, RiskPointId, TicketId};
use crate::ledger::Facts;
use crate::money::Fen;
use crate::rollup::{Counts, Money};
use chrono::{DateTime, NaiveDate, Utc};

codes! {
    /// Where on its way a ticket stands.
    pub enum State {
        /// 待核实: found and sent.
        Reported = "reported",
        /// 待下达: real, graded, nobody assigned yet.
        Confirmed = "confirmed",
        /// 方案待审: major, its plan waits for the bureau.
        Planning = "planning",
        /// 整改中: a named person works to a deadline.
        Rectifying = "rectifying",
        /// 待验收: said to be fixed.
        Verifying = "verifying",
        /// 待销号: verified, the principal signs.
        Signing = "signing",
        /// 待局级销号: major, the bureau accepts.
        Accepting = "accepting",
        /// 已销号: the end.
        Closed = "closed",
        /// 作废: untrue, a duplicate, or not ours; the other end.
        Void = "void",
    }
}

impl State {
    pub const fn open(self) -> bool {
        !matches!(self, Self::Closed | Self::Void)
    }

    /// Its place on the six-step track (report, assess, plan, rectify, verify, close): the step that is to be done now. 7 when all are done.
    pub const fn step(self) -> u8 {
        match self {
            Self::Reported => 2,
            Self::Confirmed | Self::Planning => 3,
            Self::Rectifying => 4,
            Self::Verifying => 5,
            Self::Signing | Self::Accepting => 6,
            Self::Closed | Self::Void => 7,
        }
    }
}

codes! {
    /// How grave (隐患分级): not to be confused with a risk's level.
    pub enum Grade {
        /// 一般隐患: small harm, can be removed once found.
        General = "general",
        /// 重大隐患: large harm or hard to remove, or a published criterion is met.
        Major = "major",
    }
}

codes! {
    /// How it came to be known.
    pub enum Source {
        /// 随手拍: somebody saw it.
        Snap = "snap",
        /// 检查发现: an item of an inspection failed.
        Inspection = "inspection",
        /// 上级检查: the bureau found it.
        Superior = "superior",
        /// 群众举报: the public reported it.
        Public = "public",
        /// 预警: a system raised it.
        Warning = "warning",
        /// 旧台账: it stood open in a ledger that was taken over.
        Legacy = "legacy",
    }
}

codes! {
    /// Why a report came to nothing.
    pub enum VoidReason {
        /// 不属实
        Untrue = "untrue",
        /// 重复上报
        Duplicate = "duplicate",
        /// 非本校职责
        NotOurs = "not_ours",
    }
}

codes! {
    /// What it concerns. The words are Fluent keys, the pictures stand in the icon sheet.
    pub enum Category {
        Fire = "fire",
        Electrical = "electrical",
        Building = "building",
        Food = "food",
        Lab = "lab",
        Equipment = "equipment",
        Transport = "transport",
        Security = "security",
        Health = "health",
        Other = "other",
    }
}

/// Where the finder's phone says it was, in the browser's terms (WGS 84). A claim, like the time of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Millionths of a degree, north and east positive.
    pub latitude_e6: i32,
    pub longitude_e6: i32,
    /// Metres that it may be off.
    pub accuracy_m: i32,
}

impl Position {
    /// From a form: degrees north, degrees east, metres, with commas between them.
    pub fn parse(text: &str) -> Option<Self> {
        fn scaled(text: &str, by: f64, most: f64) -> Option<i32> {
            let number: f64 = text.trim().parse().ok()?;
            // In range, so that the cast cannot cut; not a number is in no range.
            (number.abs() <= most).then(|| (number * by).round() as i32)
        }
        let mut parts = text.split(',');
        let (north, east, metres, none) = (parts.next()?, parts.next()?, parts.next()?, parts.next());
        let accuracy_m = scaled(metres, 1.0, 1_000_000.0).filter(|metres| *metres >= 0 && none.is_none())?;
        Some(Self { latitude_e6: scaled(north, 1e6, 90.0)?, longitude_e6: scaled(east, 1e6, 180.0)?, accuracy_m })
    }

    /// `28.123456, 112.987654`
    pub fn degrees(&self) -> String {
        format!("{:.6}, {:.6}", f64::from(self.latitude_e6) / 1e6, f64::from(self.longitude_e6) / 1e6)
    }

    fn fact(self) -> String {
        format!("{},{},{}", self.latitude_e6, self.longitude_e6, self.accuracy_m)
    }
}

/// The five fulfilments (五落实): all five or no rectification begins. Funds of zero are stated, not left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fulfilments {
    pub responsible: PersonId,
    pub measures: String,
    pub planned: Fen,
    pub due_on: NaiveDate,
    pub contingency: String,
    /// The rest of a major one's plan.
    pub six: Option<SixParts>,
}

/// More time asked for (延期申请); nothing has moved yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub until: NaiveDate,
    pub by: PersonId,
    pub reason: String,
    /// What keeps people safe until then.
    pub interim: String,
}

/// What was done, by whom, for how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub rectifier: PersonId,
    pub done: String,
    pub spent: Fen,
}

/// A ticket at present. How it came to be so stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub district: OrgId,
    pub id: TicketId,
    pub school: OrgId,
    pub path: String,
    pub number: String,
    pub version: i32,
    pub state: State,
    pub grade: Grade,
    pub category: Category,
    pub title: String,
    pub description: String,
    pub place: String,
    pub source: Source,
    pub risk_point: Option<RiskPointId>,
    /// The risk point's level when it was found, 1 to 4.
    pub level: Option<i16>,
    pub inspection: Option<InspectionId>,
    pub position: Option<Position>,
    /// As claimed by the finder; `reported_at` is the database's.
    pub found_at: DateTime<Utc>,
    pub reported_at: DateTime<Utc>,
    pub acted_at: DateTime<Utc>,
    pub reporter: PersonId,
    pub on_the_spot: bool,
    pub confirmer: Option<PersonId>,
    pub void_reason: Option<VoidReason>,
    /// The one it is a duplicate of.
    pub merged_into: Option<TicketId>,
    /// Who saw the same after the reporter, in their order.
    pub also: Vec<PersonId>,
    pub ask: Option<Ask>,
    /// The deadline before it was extended.
    pub first_due_on: Option<NaiveDate>,
    /// Times it got more time, since it was assigned.
    pub extended: i16,
    /// What makes it major; `None` while it is general, or only said to be major.
    pub basis: Option<Basis>,
    /// The criteria that were ticked, in the versions of that day.
    pub criteria: Vec<CriterionId>,
    pub controls: Vec<Control>,
    /// Its place is closed to everybody since.
    pub out_of_use_on: Option<NaiveDate>,
    /// The closed one it repeats: the same kind at the same risk point, not long ago.
    pub recurs_from: Option<TicketId>,
    pub listing: Option<Listing>,
    pub plan: Option<Fulfilments>,
    pub assigner: Option<PersonId>,
    pub work: Option<Work>,
    pub verifier: Option<PersonId>,
    pub signer: Option<PersonId>,
    /// The principal in whose place the signer signed.
    pub signed_for: Option<PersonId>,
    pub acceptance: Option<Acceptance>,
    pub accepter: Option<PersonId>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Times it came back from verification, signature or the bureau.
    pub returned: i16,
    pub reopened: i16,
}

impl Ticket {
    /// Confirmed as major and not over: its risk point is red meanwhile (domain section 2.4, rule f).
    pub fn is_open_major(&self) -> bool {
        self.grade == Grade::Major && !matches!(self.state, State::Reported | State::Closed | State::Void)
    }

    pub fn due_on(&self) -> Option<NaiveDate> {
        self.plan.as_ref().map(|plan| plan.due_on)
    }

    pub fn responsible(&self) -> Option<PersonId> {
        self.plan.as_ref().map(|plan| plan.responsible)
    }

    /// Whoever reported it, first or after.
    pub fn reported_by(&self, person: PersonId) -> bool {
        self.reporter == person || self.also.contains(&person)
    }

    pub fn rectifier(&self) -> Option<PersonId> {
        self.work.as_ref().map(|work| work.rectifier)
    }

    /// Whether this person did, or answered for, the work: then they may neither verify nor sign it, through whatever post.
    pub fn worked_on_by(&self, person: PersonId) -> bool {
        self.responsible() == Some(person) || self.rectifier() == Some(person)
    }

    /// On a bureau's list.
    pub fn listed(&self) -> bool {
        self.listing.as_ref().is_some_and(Listing::holds)
    }

    /// Open past its deadline on this day.
    pub fn overdue(&self, today: NaiveDate) -> bool {
        self.state.open() && self.due_on().is_some_and(|due| due < today)
    }

    /// Everything about it that is a code, an id or a number, as the ledger writes it. An act records those that it changed, so that
    /// folding a ticket's events gives its present again; `ledger verify` compares the two.
    pub fn facts(&self) -> Facts {
        fn person(id: Option<PersonId>) -> String {
            id.map(|id| id.to_string()).unwrap_or_default()
        }
        let plan = self.plan.as_ref();
        let of_listing = self.listing.iter().flat_map(Listing::facts);
        [
            ("version", self.version.to_string()),
            ("number", self.number.clone()),
            ("state", self.state.to_string()),
            ("grade", self.grade.to_string()),
            ("category", self.category.to_string()),
            ("source", self.source.to_string()),
            ("risk_point", self.risk_point.map(|id| id.to_string()).unwrap_or_default()),
            ("level", self.level.map(|level| level.to_string()).unwrap_or_default()),
            ("inspection", self.inspection.map(|id| id.to_string()).unwrap_or_default()),
            ("position", self.position.map(Position::fact).unwrap_or_default()),
            ("found_at", self.found_at.timestamp_micros().to_string()),
            ("reporter", self.reporter.to_string()),
            ("on_the_spot", self.on_the_spot.to_string()),
            ("confirmer", person(self.confirmer)),
            ("void_reason", self.void_reason.map(|why| why.to_string()).unwrap_or_default()),
            ("merged_into", self.merged_into.map(|id| id.to_string()).unwrap_or_default()),
            ("also", self.also.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
            ("asked_due_on", self.ask.as_ref().map(|ask| ask.until.to_string()).unwrap_or_default()),
            ("asker", person(self.ask.as_ref().map(|ask| ask.by))),
            ("first_due_on", self.first_due_on.map(|day| day.to_string()).unwrap_or_default()),
            // Not written while it is none: tickets from before it was counted have no such fact.
            ("extended", if self.extended == 0 { String::new() } else { self.extended.to_string() }),
            ("basis", self.basis.map(|basis| basis.to_string()).unwrap_or_default()),
            ("criteria", self.criteria.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
            ("controls", self.controls.iter().map(Control::fact).collect::<Vec<_>>().join(",")),
            ("out_of_use_on", self.out_of_use_on.map(|day| day.to_string()).unwrap_or_default()),
            ("recurs_from", self.recurs_from.map(|id| id.to_string()).unwrap_or_default()),
            ("responsible", person(self.responsible())),
            ("planned_fen", plan.map(|plan| plan.planned.0.to_string()).unwrap_or_default()),
            ("due_on", plan.map(|plan| plan.due_on.to_string()).unwrap_or_default()),
            ("assigner", person(self.assigner)),
            ("rectifier", person(self.rectifier())),
            ("spent_fen", self.work.as_ref().map(|work| work.spent.0.to_string()).unwrap_or_default()),
            ("verifier", person(self.verifier)),
            ("signer", person(self.signer)),
            ("signed_for", person(self.signed_for)),
            ("visited_on", self.acceptance.as_ref().map(|on_site| on_site.visited_on.to_string()).unwrap_or_default()),
            ("accepter", person(self.accepter)),
            ("returned", self.returned.to_string()),
            ("reopened", self.reopened.to_string()),
        ]
        .into_iter()
        .chain(of_listing)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    /// Its free words, by field; committed to by the ledger whenever they change.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        fn words(text: &str) -> String {
            text.to_owned()
        }
        let plan = self.plan.as_ref();
        let ask = self.ask.as_ref();
        [
            ("title", words(&self.title)),
            ("description", words(&self.description)),
            ("place", words(&self.place)),
            ("measures", plan.map(|plan| words(&plan.measures)).unwrap_or_default()),
            ("contingency", plan.map(|plan| words(&plan.contingency)).unwrap_or_default()),
            ("six_parts", plan.and_then(|plan| plan.six.as_ref()).map(SixParts::words).unwrap_or_default()),
            ("controls", self.controls.iter().map(|one| one.words.as_str()).collect::<Vec<_>>().join("\n")),
            ("ask_reason", ask.map(|ask| words(&ask.reason)).unwrap_or_default()),
            ("ask_interim", ask.map(|ask| words(&ask.interim)).unwrap_or_default()),
            ("done", self.work.as_ref().map(|work| words(&work.done)).unwrap_or_default()),
            ("members", self.acceptance.as_ref().map(|on_site| on_site.members.join("\n")).unwrap_or_default()),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect()
    }

    /// What it counts for in the roll-ups. A void ticket counts for nothing (domain invariant 7). `reported_on` and `closed_on` are days.
    pub fn counts(&self, reported_on: NaiveDate, closed_on: Option<NaiveDate>) -> Counts {
        if self.state == State::Void {
            return Counts::default();
        }
        let one = |yes: bool| i64::from(yes);
        let open = self.state.open();
        let major = self.grade == Grade::Major;
        let closed = self.state == State::Closed;
        let mut counts = Counts {
            reported: 1,
            open: one(open),
            closed: one(closed),
            closed_late: one(closed && closed_on.zip(self.due_on()).is_some_and(|(on, due)| on > due)),
            major: one(major),
            major_open: one(major && open),
            planned_fen: self.plan.as_ref().map_or(0, |plan| plan.planned.0),
            spent_fen: self.work.as_ref().map_or(0, |work| work.spent.0),
            ..Counts::default()
        };
        if let Some(plan) = self.plan.as_ref().filter(|plan| plan.planned != Fen(0)) {
            counts.money.insert(crate::clock::year_of(reported_on), Money { planned: plan.planned.0, ..Money::default() });
        }
        if let Some(due) = self.due_on().filter(|_| open) {
            counts.due.insert(due, 1);
        }
        counts.week.entry(crate::clock::week_of(reported_on)).or_default().0 += 1;
        if let Some(on) = closed_on.filter(|_| closed) {
            counts.week.entry(crate::clock::week_of(on)).or_default().1 += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_position_is_whole_and_on_the_globe_or_none() {
        let at = |latitude_e6, longitude_e6, accuracy_m| Some(Position { latitude_e6, longitude_e6, accuracy_m });
        for (text, position) in [
            ("28.1234567,112.9876543,12.4", at(28_123_457, 112_987_654, 12)),
            (" -90 , 180 , 0 ", at(-90_000_000, 180_000_000, 0)),
            ("90.000001,0,5", None),
            ("0,-180.5,5", None),
            ("0,0,-1", None),
            ("0,0,1e9", None),
            ("NaN,0,1", None),
            ("inf,0,1", None),
            ("1,2", None),
            ("1,2,3,4", None),
            ("", None),
            ("north,east,near", None),
        ] {
            assert_eq!(Position::parse(text), position, "{text}");
        }
        assert_eq!(at(28_123_457, -112_000_000, 12).map(|one| one.degrees()), Some("28.123457, -112.000000".to_owned()));
    }
}
