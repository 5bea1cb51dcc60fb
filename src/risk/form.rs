//! What was typed on the register's forms, turned into points and acts, or into what is wrong at which field.

use super::catalogue;
use super::model::{
    Adoption, DirectRule, Duties, Factor, Kind, LifeStage, MeasureKind, NewHazard, NewMeasure, Proof, Reason, ReviewCause, RiskPoint, Tier,
};
use super::rhythm::Frequency;
use super::rules::{Act, Controls, Deed, NewJudgement, Revision};
use super::scheme::{Assessed, InForce};
use crate::id::{CriterionId, HazardId, JudgementId, PersonId, RiskPointId};
use crate::text::Lang;
use crate::web::form::{Errors, Fields};
use chrono::{DateTime, Utc};

/// The fields of a hazard's scores, one per factor of the scheme, in its order.
pub const SCORES: [&str; 3] = ["score_1", "score_2", "score_3"];

/// The fields of the named persons.
pub const DUTIES: [(Tier, &str); 3] = [(Tier::School, "duty_school"), (Tier::Department, "duty_department"), (Tier::Post, "duty_post")];

/// Likewise, with the controls. All empty: not scored with them.
pub const AFTER: [&str; 3] = ["after_1", "after_2", "after_3"];

/// The fields of those who stand in.
pub const DEPUTIES: [(Tier, &str); 3] =
    [(Tier::School, "deputy_school"), (Tier::Department, "deputy_department"), (Tier::Post, "deputy_post")];

/// The fields of new measures on the form of a new point: kind and words. An empty pair is no measure.
pub const MEASURES: [(&str, &str); 4] = [
    ("measure_kind_1", "measure_text_1"),
    ("measure_kind_2", "measure_text_2"),
    ("measure_kind_3", "measure_text_3"),
    ("measure_kind_4", "measure_text_4"),
];

/// Room for new measures on the form that changes them.
pub const NEW_MEASURES: i16 = 4;

const NAME: usize = 60;
const LINE: usize = 120;
const WORDS: usize = 500;

/// What every form of the register is checked against.
pub struct Ground<'a> {
    pub scheme: &'a InForce,
    /// Those who may be named.
    pub people: &'a [PersonId],
    /// The criteria a judgement may rest on.
    pub criteria: &'a [CriterionId],
    pub now: DateTime<Utc>,
}

/// A new point with its first hazard.
///
/// # Errors
/// Every fault, at its field.
pub fn point(fields: &Fields, ground: &Ground<'_>) -> Result<Adoption, Errors> {
    let mut errors = Errors::default();
    let about = about(fields, &mut errors);
    let hazard = hazard(fields, &mut errors, ground.scheme);
    let measures = measures(fields, &mut errors);
    let duties = duties(fields, &mut errors, ground.people);
    let made = match (about, hazard) {
        (Some(About { name, area, kind, place, accident }), Some(hazard)) => Some(Adoption {
            id: RiskPointId::at(ground.now),
            catalogue_code: None,
            name,
            area,
            kind,
            place,
            accident,
            hazard,
            measures,
            duties,
        }),
        _ => None,
    };
    errors.or(made)
}

/// The ticked entries of the catalogue, in the words of the reader's language, with the people named once for all.
///
/// # Errors
/// Every fault, at its field.
pub fn picked(fields: &Fields, ground: &Ground<'_>, lang: Lang) -> Result<Vec<Adoption>, Errors> {
    let mut errors = Errors::default();
    let people = duties(fields, &mut errors, ground.people);
    let picked = fields.all("pick");
    if picked.is_empty() {
        errors.add("pick", "risk-pick-none");
    }
    if picked.iter().any(|code| !catalogue::items().iter().any(|item| item.code == *code)) {
        errors.add("pick", "field-unknown");
    }
    let chosen = catalogue::items().iter().filter(|item| picked.contains(&item.code));
    let made: Option<Vec<Adoption>> =
        chosen.map(|item| item.adoption(RiskPointId::at(ground.now), ground.scheme, lang, &people).ok()).collect();
    if made.is_none() {
        // The scheme in force scores differently from the one the catalogue was written in.
        errors.add("pick", "risk-pick-scheme");
    }
    errors.or(made)
}

