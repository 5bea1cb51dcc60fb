use super::*;
use crate::id::OrgId;
use std::collections::BTreeSet;

fn school(code: &str) -> Candidate {
    Candidate {
        id: OrgId(Uuid::nil()),
        code: code.into(),
        name_zh: code.into(),
        name_en: String::new(),
        open: 0,
        overdue: 0,
        red: 0,
        last: None,
        closed: 0,
    }
}

fn lot(code: &str, weight: i64) -> Lot {
    Lot { id: Uuid::from_u128(code.bytes().fold(0, |sum, byte| sum << 8 | u128::from(byte))), code: code.into(), weight }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_school_weighs_what_the_data_says() {
    let weights = Weights { base: 2, open: 1, overdue: 4, red: 2, month: 1, most_months: 12, levels: [8, 4, 2, 1] };
    let today = day("2026-11-22");
    for (open, overdue, red, last, expected) in [
        (0, 0, 0, None, 14),
        (0, 0, 0, Some("2026-11-22"), 2),
        (0, 0, 0, Some("2026-10-24"), 2),
        (0, 0, 0, Some("2026-10-23"), 3),
        (0, 0, 0, Some("2019-01-01"), 14),
        (0, 0, 0, Some("2026-12-24"), 2),
        (3, 1, 2, Some("2026-11-22"), 13),
        (-5, -5, -5, Some("2026-11-22"), 2),
    ] {
        let one = Candidate { open, overdue, red, last: last.map(day), ..school("A") };
        assert_eq!(weight(Method::Weighted, &weights, &one, today), expected, "{open} {overdue} {red} {last:?}");
        assert_eq!(weight(Method::Random, &weights, &one, today), 1);
    }
    let none = Weights { base: 0, month: 0, ..weights };
    assert_eq!(weight(Method::Weighted, &none, &school("A"), today), 1, "nobody weighs nothing");
}

#[test]
fn an_order_follows_from_its_seed_alone() {
    let lots: Vec<Lot> = (0..40).map(|n| lot(&format!("S{n:03}"), 1 + n % 7)).collect();
    let turned: Vec<Lot> = lots.iter().rev().cloned().collect();
    let seed = seed(b"head", b"nonce", Uuid::nil(), 1);
    let codes = |lots: &[Lot]| order_of(&seed, lots).iter().map(|drawn| drawn.one.code.clone()).collect::<Vec<_>>();
    assert_eq!(codes(&lots), codes(&turned), "who stands first in the list does not matter");
    assert_eq!(codes(&lots).iter().collect::<BTreeSet<_>>().len(), 40, "nobody twice, nobody lost");
    let other = super::seed(b"head", b"nonce", Uuid::nil(), 2);
    assert_ne!(codes(&lots), order_of(&other, &lots).iter().map(|drawn| drawn.one.code.clone()).collect::<Vec<_>>());
    // One that is not in the drum changes nothing about the others.
    let fewer: Vec<Lot> = lots.iter().filter(|lot| lot.code != "S013").cloned().collect();
    let without: Vec<String> = codes(&lots).into_iter().filter(|code| code != "S013").collect();
    assert_eq!(codes(&fewer), without);
}

/// Worked by hand with sha256sum and a calculator: what an auditor does.
#[test]
fn a_score_is_what_the_page_says_it_is() {
    let seed = hex::decode("00".repeat(32)).unwrap();
    let lots = [lot("430405S001", 3)];
    let order = order_of(&seed, &lots);
    let drawn = &order[0];
    let hash = Sha256::digest([seed.as_slice(), b"430405S001"].concat());
    assert_eq!(format!("{:012x}", drawn.ticket), hex::encode(&hash[..6]));
    let share =
        (f64::from(u32::try_from(drawn.ticket >> 16).unwrap()) * 65536.0 + f64::from(u16::try_from(drawn.ticket & 0xffff).unwrap()) + 0.5)
            / 281_474_976_710_656.0;
    assert!((drawn.score + share.ln() / 3.0).abs() < 1e-12);
}

#[test]
fn the_chance_of_coming_first_is_in_proportion_to_the_weight() {
    let lots = [lot("A", 1), lot("B", 2), lot("C", 5)];
    let mut first = [0_u32; 3];
    for n in 0..8000_u32 {
        let seed = seed(b"head", &n.to_be_bytes(), Uuid::nil(), 1);
        let winner = order_of(&seed, &lots)[0].one;
        first[lots.iter().position(|lot| lot == winner).unwrap()] += 1;
    }
    // 1000, 2000 and 5000 expected; five standard deviations are below 230.
    for (won, expected) in first.into_iter().zip([1000_u32, 2000, 5000]) {
        assert!(won.abs_diff(expected) < 230, "{first:?}");
    }
}

#[test]
fn equal_weights_are_drawn_alike() {
    let lots: Vec<Lot> = ["A", "B", "C", "D"].into_iter().map(|code| lot(code, 1)).collect();
    let mut among_two = [0_u32; 4];
    for n in 0..4000_u32 {
        let seed = seed(&n.to_be_bytes(), b"nonce", Uuid::nil(), 1);
        for drawn in order_of(&seed, &lots).iter().take(2) {
            among_two[lots.iter().position(|lot| lot == drawn.one).unwrap()] += 1;
        }
    }
    assert!(among_two.iter().all(|n| n.abs_diff(2000) < 160), "{among_two:?}");
}

#[test]
fn the_next_one_is_the_first_without_a_visit() {
    let lots: Vec<Lot> = (0..5).map(|n| lot(&format!("S{n}"), 1)).collect();
    let order = order_of(b"seed", &lots);
    let ids: Vec<Uuid> = order.iter().map(|drawn| drawn.one.id).collect();
    assert_eq!(next(&order, &[]).map(|(rank, lot)| (rank, lot.id)), Some((1, ids[0])));
    assert_eq!(next(&order, &[ids[0], ids[1], ids[3]]).map(|(rank, lot)| (rank, lot.id)), Some((3, ids[2])));
    assert_eq!(next(&order, &ids), None, "nobody is left");
}

#[test]
fn a_re_check_asks_about_a_share_and_at_least_one() {
    for (closed, share, expected) in
        [(0, 5, 0), (1, 5, 1), (20, 5, 1), (21, 5, 2), (40, 10, 4), (3, 100, 3), (100, 1, 5), (10, 250, 10), (5000, 100, 120)]
    {
        assert_eq!(sample(closed, share, 120), expected, "{share} % of {closed}");
    }
}

#[test]
fn the_digest_tells_who_was_in_the_drum() {
    let lots = [lot("A", 1), lot("B", 2)];
    assert_eq!(digest(&lots), hex::encode(Sha256::digest(b"A 1\nB 2\n")));
    assert_ne!(digest(&lots), digest(&lots[..1]));
}
