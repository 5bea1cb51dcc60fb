//! Whether something was reported before (疑似重复): shown before a report is kept, so that what two people saw is one ticket with two reporters.
//!
//! Chinese has no spaces to cut at, so words are compared by their pairs of neighbouring letters. A question, never a verdict: the reporter says.

use super::model::{Category, State};
use crate::id::{PersonId, PhotoId, RiskPointId, TicketId};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

/// A ticket that a report is compared with.
#[derive(Clone, Debug)]
pub struct Before {
    pub id: TicketId,
    pub number: String,
    pub title: String,
    pub place: String,
    pub category: Category,
    pub risk_point: Option<RiskPointId>,
    pub state: State,
    pub version: i32,
    pub reported_at: DateTime<Utc>,
    pub due_on: Option<NaiveDate>,
    pub reporter: PersonId,
    pub also: Vec<PersonId>,
    pub responsible: Option<String>,
    pub photo: Option<PhotoId>,
}

/// What is compared of a report.
pub struct Seen<'a> {
    pub title: &'a str,
    pub place: &'a str,
    pub category: Category,
    pub risk_point: Option<RiskPointId>,
}

/// Most that are shown.
const MOST: usize = 3;
/// Points from which two are likely the same; see [`likeness`].
const ALIKE: u32 = 70;

/// The open ones a report may be the same as, the likeliest first, then the newest.
pub fn open_ones<'a>(seen: &Seen, before: &'a [Before]) -> Vec<&'a Before> {
    let mut found: Vec<(u32, &Before)> =
        before.iter().filter(|one| one.state.open()).map(|one| (likeness(seen, one), one)).filter(|(points, _)| *points >= ALIKE).collect();
    found.sort_by_key(|(points, one)| (std::cmp::Reverse(*points), std::cmp::Reverse(one.id)));
    found.into_iter().take(MOST).map(|(_, one)| one).collect()
}

/// 0 to 100. Half for what it is (its words without those of the places), a third for where (the risk point, or the place's words), the rest for
/// the kind.
fn likeness(seen: &Seen, one: &Before) -> u32 {
    let at = match (seen.risk_point, one.risk_point) {
        (Some(here), Some(there)) if here == there => 100,
        _ => shared(&pairs(seen.place), &pairs(&one.place)),
    };
    let places: BTreeSet<(char, char)> = pairs(seen.place).union(&pairs(&one.place)).copied().collect();
    let what = |title: &str| pairs(title).difference(&places).copied().collect();
    let kind = if seen.category == one.category { 100 } else { 0 };
    (shared(&what(seen.title), &what(&one.title)) * 50 + at * 35 + kind * 15) / 100
}

/// How much of the shorter text's pairs of letters the other has, 0 to 100.
fn shared(one: &BTreeSet<(char, char)>, other: &BTreeSet<(char, char)>) -> u32 {
    let fewer = one.len().min(other.len());
    // A number or a letter of difference is much of two or three letters.
    if fewer < 3 {
        return if one == other && fewer > 0 { 100 } else { 0 };
    }
    u32::try_from(one.intersection(other).count() * 100 / fewer).unwrap_or(0)
}

fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let letters: Vec<char> = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    letters.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use uuid::Uuid;

    fn before(title: &str, place: &str, risk_point: Option<u128>) -> Before {
        Before {
            id: TicketId(Uuid::from_u128(1)),
            number: "2026-0001".into(),
            title: title.into(),
            place: place.into(),
            category: Category::Building,
            risk_point: risk_point.map(|n| RiskPointId(Uuid::from_u128(n))),
            state: State::Rectifying,
            version: 3,
            reported_at: Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0).unwrap(),
            due_on: None,
            reporter: PersonId(Uuid::from_u128(5)),
            also: vec![],
            responsible: None,
            photo: None,
        }
    }

    /// What two people write who saw the same, and what looks like it but is another.
    #[test]
    fn the_same_rail_is_recognised_and_another_is_not() {
        let known = before("三楼西侧楼梯扶手松动", "教学楼三楼西侧楼梯", Some(9));
        for (title, place, category, risk_point, same) in [
            ("三楼西侧楼梯扶手松动", "教学楼三楼西侧楼梯", Category::Building, None, true),
            ("楼梯扶手松动", "教学楼三楼西侧", Category::Building, None, true),
            ("西侧楼梯扶手松了，会晃", "三楼西侧楼梯口", Category::Building, Some(9), true),
            ("扶手松动", "教学楼三楼西侧楼梯", Category::Other, Some(9), true),
            ("楼梯扶手松动", "宿舍楼一楼东侧", Category::Building, None, false),
            ("西侧楼梯灯不亮", "教学楼三楼西侧楼梯", Category::Electrical, Some(9), false),
            ("灭火器过期", "教学楼三楼西侧楼梯", Category::Fire, Some(9), false),
            ("教室窗户破了", "教学楼三楼", Category::Building, None, false),
            ("Stair rail loose", "Teaching block", Category::Building, None, false),
        ] {
            let seen = Seen { title, place, category, risk_point: risk_point.map(|n| RiskPointId(Uuid::from_u128(n))) };
            let found = open_ones(&seen, std::slice::from_ref(&known));
            assert_eq!(found.len() == 1, same, "{title}: {}", likeness(&seen, &known));
        }
    }

    #[test]
    fn only_open_ones_are_shown_and_three_at_most() {
        let seen = Seen { title: "楼梯扶手松动", place: "西侧楼梯", category: Category::Building, risk_point: None };
        let mut many: Vec<Before> =
            (1..=5).map(|n| Before { id: TicketId(Uuid::from_u128(n)), ..before("楼梯扶手松动", "西侧楼梯", None) }).collect();
        many[4].state = State::Closed;
        let ids: Vec<u128> = open_ones(&seen, &many).iter().map(|one| one.id.0.as_u128()).collect();
        assert_eq!(ids, [4, 3, 2]);
    }
}
