//! Rate limits per (account, region, service, operation), and the ledger of calls.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use gabakura_model::port::{Call, LockExpired, Permit, Throttle};
use gabakura_model::rate_limit::RateLimit;
use tokio::time::Instant;
use tracing::debug;

/// Whether calls wait for the rate limits they are sent under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limits {
    /// They do.
    Enforced,
    /// They are only counted: an embedded sandbox has nobody to crowd out.
    Off,
}

/// Counts of the calls that were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    calls: BTreeMap<Call, u64>,
    mutating: u64,
}

impl Ledger {
    /// All calls.
    pub fn total(&self) -> u64 {
        self.calls.values().sum()
    }

    /// Calls that change something.
    pub fn mutating(&self) -> u64 {
        self.mutating
    }

    /// Each call and how often it was made.
    pub fn iter(&self) -> impl Iterator<Item = (&Call, u64)> {
        self.calls.iter().map(|(call, count)| (call, *count))
    }
}

/// The least share of a declared rate that is left, however often calls are pushed back: a
/// sixteenth of 2.5 calls a second is one in 6.4 s, still several within the two minutes of
/// waiting after which a step gives up.
const SHARE_MIN: f64 = 1.0 / 16.0;

/// How long after a push-back another one of the same operation is ignored, in seconds: calls
/// that were in flight together are pushed back together, and halving for each would go straight
/// down to the least.
const PUSH_BACK_S: f64 = 1.0;

/// Share of the declared rate that comes back a second: from the least to all in a minute, about
/// what a cloud's own bucket takes to fill again (EC2: 50 to 200 calls at 5 a second).
const SHARE_PER_S: f64 = 1.0 / 64.0;

/// Makes each call wait for its turn.
///
/// A token bucket for each operation on the runtime's clock, so that a paused clock in tests holds
/// for limits too. Where the cloud pushes back, others draw on the same quota: the rate halves
/// at once and comes back bit by bit.
#[derive(Debug)]
pub struct RateLimiter {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    buckets: BTreeMap<Call, Bucket>,
    ledger: Ledger,
}

/// What is left of one operation's limit.
#[derive(Debug)]
struct Bucket {
    limit: RateLimit,
    /// Calls that may be sent at once; below zero, that many are waiting.
    tokens: f64,
    /// The share of the declared rate that is used.
    share: f64,
    /// When both were as they are here.
    at: Instant,
    pushed_back_at: Option<Instant>,
}

impl Bucket {
    fn full(limit: RateLimit, at: Instant) -> Self {
        Self {
            limit,
            tokens: limit.burst,
            share: 1.0,
            at,
            pushed_back_at: None,
        }
    }

    /// Lets time pass: tokens and the share grow.
    fn pass(&mut self, now: Instant) {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        let share = (self.share + seconds * SHARE_PER_S).min(1.0);
        let rate = self.limit.per_second * (self.share + share) / 2.0;
        self.tokens = (self.tokens + seconds * rate).min(self.limit.burst);
        (self.share, self.at) = (share, now);
    }

    /// Takes one; returns how long to wait for it.
    fn take(&mut self, now: Instant) -> Duration {
        self.pass(now);
        self.tokens -= 1.0;
        let rate = self.limit.per_second * self.share;
        Duration::from_secs_f64((-self.tokens / rate).max(0.0))
    }

    fn push_back(&mut self, now: Instant) {
        self.pass(now);
        // The cloud's bucket is empty, whatever ours says.
        self.tokens = self.tokens.min(0.0);
        let since = |at: Instant| now.saturating_duration_since(at).as_secs_f64();
        if self
            .pushed_back_at
            .is_none_or(|at| since(at) >= PUSH_BACK_S)
        {
            self.share = (self.share / 2.0).max(SHARE_MIN);
            self.pushed_back_at = Some(now);
        }
    }
}

impl RateLimiter {
    /// A limiter with nothing spent yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            state: Mutex::default(),
        }
    }

    /// Whether calls wait here.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// What has been called so far.
    pub fn ledger(&self) -> Ledger {
        self.lock().ledger.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // Nothing panics while it is held; a poisoned count is still a count.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the call and reserves its turn.
    fn reserve(
        &self,
        call: &Call,
        limit: &RateLimit,
        permit: Option<&Permit>,
        now: Instant,
    ) -> Instant {
        let state = &mut *self.lock();
        *state.ledger.calls.entry(call.clone()).or_default() += 1;
        state.ledger.mutating += u64::from(permit.is_some());
        if self.limits == Limits::Off {
            return now;
        }
        let bucket = state.buckets.entry(call.clone());
        now + bucket
            .or_insert_with(|| Bucket::full(*limit, now))
            .take(now)
    }
}

#[async_trait]
impl Throttle for RateLimiter {
    async fn turn(
        &self,
        call: &Call,
        limit: &RateLimit,
        permit: Option<&Permit>,
    ) -> Result<(), LockExpired> {
        let now = Instant::now();
        let turn = self.reserve(call, limit, permit, now);
        if turn > now {
            let wait_ms = (turn - now).as_millis();
            debug!(%wait_ms, "the call waits for its turn");
        }
        tokio::time::sleep_until(turn).await;
        permit.map_or(Ok(()), Permit::check)
    }

    fn pushed_back(&self, call: &Call) {
        debug!(service = %call.service, operation = %call.operation, "the cloud throttles");
        if let Some(bucket) = self.lock().buckets.get_mut(call) {
            bucket.push_back(Instant::now());
        }
    }
}
