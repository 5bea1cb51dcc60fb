//! The rules as tables.

use super::*;
use crate::id::TicketId;
use crate::money::Fen;
use crate::ticket::model::{Ask, Category, Fulfilments, Source, Work};
use chrono::DateTime;
use uuid::Uuid;

const SCHOOL: OrgId = OrgId(Uuid::from_u128(100));
const BUREAU: OrgId = OrgId(Uuid::from_u128(200));
const STAFF: PersonId = PersonId(Uuid::from_u128(1));
const OFFICER: PersonId = PersonId(Uuid::from_u128(2));
const PRINCIPAL: PersonId = PersonId(Uuid::from_u128(3));
const REVIEWER: PersonId = PersonId(Uuid::from_u128(4));
const LEADER: PersonId = PersonId(Uuid::from_u128(5));
const GONE: PersonId = PersonId(Uuid::from_u128(6));

fn everybody() -> Vec<Holder> {
    [
        (STAFF, SCHOOL, Role::Staff),
        (OFFICER, SCHOOL, Role::Officer),
        (PRINCIPAL, SCHOOL, Role::Principal),
        (REVIEWER, BUREAU, Role::Reviewer),
        (LEADER, BUREAU, Role::Leader),
    ]
    .into_iter()
    .map(|(person, org, role)| Holder { person, org, role })
    .collect()
}

fn without(role: Role) -> Vec<Holder> {
    everybody().into_iter().filter(|one| one.role != role).collect()
}

fn name(person: PersonId) -> &'static str {
    [(STAFF, "staff"), (OFFICER, "officer"), (PRINCIPAL, "principal"), (REVIEWER, "reviewer"), (LEADER, "leader"), (GONE, "gone")]
        .into_iter()
        .find(|(known, _)| *known == person)
        .map_or("?", |(_, name)| name)
}

fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
}

/// Due on the 10th.
fn open(grade: Grade, state: State) -> Open {
    Open { ticket: TicketId(Uuid::nil()), school: SCHOOL, path: "43.S.".into(), state, grade, due_on: day(10), responsible: Some(STAFF) }
}

fn told(open: &Open, holders: &[Holder], since: u32, today: u32) -> Vec<String> {
    lines(&Ladder::default(), open, BUREAU, holders, day(since), day(today))
        .into_iter()
        .map(|line| format!("{} as {} {:+}", name(line.person), line.rung, line.step))
        .collect()
}

#[test]
fn the_ladder_day_by_day() {
    let one = open(Grade::General, State::Rectifying);
    let table: Vec<(u32, Vec<String>)> =
        (2..=20).map(|today| (today, told(&one, &everybody(), today - 1, today))).filter(|(_, told)| !told.is_empty()).collect();
    let expected: Vec<(u32, Vec<String>)> = [
        (7, vec!["staff as owner -3"]),
        (9, vec!["staff as owner -1"]),
        (11, vec!["staff as owner +1", "officer as officer +1"]),
        (13, vec!["principal as principal +3"]),
        (17, vec!["reviewer as bureau +7"]),
    ]
    .into_iter()
    .map(|(day, told)| (day, told.into_iter().map(String::from).collect()))
    .collect();
    assert_eq!(table, expected);
    // A major one tells the bureau's leader on the first day.
    assert_eq!(
        told(&open(Grade::Major, State::Rectifying), &everybody(), 10, 11),
        ["staff as owner +1", "officer as officer +1", "leader as leader +1"]
    );
}

#[test]
fn days_slept_through_are_told_once_and_only_what_is_still_news() {
    let one = open(Grade::General, State::Rectifying);
    // From the 6th to the 14th: the reminders before are no news any more, each rung tells its last step.
    assert_eq!(told(&one, &everybody(), 6, 14), ["staff as owner +1", "officer as officer +1", "principal as principal +3"]);
    assert_eq!(told(&one, &everybody(), 6, 10), ["staff as owner -1"], "of two reminders the nearer");
    assert_eq!(told(&one, &everybody(), 11, 11), [""; 0], "twice on a day is once");
    // Somebody who is both is told once.
    let mut both = everybody();
    both.push(Holder { person: STAFF, org: SCHOOL, role: Role::Officer });
    assert_eq!(told(&one, &both, 10, 11), ["staff as owner +1", "officer as officer +1"]);
    both.push(Holder { person: STAFF, org: SCHOOL, role: Role::Principal });
    assert_eq!(told(&one, &both, 10, 13), ["staff as principal +3", "officer as officer +1", "principal as principal +3"]);
}

