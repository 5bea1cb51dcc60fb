//! The clock's door: what happens because a day has come, with nobody signed in. Beside the jobs' (`act_for_a_job`) the only one.
//!
//! It reaches one district, as `register_app` and behind the same walls as a page there; it has no actor, so nothing that asks for one (an act
//! on a ticket) can be done through it. What it does in a chain is the clock's and says so: `ledger::append_by_the_clock`.

use super::scope::{End, begin, end_of};
use super::{Db, Head};
use crate::access::{Kind, Place};
use crate::error::{Error, Result};
use crate::id::{OrgId, PersonId};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, Postgres, Transaction};

/// One transaction of the clock.
pub struct Clockwork {
    tx: Transaction<'static, Postgres>,
}

impl Clockwork {
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Takes the turn of an organisation, as [`super::Scope::turn`] does, and says what time it is; `None` when it keeps no chain, or when somebody
    /// who began later was faster: the clock comes again in a moment.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn turn(&mut self, place: &Place) -> Result<Option<(Head, DateTime<Utc>)>> {
        let end = end_of(&mut self.tx, place).await?;
        Ok(end.filter(|end| end.in_order).map(|End { head, now, .. }| (head, now)))
    }

    /// Makes everything done in it last.
    ///
    /// # Errors
    /// When the database refuses or is gone; then nothing has happened.
    pub async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }
}

/// A district whose tasks are not made for today.
#[derive(Clone, Debug)]
pub struct Behind {
    pub district: OrgId,
    pub path: String,
}

impl Db {
    /// **The clock's, nobody's hand.** Opens a transaction that reaches one district.
    ///
    /// # Errors
    /// [`Error::Away`] when no connection is to be had.
    pub async fn the_clock_reaches(&self, district: &Behind) -> Result<Clockwork> {
        let path = &district.path;
        // From our own table, where a CHECK allows digits, letters and dots only; this makes it certain here too.
        if path.is_empty() || !path.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') {
            return Err(Error::Internal("a district without a path".into()));
        }
        let tx = begin(self.pool(), format!("BEGIN; SET LOCAL ROLE register_app; SET LOCAL app.scope = '{path}'")).await?;
        Ok(Clockwork { tx })
    }

    /// **The postman's.** Opens what one person may see through their posts, to write down what is carried to them; or, without a person, what
    /// lies at and below an organisation whose robot is told.
    ///
    /// # Errors
    /// [`Error::Away`] when no connection is to be had.
    pub async fn the_postman_reaches(&self, path: &str, person: Option<PersonId>) -> Result<Clockwork> {
        if path.is_empty() || !path.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') {
            return Err(Error::Internal("a delivery without a path".into()));
        }
        let person = person.map(|person| person.to_string()).unwrap_or_default();
        let settings = format!("SET LOCAL app.scope = '{path}'; SET LOCAL app.person = '{person}'");
        let tx = begin(self.pool(), format!("BEGIN READ ONLY; SET LOCAL ROLE register_app; {settings}")).await?;
        Ok(Clockwork { tx })
    }

    /// The districts whose reminders are behind a day; a district that was never told anything is.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn untold(&self, day: NaiveDate) -> Result<Vec<Behind>> {
        Ok(sqlx::query_as!(
            Behind,
            r#"SELECT o.id AS "district: OrgId", o.path FROM org o LEFT JOIN ladder_schedule s ON s.district_id = o.id
                WHERE (o.id = o.district_id) AND (s.told_until IS NULL OR s.told_until < $1) ORDER BY o.path"#,
            day
        )
        .fetch_all(self.pool())
        .await?)
    }

    /// The districts whose schedule is behind a day.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn behind(&self, day: NaiveDate) -> Result<Vec<Behind>> {
        Ok(sqlx::query_as!(
            Behind,
            r#"SELECT district_id AS "district: OrgId", path FROM task_schedule WHERE made_until < $1 ORDER BY made_until, district_id"#,
            day
        )
        .fetch_all(self.pool())
        .await?)
    }

    /// The bureaus for which the clock has not drawn closings in a week, which is named by its Monday.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn undrawn(&self, week: NaiveDate) -> Result<Vec<Place>> {
        Ok(sqlx::query_as!(
            Place,
            r#"SELECT o.id AS "id: OrgId", o.district_id AS "district: OrgId", o.kind AS "kind: Kind", o.code, o.path, o.name_zh, o.name_en
                 FROM org o LEFT JOIN sample_schedule s ON s.district_id = o.district_id AND s.bureau_id = o.id
                WHERE o.kind <> 'school' AND (s.drawn_week IS NULL OR s.drawn_week < $1) ORDER BY o.path"#,
            week
        )
        .fetch_all(self.pool())
        .await?)
    }

    /// Today, where the schools are, by the database's clock.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn today(&self) -> Result<NaiveDate> {
        Ok(sqlx::query_scalar!(r#"SELECT current_date AS "today!""#).fetch_one(self.pool()).await?)
    }
}
