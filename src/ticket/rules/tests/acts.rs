//! What each act asks for, moves and leaves.

use super::*;

#[test]
fn work_without_a_photo_is_not_submitted() {
    let t = ticket(State::Rectifying, Grade::General, DOER);
    let bare = Act::Submit { done: "已换".into(), spent: Fen(0), photos: vec![] };
    assert_eq!(decide(&t, &actor(DOER, Role::Staff, &school()), &bare, now(), today()).unwrap_err(), Refusal::NoPhoto);
    let t = ticket(State::Reported, Grade::General, DOER);
    let bare = Act::FixOnTheSpot { done: "已换".into(), spent: Fen(0), photos: vec![] };
    assert_eq!(decide(&t, &actor(22, Role::Officer, &school()), &bare, now(), today()).unwrap_err(), Refusal::NoPhoto);
}

#[test]
fn a_deadline_lies_between_today_and_a_year_ahead() {
    let t = ticket(State::Confirmed, Grade::General, DOER);
    let officer = actor(22, Role::Officer, &school());
    let due = |days: i64| {
        let due_on = today() + chrono::Duration::days(days);
        decide(
            &t,
            &officer,
            &Act::Assign { to: staff_member(77), measures: "换".into(), planned: Fen(0), due_on, contingency: "停".into(), six: None },
            now(),
            today(),
        )
        .map(|_| ())
    };
    assert_eq!([due(-1), due(0), due(365), due(366)], [Err(Refusal::Deadline), Ok(()), Ok(()), Err(Refusal::Deadline)]);
}

#[test]
fn the_principal_is_never_made_responsible() {
    let to = Assignee { person: PersonId(id(77)), principal: true };
    let officer = actor(22, Role::Officer, &school());
    let assign =
        Act::Assign { to: to.clone(), measures: "换".into(), planned: Fen(0), due_on: today(), contingency: "停".into(), six: None };
    assert_eq!(
        decide(&ticket(State::Confirmed, Grade::General, DOER), &officer, &assign, now(), today()).unwrap_err(),
        Refusal::PrincipalResponsible
    );
    let reassign = Act::Reassign { to, note: "换人".into() };
    assert_eq!(
        decide(&ticket(State::Rectifying, Grade::General, DOER), &officer, &reassign, now(), today()).unwrap_err(),
        Refusal::PrincipalResponsible
    );
    let nobody_new = Act::Reassign { to: staff_member(DOER), note: "不换".into() };
    assert_eq!(
        decide(&ticket(State::Rectifying, Grade::General, DOER), &officer, &nobody_new, now(), today()).unwrap_err(),
        Refusal::SamePerson
    );
}

#[test]
fn work_that_comes_back_keeps_its_plan_and_loses_its_verdicts() {
    let cases = [
        (State::Verifying, Deed::Fail, actor(22, Role::Officer, &school())),
        (State::Signing, Deed::SendBack, actor(24, Role::Principal, &school())),
        (State::Accepting, Deed::Refuse, actor(26, Role::Reviewer, &county())),
    ];
    for (state, deed, who) in cases {
        let before = ticket(state, Grade::Major, DOER);
        let step = decide(&before, &who, &sample(deed).unwrap(), now(), today()).unwrap();
        let after = step.after();
        assert_eq!((after.state, after.returned), (State::Rectifying, before.returned + 1), "{deed}");
        assert_eq!((&after.plan, &after.work, after.verifier, after.signer), (&before.plan, &None, None, None), "{deed}");
        assert_eq!(step.facts().get("rectifier").map(String::as_str), Some(""), "the ledger says that the old work ended");
    }
    let mut spot = ticket(State::Verifying, Grade::General, DOER);
    (spot.plan, spot.on_the_spot) = (None, true);
    let step = decide(&spot, &actor(22, Role::Officer, &school()), &sample(Deed::Fail).unwrap(), now(), today()).unwrap();
    assert_eq!((step.after().state, step.after().on_the_spot), (State::Confirmed, false), "nobody was assigned yet");
}

