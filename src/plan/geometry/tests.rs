use super::*;
use proptest::prelude::*;

fn spot(x: i32, y: i32) -> Spot {
    Spot::new(x, y).unwrap()
}

type Corners<'a> = &'a [(i32, i32)];

fn outline(corners: Corners) -> Result<Outline, Crooked> {
    Outline::of(corners.iter().map(|(x, y)| spot(*x, *y)).collect())
}

#[test]
fn a_place_is_on_the_plan_or_nowhere() {
    for (x, y, there) in [(0, 0, true), (10_000, 10_000, true), (-1, 0, false), (0, 10_001, false), (i32::MAX, 0, false)] {
        assert_eq!(Spot::new(x, y).is_some(), there, "{x},{y}");
    }
    assert_eq!(spot(50, 50).moved(-50, 0), Some(spot(0, 50)));
    assert_eq!(spot(50, 50).moved(-51, 0), None);
    assert_eq!(spot(50, 50).moved(i32::MIN, 0), None);
}

#[test]
fn cells_are_named_along_the_edges() {
    let grid = Grid::of(1500, 1000);
    assert_eq!((grid.rows(), grid.last().as_str()), (13, "T13"));
    for (column, row, x, y, name) in [(0, 0, 250, 384, "A1"), (2, 6, 1250, 5000, "C7"), (19, 12, 9750, 9615, "T13")] {
        let middle = grid.middle(column, row).unwrap();
        assert_eq!((middle.x(), middle.y()), (x, y), "{name}");
        assert_eq!(grid.cell(middle), name);
    }
    assert_eq!((grid.middle(20, 0), grid.middle(0, 13), grid.middle(-1, 0)), (None, None, None));
    assert_eq!((grid.cell(spot(0, 0)), grid.cell(spot(10_000, 10_000))), ("A1".into(), "T13".into()));
    // Long and narrow drawings have a grid too.
    assert_eq!((Grid::of(40_000, 1).rows(), Grid::of(1, 40_000).rows(), Grid::of(0, 0).rows()), (4, 60, 20));
}

#[test]
fn what_makes_an_area_and_what_does_not() {
    let square: Corners = &[(0, 0), (100, 0), (100, 100), (0, 100)];
    let cases: [(&str, Corners, Result<(), Crooked>); 14] = [
        ("a square", square, Ok(())),
        ("a triangle", &[(0, 0), (10_000, 0), (0, 10_000)], Ok(())),
        ("an L", &[(0, 0), (20, 0), (20, 10), (10, 10), (10, 20), (0, 20)], Ok(())),
        ("a corner halfway along a straight side", &[(0, 0), (50, 0), (100, 0), (100, 100)], Ok(())),
        ("nothing", &[], Err(Crooked::TooFew)),
        ("two corners", &[(0, 0), (1, 1)], Err(Crooked::TooFew)),
        ("the same corner twice", &[(0, 0), (1, 0), (1, 1), (0, 0)], Err(Crooked::Repeated(1, 4))),
        ("a line", &[(0, 0), (50, 50), (100, 100)], Err(Crooked::Flat)),
        ("a line that turns back", &[(0, 0), (100, 0), (50, 0), (75, 0)], Err(Crooked::Flat)),
        ("a bow tie", &[(0, 0), (100, 100), (100, 0), (0, 100)], Err(Crooked::Crossing(1, 3))),
        ("a side that runs back over its neighbour", &[(0, 0), (100, 0), (50, 0), (50, 50)], Err(Crooked::Crossing(1, 2))),
        ("the last side over the first", &[(0, 0), (50, 0), (50, 50), (100, 0)], Err(Crooked::Crossing(1, 4))),
        ("a corner that touches another side", &[(0, 0), (100, 0), (100, 100), (50, 0), (0, 100)], Err(Crooked::Crossing(1, 3))),
        ("two areas that touch in a line", &[(0, 0), (100, 0), (100, 50), (20, 0), (10, 0), (0, 50)], Err(Crooked::Crossing(1, 3))),
    ];
    for (what, corners, expected) in cases {
        assert_eq!(outline(corners).map(|_| ()), expected, "{what}");
    }
    let ring = |n: i32| (0..n).map(|at| (at * 100, if at == 0 { 0 } else { 5000 - (at - n / 2).abs() * 10 })).collect::<Vec<_>>();
    assert!(outline(&ring(24)).is_ok(), "twenty-four corners");
    assert_eq!(outline(&ring(25)).map(|_| ()), Err(Crooked::TooMany));
}

