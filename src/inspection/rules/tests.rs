use super::*;
use crate::access::{Kind as OrgKind, SignedIn};
use crate::id::{InspectionId, OrgId, PersonId, PhotoId, PostId, RiskPointId};
use crate::inspection::model::{Kind, Point, Shot};
use crate::risk::model::Proof;
use chrono::TimeZone;
use std::collections::BTreeMap;

fn at(minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 1, minute, 0).unwrap()
}

fn place(code: &str, path: &str, kind: OrgKind, district: OrgId) -> Place {
    Place { id: OrgId::new(), district, kind, code: code.into(), path: path.into(), name_zh: code.into(), name_en: String::new() }
}

struct World {
    school: Place,
    other: Place,
    bureau: Place,
    far: Place,
}

impl World {
    fn new() -> Self {
        let mut bureau = place("430405", "43.4304.430405.", OrgKind::County, OrgId::new());
        bureau.district = bureau.id;
        let far = place("430406", "43.4304.430406.", OrgKind::County, OrgId::new());
        Self {
            school: place("430405S001", "43.4304.430405.430405S001.", OrgKind::School, bureau.id),
            other: place("430405S002", "43.4304.430405.430405S002.", OrgKind::School, bureau.id),
            bureau,
            far,
        }
    }
}

fn actor(role: Role, at_org: &Place) -> Actor {
    SignedIn {
        person: PersonId::new(),
        name: "王芳".into(),
        post: PostId::new(),
        role,
        title: String::new(),
        place: at_org.clone(),
        at: at(0),
        many_posts: false,
        must_change: false,
    }
    .into()
}

fn item(ordinal: i16, outcome: Outcome, note: &str) -> Item {
    Item {
        ordinal,
        area: "canteen".into(),
        question: format!("第 {ordinal} 项好吗？"),
        standard: String::new(),
        risk_point: None,
        category: Category::Food,
        evidence: Proof::None,
        criterion: String::new(),
        outcome,
        note: note.into(),
        answered_by: None,
        answered_at: (outcome != Outcome::Unchecked).then(|| at(5)),
        claimed_at: None,
        ticket: None,
        rechecks: None,
    }
}

fn record(world: &World, inspector: &Actor, items: Vec<Item>, with_photo: &[i16]) -> Record {
    let inspection = Inspection {
        district: world.bureau.id,
        id: InspectionId::new(),
        school: world.school.id,
        path: world.school.path.clone(),
        number: "JC-2026-0001".into(),
        kind: Kind::Daily,
        title: "食堂每日检查".into(),
        inspector: inspector.person(),
        inspector_name: inspector.name().into(),
        by_bureau: !inspector.role().at_school(),
        from_above: None,
        items: i16::try_from(items.len()).unwrap(),
        problems: 0,
        started_at: at(0),
        submitted_at: None,
        due_at: None,
        called: None,
        late_reason: String::new(),
        looks: vec![],
    };
    let photos: BTreeMap<i16, Vec<Shot>> =
        with_photo.iter().map(|n| (*n, vec![Shot { id: PhotoId::new(), thumb_width: 320, thumb_height: 240 }])).collect();
    Record { inspection, items, photos }
}

#[test]
fn who_begins() {
    let w = World::new();
    let table = [
        (Role::Staff, &w.school, true),
        (Role::Officer, &w.school, true),
        (Role::Principal, &w.school, true),
        (Role::Officer, &w.other, false),
        (Role::Reviewer, &w.bureau, true),
        (Role::Reviewer, &w.far, false),
        (Role::Leader, &w.bureau, false),
        (Role::Administrator, &w.bureau, false),
        (Role::Auditor, &w.bureau, false),
    ];
    for (role, org, may) in table {
        assert_eq!(may_begin(&w.school, &actor(role, org)), may, "{role} of {}", org.code);
    }
    assert!(!may_begin(&w.bureau, &actor(Role::Reviewer, &w.bureau)), "a bureau is not inspected");
}

