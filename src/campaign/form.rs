//! What was typed: a campaign with its phases and its leading group, the schools looked for, what a school adds.

use super::model::{Added, Campaign, Draft, Member, Phase, Post, Shift, Standing, Wanted};
use super::rules::{self, Day, KINDS, MOST_LEADERS, MOST_PHASES};
use crate::id::TemplateId;
use crate::inspection::model::{Kind, Question};
use crate::inspection::rules::category_of;
use crate::org::model::{Ownership, Stage};
use crate::risk::model::Proof;
use crate::web::form::{Errors, Fields, trimmed};
use chrono::NaiveDate;

const TITLE: usize = 60;
const LINE: usize = 80;
const NAME: usize = 40;
const WORDS: usize = 1000;
pub const SUMMARY: usize = 4000;
const QUESTION: usize = 200;
/// Rows a form offers before anything is typed, and how many each press of a button brings.
pub const PHASES: usize = 3;
pub const LEADERS: usize = 3;

/// The name of one field of a row: `p2_from` of the second phase, `m1_name` of the first person.
pub fn field(of: &str, row: usize, part: &str) -> String {
    format!("{of}{row}_{part}")
}

/// How many rows of a kind a form shows: what it says, in bounds.
pub fn rows(fields: &Fields, of: &str) -> usize {
    let (usual, most) = if of == "phases" { (PHASES, MOST_PHASES) } else { (LEADERS, MOST_LEADERS) };
    fields.get(of).parse::<usize>().unwrap_or(usual).clamp(1, most)
}

/// The same form with more empty rows, when that is what was asked.
pub fn more(fields: &mut Fields) -> bool {
    for (asked, of, by) in [("more_phases", "phases", 1), ("more_leaders", "leaders", LEADERS)] {
        if fields.get("do") == asked {
            let n = rows(fields, of) + by;
            fields.set(of, n.to_string());
            let bounded = rows(fields, of);
            fields.set(of, bounded.to_string());
            return true;
        }
    }
    false
}

fn day(fields: &Fields, errors: &mut Errors, name: String) -> Option<NaiveDate> {
    let typed = trimmed(fields.get(&name));
    let found = typed.parse::<NaiveDate>().ok().filter(|day| typed.len() == 10 && (2000..2100).contains(&chrono::Datelike::year(day)));
    if found.is_none() {
        errors.add(name, if typed.is_empty() { "field-required" } else { "field-date" });
    }
    found
}

/// The phases, and the row of the form at which each stands.
fn phases(fields: &Fields, errors: &mut Errors) -> (Vec<Phase>, Vec<usize>) {
    let mut found = (vec![], vec![]);
    for n in 1..=rows(fields, "phases") {
        let name = |part: &str| field("p", n, part);
        let begun = ["name", "from", "to", "what"].iter().any(|part| !trimmed(fields.get(&name(part))).is_empty());
        if !begun {
            continue;
        }
        let title = fields.optional(errors, name("name"), NAME);
        if title.is_empty() && !errors.has(&name("name")) {
            errors.add_with(name("name"), "campaign-phase-nameless", n.to_string());
        }
        let what = fields.optional(errors, name("what"), QUESTION);
        if let (Some(from), Some(to)) = (day(fields, errors, name("from")), day(fields, errors, name("to"))) {
            found.0.push(Phase { name: title, from, to, what });
            found.1.push(n);
        }
    }
    found
}

fn leaders(fields: &Fields, errors: &mut Errors) -> Vec<Member> {
    let mut found = Vec::new();
    for n in 1..=rows(fields, "leaders") {
        let name = fields.optional(errors, field("m", n, "name"), NAME);
        if name.is_empty() {
            continue;
        }
        let post = Post::from_code(fields.get(&field("m", n, "post"))).unwrap_or(Post::Member);
        found.push(Member { post, name });
    }
    if found.iter().filter(|one| one.post == Post::Head).count() > 1 {
        errors.add(field("m", 1, "post"), "campaign-two-heads");
    }
    found.sort_by_key(|one| one.post);
    found
}

