//! The whole machine, printed and checked without a database.

use super::super::form;
use super::super::listing::Sign;
use super::super::major::{Acceptance, ControlKind};
use super::*;
use crate::access::{Kind, SignedIn};
use crate::evidence::Photos;
use crate::id::{CriterionId, InspectionPlanId, OrgId, PersonId, PostId};
use crate::web::form::{Errors, Fields};
use chrono::TimeZone;
use proptest::prelude::*;
use std::fmt::Write as _;
use uuid::Uuid;

mod acts;
mod chance;
mod grave;

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn place(n: u128, district: u128, kind: Kind, code: &str, path: &str) -> Place {
    Place {
        id: OrgId(id(n)),
        district: OrgId(id(district)),
        kind,
        code: code.into(),
        path: path.into(),
        name_zh: code.into(),
        name_en: String::new(),
    }
}

fn school() -> Place {
    place(1, 2, Kind::School, "430405S001", "43.4304.430405.430405S001.")
}
fn neighbour() -> Place {
    place(3, 2, Kind::School, "430405S002", "43.4304.430405.430405S002.")
}
fn county() -> Place {
    place(2, 2, Kind::County, "430405", "43.4304.430405.")
}
fn other_county() -> Place {
    place(4, 4, Kind::County, "430406", "43.4304.430406.")
}
fn city() -> Place {
    place(5, 5, Kind::City, "4304", "43.4304.")
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0).unwrap()
}
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

/// Somebody acting through a post. The same number is the same person.
fn actor(person: u128, role: Role, at: &Place) -> Actor {
    let name = format!("person {person}");
    SignedIn {
        person: PersonId(id(person)),
        name,
        post: PostId(id(900)),
        role,
        title: String::new(),
        place: at.clone(),
        at: now(),
        many_posts: false,
        must_change: false,
    }
    .into()
}

/// Where a role is held: school posts at the school, the others at its county.
fn home(role: Role) -> Place {
    if role.at_school() { school() } else { county() }
}

const FINDER: u128 = 11;
const DOER: u128 = 12;
const VERIFIER: u128 = 13;
const SIGNER: u128 = 14;

/// A ticket that got to this state the ordinary way, rectified by this person.
fn ticket(state: State, grade: Grade, doer: u128) -> Ticket {
    let step = state.step();
    let planned =
        matches!(state, State::Planning | State::Rectifying | State::Verifying | State::Signing | State::Accepting | State::Closed);
    let person = |n| Some(PersonId(id(n)));
    Ticket {
        district: OrgId(id(2)),
        id: TicketId(id(100)),
        school: OrgId(id(1)),
        path: school().path,
        number: "2026-0001".into(),
        version: 3,
        state,
        grade,
        category: Category::Fire,
        title: "燃气阀门漏气".into(),
        description: String::new(),
        place: "食堂后厨".into(),
        source: Source::Snap,
        risk_point: None,
        level: None,
        inspection: None,
        found_at: now(),
        reported_at: now(),
        acted_at: now(),
        reporter: PersonId(id(FINDER)),
        on_the_spot: false,
        confirmer: (step > 2 && state != State::Void).then_some(PersonId(id(VERIFIER))),
        basis: (step > 2 && state != State::Void && grade == Grade::Major).then_some(Basis::Judgement),
        criteria: vec![],
        controls: vec![],
        out_of_use_on: None,
        recurs_from: None,
        listing: None,
        signed_for: None,
        acceptance: (state == State::Closed && grade == Grade::Major).then(on_site),
        merged_into: None,
        also: vec![],
        ask: None,
        first_due_on: None,
        extended: 0,
        void_reason: (state == State::Void).then_some(VoidReason::Untrue),
        plan: planned.then(|| Fulfilments {
            responsible: PersonId(id(doer)),
            measures: "换阀门".into(),
            planned: Fen(32_000),
            due_on: today(),
            contingency: "停气".into(),
            six: (grade == Grade::Major).then(six),
        }),
        assigner: planned.then_some(PersonId(id(VERIFIER))),
        work: (planned && step > 4).then(|| Work { rectifier: PersonId(id(doer)), done: "已换".into(), spent: Fen(30_000) }),
        verifier: if planned && step > 5 { person(VERIFIER) } else { None },
        signer: if matches!(state, State::Accepting | State::Closed) { person(SIGNER) } else { None },
        accepter: if state == State::Closed && grade == Grade::Major { person(15) } else { None },
        closed_at: (state == State::Closed).then(now),
        returned: 0,
        position: None,
        reopened: 0,
    }
}

