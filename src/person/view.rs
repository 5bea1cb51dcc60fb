//! What the templates of people are given.

use super::model::{self, Deed};
use super::store::{Below, Filter, Listed, PAGE, Person, Post};
use crate::access::{Actor, Place, Role};
use crate::id::{PersonId, PostId};
use crate::ledger::Line;
use crate::text::filters;
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::NaiveDate;

/// The roles that fit an organisation as choices, each with a line on what it may do.
fn roles(place: &Place) -> Vec<Choice> {
    model::roles_at(place)
        .iter()
        .map(|role| Choice { small: format!("role-{role}-help"), ..Choice::keyed(role.code(), format!("role-{role}")) })
        .collect()
}

fn page_size() -> usize {
    usize::try_from(PAGE).unwrap_or(usize::MAX)
}

#[derive(Template)]
#[template(path = "person/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub filter: Filter,
    pub form: Form,
    pub roles: Vec<Choice>,
    pub rows: Vec<Row>,
    pub whole: bool,
    pub narrowed: bool,
    pub older: Option<String>,
}

/// A person in the list.
pub struct Row {
    pub url: String,
    pub name: String,
    pub username: String,
    pub phone: String,
    pub disabled: bool,
    /// Posts that last (or are still to begin), with the organisation's name when the list stands over several.
    pub posts: Vec<PostLine>,
    /// All posts shown are over, or there are none.
    pub idle: bool,
}

/// A post in one line.
pub struct PostLine {
    pub role: String,
    pub title: String,
    pub org: String,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub over: bool,
}

impl ListPage {
    pub fn new(view: &View, place: &Place, filter: Filter, asked: Fields, listed: Vec<Listed>) -> Self {
        let more = listed.len() > page_size();
        let after = listed.get(page_size().saturating_sub(1)).filter(|_| more).map(|last| last.id);
        let today = view.today();
        let rows = listed.into_iter().take(page_size()).map(|one| row(view, place, &filter, one, today)).collect();
        let base = format!("/o/{}/people", place.code);
        let older = after.map(|id| format!("{base}?{}", asked.address_with("after", &id.to_string())));
        // A bureau's list over everything below may be narrowed by school roles too.
        let choices = if place.is_school() {
            model::AT_SCHOOL.to_vec()
        } else if filter.below {
            Role::ALL.to_vec()
        } else {
            model::AT_BUREAU.to_vec()
        };
        Self {
            shell: view.shell(Section::People),
            name: place.name(view.lang).to_owned(),
            place: place.clone(),
            roles: Choice::codes("role", choices.iter().map(|role| role.code())),
            whole: !more && filter.after.is_none(),
            narrowed: !filter.words.is_empty() || filter.role.is_some(),
            form: Form::filled(asked),
            filter,
            rows,
            older,
        }
    }
}

fn row(view: &View, place: &Place, filter: &Filter, one: Listed, today: NaiveDate) -> Row {
    let posts: Vec<PostLine> = one
        .posts
        .0
        .iter()
        .map(|post| PostLine {
            role: format!("role-{}", post.role),
            title: post.title.clone(),
            org: if filter.below { post.org_name(view.lang).to_owned() } else { String::new() },
            from: post.from,
            to: post.to,
            over: post.to.is_some_and(|to| to < today),
        })
        .collect();
    // Each person is looked after where they work: there stands the page with what may be done.
    let home = if filter.below {
        one.posts.0.first().map_or_else(|| model::code_of(&one.kept), |post| post.org.as_str())
    } else {
        place.code.as_str()
    };
    Row {
        url: format!("/o/{home}/people/{}", one.id),
        idle: posts.iter().all(|post| post.over),
        name: one.name,
        username: one.username,
        phone: one.phone,
        disabled: one.disabled,
        posts,
    }
}

#[derive(Template)]
#[template(path = "person/below.html")]
pub struct BelowPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub words: String,
    pub rows: Vec<BelowRow>,
    pub whole: bool,
    pub older: Option<String>,
}

/// An organisation below, linked to its people.
pub struct BelowRow {
    pub org: Below,
    pub name: String,
    pub url: String,
    pub school: bool,
}

impl BelowPage {
    pub fn new(view: &View, place: &Place, words: String, asked: &Fields, rows: Vec<Below>) -> Self {
        let more = rows.len() > page_size();
        let after = rows.get(page_size().saturating_sub(1)).filter(|_| more).map(|last| last.path.clone());
        let older = after.map(|path| format!("/o/{}/people?{}", place.code, asked.address_with("after", &path)));
        let rows = rows
            .into_iter()
            .take(page_size())
            .map(|org| BelowRow {
                name: org.name(view.lang).to_owned(),
                url: format!("/o/{}/people", org.code),
                school: org.kind == crate::access::Kind::School,
                org,
            })
            .collect();
        Self {
            shell: view.shell(Section::People),
            name: place.name(view.lang).to_owned(),
            place: place.clone(),
            words,
            rows,
            whole: older.is_none() && !asked.has("after"),
            older,
        }
    }
}

#[derive(Template)]
#[template(path = "person/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub form: Form,
    pub roles: Vec<Choice>,
}