/// Checks a campaign's form. `lists` are the series that can be asked by; a campaign that runs keeps what its schools were asked: list, kind
/// and days.
///
/// # Errors
/// Every fault, at its field.
pub fn campaign(fields: &Fields, lists: &[TemplateId], before: Option<&Campaign>) -> Result<Draft, Errors> {
    let mut errors = Errors::default();
    let frozen = before.filter(|one| one.standing != Standing::Draft).map(|one| &one.draft);
    let title = fields.optional(&mut errors, "title", TITLE);
    if title.is_empty() && !errors.has("title") {
        errors.add("title", "campaign-need-title");
    }
    let theme = fields.optional(&mut errors, "theme", LINE);
    let document = fields.optional(&mut errors, "document", LINE);
    let words = fields.optional(&mut errors, "words", WORDS);
    let (kind, series, starts, ends, deadline) = match frozen {
        Some(draft) => (Some(draft.kind), Some(draft.series), Some(draft.starts), Some(draft.ends), Some(draft.deadline)),
        None => {
            let kind = Kind::from_code(fields.get("kind")).filter(|kind| KINDS.contains(kind));
            if kind.is_none() {
                errors.add("kind", "campaign-need-kind");
            }
            let series = fields.get("list").parse::<TemplateId>().ok().filter(|list| lists.contains(list));
            if series.is_none() {
                errors.add("list", "campaign-need-list");
            }
            let mut of = |name: &'static str| day(fields, &mut errors, name.to_owned());
            (kind, series, of("starts"), of("ends"), of("deadline"))
        }
    };
    let (phases, at) = phases(fields, &mut errors);
    let leaders = leaders(fields, &mut errors);
    let made = match (kind, series, starts, ends, deadline) {
        (Some(kind), Some(series), Some(starts), Some(ends), Some(deadline)) => {
            Some(Draft { title, theme, kind, document, words, starts, ends, deadline, phases, leaders, series })
        }
        _ => None,
    };
    if let Some(draft) = &made {
        let row = |n: usize| at.get(n).copied().unwrap_or_default();
        for (day, key) in rules::faults(draft) {
            let name = match day {
                Day::Ends => "ends".to_owned(),
                Day::Deadline => "deadline".to_owned(),
                Day::From(n) => field("p", row(n), "from"),
                Day::To(n) => field("p", row(n), "to"),
            };
            errors.add(name, key);
        }
    }
    errors.or(made).map(|mut draft| {
        draft.phases.sort_by_key(|phase| (phase.from, phase.to));
        draft
    })
}

/// A campaign as its form shows it.
pub fn filled(draft: &Draft, version: i32) -> Fields {
    let mut fields = Fields::default();
    for (name, value) in [
        ("title", draft.title.clone()),
        ("theme", draft.theme.clone()),
        ("kind", draft.kind.to_string()),
        ("document", draft.document.clone()),
        ("words", draft.words.clone()),
        ("starts", draft.starts.to_string()),
        ("ends", draft.ends.to_string()),
        ("deadline", draft.deadline.to_string()),
        ("list", draft.series.to_string()),
        ("version", version.to_string()),
        ("phases", draft.phases.len().max(PHASES).to_string()),
        ("leaders", draft.leaders.len().max(LEADERS).to_string()),
    ] {
        fields.set(name, value);
    }
    for (n, phase) in (1..).zip(&draft.phases) {
        fields.set(&field("p", n, "name"), phase.name.as_str());
        fields.set(&field("p", n, "from"), phase.from.to_string());
        fields.set(&field("p", n, "to"), phase.to.to_string());
        fields.set(&field("p", n, "what"), phase.what.as_str());
    }
    for (n, one) in (1..).zip(&draft.leaders) {
        fields.set(&field("m", n, "post"), one.post.code());
        fields.set(&field("m", n, "name"), one.name.as_str());
    }
    fields
}

/// The schools an address or a form looks for. What is not understood is not looked for.
pub fn wanted(asked: &Fields) -> Wanted {
    let pupils = |name: &str| asked.get(name).trim().parse().ok().filter(|n| (0..1_000_000).contains(n));
    Wanted {
        district: asked.get("district").chars().filter(char::is_ascii_alphanumeric).take(32).collect(),
        stage: Stage::from_code(asked.get("stage")),
        ownership: Ownership::from_code(asked.get("ownership")),
        boarding: match asked.get("boarding") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        least: pupils("least"),
        most: pupils("most"),
    }
}

/// A question a school adds.
///
/// # Errors
/// Every fault, at its field.
pub fn question(fields: &Fields) -> Result<Question, Errors> {
    let mut errors = Errors::default();
    let question = fields.optional(&mut errors, "question", QUESTION);
    if question.is_empty() && !errors.has("question") {
        errors.add("question", "campaign-need-question");
    }
    let standard = fields.optional(&mut errors, "standard", QUESTION);
    let area = fields.optional(&mut errors, "area", NAME);
    errors.or(Some(Question {
        category: category_of(&area),
        area,
        question,
        standard,
        measure: None,
        evidence: Proof::None,
        criterion: String::new(),
    }))
}

/// A question a school added, as its form shows it.
pub fn asked(one: &Added) -> Fields {
    Fields::of([("question", one.question.as_str()), ("standard", one.standard.as_str()), ("area", one.area.as_str())])
}

/// Another deadline, and why.
///
/// # Errors
/// Every fault, at its field.
pub fn shift(fields: &Fields, draft: &Draft, today: NaiveDate) -> Result<Shift, Errors> {
    let mut errors = Errors::default();
    let to = day(fields, &mut errors, "deadline".to_owned());
    if let Some(key) = to.and_then(|to| rules::fault_of_shift(draft, to, today)) {
        errors.add("deadline", key);
    }
    let why = fields.optional(&mut errors, "why", QUESTION);
    if why.is_empty() && !errors.has("why") {
        errors.add("why", "campaign-shift-need-why");
    }
    errors.or(to.map(|to| Shift { from: draft.deadline, to, why, on: today }))
}

