//! What the public reported to a school lately: one taken up, one joined to what was known, one declined, some that wait.

use super::calendar::{Calendar, When};
use super::history::Teller;
use super::store;
use crate::clock;
use crate::evidence::Moment;
use crate::evidence::photo::Photo;
use crate::id::{PhotoId, RequestId, TicketId, TipId};
use crate::ledger::{self, Numbered};
use crate::text::Lang;
use crate::ticket;
use crate::ticket::model::{Category, Grade, Source, State, Ticket};
use crate::ticket::rules::Report;
use crate::tip;
use crate::tip::intake::promised;
use crate::tip::limits::limits;
use crate::tip::model::Reason;
use crate::tip::rules::Answer;
use crate::tip::store::Sending;
use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// What became of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// A hidden danger the officer opened.
    Accepted,
    /// The first open one the school had.
    Known,
    Declined,
    Waits,
    /// Waits past its day, where a school is behind with everything.
    Late,
}

/// One report. Days are school days before the last one, seconds those of the day.
struct Tale {
    end: End,
    received: (usize, u32),
    answered: (usize, u32),
    zh: [&'static str; 3],
    en: [&'static str; 3],
    photo: bool,
}

const fn clock_at(hour: u32, minute: u32) -> u32 {
    hour * 3600 + minute * 60
}

/// Words, place, the school's answer.
const TALES: [Tale; 5] = [
    Tale {
        end: End::Known,
        received: (9, clock_at(16, 48)),
        answered: (8, clock_at(9, 12)),
        zh: ["接孩子的时候看到这里还没修好，拉了一条绳子，孩子还是会钻进去。", "校内", "已经安排整改，围挡今天加固。谢谢提醒。"],
        en: [
            "When I fetched my child this was still not mended. There is a rope, and the children slip under it.",
            "inside the school",
            "The work is arranged, and the barrier is made firm today. Thank you.",
        ],
        photo: false,
    },
    Tale {
        end: End::Declined,
        received: (6, clock_at(17, 31)),
        answered: (5, clock_at(8, 50)),
        zh: [
            "校门对面每天放学有人摆摊卖油炸食品，用的是煤气罐。",
            "校门对面人行道",
            "校外摊点归城管部门管，我们已经打电话告知，放学时增加一名值班老师。",
        ],
        en: [
            "Opposite the gate somebody sells fried food after school, with a gas bottle.",
            "pavement opposite the gate",
            "Stalls outside are the city's to deal with; we have told them by telephone, and one more teacher is on duty after school.",
        ],
        photo: false,
    },
    Tale {
        end: End::Accepted,
        received: (2, clock_at(12, 40)),
        answered: (1, clock_at(8, 55)),
        zh: ["大门右边的伸缩门滑轨翘起来一截，昨天有个孩子被绊了一下。", "校门口", "已经看过，今天安排人处理。"],
        en: [
            "A piece of the sliding gate's rail sticks up on the right; yesterday a child tripped over it.",
            "school gate",
            "We have looked at it and somebody deals with it today.",
        ],
        photo: true,
    },
    Tale {
        end: End::Waits,
        received: (0, clock_at(16, 45)),
        answered: (0, 0),
        zh: ["东侧围墙上掉下来几块瓷砖，下面就是等校车的地方。", "东侧围墙", ""],
        en: ["Some tiles came off the east wall, just above where the children wait for the bus.", "east wall", ""],
        photo: true,
    },
    Tale {
        end: End::Late,
        received: (11, clock_at(7, 35)),
        answered: (0, 0),
        zh: ["早上送孩子，看到门口的减速带螺丝露在外面。", "校门口", ""],
        en: ["This morning I saw that the bolts of the speed bump at the gate stick out.", "school gate", ""],
        photo: false,
    },
];

/// Which of them a school has, and when each is told: when it is answered, else when it came.
pub fn times(calendar: &Calendar, behind: bool) -> Vec<(DateTime<Utc>, usize)> {
    let at = |(ago, second): (usize, u32)| calendar.instant(When { day: calendar.last().saturating_sub(ago), second });
    let told = |tale: &Tale| if matches!(tale.end, End::Waits | End::Late) { at(tale.received) } else { at(tale.answered) };
    TALES.iter().enumerate().filter(|(_, tale)| behind || tale.end != End::Late).filter_map(|(n, tale)| Some((told(tale)?, n))).collect()
}

impl Teller<'_> {
    /// Tells one report, and its answer where it has one.
    pub(super) async fn tip(&mut self, n: usize, at: DateTime<Utc>) -> anyhow::Result<()> {
        let tale = TALES.get(n).context("no such report")?;
        let demo = self.world.demo;
        let [words, place, answer] = if demo.lang == Lang::En { tale.en } else { tale.zh };
        let calendar = self.world.calendar;
        let received =
            calendar.instant(When { day: calendar.last().saturating_sub(tale.received.0), second: tale.received.1 }).unwrap_or(at);
        // A chance of its own, so that the rest of the story stays as it was.
        let mut rng = StdRng::seed_from_u64(demo.seed.wrapping_add((7000 + self.chapter.number * 10 + n) as u64));
        let picture: Option<(PhotoId, &Photo)> = tale
            .photo
            .then(|| self.plots.first().and_then(|plot| self.world.bank.pick(&plot.story.scene, Moment::Before, &mut rng)))
            .flatten()
            .map(|photo| (PhotoId::at(received), photo));
        let open = |ticket: &&Ticket| !matches!(ticket.state, State::Reported | State::Closed | State::Void);
        let known = self.tickets.iter().flatten().find(open).filter(|_| tale.end == End::Known).cloned();
        let spot = known.as_ref().map_or(place, |ticket| &ticket.place).to_owned();
        let point = known.as_ref().and_then(|ticket| ticket.risk_point);
        let sending = Sending {
            id: TipId::at(received),
            risk_point: point,
            place: spot.clone(),
            words: words.to_owned(),
            photos: picture.iter().map(|(id, _)| *id).collect(),
            contact: String::new(),
            due_on: promised(limits(), demo.zone.day(received)),
        };
        let mut receipt = [0_u8; 32];
        rng.fill_bytes(&mut receipt);
        store::tip(self.scope.conn(), self.chapter.place, &receipt, &sending, picture, received).await?;
        if matches!(tale.end, End::Waits | End::Late) {
            return Ok(());
        }
        let officer = self.chapter.staff.officer.clone();
        self.scope.retell(officer.clone(), at);
        let tip = tip::store::lock(&mut self.scope, self.chapter.place, sending.id).await?.tip;
        let words = answer.to_owned();
        let given = match tale.end {
            End::Accepted => {
                let photos = tip::store::take_over(&mut self.scope, &tip, RequestId::at(at), &tip.photos).await?;
                photos.iter().for_each(|photo| self.told.photo(*photo, at));
                let year = clock::year_of(demo.zone.day(at));
                let number = ledger::next_number(&mut self.scope, self.chapter.place, Numbered::Ticket, year).await?;
                let no_photo = if photos.is_empty() { demo.lang.say("tip-no-photo") } else { String::new() };
                let report = Report {
                    id: TicketId::at(at),
                    number: ticket::pages::number(year, number),
                    title: demo.lang.say("demo-tip-title"),
                    description: tip.words.clone(),
                    place: spot,
                    category: Category::Equipment,
                    grade: Grade::General,
                    source: Source::Public,
                    risk_point: None,
                    level: None,
                    inspection: None,
                    position: None,
                    found_at: received,
                    photos,
                    no_photo,
                    fixed: None,
                };
                let step = ticket::rules::report(self.chapter.place, &officer, report, at).map_err(|refusal| anyhow!("{refusal}"))?;
                self.head = ticket::store::save(&mut self.scope, self.chapter.place, &self.head, demo.zone, &step).await?;
                Answer::Accept { ticket: step.after().id, words }
            }
            End::Known => match known {
                Some(ticket) => Answer::Known { ticket: ticket.id, words },
                None => Answer::Decline { reason: Reason::Settled, words },
            },
            _ => Answer::Decline { reason: Reason::NotOurs, words },
        };
        let change =
            tip::rules::answer(&tip, &officer, self.chapter.place, tip.version, given, at).map_err(|refusal| anyhow!("{refusal}"))?;
        self.head = tip::store::save(&mut self.scope, self.chapter.place, &self.head, &change).await?;
        Ok(())
    }
}
