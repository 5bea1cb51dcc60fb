//! Responsibility's pages: load, decide, save, redirect.

use super::model::Point;
use super::rules::{self, Shift};
use super::store;
use super::view::{By, CardPage, HandOverPage, OverviewPage, TierPage};
use crate::access::{Actor, Place};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::id::PersonId;
use crate::ledger;
use crate::notice;
use crate::risk::model::Tier;
use crate::risk::rules::keeps;
use crate::task;
use crate::ticket;
use crate::ticket::rules::{Act, Assignee, Step};
use crate::ticket::store::Known;
use crate::web::App;
use crate::web::form::{Errors, Fields, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};

/// Most letters of a reason.
const WORDS: usize = 500;

/// A school's points in use, and the people of it: those with a post there, past or present, and those named on a point.
struct Ground {
    points: Vec<Point>,
    people: Vec<Known>,
}

impl Ground {
    async fn load(scope: &mut Scope, place: &Place, today: NaiveDate) -> Result<Self> {
        if !place.is_school() {
            return Err(Error::NotFound);
        }
        let points = store::points(scope, place).await?;
        let mut named: Vec<PersonId> = points.iter().flat_map(|one| one.duties.named().map(|(_, person)| person)).collect();
        named.sort_unstable();
        named.dedup();
        let people = ticket::store::people(scope, place, &named, today).await?;
        Ok(Self { points, people })
    }

    fn person(&self, id: PersonId) -> Option<&Known> {
        self.people.iter().find(|one| one.id == id)
    }
}

/// Who controls what: by person, by tier, by post.
pub async fn overview(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let ground = Ground::load(&mut scope, &place, view.today()).await?;
    drop(scope);
    view.page(&OverviewPage::new(&view, &place, By::of(asked.get("by")), keeps(&actor, &place), &ground.points, &ground.people))
}

/// The points of one tier with the person of each; a keeper names somebody for those they tick.
pub async fn tier(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let tier = Tier::from_code(asked.get("tier")).unwrap_or(Tier::Post);
    let mut scope = app.db.scope(&actor).await?;
    let ground = Ground::load(&mut scope, &place, view.today()).await?;
    drop(scope);
    let all = asked.get("show") == "all";
    let page = TierPage::new(&view, &place, tier, all, keeps(&actor, &place), &ground.points, &ground.people, Form::filled(asked), None);
    view.page(&page)
}

