//! Pages of plans and of the day's tasks: load, decide, save, redirect. A task is walked on the inspection's pages.

use super::form::{self, Ground};
use super::model::{Asked, Plan, Rhythm, Standing, Timing};
use super::rules;
use super::schedule;
use super::store::{self, Due, Making, Wanted};
use super::suggest::{Suggestion, suggestions};
use super::view::{CompletionPage, ListPage, PlanPage, PlansPage, SuggestPage};
use crate::access::{Actor, Place, Role};
use crate::calendar;
use crate::checklist;
use crate::checklist::model::CheckList;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{InspectionId, InspectionPlanId, PersonId, RiskPointId};
use crate::inspection;
use crate::inspection::model::Kind;
use crate::inspection::store::Inspectable;
use crate::ledger::{self, Event, Facts, Subject};
use crate::risk::model::Tier;
use crate::text::Lang;
use crate::ticket;
use crate::ticket::store::Known;
use crate::web::App;
use crate::web::form::{Errors, Form, Posted, query};
use crate::web::page::View;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

/// Days of missed tasks that the day's page still names.
const PAST: i64 = 7;
/// Days a bureau's page of completion spans unless asked otherwise.
const SPAN: u64 = 30;

/// The day's tasks of a school; of a bureau, how complete those below it are.
pub async fn list(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(asked): RawQuery) -> Result<Response> {
    let asked = query(asked.as_deref().unwrap_or_default())?;
    let mut scope = app.db.scope(&actor).await?;
    if !place.is_school() {
        let days = asked.get("days").parse().ok().filter(|days| (1..=400).contains(days)).unwrap_or(SPAN);
        let to = view.today();
        let from = to.checked_sub_days(Days::new(days - 1)).unwrap_or(to);
        let rows = store::completion(&mut scope, &place, from, to).await?;
        return view.page(&CompletionPage::new(&view, &place, days, rows));
    }
    let own = match asked.get("whose") {
        "all" => false,
        "me" => true,
        _ => actor.role() == Role::Staff,
    } && actor.place().id == place.id;
    let wanted =
        Wanted { person: own.then(|| actor.person()), open_by: view.at() + TimeDelta::days(1), since: view.at() - TimeDelta::days(PAST) };
    let tasks = store::tasks(&mut scope, &place, &wanted).await?;
    let at_home = actor.role().at_school() && actor.place().id == place.id;
    let uses = if at_home { store::uses(&mut scope, &place).await? } else { vec![] };
    view.page(&ListPage::new(&view, &actor, &place, own, uses, tasks))
}

/// The school's plans.
pub async fn plans(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    if !place.is_school() {
        return Err(Error::NotFound);
    }
    let mut scope = app.db.scope(&actor).await?;
    let plans = store::plans(&mut scope, &place).await?;
    let lists = checklist::store::usable(&mut scope, &place).await?;
    let named: Vec<PersonId> = plans.iter().map(|plan| plan.person).collect();
    let people = ticket::store::people(&mut scope, &place, &named, view.today()).await?;
    let calendar = calendar::store::calendar(scope.conn(), &place).await?;
    view.page(&PlansPage::new(&view, &place, rules::keeps(&actor, &place), &calendar, &plans, &lists, &people))
}

/// The gate lets officers and principals in; a bureau's address has no plans.
fn keepers_only(actor: &Actor, place: &Place) -> Result<()> {
    if rules::keeps(actor, place) { Ok(()) } else { Err(Error::NotFound) }
}

/// What a plan's form offers.
pub struct Offer {
    pub people: Vec<Known>,
    pub lists: Vec<CheckList>,
    pub points: Vec<Inspectable>,
}

impl Offer {
    async fn load(scope: &mut Scope, place: &Place, plan: &Plan, today: NaiveDate) -> Result<Self> {
        Ok(Self {
            people: ticket::store::people(scope, place, &[plan.person], today).await?,
            lists: checklist::store::usable(scope, place).await?,
            points: inspection::store::inspectable(scope, place).await?,
        })
    }

    /// The plan its form makes of an earlier one.
    fn read(&self, posted: &Posted, before: &Plan, today: NaiveDate) -> Result<Plan, Errors> {
        // Whoever has the plan may keep it, even when their post has ended meanwhile.
        let people: Vec<PersonId> = self.people.iter().filter(|one| one.here || one.id == before.person).map(|one| one.id).collect();
        let lists: Vec<_> = self.lists.iter().map(|one| one.series).collect();
        let points: Vec<RiskPointId> = self.points.iter().map(|one| one.id).collect();
        form::plan(&posted.fields, &Ground { people: &people, lists: &lists, points: &points, today }, before)
    }
}

/// A plan of which nothing is said yet.
fn blank(actor: &Actor, place: &Place, today: NaiveDate) -> Plan {
    Plan {
        id: InspectionPlanId::new(),
        district: place.district,
        school: place.id,
        path: place.path.clone(),
        title: String::new(),
        kind: Kind::Daily,
        tier: Tier::Post,
        person: actor.person(),
        asked: Asked::Route(vec![]),
        timing: Timing { rhythm: Rhythm::Daily, windows: vec![], weekdays: vec![], school_days: true, before: None, lead: 0, raise: false },
        starts: today,
        ends: None,
        standing: Standing::Active,
        version: 1,
    }
}