/// The form of a change.
///
/// # Errors
/// Every fault, at its field.
pub fn act(deed: Deed, fields: &Fields, point: &RiskPoint, ground: &Ground<'_>) -> Result<Act, Errors> {
    let mut errors = Errors::default();
    let made = match deed {
        Deed::Evaluate => evaluation(fields, &mut errors, ground),
        Deed::AddHazard => hazard(fields, &mut errors, ground.scheme).map(|hazard| Act::AddHazard { id: HazardId::at(ground.now), hazard }),
        Deed::Judge => judgement(fields, &mut errors, ground),
        Deed::Call => {
            let cause = chosen(fields, &mut errors, "cause", "risk-need-cause", |code| {
                ReviewCause::from_code(code).filter(|cause| ReviewCause::ASKED.contains(cause))
            });
            let due_on = fields.date(&mut errors, "due_on");
            let note = needed(fields, &mut errors, "note", "risk-need-call-note", WORDS);
            cause.zip(due_on).map(|(cause, due_on)| Act::Call { cause, due_on, note })
        }
        Deed::Control => Some(Act::Control(controls(fields, &mut errors, point, ground.people))),
        Deed::Revise => {
            let about = about(fields, &mut errors);
            let duties = persons(fields, &mut errors, ground.people, DUTIES);
            let deputies = persons(fields, &mut errors, ground.people, DEPUTIES);
            for (tier, name) in DEPUTIES {
                if deputies.of(tier).is_some() && duties.of(tier).is_none() {
                    errors.add(name, "risk-deputy-of-nobody");
                }
            }
            about.map(|About { name, area, kind, place, accident }| {
                Act::Revise(Revision { name, area, kind, place, accident, duties, deputies })
            })
        }
        Deed::Retire => Some(Act::Retire { note: needed(fields, &mut errors, "note", "risk-need-retire-note", WORDS) }),
        Deed::Adopt | Deed::Add | Deed::Follow => None,
    };
    errors.or(made)
}

fn evaluation(fields: &Fields, errors: &mut Errors, ground: &Ground<'_>) -> Option<Act> {
    let hazard = chosen(fields, errors, "hazard", "risk-need-which-hazard", |id| id.parse::<HazardId>().ok());
    let assessed = assessed(fields, errors, ground.scheme);
    let residual = residual(fields, errors, ground.scheme);
    let reason = chosen(fields, errors, "reason", "risk-need-reason", |code| {
        Reason::from_code(code).filter(|reason| Reason::AGAIN.contains(reason))
    });
    let together = fields.optional(errors, "together", LINE);
    let note = fields.optional(errors, "note", WORDS);
    let lifted: Option<Vec<JudgementId>> = fields.all("lift").iter().map(|id| id.parse().ok()).collect();
    if lifted.is_none() {
        errors.add("lift", "field-unknown");
    }
    Some(Act::Evaluate { hazard: hazard?, assessed: assessed?, residual, reason: reason?, together, note, lifted: lifted? })
}

/// A raise names the level, a rule of direct judgement means red; the rule about law may name the criterion it rests on.
fn judgement(fields: &Fields, errors: &mut Errors, ground: &Ground<'_>) -> Option<Act> {
    let rule = chosen(fields, errors, "rule", "risk-need-rule", DirectRule::from_code);
    let note = needed(fields, errors, "note", "risk-need-judge-note", WORDS);
    let level = match rule {
        Some(DirectRule::Raise) => {
            chosen(fields, errors, "level", "risk-need-level", |rank| rank.parse().ok().filter(|rank| (1..=3).contains(rank)))
        }
        _ => Some(1),
    };
    let typed = fields.get("criterion");
    let criterion = typed.parse::<CriterionId>().ok().filter(|id| ground.criteria.contains(id));
    if !typed.is_empty() && criterion.is_none() {
        errors.add("criterion", "field-unknown");
    }
    let (rule, level) = (rule?, level?);
    Some(Act::Judge(NewJudgement { id: JudgementId::at(ground.now), rule, level, criterion, note }))
}

/// The names of one measure's fields: `m3_owner` of the one with ordinal 3, `new2_owner` of the second new one.
pub fn measure_field(prefix: &str, part: &str) -> String {
    format!("{prefix}_{part}")
}

