//! What a level demands, and who may change a risk point how. Pure: no I/O, no clock. [`decide`] is the only maker of a [`Change`], which is
//! all that the store accepts for a point that exists.
//!
//! Sources: domain section 3.1 for the tiers (the mapping to a school is this product's default) and 2.5 for the review dates.

use super::model::{Duties, Hazard, Kind, NewHazard, NewMeasure, Reason, RiskPoint, Tier};
use super::scheme::Assessed;
use crate::access::{Actor, Place, Role};
use crate::id::{HazardId, MeasureId};
use crate::ledger::Facts;
use chrono::{DateTime, Months, NaiveDate, Utc};

/// The most hazards and measures one point holds; more would be another point.
pub const MOST_HAZARDS: usize = 20;
pub const MOST_MEASURES: usize = 40;

/// The tiers that must each have a named person, from the owner down: red and orange belong to the school's leaders, yellow to a department
/// or grade, blue to a class or post.
pub const fn tiers(level: i16) -> &'static [Tier] {
    match level {
        ..=2 => &[Tier::School, Tier::Department, Tier::Post],
        3 => &[Tier::Department, Tier::Post],
        _ => &[Tier::Post],
    }
}

/// How often a tier looks at a point of a level, as a Fluent key.
pub const fn frequency(level: i16, tier: Tier) -> &'static str {
    match (level, tier) {
        (..=2, Tier::Post) => "every-day",
        (..=2, Tier::Department) | (3.., Tier::Post) => "every-week",
        (..=2, Tier::School) | (3, Tier::Department) => "every-month",
        (3, Tier::School) | (4.., Tier::Department) => "every-term",
        (4.., Tier::School) => "every-year",
    }
}

/// Whether every tier of the level has a named person.
pub fn complete(level: i16, duties: &Duties) -> bool {
    tiers(level).iter().all(|tier| duties.of(*tier).is_some())
}

/// Of the people offered, those the level needs. For adopting many points at once: nobody meant to put the principal on every blue point.
pub fn needed(level: i16, duties: &Duties) -> Duties {
    let mut needed = Duties::default();
    for tier in tiers(level) {
        needed.set(*tier, duties.of(*tier));
    }
    needed
}

/// The level of a point: the gravest of its hazards. Later terms (direct judgement, an open major hidden danger) join here.
pub fn level_of(hazards: impl IntoIterator<Item = i16>) -> i16 {
    hazards.into_iter().min().unwrap_or(4)
}

/// By when a point must be looked at anew: red after six months, the others after a year.
pub fn review_on(level: i16, evaluated_on: NaiveDate) -> NaiveDate {
    let months = if level == 1 { 6 } else { 12 };
    evaluated_on.checked_add_months(Months::new(months)).unwrap_or(evaluated_on)
}

/// Who keeps a school's risk register: its safety officer and its principal. A bureau looks on.
pub fn keeps(actor: &Actor, place: &Place) -> bool {
    place.is_school() && matches!(actor.role(), Role::Officer | Role::Principal) && actor.place().id == place.id
}

codes! {
    /// The deeds, by the name the ledger gives them.
    pub enum Deed {
        Adopt = "adopt_point",
        Add = "add_point",
        Evaluate = "evaluate",
        AddHazard = "add_hazard",
        Revise = "revise_point",
        Retire = "retire_point",
    }
}

impl Deed {
    /// Of the last part of an address; adopting and adding have addresses of their own.
    pub fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "evaluate" => Some(Self::Evaluate),
            "hazard" => Some(Self::AddHazard),
            "edit" => Some(Self::Revise),
            "retire" => Some(Self::Retire),
            _ => None,
        }
    }

    pub const fn slug(self) -> &'static str {
        match self {
            Self::Evaluate => "evaluate",
            Self::AddHazard => "hazard",
            Self::Revise => "edit",
            Self::Retire => "retire",
            Self::Adopt => "adopt",
            Self::Add => "new",
        }
    }
}

/// What somebody wants to do with a point.
#[derive(Clone, Debug)]
pub enum Act {
    /// Scores a hazard anew. The old evaluation stays.
    Evaluate {
        hazard: HazardId,
        assessed: Assessed,
        reason: Reason,
        note: String,
    },
    AddHazard {
        id: HazardId,
        hazard: NewHazard,
    },
    /// Everything but the scores.
    Revise(Revision),
    /// Takes it out of use: the place is gone, the activity ended. The record stays.
    Retire {
        note: String,
    },
}

