//! Major dangers, listing, controls and deputies.

use super::*;

#[test]
fn a_criterion_makes_it_major_and_only_the_bureau_makes_less_of_it() {
    let (officer, principal, reviewer) =
        (actor(22, Role::Officer, &school()), actor(24, Role::Principal, &school()), actor(26, Role::Reviewer, &county()));
    let of = |t: &Ticket, who: &Actor, act: Act| decide(t, who, &act, now(), today()).map(|step| step.after().clone());
    let confirm = |grade, ticked| Act::Confirm { grade, category: Category::Fire, ticked, note: String::new() };
    let reported = ticket(State::Reported, Grade::General, DOER);
    assert_eq!(of(&reported, &officer, confirm(Grade::General, direct())), Err(Refusal::Criterion));
    let major = of(&reported, &officer, confirm(Grade::Major, direct())).unwrap();
    assert_eq!((major.basis, major.criteria.len()), (Some(Basis::Criterion), 1));
    assert_eq!(major.listing, Some(Listing::proposed()), "it is put before the bureau at once");
    let together = Ticked { ids: vec![CriterionId(id(801)); 3], met: Some(Basis::Count) };
    let counted = of(&reported, &officer, confirm(Grade::Major, together)).unwrap();
    assert_eq!((counted.basis, &counted.listing), (Some(Basis::Count), &None));
    let few = Ticked { ids: vec![CriterionId(id(801))], met: None };
    assert_eq!(of(&reported, &officer, confirm(Grade::General, few)).map(|t| t.criteria.len()), Ok(1), "what was ticked is kept");

    let lower = || Act::Regrade { grade: Grade::General, ticked: Ticked::default(), note: "复核不成立".into() };
    assert_eq!(of(&major, &principal, lower()), Err(Refusal::BureauLowers));
    let lowered = of(&major, &reviewer, lower()).unwrap();
    assert_eq!((lowered.grade, lowered.basis, lowered.listing), (Grade::General, None, None));
    let still = Act::Regrade { grade: Grade::General, ticked: direct(), note: "复核".into() };
    assert_eq!(of(&major, &reviewer, still), Err(Refusal::Criterion));

    // Its plan has six parts.
    let assign =
        |six| Act::Assign {
            to: staff_member(77), measures: "换".into(), planned: Fen(0), due_on: today(), contingency: "停".into(), six
        };
    assert_eq!(of(&major, &principal, assign(None)), Err(Refusal::SixParts));
    let hole = SixParts { goal: String::new(), ..six() };
    assert_eq!(of(&major, &principal, assign(Some(hole))), Err(Refusal::SixParts));
    assert_eq!(of(&major, &principal, assign(Some(six()))).map(|t| t.state), Ok(State::Planning));

    // Two different people were on site, since it was reported.
    let accepting = ticket(State::Accepting, Grade::Major, DOER);
    for (members, day, outcome) in [
        (vec!["甲"], today(), Err(Refusal::TwoPeople)),
        (vec!["甲", "甲"], today(), Err(Refusal::TwoPeople)),
        (vec!["甲", "乙"], today() + Days::new(1), Err(Refusal::Visited)),
        (vec!["甲", "乙"], today() - Days::new(2), Err(Refusal::Visited)),
        (vec!["甲", "乙"], today(), Ok(State::Closed)),
    ] {
        let on_site = Acceptance { visited_on: day, members: members.iter().map(ToString::to_string).collect() };
        let act = Act::Accept { on_site, note: "已消除".into() };
        assert_eq!(of(&accepting, &reviewer, act).map(|t| t.state), outcome, "{members:?} {day}");
    }
}

