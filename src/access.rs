//! Who acts, from where, and which organisation a page is about. An [`Actor`] comes only from the sign-in (see `web::guard`),
//! from the post a job was started through (`db::Db::act_for_a_job`), or a test.

use crate::id::{OrgId, PersonId, PostId};
use crate::level::Levels;
use crate::text::Lang;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

codes! {
    /// What a post (岗位) lets its holder do. School roles act in their own school, bureau roles in the whole subtree.
    pub enum Role {
        /// 教职工: reports, rectifies what is assigned to them, walks inspections.
        Staff = "staff",
        /// 安全员: confirms, assigns, verifies.
        Officer = "officer",
        /// 校长: signs, approves the start of major rectifications.
        Principal = "principal",
        /// 安全科: reviews plans, accepts major rectifications, watches the district.
        Reviewer = "reviewer",
        /// 局领导: as a reviewer, without day-to-day reporting.
        Leader = "leader",
        /// 管理员: tree, people, settings; no power in the loop.
        Administrator = "administrator",
        /// 审计: reads everything in reach, verifies the ledger.
        Auditor = "auditor",
    }
}

impl Role {
    /// Held at a school, and good for that school only.
    pub const fn at_school(self) -> bool {
        matches!(self, Self::Staff | Self::Officer | Self::Principal)
    }
}

codes! {
    /// The level of an organisation in the tree, from the top down: sorting by it puts parents before children.
    pub enum Kind {
        /// A province's education department (省).
        Province = "province",
        /// A city's education bureau (市).
        City = "city",
        /// A county's or district's education bureau (县、区).
        County = "county",
        /// A township or street that runs schools on the county's behalf (乡镇、街道).
        Township = "township",
        /// A school or kindergarten (学校、幼儿园).
        School = "school",
    }
}

/// An organisation as access knows it: where somebody acts, or what a page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub id: OrgId,
    /// The bureau directly above a school; a bureau's own district is itself.
    pub district: OrgId,
    pub kind: Kind,
    pub code: String,
    /// Chain of codes, each ended by a dot; everything below starts with it.
    pub path: String,
    pub name_zh: String,
    pub name_en: String,
}

impl Place {
    /// The name in a language; the Chinese one where no other is recorded.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::En if !self.name_en.is_empty() => &self.name_en,
            _ => &self.name_zh,
        }
    }

    pub fn is_school(&self) -> bool {
        self.kind == Kind::School
    }

    /// The path of the district this place is counted in: the nearest county or city at or above it.
    ///
    /// The tree has no gaps from province to county, so a county's path has three codes and nothing below it is a district; a school
    /// with fewer above it hangs directly under a city.
    pub fn district_path(&self) -> &str {
        let codes = self.path.matches('.').count();
        let keep = if self.is_school() { codes.saturating_sub(1).min(3) } else { codes.min(3) };
        let end = self.path.match_indices('.').nth(keep.saturating_sub(1)).map_or(self.path.len(), |(dot, _)| dot + 1);
        self.path.get(..end).unwrap_or(&self.path)
    }
}

/// A person acting through one post. Private fields: only sign-in, the job queue's door and tests make one.
#[derive(Clone, Debug)]
pub struct Actor {
    person: PersonId,
    name: String,
    post: PostId,
    role: Role,
    title: String,
    at_org: Place,
    at: DateTime<Utc>,
    many_posts: bool,
    must_change: bool,
    levels: Levels,
    unread: i64,
    deputy_of: Option<PersonId>,
}

/// What the session look-up found; the one way to become an [`Actor`].
pub struct SignedIn {
    pub person: PersonId,
    pub name: String,
    pub post: PostId,
    pub role: Role,
    pub title: String,
    pub place: Place,
    /// The database's clock when it looked.
    pub at: DateTime<Utc>,
    pub many_posts: bool,
    pub must_change: bool,
}

impl From<SignedIn> for Actor {
    fn from(found: SignedIn) -> Self {
        let SignedIn { person, name, post, role, title, place, at, many_posts, must_change } = found;
        Self {
            person,
            name,
            post,
            role,
            title,
            at_org: place,
            at,
            many_posts,
            must_change,
            levels: Levels::default(),
            unread: 0,
            deputy_of: None,
        }
    }
}

impl Actor {
    pub fn person(&self) -> PersonId {
        self.person
    }
    pub fn name(&self) -> &str {
        &self.name
    }
    pub fn post(&self) -> PostId {
        self.post
    }
    pub fn role(&self) -> Role {
        self.role
    }
    pub fn title(&self) -> &str {
        &self.title
    }
    /// The organisation of the post.
    pub fn place(&self) -> &Place {
        &self.at_org
    }
    /// The path everything this actor may see begins with.
    pub fn scope(&self) -> &str {
        &self.at_org.path
    }
    /// Whether an organisation of this path is within reach.
    pub fn reaches(&self, path: &str) -> bool {
        path.starts_with(self.scope())
    }
    /// Tells this person at this post from any other in a browser's storage, without telling who they are.
    pub fn token(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"browser");
        hash.update(self.person.0.as_bytes());
        hash.update(self.post.0.as_bytes());
        hex::encode(hash.finalize()).chars().take(16).collect()
    }
    /// The database's clock when this request began.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }
    pub fn many_posts(&self) -> bool {
        self.many_posts
    }
    /// Their password was set by somebody else and must be changed before anything else.
    pub fn must_change(&self) -> bool {
        self.must_change
    }
    /// How levels are called and coloured at their own organisation.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }
    /// The same actor where these levels are in force.
    #[must_use]
    pub fn with_levels(self, levels: Levels) -> Self {
        Self { levels, ..self }
    }
    /// Messages they have not read, within this post's reach; the look-up stops counting at a hundred.
    pub fn unread(&self) -> i64 {
        self.unread
    }
    /// The same actor with so many messages unread.
    #[must_use]
    pub fn with_unread(self, unread: i64) -> Self {
        Self { unread, ..self }
    }
    /// The principal of their school who lets them sign in their place today (授权代签).
    pub fn deputy_of(&self) -> Option<PersonId> {
        self.deputy_of
    }
    /// The same actor, who may sign in this principal's place.
    #[must_use]
    pub fn as_deputy_of(self, principal: Option<PersonId>) -> Self {
        Self { deputy_of: principal, ..self }
    }
    /// How the ledger's text names them: name and title as they were at the time.
    pub fn signature(&self) -> String {
        if self.title.is_empty() { self.name.clone() } else { format!("{} · {}", self.name, self.title) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_place_is_counted_in_the_nearest_county_or_city() {
        for (kind, path, district) in [
            (Kind::Province, "43.", "43."),
            (Kind::City, "43.4304.", "43.4304."),
            (Kind::County, "43.4304.430405.", "43.4304.430405."),
            (Kind::Township, "43.4304.430405.T1.", "43.4304.430405."),
            (Kind::School, "43.4304.S0.", "43.4304."),
            (Kind::School, "43.4304.430405.S1.", "43.4304.430405."),
            (Kind::School, "43.4304.430405.T1.S2.", "43.4304.430405."),
        ] {
            let id = OrgId(Uuid::nil());
            let place =
                Place { id, district: id, kind, code: String::new(), path: path.into(), name_zh: String::new(), name_en: String::new() };
            assert_eq!(place.district_path(), district, "{path}");
        }
    }
}
