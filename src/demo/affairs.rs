//! What goes on beside the loop: the school's money with its vouchers, the same danger reported by a second person, and how things stand today
//! with those that last: temporary controls of major dangers, and somebody who signs while the principal is away.

use super::history::Teller;
use super::plot::{Move, Plot};
use crate::clock;
use crate::delegation::{self, rules::Delegation};
use crate::evidence::Moment;
use crate::fund;
use crate::fund::model::{Deed, Draft, Kind, Line};
use crate::id::{DelegationId, InspectionPlanId, TicketId};
use crate::ledger::{self, Numbered};
use crate::money::Fen;
use crate::ticket;
use crate::ticket::major::ControlKind;
use crate::ticket::model::{Grade, State, Ticket, VoidReason};
use crate::ticket::rules::{self, Act, Report, Step};
use anyhow::{Context, anyhow};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use rand::RngExt;

/// One that a school's budget does not reach for, and how far it goes there and elsewhere, in hundredths of what is planned.
const SHORT: usize = 7;
const BUDGETS: (i64, i64) = (80, 130);

/// Every so many schools have a principal who is away, for so many days.
const AWAY: (usize, u64) = (4, 5);

/// Money that moves: at which moment, for which plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Affair {
    /// The budget of a year is set.
    Budget(i32),
    /// What a plan costs is approved, what the work cost is entered.
    Money(usize, Deed),
    /// A second person reports the same, and the officer puts both together.
    Again(usize),
    Merge(usize),
}

/// When each is told, of these plots. Nothing is later than now.
pub fn times(plots: &[Plot], begin: DateTime<Utc>, now: DateTime<Utc>, zone: clock::Zone) -> Vec<(DateTime<Utc>, Affair)> {
    let mut found = Vec::new();
    for year in clock::year_of(zone.day(begin))..=clock::year_of(zone.day(now)) {
        // In force before anything is spent: on the first morning of the year, or of what is told.
        let first = NaiveDate::from_ymd_opt(year, 1, 1).and_then(|day| zone.instant(day.and_time(NaiveTime::from_hms_opt(9, 0, 0)?)));
        found.extend(first.map(|at| (at.max(begin + TimeDelta::hours(5)), Affair::Budget(year))));
    }
    for (n, plot) in plots.iter().enumerate() {
        let last = |act: Move| plot.beats.iter().rev().find(|beat| beat.act == act).map(|beat| beat.at);
        let started = if plot.story.grade == Grade::Major { last(Move::ApprovePlan) } else { last(Move::Assign) };
        if plot.story.planned_fen > 0 {
            found.extend(started.map(|at| (at + TimeDelta::minutes(35), Affair::Money(n, Deed::Approve))));
        }
        // What was put right at once cost nothing that has a voucher; one in nine is still to be brought.
        if plot.story.spent_fen > 0 && n % 9 != 4 {
            found.extend(started.and(last(Move::Sign)).map(|at| (at + TimeDelta::minutes(50), Affair::Money(n, Deed::Spend))));
        }
    }
    let twice = plots.iter().position(|plot| {
        plot.beats.first().is_some_and(|beat| beat.act == Move::Report) && last_is(plot, Move::Assign) && plot.finder.is_some()
    });
    if let Some((n, at)) = twice.and_then(|n| Some((n, plots.get(n)?.beats.last()?.at))) {
        found.push((at + TimeDelta::minutes(20), Affair::Again(n)));
        found.push((at + TimeDelta::minutes(45), Affair::Merge(n)));
    }
    found.retain(|(at, _)| *at < now);
    found
}

fn last_is(plot: &Plot, act: Move) -> bool {
    plot.beats.last().is_some_and(|beat| beat.act == act)
}

