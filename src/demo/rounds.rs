//! The inspections of a school: about one a week, by a check list that fits it, and the hidden dangers they find. Pure, as [`super::plot`].

use super::calendar::{Calendar, When};
use super::content::{Check, Content, School};
use super::drives::Drive;
use super::people::Staff;
use super::plot::{Move, Plot, Temper};
use crate::id::CampaignId;
use crate::inspection::model::Kind;
use crate::risk::catalogue;
use crate::ticket::model::Source;
use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

/// Who walks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inspector {
    Officer,
    Worker(usize),
    /// The bureau's: an inspection from above.
    Reviewer,
}

/// One inspection.
#[derive(Clone, Debug)]
pub struct Round {
    /// Its check list, in the content's order.
    pub check: usize,
    pub inspector: Inspector,
    pub begin: DateTime<Utc>,
    /// None while it is still walked.
    pub submit: Option<DateTime<Utc>>,
    /// The plots whose hidden dangers it finds.
    pub problems: Vec<usize>,
    /// It is a visit of the bureau's round.
    pub visit: bool,
    /// The campaign whose task it answers, instead of a check list of its own.
    pub drive: Option<CampaignId>,
}

/// Most hidden dangers of one inspection.
const MOST: usize = 3;

/// Lays out the inspections. Plots that one of them finds are turned from a report into its finding.
#[expect(clippy::too_many_arguments, reason = "one caller; each is a thing of its own")]
pub fn rounds(
    content: &Content,
    school: &School,
    staff: &Staff,
    calendar: &Calendar,
    temper: Temper,
    number: usize,
    plots: &mut [Plot],
    rng: &mut StdRng,
) -> Vec<Round> {
    let fitting: Vec<usize> =
        (0..content.checks.len()).filter(|at| check(content, *at).is_some_and(|check| school.fits(&check.needs))).collect();
    let mut rounds: Vec<Round> = Vec::new();
    let mut order: Vec<usize> = (0..plots.len()).collect();
    order.shuffle(rng);
    for at in order {
        let Some(plot) = plots.get_mut(at) else { continue };
        if plot.beats.first().is_some_and(|first| first.act == Move::Report) && rng.random_bool(0.45) {
            find(content, &fitting, staff, at, plot, &mut rounds, rng);
        }
    }
    // A week without one gets one in which all is well.
    let diligence = match temper {
        Temper::Ordinary => 0.85,
        Temper::Quiet => 0.95,
        Temper::Behind => 0.35,
    };
    let week = |at: DateTime<Utc>| calendar.monday(at);
    for day in (2..calendar.last()).step_by(5) {
        let some = calendar.some(day + rng.random_range(0..3_usize), rng);
        let Some(begin) = calendar.instant(some).filter(|_| rng.random_bool(diligence)) else { continue };
        if rounds.iter().any(|round| week(round.begin) == week(begin)) {
            continue;
        }
        let minutes = if temper == Temper::Quiet { rng.random_range(2..=4) } else { rng.random_range(14..=45) };
        let check = pick(content, &fitting, calendar.first_week(some.day), rng);
        rounds.push(Round {
            check,
            inspector: inspector(staff, rng),
            begin,
            submit: Some(begin + TimeDelta::minutes(minutes)),
            problems: vec![],
            visit: false,
            drive: None,
        });
    }
    if number % 3 == 1 {
        let begin = calendar.instant(When { day: calendar.last(), second: 15 * 3600 + 40 * 60 });
        rounds.extend(begin.map(|begin| Round {
            check: pick(content, &fitting, false, rng),
            inspector: Inspector::Officer,
            begin,
            submit: None,
            problems: vec![],
            visit: false,
            drive: None,
        }));
    }
    rounds
}

