use super::*;
use crate::calendar::rules::tests::{day, entry};
use crate::id::{CampaignId, InspectionId, InspectionPlanId, OrgId, PersonId, TemplateId};
use crate::inspection::model::Kind;
use crate::risk::model::Tier;
use crate::task::model::Asked;
use crate::text::Words;
use chrono::TimeZone;

const ZONE: Zone = Zone(chrono_tz::Asia::Shanghai);

fn timing(rhythm: Rhythm) -> Timing {
    Timing { rhythm, windows: vec![], weekdays: vec![], school_days: true, before: None, lead: 0, raise: false }
}

fn plan(timing: Timing) -> Plan {
    Plan {
        id: InspectionPlanId::new(),
        district: OrgId::new(),
        school: OrgId::new(),
        path: "43.1.9.".into(),
        title: "x".into(),
        kind: Kind::Daily,
        tier: Tier::Post,
        person: PersonId::new(),
        asked: Asked::List(TemplateId::new()),
        timing,
        starts: day("2026-09-01"),
        ends: None,
        standing: Standing::Active,
        version: 1,
    }
}

fn calendar() -> Calendar {
    let entries = [
        entry("", Entry::Off, "2026-10-01", "2026-10-07"),
        entry("", Entry::School, "2026-10-10", "2026-10-10"),
        entry("43.", Entry::Term, "2026-09-01", "2027-01-22"),
        entry("43.", Entry::Key, "2026-11-23", "2026-11-29"),
    ];
    Calendar::at(&entries, "43.1.9.")
}

/// Every occasion that opens in a span of days: slot, opening and end by the wall clock.
fn told(plan: &Plan, first: &str, last: &str) -> Vec<String> {
    let clock = |at: DateTime<Utc>| ZONE.local(at).format("%m-%d %H:%M").to_string();
    day(first)
        .iter_days()
        .take_while(|on| *on <= day(last))
        .flat_map(|on| occasions(plan, &calendar(), ZONE, on))
        .map(|one| format!("{} {} - {}", one.slot, clock(one.opens), clock(one.due)))
        .collect()
}

#[test]
fn each_rhythm_has_its_days() {
    let daily = plan(timing(Rhythm::Daily));
    assert_eq!(
        told(&daily, "2026-09-30", "2026-10-10"),
        [
            "2026-09-30#1 09-30 00:00 - 10-01 00:00",
            "2026-10-08#1 10-08 00:00 - 10-09 00:00",
            "2026-10-09#1 10-09 00:00 - 10-10 00:00",
            "2026-10-10#1 10-10 00:00 - 10-11 00:00",
        ]
    );
    let weekly = plan(timing(Rhythm::Weekly));
    assert_eq!(
        told(&weekly, "2026-09-28", "2026-10-18"),
        // The week of the holiday begins with its last school days, the one after the holiday on Thursday and ends on the make-up Saturday.
        ["2026-09-28w 09-28 00:00 - 10-01 00:00", "2026-10-05w 10-08 00:00 - 10-11 00:00", "2026-10-12w 10-12 00:00 - 10-17 00:00"]
    );
    let fridays = plan(Timing { weekdays: vec![5, 5], windows: vec![Window { from: 900, to: 1020 }], ..timing(Rhythm::Weekly) });
    // 2 October is a holiday and its week has no further school day: nothing.
    assert_eq!(
        told(&fridays, "2026-09-25", "2026-10-11"),
        ["2026-09-25#1 09-25 15:00 - 09-25 17:00", "2026-10-09#1 10-09 15:00 - 10-09 17:00"]
    );
    let monthly = plan(timing(Rhythm::Monthly));
    assert_eq!(
        told(&monthly, "2026-09-01", "2026-11-02"),
        ["2026-09-01m1 09-01 00:00 - 10-01 00:00", "2026-10-01m1 10-08 00:00 - 10-31 00:00", "2026-11-01m1 11-02 00:00 - 12-01 00:00"]
    );
    let quarterly = plan(timing(Rhythm::Quarterly));
    assert_eq!(told(&quarterly, "2026-10-01", "2026-12-31"), ["2026-10-01m3 10-08 00:00 - 01-01 00:00"]);
    let termly = plan(timing(Rhythm::Termly));
    assert_eq!(told(&termly, "2026-09-01", "2027-01-31"), ["2026-09-01t 09-01 00:00 - 10-01 00:00"]);
    assert_eq!(told(&plan(timing(Rhythm::EachUse)), "2026-09-01", "2026-12-31").len(), 0);
}

