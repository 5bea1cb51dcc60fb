//! Who works at the demo's bureaus and schools: names, titles, posts, and what to sign in with.

use super::content::{Content, School, Title};
use super::{Demo, SignIn, store};
use crate::access::{Actor, Place, Role, SignedIn};
use crate::db::Scope;
use crate::id::{PersonId, PostId};
use crate::person::store::{NewPerson, NewPost, create, give_post};
use crate::text::Lang;
use anyhow::Context;
use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use sqlx::PgPool;
use std::collections::{HashMap, HashSet};

/// The sign-in name of somebody with two posts, who has to choose one: a reviewer of a district who also audits for the city.
pub const TWO_POSTS: &str = "430405.reviewer2";
/// The organisation of the second post.
const SECOND_AT: &str = "4304";

/// A person with a post, about to be stored.
struct Newcomer {
    actor: Actor,
    username: String,
    phone: String,
}

/// A member of staff and the work their title stands for: the title in English, whatever the demo's language.
#[derive(Clone)]
pub struct Worker {
    pub actor: Actor,
    pub trade: String,
}

/// Those of one school.
#[derive(Clone)]
pub struct Staff {
    pub officer: Actor,
    pub principal: Actor,
    pub workers: Vec<Worker>,
}

/// Those of one bureau who act on tickets.
#[derive(Clone)]
pub struct Office {
    pub reviewers: Vec<Actor>,
    pub leader: Actor,
    pub administrator: Actor,
}

/// Invented names, each given once as long as they last.
pub struct Names {
    left: Vec<String>,
}

impl Names {
    pub fn new(content: &Content, lang: Lang, seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let people = &content.people;
        // Written names are better than made ones, so they come first; the list is taken from its end.
        let mut made: Vec<String> = people
            .surnames
            .iter()
            .flat_map(|family| people.given.iter().map(move |given| join(lang, family.say(lang), given.say(lang))))
            .collect();
        let mut left: Vec<String> = people.names.iter().map(|name| name.say(lang).to_owned()).collect();
        left.shuffle(&mut rng);
        made.shuffle(&mut rng);
        made.append(&mut left);
        // A name that stands twice keeps its later place, which is used first.
        let mut seen = HashSet::new();
        let mut unique: Vec<String> = made.into_iter().rev().filter(|name| seen.insert(name.clone())).collect();
        unique.reverse();
        Self { left: unique }
    }

    fn next(&mut self) -> String {
        // Never empty in practice: there are ten times as many names as people.
        self.left.pop().unwrap_or_else(|| "—".to_owned())
    }
}

fn join(lang: Lang, family: &str, given: &str) -> String {
    match lang {
        Lang::Zh => format!("{family}{given}"),
        Lang::En => format!("{family} {given}"),
    }
}

/// Collects everybody, and what to sign in with.
pub struct Hiring<'a> {
    demo: Demo,
    names: Names,
    rng: StdRng,
    /// Since when they hold their posts.
    since: DateTime<Utc>,
    password: &'a str,
    newcomers: Vec<Newcomer>,
    pub sign_ins: Vec<SignIn>,
}

impl<'a> Hiring<'a> {
    pub fn new(demo: Demo, content: &Content, since: DateTime<Utc>, password: &'a str) -> Self {
        let names = Names::new(content, demo.lang, demo.seed);
        Self { demo, names, rng: StdRng::seed_from_u64(demo.seed), since, password, newcomers: vec![], sign_ins: vec![] }
    }

    fn hire(&mut self, place: &Place, role: Role, title: &str, number: usize) -> Actor {
        let username = format!("{}.{role}{}", place.code.to_lowercase(), if number > 1 { number.to_string() } else { String::new() });
        let found = SignedIn {
            person: PersonId::at(self.since),
            name: self.names.next(),
            post: PostId::at(self.since),
            role,
            title: title.to_owned(),
            place: place.clone(),
            at: self.since,
            many_posts: false,
            must_change: false,
        };
        let actor = Actor::from(found);
        // 1380000…: no subscriber has such a number.
        let phone = format!("1380000{:04}", self.rng.random_range(0..10_000_u32));
        self.newcomers.push(Newcomer { actor: actor.clone(), username: username.clone(), phone });
        if number <= 1 {
            self.sign_ins.push(SignIn {
                username,
                password: self.password.to_owned(),
                role: role.code().to_owned(),
                org: place.code.clone(),
                org_name: place.name(self.demo.lang).to_owned(),
            });
        }
        actor
    }

    /// One of the titles, in the demo's language.
    fn title(&mut self, titles: &[Title]) -> String {
        titles.choose(&mut self.rng).map(|title| title.words.say(self.demo.lang).to_owned()).unwrap_or_default()
    }

