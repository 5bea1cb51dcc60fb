//! Anchors: the heads of all chains at one moment, to be kept where the database's owner does not rule: with the bureau above, on another
//! machine, on paper. One JSON object a line, so that files can be joined and compared with ordinary tools.

use crate::error::Result;
use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// The end of one chain at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Code of the school, or of the bureau whose own chain it is.
    pub school: String,
    /// Number of the last event.
    pub seq: i64,
    /// Its SHA-256 in hexadecimal digits.
    pub hash: String,
    /// Its time.
    pub at: DateTime<Utc>,
}

/// The heads of all chains that have begun, in the order of the tree.
///
/// # Errors
/// When the database is away.
pub async fn anchors(owner: &mut PgConnection) -> Result<Vec<Anchor>> {
    Ok(sqlx::query_as!(
        Anchor,
        r#"SELECT o.code AS school, h.seq, encode(h.hash, 'hex') AS "hash!", h.at FROM ledger_head h JOIN org o ON o.id = h.school_id WHERE h.seq > 0 ORDER BY h.path"#
    )
    .fetch_all(owner)
    .await?)
}

/// Anchors as a file: one a line.
pub fn write_anchors(anchors: &[Anchor]) -> String {
    anchors.iter().filter_map(|anchor| serde_json::to_string(anchor).ok()).map(|line| line + "\n").collect()
}

/// Anchors from a file.
///
/// # Errors
/// Names the first line that is no anchor, and a file without any: that would verify nothing and look as if it had.
pub fn read_anchors(text: &str) -> anyhow::Result<Vec<Anchor>> {
    let mut anchors = Vec::new();
    for (n, line) in text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let anchor: Anchor = serde_json::from_str(line).with_context(|| format!("line {} of the anchors cannot be read", n + 1))?;
        let hex = anchor.hash.len() == 64 && anchor.hash.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
        if !hex || anchor.seq < 1 {
            bail!("line {} of the anchors is no anchor", n + 1);
        }
        anchors.push(anchor);
    }
    if anchors.is_empty() {
        bail!("the file holds no anchors");
    }
    Ok(anchors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn what_is_written_is_read_again() {
        let one = Anchor {
            school: "430405S001".into(),
            seq: 7,
            hash: "0a".repeat(32),
            at: Utc.with_ymd_and_hms(2026, 11, 20, 1, 2, 3).unwrap() + chrono::Duration::microseconds(456_789),
        };
        let two = Anchor { school: "430405".into(), seq: 1, ..one.clone() };
        let file = write_anchors(&[one.clone(), two.clone()]);
        assert_eq!(file.lines().count(), 2);
        assert_eq!(read_anchors(&file).unwrap(), [one, two]);
    }

    #[test]
    fn a_file_that_is_none_is_refused_by_line() {
        let good = format!(r#"{{"school":"1","seq":1,"hash":"{}","at":"2026-11-20T00:00:00Z"}}"#, "0".repeat(64));
        for (file, told) in [
            (String::new(), "no anchors"),
            ("\n\n".to_owned(), "no anchors"),
            (format!("{good}\nnonsense"), "line 2"),
            (good.replace("\"seq\":1", "\"seq\":0"), "line 1"),
            (good.replace("000", "00G"), "line 1"),
            (good.replace("}", ",\"more\":1}"), "line 1"),
        ] {
            let error = read_anchors(&file).unwrap_err().to_string();
            assert!(error.contains(told), "{file:?}: {error}");
        }
        assert_eq!(read_anchors(&format!("\u{feff}{good}\r\n")).unwrap().len(), 1);
    }
}