#[test]
fn several_times_a_day_and_over_midnight() {
    let nights = plan(Timing {
        windows: vec![Window { from: 22 * 60, to: 23 * 60 + 30 }, Window { from: 23 * 60 + 30, to: 2 * 60 }],
        school_days: false,
        ..timing(Rhythm::Daily)
    });
    assert_eq!(
        told(&nights, "2026-10-01", "2026-10-01"),
        ["2026-10-01#1 10-01 22:00 - 10-01 23:30", "2026-10-01#2 10-01 23:30 - 10-02 02:00"]
    );
}

#[test]
fn a_plan_that_begins_or_ends_inside_a_span_has_what_is_left_of_it() {
    let late = Plan { starts: day("2026-11-11"), ends: Some(day("2026-11-18")), ..plan(timing(Rhythm::Weekly)) };
    assert_eq!(told(&late, "2026-11-01", "2026-11-30"), ["2026-11-09w 11-11 00:00 - 11-14 00:00", "2026-11-16w 11-16 00:00 - 11-21 00:00"]);
    let paused = Plan { standing: Standing::Paused, ..late };
    assert_eq!(told(&paused, "2026-11-01", "2026-11-30").len(), 0);
}

#[test]
fn a_key_period_raises_the_rhythm() {
    let weekly = plan(Timing { raise: true, ..timing(Rhythm::Weekly) });
    let slots = told(&weekly, "2026-11-16", "2026-11-30");
    assert_eq!(slots.len(), 7, "{slots:?}"); // a week, five days of the key week, a week
    let monthly = plan(Timing { raise: true, ..timing(Rhythm::Monthly) });
    assert_eq!(
        told(&monthly, "2026-11-02", "2026-11-30"),
        ["2026-11-01m1 11-02 00:00 - 12-01 00:00", "2026-11-23w 11-23 00:00 - 11-28 00:00"]
    );
}

#[test]
fn what_is_looked_at_before_an_event_is_due_on_its_eve() {
    let before = |event, lead| plan(Timing { before: Some(event), lead, ..timing(Rhythm::Before) });
    assert_eq!(told(&before(Event::Off, 5), "2026-09-01", "2026-12-31"), ["2026-10-01b 09-26 00:00 - 10-01 00:00"]);
    assert_eq!(told(&before(Event::Key, 3), "2026-09-01", "2026-12-31"), ["2026-11-23b 11-20 00:00 - 11-23 00:00"]);
    let term = Plan { starts: day("2026-08-01"), ..before(Event::Term, 7) };
    assert_eq!(told(&term, "2026-08-01", "2026-09-10"), ["2026-09-01b 08-25 00:00 - 09-01 00:00"]);
}

#[test]
fn a_task_is_open_until_its_end_then_late_then_missed() {
    let at = |d, h| Utc.with_ymd_and_hms(2026, 11, d, h, 0, 0).unwrap();
    let task = Task {
        id: InspectionId::new(),
        plan: None,
        called: None,
        title: "x".into(),
        kind: Kind::Daily,
        person: PersonId::new(),
        person_name: String::new(),
        items: 1,
        opens: at(10, 8),
        due: at(10, 10),
        done: None,
        late_reason: String::new(),
        begun: None,
    };
    for (now, expected) in [
        (at(10, 7), State::Waiting),
        (at(10, 8), State::Open),
        (at(10, 10), State::Open),
        (at(10, 11), State::Overdue),
        (at(13, 10), State::Overdue),
        (at(13, 11), State::Missed),
    ] {
        assert_eq!(state(&task, now), expected, "{now}");
    }
    for (running, expected) in [(true, State::Overdue), (false, State::Missed)] {
        let called = Called { id: CampaignId::new(), running, owner: Words::default(), reminded: None };
        assert_eq!(
            state(&Task { called: Some(called), ..task.clone() }, at(20, 0)),
            expected,
            "a campaign that runs waits for every school"
        );
    }
    assert_eq!(state(&Task { done: Some(at(10, 9)), ..task.clone() }, at(20, 0)), State::Done);
    assert_eq!(state(&Task { done: Some(at(10, 12)), ..task }, at(20, 0)), State::Late);
}
