//! What was typed: a round, and the words of an act on it.

use super::model::{Asks, Candidate, Member, Method, Pool, Round};
use super::rules::{LEAST_SHARE, MOST_VISITS};
use crate::id::{PersonId, TemplateId};
use crate::inspection::model::Occasion;
use crate::org::model::{Ownership, Stage};
use crate::web::form::{Errors, Fields, trimmed};
use chrono::{Datelike, NaiveDate};

const TITLE: usize = 60;
/// Most letters of a reason.
const REASON: usize = 200;
/// Most letters of a note.
const NOTE: usize = 500;
/// Most letters of a summary.
const SUMMARY: usize = 2000;
const NAME: usize = 20;
const UNIT: usize = 40;
/// Most people from elsewhere.
const MOST_OTHERS: usize = 20;
/// Most risk points of one visit.
const MOST_POINTS: i16 = 20;
/// Longest time looked back by a re-check.
const MOST_DAYS: i16 = 365;

/// What a form may name.
pub struct Ground<'a> {
    /// The bureau's people, and its own name.
    pub people: &'a [(PersonId, String)],
    pub unit: &'a str,
    pub lists: &'a [TemplateId],
    /// Codes of the districts below.
    pub districts: &'a [String],
}

/// A checked round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub title: String,
    pub occasion: Occasion,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
    pub asks: Asks,
    pub pool: Pool,
    pub method: Method,
    /// How many to draw; as many as are chosen where they are chosen.
    pub size: i16,
    pub team: Vec<Member>,
    pub leader: PersonId,
}

/// What of a round is corrected, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub title: String,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
    pub team: Vec<Member>,
    pub leader: PersonId,
    pub note: String,
    pub reason: String,
}

/// The schools a form lets be drawn. What is not understood narrows nothing.
pub fn pool(fields: &Fields, districts: &[String]) -> Pool {
    let known = |name: &str, good: bool| if good { fields.get(name).to_owned() } else { String::new() };
    Pool {
        district: known("district", districts.iter().any(|code| code == fields.get("district"))),
        stage: known("stage", Stage::from_code(fields.get("stage")).is_some()),
        ownership: known("ownership", Ownership::from_code(fields.get("ownership")).is_some()),
        boarding: known("boarding", matches!(fields.get("boarding"), "yes" | "no")),
    }
}

/// Checks a round.
///
/// # Errors
/// Every fault, at its field.
pub fn round(fields: &Fields, ground: &Ground<'_>, candidates: &[Candidate]) -> Result<New, Errors> {
    let mut errors = Errors::default();
    let occasion = chosen(fields, &mut errors, "occasion", "visit-occasion-missing", Occasion::from_code);
    let title = needed(fields, &mut errors, "title", TITLE, "visit-title-missing");
    let (starts, ends) = (fields.date(&mut errors, "starts"), fields.date(&mut errors, "ends"));
    if starts.zip(ends).is_some_and(|(starts, ends)| ends < starts) {
        errors.add("ends", "visit-ends-before");
    }
    let asks = asks(fields, &mut errors, ground.lists);
    let leader = leader(fields, &mut errors, ground);
    let team = team(fields, &mut errors, ground, leader);
    let method = chosen(fields, &mut errors, "method", "visit-method-missing", Method::from_code);
    let size = match method {
        Some(Method::Chosen) => {
            let chosen = picked(fields, candidates).len();
            let size = i16::try_from(chosen).ok().filter(|n| *n <= MOST_VISITS);
            if chosen == 0 {
                errors.add("pick", "visit-none-picked");
            } else if size.is_none() {
                errors.add_with("pick", "visit-many-picked", MOST_VISITS.to_string());
            }
            size
        }
        Some(_) => {
            let size = number(fields, &mut errors, "size", "visit-size-wrong", 1, MOST_VISITS);
            if size.is_some_and(|size| usize::try_from(size).is_ok_and(|size| size > candidates.len())) {
                errors.add_with("size", "visit-too-few-schools", candidates.len().to_string());
            }
            size
        }
        None => Some(0),
    };
    let made = (|| {
        Some(New {
            title,
            occasion: occasion?,
            starts: starts?,
            ends: ends?,
            asks: asks?,
            pool: pool(fields, ground.districts),
            method: method?,
            size: size?,
            team,
            leader: leader?,
        })
    })();
    errors.or(made)
}

