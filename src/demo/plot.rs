//! What will happen to each hidden danger of a school, laid out before anything is written: who acts when, and where it stands today.
//! Pure: the same seed and day give the same plots. Whether an act is lawful is decided later, by the rules themselves.

use super::calendar::{Calendar, Gap, When};
use super::content::{Content, School, Story, Words};
use super::people::Staff;
use crate::ticket::model::{Grade, Source, State};
use chrono::{DateTime, Days, NaiveDate, Utc};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use std::collections::VecDeque;

/// What is done to a ticket. The words come from its story when it is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Report,
    /// Found and put right by the finder at once.
    ReportFixed,
    Confirm,
    /// With that note of [`Words::void`].
    Void(usize),
    FixOnTheSpot,
    Assign,
    ReturnPlan,
    ApprovePlan,
    /// Listed for supervision by the bureau.
    List,
    FileListing,
    PublishListing,
    Progress,
    Reassign,
    /// More time is asked for, and given.
    AskExtension,
    GrantExtension,
    Submit,
    Pass,
    Fail,
    Sign,
    SendBack,
    Accept,
    Refuse,
}

/// One act at its time.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    pub at: DateTime<Utc>,
    pub act: Move,
}

/// A hidden danger's way, as far as it has come.
#[derive(Clone, Debug)]
pub struct Plot {
    pub story: Story,
    pub source: Source,
    /// Which worker found it; none is the officer.
    pub finder: Option<usize>,
    /// Which worker answers for it, and who takes over when it is handed on.
    pub responsible: usize,
    pub heir: usize,
    pub due_on: NaiveDate,
    /// The reporter had no camera at hand.
    pub no_photo: bool,
    pub beats: Vec<Beat>,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Closed {
        late: bool,
        back: Option<Back>,
    },
    Spot {
        by_officer: bool,
    },
    Void,
    /// Still open at this state, and when it is due.
    Open(State, Due),
}

/// The one time it came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Back {
    Failed,
    NotSigned,
    Refused,
    PlanReturned,
}

/// The deadline of an open one, counted from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Over(u64),
    Today,
    Tomorrow,
    /// As the story says, at least a few days on.
    Later,
}

/// How busy a school is with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    Ordinary,
    /// Nothing reported for three months: what a bureau should notice.
    Quiet,
    /// Much is overdue.
    Behind,
}

/// Open ones that not every school has; each takes the next three or four, so that every state is met in several schools.
const PRESENT: [(State, Grade, Due); 16] = [
    (State::Planning, Grade::Major, Due::Later),
    (State::Confirmed, Grade::General, Due::Later),
    (State::Rectifying, Grade::General, Due::Over(2)),
    (State::Signing, Grade::General, Due::Tomorrow),
    (State::Accepting, Grade::Major, Due::Later),
    (State::Verifying, Grade::General, Due::Later),
    (State::Rectifying, Grade::General, Due::Today),
    (State::Signing, Grade::General, Due::Later),
    (State::Rectifying, Grade::Major, Due::Later),
    (State::Rectifying, Grade::General, Due::Tomorrow),
    (State::Verifying, Grade::General, Due::Over(1)),
    (State::Confirmed, Grade::General, Due::Later),
    (State::Verifying, Grade::Major, Due::Later),
    (State::Signing, Grade::General, Due::Today),
    (State::Rectifying, Grade::General, Due::Over(5)),
    (State::Confirmed, Grade::Major, Due::Later),
];

/// All hidden dangers of a school, each with its acts in order. `number` is the school's place in the demo.
pub fn plots(
    content: &Content,
    school: &School,
    staff: &Staff,
    calendar: &Calendar,
    temper: Temper,
    number: usize,
    rng: &mut StdRng,
) -> Vec<Plot> {
    let mut stories: Vec<Story> = content.stories.iter().filter(|story| school.fits(&story.needs)).cloned().collect();
    stories.shuffle(rng);
    let mut stories = Stories { left: stories.into() };
    let mut found = Vec::new();
    let mut plan = |wish: Wish, fate: Fate, rng: &mut StdRng| {
        if let Some(story) = stories.take(wish) {
            found.extend(lay_out(&content.words, story, fate, staff, calendar, temper, rng));
        }
    };
    for (wish, fate) in fates(temper, number, rng) {
        plan(wish, fate, rng);
    }
    found
}

