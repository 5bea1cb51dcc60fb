//! What the templates of responsibility are given.

use super::model::Point;
use super::pages::Handing;
use crate::access::Place;
use crate::id::PersonId;
use crate::notice::model::Card;
use crate::risk::catalogue;
use crate::risk::model::Tier;
use crate::risk::rhythm::rhythm;
use crate::text::filters;
use crate::ticket::store::Known;
use crate::web::form::{Choice, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use std::collections::BTreeMap;

/// How an overview is arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Person,
    Tier,
    Title,
}

impl By {
    pub fn of(code: &str) -> Self {
        match code {
            "tier" => Self::Tier,
            "title" => Self::Title,
            _ => Self::Person,
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Tier => "tier",
            Self::Title => "title",
        }
    }
}

/// Points counted by level, 1 to 4, each once however many tiers of it somebody holds.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    pub levels: [usize; 4],
    pub all: usize,
    /// Of them, those lacking a person at some tier.
    pub incomplete: usize,
}

impl Counted {
    fn add(&mut self, point: &Point) {
        if let Some(of_level) = usize::try_from(point.level - 1).ok().and_then(|at| self.levels.get_mut(at)) {
            *of_level += 1;
        }
        self.all += 1;
        self.incomplete += usize::from(!point.complete);
    }

    fn of<'a>(points: impl Iterator<Item = &'a Point>) -> Self {
        let mut counted = Self::default();
        points.for_each(|point| counted.add(point));
        counted
    }
}

/// Somebody and what they answer for.
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub title: String,
    /// Has no post at the school any more.
    pub away: bool,
    pub counted: Counted,
    /// Points by tier, from the highest down.
    pub tiers: Vec<(Tier, usize)>,
}

/// A tier: how many points need somebody there, and how many have nobody.
pub struct TierRow {
    pub tier: Tier,
    pub needed: usize,
    pub lacking: Counted,
    pub people: usize,
}

/// A post and the people who hold it.
pub struct TitleRow {
    pub title: String,
    pub people: Vec<(PersonId, String)>,
    pub counted: Counted,
}

#[derive(Template)]
#[template(path = "duty/overview.html")]
pub struct OverviewPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub by: By,
    pub keeper: bool,
    pub points: usize,
    /// Tiers at which somebody is missing.
    pub lacking: Vec<TierRow>,
    pub people: Vec<PersonRow>,
    pub tiers: Vec<TierRow>,
    pub titles: Vec<TitleRow>,
}

fn tier_row(tier: Tier, points: &[Point]) -> TierRow {
    let mut people: Vec<PersonId> = points.iter().filter_map(|point| point.duties.of(tier)).collect();
    people.sort_unstable();
    people.dedup();
    TierRow {
        tier,
        needed: points.iter().filter(|point| point.needs(tier)).count(),
        lacking: Counted::of(points.iter().filter(|point| point.lacks(tier))),
        people: people.len(),
    }
}

fn person_row(one: &Known, points: &[Point]) -> Option<PersonRow> {
    let theirs: Vec<&Point> = points.iter().filter(|point| !point.tiers_of(one.id).is_empty()).collect();
    let at = |tier: &Tier| (*tier, theirs.iter().filter(|point| point.duties.of(*tier) == Some(one.id)).count());
    (!theirs.is_empty()).then(|| PersonRow {
        id: one.id,
        name: one.name.clone(),
        title: one.title.clone(),
        away: !one.here,
        counted: Counted::of(theirs.iter().copied()),
        tiers: Tier::ALL.iter().map(at).filter(|(_, count)| *count > 0).collect(),
    })
}

