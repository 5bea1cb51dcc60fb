//! `hazard-register person add|password`: the first administrator of an organisation, and the way back in for one who lost theirs.
//! Runs as the database's owner and tells the ledger like everything else.

use super::model::{self, NewPerson, NewPost};
use super::{password, store};
use crate::access::{Actor, Kind, Place, Role, SignedIn};
use crate::clock::Zone;
use crate::db::{Head, Scope};
use crate::id::{OrgId, PersonId, PostId};
use anyhow::{Context, bail};
use clap::Args;
use sqlx::PgPool;
use uuid::Uuid;

/// A person to add, with their first post.
#[derive(Clone, Debug, Args)]
pub struct Add {
    /// Code of the school or bureau
    #[arg(long)]
    pub org: String,
    /// Sign-in name: small letters, digits and . _ - @
    #[arg(long)]
    pub username: String,
    /// The person's name
    #[arg(long)]
    pub name: String,
    /// Telephone number
    #[arg(long, default_value = "")]
    pub phone: String,
    /// At a school: staff, officer or principal; at a bureau: reviewer, leader, administrator or auditor
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// Title of the post
    #[arg(long, default_value = "")]
    pub title: String,
}

fn role(code: &str) -> Result<Role, String> {
    Role::from_code(code)
        .ok_or_else(|| format!("choose one of {}", Role::ALL.iter().map(|role| role.code()).collect::<Vec<_>>().join(", ")))
}

/// Adds a person whose first post begins today, and returns their one-time password.
///
/// # Errors
/// In one line each: no such organisation, a role that does not fit it, a sign-in name that is malformed or taken.
pub async fn add(owner: &PgPool, new: &Add, zone: Zone) -> anyhow::Result<String> {
    let place = place_by_code(owner, &new.org).await?.with_context(|| format!("no organisation has the code {:?}", new.org))?;
    if !model::roles_at(&place).contains(&new.role) {
        let fitting: Vec<_> = model::roles_at(&place).iter().map(|role| role.code()).collect();
        bail!("the role {} does not fit {}; choose one of {}", new.role, new.org, fitting.join(", "));
    }
    let username = new.username.trim().to_lowercase();
    if !model::username_fits(&username) {
        bail!("{username:?} cannot be a sign-in name: use 2 to 64 of a to z, 0 to 9 and . _ - @, a letter or digit first");
    }
    let (name, title, phone) = (new.name.trim(), new.title.trim(), new.phone.trim());
    if name.is_empty() || name.chars().count() > 40 || title.chars().count() > 40 || name.chars().chain(title.chars()).any(char::is_control)
    {
        bail!("a name has 1 to 40 characters and a title at most 40, on one line");
    }
    if !phone.is_empty() && !model::phone_fits(phone) {
        bail!("{phone:?} is not a telephone number");
    }
    let secret = model::one_time_password();
    let password_hash = password::hash(&secret)?;
    let (mut scope, head) = act(owner, &place, "hazard-register person add").await?;
    let person = NewPerson {
        id: PersonId::new(),
        username: username.clone(),
        name: name.to_owned(),
        phone: phone.to_owned(),
        password_hash,
        must_change: true,
    };
    let post = NewPost { id: PostId::new(), role: new.role, title: title.to_owned(), from_on: zone.day(scope.now()?) };
    match store::create(&mut scope, &place, &head, &person, &post).await {
        Err(error) if store::name_taken(&error) => bail!("the sign-in name {username:?} is taken"),
        other => other?,
    };
    scope.commit().await?;
    Ok(secret)
}

/// Sets a password that must be changed at the next sign-in, and ends all sessions of the person.
///
/// # Errors
/// In one line each: no such sign-in name, a password that is too short or too long.
pub async fn set_password(owner: &PgPool, username: &str, new: &str) -> anyhow::Result<()> {
    if new.chars().count() < password::SHORTEST || new.len() > password::LONGEST {
        bail!("a password has at least {} characters and at most {} bytes", password::SHORTEST, password::LONGEST);
    }
    let username = username.trim().to_lowercase();
    let found =
        sqlx::query!(r#"SELECT id AS "id: PersonId", path FROM person WHERE username = $1"#, username).fetch_optional(owner).await?;
    let found = found.with_context(|| format!("nobody has the sign-in name {username:?}"))?;
    let place =
        place_by_code(owner, model::code_of(&found.path)).await?.with_context(|| format!("no organisation has the path {}", found.path))?;
    let password_hash = password::hash(new)?;
    let (mut scope, head) = act(owner, &place, "hazard-register person password").await?;
    store::reset_password(&mut scope, &place, &head, found.id, &password_hash).await?;
    scope.commit().await?;
    Ok(())
}

async fn place_by_code(owner: &PgPool, code: &str) -> anyhow::Result<Option<Place>> {
    Ok(sqlx::query_as!(
        Place,
        r#"SELECT id AS "id: OrgId", district_id AS "district: OrgId", kind AS "kind: Kind", code, path, name_zh, name_en FROM org WHERE code = $1"#,
        code
    )
    .fetch_optional(owner)
    .await?)
}

/// A transaction of the owner with the organisation's turn. The ledger names the command: whoever holds the owner's password has no account.
/// The event is dated by the database: the told instant is the transaction's own now(), which the column takes as well.
async fn act(owner: &PgPool, place: &Place, command: &str) -> anyhow::Result<(Scope, Head)> {
    let actor = Actor::from(SignedIn {
        person: PersonId(Uuid::nil()),
        name: command.to_owned(),
        post: PostId(Uuid::nil()),
        role: Role::Administrator,
        title: String::new(),
        place: place.clone(),
        at: chrono::DateTime::UNIX_EPOCH,
        many_posts: false,
        must_change: false,
    });
    let mut scope = Scope::history(owner, actor.clone(), chrono::DateTime::UNIX_EPOCH).await?;
    let head = scope.turn(place).await.with_context(|| format!("{} keeps no ledger", place.code))?;
    let clock = sqlx::query!(
        r#"SELECT now() AS "now!", at <= now() AS "in_order!" FROM ledger_head WHERE district_id = $1 AND school_id = $2"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_one(scope.conn())
    .await?;
    if !clock.in_order {
        bail!("somebody is writing to the ledger of {} at this moment; run it again", place.code);
    }
    scope.retell(actor, clock.now);
    Ok((scope, head))
}
