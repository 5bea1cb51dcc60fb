//! Telling the history of a school: its plots, inspections and risk points become one queue in order of time, and every entry is carried out
//! through the rules and the stores by the person whose act it is. One transaction for each school.

use super::Demo;
use super::affairs::{self, Affair};
use super::bank::Bank;
use super::calendar::Calendar;
use super::content::{Both, Content, School};
use super::drives::Drive;
use super::lists;
use super::people::{Office, Staff};
use super::plans;
use super::plot::{self, Beat, Move, Plot, Temper};
use super::reviews::{self, Review};
use super::rounds::{self, Round};
use super::store;
use super::tips;
use super::visits::Past;
use super::walks::{Point, Walking};
use crate::access::{Actor, Place};
use crate::clock;
use crate::db::{Head, Scope};
use crate::evidence::photo::Photo;
use crate::evidence::{self, Moment};
use crate::id::{PersonId, PhotoId, RequestId, TicketId};
use crate::ledger::{self, Numbered};
use crate::money::Fen;
use crate::notice;
use crate::notice::model::Notice;
use crate::ticket;
use crate::ticket::major::{Acceptance, SixParts, Ticked};
use crate::ticket::model::{Grade, Ticket};
use crate::ticket::rules::{self, Act, Assignee, Report, Step};
use anyhow::{Context, anyhow};
use chrono::{DateTime, Days, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use std::collections::{HashMap, HashSet};

/// A listing leaves so many days more than the plan.
const LISTED_DAYS: u64 = 30;

/// So many more days are asked for.
const MORE_DAYS: u64 = 7;

/// The school that has sent a list of its own and not yet let it in.
const LIST_SENT: &str = "430405S001";

/// What all schools share.
pub struct World<'a> {
    pub demo: Demo,
    pub content: &'a Content,
    pub calendar: &'a Calendar,
    pub bank: &'a Bank,
    pub owner: &'a PgPool,
    /// A round of visits some of whose schools these are.
    pub past: Option<&'a Past>,
    pub drives: &'a [Drive],
}

/// A school whose history is to be told.
pub struct Chapter<'a> {
    /// Its place in the demo.
    pub number: usize,
    pub school: &'a School,
    pub place: &'a Place,
    pub staff: Staff,
    pub office: Office,
}

impl Chapter<'_> {
    /// One school in the middle of each of two districts is unlike the others.
    fn temper(&self) -> Temper {
        match self.school.code.as_str() {
            "430406S004" => Temper::Quiet,
            "430405S008" => Temper::Behind,
            _ => Temper::Ordinary,
        }
    }
}

/// One thing that happens at a school.
enum Happening {
    /// Its risk points are listed.
    Adopt,
    /// Its notice board is put up.
    PutUp,
    /// They are placed on the plan of its campus.
    Map,
    Act {
        plot: usize,
        beat: Beat,
    },
    BeginRound(usize),
    EndRound(usize),
    /// A risk point is scored again.
    Review(Review),
    /// Somebody of the public reports something, or is answered.
    Tip(usize),
    /// Something beside the loop.
    Affair(Affair),
}

