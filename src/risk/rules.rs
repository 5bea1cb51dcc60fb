//! What a level demands, and who may change a risk point how. Pure: no I/O, no clock. [`decide`] is the only maker of a [`Change`], which is
//! all that the store accepts for a point that exists.
//!
//! Sources: domain section 3.1 for the tiers (the mapping to a school is this product's default) and 2.5 for the review dates.

use super::model::{DirectRule, Duties, Hazard, Judgement, Kind, Levels, NewHazard, NewMeasure, Reason, ReviewCause, RiskPoint, Tier};
use super::scheme::Assessed;
use crate::access::{Actor, Place, Role};
use crate::id::{CriterionId, HazardId, JudgementId, MeasureId};
use crate::ledger::Facts;
use chrono::{DateTime, Days, Months, NaiveDate, Utc};

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

/// The levels of a point: the gravest of its hazards, inherent and after controls; the current one is the latter, or what a judgement in
/// force says, or red while a confirmed major hidden danger there is open (rule f of direct judgement), whichever is graver.
pub fn levels(hazards: &[Hazard], judgements: &[Judgement], open_majors: i64) -> Levels {
    let gravest = |levels: &mut dyn Iterator<Item = i16>| levels.min().unwrap_or(4);
    let residual = gravest(&mut hazards.iter().map(|one| one.level));
    let judged = gravest(&mut judgements.iter().map(|one| one.level));
    let danger = if open_majors > 0 { 1 } else { 4 };
    Levels { inherent: gravest(&mut hazards.iter().map(|one| one.inherent)), residual, current: residual.min(judged).min(danger) }
}

/// By when a point must be looked at anew: red after six months, the others after a year.
pub fn review_on(level: i16, evaluated_on: NaiveDate) -> NaiveDate {
    let months = if level == 1 { 6 } else { 12 };
    evaluated_on.checked_add_months(Months::new(months)).unwrap_or(evaluated_on)
}

/// Days ahead of its date in which grading a point anew counts as work to be done (a default): time enough to gather those who grade.
const REVIEW_AHEAD: Days = Days::new(30);

/// Points due by this day are to be graded anew now.
pub fn review_by(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(REVIEW_AHEAD).unwrap_or(today)
}

/// Days within which a point is graded anew after a major hidden danger there was closed (a default; no rule fixes it).
const AFTER_DANGER: Days = Days::new(14);

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
        Judge = "judge_point",
        Call = "ask_review",
        Control = "change_measures",
        Revise = "revise_point",
        Retire = "retire_point",
        /// Not somebody's deed on the point: a major hidden danger there was confirmed, or is over.
        Follow = "follow_ticket",
    }
}

impl Deed {
    /// Of the last part of an address; adopting and adding have addresses of their own.
    pub fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "evaluate" => Some(Self::Evaluate),
            "hazard" => Some(Self::AddHazard),
            "judge" => Some(Self::Judge),
            "review" => Some(Self::Call),
            "measures" => Some(Self::Control),
            "edit" => Some(Self::Revise),
            "retire" => Some(Self::Retire),
            _ => None,
        }
    }

    pub const fn slug(self) -> &'static str {
        match self {
            Self::Evaluate => "evaluate",
            Self::AddHazard => "hazard",
            Self::Judge => "judge",
            Self::Call => "review",
            Self::Control => "measures",
            Self::Revise => "edit",
            Self::Retire => "retire",
            Self::Adopt => "adopt",
            Self::Add => "new",
            Self::Follow => "",
        }
    }
}

/// What somebody wants to do with a point.
#[derive(Clone, Debug)]
pub enum Act {
    /// Scores a hazard anew, and lifts judgements that no longer hold. The old evaluation stays.
    Evaluate {
        hazard: HazardId,
        assessed: Assessed,
        /// With its controls.
        residual: Option<Assessed>,
        reason: Reason,
        /// Who graded beside the one who typed.
        together: String,
        note: String,
        lifted: Vec<JudgementId>,
    },
    AddHazard {
        id: HazardId,
        hazard: NewHazard,
    },
    /// Judges the point directly, or raises its level by hand.
    Judge(NewJudgement),
    /// Asks for the point to be graded anew by a day.
    Call {
        cause: ReviewCause,
        due_on: NaiveDate,
        note: String,
    },
    /// What holds the risk, by whom, how often.
    Control(Controls),
    /// The words of the point and its people.
    Revise(Revision),
    /// Takes it out of use: the place is gone, the activity ended. The record stays.
    Retire {
        note: String,
    },
    /// A major hidden danger there was confirmed, or is over.
    Follow {
        open_majors: i64,
    },
}