fn six() -> SixParts {
    let words = || "写清楚".to_owned();
    SixParts { causes: words(), harm: words(), goal: words(), materials: words(), bodies: words(), requirements: words() }
}

fn on_site() -> Acceptance {
    Acceptance { visited_on: today(), members: vec!["甲".into(), "乙".into()] }
}

/// One criterion that is enough alone.
fn direct() -> Ticked {
    Ticked { ids: vec![CriterionId(id(800))], met: Some(Basis::Criterion) }
}

fn photos() -> Vec<PhotoId> {
    vec![PhotoId(id(700))]
}

fn staff_member(person: u128) -> Assignee {
    Assignee { person: PersonId(id(person)), principal: false }
}

/// A well-filled act of every deed but the report.
fn sample(deed: Deed) -> Option<Act> {
    let note = || "写明情况".to_owned();
    Some(match deed {
        Deed::Report | Deed::Absorb => return None,
        Deed::Confirm => Act::Confirm { grade: Grade::General, category: Category::Fire, ticked: Ticked::default(), note: note() },
        Deed::Void => Act::Void { reason: VoidReason::Untrue, note: note(), original: None },
        Deed::FixOnTheSpot => Act::FixOnTheSpot { done: "已换".into(), spent: Fen(0), photos: photos() },
        Deed::Assign => Act::Assign {
            to: staff_member(77),
            measures: "换阀门".into(),
            planned: Fen(0),
            due_on: today(),
            contingency: "停气".into(),
            six: Some(six()),
        },
        Deed::ApprovePlan => Act::ApprovePlan { note: note() },
        Deed::ReturnPlan => Act::ReturnPlan { note: note() },
        Deed::Progress => Act::Progress { note: note() },
        Deed::Reassign => Act::Reassign { to: staff_member(78), note: note() },
        Deed::Submit => Act::Submit { done: "已换".into(), spent: Fen(0), photos: photos() },
        Deed::Pass => Act::Pass { note: note() },
        Deed::Fail => Act::Fail { note: note() },
        Deed::Sign => Act::Sign { note: note() },
        Deed::SendBack => Act::SendBack { note: note() },
        Deed::Accept => Act::Accept { on_site: on_site(), note: note() },
        Deed::Refuse => Act::Refuse { note: note() },
        Deed::AskExtension => Act::AskExtension { until: today() + Days::new(10), reason: note(), interim: note() },
        Deed::GrantExtension => Act::GrantExtension { until: today() + Days::new(5), note: note() },
        Deed::DenyExtension => Act::DenyExtension { note: note() },
        Deed::Reopen => Act::Reopen { due_on: Some(today()), note: note() },
        Deed::Regrade => Act::Regrade { grade: Grade::Major, ticked: Ticked::default(), note: note() },
        Deed::Control => Act::Control {
            plan: InspectionPlanId(id(600)),
            kind: ControlKind::Cordon,
            words: "围挡完好".into(),
            owner: PersonId(id(77)),
            times: 1,
        },
        Deed::Lift => Act::Lift { plan: InspectionPlanId(id(600)), note: note() },
        Deed::CloseOff => Act::CloseOff { note: note() },
        Deed::PutBack => Act::PutBack { note: note() },
        Deed::List => Act::List { number: "2026-1".into(), due_on: today() + Days::new(60), supervisor: PersonId(id(26)), note: note() },
        Deed::DeclineListing => Act::DeclineListing { note: note() },
        Deed::FileListing => Act::FileListing,
        Deed::PublishListing => Act::PublishListing,
        Deed::Delist => Act::Delist { on_site: on_site(), note: note() },
        Deed::Comment => Act::Comment { note: note() },
        Deed::Join => Act::Join { note: note() },
    })
}

fn acts() -> Vec<Act> {
    Deed::ALL.iter().filter_map(|deed| sample(*deed)).collect()
}

/// In a cell of the table: where it leads, or why not.
fn outcome(t: &Ticket, actor: &Actor, act: &Act) -> String {
    match decide(t, actor, act, now(), today()) {
        Ok(step) => format!("> {}", step.after().state),
        Err(refusal) => refusal.key().trim_start_matches("refused-").to_owned(),
    }
}

