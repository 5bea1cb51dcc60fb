//! How the levels of a risk (风险等级) are called and coloured where a page stands: the words and colours of the bureau whose grading scheme is
//! in force there. A level is a rank, 1 the gravest to 4; everything else about it is the bureau's.
//!
//! Loaded with the place of a page (see `db`), told to the templates with the language (see `text`), so that no page carries it.

use crate::text::{Lang, Words};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

codes! {
    /// A colour a level may have, from the gravest down: within a scheme they keep this order. The stylesheet holds each in light and dark,
    /// readable on every ground.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Colour {
        Red = "red",
        Orange = "orange",
        Yellow = "yellow",
        Blue = "blue",
        Green = "green",
    }
}

impl Colour {
    /// The colour a rank has unless its bureau says otherwise (四色: red, orange, yellow, blue).
    pub const fn of(rank: i16) -> Self {
        match rank {
            ..=1 => Self::Red,
            2 => Self::Orange,
            3 => Self::Yellow,
            4.. => Self::Blue,
        }
    }
}

/// One level as a scheme names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Level {
    pub rank: i16,
    pub name: Words,
    #[serde(default)]
    pub colour: Option<Colour>,
}

impl Level {
    /// Its own colour, else the rank's.
    pub fn colour(&self) -> Colour {
        self.colour.unwrap_or(Colour::of(self.rank))
    }
}

/// The levels in force somewhere, the gravest first. Empty where the product's own are in force: these have their words in every language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<Level>")]
pub struct Levels(Arc<[Level]>);

impl From<Vec<Level>> for Levels {
    fn from(mut levels: Vec<Level>) -> Self {
        levels.sort_by_key(|level| level.rank);
        Self(levels.into())
    }
}

impl Levels {
    /// The ranks in force, the gravest first.
    pub fn ranks(&self) -> Vec<i16> {
        if self.0.is_empty() { vec![1, 2, 3, 4] } else { self.0.iter().map(|level| level.rank).collect() }
    }

    /// Whether a rank can be the result of an evaluation now.
    pub fn has(&self, rank: i16) -> bool {
        self.ranks().contains(&rank)
    }

    fn own(&self, rank: i16) -> Option<&Level> {
        self.0.iter().find(|level| level.rank == rank)
    }

    /// A level in words, as a sentence has it: the bureau's name, completed to "… risk" where the language says it so; the product's word for
    /// a rank that is not in force (any more).
    pub fn word(&self, rank: i16, lang: Lang) -> String {
        match self.own(rank) {
            Some(level) => whole(level.name.say(lang), lang),
            None => lang.say(&format!("level-{rank}")),
        }
    }

    /// A level's bare name, for a narrow place beside others of its kind.
    pub fn name(&self, rank: i16, lang: Lang) -> String {
        self.own(rank).map_or_else(|| lang.say(&format!("level-name-{rank}")), |level| level.name.say(lang).to_owned())
    }

    /// The classes of the page that give its levels other colours than the usual ones; `None` when there are none to give.
    pub fn theme(&self) -> Option<String> {
        let other = self.0.iter().filter(|level| level.colour() != Colour::of(level.rank));
        let classes: Vec<String> = other.map(|level| Self::class(level.rank, level.colour())).collect();
        (!classes.is_empty()).then(|| classes.join(" "))
    }
}

impl Levels {
    /// The class that gives a rank a colour, on a page or a part of one.
    pub fn class(rank: i16, colour: Colour) -> String {
        format!("l{rank}-{colour}")
    }
}

/// A name as the language completes it, unless it is complete as it stands.
fn whole(name: &str, lang: Lang) -> String {
    // What the pattern adds to nothing is what it adds to a name.
    let added = lang.say_with("level-named", [("a", "".into())]);
    if !added.trim().is_empty() && name.ends_with(added.trim()) {
        name.to_owned()
    } else {
        lang.say_with("level-named", [("a", name.to_owned().into())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Levels {
        serde_json::from_str(
            r#"[{"rank": 4, "from": 0, "name": {"zh": "蓝色风险", "en": "Blue"}, "colour": "green"},
                {"rank": 1, "from": 9, "name": {"zh": "红色", "en": "Red"}}, {"rank": 3, "from": 4, "name": {"zh": "黄色"}, "colour": "yellow"}]"#,
        )
        .unwrap()
    }

    #[test]
    fn a_bureaus_names_stand_where_the_products_stood() {
        let levels = three();
        assert_eq!(levels.ranks(), [1, 3, 4]);
        assert_eq!(levels.word(1, Lang::Zh), "红色风险");
        assert_eq!(levels.word(4, Lang::Zh), "蓝色风险", "nothing is said twice");
        assert_eq!((levels.word(1, Lang::En).as_str(), levels.word(3, Lang::En).as_str()), ("Red", "黄色"));
        assert_eq!(levels.word(2, Lang::Zh), "较大风险", "a point graded before keeps a word");
        assert_eq!(levels.name(1, Lang::Zh), "红色");
        assert!(!levels.has(2));
    }

    #[test]
    fn only_other_colours_are_spelled_out() {
        assert_eq!(three().theme().as_deref(), Some("l4-green"));
        assert_eq!(Levels::default().theme(), None);
        assert_eq!(Levels::default().word(1, Lang::Zh), "重大风险");
        assert_eq!(Levels::default().ranks(), [1, 2, 3, 4]);
    }
}
