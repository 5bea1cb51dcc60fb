//! The draw of closings, whoever asks for it: a reviewer now, or the clock once a week.

use super::limits::Limits;
use super::rules;
use super::store::{self, Draw, Lot};
use crate::access::Place;
use crate::db::Head;
use crate::error::Result;
use crate::id::{DrawId, PersonId};
use crate::ledger::{Event, Subject};
use crate::limit;
use crate::limit::model::Family;
use crate::visit::rules as drum;
use chrono::Duration;
use rand::Rng;
use sqlx::PgConnection;

/// Most closings of one draw.
const MOST: usize = 200;

/// The operating system's chance.
pub fn chance() -> [u8; 32] {
    let mut nonce = [0_u8; 32];
    rand::rng().fill_bytes(&mut nonce);
    nonce
}

/// Draws of the closings at or below a bureau since its last draw, in its turn, and says what its chain is to be told; nothing when there are none.
/// Nobody could know the seed while they were closed: it is made now, of what the bureau's chain happened to end in and of the chance handed in,
/// and kept, so that an auditor draws the same again.
///
/// # Errors
/// When the database refuses or is away.
pub async fn draw(
    conn: &mut PgConnection,
    place: &Place,
    head: &Head,
    by: Option<PersonId>,
    nonce: [u8; 32],
) -> Result<Option<Event<'static>>> {
    let last = store::last_draw(conn, place).await?;
    let (number, since) = last.as_ref().map_or((1, None), |last| (last.number + 1, Some(last.until)));
    // A closing may have been under way while the last drum was filled: nobody slips between two draws.
    let lots = store::closings(conn, place, since.map(|since| since - Duration::minutes(10))).await?;
    if lots.is_empty() {
        return Ok(None);
    }
    let limits = Limits::from(&limit::store::at(&mut *conn, &place.path, Family::Signals).await?);
    let id = DrawId::new();
    let seed = drum::seed(&head.hash, &nonce, id.0, number);
    let share = limits.sample_share.max(drum::LEAST_SHARE);
    let size = drum::sample(lots.len(), share, MOST);
    let drawn: Vec<&Lot> = drum::order(&seed, &lots, |lot| (&lot.name, 1)).into_iter().take(size).map(|drawn| drawn.one).collect();
    let names: Vec<String> = lots.iter().map(|lot| lot.name.clone()).collect();
    let kept = Draw { id, number, share, head: hex::encode(&head.hash), nonce: hex::encode(nonce), seed: hex::encode(seed) };
    store::keep_draw(conn, place, by, &kept, &names, &drawn).await?;
    let facts = [
        ("number", number.to_string()),
        ("seed", kept.seed),
        ("closings", lots.len().to_string()),
        ("drawn", drawn.len().to_string()),
        ("digest", rules::digest(&names)),
    ];
    Ok(Some(Event {
        subject: Subject::Signal,
        subject_id: id.0,
        act: "draw_closings",
        from_state: "",
        to_state: "",
        facts: facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        texts: vec![],
    }))
}