/// Everybody who may come by, and whose work the ticket is when they do.
fn cast() -> Vec<(&'static str, Actor, u128)> {
    vec![
        ("staff", actor(21, Role::Staff, &school()), DOER),
        ("finder", actor(FINDER, Role::Staff, &school()), DOER),
        ("doer", actor(DOER, Role::Staff, &school()), DOER),
        ("officer", actor(22, Role::Officer, &school()), DOER),
        ("officer-doer", actor(23, Role::Officer, &school()), 23),
        ("principal", actor(24, Role::Principal, &school()), DOER),
        ("principal-doer", actor(25, Role::Principal, &school()), 25),
        ("principal-finder", actor(FINDER, Role::Principal, &school()), DOER),
        ("reviewer", actor(26, Role::Reviewer, &county()), DOER),
        ("reviewer-doer", actor(27, Role::Reviewer, &county()), 27),
        ("leader", actor(28, Role::Leader, &county()), DOER),
        ("city reviewer", actor(29, Role::Reviewer, &city()), DOER),
        ("administrator", actor(30, Role::Administrator, &county()), DOER),
        ("auditor", actor(31, Role::Auditor, &county()), DOER),
        ("next school", actor(32, Role::Officer, &neighbour()), DOER),
        ("next principal", actor(33, Role::Principal, &neighbour()), DOER),
        ("next county", actor(34, Role::Reviewer, &other_county()), DOER),
    ]
}

/// What holds of every ticket, however it came to be.
fn holds(t: &Ticket) {
    let past_verification = matches!(t.state, State::Signing | State::Accepting | State::Closed);
    if past_verification {
        let verifier = t.verifier.expect("verified");
        assert!(!t.worked_on_by(verifier), "verified by whoever did it: {t:?}");
    }
    if matches!(t.state, State::Accepting | State::Closed) {
        assert!(!t.worked_on_by(t.signer.expect("signed")), "signed by whoever did it: {t:?}");
    }
    if matches!(t.state, State::Planning | State::Rectifying) || ((past_verification || t.state == State::Verifying) && !t.on_the_spot) {
        let plan = t.plan.as_ref().expect("the five fulfilments");
        assert!(!plan.measures.is_empty() && !plan.contingency.is_empty() && plan.planned.0 >= 0, "{t:?}");
    }
    if past_verification || t.state == State::Verifying {
        assert!(t.work.as_ref().is_some_and(|work| !work.done.is_empty()), "{t:?}");
    }
    if matches!(t.state, State::Planning | State::Accepting) {
        assert_eq!(t.grade, Grade::Major);
    }
    if t.grade == Grade::Major {
        assert!(!t.on_the_spot, "{t:?}");
        assert!(t.state != State::Closed || t.accepter.is_some(), "closed without the bureau: {t:?}");
        assert!(t.state != State::Closed || t.acceptance.as_ref().is_some_and(|on_site| on_site.members.len() >= 2), "{t:?}");
        assert!(t.state == State::Reported || t.basis.is_some() || t.state == State::Void, "major without a reason: {t:?}");
        assert!(t.state != State::Planning || t.plan.as_ref().is_some_and(|plan| plan.six.is_some()), "{t:?}");
    }
    assert_eq!(t.state == State::Closed, t.closed_at.is_some());
    assert_eq!(t.state == State::Void, t.void_reason.is_some());
    assert_eq!(waits_for(t).is_none(), !t.state.open());
    assert!(t.basis.is_none() || t.grade == Grade::Major, "{t:?}");
    if !t.state.open() {
        assert!(!t.listed() && t.out_of_use_on.is_none() && t.controls.iter().all(|one| !one.stands()), "{t:?}");
    }
    if let Some(listing) = &t.listing {
        let hung = matches!(listing.state, ListingState::Listed | ListingState::Requested | ListingState::Delisted);
        assert_eq!(listing.sign.is_some(), hung, "{t:?}");
        assert_eq!(listing.state == ListingState::Delisted, listing.delister.is_some(), "{t:?}");
        assert!(listing.delister.is_none_or(|delister| !t.worked_on_by(delister)), "{t:?}");
        assert!(!t.listed() || t.grade == Grade::Major, "{t:?}");
        assert!(listing.state != ListingState::Requested || t.state == State::Accepting, "{t:?}");
    }
    if let Some(ask) = &t.ask {
        assert!(t.state == State::Rectifying && t.due_on().is_some_and(|due| ask.until > due), "{t:?}");
    }
    assert_eq!(t.first_due_on.is_some(), t.extended > 0, "{t:?}");
    assert!(t.first_due_on.is_none_or(|first| t.due_on().is_some_and(|due| first < due)), "{t:?}");
}