/// A judgement about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJudgement {
    pub id: JudgementId,
    pub rule: DirectRule,
    /// 1 unless the rule is a raise.
    pub level: i16,
    pub criterion: Option<CriterionId>,
    pub note: String,
}

/// The measures of a point as they are to be: those that changed, those taken out of use, new ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Controls {
    pub changed: Vec<(MeasureId, NewMeasure)>,
    pub retired: Vec<MeasureId>,
    pub added: Vec<NewMeasure>,
}

/// The words of a point and its people, as they are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub name: String,
    pub area: String,
    pub kind: Kind,
    pub place: String,
    pub accident: String,
    pub duties: Duties,
    pub deputies: Duties,
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
    /// Controls cannot make a hazard graver than it is without them.
    #[error("graver after controls")]
    Residual,
    /// A raise that does not raise.
    #[error("no raise")]
    NoRaise,
    /// The new date is not earlier than the present one.
    #[error("no earlier date")]
    Later,
    /// A judgement that is not in force here.
    #[error("unknown judgement")]
    Judgement,
    /// Somebody stands in for themselves.
    #[error("own deputy")]
    OwnDeputy,
    /// Nothing was changed.
    #[error("no change")]
    Nothing,
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
            Self::Residual => "risk-refused-residual",
            Self::NoRaise => "risk-refused-no-raise",
            Self::Later => "risk-refused-later",
            Self::Judgement => "risk-refused-judgement",
            Self::OwnDeputy => "risk-refused-own-deputy",
            Self::Nothing => "risk-refused-nothing",
        }
    }

    /// The field at which it is shown, when it belongs to one.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::Hazard => Some("hazard"),
            Self::Unexplained => Some("note"),
            Self::Residual => Some("after_1"),
            Self::NoRaise => Some("level"),
            Self::Later => Some("due_on"),
            Self::Judgement => Some("lift"),
            Self::OwnDeputy => Some("deputy_post"),
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
            Act::Judge(_) => Deed::Judge,
            Act::Call { .. } => Deed::Call,
            Act::Control(_) => Deed::Control,
            Act::Revise(_) => Deed::Revise,
            Act::Retire { .. } => Deed::Retire,
            Act::Follow { .. } => Deed::Follow,
        }
    }

    /// What the ledger keeps of it besides words.
    pub fn facts(&self) -> Facts {
        let mut facts = point_facts(&self.after);
        match &self.act {
            Act::Evaluate { hazard, assessed, residual, reason, lifted, .. } => {
                facts.insert("hazard".into(), hazard.to_string());
                facts.insert("reason".into(), reason.code().into());
                score_facts(&mut facts, assessed, residual.as_ref());
                facts.extend(lifted.iter().enumerate().map(|(n, id)| (format!("lifted-{}", n + 1), id.to_string())));
            }
            Act::AddHazard { id, hazard } => {
                facts.insert("hazard".into(), id.to_string());
                facts.insert("factor".into(), hazard.factor.code().into());
                facts.insert("life_stage".into(), hazard.life_stage.code().into());
                facts.insert("hazard_type".into(), hazard.hazard_type.clone());
                score_facts(&mut facts, &hazard.assessed, hazard.residual.as_ref());
            }
            Act::Judge(judgement) => {
                facts.insert("judgement".into(), judgement.id.to_string());
                facts.insert("rule".into(), judgement.rule.code().into());
                facts.insert("judged_level".into(), judgement.level.to_string());
                facts.extend(judgement.criterion.map(|id| ("criterion".into(), id.to_string())));
            }
            Act::Call { cause, .. } => {
                facts.insert("cause".into(), cause.code().into());
            }
            Act::Control(controls) => {
                facts.extend(controls.retired.iter().enumerate().map(|(n, id)| (format!("retired-{}", n + 1), id.to_string())));
                for (n, (id, measure)) in controls.changed.iter().enumerate() {
                    facts.insert(format!("changed-{}", n + 1), id.to_string());
                    measure_facts(&mut facts, &format!("changed-{}", n + 1), measure);
                }
                for (n, measure) in controls.added.iter().enumerate() {
                    measure_facts(&mut facts, &format!("added-{}", n + 1), measure);
                }
            }
            Act::Revise(revision) => {
                facts.insert("area".into(), revision.area.clone());
                facts.insert("kind".into(), revision.kind.code().into());
                facts.extend(self.after.duties.named().map(|(tier, person)| (format!("duty-{tier}"), person.to_string())));
                facts.extend(self.after.deputies.named().map(|(tier, person)| (format!("deputy-{tier}"), person.to_string())));
            }
            Act::Follow { open_majors } => {
                facts.insert("open_majors".into(), open_majors.to_string());
            }
            Act::Retire { .. } => {}
        }
        facts
    }

    /// Free words, to be committed to.
    pub fn texts(&self) -> Vec<(String, String)> {
        let pairs: Vec<(String, String)> = match &self.act {
            Act::Evaluate { note, together, .. } => vec![("note".into(), note.clone()), ("together".into(), together.clone())],
            Act::Judge(NewJudgement { note, .. }) | Act::Call { note, .. } | Act::Retire { note } => vec![("note".into(), note.clone())],
            Act::AddHazard { hazard, .. } => vec![("hazard".into(), hazard.description.clone())],
            Act::Control(controls) => {
                let changed = controls.changed.iter().enumerate();
                let changed = changed.map(|(n, (_, measure))| (format!("changed-{}", n + 1), measure.description.clone()));
                changed.chain(measure_texts(&controls.added)).collect()
            }
            Act::Revise(revision) => [("name", &revision.name), ("place", &revision.place), ("accident", &revision.accident)]
                .into_iter()
                .map(|(field, words)| (field.to_owned(), words.clone()))
                .collect(),
            Act::Follow { .. } => vec![],
        };
        pairs.into_iter().filter(|(_, words)| !words.is_empty()).collect()
    }
}

