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

/// What a point becomes when a hidden danger came back there that was said to be gone: graded anew soon. `None` when that is due already.
pub fn doubt(point: &RiskPoint, today: NaiveDate) -> Option<Change> {
    let soon = today.checked_add_days(AFTER_DANGER).unwrap_or(today);
    if point.retired_at.is_some() || point.review_on <= soon {
        return None;
    }
    let after = RiskPoint { review_on: soon, review_cause: ReviewCause::HiddenDanger, ..point.clone() };
    Some(finished(point, after, Act::Follow { open_majors: point.open_majors }))
}

fn finished(before: &RiskPoint, mut after: RiskPoint, act: Act) -> Change {
    after.complete = complete(after.levels.control(), &after.duties);
    after.version += 1;
    Change { before: before.clone(), after, act }
}

#[cfg(test)]
pub mod tests;