#[test]
fn who_may_do_what_and_when() {
    let mut table = String::new();
    let mut cells = 0;
    for grade in Grade::ALL {
        for state in State::ALL {
            // No general ticket waits for the bureau: the machine never gets there, the database forbids it.
            if *grade == Grade::General && matches!(state, State::Planning | State::Accepting) {
                continue;
            }
            writeln!(table, "\n{grade} {state}").unwrap();
            for act in acts() {
                let row: Vec<(&str, String)> =
                    cast().into_iter().map(|(name, actor, doer)| (name, outcome(&ticket(*state, *grade, doer), &actor, &act))).collect();
                cells += row.len();
                if row.iter().all(|(_, cell)| cell == "state") {
                    continue;
                }
                // Who goes through, then everybody else by reason.
                let mut outcomes: Vec<&String> = row.iter().map(|(_, cell)| cell).collect();
                outcomes.sort_by_key(|cell| (!cell.starts_with('>'), *cell));
                outcomes.dedup();
                for (n, outcome) in outcomes.into_iter().enumerate() {
                    let names: Vec<&str> = row.iter().filter(|(_, cell)| cell == outcome).map(|(name, _)| *name).collect();
                    writeln!(table, "  {:<16}{outcome:<18}{}", if n == 0 { act.deed().code() } else { "" }, names.join(", ")).unwrap();
                }
            }
        }
    }
    assert_eq!(cells, (7 + 9) * 31 * cast().len(), "a cell was not visited");
    insta::assert_snapshot!("who_may_do_what_and_when", table.trim_start());
}

/// Every way from one state to another, by any act of anybody at any grade. The database is held to the same list by `tests/site/refusals.rs`.
#[test]
fn which_way_it_goes() {
    let mut ways = std::collections::BTreeMap::<(State, State), std::collections::BTreeSet<Deed>>::new();
    let lowering = Act::Regrade { grade: Grade::General, ticked: Ticked::default(), note: "写明情况".into() };
    let duplicate = Act::Void { reason: VoidReason::Duplicate, note: String::new(), original: Some(TicketId(id(101))) };
    let raising = Act::Confirm { grade: Grade::Major, category: Category::Fire, ticked: direct(), note: String::new() };
    let tried: Vec<Act> = acts().into_iter().chain([lowering, duplicate, raising]).collect();
    for (grade, state) in Grade::ALL.iter().flat_map(|grade| State::ALL.iter().map(move |state| (*grade, *state))) {
        if grade == Grade::General && matches!(state, State::Planning | State::Accepting) {
            continue;
        }
        let planned = ticket(state, grade, DOER);
        // Fixed on the spot: as far, without a plan.
        let at_once = Ticket { plan: None, assigner: None, confirmer: None, on_the_spot: true, ..planned.clone() };
        let late = matches!(state, State::Verifying | State::Signing | State::Closed) && grade == Grade::General;
        for t in std::iter::once(planned).chain(late.then_some(at_once)) {
            for (_, actor, _) in cast() {
                for act in &tried {
                    if let Ok(step) = decide(&t, &actor, act, now(), today())
                        && step.after().state != state
                    {
                        ways.entry((state, step.after().state)).or_default().insert(act.deed());
                    }
                }
            }
        }
    }
    let lines: Vec<String> = ways
        .iter()
        .map(|((from, to), deeds)| format!("{from} > {to}: {}", deeds.iter().map(|deed| deed.code()).collect::<Vec<_>>().join(", ")))
        .collect();
    insta::assert_snapshot!("which_way_it_goes", lines.join("\n"));
}

#[test]
fn what_each_person_sees_first() {
    let mut table = String::new();
    for grade in Grade::ALL {
        for state in State::ALL {
            if *grade == Grade::General && matches!(state, State::Planning | State::Accepting) {
                continue;
            }
            for (name, actor, doer) in cast() {
                let open: Vec<&str> = open_to(&ticket(*state, *grade, doer), &actor).into_iter().map(Deed::code).collect();
                if !open.is_empty() {
                    writeln!(table, "{grade:<8} {state:<11} {name:<17} {}", open.join(", ")).unwrap();
                }
            }
        }
    }
    insta::assert_snapshot!("what_each_person_sees_first", table);
}

