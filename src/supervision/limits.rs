//! By when what is to be done (督办时限), each with where it comes from. The product's own stand in `data/supervision-limits.json`.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

codes! {
    /// What has a limit.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Obligation {
        /// 备案: after it was listed.
        File = "file",
        /// 挂牌公示: after it was listed.
        Publish = "publish",
        /// 摘牌公示: after it was delisted.
        PublishDelisting = "publish_delisting",
        /// 申请延期: before it ends.
        Ask = "ask",
        /// 答复延期: after it was asked for.
        Decide = "decide",
        /// 最长期限
        Longest = "longest",
        /// 到场验收: after the principal signed.
        Accept = "accept",
    }
}

/// A limit: so many days, of work or of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub obligation: Obligation,
    pub days: u16,
    pub working: bool,
    /// The rule it was taken from.
    pub source: String,
}

/// All of them, one for each obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Limits(Vec<Limit>);

/// The longest limit somebody may set.
pub const MOST_DAYS: u16 = 366;

impl Limits {
    /// `None` unless each obligation has exactly one.
    pub fn of(limits: Vec<Limit>) -> Option<Self> {
        let whole = limits.len() == Obligation::ALL.len()
            && Obligation::ALL.iter().all(|obligation| limits.iter().any(|one| one.obligation == *obligation));
        whole.then_some(Self(limits))
    }

    /// Days and whether they are working days; nothing is due at once where a bureau's list from before knows a obligation not.
    pub fn days(&self, obligation: Obligation) -> (u16, bool) {
        self.0.iter().find(|one| one.obligation == obligation).map_or((MOST_DAYS, false), |one| (one.days, one.working))
    }

    pub fn all(&self) -> &[Limit] {
        &self.0
    }
}

#[derive(Deserialize)]
struct File {
    limits: Limits,
}

impl Default for Limits {
    /// The product's own.
    fn default() -> Self {
        static OWN: LazyLock<Limits> = LazyLock::new(|| {
            serde_json::from_str::<File>(include_str!("../../data/supervision-limits.json")).map_or(Limits(vec![]), |file| file.limits)
        });
        OWN.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_products_own_are_whole_and_each_says_where_it_is_from() {
        let own = Limits::default();
        assert_eq!(Limits::of(own.all().to_vec()), Some(own.clone()));
        assert!(own.all().iter().all(|one| !one.source.is_empty() && one.days <= MOST_DAYS));
        assert_eq!((own.days(Obligation::File), own.days(Obligation::Longest)), ((3, true), (365, false)));
        assert_eq!(Limits::of(own.all().iter().skip(1).cloned().collect()), None);
    }
}
