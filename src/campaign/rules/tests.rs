use super::*;
use crate::calendar::model::Kind as Entry;
use crate::calendar::rules::tests::{day, entry};
use crate::campaign::model::{Member, Post};
use crate::id::{InspectionId, TemplateId};
use crate::money::Fen;
use crate::text::Words;
use chrono::TimeZone;

const ZONE: Zone = Zone(chrono_tz::Asia::Shanghai);

#[test]
fn a_task_opens_and_is_due_on_days_with_school() {
    // A term, the Dragon Boat holiday with its make-up Sunday, one school's own long weekend around the deadline.
    let all = [
        entry("43.", Entry::Term, "2027-02-22", "2027-07-05"),
        entry("", Entry::Off, "2027-06-09", "2027-06-11"),
        entry("", Entry::School, "2027-06-06", "2027-06-06"),
        entry("43.1.9.", Entry::Off, "2027-06-01", "2027-06-04"),
        entry("43.1.9.", Entry::Off, "2027-06-07", "2027-06-30"),
        entry("43.2.", Entry::School, "2027-06-10", "2027-06-10"),
    ];
    for (path, starts, deadline, asked, opens, due) in [
        ("43.1.8.", "2027-06-01", "2027-06-08", "2027-05-20", "2027-06-01", "2027-06-08"),
        ("43.1.8.", "2027-06-05", "2027-06-10", "2027-05-20", "2027-06-06", "2027-06-14"), // Saturday to the make-up Sunday; the holiday, then a weekend
        ("43.2.7.", "2027-06-05", "2027-06-10", "2027-05-20", "2027-06-06", "2027-06-10"), // its county has school that day
        ("43.1.9.", "2027-06-01", "2027-06-10", "2027-05-20", "2027-06-06", "2027-07-01"), // off on both days
        ("43.1.9.", "2027-06-08", "2027-06-10", "2027-05-20", "2027-07-01", "2027-07-01"), // off for all of it: one day remains
        ("43.1.8.", "2027-06-01", "2027-06-08", "2027-06-03", "2027-06-03", "2027-06-08"), // launched late
        ("43.1.8.", "2027-06-01", "2027-06-08", "2027-06-09", "2027-06-14", "2027-06-14"), // asked after the end: never late when made
        ("43.1.8.", "2027-07-04", "2027-07-08", "2027-05-20", "2027-07-05", "2027-07-08"), // no term is kept beyond: the day stays
        ("44.1.8.", "2027-06-05", "2027-06-08", "2027-05-20", "2027-06-06", "2027-06-08"), // nobody keeps terms there: any weekday, and the make-up day
    ] {
        let calendar = Calendar::at(&all, path);
        assert_eq!(days(&calendar, day(starts), day(deadline), day(asked)), (day(opens), day(due)), "{path} {starts} {deadline} {asked}");
    }
    let (opens, due) = span(ZONE, day("2027-06-01"), day("2027-06-10")).unwrap();
    assert_eq!(opens, chrono::Utc.with_ymd_and_hms(2027, 5, 31, 16, 0, 0).unwrap());
    assert_eq!(due, chrono::Utc.with_ymd_and_hms(2027, 6, 10, 16, 0, 0).unwrap(), "the end of the day");
}

fn draft() -> Draft {
    Draft {
        title: "防汛专项检查".into(),
        theme: String::new(),
        kind: Kind::Seasonal,
        document: String::new(),
        words: String::new(),
        starts: day("2027-05-20"),
        ends: day("2027-06-30"),
        deadline: day("2027-06-10"),
        phases: vec![Phase { name: "部署".into(), from: day("2027-05-20"), to: day("2027-05-25"), what: String::new() }],
        leaders: vec![Member { post: Post::Head, name: "王局长".into() }],
        series: TemplateId::new(),
    }
}

