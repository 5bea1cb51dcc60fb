//! Every word a person reads, in Simplified Chinese and English: Fluent files in `templates/text`, embedded.
//! A page never carries its language; it is a value given when the page is rendered, and the filters below find it.

use crate::clock::Zone;
use crate::level::Levels;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader};
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::borrow::Cow;
use std::collections::HashMap;

fluent_templates::static_loader! {
    static WORDS = {
        locales: "./templates/text",
        fallback_language: "zh-CN",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language the product speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// The first language of an Accept-Language header that we speak.
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').find_map(|part| {
            let tag = part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            match tag.split('-').next().unwrap_or_default() {
                "zh" => Some(Self::Zh),
                "en" => Some(Self::En),
                _ => None,
            }
        })
    }

    fn id(self) -> LanguageIdentifier {
        // Both tags are well-formed; the default identifier ("und") would fall back to Chinese.
        self.tag().parse().unwrap_or_default()
    }

    /// The words of a key; the key itself when there are none, so that a gap is seen and not hidden.
    pub fn say(self, key: &str) -> String {
        self.say_with(key, [])
    }

    /// The words of a key with arguments filled in.
    pub fn say_with<const N: usize>(self, key: &str, args: [(&'static str, FluentValue<'static>); N]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            args.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        WORDS.try_lookup_with_args(&self.id(), key, &args).unwrap_or_else(|| key.to_owned())
    }

    /// Between names in a row.
    pub const fn comma(self) -> &'static str {
        match self {
            Self::Zh => "、",
            Self::En => ", ",
        }
    }

    /// Whether the product has words for this key.
    pub fn knows(self, key: &str) -> bool {
        WORDS.lookup_single_language::<&str>(&self.id(), key, None).is_ok()
    }

    /// `2026年11月19日` / `19 Nov 2026`
    pub fn day(self, day: NaiveDate) -> String {
        match self {
            Self::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            Self::En => day.format("%-d %b %Y").to_string(),
        }
    }

    /// A day without its year: `11月19日` / `19 Nov`
    pub fn short_day(self, day: NaiveDate) -> String {
        match self {
            Self::Zh => format!("{}月{}日", day.month(), day.day()),
            Self::En => day.format("%-d %b").to_string(),
        }
    }

    /// A month with its year: `2026年11月` / `November 2026`
    pub fn month(self, day: NaiveDate) -> String {
        match self {
            Self::Zh => format!("{}年{}月", day.year(), day.month()),
            Self::En => day.format("%B %Y").to_string(),
        }
    }

    /// A moment on the wall clock, with the year: `2026年11月19日 09:12` / `19 Nov 2026 09:12`
    pub fn moment(self, zone: Zone, at: DateTime<Utc>) -> String {
        let local = zone.local(at);
        format!("{} {:02}:{:02}", self.day(local.date()), local.hour(), local.minute())
    }

    /// A moment of this year, short: `11月19日 09:12` / `19 Nov 09:12`
    pub fn short_moment(self, zone: Zone, at: DateTime<Utc>) -> String {
        let local = zone.local(at);
        format!("{} {:02}:{:02}", self.short_day(local.date()), local.hour(), local.minute())
    }

    /// The end of a time, short: midnight is 24:00 of the day that ends.
    pub fn short_end(self, zone: Zone, at: DateTime<Utc>) -> String {
        let (local, last) = (zone.local(at), zone.day(at - TimeDelta::microseconds(1)));
        if local.date() == last { self.short_moment(zone, at) } else { format!("{} 24:00", self.short_day(last)) }
    }
}

/// Words in both languages, kept as data because a bureau may write its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub zh: String,
    #[serde(default)]
    pub en: String,
}

impl Words {
    /// The words in a language; the Chinese ones where no others are written.
    pub fn say(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.en.is_empty() { &self.en } else { &self.zh }
    }
}

/// What every template is rendered with besides its own fields.
#[derive(Clone, Debug)]
pub struct Telling {
    pub lang: Lang,
    pub zone: Zone,
    pub levels: Levels,
}

impl askama::Values for Telling {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        match key {
            "lang" => Some(&self.lang),
            "zone" => Some(&self.zone),
            "levels" => Some(&self.levels),
            _ => None,
        }
    }
}

/// Filters of the templates. Each page module imports this as `filters`.
pub mod filters {
    use super::{FluentValue, Lang, Levels, Zone};
    use chrono::{DateTime, NaiveDate, Utc};
    use std::borrow::Borrow;
    use std::fmt::Display;

    fn lang(values: &dyn askama::Values) -> askama::Result<Lang> {
        askama::get_value::<Lang>(values, "lang").copied()
    }