impl OverviewPage {
    pub fn new(view: &View, place: &Place, by: By, keeper: bool, points: &[Point], known: &[Known]) -> Self {
        let mut people: Vec<PersonRow> = known.iter().filter_map(|one| person_row(one, points)).collect();
        // First whose points need somebody: those who left, then those with gaps beside them, then whoever has most.
        people.sort_by_key(|one| (!one.away, std::cmp::Reverse((one.counted.incomplete, one.counted.all))));
        let tiers: Vec<TierRow> = Tier::ALL.iter().map(|tier| tier_row(*tier, points)).collect();
        let mut by_title: BTreeMap<&str, Vec<&PersonRow>> = BTreeMap::new();
        for one in &people {
            by_title.entry(&one.title).or_default().push(one);
        }
        let titles = by_title.into_iter().map(|(title, people)| TitleRow {
            title: title.to_owned(),
            counted: Counted::of(points.iter().filter(|point| people.iter().any(|one| !point.tiers_of(one.id).is_empty()))),
            people: people.into_iter().map(|one| (one.id, one.name.clone())).collect(),
        });
        let titles = titles.collect();
        Self {
            shell: view.shell(Section::Duties),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            by,
            keeper,
            points: points.len(),
            lacking: Tier::ALL.iter().map(|tier| tier_row(*tier, points)).filter(|one| one.lacking.all > 0).collect(),
            people,
            tiers,
            titles,
        }
    }

    /// The same of one level.
    pub fn of_level(&self, person: &PersonId, level: impl std::fmt::Display) -> String {
        self.list(person, &format!("&level={level}"))
    }

    /// A list of the register: exactly the points that were counted.
    pub fn list(&self, person: &PersonId, more: &str) -> String {
        format!("/o/{}/risks?person={person}{more}", self.place.code)
    }
}

fn choice(one: &Known) -> Choice {
    Choice::named(one.id.to_string(), if one.title.is_empty() { one.name.clone() } else { format!("{} · {}", one.name, one.title) })
}

#[derive(Template)]
#[template(path = "duty/tier.html")]
pub struct TierPage {
    pub shell: Shell,
    pub place: Place,
    pub tier: Tier,
    /// Those who have somebody as well.
    pub all: bool,
    pub keeper: bool,
    pub rows: Vec<TierPoint>,
    pub people: Vec<Choice>,
    pub form: Form,
    pub refusal: Option<&'static str>,
}

/// A point with the person of the tier.
pub struct TierPoint {
    pub number: String,
    pub name: String,
    pub place: String,
    pub level: u8,
    /// `FX-007:3`
    pub pick: String,
    pub ticked: bool,
    pub who: Option<(PersonId, String)>,
}

impl TierPage {
    #[expect(clippy::too_many_arguments, reason = "each is a part of the page")]
    pub fn new(
        view: &View,
        place: &Place,
        tier: Tier,
        all: bool,
        keeper: bool,
        points: &[Point],
        people: &[Known],
        form: Form,
        refusal: Option<&'static str>,
    ) -> Self {
        let row = |point: &Point| {
            // A tick is kept by the number: the version may be another by now.
            let ticked = form.value_starting("pick", &format!("{}:", point.number));
            TierPoint {
                number: point.number.clone(),
                name: point.name.clone(),
                place: if point.place.is_empty() { catalogue::area_name(&point.area, view.lang).to_owned() } else { point.place.clone() },
                level: u8::try_from(point.level).unwrap_or(4),
                pick: format!("{}:{}", point.number, point.version),
                ticked,
                who: point
                    .duties
                    .of(tier)
                    .map(|id| (id, people.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default())),
            }
        };
        let shown = |point: &&Point| if all { point.needs(tier) || point.duties.of(tier).is_some() } else { point.lacks(tier) };
        let rows = points.iter().filter(shown).map(row).collect();
        let mut shell = view.shell(Section::Duties);
        shell.problem = refusal.is_some() || form.has_faults();
        Self {
            shell,
            place: place.clone(),
            tier,
            all,
            keeper,
            rows,
            people: people.iter().filter(|one| one.here).map(choice).collect(),
            form,
            refusal,
        }
    }

    pub fn tiers(&self) -> &'static [Tier] {
        Tier::ALL
    }

    /// The same for another tier.
    pub fn at(&self, tier: &Tier) -> String {
        format!("/o/{}/duties/name?tier={tier}{}", self.place.code, if self.all { "&show=all" } else { "" })
    }

    /// This tier with those who have somebody, or without them.
    pub fn turned(&self) -> String {
        format!("/o/{}/duties/name?tier={}{}", self.place.code, self.tier, if self.all { "" } else { "&show=all" })
    }
}

