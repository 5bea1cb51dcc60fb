//! What can be set, how far, and what the product says itself: `data/limits.json`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

codes! {
    /// What the numbers are about; one page each.
    pub enum Family {
        Signals = "signals",
        Majors = "majors",
        Tips = "tips",
    }
}

impl Family {
    /// Its numbers, in the order of the page.
    pub fn numbers(self) -> impl Iterator<Item = Number> {
        Number::ALL.iter().copied().filter(move |number| number.family() == self)
    }
}

macro_rules! numbers {
    ($($(#[$meta:meta])* $name:ident = $code:literal in $family:ident,)+) => {
        codes! {
            /// A number that can be set.
            pub enum Number { $($(#[$meta])* $name = $code),+ }
        }

        impl Number {
            pub const fn family(self) -> Family {
                match self { $(Self::$name => Family::$family),+ }
            }
            /// The name of its field, and of the field of where it comes from.
            pub const fn field(self) -> &'static str {
                match self { $(Self::$name => concat!("value-", $code)),+ }
            }
            pub const fn source_field(self) -> &'static str {
                match self { $(Self::$name => concat!("source-", $code)),+ }
            }
        }
    };
}

numbers! {
    /// How far back is looked.
    WindowDays = "window_days" in Signals,
    /// Reported so long after it is said to have been found.
    LateHours = "late_hours" in Signals,
    /// Closed so soon after the work was handed in.
    QuickMinutes = "quick_minutes" in Signals,
    /// Within so many minutes …
    BatchMinutes = "batch_minutes" in Signals,
    /// … so many verified by one person.
    BatchMany = "batch_many" in Signals,
    /// School days without a report …
    SilentSchoolDays = "silent_school_days" in Signals,
    /// … while at least so many schools of the same stage in the district reported.
    SilentPeers = "silent_peers" in Signals,
    /// Of the closings, in percent, that a bureau looks at again.
    SampleShare = "sample_share" in Signals,
    /// How long whoever reported may say that it is not fixed; at most three months, which is how far back tickets are read with it.
    ContestDays = "contest_days" in Signals,
    /// Comprehensive criteria of one category that together make a danger major.
    Together = "together" in Majors,
    /// Working days within which the public is promised an answer.
    AnswerDays = "answer_days" in Tips,
    /// Reports from one address a day before a question is asked, and at most.
    AddressAsk = "address_ask" in Tips,
    AddressMost = "address_most" in Tips,
    /// Reports about one risk point, or from one board.
    PointAsk = "point_ask" in Tips,
    PointMost = "point_most" in Tips,
    /// Reports of an address that were set aside as abuse.
    AbuseAsk = "abuse_ask" in Tips,
    AbuseMost = "abuse_most" in Tips,
}

/// Of each pair the first comes before the second.
pub const ORDERED: [(Number, Number); 3] =
    [(Number::AddressAsk, Number::AddressMost), (Number::PointAsk, Number::PointMost), (Number::AbuseAsk, Number::AbuseMost)];

/// The product's own number and how far a bureau may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Bounds {
    pub own: i32,
    pub least: i32,
    pub most: i32,
}

#[derive(Default, Deserialize)]
struct File {
    limits: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    code: String,
    #[serde(flatten)]
    bounds: Bounds,
}

static OWN: LazyLock<BTreeMap<Number, Bounds>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../../data/limits.json")).unwrap_or_default();
    file.limits.into_iter().filter_map(|entry| Some((Number::from_code(&entry.code)?, entry.bounds))).collect()
});

impl Number {
    pub fn bounds(self) -> Bounds {
        OWN.get(&self).copied().unwrap_or_default()
    }

    /// A code as part of a Fluent key.
    pub fn slug(self) -> String {
        self.code().replace('_', "-")
    }
}

/// The numbers in force somewhere: those that were set at or above it, else the product's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers(BTreeMap<Number, i32>);

impl Numbers {
    pub fn of(set: impl IntoIterator<Item = (Number, i32)>) -> Self {
        Self(set.into_iter().collect())
    }

    pub fn get(&self, number: Number) -> i32 {
        kept(number, self.0.get(&number).copied())
    }
}

/// What holds where this was found: a number set before the product's bounds became narrower stays within them.
pub fn kept(number: Number, set: Option<i32>) -> i32 {
    let bounds = number.bounds();
    set.map_or(bounds.own, |value| value.clamp(bounds.least, bounds.most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_knows_every_number_and_its_own_lie_within_their_bounds() {
        for number in Number::ALL {
            let Bounds { own, least, most } = *OWN.get(number).unwrap_or_else(|| panic!("{number} is not in the file"));
            assert!(0 < least && least <= own && own <= most && least < most, "{number}");
        }
        let numbers = Numbers::default();
        assert!(ORDERED.iter().all(|(first, second)| numbers.get(*first) < numbers.get(*second)));
        assert!(Number::SampleShare.bounds().least >= i32::from(crate::visit::rules::LEAST_SHARE));
        assert_eq!(kept(Number::SampleShare, Some(1)), 5, "never below what is promised");
    }
}
