use super::*;
use crate::access::{Kind, SignedIn};
use crate::calendar::rules::tests::day;
use crate::id::{OrgId, PersonId, PostId, TipId};
use crate::text::Lang;
use uuid::Uuid;

fn place(n: u128, kind: Kind) -> Place {
    let id = OrgId(Uuid::from_u128(n));
    Place { id, district: id, kind, code: n.to_string(), path: format!("43.{n}."), name_zh: "x".into(), name_en: String::new() }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn actor(role: Role, place: &Place) -> Actor {
    SignedIn {
        person: PersonId(Uuid::from_u128(9)),
        name: "x".into(),
        post: PostId::new(),
        role,
        title: String::new(),
        place: place.clone(),
        at: at("2026-11-22T00:00:00Z"),
        many_posts: false,
        must_change: false,
    }
    .into()
}

fn tip(state: State) -> Tip {
    let school = place(1, Kind::School);
    Tip {
        district: school.district,
        id: TipId(Uuid::from_u128(5)),
        school: school.id,
        path: school.path,
        version: 3,
        state,
        words: "门卫室插座发热".into(),
        place: "门卫室".into(),
        photos: vec![],
        has_contact: false,
        risk_point: None,
        received_at: at("2026-11-20T00:00:00Z"),
        due_on: day("2026-11-27"),
        answer: "before".into(),
        reason: Some(Reason::Unclear),
        ticket: None,
        answerer: None,
        answered_at: None,
        contest: String::new(),
        contested_at: None,
        contests: 0,
        salt: vec![1],
    }
}

#[test]
fn only_the_officer_answers_only_what_waits_and_only_what_they_saw() {
    let (school, other, bureau) = (place(1, Kind::School), place(2, Kind::School), place(3, Kind::County));
    let mut table = Vec::new();
    for state in State::ALL {
        for (who, at) in [
            (Role::Officer, &school),
            (Role::Principal, &school),
            (Role::Staff, &school),
            (Role::Officer, &other),
            (Role::Reviewer, &bureau),
        ] {
            for seen in [3, 2] {
                let expected = match (who == Role::Officer && at.id == school.id, state.waits(), seen == 3) {
                    (false, ..) => Err(Refusal::Role),
                    (true, false, _) => Err(Refusal::Answered),
                    (true, true, false) => Err(Refusal::Stale),
                    (true, true, true) => Ok(()),
                };
                table.push((may(&tip(*state), &actor(who, at), &school, seen), expected, *state, who));
            }
        }
    }
    assert!(table.iter().all(|(got, expected, ..)| got == expected), "{table:?}");
    assert_eq!(table.iter().filter(|(got, ..)| got.is_ok()).count(), 2, "waiting and contested, by the officer");
}

#[test]
fn an_answer_takes_the_place_of_the_one_before() {
    let school = place(1, Kind::School);
    let officer = actor(Role::Officer, &school);
    let now = at("2026-11-22T01:00:00Z");
    let ticket = TicketId(Uuid::from_u128(7));
    let words = || "已经安排".to_owned();
    for (given, state, with) in [
        (Answer::Accept { ticket, words: words() }, State::Accepted, (Some(ticket), None, "已经安排")),
        (Answer::Known { ticket, words: String::new() }, State::Known, (Some(ticket), None, "")),
        (Answer::Decline { reason: Reason::NotOurs, words: words() }, State::Declined, (None, Some(Reason::NotOurs), "已经安排")),
        (Answer::Abuse, State::Abuse, (None, None, "")),
    ] {
        let before = tip(State::Contested);
        let change = answer(&before, &officer, &school, 3, given, now).unwrap();
        let after = change.after();
        assert_eq!((change.before(), after.state, after.version), (&before, state, 4));
        assert_eq!((after.ticket, after.reason, after.answer.as_str()), with);
        assert_eq!((after.answerer, after.answered_at), (Some(officer.person()), Some(now)));
        assert_eq!(change.deed().act().ends_with("_tip"), change.deed().told().starts_with("flash-tip-"));
    }
}

fn followed(state: State, ticket: Option<ticket::model::State>) -> Followed {
    Followed {
        path: String::new(),
        district: OrgId(Uuid::nil()),
        id: TipId(Uuid::nil()),
        words: String::new(),
        place: String::new(),
        school_zh: String::new(),
        school_en: String::new(),
        state,
        version: 1,
        answer: String::new(),
        received_at: at("2026-11-01T00:00:00Z"),
        due_on: day("2026-11-06"),
        answered_at: Some(at("2026-11-05T00:00:00Z")),
        contested_at: None,
        contests: 0,
        ticket,
        closed_at: (ticket == Some(ticket::model::State::Closed)).then(|| at("2026-11-10T00:00:00Z")),
        repairs: 0,
        now: at("2026-11-12T00:00:00Z"),
    }
}

#[test]
fn the_public_is_told_five_things_and_no_step_of_ours() {
    use ticket::model::State as Ticket;
    let mut told = std::collections::BTreeMap::<Standing, Vec<String>>::new();
    let tickets = || Ticket::ALL.iter().copied().map(Some).chain([None]);
    for state in State::ALL {
        for ticket in tickets() {
            told.entry(standing(&followed(*state, ticket)))
                .or_default()
                .push(format!("{state}/{}", ticket.map_or("-".into(), |ticket| ticket.to_string())));
        }
    }
    assert_eq!(told.len(), Standing::ALL.len());
    assert!(told[&Standing::Received].iter().all(|one| one.starts_with("waiting/")));
    assert_eq!(told[&Standing::Done], ["accepted/closed", "known/closed"]);
    assert!(
        told[&Standing::Rectifying].contains(&"accepted/verifying".into())
            && told[&Standing::Rectifying].contains(&"known/accepting".into())
    );
    assert_eq!(told[&Standing::Rectifying].len(), 8);
    assert!(told[&Standing::NotTaken].contains(&"accepted/void".into()) && told[&Standing::NotTaken].contains(&"abuse/-".into()));
    for standing in Standing::ALL {
        assert!(Lang::Zh.knows(&format!("tip-standing-{}", standing.code().replace('_', "-"))), "{standing}");
    }
}

#[test]
fn an_answer_is_contested_within_fifteen_days_and_three_times() {
    use ticket::model::State as Ticket;
    let done = || followed(State::Accepted, Some(Ticket::Closed));
    let declined = || followed(State::Declined, None);
    for (tip, until) in [
        (done(), Some("2026-11-25T00:00:00Z")),
        (Followed { now: at("2026-11-24T23:59:59Z"), ..done() }, Some("2026-11-25T00:00:00Z")),
        (Followed { now: at("2026-11-25T00:00:00Z"), ..done() }, None),
        (Followed { contests: 2, ..done() }, Some("2026-11-25T00:00:00Z")),
        (Followed { contests: 3, ..done() }, None),
        (declined(), Some("2026-11-20T00:00:00Z")),
        (Followed { now: at("2026-11-20T00:00:00Z"), ..declined() }, None),
        (followed(State::Waiting, None), None),
        (followed(State::Contested, Some(Ticket::Closed)), None),
        (followed(State::Accepted, Some(Ticket::Rectifying)), None),
        (followed(State::Accepted, Some(Ticket::Void)), None),
        (followed(State::Abuse, None), None),
    ] {
        assert_eq!(contestable(&tip), until.map(at), "{tip:?}");
    }
}