/// What kind of story a fate needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    General,
    Major,
    Spot,
}

/// The stories not yet told at this school.
struct Stories {
    left: VecDeque<Story>,
}

impl Stories {
    /// A story of this kind; a general one when there is none left.
    fn take(&mut self, wish: Wish) -> Option<Story> {
        let fits = |story: &Story| match wish {
            Wish::General => story.grade == Grade::General && !story.on_the_spot,
            Wish::Major => story.grade == Grade::Major,
            Wish::Spot => story.on_the_spot,
        };
        let general = |story: &Story| story.grade == Grade::General;
        let at = self.left.iter().position(fits).or_else(|| self.left.iter().position(general))?;
        self.left.remove(at)
    }
}

fn fates(temper: Temper, number: usize, rng: &mut StdRng) -> Vec<(Wish, Fate)> {
    let mut fates = Vec::new();
    let closed = Fate::Closed { late: false, back: None };
    if temper == Temper::Quiet {
        return vec![
            (Wish::General, closed),
            (Wish::Spot, Fate::Spot { by_officer: false }),
            (Wish::General, closed),
            (Wish::General, Fate::Closed { late: true, back: None }),
        ];
    }
    // Majors first: they are few, and general ones fall back on nothing.
    for (state, grade, due) in PRESENT.iter().cycle().skip(number * 3).take(3 + number % 2) {
        let wish = if *grade == Grade::Major { Wish::Major } else { Wish::General };
        fates.push((wish, Fate::Open(*state, *due)));
    }
    fates.sort_by_key(|(wish, _)| *wish != Wish::Major);
    if number % 3 != 1 {
        let back = [None, Some(Back::PlanReturned), Some(Back::Refused), None].get(number % 4).copied().flatten();
        fates.push((Wish::Major, Fate::Closed { late: number % 6 == 5, back }));
    }
    fates.push((Wish::General, Fate::Open(State::Reported, Due::Later)));
    fates.push((Wish::General, Fate::Open(State::Rectifying, Due::Later)));
    if temper == Temper::Behind {
        for over in [1, 2, 3, 4, 6, 8, 11, 15] {
            let state = if over % 4 == 0 { State::Verifying } else { State::Rectifying };
            fates.push((Wish::General, Fate::Open(state, Due::Over(over))));
        }
    }
    for n in 0..rng.random_range(2..=4) {
        fates.push((Wish::Spot, Fate::Spot { by_officer: n % 3 == 2 }));
    }
    if rng.random_bool(0.7) {
        fates.push((Wish::General, Fate::Void));
    }
    let total = rng.random_range(20..=35_usize).max(fates.len() + 6);
    while fates.len() < total {
        let back = match rng.random_range(0..20) {
            0 | 1 => Some(Back::Failed),
            2 => Some(Back::NotSigned),
            _ => None,
        };
        fates.push((Wish::General, Fate::Closed { late: rng.random_bool(0.1), back }));
    }
    fates
}

