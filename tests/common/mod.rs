//! A whole site for one test: its own database, the real router, and people to sign in as.
//!
//! ```ignore
//! let site = TestSite::new().await;
//! let school = site.school("一中");
//! let officer = school.officer().await;
//! let page = officer.get(&school.url("tickets/new")).await;
//! let page = officer.done(page.form("/tickets").set("title", "…").file("photo", photo(1))).await;
//! ```
//! The tree: 43 (province) > 4304 (city) > 430405 and 430406 (counties), with the schools 一中 and 二小 under the first, 三中 and 四小 under
//! the second. People come into being when they are asked for, one per role and organisation.

mod browser;
pub mod database;
mod page;
pub mod proof;
pub mod sample;
pub mod story;

pub use browser::Browser;
pub use page::{FilledForm, Page};

use axum::Router;
use browser::Cookies;
use database::{Database, ZONE};
use hazard_register::access::{Actor, Kind, Place, Role};
use hazard_register::config::Options;
use hazard_register::db::{Db, pool};
use hazard_register::evidence::shelf::Shelf;
use hazard_register::id::{OrgId, PersonId, PostId};
use hazard_register::web::App;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

/// Everybody's password.
pub const PASSWORD: &str = "a password for tests";

/// Hashed once per process: hashing is slow on purpose.
static HASH: LazyLock<String> = LazyLock::new(|| hazard_register::person::password::hash(PASSWORD).expect("a hash"));

/// Code, parent, kind, name.
const ORGS: [(&str, &str, Kind, &str, &str); 8] = [
    ("43", "", Kind::Province, "省厅", "Province"),
    ("4304", "43", Kind::City, "市局", "City"),
    ("430405", "4304", Kind::County, "东区局", "East county"),
    ("430406", "4304", Kind::County, "西区局", "West county"),
    ("430405S001", "430405", Kind::School, "一中", "No. 1 Middle School"),
    ("430405S002", "430405", Kind::School, "二小", "No. 2 Primary School"),
    ("430406S001", "430406", Kind::School, "三中", "No. 3 Middle School"),
    ("430406S002", "430406", Kind::School, "四小", "No. 4 Primary School"),
];

/// A site of one test. Cheap to clone; the database goes when the last clone does.
#[derive(Clone)]
pub struct TestSite(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) router: Router,
    app: App,
    owner: PgPool,
    places: Vec<Place>,
    /// Those already made: person and cookies by organisation and role.
    known: tokio::sync::Mutex<HashMap<(String, Role), Known>>,
    files: PathBuf,
    /// Last, so that it is dropped after the pools.
    database: Database,
}

#[derive(Clone)]
struct Known {
    person: PersonId,
    name: String,
    username: String,
    cookies: Cookies,
}

impl Drop for Inner {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.files);
    }
}

impl TestSite {
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// One with settings of its own.
    pub async fn with(options: Options) -> Self {
        let database = Database::migrated().await;
        let owner = pool(ZONE).max_connections(3).connect_with(database.options("postgres")).await.expect("the owner connects");
        let places = plant(&owner).await;
        hazard_register::risk::store::install(&owner).await.expect("the grading scheme is installed");
        hazard_register::checklist::store::install(&owner).await.expect("the check lists are installed");
        hazard_register::calendar::store::install(&owner).await.expect("the holidays are installed");
        let files = std::env::temp_dir().join(format!("hazard-register-files-{}", database.name));
        let shelf = Shelf::new(&files);
        shelf.ensure().await.expect("a folder for photos");
        let db = Db::open(database.options("register_web"), ZONE, 6).await.expect("the server connects");
        let app = App::new(db, shelf, &options.settings(files.clone()));
        let router = hazard_register::site(app.clone());
        Self(Arc::new(Inner { router, app, owner, places, known: tokio::sync::Mutex::default(), files, database }))
    }

    /// An organisation by its name or its code.
    pub fn org(&self, name: &str) -> Org {
        let place =
            self.0.places.iter().find(|place| place.name_zh == name || place.code == name).unwrap_or_else(|| panic!("there is no {name}"));
        Org { site: self.clone(), place: place.clone() }
    }

    /// 一中 and 二小 under the east county, 三中 and 四小 under the west one.
    pub fn school(&self, name: &str) -> Org {
        let org = self.org(name);
        assert!(org.place.is_school(), "{name} is no school");
        org
    }

