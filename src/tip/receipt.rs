//! The receipt code: eighty random bits that somebody can write on the back of a hand. Only its SHA-256 is stored.

use rand::Rng;
use sha2::{Digest, Sha256};

/// No letter that looks like a digit, no digit that looks like a letter: five bits each.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH: usize = 16;
const GROUP: usize = 4;

/// A code as its holder has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code(String);

/// What is stored of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt(pub [u8; 32]);

impl Receipt {
    /// As the database's settings carry it.
    pub fn hex(&self) -> String {
        hex::encode(self.0)
    }
}

impl Code {
    /// A fresh one.
    pub fn draw() -> Self {
        let mut bits = [0_u8; LENGTH];
        rand::rng().fill_bytes(&mut bits);
        Self(bits.iter().filter_map(|byte| LETTERS.get(usize::from(byte & 31))).map(|letter| char::from(*letter)).collect())
    }

    /// As somebody types it: in any case, in groups or not, on a full-width keyboard.
    pub fn parse(typed: &str) -> Option<Self> {
        let letters: String = typed
            .chars()
            .map(|c| char::from_u32(u32::from(c).wrapping_sub(0xfee0)).filter(char::is_ascii_graphic).unwrap_or(c))
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{3000}'))
            .map(|c| c.to_ascii_uppercase())
            .take(LENGTH + 1)
            .collect();
        let good = letters.len() == LENGTH && letters.bytes().all(|letter| LETTERS.contains(&letter));
        good.then_some(Self(letters))
    }

    /// As it is written in an address.
    pub fn plain(&self) -> &str {
        &self.0
    }

    /// As it is written down: four groups of four.
    pub fn groups(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }

    pub fn receipt(&self) -> Receipt {
        Receipt(Sha256::digest(self.0.as_bytes()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_code_has_eighty_bits_and_no_two_letters_that_look_alike() {
        assert_eq!(LETTERS.iter().collect::<BTreeSet<_>>().len(), 32);
        assert!(LETTERS.iter().all(|letter| !b"01IO".contains(letter)));
        let codes: BTreeSet<String> = (0..200).map(|_| Code::draw().0).collect();
        assert_eq!(codes.len(), 200);
        assert!(codes.iter().all(|code| code.len() == LENGTH));
    }

    #[test]
    fn it_is_understood_however_it_is_typed() {
        let code = Code("ABCD2345WXYZ6789".into());
        assert_eq!(code.groups(), "ABCD-2345-WXYZ-6789");
        for typed in ["ABCD2345WXYZ6789", "abcd-2345-wxyz-6789", " abcd 2345 wxyz 6789\n", "ＡＢＣＤ－２３４５－ｗｘｙｚ　6789"]
        {
            assert_eq!(Code::parse(typed), Some(code.clone()), "{typed}");
        }
        for typed in ["", "ABCD-2345-WXYZ-678", "ABCD-2345-WXYZ-67890", "ABCD-2345-WXYZ-678O", "ABCD-2345-WXYZ-678中", "'; --", "\0"] {
            assert_eq!(Code::parse(typed), None, "{typed}");
        }
        assert_eq!(Code::parse(&code.groups()).map(|code| code.receipt()), Some(code.receipt()));
    }
}