    /// A bureau: two reviewers, a leader, an administrator and an auditor.
    pub fn bureau(&mut self, place: &Place, content: &Content) -> Office {
        let titles = &content.people.titles.bureau;
        let lang = self.demo.lang;
        let reviewers = (1..=2)
            .zip(titles.reviewer.iter().rev().cycle())
            .map(|(number, title)| self.hire(place, Role::Reviewer, title.words.say(lang), number))
            .collect();
        let title = self.title(&titles.leader);
        let leader = self.hire(place, Role::Leader, &title, 1);
        let title = self.title(&titles.administrator);
        let administrator = self.hire(place, Role::Administrator, &title, 1);
        let title = self.title(&titles.auditor);
        self.hire(place, Role::Auditor, &title, 1);
        Office { reviewers, leader, administrator }
    }

    /// A school: an officer, a principal, and six to ten others with the titles such a school has.
    pub fn school(&mut self, place: &Place, school: &School, content: &Content) -> Staff {
        let titles = &content.people.titles.school;
        let fitting: Vec<Title> = titles.principal.iter().filter(|title| title.fits(school)).cloned().collect();
        let title = self.title(&titles.officer);
        let officer = self.hire(place, Role::Officer, &title, 1);
        let title = self.title(&fitting);
        let principal = self.hire(place, Role::Principal, &title, 1);
        let count = self.rng.random_range(6..=10);
        // Titles in the list's order, so that every school has those a school cannot do without; the last ones again when there are few.
        let mut fitting: Vec<&Title> = titles.staff.iter().filter(|title| title.fits(school)).collect();
        let spare = fitting.len().saturating_sub(count);
        for _ in 0..spare {
            // Leave out some of the less needed half.
            let at = self.rng.random_range(fitting.len() / 2..fitting.len());
            fitting.remove(at);
        }
        let again = fitting.last().copied();
        let workers = (1..=count)
            .map(|number| {
                let title = fitting.get(number - 1).copied().or(again);
                let (words, trade) =
                    title.map(|title| (title.words.say(self.demo.lang).to_owned(), title.words.en.clone())).unwrap_or_default();
                Worker { actor: self.hire(place, Role::Staff, &words, number), trade }
            })
            .collect();
        Staff { officer, principal, workers }
    }

    /// Stores everybody, added by the administrator of the bureau above, an organisation at a time.
    ///
    /// # Errors
    /// When the database refuses or is away.
    pub async fn store(
        self,
        owner: &PgPool,
        hash: &str,
        offices: &HashMap<String, Office>,
        places: &HashMap<String, Place>,
    ) -> anyhow::Result<()> {
        let from_on = self.demo.zone.day(self.since);
        for crew in self.newcomers.chunk_by(|one, next| one.actor.place().id == next.actor.place().id) {
            let Some(place) = crew.first().map(|one| one.actor.place().clone()) else { continue };
            let above = offices
                .values()
                .map(|office| &office.administrator)
                .find(|one| one.place().id == place.district)
                .context("a place without a bureau")?;
            let mut scope = Scope::history(owner, above.clone(), self.since).await?;
            store::hurry(scope.conn()).await?;
            let mut head = scope.turn(&place).await?;
            let before = head.seq;
            for one in crew {
                let actor = &one.actor;
                let person = NewPerson {
                    id: actor.person(),
                    username: one.username.clone(),
                    name: actor.name().to_owned(),
                    phone: one.phone.clone(),
                    password_hash: hash.to_owned(),
                    must_change: false,
                };
                let post = NewPost { id: actor.post(), role: actor.role(), title: actor.title().to_owned(), from_on };
                head = create(&mut scope, &place, &head, &person, &post).await?;
            }
            let mut told = store::Told::default();
            told.events(before, head.seq, self.since);
            told.date(scope.conn(), &place).await?;
            store::date_people(scope.conn(), &place, self.since).await?;
            scope.commit().await?;
        }
        self.second_post(owner, offices, places).await
    }

    async fn second_post(&self, owner: &PgPool, offices: &HashMap<String, Office>, places: &HashMap<String, Place>) -> anyhow::Result<()> {
        let (Some(one), Some(place), Some(office)) =
            (self.newcomers.iter().find(|one| one.username == TWO_POSTS), places.get(SECOND_AT), offices.get(SECOND_AT))
        else {
            return Ok(());
        };
        let title = self
            .newcomers
            .iter()
            .find(|other| other.actor.role() == Role::Auditor)
            .map(|other| other.actor.title().to_owned())
            .unwrap_or_default();
        let mut scope = Scope::history(owner, office.administrator.clone(), self.since).await?;
        let head = scope.turn(place).await?;
        let post = NewPost { id: PostId::at(self.since), role: Role::Auditor, title, from_on: self.demo.zone.day(self.since) };
        let after = give_post(&mut scope, place, &head, one.actor.person(), &one.actor.place().path, &post).await?;
        let mut told = store::Told::default();
        told.events(head.seq, after.seq, self.since);
        told.date(scope.conn(), place).await?;
        scope.commit().await?;
        Ok(())
    }
}
