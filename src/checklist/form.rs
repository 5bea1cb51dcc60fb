//! What was typed into the form of a check list: its name and kind, and a row of fields for each question.

use super::model::{Draft, Item, Method};
use super::rules::{MOST, by_area};
use crate::grading::area;
use crate::inspection::model::Kind;
use crate::risk::model::Proof;
use crate::text::{Lang, Words};
use crate::web::form::{Errors, Fields};
use std::collections::HashSet;

const TITLE: usize = 60;
const QUESTION: usize = 200;
const AREA: usize = 40;
/// Empty rows a form offers, and how many more each press of the button brings.
pub const BLANKS: usize = 5;

/// The name of one field of a row: `q3_question` of the third.
pub fn field(row: usize, part: &str) -> String {
    format!("q{row}_{part}")
}

/// The parts of a row that hold words.
const PARTS: [&str; 4] = ["question", "standard", "question_en", "standard_en"];

/// The rows a form shows: what it says, in bounds.
pub fn rows(fields: &Fields) -> usize {
    fields.get("rows").parse::<usize>().unwrap_or(BLANKS).clamp(1, MOST)
}

/// What the form of a list shows first, in the words of whoever reads it.
pub fn shown(draft: &Draft, lang: Lang) -> Fields {
    let mut fields = Fields::default();
    fields.set("title", draft.title.zh.as_str());
    fields.set("title_en", draft.title.en.as_str());
    fields.set("kind", draft.kind.code());
    fields.set("rows", (draft.items.len() + BLANKS).min(MOST).to_string());
    for (n, item) in (1..).zip(&draft.items) {
        fields.set(&field(n, "area"), said(&item.area, lang));
        fields.set(&field(n, "question"), item.question.zh.as_str());
        fields.set(&field(n, "question_en"), item.question.en.as_str());
        fields.set(&field(n, "standard"), item.standard.zh.as_str());
        fields.set(&field(n, "standard_en"), item.standard.en.as_str());
        fields.set(&field(n, "method"), item.method.code());
        fields.set(&field(n, "evidence"), item.evidence.code());
        fields.set(&field(n, "criterion"), item.criterion.as_str());
    }
    fields
}

/// An area as it is typed: in words.
fn said(code: &str, lang: Lang) -> &str {
    area::areas().iter().find(|one| one.code == code).map_or(code, |one| one.words.say(lang))
}

/// What was typed as an area: the code of one the catalogue knows in either language, else a heading of one's own.
fn read(typed: &str) -> &str {
    let known = |words: &Words| words.zh == typed || words.en.eq_ignore_ascii_case(typed);
    area::areas().iter().find(|one| one.code == typed || known(&one.words)).map_or(typed, |one| &one.code)
}

/// The same form with more empty rows.
pub fn more(fields: &mut Fields) {
    let rows = (rows(fields) + BLANKS).min(MOST);
    fields.set("rows", rows.to_string());
}

/// A checked list. `criteria` are the codes in force here; an empty row, or one that was ticked off, is no question.
///
/// # Errors
/// Every fault, at its field.
pub fn read_list(fields: &Fields, criteria: &[String]) -> Result<Draft, Errors> {
    let mut errors = Errors::default();
    let title = Words { zh: fields.optional(&mut errors, "title", TITLE), en: fields.optional(&mut errors, "title_en", TITLE * 2) };
    if title.zh.is_empty() {
        errors.add("title", "checklist-need-title");
    }
    let kind = Kind::from_code(fields.get("kind"));
    if kind.is_none() {
        errors.add("kind", "checklist-need-kind");
    }
    let mut items: Vec<Item> = Vec::new();
    let mut asked: HashSet<(String, String)> = HashSet::new();
    // Without an area of its own a question stands under the one before it.
    let mut area = String::new();
    for n in 1..=rows(fields) {
        let name = |part: &str| field(n, part);
        let begun = PARTS.iter().any(|part| !crate::web::form::trimmed(fields.get(&name(part))).is_empty());
        if !begun || fields.ticked(&name("drop")) {
            continue;
        }
        let typed = fields.optional(&mut errors, name("area"), AREA);
        if !typed.is_empty() {
            read(&typed).clone_into(&mut area);
        }
        let mut words = |part: &str| fields.optional(&mut errors, name(part), QUESTION);
        let question = Words { zh: words("question"), en: words("question_en") };
        let standard = Words { zh: words("standard"), en: words("standard_en") };
        if question.zh.is_empty() {
            errors.add_with(name("question"), "checklist-need-question", n.to_string());
        } else if !asked.insert((area.clone(), question.zh.clone())) {
            errors.add_with(name("question"), "checklist-twice", n.to_string());
        }
        let method = choice(fields, &mut errors, name("method"), Method::from_code, Method::Look);
        let evidence = choice(fields, &mut errors, name("evidence"), Proof::from_code, Proof::None);
        let criterion = crate::web::form::trimmed(fields.get(&name("criterion"))).to_uppercase();
        if !criterion.is_empty() && !criteria.contains(&criterion) {
            errors.add_with(name("criterion"), "checklist-no-criterion", n.to_string());
        }
        items.push(Item { area: area.clone(), question, standard, method, evidence, criterion });
    }
    if items.is_empty() {
        errors.add(field(1, "question"), "checklist-need-questions");
    }
    errors.or(kind.map(|kind| Draft { kind, title, items: by_area(items) }))
}