/// What is to change among the measures. One that is sent back as it was is no change.
fn controls(fields: &Fields, errors: &mut Errors, point: &RiskPoint, people: &[PersonId]) -> Controls {
    let mut made = Controls::default();
    for kept in &point.measures {
        let prefix = format!("m{}", kept.ordinal);
        if fields.ticked(&measure_field(&prefix, "drop")) {
            made.retired.push(kept.id);
            continue;
        }
        // A form opened before this measure was added says nothing of it.
        if fields.get(&measure_field(&prefix, "words")).is_empty() && fields.get(&measure_field(&prefix, "kind")).is_empty() {
            continue;
        }
        if let Some(read) = control(fields, errors, &prefix, people).filter(|read| *read != kept.control) {
            made.changed.push((kept.id, read));
        }
    }
    for n in 1..=NEW_MEASURES {
        let prefix = format!("new{n}");
        let (kind, words) = (fields.get(&measure_field(&prefix, "kind")), fields.get(&measure_field(&prefix, "words")));
        if !kind.is_empty() || !words.is_empty() {
            made.added.extend(control(fields, errors, &prefix, people));
        }
    }
    made
}

fn control(fields: &Fields, errors: &mut Errors, prefix: &str, people: &[PersonId]) -> Option<NewMeasure> {
    let name = |part: &str| measure_field(prefix, part);
    let kind = MeasureKind::from_code(fields.get(&name("kind")));
    if kind.is_none() {
        errors.add(name("kind"), "risk-measure-kind-missing");
    }
    let description = fields.optional(errors, name("words"), WORDS);
    if description.is_empty() {
        errors.add(name("words"), "risk-measure-text-missing");
    }
    let typed = fields.get(&name("owner"));
    let owner = typed.parse::<PersonId>().ok().filter(|person| people.contains(person));
    if !typed.is_empty() && owner.is_none() {
        errors.add(name("owner"), "field-unknown");
    }
    let typed = fields.get(&name("frequency"));
    let frequency = Frequency::from_code(typed);
    if !typed.is_empty() && frequency.is_none() {
        errors.add(name("frequency"), "field-unknown");
    }
    let tier = Tier::from_code(fields.get(&name("tier"))).unwrap_or(Tier::Post);
    let question = fields.optional(errors, name("question"), LINE);
    let proof = Proof::from_code(fields.get(&name("proof"))).unwrap_or(Proof::None);
    Some(NewMeasure { kind: kind?, description, owner, tier, frequency, question, proof })
}

/// The words of a point.
struct About {
    name: String,
    area: String,
    kind: Kind,
    place: String,
    accident: String,
}

/// Words that must be there. Each field says in its own words what it wants, because the summary of faults shows them away from the field.
fn needed(fields: &Fields, errors: &mut Errors, name: &'static str, key: &'static str, most: usize) -> String {
    let text = fields.optional(errors, name, most);
    if text.is_empty() {
        errors.add(name, key);
    }
    text
}

/// One of a list, likewise.
fn chosen<T>(fields: &Fields, errors: &mut Errors, name: &'static str, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let found = read(fields.get(name));
    if found.is_none() {
        errors.add(name, key);
    }
    found
}

fn about(fields: &Fields, errors: &mut Errors) -> Option<About> {
    let name = needed(fields, errors, "name", "risk-need-name", NAME);
    let area = chosen(fields, errors, "area", "risk-need-area", |code| {
        catalogue::areas().iter().find(|one| one.code == code).map(|one| one.code.clone())
    });
    let kind = chosen(fields, errors, "kind", "risk-need-kind", Kind::from_code);
    let place = fields.optional(errors, "place", NAME);
    let accident = needed(fields, errors, "accident", "risk-need-accident", LINE);
    Some(About { name, area: area?, kind: kind?, place, accident })
}

