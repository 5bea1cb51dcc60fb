//! What an administrator typed, turned into a person or a post, or into what is wrong at which field.

use super::model::{self, NewPost};
use crate::access::{Place, Role};
use crate::id::PostId;
use crate::web::form::{Errors, Fields};
use chrono::NaiveDate;

const NAME: usize = 40;
const TITLE: usize = 40;

/// A person as typed, still without id and password.
pub struct Person {
    pub username: String,
    pub name: String,
    pub phone: String,
}

/// Checks the form of a new person with their first post.
///
/// # Errors
/// Every fault, at its field.
pub fn person(fields: &Fields, place: &Place) -> Result<(Person, NewPost), Errors> {
    let mut errors = Errors::default();
    let name = line(fields.required(&mut errors, "name", NAME), &mut errors, "name");
    let username = username(fields, &mut errors);
    let phone = fields.optional(&mut errors, "phone", 32);
    if !phone.is_empty() && !model::phone_fits(&phone) {
        errors.add("phone", "people-phone-wrong");
    }
    let post = post_of(fields, place, &mut errors);
    errors.or(post.map(|post| (Person { username, name, phone }, post)))
}

/// Checks the form of one more post.
///
/// # Errors
/// Every fault, at its field.
pub fn post(fields: &Fields, place: &Place) -> Result<NewPost, Errors> {
    let mut errors = Errors::default();
    let post = post_of(fields, place, &mut errors);
    errors.or(post)
}

/// The same for somebody named by their sign-in name.
///
/// # Errors
/// Every fault, at its field.
pub fn existing(fields: &Fields, place: &Place) -> Result<(String, NewPost), Errors> {
    let mut errors = Errors::default();
    let username = username(fields, &mut errors);
    let post = post_of(fields, place, &mut errors);
    errors.or(post.map(|post| (username, post)))
}

/// Checks the last day of a post.
///
/// # Errors
/// Every fault, at its field.
pub fn last_day(fields: &Fields, from_on: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Errors> {
    let mut errors = Errors::default();
    let day = fields.date(&mut errors, "to_on");
    if day.is_some_and(|day| day < today) {
        errors.add("to_on", "field-date-past");
    } else if day.is_some_and(|day| day < from_on) {
        errors.add("to_on", "people-end-before-start");
    }
    errors.or(day)
}

fn username(fields: &Fields, errors: &mut Errors) -> String {
    let typed = fields.required(errors, "username", 64).to_lowercase();
    if !errors.has("username") && !model::username_fits(&typed) {
        errors.add("username", "people-username-wrong");
    }
    typed
}

fn post_of(fields: &Fields, place: &Place, errors: &mut Errors) -> Option<NewPost> {
    let role = fields.choice(errors, "role", |code| Role::from_code(code).filter(|role| model::roles_at(place).contains(role)));
    let title = line(fields.optional(errors, "title", TITLE), errors, "title");
    let from_on = fields.date(errors, "from_on");
    Some(NewPost { id: PostId::new(), role: role?, title, from_on: from_on? })
}

/// Names and titles are one line.
fn line(text: String, errors: &mut Errors, name: &'static str) -> String {
    if text.contains(['\n', '\r', '\t']) {
        errors.add(name, "field-bad-characters");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Kind;
    use crate::id::OrgId;

    fn place(kind: Kind) -> Place {
        Place {
            id: OrgId::new(),
            district: OrgId::new(),
            kind,
            code: "1".into(),
            path: "1.".into(),
            name_zh: String::new(),
            name_en: String::new(),
        }
    }

    const GOOD: [(&str, &str); 6] = [
        ("name", " Li Wei "),
        ("username", " Li.Wei "),
        ("phone", ""),
        ("role", "officer"),
        ("title", "Officer"),
        ("from_on", "2026-09-01"),
    ];

    fn with(name: &'static str, value: &'static str) -> Fields {
        Fields::of(GOOD.map(|(key, old)| (key, if key == name { value } else { old })))
    }

    #[test]
    fn a_person_is_read_and_tidied() {
        let (person, post) = person(&Fields::of(GOOD), &place(Kind::School)).ok().unwrap();
        assert_eq!((person.name.as_str(), person.username.as_str(), person.phone.as_str()), ("Li Wei", "li.wei", ""));
        assert_eq!((post.role, post.title.as_str(), post.from_on.to_string().as_str()), (Role::Officer, "Officer", "2026-09-01"));
    }

    #[test]
    fn every_fault_is_told_at_its_field() {
        for (field, value, key) in [
            ("name", "\u{3000}", "field-required"),
            ("name", "Li\nWei", "field-bad-characters"),
            ("username", "", "field-required"),
            ("username", "李伟", "people-username-wrong"),
            ("phone", "call me", "people-phone-wrong"),
            ("role", "", "field-choose"),
            ("role", "administrator", "field-choose"),
            ("from_on", "2026-02-30", "field-date"),
        ] {
            let errors = person(&with(field, value), &place(Kind::School)).err().unwrap();
            assert!(errors.has(field) && errors.mentions(key), "{field}={value:?}: {errors:?}");
        }
    }

    #[test]
    fn a_role_must_fit_the_organisation() {
        for role in Role::ALL {
            let typed = Fields::of([("role", role.code()), ("from_on", "2026-09-01")]);
            assert_eq!(post(&typed, &place(Kind::School)).is_ok(), role.at_school(), "{role}");
            for bureau in [Kind::Province, Kind::City, Kind::County, Kind::Township] {
                assert_eq!(post(&typed, &place(bureau)).is_ok(), !role.at_school(), "{role}");
            }
        }
    }

    #[test]
    fn a_post_ends_today_or_later_and_not_before_it_began() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        let end = |typed, from| last_day(&Fields::of([("to_on", typed)]), from, day(20));
        assert_eq!(end("2026-11-20", day(1)).ok(), Some(day(20)));
        assert!(end("2026-11-19", day(1)).err().unwrap().mentions("field-date-past"));
        assert!(end("2026-11-21", day(25)).err().unwrap().mentions("people-end-before-start"));
        assert!(end("", day(1)).err().unwrap().mentions("field-required"));
    }
}
