//! A transaction bound to one actor's reach. Dropping it without [`Scope::commit`] undoes everything.

use crate::access::{Actor, Place};
use crate::error::{Error, Result};
use crate::id::OrgId;
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};

/// One transaction, one actor. Everything a store does goes through here.
pub struct Scope {
    tx: Transaction<'static, Postgres>,
    actor: Actor,
    time: Time,
}

/// Whose clock dates what is written.
enum Time {
    /// The transaction's, read when the turn is taken.
    Database(Option<DateTime<Utc>>),
    /// Told by the demo, which writes history as the database's owner. The runtime role could not: it has no right to the time columns.
    Told(DateTime<Utc>),
}

/// The end of a school's chain, locked for this transaction.
#[derive(Clone, Debug)]
pub struct Head {
    pub seq: i64,
    pub hash: Vec<u8>,
}

impl Scope {
    /// Tries of taking a turn before the visitor is asked to come back.
    const TURNS: usize = 8;

    pub(super) async fn open(pool: PgPool, actor: Actor) -> Result<Self> {
        let tx = begin(&pool, opening(&actor)?).await?;
        Ok(Self { tx, actor, time: Time::Database(None) })
    }

    /// A transaction of the database's owner that writes history at told instants. Only for the demo; row-level security does not bind it.
    ///
    /// # Errors
    /// When the owner's pool cannot begin.
    pub async fn history(owner: &PgPool, actor: Actor, at: DateTime<Utc>) -> Result<Self> {
        let tx = owner.begin().await?;
        Ok(Self { tx, actor, time: Time::Told(at) })
    }

    /// Moves the told clock on and lets somebody else act. No effect on a live scope's time: there only the database's clock counts.
    pub fn retell(&mut self, actor: Actor, at: DateTime<Utc>) {
        if let Time::Told(told) = &mut self.time {
            *told = at;
            self.actor = actor;
        }
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// The instant this transaction's acts are dated with.
    ///
    /// # Errors
    /// A fault of ours when no turn was taken: only then is the time known.
    pub fn now(&self) -> Result<DateTime<Utc>> {
        match self.time {
            Time::Told(at) | Time::Database(Some(at)) => Ok(at),
            Time::Database(None) => Err(Error::Internal("wrote without taking the school's turn".into())),
        }
    }

    /// Takes the school's turn: locks the end of its chain, so that its acts happen one after another and their times never go back.
    ///
    /// A transaction's `now()` is fixed when it begins, and another may have begun later yet been faster. Then we begin anew, before
    /// anything was read or written, so nobody notices. The head is locked before any ticket: one order for all writers, no deadlock.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the school keeps no chain within reach; [`Error::Away`] when the turn could not be had.
    pub async fn turn(&mut self, place: &Place) -> Result<Head> {
        for _ in 0..Self::TURNS {
            let End { head, in_order, now: at } = end_of(&mut self.tx, place).await?.ok_or(Error::NotFound)?;
            match &mut self.time {
                Time::Told(_) => return Ok(head),
                Time::Database(now) if in_order => {
                    *now = Some(at);
                    return Ok(head);
                }
                // On the same connection: with a second one in hand, a crowd of writers would wait for each other's until all give up.
                Time::Database(_) => {
                    let anew = format!("ROLLBACK; {}", opening(&self.actor)?);
                    sqlx::raw_sql(AssertSqlSafe(anew)).execute(&mut *self.tx).await?;
                }
            }
        }
        Err(Error::Away("the school's turn could not be had".into()))
    }

    /// Makes everything done in this scope last.
    ///
    /// # Errors
    /// When the database refuses or is gone; then nothing has happened.
    pub async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }
}

/// The locked end of a chain, whether this transaction began after it, and when that was.
pub(super) struct End {
    pub head: Head,
    pub in_order: bool,
    pub now: DateTime<Utc>,
}

/// Locks the end of a place's chain; `None` when it keeps none within reach.
pub(super) async fn end_of(conn: &mut PgConnection, place: &Place) -> Result<Option<End>> {
    let row = sqlx::query!(
        r#"SELECT seq, hash, at <= now() AS "in_order!", now() AS "now!" FROM ledger_head WHERE district_id = $1 AND school_id = $2 FOR UPDATE"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| End { head: Head { seq: row.seq, hash: row.hash }, in_order: row.in_order, now: row.now }))
}

/// The statements a scope begins with.
fn opening(actor: &Actor) -> Result<String> {
    let scope = actor.scope();
    // The path comes from our own org table, where a CHECK allows digits, letters and dots only; this makes it certain here too.
    if scope.is_empty() || !scope.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') {
        return Err(Error::NotFound);
    }
    // Whose messages may be seen is the person's own, whatever their reach.
    Ok(format!("BEGIN; SET LOCAL ROLE register_app; SET LOCAL app.scope = '{scope}'; SET LOCAL app.person = '{}'", actor.person()))
}

/// One round trip: begin, take a role, set the reach. All settings end with the transaction.
/// A connection that died while idle is dropped by the attempt; a fresh one is tried before the visitor hears of it.
///
/// It is carried out in a task of its own, so that it ends though the visitor is gone: dropped between our BEGIN and the database's answer, sqlx
/// takes the connection for one without a transaction and hands it on, in the midst of one and in another's role.
pub(super) async fn begin(pool: &PgPool, begin: String) -> Result<Transaction<'static, Postgres>> {
    let mut tries = pool.size() + 1;
    loop {
        let (own, statement) = (pool.clone(), AssertSqlSafe(begin.clone()));
        let begun = tokio::spawn(async move { own.begin_with(statement).await });
        match begun.await.map_err(|error| Error::Internal(error.to_string()))?.map_err(Error::from) {
            Err(Error::Away(why)) if tries > 0 => {
                tries -= 1;
                tracing::debug!(why, "a connection was gone, trying another");
                if matches!(why.as_str(), w if w.contains("timed out")) {
                    return Err(Error::Away(why));
                }
            }
            other => return other,
        }
    }
}
