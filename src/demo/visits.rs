//! The rounds of visits of one county's bureau: one of a month ago, walked and closed, and one that has just been drawn. Drawn and dropped by the
//! same rules as everybody's; only the server's chance is the demo's own, so that the same seed tells the same story.

use super::Demo;
use super::bureaus::Telling;
use super::calendar::{Calendar, When};
use super::content::Content;
use super::people::Office;
use super::plot::Plot;
use super::rounds::{Inspector, Round as Walk};
use super::store;
use crate::access::Place;
use crate::checklist;
use crate::id::{OrgId, VisitId, VisitRoundId};
use crate::inspection::model::Occasion;
use crate::ticket::model::Source;
use crate::visit;
use crate::visit::form::New;
use crate::visit::model::{Asks, Member, Method, Pool, Round, State};
use anyhow::Context;
use chrono::{DateTime, Days, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

/// The county that goes visiting.
pub const COUNTY: &str = "430406";
/// School days between the first round's draw and the last day.
const AGO: usize = 24;
/// School days the first round lasted.
const LASTED: usize = 8;
/// Schools of a round.
const SIZE: i16 = 4;

/// The round of a month ago, while its schools' histories are told.
pub struct Past {
    round: Round,
    visits: Vec<(OrgId, VisitId)>,
    /// The content's check list that it asks.
    check: usize,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

impl Past {
    pub fn round(&self) -> &Round {
        &self.round
    }

    pub fn visit(&self, school: OrgId) -> Option<VisitId> {
        self.visits.iter().find(|(one, _)| *one == school).map(|(_, visit)| *visit)
    }

    /// Makes one inspection of a drawn school the bureau's: one that found something, where there is one in the round's days.
    pub fn enter(&self, school: OrgId, walks: &mut Vec<Walk>, plots: &mut [Plot]) {
        if self.visit(school).is_none() {
            return;
        }
        let within = |walk: &Walk| walk.begin > self.from && walk.submit.is_some_and(|at| at < self.to);
        let at = walks.iter().position(|walk| within(walk) && !walk.problems.is_empty()).or_else(|| walks.iter().position(within));
        let at = at.unwrap_or_else(|| {
            let begin = self.from + TimeDelta::hours(5);
            let submit = Some(begin + TimeDelta::minutes(35));
            walks.push(Walk {
                check: self.check,
                inspector: Inspector::Reviewer,
                begin,
                submit,
                problems: vec![],
                visit: true,
                drive: None,
            });
            walks.len() - 1
        });
        if let Some(walk) = walks.get_mut(at) {
            (walk.check, walk.inspector, walk.visit) = (self.check, Inspector::Reviewer, true);
            for plot in &walk.problems {
                if let Some(plot) = plots.get_mut(*plot) {
                    plot.source = Source::Superior;
                }
            }
        }
    }
}

/// Draws the round of a month ago among those schools whose history will be told; `None` when there are none.
///
/// # Errors
/// When the database refuses or is away.
pub async fn draw(
    demo: Demo,
    owner: &PgPool,
    content: &Content,
    calendar: &Calendar,
    (office, place, city): (&Office, &Place, &Place),
    schools: &[OrgId],
) -> anyhow::Result<Option<Past>> {
    let day = calendar.last().saturating_sub(AGO);
    let (Some(from), Some(to)) =
        (calendar.instant(When { day, second: 9 * 3600 }), calendar.instant(When { day: day + LASTED, second: 18 * 3600 }))
    else {
        return Ok(None);
    };
    let Some(check) = content.checks.iter().position(|check| check.needs.iter().any(|tag| tag == "all")).filter(|_| !schools.is_empty())
    else {
        return Ok(None);
    };
    let title = demo.lang.say("demo-visits-past");
    let list = content.checks.get(check).map(|check| check.title.say(demo.lang).to_owned()).unwrap_or_default();
    let id = round(demo, owner, calendar, (office, place, city), schools, (day, from), (title, &list, LASTED)).await?;
    let mut telling = Telling::begin(owner, place, leader(office).clone(), from).await?;
    let round = visit::store::round(&mut telling.scope, place, id).await?;
    let visits = visit::store::visits(&mut telling.scope, place, id).await?;
    let visits = visits.into_iter().map(|visit| (visit.school, visit.id)).collect();
    Ok(Some(Past { round, visits, check, from, to }))
}

fn leader(office: &Office) -> &crate::access::Actor {
    office.reviewers.first().unwrap_or(&office.leader)
}

/// Makes and draws a round at a told moment.
async fn round(
    demo: Demo,
    owner: &PgPool,
    calendar: &Calendar,
    (office, place, city): (&Office, &Place, &Place),
    schools: &[OrgId],
    (day, at): (usize, DateTime<Utc>),
    (title, list, lasts): (String, &str, usize),
) -> anyhow::Result<VisitRoundId> {
    let leader = leader(office);
    let mut telling = Telling::begin(owner, place, leader.clone(), at).await?;
    let today = calendar.date(day);
    let asked = checklist::store::titled(&mut telling.scope, city, list).await?.context("no check list of the city's")?;
    let mut found = visit::act::candidates(&mut telling.scope, place, &Pool::default(), None, today).await?;
    found.retain(|one| schools.contains(&one.id));
    let unit = |name: &str| name.to_owned();
    let own = |actor: &crate::access::Actor| Member {
        person: Some(actor.person().0),
        name: actor.name().to_owned(),
        unit: unit(place.name(demo.lang)),
    };
    let guest = Member { person: None, name: demo.lang.say("demo-visits-guest"), unit: demo.lang.say("demo-visits-guest-unit") };
    let new = New {
        title,
        occasion: Occasion::Unannounced,
        starts: today,
        ends: today.checked_add_days(Days::new(lasts as u64 * 7 / 5)).unwrap_or(today),
        asks: Asks::List { list: asked.id.0 },
        pool: Pool::default(),
        method: Method::Weighted,
        size: SIZE.min(i16::try_from(found.len()).unwrap_or(SIZE)),
        team: vec![own(leader), guest],
        leader: leader.person(),
    };
    let id = VisitRoundId::at(at);
    let nonce = Sha256::digest([demo.seed.to_be_bytes().as_slice(), id.0.as_bytes().get(..6).unwrap_or_default()].concat());
    telling.head = visit::act::make(&mut telling.scope, place, &telling.head, id, &new, &found, &nonce, today).await?;
    store::date_visits(telling.scope.conn(), id, at).await?;
    telling.end().await?;
    Ok(id)
}

/// Closes the round of a month ago, and draws another on the last day.
///
/// # Errors
/// When the database refuses or is away.
pub async fn close_and_draw(
    demo: Demo,
    owner: &PgPool,
    content: &Content,
    calendar: &Calendar,
    (office, place, city): (&Office, &Place, &Place),
    schools: &[OrgId],
    past: &Past,
) -> anyhow::Result<()> {
    let at = past.to + TimeDelta::hours(16);
    let mut telling = Telling::begin(owner, place, leader(office).clone(), at).await?;
    let visits = visit::store::visits(&mut telling.scope, place, past.round.id).await?;
    anyhow::ensure!(visits.iter().all(|visit| visit.state() == State::Done), "a visit of the demo was not walked to its end");
    let summary = demo.lang.say("demo-visits-summary");
    telling.head = visit::act::end(&mut telling.scope, place, &telling.head, &past.round, &visits, &summary).await?;
    telling.end().await?;
    let day = calendar.last();
    let Some(at) = calendar.instant(When { day, second: 16 * 3600 }) else { return Ok(()) };
    let list = content.checks.get(past.check).map(|check| check.title.say(demo.lang).to_owned()).unwrap_or_default();
    let title = demo.lang.say("demo-visits-open");
    round(demo, owner, calendar, (office, place, city), schools, (day, at), (title, &list, LASTED)).await?;
    Ok(())
}
