//! Random walks through the machine: whatever is tried, what must hold holds.

use super::*;

/// A move of a random walk: who, what, and how it is filled in.
#[derive(Clone, Debug)]
struct Move {
    who: usize,
    deed: usize,
    major: bool,
    to: usize,
    bare: bool,
    days: i64,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = (0..8_usize, 0..31_usize, any::<bool>(), 0..3_usize, prop::bool::weighted(0.1), -1..400_i64);
    prop::collection::vec(one.prop_map(|(who, deed, major, to, bare, days)| Move { who, deed, major, to, bare, days }), 1..60)
}

/// One school with one person per role, its bureau, and a stranger.
fn troupe() -> Vec<Actor> {
    vec![
        actor(41, Role::Staff, &school()),
        actor(42, Role::Officer, &school()),
        actor(43, Role::Principal, &school()),
        actor(44, Role::Reviewer, &county()),
        actor(45, Role::Leader, &city()),
        actor(46, Role::Officer, &neighbour()),
        // Those two of the school again, while they sign for the principal.
        actor(41, Role::Staff, &school()).as_deputy_of(Some(PersonId(id(43)))),
        actor(42, Role::Officer, &school()).as_deputy_of(Some(PersonId(id(43)))),
    ]
}

fn chosen(m: &Move, deed: Deed) -> Option<Act> {
    let grade = if m.major { Grade::Major } else { Grade::General };
    let to = Assignee { person: PersonId(id(41 + m.to as u128)), principal: m.to == 2 };
    let shown = if m.bare { vec![] } else { photos() };
    Some(match sample(deed)? {
        Act::Confirm { category, note, .. } => {
            Act::Confirm { grade, category, ticked: if m.bare { direct() } else { Ticked::default() }, note }
        }
        Act::Regrade { note, .. } => Act::Regrade { grade, ticked: if m.bare { direct() } else { Ticked::default() }, note },
        Act::Control { kind, words, owner, times, .. } => {
            Act::Control { plan: InspectionPlanId(id(600 + m.days.unsigned_abs() as u128 % 4)), kind, words, owner, times }
        }
        Act::Lift { note, .. } => Act::Lift { plan: InspectionPlanId(id(600 + m.days.unsigned_abs() as u128 % 4)), note },
        Act::List { number, supervisor, note, .. } => {
            Act::List { number, due_on: today() + chrono::Duration::days(m.days), supervisor, note }
        }
        Act::AskExtension { reason, interim, .. } => Act::AskExtension { until: today() + chrono::Duration::days(m.days), reason, interim },
        Act::GrantExtension { note, .. } => Act::GrantExtension { until: today() + chrono::Duration::days(m.days / 2), note },
        Act::Reopen { note, .. } => Act::Reopen { due_on: (!m.bare).then(|| today() + chrono::Duration::days(m.days)), note },
        Act::Assign { measures, planned, contingency, .. } => {
            let six = (!m.bare).then(six);
            Act::Assign { to, measures, planned, due_on: today() + chrono::Duration::days(m.days), contingency, six }
        }
        Act::Reassign { note, .. } => Act::Reassign { to, note },
        Act::Submit { done, spent, .. } => Act::Submit { done, spent, photos: shown },
        Act::FixOnTheSpot { done, spent, .. } => Act::FixOnTheSpot { done, spent, photos: shown },
        other => other,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_tried_the_rules_hold(moves in moves(), finder in 0..4_usize, fixed in any::<bool>()) {
        let troupe = troupe();
        let fixed = fixed.then(|| ("已换".to_owned(), Fen(100)));
        let Ok(step) = report(&school(), &troupe[finder], Report { fixed, ..draft() }, now()) else { return Ok(()) };
        let mut t = step.after().clone();
        holds(&t);
        for (n, m) in moves.iter().enumerate() {
            let at = now() + chrono::Duration::minutes(n as i64 + 1);
            let deed = acts()[m.deed].deed();
            let act = chosen(m, deed).expect("every deed but the report");
            let who = &troupe[m.who];
            let before = t.clone();
            match decide(&t, who, &act, at, today()) {
                Ok(step) => {
                    prop_assert!(before.state.open() || matches!(deed, Deed::Reopen | Deed::Comment | Deed::PublishListing), "acted on after the end: {before:?}");
                    prop_assert!(may(&before, who, deed).is_ok());
                    prop_assert!(open_to(&before, who).contains(&deed), "an act that no page offers");
                    t = step.after().clone();
                    prop_assert_eq!(&t.number, &before.number);
                    if !step.moves() {
                        prop_assert!(matches!(deed, Deed::Comment | Deed::PublishListing) && (t.version, t.acted_at) == (before.version, before.acted_at));
                        prop_assert!(t.facts() == before.facts(), "a fact without a version");
                        continue;
                    }
                    prop_assert_eq!((t.version, t.acted_at), (before.version + 1, at));
                    let stays = [Deed::Progress, Deed::Reassign, Deed::AskExtension, Deed::GrantExtension, Deed::DenyExtension, Deed::Join, Deed::Regrade,
                        Deed::Control, Deed::Lift, Deed::CloseOff, Deed::PutBack, Deed::List, Deed::DeclineListing, Deed::FileListing, Deed::PublishListing, Deed::Delist];
                    prop_assert!(t.state != before.state || stays.contains(&deed));
                    prop_assert!(!step.facts().is_empty(), "an act without a trace");
                    // A deadline moves by the acts that set one, and by no other.
                    let sets = [Deed::Assign, Deed::GrantExtension, Deed::Reopen];
                    prop_assert!(t.due_on() == before.due_on() || sets.contains(&deed));
                    holds(&t);
                    // A deputy signs in the principal's name, and never under their own verdict; the principal signs in nobody's.
                    if let Some(signer) = t.signer {
                        let head = PersonId(id(43));
                        prop_assert_eq!(t.signed_for, (signer != head).then_some(head));
                        prop_assert!(t.signed_for.is_none() || t.verifier != Some(signer), "{:?}", t);
                    }
                }
                Err(_) => prop_assert_eq!(&t, &before),
            }
            // With one person per role nobody is ever stuck: whoever's turn it is may take it.
            prop_assert!(!t.state.open() || troupe.iter().any(|one| open_to(&t, one).iter().any(|deed| deed.is_awaited())), "a dead end: {:?}", t);
        }
    }
}
