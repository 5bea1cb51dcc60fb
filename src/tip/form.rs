//! What was typed on the forms of tips: the public's, and the officer's answer.

use super::limits::Verdict;
use super::model::{Deed, Reason};
use crate::web::form::{Errors, Fields, trimmed};

const WORDS: usize = 500;
const PLACE: usize = 60;
const CONTACT: usize = 100;
const ANSWER: usize = 500;

/// What the public typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub words: String,
    /// Empty from a card, which knows its place.
    pub place: String,
    pub contact: String,
}

/// The question before a report and what answers it: the digits that stand on the card or the board.
pub struct Question {
    pub verdict: Verdict,
    pub digits: String,
}

/// Checks a report of the public.
///
/// # Errors
/// Every fault, at its field.
pub fn tip(fields: &Fields, from_board: bool, question: &Question, faults: Errors) -> Result<Typed, Errors> {
    let mut errors = faults;
    let words = fields.required(&mut errors, "words", WORDS);
    let place = if from_board { fields.required(&mut errors, "place", PLACE) } else { String::new() };
    let contact = fields.optional(&mut errors, "contact", CONTACT);
    if question.verdict == Verdict::Ask && (question.digits.is_empty() || digits(fields.get("check")) != question.digits) {
        errors.add("check", if trimmed(fields.get("check")).is_empty() { "field-required" } else { "tip-check-wrong" });
    }
    errors.or(Some(Typed { words, place, contact }))
}

/// The digits of what somebody typed, full-width ones too, without noughts in front.
pub fn digits(text: &str) -> String {
    let all: String = text
        .chars()
        .filter_map(|c| match c {
            '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(c) - 0xfee0),
            _ => Some(c),
        })
        .filter(char::is_ascii_digit)
        .collect();
    all.trim_start_matches('0').to_owned()
}

/// Why the reporter does not agree; may be left out.
///
/// # Errors
/// When it cannot be stored or is too long.
pub fn contest(fields: &Fields) -> Result<String, Errors> {
    let mut errors = Errors::default();
    let words = fields.optional(&mut errors, "words", WORDS);
    errors.or(Some(words))
}

/// What the officer says to the reporter: needed where nothing else tells them.
pub fn words(fields: &Fields, errors: &mut Errors, deed: Deed) -> String {
    if deed == Deed::Decline { fields.required(errors, "answer", ANSWER) } else { fields.optional(errors, "answer", ANSWER) }
}

/// Why it is not taken up.
pub fn reason(fields: &Fields, errors: &mut Errors) -> Option<Reason> {
    fields.choice(errors, "reason", Reason::from_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Question = Question { verdict: Verdict::Open, digits: String::new() };

    fn read(pairs: &[(&'static str, &'static str)], from_board: bool, question: &Question) -> Result<Typed, Errors> {
        tip(&Fields::of(pairs.iter().copied()), from_board, question, Errors::default())
    }

    #[test]
    fn one_sentence_is_enough_and_a_board_asks_where() {
        let made = read(&[("words", " 插座发热 ")], false, &OPEN).unwrap();
        assert_eq!(made, Typed { words: "插座发热".into(), place: String::new(), contact: String::new() });
        let errors = read(&[("words", "\u{3000}"), ("place", "")], true, &OPEN).unwrap_err();
        assert!(errors.has("words") && errors.has("place") && !errors.has("contact"));
        assert!(read(&[("words", "a\0b")], false, &OPEN).unwrap_err().mentions("field-bad-characters"));
        let long = "字".repeat(WORDS + 1).leak();
        assert!(read(&[("words", long)], false, &OPEN).unwrap_err().mentions("field-too-long"));
    }

    #[test]
    fn a_question_is_answered_by_the_digits_however_typed() {
        let question = || Question { verdict: Verdict::Ask, digits: digits("FX-007") };
        for good in ["FX-007", "fx007", "007", "7", "ＦＸ－００７"] {
            assert!(read(&[("words", "x"), ("check", good)], false, &question()).is_ok(), "{good}");
        }
        for (bad, key) in [
            ("", "field-required"),
            ("  ", "field-required"),
            ("8", "tip-check-wrong"),
            ("70", "tip-check-wrong"),
            ("x", "tip-check-wrong"),
        ] {
            let errors = read(&[("words", "x"), ("check", bad)], false, &question()).unwrap_err();
            assert!(errors.mentions(key), "{bad}: {errors:?}");
        }
        // Where there is nothing to look at, nobody guesses it by sending nothing.
        assert!(read(&[("words", "x")], false, &Question { verdict: Verdict::Ask, digits: String::new() }).is_err());
        // Below the threshold nobody is asked.
        assert!(read(&[("words", "x"), ("check", "8")], false, &OPEN).is_ok());
    }

    #[test]
    fn a_refusal_needs_words_and_a_reason() {
        let mut errors = Errors::default();
        let fields = Fields::of([("answer", " "), ("reason", "because")]);
        words(&fields, &mut errors, Deed::Decline);
        assert_eq!(reason(&fields, &mut errors), None);
        assert!(errors.has("answer") && errors.has("reason"));
        let mut errors = Errors::default();
        for deed in [Deed::Accept, Deed::Known, Deed::Abuse] {
            words(&fields, &mut errors, deed);
        }
        assert!(errors.is_empty());
    }
}
