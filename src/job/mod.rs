//! The job queue (后台任务): work that outlasts a page, kept in the database.
//!
//! What it promises:
//! - A job exists exactly when the change that wants it does: [`enqueue`] writes in the scope's own transaction.
//! - It is carried out **at least once**. Whoever dies over it loses their lock after [`LOCK`], and another takes it. So a handler must be
//!   idempotent: what it has done, it must find done. Long work goes in short pieces, each its own transaction, answering [`Outcome::Again`].
//! - Any number of instances may run [`work`]; `FOR UPDATE SKIP LOCKED` gives each job to one of them.
//! - A job that fails is tried again after a growing wait, and after [`MOST_ATTEMPTS`] is given up. One that must stop ([`Stop::Told`]) is
//!   given up at once. Given up, it keeps its error and words for people ([`state_of`]); nothing is deleted.
//! - It acts through the post that started it, looked at anew each time ([`crate::db::Db::act_for_a_job`]), and reaches no further than that.
//! - A key makes a job the only one of its kind with it, for good: a schedule that fires twice enqueues once.
//!
//! Order is by time due, no more. There is no cancelling, no priority, no result; what came of it stands where the handler wrote it.

mod queue;
mod worker;

pub use queue::{Job, State, enqueue, failed, state_of};
pub use worker::{Handler, Kinds, Outcome, Stop, drain, work};

use std::time::Duration;

/// How long one piece of work may take before its worker is taken for dead.
pub const LOCK: Duration = Duration::from_secs(60);
/// Tries before a job is given up.
pub const MOST_ATTEMPTS: i32 = 8;

/// How long to wait after the `attempts`-th failure: 5 s, 20 s, 80 s … at most an hour.
pub fn wait(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0) * 2;
    Duration::from_secs((5_u64 << doublings).min(3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_at_an_hour() {
        let waits: Vec<u64> = [-1, 0, 1, 2, 3, 4, 5, 6, 99].into_iter().map(|attempts| wait(attempts).as_secs()).collect();
        assert_eq!(waits, [5, 5, 5, 20, 80, 320, 1280, 3600, 3600]);
    }
}
