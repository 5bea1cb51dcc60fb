//! SQL of mail addresses and of what people want by mail. As the sign-in's role: no reach, however wide, shows an address to anybody else.

use crate::db::Db;
use crate::error::Result;
use crate::id::{DeliveryId, PersonId};
use crate::message::model::Kind;

/// Minutes a code is good for.
pub const GOOD_FOR: i32 = 30;
/// Wrong codes before a new one must be asked for.
const MOST_TRIES: i16 = 5;

/// What somebody set for themselves.
pub struct Own {
    /// Confirmed; empty for none.
    pub address: String,
    /// Waits to be confirmed; empty for none.
    pub wanted: String,
    pub kinds: Vec<Kind>,
}

/// A person's own settings.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &Db, person: PersonId) -> Result<Own> {
    Ok(sqlx::query_as!(
        Own,
        r#"SELECT coalesce(m.address, '') AS "address!", CASE WHEN m.asked_at > now() - make_interval(mins => $2) THEN m.wanted ELSE '' END AS "wanted!", p.told_by_mail AS "kinds: Vec<Kind>"
             FROM person p LEFT JOIN mail_address m ON m.person_id = p.id WHERE p.id = $1"#,
        person as PersonId,
        GOOD_FOR
    )
    .fetch_one(db.pool())
    .await?)
}

/// Keeps an address that is to be confirmed, and has a code mailed there. `false` when the last code was asked for a moment ago.
///
/// # Errors
/// When the database is away.
pub async fn ask(db: &Db, person: PersonId, path: &str, wanted: &str, code: &str) -> Result<bool> {
    let mut tx = db.pool().begin().await?;
    let kept = sqlx::query!(
        "INSERT INTO mail_address AS m (person_id, wanted, code) VALUES ($1, $2, $3)
         ON CONFLICT (person_id) DO UPDATE SET wanted = excluded.wanted, code = excluded.code, asked_at = now(), tries = 0 WHERE m.asked_at < now() - interval '1 minute'",
        person as PersonId,
        wanted,
        code
    )
    .execute(&mut *tx)
    .await?;
    if kept.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "INSERT INTO delivery (id, path, channel, kind, person_id) VALUES ($1, $2, 'mail', 'confirm', $3)",
        DeliveryId::new() as DeliveryId,
        path,
        person as PersonId
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// Confirms the address that waits, if the code is right, in time, and not guessed at. The first address brings the usual choices.
///
/// # Errors
/// When the database is away.
pub async fn confirm(db: &Db, person: PersonId, code: &str) -> Result<bool> {
    let mut tx = db.pool().begin().await?;
    let good = sqlx::query!(
        "UPDATE mail_address SET address = wanted, confirmed_at = now(), wanted = '', code = ''
          WHERE person_id = $1 AND wanted <> '' AND code = $2 AND code <> '' AND tries < $3 AND asked_at > now() - make_interval(mins => $4)",
        person as PersonId,
        code,
        MOST_TRIES,
        GOOD_FOR
    )
    .execute(&mut *tx)
    .await?
    .rows_affected()
        == 1;
    if good {
        sqlx::query!(
            "UPDATE person SET told_by_mail = $2 WHERE id = $1 AND told_by_mail = '{}'",
            person as PersonId,
            Kind::BY_MAIL as &[Kind]
        )
        .execute(&mut *tx)
        .await?;
    } else {
        sqlx::query!("UPDATE mail_address SET tries = least(tries + 1, 100) WHERE person_id = $1 AND wanted <> ''", person as PersonId)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(good)
}

/// Keeps what a person with an address wants by mail.
///
/// # Errors
/// When the database is away.
pub async fn choose(db: &Db, person: PersonId, kinds: &[Kind]) -> Result<()> {
    sqlx::query!(
        "UPDATE person SET told_by_mail = $2 WHERE id = $1 AND EXISTS (SELECT FROM mail_address m WHERE m.person_id = $1 AND m.address <> '')",
        person as PersonId,
        kinds as &[Kind]
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Forgets a person's address: nothing is mailed to them any more.
///
/// # Errors
/// When the database is away.
pub async fn forget(db: &Db, person: PersonId) -> Result<()> {
    let mut tx = db.pool().begin().await?;
    sqlx::query!(
        "UPDATE mail_address SET address = '', confirmed_at = NULL, wanted = '', code = '' WHERE person_id = $1",
        person as PersonId
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!("UPDATE person SET told_by_mail = '{}' WHERE id = $1", person as PersonId).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}
