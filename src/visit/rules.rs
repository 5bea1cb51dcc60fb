//! How schools are drawn, who may keep rounds, and when one is over. Pure: no I/O, no clock, no chance of its own.

use super::model::{Candidate, Lot, Method, State, Visit, Weights};
use crate::access::{Actor, Place, Role};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The most schools of one round.
pub const MOST_VISITS: i16 = 200;
/// The least share of the closed tickets that a re-check asks about, in percent (trust: a bureau samples at least this of the closings).
pub const LEAST_SHARE: i16 = 5;

/// Whether this actor keeps the bureau's rounds: its own reviewers, not those of a bureau above.
pub fn keeps(actor: &Actor, at: &Place) -> bool {
    !at.is_school() && actor.role() == Role::Reviewer && actor.place().id == at.id
}

/// The seed of a draw: `SHA-256(head || nonce || round || number)`. Nobody chooses it: the head is what the bureau's chain happened to end in,
/// the nonce the server's.
pub fn seed(head: &[u8], nonce: &[u8], round: Uuid, number: i16) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(head);
    hash.update(nonce);
    hash.update(round.as_bytes());
    hash.update(number.to_be_bytes());
    hash.finalize().into()
}

/// What a school weighs in a draw.
pub fn weight(method: Method, weights: &Weights, one: &Candidate, today: NaiveDate) -> i64 {
    if method != Method::Weighted {
        return 1;
    }
    let months = one.last.map_or(weights.most_months, |last| ((today - last).num_days() / 30).clamp(0, weights.most_months));
    let sum = weights.base
        + weights.open * one.open.max(0)
        + weights.overdue * one.overdue.max(0)
        + weights.red * one.red.max(0)
        + weights.month * months;
    sum.max(1)
}

/// The lots of these schools, by code.
pub fn lots(method: Method, weights: &Weights, schools: &[Candidate], today: NaiveDate) -> Vec<Lot> {
    let mut lots: Vec<Lot> =
        schools.iter().map(|one| Lot { id: one.id.0, code: one.code.clone(), weight: weight(method, weights, one, today) }).collect();
    lots.sort_by(|a, b| a.code.cmp(&b.code));
    lots
}

/// The SHA-256 of the lots, a line `code weight` each, by code: what the ledger keeps of who was in the drum.
pub fn digest(lots: &[Lot]) -> String {
    let mut hash = Sha256::new();
    for lot in lots {
        hash.update(format!("{} {}\n", lot.code, lot.weight).as_bytes());
    }
    hex::encode(hash.finalize())
}

/// One of a draw, where it came out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn<'a, T> {
    pub one: &'a T,
    /// The first 48 bits of `SHA-256(seed || code)`.
    pub ticket: u64,
    /// `-ln((ticket + 1/2) / 2^48) / weight`: the least comes first, so that the chance of being first is in proportion to the weight.
    pub score: f64,
}

/// The order in which things come out of the drum: by score, then by code. It follows from the seed, the codes and the weights alone.
pub fn order<'a, T>(seed: &[u8], things: &'a [T], read: impl Fn(&T) -> (&str, i64)) -> Vec<Drawn<'a, T>> {
    let mut drawn: Vec<Drawn<'a, T>> = things
        .iter()
        .map(|one| {
            let (code, weight) = read(one);
            let ticket = ticket(seed, code);
            Drawn { one, ticket, score: score(ticket, weight) }
        })
        .collect();
    drawn.sort_by(|a, b| a.score.total_cmp(&b.score).then_with(|| read(a.one).0.cmp(read(b.one).0)));
    drawn
}

/// [`order`] of lots.
pub fn order_of<'a>(seed: &[u8], lots: &'a [Lot]) -> Vec<Drawn<'a, Lot>> {
    order(seed, lots, |lot| (&lot.code, lot.weight))
}

fn ticket(seed: &[u8], code: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(seed);
    hash.update(code.as_bytes());
    hash.finalize().iter().take(6).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

#[expect(clippy::cast_precision_loss, reason = "48 bits and small weights are exact")]
fn score(ticket: u64, weight: i64) -> f64 {
    let share = (ticket as f64 + 0.5) / (1_u64 << 48) as f64;
    -share.ln() / weight.max(1) as f64
}

/// The next school of the order that has no visit yet.
pub fn next<'a>(order: &[Drawn<'a, Lot>], taken: &[Uuid]) -> Option<(i32, &'a Lot)> {
    (1..).zip(order).find(|(_, drawn)| !taken.contains(&drawn.one.id)).map(|(rank, drawn)| (rank, drawn.one))
}

/// How many of so many closed tickets a re-check asks about: the share, rounded up, at least one where there are any, at most `most`.
pub fn sample(closed: usize, share: i16, most: usize) -> usize {
    let share = usize::try_from(share.clamp(LEAST_SHARE, 100)).unwrap_or(100);
    (closed * share).div_ceil(100).min(most)
}

/// Whether a round can still be corrected: none of its visits has begun.
pub fn correctable(visits: &[Visit]) -> bool {
    visits.iter().all(|visit| matches!(visit.state(), State::Drawn | State::Dropped))
}

/// What still keeps a round open: visits neither done nor dropped.
pub fn unfinished(visits: &[Visit]) -> usize {
    visits.iter().filter(|visit| matches!(visit.state(), State::Drawn | State::Begun)).count()
}

#[cfg(test)]
mod tests;