#[test]
fn who_walks() {
    let w = World::new();
    let (officer, reviewer) = (actor(Role::Officer, &w.school), actor(Role::Reviewer, &w.bureau));
    let own = record(&w, &officer, vec![item(1, Outcome::Passed, "")], &[]).inspection;
    let theirs = record(&w, &reviewer, vec![item(1, Outcome::Passed, "")], &[]).inspection;
    let table = [
        (&own, officer.clone(), Ok(())),
        (&own, actor(Role::Staff, &w.school), Ok(())),
        (&own, actor(Role::Principal, &w.school), Ok(())),
        (&own, actor(Role::Staff, &w.other), Err(Refusal::NotYours)),
        (&own, reviewer.clone(), Err(Refusal::NotYours)),
        (&theirs, reviewer.clone(), Ok(())),
        (&theirs, actor(Role::Reviewer, &w.bureau), Err(Refusal::NotYours)),
        (&theirs, officer.clone(), Err(Refusal::NotYours)),
        (&theirs, actor(Role::Leader, &w.bureau), Err(Refusal::NotYours)),
    ];
    for (inspection, who, expected) in table {
        assert_eq!(walk(inspection, &who).map(|_| ()), expected, "{} by_bureau={}", who.role(), inspection.by_bureau);
    }
    let frozen = Inspection { submitted_at: Some(at(9)), ..own };
    assert_eq!(walk(&frozen, &officer).map(|_| ()), Err(Refusal::Submitted), "not even the inspector, once submitted");
}