    /// 省厅, 市局, 东区局, 西区局.
    pub fn bureau(&self, name: &str) -> Org {
        let org = self.org(name);
        assert!(!org.place.is_school(), "{name} is no bureau");
        org
    }

    /// Somebody nobody knows.
    pub fn visitor(&self) -> Browser {
        Browser::new(self.0.clone(), Cookies::default())
    }

    /// What a handler gets: for calls below the pages.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// The database's owner, for looking and for tampering. No wall binds it.
    pub fn owner(&self) -> &PgPool {
        &self.0.owner
    }

    /// Rows of a table, seen by the owner.
    pub async fn count(&self, table: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
            .fetch_one(self.owner())
            .await
            .unwrap_or_else(|error| panic!("{table}: {error}"))
    }

    /// A transaction as the running server opens it, with this reach: signed in as register_web, acting as register_app.
    pub async fn runtime(&self, path: &str) -> Transaction<'static, Postgres> {
        let pool =
            pool(ZONE).max_connections(1).connect_with(self.0.database.options("register_web")).await.expect("the runtime role connects");
        let begin = format!("BEGIN; SET LOCAL ROLE register_app; SET LOCAL app.scope = '{path}'");
        pool.begin_with(AssertSqlSafe(begin)).await.expect("the runtime role begins")
    }
}

impl TestSite {
    /// Says in a transaction of the site's role what these tickets are, as the site does before it changes one.
    pub async fn say_before(tx: &mut Transaction<'static, Postgres>, which: &str) {
        let said = format!("SELECT set_config('app.before', ticket_before(t), true) FROM ticket t WHERE {which}");
        sqlx::query(AssertSqlSafe(said)).execute(&mut **tx).await.expect("said before");
    }

    /// A transaction as the running server opens it for the public, with these settings: signed in as register_web, acting as register_public.
    pub async fn passerby(&self, settings: &[(&str, &str)]) -> Transaction<'static, Postgres> {
        let pool =
            pool(ZONE).max_connections(1).connect_with(self.0.database.options("register_web")).await.expect("the runtime role connects");
        let settings: Vec<String> = settings.iter().map(|(name, value)| format!("SET LOCAL {name} = '{value}'")).collect();
        let begin = format!("BEGIN; SET LOCAL ROLE register_public; {}", settings.join("; "));
        pool.begin_with(AssertSqlSafe(begin)).await.expect("the public role begins")
    }
}

/// An organisation with its people.
#[derive(Clone)]
pub struct Org {
    pub site: TestSite,
    pub place: Place,
}

impl Org {
    /// `/o/430405S001/…`
    pub fn url(&self, rest: &str) -> String {
        format!("/o/{}/{rest}", self.place.code)
    }

    pub async fn staff(&self) -> User {
        self.signed_in(Role::Staff).await
    }
    pub async fn officer(&self) -> User {
        self.signed_in(Role::Officer).await
    }
    pub async fn principal(&self) -> User {
        self.signed_in(Role::Principal).await
    }
    pub async fn reviewer(&self) -> User {
        self.signed_in(Role::Reviewer).await
    }
    pub async fn leader(&self) -> User {
        self.signed_in(Role::Leader).await
    }
    pub async fn administrator(&self) -> User {
        self.signed_in(Role::Administrator).await
    }
    pub async fn auditor(&self) -> User {
        self.signed_in(Role::Auditor).await
    }

    /// The one person of this role here, signed in; always the same one.
    pub async fn signed_in(&self, role: Role) -> User {
        let mut known = self.site.0.known.lock().await;
        let key = (self.place.code.clone(), role);
        if let Some(one) = known.get(&key) {
            return self.user(role, one.clone());
        }
        let one = self.hire(role, 1).await;
        known.insert(key, one.clone());
        self.user(role, one)
    }

    /// One more person of this role, a stranger to the first, signed in.
    pub async fn another(&self, role: Role) -> User {
        let held: i64 = sqlx::query_scalar("SELECT count(*) FROM post WHERE org_id = $1 AND role = $2")
            .bind(self.place.id)
            .bind(role)
            .fetch_one(self.site.owner())
            .await
            .expect("posts are readable");
        let one = self.hire(role, held + 2).await;
        self.user(role, one)
    }

