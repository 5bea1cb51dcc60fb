//! Counting what the public sends, and forgetting where it came from. Before anybody is known, so as the server's own role, which sees counters,
//! marks and nothing of a report but whether its pictures were sent. An address is kept only as a keyed hash.

use crate::db::Db;
use crate::error::Result;
use crate::id::JobId;
use crate::job::{Job, Outcome, Stop};
use crate::tip::limits::{Sent, Span, limits};
use crate::web::App;
use futures_util::future::BoxFuture;
use std::net::IpAddr;

/// The kind of the job that forgets.
pub const JOB: &str = "forget_reporters";

/// An address as it is counted: all of a home's or a telephone's IPv6 addresses are one.
pub fn counted(address: Option<IpAddr>) -> String {
    match address.map(|ip| ip.to_canonical()) {
        Some(IpAddr::V6(ip)) => ip.segments().iter().take(4).map(|part| format!("{part:x}:")).collect(),
        Some(ip) => ip.to_string(),
        None => String::new(),
    }
}

/// Something that is counted within its span.
#[derive(Clone, Debug)]
pub struct Counted {
    kind: &'static str,
    of: String,
    span: Span,
}

impl Counted {
    /// A form sent from an address.
    pub fn tries(address: &str) -> Self {
        Self { kind: "try", of: address.to_owned(), span: limits().tries }
    }
    /// An unknown code looked up from an address.
    pub fn looks(address: &str) -> Self {
        Self { kind: "look", of: address.to_owned(), span: limits().looks }
    }
    /// A report from an address, at a spot, of the whole site.
    pub fn report(address: &str, spot: &str) -> [Self; 3] {
        [
            Self { kind: "address", of: address.to_owned(), span: limits().address },
            Self { kind: "point", of: spot.to_owned(), span: limits().point },
            Self { kind: "everywhere", of: String::new(), span: limits().everywhere },
        ]
    }
}

/// How often, and how many seconds until it is counted anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    pub hits: i32,
    pub left: i32,
}

impl Hits {
    /// Seconds to wait when there were more than the span allows.
    pub fn beyond(self, span: Span) -> Option<u32> {
        (self.hits > span.most).then(|| u32::try_from(self.left).unwrap_or(1).max(1))
    }
}

/// Counts each once more and says how often that was.
///
/// # Errors
/// When the database is away.
pub async fn count(db: &Db, what: &[Counted]) -> Result<Vec<Hits>> {
    let (kinds, of, seconds) = columns(what);
    let rows = sqlx::query!(
        r#"INSERT INTO tip_count (bucket, kind, hits, ends_at)
           SELECT encode(sha256(k.key || convert_to(b.kind || ':' || b.name, 'UTF8')), 'hex'), b.kind, 1, now() + make_interval(secs => b.seconds)
             FROM tip_key k, unnest($1::text[], $2::text[], $3::float8[]) AS b (kind, name, seconds) ORDER BY 1
           ON CONFLICT (bucket) DO UPDATE SET
              hits = CASE WHEN tip_count.ends_at > now() THEN tip_count.hits + 1 ELSE 1 END,
              ends_at = CASE WHEN tip_count.ends_at > now() THEN tip_count.ends_at ELSE excluded.ends_at END
           RETURNING kind, hits, ceil(extract(epoch FROM ends_at - now()))::integer AS "left!""#,
        &kinds,
        &of,
        &seconds
    )
    .fetch_all(db.pool())
    .await?;
    let of_kind = |one: &Counted| rows.iter().find(|row| row.kind == one.kind).map(|row| Hits { hits: row.hits, left: row.left });
    Ok(what.iter().map(|one| of_kind(one).unwrap_or_default()).collect())
}

fn columns(what: &[Counted]) -> (Vec<String>, Vec<String>, Vec<f64>) {
    (
        what.iter().map(|one| one.kind.to_owned()).collect(),
        what.iter().map(|one| one.of.clone()).collect(),
        what.iter().map(|one| f64::from(one.span.minutes) * 60.0).collect(),
    )
}