#[test]
fn what_is_listed_closes_only_after_it_is_taken_off_by_whoever_listed_it() {
    let (county_reviewer, city_reviewer, principal) =
        (actor(26, Role::Reviewer, &county()), actor(29, Role::Reviewer, &city()), actor(24, Role::Principal, &school()));
    let of = |t: &Ticket, who: &Actor, act: Act| decide(t, who, &act, now(), today()).map(|step| step.after().clone());
    let days = |n: u64| today() + Days::new(n);
    let list = |n| Act::List { number: "2026-1".into(), due_on: days(n), supervisor: PersonId(id(29)), note: String::new() };
    let work = Ticket { plan: None, ..ticket(State::Confirmed, Grade::Major, DOER) };
    assert_eq!(of(&ticket(State::Confirmed, Grade::General, DOER), &city_reviewer, list(30)), Err(Refusal::State), "only major ones");
    assert_eq!(of(&work, &principal, list(30)), Err(Refusal::Role));
    assert_eq!(of(&work, &city_reviewer, list(366)), Err(Refusal::Deadline), "a year at most");
    let listed = of(&work, &city_reviewer, list(30)).unwrap();
    let sign: &Sign = listed.listing.as_ref().and_then(|listing| listing.sign.as_ref()).unwrap();
    assert_eq!((sign.level, sign.listed_on, sign.due_on, listed.state), (Kind::City, today(), days(30), State::Confirmed));
    assert_eq!(of(&listed, &city_reviewer, list(40)), Err(Refusal::State), "once");

    // The plan stays within it; more time moves both.
    let assign = |n| Act::Assign {
        to: staff_member(77),
        measures: "换".into(),
        planned: Fen(0),
        due_on: days(n),
        contingency: "停".into(),
        six: Some(six()),
    };
    assert_eq!(of(&listed, &principal, assign(31)), Err(Refusal::BeyondListing));
    let planned = of(&listed, &principal, assign(30)).unwrap();
    let rectifying = of(&planned, &county_reviewer, Act::ApprovePlan { note: String::new() }).unwrap();
    let asked =
        of(&rectifying, &actor(77, Role::Staff, &school()), Act::AskExtension { until: days(60), reason: "a".into(), interim: "b".into() })
            .unwrap();
    let longer = of(&asked, &city_reviewer, Act::GrantExtension { until: days(50), note: String::new() }).unwrap();
    assert_eq!(longer.listing.as_ref().and_then(|listing| listing.sign.as_ref()).map(|sign| sign.due_on), Some(days(50)));
    let lower = Act::Regrade { grade: Grade::General, ticked: Ticked::default(), note: "降".into() };
    assert_eq!(of(&longer, &city_reviewer, lower), Err(Refusal::Listed));

    // Told and filed by whoever listed it, once each.
    for deed in [Act::FileListing, Act::PublishListing] {
        assert_eq!(of(&longer, &county_reviewer, deed.clone()), Err(Refusal::ListedAbove));
        let told = of(&longer, &city_reviewer, deed.clone()).unwrap();
        assert_eq!(of(&told, &city_reviewer, deed), Err(Refusal::State));
    }

    let submitted = of(&longer, &actor(77, Role::Staff, &school()), sample(Deed::Submit).unwrap()).unwrap();
    let passed = of(&submitted, &actor(22, Role::Officer, &school()), sample(Deed::Pass).unwrap()).unwrap();
    let signed = of(&passed, &principal, sample(Deed::Sign).unwrap()).unwrap();
    assert_eq!(signed.listing.as_ref().map(|listing| listing.state), Some(ListingState::Requested), "the signature asks for it");
    let (accept, delist) = (sample(Deed::Accept).unwrap(), sample(Deed::Delist).unwrap());
    assert_eq!(of(&signed, &city_reviewer, accept.clone()), Err(Refusal::Listed));
    assert_eq!(of(&signed, &county_reviewer, delist.clone()), Err(Refusal::ListedAbove));
    assert_eq!(of(&signed, &county_reviewer, Act::Refuse { note: "n".into() }), Err(Refusal::ListedAbove));
    let back = of(&signed, &city_reviewer, Act::Refuse { note: "没除净".into() }).unwrap();
    assert_eq!((back.state, back.listing.as_ref().map(|listing| listing.state)), (State::Rectifying, Some(ListingState::Listed)));
    let off = of(&signed, &city_reviewer, delist).unwrap();
    assert_eq!((off.state, off.listed()), (State::Accepting, false));
    let closed = of(&off, &county_reviewer, accept).unwrap();
    assert_eq!(closed.state, State::Closed);
    assert!(of(&closed, &city_reviewer, Act::PublishListing).is_ok(), "that it was taken off is told afterwards");
    let again = of(&closed, &county_reviewer, Act::Reopen { due_on: Some(days(5)), note: "又漏".into() }).unwrap();
    assert_eq!(again.listing, Some(Listing::proposed()));
    for t in [&listed, &planned, &longer, &signed, &back, &off, &closed, &again] {
        holds(t);
    }
}

