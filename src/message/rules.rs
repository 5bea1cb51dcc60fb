//! Who is told. Pure: no I/O, no clock.

use super::model::{Holder, Kind, Ladder, Line, Open, Rung};
use crate::access::Role;
use crate::id::{OrgId, PersonId};
use crate::ticket::listing::ListingState;
use crate::ticket::model::{Grade, State, Ticket};
use crate::ticket::rules::{Turn, waits_for};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use std::time::Duration;

/// Tries before a delivery is given up.
pub const MOST_ATTEMPTS: i32 = 8;

/// How long to wait after the `attempts`-th failure: 1 min, 4 min, 16 min … at most 6 hours; a day and a night in all.
pub fn wait(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0) * 2;
    Duration::from_secs((60_u64 << doublings).min(6 * 3600))
}

/// Whom an act tells what, and as what. Nobody is told of their own act; where it leaves the turn with whoever acted, nobody else is.
///
/// `holders` are officers and principals of the school, reviewers and leaders of the bureau directly above it.
pub fn addressed(before: Option<&Ticket>, after: &Ticket, actor: PersonId, holders: &[Holder]) -> Vec<(PersonId, Kind, &'static str)> {
    let mut told = turns(before, after, actor, holders);
    for (person, as_what) in notices(before, after, holders) {
        if person != actor && !told.iter().any(|(known, ..)| *known == person) {
            told.push((person, Kind::Notice, as_what));
        }
    }
    told
}

/// Who should know though it is not their turn: the bureau of a new major one and of a place closed off, the school of what the bureau lists.
fn notices(before: Option<&Ticket>, after: &Ticket, holders: &[Holder]) -> Vec<(PersonId, &'static str)> {
    let holding = |roles: &[Role], as_what: &'static str| -> Vec<(PersonId, &'static str)> {
        holders.iter().filter(|one| roles.contains(&one.role)).map(|one| (one.person, as_what)).collect()
    };
    let was_major = before.is_some_and(Ticket::is_open_major);
    let was_closed_off = before.is_some_and(|before| before.out_of_use_on.is_some());
    let listing = |t: &Ticket| t.listing.as_ref().map(|listing| listing.state);
    if (after.is_open_major() && !was_major) || (after.out_of_use_on.is_some() && !was_closed_off) {
        let reviewers = holding(&[Role::Reviewer], "bureau");
        return if reviewers.is_empty() { holding(&[Role::Leader], "bureau") } else { reviewers };
    }
    let told = [ListingState::Listed, ListingState::Delisted, ListingState::Declined];
    if listing(after) != before.and_then(listing)
        && listing(after).is_some_and(|state| told.contains(&state))
        && before.is_some_and(|b| b.state == after.state)
    {
        let mut school = holding(&[Role::Officer, Role::Principal], "school");
        school.extend(after.responsible().map(|person| (person, "responsible")));
        return school;
    }
    vec![]
}

fn turns(before: Option<&Ticket>, after: &Ticket, actor: PersonId, holders: &[Holder]) -> Vec<(PersonId, Kind, &'static str)> {
    let stays = |before: &Ticket| {
        before.state == after.state && before.responsible() == after.responsible() && waits_for(before) == waits_for(after)
    };
    if before.is_some_and(stays) {
        return vec![];
    }
    let Some(turn) = waits_for(after) else {
        let reporters = std::iter::once(after.reporter).chain(after.also.iter().copied());
        return reporters.filter(|person| *person != actor).map(|person| (person, Kind::Outcome, "reporter")).collect();
    };
    let holding = |role, apart: bool| -> Vec<PersonId> {
        holders.iter().filter(|one| one.role == role && !(apart && after.worked_on_by(one.person))).map(|one| one.person).collect()
    };
    let or = |first: Vec<PersonId>, second: Vec<PersonId>| if first.is_empty() { second } else { first };
    let mut people = match turn {
        Turn::Officer => or(holding(Role::Officer, false), holding(Role::Principal, false)),
        Turn::Verifier => or(holding(Role::Officer, true), holding(Role::Principal, true)),
        Turn::Principal => holding(Role::Principal, false),
        Turn::Bureau => or(holding(Role::Reviewer, true), holding(Role::Leader, true)),
        Turn::Responsible => after.responsible().into_iter().collect(),
    };
    if people.contains(&actor) {
        return vec![];
    }
    people.sort_unstable();
    people.dedup();
    people.into_iter().map(|person| (person, Kind::Turn, turn.code())).collect()
}

/// What is told of one deadline to whom, for the days after `since` up to today: of each rung its last step, of each person the last of
/// theirs. So whoever slept through several days tells once. `holders` are those of the school and of its district.
pub fn lines(ladder: &Ladder, open: &Open, district: OrgId, holders: &[Holder], since: NaiveDate, today: NaiveDate) -> Vec<Line> {
    let mut told: BTreeMap<PersonId, Line> = BTreeMap::new();
    for rung in Rung::ALL.iter().copied().filter(|rung| *rung != Rung::Leader || open.grade == Grade::Major) {
        let come = |step: i16| {
            let day = if step < 0 {
                open.due_on.checked_sub_days(Days::new(u64::from(step.unsigned_abs())))
            } else {
                open.due_on.checked_add_days(Days::new(u64::from(step.unsigned_abs())))
            };
            // That a deadline comes is no news once it has passed.
            day.is_some_and(|day| since < day && day <= today) && (step >= 0 || open.due_on >= today)
        };
        let Some(step) = ladder.days(rung).iter().copied().filter(|step| come(*step)).max() else { continue };
        let holding = |org, role| -> Vec<PersonId> {
            holders.iter().filter(|one| one.org == org && one.role == role).map(|one| one.person).collect()
        };
        let here = |person: PersonId| holders.iter().any(|one| one.person == person && one.org == open.school);
        let people = match rung {
            // Whoever said it is fixed, or whose plan waits for others, is not asked for it.
            Rung::Owner if open.state != State::Rectifying => vec![],
            Rung::Owner => match open.responsible.filter(|person| here(*person)) {
                Some(person) => vec![person],
                None => holding(open.school, Role::Officer),
            },
            Rung::Officer => holding(open.school, Role::Officer),
            Rung::Principal => holding(open.school, Role::Principal),
            Rung::Bureau => or(holding(district, Role::Reviewer), || holding(district, Role::Leader)),
            Rung::Leader => or(holding(district, Role::Leader), || holding(district, Role::Reviewer)),
        };
        for person in people {
            let line = Line { ticket: open.ticket, person, rung, step };
            told.entry(person)
                .and_modify(|known| {
                    if known.step < step {
                        known.clone_from(&line)
                    }
                })
                .or_insert(line);
        }
    }
    told.into_values().collect()
}

fn or(first: Vec<PersonId>, second: impl FnOnce() -> Vec<PersonId>) -> Vec<PersonId> {
    if first.is_empty() { second() } else { first }
}

#[cfg(test)]
mod tests;
