//! When something is asked about: `data/signals.json`.

use serde::Deserialize;
use std::sync::LazyLock;

/// The figures. Days are calendar days where not said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
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
    /// How long whoever reported may say that it is not fixed.
    pub contest_days: i32,
}

static LIMITS: LazyLock<Limits> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/signals.json")).unwrap_or_default());

/// The limits in force.
pub fn limits() -> &'static Limits {
    &LIMITS
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_is_whole() {
        let limits = super::limits();
        assert!(limits.window_days > 0 && limits.late_hours > 0 && limits.quick_minutes > 0 && limits.batch_many > 1);
        assert!(limits.silent_school_days > 0 && limits.silent_peers > 0 && limits.contest_days > 0 && limits.batch_minutes > 0);
        assert!(limits.sample_share >= crate::visit::rules::LEAST_SHARE);
    }
}