impl NewPage {
    pub fn new(view: &View, place: &Place, mut form: Form) -> Self {
        let mut shell = view.shell(Section::People);
        shell.problem = form.has_faults();
        form.suggest("from_on", &view.today().to_string());
        Self { shell, name: place.name(view.lang).to_owned(), roles: roles(place), place: place.clone(), form }
    }
}

/// One more post: of a known person, or of somebody to be named by their sign-in name.
#[derive(Template)]
#[template(path = "person/post.html")]
pub struct PostPage {
    pub shell: Shell,
    pub place: Place,
    pub org: String,
    pub person: Option<(PersonId, String)>,
    pub form: Form,
    pub roles: Vec<Choice>,
}

impl PostPage {
    pub fn new(view: &View, place: &Place, person: Option<(PersonId, String)>, mut form: Form) -> Self {
        let mut shell = view.shell(Section::People);
        shell.problem = form.has_faults();
        form.suggest("from_on", &view.today().to_string());
        Self { shell, org: place.name(view.lang).to_owned(), roles: roles(place), place: place.clone(), person, form }
    }

    pub fn action(&self) -> String {
        match &self.person {
            Some((id, _)) => format!("/o/{}/people/{id}/post", self.place.code),
            None => format!("/o/{}/people/existing", self.place.code),
        }
    }

    pub fn back(&self) -> String {
        match &self.person {
            Some((id, _)) => format!("/o/{}/people/{id}", self.place.code),
            None => format!("/o/{}/people", self.place.code),
        }
    }
}

#[derive(Template)]
#[template(path = "person/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub org: String,
    pub p: Person,
    pub kept_by: String,
    pub posts: Vec<HeldRow>,
    pub history: Vec<Line>,
    /// This administrator's own account.
    pub yourself: bool,
    /// The account as a whole is within reach, so password and access may be dealt with here.
    pub within: bool,
    pub form: Form,
}

/// A post on the person's page.
pub struct HeldRow {
    pub role: String,
    pub title: String,
    pub org: String,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub over: bool,
    /// Where it can be ended, when it is this organisation's and lasts.
    pub end: Option<String>,
}

impl ShowPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, p: Person, posts: &[Post], history: Vec<Line>) -> Self {
        let today = view.today();
        let base = format!("/o/{}/people/{}", place.code, p.id);
        let yourself = actor.person() == p.id;
        let posts = posts
            .iter()
            .map(|post| HeldRow {
                role: format!("role-{}", post.role),
                title: post.title.clone(),
                org: post.org_name(view.lang).to_owned(),
                from: post.from_on,
                to: post.to_on,
                over: !post.lasts(today),
                end: (!yourself && post.org == place.id && post.lasts(today)).then(|| format!("{base}/post/{}", post.id)),
            })
            .collect();
        Self {
            shell: view.shell(Section::People),
            org: place.name(view.lang).to_owned(),
            place: place.clone(),
            kept_by: p.kept_by(view.lang).to_owned(),
            posts,
            history,
            yourself,
            within: model::may(actor, p.id, &p.kept, Deed::Disable).is_ok(),
            form: Form::blank(),
            p,
        }
    }

    pub fn url(&self) -> String {
        format!("/o/{}/people/{}", self.place.code, self.p.id)
    }
}

/// The page before an act that cannot be taken back by itself: end a post, reset a password, disable an account.
#[derive(Template)]
#[template(path = "person/act.html")]
pub struct ActPage {
    pub shell: Shell,
    pub name: String,
    pub back: String,
    pub action: String,
    pub deed: &'static str,
    /// The post to end, in words, and its earliest last day.
    pub post: Option<(String, String)>,
    pub form: Form,
}

impl ActPage {
    pub fn new(view: &View, place: &Place, person: &Person, deed: Deed, form: Form) -> Self {
        let mut shell = view.shell(Section::People);
        shell.problem = form.has_faults();
        let back = format!("/o/{}/people/{}", place.code, person.id);
        let (deed, tail) = match deed {
            Deed::ResetPassword => ("reset-password", "password"),
            Deed::Disable => ("disable", "disable"),
            _ => ("end-post", ""),
        };
        Self { shell, name: person.name.clone(), action: format!("{back}/{tail}"), back, deed, post: None, form }
    }

    /// The page that ends a post.
    pub fn ending(view: &View, place: &Place, person: &Person, post: &Post, mut form: Form) -> Self {
        form.suggest("to_on", &view.today().to_string());
        let role = view.lang.say(&format!("role-{}", post.role));
        let words = if post.title.is_empty() { role } else { format!("{} · {role}", post.title) };
        let mut page = Self::new(view, place, person, Deed::EndPost, form);
        page.action = end_url(place, person.id, post.id);
        page.post = Some((words, view.today().max(post.from_on).to_string()));
        page
    }
}

fn end_url(place: &Place, person: PersonId, post: PostId) -> String {
    format!("/o/{}/people/{person}/post/{post}", place.code)
}

/// The answer that shows a one-time password, the only time it is seen.
#[derive(Template)]
#[template(path = "person/secret.html")]
pub struct SecretPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub username: String,
    pub secret: String,
    /// A new account, not a new password for an old one.
    pub fresh: bool,
    pub url: String,
}

impl SecretPage {
    pub fn new(view: &View, place: &Place, name: String, username: String, secret: String, fresh: bool, url: String) -> Self {
        Self { shell: view.shell(Section::People), place: place.clone(), name, username, secret, fresh, url }
    }
}
