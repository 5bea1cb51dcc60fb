//! What the demo's bureaus set: the city keeps the school calendar, one district grades in three levels of its own, another has confirmed two
//! criteria and calls for grading anew.

use super::calendar::{Calendar, When};
use super::people::Office;
use super::{CITY, Demo, store};
use crate::access::{Actor, Place};
use crate::calendar as school_calendar;
use crate::calendar::model::{Draft, Kind};
use crate::db::{Head, Scope};
use crate::grading;
use crate::grading::call::{Cause, NewCall, seasons};
use crate::grading::criterion::{Criterion, Deed, Verification};
use crate::grading::scheme::{Band, Scheme};
use crate::grading::store::Decision;
use crate::level::Colour;
use crate::text::{Lang, Words};
use anyhow::Context;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use sqlx::PgPool;
use std::collections::HashMap;

/// The district with levels of its own.
const THREE_LEVELS: &str = "430407";
/// The district that confirms criteria and calls.
const CONFIRMS: &str = "430405";
/// The criteria whose clause was seen, and where it stands.
const CONFIRMED: [(&str, &str, &str); 2] = [
    (
        "FIRE-D-02",
        "《教育系统重大事故隐患判定指南》（教发厅函〔2024〕20号）第三条（一）2",
        "Guide of the Ministry of Education (2024, No. 20), 3 (1) 2",
    ),
    (
        "FIRE-D-06",
        "《教育系统重大事故隐患判定指南》（教发厅函〔2024〕20号）第三条（一）6",
        "Guide of the Ministry of Education (2024, No. 20), 3 (1) 6",
    ),
];
/// Rank, where it begins in hundredths, name, colour: as cities with three levels draw them.
const LEVELS: [(i16, i64, &str, &str, Colour); 3] =
    [(1, 16_000, "高", "High", Colour::Red), (3, 7_000, "中", "Medium", Colour::Yellow), (4, 0, "低", "Low", Colour::Green)];
/// What the call of this term asks for: not all a season names, so that a week's work does it.
const CALLED: [&str; 2] = ["boiler_gas", "electrical"];

/// Sets all of it. Before any school adopts anything, because what is in force then grades it.
pub async fn set(
    demo: Demo,
    owner: &PgPool,
    calendar: &Calendar,
    offices: &HashMap<String, Office>,
    places: &HashMap<String, Place>,
) -> anyhow::Result<()> {
    let at = |code: &str| Some((offices.get(code)?, places.get(code)?));
    if let Some((office, place)) = at(CITY) {
        // Each school year is told of before it begins, as far as the demo reaches back.
        let this = calendar.term();
        let begun = calendar.instant(When { day: this, second: 9 * 3600 }).unwrap_or(calendar.begin());
        let (before, after): (Vec<_>, Vec<_>) = calendar.terms().into_iter().partition(|(first, _)| *first < calendar.date(this));
        let mut after: Vec<Draft> = after.into_iter().map(term).collect();
        after.push(key_period(calendar.today()).context("no season")?);
        for (drafts, at) in [(before.into_iter().map(term).collect(), calendar.begin()), (after, begun)] {
            let mut telling = Telling::begin(owner, place, office.leader.clone(), at).await?;
            for draft in drafts {
                telling.head = school_calendar::store::add(&mut telling.scope, place, &telling.head, &draft).await?;
            }
            telling.end().await?;
        }
    }
    if let Some((office, place)) = at(THREE_LEVELS) {
        let mut telling = Telling::begin(owner, place, office.leader.clone(), calendar.begin()).await?;
        let offered = grading::store::offered(&mut telling.scope, place).await?;
        let lec = offered.into_iter().find(|one| one.scheme.code == "lec").context("no LEC")?.scheme;
        telling.head = grading::store::decide(&mut telling.scope, place, &telling.head, Decision::Adapt(&three(lec))).await?;
        telling.end().await?;
    }
    if let Some((office, place)) = at(CONFIRMS) {
        let reviewer = office.reviewers.first().unwrap_or(&office.leader).clone();
        let begun = calendar.instant(When { day: calendar.term(), second: 10 * 3600 }).unwrap_or(calendar.begin());
        let mut telling = Telling::begin(owner, place, reviewer.clone(), begun).await?;
        let list = grading::store::criteria(&mut telling.scope, place).await?;
        for (code, zh, en) in CONFIRMED {
            let source = if demo.lang == Lang::En { en } else { zh };
            let one = list.iter().find(|one| one.code == code).with_context(|| format!("no criterion {code}"))?;
            let draft = Criterion { source: source.to_owned(), verification: Verification::Confirmed, ..one.clone() };
            telling.head = grading::store::add_version(&mut telling.scope, place, &telling.head, Deed::Confirm, &draft, "").await?.1;
        }
        telling.end().await?;

        let called = calendar.instant(When { day: calendar.last().saturating_sub(3), second: 9 * 3600 }).unwrap_or(begun).max(begun);
        let mut telling = Telling::begin(owner, place, reviewer, called).await?;
        let winter = seasons().iter().find(|one| one.code == "winter").context("no winter")?;
        let call = NewCall {
            cause: Cause::Term,
            title: winter.words.say(demo.lang).to_owned(),
            areas: CALLED.map(ToOwned::to_owned).to_vec(),
            due_on: calendar.today().checked_add_days(Days::new(18)).context("a day")?,
        };
        telling.head = grading::store::call(&mut telling.scope, place, &telling.head, &call).await?.1;
        telling.end().await?;
    }
    Ok(())
}

fn term((starts, ends): (NaiveDate, NaiveDate)) -> Draft {
    Draft { kind: Kind::Term, name: school_calendar::form::term_name(starts), starts, ends }
}

/// This month, for what its season threatens.
fn key_period(today: NaiveDate) -> Option<Draft> {
    let starts = today.with_day(1)?;
    let ends = starts.checked_add_months(chrono::Months::new(1))?.pred_opt()?;
    // Spring is the months from March.
    let season = seasons().get((today.month0() as usize + 10) % 12 / 3)?;
    Some(Draft { kind: Kind::Key, name: season.words.clone(), starts, ends })
}

/// LEC in three levels.
fn three(lec: Scheme) -> Scheme {
    let words = |zh: &str, en: &str| Words { zh: zh.to_owned(), en: en.to_owned() };
    let levels = LEVELS.into_iter().map(|(rank, from, zh, en, colour)| Band { rank, from, name: words(zh, en), colour }).collect();
    Scheme { name: words("三级评价法（LEC）", "LEC in three levels"), levels, ..lec }
}

/// One act of a bureau at a told moment.
pub(super) struct Telling<'a> {
    pub scope: Scope,
    place: &'a Place,
    pub head: Head,
    before: i64,
    at: DateTime<Utc>,
}

impl<'a> Telling<'a> {
    pub async fn begin(owner: &PgPool, place: &'a Place, by: Actor, at: DateTime<Utc>) -> anyhow::Result<Self> {
        let mut scope = Scope::history(owner, by, at).await?;
        let head = scope.turn(place).await?;
        Ok(Self { scope, place, before: head.seq, head, at })
    }

    pub async fn end(mut self) -> anyhow::Result<()> {
        let mut told = store::Told::default();
        told.events(self.before, self.head.seq, self.at);
        told.date(self.scope.conn(), self.place).await?;
        store::date_grading(self.scope.conn(), self.place, self.at).await?;
        Ok(self.scope.commit().await?)
    }
}