/// Checks the correction of a round.
///
/// # Errors
/// Every fault, at its field.
pub fn correction(fields: &Fields, ground: &Ground<'_>) -> Result<Correction, Errors> {
    let mut errors = Errors::default();
    let title = needed(fields, &mut errors, "title", TITLE, "visit-title-missing");
    let (starts, ends) = (fields.date(&mut errors, "starts"), fields.date(&mut errors, "ends"));
    if starts.zip(ends).is_some_and(|(starts, ends)| ends < starts) {
        errors.add("ends", "visit-ends-before");
    }
    let leader = leader(fields, &mut errors, ground);
    let team = team(fields, &mut errors, ground, leader);
    let note = fields.optional(&mut errors, "note", NOTE);
    let reason = needed(fields, &mut errors, "reason", REASON, "visit-reason-missing");
    let made = (|| Some(Correction { title, starts: starts?, ends: ends?, team, leader: leader?, note, reason }))();
    errors.or(made)
}

/// A round as the form of its correction shows it.
pub fn filled(round: &Round) -> Fields {
    let own: Vec<String> = round.team.iter().filter_map(|one| one.person).map(|id| id.to_string()).collect();
    let others: Vec<String> =
        round.team.iter().filter(|one| one.person.is_none()).map(|one| format!("{} | {}", one.name, one.unit)).collect();
    let (starts, ends, version) = (round.starts.to_string(), round.ends.to_string(), round.version.to_string());
    let others = others.join("\n");
    let mut pairs = vec![
        ("title", round.title.as_str()),
        ("starts", &starts),
        ("ends", &ends),
        ("others", &others),
        ("note", &round.note),
        ("version", &version),
    ];
    // The one who leads stands first.
    pairs.extend(own.first().map(|id| ("leader", id.as_str())));
    pairs.extend(own.iter().map(|id| ("member", id.as_str())));
    Fields::of(pairs)
}

/// One of the bureau's own people.
fn leader(fields: &Fields, errors: &mut Errors, ground: &Ground<'_>) -> Option<PersonId> {
    chosen(fields, errors, "leader", "visit-leader-missing", |id| {
        let id: PersonId = id.parse().ok()?;
        ground.people.iter().any(|(one, _)| *one == id).then_some(id)
    })
}

/// Those of the candidates that are ticked.
pub fn picked<'a>(fields: &Fields, candidates: &'a [Candidate]) -> Vec<&'a Candidate> {
    candidates.iter().filter(|one| fields.all("pick").contains(&one.id.to_string())).collect()
}

fn asks(fields: &Fields, errors: &mut Errors, lists: &[TemplateId]) -> Option<Asks> {
    match fields.get("asks") {
        "list" => {
            let list = fields.get("list").parse().ok().filter(|id: &TemplateId| lists.contains(id));
            if list.is_none() {
                errors.add("list", "visit-list-missing");
            }
            list.map(|list| Asks::List { list: list.0 })
        }
        "points" => number(fields, errors, "count", "visit-count-wrong", 1, MOST_POINTS).map(|count| Asks::Points { count }),
        "closed" => closed(fields, errors),
        _ => {
            errors.add("asks", "visit-asks-missing");
            None
        }
    }
}

fn closed(fields: &Fields, errors: &mut Errors) -> Option<Asks> {
    let days = number(fields, errors, "days", "visit-days-wrong", 1, MOST_DAYS);
    let share = number(fields, errors, "share", "visit-share-wrong", LEAST_SHARE, 100);
    days.zip(share).map(|(days, share)| Asks::Closed { days, share })
}

/// One of several codes; a fault of its own, so that the list of faults tells them apart.
fn chosen<T>(fields: &Fields, errors: &mut Errors, name: &'static str, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let found = read(fields.get(name));
    if found.is_none() {
        errors.add(name, key);
    }
    found
}

/// Words that must be there, likewise.
fn needed(fields: &Fields, errors: &mut Errors, name: &'static str, most: usize, key: &'static str) -> String {
    let text = fields.optional(errors, name, most);
    if text.is_empty() {
        errors.add(name, key);
    }
    text
}

/// A whole number between two others, also in full-width digits.
fn number(fields: &Fields, errors: &mut Errors, name: &'static str, key: &'static str, least: i16, most: i16) -> Option<i16> {
    let typed: String = trimmed(fields.get(name))
        .chars()
        .map(|c| match c {
            '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(c) - 0xff10 + u32::from('0')).unwrap_or(c),
            _ => c,
        })
        .collect();
    let digits = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_digit());
    let number = typed.parse().ok().filter(|n| digits && (least..=most).contains(n));
    if number.is_none() {
        errors.add_with(name, key, format!("{least}–{most}"));
    }
    number
}

