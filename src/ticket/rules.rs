//! Who may do what to a ticket, and when. Pure: no I/O, no clock. [`decide`] and [`report`] are the only makers of a [`Step`], and a step is
//! all that the store accepts, so an unlawful change does not compile. The whole table is printed by the tests below, under snapshot.
//!
//! Sources: the closed loop of Order 16 of the former State Administration of Work Safety (found, recorded, graded, rectified, verified,
//! struck off), the five fulfilments of its article on treatment plans, and the separation of duties of architecture section 4.

use super::model::{Category, Fulfilments, Grade, Position, Source, State, Ticket, VoidReason, Work};
use crate::access::{Actor, Place, Role};
use crate::id::{InspectionId, PersonId, PhotoId, RiskPointId, TicketId};
use crate::ledger::Facts;
use crate::money::Fen;
use chrono::{DateTime, Days, NaiveDate, Utc};

codes! {
    /// The acts, by name.
    pub enum Deed {
        Report = "report",
        Confirm = "confirm",
        Void = "void",
        FixOnTheSpot = "fix_on_the_spot",
        Assign = "assign",
        ApprovePlan = "approve_plan",
        ReturnPlan = "return_plan",
        Progress = "progress",
        Reassign = "reassign",
        Submit = "submit",
        Pass = "pass",
        Fail = "fail",
        Sign = "sign",
        SendBack = "send_back",
        Accept = "accept",
        Refuse = "refuse",
    }
}

impl Deed {
    /// From the last part of an address: `fix-on-the-spot`.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|deed| deed.slug() == slug)
    }

    pub fn slug(self) -> String {
        self.code().replace('_', "-")
    }

    /// The Fluent key of what is said once it is done: what was done, and who goes on.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Report => "flash-reported",
            Self::Confirm => "flash-confirmed",
            Self::Void => "flash-voided",
            Self::FixOnTheSpot => "flash-fixed",
            Self::Assign => "flash-assigned",
            Self::ApprovePlan => "flash-plan-approved",
            Self::ReturnPlan => "flash-plan-returned",
            Self::Progress => "flash-progress",
            Self::Reassign => "flash-reassigned",
            Self::Submit => "flash-submitted",
            Self::Pass => "flash-passed",
            Self::Fail => "flash-failed",
            Self::Sign => "flash-signed",
            Self::SendBack => "flash-sent-back",
            Self::Accept => "flash-accepted",
            Self::Refuse => "flash-refused",
        }
    }

    /// What a ticket waits for. The others may be done while it waits for somebody else, so nobody is asked for them.
    pub const fn is_awaited(self) -> bool {
        !matches!(self, Self::Report | Self::Void | Self::FixOnTheSpot | Self::Progress | Self::Reassign)
    }
}

/// Somebody who may be made responsible: the store finds them by an active post at the school, so nobody else can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignee {
    pub person: PersonId,
    /// They also hold the principal's post here; the principal signs, so cannot answer for the work.
    pub principal: bool,
}

/// What somebody wants to do, with everything the act needs. Fields that an act requires are fields of its variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Real, of this grade and category.
    Confirm {
        grade: Grade,
        category: Category,
    },
    /// Untrue, a duplicate, or not ours; never deleted.
    Void {
        reason: VoidReason,
        note: String,
    },
    /// Put right at once (即查即改): general ones only; a second person still looks.
    FixOnTheSpot {
        done: String,
        spent: Fen,
        photos: Vec<PhotoId>,
    },
    /// The five fulfilments. A general one starts at once, a major one waits for the bureau's word on the plan.
    Assign {
        to: Assignee,
        measures: String,
        planned: Fen,
        due_on: NaiveDate,
        contingency: String,
    },
    ApprovePlan {
        note: String,
    },
    ReturnPlan {
        note: String,
    },
    /// A note on the way; nothing moves.
    Progress {
        note: String,
    },
    /// Another person answers for it from now on; plan and deadline stay.
    Reassign {
        to: Assignee,
        note: String,
    },
    /// Said to be fixed, with a photo taken afterwards.
    Submit {
        done: String,
        spent: Fen,
        photos: Vec<PhotoId>,
    },
    Pass {
        note: String,
    },
    Fail {
        note: String,
    },
    /// The principal's signature; the password was asked again.
    Sign {
        note: String,
    },
    SendBack {
        note: String,
    },
    /// The bureau was on site.
    Accept {
        note: String,
    },
    Refuse {
        note: String,
    },
}

