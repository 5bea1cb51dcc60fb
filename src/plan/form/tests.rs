use super::*;
use crate::id::{OrgId, RiskPointId};
use crate::plan::model::BLANK;
use uuid::Uuid;

fn plan() -> Plan {
    let org = OrgId(Uuid::nil());
    Plan {
        district: org,
        id: PlanId::new(),
        school: org,
        number: 1,
        version: 4,
        name: "Campus".into(),
        building: String::new(),
        floor: String::new(),
        ordinal: 1,
        photo: None,
        width: BLANK.0,
        height: BLANK.1,
        retired_at: None,
    }
}

fn point(number: &str, at: Option<(i32, i32)>) -> Point {
    let at = at.and_then(|(x, y)| Spot::new(x, y));
    Point { id: RiskPointId::new(), number: number.into(), name: "Gas".into(), area: "canteen".into(), level: 2, at, elsewhere: false }
}

#[test]
fn a_place_is_typed_as_a_cell_or_as_percentages() {
    let grid = plan().grid();
    for (typed, expected) in [
        ("C7", Ok((1250, 5000))),
        (" c7 ", Ok((1250, 5000))),
        ("C 7", Ok((1250, 5000))),
        ("C07", Ok((1250, 5000))),
        ("Ｃ７", Ok((1250, 5000))),
        ("T13", Ok((9750, 9615))),
        ("42.5, 61", Ok((4250, 6100))),
        ("42.5,61", Ok((4250, 6100))),
        ("42.5 61", Ok((4250, 6100))),
        ("42.5%，61%", Ok((4250, 6100))),
        ("４２。５，６１", Ok((4250, 6100))),
        (".5, 0", Ok((50, 0))),
        ("0,0", Ok((0, 0))),
        ("100, 100.00", Ok((10_000, 10_000))),
        ("33.33,66.670", Ok((3333, 6667))),
        ("33.333,1", Err(SpotFault::TooFine)),
        ("100.01, 5", Err(SpotFault::Off)),
        ("-1, 5", Err(SpotFault::Off)),
        ("99999999999, 5", Err(SpotFault::Off)),
        ("2147483647, 5", Err(SpotFault::Off)),
        ("U1", Err(SpotFault::Off)),
        ("A0", Err(SpotFault::Off)),
        ("A14", Err(SpotFault::Off)),
        ("A99999999999", Err(SpotFault::Off)),
        ("", Err(SpotFault::Unreadable)),
        ("7C", Err(SpotFault::Unreadable)),
        ("C", Err(SpotFault::Unreadable)),
        ("C-7", Err(SpotFault::Unreadable)),
        ("AB3", Err(SpotFault::Unreadable)),
        ("42.5", Err(SpotFault::Unreadable)),
        ("1,2,3", Err(SpotFault::Unreadable)),
        ("1e1, 5", Err(SpotFault::Unreadable)),
        (".,5", Err(SpotFault::Unreadable)),
        ("1.2.3, 5", Err(SpotFault::Unreadable)),
        ("NaN, 5", Err(SpotFault::Unreadable)),
        ("楼梯", Err(SpotFault::Unreadable)),
    ] {
        assert_eq!(spot(typed, grid).map(|spot| (spot.x(), spot.y())), expected, "{typed}");
    }
    for (x, y) in [(0, 0), (1, 10_000), (4250, 6100), (3333, 9990)] {
        let there = Spot::new(x, y).unwrap();
        assert_eq!((spot(&written(there), grid), spot(&corner(there), grid)), (Ok(there), Ok(there)), "what is written is read back");
    }
}

#[test]
fn corners_are_typed_in_any_mixture() {
    let grid = plan().grid();
    for (typed, count) in [("B2 D2 D5 B5", 4), ("B2;D2;D5", 3), ("B2、D2\nD5\t50, 60 70 ,80", 5), ("0,0 100,0 100 , 100", 3), ("  ", 0)] {
        assert_eq!(corners(typed, grid).map(|read| read.len()), Ok(count), "{typed}");
    }
    assert_eq!(corners("B2 X99 D5", grid).unwrap_err(), ("X99".into(), SpotFault::Off));
    assert_eq!(corners("B2 D2 hello", grid).unwrap_err(), ("HELLO".into(), SpotFault::Unreadable));
    assert_eq!(corners("50 60 B2", grid).unwrap_err(), ("50".into(), SpotFault::Unreadable));
}

#[test]
fn every_fault_of_an_outline_is_named_with_the_corners_as_typed() {
    let grid = plan().grid();
    for (typed, key, arg) in [
        ("", "map-need-corners", ""),
        ("B2 D2", "map-corners-few", "2"),
        ("B2 D5 D2 B5", "map-corners-crossing", "B2–D5 / D2–B5"),
        ("B2 D2 b2", "map-corners-repeated", "B2"),
        ("B2 D2 7.5,11.53 B9", "map-corners-repeated", "B2, 7.5,11.53"),
        ("B2 C2 D2", "map-corners-flat", ""),
        ("B2 D2 D55", "map-spot-off", "D55 (A1–T13)"),
        ("B2 D2 100.01,5", "map-spot-off", "100.01,5 (A1–T13)"),
    ] {
        let fault = outline(typed, grid).unwrap_err();
        assert_eq!((fault.0, fault.1.as_str()), (key, arg), "{typed}");
    }
    let many: String = (0..25).map(|n| format!("{n},{} ", if n == 0 { 0 } else { 50 - (n - 12_i32).abs() })).collect();
    assert_eq!(outline(&many, grid).unwrap_err().0, "map-corners-many");
    assert_eq!(outline(&"B2 ".repeat(400), grid).unwrap_err().0, "map-corners-many");
    assert!(outline("B2 D2 D5 B5", grid).is_ok());
}

