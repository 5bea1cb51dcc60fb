//! What a person and a post (岗位) are, and what an administrator (管理员) may do to them. Pure.

use crate::access::{Actor, Place, Role};
use crate::id::{PersonId, PostId};
use chrono::NaiveDate;
use rand::Rng;

/// Roles that can be held at a school.
pub const AT_SCHOOL: [Role; 3] = [Role::Staff, Role::Officer, Role::Principal];
/// Roles that can be held at a bureau of any kind.
pub const AT_BUREAU: [Role; 4] = [Role::Reviewer, Role::Leader, Role::Administrator, Role::Auditor];

/// The roles that fit an organisation.
pub const fn roles_at(place: &Place) -> &'static [Role] {
    if matches!(place.kind, crate::access::Kind::School) { &AT_SCHOOL } else { &AT_BUREAU }
}

codes! {
    /// What is done to a person's account, as the ledger names it.
    pub enum Deed {
        Add = "add_person",
        GivePost = "give_post",
        EndPost = "end_post",
        ResetPassword = "reset_password",
        Disable = "disable",
        Enable = "enable",
    }
}

/// Why an administrator may not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody manages their own account: no new power for oneself, and no organisation without an administrator by a slip.
    Yourself,
    /// The account is kept by an organisation outside this administrator's reach: whoever could reset its password could act through
    /// every post it holds.
    KeptElsewhere,
    /// Somebody else was faster.
    Stale,
}

impl Refusal {
    /// The Fluent key of the sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Yourself => "people-refused-yourself",
            Self::KeptElsewhere => "people-refused-kept-elsewhere",
            Self::Stale => "people-refused-stale",
        }
    }
}

/// Whether this administrator may do this to the account of `person`, kept by the organisation of path `kept`.
///
/// # Errors
/// The reason why not.
pub fn may(actor: &Actor, person: PersonId, kept: &str, deed: Deed) -> Result<(), Refusal> {
    if actor.person() == person {
        return Err(Refusal::Yourself);
    }
    // A post is its organisation's to end; everything else touches the account as a whole.
    if deed == Deed::EndPost || actor.reaches(kept) { Ok(()) } else { Err(Refusal::KeptElsewhere) }
}

/// The path of the lowest organisation above (or at) both: who keeps an account must reach every post of it.
pub fn common_path(one: &str, other: &str) -> String {
    let shared = one.split_inclusive('.').zip(other.split_inclusive('.')).take_while(|(a, b)| a == b);
    shared.map(|(part, _)| part).collect()
}

/// The code at the end of a path.
pub fn code_of(path: &str) -> &str {
    path.trim_end_matches('.').rsplit('.').next().unwrap_or_default()
}

/// A person about to get an account. The sign-in name is in lower case, the password already hashed.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub id: PersonId,
    pub username: String,
    pub name: String,
    pub phone: String,
    pub password_hash: String,
    /// The password was chosen by somebody else, so it is good for one sign-in only.
    pub must_change: bool,
}

/// A post about to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPost {
    pub id: PostId,
    pub role: Role,
    pub title: String,
    pub from_on: NaiveDate,
}

/// Whether a sign-in name can be typed on any keyboard without doubt: 2 to 64 of small letters, digits and `. _ - @`, a letter or digit first.
pub fn username_fits(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (2..=64).contains(&name.len()) && name.starts_with(plain) && name.chars().all(|c| plain(c) || matches!(c, '.' | '_' | '-' | '@'))
}

/// Whether this could be a telephone number: digits with the usual marks between them.
pub fn phone_fits(phone: &str) -> bool {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    (3..=20).contains(&digits) && phone.len() <= 32 && phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')'))
}

/// A password to hand over: four groups of four from letters and digits that are not mistaken for each other, 79 bits.
pub fn one_time_password() -> String {
    const ALPHABET: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";
    let mut rng = rand::rng();
    let mut letters = Vec::with_capacity(16);
    while letters.len() < 16 {
        // Of 32 equally likely values the last is thrown again, so that every letter is as likely as the others.
        let drawn = usize::from(rng.next_u32().to_be_bytes()[0] & 31);
        letters.extend(ALPHABET.get(drawn).copied().map(char::from));
    }
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Kind, SignedIn};
    use crate::id::OrgId;

    fn administrator(path: &str) -> Actor {
        let id = OrgId::new();
        let place = Place {
            id,
            district: id,
            kind: Kind::County,
            code: code_of(path).into(),
            path: path.into(),
            name_zh: String::new(),
            name_en: String::new(),
        };
        SignedIn {
            person: PersonId::new(),
            name: "A".into(),
            post: PostId::new(),
            role: Role::Administrator,
            title: String::new(),
            place,
            at: chrono::DateTime::UNIX_EPOCH,
            many_posts: false,
            must_change: false,
        }
        .into()
    }

    #[test]
    fn an_administrator_manages_accounts_kept_within_reach_but_never_their_own() {
        let actor = administrator("43.4304.430405.");
        let other = PersonId::new();
        for deed in Deed::ALL {
            assert_eq!(may(&actor, actor.person(), "43.4304.430405.", *deed), Err(Refusal::Yourself), "{deed}");
            assert_eq!(may(&actor, other, "43.4304.430405.S1.", *deed), Ok(()), "{deed}");
            let from_above = may(&actor, other, "43.4304.", *deed);
            assert_eq!(from_above, if *deed == Deed::EndPost { Ok(()) } else { Err(Refusal::KeptElsewhere) }, "{deed}");
        }
    }

    #[test]
    fn an_account_is_kept_above_all_its_posts() {
        for (one, other, expected) in [
            ("43.4304.430405.S1.", "43.4304.430405.S2.", "43.4304.430405."),
            ("43.4304.430405.S1.", "43.4304.430405.", "43.4304.430405."),
            ("43.4304.430405.S1.", "43.4304.430406.S9.", "43.4304."),
            ("43.4304.S1.", "43.4304.S1.", "43.4304.S1."),
            ("43.4304.S1.", "43.4304.S10.", "43.4304."),
            ("11.", "43.", ""),
        ] {
            assert_eq!(common_path(one, other), expected);
            assert_eq!(common_path(other, one), expected);
        }
        assert_eq!(code_of("43.4304.430405.430405S008."), "430405S008");
    }

    #[test]
    fn names_for_signing_in_are_plain() {
        for good in ["li", "li.wei", "13800000001", "li_wei-2@school"] {
            assert!(username_fits(good), "{good}");
        }
        for bad in ["", "a", "Li", ".li", "li wei", "ｌｉｗｅｉ", "李伟", "li\u{200b}wei", &"a".repeat(65)] {
            assert!(!username_fits(bad), "{bad}");
        }
    }

    #[test]
    fn telephone_numbers() {
        for good in ["13800000001", "0734-8888888", "+86 138 0000 0001", "110", "(0734) 888 8888"] {
            assert!(phone_fits(good), "{good}");
        }
        for bad in ["12", "call me", "１３８００００００００", "1380000000113800000001380", "138\n000"] {
            assert!(!phone_fits(bad), "{bad}");
        }
    }

    #[test]
    fn one_time_passwords_are_long_plain_and_never_twice() {
        let some: std::collections::BTreeSet<String> = (0..200).map(|_| one_time_password()).collect();
        assert_eq!(some.len(), 200);
        for one in some {
            assert_eq!(one.len(), 19);
            assert!(one.chars().all(|c| c == '-' || (c.is_ascii_alphanumeric() && !"0o1il".contains(c))), "{one}");
            assert!(one.chars().count() >= super::super::password::SHORTEST);
        }
    }
}
