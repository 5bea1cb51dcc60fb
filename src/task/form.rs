//! What was typed: an inspection plan.

use super::model::{Asked, Event, Plan, Rhythm, Standing, Timing, Window};
use super::rules::{MOST_LEAD, MOST_WINDOWS};
use crate::id::{PersonId, RiskPointId, TemplateId};
use crate::inspection::model::Kind;
use crate::risk::model::Tier;
use crate::web::form::{Errors, Fields};
use chrono::NaiveDate;

/// Most letters of a plan's name.
pub const TITLE: usize = 60;
/// The most points of one route.
const POINTS: usize = 100;

/// What a plan may name: people at the school, check lists usable there, risk points in use there, in the order they are walked unless said
/// otherwise.
pub struct Ground<'a> {
    pub people: &'a [PersonId],
    pub lists: &'a [TemplateId],
    pub points: &'a [RiskPointId],
    pub today: NaiveDate,
}

/// Checks a plan's form and puts what it says into the plan.
///
/// # Errors
/// Every fault, at its field.
pub fn plan(fields: &Fields, ground: &Ground, before: &Plan) -> Result<Plan, Errors> {
    let mut errors = Errors::default();
    let title = fields.required(&mut errors, "title", TITLE);
    let kind = fields.choice(&mut errors, "kind", Kind::from_code);
    let tier = fields.choice(&mut errors, "tier", Tier::from_code);
    let person = fields.choice(&mut errors, "person", |id| id.parse::<PersonId>().ok().filter(|id| ground.people.contains(id)));
    let asked = asked(fields, &mut errors, ground);
    let timing = timing(fields, &mut errors);
    let starts = if fields.get("starts").is_empty() { Some(before.starts) } else { fields.date(&mut errors, "starts") };
    let ends = if fields.get("ends").is_empty() { None } else { fields.date(&mut errors, "ends") };
    if let (Some(starts), Some(ends)) = (starts, ends)
        && ends < starts
    {
        errors.add("ends", "plan-ends-early");
    }
    let made = match (kind, tier, person, asked, timing, starts) {
        (Some(kind), Some(tier), Some(person), Some(asked), Some(timing), Some(starts)) => {
            Some(Plan { title, kind, tier, person, asked, timing, starts, ends, ..before.clone() })
        }
        _ => None,
    };
    errors.or(made)
}

fn asked(fields: &Fields, errors: &mut Errors, ground: &Ground) -> Option<Asked> {
    if fields.get("asks") == "route" {
        let mut picked: Vec<(u32, usize, RiskPointId)> = fields
            .all("pick")
            .iter()
            .filter_map(|id| {
                let id: RiskPointId = id.parse().ok()?;
                let own = ground.points.iter().position(|one| *one == id)?;
                let typed = fields.get(&format!("nr-{id}")).trim().parse().unwrap_or(u32::MAX);
                Some((typed, own, id))
            })
            .collect();
        picked.sort_unstable();
        picked.dedup_by_key(|(_, own, _)| *own);
        match picked.len() {
            0 => errors.add("pick", "plan-no-points"),
            1..=POINTS => return Some(Asked::Route(picked.into_iter().map(|(_, _, id)| id).collect())),
            _ => errors.add_with("pick", "plan-many-points", POINTS.to_string()),
        }
        return None;
    }
    let list = fields.get("list").parse::<TemplateId>().ok().filter(|list| ground.lists.contains(list));
    if list.is_none() {
        errors.add("list", "plan-no-list");
    }
    list.map(Asked::List)
}

fn timing(fields: &Fields, errors: &mut Errors) -> Option<Timing> {
    let rhythm = fields.choice(errors, "rhythm", Rhythm::from_code)?;
    let mut timing = Timing {
        rhythm,
        windows: vec![],
        weekdays: vec![],
        school_days: fields.ticked("school_days"),
        before: None,
        lead: 0,
        raise: fields.ticked("raise") && !matches!(rhythm, Rhythm::Daily | Rhythm::EachUse | Rhythm::Before),
    };
    if rhythm == Rhythm::Weekly {
        timing.weekdays = fields.all("weekday").iter().filter_map(|day| day.parse().ok()).filter(|day| (1..=7).contains(day)).collect();
    }
    if rhythm == Rhythm::Daily || !timing.weekdays.is_empty() {
        timing.windows = windows(fields.get("windows"), errors);
    }
    if rhythm == Rhythm::Before {
        timing.before = fields.choice(errors, "before", Event::from_code);
        match fields.get("lead").trim().parse::<u8>() {
            Ok(lead) if (1..=MOST_LEAD).contains(&lead) => timing.lead = lead,
            _ => errors.add_with("lead", "plan-lead", MOST_LEAD.to_string()),
        }
    }
    Some(timing)
}