/// Who goes along: the bureau's own, the one who leads first, then those from elsewhere.
fn team(fields: &Fields, errors: &mut Errors, ground: &Ground<'_>, leader: Option<PersonId>) -> Vec<Member> {
    let along = |id: PersonId| Some(id) == leader || fields.all("member").contains(&id.to_string());
    let mut own: Vec<&(PersonId, String)> = ground.people.iter().filter(|(id, _)| along(*id)).collect();
    own.sort_by_key(|(id, _)| Some(*id) != leader);
    let own = own.into_iter().map(|(id, name)| Member { person: Some(id.0), name: name.clone(), unit: ground.unit.to_owned() });
    own.chain(others(fields, errors)).collect()
}

/// People from elsewhere: one on a line, what follows a bar is their unit. A full-width bar serves as well.
fn others(fields: &Fields, errors: &mut Errors) -> Vec<Member> {
    const BARS: [char; 2] = ['|', '\u{ff5c}'];
    let text = fields.optional(errors, "others", MOST_OTHERS * (NAME + UNIT + 4));
    let mut found = Vec::new();
    for line in text.lines().map(trimmed).filter(|line| !line.is_empty()) {
        let (name, unit) = line.split_once(BARS).unwrap_or((line, ""));
        let (name, unit) = (trimmed(name).to_owned(), trimmed(unit).to_owned());
        if name.is_empty() || name.chars().count() > NAME || unit.is_empty() || unit.chars().count() > UNIT {
            errors.add_with("others", "visit-others-line", line.chars().take(NAME).collect());
        }
        found.push(Member { person: None, name, unit });
    }
    if found.len() > MOST_OTHERS {
        errors.add_with("others", "visit-others-many", MOST_OTHERS.to_string());
    }
    found
}

/// What a fresh form shows: two weeks from tomorrow, drawn with weights, led by whoever opens it.
pub fn first(me: PersonId, today: NaiveDate) -> Fields {
    let later = |days| today.checked_add_days(chrono::Days::new(days)).unwrap_or(today).to_string();
    let me = me.to_string();
    Fields::of([
        ("starts", later(1).as_str()),
        ("ends", later(14).as_str()),
        ("count", "5"),
        ("days", "90"),
        ("share", "10"),
        ("method", Method::Weighted.code()),
        ("leader", me.as_str()),
    ])
}

/// Who leads one visit, and on which day it is planned.
///
/// # Errors
/// Every fault, at its field.
pub fn plan(fields: &Fields, team: &[Member]) -> Result<(PersonId, Option<NaiveDate>), Errors> {
    let mut errors = Errors::default();
    let leader = chosen(fields, &mut errors, "leader", "visit-leader-missing", |id| {
        let id: PersonId = id.parse().ok()?;
        team.iter().any(|one| one.person == Some(id.0)).then_some(id)
    });
    let planned = if trimmed(fields.get("planned")).is_empty() { None } else { fields.date(&mut errors, "planned") };
    errors.or(leader.map(|leader| (leader, planned)))
}

/// Why a school is dropped, or schools are drawn once more.
///
/// # Errors
/// The fault, at its field.
pub fn reason(fields: &Fields) -> Result<String, Errors> {
    let mut errors = Errors::default();
    let reason = needed(fields, &mut errors, "reason", REASON, "visit-reason-missing");
    errors.or(Some(reason))
}

/// What came of a round, in words.
///
/// # Errors
/// The fault, at its field.
pub fn summary(fields: &Fields) -> Result<String, Errors> {
    let mut errors = Errors::default();
    let summary = needed(fields, &mut errors, "summary", SUMMARY, "visit-summary-missing");
    errors.or(Some(summary))
}