impl World<'_> {
    /// Tells one school. Those of a district come one after another, because they add to the same sums.
    ///
    /// # Errors
    /// When a rule refuses what was laid out (a fault of the demo's) or the database is away.
    pub async fn school(&self, chapter: &Chapter<'_>) -> anyhow::Result<()> {
        self.tell(chapter).await.with_context(|| format!("the history of {}", chapter.school.code))
    }

    async fn tell(&self, chapter: &Chapter<'_>) -> anyhow::Result<()> {
        let mut rng = StdRng::seed_from_u64(self.demo.seed.wrapping_add(1000 + chapter.number as u64));
        let temper = chapter.temper();
        let mut plots = plot::plots(self.content, chapter.school, &chapter.staff, self.calendar, temper, chapter.number, &mut rng);
        let mut rounds =
            rounds::rounds(self.content, chapter.school, &chapter.staff, self.calendar, temper, chapter.number, &mut plots, &mut rng);
        if let Some(past) = self.past {
            past.enter(chapter.place.id, &mut rounds, &mut plots);
        }
        for drive in self.drives.iter().filter(|drive| chapter.place.path.starts_with(&drive.path)) {
            rounds.extend(rounds::driven(drive, self.calendar, chapter.number, &mut plots, &rounds, &mut rng));
        }
        let reviews = reviews::reviews(chapter.school, self.calendar, &plots, &mut rng);
        let tips = tips::times(self.calendar, temper == Temper::Behind);
        let begin = self.calendar.begin();
        let affairs = affairs::times(&plots, begin, self.demo.now, self.demo.zone);
        let queue = self.queue(&plots, &rounds, reviews, tips, affairs);

        let mut scope = Scope::history(self.owner, chapter.staff.officer.clone(), begin).await?;
        store::hurry(scope.conn()).await?;
        let head = scope.turn(chapter.place).await?;
        let (tickets, walks) = (vec![None; plots.len()], vec![None; rounds.len()]);
        let told = store::Told::default();
        let (points, doubles) = (HashMap::new(), HashMap::new());
        let mut teller =
            Teller { world: self, chapter, plots: &plots, rounds: &rounds, tickets, doubles, walks, points, scope, head, told, rng };
        for (at, happening) in queue {
            let before = teller.head.seq;
            match happening {
                Happening::Adopt => teller.adopt(at).await.context("the risk points")?,
                Happening::PutUp => teller.put_up(at).await.context("the notice board")?,
                Happening::Map => teller.map(at).await.context("the four-colour map")?,
                Happening::Act { plot, beat } => teller.act(plot, beat.act, at).await.with_context(|| format!("{:?} at {at}", beat.act))?,
                Happening::BeginRound(round) => teller.begin(round, at).await.with_context(|| format!("an inspection at {at}"))?,
                Happening::EndRound(round) => {
                    teller.submit(round, at).await.with_context(|| format!("the end of an inspection at {at}"))?
                }
                Happening::Tip(tip) => teller.tip(tip, at).await.with_context(|| format!("a report of the public at {at}"))?,
                Happening::Review(review) => teller.review(&review).await.with_context(|| format!("a review at {at}"))?,
                Happening::Affair(affair) => teller.affair(affair, at).await.with_context(|| format!("{affair:?} at {at}"))?,
            }
            teller.told.events(before, teller.head.seq, at);
        }
        let now = self.demo.now;
        let (before, today) = (teller.head.seq, self.demo.zone.day(now));
        teller.scope.retell(chapter.staff.officer.clone(), now);
        let head = teller.head.clone();
        teller.head =
            plans::keep(&mut teller.scope, chapter.place, head, &chapter.staff, self.demo.lang, (now, today)).await.context("the plans")?;
        teller.today().await.context("how things stand")?;
        let Teller { mut scope, mut told, head, .. } = teller;
        told.events(before, head.seq, now);
        if chapter.school.code == LIST_SENT {
            let Demo { lang, zone, .. } = self.demo;
            lists::sent(&mut scope, chapter.place, lang, zone, now).await?;
        }
        told.date(scope.conn(), chapter.place).await?;
        Ok(scope.commit().await?)
    }

    /// Everything that happens, in order of time.
    fn queue(
        &self,
        plots: &[Plot],
        rounds: &[Round],
        reviews: Vec<Review>,
        tips: Vec<(DateTime<Utc>, usize)>,
        affairs: Vec<(DateTime<Utc>, Affair)>,
    ) -> Vec<(DateTime<Utc>, Happening)> {
        let begin = self.calendar.begin();
        let mut queue = vec![
            (begin + TimeDelta::hours(2), Happening::Adopt),
            (begin + TimeDelta::hours(3), Happening::PutUp),
            (begin + TimeDelta::hours(4), Happening::Map),
        ];
        let found: HashSet<usize> = rounds.iter().flat_map(|round| round.problems.iter().copied()).collect();
        for (at, plot) in plots.iter().enumerate() {
            // What an inspection finds is reported by its end.
            let own = usize::from(found.contains(&at));
            queue.extend(plot.beats.iter().skip(own).map(|beat| (beat.at, Happening::Act { plot: at, beat: *beat })));
        }
        for (at, round) in rounds.iter().enumerate() {
            queue.push((round.begin, Happening::BeginRound(at)));
            // One that is still walked has its half for an end.
            queue.push((round.submit.unwrap_or(round.begin + TimeDelta::minutes(9)), Happening::EndRound(at)));
        }
        queue.extend(reviews.into_iter().map(|review| (review.at, Happening::Review(review))));
        queue.extend(tips.into_iter().map(|(at, tip)| (at, Happening::Tip(tip))));
        queue.extend(affairs.into_iter().map(|(at, affair)| (at, Happening::Affair(affair))));
        // Stable: what stands at the same second keeps the order it was laid out in.
        queue.sort_by_key(|(at, _)| *at);
        queue
    }
}

