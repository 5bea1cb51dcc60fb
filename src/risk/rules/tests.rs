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
