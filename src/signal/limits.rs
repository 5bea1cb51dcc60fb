//! When something is asked about: the numbers of [`crate::limit`] that are in force somewhere.

use crate::limit::model::{Number, Numbers};

/// The figures. Days are calendar days where not said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How far back is looked.
    pub window_days: i32,
    /// Reported so long after it is said to have been found.
    pub late_hours: i32,
    /// Closed so soon after the work was handed in.
    pub quick_minutes: i32,
    /// So many verified by one person …
    pub batch_many: i64,
    /// … within so many minutes.
    pub batch_minutes: i32,
    /// School days without a report …
    pub silent_school_days: i64,
    /// … while at least so many schools of the same stage in the district reported.
    pub silent_peers: i64,
    /// Of the closings, in percent, that a bureau looks at again.
    pub sample_share: i16,
}

impl From<&Numbers> for Limits {
    fn from(numbers: &Numbers) -> Self {
        Self {
            window_days: numbers.get(Number::WindowDays),
            late_hours: numbers.get(Number::LateHours),
            quick_minutes: numbers.get(Number::QuickMinutes),
            batch_many: numbers.get(Number::BatchMany).into(),
            batch_minutes: numbers.get(Number::BatchMinutes),
            silent_school_days: numbers.get(Number::SilentSchoolDays).into(),
            silent_peers: numbers.get(Number::SilentPeers).into(),
            sample_share: i16::try_from(numbers.get(Number::SampleShare)).unwrap_or(100),
        }
    }
}

impl Default for Limits {
    /// The product's own.
    fn default() -> Self {
        Self::from(&Numbers::default())
    }
}
