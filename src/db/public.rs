//! The public door: what anybody may read, without signing in. Beside it there is none.
//!
//! A transaction opened here is read-only and taken as `register_public`, a role that may read a few columns of what a school shows: its open
//! notice board, or the one card whose address was scanned. The walls stand in the database (migration `open_notice_board`), so that a query
//! that asks for too much gets too little.

use super::Db;
use super::scope::begin;
use crate::access::{Kind, Place};
use crate::error::{Error, Result};
use crate::id::OrgId;
use sqlx::{PgConnection, Postgres, Transaction};

/// One read-only transaction of somebody nobody knows. It has nothing to commit.
pub struct Passerby {
    tx: Transaction<'static, Postgres>,
}

impl Passerby {
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

impl Db {
    /// **Anybody may call this.** Opens what the school of this code shows on its notice board. Whether the board is open is in what can be read.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code that is no school's.
    pub async fn anybody_reads_the_board(&self, code: &str) -> Result<(Passerby, Place)> {
        if !plain(code, 32) {
            return Err(Error::NotFound);
        }
        let place = sqlx::query_as!(
            Place,
            r#"SELECT id AS "id: OrgId", district_id AS "district: OrgId", kind AS "kind: Kind", code, path, name_zh, name_en FROM org WHERE code = $1 AND kind = 'school'"#,
            code
        )
        .fetch_optional(self.pool())
        .await?
        .ok_or(Error::NotFound)?;
        if !place.path.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') {
            return Err(Error::NotFound);
        }
        let settings = format!("SET LOCAL app.district = '{}'; SET LOCAL app.school = '{}'", place.district, place.path);
        Ok((self.passerby(&settings).await?, place))
    }

    /// **Anybody may call this.** Opens the one notice card with this token, and what its school shows beside it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no card in use has it.
    pub async fn anybody_reads_the_card(&self, token: &str) -> Result<(Passerby, Place)> {
        if token.len() != 12 || !token.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(Error::NotFound);
        }
        let mut passerby = self.passerby(&format!("SET LOCAL app.token = '{token}'")).await?;
        // Finds the card's school and lets its settings be read, in one statement.
        let mut found = sqlx::query!(
            r#"SELECT o.id AS "id: OrgId", o.district_id AS "district: OrgId", o.kind AS "kind: Kind", o.code, o.path, o.name_zh, o.name_en,
                      set_config('app.district', r.district_id::text, true) AS district_set, set_config('app.school', r.path, true) AS school_set
                 FROM risk_point r JOIN org o ON o.id = r.school_id WHERE r.token = $1 AND r.retired_at IS NULL"#,
            token
        )
        .fetch_all(passerby.conn())
        .await?;
        // Two districts may have drawn the same number; better no card than that of another place.
        match (found.pop(), found.is_empty()) {
            (Some(row), true) => {
                let place = Place {
                    id: row.id,
                    district: row.district,
                    kind: row.kind,
                    code: row.code,
                    path: row.path,
                    name_zh: row.name_zh,
                    name_en: row.name_en,
                };
                Ok((passerby, place))
            }
            _ => Err(Error::NotFound),
        }
    }

    async fn passerby(&self, settings: &str) -> Result<Passerby> {
        let tx = begin(self.pool(), format!("BEGIN READ ONLY; SET LOCAL ROLE register_public; {settings}")).await?;
        Ok(Passerby { tx })
    }
}

/// Letters and digits only, as the tree's own CHECK has it.
fn plain(code: &str, most: usize) -> bool {
    !code.is_empty() && code.len() <= most && code.bytes().all(|b| b.is_ascii_alphanumeric())
}