#[test]
fn a_click_counts_in_the_pixels_the_plan_is_drawn_in() {
    let plan = plan();
    assert_eq!(click_height(&plan), 600);
    for (x, y, expected) in [
        ("450", "300", Some(Ok((5000, 5000)))),
        ("900", "600", Some(Ok((10_000, 10_000)))),
        ("0", "1", Some(Ok((0, 16)))),
        ("901", "1", Some(Err(SpotFault::Off))),
        ("-1", "5", Some(Err(SpotFault::Off))),
        ("99999999999999999", "5", Some(Err(SpotFault::Off))),
        ("0", "0", None),
        ("", "", None),
        ("a", "5", None),
    ] {
        let clicked = click(&Fields::of([("click.x", x), ("click.y", y)]), &plan);
        assert_eq!(clicked.map(|one| one.map(|spot| (spot.x(), spot.y()))), expected, "{x},{y}");
    }
}

#[test]
fn placing_reads_the_click_before_the_words_and_the_words_before_nothing() {
    let plan = plan();
    let points = [point("FX-001", None), point("FX-002", Some((30, 5000)))];
    let placed = |pairs: &[(&str, &str)]| match place(&Fields::of(pairs.iter().copied()), &plan, &points) {
        Ok(Act::Place { point, from, to }) => Ok((point.number, from.is_some(), to.x(), to.y())),
        Ok(Act::Remove { point, .. }) => Ok((point.number, true, -1, -1)),
        Ok(other) => panic!("{other:?}"),
        Err(errors) => Err(["point", "at"].into_iter().find_map(|name| errors.fault(name)).unwrap().key),
    };
    let new = |x, y| Ok(("FX-001".to_owned(), false, x, y));
    assert_eq!(placed(&[("point", "FX-001"), ("at", "C7")]), new(1250, 5000));
    assert_eq!(placed(&[("point", "FX-001"), ("at", "C7"), ("click.x", "450"), ("click.y", "300")]), new(5000, 5000));
    // Enter on the picture itself.
    assert_eq!(placed(&[("point", "FX-001"), ("at", "C7"), ("click.x", "0"), ("click.y", "0")]), new(1250, 5000));
    assert_eq!(placed(&[("point", "FX-001"), ("at", " "), ("click.x", "0"), ("click.y", "0")]), Err("map-need-spot"));
    assert_eq!(placed(&[("point", "FX-002"), ("at", ""), ("do", "right"), ("step", "500")]), Ok(("FX-002".into(), true, 530, 5000)));
    assert_eq!(placed(&[("point", "FX-002"), ("do", "up"), ("step", "7")]), Ok(("FX-002".into(), true, 30, 4900)));
    assert_eq!(placed(&[("point", "FX-002"), ("do", "left")]), Err("map-nudged-off"));
    assert_eq!(placed(&[("point", "FX-002"), ("do", "off")]), Ok(("FX-002".into(), true, -1, -1)));
    for (point, at, act, key) in [
        ("", "C7", "", "map-need-point"),
        ("FX-009", "C7", "", "field-unknown"),
        ("FX-001", "Z99", "", "map-spot-off"),
        ("FX-001", "here", "", "map-spot-unreadable"),
        ("FX-001", "1.234,5", "", "map-spot-fine"),
        ("FX-001", "", "left", "map-not-placed"),
        ("FX-001", "", "off", "map-not-placed"),
    ] {
        assert_eq!(placed(&[("point", point), ("at", at), ("do", act)]), Err(key), "{point} {at} {act}");
    }
}

#[test]
fn an_area_needs_a_name_and_a_good_outline_and_may_stand_for_one_of_the_catalogue() {
    let plan = plan();
    let made = |pairs: &[(&str, &str)]| area(&Fields::of(pairs.iter().copied()), &plan, None, 3);
    let good = [("name", " Canteen "), ("area", "canteen"), ("corners", "B2 D2 D5 B5")];
    let Ok(Act::Draw { number, name, area: code, .. }) = made(&good) else { panic!("not drawn") };
    assert_eq!((number, name.as_str(), code.as_str()), (3, "Canteen", "canteen"));
    for (field, value, key) in [
        ("name", "", "map-need-area-name"),
        ("area", "moon", "field-unknown"),
        ("corners", "", "map-need-corners"),
        ("corners", "B2 D5 D2 B5", "map-corners-crossing"),
    ] {
        let changed: Vec<(&str, &str)> = good.iter().map(|(name, old)| (*name, if *name == field { value } else { *old })).collect();
        assert_eq!(made(&changed).unwrap_err().fault(field).unwrap().key, key);
    }
}
