//! Acts that grave dangers ask for: temporary controls, a place closed off, listed supervision. None of them moves the ticket on its way.

use super::{Act, Deed, Refusal, not_own, within_limits};
use crate::access::{Actor, Role};
use crate::ticket::limits::LIMITS;
use crate::ticket::listing::{Listing, ListingState, Sign};
use crate::ticket::major::{Acceptance, Control};
use crate::ticket::model::{Grade, State, Ticket};
use chrono::NaiveDate;

/// Temporary controls that a ticket may have had in all.
const CONTROLS: usize = 12;

/// Whether an act of this kind fits a ticket as it stands. `None` for the acts of the loop.
pub(super) fn fits(t: &Ticket, deed: Deed) -> Option<bool> {
    let confirmed = t.state.open() && t.state != State::Reported;
    let state = t.listing.as_ref().map(|listing| listing.state);
    let sign = t.listing.as_ref().and_then(|listing| listing.sign.as_ref());
    Some(match deed {
        Deed::Control => t.state.open(),
        Deed::Lift => t.state.open() && t.controls.iter().any(Control::stands),
        Deed::CloseOff => t.state.open() && t.out_of_use_on.is_none(),
        Deed::PutBack => t.out_of_use_on.is_some(),
        Deed::List => confirmed && t.grade == Grade::Major && matches!(state, None | Some(ListingState::Proposed | ListingState::Declined)),
        Deed::DeclineListing => state == Some(ListingState::Proposed),
        Deed::FileListing => sign.is_some_and(|sign| sign.filed_on.is_none()) && t.listed(),
        Deed::PublishListing => match state {
            Some(ListingState::Delisted) => t.listing.as_ref().is_some_and(|listing| listing.delisting_published_on.is_none()),
            _ => t.listed() && sign.is_some_and(|sign| sign.published_on.is_none()),
        },
        Deed::Delist => t.state == State::Accepting && state == Some(ListingState::Requested),
        _ => return None,
    })
}

/// Whether it is this actor's, at this step; see [`super::may`].
pub(super) fn may(t: &Ticket, actor: &Actor, deed: Deed) -> Result<(), Refusal> {
    let school = |role| actor.role() == role && actor.place().id == t.school;
    let bureau = matches!(actor.role(), Role::Reviewer | Role::Leader) && actor.reaches(&t.path);
    let right_post = match deed {
        Deed::Control | Deed::Lift => school(Role::Officer) || school(Role::Principal),
        // Whoever closes a place answers for the lessons that do not take place there.
        Deed::CloseOff => school(Role::Principal) || bureau,
        // A place that a major danger closed is the bureau's to open again; its end opens it by itself.
        Deed::PutBack => bureau || (school(Role::Principal) && t.grade == Grade::General),
        _ => bureau,
    };
    match deed {
        Deed::Delist => not_own(t, actor, right_post)?,
        _ if !right_post => return Err(Refusal::Role),
        _ => {}
    }
    let ends_or_tells = matches!(deed, Deed::Delist | Deed::FileListing | Deed::PublishListing);
    if ends_or_tells && !t.listing.as_ref().is_some_and(|listing| listing.belongs_to(actor)) {
        return Err(Refusal::ListedAbove);
    }
    Ok(())
}