#[test]
fn who_may_report() {
    let mut table = String::new();
    for (name, actor, _) in cast() {
        let cell = |fixed: bool, grade| {
            let fixed = fixed.then(|| ("已换".to_owned(), Fen(0)));
            match report(&school(), &actor, Report { fixed, grade, ..draft() }, now()) {
                Ok(step) => format!("> {}", step.after().state),
                Err(refusal) => refusal.key().trim_start_matches("refused-").to_owned(),
            }
        };
        writeln!(
            table,
            "{name:<18}{:<14}fixed {:<26}major fixed {}",
            cell(false, Grade::General),
            cell(true, Grade::General),
            cell(true, Grade::Major)
        )
        .unwrap();
    }
    insta::assert_snapshot!("who_may_report", table);
    let officer = actor(22, Role::Officer, &school());
    assert_eq!(
        report(&school(), &officer, Report { photos: vec![], no_photo: String::new(), ..draft() }, now()).unwrap_err(),
        Refusal::NoPhoto
    );
    assert!(report(&county(), &actor(26, Role::Reviewer, &county()), draft(), now()).is_err(), "a bureau has no hidden dangers of its own");
}

fn draft() -> Report {
    Report {
        id: TicketId(id(100)),
        number: "2026-0001".into(),
        title: "燃气阀门漏气".into(),
        description: String::new(),
        place: "食堂后厨".into(),
        category: Category::Fire,
        grade: Grade::General,
        source: Source::Snap,
        risk_point: None,
        level: None,
        inspection: None,
        found_at: now(),
        photos: photos(),
        no_photo: String::new(),
        position: None,
        fixed: None,
    }
}

/// The acts that judge work.
const JUDGING: [(State, Deed); 8] = [
    (State::Verifying, Deed::Pass),
    (State::Verifying, Deed::Fail),
    (State::Signing, Deed::Sign),
    (State::Signing, Deed::SendBack),
    (State::Accepting, Deed::Accept),
    (State::Accepting, Deed::Refuse),
    (State::Planning, Deed::ApprovePlan),
    (State::Planning, Deed::ReturnPlan),
];

fn judges(deed: Deed) -> &'static [Role] {
    match deed {
        Deed::Pass | Deed::Fail => &[Role::Officer, Role::Principal],
        Deed::Sign | Deed::SendBack => &[Role::Principal],
        _ => &[Role::Reviewer, Role::Leader],
    }
}

#[test]
fn nobody_judges_their_own_work_through_any_pair_of_posts() {
    for worked_as in Role::ALL {
        for judging_as in Role::ALL {
            for (state, deed) in JUDGING {
                let act = sample(deed).unwrap();
                let case = format!("worked as {worked_as}, {deed} as {judging_as}");
                let t = ticket(state, Grade::Major, 50);
                let same = actor(50, *judging_as, &home(*judging_as));
                assert!(t.worked_on_by(same.person()), "{case}");
                let refusal = decide(&t, &same, &act, now(), today()).unwrap_err();
                let expected = if judges(deed).contains(judging_as) { Refusal::OwnWork } else { Refusal::Role };
                assert_eq!(refusal, expected, "{case}");
                let another = actor(51, *judging_as, &home(*judging_as));
                assert_eq!(
                    decide(&t, &another, &act, now(), today()).is_ok(),
                    judges(deed).contains(judging_as),
                    "{case}, by another person"
                );
            }
        }
    }
}

#[test]
fn whoever_only_answered_for_the_work_does_not_judge_it_either() {
    for (state, deed) in JUDGING.into_iter().filter(|(state, _)| *state != State::Planning) {
        let mut t = ticket(state, Grade::Major, 50);
        t.work.as_mut().unwrap().rectifier = PersonId(id(60));
        for person in [50, 60] {
            let role = judges(deed)[0];
            assert_eq!(
                decide(&t, &actor(person, role, &home(role)), &sample(deed).unwrap(), now(), today()).unwrap_err(),
                Refusal::OwnWork,
                "{deed} by {person}"
            );
        }
    }
}