/// Number, levels, review date: what every event of a point says.
fn point_facts(point: &RiskPoint) -> Facts {
    let mut facts = Facts::from([
        ("number".into(), point.number.clone()),
        ("complete".into(), point.complete.to_string()),
        ("review_on".into(), point.review_on.to_string()),
    ]);
    level_facts(&mut facts, point.levels);
    facts
}

/// The three levels as the ledger keeps them.
pub fn level_facts(facts: &mut Facts, levels: Levels) {
    facts.insert("level".into(), levels.current.to_string());
    facts.insert("inherent".into(), levels.inherent.to_string());
    facts.insert("residual".into(), levels.residual.to_string());
}

/// Who keeps a measure, who looks and how often.
fn measure_facts(facts: &mut Facts, name: &str, measure: &NewMeasure) {
    facts.insert(format!("{name}-tier"), measure.tier.code().into());
    facts.insert(format!("{name}-proof"), measure.proof.code().into());
    facts.extend(measure.owner.map(|owner| (format!("{name}-owner"), owner.to_string())));
    facts.extend(measure.frequency.map(|frequency| (format!("{name}-frequency"), frequency.code().into())));
}

/// The scores of an evaluation as the ledger keeps them: inherent, and with the controls where it was scored so.
pub fn score_facts(facts: &mut Facts, assessed: &Assessed, residual: Option<&Assessed>) {
    facts.insert("scheme".into(), assessed.scheme().to_string());
    let stages = [("", Some(assessed)), ("after_", residual)];
    for (prefix, made) in stages.into_iter().filter_map(|(prefix, made)| Some((prefix, made?))) {
        facts.insert(format!("{prefix}scores"), made.scores().iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
        facts.insert(format!("{prefix}value"), made.value().to_string());
        facts.insert(format!("{prefix}hazard_level"), made.level().to_string());
    }
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
        Act::Evaluate { hazard, assessed, residual, note, lifted, .. } => {
            if !lifted.iter().all(|id| after.judgements.iter().any(|one| one.id == *id)) {
                return Err(Refusal::Judgement);
            }
            after.judgements.retain(|one| !lifted.contains(&one.id));
            let scored = after.hazards.iter_mut().find(|one| one.id == *hazard).ok_or(Refusal::Hazard)?;
            let (inherent, level) = graded(assessed, residual.as_ref())?;
            if (inherent > scored.inherent || level > scored.level || !lifted.is_empty()) && note.is_empty() {
                return Err(Refusal::Unexplained);
            }
            (scored.inherent, scored.level) = (inherent, level);
        }
        Act::AddHazard { id, hazard } => {
            if after.hazards.len() >= MOST_HAZARDS {
                return Err(Refusal::TooMany);
            }
            let ordinal = after.hazards.iter().map(|one| one.ordinal).max().unwrap_or(0) + 1;
            let NewHazard { description, factor, hazard_type, life_stage, assessed, residual } = hazard.clone();
            let (inherent, level) = graded(&assessed, residual.as_ref())?;
            after.hazards.push(Hazard { id: *id, ordinal, description, factor, hazard_type, life_stage, inherent, level });
        }
        Act::Judge(made) => {
            let NewJudgement { id, rule, level, criterion, note } = made.clone();
            if rule == DirectRule::Raise && level >= point.levels.current {
                return Err(Refusal::NoRaise);
            }
            let level = if rule == DirectRule::Raise { level } else { 1 };
            after.judgements.push(Judgement { id, rule, level, criterion, words: None, note, at: now, by: actor.name().to_owned() });
        }
        Act::Call { cause, due_on, .. } => {
            if *due_on >= point.review_on || *due_on < today {
                return Err(Refusal::Later);
            }
            (after.review_on, after.review_cause) = (*due_on, *cause);
        }
        Act::Control(controls) => {
            let kept = after.measures.iter().filter(|one| !controls.retired.contains(&one.id)).count();
            if kept + controls.added.len() > MOST_MEASURES {
                return Err(Refusal::TooMany);
            }
            if *controls == Controls::default() {
                return Err(Refusal::Nothing);
            }
        }
        Act::Revise(revision) => {
            if revision.duties.named().any(|(tier, person)| revision.deputies.of(tier) == Some(person)) {
                return Err(Refusal::OwnDeputy);
            }
            let Revision { name, area, kind, place, accident, duties, deputies } = revision.clone();
            after = RiskPoint { name, area, kind, place, accident, duties, deputies, ..after };
        }
        Act::Retire { .. } => {
            if point.open_tickets > 0 {
                return Err(Refusal::OpenTickets);
            }
            after.retired_at = Some(now);
        }
        // Only the ticket's own save makes it, see `follow`.
        Act::Follow { .. } => return Err(Refusal::Role),
    }
    after.levels = levels(&after.hazards, &after.judgements, after.open_majors);
    // A new score renews the date for the whole point; words and people do not.
    if matches!(act, Act::Evaluate { .. } | Act::AddHazard { .. }) {
        after.review_on = review_on(after.levels.control(), today);
        after.review_cause = ReviewCause::Periodic;
        after.graded_at = now;
    }
    Ok(finished(point, after, act))
}