/// The acts of a fate with the time between them, from the report on.
fn course(fate: Fate, major: bool, days: usize, voids: usize, rng: &mut StdRng) -> Vec<(Move, Gap)> {
    let soon = Gap::Minutes(20, 240);
    let a_day = |rng: &mut StdRng| Gap::Days(rng.random_range(0..=1));
    let mut moves = vec![(Move::Report, Gap::Days(0))];
    match fate {
        Fate::Void => moves.push((Move::Void(rng.random_range(0..voids.max(1))), soon)),
        Fate::Spot { by_officer: false } => moves = vec![(Move::ReportFixed, Gap::Days(0)), (Move::Pass, soon), (Move::Sign, a_day(rng))],
        Fate::Spot { by_officer: true } => moves.extend([(Move::FixOnTheSpot, soon), (Move::Pass, a_day(rng)), (Move::Sign, soon)]),
        Fate::Closed { .. } | Fate::Open(..) => {
            let back = if let Fate::Closed { back, .. } = fate { back } else { None };
            moves.push((Move::Confirm, if rng.random_bool(0.7) { soon } else { Gap::Days(1) }));
            moves.push((Move::Assign, a_day(rng)));
            if major {
                if back == Some(Back::PlanReturned) {
                    moves.extend([(Move::ReturnPlan, Gap::Days(1)), (Move::Assign, Gap::Days(1))]);
                }
                moves.push((Move::ApprovePlan, Gap::Days(rng.random_range(1..=2))));
                if matches!(fate, Fate::Open(..)) {
                    moves.extend([Move::List, Move::FileListing, Move::PublishListing].map(|act| (act, Gap::Days(1))));
                }
            }
            // Most of the time goes into the work itself; five of seven days are school days.
            let work = (days * 5 / 7).clamp(1, 40) * rng.random_range(45..=80) / 100;
            let notes = match (major, days) {
                (true, _) => 2,
                (false, 5..) => 1,
                _ => usize::from(rng.random_bool(0.2)),
            };
            let part = work / (notes + 1);
            for _ in 0..notes {
                moves.push((Move::Progress, Gap::Days(part)));
            }
            if !major && rng.random_bool(0.06) {
                moves.push((Move::Reassign, Gap::Days(0)));
            }
            if matches!(fate, Fate::Closed { late: false, .. }) && !major && days >= 5 && rng.random_bool(0.12) {
                moves.extend([(Move::AskExtension, Gap::Days(0)), (Move::GrantExtension, soon)]);
            }
            moves.push((Move::Submit, Gap::Days(work - part * notes)));
            if back == Some(Back::Failed) {
                moves.extend([(Move::Fail, Gap::Days(1)), (Move::Submit, Gap::Days(1))]);
            }
            moves.push((Move::Pass, a_day(rng)));
            if back == Some(Back::NotSigned) {
                moves.extend([(Move::SendBack, soon), (Move::Submit, Gap::Days(1)), (Move::Pass, soon)]);
            }
            moves.push((Move::Sign, Gap::Days(rng.random_range(0..=2))));
            if major {
                if back == Some(Back::Refused) {
                    moves.extend([
                        (Move::Refuse, Gap::Days(1)),
                        (Move::Submit, Gap::Days(2)),
                        (Move::Pass, soon),
                        (Move::Sign, Gap::Days(1)),
                    ]);
                }
                moves.push((Move::Accept, Gap::Days(rng.random_range(1..=3))));
            }
        }
    }
    if let Fate::Open(state, _) = fate {
        let arrives = |act: Move| match state {
            State::Reported => act == Move::Report,
            State::Confirmed => act == Move::Confirm,
            State::Planning => act == Move::Assign,
            State::Rectifying => {
                matches!(act, Move::Progress | Move::Reassign) || (act == if major { Move::ApprovePlan } else { Move::Assign })
            }
            State::Verifying => act == Move::Submit,
            State::Signing => act == Move::Pass,
            State::Accepting => act == Move::Sign,
            State::Closed | State::Void => true,
        };
        // Up to the last act that leads there: a note on the way belongs to rectifying, too.
        let end = moves.iter().rposition(|(act, _)| arrives(*act)).map_or(1, |at| at + 1);
        moves.truncate(end);
        // What is due at once and will not be done by then waits for an answer.
        if let (State::Rectifying, false, Fate::Open(_, Due::Today | Due::Tomorrow)) = (state, major, fate) {
            moves.push((Move::AskExtension, soon));
        }
    }
    moves
}