#[test]
fn whoever_holds_the_post_on_that_day_is_told() {
    let one = open(Grade::General, State::Rectifying);
    let left = Open { responsible: Some(GONE), ..one.clone() };
    assert_eq!(told(&left, &everybody(), 6, 7), ["officer as owner -3"], "whoever has left the school is not told, its officers are");
    // Said to be fixed: its owner has done their part, and whoever should look is told.
    assert_eq!(told(&open(Grade::General, State::Verifying), &everybody(), 10, 11), ["officer as officer +1"]);
    assert_eq!(told(&one, &without(Role::Reviewer), 16, 17), ["leader as bureau +7"]);
    assert_eq!(
        told(&open(Grade::Major, State::Rectifying), &without(Role::Leader), 10, 11).last().map(String::as_str),
        Some("reviewer as leader +1")
    );
    // A ladder is data.
    let own = Ladder::of([(Rung::Officer, vec![0]), (Rung::Principal, vec![1]), (Rung::Bureau, vec![3])]);
    let on = |today: u32| -> Vec<&str> {
        lines(&own, &one, BUREAU, &everybody(), day(today - 1), day(today)).into_iter().map(|line| name(line.person)).collect()
    };
    assert_eq!([on(9), on(10), on(11), on(12), on(13)], [vec![], vec!["officer"], vec!["principal"], vec![], vec!["reviewer"]]);
}

fn ticket(state: State, grade: Grade) -> Ticket {
    let planned = !matches!(state, State::Reported | State::Confirmed);
    let worked = matches!(state, State::Verifying | State::Signing | State::Accepting | State::Closed);
    Ticket {
        district: BUREAU,
        id: TicketId(Uuid::nil()),
        school: SCHOOL,
        path: "43.S.".into(),
        number: "2026-0001".into(),
        version: 1,
        state,
        grade,
        category: Category::Fire,
        title: "漏气".into(),
        description: String::new(),
        place: "后厨".into(),
        source: Source::Snap,
        risk_point: None,
        level: None,
        inspection: None,
        found_at: DateTime::default(),
        reported_at: DateTime::default(),
        acted_at: DateTime::default(),
        reporter: GONE,
        on_the_spot: false,
        confirmer: None,
        void_reason: None,
        plan: planned.then(|| Fulfilments {
            responsible: STAFF,
            measures: "m".into(),
            planned: Fen(0),
            due_on: day(10),
            contingency: "c".into(),
            six: None,
        }),
        assigner: None,
        work: worked.then(|| Work { rectifier: STAFF, done: "d".into(), spent: Fen(0) }),
        verifier: None,
        signer: None,
        accepter: None,
        closed_at: None,
        returned: 0,
        reopened: 0,
        position: None,
        merged_into: None,
        also: vec![],
        ask: None,
        first_due_on: None,
        extended: 0,
        basis: None,
        criteria: vec![],
        controls: vec![],
        out_of_use_on: None,
        recurs_from: None,
        listing: None,
        signed_for: None,
        acceptance: None,
    }
}

