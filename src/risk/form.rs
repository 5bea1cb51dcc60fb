//! What was typed on the register's forms, turned into points and acts, or into what is wrong at which field.

use super::catalogue;
use super::model::{Adoption, Duties, Factor, Kind, MeasureKind, NewHazard, NewMeasure, Reason, RiskPoint, Tier};
use super::rules::{Act, Deed, Revision};
use super::scheme::{Assessed, InForce};
use crate::id::{HazardId, MeasureId, PersonId, RiskPointId};
use crate::text::Lang;
use crate::web::form::{Errors, Fields};
use chrono::{DateTime, Utc};

/// The fields of a hazard's scores, one per factor of the scheme, in its order.
pub const SCORES: [&str; 3] = ["score_1", "score_2", "score_3"];

/// The fields of the named persons.
pub const DUTIES: [(Tier, &str); 3] = [(Tier::School, "duty_school"), (Tier::Department, "duty_department"), (Tier::Post, "duty_post")];

/// The fields of new measures: kind and words. An empty pair is no measure.
pub const MEASURES: [(&str, &str); 4] = [
    ("measure_kind_1", "measure_text_1"),
    ("measure_kind_2", "measure_text_2"),
    ("measure_kind_3", "measure_text_3"),
    ("measure_kind_4", "measure_text_4"),
];

const NAME: usize = 60;
const LINE: usize = 120;
const WORDS: usize = 500;

/// What every form of the register is checked against.
pub struct Ground<'a> {
    pub scheme: &'a InForce,
    /// Those who may be named.
    pub people: &'a [PersonId],
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
        Deed::Evaluate => {
            let hazard = chosen(fields, &mut errors, "hazard", "risk-need-which-hazard", |id| id.parse::<HazardId>().ok());
            let assessed = assessed(fields, &mut errors, ground.scheme);
            let reason = chosen(fields, &mut errors, "reason", "risk-need-reason", |code| {
                Reason::from_code(code).filter(|reason| Reason::AGAIN.contains(reason))
            });
            let note = fields.optional(&mut errors, "note", WORDS);
            match (hazard, assessed, reason) {
                (Some(hazard), Some(assessed), Some(reason)) => Some(Act::Evaluate { hazard, assessed, reason, note }),
                _ => None,
            }
        }
        Deed::AddHazard => hazard(fields, &mut errors, ground.scheme).map(|hazard| Act::AddHazard { id: HazardId::at(ground.now), hazard }),
        Deed::Revise => {
            let about = about(fields, &mut errors);
            let added = measures(fields, &mut errors);
            let duties = duties(fields, &mut errors, ground.people);
            let retired: Vec<MeasureId> = fields
                .all("measure")
                .iter()
                .filter_map(|id| id.parse().ok())
                .filter(|id| point.measures.iter().any(|one| one.id == *id))
                .collect();
            about.map(|About { name, area, kind, place, accident }| {
                Act::Revise(Revision { name, area, kind, place, accident, duties, retired, added })
            })
        }
        Deed::Retire => Some(Act::Retire { note: needed(fields, &mut errors, "note", "risk-need-retire-note", WORDS) }),
        Deed::Adopt | Deed::Add => None,
    };
    errors.or(made)
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
    let assessed = assessed(fields, errors, scheme);
    Some(NewHazard { description, factor: factor?, hazard_type: hazard_type?, assessed: assessed? })
}

fn assessed(fields: &Fields, errors: &mut Errors, scheme: &InForce) -> Option<Assessed> {
    let mut scores = Vec::new();
    for (factor, name) in scheme.scheme.factors.iter().zip(SCORES) {
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
            (Some(kind), false) => measures.push(NewMeasure { kind, description }),
            (None, false) => errors.add(kind_field, "risk-measure-kind-missing"),
            (Some(_), true) => errors.add(text_field, "risk-measure-text-missing"),
            (None, true) => {}
        }
    }
    measures
}

fn duties(fields: &Fields, errors: &mut Errors, people: &[PersonId]) -> Duties {
    let mut duties = Duties::default();
    for (tier, name) in DUTIES {
        let typed = fields.get(name);
        if typed.is_empty() {
            continue;
        }
        let person = typed.parse::<PersonId>().ok().filter(|person| people.contains(person));
        if person.is_none() {
            errors.add(name, "field-unknown");
        }
        duties.set(tier, person);
    }
    duties
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
        point(fields, &Ground { scheme: &scheme, people, now: Utc.with_ymd_and_hms(2026, 11, 20, 1, 0, 0).unwrap() })
    }

    #[test]
    fn a_good_form_becomes_a_point_with_the_level_its_scores_have() {
        let made = read(&with(&[]), &[]).unwrap();
        assert_eq!((made.name.as_str(), made.area.as_str(), made.kind), ("Gas store", "canteen", Kind::Place));
        assert_eq!((made.hazard.assessed.value(), made.hazard.assessed.level()), (24000, 2));
        assert_eq!(made.measures, [NewMeasure { kind: MeasureKind::Engineering, description: "Gas alarm".into() }]);
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
        let ground = Ground { scheme: &scheme, people: &[one], now: Utc.with_ymd_and_hms(2026, 11, 20, 1, 0, 0).unwrap() };
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
        let ground = Ground { scheme: &scheme, people: &[], now: Utc.with_ymd_and_hms(2026, 11, 20, 1, 0, 0).unwrap() };
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
