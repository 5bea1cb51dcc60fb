//! Each scheme over every input there is, against the tables as the field guides print them (domain sections 2.1 to 2.3), not against themselves.

use super::*;
use crate::text::Lang;
use proptest::prelude::*;

fn preset(code: &str) -> Scheme {
    PRESETS
        .iter()
        .map(|text| serde_json::from_str::<Scheme>(text).unwrap())
        .find(|scheme| scheme.code == code)
        .unwrap_or_else(|| panic!("no scheme {code}"))
}

fn lec() -> Scheme {
    preset("lec")
}

fn letter(rank: i16) -> char {
    ['R', 'O', 'Y', 'B'][usize::try_from(rank - 1).unwrap()]
}

/// Every input of a scheme, in the order of its tables, with its value and level.
fn every_input(scheme: &Scheme) -> Vec<(Vec<i32>, i64, i16)> {
    let mut inputs: Vec<Vec<i32>> = vec![vec![]];
    for factor in &scheme.factors {
        inputs = inputs
            .iter()
            .flat_map(|begun| factor.scores.iter().map(move |one| begun.iter().copied().chain([one.score]).collect()))
            .collect();
    }
    inputs
        .into_iter()
        .map(|scores| {
            let (value, rank) = scheme.evaluate(&scores).unwrap();
            (scores, value, rank)
        })
        .collect()
}

fn letters(scheme: &Scheme) -> String {
    every_input(scheme).into_iter().map(|(.., rank)| letter(rank)).collect()
}

fn counts(scheme: &Scheme) -> BTreeMap<i16, usize> {
    let mut counts = BTreeMap::new();
    for (.., rank) in every_input(scheme) {
        *counts.entry(rank).or_insert(0) += 1;
    }
    counts
}

fn joined(rows: &[&str]) -> String {
    rows.iter().flat_map(|row| row.chars()).filter(|c| *c != ' ').collect()
}

#[test]
fn every_one_of_the_252_inputs_of_lec() {
    // Rows: L from 10 down to 0.1; in a row one word per E from 10 down to 0.5, one letter per C from 100 down to 1.
    let table = [
        "RRRROY RRRROB RRROYB RROYBB RRYYBB ROYBBB",
        "RRRROB RRROYB RROYBB RROYBB ROYBBB OYBBBB",
        "RRROYB RROYBB RRYBBB ROYBBB OYBBBB YBBBBB",
        "RRYYBB ROYBBB OYBBBB OYBBBB YBBBBB BBBBBB",
        "ROYBBB OYBBBB YBBBBB YBBBBB BBBBBB BBBBBB",
        "OYBBBB YBBBBB BBBBBB BBBBBB BBBBBB BBBBBB",
        "YBBBBB BBBBBB BBBBBB BBBBBB BBBBBB BBBBBB",
    ];
    assert_eq!(letters(&lec()), joined(&table));
    assert_eq!(counts(&lec()), BTreeMap::from([(1, 40), (2, 21), (3, 30), (4, 161)]));
    // Only 70 divides two colours; 160 and 320 cannot occur.
    let reach = lec().reach();
    let edges: Vec<_> = [2000, 7000, 16000, 32000].into_iter().map(|edge| reach.get(&edge).copied()).collect();
    assert_eq!(edges, [Some(5), Some(2), None, None]);
}

#[test]
fn every_one_of_the_25_inputs_of_each_matrix() {
    // Rows: L from 5 down to 1; letters: S from 5 down to 1.
    let tables = [
        ("ls_20_9_4", ["RROOY", "ROOYY", "OOOYB", "OYYYB", "YYBBB"]),
        ("ls_20_10_4", ["RROOY", "ROOYY", "OOYYB", "OYYYB", "YYBBB"]),
        ("ls_20_15_9", ["RROYB", "ROYBB", "OYYBB", "YBBBB", "BBBBB"]),
    ];
    for (code, rows) in tables {
        assert_eq!(letters(&preset(code)), joined(&rows), "{code}");
    }
    // Where the bands in use differ: 9, 10 and 12 between orange and yellow, 4, 5, 6 and 8 between yellow and blue.
    for (value, expected) in
        [(4, "YYB"), (5, "YYB"), (6, "YYB"), (8, "YYB"), (9, "OYY"), (10, "OOY"), (12, "OOY"), (15, "OOO"), (20, "RRR")]
    {
        let found: String = tables.iter().map(|(code, _)| letter(preset(code).level_of(value))).collect();
        assert_eq!(found, expected, "{value}");
    }
}