impl Act {
    pub const fn deed(&self) -> Deed {
        match self {
            Self::Confirm { .. } => Deed::Confirm,
            Self::Void { .. } => Deed::Void,
            Self::FixOnTheSpot { .. } => Deed::FixOnTheSpot,
            Self::Assign { .. } => Deed::Assign,
            Self::ApprovePlan { .. } => Deed::ApprovePlan,
            Self::ReturnPlan { .. } => Deed::ReturnPlan,
            Self::Progress { .. } => Deed::Progress,
            Self::Reassign { .. } => Deed::Reassign,
            Self::Submit { .. } => Deed::Submit,
            Self::Pass { .. } => Deed::Pass,
            Self::Fail { .. } => Deed::Fail,
            Self::Sign { .. } => Deed::Sign,
            Self::SendBack { .. } => Deed::SendBack,
            Self::Accept { .. } => Deed::Accept,
            Self::Refuse { .. } => Deed::Refuse,
        }
    }
}

/// Why not. Each is a sentence for the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The ticket is not at the step this act belongs to.
    #[error("not at this step")]
    State,
    /// Another post's work.
    #[error("not your post")]
    Role,
    /// Whoever did or answered for the work neither verifies nor signs it.
    #[error("own work")]
    OwnWork,
    /// Only the responsible person.
    #[error("not responsible")]
    NotResponsible,
    /// The principal signs, so cannot be the one responsible.
    #[error("principal cannot be responsible")]
    PrincipalResponsible,
    /// The principal signs, so cannot have put it right themselves.
    #[error("principal cannot fix")]
    PrincipalFixes,
    /// It is already theirs.
    #[error("already responsible")]
    SamePerson,
    /// The deadline lies before today, or more than a year away.
    #[error("deadline")]
    Deadline,
    /// A major one cannot be put right on the spot.
    #[error("major")]
    Major,
    /// Without a photo nobody can compare.
    #[error("no photo")]
    NoPhoto,
    /// Somebody acted since the form was opened.
    #[error("stale")]
    Stale,
}

impl Refusal {
    /// The Fluent key of the sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::State => "refused-state",
            Self::Role => "refused-role",
            Self::OwnWork => "refused-own-work",
            Self::NotResponsible => "refused-not-responsible",
            Self::PrincipalResponsible => "refused-principal-responsible",
            Self::PrincipalFixes => "refused-principal-fixes",
            Self::SamePerson => "refused-same-person",
            Self::Deadline => "refused-deadline",
            Self::Major => "refused-major",
            Self::NoPhoto => "refused-no-photo",
            Self::Stale => "refused-stale",
        }
    }
}

/// The longest a deadline may lie ahead, in days (the one-year cap of listed supervision).
pub const LONGEST_DAYS: u64 = 365;

/// A lawful change: the permit the store asks for. Only this module makes one.
#[derive(Clone, Debug)]
pub struct Step {
    before: Option<Ticket>,
    after: Ticket,
    deed: Deed,
    note: Option<(&'static str, String)>,
    photos: Vec<PhotoId>,
}

impl Step {
    pub fn before(&self) -> Option<&Ticket> {
        self.before.as_ref()
    }
    pub fn after(&self) -> &Ticket {
        &self.after
    }
    pub fn deed(&self) -> Deed {
        self.deed
    }
    /// Photos that this act brings.
    pub fn photos(&self) -> &[PhotoId] {
        &self.photos
    }

    /// The same step with photos that any act may bring.
    #[must_use]
    pub fn with_photos(mut self, more: Vec<PhotoId>) -> Self {
        self.photos.extend(more);
        self
    }

    /// The codes and numbers this act changed. A fact that ended is recorded as empty.
    pub fn facts(&self) -> Facts {
        let after = self.after.facts();
        let before = self.before.as_ref().map(Ticket::facts).unwrap_or_default();
        let ended = before.keys().filter(|name| !after.contains_key(*name)).map(|name| (name.clone(), String::new()));
        after
            .iter()
            .filter(|(name, value)| before.get(*name) != Some(value))
            .map(|(name, value)| (name.clone(), value.clone()))
            .chain(ended)
            .collect()
    }

