//! How much the public may send, when a question stands before it, and by when an answer is promised. What is the whole site's stands in
//! `data/tip-limits.json`, what a bureau may set in [`crate::limit`]. Pure.

use crate::limit::model::{Number, Numbers};
use serde::Deserialize;
use std::sync::LazyLock;

/// So many within a span of time; beyond `ask_after` a question is asked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Span {
    pub minutes: u32,
    #[serde(default)]
    pub ask_after: i32,
    #[serde(default)]
    pub most: i32,
}

/// Reports of an address that an officer set aside as abuse, within the thirty days that they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Abuse {
    pub ask_after: i64,
    pub most: i64,
}

/// The limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Limits {
    /// Working days within which an answer is promised.
    #[serde(skip)]
    pub answer_days: u16,
    /// Photos of one report.
    pub photos: usize,
    /// Forms sent from one address, good or not.
    pub tries: Span,
    /// Unknown codes looked up from one address.
    pub looks: Span,
    /// Reports from one address.
    pub address: Span,
    /// Reports about one risk point, or from one school's board.
    pub point: Span,
    /// Reports of the whole site.
    pub everywhere: Span,
    #[serde(skip)]
    pub abuse: Abuse,
}

impl Limits {
    /// The same where these numbers are in force.
    #[must_use]
    pub fn with(self, numbers: &Numbers) -> Self {
        let span = |span: Span, ask: Number, most: Number| Span { ask_after: numbers.get(ask), most: numbers.get(most), ..span };
        Self {
            answer_days: u16::try_from(numbers.get(Number::AnswerDays)).unwrap_or(u16::MAX),
            address: span(self.address, Number::AddressAsk, Number::AddressMost),
            point: span(self.point, Number::PointAsk, Number::PointMost),
            abuse: Abuse { ask_after: numbers.get(Number::AbuseAsk).into(), most: numbers.get(Number::AbuseMost).into() },
            ..self
        }
    }
}

/// Used only where the data cannot be read, which the test below rules out.
const CLOSED: Span = Span { minutes: 1, ask_after: 0, most: 0 };

static LIMITS: LazyLock<Limits> = LazyLock::new(|| {
    let site: Limits = serde_json::from_str(include_str!("../../data/tip-limits.json")).unwrap_or(Limits {
        answer_days: 0,
        photos: 0,
        tries: CLOSED,
        looks: CLOSED,
        address: CLOSED,
        point: CLOSED,
        everywhere: CLOSED,
        abuse: Abuse { ask_after: 0, most: 0 },
    });
    site.with(&Numbers::default())
});

/// The product's own limits.
pub fn limits() -> &'static Limits {
    &LIMITS
}

/// What was sent so far, each within its span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub address: i32,
    pub point: i32,
    pub everywhere: i32,
    pub abuse: i64,
}

/// What that means for the next report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Open,
    /// A question first, to be answered by looking at the card or the board.
    Ask,
    /// Not now.
    Closed,
}

/// Whether one more is taken.
pub fn verdict(limits: &Limits, sent: Sent) -> Verdict {
    let spans = [(sent.address, limits.address), (sent.point, limits.point), (sent.everywhere, limits.everywhere)];
    if spans.iter().any(|(sent, span)| *sent >= span.most) || sent.abuse >= limits.abuse.most {
        Verdict::Closed
    } else if spans.iter().any(|(sent, span)| *sent >= span.ask_after) || sent.abuse >= limits.abuse.ask_after {
        Verdict::Ask
    } else {
        Verdict::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_whole_and_each_question_comes_before_its_end() {
        assert!(serde_json::from_str::<Limits>(include_str!("../../data/tip-limits.json")).is_ok());
        let limits = *limits();
        for span in [limits.address, limits.point, limits.everywhere] {
            assert!(0 < span.ask_after && span.ask_after < span.most && span.minutes > 0, "{span:?}");
        }
        assert!(limits.abuse.ask_after < limits.abuse.most && limits.answer_days > 0 && (1..=6).contains(&limits.photos));
        // One try to send, one to correct, and the same for every report that is taken.
        assert!(limits.tries.most > limits.address.most);
    }

    #[test]
    fn a_question_above_the_threshold_and_an_end() {
        let limits = *limits();
        for (sent, expected) in [
            (Sent::default(), Verdict::Open),
            (Sent { address: limits.address.ask_after - 1, ..Sent::default() }, Verdict::Open),
            (Sent { address: limits.address.ask_after, ..Sent::default() }, Verdict::Ask),
            (Sent { address: limits.address.most, ..Sent::default() }, Verdict::Closed),
            (Sent { point: limits.point.ask_after, ..Sent::default() }, Verdict::Ask),
            (Sent { point: limits.point.most, ..Sent::default() }, Verdict::Closed),
            (Sent { everywhere: limits.everywhere.ask_after, ..Sent::default() }, Verdict::Ask),
            (Sent { everywhere: limits.everywhere.most, ..Sent::default() }, Verdict::Closed),
            (Sent { abuse: limits.abuse.ask_after, ..Sent::default() }, Verdict::Ask),
            (Sent { abuse: limits.abuse.most, ..Sent::default() }, Verdict::Closed),
            (Sent { address: limits.address.ask_after, point: limits.point.most, ..Sent::default() }, Verdict::Closed),
        ] {
            assert_eq!(verdict(&limits, sent), expected, "{sent:?}");
        }
    }
}
