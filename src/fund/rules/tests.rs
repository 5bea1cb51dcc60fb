use super::*;
use crate::access::{Kind as Org, SignedIn};
use crate::fund::model::Standing;
use crate::id::{FundEntryId, OrgId, PersonId, PhotoId, PostId, TicketId};
use crate::ticket::model::{Category, Fulfilments, Grade, Source, Work};
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use uuid::Uuid;

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn place(n: u128, kind: Org, path: &str) -> Place {
    let id = OrgId(Uuid::from_u128(n));
    Place { id, district: id, kind, code: n.to_string(), path: path.into(), name_zh: "x".into(), name_en: String::new() }
}

fn school() -> Place {
    place(1, Org::School, "43.1.")
}

fn at() -> DateTime<Utc> {
    "2026-11-20T00:00:00Z".parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn actor(n: u128, role: Role, place: &Place) -> Actor {
    SignedIn {
        person: person(n),
        name: "x".into(),
        post: PostId::new(),
        role,
        title: String::new(),
        place: place.clone(),
        at: at(),
        many_posts: false,
        must_change: false,
    }
    .into()
}

const OFFICER: u128 = 11;
const FIXER: u128 = 12;
const PRINCIPAL: u128 = 13;

/// Being rectified: the officer planned it, another answers for it.
fn ticket() -> Ticket {
    let school = school();
    Ticket {
        basis: None,
        criteria: vec![],
        controls: vec![],
        out_of_use_on: None,
        recurs_from: None,
        listing: None,
        signed_for: None,
        acceptance: None,
        district: school.district,
        id: TicketId(Uuid::from_u128(5)),
        school: school.id,
        path: school.path,
        number: "2026-0001".into(),
        version: 3,
        state: State::Rectifying,
        grade: Grade::General,
        category: Category::Fire,
        title: "x".into(),
        description: String::new(),
        place: "x".into(),
        source: Source::Snap,
        risk_point: None,
        level: None,
        inspection: None,
        position: None,
        found_at: at(),
        reported_at: at(),
        acted_at: at(),
        reporter: person(14),
        on_the_spot: false,
        confirmer: None,
        void_reason: None,
        merged_into: None,
        also: vec![],
        ask: None,
        first_due_on: None,
        extended: 0,
        plan: Some(Fulfilments {
            responsible: person(FIXER),
            measures: "m".into(),
            planned: Fen(32_000),
            due_on: day("2026-11-27"),
            contingency: "c".into(),
            six: None,
        }),
        assigner: Some(person(OFFICER)),
        work: None,
        verifier: None,
        signer: None,
        accepter: None,
        closed_at: None,
        returned: 0,
        reopened: 0,
    }
}

fn entry(n: u128, kind: Kind, fen: i64, by: u128) -> Entry {
    Entry {
        id: FundEntryId(Uuid::from_u128(n)),
        kind,
        fen: Fen(fen),
        source: "public".into(),
        on: day("2026-11-20"),
        words: String::new(),
        voucher: String::new(),
        photos: Vec::<PhotoId>::new(),
        by_bureau: false,
        cancels: None,
        person: person(by),
        name: "x".into(),
        entered_at: at(),
    }
}

#[test]
fn planning_spending_and_approving_are_never_one_persons() {
    let (school, bureau, next) = (school(), place(2, Org::County, "43."), place(3, Org::School, "43.3."));
    let people = [
        ("officer", actor(OFFICER, Role::Officer, &school)),
        ("fixer", actor(FIXER, Role::Staff, &school)),
        ("staff", actor(15, Role::Staff, &school)),
        ("principal", actor(PRINCIPAL, Role::Principal, &school)),
        ("reviewer", actor(16, Role::Reviewer, &bureau)),
        ("auditor", actor(17, Role::Auditor, &bureau)),
        ("next", actor(18, Role::Principal, &next)),
    ];
    let allowed = |deed, t: &Ticket, entries: &[Entry], which: Option<&Entry>| {
        people.iter().filter(|(_, actor)| may(deed, t, entries, which, actor, &school).is_ok()).map(|(name, _)| *name).collect::<Vec<_>>()
    };
    let t = ticket();
    assert_eq!(allowed(Deed::Approve, &t, &[], None), ["principal", "reviewer"]);
    assert_eq!(allowed(Deed::Spend, &t, &[], None), ["officer", "fixer"]);
    // A plan the principal made themself is approved from above.
    let own = Ticket { assigner: Some(person(PRINCIPAL)), ..ticket() };
    assert_eq!(allowed(Deed::Approve, &own, &[], None), ["reviewer"]);
    assert_eq!(may(Deed::Approve, &own, &[], None, &people[3].1, &school), Err(Refusal::OwnMoney));
    // Across posts: whoever approved as principal does not spend as officer, nor the other way round.
    let both = actor(PRINCIPAL, Role::Officer, &school);
    let approved = [entry(1, Kind::Approved, 100, PRINCIPAL)];
    assert_eq!(may(Deed::Spend, &t, &approved, None, &both, &school), Err(Refusal::Approver));
    let spent = [entry(1, Kind::Spent, 100, PRINCIPAL)];
    assert_eq!(may(Deed::Approve, &t, &spent, None, &people[3].1, &school), Err(Refusal::OwnMoney));
    // Taken back by another than who approved, once.
    assert_eq!(allowed(Deed::Cancel, &t, &approved, Some(&approved[0])), ["officer", "reviewer"]);
    let granted = [Entry { by_bureau: true, ..entry(1, Kind::Approved, 100, 99) }];
    assert_eq!(allowed(Deed::Cancel, &t, &granted, Some(&granted[0])), ["reviewer"]);
    let spent = [entry(1, Kind::Spent, 100, FIXER)];
    assert_eq!(allowed(Deed::Cancel, &t, &spent, Some(&spent[0])), ["officer", "fixer"]);
    let undone = [spent[0].clone(), Entry { cancels: Some(spent[0].id), ..entry(2, Kind::Spent, -100, OFFICER) }];
    for one in &undone {
        assert_eq!(may(Deed::Cancel, &t, &undone, Some(one), &people[0].1, &school), Err(Refusal::Gone));
    }
    assert_eq!(may(Deed::Cancel, &t, &spent, None, &people[0].1, &school), Err(Refusal::Gone));
}

#[test]
fn money_follows_a_plan_or_a_work() {
    let (school, t) = (school(), Ticket { plan: None, ..ticket() });
    let (officer, principal) = (actor(OFFICER, Role::Officer, &school), actor(PRINCIPAL, Role::Principal, &school));
    assert_eq!(may(Deed::Approve, &t, &[], None, &principal, &school), Err(Refusal::NoPlan));
    assert_eq!(may(Deed::Spend, &t, &[], None, &officer, &school), Err(Refusal::NoPlan));
    let fixed = Ticket { work: Some(Work { rectifier: person(FIXER), done: "d".into(), spent: Fen(0) }), on_the_spot: true, ..t };
    assert_eq!(may(Deed::Spend, &fixed, &[], None, &officer, &school), Ok(()));
    let void = Ticket { state: State::Void, ..ticket() };
    assert_eq!(may(Deed::Spend, &void, &[], None, &officer, &school), Err(Refusal::Void));
    let spent = [entry(1, Kind::Spent, 100, FIXER)];
    assert_eq!(may(Deed::Cancel, &void, &spent, Some(&spent[0]), &officer, &school), Ok(()), "a wrong entry is one there, too");
}

#[test]
fn a_shortage_is_told_only_beside_a_budget() {
    let standing = |kept, budget, spent, open| Standing { kept, budget: Fen(budget), spent: Fen(spent), open: Fen(open) };
    assert_eq!(standing(true, 1_000, 400, 600).lacking(), None);
    assert_eq!(standing(true, 1_000, 400, 601).lacking(), Some(Fen(1)));
    assert_eq!(standing(true, 1_000, 1_200, 0).lacking(), Some(Fen(200)), "more was spent than there was");
    assert_eq!(standing(true, 0, 0, 5).lacking(), Some(Fen(5)));
    assert_eq!(standing(false, 0, 300, 5).lacking(), None);
}

proptest! {
    /// Whatever is entered and taken back: the tables by category, grade and source add up to the whole, and the whole to the entries.
    #[test]
    fn every_table_adds_up_to_the_whole(made in proptest::collection::vec((0_u8..3, 0_usize..3, 0_usize..10, 0_usize..2, 1_i64..10_000_000, any::<bool>()), 0..60)) {
        let sources = ["public", "repair", "above"];
        let mut parts = Vec::new();
        let mut truth = Sums::default();
        for (figure, source, category, grade, fen, undone) in made {
            let (figure, source) = match figure {
                0 => (Figure::Planned, None),
                1 => (Figure::Approved, Some(sources[source].to_owned())),
                _ => (Figure::Spent, Some(sources[source].to_owned())),
            };
            let part = |fen| Part { figure, source: source.clone(), category: Category::ALL[category], grade: Grade::ALL[grade], on: day("2026-11-20"), fen: Fen(fen) };
            parts.push(part(fen));
            let kept = if undone && figure != Figure::Planned { parts.push(part(-fen)); 0 } else { fen };
            match figure {
                Figure::Planned => truth.planned.0 += kept,
                Figure::Approved => truth.approved.0 += kept,
                _ => truth.spent.0 += kept,
            }
        }
        prop_assert_eq!(sums(&parts, |_| true), truth);
        let add = |tables: Vec<Sums>| tables.into_iter().fold(Sums::default(), |a, b| Sums { planned: Fen(a.planned.0 + b.planned.0), approved: Fen(a.approved.0 + b.approved.0), spent: Fen(a.spent.0 + b.spent.0) });
        prop_assert_eq!(add(Category::ALL.iter().map(|one| sums(&parts, |part| part.category == *one)).collect()), truth);
        prop_assert_eq!(add(Grade::ALL.iter().map(|one| sums(&parts, |part| part.grade == *one)).collect()), truth);
        let by_source = add(sources.iter().map(|one| sums(&parts, |part| part.source.as_deref() == Some(*one))).collect());
        prop_assert_eq!((by_source.approved, by_source.spent), (truth.approved, truth.spent));
    }
}