#[test]
fn days_that_contradict_each_other_are_named_at_their_field() {
    type Change = fn(&mut Draft);
    let cases: [(Change, &[(Day, &str)]); 9] = [
        (|_| {}, &[]),
        (|d| d.deadline = day("2027-06-30"), &[]),
        (|d| d.deadline = day("2027-05-19"), &[(Day::Deadline, "campaign-deadline-early")]),
        (|d| d.deadline = day("2027-07-01"), &[(Day::Deadline, "campaign-deadline-late")]),
        (
            |d| d.ends = day("2027-05-19"),
            &[(Day::Ends, "campaign-ends-early"), (Day::From(0), "campaign-phase-outside"), (Day::To(0), "campaign-phase-outside")],
        ),
        (|d| d.ends = day("2028-06-30"), &[(Day::Ends, "campaign-too-long")]),
        (|d| d.phases[0].to = day("2027-05-19"), &[(Day::To(0), "campaign-phase-backwards")]),
        (|d| d.phases[0].from = day("2027-05-19"), &[(Day::From(0), "campaign-phase-outside")]),
        (|d| d.phases[0].to = day("2027-07-01"), &[(Day::To(0), "campaign-phase-outside")]),
    ];
    for (change, expected) in cases {
        let mut draft = draft();
        change(&mut draft);
        assert_eq!(faults(&draft), expected);
    }
}

#[test]
fn a_period_and_its_phases_pass() {
    let one = &draft().phases[0];
    for (on, state) in [("2027-05-19", ""), ("2027-05-20", "c"), ("2027-05-25", "c"), ("2027-05-26", "d")] {
        assert_eq!(phase(one, day(on)), state, "{on}");
    }
    for (on, percent) in [("2027-05-19", 0), ("2027-05-20", 10), ("2027-05-24", 50), ("2027-05-29", 100), ("2028-01-01", 100)] {
        assert_eq!(elapsed(day("2027-05-20"), day("2027-05-29"), day(on)), percent, "{on}");
    }
}

fn target(state: State) -> Target {
    Target {
        code: "S1".into(),
        path: "43.1.S1.".into(),
        name: Words::default(),
        state,
        person: String::new(),
        person_id: None,
        task: (state != State::Nobody).then(InspectionId::new),
        opens: None,
        due: None,
        done: matches!(state, State::Done | State::Late).then(|| Utc.with_ymd_and_hms(2027, 6, 3, 4, 0, 0).unwrap()),
        number: matches!(state, State::Begun | State::Done | State::Late).then(|| "JC-2027-0001".into()),
        items: 3,
        answered: 0,
        found: 0,
        open: 0,
        closed: 0,
        spent: Fen(0),
        reminded: None,
        reminders: 0,
        report: String::new(),
        reported: None,
        reporter: String::new(),
    }
}

#[test]
fn a_school_is_reminded_of_what_it_can_do_and_once_a_day() {
    let today = day("2027-06-03");
    for (state, may) in [
        (State::Nobody, false),
        (State::Waiting, false),
        (State::Fresh, true),
        (State::Begun, true),
        (State::Overdue, true),
        (State::Late, false),
        (State::Done, false),
    ] {
        assert_eq!(remindable(&target(state), ZONE, today), may, "{state}");
    }
    // Midnight where the schools are, not in Greenwich.
    for (at, may) in [((2027, 6, 2, 15, 59), true), ((2027, 6, 2, 16, 0), false), ((2027, 6, 3, 4, 0), false)] {
        let (y, m, d, h, min) = at;
        let reminded = Utc.with_ymd_and_hms(y, m, d, h, min, 0).single();
        assert_eq!(remindable(&Target { reminded, ..target(State::Fresh) }, ZONE, today), may, "{at:?}");
    }
}

#[test]
fn what_a_school_may_do_follows_from_how_far_it_is() {
    use Standing::{Closed, Running};
    for (standing, state, add, hand, report) in [
        (Running, State::Nobody, false, false, false),
        (Running, State::Waiting, true, true, false),
        (Running, State::Fresh, true, true, false),
        (Running, State::Begun, false, true, false),
        (Running, State::Done, false, false, true),
        (Running, State::Late, false, false, true),
        (Closed, State::Fresh, false, false, false),
        (Closed, State::Done, false, false, false),
    ] {
        let one = target(state);
        assert_eq!((adds(standing, &one), hands(standing, &one), reports(standing, &one)), (add, hand, report), "{standing} {state}");
    }
}
