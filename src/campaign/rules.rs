//! Who keeps a campaign, when a school's task opens and is due, who can be reminded. Pure: no I/O, no clock.

use super::model::{Draft, Phase, Standing, State, Target};
use crate::access::{Actor, Place, Role};
use crate::calendar::rules::Calendar;
use crate::clock::Zone;
use crate::inspection::model::Kind;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

/// The occasions a campaign can have.
pub const KINDS: [Kind; 9] = [
    Kind::Special,
    Kind::Seasonal,
    Kind::Holiday,
    Kind::PreTerm,
    Kind::PostTerm,
    Kind::Comprehensive,
    Kind::Professional,
    Kind::Analogy,
    Kind::Resumption,
];
/// Most phases of a campaign, and most people of its leading group.
pub const MOST_PHASES: usize = 8;
pub const MOST_LEADERS: usize = 20;
/// The longest a campaign lasts, in days.
pub const LONGEST: i64 = 400;
/// Up to so many schools a launch offers a box for each; beyond that all of the filter are taken.
pub const MOST_BOXES: usize = 300;

/// Whether this actor keeps the campaigns of this very bureau: its safety section and its leader.
pub fn keeps(actor: &Actor, place: &Place) -> bool {
    !place.is_school() && actor.place().id == place.id && matches!(actor.role(), Role::Reviewer | Role::Leader)
}

/// Whether this actor answers for what this school does in a campaign.
pub fn answers(actor: &Actor, place: &Place) -> bool {
    place.is_school() && actor.place().id == place.id && matches!(actor.role(), Role::Officer | Role::Principal)
}

/// The days a school's task opens and is due: those of the campaign, each moved to the school's next school day. Who is asked later than the
/// first day, or even the last, begins on the day they are asked: no task is late when it is made.
///
/// Where no school day is in sight the days stay as they are: a calendar nobody kept must not lose a campaign.
pub fn days(calendar: &Calendar, starts: NaiveDate, deadline: NaiveDate, asked: NaiveDate) -> (NaiveDate, NaiveDate) {
    let moved = |day: NaiveDate| calendar.school_day_from(day).unwrap_or(day);
    let opens = moved(starts.max(asked));
    (opens, moved(deadline.max(asked)).max(opens))
}

/// The day a task is due once the deadline is another: moved to the school's next school day, and never before the task opens.
pub fn shifted(calendar: &Calendar, opens: NaiveDate, deadline: NaiveDate) -> NaiveDate {
    calendar.school_day_from(deadline).unwrap_or(deadline).max(opens)
}

/// Whether a campaign runs.
///
/// # Errors
/// The Fluent key of why not.
pub const fn runs(standing: Standing) -> Result<(), &'static str> {
    match standing {
        Standing::Running => Ok(()),
        Standing::Draft => Err("campaign-is-draft"),
        Standing::Closed => Err("campaign-is-closed"),
    }
}

/// What is wrong with another deadline of a campaign that runs. It may lie after the last day, which then follows.
pub fn fault_of_shift(draft: &Draft, to: NaiveDate, today: NaiveDate) -> Option<&'static str> {
    if to == draft.deadline {
        Some("campaign-shift-same")
    } else if to < today {
        Some("campaign-shift-past")
    } else if to < draft.starts {
        Some("campaign-deadline-early")
    } else if (to - draft.starts).num_days() > LONGEST {
        Some("campaign-too-long")
    } else {
        None
    }
}

/// From the beginning of one day to the end of another.
pub fn span(zone: Zone, opens: NaiveDate, due: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    Some((midnight(zone, opens)?, midnight(zone, due.checked_add_days(Days::new(1))?)?))
}

/// When a day begins.
pub fn midnight(zone: Zone, day: NaiveDate) -> Option<DateTime<Utc>> {
    zone.instant(day.and_time(NaiveTime::MIN))
}

/// A day of a draft; phases are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    Ends,
    Deadline,
    From(usize),
    To(usize),
}

/// What is wrong with the days of a draft: which, and the Fluent key.
pub fn faults(draft: &Draft) -> Vec<(Day, &'static str)> {
    let mut found = Vec::new();
    if draft.ends < draft.starts {
        found.push((Day::Ends, "campaign-ends-early"));
    } else if (draft.ends - draft.starts).num_days() > LONGEST {
        found.push((Day::Ends, "campaign-too-long"));
    }
    if draft.deadline < draft.starts {
        found.push((Day::Deadline, "campaign-deadline-early"));
    } else if draft.deadline > draft.ends && draft.ends >= draft.starts {
        found.push((Day::Deadline, "campaign-deadline-late"));
    }
    for (n, phase) in draft.phases.iter().enumerate() {
        if phase.to < phase.from {
            found.push((Day::To(n), "campaign-phase-backwards"));
            continue;
        }
        for (which, day) in [(Day::From(n), phase.from), (Day::To(n), phase.to)] {
            if day < draft.starts || day > draft.ends {
                found.push((which, "campaign-phase-outside"));
            }
        }
    }
    found
}

/// Whether a phase is over, under way, or to come: as the steps of a track.
pub fn phase(phase: &Phase, today: NaiveDate) -> &'static str {
    if today > phase.to {
        "d"
    } else if today >= phase.from {
        "c"
    } else {
        ""
    }
}

/// How far the period has come, 0 to 100.
pub fn elapsed(starts: NaiveDate, ends: NaiveDate, today: NaiveDate) -> i64 {
    let whole = (ends - starts).num_days() + 1;
    (((today - starts).num_days() + 1).clamp(0, whole) * 100).checked_div(whole).unwrap_or_default()
}

/// Whether a school can be reminded today: something is still to be done there, by somebody, and nobody was reminded there today.
pub fn remindable(target: &Target, zone: Zone, today: NaiveDate) -> bool {
    matches!(target.state, State::Fresh | State::Begun | State::Overdue) && target.reminded.is_none_or(|at| zone.day(at) < today)
}

/// Whether a school may still add questions: its task is there and nobody has begun it.
pub fn adds(standing: Standing, target: &Target) -> bool {
    standing == Standing::Running && target.task.is_some() && target.number.is_none() && target.done.is_none()
}

/// Whether a school may give its task to another of its people.
pub fn hands(standing: Standing, target: &Target) -> bool {
    standing == Standing::Running && target.task.is_some() && target.done.is_none()
}

/// Whether a school may write its report, or write it anew.
pub fn reports(standing: Standing, target: &Target) -> bool {
    standing == Standing::Running && target.done.is_some()
}

#[cfg(test)]
mod tests;