#[test]
fn all_thirty_two_combinations_of_the_five_fulfilments() {
    let names = ["responsible", "measures", "planned", "due_on", "contingency"];
    let person = PersonId(id(77)).to_string();
    let due = today().to_string();
    let values = [person.as_str(), "换阀门", "0", due.as_str(), "停气"];
    let named = form::Named { people: vec![staff_member(77)], ..form::Named::default() };
    // Blank in the ways a field can be: absent, empty, spaces of several scripts, marks that show nothing.
    for blank in [None, Some(""), Some("   "), Some("\u{3000}\u{a0}"), Some("\u{200b}\u{feff}\u{2060}")] {
        for given in 0_u8..32 {
            let here = |n: usize| given & (1 << n) != 0;
            let pairs = names
                .iter()
                .zip(values)
                .enumerate()
                .filter_map(|(n, (name, value))| if here(n) { Some((*name, value)) } else { blank.map(|blank| (*name, blank)) });
            let nothing = Photos { drafted: vec![], errors: Errors::default() };
            let read = form::act(Deed::Assign, &Fields::of(pairs), &nothing, &named, today());
            match read {
                Ok(act) => {
                    assert_eq!(given, 31, "passed with {given:05b} and {blank:?}: {act:?}");
                    let step =
                        decide(&ticket(State::Confirmed, Grade::General, DOER), &actor(22, Role::Officer, &school()), &act, now(), today())
                            .unwrap();
                    assert_eq!(step.after().plan.as_ref().map(|plan| plan.planned), Some(Fen(0)), "zero is a sum");
                }
                Err(errors) => {
                    assert_ne!(given, 31, "refused though all five are there");
                    for (n, name) in names.iter().enumerate() {
                        assert_eq!(errors.has(name), !here(n), "{name} with {given:05b} and {blank:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn asking_moves_nothing_and_granting_does() {
    let (doer, officer, principal) =
        (actor(DOER, Role::Staff, &school()), actor(22, Role::Officer, &school()), actor(24, Role::Principal, &school()));
    let days = |n: u64| today() + Days::new(n);
    let ask = |until| Act::AskExtension { until, reason: "等配件".into(), interim: "围挡".into() };
    let grant = |until| Act::GrantExtension { until, note: String::new() };
    let of = |t: &Ticket, who: &Actor, act: &Act| decide(t, who, act, now(), today()).map(|step| step.after().clone());

    // Due today.
    let t = ticket(State::Rectifying, Grade::General, DOER);
    assert_eq!(of(&t, &doer, &ask(today())), Err(Refusal::NotLater));
    assert_eq!(of(&t, &doer, &ask(days(366))), Err(Refusal::Deadline));
    assert_eq!(of(&t, &actor(21, Role::Staff, &school()), &ask(days(10))), Err(Refusal::NotResponsible));
    assert_eq!(of(&t, &principal, &grant(days(10))), Err(Refusal::State), "nothing is asked for");
    let asked = of(&t, &doer, &ask(days(10))).unwrap();
    assert_eq!((asked.due_on(), asked.extended, waits_for(&asked)), (t.due_on(), 0, Some(Turn::Principal)));
    assert!(asked.overdue(days(1)), "it is late while nobody has granted anything");
    assert_eq!(of(&asked, &officer, &ask(days(20))), Err(Refusal::Asked));

    for (who, until, outcome) in [
        (&officer, days(5), Err(Refusal::Role)),
        (&principal, today(), Err(Refusal::NotLater)),
        (&principal, days(11), Err(Refusal::Longer)),
        (&actor(26, Role::Reviewer, &county()), days(5), Err(Refusal::Role)),
        (&principal, days(5), Ok((Some(days(5)), Some(today()), 1))),
    ] {
        assert_eq!(of(&asked, who, &grant(until)).map(|t| (t.due_on(), t.first_due_on, t.extended)), outcome, "{until}");
    }
    let denied = of(&asked, &principal, &Act::DenyExtension { note: "不行".into() }).unwrap();
    assert_eq!((denied.due_on(), denied.extended, denied.ask), (t.due_on(), 0, None));

    // The first deadline stays the first; the third time is one too many, unless it is major.
    let once = of(&asked, &principal, &grant(days(5))).unwrap();
    let twice = of(&of(&once, &officer, &ask(days(9))).unwrap(), &principal, &grant(days(9))).unwrap();
    assert_eq!((twice.first_due_on, twice.due_on(), twice.extended), (Some(today()), Some(days(9)), 2));
    assert_eq!(of(&twice, &doer, &ask(days(20))), Err(Refusal::Extended));
    let major = Ticket { grade: Grade::Major, ..twice.clone() };
    let asked = of(&major, &doer, &ask(days(20))).unwrap();
    assert_eq!(of(&asked, &principal, &grant(days(20))), Err(Refusal::Role), "a major one is the bureau's");
    assert!(of(&asked, &actor(26, Role::Reviewer, &county()), &grant(days(20))).is_ok());

    // Whoever asked does not decide, through whatever post; and what is submitted needs no more time.
    let both =
        Ticket { ask: asked.ask.clone().map(|ask| Ask { by: PersonId(id(24)), ..ask }), ..ticket(State::Rectifying, Grade::General, DOER) };
    assert_eq!(of(&both, &principal, &grant(days(5))), Err(Refusal::OwnRequest));
    assert_eq!(of(&both, &doer, &sample(Deed::Submit).unwrap()).unwrap().ask, None);
}

#[test]
fn from_major_to_general_takes_another_person_and_a_reason() {
    let note = |words: &str| words.to_owned();
    let (officer, principal, reviewer) =
        (actor(22, Role::Officer, &school()), actor(24, Role::Principal, &school()), actor(26, Role::Reviewer, &county()));
    let of = |t: &Ticket, who: &Actor, act: Act| decide(t, who, &act, now(), today()).map(|step| step.after().clone());
    let confirm = |grade, words: &str| Act::Confirm { grade, category: Category::Fire, ticked: Ticked::default(), note: note(words) };
    let reported = ticket(State::Reported, Grade::Major, DOER);
    assert_eq!(of(&reported, &officer, confirm(Grade::General, "")), Err(Refusal::NoReason));
    assert_eq!(of(&reported, &officer, confirm(Grade::General, "不算重大")), Err(Refusal::Lowering));
    assert_eq!(of(&reported, &officer, confirm(Grade::Major, "")), Err(Refusal::NoReason), "judged major by whom, and why?");
    assert_eq!(
        of(&reported, &officer, confirm(Grade::Major, "研判")).map(|t| (t.grade, t.basis)),
        Ok((Grade::Major, Some(Basis::Judgement)))
    );
    assert_eq!(of(&reported, &principal, confirm(Grade::General, "不算重大")).map(|t| t.grade), Ok(Grade::General));
    let own = Ticket { reporter: principal.person(), ..reported };
    assert_eq!(of(&own, &principal, confirm(Grade::General, "不算重大")), Err(Refusal::Lowering));
    assert_eq!(of(&ticket(State::Reported, Grade::General, DOER), &principal, confirm(Grade::General, "")), Err(Refusal::Role));

    let regrade = |grade| Act::Regrade { grade, ticked: Ticked::default(), note: note("复核") };
    let general = ticket(State::Signing, Grade::General, DOER);
    assert_eq!(of(&general, &officer, regrade(Grade::General)), Err(Refusal::SameGrade));
    let raised = of(&general, &officer, regrade(Grade::Major)).unwrap();
    assert_eq!((raised.state, raised.grade, raised.work, raised.verifier), (State::Confirmed, Grade::Major, None, None));
    for (state, to) in [
        (State::Confirmed, State::Confirmed),
        (State::Planning, State::Rectifying),
        (State::Rectifying, State::Rectifying),
        (State::Verifying, State::Verifying),
        (State::Signing, State::Signing),
        (State::Accepting, State::Signing),
    ] {
        let major = ticket(state, Grade::Major, DOER);
        assert_eq!(of(&major, &officer, regrade(Grade::General)), Err(Refusal::Lowering), "{state}");
        for who in [&principal, &reviewer] {
            let lowered = of(&major, who, regrade(Grade::General)).unwrap();
            assert_eq!((lowered.state, lowered.grade), (to, Grade::General), "{state}");
            holds(&lowered);
        }
        // Whoever confirmed it as major does not take that back.
        let confirmed = Ticket { confirmer: Some(principal.person()), ..major };
        assert_eq!(of(&confirmed, &principal, regrade(Grade::General)), Err(Refusal::Lowering), "{state}");
    }
}

#[test]
fn what_is_closed_is_opened_again_for_ninety_days() {
    let officer = actor(22, Role::Officer, &school());
    let reopen = |due_on| Act::Reopen { due_on, note: "又松了".into() };
    let closed = Ticket { first_due_on: None, ..ticket(State::Closed, Grade::General, DOER) };
    let after = |days: i64, due_on| decide(&closed, &officer, &reopen(due_on), now() + chrono::Duration::days(days), today());
    let open = after(90, Some(today())).unwrap();
    let open = open.after();
    assert_eq!((open.state, open.reopened, open.closed_at, open.work.as_ref()), (State::Rectifying, 1, None, None));
    holds(open);
    assert_eq!(after(91, Some(today())).unwrap_err(), Refusal::TooLate);
    assert_eq!(after(1, None).unwrap_err(), Refusal::Deadline, "the work has a plan, so it needs a new deadline");
    let mut spot = closed.clone();
    (spot.plan, spot.on_the_spot) = (None, true);
    let again = decide(&spot, &officer, &reopen(None), now(), today()).unwrap();
    assert_eq!((again.after().state, again.after().on_the_spot), (State::Confirmed, false));
}

#[test]
fn a_duplicate_leaves_its_reporters_with_the_original() {
    let officer = actor(22, Role::Officer, &school());
    let original = Ticket { id: TicketId(id(101)), also: vec![PersonId(id(61))], ..ticket(State::Rectifying, Grade::General, DOER) };
    let void = |original| Act::Void { reason: VoidReason::Duplicate, note: "同一处".into(), original };
    let twice = Ticket {
        reporter: PersonId(id(60)),
        also: vec![PersonId(id(61)), PersonId(id(FINDER))],
        ..ticket(State::Reported, Grade::General, DOER)
    };
    let of = |act: &Act| decide(&twice, &officer, act, now(), today()).map(|step| step.after().clone());
    assert_eq!(of(&void(None)), Err(Refusal::WhichOne));
    assert_eq!(of(&void(Some(twice.id))), Err(Refusal::WhichOne), "of itself");
    assert_eq!(of(&Act::Void { reason: VoidReason::Untrue, note: "无".into(), original: Some(original.id) }), Err(Refusal::WhichOne));
    let gone = of(&void(Some(original.id))).unwrap();
    assert_eq!((gone.state, gone.merged_into), (State::Void, Some(original.id)));
    let kept = absorb(&original, &twice, &officer, now()).unwrap();
    assert_eq!(kept.after().also, [PersonId(id(61)), PersonId(id(60))], "nobody twice, and the first reporter not again");
    assert_eq!((kept.after().state, kept.after().version), (State::Rectifying, original.version + 1));
    for state in [State::Closed, State::Void] {
        assert_eq!(absorb(&Ticket { state, ..original.clone() }, &twice, &officer, now()).unwrap_err(), Refusal::WhichOne);
    }
    let finder = actor(FINDER, Role::Staff, &school());
    let join = Act::Join { note: String::new() };
    assert_eq!(decide(&original, &finder, &join, now(), today()).unwrap_err(), Refusal::Known);
    let another = actor(62, Role::Staff, &school());
    assert_eq!(decide(&original, &another, &join, now(), today()).unwrap().after().also.last(), Some(&another.person()));
    assert_eq!(decide(&original, &actor(26, Role::Reviewer, &county()), &join, now(), today()).unwrap_err(), Refusal::Role);
}
