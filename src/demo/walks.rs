//! Telling the risk points and the inspections of a school.

use super::content::{Check, Content};
use super::history::Teller;
use super::people::Office;
use super::reviews::held;
use super::rounds::Inspector;
use super::store;
use crate::access::{Actor, Place};
use crate::checklist;
use crate::checklist::model::{Draft as ListDraft, Item};
use crate::checklist::store::After;
use crate::db::Scope;
use crate::evidence::Moment;
use crate::id::{InspectionId, PersonId, RequestId, RiskPointId};
use crate::inspection;
use crate::inspection::model::{Answer, Draft, Inspection, Outcome, Question};
use crate::risk::model::{Adoption, Duties, Proof};
use crate::risk::{self, catalogue};
use crate::task;
use crate::text::{Lang, Words};
use crate::ticket;
use crate::visit;
use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};
use rand::RngExt;
use rand::seq::IndexedRandom;
use sqlx::PgPool;

/// A risk point of the school.
#[derive(Clone)]
pub struct Point {
    pub id: RiskPointId,
    pub number: String,
    pub level: i16,
}

/// An inspection that has begun.
#[derive(Clone)]
pub struct Walking {
    inspection: Inspection,
    questions: Vec<Question>,
    /// The item at which each of its problems is found: ordinal and plot.
    problems: Vec<(i16, usize)>,
}

/// The city's check lists, for every school below it.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep_lists(
    owner: &PgPool,
    lang: Lang,
    content: &Content,
    office: &Office,
    city: &Place,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let keeper = office.reviewers.first().unwrap_or(&office.leader);
    let mut scope = Scope::history(owner, keeper.clone(), at).await?;
    let mut head = scope.turn(city).await?;
    let before = head.seq;
    for check in &content.checks {
        let title = Words { zh: check.title.say(lang).to_owned(), en: String::new() };
        let draft = ListDraft { kind: check.kind, title, items: questions(check, lang).iter().map(Item::of).collect() };
        head = checklist::store::keep(&mut scope, city, &head, After::Nothing, &draft).await?.1;
    }
    let mut told = store::Told::default();
    told.events(before, head.seq, at);
    told.date(scope.conn(), city).await?;
    store::date_templates(scope.conn(), city, at).await?;
    Ok(scope.commit().await?)
}

fn questions(check: &Check, lang: Lang) -> Vec<Question> {
    check
        .items
        .iter()
        .map(|item| Question {
            area: item.area.clone(),
            question: item.question.say(lang).to_owned(),
            standard: item.standard.say(lang).to_owned(),
            measure: None,
            category: inspection::rules::category_of(&item.area),
            evidence: Proof::None,
            criterion: String::new(),
        })
        .collect()
}

/// Whose post a point's area is, by the English titles of people.json; anybody's where none is named.
fn keeper_of(area: &str) -> &'static [&'static str] {
    match area {
        "gate" | "perimeter" | "road" => &["Gatekeeper"],
        "classroom" | "stairs" | "behaviour" | "assembly" => &["Class teacher", "Lead teacher", "Head of grade"],
        "lab" => &["Laboratory technician"],
        "workshop" => &["Workshop instructor"],
        "library" => &["Librarian"],
        "canteen" => &["Canteen manager"],
        "dorm" => &["Dormitory warden"],
        "boiler_gas" | "electrical" | "special_equipment" | "building" | "fire" | "confined" | "construction" => {
            &["Maintenance electrician"]
        }
        "sports" | "water" | "outdoor" => &["PE teacher"],
        "bus" => &["School bus attendant"],
        "clinic" => &["School nurse"],
        "kindergarten" => &["Nursery carer"],
        _ => &[],
    }
}

/// Heads of what a school calls departments.
const HEADS: [&str; 3] = ["Head of general affairs", "Head of teaching", "Head of grade"];