    /// Gives somebody a further post here.
    pub async fn appoint(&self, person: PersonId, role: Role, title: &str) -> PostId {
        let post = PostId::new();
        sqlx::query("INSERT INTO post (id, person_id, org_id, path, role, title, from_on) VALUES ($1, $2, $3, $4, $5, $6, '2020-01-01')")
            .bind(post)
            .bind(person)
            .bind(self.place.id)
            .bind(&self.place.path)
            .bind(role)
            .bind(title)
            .execute(self.site.owner())
            .await
            .expect("the post is written");
        post
    }

    async fn hire(&self, role: Role, n: i64) -> Known {
        let (person, username) = (PersonId::new(), format!("{role}-{}-{n}", self.place.code).to_lowercase());
        let title = title(role);
        let name = if n == 1 { format!("{}{title}", self.place.name_zh) } else { format!("{}{title}{n}", self.place.name_zh) };
        sqlx::query("INSERT INTO person (id, path, username, name, phone, password_hash, must_change) VALUES ($1, $2, $3, $4, '13800006021', $5, false)")
            .bind(person)
            .bind(&self.place.path)
            .bind(&username)
            .bind(&name)
            .bind(&*HASH)
            .execute(self.site.owner())
            .await
            .expect("the person is written");
        self.appoint(person, role, title).await;
        let visitor = self.site.visitor();
        visitor.sign_in(&username).await;
        Known { person, name, username, cookies: visitor.cookies.clone() }
    }

    fn user(&self, role: Role, one: Known) -> User {
        User { browser: Browser::new(self.site.0.clone(), one.cookies), person: one.person, name: one.name, username: one.username, role }
    }
}

const fn title(role: Role) -> &'static str {
    match role {
        Role::Staff => "教师",
        Role::Officer => "安全员",
        Role::Principal => "校长",
        Role::Reviewer => "安全科长",
        Role::Leader => "局领导",
        Role::Administrator => "管理员",
        Role::Auditor => "审计员",
    }
}

/// Somebody signed in.
#[derive(Clone)]
pub struct User {
    browser: Browser,
    pub person: PersonId,
    pub name: String,
    pub username: String,
    pub role: Role,
}

impl std::ops::Deref for User {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl User {
    /// Who the site takes them for, by their session.
    pub async fn actor(&self) -> Actor {
        let app = &self.browser.site.app;
        let token = self.cookie("session").expect("signed in");
        app.db.actor_of(&token, app.life).await.expect("the database answers").expect("the session is good")
    }
}

/// A photo that no other number gives: a JPEG of 480 x 360 with a pattern of its own.
pub fn photo(n: u8) -> Vec<u8> {
    use image::{ImageEncoder, codecs::jpeg::JpegEncoder};
    let picture = image::RgbImage::from_fn(480, 360, |x, y| {
        let wave = u8::try_from((x / 8 * u32::from(n) + y / 8 * 7) % 256).unwrap_or_default();
        image::Rgb([wave, n.wrapping_mul(37), 255 - wave])
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 80).write_image(&picture, 480, 360, image::ExtendedColorType::Rgb8).expect("a jpeg");
    jpeg
}

/// The tree of organisations, each with the beginning of its chain.
async fn plant(owner: &PgPool) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for (code, parent, kind, name_zh, name_en) in ORGS {
        let above = places.iter().find(|place| place.code == parent).cloned();
        let id = OrgId::new();
        let place = Place {
            id,
            district: above.as_ref().filter(|_| kind == Kind::School).map_or(id, |above| above.id),
            kind,
            code: code.to_owned(),
            path: format!("{}{code}.", above.as_ref().map_or("", |above| above.path.as_str())),
            name_zh: name_zh.to_owned(),
            name_en: name_en.to_owned(),
        };
        sqlx::query("INSERT INTO org (id, parent_id, district_id, kind, stage, code, path, name_zh, name_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(place.id)
            .bind(above.map(|above| above.id))
            .bind(place.district)
            .bind(kind)
            .bind((kind == Kind::School).then_some("middle"))
            .bind(code)
            .bind(&place.path)
            .bind(name_zh)
            .bind(name_en)
            .execute(owner)
            .await
            .expect("the organisation is written");
        sqlx::query("INSERT INTO ledger_head (district_id, school_id, path) VALUES ($1, $2, $3)")
            .bind(place.district)
            .bind(id)
            .bind(&place.path)
            .execute(owner)
            .await
            .expect("its chain begins");
        places.push(place);
    }
    places
}
