//! Who may do what to a ticket, and when. Pure: no I/O, no clock. [`decide`] and [`report`] are the only makers of a [`Step`], and a step is
//! all that the store accepts, so an unlawful change does not compile. The whole table is printed by the tests below, under snapshot.
//!
//! Sources: the closed loop of Order 16 of the former State Administration of Work Safety (found, recorded, graded, rectified, verified,
//! struck off), the five fulfilments of its article on treatment plans, and the separation of duties of architecture section 4.

mod act;
mod grave;
mod step;

pub use act::{Act, Assignee, Deed, Refusal};
pub use step::Step;

use super::limits::LIMITS;
use super::listing::{Listing, ListingState};
use super::major::{Basis, SixParts, Ticked};
use super::model::{Ask, Category, Fulfilments, Grade, Position, Source, State, Ticket, VoidReason, Work};
use crate::access::{Actor, Place, Role};
use crate::id::{InspectionId, PhotoId, RiskPointId, TicketId};
use crate::money::Fen;
use chrono::{DateTime, Days, NaiveDate, Utc};

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
        merged_into: None,
        also: vec![],
        ask: None,
        first_due_on: None,
        extended: 0,
        basis: None,
        criteria: vec![],
        controls: vec![],
        out_of_use_on: None,
        recurs_from: None,
        listing: None,
        plan: None,
        assigner: None,
        work: report.fixed.map(|(done, spent)| Work { rectifier: actor.person(), done, spent }),
        verifier: None,
        signer: None,
        signed_for: None,
        acceptance: None,
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
        Deed::Report | Deed::Absorb => false,
        Deed::Confirm | Deed::Void | Deed::FixOnTheSpot => t.state == State::Reported,
        Deed::Assign => t.state == State::Confirmed,
        Deed::ApprovePlan | Deed::ReturnPlan => t.state == State::Planning,
        Deed::Progress | Deed::Reassign | Deed::Submit | Deed::AskExtension => t.state == State::Rectifying,
        Deed::GrantExtension | Deed::DenyExtension => t.state == State::Rectifying && t.ask.is_some(),
        Deed::Pass | Deed::Fail => t.state == State::Verifying,
        Deed::Sign | Deed::SendBack => t.state == State::Signing,
        Deed::Accept | Deed::Refuse => t.state == State::Accepting,
        Deed::Reopen => t.state == State::Closed,
        Deed::Regrade => t.state.open() && t.state != State::Reported,
        Deed::Join => t.state.open(),
        Deed::Comment => true,
        grave => grave::fits(t, grave).unwrap_or(false),
    };
    if !at_state {
        return Err(Refusal::State);
    }
    if grave::fits(t, deed).is_some() {
        return grave::may(t, actor, deed);
    }
    // A school post acts in its own school, a bureau post in its subtree.
    let school = |role| actor.role() == role && actor.place().id == t.school;
    let bureau = |role| actor.role() == role && actor.reaches(&t.path);
    let (officer, principal, anybody) =
        (school(Role::Officer), school(Role::Principal), school(Role::Staff) || school(Role::Officer) || school(Role::Principal));
    match deed {
        Deed::Report | Deed::Absorb => Err(Refusal::State),
        // What was reported as major is made less of by a second person only.
        Deed::Confirm => (officer || (principal && t.grade == Grade::Major)).then_some(()).ok_or(Refusal::Role),
        Deed::Void => officer.then_some(()).ok_or(Refusal::Role),
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
        Deed::AskExtension => match (anybody, t.responsible() == Some(me) || officer) {
            (true, true) if t.ask.is_some() => Err(Refusal::Asked),
            (true, true) if t.grade == Grade::General && t.extended >= LIMITS.extensions => Err(Refusal::Extended),
            (true, true) => Ok(()),
            (true, false) => Err(Refusal::NotResponsible),
            (false, _) => Err(Refusal::Role),
        },
        Deed::GrantExtension | Deed::DenyExtension => {
            not_own(t, actor, if t.grade == Grade::Major { bureau(Role::Reviewer) || bureau(Role::Leader) } else { principal })?;
            if t.ask.as_ref().is_some_and(|ask| ask.by == me) { Err(Refusal::OwnRequest) } else { Ok(()) }
        }
        Deed::Reopen => (officer || bureau(Role::Reviewer) || bureau(Role::Leader)).then_some(()).ok_or(Refusal::Role),
        Deed::Regrade => (officer || principal || bureau(Role::Reviewer) || bureau(Role::Leader)).then_some(()).ok_or(Refusal::Role),
        Deed::Comment => (anybody || bureau(Role::Reviewer) || bureau(Role::Leader)).then_some(()).ok_or(Refusal::Role),
        Deed::Join if !anybody => Err(Refusal::Role),
        Deed::Join => (t.reporter != me && !t.also.contains(&me)).then_some(()).ok_or(Refusal::Known),
        Deed::Reassign => (officer || principal).then_some(()).ok_or(Refusal::Role),
        Deed::Pass | Deed::Fail => not_own(t, actor, officer || principal),
        // A deputy stands in for the principal's signature and for nothing else, and never under their own verdict.
        Deed::Sign | Deed::SendBack => {
            let deputy = !principal && anybody && actor.deputy_of().is_some();
            not_own(t, actor, principal || deputy)?;
            if deputy && t.verifier == Some(me) { Err(Refusal::OwnVerdict) } else { Ok(()) }
        }
        Deed::Accept | Deed::Refuse => {
            not_own(t, actor, bureau(Role::Reviewer) || bureau(Role::Leader))?;
            match &t.listing {
                Some(listing) if listing.holds() && deed == Deed::Accept => Err(Refusal::Listed),
                Some(listing) if listing.holds() && !listing.belongs_to(actor) => Err(Refusal::ListedAbove),
                _ => Ok(()),
            }
        }
        // Answered above.
        Deed::Control
        | Deed::Lift
        | Deed::CloseOff
        | Deed::PutBack
        | Deed::List
        | Deed::DeclineListing
        | Deed::FileListing
        | Deed::PublishListing
        | Deed::Delist => Err(Refusal::State),
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
    const FORWARD_FIRST: [Deed; 31] = [
        Deed::GrantExtension,
        Deed::Confirm,
        Deed::Assign,
        Deed::ApprovePlan,
        Deed::Submit,
        Deed::Pass,
        Deed::Sign,
        Deed::Delist,
        Deed::Accept,
        Deed::FixOnTheSpot,
        Deed::Fail,
        Deed::SendBack,
        Deed::Refuse,
        Deed::ReturnPlan,
        Deed::DenyExtension,
        Deed::Progress,
        Deed::AskExtension,
        Deed::Reassign,
        Deed::List,
        Deed::DeclineListing,
        Deed::PublishListing,
        Deed::FileListing,
        Deed::Control,
        Deed::Lift,
        Deed::CloseOff,
        Deed::PutBack,
        Deed::Regrade,
        Deed::Reopen,
        Deed::Void,
        Deed::Join,
        Deed::Comment,
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
        Act::Confirm { grade, category, ticked, note: why } => {
            // Without a criterion that decides it is people's judgement, and they say why.
            let judged = grade == Grade::Major && ticked.met.is_none();
            if (judged || (grade != t.grade && ticked.met.is_none())) && why.is_empty() {
                return Err(Refusal::NoReason);
            }
            if t.grade == Grade::Major && grade == Grade::General && (actor.role() != Role::Principal || t.reporter == me) {
                return Err(Refusal::Lowering);
            }
            graded(&mut after, grade, ticked)?;
            note = Some(("note", why));
            after.state = State::Confirmed;
            after.category = category;
            after.confirmer = Some(me);
        }
        Act::Void { reason, note: why, original } => {
            if (reason == VoidReason::Duplicate) != original.is_some_and(|original| original != t.id) {
                return Err(Refusal::WhichOne);
            }
            after.state = State::Void;
            after.void_reason = Some(reason);
            after.merged_into = original;
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
        Act::Assign { to, measures, planned, due_on, contingency, six } => {
            if to.principal {
                return Err(Refusal::PrincipalResponsible);
            }
            within_limits(due_on, today)?;
            if t.grade == Grade::Major && !six.as_ref().is_some_and(SixParts::whole) {
                return Err(Refusal::SixParts);
            }
            if signed_until(t).is_some_and(|until| due_on > until) {
                return Err(Refusal::BeyondListing);
            }
            let six = six.filter(|_| t.grade == Grade::Major);
            after.state = if t.grade == Grade::Major { State::Planning } else { State::Rectifying };
            after.plan = Some(Fulfilments { responsible: to.person, measures, planned, due_on, contingency, six });
            (after.first_due_on, after.extended) = (None, 0);
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
        Act::AskExtension { until, reason, interim } => {
            if t.due_on().is_none_or(|due| until <= due) {
                return Err(Refusal::NotLater);
            }
            within_limits(until, today)?;
            after.ask = Some(Ask { until, by: me, reason, interim });
        }
        Act::GrantExtension { until, note: words } => {
            let (Some(ask), Some(plan)) = (after.ask.take(), after.plan.as_mut()) else { return Err(Refusal::State) };
            if until <= plan.due_on {
                return Err(Refusal::NotLater);
            }
            if until > ask.until {
                return Err(Refusal::Longer);
            }
            within_limits(until, today)?;
            after.first_due_on = t.first_due_on.or(Some(plan.due_on));
            plan.due_on = until;
            after.extended += 1;
            // What the bureau gives it, it gives its listing, within the longest there is.
            if let Some(sign) = after.listing.as_mut().and_then(|listing| listing.sign.as_mut()).filter(|sign| sign.due_on < until) {
                within_limits(until, sign.listed_on)?;
                sign.due_on = until;
            }
            note = Some(("note", words));
        }
        Act::DenyExtension { note: why } => {
            after.ask = None;
            note = Some(("note", why));
        }
        Act::Submit { done, spent, photos: shown } => {
            if shown.is_empty() {
                return Err(Refusal::NoPhoto);
            }
            after.ask = None;
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
            after.signed_for = if actor.role() == Role::Principal { None } else { actor.deputy_of() };
            if t.grade == Grade::Major {
                after.state = State::Accepting;
                grave::requested(&mut after);
            } else {
                after.state = State::Closed;
                after.closed_at = Some(now);
            }
            note = Some(("note", words));
        }
        Act::Accept { on_site, note: words } => {
            after.acceptance = Some(grave::enough(on_site, t, today)?);
            after.state = State::Closed;
            after.accepter = Some(me);
            after.closed_at = Some(now);
            note = Some(("note", words));
        }
        Act::Fail { note: why } | Act::SendBack { note: why } | Act::Refuse { note: why } => {
            send_back(&mut after);
            note = Some(("note", why));
        }
        Act::Reopen { due_on, note: why } => {
            let until = t.closed_at.and_then(|at| at.checked_add_days(Days::new(LIMITS.reopen_days)));
            if until.is_none_or(|until| now > until) {
                return Err(Refusal::TooLate);
            }
            undo(&mut after);
            if let Some(plan) = after.plan.as_mut() {
                let due_on = due_on.ok_or(Refusal::Deadline)?;
                within_limits(due_on, today)?;
                plan.due_on = due_on;
            }
            (after.first_due_on, after.extended) = (None, 0);
            after.reopened += 1;
            note = Some(("note", why));
        }
        Act::Regrade { grade, ticked, note: why } => {
            if grade == t.grade {
                return Err(Refusal::SameGrade);
            }
            if t.listed() {
                return Err(Refusal::Listed);
            }
            if t.basis == Some(Basis::Criterion) && actor.role().at_school() {
                return Err(Refusal::BureauLowers);
            }
            graded(&mut after, grade, ticked)?;
            if grade == Grade::Major {
                // The plan is the principal's to put forward anew, and the bureau's to approve.
                undo(&mut after);
                after.state = State::Confirmed;
            } else {
                if actor.role() == Role::Officer || t.confirmer == Some(me) {
                    return Err(Refusal::Lowering);
                }
                match t.state {
                    State::Planning => after.state = State::Rectifying,
                    State::Accepting => (after.state, after.signer, after.signed_for) = (State::Signing, None, None),
                    _ => {}
                }
            }
            note = Some(("note", why));
        }
        // Not even its version: somebody who has a form open loses nothing by a word beside it.
        Act::Comment { note: words } => {
            after = t.clone();
            note = Some(("note", words));
        }
        Act::Join { note: words } => {
            after.also.push(me);
            note = Some(("note", words));
        }
        grave => note = grave::decide(&mut after, t, actor, grave, today)?,
    }
    grave::over(&mut after, today);
    Ok(Step { before: Some(t.clone()), after, deed: act.deed(), note, photos })
}

/// Of this grade from now on, and by what: a criterion that is met makes it major, whatever else is said, and puts it before the bureau.
fn graded(after: &mut Ticket, grade: Grade, ticked: Ticked) -> Result<(), Refusal> {
    if grade == Grade::General {
        if ticked.met.is_some() {
            return Err(Refusal::Criterion);
        }
        after.basis = None;
    } else {
        after.basis = Some(ticked.met.unwrap_or(Basis::Judgement));
    }
    after.grade = grade;
    after.criteria = ticked.ids;
    let open_listing = after.listing.as_ref().is_some_and(|listing| listing.state == ListingState::Delisted);
    if !open_listing {
        after.listing = (after.basis == Some(Basis::Criterion)).then(Listing::proposed);
    }
    Ok(())
}

/// The deadline of the listing it is on.
fn signed_until(t: &Ticket) -> Option<NaiveDate> {
    t.listing.as_ref().filter(|listing| listing.holds()).and_then(|listing| listing.sign.as_ref()).map(|sign| sign.due_on)
}

/// The original takes over whoever reported the duplicate; its own photos stay with the duplicate, which names the original.
///
/// # Errors
/// [`Refusal::WhichOne`] when the original is no longer open, [`Refusal::Role`] from another school.
pub fn absorb(original: &Ticket, duplicate: &Ticket, actor: &Actor, now: DateTime<Utc>) -> Result<Step, Refusal> {
    if !original.state.open() || original.school != duplicate.school || original.id == duplicate.id {
        return Err(Refusal::WhichOne);
    }
    if actor.place().id != original.school {
        return Err(Refusal::Role);
    }
    let mut after = Ticket { version: original.version + 1, acted_at: now, ..original.clone() };
    for person in std::iter::once(duplicate.reporter).chain(duplicate.also.iter().copied()) {
        if person != after.reporter && !after.also.contains(&person) {
            after.also.push(person);
        }
    }
    Ok(Step { before: Some(original.clone()), after, deed: Deed::Absorb, note: Some(("note", duplicate.number.clone())), photos: vec![] })
}

/// A deadline from today on, and not too far.
fn within_limits(due_on: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    if due_on < today || due_on > today + Days::new(LIMITS.longest_days) { Err(Refusal::Deadline) } else { Ok(()) }
}

/// Back to work under the same plan and deadline. What was fixed on the spot had no plan, so somebody must be assigned first.
fn send_back(after: &mut Ticket) {
    undo(after);
    after.returned += 1;
}

/// The old work and verdicts end here, and with them what was asked for; they stay in the ledger.
fn undo(after: &mut Ticket) {
    after.state = if after.plan.is_some() { State::Rectifying } else { State::Confirmed };
    after.on_the_spot = false;
    (after.work, after.verifier, after.signer, after.signed_for) = (None, None, None, None);
    (after.acceptance, after.accepter, after.closed_at, after.ask) = (None, None, None, None);
    grave::back_to_work(after);
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

/// Who is asked to act next; `None` at the end. While more time is asked for, whoever decides that; the work goes on meanwhile.
pub const fn waits_for(t: &Ticket) -> Option<Turn> {
    match (t.state, t.grade) {
        (State::Confirmed, Grade::Major) | (State::Signing, _) => Some(Turn::Principal),
        (State::Reported | State::Confirmed, _) => Some(Turn::Officer),
        (State::Verifying, _) => Some(Turn::Verifier),
        (State::Planning | State::Accepting, _) => Some(Turn::Bureau),
        (State::Rectifying, _) if t.ask.is_none() => Some(Turn::Responsible),
        (State::Rectifying, Grade::General) => Some(Turn::Principal),
        (State::Rectifying, Grade::Major) => Some(Turn::Bureau),
        (State::Closed | State::Void, _) => None,
    }
}

#[cfg(test)]
mod tests;