/// The first day of the year.
pub fn new_year(today: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::OrgId;
    use uuid::Uuid;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn candidate(n: u128) -> Candidate {
        Candidate {
            id: OrgId(Uuid::from_u128(n)),
            code: format!("S{n}"),
            name_zh: "校".into(),
            name_en: String::new(),
            open: 0,
            overdue: 0,
            red: 0,
            last: None,
            closed: 0,
        }
    }

    /// A good form with changes: the round, or the keys of what is wrong by field.
    fn tried(changes: &[(&str, &str)]) -> Result<New, Vec<(String, &'static str)>> {
        let list = TemplateId(Uuid::from_u128(9));
        let (leader, list_text) = (person(1).to_string(), list.to_string());
        let mut fields = Fields::of([
            ("title", "秋季四不两直"),
            ("occasion", "unannounced"),
            ("starts", "2026-11-23"),
            ("ends", "2026-12-04"),
            ("asks", "list"),
            ("list", list_text.as_str()),
            ("method", "random"),
            ("size", "2"),
            ("leader", leader.as_str()),
        ]);
        for (name, value) in changes {
            fields.set(name, *value);
        }
        let people = [(person(1), "甲".to_owned()), (person(2), "乙".to_owned())];
        let ground = Ground { people: &people, unit: "区局", lists: &[list], districts: &[] };
        let candidates: Vec<Candidate> = (20..23).map(candidate).collect();
        round(&fields, &ground, &candidates).map_err(|errors| {
            ["title", "occasion", "starts", "ends", "asks", "list", "count", "days", "share", "method", "size", "pick", "leader", "others"]
                .into_iter()
                .filter_map(|name| errors.fault(name).map(|fault| (name.to_owned(), fault.key)))
                .collect()
        })
    }

    #[test]
    fn every_fault_is_told_at_its_field() {
        for (changes, field, key) in [
            (vec![("title", " \u{3000}")], "title", "visit-title-missing"),
            (vec![("occasion", "surprise")], "occasion", "visit-occasion-missing"),
            (vec![("ends", "2026-11-22")], "ends", "visit-ends-before"),
            (vec![("ends", "2026-02-29")], "ends", "field-date"),
            (vec![("asks", "")], "asks", "visit-asks-missing"),
            (vec![("list", "x")], "list", "visit-list-missing"),
            (vec![("list", "00000000-0000-0000-0000-000000000008")], "list", "visit-list-missing"),
            (vec![("asks", "points"), ("count", "0")], "count", "visit-count-wrong"),
            (vec![("asks", "points"), ("count", "21")], "count", "visit-count-wrong"),
            (vec![("asks", "points"), ("count", "")], "count", "visit-count-wrong"),
            (vec![("asks", "closed"), ("days", "90"), ("share", "4")], "share", "visit-share-wrong"),
            (vec![("asks", "closed"), ("days", "-1"), ("share", "5")], "days", "visit-days-wrong"),
            (vec![("method", "dice")], "method", "visit-method-missing"),
            (vec![("size", "1.5")], "size", "visit-size-wrong"),
            (vec![("size", "+1")], "size", "visit-size-wrong"),
            (vec![("size", "99999999")], "size", "visit-size-wrong"),
            (vec![("size", "4")], "size", "visit-too-few-schools"),
            (vec![("method", "chosen")], "pick", "visit-none-picked"),
            (vec![("method", "chosen"), ("pick", "00000000-0000-0000-0000-000000000063")], "pick", "visit-none-picked"),
            (vec![("leader", "00000000-0000-0000-0000-000000000003")], "leader", "visit-leader-missing"),
            (vec![("others", "张三")], "others", "visit-others-line"),
            (vec![("others", "|消防")], "others", "visit-others-line"),
        ] {
            assert_eq!(tried(&changes), Err(vec![(field.to_owned(), key)]), "{changes:?}");
        }
    }

    #[test]
    fn whoever_leads_goes_along_and_comes_first() {
        let leader = person(2).to_string();
        let made = tried(&[
            ("leader", &leader),
            ("member", &person(1).to_string()),
            ("others", "张三｜消防救援大队\n\n李四 | 市场监管所"),
            ("size", "２"),
        ])
        .unwrap();
        let names: Vec<(&str, &str)> = made.team.iter().map(|one| (one.name.as_str(), one.unit.as_str())).collect();
        assert_eq!(names, [("乙", "区局"), ("甲", "区局"), ("张三", "消防救援大队"), ("李四", "市场监管所")]);
        assert_eq!((made.size, made.leader), (2, person(2)));
    }

    #[test]
    fn chosen_schools_are_as_many_as_are_ticked() {
        let made = tried(&[("method", "chosen"), ("size", "3"), ("pick", &OrgId(Uuid::from_u128(21)).to_string())]).unwrap();
        assert_eq!((made.method, made.size), (Method::Chosen, 1));
    }

    #[test]
    fn a_pool_names_only_what_there_is() {
        let fields = Fields::of([("district", "430405"), ("stage", "primary"), ("ownership", "church"), ("boarding", "maybe")]);
        assert_eq!(pool(&fields, &["430406".into()]), Pool { stage: "primary".into(), ..Pool::default() });
    }
}