#[derive(Template)]
#[template(path = "duty/hand_over.html")]
pub struct HandOverPage {
    pub shell: Shell,
    pub place: Place,
    pub from: Vec<Choice>,
    pub to: Vec<Choice>,
    pub form: Form,
    pub plan: Option<Plan>,
    pub refusal: Option<&'static str>,
}

/// What would go over.
pub struct Plan {
    pub from: String,
    pub to: String,
    pub from_id: String,
    pub to_id: String,
    pub points: Vec<(u8, String, String, Vec<Tier>)>,
    /// Number and title of hidden dangers that would go over, and of those that would stay, with the reason why.
    pub tickets: Vec<(String, String)>,
    pub left: Vec<(String, String, &'static str)>,
    /// Names of inspection plans, and how many tasks, that go over.
    pub plans: Vec<String>,
    pub tasks: i64,
    pub seen: String,
}

impl HandOverPage {
    pub fn new(view: &View, place: &Place, people: &[Known], handing: Option<Handing>, form: Form, refusal: Option<&'static str>) -> Self {
        let name = |id: PersonId| people.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default();
        let plan = handing.map(|handing| Plan {
            from: name(handing.from),
            to: name(handing.to),
            from_id: handing.from.to_string(),
            to_id: handing.to.to_string(),
            points: handing
                .shifts
                .iter()
                .map(|one| {
                    let point = one.before();
                    (u8::try_from(point.level).unwrap_or(4), point.number.clone(), point.name.clone(), one.tiers().to_vec())
                })
                .collect(),
            tickets: handing.steps.iter().map(|step| (step.after().number.clone(), step.after().title.clone())).collect(),
            left: handing.left,
            plans: handing.plans,
            tasks: handing.tasks,
            seen: handing.seen,
        });
        let mut shell = view.shell(Section::Duties);
        shell.problem = refusal.is_some() || form.has_faults();
        Self {
            shell,
            place: place.clone(),
            from: people.iter().map(choice).collect(),
            to: people.iter().filter(|one| one.here).map(choice).collect(),
            form,
            plan,
            refusal,
        }
    }
}

#[derive(Template)]
#[template(path = "duty/card.html")]
pub struct CardPage {
    pub shell: Shell,
    pub place: Place,
    pub school: String,
    pub name: String,
    pub title: String,
    pub duty_line: String,
    pub today: String,
    pub rows: Vec<CardRow>,
}

/// One point of a must-know card.
pub struct CardRow {
    pub level: u8,
    pub number: String,
    pub name: String,
    pub place: String,
    pub accident: String,
    /// The tiers they hold, each with how often that tier looks.
    pub looks: Vec<(Tier, String)>,
    pub steps: Vec<String>,
}

impl CardPage {
    pub fn new(view: &View, place: &Place, person: &Known, points: &[&Point], cards: &[Card], duty_line: String) -> Self {
        let row = |point: &&Point| {
            let card = cards.iter().find(|card| card.id == point.id);
            CardRow {
                level: u8::try_from(point.level).unwrap_or(4),
                number: point.number.clone(),
                name: point.name.clone(),
                place: if point.place.is_empty() { catalogue::area_name(&point.area, view.lang).to_owned() } else { point.place.clone() },
                accident: card.map(|card| card.accident.clone()).unwrap_or_default(),
                looks: point
                    .tiers_of(person.id)
                    .into_iter()
                    .map(|tier| (tier, rhythm(point.demand, tier, &point.area).frequency.key()))
                    .collect(),
                steps: card.map(|card| card.steps().into_iter().map(ToOwned::to_owned).collect()).unwrap_or_default(),
            }
        };
        Self {
            shell: view.shell(Section::Duties),
            place: place.clone(),
            school: place.name(view.lang).to_owned(),
            name: person.name.clone(),
            title: person.title.clone(),
            duty_line,
            today: view.lang.day(view.today()),
            rows: points.iter().map(row).collect(),
        }
    }
}