    /// The words this act brought: changed texts of the ticket, and the note that belongs to the act alone.
    pub fn texts(&self) -> Vec<(String, String)> {
        let before = self.before.as_ref().map(Ticket::texts).unwrap_or_default();
        let changed =
            self.after.texts().into_iter().filter(|text| !before.contains(text)).map(|(field, text)| (field.to_owned(), text.to_owned()));
        let note = self.note.iter().filter(|(_, text)| !text.is_empty()).map(|(field, text)| ((*field).to_owned(), text.clone()));
        changed.chain(note).collect()
    }
}

/// A report about to become a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub id: TicketId,
    pub number: String,
    pub title: String,
    pub description: String,
    pub place: String,
    pub category: Category,
    pub grade: Grade,
    pub source: Source,
    pub risk_point: Option<RiskPointId>,
    pub level: Option<i16>,
    pub inspection: Option<InspectionId>,
    pub position: Option<Position>,
    pub found_at: DateTime<Utc>,
    pub photos: Vec<PhotoId>,
    /// Why there is no photo, when there is none.
    pub no_photo: String,
    /// Put right at once: what was done and what it cost.
    pub fixed: Option<(String, Fen)>,
}

/// Opens a ticket. Anybody at the school may report; a bureau reviewer reports what an inspection of theirs found.
///
/// # Errors
/// [`Refusal::Role`] for a post that does not report here, [`Refusal::NoPhoto`] without photo and reason, [`Refusal::Major`] for a major
/// one said to be fixed on the spot, [`Refusal::PrincipalFixes`] for one the principal says to have fixed.
pub fn report(at: &Place, actor: &Actor, report: Report, now: DateTime<Utc>) -> Result<Step, Refusal> {
    let reports =
        if actor.role().at_school() { actor.place().id == at.id } else { actor.role() == Role::Reviewer && actor.reaches(&at.path) };
    if !at.is_school() || !reports {
        return Err(Refusal::Role);
    }
    if report.photos.is_empty() && report.no_photo.is_empty() {
        return Err(Refusal::NoPhoto);
    }
    let on_the_spot = report.fixed.is_some();
    if on_the_spot && report.grade == Grade::Major {
        return Err(Refusal::Major);
    }
    if on_the_spot && actor.role() == Role::Principal {
        return Err(Refusal::PrincipalFixes);
    }
    let after = Ticket {
        district: at.district,
        id: report.id,
        school: at.id,
        path: at.path.clone(),
        number: report.number,
        version: 1,
        state: if on_the_spot { State::Verifying } else { State::Reported },
        grade: report.grade,
        category: report.category,
        title: report.title,
        description: report.description,
        place: report.place,
        source: report.source,
        risk_point: report.risk_point,
        level: report.level,
        inspection: report.inspection,
        position: report.position,
        found_at: report.found_at.min(now),
        reported_at: now,
        acted_at: now,
        reporter: actor.person(),
        on_the_spot,
        confirmer: None,
        void_reason: None,
        plan: None,
        assigner: None,
        work: report.fixed.map(|(done, spent)| Work { rectifier: actor.person(), done, spent }),
        verifier: None,
        signer: None,
        accepter: None,
        closed_at: None,
        returned: 0,
        reopened: 0,
    };
    Ok(Step { before: None, after, deed: Deed::Report, note: Some(("no_photo", report.no_photo)), photos: report.photos })
}

