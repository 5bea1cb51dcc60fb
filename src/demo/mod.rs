//! The demo (演示): a city with three districts and thirty invented schools, two terms into using the register.
//!
//! It is written as the database's owner, but through the same rules and stores as everything else, at the times it is told to have happened;
//! so its ledger verifies and its sums agree. [`content`] is what it is made of, [`campus`] where its risk points lie, [`calendar`] when people work, [`people`] who they are,
//! [`bureaus`] what their bureaus set, [`drives`] the special campaigns they run,
//! [`plot`], [`rounds`] and [`reviews`] what will happen (pure), [`history`], [`walks`] and [`lists`] its telling, [`plans`] what is to be done
//! from today on, [`affairs`] what goes on beside the loop (money, second reports, controls, who stands in), [`visits`] the rounds of a bureau, [`tips`] what the public reports, [`store`] the one place that dates what was written.

mod affairs;
mod bank;
mod bureaus;
mod calendar;
mod campus;
mod content;
mod drives;
mod history;
mod lists;
mod people;
pub mod picture;
mod plans;
mod plot;
mod reviews;
mod rounds;
mod store;
mod tips;
mod visits;
mod walks;

use crate::access::{Kind, Place};
use crate::checklist;
use crate::clock::Zone;
use crate::evidence::shelf::Shelf;
use crate::grading;
use crate::id::OrgId;
use crate::org;
use crate::org::import::Row;
use crate::person::password;
use crate::text::Lang;
use anyhow::Context;
use bank::Bank;
use calendar::Calendar;
use chrono::{DateTime, Utc};
use content::Content;
use futures_util::{StreamExt, TryStreamExt, stream};
use history::{Chapter, World};
pub use people::TWO_POSTS;
use people::{Hiring, Office};
use rand::seq::IndexedRandom;
use sqlx::PgPool;
use std::collections::{BTreeMap, HashMap};

/// The city whose bureau keeps the check lists for everybody below it.
const CITY: &str = "4304";

/// Districts filled at a time; each district's schools wait for each other anyway, because they add to the same sums.
const AT_ONCE: usize = 3;

/// What to sign in with: a line of `sign-ins.json`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SignIn {
    pub username: String,
    pub password: String,
    pub role: String,
    /// The organisation's code.
    pub org: String,
    pub org_name: String,
}

/// Which demo: its language, its zone, the moment it ends at, and the seed of everything that is left to chance.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    pub lang: Lang,
    pub zone: Zone,
    pub now: DateTime<Utc>,
    pub seed: u64,
    /// How many schools get people and a history; the others stand in the tree only.
    pub schools: usize,
    /// How many of the photos' scenes are drawn, and how often each. Drawing takes most of the time of a small demo.
    pub scenes: usize,
    pub variants: u64,
}

impl Demo {
    /// All schools.
    pub const fn whole(lang: Lang, zone: Zone, now: DateTime<Utc>, seed: u64) -> Self {
        Self { lang, zone, now, seed, schools: usize::MAX, scenes: usize::MAX, variants: 3 }
    }

