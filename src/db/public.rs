//! The public door: what anybody may read, and the one thing anybody may leave, without signing in. Beside it there is none.
//!
//! A transaction opened here is taken as `register_public`, a role that may read a few columns of what a school shows: its open notice board, or
//! the one card whose address was scanned. Most are read-only; one that carries a receipt may leave a report where the school takes them, and
//! follow the one with this receipt. The walls stand in the database (migrations `open_notice_board`, `open_public_reports`), so that a query
//! that asks for too much gets too little.

use super::Db;
use super::scope::begin;
use crate::access::{Kind, Place};
use crate::error::{Error, Result};
use crate::id::OrgId;
use sqlx::{PgConnection, Postgres, Transaction};

/// One transaction of somebody nobody knows.
pub struct Passerby {
    tx: Transaction<'static, Postgres>,
}

/// What a passerby carries: nothing, or the receipt of a report, as SHA-256 in hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries<'a> {
    Nothing,
    Receipt(&'a str),
}

impl Passerby {
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Makes what was left in it last. Without a receipt there is nothing that could be.
    ///
    /// # Errors
    /// When the database refuses or is gone; then nothing has happened.
    pub async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }
}

impl Db {
    /// **Anybody may call this.** Opens what the school of this code shows on its notice board. Whether the board is open is in what can be read.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code that is no school's.
    pub async fn anybody_reads_the_board(&self, code: &str) -> Result<(Passerby, Place)> {
        self.anybody_at_the_board(code, Carries::Nothing).await
    }

    /// **Anybody may call this.** The same, for somebody who may leave a report there.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code that is no school's.
    pub async fn anybody_at_the_board(&self, code: &str, carries: Carries<'_>) -> Result<(Passerby, Place)> {
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
        Ok((self.passerby(&settings, carries).await?, place))
    }

    /// **Anybody may call this.** Opens the one notice card with this token, and what its school shows beside it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no card in use has it.
    pub async fn anybody_reads_the_card(&self, token: &str) -> Result<(Passerby, Place)> {
        self.anybody_at_the_card(token, Carries::Nothing).await
    }

    /// **Anybody may call this.** The same, for somebody who may leave a report there.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no card in use has it.
    pub async fn anybody_at_the_card(&self, token: &str, carries: Carries<'_>) -> Result<(Passerby, Place)> {
        if token.len() != 12 || !lower_hex(token) {
            return Err(Error::NotFound);
        }
        let mut passerby = self.passerby(&format!("SET LOCAL app.token = '{token}'"), carries).await?;
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

    /// **Anybody may call this.** Somebody with a receipt, who looks how far their report is or contests the answer.
    ///
    /// # Errors
    /// [`Error::Away`] when no connection is to be had.
    pub async fn anybody_follows(&self, receipt: &str) -> Result<Passerby> {
        self.passerby("", Carries::Receipt(receipt)).await
    }

    async fn passerby(&self, settings: &str, carries: Carries<'_>) -> Result<Passerby> {
        let opening = match carries {
            Carries::Nothing => format!("BEGIN READ ONLY; SET LOCAL ROLE register_public; {settings}"),
            Carries::Receipt(receipt) if receipt.len() == 64 && lower_hex(receipt) => {
                format!("BEGIN; SET LOCAL ROLE register_public; SET LOCAL app.receipt = '{receipt}'; {settings}")
            }
            Carries::Receipt(_) => return Err(Error::Internal("a receipt that is no hash".into())),
        };
        Ok(Passerby { tx: begin(self.pool(), opening).await? })
    }
}

/// Letters and digits only, as the tree's own CHECK has it.
fn plain(code: &str, most: usize) -> bool {
    !code.is_empty() && code.len() <= most && code.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn lower_hex(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
