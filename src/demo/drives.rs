//! The demo's special campaigns: the city's for this season is under way in all its districts, and one district has closed its Safety Production
//! Month. They are launched before the schools' histories are told, which walk their tasks on the way, and reminded of or closed afterwards.

use super::calendar::{Calendar, When};
use super::people::Office;
use super::{CITY, Demo, store};
use crate::access::{Actor, Place};
use crate::campaign;
use crate::campaign::model::{Draft, Member, Phase, Post, Wanted};
use crate::campaign::store::{give, progress};
use crate::checklist;
use crate::db::Scope;
use crate::id::{CampaignId, TemplateId};
use crate::inspection::model::Kind;
use crate::text::Lang;
use anyhow::Context;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use sqlx::PgPool;
use std::collections::HashMap;

/// The district of the closed one; it sets nothing else, so that its chain stays in order.
const CLOSED_AT: &str = "430406";
/// School days since the city's was launched.
const SINCE: usize = 9;

/// A campaign as the schools' histories meet it.
#[derive(Clone, Debug)]
pub struct Drive {
    pub id: CampaignId,
    pub bureau: String,
    /// Those below are asked.
    pub path: String,
    /// School days on which it is walked: from, up to and with.
    pub from: usize,
    pub to: usize,
    pub closed: bool,
}

/// Launches them for the schools that have people.
pub async fn launch(
    demo: Demo,
    owner: &PgPool,
    calendar: &Calendar,
    offices: &HashMap<String, Office>,
    places: &HashMap<String, Place>,
    schools: &[String],
) -> anyhow::Result<Vec<Drive>> {
    let mut drives = Vec::new();
    let today = calendar.today();
    let june = |year: i32| NaiveDate::from_ymd_opt(year, 6, 1).zip(NaiveDate::from_ymd_opt(year, 6, 30));
    let over = (today.year() - 1..=today.year())
        .rev()
        .filter_map(june)
        .find(|(first, last)| *last + Days::new(20) < today && *first > calendar.date(5));
    if let (Some((first, last)), Some(office), Some(place)) = (over, offices.get(CLOSED_AT), places.get(CLOSED_AT)) {
        let day = calendar.on(first).saturating_sub(3);
        let at = calendar.instant(When { day, second: 9 * 3600 }).unwrap_or(calendar.begin());
        let (from, to) = (calendar.on(first) + 1, calendar.on(first + Days::new(18)));
        let told = (Kind::Special, first, calendar.date(to), last);
        if let Some(id) = begin(demo, owner, office, place, at, told, schools).await? {
            drives.push(Drive { id, bureau: CLOSED_AT.into(), path: place.path.clone(), from, to, closed: true });
        }
    }
    if let (Some(office), Some(place)) = (offices.get(CITY), places.get(CITY)) {
        let day = calendar.last().saturating_sub(SINCE);
        // After what the city set at the beginning of the term, however lately that began.
        let term = calendar.instant(When { day: calendar.term(), second: 12 * 3600 }).unwrap_or(calendar.begin());
        let at = calendar.instant(When { day, second: 9 * 3600 }).unwrap_or(calendar.begin()).max(term);
        let told = (Kind::Seasonal, calendar.date(day + 1), today + Days::new(9), today + Days::new(23));
        if let Some(id) = begin(demo, owner, office, place, at, told, schools).await? {
            drives.push(Drive { id, bureau: CITY.into(), path: place.path.clone(), from: day + 1, to: calendar.last(), closed: false });
        }
    }
    Ok(drives)
}

type Told = (Kind, NaiveDate, NaiveDate, NaiveDate);

/// Drafts and launches one; `None` where it would ask nobody.
async fn begin(
    demo: Demo,
    owner: &PgPool,
    office: &Office,
    place: &Place,
    at: DateTime<Utc>,
    told: Told,
    schools: &[String],
) -> anyhow::Result<Option<CampaignId>> {
    let mut scope = Scope::history(owner, office.reviewers.first().unwrap_or(&office.leader).clone(), at).await?;
    let head = scope.turn(place).await?;
    let before = head.seq;
    let lists = checklist::store::usable(&mut scope, place).await?;
    let (kind, first, deadline, last) = told;
    let wet = (4..=9).contains(&first.month());
    // The product's own by its Chinese name, whatever the language.
    let start = if wet && kind == Kind::Seasonal { "防汛" } else { "防火每月" };
    let list = lists.iter().find(|list| list.owner_path.is_empty() && list.title.zh.starts_with(start));
    let list = list.context("no check list of the product's own")?.series;
    let draft = draft(demo.lang, &office.leader, list, (kind, first, deadline, last), wet);
    let (id, head) = campaign::store::add(&mut scope, place, &head, &draft).await?;
    let found = give::candidates(&mut scope, place, id, &Wanted::default(), Some(schools), 10_000).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let mut one = campaign::store::find(&mut scope, place, id).await?;
    one.template = Some(campaign::store::start(&mut scope, place, &one, at).await?);
    let (_, head) = give::ask(&mut scope, place, &head, demo.zone, &one, "launch_campaign", &found).await?;
    let mut told = store::Told::default();
    told.events(before, head.seq, at);
    told.date(scope.conn(), place).await?;
    store::date_campaign(scope.conn(), id, at, demo.zone.day(demo.now)).await?;
    scope.commit().await?;
    Ok(Some(id))
}