    /// Fills an empty, migrated database, as its owner, and the photo folder. `say` hears what is being done, in the demo's language.
    /// Returns what to sign in with: every role once at every organisation that can have it.
    ///
    /// # Errors
    /// When the database or the photo folder is away, or the database already holds the demo.
    pub async fn fill(self, owner: &PgPool, shelf: &Shelf, say: &mut dyn FnMut(String)) -> anyhow::Result<Vec<SignIn>> {
        let content = Content::read()?;
        say(self.lang.say("demo-tree"));
        let rows = org_rows(&content);
        let mut conn = owner.acquire().await?;
        org::store::import(&mut conn, rows).await.context("the demo's organisations")?;
        drop(conn);
        let places = store::places(owner).await?;

        say(self.lang.say("demo-photos"));
        let bank = Bank::draw(shelf, self.seed, self.scenes, self.variants).await?;

        say(self.lang.say("demo-people"));
        // One password for everybody, hashed once: hashing is slow on purpose, and this is a demo, not a register.
        let password = invent_password();
        let hash = tokio::task::spawn_blocking({
            let password = password.clone();
            move || password::hash(&password)
        })
        .await??;
        let calendar = Calendar::new(self.zone, self.now);
        let mut hiring = Hiring::new(self, &content, calendar.begin(), &password);
        let mut offices: HashMap<String, Office> = HashMap::new();
        for bureau in &content.district.bureaus {
            let place = known(&places, &bureau.code)?;
            offices.insert(bureau.code.clone(), hiring.bureau(place, &content));
        }
        let mut districts: BTreeMap<&str, Vec<Chapter<'_>>> = BTreeMap::new();
        for (number, school) in content.district.schools.iter().take(self.schools).enumerate() {
            let place = known(&places, &school.code)?;
            let staff = hiring.school(place, school, &content);
            let office = offices.get(&school.parent).cloned().context("a school without a bureau")?;
            districts.entry(&school.parent).or_default().push(Chapter { number, school, place, staff, office });
        }
        let sign_ins = std::mem::take(&mut hiring.sign_ins);
        hiring.store(owner, &hash, &offices, &places).await?;

        grading::store::install(owner).await?;
        checklist::store::install(owner).await?;
        crate::calendar::store::install(owner).await?;
        if let (Some(office), Some(city)) = (offices.get(CITY), places.get(CITY)) {
            walks::keep_lists(owner, self.lang, &content, office, city, calendar.begin()).await?;
        }
        bureaus::set(self, owner, &calendar, &offices, &places).await?;
        let manned: Vec<String> = districts.values().flatten().map(|chapter| chapter.school.code.clone()).collect();
        let drives = drives::launch(self, owner, &calendar, &offices, &places, &manned).await?;

        say(self.lang.say("demo-history"));
        // The schools whose history is told; the others stand in the tree only.
        let told: Vec<OrgId> = districts.get(visits::COUNTY).into_iter().flatten().map(|chapter| chapter.place.id).collect();
        let county = match (offices.get(visits::COUNTY), places.get(visits::COUNTY), places.get(CITY)) {
            (Some(office), Some(place), Some(city)) => Some((office, place, city)),
            _ => None,
        };
        let past = match county {
            Some(county) => visits::draw(self, owner, &content, &calendar, county, &told).await?,
            None => None,
        };
        let world = World { demo: self, content: &content, calendar: &calendar, bank: &bank, owner, past: past.as_ref(), drives: &drives };
        let histories =
            districts.into_values().map(|chapters| Box::pin(stream::iter(chapters).then(async |chapter| world.school(&chapter).await)));
        let mut histories = stream::iter(histories).flatten_unordered(AT_ONCE);
        let mut done = 0;
        while let Some(()) = histories.try_next().await? {
            done += 1;
            if done % 5 == 0 {
                say(self.lang.say_with("demo-schools-done", [("n", done.into())]));
            }
        }
        if let Some((county, past)) = county.zip(past.as_ref()) {
            visits::close_and_draw(self, owner, &content, &calendar, county, &told, past).await?;
        }
        drop(histories);
        drives::end(self, owner, &calendar, &offices, &places, &drives).await?;
        let today = self.zone.day(self.now);
        store::untold_since(owner, today.checked_sub_days(chrono::Days::new(14)).unwrap_or(today)).await?;
        Ok(sign_ins)
    }
}

/// Fills a database with the whole demo; see [`Demo::fill`].
///
/// # Errors
/// As [`Demo::fill`].
pub async fn fill(
    owner: &PgPool,
    shelf: &Shelf,
    language: Lang,
    zone: Zone,
    now: DateTime<Utc>,
    seed: u64,
    say: &mut dyn FnMut(String),
) -> anyhow::Result<Vec<SignIn>> {
    Demo::whole(language, zone, now, seed).fill(owner, shelf, say).await
}

fn known<'a>(places: &'a HashMap<String, Place>, code: &str) -> anyhow::Result<&'a Place> {
    places.get(code).with_context(|| format!("the demo's tree has no {code}"))
}

/// Sixty bits, easy to type: no letter that looks like another.
fn invent_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut rng = rand::rng();
    let parts: Vec<String> =
        (0..3).map(|_| (0..4).filter_map(|_| LETTERS.choose(&mut rng).map(|letter| char::from(*letter))).collect()).collect();
    parts.join("-")
}

/// The tree as the import takes it, parents first.
fn org_rows(content: &Content) -> Vec<Row> {
    let bureaus = content.district.bureaus.iter().map(|bureau| Row {
        line: 0,
        code: bureau.code.clone(),
        name_zh: bureau.bureau_zh.clone(),
        name_en: Some(bureau.bureau_en.clone()),
        parent: bureau.parent.clone(),
        kind: bureau.kind,
        stage: None,
        ownership: None,
        boarding: None,
        pupils: None,
    });
    let schools = content.district.schools.iter().map(|school| Row {
        line: 0,
        code: school.code.clone(),
        name_zh: school.name_zh.clone(),
        name_en: Some(school.name_en.clone()),
        parent: Some(school.parent.clone()),
        kind: Kind::School,
        stage: Some(school.stage),
        ownership: Some(school.ownership),
        boarding: Some(school.boarding),
        pupils: Some(school.pupils),
    });
    bureaus.chain(schools).collect()
}
