//! Rate limits per (account, region, service, action), and the ledger of calls.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use gabakura_model::port::{Call, Throttle};
use tokio::time::Instant;

/// Sustained rate and burst of one action.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// Calls a second, sustained.
    pub per_second: f64,
    /// Calls that may go at once after a quiet time.
    pub burst: f64,
}

/// Which limit holds for which action.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    service: &'static str,
    /// Prefix of the operation; empty for all.
    operation: &'static str,
    limit: Limit,
}

impl Limits {
    /// No limits: for an embedded sandbox.
    pub fn none() -> Self {
        Self::default()
    }

    /// Limits under AWS's own, half of what is published where a figure is, so that the
    /// account's other users are not crowded out.
    ///
    /// Published: EC2 mutating actions 5/s (bucket 50 to 200), unfiltered describes 10 to 20/s
    /// (bucket 50 to 100); KMS key management 5 to 15/s by operation; CloudTrail 10/s for
    /// describes, 1 to 5/s for changes; CloudWatch Logs 5 to 10/s; S3 bucket management is not
    /// published. Sources: the services' "API throttling" and "quotas" pages.
    pub fn aws() -> Self {
        let rule = |service, operation, per_second, burst| Rule {
            service,
            operation,
            limit: Limit { per_second, burst },
        };
        Self {
            rules: vec![
                rule("ec2", "Describe", 10.0, 25.0),
                rule("ec2", "Get", 10.0, 25.0),
                rule("ec2", "", 2.5, 25.0),
                rule("kms", "Describe", 20.0, 20.0),
                rule("kms", "Get", 20.0, 20.0),
                rule("kms", "List", 20.0, 20.0),
                rule("kms", "", 2.5, 5.0),
                rule("iam", "", 5.0, 10.0),
                rule("sts", "", 20.0, 40.0),
                rule("cloudtrail", "Describe", 5.0, 10.0),
                rule("cloudtrail", "Get", 5.0, 10.0),
                rule("cloudtrail", "List", 5.0, 10.0),
                rule("cloudtrail", "", 0.5, 2.0),
                rule("cloudwatchlogs", "", 2.5, 5.0),
                rule("s3control", "", 5.0, 10.0),
                rule("s3", "", 20.0, 40.0),
            ],
        }
    }

    fn of(&self, call: &Call) -> Option<Limit> {
        let fits = |rule: &&Rule| {
            rule.service == call.service && call.operation.starts_with(rule.operation)
        };
        self.rules.iter().find(fits).map(|rule| rule.limit)
    }
}

/// Counts of the calls that were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger(BTreeMap<Call, u64>);

impl Ledger {
    /// All calls.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Calls that change something.
    pub fn mutating(&self) -> u64 {
        self.0
            .iter()
            .filter(|(call, _)| call.mutating)
            .map(|(_, count)| count)
            .sum()
    }

    /// Each call and how often it was made.
    pub fn iter(&self) -> impl Iterator<Item = (&Call, u64)> {
        self.0.iter().map(|(call, count)| (call, *count))
    }
}

/// Lets each call wait for its turn.
///
/// A virtual-scheduling token bucket (GCRA) on the runtime's clock, so that a paused clock in
/// tests holds for limits too.
#[derive(Debug)]
pub struct RateLimiter {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When each action's bucket will be full again.
    full_at: BTreeMap<Call, Instant>,
    ledger: Ledger,
}

impl RateLimiter {
    /// A limiter with nothing spent yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            state: Mutex::default(),
        }
    }

    /// What has been called so far.
    pub fn ledger(&self) -> Ledger {
        self.lock().ledger.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // Nothing panics while it is held; a poisoned count is still a count.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Books the call and says when it may go.
    fn book(&self, call: &Call, now: Instant) -> Instant {
        let mut state = self.lock();
        *state.ledger.0.entry(call.clone()).or_default() += 1;
        let Some(limit) = self.limits.of(call) else {
            return now;
        };
        let one = Duration::from_secs_f64(1.0 / limit.per_second);
        let burst = one.mul_f64(limit.burst - 1.0);
        let full_at = state.full_at.entry(call.clone()).or_insert(now);
        let turn = now.max(full_at.checked_sub(burst).unwrap_or(now));
        *full_at = (*full_at).max(now) + one;
        turn
    }
}

#[async_trait]
impl Throttle for RateLimiter {
    async fn turn(&self, call: &Call) {
        let turn = self.book(call, Instant::now());
        tokio::time::sleep_until(turn).await;
    }
}
