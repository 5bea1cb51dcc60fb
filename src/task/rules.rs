//! When a plan's occasions are, how a task stands, and who may keep plans. Pure: no I/O, no clock.

use super::model::{Event, Occasion, Plan, Rhythm, Standing, State, Task, Timing, Window};
use crate::access::{Actor, Place, Role};
use crate::calendar::model::Kind as Entry;
use crate::calendar::rules::Calendar;
use crate::campaign::model::Called;
use crate::clock::Zone;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Days after its end in which a task can still be done, late and with a reason (a default of the product; domain section 3.3 asks for the
/// flag and the reason only).
pub const LATE_DAYS: i64 = 3;
/// Days from the beginning of a term within which what is asked each term is due (a default).
const TERM_DAYS: u64 = 30;
/// Days off in a row that are a holiday worth a look beforehand (a default).
const HOLIDAY: i64 = 3;
/// Most days a plan may open before an event.
pub const MOST_LEAD: u8 = 30;
/// Most windows of a day: every two hours, and some.
pub const MOST_WINDOWS: usize = 12;

/// Whether this actor keeps the school's plans: its officers and principals.
pub fn keeps(actor: &Actor, at: &Place) -> bool {
    at.is_school() && actor.place().id == at.id && matches!(actor.role(), Role::Officer | Role::Principal)
}

/// How a task stands. Its end belongs to it no more: due at 10:30 means before 10:30.
pub fn state(task: &Task, now: DateTime<Utc>) -> State {
    match task.done {
        Some(done) if done <= task.due => State::Done,
        Some(_) => State::Late,
        None if now < task.opens => State::Waiting,
        None => after(task.due, task.called.as_ref(), now),
    }
}

/// How something not done stands that was due then: open, to be done late, or missed. While a campaign runs its bureau waits for every school.
pub fn after(due: DateTime<Utc>, called: Option<&Called>, now: DateTime<Utc>) -> State {
    if now <= due {
        State::Open
    } else if now <= due + TimeDelta::days(LATE_DAYS) || called.is_some_and(|campaign| campaign.running) {
        State::Overdue
    } else {
        State::Missed
    }
}

/// Every occasion of a plan that opens on a day. The same question asked again gets the same answer, slot for slot, so that asking twice makes
/// nothing twice.
pub fn occasions(plan: &Plan, calendar: &Calendar, zone: Zone, day: NaiveDate) -> Vec<Occasion> {
    if plan.standing != Standing::Active || day < plan.starts || plan.ends.is_some_and(|ends| day > ends) {
        return vec![];
    }
    let timing = &plan.timing;
    let raised = timing.raise && !calendar.key(day).is_empty();
    let rhythm = if raised { shorter(timing.rhythm) } else { timing.rhythm };
    let open = |on: NaiveDate| !timing.school_days || calendar.is_school_day(on);
    let whole = |name: &str, first: NaiveDate, last: NaiveDate| {
        // Opens on the first open day of its span that the plan has, due at the end of the last.
        let opens = days(first.max(plan.starts), last).find(|on| open(*on));
        let due = days(first, last).rev_find(open);
        match (opens, due) {
            (Some(opens), Some(due)) if opens == day => spanned(zone, name.to_owned(), opens, due).into_iter().collect(),
            _ => vec![],
        }
    };
    match rhythm {
        Rhythm::Daily if open(day) => windowed(zone, &timing.windows, day),
        Rhythm::Weekly if timing.weekdays.is_empty() || raised => {
            let monday = crate::clock::week_of(day);
            whole(&format!("{monday}w"), monday, later(monday, 6))
        }
        Rhythm::Weekly if lands(timing, calendar, day) => windowed(zone, &timing.windows, day),
        Rhythm::Monthly => span(day, 1, &whole),
        Rhythm::Quarterly => span(day, 3, &whole),
        Rhythm::HalfYearly => span(day, 6, &whole),
        Rhythm::Yearly => span(day, 12, &whole),
        Rhythm::Termly => calendar
            .term(day)
            .map(|term| whole(&format!("{}t", term.starts), term.starts, term.ends.min(later(term.starts, TERM_DAYS))))
            .unwrap_or_default(),
        Rhythm::Before => ahead(timing, calendar, zone, day),
        Rhythm::Daily | Rhythm::Weekly | Rhythm::EachUse => vec![],
    }
}

/// The rhythm that comes more often.
const fn shorter(rhythm: Rhythm) -> Rhythm {
    match rhythm {
        Rhythm::Weekly => Rhythm::Daily,
        Rhythm::Monthly => Rhythm::Weekly,
        Rhythm::Quarterly | Rhythm::HalfYearly | Rhythm::Termly | Rhythm::Yearly => Rhythm::Monthly,
        Rhythm::Daily | Rhythm::EachUse | Rhythm::Before => rhythm,
    }
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// The days of a span, both ends included.
struct Span(NaiveDate, NaiveDate);

fn days(first: NaiveDate, last: NaiveDate) -> Span {
    Span(first, last)
}

impl Span {
    fn find(self, good: impl Fn(&NaiveDate) -> bool) -> Option<NaiveDate> {
        self.0.iter_days().take_while(|on| *on <= self.1).find(|on| good(on))
    }

    fn rev_find(self, good: impl Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
        std::iter::successors(Some(self.1), NaiveDate::pred_opt).take_while(|on| *on >= self.0).find(|on| good(*on))
    }
}

/// The calendar months a day lies in, `n` together, counted from January.
fn span(day: NaiveDate, n: u32, whole: &impl Fn(&str, NaiveDate, NaiveDate) -> Vec<Occasion>) -> Vec<Occasion> {
    let month = day.month0() - day.month0() % n + 1;
    let Some(first) = NaiveDate::from_ymd_opt(day.year(), month, 1) else { return vec![] };
    let last = first.checked_add_months(Months::new(n)).and_then(|next| next.pred_opt()).unwrap_or(day);
    whole(&format!("{first}m{n}"), first, last)
}

/// Whether one of the chosen weekdays is done on this day: its own, or the next school day of the week when there is no school on its own.
fn lands(timing: &Timing, calendar: &Calendar, day: NaiveDate) -> bool {
    let monday = crate::clock::week_of(day);
    let mut chosen: Vec<u8> = timing.weekdays.clone();
    chosen.sort_unstable();
    chosen.dedup();
    chosen.into_iter().any(|weekday| {
        let own = later(monday, u64::from(weekday.clamp(1, 7)) - 1);
        let found = if timing.school_days { days(own, later(monday, 6)).find(|on| calendar.is_school_day(*on)) } else { Some(own) };
        found == Some(day)
    })
}

/// Before what the calendar has: opens so many days ahead, due on the eve.
fn ahead(timing: &Timing, calendar: &Calendar, zone: Zone, day: NaiveDate) -> Vec<Occasion> {
    let (kind, least) = match timing.before {
        Some(Event::Term) => (Entry::Term, 1),
        Some(Event::Off) => (Entry::Off, HOLIDAY),
        Some(Event::Key) => (Entry::Key, 1),
        None => return vec![],
    };
    let lead = timing.lead.clamp(1, MOST_LEAD);
    let coming = calendar.before(kind, day, lead, least);
    // Two entries that begin on the same day are one occasion.
    let first = coming.iter().map(|entry| entry.starts).min();
    first.and_then(|first| spanned(zone, format!("{first}b"), day, first.pred_opt()?)).into_iter().collect()
}

/// From the beginning of one day to the end of another.
fn spanned(zone: Zone, slot: String, first: NaiveDate, last: NaiveDate) -> Option<Occasion> {
    let opens = at(zone, first, 0)?;
    let due = at(zone, last, Window::MINUTES)?;
    Some(Occasion { slot, opens, due })
}

/// The occasions of one day.
fn windowed(zone: Zone, windows: &[Window], day: NaiveDate) -> Vec<Occasion> {
    let all_day = [Window::DAY];
    let windows = if windows.is_empty() { &all_day[..] } else { windows };
    let one = |(n, window): (usize, &Window)| {
        let end = if window.to <= window.from { window.to + Window::MINUTES } else { window.to };
        Some(Occasion { slot: format!("{day}#{}", n + 1), opens: at(zone, day, window.from)?, due: at(zone, day, end)? })
    };
    windows.iter().enumerate().filter_map(one).collect()
}

/// So many minutes after a day's midnight by the wall clock; the next moment that there is, where a clock change left that one out.
fn at(zone: Zone, day: NaiveDate, minutes: u16) -> Option<DateTime<Utc>> {
    let local = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes.into());
    zone.instant(local).or_else(|| zone.instant(local + TimeDelta::hours(1)))
}

#[cfg(test)]
mod tests;