fn lay_out(words: &Words, story: Story, fate: Fate, staff: &Staff, calendar: &Calendar, temper: Temper, rng: &mut StdRng) -> Option<Plot> {
    let major = story.grade == Grade::Major;
    let today = calendar.today();
    let mut moves = course(fate, major, usize::from(story.days), words.void.len(), rng);
    let last = calendar.last();
    if let Fate::Open(State::Rectifying | State::Verifying, Due::Over(over)) = fate {
        shorten(&mut moves, over);
    }
    let span: usize = moves.iter().map(|(_, gap)| if let Gap::Days(days) = gap { *days } else { 0 }).sum();
    let begin = match fate {
        // A minute-gap may push over to the next day, hence the room.
        Fate::Open(State::Reported, _) => last.saturating_sub(rng.random_range(0..=2)),
        Fate::Open(State::Rectifying, Due::Later) => last.saturating_sub(span + rng.random_range(2..=12)),
        Fate::Open(State::Rectifying, Due::Over(over)) => {
            calendar.on(today - Days::new(over + 2 + u64::from(story.days).min(9))).saturating_sub(span)
        }
        Fate::Open(_, Due::Over(over)) => calendar.on(today - Days::new(over + 1)).saturating_sub(span + 1),
        Fate::Open(..) => last.saturating_sub(span + rng.random_range(2..=5)),
        Fate::Closed { .. } | Fate::Spot { .. } | Fate::Void => {
            let latest = last.saturating_sub(span + 2);
            let latest =
                if temper == Temper::Quiet { latest.min(calendar.on(today - Days::new(110)).saturating_sub(span + 2)) } else { latest };
            rng.random_range(3.min(latest)..=latest)
        }
    };
    let mut beats = Vec::new();
    let mut when: Option<When> = None;
    for (act, gap) in moves {
        let next = match when {
            None => calendar.some(begin, rng),
            Some(before) => calendar.after(before, gap, rng),
        };
        // Whatever would be later than now has not happened yet.
        let Some(at) = calendar.instant(next) else { break };
        beats.push((next, Beat { at, act }));
        when = Some(next);
    }
    let (end, _) = beats.last()?;
    let assigned = beats.iter().rev().find(|(_, beat)| beat.act == Move::Assign).map_or(today, |(at, _)| calendar.date(at.day));
    let limit = assigned + Days::new(story.days.into());
    let due_on = match fate {
        Fate::Open(_, Due::Over(over)) => today - Days::new(over),
        Fate::Open(_, Due::Today) => today,
        Fate::Open(_, Due::Tomorrow) => today + Days::new(1),
        Fate::Open(_, Due::Later) => limit.max(today + Days::new(rng.random_range(2..=9))),
        Fate::Closed { late: true, .. } => calendar.date(end.day) - Days::new(rng.random_range(1..=4)),
        _ => limit.max(calendar.date(end.day)),
    };
    let (responsible, heir) = trade(words, &story, staff, rng);
    Some(Plot {
        source: Source::Snap,
        // The officer finds a third of them; whoever answers for the work may have found it, too.
        finder: if rng.random_bool(0.3) { None } else { Some(rng.random_range(0..staff.workers.len().max(1))) },
        responsible,
        heir,
        due_on: due_on.max(assigned),
        no_photo: rng.random_bool(0.04),
        beats: beats.into_iter().map(|(_, beat)| beat).collect(),
        story,
    })
}

/// An overdue one was worked on quickly or not at all: its days of work go, so that it can be both late and recent.
fn shorten(moves: &mut [(Move, Gap)], over: u64) {
    for (act, gap) in moves {
        if matches!(act, Move::Progress | Move::Submit) {
            *gap = Gap::Days(usize::from(over > 3));
        }
    }
}

/// Whose work it is by their title, and a colleague.
fn trade(words: &Words, story: &Story, staff: &Staff, rng: &mut StdRng) -> (usize, usize) {
    let wanted = words.trades.get(story.category.code()).map(Vec::as_slice).unwrap_or_default();
    let count = staff.workers.len().max(1);
    let fitting: Vec<usize> =
        staff.workers.iter().enumerate().filter(|(_, worker)| wanted.contains(&worker.trade)).map(|(at, _)| at).collect();
    let at = |n: usize| fitting.get(n).copied();
    let responsible = if rng.random_bool(0.75) { at(0) } else { at(rng.random_range(0..fitting.len().max(1))) }
        .unwrap_or_else(|| rng.random_range(0..count));
    (responsible, (responsible + 1) % count)
}
