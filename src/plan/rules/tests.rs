use super::*;
use crate::access::{Kind, Place, SignedIn};
use crate::id::{OrgId, PersonId, PlanId, PostId};
use chrono::TimeZone;
use uuid::Uuid;

fn org(n: u128) -> OrgId {
    OrgId(Uuid::from_u128(n))
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 1, 0, 0).unwrap()
}

fn plan() -> Plan {
    Plan {
        district: org(9),
        id: PlanId::new(),
        school: org(1),
        number: 2,
        version: 3,
        name: "Campus".into(),
        building: String::new(),
        floor: String::new(),
        ordinal: 1,
        photo: None,
        width: 1500,
        height: 1000,
        retired_at: None,
    }
}

fn actor(role: Role, at: u128) -> Actor {
    let kind = if role.at_school() { Kind::School } else { Kind::County };
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

fn spot(x: i32, y: i32) -> Spot {
    Spot::new(x, y).unwrap()
}

fn area(code: &str) -> Area {
    let outline = Outline::of(vec![spot(0, 0), spot(1000, 0), spot(1000, 1000), spot(0, 1000)]).unwrap();
    Area { id: PlanAreaId::new(), number: 1, name: "Canteen".into(), area: code.into(), outline }
}

fn point(level: i16, of: &str, at: Option<(i32, i32)>, elsewhere: bool) -> Point {
    Point {
        id: RiskPointId::new(),
        number: format!("FX-00{level}"),
        name: "n".into(),
        area: of.into(),
        level,
        at: at.map(|(x, y)| spot(x, y)),
        elsewhere,
    }
}

#[test]
fn an_area_has_the_colour_of_the_gravest_point_inside() {
    let none: [Point; 0] = [];
    assert_eq!(level_of(&area("canteen"), &none), None, "nothing there, no colour");
    for (what, code, points, expected) in [
        ("the gravest inside", "", vec![point(4, "gate", Some((5, 5)), false), point(2, "gate", Some((1000, 1000)), false)], Some(2)),
        ("what lies outside does not count", "canteen", vec![point(1, "canteen", Some((1001, 5)), false)], None),
        ("inside counts whatever its own area", "canteen", vec![point(3, "gate", Some((1, 1)), true)], Some(3)),
        ("a point of its area that has no spot anywhere counts", "canteen", vec![point(1, "canteen", None, false)], Some(1)),
        ("but not when it lies on another plan", "canteen", vec![point(1, "canteen", None, true)], None),
        ("nor another area's", "canteen", vec![point(1, "gate", None, false)], None),
        ("nor any without a spot where the area stands for none", "", vec![point(1, "", None, false)], None),
    ] {
        assert_eq!(level_of(&area(code), &points), expected, "{what}");
    }
}

#[test]
fn only_the_keepers_change_a_plan_in_use_in_the_version_they_saw() {
    let plan = plan();
    let retired = Plan { retired_at: Some(now()), ..plan.clone() };
    for role in Role::ALL {
        let expected = if matches!(role, Role::Officer | Role::Principal) { Ok(()) } else { Err(Refusal::Role) };
        assert_eq!(may(&plan, &actor(*role, 1), 3), expected, "{role}");
        assert_eq!(may(&plan, &actor(*role, 2), 3), Err(Refusal::Role), "{role} of the next school");
    }
    assert_eq!(may(&plan, &actor(Role::Officer, 1), 2), Err(Refusal::Stale));
    assert_eq!(may(&retired, &actor(Role::Officer, 1), 3), Err(Refusal::Retired));
}

#[test]
fn every_act_makes_the_next_version_and_says_what_it_was() {
    let plan = plan();
    let officer = actor(Role::Officer, 1);
    let named = Named { id: RiskPointId::new(), number: "FX-007".into() };
    let drawn = area("canteen");
    let picture = Picture { photo: crate::id::PhotoId::new(), width: 40, height: 30 };
    let revise = |picture| Act::Revise { name: "North".into(), building: "A".into(), floor: String::new(), ordinal: 2, picture };
    let cases = [
        (Act::Place { point: named.clone(), from: None, to: spot(1, 2) }, "place_mark", vec!["number", "plan", "risk_point", "to"]),
        (
            Act::Place { point: named.clone(), from: Some(spot(3, 4)), to: spot(1, 2) },
            "move_mark",
            vec!["from", "number", "plan", "risk_point", "to"],
        ),
        (Act::Remove { point: named, from: spot(1, 2) }, "remove_mark", vec!["from", "number", "plan", "risk_point"]),
        (
            Act::Draw { id: drawn.id, number: 1, name: "x".into(), area: String::new(), outline: drawn.outline.clone() },
            "draw_area",
            vec!["area", "area_id", "corners", "of", "plan"],
        ),
        (
            Act::Redraw { before: drawn.clone(), name: "y".into(), area: "dorm".into(), outline: drawn.outline.clone() },
            "redraw_area",
            vec!["area", "area_id", "corners", "of", "plan"],
        ),
        (Act::Erase { before: drawn }, "remove_area", vec!["area", "area_id", "plan"]),
        (revise(None), "revise_plan", vec!["ordinal", "plan"]),
        (revise(Some(picture)), "revise_plan", vec!["ordinal", "photo", "plan"]),
        (Act::Retire { note: "gone".into() }, "retire_plan", vec!["plan"]),
    ];
    for (act, deed, facts) in cases {
        let change = decide(&plan, &officer, 3, 0, act, now()).unwrap();
        assert_eq!((change.deed().code(), change.after().version), (deed, 4));
        assert_eq!(change.facts().keys().map(String::as_str).collect::<Vec<_>>(), facts, "{deed}");
        assert!(change.texts().iter().all(|(_, words)| !words.is_empty()));
    }
    let revised = decide(&plan, &officer, 3, 0, revise(Some(picture)), now()).unwrap();
    let after = revised.after();
    assert_eq!((after.name.as_str(), after.ordinal, after.photo, after.width), ("North", 2, Some(picture.photo), 40));
    assert_eq!(decide(&plan, &officer, 3, 0, Act::Retire { note: "x".into() }, now()).unwrap().after().retired_at, Some(now()));
    let full = Act::Draw { id: PlanAreaId::new(), number: 81, name: "x".into(), area: String::new(), outline: area("").outline };
    assert_eq!(decide(&plan, &officer, 3, MOST_AREAS, full, now()).err(), Some(Refusal::Many));
}