fn hazard(fields: &Fields, errors: &mut Errors, scheme: &InForce) -> Option<NewHazard> {
    let description = needed(fields, errors, "hazard_what", "risk-need-hazard-what", WORDS);
    let hazard_type = chosen(fields, errors, "hazard_type", "risk-need-hazard-type", |code| {
        catalogue::hazard_types().iter().find(|one| one.code == code).map(|one| one.code.clone())
    });
    let factor = chosen(fields, errors, "factor", "risk-need-factor", Factor::from_code);
    let life_stage = LifeStage::from_code(fields.get("life_stage")).unwrap_or(LifeStage::Use);
    let assessed = assessed(fields, errors, scheme);
    let residual = residual(fields, errors, scheme);
    Some(NewHazard { description, factor: factor?, hazard_type: hazard_type?, life_stage, assessed: assessed?, residual })
}

fn assessed(fields: &Fields, errors: &mut Errors, scheme: &InForce) -> Option<Assessed> {
    scored(fields, errors, scheme, SCORES)
}

/// The scores with the controls: all of them or none.
fn residual(fields: &Fields, errors: &mut Errors, scheme: &InForce) -> Option<Assessed> {
    let asked = scheme.scheme.factors.iter().zip(AFTER).any(|(_, name)| !fields.get(name).is_empty());
    asked.then(|| scored(fields, errors, scheme, AFTER)).flatten()
}