/// Whether this act, at this step, is this actor's to do: state, role and separation of duties, without looking at what was typed.
/// Decides which forms a page shows; [`decide`] asks it again.
///
/// # Errors
/// The reason why not, the state's before the role's.
pub fn may(t: &Ticket, actor: &Actor, deed: Deed) -> Result<(), Refusal> {
    let me = actor.person();
    let at_state = match deed {
        Deed::Report => false,
        Deed::Confirm | Deed::Void | Deed::FixOnTheSpot => t.state == State::Reported,
        Deed::Assign => t.state == State::Confirmed,
        Deed::ApprovePlan | Deed::ReturnPlan => t.state == State::Planning,
        Deed::Progress | Deed::Reassign | Deed::Submit => t.state == State::Rectifying,
        Deed::Pass | Deed::Fail => t.state == State::Verifying,
        Deed::Sign | Deed::SendBack => t.state == State::Signing,
        Deed::Accept | Deed::Refuse => t.state == State::Accepting,
    };
    if !at_state {
        return Err(Refusal::State);
    }
    // A school post acts in its own school, a bureau post in its subtree.
    let school = |role| actor.role() == role && actor.place().id == t.school;
    let bureau = |role| actor.role() == role && actor.reaches(&t.path);
    let (officer, principal, anybody) =
        (school(Role::Officer), school(Role::Principal), school(Role::Staff) || school(Role::Officer) || school(Role::Principal));
    match deed {
        Deed::Report => Err(Refusal::State),
        Deed::Confirm | Deed::Void => officer.then_some(()).ok_or(Refusal::Role),
        Deed::FixOnTheSpot if t.grade == Grade::Major => Err(Refusal::Major),
        // Whoever did the work cannot sign, and a school has one principal: such a ticket could never be closed.
        Deed::FixOnTheSpot if principal && t.reporter == me => Err(Refusal::PrincipalFixes),
        Deed::FixOnTheSpot => (officer || (anybody && t.reporter == me)).then_some(()).ok_or(Refusal::Role),
        // A major one's plan is the principal's to put forward.
        Deed::Assign if t.grade == Grade::Major => principal.then_some(()).ok_or(Refusal::Role),
        Deed::Assign => (officer || principal).then_some(()).ok_or(Refusal::Role),
        Deed::ApprovePlan | Deed::ReturnPlan => not_own(t, actor, bureau(Role::Reviewer) || bureau(Role::Leader)),
        Deed::Progress => match (anybody, t.responsible() == Some(me) || officer) {
            (true, true) => Ok(()),
            (true, false) => Err(Refusal::NotResponsible),
            (false, _) => Err(Refusal::Role),
        },
        Deed::Submit => match (anybody, t.responsible() == Some(me)) {
            (true, true) => Ok(()),
            (true, false) => Err(Refusal::NotResponsible),
            (false, _) => Err(Refusal::Role),
        },
        Deed::Reassign => (officer || principal).then_some(()).ok_or(Refusal::Role),
        Deed::Pass | Deed::Fail => not_own(t, actor, officer || principal),
        Deed::Sign | Deed::SendBack => not_own(t, actor, principal),
        Deed::Accept | Deed::Refuse => not_own(t, actor, bureau(Role::Reviewer) || bureau(Role::Leader)),
    }
}

/// The right post, and not whoever did or answered for the work: the same person, across posts.
fn not_own(t: &Ticket, actor: &Actor, right_post: bool) -> Result<(), Refusal> {
    if !right_post {
        return Err(Refusal::Role);
    }
    if t.worked_on_by(actor.person()) { Err(Refusal::OwnWork) } else { Ok(()) }
}

/// The acts open to this actor now, the ordinary way forward first.
pub fn open_to(t: &Ticket, actor: &Actor) -> Vec<Deed> {
    const FORWARD_FIRST: [Deed; 15] = [
        Deed::Confirm,
        Deed::Assign,
        Deed::ApprovePlan,
        Deed::Submit,
        Deed::Pass,
        Deed::Sign,
        Deed::Accept,
        Deed::FixOnTheSpot,
        Deed::Fail,
        Deed::SendBack,
        Deed::Refuse,
        Deed::ReturnPlan,
        Deed::Progress,
        Deed::Reassign,
        Deed::Void,
    ];
    FORWARD_FIRST.into_iter().filter(|deed| may(t, actor, *deed).is_ok()).collect()
}