/// The gate lets officers and principals in; a bureau answers for no point.
fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if keeps(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

/// Somebody of the school today, by the field's value.
fn somebody_here(fields: &Fields, errors: &mut Errors, name: &'static str, missing: &'static str, ground: &Ground) -> Option<PersonId> {
    let typed = fields.get(name);
    if typed.is_empty() {
        errors.add(name, missing);
        return None;
    }
    let found = typed.parse().ok().and_then(|id| ground.person(id)).filter(|one| one.here).map(|one| one.id);
    if found.is_none() {
        errors.add(name, "field-unknown");
    }
    found
}

/// `FX-007:3`: a ticked point as it was seen.
fn picked(fields: &Fields, errors: &mut Errors) -> Vec<(String, i32)> {
    let read = |value: &String| value.split_once(':').and_then(|(number, version)| Some((number.to_owned(), version.parse().ok()?)));
    let picked: Vec<Option<(String, i32)>> = fields.all("pick").iter().map(read).collect();
    if picked.is_empty() {
        errors.add("pick", "duty-need-pick");
    } else if picked.iter().any(Option::is_none) {
        errors.add("pick", "field-unknown");
    }
    picked.into_iter().flatten().collect()
}

/// Names a person at a tier of the ticked points, all or none.
pub async fn name(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-duty-named"));
    }
    let today = app.zone.day(scope.now()?);
    let ground = Ground::load(&mut scope, &place, today).await?;
    let mut errors = Errors::default();
    let tier = Tier::from_code(posted.fields.get("tier"));
    if tier.is_none() {
        errors.add("tier", "field-unknown");
    }
    let picked = picked(&posted.fields, &mut errors);
    let person = somebody_here(&posted.fields, &mut errors, "person", "duty-need-person", &ground);
    let decided = match (tier, person) {
        (Some(tier), Some(person)) if errors.is_empty() => rules::name(&ground.points, &picked, tier, person).map_err(Some),
        _ => Err(None),
    };
    let shown = tier.unwrap_or(Tier::Post);
    match decided {
        Ok(shifts) => {
            store::save(&mut scope, &place, &head, &shifts, "").await?;
            let location = format!("/o/{}/duties/name?tier={shown}&show=all", place.code);
            ledger::remember(&mut scope, &place, request, &location).await?;
            scope.commit().await?;
            Ok(view.done(&location, "flash-duty-named"))
        }
        Err(refusal) => {
            let status = match refusal {
                Some(rules::Refusal::Stale) => StatusCode::CONFLICT,
                Some(other) => {
                    errors.add("pick", other.key());
                    StatusCode::UNPROCESSABLE_ENTITY
                }
                None => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let stale = (status == StatusCode::CONFLICT).then_some(rules::Refusal::Stale.key());
            let all = posted.fields.get("show") == "all";
            let form = Form::again(posted.fields, errors, vec![]);
            let page = TierPage::new(&view, &place, shown, all, true, &ground.points, &ground.people, form, stale);
            view.page_as(status, &page)
        }
    }
}

/// What would go over from one person to another, and what would stay.
pub struct Handing {
    pub from: PersonId,
    pub to: PersonId,
    pub shifts: Vec<Shift>,
    /// Hidden dangers that may change hands.
    pub steps: Vec<Step>,
    /// Those that may not: number, title, and the key of the reason why.
    pub left: Vec<(String, String, &'static str)>,
    /// Names of the inspection plans in use, and how many tasks are not done.
    pub plans: Vec<String>,
    pub tasks: i64,
    /// All this as one word, by which a later form knows that nothing moved.
    pub seen: String,
}

impl Handing {
    async fn plan(
        scope: &mut Scope,
        place: &Place,
        ground: &Ground,
        (from, to): (PersonId, PersonId),
        note: &str,
        (now, today): (DateTime<Utc>, NaiveDate),
    ) -> Result<Self> {
        let shifts = rules::hand_over(&ground.points, from, to);
        let tickets = ticket::store::held(scope, place, from).await?;
        let (plans, tasks) = task::store::held(scope, place, from).await?;
        let seen = rules::seen(&shifts, &tickets);
        let principal = ground.person(to).is_some_and(|one| one.principal);
        let actor = scope.actor().clone();
        let (mut steps, mut left) = (Vec::new(), Vec::new());
        for ticket in tickets {
            let act = Act::Reassign { to: Assignee { person: to, principal }, note: note.to_owned() };
            match ticket::rules::decide(&ticket, &actor, &act, now, today) {
                Ok(step) => steps.push(step),
                Err(refusal) => left.push((ticket.number, ticket.title, refusal.key())),
            }
        }
        Ok(Self { from, to, shifts, steps, left, plans, tasks, seen })
    }
}

/// From whom and to whom, as chosen.
fn both(fields: &Fields, errors: &mut Errors, ground: &Ground) -> Option<(PersonId, PersonId)> {
    let typed = fields.get("from");
    let from = typed.parse().ok().and_then(|id| ground.person(id)).map(|one| one.id);
    if from.is_none() {
        errors.add("from", if typed.is_empty() { "duty-need-from" } else { "field-unknown" });
    }
    let to = somebody_here(fields, errors, "to", "duty-need-to", ground);
    if from.is_some() && from == to {
        errors.add("to", "duty-same-person");
        return None;
    }
    from.zip(to)
}

/// The choice of two people, and once both are chosen what would go over. Nothing is changed here.
pub async fn preview(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    let ground = Ground::load(&mut scope, &place, view.today()).await?;
    let mut errors = Errors::default();
    // The page is opened with one of the two, or none; only a choice of both is looked at.
    let chosen = if asked.has("to") { both(&asked, &mut errors, &ground) } else { None };
    let handing = match chosen {
        Some(pair) => Some(Handing::plan(&mut scope, &place, &ground, pair, "", (view.at(), view.today())).await?),
        None => None,
    };
    drop(scope);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut fields = asked;
    // Whoever hands over their points mostly hands over their work as well.
    fields.set("tickets", "yes");
    let form = if errors.is_empty() { Form::filled(fields) } else { Form::again(fields, errors, vec![]) };
    view.page_as(status, &HandOverPage::new(&view, &place, &ground.people, handing, form, None))
}

/// Hands everything over in one act.
pub async fn hand_over(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let (now, today) = (scope.now()?, app.zone.day(scope.now()?));
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-duties-handed"));
    }
    let ground = Ground::load(&mut scope, &place, today).await?;
    let mut errors = Errors::default();
    let pair = both(&posted.fields, &mut errors, &ground);
    let note = posted.fields.optional(&mut errors, "reason", WORDS);
    if note.is_empty() {
        errors.add("reason", "duty-need-reason");
    }
    let handing = match pair {
        Some(pair) => Some(Handing::plan(&mut scope, &place, &ground, pair, &note, (now, today)).await?),
        None => None,
    };
    let with_tickets = posted.fields.ticked("tickets");
    let stale = handing.as_ref().is_some_and(|handing| handing.seen != posted.fields.get("seen"));
    if let Some(handing) = &handing
        && !stale
        && handing.shifts.is_empty()
        && handing.plans.is_empty()
        && handing.tasks == 0
        && (handing.steps.is_empty() || !with_tickets)
    {
        errors.add("from", "duty-nothing");
    }
    match handing {
        Some(handing) if !stale && errors.is_empty() => {
            let mut head = store::save(&mut scope, &place, &head, &handing.shifts, &note).await?;
            task::store::hand_over(&mut scope, &place, handing.from, handing.to).await?;
            let mut location = format!("/o/{}/duties", place.code);
            let mut flash = "flash-duties-handed";
            if with_tickets {
                for step in &handing.steps {
                    head = ticket::store::save(&mut scope, &place, &head, app.zone, step).await?;
                }
                if !handing.left.is_empty() {
                    // What stayed is named on the page they come to.
                    location = format!("/o/{}/duties/hand-over?from={}&to={}", place.code, handing.from, handing.to);
                    flash = "flash-duties-handed-some";
                }
            }
            ledger::remember(&mut scope, &place, request, &location).await?;
            scope.commit().await?;
            tracing::info!(person = %actor.person(), from = %handing.from, to = %handing.to, points = handing.shifts.len(), seq = head.seq, "duties were handed over");
            Ok(view.done(&location, flash))
        }
        handing => {
            drop(scope);
            let status = if stale { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let form = Form::again(posted.fields, if stale { Errors::default() } else { errors }, vec![]);
            let refusal = stale.then_some("duty-hand-over-stale");
            view.page_as(status, &HandOverPage::new(&view, &place, &ground.people, handing, form, refusal))
        }
    }
}

/// One person's must-know card (应知应会卡): what they answer for, how often they look, and the first minutes of an emergency.
pub async fn card(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, person)): Path<(String, String)>,
) -> Result<Response> {
    let person: PersonId = person.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let ground = Ground::load(&mut scope, &place, view.today()).await?;
    let Some(known) = ground.person(person) else { return Err(Error::NotFound) };
    let theirs: Vec<&Point> = ground.points.iter().filter(|one| !one.tiers_of(person).is_empty()).collect();
    let ids: Vec<_> = theirs.iter().map(|one| one.id).collect();
    let cards = notice::store::cards(&mut scope, &place, &ids).await?;
    let shown = notice::store::notice(&mut scope, &place).await?;
    drop(scope);
    view.page(&CardPage::new(&view, &place, known, &theirs, &cards, shown.duty_line))
}
