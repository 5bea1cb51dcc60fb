//! How long things may take (时限): days, kept as data with the source of each, because a bureau may see them differently.

use serde::Deserialize;
use std::sync::LazyLock;

/// Calendar days, counts where said.
#[derive(Debug, Default, Deserialize)]
pub struct Limits {
    /// Offered as the deadline of a general one.
    pub general_days: u64,
    /// Offered as the deadline of a major one.
    pub major_days: u64,
    /// The furthest a deadline may lie ahead.
    pub longest_days: u64,
    /// How often a general one may get more time.
    pub extensions: i16,
    /// How long after closing it may be opened again.
    pub reopen_days: u64,
    /// How long an open or closed one still counts as seen before.
    pub memory_days: u64,
    /// How many people at least accept a major one on site.
    pub accepters: usize,
}

#[derive(Default, Deserialize)]
struct File {
    limits: Limits,
}

/// The product's own (`data/time-limits.json`).
pub static LIMITS: LazyLock<Limits> =
    LazyLock::new(|| serde_json::from_str::<File>(include_str!("../../data/time-limits.json")).unwrap_or_default().limits);

#[cfg(test)]
mod tests {
    use super::LIMITS;

    #[test]
    fn the_file_is_read() {
        assert_eq!((LIMITS.general_days, LIMITS.major_days, LIMITS.longest_days), (7, 90, 365));
        assert_eq!((LIMITS.extensions, LIMITS.reopen_days, LIMITS.memory_days), (2, 90, 90));
        assert_eq!(LIMITS.accepters, 2);
    }
}