/// The words of a point, its measures and its people, as they are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub name: String,
    pub area: String,
    pub kind: Kind,
    pub place: String,
    pub accident: String,
    pub duties: Duties,
    pub retired: Vec<MeasureId>,
    pub added: Vec<NewMeasure>,
}

/// Why not. Each is a sentence for the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Another post's work.
    #[error("not your post")]
    Role,
    /// Somebody changed it since the form was opened.
    #[error("stale")]
    Stale,
    /// It is out of use.
    #[error("retired")]
    Retired,
    /// Hidden dangers there are still open.
    #[error("open hidden dangers")]
    OpenTickets,
    /// No such hazard here (any more).
    #[error("unknown hazard")]
    Hazard,
    /// A level only falls with a word why.
    #[error("unexplained fall")]
    Unexplained,
    /// More hazards or measures than one point holds.
    #[error("too many")]
    TooMany,
}

impl Refusal {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Role => "error-403-text",
            Self::Stale => "risk-refused-stale",
            Self::Retired => "risk-refused-retired",
            Self::OpenTickets => "risk-refused-open",
            Self::Hazard => "risk-refused-hazard",
            Self::Unexplained => "risk-refused-unexplained",
            Self::TooMany => "risk-refused-many",
        }
    }

    /// The field at which it is shown, when it belongs to one.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::Hazard => Some("hazard"),
            Self::Unexplained => Some("note"),
            _ => None,
        }
    }
}

/// A lawful change of one point: what it was, what it is, and the act between.
#[derive(Clone, Debug)]
pub struct Change {
    before: RiskPoint,
    after: RiskPoint,
    act: Act,
}

impl Change {
    pub fn before(&self) -> &RiskPoint {
        &self.before
    }
    pub fn after(&self) -> &RiskPoint {
        &self.after
    }
    pub fn act(&self) -> &Act {
        &self.act
    }

    pub const fn deed(&self) -> Deed {
        match self.act {
            Act::Evaluate { .. } => Deed::Evaluate,
            Act::AddHazard { .. } => Deed::AddHazard,
            Act::Revise(_) => Deed::Revise,
            Act::Retire { .. } => Deed::Retire,
        }
    }

    /// What the ledger keeps of it besides words.
    pub fn facts(&self) -> Facts {
        let mut facts = point_facts(&self.after);
        match &self.act {
            Act::Evaluate { hazard, assessed, reason, .. } => {
                facts.insert("hazard".into(), hazard.to_string());
                facts.insert("reason".into(), reason.code().into());
                score_facts(&mut facts, assessed);
            }
            Act::AddHazard { id, hazard } => {
                facts.insert("hazard".into(), id.to_string());
                facts.insert("factor".into(), hazard.factor.code().into());
                facts.insert("hazard_type".into(), hazard.hazard_type.clone());
                score_facts(&mut facts, &hazard.assessed);
            }
            Act::Revise(revision) => {
                facts.insert("area".into(), revision.area.clone());
                facts.insert("kind".into(), revision.kind.code().into());
                facts.extend(self.after.duties.named().map(|(tier, person)| (format!("duty-{tier}"), person.to_string())));
                facts.extend(revision.retired.iter().enumerate().map(|(n, id)| (format!("retired-{}", n + 1), id.to_string())));
            }
            Act::Retire { .. } => {}
        }
        facts
    }

    /// Free words, to be committed to.
    pub fn texts(&self) -> Vec<(String, String)> {
        let pairs: Vec<(String, String)> = match &self.act {
            Act::Evaluate { note, .. } | Act::Retire { note } => vec![("note".into(), note.clone())],
            Act::AddHazard { hazard, .. } => vec![("hazard".into(), hazard.description.clone())],
            Act::Revise(revision) => [("name", &revision.name), ("place", &revision.place), ("accident", &revision.accident)]
                .into_iter()
                .map(|(field, words)| (field.to_owned(), words.clone()))
                .chain(measure_texts(&revision.added))
                .collect(),
        };
        pairs.into_iter().filter(|(_, words)| !words.is_empty()).collect()
    }
}