/// The form of a new plan.
pub async fn new(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let plan = blank(&actor, &place, view.today());
    let offer = Offer::load(&mut scope, &place, &plan, view.today()).await?;
    let mut fields = form::filled(&plan);
    fields.set("asks", "list");
    view.page(&PlanPage::new(&view, &place, None, Form::filled(fields), offer, false))
}

/// Keeps a new plan, and makes what of it is still to be done today.
pub async fn add(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-plan-added"));
    }
    let before = blank(&actor, &place, view.today());
    let offer = Offer::load(&mut scope, &place, &before, view.today()).await?;
    let plan = match offer.read(&posted, &before, view.today()) {
        Ok(plan) => plan,
        Err(errors) => {
            let again = Form::again(posted.fields, errors, vec![]);
            return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &PlanPage::new(&view, &place, None, again, offer, false));
        }
    };
    keep(&mut scope, &app, &place, &head, "add_round", std::slice::from_ref(&plan), view.today()).await?;
    let location = format!("/o/{}/plans", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-plan-added"))
}

/// Stores new plans with their events, and today's tasks.
async fn keep(scope: &mut Scope, app: &App, place: &Place, head: &Head, act: &str, plans: &[Plan], today: NaiveDate) -> Result<()> {
    store::add(scope, place, plans, today).await?;
    let mut head = head.clone();
    for plan in plans {
        head = tell(scope, place, &head, act, plan).await?;
    }
    schedule::make_rest_of_today(scope, place, app.zone, plans, today).await
}

/// What the ledger keeps of a plan.
///
/// # Errors
/// When the database refuses or is away.
pub async fn tell(scope: &mut Scope, place: &Place, head: &Head, act: &str, plan: &Plan) -> Result<Head> {
    let asks = match &plan.asked {
        Asked::List(series) => series.to_string(),
        Asked::Route(points) => points.len().to_string(),
        Asked::Control(ticket) => ticket.to_string(),
    };
    let facts: Facts = [
        ("tier", plan.tier.to_string()),
        ("person", plan.person.to_string()),
        ("rhythm", plan.timing.rhythm.to_string()),
        ("asks", asks),
        ("starts", plan.starts.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let event = Event {
        subject: Subject::InspectionPlan,
        subject_id: plan.id.0,
        act,
        from_state: "",
        to_state: plan.standing.code(),
        facts,
        texts: vec![("title".into(), plan.title.clone())],
    };
    ledger::append(scope, place, head, event).await
}

/// The form of a plan.
pub async fn edit(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let plan = store::plan(&mut scope, &place, id.parse().map_err(|_| Error::NotFound)?).await?;
    if let Asked::Control(ticket) = plan.asked {
        // A control is changed where it was ordered.
        let number = crate::ticket::store::number_of(&mut scope, &place, ticket).await?;
        return Ok(Redirect::to(&format!("/o/{}/tickets/{number}", place.code)).into_response());
    }
    let offer = Offer::load(&mut scope, &place, &plan, view.today()).await?;
    view.page(&PlanPage::new(&view, &place, Some(&plan), Form::filled(form::filled(&plan)), offer, false))
}

/// Changes a plan: what it says, or whether it makes tasks. Tasks that exist stay as they are.
pub async fn revise(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let id: InspectionPlanId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-plan-changed"));
    }
    let before = store::plan(&mut scope, &place, id).await?;
    if matches!(before.asked, Asked::Control(_)) {
        return Err(Error::NotFound);
    }
    let offer = Offer::load(&mut scope, &place, &before, view.today()).await?;
    if posted.fields.get("version").parse() != Ok(before.version) || before.standing == Standing::Ended {
        let mut fields = posted.fields;
        fields.set("version", before.version.to_string());
        let again = Form::again(fields, Errors::default(), vec![]);
        return view.page_as(StatusCode::CONFLICT, &PlanPage::new(&view, &place, Some(&before), again, offer, true));
    }
    let (act, plan) = match form::standing(&posted.fields) {
        Some(standing) => (standing_act(standing), Plan { standing, ..before }),
        None => match offer.read(&posted, &before, view.today()) {
            Ok(plan) => ("change_round", plan),
            Err(errors) => {
                let again = Form::again(posted.fields, errors, vec![]);
                return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &PlanPage::new(&view, &place, Some(&before), again, offer, false));
            }
        },
    };
    store::revise(&mut scope, &place, &plan).await?;
    tell(&mut scope, &place, &head, act, &plan).await?;
    schedule::make_rest_of_today(&mut scope, &place, app.zone, std::slice::from_ref(&plan), view.today()).await?;
    let location = format!("/o/{}/plans", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-plan-changed"))
}

const fn standing_act(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "resume_round",
        Standing::Paused => "pause_round",
        Standing::Ended => "end_round",
    }
}