fn draft(lang: Lang, leader: &Actor, series: TemplateId, (kind, starts, deadline, ends): Told, wet: bool) -> Draft {
    let say = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
    let phase = |zh: &str, en: &str, from: NaiveDate, to: NaiveDate, what: (&str, &str)| Phase {
        name: say(zh, en),
        from,
        to,
        what: say(what.0, what.1),
    };
    let year = starts.year();
    let (title, theme, words) = match (kind, wet) {
        (Kind::Special, _) => (
            say(&format!("{year}年“安全生产月”学校安全检查"), &format!("Safety Production Month {year}: school safety check")),
            say("人人讲安全、个个会应急", "Everyone speaks up for safety, everyone can respond"),
            say(
                "按检查表逐项检查，当场能改的当场改，不能当场改的按“五落实”整改。",
                "Check item by item. Repair at once what can be; plan the rest with all five fulfilments.",
            ),
        ),
        (_, true) => (
            say("汛期校园安全专项检查", "Flood-season safety check"),
            say("防大汛、抢大险、保平安", "Be ready for the flood"),
            say(
                "重点查排水、边坡、围墙、校舍和低洼处的配电设施。",
                "Above all drains, slopes, walls, buildings and low-lying electrical cabinets.",
            ),
        ),
        (_, false) => (
            say("冬季防火专项检查", "Winter fire safety check"),
            say("查隐患、防火灾、保平安", "Find it before it burns"),
            say(
                "重点查宿舍、食堂、配电间和疏散通道；锁着的安全出口一律当场打开。",
                "Above all dormitories, canteens, electrical rooms and escape routes. A locked exit is opened on the spot.",
            ),
        ),
    };
    let half = starts + Days::new(u64::try_from((deadline - starts).num_days() / 3).unwrap_or_default());
    Draft {
        title,
        theme,
        kind,
        document: say(
            &format!("教安〔{year}〕{}号", starts.month() + 10),
            &format!("Education safety ({year}) No. {}", starts.month() + 10),
        ),
        words,
        starts,
        ends,
        deadline,
        phases: vec![
            phase(
                "动员部署",
                "Getting started",
                starts,
                half,
                ("各校传达方案，分工到人", "Schools pass the plan on and name who does what"),
            ),
            phase(
                "自查自改",
                "Self-check and repair",
                half + Days::new(1),
                deadline,
                ("按检查表逐项检查，隐患上账整改", "Check by the list; record and repair what is found"),
            ),
            phase(
                "督查总结",
                "Supervision and summary",
                deadline + Days::new(1),
                ends,
                ("抽查复核，通报进度，总结经验", "Spot checks, progress told to all, lessons learned"),
            ),
        ],
        leaders: vec![Member { post: Post::Head, name: leader.name().to_owned() }],
        series,
    }
}

/// What the bureaus did once their schools had walked: the city reminds who is not done, the district closes.
pub async fn end(
    demo: Demo,
    owner: &PgPool,
    calendar: &Calendar,
    offices: &HashMap<String, Office>,
    places: &HashMap<String, Place>,
    drives: &[Drive],
) -> anyhow::Result<()> {
    for drive in drives {
        let (Some(office), Some(place)) = (offices.get(&drive.bureau), places.get(&drive.bureau)) else { continue };
        let day = if drive.closed { calendar.on(calendar.date(drive.to) + Days::new(14)) } else { calendar.last() };
        let Some(at) = calendar.instant(When { day, second: 16 * 3600 }) else { continue };
        let mut scope = Scope::history(owner, office.leader.clone(), at).await?;
        let head = scope.turn(place).await?;
        let one = campaign::store::find(&mut scope, place, drive.id).await?;
        let mut told = store::Told::default();
        if drive.closed {
            let figures = progress::sum(&progress::districts(&mut scope, place, drive.id).await?);
            let summary = campaign::summary(demo.lang, &one, &figures);
            let ended = campaign::store::close(&mut scope, place, &head, &one, &figures, &summary).await?;
            told.events(head.seq, ended.seq, at);
        } else if progress::remind(&mut scope, place, &head, demo.zone, &one).await? > 0 {
            told.events(head.seq, head.seq + 1, at);
        }
        told.date(scope.conn(), place).await?;
        scope.commit().await?;
    }
    Ok(())
}