/// Number, level, review date: what every event of a point says.
fn point_facts(point: &RiskPoint) -> Facts {
    Facts::from([
        ("number".into(), point.number.clone()),
        ("level".into(), point.level.to_string()),
        ("complete".into(), point.complete.to_string()),
        ("review_on".into(), point.review_on.to_string()),
    ])
}

/// The scores of an evaluation as the ledger keeps them.
pub fn score_facts(facts: &mut Facts, assessed: &Assessed) {
    facts.insert("scheme".into(), assessed.scheme().to_string());
    facts.insert("scores".into(), assessed.scores().iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
    facts.insert("value".into(), assessed.value().to_string());
    facts.insert("hazard_level".into(), assessed.level().to_string());
}

/// Measures as the ledger keeps their words.
pub fn measure_texts(measures: &[NewMeasure]) -> impl Iterator<Item = (String, String)> + '_ {
    measures.iter().enumerate().map(|(n, measure)| (format!("measure-{}-{}", n + 1, measure.kind), measure.description.clone()))
}

/// Whether this actor, who saw the point at version `seen`, may change it at all.
///
/// # Errors
/// Why not. Asked before the form is read: who comes too late should not first correct their typing.
pub fn may(point: &RiskPoint, actor: &Actor, seen: i32) -> Result<(), Refusal> {
    if !matches!(actor.role(), Role::Officer | Role::Principal) || actor.place().id != point.school {
        return Err(Refusal::Role);
    }
    if point.retired_at.is_some() {
        return Err(Refusal::Retired);
    }
    if seen == point.version { Ok(()) } else { Err(Refusal::Stale) }
}