    /// Whatever counts: an `i64`, a `u8`, a reference to either.
    fn number(value: impl Display) -> FluentValue<'static> {
        let text = value.to_string();
        text.parse::<i64>().map_or_else(|_| FluentValue::from(text), FluentValue::from)
    }

    fn text(value: impl ToString) -> FluentValue<'static> {
        FluentValue::from(value.to_string())
    }

    /// `"key"|t`: the words.
    #[askama::filter_fn]
    pub fn t<K: Display>(key: K, values: &dyn askama::Values) -> askama::Result<String> {
        Ok(lang(values)?.say(&key.to_string()))
    }

    /// `"key"|tn(3)`: the words with the number `$n`.
    #[askama::filter_fn]
    pub fn tn<K: Display, N: Display>(key: K, values: &dyn askama::Values, n: N) -> askama::Result<String> {
        Ok(lang(values)?.say_with(&key.to_string(), [("n", number(n))]))
    }

    /// `"key"|ta(name)`: the words with the text `$a`.
    #[askama::filter_fn]
    pub fn ta<K: Display, A: Display>(key: K, values: &dyn askama::Values, a: A) -> askama::Result<String> {
        Ok(lang(values)?.say_with(&key.to_string(), [("a", text(a))]))
    }

    /// `"key"|tab(one, two)`: the words with the texts `$a` and `$b`.
    #[askama::filter_fn]
    pub fn tab<K: Display, A: Display, B: Display>(key: K, values: &dyn askama::Values, a: A, b: B) -> askama::Result<String> {
        Ok(lang(values)?.say_with(&key.to_string(), [("a", text(a)), ("b", text(b))]))
    }

    /// `"key"|tna(3, name)`: the words with the number `$n` and the text `$a`.
    #[askama::filter_fn]
    pub fn tna<K: Display, N: Display, A: Display>(key: K, values: &dyn askama::Values, n: N, a: A) -> askama::Result<String> {
        Ok(lang(values)?.say_with(&key.to_string(), [("n", number(n)), ("a", text(a))]))
    }

    /// `date|day`: with the year.
    #[askama::filter_fn]
    pub fn day<D: Borrow<NaiveDate>>(day: D, values: &dyn askama::Values) -> askama::Result<String> {
        Ok(lang(values)?.day(*day.borrow()))
    }

    /// `date|short_day`: without the year.
    #[askama::filter_fn]
    pub fn short_day<D: Borrow<NaiveDate>>(day: D, values: &dyn askama::Values) -> askama::Result<String> {
        Ok(lang(values)?.short_day(*day.borrow()))
    }

    /// `instant|moment`: day and hour in the configured zone.
    #[askama::filter_fn]
    pub fn moment<D: Borrow<DateTime<Utc>>>(at: D, values: &dyn askama::Values) -> askama::Result<String> {
        Ok(lang(values)?.moment(*askama::get_value::<Zone>(values, "zone")?, *at.borrow()))
    }

    /// `rank|level`: a level in the words of the bureau whose scheme is in force where the page stands.
    #[askama::filter_fn]
    pub fn level<R: Display>(rank: R, values: &dyn askama::Values) -> askama::Result<String> {
        let rank = rank.to_string().parse().unwrap_or(4);
        Ok(askama::get_value::<Levels>(values, "levels")?.word(rank, lang(values)?))
    }

    /// `"not_ours"|slug`: a code as Fluent keys write it.
    #[askama::filter_fn]
    pub fn slug<C: Display>(code: C, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(code.to_string().replace('_', "-"))
    }

    /// `instant|short_moment`: without the year.
    #[askama::filter_fn]
    pub fn short_moment<D: Borrow<DateTime<Utc>>>(at: D, values: &dyn askama::Values) -> askama::Result<String> {
        Ok(lang(values)?.short_moment(*askama::get_value::<Zone>(values, "zone")?, *at.borrow()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_wins() {
        assert_eq!(Lang::accepted("fr-FR, en;q=0.8, zh;q=0.5"), Some(Lang::En));
        assert_eq!(Lang::accepted("zh-Hans-CN"), Some(Lang::Zh));
        assert_eq!(Lang::accepted("de"), None);
    }

    #[test]
    fn midnight_ends_the_day_before() {
        let zone = Zone(chrono_tz::Asia::Shanghai);
        let end = |text: &str| Lang::Zh.short_end(zone, text.parse().unwrap());
        assert_eq!(end("2026-11-23T16:00:00Z"), "11月23日 24:00");
        assert_eq!(end("2026-11-23T15:59:00Z"), "11月23日 23:59");
        assert_eq!(end("2026-11-23T16:01:00Z"), "11月24日 00:01");
    }

    #[test]
    fn a_gap_shows_its_key() {
        assert_eq!(Lang::En.say("no-such-key"), "no-such-key");
        assert!(!Lang::Zh.knows("no-such-key"));
    }

    #[test]
    fn days_are_written_as_each_language_writes_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 9).unwrap();
        assert_eq!(Lang::Zh.day(day), "2026年11月9日");
        assert_eq!(Lang::En.day(day), "9 Nov 2026");
        assert_eq!((Lang::Zh.month(day).as_str(), Lang::En.month(day).as_str()), ("2026年11月", "November 2026"));
    }
}