#[test]
fn every_one_of_the_90_inputs_of_mes() {
    // Rows: M 5, 3, 1; words: E from 10 down to 0.5; letters: S 10, 8, 4, 2, 1.
    let table = ["RRROY RROYB OOYBB OYBBB YBBBB BBBBB", "RROYB ROYBB OYBBB YBBBB BBBBB BBBBB", "OYBBB YBBBB BBBBB BBBBB BBBBB BBBBB"];
    assert_eq!(letters(&preset("mes")), joined(&table));
    assert_eq!(counts(&preset("mes")), BTreeMap::from([(1, 8), (2, 9), (3, 11), (4, 62)]));
}

#[test]
fn the_presets_are_whole_in_both_languages() {
    let schemes: Vec<Scheme> = PRESETS.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    assert_eq!(
        schemes.iter().map(|one| (one.code.as_str(), one.symbol.as_str())).collect::<Vec<_>>(),
        [("lec", "D"), ("ls_20_9_4", "R"), ("ls_20_10_4", "R"), ("ls_20_15_9", "R"), ("mes", "R")]
    );
    for scheme in &schemes {
        let words = scheme.factors.iter().flat_map(|factor| factor.scores.iter().map(|one| &one.meaning).chain([&factor.name]));
        for one in words.chain(scheme.levels.iter().map(|band| &band.name)).chain([&scheme.name]) {
            assert!(!one.zh.is_empty() && !one.say(Lang::En).is_empty() && one.en != one.zh, "{}: {one:?}", scheme.code);
        }
        assert_eq!(
            scheme.levels.iter().map(|band| band.colour).collect::<Vec<_>>(),
            [Colour::Red, Colour::Orange, Colour::Yellow, Colour::Blue]
        );
        // What is written is read again the same.
        let written = serde_json::to_string(scheme).unwrap();
        assert_eq!(serde_json::from_str::<Scheme>(&written).unwrap(), *scheme);
        assert_eq!(scheme.reach().values().sum::<usize>(), every_input(scheme).len());
    }
    let same = |a: &str, b: &str| preset(a).same_scale(&preset(b));
    assert!(same("ls_20_9_4", "ls_20_15_9") && !same("lec", "mes") && !same("lec", "ls_20_9_4"));
}

/// Bands as a bureau may set them over a scheme's values: three or four ranks, falling, the last from 0.
fn banded() -> impl Strategy<Value = Scheme> {
    (0..PRESETS.len(), proptest::option::of(1_usize..4), proptest::collection::btree_set(1_i64..60_000, 3)).prop_map(
        |(at, dropped, edges)| {
            let mut scheme: Scheme = serde_json::from_str(PRESETS[at]).unwrap();
            if let Some(dropped) = dropped {
                scheme.levels.remove(dropped);
            }
            let falling: Vec<i64> = edges.into_iter().rev().collect();
            let last = scheme.levels.len() - 1;
            for (n, band) in scheme.levels.iter_mut().enumerate() {
                band.from = if n == last { 0 } else { falling[n] };
            }
            scheme
        },
    )
}

proptest! {
    #[test]
    fn every_product_has_exactly_one_band(scheme in banded()) {
        let written = serde_json::to_string(&scheme).unwrap();
        let scheme: Scheme = serde_json::from_str(&written).unwrap();
        for (scores, value, rank) in every_input(&scheme) {
            let ends = std::iter::once(i64::MAX).chain(scheme.levels.iter().map(|band| band.from));
            let holding: Vec<i16> =
                scheme.levels.iter().zip(ends).filter(|(band, end)| value >= band.from && value < *end).map(|(band, _)| band.rank).collect();
            prop_assert_eq!(holding, vec![rank], "{:?} = {}", scores, value);
        }
    }

    #[test]
    fn every_score_outside_the_scheme_is_refused(at in 0..PRESETS.len(), factor in 0_usize..3, score in any::<i32>()) {
        let scheme: Scheme = serde_json::from_str(PRESETS[at]).unwrap();
        let mut scores: Vec<i32> = scheme.factors.iter().map(|one| one.scores[0].score).collect();
        let factor = factor % scores.len();
        scores[factor] = score;
        let known = scheme.factors[factor].scores.iter().any(|one| one.score == score);
        prop_assert_eq!(scheme.evaluate(&scores).is_ok(), known);
        prop_assert_eq!(scheme.evaluate(&scores[1..]), Err(ScoreFault::Count));
    }

    #[test]
    fn what_is_shown_is_read_back(value in 0_i64..10_000_000, at in 0..PRESETS.len()) {
        let scheme: Scheme = serde_json::from_str(PRESETS[at]).unwrap();
        prop_assert_eq!(parse(&scheme.shown(value), scheme.divisor), Some(value));
    }
}

