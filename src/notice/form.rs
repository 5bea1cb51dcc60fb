//! What a school typed on its settings page.

use super::model::Notice;
use crate::web::form::{Errors, Fields};

/// What a school wants shown.
///
/// `phones` are those of its people: a public page carries the school's telephone, never a person's.
///
/// # Errors
/// Every fault, at its field.
pub fn notice(fields: &Fields, phones: &[String]) -> Result<Notice, Errors> {
    let mut errors = Errors::default();
    let open = fields.ticked("open");
    let duty_line = fields.optional(&mut errors, "duty_line", 40);
    let report_line = fields.optional(&mut errors, "report_line", 120);
    if open && duty_line.is_empty() {
        errors.add("duty_line", "notice-need-duty-line");
    }
    for (name, typed) in [("duty_line", &duty_line), ("report_line", &report_line)] {
        let typed = digits(typed);
        if phones.iter().map(|phone| digits(phone)).any(|phone| phone.len() >= 7 && typed.contains(&phone)) {
            errors.add(name, "notice-personal-phone");
        }
    }
    let least = match fields.get("levels") {
        "grave" => Some(2),
        "all" => Some(4),
        _ => {
            errors.add("levels", "notice-need-levels");
            None
        }
    };
    let (names, tips) = (fields.ticked("names"), fields.ticked("tips"));
    errors.or(least.map(|least| Notice { open, least, names, duty_line, report_line, tips, version: 0 }))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The fields as they stand.
pub fn filled(notice: &Notice) -> Fields {
    let mut fields = Fields::default();
    for (name, value) in [
        ("open", if notice.open { "yes" } else { "" }),
        ("names", if notice.names { "yes" } else { "" }),
        ("tips", if notice.tips { "yes" } else { "" }),
        ("duty_line", notice.duty_line.as_str()),
        ("report_line", notice.report_line.as_str()),
        ("levels", if notice.least <= 2 { "grave" } else { "all" }),
    ] {
        fields.set(name, value);
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(changes: &[(&str, &str)], phones: &[&str]) -> Result<Notice, Errors> {
        let mut fields = Fields::of([("open", "yes"), ("duty_line", " 0734-000 0000 "), ("levels", "grave"), ("names", "yes")]);
        for (name, value) in changes {
            fields.set(name, *value);
        }
        notice(&fields, &phones.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_typed_is_what_is_shown_and_comes_back() {
        let made = read(&[], &[]).unwrap();
        assert_eq!((made.open, made.least, made.names, made.duty_line.as_str()), (true, 2, true, "0734-000 0000"));
        assert_eq!(notice(&filled(&made), &[]), Ok(made));
        let closed = read(&[("open", ""), ("duty_line", ""), ("levels", "all"), ("names", "")], &[]).unwrap();
        assert_eq!((closed.open, closed.least, closed.names), (false, 4, false));
        assert_eq!(notice(&filled(&closed), &[]), Ok(closed));
    }

    #[test]
    fn an_open_board_needs_a_line_and_never_a_persons() {
        let long = "0".repeat(41);
        for (name, value, key) in [
            ("duty_line", "", "notice-need-duty-line"),
            ("duty_line", "138 0000-6021", "notice-personal-phone"),
            ("duty_line", long.as_str(), "field-too-long"),
            ("report_line", "找刘老师 13800006021", "notice-personal-phone"),
            ("report_line", "a\0b", "field-bad-characters"),
            ("levels", "", "notice-need-levels"),
            ("levels", "5", "notice-need-levels"),
        ] {
            let errors = read(&[(name, value)], &["13800006021", ""]).unwrap_err();
            assert!(errors.has(name) && errors.mentions(key), "{name} = {value}: {errors:?}");
        }
    }
}
