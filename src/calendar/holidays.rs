//! The public holidays that ship with the product: `data/holidays.json`.

use super::model::{Entry, Kind};
use crate::id::EntryId;
use crate::text::Words;
use chrono::NaiveDate;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A day off of the country, or a weekend day worked instead.
#[derive(Clone, Debug, Deserialize)]
pub struct Holiday {
    kind: String,
    #[serde(flatten)]
    pub name: Words,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Holiday {
    pub fn kind(&self) -> Kind {
        if self.kind == Kind::School.code() { Kind::School } else { Kind::Off }
    }

    /// The same wherever the same line is installed, and another for every change of it: so a line is there once, and a changed one is a new entry.
    pub fn id(&self) -> EntryId {
        let mut hash = Sha256::new();
        for part in [
            "hazard-register public holiday",
            self.kind.as_str(),
            &self.name.zh,
            &self.name.en,
            &self.from.to_string(),
            &self.to.to_string(),
        ] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash.finalize()).for_each(|(byte, from)| *byte = from);
        EntryId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// As a calendar has it: the product's own entry.
    pub fn entry(&self) -> Entry {
        Entry { id: self.id(), owner: String::new(), kind: self.kind(), name: self.name.clone(), starts: self.from, ends: self.to }
    }
}

#[derive(Deserialize)]
struct Year {
    year: i32,
    /// Only what law fixes by date: the year's arrangement was not announced when this was written.
    #[serde(default)]
    provisional: bool,
    days: Vec<Holiday>,
}

#[derive(Default, Deserialize)]
struct Years {
    years: Vec<Year>,
}

static YEARS: LazyLock<Years> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/holidays.json")).unwrap_or_default());

/// All of them.
pub fn holidays() -> impl Iterator<Item = &'static Holiday> {
    YEARS.years.iter().flat_map(|year| &year.days)
}

/// Whether a year's arrangement is still to be confirmed or added by a bureau. What lies before the first year is history.
pub fn unannounced(year: i32) -> bool {
    YEARS.years.iter().filter(|one| !one.provisional).map(|one| one.year).max().is_none_or(|last| year > last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, Weekday};
    use std::collections::BTreeSet;

    #[test]
    fn the_file_is_whole() {
        let all: Vec<&Holiday> = holidays().collect();
        assert_eq!(all.len(), 16);
        assert_eq!(all.iter().map(|one| one.id()).collect::<BTreeSet<_>>().len(), 16, "every line has an id of its own");
        for one in &all {
            assert!(Kind::from_code(&one.kind) == Some(one.kind()) && one.from <= one.to, "{one:?}");
            assert!(!one.name.zh.is_empty() && !one.name.en.is_empty(), "{one:?}");
            let weekend = matches!(one.from.weekday(), Weekday::Sat | Weekday::Sun);
            assert!(one.kind() == Kind::Off || (weekend && one.from == one.to), "only weekend days are worked instead: {one:?}");
        }
        for year in &YEARS.years {
            assert!(year.days.iter().all(|one| one.from.year() == year.year), "{}", year.year);
        }
        assert!(!unannounced(2025) && !unannounced(2026) && unannounced(2027) && unannounced(2031));
    }

    #[test]
    fn an_id_never_changes() {
        let first = holidays().next().unwrap();
        assert_eq!(first.id(), first.clone().id());
        let other = Holiday { to: first.to.succ_opt().unwrap(), ..first.clone() };
        assert_ne!(first.id(), other.id());
    }
}
