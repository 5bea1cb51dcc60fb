//! What was typed on a ticket's forms, turned into a report or an act, or into what is wrong at which field.

use super::limits::LIMITS;
use super::major::{Acceptance, ControlKind, SixParts, Ticked};
use super::model::{Category, Grade, Position, Source, VoidReason};
use super::rules::{Act, Assignee, Deed, Refusal, Report};
use crate::clock::Zone;
use crate::evidence::{Moment, Photos};
use crate::grading::criterion::Criterion;
use crate::id::{InspectionId, InspectionPlanId, PersonId, RiskPointId, TicketId};
use crate::web::form::{Errors, Fields};
use chrono::{DateTime, NaiveDate, Utc};

/// File inputs of the report form and what their photos show.
pub const REPORT_PHOTOS: [(&str, Moment); 2] = [("photo", Moment::Before), ("after", Moment::After)];

/// File inputs of an act's form.
pub const fn act_photos(deed: Deed) -> &'static [(&'static str, Moment)] {
    match deed {
        Deed::Submit | Deed::FixOnTheSpot => &[("photo", Moment::After)],
        Deed::Progress | Deed::Join | Deed::Comment | Deed::Control | Deed::CloseOff => &[("photo", Moment::During)],
        Deed::Pass | Deed::Fail | Deed::Accept | Deed::Refuse | Deed::Delist => &[("photo", Moment::Check)],
        _ => &[],
    }
}

const TITLE: usize = 60;
const PLACE: usize = 60;
const WORDS: usize = 2000;
/// It is a question that fits a line of a walk.
const CONTROL: usize = 80;
const MEMBERS: usize = 400;

/// Where a report comes from besides what is typed.
pub struct Origin {
    pub id: TicketId,
    pub source: Source,
    /// The chosen risk point and its level, looked up.
    pub risk_point: Option<(RiskPointId, i16)>,
    pub inspection: Option<InspectionId>,
}

/// Checks a report. The number is given by the store afterwards. `now` caps the claimed time of finding.
///
/// # Errors
/// Every fault, at its field.
pub fn report(fields: &Fields, photos: &Photos, origin: Origin, zone: Zone, now: DateTime<Utc>) -> Result<Report, Errors> {
    let mut errors = photos.errors.clone();
    let title = fields.required(&mut errors, "title", TITLE);
    let description = fields.optional(&mut errors, "description", WORDS);
    let place = fields.required(&mut errors, "place", PLACE);
    let category = fields.choice(&mut errors, "category", Category::from_code);
    let grade = fields.choice(&mut errors, "grade", Grade::from_code);
    let found_at = if fields.get("found_at").is_empty() {
        Some(now)
    } else {
        fields.moment(&mut errors, "found_at").and_then(|local| zone.instant(local)).filter(|at| {
            let past = *at <= now;
            if !past {
                errors.add("found_at", "field-date-future");
            }
            past
        })
    };
    let position = match fields.get("position") {
        "" => None,
        text => Position::parse(text).or_else(|| {
            errors.add("place", "report-position-wrong");
            None
        }),
    };
    let before = photos.of(Moment::Before);
    let after = photos.of(Moment::After);
    let no_photo = fields.optional(&mut errors, "no_photo", 200);
    if before.is_empty() && no_photo.is_empty() {
        errors.add("photo", "ticket-photo-or-reason");
    }
    let fixed = if fields.ticked("fixed") {
        let done = fields.required(&mut errors, "done", WORDS);
        let spent = fields.money(&mut errors, "spent");
        if after.is_empty() {
            errors.add("after", "refused-no-photo");
        }
        if grade == Some(Grade::Major) {
            errors.add("grade", "refused-major");
        }
        spent.map(|spent| (done, spent))
    } else {
        None
    };
    let made = match (category, grade, found_at) {
        (Some(category), Some(grade), Some(found_at)) => Some(Report {
            id: origin.id,
            number: String::new(),
            title,
            description,
            place,
            category,
            grade,
            source: origin.source,
            risk_point: origin.risk_point.map(|(id, _)| id),
            level: origin.risk_point.map(|(_, level)| level),
            inspection: origin.inspection,
            position,
            found_at,
            photos: before.into_iter().chain(after).collect(),
            no_photo,
            fixed,
        }),
        _ => None,
    };
    errors.or(made)
}