#[test]
fn what_is_missing() {
    let w = World::new();
    let officer = actor(Role::Officer, &w.school);
    let table: [(Outcome, &str, bool, &[Lack]); 7] = [
        (Outcome::Unchecked, "", false, &[Lack::Answer]),
        (Outcome::Unchecked, "有话", true, &[Lack::Answer]),
        (Outcome::Passed, "", false, &[]),
        (Outcome::NotApplicable, "", false, &[]),
        (Outcome::Problem, "", false, &[Lack::Words, Lack::Photo]),
        (Outcome::Problem, "软管龟裂", false, &[Lack::Photo]),
        (Outcome::Problem, "软管龟裂", true, &[]),
    ];
    for (outcome, note, photo, lacks) in table {
        let one = record(&w, &officer, vec![item(1, outcome, note)], if photo { &[1] } else { &[] });
        assert_eq!(missing(&one), lacks.iter().map(|lack| (1, *lack)).collect::<Vec<_>>(), "{outcome} {note:?} photo={photo}");
        let ready = lacks.is_empty();
        match close(&one, &officer, at(10), str::to_owned) {
            Ok(closing) => assert!(ready && closing.tickets().len() == usize::from(outcome == Outcome::Problem)),
            Err(Unready::Missing(named)) => assert!(!ready && named.len() == lacks.len()),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_good_answer_may_have_to_be_shown() {
    let w = World::new();
    let officer = actor(Role::Officer, &w.school);
    let table: [(Proof, &str, bool, &[Lack]); 11] = [
        (Proof::None, "", false, &[]),
        (Proof::Photo, "", false, &[Lack::Shown]),
        (Proof::Photo, "有话没照片", false, &[Lack::Shown]),
        (Proof::Photo, "", true, &[]),
        (Proof::Reading, "", false, &[Lack::Reading]),
        (Proof::Reading, "", true, &[Lack::Reading]),
        (Proof::Reading, "3.2 MPa", false, &[]),
        (Proof::Record, "", false, &[Lack::Record]),
        (Proof::Record, "", true, &[]),
        (Proof::Record, "第 12 号", false, &[]),
        (Proof::Record, "第 12 号", true, &[]),
    ];
    for (evidence, note, photo, lacks) in table {
        let one = record(&w, &officer, vec![Item { evidence, ..item(1, Outcome::Passed, note) }], if photo { &[1] } else { &[] });
        assert_eq!(missing(&one), lacks.iter().map(|lack| (1, *lack)).collect::<Vec<_>>(), "{evidence} {note:?} photo={photo}");
        if lacks.is_empty() {
            let closing = close(&one, &officer, at(10), str::to_owned).unwrap();
            assert_eq!(closing.shown(), if evidence == Proof::None { &[][..] } else { &[1][..] });
            assert!(closing.tickets().is_empty());
        }
        let elsewhere = record(&w, &officer, vec![Item { evidence, ..item(1, Outcome::NotApplicable, "") }], &[]);
        assert!(missing(&elsewhere).is_empty(), "what does not apply is not shown");
    }
}

#[test]
fn what_would_be_major_is_reported_as_major() {
    let w = World::new();
    let officer = actor(Role::Officer, &w.school);
    let named = Item { criterion: "MD-01".into(), ..item(1, Outcome::Problem, "疏散门锁着") };
    let one = record(&w, &officer, vec![named, item(2, Outcome::Problem, "灯坏了")], &[1, 2]);
    let closing = close(&one, &officer, at(10), str::to_owned).unwrap();
    let grades: Vec<Grade> = closing.tickets().iter().map(|(_, report)| report.grade).collect();
    assert_eq!(grades, [Grade::Major, Grade::General]);
}

#[test]
fn a_problem_becomes_a_report() {
    let w = World::new();
    let officer = actor(Role::Officer, &w.school);
    let mut hose = item(2, Outcome::Problem, "2 号灶软管表面龟裂\n离火太近");
    hose.standard = "无龟裂".into();
    hose.risk_point =
        Some(Point {
            id: RiskPointId::new(), number: "FX-007".into(), name: "食堂燃气".into(), place: "食堂一层".into(), level: 2
        });
    let record = record(&w, &officer, vec![item(1, Outcome::Passed, ""), hose, item(3, Outcome::Problem, "灯不亮")], &[2, 3]);
    let closing = close(&record, &officer, at(10), |area| if area == "canteen" { "食堂".into() } else { area.into() }).unwrap();
    let [(two, first), (three, second)] = closing.tickets() else { panic!("two problems, two tickets") };
    assert_eq!((*two, *three), (2, 3));
    assert_eq!(first.title, "2 号灶软管表面龟裂");
    assert_eq!(first.description, "2 号灶软管表面龟裂\n离火太近\n第 2 项好吗？\n无龟裂");
    assert_eq!((first.place.as_str(), second.place.as_str()), ("食堂一层", "食堂"));
    assert_eq!((first.level, second.level), (Some(2), None));
    assert_eq!((first.source, first.grade, first.category), (Source::Inspection, Grade::General, Category::Food));
    assert_eq!(first.photos, record.photos[&2].iter().map(|shot| shot.id).collect::<Vec<_>>());
    assert_eq!((first.inspection, first.found_at), (Some(record.inspection.id), at(5)));
    assert!(first.id < second.id, "lists keep the order of the items");
}

#[test]
fn what_a_bureau_finds_says_so() {
    let w = World::new();
    let reviewer = actor(Role::Reviewer, &w.bureau);
    let record = record(&w, &reviewer, vec![item(1, Outcome::Problem, "门锁着")], &[1]);
    let closing = close(&record, &reviewer, at(10), str::to_owned).unwrap();
    assert_eq!(closing.tickets()[0].1.source, Source::Superior);
    assert!(matches!(close(&record, &actor(Role::Officer, &w.school), at(10), str::to_owned), Err(Unready::Refused(Refusal::NotYours))));
}

#[test]
fn titles_fit() {
    let sixty = "楼".repeat(60);
    for (note, expected) in [
        ("灯坏了", "灯坏了".to_owned()),
        ("\n  灯坏了  \n第二行", "灯坏了".to_owned()),
        (sixty.as_str(), sixty.clone()),
        (&"楼".repeat(61), format!("{}…", "楼".repeat(59))),
    ] {
        assert_eq!(title(note), expected);
    }
}

#[test]
fn progress_is_full_only_at_the_end() {
    for (outcomes, expected) in [
        (vec![], (0, 0, 0, 0)),
        (vec![Outcome::Unchecked; 3], (0, 3, 0, 0)),
        (vec![Outcome::Passed, Outcome::Problem, Outcome::Unchecked], (2, 3, 1, 66)),
        (vec![Outcome::NotApplicable, Outcome::Passed], (2, 2, 0, 100)),
    ] {
        let items: Vec<Item> = outcomes.iter().map(|outcome| item(1, *outcome, "")).collect();
        let progress = Progress::of(&items);
        assert_eq!((progress.answered, progress.of, progress.problems, progress.percent()), expected);
    }
    let long: Vec<Item> = (0..200).map(|n| item(n, if n == 0 { Outcome::Unchecked } else { Outcome::Passed }, "")).collect();
    assert_eq!(Progress::of(&long).percent(), 99);
}

#[test]
fn every_change_changes_the_digest() {
    let items = vec![item(1, Outcome::Passed, ""), item(2, Outcome::Problem, "灯坏了")];
    let before = digest(&items);
    assert_eq!(before, digest(&items.clone()));
    let changes: [fn(&mut Item); 5] = [
        |i| i.outcome = Outcome::NotApplicable,
        |i| i.note.push('。'),
        |i| i.question.push('。'),
        |i| i.standard.push('。'),
        |i| i.ordinal += 1,
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let mut changed = items.clone();
        change(&mut changed[1]);
        assert_ne!(digest(&changed), before, "change {n}");
    }
    // Moving a word from one field to the next is a change too.
    let mut moved = items.clone();
    moved[1].standard = moved[1].note.clone();
    moved[1].note.clear();
    assert_ne!(digest(&moved), before);
}