/// Decides an act on a point by somebody who saw it at version `seen`. `today` is the school's day, `now` the act's instant.
///
/// # Errors
/// Why it may not happen; nothing is changed then.
pub fn decide(point: &RiskPoint, actor: &Actor, seen: i32, act: Act, today: NaiveDate, now: DateTime<Utc>) -> Result<Change, Refusal> {
    may(point, actor, seen)?;
    let mut after = point.clone();
    match &act {
        Act::Evaluate { hazard, assessed, note, .. } => {
            let scored = after.hazards.iter_mut().find(|one| one.id == *hazard).ok_or(Refusal::Hazard)?;
            if assessed.level() > scored.level && note.is_empty() {
                return Err(Refusal::Unexplained);
            }
            scored.level = assessed.level();
        }
        Act::AddHazard { id, hazard } => {
            if after.hazards.len() >= MOST_HAZARDS {
                return Err(Refusal::TooMany);
            }
            let ordinal = after.hazards.iter().map(|one| one.ordinal).max().unwrap_or(0) + 1;
            let NewHazard { description, factor, hazard_type, assessed } = hazard.clone();
            after.hazards.push(Hazard { id: *id, ordinal, description, factor, hazard_type, level: assessed.level() });
        }
        Act::Revise(revision) => {
            let kept = after.measures.iter().filter(|one| !revision.retired.contains(&one.id)).count();
            if kept + revision.added.len() > MOST_MEASURES {
                return Err(Refusal::TooMany);
            }
            let Revision { name, area, kind, place, accident, duties, .. } = revision.clone();
            after = RiskPoint { name, area, kind, place, accident, duties, ..after };
        }
        Act::Retire { .. } => {
            if point.open_tickets > 0 {
                return Err(Refusal::OpenTickets);
            }
            after.retired_at = Some(now);
        }
    }
    after.level = level_of(after.hazards.iter().map(|one| one.level));
    // A new score renews the date for the whole point; words and people do not.
    if matches!(act, Act::Evaluate { .. } | Act::AddHazard { .. }) {
        after.review_on = review_on(after.level, today);
    }
    after.complete = complete(after.level, &after.duties);
    after.version += 1;
    Ok(Change { before: point.clone(), after, act })
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::access::{Kind as OrgKind, SignedIn};
    use crate::id::{OrgId, PersonId, PostId, RiskPointId, SchemeId};
    use crate::risk::model::{Factor, MeasureKind};
    use crate::risk::scheme::{InForce, LEC};
    use chrono::TimeZone;
    use uuid::Uuid;

    fn org(n: u128) -> OrgId {
        OrgId(Uuid::from_u128(n))
    }

    /// An orange point at school 1 with one hazard and one person, nobody at the tiers above.
    pub fn sample() -> RiskPoint {
        RiskPoint {
            district: org(9),
            id: RiskPointId::new(),
            school: org(1),
            path: "43.4304.1.".into(),
            number: "FX-001".into(),
            version: 3,
            catalogue_code: None,
            name: "Gas store".into(),
            area: "canteen".into(),
            kind: Kind::Place,
            place: String::new(),
            accident: "Explosion".into(),
            level: 2,
            review_on: day(2027, 1, 1),
            complete: false,
            retired_at: None,
            hazards: vec![Hazard {
                id: HazardId::new(),
                ordinal: 1,
                description: "hose".into(),
                factor: Factor::Thing,
                hazard_type: "other_explosion".into(),
                level: 2,
            }],
            measures: vec![],
            duties: Duties { post: Some(PersonId::new()), ..Duties::default() },
            open_tickets: 0,
        }
    }

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 20, 1, 0, 0).unwrap()
    }

    fn actor(role: Role, at: u128) -> Actor {
        let kind = if role.at_school() { OrgKind::School } else { OrgKind::County };
        let place = Place {
            id: org(at),
            district: org(9),
            kind,
            code: at.to_string(),
            path: format!("43.4304.{at}."),
            name_zh: "n".into(),
            name_en: String::new(),
        };
        Actor::from(SignedIn {
            person: PersonId::new(),
            name: "n".into(),
            post: PostId::new(),
            role,
            title: String::new(),
            place,
            at: now(),
            many_posts: false,
            must_change: false,
        })
    }

    fn assessed(scores: [i32; 3]) -> Assessed {
        InForce { id: SchemeId::new(), scheme: serde_json::from_str(LEC).unwrap() }.assess(&scores).unwrap()
    }

    fn evaluate(point: &RiskPoint, scores: [i32; 3], note: &str) -> Act {
        Act::Evaluate { hazard: point.hazards[0].id, assessed: assessed(scores), reason: Reason::Periodic, note: note.into() }
    }

    fn decided(point: &RiskPoint, act: Act) -> Result<Change, Refusal> {
        decide(point, &actor(Role::Officer, 1), point.version, act, day(2026, 11, 20), now())
    }

    #[test]
    fn the_level_names_the_tiers() {
        let table: Vec<String> = (1..=4)
            .map(|level| {
                format!(
                    "{level} {}",
                    Tier::ALL
                        .iter()
                        .map(|tier| format!("{}{}={}", if tiers(level).contains(tier) { "*" } else { "" }, tier, frequency(level, *tier)))
                        .collect::<Vec<_>>()
                        .join(" ")
                )
            })
            .collect();
        assert_eq!(
            table,
            [
                "1 *school=every-month *department=every-week *post=every-day",
                "2 *school=every-month *department=every-week *post=every-day",
                "3 school=every-term *department=every-month *post=every-week",
                "4 school=every-year department=every-term *post=every-week",
            ]
        );
    }

    #[test]
    fn complete_means_a_person_at_every_needed_tier() {
        let one = Some(PersonId::new());
        let all = Duties { school: one, department: one, post: one };
        assert!((1..=4).all(|level| complete(level, &all)));
        assert!((1..=4).all(|level| !complete(level, &Duties::default())));
        assert!(!complete(2, &Duties { school: None, ..all }) && complete(3, &Duties { school: None, ..all }));
        assert!(!complete(4, &Duties { post: None, ..all }));
        assert_eq!(needed(4, &all), Duties { post: one, ..Duties::default() });
    }

    #[test]
    fn red_is_looked_at_anew_after_six_months_and_the_rest_after_a_year() {
        assert_eq!(review_on(1, day(2026, 8, 31)), day(2027, 2, 28));
        assert_eq!([2, 3, 4].map(|level| review_on(level, day(2028, 2, 29))), [day(2029, 2, 28); 3]);
    }

    #[test]
    fn only_the_schools_officer_and_principal_keep_its_register() {
        let point = sample();
        for role in Role::ALL {
            let may = decide(&point, &actor(*role, 1), 3, evaluate(&point, [10, 60, 40], ""), day(2026, 11, 20), now()).is_ok();
            assert_eq!(may, matches!(role, Role::Officer | Role::Principal), "{role}");
        }
        assert_eq!(
            decide(&point, &actor(Role::Officer, 2), 3, evaluate(&point, [10, 60, 40], ""), day(2026, 11, 20), now()).unwrap_err(),
            Refusal::Role
        );
    }

    #[test]
    fn a_stale_form_and_a_retired_point_are_refused() {
        let point = sample();
        assert_eq!(
            decide(&point, &actor(Role::Officer, 1), 2, evaluate(&point, [10, 60, 40], ""), day(2026, 11, 20), now()).unwrap_err(),
            Refusal::Stale
        );
        let retired = RiskPoint { retired_at: Some(now()), ..sample() };
        assert_eq!(decided(&retired, Act::Retire { note: "gone".into() }).unwrap_err(), Refusal::Retired);
    }

    #[test]
    fn the_point_takes_the_worst_of_its_hazards() {
        let point = sample();
        let worse = decided(
            &point,
            Act::AddHazard {
                id: HazardId::new(),
                hazard: NewHazard {
                    description: "x".into(),
                    factor: Factor::Human,
                    hazard_type: String::new(),
                    assessed: assessed([30, 100, 15]),
                },
            },
        )
        .unwrap();
        assert_eq!((worse.after().level, worse.after().review_on, worse.after().hazards[1].ordinal), (1, day(2027, 5, 20), 2));
        // The second hazard keeps it red although the first falls to blue.
        let point = RiskPoint { version: 4, ..worse.after().clone() };
        let still = decided(&point, evaluate(&point, [5, 60, 7], "hose replaced")).unwrap();
        assert_eq!((still.after().level, still.after().hazards[0].level), (1, 4));
    }

    #[test]
    fn a_level_falls_only_with_a_word_why() {
        let point = sample();
        assert_eq!(decided(&point, evaluate(&point, [5, 60, 7], "")).unwrap_err(), Refusal::Unexplained);
        assert_eq!(decided(&point, evaluate(&point, [5, 60, 7], "hose replaced")).unwrap().after().level, 4);
        assert_eq!(decided(&point, evaluate(&point, [30, 100, 15], "")).unwrap().after().level, 1);
        let other =
            Act::Evaluate { hazard: HazardId::new(), assessed: assessed([10, 60, 40]), reason: Reason::Season, note: String::new() };
        assert_eq!(decided(&point, other).unwrap_err(), Refusal::Hazard);
    }

    #[test]
    fn the_sums_follow_the_change() {
        let point = sample();
        let fallen = decided(&point, evaluate(&point, [5, 60, 7], "hose replaced")).unwrap();
        let mut change = fallen.after().counts();
        change -= &fallen.before().counts();
        // Blue needs only the post, which is named: complete now.
        assert_eq!((change.risk, change.incomplete), ([0, -1, 0, 1], -1));
        let gone = decided(&point, Act::Retire { note: "pulled down".into() }).unwrap();
        assert_eq!(gone.after().counts(), crate::rollup::Counts::default());
    }

    #[test]
    fn open_hidden_dangers_keep_a_point_in_use() {
        let point = RiskPoint { open_tickets: 1, ..sample() };
        assert_eq!(decided(&point, Act::Retire { note: "x".into() }).unwrap_err(), Refusal::OpenTickets);
    }

    #[test]
    fn words_and_people_do_not_move_the_review_date() {
        let point = sample();
        let person = Some(PersonId::new());
        let revision = Revision {
            name: "Gas room".into(),
            area: "canteen".into(),
            kind: Kind::Place,
            place: "North side".into(),
            accident: "Explosion".into(),
            duties: Duties { school: person, department: person, post: person },
            retired: vec![],
            added: vec![NewMeasure { kind: MeasureKind::Training, description: "drill".into() }],
        };
        let change = decided(&point, Act::Revise(revision.clone())).unwrap();
        assert_eq!(
            (change.after().review_on, change.after().level, change.after().complete, change.after().version),
            (point.review_on, 2, true, 4)
        );
        assert_eq!(change.facts().get("duty-school"), person.map(|one| one.to_string()).as_ref());
        assert!(change.texts().contains(&("measure-1-training".into(), "drill".into())));
        let many = Revision { added: vec![revision.added[0].clone(); MOST_MEASURES + 1], ..revision };
        assert_eq!(decided(&point, Act::Revise(many)).unwrap_err(), Refusal::TooMany);
    }
}