/// Carries one out on what the ticket becomes; says the note that belongs to it.
pub(super) fn decide(
    after: &mut Ticket,
    t: &Ticket,
    actor: &Actor,
    act: Act,
    today: NaiveDate,
) -> Result<Option<(&'static str, String)>, Refusal> {
    let me = actor.person();
    let note = match act {
        Act::Control { plan, kind, words, owner, times } => {
            if after.controls.len() >= CONTROLS || after.controls.iter().any(|one| one.plan == plan) {
                return Err(Refusal::Controls);
            }
            after.controls.push(Control { plan, kind, words, owner, times: times.clamp(1, 3), since: today, until: None });
            return Ok(None);
        }
        Act::Lift { plan, note } => {
            let standing = after.controls.iter_mut().find(|one| one.plan == plan && one.stands()).ok_or(Refusal::Controls)?;
            standing.until = Some(today);
            note
        }
        Act::CloseOff { note } => {
            after.out_of_use_on = Some(today);
            note
        }
        Act::PutBack { note } => {
            after.out_of_use_on = None;
            note
        }
        Act::List { number, due_on, supervisor, note } => {
            within_limits(due_on, today)?;
            if t.due_on().is_some_and(|due| due > due_on) {
                return Err(Refusal::BeyondListing);
            }
            let sign = Sign {
                number,
                bureau: actor.place().id,
                level: actor.place().kind,
                lister: me,
                listed_on: today,
                due_on,
                supervisor,
                filed_on: None,
                published_on: None,
            };
            after.listing = Some(Listing { state: ListingState::Listed, sign: Some(sign), ..Listing::proposed() });
            // What was signed before it was listed asks for delisting already.
            if t.state == State::Accepting {
                requested(after);
            }
            note
        }
        Act::DeclineListing { note } => {
            after.listing = Some(Listing { state: ListingState::Declined, ..Listing::proposed() });
            note
        }
        Act::FileListing => {
            if let Some(sign) = after.listing.as_mut().and_then(|listing| listing.sign.as_mut()) {
                sign.filed_on = Some(today);
            }
            return Ok(None);
        }
        Act::PublishListing => {
            match after.listing.as_mut() {
                // A notice beside the row, like a word: it may come after the end, and what is closed stays as it was closed.
                Some(listing) if listing.state == ListingState::Delisted => {
                    listing.delisting_published_on = Some(today);
                    (after.version, after.acted_at) = (t.version, t.acted_at);
                }
                Some(Listing { sign: Some(sign), .. }) => sign.published_on = Some(today),
                _ => return Err(Refusal::State),
            }
            return Ok(None);
        }
        Act::Delist { on_site, note } => {
            after.acceptance = Some(enough(on_site, t, today)?);
            let listing = after.listing.as_mut().ok_or(Refusal::State)?;
            (listing.state, listing.delister, listing.delisted_on) = (ListingState::Delisted, Some(me), Some(today));
            note
        }
        _ => return Err(Refusal::State),
    };
    Ok(Some(("note", note)))
}

/// The principal's signature under the work of a listed one asks for its delisting.
pub(super) fn requested(after: &mut Ticket) {
    if let Some(listing) = after.listing.as_mut().filter(|listing| listing.state == ListingState::Listed) {
        listing.state = ListingState::Requested;
    }
}

/// The work goes on: what was asked for is no longer, and what was taken off the list is proposed anew while it is major.
pub(super) fn back_to_work(after: &mut Ticket) {
    let state = after.listing.as_ref().map(|listing| listing.state);
    match state {
        Some(ListingState::Requested) => {
            if let Some(listing) = after.listing.as_mut() {
                listing.state = ListingState::Listed;
            }
        }
        Some(ListingState::Delisted) => after.listing = (after.grade == Grade::Major).then(Listing::proposed),
        _ => {}
    }
}

/// What ends with the danger: nobody looks after its controls any more, and its place is in use again.
pub(super) fn over(after: &mut Ticket, today: NaiveDate) {
    if after.state.open() {
        return;
    }
    for control in after.controls.iter_mut().filter(|one| one.stands()) {
        control.until = Some(today);
    }
    after.out_of_use_on = None;
    if after.listing.as_ref().is_some_and(|listing| listing.state == ListingState::Proposed) {
        after.listing = None;
    }
}

/// Two different people at least, on a day between its report and today.
pub(super) fn enough(on_site: Acceptance, t: &Ticket, today: NaiveDate) -> Result<Acceptance, Refusal> {
    let mut members = on_site.members.clone();
    members.sort_unstable();
    members.dedup();
    if members.len() < LIMITS.accepters || members.len() != on_site.members.len() {
        return Err(Refusal::TwoPeople);
    }
    // A day of difference for the zone: the report is an instant.
    let reported = t.reported_at.date_naive().pred_opt();
    if on_site.visited_on > today || reported.is_some_and(|day| on_site.visited_on < day) {
        return Err(Refusal::Visited);
    }
    Ok(on_site)
}