/// What an act's form may name, looked up.
#[derive(Default)]
pub struct Named {
    /// Those who may be made responsible.
    pub people: Vec<Assignee>,
    /// The open ticket whose number was given as the original.
    pub original: Option<TicketId>,
    /// The ticket is a major one, so its plan says six things.
    pub major: bool,
    /// The criteria in force where it is, and how many of one category together are enough.
    pub criteria: Vec<Criterion>,
    pub together: i32,
    /// Those who may follow a listing for the bureau.
    pub supervisors: Vec<PersonId>,
    /// The number a listing would get.
    pub number: String,
    /// The last day supervision may last to, where a bureau set one.
    pub supervised_until: Option<NaiveDate>,
}

/// Checks the form of an act.
///
/// # Errors
/// Every fault, at its field.
pub fn act(deed: Deed, fields: &Fields, photos: &Photos, named: &Named, today: NaiveDate) -> Result<Act, Errors> {
    let mut errors = photos.errors.clone();
    let made = match deed {
        Deed::Report | Deed::Absorb => None,
        Deed::Confirm => {
            let grade = fields.choice(&mut errors, "grade", Grade::from_code);
            let category = fields.choice(&mut errors, "category", Category::from_code);
            let note = fields.optional(&mut errors, "note", WORDS);
            let ticked = ticked(fields, &named.criteria, named.together);
            grade.zip(category).map(|(grade, category)| Act::Confirm { grade, category, ticked, note })
        }
        Deed::Void => {
            let reason = fields.choice(&mut errors, "reason", VoidReason::from_code);
            let note = fields.required(&mut errors, "note", WORDS);
            let original = (reason == Some(VoidReason::Duplicate)).then_some(named.original).flatten();
            if reason == Some(VoidReason::Duplicate) && original.is_none() {
                errors.add("original", Refusal::WhichOne.key());
            }
            reason.map(|reason| Act::Void { reason, note, original })
        }
        Deed::FixOnTheSpot | Deed::Submit => {
            let done = fields.required(&mut errors, "done", WORDS);
            let spent = fields.money(&mut errors, "spent");
            let shown = photos.of(Moment::After);
            if shown.is_empty() {
                errors.add("photo", "refused-no-photo");
            }
            spent.map(|spent| {
                if deed == Deed::Submit {
                    Act::Submit { done, spent, photos: shown }
                } else {
                    Act::FixOnTheSpot { done, spent, photos: shown }
                }
            })
        }
        Deed::Assign => {
            let to = assignee(fields, &mut errors, &named.people);
            let measures = fields.required(&mut errors, "measures", WORDS);
            let planned = fields.money(&mut errors, "planned");
            let due_on = fields.date(&mut errors, "due_on");
            ahead(&mut errors, "due_on", due_on, today);
            let contingency = fields.required(&mut errors, "contingency", WORDS);
            let six = named.major.then(|| six_parts(fields, &mut errors));
            match (to, planned, due_on) {
                (Some(to), Some(planned), Some(due_on)) => Some(Act::Assign { to, measures, planned, due_on, contingency, six }),
                _ => None,
            }
        }
        Deed::Reassign => {
            let to = assignee(fields, &mut errors, &named.people);
            let note = fields.required(&mut errors, "note", WORDS);
            to.map(|to| Act::Reassign { to, note })
        }
        Deed::AskExtension => {
            let until = fields.date(&mut errors, "until");
            ahead(&mut errors, "until", until, today);
            let reason = fields.required(&mut errors, "reason", WORDS);
            let interim = fields.required(&mut errors, "interim", WORDS);
            until.map(|until| Act::AskExtension { until, reason, interim })
        }
        Deed::GrantExtension => {
            let until = fields.date(&mut errors, "until");
            ahead(&mut errors, "until", until, today);
            supervised(&mut errors, "until", until, named);
            let note = fields.optional(&mut errors, "note", WORDS);
            until.map(|until| Act::GrantExtension { until, note })
        }
        Deed::DenyExtension => Some(Act::DenyExtension { note: fields.required(&mut errors, "note", WORDS) }),
        Deed::Reopen => {
            let due_on = if fields.get("due_on").is_empty() { None } else { fields.date(&mut errors, "due_on") };
            ahead(&mut errors, "due_on", due_on, today);
            Some(Act::Reopen { due_on, note: fields.required(&mut errors, "note", WORDS) })
        }
        Deed::Regrade => {
            let grade = fields.choice(&mut errors, "grade", Grade::from_code);
            let note = fields.required(&mut errors, "note", WORDS);
            let ticked = ticked(fields, &named.criteria, named.together);
            grade.map(|grade| Act::Regrade { grade, ticked, note })
        }
        Deed::Control => {
            let kind = fields.choice(&mut errors, "kind", ControlKind::from_code);
            let words = fields.required(&mut errors, "words", CONTROL);
            let owner = fields.choice(&mut errors, "owner", |id| id.parse().ok());
            let owner = owner.and_then(|id| named.people.iter().find(|one| one.person == id));
            if owner.is_none() && !errors.has("owner") {
                errors.add("owner", "field-choose");
            }
            let times = fields.choice(&mut errors, "times", |times| times.parse().ok().filter(|times| (1..=3).contains(times)));
            match (kind, owner, times) {
                (Some(kind), Some(owner), Some(times)) => {
                    Some(Act::Control { plan: InspectionPlanId::new(), kind, words, owner: owner.person, times })
                }
                _ => None,
            }
        }
        Deed::Lift => {
            let plan = fields.choice(&mut errors, "control", |id| id.parse().ok());
            let note = fields.required(&mut errors, "note", WORDS);
            plan.map(|plan| Act::Lift { plan, note })
        }
        Deed::CloseOff => Some(Act::CloseOff { note: fields.required(&mut errors, "note", WORDS) }),
        Deed::PutBack => Some(Act::PutBack { note: fields.required(&mut errors, "note", WORDS) }),
        Deed::List => {
            let due_on = fields.date(&mut errors, "due_on");
            ahead(&mut errors, "due_on", due_on, today);
            supervised(&mut errors, "due_on", due_on, named);
            let supervisor = fields.choice(&mut errors, "supervisor", |id| id.parse().ok());
            let supervisor = supervisor.filter(|id| named.supervisors.contains(id));
            if supervisor.is_none() && !errors.has("supervisor") {
                errors.add("supervisor", "field-choose");
            }
            let note = fields.optional(&mut errors, "note", WORDS);
            due_on.zip(supervisor).map(|(due_on, supervisor)| Act::List { number: named.number.clone(), due_on, supervisor, note })
        }
        Deed::DeclineListing => Some(Act::DeclineListing { note: fields.required(&mut errors, "note", WORDS) }),
        Deed::FileListing => Some(Act::FileListing),
        Deed::PublishListing => Some(Act::PublishListing),
        Deed::Delist => {
            let on_site = on_site(fields, &mut errors, today);
            let note = fields.required(&mut errors, "note", WORDS);
            on_site.map(|on_site| Act::Delist { on_site, note })
        }
        Deed::Comment => Some(Act::Comment { note: fields.required(&mut errors, "note", WORDS) }),
        Deed::Join => Some(Act::Join { note: fields.optional(&mut errors, "note", WORDS) }),
        Deed::Progress => Some(Act::Progress { note: fields.required(&mut errors, "note", WORDS) }),
        Deed::Fail => Some(Act::Fail { note: fields.required(&mut errors, "note", WORDS) }),
        Deed::SendBack => Some(Act::SendBack { note: fields.required(&mut errors, "note", WORDS) }),
        Deed::Refuse => Some(Act::Refuse { note: fields.required(&mut errors, "note", WORDS) }),
        Deed::ReturnPlan => Some(Act::ReturnPlan { note: fields.required(&mut errors, "note", WORDS) }),
        Deed::Pass => Some(Act::Pass { note: fields.optional(&mut errors, "note", WORDS) }),
        Deed::ApprovePlan => Some(Act::ApprovePlan { note: fields.optional(&mut errors, "note", WORDS) }),
        Deed::Accept => {
            let on_site = on_site(fields, &mut errors, today);
            let note = fields.required(&mut errors, "note", WORDS);
            on_site.map(|on_site| Act::Accept { on_site, note })
        }
        Deed::Sign => {
            if fields.get("password").is_empty() {
                errors.add("password", "field-required");
            }
            Some(Act::Sign { note: fields.optional(&mut errors, "note", WORDS) })
        }
    };
    errors.or(made)
}