/// `7:30-8:30, 11:00-13:00`: spans of the day, apart by commas or lines. Full-width marks serve as well.
fn windows(text: &str, errors: &mut Errors) -> Vec<Window> {
    const APART: [char; 6] = [',', ';', '\n', '，', '；', '、'];
    let mut found = Vec::new();
    for part in text.split(APART).map(str::trim).filter(|part| !part.is_empty()) {
        match window(part) {
            Some(window) if !found.contains(&window) => found.push(window),
            Some(_) => {}
            None => {
                errors.add_with("windows", "plan-window", part.chars().take(20).collect());
                return vec![];
            }
        }
    }
    if found.len() > MOST_WINDOWS {
        errors.add_with("windows", "plan-many-windows", MOST_WINDOWS.to_string());
    }
    found
}

fn window(text: &str) -> Option<Window> {
    let (from, to) = text.split_once(['-', '–', '—', '~', '～', '\u{81f3}'])?;
    let (from, to) = (minutes(from)?, minutes(to)?);
    (from < Window::MINUTES && from != to).then_some(Window { from, to: to % Window::MINUTES })
}

fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once([':', '：'])?;
    let (hours, minutes): (u16, u16) = (hours.trim().parse().ok()?, minutes.trim().parse().ok()?);
    (minutes < 60 && (hours < 24 || (hours == 24 && minutes == 0))).then_some(hours * 60 + minutes)
}

/// A plan as its form shows it.
pub fn filled(plan: &Plan) -> Fields {
    let mut fields = Fields::default();
    for (name, value) in [
        ("title", plan.title.clone()),
        ("kind", plan.kind.to_string()),
        ("tier", plan.tier.to_string()),
        ("person", plan.person.to_string()),
        ("rhythm", plan.timing.rhythm.to_string()),
        ("windows", plan.timing.windows.iter().map(|window| window.text()).collect::<Vec<_>>().join(", ")),
        ("before", plan.timing.before.map(|event| event.to_string()).unwrap_or_default()),
        ("lead", if plan.timing.lead == 0 { String::new() } else { plan.timing.lead.to_string() }),
        ("starts", plan.starts.to_string()),
        ("ends", plan.ends.map(|day| day.to_string()).unwrap_or_default()),
        ("school_days", if plan.timing.school_days { "yes" } else { "" }.into()),
        ("raise", if plan.timing.raise { "yes" } else { "" }.into()),
        ("version", plan.version.to_string()),
    ] {
        fields.set(name, value);
    }
    fields.set_all("weekday", plan.timing.weekdays.iter().map(ToString::to_string).collect());
    match &plan.asked {
        Asked::List(series) => {
            fields.set("asks", "list");
            fields.set("list", series.to_string());
        }
        Asked::Route(points) => {
            fields.set("asks", "route");
            fields.set_all("pick", points.iter().map(ToString::to_string).collect());
            for (n, point) in points.iter().enumerate() {
                fields.set(&format!("nr-{point}"), (n + 1).to_string());
            }
        }
        // Changed on the page of its hidden danger; no form shows it.
        Asked::Control(_) => {}
    }
    fields
}

/// What becomes of a plan besides.
pub fn standing(fields: &Fields) -> Option<Standing> {
    match fields.get("do") {
        "pause" => Some(Standing::Paused),
        "resume" => Some(Standing::Active),
        "end" => Some(Standing::Ended),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_a_day_are_read_as_people_write_them() {
        for (text, expected) in [
            ("7:30-8:30, 11:00-13:00", Some(vec![(450, 510), (660, 780)])),
            ("07：30—08：30，22:00至2:00", Some(vec![(450, 510), (1320, 120)])),
            ("0:00-24:00", Some(vec![(0, 0)])),
            ("", Some(vec![])),
            ("8:00-9:00\n8:00-9:00", Some(vec![(480, 540)])),
            ("8-9", None),
            ("8:00", None),
            ("8:00-8:00", None),
            ("25:00-26:00", None),
            ("8:60-9:00", None),
            ("24:00-1:00", None),
        ] {
            let mut errors = Errors::default();
            let found: Vec<(u16, u16)> = windows(text, &mut errors).into_iter().map(|one| (one.from, one.to)).collect();
            assert_eq!(errors.is_empty().then_some(found), expected, "{text}");
        }
    }

    #[test]
    fn more_windows_than_a_day_bears_are_refused() {
        let many = (0..13).map(|hour| format!("{hour}:00-{hour}:30")).collect::<Vec<_>>().join(",");
        let mut errors = Errors::default();
        windows(&many, &mut errors);
        assert!(errors.mentions("plan-many-windows"));
    }
}