#[test]
fn controls_and_a_closed_place_end_with_the_danger() {
    let (officer, principal, reviewer) =
        (actor(22, Role::Officer, &school()), actor(24, Role::Principal, &school()), actor(26, Role::Reviewer, &county()));
    let of = |t: &Ticket, who: &Actor, deed: Deed| decide(t, who, &sample(deed).unwrap(), now(), today()).map(|step| step.after().clone());
    let t = ticket(State::Rectifying, Grade::Major, DOER);
    assert_eq!(of(&t, &officer, Deed::Lift), Err(Refusal::State), "none stands");
    assert_eq!(of(&t, &officer, Deed::CloseOff), Err(Refusal::Role));
    let guarded = of(&of(&t, &officer, Deed::Control).unwrap(), &principal, Deed::CloseOff).unwrap();
    assert_eq!((guarded.controls.len(), guarded.out_of_use_on, guarded.state), (1, Some(today()), State::Rectifying));
    assert_eq!(of(&guarded, &officer, Deed::Control), Err(Refusal::Controls), "the same plan twice");
    assert_eq!(of(&guarded, &principal, Deed::PutBack), Err(Refusal::Role), "a major one's place is the bureau's to open");
    assert_eq!(of(&guarded, &reviewer, Deed::PutBack).unwrap().out_of_use_on, None);
    assert_eq!(of(&guarded, &officer, Deed::Lift).unwrap().controls[0].until, Some(today()));
    let closing =
        Ticket { controls: guarded.controls.clone(), out_of_use_on: guarded.out_of_use_on, ..ticket(State::Accepting, Grade::Major, DOER) };
    let closed = of(&closing, &reviewer, Deed::Accept).unwrap();
    assert_eq!((closed.controls[0].until, closed.out_of_use_on), (Some(today()), None));
}

#[test]
fn a_deputy_signs_in_place_of_the_principal_and_never_their_own_verdict() {
    let head = PersonId(id(24));
    let deputy = |person| actor(person, Role::Officer, &school()).as_deputy_of(Some(head));
    let t = ticket(State::Signing, Grade::General, DOER);
    let sign = sample(Deed::Sign).unwrap();
    let of = |who: &Actor| decide(&t, who, &sign, now(), today()).map(|step| (step.after().signer, step.after().signed_for));
    assert_eq!(of(&deputy(22)), Ok((Some(PersonId(id(22))), Some(head))));
    assert_eq!(of(&deputy(VERIFIER)), Err(Refusal::OwnVerdict));
    assert_eq!(of(&deputy(DOER)), Err(Refusal::OwnWork));
    assert_eq!(of(&actor(22, Role::Officer, &school())), Err(Refusal::Role), "without a delegation");
    assert_eq!(of(&actor(24, Role::Principal, &school())), Ok((Some(head), None)));
    assert_eq!(of(&actor(22, Role::Officer, &neighbour()).as_deputy_of(Some(head))), Err(Refusal::Role), "of another school");
    // For the signature and for nothing else.
    let major = ticket(State::Confirmed, Grade::Major, DOER);
    assert_eq!(decide(&major, &deputy(22), &sample(Deed::Assign).unwrap(), now(), today()).unwrap_err(), Refusal::Role);
}