/// One of a row's choices; nothing chosen is the first.
fn choice<T>(fields: &Fields, errors: &mut Errors, name: String, from: impl Fn(&str) -> Option<T>, usual: T) -> T {
    match fields.get(&name) {
        "" => usual,
        typed => from(typed).unwrap_or_else(|| {
            errors.add(name, "field-unknown");
            usual
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 5] =
        [("title", "食堂检查"), ("kind", "daily"), ("rows", "5"), ("q1_area", "食堂"), ("q1_question", "地面干净吗？")];

    fn typed(changes: &[(&str, &str)]) -> Result<Draft, Errors> {
        let mut fields = Fields::of(GOOD);
        for (name, value) in changes {
            fields.set(name, *value);
        }
        read_list(&fields, &["FIRE-D-01".to_owned()])
    }

    #[test]
    fn bad_words_are_named_where_they_stand() {
        let long = "很".repeat(201);
        for (changes, at, key) in [
            (vec![("title", " ")], "title", "checklist-need-title"),
            (vec![("title", &long)], "title", "field-too-long"),
            (vec![("title", "a\u{1b}")], "title", "field-bad-characters"),
            (vec![("kind", "weekly")], "kind", "checklist-need-kind"),
            (vec![("q1_question", "")], "q1_question", "checklist-need-questions"),
            (vec![("q1_drop", "yes")], "q1_question", "checklist-need-questions"),
            (vec![("q2_standard", "整洁")], "q2_question", "checklist-need-question"),
            (vec![("q2_question_en", "Clean?")], "q2_question", "checklist-need-question"),
            (vec![("q2_question", "地面干净吗？")], "q2_question", "checklist-twice"),
            (vec![("q1_question", &long)], "q1_question", "field-too-long"),
            (vec![("q1_standard", &long)], "q1_standard", "field-too-long"),
            (vec![("q1_standard_en", &long)], "q1_standard_en", "field-too-long"),
            (vec![("q1_area", &long)], "q1_area", "field-too-long"),
            (vec![("q1_method", "guess")], "q1_method", "field-unknown"),
            (vec![("q1_evidence", "hearsay")], "q1_evidence", "field-unknown"),
            (vec![("q1_criterion", "FIRE-D-99")], "q1_criterion", "checklist-no-criterion"),
        ] {
            let errors = typed(&changes).expect_err(key);
            assert_eq!(errors.fault(at).map(|fault| fault.key), Some(key), "{changes:?}: {errors:?}");
        }
    }

    #[test]
    fn a_row_without_an_area_stands_under_the_one_before_and_each_area_is_asked_once() {
        let draft = typed(&[
            ("q2_question", "冰箱冷吗？"),
            ("q2_method", "test"),
            ("q2_evidence", "reading"),
            ("q3_area", "后山"),
            ("q3_question", "有落石吗？"),
            ("q3_criterion", " fire-d-01 "),
            ("q5_area", "Canteen"),
            ("q5_question", "留样了吗？"),
        ])
        .unwrap();
        let read: Vec<_> =
            draft.items.iter().map(|item| (item.area.as_str(), item.question.zh.as_str(), item.criterion.as_str())).collect();
        assert_eq!(
            read,
            [
                ("canteen", "地面干净吗？", ""),
                ("canteen", "冰箱冷吗？", ""),
                ("canteen", "留样了吗？", ""),
                ("后山", "有落石吗？", "FIRE-D-01")
            ]
        );
        assert_eq!((draft.items[1].method, draft.items[1].evidence), (Method::Test, Proof::Reading));
    }

    #[test]
    fn what_is_shown_and_sent_back_is_the_same_list() {
        let draft =
            typed(&[("title_en", "Canteen"), ("q1_question_en", "Is it clean?"), ("q1_standard", "无油污"), ("q1_evidence", "photo")])
                .unwrap();
        for lang in Lang::ALL {
            let fields = shown(&draft, lang);
            assert_eq!((rows(&fields), read_list(&fields, &[])), (1 + BLANKS, Ok(draft.clone())));
        }
    }

    #[test]
    fn rows_are_bounded_whatever_is_sent() {
        for (sent, shown) in [("", BLANKS), ("x", BLANKS), ("0", 1), ("7", 7), ("100000", MOST), ("-1", BLANKS)] {
            assert_eq!(rows(&Fields::of([("rows", sent)])), shown, "{sent}");
        }
        let mut fields = Fields::of([("rows", "119")]);
        more(&mut fields);
        more(&mut fields);
        assert_eq!(rows(&fields), MOST);
    }
}