#[test]
fn the_edge_belongs_to_the_area() {
    let l = outline(&[(0, 0), (200, 0), (200, 100), (100, 100), (100, 200), (0, 200)]).unwrap();
    for (x, y, inside) in [
        (0, 0, true),
        (200, 50, true),
        (100, 100, true),
        (100, 150, true),
        (99, 199, true),
        (50, 50, true),
        (101, 101, false),
        (200, 101, false),
        (201, 50, false),
        (150, 150, false),
    ] {
        assert_eq!(l.contains(spot(x, y)), inside, "{x},{y}");
    }
}

#[test]
fn an_area_is_kept_as_numbers_and_read_back() {
    let made = outline(&[(0, 0), (200, 0), (200, 100)]).unwrap();
    assert_eq!(made.numbers(), [0, 0, 200, 0, 200, 100]);
    assert_eq!(Outline::from_numbers(&made.numbers()), Some(made));
    for broken in [&[0, 0, 200, 0][..], &[0, 0, 200, 0, 10_001, 100], &[0, 0, 0, 0, 1, 1], &[]] {
        assert_eq!(Outline::from_numbers(broken), None, "{broken:?}");
    }
}

#[test]
fn a_name_stands_inside_its_area() {
    let u = outline(&[(0, 0), (300, 0), (300, 900), (200, 900), (200, 100), (100, 100), (100, 900), (0, 900)]).unwrap();
    assert!(u.contains(u.label(400)), "{:?}", u.label(400));
    let square = outline(&[(0, 0), (100, 0), (100, 100), (0, 100)]).unwrap();
    assert_eq!((square.label(20), square.label(5000)), (spot(50, 20), spot(50, 50)));
    // Flat ones too.
    let flat = outline(&[(0, 0), (100, 0), (100, 1), (0, 1)]).unwrap();
    assert!(flat.contains(flat.label(20)));
}

/// Corners of a star: one on each of the rays of a fixed round, so never crossing, whatever the lengths.
fn star() -> impl Strategy<Value = Vec<Spot>> {
    const RAYS: [(i32, i32); 12] =
        [(10, 0), (9, 5), (5, 9), (0, 10), (-5, 9), (-9, 5), (-10, 0), (-9, -5), (-5, -9), (0, -10), (5, -9), (9, -5)];
    prop::collection::vec(1_i32..=450, RAYS.len())
        .prop_map(|lengths| RAYS.iter().zip(lengths).map(|((dx, dy), length)| spot(5000 + dx * length, 5000 + dy * length)).collect())
}

proptest! {
    #[test]
    fn a_star_is_an_area_around_its_middle_from_wherever_it_is_begun(corners in star(), from in 0_usize..12, back: bool) {
        let mut turned = corners.clone();
        turned.rotate_left(from);
        if back {
            turned.reverse();
        }
        let made = Outline::of(turned.clone());
        prop_assert!(made.is_ok(), "{turned:?}: {made:?}");
        let made = made.unwrap();
        prop_assert!(made.contains(spot(5000, 5000)));
        for corner in &corners {
            prop_assert!(made.contains(*corner));
        }
    }

    #[test]
    fn the_verdict_does_not_depend_on_where_the_corners_begin(
        corners in prop::collection::vec((0_i32..12, 0_i32..12), 3..9), from in 0_usize..9, back: bool
    ) {
        let corners: Vec<Spot> = corners.into_iter().map(|(x, y)| spot(x, y)).collect();
        let mut turned = corners.clone();
        turned.rotate_left(from % corners.len());
        if back {
            turned.reverse();
        }
        // The same fault, though perhaps first met elsewhere.
        let kind = |made: &Result<Outline, Crooked>| made.as_ref().err().map(std::mem::discriminant);
        let (one, other) = (Outline::of(corners), Outline::of(turned));
        prop_assert_eq!(kind(&one), kind(&other));
        if let (Ok(one), Ok(other)) = (one, other) {
            for (x, y) in (0..12).flat_map(|x| (0..12).map(move |y| (x, y))) {
                prop_assert_eq!(one.contains(spot(x, y)), other.contains(spot(x, y)), "{},{}", x, y);
            }
        }
    }

    #[test]
    fn inside_a_triangle_is_on_the_same_side_of_all_its_sides(
        a in (0_i32..=10_000, 0_i32..=10_000), b in (0_i32..=10_000, 0_i32..=10_000), c in (0_i32..=10_000, 0_i32..=10_000), p in (0_i32..=10_000, 0_i32..=10_000)
    ) {
        let [a, b, c, p] = [a, b, c, p].map(|(x, y)| spot(x, y));
        if let Ok(made) = Outline::of(vec![a, b, c]) {
            let sides = [turn(a, b, p), turn(b, c, p), turn(c, a, p)];
            let inside = sides.iter().all(|side| *side >= 0) || sides.iter().all(|side| *side <= 0);
            prop_assert_eq!(made.contains(p), inside);
        }
    }
}