/// Decides one act on one ticket at one instant. `today` is the day of `now` where the school is.
///
/// # Errors
/// The first reason why not; nothing is changed.
pub fn decide(t: &Ticket, actor: &Actor, act: &Act, now: DateTime<Utc>, today: NaiveDate) -> Result<Step, Refusal> {
    may(t, actor, act.deed())?;
    let me = actor.person();
    let mut after = Ticket { version: t.version + 1, acted_at: now, ..t.clone() };
    let mut note = None;
    let mut photos = Vec::new();
    match act.clone() {
        Act::Confirm { grade, category } => {
            after.state = State::Confirmed;
            after.grade = grade;
            after.category = category;
            after.confirmer = Some(me);
        }
        Act::Void { reason, note: why } => {
            after.state = State::Void;
            after.void_reason = Some(reason);
            note = Some(("note", why));
        }
        Act::FixOnTheSpot { done, spent, photos: shown } => {
            if shown.is_empty() {
                return Err(Refusal::NoPhoto);
            }
            after.state = State::Verifying;
            after.on_the_spot = true;
            after.work = Some(Work { rectifier: me, done, spent });
            photos = shown;
        }
        Act::Assign { to, measures, planned, due_on, contingency } => {
            if to.principal {
                return Err(Refusal::PrincipalResponsible);
            }
            if due_on < today || due_on > today + Days::new(LONGEST_DAYS) {
                return Err(Refusal::Deadline);
            }
            after.state = if t.grade == Grade::Major { State::Planning } else { State::Rectifying };
            after.plan = Some(Fulfilments { responsible: to.person, measures, planned, due_on, contingency });
            after.assigner = Some(me);
        }
        Act::ApprovePlan { note: words } => {
            after.state = State::Rectifying;
            note = Some(("note", words));
        }
        Act::ReturnPlan { note: why } => {
            after.state = State::Confirmed;
            after.returned += 1;
            note = Some(("note", why));
        }
        Act::Progress { note: words } => note = Some(("note", words)),
        Act::Reassign { to, note: why } => {
            if to.principal {
                return Err(Refusal::PrincipalResponsible);
            }
            let plan = after.plan.as_mut().ok_or(Refusal::State)?;
            if plan.responsible == to.person {
                return Err(Refusal::SamePerson);
            }
            plan.responsible = to.person;
            note = Some(("note", why));
        }
        Act::Submit { done, spent, photos: shown } => {
            if shown.is_empty() {
                return Err(Refusal::NoPhoto);
            }
            after.state = State::Verifying;
            after.work = Some(Work { rectifier: me, done, spent });
            photos = shown;
        }
        Act::Pass { note: words } => {
            after.state = State::Signing;
            after.verifier = Some(me);
            note = Some(("note", words));
        }
        Act::Sign { note: words } => {
            after.signer = Some(me);
            if t.grade == Grade::Major {
                after.state = State::Accepting;
            } else {
                after.state = State::Closed;
                after.closed_at = Some(now);
            }
            note = Some(("note", words));
        }
        Act::Accept { note: words } => {
            after.state = State::Closed;
            after.accepter = Some(me);
            after.closed_at = Some(now);
            note = Some(("note", words));
        }
        Act::Fail { note: why } | Act::SendBack { note: why } | Act::Refuse { note: why } => {
            send_back(&mut after);
            note = Some(("note", why));
        }
    }
    Ok(Step { before: Some(t.clone()), after, deed: act.deed(), note, photos })
}

/// Back to work under the same plan and deadline. What was fixed on the spot had no plan, so somebody must be assigned first.
/// The old work and verdicts end here; they stay in the ledger.
fn send_back(after: &mut Ticket) {
    after.state = if after.plan.is_some() { State::Rectifying } else { State::Confirmed };
    after.on_the_spot = false;
    after.work = None;
    after.verifier = None;
    after.signer = None;
    after.returned += 1;
}

/// The form's version against the ticket's: whoever saw an older one is told who acted, instead of overwriting.
///
/// # Errors
/// [`Refusal::Stale`].
pub fn fresh(t: &Ticket, seen: i32) -> Result<(), Refusal> {
    if t.version == seen { Ok(()) } else { Err(Refusal::Stale) }
}

codes! {
    /// Whose turn it is.
    pub enum Turn {
        Officer = "officer",
        /// An officer or the principal, whoever did not do the work.
        Verifier = "verifier",
        Principal = "principal",
        Bureau = "bureau",
        /// The responsible person.
        Responsible = "responsible",
    }
}

impl Turn {
    /// The turns somebody with this role takes; the responsible person's belongs to a person, not to a role.
    pub const fn of(role: Role) -> &'static [Self] {
        match role {
            Role::Officer => &[Self::Officer, Self::Verifier],
            Role::Principal => &[Self::Principal, Self::Verifier],
            Role::Reviewer | Role::Leader => &[Self::Bureau],
            Role::Staff | Role::Administrator | Role::Auditor => &[],
        }
    }
}

/// Who is asked to act next; `None` at the end.
pub const fn waits_for(state: State, grade: Grade) -> Option<Turn> {
    match (state, grade) {
        (State::Confirmed, Grade::Major) | (State::Signing, _) => Some(Turn::Principal),
        (State::Reported | State::Confirmed, _) => Some(Turn::Officer),
        (State::Verifying, _) => Some(Turn::Verifier),
        (State::Planning | State::Accepting, _) => Some(Turn::Bureau),
        (State::Rectifying, _) => Some(Turn::Responsible),
        (State::Closed | State::Void, _) => None,
    }
}

#[cfg(test)]
mod tests;