/// The criteria that were ticked, of those in force, and what they amount to.
fn ticked(fields: &Fields, criteria: &[Criterion], together: i32) -> Ticked {
    let chosen = fields.all("criterion");
    Ticked::of(criteria.iter().filter(|one| chosen.iter().any(|id| *id == one.id.to_string())), together.into())
}

/// The plan of a major one, beside the five fulfilments.
fn six_parts(fields: &Fields, errors: &mut Errors) -> SixParts {
    SixParts {
        causes: fields.required(errors, "causes", WORDS),
        harm: fields.required(errors, "harm", WORDS),
        goal: fields.required(errors, "goal", WORDS),
        materials: fields.required(errors, "materials", WORDS),
        bodies: fields.required(errors, "bodies", WORDS),
        requirements: fields.required(errors, "requirements", WORDS),
    }
}

/// Who was on site, one name a line or with commas of either language between them, and when.
fn on_site(fields: &Fields, errors: &mut Errors, today: NaiveDate) -> Option<Acceptance> {
    let visited_on = fields.date(errors, "visited_on");
    if visited_on.is_some_and(|day| day > today) {
        errors.add("visited_on", Refusal::Visited.key());
    }
    let typed = fields.required(errors, "members", MEMBERS);
    let mut members: Vec<String> = Vec::new();
    for name in typed.split(['\n', '、', '，', ',', '；', ';']).map(str::trim).filter(|name| !name.is_empty()) {
        if !members.iter().any(|known| known == name) {
            members.push(name.to_owned());
        }
    }
    if members.len() < LIMITS.accepters && !errors.has("members") {
        errors.add("members", Refusal::TwoPeople.key());
    }
    visited_on.map(|visited_on| Acceptance { visited_on, members })
}