/// A school's walk of a campaign: of one that is closed nearly every school's, of one that runs some are done, some under way, some not begun.
pub fn driven(drive: &Drive, calendar: &Calendar, number: usize, plots: &mut [Plot], rounds: &[Round], rng: &mut StdRng) -> Option<Round> {
    let done = if drive.closed { number % 9 != 4 } else { matches!(number % 5, 0 | 2 | 3) };
    let half = !drive.closed && number % 5 == 1;
    if (!done && !half) || drive.from > drive.to {
        return None;
    }
    let round = |begin, submit, problems| {
        Some(Round { check: 0, inspector: Inspector::Officer, begin, submit, problems, visit: false, drive: Some(drive.id) })
    };
    if half {
        let begin = calendar.instant(When { day: drive.to, second: 14 * 3600 + 20 * 60 })?;
        return round(begin, None, vec![]);
    }
    let first = calendar.instant(When { day: drive.from, second: 9 * 3600 })?;
    let last = calendar.instant(When { day: drive.to, second: 17 * 3600 })?;
    // What somebody reported in those days, the check found, where nothing else had found it.
    let free = |at: usize| rounds.iter().all(|round| !round.problems.contains(&at));
    let found = plots.iter().enumerate().position(|(at, plot)| {
        number % 5 != 2 && free(at) && plot.beats.first().is_some_and(|beat| beat.act == Move::Report && beat.at > first && beat.at < last)
    });
    match found.and_then(|at| Some((at, plots.get_mut(at)?))) {
        Some((at, plot)) => {
            plot.source = Source::Inspection;
            let submit = plot.beats.first()?.at;
            round(submit - TimeDelta::minutes(rng.random_range(20..=50)), Some(submit), vec![at])
        }
        None => {
            let begin = calendar.instant(calendar.some(rng.random_range(drive.from..=drive.to), rng))?;
            round(begin, Some(begin + TimeDelta::minutes(rng.random_range(20..=50))), vec![])
        }
    }
}

fn check(content: &Content, at: usize) -> Option<&Check> {
    content.checks.get(at)
}

/// Lets an inspection find this one: another of the same day when it still can, else its own.
fn find(content: &Content, fitting: &[usize], staff: &Staff, at: usize, plot: &mut Plot, rounds: &mut Vec<Round>, rng: &mut StdRng) {
    let Some(found) = plot.beats.first().map(|first| first.at) else { return };
    let next = plot.beats.get(1).map(|next| next.at);
    let joins = |round: &&mut Round| {
        let submit = round.submit.unwrap_or(round.begin);
        round.problems.len() < MOST
            && submit.date_naive() == found.date_naive()
            && next.is_none_or(|next| next > submit + TimeDelta::minutes(3))
    };
    let submit = if let Some(round) = rounds.iter_mut().find(joins) {
        round.problems.push(at);
        plot.source = if round.inspector == Inspector::Reviewer { Source::Superior } else { Source::Inspection };
        round.submit
    } else {
        let area = catalogue::items().iter().find(|item| item.code == plot.story.catalogue).map(|item| item.area.code.as_str());
        let covering: Vec<usize> = fitting
            .iter()
            .copied()
            .filter(|at| check(content, *at).is_some_and(|check| check.items.iter().any(|item| Some(item.area.as_str()) == area)))
            .collect();
        let inspector = if rng.random_bool(0.08) { Inspector::Reviewer } else { inspector(staff, rng) };
        plot.source = if inspector == Inspector::Reviewer { Source::Superior } else { Source::Inspection };
        let check = covering.choose(rng).copied().unwrap_or_else(|| pick(content, fitting, false, rng));
        rounds.push(Round {
            check,
            inspector,
            begin: found - TimeDelta::minutes(rng.random_range(15..=45)),
            submit: Some(found),
            problems: vec![at],
            visit: false,
            drive: None,
        });
        Some(found)
    };
    if let Some((first, submit)) = plot.beats.first_mut().zip(submit) {
        first.at = submit;
    }
}

fn inspector(staff: &Staff, rng: &mut StdRng) -> Inspector {
    if rng.random_bool(0.5) || staff.workers.is_empty() {
        Inspector::Officer
    } else {
        Inspector::Worker(rng.random_range(0..staff.workers.len()))
    }
}

/// A fitting check list; the one for the beginning of term only then.
fn pick(content: &Content, fitting: &[usize], term_begins: bool, rng: &mut StdRng) -> usize {
    let pre_term = |at: &usize| check(content, *at).is_some_and(|check| check.kind == Kind::PreTerm);
    let usable: Vec<usize> = fitting.iter().copied().filter(|at| pre_term(at) == term_begins).collect();
    usable.choose(rng).or(fitting.first()).copied().unwrap_or_default()
}
