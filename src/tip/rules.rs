//! What may be answered, by whom, and what the public is told. Pure. [`answer`] is the only maker of a [`Change`], and a change is all that the
//! store accepts.

use super::model::{Deed, Followed, Reason, Standing, State, Tip};
use crate::access::{Actor, Place, Role};
use crate::id::TicketId;
use crate::ticket;
use chrono::{DateTime, TimeDelta, Utc};

/// Days within which an answer may be contested; the wall `contested_in_time` says the same.
pub const CONTEST_DAYS: i64 = 15;
/// Times one tip may be put before the officer again; a check of its table says the same.
pub const MOST_CONTESTS: i16 = 3;

/// Whether this actor answers the tips of this place: its safety officer.
pub fn answers(actor: &Actor, place: &Place) -> bool {
    place.is_school() && actor.role() == Role::Officer && actor.place().id == place.id
}

/// What the officer decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It becomes this ticket, opened in the same transaction.
    Accept {
        ticket: TicketId,
        words: String,
    },
    /// It is this open ticket.
    Known {
        ticket: TicketId,
        words: String,
    },
    Decline {
        reason: Reason,
        words: String,
    },
    Abuse,
}

impl Answer {
    pub const fn deed(&self) -> Deed {
        match self {
            Self::Accept { .. } => Deed::Accept,
            Self::Known { .. } => Deed::Known,
            Self::Decline { .. } => Deed::Decline,
            Self::Abuse => Deed::Abuse,
        }
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("not the officer of the school")]
    Role,
    #[error("answered already")]
    Answered,
    /// Somebody acted since the form was opened.
    #[error("stale")]
    Stale,
}

impl Refusal {
    /// The Fluent key of the sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Role => "tip-refused-role",
            Self::Answered => "tip-refused-answered",
            Self::Stale => "tip-refused-stale",
        }
    }
}

/// A lawful change: the permit the store asks for.
#[derive(Clone, Debug)]
pub struct Change {
    before: Tip,
    after: Tip,
    deed: Deed,
}

impl Change {
    pub fn before(&self) -> &Tip {
        &self.before
    }
    pub fn after(&self) -> &Tip {
        &self.after
    }
    pub fn deed(&self) -> Deed {
        self.deed
    }
}

/// Whether this actor may answer this tip now, who saw it in this version.
///
/// # Errors
/// Why not, the post's reason before the tip's.
pub fn may(tip: &Tip, actor: &Actor, place: &Place, seen: i32) -> Result<(), Refusal> {
    if !answers(actor, place) || tip.school != place.id {
        Err(Refusal::Role)
    } else if !tip.state.waits() {
        Err(Refusal::Answered)
    } else if tip.version != seen {
        Err(Refusal::Stale)
    } else {
        Ok(())
    }
}

/// Answers a tip.
///
/// # Errors
/// As [`may`].
pub fn answer(tip: &Tip, actor: &Actor, place: &Place, seen: i32, answer: Answer, now: DateTime<Utc>) -> Result<Change, Refusal> {
    may(tip, actor, place, seen)?;
    let deed = answer.deed();
    let mut after = Tip {
        version: tip.version + 1,
        reason: None,
        answer: String::new(),
        answerer: Some(actor.person()),
        answered_at: Some(now),
        ..tip.clone()
    };
    match answer {
        Answer::Accept { ticket, words } => {
            (after.state, after.ticket, after.answer) = (State::Accepted, Some(ticket), words);
        }
        Answer::Known { ticket, words } => {
            (after.state, after.ticket, after.answer) = (State::Known, Some(ticket), words);
        }
        Answer::Decline { reason, words } => {
            (after.state, after.reason, after.answer) = (State::Declined, Some(reason), words);
        }
        Answer::Abuse => after.state = State::Abuse,
    }
    Ok(Change { before: tip.clone(), after, deed })
}

/// What the public is told: a few words, whatever goes on inside.
pub fn standing(tip: &Followed) -> Standing {
    use ticket::model::State as Ticket;
    match (tip.state, tip.ticket) {
        (State::Waiting, _) => Standing::Received,
        (State::Declined | State::Abuse, _) | (State::Accepted | State::Known, Some(Ticket::Void)) => Standing::NotTaken,
        (State::Contested, _) | (State::Accepted | State::Known, None | Some(Ticket::Reported | Ticket::Confirmed | Ticket::Planning)) => {
            Standing::LookedInto
        }
        (State::Accepted | State::Known, Some(Ticket::Closed)) => Standing::Done,
        (State::Accepted | State::Known, Some(_)) => Standing::Rectifying,
    }
}

/// Until when the answer may be contested; `None` when it may not, or not any more.
pub fn contestable(tip: &Followed) -> Option<DateTime<Utc>> {
    let since = match (tip.state, standing(tip)) {
        (State::Declined, _) => tip.answered_at,
        (_, Standing::Done) => tip.closed_at,
        _ => None,
    }?;
    let until = since + TimeDelta::days(CONTEST_DAYS);
    (tip.contests < MOST_CONTESTS && tip.now < until).then_some(until)
}

#[cfg(test)]
mod tests;