#[test]
fn an_act_tells_whoever_has_the_turn_now() {
    use Grade::{General, Major};
    let who = |state, grade, actor, holders: &[Holder]| -> Vec<String> {
        let told = addressed(None, &ticket(state, grade), actor, holders);
        told.into_iter().map(|(person, kind, as_what)| format!("{} {kind} {as_what}", name(person))).collect()
    };
    for (state, grade, expected) in [
        (State::Reported, General, "officer turn officer"),
        (State::Confirmed, General, "officer turn officer"),
        (State::Planning, Major, "reviewer turn bureau"),
        (State::Rectifying, General, "staff turn responsible"),
        (State::Verifying, General, "officer turn verifier"),
        (State::Signing, General, "principal turn principal"),
        (State::Accepting, Major, "reviewer turn bureau"),
        (State::Closed, General, "gone outcome reporter"),
        (State::Void, General, "gone outcome reporter"),
    ] {
        assert_eq!(who(state, grade, LEADER, &everybody()), [expected], "{state}");
    }
    // A new major one is the principal's to plan, and the bureau's to know.
    assert_eq!(who(State::Confirmed, Major, LEADER, &everybody()), ["principal turn principal", "reviewer notice bureau"]);
    assert_eq!(
        who(State::Confirmed, Major, OFFICER, &without(Role::Reviewer)),
        ["principal turn principal", "leader notice bureau"],
        "a leader only where there is no safety section"
    );
    let known = Ticket { state: State::Planning, ..ticket(State::Confirmed, Major) };
    let closed_off = Ticket { out_of_use_on: Some(day(3)), ..known.clone() };
    let told = addressed(Some(&known), &closed_off, PRINCIPAL, &everybody());
    assert_eq!(told, [(REVIEWER, Kind::Notice, "bureau")], "a place that is closed is told though nothing moved");
    // Where a post is empty, the next one.
    assert_eq!(who(State::Reported, General, STAFF, &without(Role::Officer)), ["principal turn officer"]);
    assert_eq!(who(State::Verifying, General, STAFF, &without(Role::Officer)), ["principal turn verifier"]);
    assert_eq!(who(State::Planning, Major, STAFF, &without(Role::Reviewer)), ["leader turn bureau"]);
    // Nobody is told of their own act, and whoever worked on it does not verify it.
    assert_eq!(who(State::Confirmed, General, OFFICER, &everybody()), [""; 0]);
    assert_eq!(who(State::Closed, General, GONE, &everybody()), [""; 0]);
    let mut own = ticket(State::Verifying, General);
    own.work = Some(Work { rectifier: OFFICER, done: "d".into(), spent: Fen(0) });
    let told = addressed(None, &own, OFFICER, &everybody());
    assert_eq!(told.iter().map(|(person, ..)| name(*person)).collect::<Vec<_>>(), ["principal"]);
}

#[test]
fn what_moves_nothing_tells_nobody_and_a_new_owner_is_told() {
    let before = ticket(State::Rectifying, Grade::General);
    assert_eq!(addressed(Some(&before), &before, OFFICER, &everybody()), []);
    let mut after = before.clone();
    if let Some(plan) = &mut after.plan {
        plan.responsible = GONE;
    }
    assert_eq!(addressed(Some(&before), &after, OFFICER, &everybody()), [(GONE, Kind::Turn, "responsible")]);
}

#[test]
fn more_time_is_told_to_whoever_decides_and_back() {
    let before = ticket(State::Rectifying, Grade::General);
    let due = before.due_on().expect("a deadline");
    let ask = Ask { until: due + Days::new(5), by: STAFF, reason: "r".into(), interim: "i".into() };
    let asked = Ticket { ask: Some(ask), ..before.clone() };
    let told = |before: &Ticket, after: &Ticket, actor| -> Vec<String> {
        addressed(Some(before), after, actor, &everybody()).iter().map(|(person, kind, _)| format!("{} {kind}", name(*person))).collect()
    };
    assert_eq!(told(&before, &asked, STAFF), ["principal turn"]);
    assert_eq!(told(&asked, &before, OFFICER), ["staff turn"]);
    // Whoever saw the same is told the end of it, too.
    let joined = Ticket { also: vec![STAFF, OFFICER], ..ticket(State::Closed, Grade::General) };
    assert_eq!(told(&before, &joined, OFFICER), ["gone outcome", "staff outcome"]);
}

#[test]
fn waits_grow_and_end() {
    let waits: Vec<u64> = [-1, 1, 2, 3, 4, 5, 6, 7, 99].into_iter().map(|attempts| wait(attempts).as_secs()).collect();
    assert_eq!(waits, [60, 60, 240, 960, 3840, 15360, 21600, 21600, 21600]);
}