impl Teller<'_> {
    pub(super) async fn affair(&mut self, affair: Affair, at: DateTime<Utc>) -> anyhow::Result<()> {
        match affair {
            Affair::Budget(year) => self.budget(year, at).await,
            Affair::Money(plot, deed) => self.money(plot, deed, at).await,
            Affair::Again(plot) => self.again(plot, at).await,
            Affair::Merge(plot) => self.merge(plot, at).await,
        }
    }

    async fn budget(&mut self, year: i32, at: DateTime<Utc>) -> anyhow::Result<()> {
        self.scope.retell(self.chapter.staff.principal.clone(), at);
        let zone = self.world.demo.zone;
        let planned = |grade: Grade| -> i64 {
            let told = |plot: &&Plot| {
                plot.story.grade == grade
                    && plot.beats.iter().any(|beat| beat.act == Move::Assign && clock::year_of(zone.day(beat.at)) == year)
            };
            self.plots.iter().filter(told).map(|plot| plot.story.planned_fen).sum()
        };
        let (short, enough) = BUDGETS;
        // In whole hundreds of yuan. A quarter is for repairs; what is major is paid from above.
        let hundredths = if self.chapter.number % SHORT == SHORT - 1 { short } else { enough };
        let whole = |fen: i64, part: i64| Fen(fen * part / 10_000 / 10_000 * 10_000);
        let own = planned(Grade::General) + 200_000;
        let lines = [
            ("public".to_owned(), whole(own, hundredths * 75)),
            ("repair".to_owned(), whole(own, hundredths * 25)),
            ("above".to_owned(), whole(planned(Grade::Major), hundredths * 100)),
        ];
        let old: Vec<Line> = fund::store::budget(&mut self.scope, self.chapter.place, year).await?;
        self.head = fund::store::set_budget(&mut self.scope, self.chapter.place, &self.head, year, &old, &lines, "").await?;
        Ok(())
    }

    /// An entry as the rules allow it, or none.
    async fn money(&mut self, plot: usize, deed: Deed, at: DateTime<Utc>) -> anyhow::Result<()> {
        let (Some(story), Some(ticket)) = (self.plots.get(plot).map(|plot| &plot.story), self.tickets.get(plot).cloned().flatten()) else {
            return Ok(());
        };
        let above = ticket.grade == Grade::Major;
        let actor = match deed {
            Deed::Approve if above => self.reviewer(plot).clone(),
            Deed::Approve => self.chapter.staff.principal.clone(),
            _ => self.chapter.staff.officer.clone(),
        };
        let place = self.chapter.place;
        self.scope.retell(actor.clone(), at);
        let entries = fund::store::entries(&mut self.scope, place.district, ticket.id).await?;
        if fund::rules::may(deed, &ticket, &entries, None, &actor, place).is_err() {
            return Ok(());
        }
        let on = self.world.demo.zone.day(at);
        let source = if above {
            "above"
        } else if story.planned_fen > 200_000 {
            "repair"
        } else {
            "public"
        };
        let (kind, fen) = if deed == Deed::Approve { (Kind::Approved, story.planned_fen) } else { (Kind::Spent, story.spent_fen) };
        let draft = Draft {
            kind,
            fen: Fen(fen),
            source: source.to_owned(),
            on,
            words: String::new(),
            voucher: if kind == Kind::Spent {
                format!("{}-{:03}", on.format("%Y%m"), self.rng.random_range(1..400))
            } else {
                String::new()
            },
            photos: vec![],
            by_bureau: kind == Kind::Approved && above,
            cancels: None,
        };
        self.head = fund::store::enter(&mut self.scope, place, &self.head, deed, &ticket, &draft).await?;
        Ok(())
    }

    /// Somebody else saw the same and did not look at what was known.
    async fn again(&mut self, at_plot: usize, at: DateTime<Utc>) -> anyhow::Result<()> {
        let (Some(plot), Some(known)) = (self.plots.get(at_plot), self.tickets.get(at_plot).cloned().flatten()) else { return Ok(()) };
        let other = plot.finder.map_or(0, |finder| (finder + 1) % self.chapter.staff.workers.len().max(1));
        let actor = self.worker(other).clone();
        self.scope.retell(actor.clone(), at);
        let photos = vec![self.photo(plot, Moment::Before, at).await?];
        let year = clock::year_of(self.world.demo.zone.day(at));
        let number = ledger::next_number(&mut self.scope, self.chapter.place, Numbered::Ticket, year).await?;
        let report = Report {
            id: TicketId::at(at),
            number: ticket::pages::number(year, number),
            title: known.title.clone(),
            description: String::new(),
            place: known.place.clone(),
            category: known.category,
            grade: known.grade,
            source: known.source,
            risk_point: known.risk_point,
            level: known.level,
            inspection: None,
            position: None,
            found_at: at - TimeDelta::minutes(3),
            photos,
            no_photo: String::new(),
            fixed: None,
        };
        let step = rules::report(self.chapter.place, &actor, report, at).map_err(|refusal| anyhow!("{refusal}"))?;
        self.keep(&step).await?;
        self.doubles.insert(at_plot, step.after().clone());
        Ok(())
    }

    async fn merge(&mut self, at_plot: usize, at: DateTime<Utc>) -> anyhow::Result<()> {
        let (Some(double), Some(known)) = (self.doubles.remove(&at_plot), self.tickets.get(at_plot).cloned().flatten()) else {
            return Ok(());
        };
        let officer = self.chapter.staff.officer.clone();
        self.scope.retell(officer.clone(), at);
        let today = self.world.demo.zone.day(at);
        let words = &self.world.content.words;
        let void = Act::Void { reason: VoidReason::Duplicate, note: self.one_of(&words.merged), original: Some(known.id) };
        let step = rules::decide(&double, &officer, &void, at, today).map_err(|refusal| anyhow!("{refusal}"))?;
        self.keep(&step).await?;
        let taken = rules::absorb(&known, &double, &officer, at).map_err(|refusal| anyhow!("{refusal}"))?;
        self.keep(&taken).await?;
        if let Some(slot) = self.tickets.get_mut(at_plot) {
            *slot = Some(taken.after().clone());
        }
        Ok(())
    }

    async fn keep(&mut self, step: &Step) -> anyhow::Result<()> {
        self.head = ticket::store::save(&mut self.scope, self.chapter.place, &self.head, self.world.demo.zone, step).await?;
        Ok(())
    }

    /// How things stand today: what is open and major has somebody who looks after it, and some principals are away.
    pub(super) async fn today(&mut self) -> anyhow::Result<()> {
        let now = self.world.demo.now;
        let today = self.world.demo.zone.day(now);
        let officer = self.chapter.staff.officer.clone();
        let words = &self.world.content.words;
        let open = |t: &Ticket| t.grade == Grade::Major && t.state.open() && !matches!(t.state, State::Reported);
        let grave: Vec<Ticket> = self.tickets.iter().flatten().filter(|t| open(t)).cloned().collect();
        self.scope.retell(officer.clone(), now);
        let controls = [(ControlKind::Cordon, &words.cordon), (ControlKind::Monitoring, &words.watched)];
        for (ticket, (kind, says)) in grave.iter().zip(controls.into_iter().cycle()) {
            let owner = ticket.responsible().unwrap_or(officer.person());
            let act = Act::Control { plan: InspectionPlanId::at(now), kind, words: self.one_of(says), owner, times: 1 };
            let step = rules::decide(ticket, &officer, &act, now, today).map_err(|refusal| anyhow!("{refusal}"))?;
            self.keep(&step).await.context("a temporary control")?;
        }
        let principal = self.chapter.staff.principal.clone();
        let (every, days) = AWAY;
        // The deputy is not the officer, who verifies most of what is signed.
        if let (0, Some(worker)) = (self.chapter.number % every, self.chapter.staff.workers.first()) {
            self.scope.retell(principal.clone(), now);
            let one = Delegation {
                id: DelegationId::at(now),
                principal: principal.person(),
                principal_name: String::new(),
                deputy: worker.actor.person(),
                deputy_name: String::new(),
                from: today,
                to: today + Days::new(days),
                reason: self.one_of(&words.away),
                given_at: now,
                ended_at: None,
            };
            self.head = delegation::store::give(&mut self.scope, self.chapter.place, &self.head, &one).await.context("a delegation")?;
        }
        Ok(())
    }
}
