//! The form of an entry: what was typed becomes a draft. Every fault is named at its field.

use super::model::{Draft, Entry, Kind};
use super::rules;
use crate::text::{Lang, Words};
use crate::web::form::{Errors, Fields};
use chrono::NaiveDate;

/// Characters of a name.
const NAME: usize = 40;

/// The most days an entry may span: a term is half a year and some, a holiday the longest summer.
const fn most(kind: Kind) -> i64 {
    match kind {
        Kind::Term | Kind::Key => 250,
        Kind::Off => 100,
        Kind::School => 31,
    }
}

/// What a term of this first day is called, in both languages.
pub fn term_name(starts: NaiveDate) -> Words {
    let (year, first) = rules::half(starts);
    let key = if first { "calendar-term-first" } else { "calendar-term-second" };
    let say = |lang: Lang| {
        let after = if lang == Lang::En { format!("{:02}", (year + 1) % 100) } else { (year + 1).to_string() };
        lang.say_with(key, [("a", year.to_string().into()), ("b", after.into())])
    };
    Words { zh: say(Lang::Zh), en: say(Lang::En) }
}

/// A draft beside what the same organisation keeps already.
///
/// # Errors
/// Every fault, by field.
pub fn entry(fields: &Fields, own: &[&Entry]) -> Result<Draft, Errors> {
    let mut errors = Errors::default();
    let kind = Kind::from_code(fields.get("kind"));
    if kind.is_none() {
        errors.add("kind", "calendar-need-kind");
    }
    let mut name = Words { zh: fields.optional(&mut errors, "name", NAME), en: fields.optional(&mut errors, "name_en", NAME) };
    let (starts, ends) = (fields.date(&mut errors, "starts"), fields.date(&mut errors, "ends"));
    // Only a term can do without: its name follows from its days.
    if name.zh.is_empty() && kind != Some(Kind::Term) {
        errors.add("name", "calendar-need-name");
    }
    if let (Some(starts), Some(ends)) = (starts, ends) {
        if ends < starts {
            errors.add("ends", "calendar-ends-early");
        } else if let Some(kind) = kind {
            if (ends - starts).num_days() >= most(kind) {
                errors.add_with("ends", "calendar-too-long", most(kind).to_string());
            }
            let meets = |other: &&&Entry| other.starts <= ends && other.ends >= starts;
            if kind == Kind::Term
                && let Some(other) = own.iter().filter(|other| other.kind == Kind::Term).find(meets)
            {
                errors.add_with("starts", "calendar-terms-overlap", other.name.zh.clone());
            }
            // Of two words on the same days neither is the nearer.
            let both = [Kind::Off, Kind::School];
            let same = |other: &&&Entry| both.contains(&other.kind) && other.starts == starts && other.ends == ends;
            if both.contains(&kind)
                && let Some(other) = own.iter().find(same)
            {
                errors.add_with("starts", "calendar-said-already", other.name.zh.clone());
            }
        }
    }
    if let (Some(Kind::Term), Some(starts)) = (kind, starts)
        && name.zh.is_empty()
    {
        name = term_name(starts);
    }
    let draft = kind.zip(starts).zip(ends).map(|((kind, starts), ends)| Draft { kind, name, starts, ends });
    errors.or(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::rules::tests::{day, entry as kept};

    fn sent(kind: &str, name: &str, starts: &str, ends: &str) -> Result<Draft, Errors> {
        let own = [kept("43.", Kind::Term, "2026-09-01", "2027-01-20"), kept("43.", Kind::Off, "2026-11-05", "2026-11-06")];
        let own: Vec<&Entry> = own.iter().collect();
        entry(&Fields::of([("kind", kind), ("name", name), ("starts", starts), ("ends", ends)]), &own)
    }

    #[test]
    fn a_term_is_named_by_its_days() {
        let made = sent("term", "", "2027-02-24", "2027-07-03").unwrap();
        assert_eq!((made.name.zh.as_str(), made.name.en.as_str()), ("2026—2027学年第二学期", "Second term 2026/27"));
        assert_eq!(sent("term", "下学期", "2027-02-24", "2027-07-03").unwrap().name, Words { zh: "下学期".into(), en: String::new() });
        assert_eq!(term_name(day("2026-08-31")).en, "First term 2026/27");
        assert_eq!(term_name(day("2099-09-01")).en, "First term 2099/00");
    }

    #[test]
    fn every_fault_stands_at_its_field() {
        let long = "长".repeat(41);
        for (kind, name, starts, ends, at, key) in [
            ("", "运动会", "2026-10-20", "2026-10-21", "kind", "calendar-need-kind"),
            ("feast", "运动会", "2026-10-20", "2026-10-21", "kind", "calendar-need-kind"),
            ("off", " ", "2026-10-20", "2026-10-21", "name", "calendar-need-name"),
            ("off", &long, "2026-10-20", "2026-10-21", "name", "field-too-long"),
            ("off", "运动会", "", "2026-10-21", "starts", "field-required"),
            ("off", "运动会", "2026-10-20", "2026-13-01", "ends", "field-date"),
            ("off", "运动会", "2026-10-21", "2026-10-20", "ends", "calendar-ends-early"),
            ("off", "暑假", "2027-06-01", "2027-09-09", "ends", "calendar-too-long"),
            ("term", "", "2027-02-01", "2027-10-09", "ends", "calendar-too-long"),
            ("school", "补课", "2027-07-01", "2027-08-01", "ends", "calendar-too-long"),
            ("term", "", "2027-01-20", "2027-07-03", "starts", "calendar-terms-overlap"),
            ("school", "补课", "2026-11-05", "2026-11-06", "starts", "calendar-said-already"),
        ] {
            let errors = sent(kind, name, starts, ends).expect_err(key);
            assert_eq!(errors.fault(at).map(|fault| fault.key), Some(key), "{kind} {starts} {ends}: {errors:?}");
        }
        // The longest of each, and a day of its own within a longer word.
        assert!(sent("off", "暑假", "2027-06-01", "2027-09-08").is_ok());
        assert!(sent("term", "", "2027-02-01", "2027-10-08").is_ok());
        assert!(sent("school", "补课", "2026-11-06", "2026-11-06").is_ok());
        assert!(sent("key", "汛期", "2026-11-05", "2026-11-06").is_ok());
    }
}