/// A school's history while it is told.
pub(super) struct Teller<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) chapter: &'a Chapter<'a>,
    pub(super) plots: &'a [Plot],
    pub(super) rounds: &'a [Round],
    /// The tickets as they are by now, in the order of the plots.
    pub(super) tickets: Vec<Option<Ticket>>,
    /// Second reports of the same, by the plot they repeat, until they are put together.
    pub(super) doubles: HashMap<usize, Ticket>,
    /// The inspections that have begun, in the order of the rounds.
    pub(super) walks: Vec<Option<Walking>>,
    /// The risk points by the catalogue's code.
    pub(super) points: HashMap<String, Point>,
    pub(super) scope: Scope,
    pub(super) head: Head,
    pub(super) told: store::Told,
    pub(super) rng: StdRng,
}

impl Teller<'_> {
    pub(super) fn say(&self, words: &Both) -> String {
        words.say(self.world.demo.lang).to_owned()
    }

    pub(super) fn one_of(&mut self, words: &[Both]) -> String {
        words.choose(&mut self.rng).map(|words| words.say(self.world.demo.lang).to_owned()).unwrap_or_default()
    }

    pub(super) fn worker(&self, at: usize) -> &Actor {
        let staff = &self.chapter.staff;
        staff.workers.get(at).map_or(&staff.officer, |worker| &worker.actor)
    }

    fn who(&self, person: PersonId) -> &Actor {
        self.chapter
            .staff
            .workers
            .iter()
            .map(|worker| &worker.actor)
            .find(|actor| actor.person() == person)
            .unwrap_or(&self.chapter.staff.officer)
    }

    pub(super) fn reviewer(&self, at: usize) -> &Actor {
        let office = &self.chapter.office;
        // A third of what the bureau does, its leader does.
        if at % 3 == 2 { &office.leader } else { office.reviewers.get(at % 3).unwrap_or(&office.leader) }
    }

    /// Opens the notice board to everybody, with an invented telephone.
    async fn put_up(&mut self, at: DateTime<Utc>) -> anyhow::Result<()> {
        self.scope.retell(self.chapter.staff.principal.clone(), at);
        let notice = Notice { open: true, duty_line: format!("0734-000 {:04}", self.chapter.number), ..Notice::default() };
        self.head = notice::store::set(&mut self.scope, self.chapter.place, &self.head, &notice).await?;
        Ok(())
    }

    /// One act on one ticket.
    async fn act(&mut self, at_plot: usize, act: Move, at: DateTime<Utc>) -> anyhow::Result<()> {
        let plot = self.plots.get(at_plot).context("no such plot")?;
        let ticket = self.tickets.get(at_plot).cloned().flatten();
        let step = match &ticket {
            None => self.report(plot, act, at).await?,
            Some(ticket) => self.decide(plot, ticket, act, at_plot, at).await?,
        };
        self.head = ticket::store::save(&mut self.scope, self.chapter.place, &self.head, self.world.demo.zone, &step).await?;
        if let Some(slot) = self.tickets.get_mut(at_plot) {
            *slot = Some(step.after().clone());
        }
        Ok(())
    }

    async fn report(&mut self, plot: &Plot, act: Move, at: DateTime<Utc>) -> anyhow::Result<Step> {
        let actor = plot.finder.map_or(&self.chapter.staff.officer, |finder| self.worker(finder)).clone();
        self.scope.retell(actor.clone(), at);
        let fixed = act == Move::ReportFixed;
        let mut photos = Vec::new();
        if !plot.no_photo || fixed {
            photos.push(self.photo(plot, Moment::Before, at).await?);
        }
        if fixed {
            photos.push(self.photo(plot, Moment::After, at).await?);
        }
        let year = clock::year_of(self.world.demo.zone.day(at));
        let number = ledger::next_number(&mut self.scope, self.chapter.place, Numbered::Ticket, year).await?;
        let no_photo = if photos.is_empty() { self.one_of(&self.world.content.words.no_photo) } else { String::new() };
        let story = &plot.story;
        let point = self.points.get(&story.catalogue).cloned();
        let report = Report {
            id: TicketId::at(at),
            number: ticket::pages::number(year, number),
            title: self.say(&story.title),
            description: self.say(&story.description),
            place: self.say(&story.place),
            category: story.category,
            // The finder rarely knows how grave it is; a major one is noticed as such when it is confirmed.
            grade: if fixed { Grade::General } else { story.grade },
            source: plot.source,
            risk_point: point.as_ref().map(|point| point.id),
            level: point.as_ref().map(|point| point.level),
            inspection: None,
            position: None,
            found_at: at - TimeDelta::minutes(self.rng.random_range(1..=25)),
            photos,
            no_photo,
            fixed: fixed.then(|| (self.say(&story.done), Fen(story.spent_fen))),
        };
        rules::report(self.chapter.place, &actor, report, at).map_err(|refusal| anyhow!("{refusal}"))
    }

    async fn decide(&mut self, plot: &Plot, ticket: &Ticket, act: Move, turn: usize, at: DateTime<Utc>) -> anyhow::Result<Step> {
        let words = &self.world.content.words;
        let staff = &self.chapter.staff;
        let story = &plot.story;
        let answers = || ticket.responsible().map_or(&staff.officer, |person| self.who(person));
        // The officer verifies, unless it was their own work.
        let verifier = if ticket.worked_on_by(staff.officer.person()) { &staff.principal } else { &staff.officer };
        let actor = match act {
            Move::Report | Move::ReportFixed => return Err(anyhow!("reported twice")),
            // What was found to be major is made less of by the principal only.
            Move::Confirm if ticket.grade == Grade::Major && story.grade == Grade::General => &staff.principal,
            Move::Confirm | Move::Void(_) | Move::FixOnTheSpot | Move::Reassign => &staff.officer,
            Move::Assign if ticket.grade == Grade::Major => &staff.principal,
            Move::Assign => &staff.officer,
            Move::Progress | Move::Submit | Move::AskExtension => answers(),
            Move::Pass | Move::Fail => verifier,
            Move::Sign | Move::SendBack | Move::GrantExtension => &staff.principal,
            Move::ReturnPlan | Move::ApprovePlan | Move::List | Move::Accept | Move::Refuse => self.reviewer(turn),
            Move::FileListing | Move::PublishListing => self.reviewer(turn),
        }
        .clone();
        self.scope.retell(actor.clone(), at);
        let assignee = |worker: usize| Assignee { person: self.worker(worker).person(), principal: false };
        let note = |words: &Both| self.say(words);
        let act = match act {
            Move::Report | Move::ReportFixed => return Err(anyhow!("reported twice")),
            Move::Confirm => {
                let why = match story.grade {
                    Grade::Major => self.one_of(&words.judged),
                    Grade::General if ticket.grade == Grade::Major => self.say(&story.description),
                    Grade::General => String::new(),
                };
                Act::Confirm { grade: story.grade, category: story.category, ticked: Ticked::default(), note: why }
            }
            Move::Void(which) => {
                let why = words.void.get(which).context("no such note")?;
                Act::Void { reason: why.reason, note: note(&why.words), original: None }
            }
            Move::Assign => Act::Assign {
                to: assignee(plot.responsible),
                measures: self.say(&story.measures),
                planned: Fen(story.planned_fen),
                due_on: plot.due_on,
                contingency: self.say(&story.contingency),
                six: (ticket.grade == Grade::Major).then(|| SixParts {
                    causes: self.say(&words.six.causes),
                    harm: self.say(&words.six.harm),
                    goal: self.say(&words.six.goal),
                    materials: self.say(&words.six.materials),
                    bodies: self.say(&words.six.bodies),
                    requirements: self.say(&words.six.requirements),
                }),
            },
            Move::FileListing => Act::FileListing,
            Move::PublishListing => Act::PublishListing,
            Move::Reassign => Act::Reassign { to: assignee(plot.heir), note: self.one_of(&words.reassign) },
            Move::Progress => Act::Progress { note: self.say(&story.progress) },
            Move::AskExtension => Act::AskExtension {
                until: ticket.due_on().unwrap_or(plot.due_on) + Days::new(MORE_DAYS),
                reason: self.one_of(&words.longer),
                interim: self.one_of(&words.interim),
            },
            Move::GrantExtension => {
                Act::GrantExtension { until: ticket.due_on().unwrap_or(plot.due_on) + Days::new(MORE_DAYS), note: String::new() }
            }
            Move::FixOnTheSpot => Act::FixOnTheSpot {
                done: self.say(&story.done),
                spent: Fen(story.spent_fen),
                photos: vec![self.photo(plot, Moment::After, at).await?],
            },
            Move::Submit => Act::Submit {
                done: self.say(&story.done),
                spent: Fen(story.spent_fen),
                photos: vec![self.photo(plot, Moment::After, at).await?],
            },
            Move::Pass => Act::Pass { note: self.say(&story.opinion) },
            Move::Fail => Act::Fail { note: self.say(&story.fail_reason) },
            Move::Sign => Act::Sign { note: self.one_of(&words.sign) },
            Move::SendBack => Act::SendBack { note: self.one_of(&words.send_back) },
            Move::ReturnPlan => Act::ReturnPlan { note: self.one_of(&words.return_plan) },
            Move::ApprovePlan => Act::ApprovePlan { note: self.one_of(&words.approve_plan) },
            Move::List => {
                let year = clock::year_of(self.world.demo.zone.day(at));
                let number = ledger::next_number(&mut self.scope, actor.place(), Numbered::Listing, year).await?;
                Act::List {
                    number: format!("{year}-{number}"),
                    due_on: plot.due_on + Days::new(LISTED_DAYS),
                    supervisor: actor.person(),
                    note: self.one_of(&words.list),
                }
            }
            Move::Accept => Act::Accept {
                on_site: Acceptance {
                    visited_on: self.world.demo.zone.day(at),
                    members: vec![actor.name().to_owned(), self.one_of(&words.experts)],
                },
                note: self.one_of(&words.accept),
            },
            Move::Refuse => Act::Refuse { note: self.one_of(&words.refuse) },
        };
        let today = self.world.demo.zone.day(at);
        rules::decide(ticket, &actor, &act, at, today).map_err(|refusal| anyhow!("{refusal}"))
    }

    /// A photo of the story's scene, kept under a draft of its own as a form would.
    pub(super) async fn photo(&mut self, plot: &Plot, moment: Moment, at: DateTime<Utc>) -> anyhow::Result<PhotoId> {
        self.photo_under(RequestId::at(at), plot, moment, at).await
    }

    /// The same under a given draft.
    pub(super) async fn photo_under(
        &mut self,
        draft: RequestId,
        plot: &Plot,
        moment: Moment,
        at: DateTime<Utc>,
    ) -> anyhow::Result<PhotoId> {
        let photo = self
            .world
            .bank
            .pick(&plot.story.scene, moment, &mut self.rng)
            .with_context(|| format!("no picture of {}", plot.story.scene))?;
        let id = PhotoId::at(at);
        // A drawing stands for a photo of its own each time; the same file twice would be asked about.
        let source: [u8; 32] = Sha256::digest(id.0.as_bytes()).into();
        let looks = u64::from_be_bytes(source.first_chunk().copied().unwrap_or_default());
        let photo = Photo { source_sha256: source, phash: looks, ..photo.clone() };
        evidence::store::keep(&mut self.scope, self.chapter.place, draft, id, moment, &photo).await?;
        self.told.photo(id, at);
        Ok(id)
    }
}