/// The levels of a hazard from its scores. Controls only ever help: a graver level with them than without is a slip of the pen.
fn graded(assessed: &Assessed, residual: Option<&Assessed>) -> Result<(i16, i16), Refusal> {
    let level = residual.unwrap_or(assessed).level();
    if level < assessed.level() { Err(Refusal::Residual) } else { Ok((assessed.level(), level)) }
}

/// What a point becomes when the number of open major hidden dangers there is now `open_majors`: red while there are any; when the last one is
/// over, its former level, and a new grading soon. `None` when nothing changes.
pub fn follow(point: &RiskPoint, open_majors: i64, today: NaiveDate) -> Option<Change> {
    if point.retired_at.is_some() || open_majors == point.open_majors {
        return None;
    }
    let mut after = RiskPoint { open_majors, ..point.clone() };
    after.levels = levels(&after.hazards, &after.judgements, open_majors);
    let soon = today.checked_add_days(AFTER_DANGER).unwrap_or(today);
    if open_majors < point.open_majors && soon < point.review_on {
        (after.review_on, after.review_cause) = (soon, ReviewCause::HiddenDanger);
    }
    Some(finished(point, after, Act::Follow { open_majors }))
}

fn finished(before: &RiskPoint, mut after: RiskPoint, act: Act) -> Change {
    after.complete = complete(after.levels.control(), &after.duties);
    after.version += 1;
    Change { before: before.clone(), after, act }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::access::{Kind as OrgKind, SignedIn};
    use crate::id::{OrgId, PersonId, PostId, RiskPointId, SchemeId};
    use crate::risk::model::{Factor, LifeStage, MeasureKind};
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
            levels: Levels { inherent: 2, residual: 2, current: 2 },
            graded_at: now(),
            review_on: day(2027, 1, 1),
            review_cause: ReviewCause::Periodic,
            due_on: day(2027, 1, 1),
            complete: false,
            retired_at: None,
            hazards: vec![Hazard {
                id: HazardId::new(),
                ordinal: 1,
                description: "hose".into(),
                factor: Factor::Thing,
                hazard_type: "other_explosion".into(),
                life_stage: LifeStage::Use,
                inherent: 2,
                level: 2,
            }],
            measures: vec![],
            duties: Duties { post: Some(PersonId::new()), ..Duties::default() },
            deputies: Duties::default(),
            judgements: vec![],
            open_tickets: 0,
            open_majors: 0,
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
        scored(point, scores, None, note, vec![])
    }

    fn scored(point: &RiskPoint, scores: [i32; 3], after: Option<[i32; 3]>, note: &str, lifted: Vec<JudgementId>) -> Act {
        Act::Evaluate {
            hazard: point.hazards[0].id,
            assessed: assessed(scores),
            residual: after.map(assessed),
            reason: Reason::Periodic,
            together: String::new(),
            note: note.into(),
            lifted,
        }
    }

    fn judge(rule: DirectRule, level: i16) -> Act {
        Act::Judge(NewJudgement { id: JudgementId::new(), rule, level, criterion: None, note: "why".into() })
    }

    fn ranks(point: &RiskPoint) -> (i16, i16, i16) {
        (point.levels.inherent, point.levels.residual, point.levels.current)
    }

    fn decided(point: &RiskPoint, act: Act) -> Result<Change, Refusal> {
        decide(point, &actor(Role::Officer, 1), point.version, act, day(2026, 11, 20), now())
    }

    #[test]
    fn the_level_names_the_tiers() {
        assert_eq!(tiers(1), [Tier::School, Tier::Department, Tier::Post]);
        assert_eq!(tiers(2), tiers(1));
        assert_eq!(tiers(3), [Tier::Department, Tier::Post]);
        assert_eq!(tiers(4), [Tier::Post]);
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
                    life_stage: LifeStage::Use,
                    assessed: assessed([30, 100, 15]),
                    residual: None,
                },
            },
        )
        .unwrap();
        assert_eq!((worse.after().levels.current, worse.after().review_on, worse.after().hazards[1].ordinal), (1, day(2027, 5, 20), 2));
        // The second hazard keeps it red although the first falls to blue.
        let point = RiskPoint { version: 4, ..worse.after().clone() };
        let still = decided(&point, evaluate(&point, [5, 60, 7], "hose replaced")).unwrap();
        assert_eq!((still.after().levels.current, still.after().hazards[0].level), (1, 4));
    }

    #[test]
    fn a_level_falls_only_with_a_word_why() {
        let point = sample();
        assert_eq!(decided(&point, evaluate(&point, [5, 60, 7], "")).unwrap_err(), Refusal::Unexplained);
        assert_eq!(decided(&point, evaluate(&point, [5, 60, 7], "hose replaced")).unwrap().after().levels.current, 4);
        assert_eq!(decided(&point, evaluate(&point, [30, 100, 15], "")).unwrap().after().levels.current, 1);
        let mut other = point.clone();
        other.hazards[0].id = HazardId::new();
        assert_eq!(decided(&point, evaluate(&other, [10, 60, 40], "")).unwrap_err(), Refusal::Hazard);
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
            deputies: Duties { post: Some(PersonId::new()), ..Duties::default() },
        };
        let change = decided(&point, Act::Revise(revision.clone())).unwrap();
        assert_eq!(
            (change.after().review_on, change.after().levels.current, change.after().complete, change.after().version),
            (point.review_on, 2, true, 4)
        );
        assert_eq!(change.facts().get("duty-school"), person.map(|one| one.to_string()).as_ref());
        let own = Revision { deputies: revision.duties, ..revision };
        assert_eq!(decided(&point, Act::Revise(own)).unwrap_err(), Refusal::OwnDeputy);
    }

    #[test]
    fn measures_are_counted_and_changed() {
        let point = sample();
        let drill = NewMeasure::plain(MeasureKind::Training, "drill".into());
        let added = Controls { added: vec![drill.clone()], ..Controls::default() };
        let change = decided(&point, Act::Control(added)).unwrap();
        assert!(change.texts().contains(&("measure-1-training".into(), "drill".into())));
        assert_eq!(change.facts().get("added-1-tier").map(String::as_str), Some("post"));
        let many = Controls { added: vec![drill; MOST_MEASURES + 1], ..Controls::default() };
        assert_eq!(decided(&point, Act::Control(many)).unwrap_err(), Refusal::TooMany);
        assert_eq!(decided(&point, Act::Control(Controls::default())).unwrap_err(), Refusal::Nothing);
    }

    #[test]
    fn controls_lower_the_current_level_and_leave_the_tiers() {
        let point = sample();
        let held = decided(&point, scored(&point, [10, 60, 40], Some([10, 60, 15]), "alarm and valve", vec![])).unwrap();
        assert_eq!(ranks(held.after()), (2, 3, 3));
        // An orange place stays the school's to control, however well it is held.
        assert!(!held.after().complete && held.after().levels.control() == 2);
        let slip = decided(&point, scored(&point, [10, 60, 15], Some([10, 60, 40]), "x", vec![]));
        assert_eq!(slip.unwrap_err(), Refusal::Residual);
    }

    #[test]
    fn a_judgement_overrides_the_scores_and_only_grading_lifts_it() {
        let point = sample();
        let judged = decided(&point, judge(DirectRule::Law, 3)).unwrap();
        // A rule of direct judgement means red, whatever was sent.
        assert_eq!(ranks(judged.after()), (2, 2, 1));
        let point = judged.after().clone();
        let again = decided(&point, evaluate(&point, [5, 60, 7], "hose replaced")).unwrap();
        assert_eq!(ranks(again.after()), (4, 4, 1), "a better score does not lift it");
        let lift = vec![point.judgements[0].id];
        assert_eq!(decided(&point, scored(&point, [10, 60, 40], None, "", lift.clone())).unwrap_err(), Refusal::Unexplained);
        let lifted = decided(&point, scored(&point, [10, 60, 40], None, "put right", lift)).unwrap();
        assert_eq!((ranks(lifted.after()), lifted.after().judgements.len()), ((2, 2, 2), 0));
        let strange = scored(&point, [10, 60, 40], None, "x", vec![JudgementId::new()]);
        assert_eq!(decided(&point, strange).unwrap_err(), Refusal::Judgement);
    }

    #[test]
    fn a_raise_must_raise() {
        let point = sample();
        assert_eq!(ranks(decided(&point, judge(DirectRule::Raise, 1)).unwrap().after()), (2, 2, 1));
        for level in [2, 3, 4] {
            assert_eq!(decided(&point, judge(DirectRule::Raise, level)).unwrap_err(), Refusal::NoRaise, "{level}");
        }
    }

    #[test]
    fn an_open_major_danger_makes_it_red_until_it_is_over() {
        let point = sample();
        let red = follow(&point, 1, day(2026, 11, 20)).unwrap();
        assert_eq!((ranks(red.after()), red.after().review_on), ((2, 2, 1), point.review_on));
        assert!(follow(red.after(), 1, day(2026, 11, 20)).is_none());
        let over = follow(red.after(), 0, day(2026, 12, 1)).unwrap();
        assert_eq!(ranks(over.after()), (2, 2, 2));
        assert_eq!((over.after().review_on, over.after().review_cause), (day(2026, 12, 15), ReviewCause::HiddenDanger));
        assert!(follow(&RiskPoint { retired_at: Some(now()), ..sample() }, 1, day(2026, 11, 20)).is_none());
        assert_eq!(decided(&point, Act::Follow { open_majors: 0 }).unwrap_err(), Refusal::Role, "nobody says so by hand");
    }

    #[test]
    fn a_call_brings_the_date_forward_only() {
        let point = sample();
        let call = |due_on| Act::Call { cause: ReviewCause::Change, due_on, note: "new stove".into() };
        let called = decided(&point, call(day(2026, 12, 1))).unwrap();
        assert_eq!((called.after().review_on, called.after().review_cause), (day(2026, 12, 1), ReviewCause::Change));
        for late in [point.review_on, day(2028, 1, 1), day(2026, 11, 19)] {
            assert_eq!(decided(&point, call(late)).unwrap_err(), Refusal::Later);
        }
    }
}