/// Begins an occasion of a plan by hand: before a use, or beside its rhythm. Its task is due at the end of the day. Who keeps the plans may begin
/// any; before each use whoever uses it, and then the task is theirs.
pub async fn begin(
    State(app): State<App>,
    actor: Actor,
    place: Place,
    view: View,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    if !place.is_school() || actor.place().id != place.id {
        return Err(Error::NotFound);
    }
    let id: InspectionPlanId = id.parse().map_err(|_| Error::NotFound)?;
    let mut scope = app.db.scope(&actor).await?;
    let uses = store::uses(&mut scope, &place).await?.iter().any(|one| one.id == id);
    if !uses {
        keepers_only(&actor, &place)?;
    }
    scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-task-made"));
    }
    let plan = store::plan(&mut scope, &place, id).await?;
    if plan.standing == Standing::Ended {
        return Err(Error::Conflict("plan-ended"));
    }
    let now: DateTime<Utc> = scope.now()?;
    let whole = Plan {
        timing: Timing { rhythm: Rhythm::Daily, windows: vec![], school_days: false, ..plan.timing.clone() },
        standing: Standing::Active,
        ends: None,
        ..plan
    };
    let end = rules::occasions(&whole, &calendar::rules::Calendar::default(), app.zone, view.today()).pop();
    let Some(occasion) = end else { return Err(Error::Conflict("plan-not-begun")) };
    let task = InspectionId::new();
    let mut making = Making::default();
    let occasion = super::model::Occasion { slot: format!("{}u{request}", view.today()), opens: now, ..occasion };
    making.add_for(app.zone, &whole, occasion, task, uses.then(|| actor.person()));
    let mut counts = Due::default();
    if store::make(scope.conn(), place.district, &making, &mut counts).await? == 0 {
        return Err(Error::Conflict("plan-asks-nothing"));
    }
    store::count_due(scope.conn(), place.district, place.district_path(), &counts).await?;
    let location = format!("/o/{}/tasks/{task}", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-task-made"))
}

/// Plans the register suggests.
pub async fn suggest(State(app): State<App>, actor: Actor, place: Place, view: View) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let found = suggestions(&store::duties(&mut scope, &place).await?);
    view.page(&SuggestPage::new(&view, &place, Form::blank(), &found))
}

/// Keeps the suggestions that were ticked.
pub async fn accept(State(app): State<App>, actor: Actor, place: Place, view: View, posted: Posted) -> Result<Response> {
    keepers_only(&actor, &place)?;
    let mut scope = app.db.scope(&actor).await?;
    let head = scope.turn(&place).await?;
    let request = posted.fields.request_id();
    if let Some(location) = ledger::answered(&mut scope, &place, request).await? {
        return Ok(view.done(&location, "flash-plans-added"));
    }
    let found = suggestions(&store::duties(&mut scope, &place).await?);
    let wanted: Vec<&Suggestion> = found.iter().filter(|one| posted.fields.all("pick").contains(&one.key)).collect();
    if wanted.is_empty() {
        let mut errors = Errors::default();
        errors.add("pick", "plan-none-picked");
        let again = Form::again(posted.fields, errors, vec![]);
        return view.page_as(StatusCode::UNPROCESSABLE_ENTITY, &SuggestPage::new(&view, &place, again, &found));
    }
    let plans: Vec<Plan> = wanted
        .into_iter()
        .map(|one| Plan {
            title: title(view.lang, one),
            kind: kind(one.tier),
            tier: one.tier,
            person: one.person,
            asked: Asked::Route(one.points.clone()),
            timing: one.timing.clone(),
            ..blank(&actor, &place, view.today())
        })
        .collect();
    keep(&mut scope, &app, &place, &head, "add_round", &plans, view.today()).await?;
    let location = format!("/o/{}/plans", place.code);
    ledger::remember(&mut scope, &place, request, &location).await?;
    scope.commit().await?;
    Ok(view.done(&location, "flash-plans-added"))
}

/// The occasion a suggested plan of a tier has.
const fn kind(tier: Tier) -> Kind {
    match tier {
        Tier::Post => Kind::Daily,
        Tier::Department => Kind::Professional,
        Tier::School => Kind::Comprehensive,
    }
}

/// What a suggested plan is called: where it leads, and how often.
pub fn title(lang: Lang, one: &Suggestion) -> String {
    let naming = |most: usize| {
        let mut areas: Vec<String> = one.areas.iter().take(most).map(|area| inspection::area_word(lang, area)).collect();
        if one.areas.len() > most {
            areas.push(lang.say_with("plan-areas-more", [("n", one.areas.len().into())]));
        }
        let areas = areas.join(lang.comma());
        lang.say_with("plan-suggested-title", [("a", areas.into()), ("b", lang.say(&one.frequency.key()).into())])
    };
    let fits = |title: &String| title.chars().count() <= form::TITLE;
    // As many areas by name as there is room for.
    let full = [2, 1].into_iter().map(naming).find(fits);
    full.unwrap_or_else(|| naming(1).chars().take(form::TITLE).collect())
}