impl Teller<'_> {
    /// Lists the risk points that fit this school, each with the people who control it. A few lack one, as in every real register.
    pub(super) async fn adopt(&mut self, at: DateTime<Utc>) -> anyhow::Result<()> {
        let officer = self.chapter.staff.officer.clone();
        self.scope.retell(officer, at);
        let (lang, place, school) = (self.world.demo.lang, self.chapter.place, self.chapter.school);
        let scheme = risk::store::scheme(&mut self.scope, place).await?;
        let mut items: Vec<Adoption> = Vec::new();
        for item in catalogue::items().iter().filter(|item| school.fits(&item.applies_to)) {
            let named = self.named(&item.area.code);
            let mut item =
                item.adoption(RiskPointId::at(at), &scheme, lang, &named).map_err(|fault| anyhow!("the catalogue's scores: {fault:?}"))?;
            // Where it is: as a story of this school tells it.
            let code = item.catalogue_code.as_deref();
            let told = self.plots.iter().find(|plot| Some(plot.story.catalogue.as_str()) == code);
            item.hazard.residual = held(&scheme, code.unwrap_or_default(), &item.hazard.assessed);
            item.place = told.map(|plot| plot.story.place.say(lang).to_owned()).unwrap_or_default();
            items.push(item);
        }
        let kept = risk::store::adopt(&mut self.scope, place, &self.head, self.world.demo.zone, &items).await?;
        self.head = kept.head;
        let points = items
            .iter()
            .zip(kept.points)
            .map(|(item, (id, number))| (item.catalogue_code.clone(), Point { id, number, level: item.hazard.level() }));
        self.points = points.filter_map(|(code, point)| Some((code?, point))).collect();
        Ok(())
    }

    fn named(&mut self, area: &str) -> Duties {
        let staff = &self.chapter.staff;
        let by_trade = |trades: &[&str]| {
            staff.workers.iter().find(|worker| trades.contains(&worker.trade.as_str())).map(|worker| worker.actor.person())
        };
        let anybody = |at: usize| staff.workers.get(at % staff.workers.len().max(1)).map(|worker| worker.actor.person());
        let head = by_trade(&HEADS).or_else(|| anybody(0));
        let post: Option<PersonId> = by_trade(keeper_of(area)).or_else(|| anybody(area.len()));
        let vacant = self.rng.random_bool(0.05);
        Duties { school: Some(staff.principal.person()), department: head, post: post.filter(|_| !vacant) }
    }

    fn inspector(&self, who: Inspector) -> Actor {
        match who {
            Inspector::Officer => self.chapter.staff.officer.clone(),
            Inspector::Worker(at) => self.worker(at).clone(),
            Inspector::Reviewer => self.reviewer(0).clone(),
        }
    }

    /// Begins an inspection: the list's questions, and the measures of those risk points where something will be found.
    pub(super) async fn begin(&mut self, round: usize, at: DateTime<Utc>) -> anyhow::Result<()> {
        let plan = self.rounds.get(round).context("no such round")?;
        let check = self.world.content.checks.get(plan.check).context("no such check list")?;
        let lang = self.world.demo.lang;
        let inspector = self.inspector(plan.inspector);
        self.scope.retell(inspector, at);
        let task = match plan.drive {
            Some(drive) => {
                Some(task::store::called(&mut self.scope, self.chapter.place, drive).await?.context("asked nothing of this school")?)
            }
            None => None,
        };
        let mut asked = match &task {
            Some(task) => task::store::questions(&mut self.scope, self.chapter.place, task.id, lang).await?,
            None => questions(check, lang),
        };
        let codes: Vec<Option<&str>> =
            plan.problems.iter().map(|plot| self.plots.get(*plot).map(|plot| plot.story.catalogue.as_str())).collect();
        let mut points: Vec<RiskPointId> = codes.iter().flatten().filter_map(|code| self.points.get(*code).map(|point| point.id)).collect();
        points.dedup();
        if task.is_none() {
            asked.extend(inspection::store::measures(&mut self.scope, self.chapter.place, &points).await?);
        }
        let mut taken = vec![false; asked.len()];
        let mut problems = Vec::new();
        for (plot, code) in plan.problems.iter().zip(codes) {
            let point = code.and_then(|code| self.points.get(code)).map(|point| point.id);
            let area = catalogue::items().iter().find(|item| Some(item.code.as_str()) == code).map(|item| item.area.code.as_str());
            let free =
                |wanted: &dyn Fn(&Question) -> bool| asked.iter().zip(&taken).position(|(question, taken)| !taken && wanted(question));
            let of_point = point.and_then(|point| free(&|question| question.measure.is_some_and(|(of, _)| of == point)));
            let item = of_point
                .or_else(|| free(&|question| Some(question.area.as_str()) == area))
                .or_else(|| free(&|_| true))
                .context("more problems than questions")?;
            if let Some(taken) = taken.get_mut(item) {
                *taken = true;
            }
            problems.push((i16::try_from(item + 1)?, *plot));
        }
        problems.sort_unstable();
        let kind = if plan.inspector == Inspector::Reviewer { inspection::model::Kind::Superior } else { check.kind };
        let (zone, place) = (self.world.demo.zone, self.chapter.place);
        let visit = self.world.past.filter(|_| plan.visit).and_then(|past| Some((past.round(), past.visit(place.id)?)));
        let (inspection, head) = match visit {
            Some(visit) => visit::act::open(&mut self.scope, place, &self.head, zone, visit, kind, asked.clone(), vec![]).await?,
            None => {
                let (id, kind, title) = match &task {
                    Some(task) => (task.id, task.kind, task.title.clone()),
                    None => (InspectionId::at(at), kind, check.title.say(lang).to_owned()),
                };
                let draft = Draft { id, kind, title, questions: asked.clone(), visiting: None };
                inspection::store::begin(&mut self.scope, place, &self.head, zone, draft).await?
            }
        };
        self.head = head;
        if let Some(slot) = self.walks.get_mut(round) {
            *slot = Some(Walking { inspection, questions: asked, problems });
        }
        Ok(())
    }

    /// What a good answer is shown by, where a photo does not.
    fn shown(&mut self, wanted: Proof, ordinal: i16) -> String {
        match wanted {
            Proof::None | Proof::Photo => String::new(),
            Proof::Reading => self.rng.random_range(2..=9).to_string(),
            Proof::Record => format!("No. {}-{ordinal}", self.rng.random_range(10..=99)),
        }
    }

    /// Answers and submits an inspection; one that is not over yet is answered by half.
    pub(super) async fn submit(&mut self, round: usize, at: DateTime<Utc>) -> anyhow::Result<()> {
        let plan = self.rounds.get(round).context("no such round")?;
        let walking = self.walks.get(round).cloned().flatten().context("ended before it began")?;
        let inspector = self.inspector(plan.inspector);
        self.scope.retell(inspector.clone(), at);
        let walk = inspection::rules::walk(&walking.inspection, &inspector).map_err(|refusal| anyhow!("{refusal}"))?;
        let mut answers = Vec::new();
        let mut photos = Vec::new();
        let upto = if plan.submit.is_some() { walking.questions.len() } else { walking.questions.len() / 2 };
        for (ordinal, question) in (1_i16..).zip(walking.questions.iter().take(upto)) {
            let problem = walking.problems.iter().find(|(item, _)| *item == ordinal).and_then(|(_, plot)| self.plots.get(*plot));
            let (outcome, note, category) = match problem {
                Some(plot) => {
                    let story = &plot.story;
                    let draft = RequestId(walking.inspection.id.0);
                    photos.push((ordinal, self.photo_under(draft, plot, Moment::Before, at).await?));
                    (Outcome::Problem, format!("{}\n{}", self.say(&story.title), self.say(&story.description)), story.category)
                }
                None if self.rng.random_bool(0.04) => (Outcome::NotApplicable, String::new(), question.category),
                None => (Outcome::Passed, self.shown(question.evidence, ordinal), question.category),
            };
            if outcome == Outcome::Passed && question.evidence == Proof::Photo {
                let draft = RequestId(walking.inspection.id.0);
                let plots = self.plots;
                let plot = plots.choose(&mut self.rng).context("a school without a story")?;
                photos.push((ordinal, self.photo_under(draft, plot, Moment::After, at).await?));
            }
            answers.push(Answer { ordinal, outcome, note, category, claimed_at: None });
        }
        inspection::store::answer(&mut self.scope, &walk, &answers).await?;
        inspection::store::attach(&mut self.scope, &walk, &photos).await?;
        if plan.submit.is_none() {
            return Ok(());
        }
        let (lang, zone, place) = (self.world.demo.lang, self.world.demo.zone, self.chapter.place);
        let mut record = inspection::store::load(&mut self.scope, place, &walking.inspection.number).await?;
        // In the database it has the database's clock until the whole history is dated.
        record.inspection.started_at = walking.inspection.started_at;
        let closing = inspection::rules::close(&record, &inspector, at, |area| inspection::area_word(lang, area))
            .map_err(|unready| anyhow!("{unready:?}"))?;
        let looks = inspection::patterns::looks(&record, &inspection::store::beside(&mut self.scope, &record.inspection).await?, at);
        let (numbers, head) = inspection::store::submit(&mut self.scope, place, &self.head, zone, &closing, &looks).await?;
        self.head = head;
        for ((_, plot), number) in walking.problems.iter().zip(numbers) {
            let mut ticket = ticket::store::lock(&mut self.scope, place, &number).await?;
            // The row has the clock's time until the school is dated.
            (ticket.reported_at, ticket.acted_at) = (at, at);
            if let Some(slot) = self.tickets.get_mut(*plot) {
                *slot = Some(ticket);
            }
        }
        Ok(())
    }
}