/// How often each was counted, and nothing more.
///
/// # Errors
/// When the database is away.
pub async fn counts(db: &Db, what: &[Counted]) -> Result<Vec<Hits>> {
    let (kinds, of, _) = columns(what);
    let rows = sqlx::query!(
        r#"SELECT c.kind, c.hits, ceil(extract(epoch FROM c.ends_at - now()))::integer AS "left!"
             FROM tip_key k, unnest($1::text[], $2::text[]) AS b (kind, name), tip_count c
            WHERE c.bucket = encode(sha256(k.key || convert_to(b.kind || ':' || b.name, 'UTF8')), 'hex') AND c.ends_at > now()"#,
        &kinds,
        &of
    )
    .fetch_all(db.pool())
    .await?;
    let of_kind = |one: &Counted| rows.iter().find(|row| row.kind == one.kind).map(|row| Hits { hits: row.hits, left: row.left });
    Ok(what.iter().map(|one| of_kind(one).unwrap_or_default()).collect())
}

/// What was sent from an address and at a spot so far, the address's mark, and the longest wait until one of them is counted anew.
pub struct Standing {
    pub sent: Sent,
    pub mark: Vec<u8>,
    pub left: u32,
}

/// See [`Standing`].
///
/// # Errors
/// When the database is away.
pub async fn standing(db: &Db, address: &str, spot: &str) -> Result<Standing> {
    let what = Counted::report(address, spot);
    let (kinds, of, _) = columns(&what);
    let row = sqlx::query!(
        r#"WITH m AS (SELECT sha256(k.key || convert_to('mark:' || $3, 'UTF8')) AS mark FROM tip_key k),
                c AS (SELECT c.kind, c.hits, ceil(extract(epoch FROM c.ends_at - now()))::integer AS "left"
                        FROM tip_key k, unnest($1::text[], $2::text[]) AS b (kind, name), tip_count c
                       WHERE c.bucket = encode(sha256(k.key || convert_to(b.kind || ':' || b.name, 'UTF8')), 'hex') AND c.ends_at > now())
           SELECT m.mark AS "mark!", (SELECT count(*) FROM tip_mark t WHERE t.mark = m.mark AND t.abuse AND t.at > now() - interval '30 days') AS "abuse!",
                  coalesce((SELECT hits FROM c WHERE kind = 'address'), 0) AS "address!", coalesce((SELECT hits FROM c WHERE kind = 'point'), 0) AS "point!",
                  coalesce((SELECT hits FROM c WHERE kind = 'everywhere'), 0) AS "everywhere!", coalesce((SELECT max("left") FROM c), 0) AS "left!"
             FROM m"#,
        &kinds,
        &of,
        address
    )
    .fetch_one(db.pool())
    .await?;
    let sent = Sent { address: row.address, point: row.point, everywhere: row.everywhere, abuse: row.abuse };
    Ok(Standing { sent, mark: row.mark, left: u32::try_from(row.left).unwrap_or(0) })
}

/// Makes sure that what comes today will be forgotten in time: pictures of forms that are never sent, then the mark. Once a day is enough, and
/// before anything is kept.
///
/// # Errors
/// When the database is away.
pub async fn will_forget(db: &Db) -> Result<()> {
    sqlx::query!(
        "INSERT INTO job (id, kind, key, path, payload, run_at)
         SELECT t.id, $2, current_date::text || t.what, '', '{}', current_date + t.days FROM unnest($1::uuid[], ARRAY['', '+mark'], ARRAY[2, 31]) AS t (id, what, days)
         ON CONFLICT (kind, key) DO NOTHING",
        &[JobId::new(), JobId::new()] as &[JobId],
        JOB
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Forgets what is old enough; the walls let nothing else go. Idempotent.
pub fn forget(app: App, _: Job) -> BoxFuture<'static, Result<Outcome, Stop>> {
    Box::pin(async move {
        let db = app.db.pool();
        let marks = sqlx::query!("DELETE FROM tip_mark WHERE at < now() - interval '30 days'").execute(db).await?.rows_affected();
        let unsent = sqlx::query!("DELETE FROM tip_photo WHERE sent_at < now() - interval '1 day'").execute(db).await?.rows_affected();
        sqlx::query!("DELETE FROM tip_count WHERE ends_at < now()").execute(db).await?;
        tracing::info!(marks, unsent, "forgot where reports came from");
        Ok(Outcome::Done)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let of = |text: &str| counted(Some(text.parse().unwrap()));
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:2:bbbb::2"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(counted(None), "");
    }
}