#[test]
fn small_numbers_outside_the_tables_are_refused_one_by_one() {
    for text in PRESETS {
        let scheme: Scheme = serde_json::from_str(text).unwrap();
        let first: Vec<i32> = scheme.factors.iter().map(|factor| factor.scores[0].score).collect();
        for (n, factor) in scheme.factors.iter().enumerate() {
            for score in -5..=120 {
                let mut scores = first.clone();
                scores[n] = score;
                let expected = factor.score(score).is_some();
                assert_eq!(scheme.evaluate(&scores).is_ok(), expected, "{} {} {score}", scheme.code, factor.code);
            }
        }
    }
}

#[test]
fn only_numbers_as_fine_as_the_scheme_counts_are_read() {
    for (typed, divisor, expected) in [
        ("70", 100, Some(7000)),
        ("320.01", 100, Some(32001)),
        ("0", 100, Some(0)),
        ("0.5", 10, Some(5)),
        ("9", 1, Some(9)),
        ("9.5", 1, None),
        ("320.001", 100, None),
        ("", 1, None),
        ("-1", 1, None),
        ("1e3", 1, None),
        ("9.", 100, None),
        (".5", 100, None),
        ("\u{ff19}", 1, None),
        ("99999999999999999999", 1, None),
    ] {
        assert_eq!(parse(typed, divisor), expected, "{typed} in {divisor}");
    }
}

/// Tenths from what people write.
fn scores(l: f32, e: f32, c: i32) -> [i32; 3] {
    [(l * 10.0).round() as i32, (e * 10.0).round() as i32, c]
}

#[test]
fn the_field_guides_examples_come_out() {
    for (l, e, c, value, rank) in [
        (3.0, 10.0, 15, "450", 1),
        (1.0, 10.0, 40, "400", 1),
        (1.0, 6.0, 40, "240", 2),
        (6.0, 6.0, 3, "108", 3),
        (1.0, 6.0, 15, "90", 3),
        (1.0, 10.0, 7, "70", 3),
        (1.0, 1.0, 15, "15", 4),
        (0.5, 0.5, 40, "10", 4),
        (0.1, 0.5, 1, "0.05", 4),
    ] {
        let scheme = lec();
        let (found, level) = scheme.evaluate(&scores(l, e, c)).unwrap();
        assert_eq!((scheme.shown(found).as_str(), level), (value, rank), "{l} {e} {c}");
    }
}

#[test]
fn seventy_is_yellow_and_anything_less_is_blue() {
    let scheme = lec();
    assert_eq!(scheme.evaluate(&[10, 100, 7]), Ok((7000, 3)));
    assert_eq!(scheme.evaluate(&[100, 10, 7]), Ok((7000, 3)));
    let below = scheme.levels.iter().find(|band| 6999 >= band.from).unwrap();
    assert_eq!(below.rank, 4);
}

#[test]
fn a_score_the_table_does_not_have_is_refused() {
    let scheme = lec();
    assert_eq!(scheme.evaluate(&[11, 100, 7]), Err(ScoreFault::Unknown));
    assert_eq!(scheme.evaluate(&[10, 100, 0]), Err(ScoreFault::Unknown));
    assert_eq!(scheme.evaluate(&[10, 100]), Err(ScoreFault::Count));
    assert_eq!(scheme.evaluate(&[]), Err(ScoreFault::Count));
}

#[test]
fn a_definition_that_does_not_fit_together_is_no_scheme() {
    for (from, to) in [
        ("\"divisor\": 100", "\"divisor\": 10"),
        ("\"from\": 0", "\"from\": 1"),
        ("\"rank\": 2", "\"rank\": 5"),
        ("\"from\": 16000", "\"from\": 40000"),
        ("\"unit\": 1,", "\"unit\": 0,"),
        ("\"rank\": 4", "\"colour\": \"red\", \"rank\": 4"),
        ("\"rank\": 4", "\"colour\": \"pink\", \"rank\": 4"),
        ("\u{8f83}\u{5927}", "\u{91cd}\u{5927}"),
    ] {
        assert!(LEC.contains(from), "{from}");
        assert!(serde_json::from_str::<Scheme>(&LEC.replacen(from, to, 1)).is_err(), "{to}");
    }
}

#[test]
fn numbers_are_written_without_needless_zeros() {
    assert_eq!(decimal(2250, 100), "22.5");
    assert_eq!(decimal(5, 100), "0.05");
    assert_eq!(decimal(24000, 100), "240");
    assert_eq!(decimal(5, 10), "0.5");
    assert_eq!(decimal(40, 1), "40");
}