fn scored(fields: &Fields, errors: &mut Errors, scheme: &InForce, names: [&'static str; 3]) -> Option<Assessed> {
    let mut scores = Vec::new();
    for (factor, name) in scheme.scheme.factors.iter().zip(names) {
        match fields.get(name).parse::<i32>().ok().filter(|score| factor.score(*score).is_some()) {
            Some(score) => scores.push(score),
            None => errors.add_with(name, "risk-need-score", factor.code.to_uppercase()),
        }
    }
    scheme.assess(&scores).ok()
}

fn measures(fields: &Fields, errors: &mut Errors) -> Vec<NewMeasure> {
    let mut measures = Vec::new();
    for (kind_field, text_field) in MEASURES {
        let description = fields.optional(errors, text_field, WORDS);
        let kind = MeasureKind::from_code(fields.get(kind_field));
        match (kind, description.is_empty()) {
            (Some(kind), false) => measures.push(NewMeasure::plain(kind, description)),
            (None, false) => errors.add(kind_field, "risk-measure-kind-missing"),
            (Some(_), true) => errors.add(text_field, "risk-measure-text-missing"),
            (None, true) => {}
        }
    }
    measures
}

fn duties(fields: &Fields, errors: &mut Errors, people: &[PersonId]) -> Duties {
    persons(fields, errors, people, DUTIES)
}

fn persons(fields: &Fields, errors: &mut Errors, people: &[PersonId], names: [(Tier, &'static str); 3]) -> Duties {
    let mut named = Duties::default();
    for (tier, name) in names {
        let typed = fields.get(name);
        if typed.is_empty() {
            continue;
        }
        let person = typed.parse::<PersonId>().ok().filter(|person| people.contains(person));
        if person.is_none() {
            errors.add(name, "field-unknown");
        }
        named.set(tier, person);
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::SchemeId;
    use crate::risk::scheme::LEC;
    use chrono::TimeZone;

    const GOOD: [(&str, &str); 13] = [
        ("name", " Gas store "),
        ("area", "canteen"),
        ("kind", "place"),
        ("place", ""),
        ("accident", "Explosion"),
        ("hazard_what", "The hose is old"),
        ("hazard_type", "other_explosion"),
        ("factor", "thing"),
        ("score_1", "10"),
        ("score_2", "60"),
        ("score_3", "40"),
        ("measure_kind_2", "engineering"),
        ("measure_text_2", "Gas alarm"),
    ];

    fn scheme() -> InForce {
        InForce { id: SchemeId::new(), scheme: serde_json::from_str(LEC).unwrap() }
    }

    fn with(changes: &[(&str, &str)]) -> Fields {
        let mut fields = Fields::of(GOOD);
        for (name, value) in changes {
            fields.set(name, *value);
        }
        fields
    }

    fn read(fields: &Fields, people: &[PersonId]) -> Result<Adoption, Errors> {
        let scheme = scheme();
        point(fields, &Ground { scheme: &scheme, people, criteria: &[], now: Utc.with_ymd_and_hms(2026, 11, 20, 1, 0, 0).unwrap() })
    }

    #[test]
    fn a_good_form_becomes_a_point_with_the_level_its_scores_have() {
        let made = read(&with(&[]), &[]).unwrap();
        assert_eq!((made.name.as_str(), made.area.as_str(), made.kind), ("Gas store", "canteen", Kind::Place));
        assert_eq!((made.hazard.assessed.value(), made.hazard.assessed.level()), (24000, 2));
        assert_eq!(made.measures, [NewMeasure::plain(MeasureKind::Engineering, "Gas alarm".into())]);
        assert_eq!(made.duties, Duties::default());
    }

    #[test]
    fn every_fault_is_named_at_its_field() {
        let stranger = PersonId::new().to_string();
        for (name, value, key) in [
            ("name", "  ", "risk-need-name"),
            ("area", "moon", "risk-need-area"),
            ("kind", "", "risk-need-kind"),
            ("accident", "", "risk-need-accident"),
            ("hazard_what", "", "risk-need-hazard-what"),
            ("hazard_type", "", "risk-need-hazard-type"),
            ("factor", "luck", "risk-need-factor"),
            ("score_1", "7", "risk-need-score"),
            ("score_3", "10", "risk-need-score"),
            ("measure_kind_2", "", "risk-measure-kind-missing"),
            ("measure_text_2", "", "risk-measure-text-missing"),
            ("duty_post", stranger.as_str(), "field-unknown"),
        ] {
            let errors = read(&with(&[(name, value)]), &[]).unwrap_err();
            assert!(
                errors.has(if key == "risk-measure-text-missing" { "measure_text_2" } else { name }) && errors.mentions(key),
                "{name}: {errors:?}"
            );
        }
        assert_eq!(read(&Fields::default(), &[]).unwrap_err(), read(&Fields::of([("score_1", "")]), &[]).unwrap_err());
    }

    #[test]
    fn only_people_of_the_school_can_be_named() {
        let (one, other) = (PersonId::new(), PersonId::new());
        assert_eq!(read(&with(&[("duty_post", &one.to_string())]), &[one]).unwrap().duties.post, Some(one));
        assert!(read(&with(&[("duty_post", &other.to_string())]), &[one]).is_err());
    }

    #[test]
    fn ticked_entries_get_the_people_their_level_needs() {
        let (scheme, one) = (scheme(), PersonId::new());
        let ground = Ground { scheme: &scheme, people: &[one], criteria: &[], now: Utc.with_ymd_and_hms(2026, 11, 20, 1, 0, 0).unwrap() };
        let id = one.to_string();
        let fields =
            Fields::of([("pick", "GATE-01"), ("pick", "GATE-03"), ("duty_school", &id), ("duty_department", &id), ("duty_post", &id)]);
        let made = picked(&fields, &ground, Lang::En).unwrap();
        let named: Vec<_> = made.iter().map(|item| (item.hazard.assessed.level(), item.duties.named().count())).collect();
        assert_eq!(named, [(2, 3), (4, 1)]);
        assert!(picked(&Fields::of([("duty_post", id.as_str())]), &ground, Lang::En).unwrap_err().mentions("risk-pick-none"));
        assert!(picked(&Fields::of([("pick", "MOON-01")]), &ground, Lang::En).unwrap_err().mentions("field-unknown"));
    }

    #[test]
    fn a_re_evaluation_needs_a_reason_and_cannot_be_the_first() {
        let scheme = scheme();
        let ground = Ground { scheme: &scheme, people: &[], criteria: &[], now: Utc.with_ymd_and_hms(2026, 11, 20, 1, 0, 0).unwrap() };
        let hazard = HazardId::new().to_string();
        let point = crate::risk::rules::tests::sample();
        let fields = |reason: &str| {
            Fields::of([("hazard", hazard.as_str()), ("score_1", "10"), ("score_2", "60"), ("score_3", "15"), ("reason", reason)])
        };
        assert!(act(Deed::Evaluate, &fields("periodic"), &point, &ground).is_ok());
        for reason in ["", "initial", "whim"] {
            assert!(act(Deed::Evaluate, &fields(reason), &point, &ground).unwrap_err().has("reason"), "{reason}");
        }
    }
}