/// A school's report, or a bureau's summary.
///
/// # Errors
/// The fault, at its field.
pub fn said(fields: &Fields, name: &'static str, missing: &'static str, most: usize) -> Result<String, Errors> {
    let mut errors = Errors::default();
    let text = fields.optional(&mut errors, name, most);
    if text.is_empty() && !errors.has(name) {
        errors.add(name, missing);
    }
    errors.or(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(list: TemplateId) -> Fields {
        let mut fields = Fields::of([
            ("title", "防汛专项检查"),
            ("kind", "seasonal"),
            ("starts", "2027-05-20"),
            ("ends", "2027-06-30"),
            ("deadline", "2027-06-10"),
            ("p1_name", "部署"),
            ("p1_from", "2027-05-20"),
            ("p1_to", "2027-05-25"),
            ("m1_post", "member"),
            ("m1_name", "李科长"),
            ("m3_post", "head"),
            ("m3_name", "王局长"),
        ]);
        fields.set("list", list.to_string());
        fields
    }

    #[test]
    fn what_is_shown_and_sent_back_is_the_same_campaign() {
        let list = TemplateId::new();
        let draft = campaign(&good(list), &[list], None).unwrap();
        assert_eq!(draft.leaders.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["王局长", "李科长"], "its head first");
        assert_eq!(campaign(&filled(&draft, 1), &[list], None), Ok(draft));
    }

    #[test]
    fn bad_words_are_named_where_they_stand() {
        let list = TemplateId::new();
        let long = "很".repeat(1001);
        for (changes, at, key) in [
            (vec![("title", " ")], "title", "campaign-need-title"),
            (vec![("title", &long)], "title", "field-too-long"),
            (vec![("theme", &long)], "theme", "field-too-long"),
            (vec![("document", &long)], "document", "field-too-long"),
            (vec![("words", &long)], "words", "field-too-long"),
            (vec![("kind", "daily")], "kind", "campaign-need-kind"),
            (vec![("list", "")], "list", "campaign-need-list"),
            (vec![("list", "00000000-0000-7000-8000-000000000001")], "list", "campaign-need-list"),
            (vec![("starts", "")], "starts", "field-required"),
            (vec![("ends", "2027-6-30")], "ends", "field-date"),
            (vec![("deadline", "2027-05-01")], "deadline", "campaign-deadline-early"),
            (vec![("deadline", "2027-07-01")], "deadline", "campaign-deadline-late"),
            (vec![("p1_name", "")], "p1_name", "campaign-phase-nameless"),
            (vec![("p1_to", "")], "p1_to", "field-required"),
            (vec![("p1_to", "2027-05-19")], "p1_to", "campaign-phase-backwards"),
            (vec![("p2_name", "检查"), ("p2_from", "2027-05-26"), ("p2_to", "2027-07-01")], "p2_to", "campaign-phase-outside"),
            (vec![("p3_name", "总结"), ("p3_from", "2027-06-26"), ("p3_to", "2027-07-01")], "p3_to", "campaign-phase-outside"),
            (vec![("p1_what", &long)], "p1_what", "field-too-long"),
            (vec![("m2_name", &long)], "m2_name", "field-too-long"),
            (vec![("m1_post", "head")], "m1_post", "campaign-two-heads"),
        ] {
            let mut fields = good(list);
            for (name, value) in &changes {
                fields.set(name, *value);
            }
            let errors = campaign(&fields, &[list], None).expect_err(key);
            assert_eq!(errors.fault(at).map(|fault| fault.key), Some(key), "{changes:?}: {errors:?}");
        }
    }

    #[test]
    fn rows_are_bounded_whatever_is_sent() {
        for (sent, shown) in [("", PHASES), ("x", PHASES), ("0", 1), ("5", 5), ("900", MOST_PHASES)] {
            assert_eq!(rows(&Fields::of([("phases", sent)]), "phases"), shown, "{sent}");
        }
        let mut fields = Fields::of([("leaders", "19"), ("do", "more_leaders")]);
        assert!(more(&mut fields) && rows(&fields, "leaders") == MOST_LEADERS);
        assert!(!more(&mut Fields::of([("do", "keep")])));
    }

    #[test]
    fn what_is_looked_for_is_understood_or_left_out() {
        let asked = Fields::of([("district", "4304'05"), ("stage", "primary"), ("boarding", "no"), ("least", "500"), ("most", "-1")]);
        let found = wanted(&asked);
        assert_eq!((found.district.as_str(), found.stage, found.boarding), ("430405", Some(Stage::Primary), Some(false)));
        assert_eq!((found.least, found.most, found.ownership), (Some(500), None, None));
    }
}