/// A deadline from today on, within the longest there is.
fn ahead(errors: &mut Errors, field: &'static str, day: Option<NaiveDate>, today: NaiveDate) {
    if day.is_some_and(|day| day < today) {
        errors.add(field, "field-date-past");
    }
    if day.is_some_and(|day| day > today + chrono::Days::new(LIMITS.longest_days)) {
        errors.add(field, Refusal::Deadline.key());
    }
}

/// A deadline within the longest supervision of the bureau that lists.
fn supervised(errors: &mut Errors, field: &'static str, day: Option<NaiveDate>, named: &Named) {
    if let (Some(day), Some(last)) = (day, named.supervised_until)
        && day > last
        && !errors.has(field)
    {
        errors.add_with(field, "supervision-too-long", last.to_string());
    }
}

fn assignee(fields: &Fields, errors: &mut Errors, people: &[Assignee]) -> Option<Assignee> {
    let chosen: Option<PersonId> = fields.choice(errors, "responsible", |id| id.parse().ok());
    let found = people.iter().find(|one| Some(one.person) == chosen).cloned();
    if found.is_none() {
        errors.add("responsible", "field-choose");
    }
    if found.as_ref().is_some_and(|one| one.principal) {
        errors.add("responsible", Refusal::PrincipalResponsible.key());
    }
    found
}

/// The field at which a refusal is shown, when it belongs to one.
pub const fn field_of(refusal: Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::PrincipalResponsible | Refusal::SamePerson => Some("responsible"),
        Refusal::Deadline => Some("due_on"),
        Refusal::NoPhoto => Some("photo"),
        Refusal::NotLater | Refusal::Longer => Some("until"),
        Refusal::NoReason => Some("note"),
        Refusal::TwoPeople => Some("members"),
        Refusal::Visited => Some("visited_on"),
        Refusal::SixParts => Some("goal"),
        Refusal::BeyondListing => Some("due_on"),
        Refusal::WhichOne => Some("original"),
        Refusal::Major | Refusal::SameGrade | Refusal::Lowering | Refusal::Criterion | Refusal::BureauLowers => Some("grade"),
        Refusal::PrincipalFixes => Some("fixed"),
        _ => None,
    }
}
