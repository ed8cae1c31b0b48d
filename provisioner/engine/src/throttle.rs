//! Rate limits per (account, region, service, action), and the ledger of calls.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use gabakura_model::port::{Call, LockExpired, Permit, Throttle};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Cloud;
use tokio::time::Instant;
use tracing::debug;

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
    cloud: Cloud,
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
    /// describes, 1 to 5/s for changes; CloudWatch Logs 5 to 10/s; CloudWatch 9/s for
    /// `DescribeAlarms`, 3/s for `PutMetricAlarm`; EventBridge 5/s for rules and targets of the
    /// smallest quota; SNS 10 to 30/s by operation; Account Management 1/s; Systems Manager 3/s
    /// for `PutParameter`, 10/s and more for others; Security Hub 1/s for enabling standards and
    /// switching controls, 10/s for the rest; Access Analyzer, Backup, Budgets, Config, GuardDuty,
    /// Inspector and Macie publish none or 5/s; S3 bucket management is not published.
    /// Sources: the services' "API throttling" and "quotas" pages.
    pub fn aws() -> Self {
        let rule = |service, operation, per_second, burst| Rule {
            cloud: Cloud::Aws,
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
                rule("cloudwatch", "Describe", 4.5, 9.0),
                rule("cloudwatch", "List", 4.5, 9.0),
                rule("cloudwatch", "", 1.5, 3.0),
                rule("eventbridge", "", 2.5, 5.0),
                rule("accessanalyzer", "", 2.5, 5.0),
                rule("account", "", 0.5, 2.0),
                rule("backup", "", 2.5, 5.0),
                rule("budgets", "", 2.5, 5.0),
                rule("ssm", "PutParameter", 1.5, 3.0),
                rule("ssm", "", 5.0, 10.0),
                rule("configservice", "", 2.5, 5.0),
                rule("ecr", "", 5.0, 10.0),
                rule("ecs", "", 5.0, 10.0),
                rule("elasticloadbalancingv2", "", 5.0, 10.0),
                rule("rds", "", 5.0, 10.0),
                rule("guardduty", "", 2.5, 5.0),
                rule("securityhub", "BatchEnable", 0.5, 1.0),
                rule("securityhub", "UpdateStandards", 0.5, 2.5),
                rule("securityhub", "", 5.0, 15.0),
                rule("inspector2", "", 2.5, 5.0),
                rule("macie2", "", 2.5, 5.0),
                rule("sns", "", 5.0, 10.0),
                rule("s3control", "", 5.0, 10.0),
                rule("s3", "", 20.0, 40.0),
            ],
        }
    }

    /// Limits under Google's own, for the same reason.
    ///
    /// Google counts by project and minute, reads and writes apart, and lets a project's owner
    /// change most figures; only Cloud KMS publishes one for all: 300 reads a minute. The
    /// others are a fraction of what projects begin with, bursts a few seconds'
    /// worth. Buckets: about one made or deleted in two seconds. Sources: "Compute Engine rate
    /// quotas", "Cloud KMS quotas" and "Cloud Storage quotas & limits".
    pub fn gcp() -> Self {
        let rule = |service, operation, per_second, burst| Rule {
            cloud: Cloud::Gcp,
            service,
            operation,
            limit: Limit { per_second, burst },
        };
        Self {
            rules: vec![
                rule("compute", "List", 6.0, 12.0),
                rule("compute", "AggregatedList", 6.0, 12.0),
                rule("compute", "", 10.0, 12.0),
                rule("cloudkms", "Get", 2.5, 30.0),
                rule("cloudkms", "List", 2.5, 30.0),
                rule("cloudkms", "", 0.5, 5.0),
                rule("iam", "Get", 10.0, 50.0),
                rule("iam", "List", 10.0, 50.0),
                rule("iam", "", 5.0, 10.0),
                rule("cloudresourcemanager", "", 5.0, 10.0),
                rule("logging", "", 5.0, 10.0),
                rule("monitoring", "", 10.0, 20.0),
                rule("serviceusage", "", 1.0, 10.0),
                rule("dns", "", 5.0, 10.0),
                rule("orgpolicy", "Get", 1.0, 12.0),
                rule("orgpolicy", "", 0.5, 5.0),
                rule("essentialcontacts", "", 1.0, 5.0),
                rule("accesscontextmanager", "", 1.0, 5.0),
                rule("billingbudgets", "", 0.5, 5.0),
                rule("cloudbilling", "", 1.0, 5.0),
                rule("securitycenter", "", 1.0, 5.0),
                rule("storage", "CreateBucket", 0.5, 1.0),
                rule("storage", "DeleteBucket", 0.5, 1.0),
                rule("storage", "", 10.0, 20.0),
            ],
        }
    }

    /// The limits of every cloud we know.
    pub fn published() -> Self {
        let (mut all, gcp) = (Self::aws(), Self::gcp());
        all.rules.extend(gcp.rules);
        all
    }

    /// The limit of what creates or deletes things of a kind. Kinds are named after cloud and
    /// service, but for some, whose endpoints have longer names.
    pub(crate) fn of_changes(&self, kind: &Kind) -> Option<Limit> {
        let mut names = kind.as_str().split('.');
        let (cloud, service) = (names.next()?, names.next()?);
        let service = match (cloud, service) {
            ("aws", "config") => "configservice",
            ("aws", "events") => "eventbridge",
            ("aws", "logs") => "cloudwatchlogs",
            ("gcp", "billing") => "billingbudgets",
            ("gcp", "kms") => "cloudkms",
            ("gcp", "project") => "cloudresourcemanager",
            (_, service) => service,
        };
        let fits = |rule: &&Rule| {
            rule.cloud.as_str() == cloud && rule.service == service && rule.operation.is_empty()
        };
        self.rules.iter().find(fits).map(|rule| rule.limit)
    }

    fn of(&self, call: &Call) -> Option<Limit> {
        let fits = |rule: &&Rule| {
            rule.cloud == call.place.cloud
                && rule.service == call.service
                && call.operation.starts_with(rule.operation)
        };
        self.rules.iter().find(fits).map(|rule| rule.limit)
    }
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

/// How long after a push-back another one of the same action says nothing new, in seconds: what
/// was in flight together is pushed back together, and halving for each would go straight down
/// to the least.
const SAME_SIGN_S: f64 = 1.0;

/// Share of the declared rate that comes back a second: from the least to all in a minute, about
/// what a cloud's own bucket takes to fill again (EC2: 50 to 200 calls at 5 a second).
const SHARE_PER_S: f64 = 1.0 / 64.0;

/// Lets each call wait for its turn.
///
/// A token bucket for each action on the runtime's clock, so that a paused clock in tests holds
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

/// What is left of one action's limit.
#[derive(Debug)]
struct Bucket {
    limit: Limit,
    /// Calls that may go at once; below zero, that many are waiting.
    tokens: f64,
    /// The share of the declared rate that is used.
    share: f64,
    /// When both were as they are here.
    at: Instant,
    pushed_back_at: Option<Instant>,
}

impl Bucket {
    fn full(limit: Limit, at: Instant) -> Self {
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
            .is_none_or(|at| since(at) >= SAME_SIGN_S)
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

    /// The declared limits.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What has been called so far.
    pub fn ledger(&self) -> Ledger {
        self.lock().ledger.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // Nothing panics while it is held; a poisoned count is still a count.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the bucket of a call, if its action has a limit.
    fn bucket<T>(
        &self,
        state: &mut State,
        call: &Call,
        act: impl FnOnce(&mut Bucket) -> T,
    ) -> Option<T> {
        let limit = self.limits.of(call)?;
        let fresh = || Bucket::full(limit, Instant::now());
        Some(act(state.buckets.entry(call.clone()).or_insert_with(fresh)))
    }

    /// Counts the call and returns when it may be sent.
    fn book(&self, call: &Call, permit: Option<&Permit>, now: Instant) -> Instant {
        let state = &mut *self.lock();
        *state.ledger.calls.entry(call.clone()).or_default() += 1;
        state.ledger.mutating += u64::from(permit.is_some());
        let wait = self.bucket(state, call, |bucket| bucket.take(now));
        now + wait.unwrap_or_default()
    }
}

#[async_trait]
impl Throttle for RateLimiter {
    async fn turn(&self, call: &Call, permit: Option<&Permit>) -> Result<(), LockExpired> {
        let now = Instant::now();
        let turn = self.book(call, permit, now);
        if turn > now {
            let wait_ms = (turn - now).as_millis();
            debug!(%wait_ms, "the call waits for its turn");
        }
        tokio::time::sleep_until(turn).await;
        permit.map_or(Ok(()), Permit::check)
    }

    fn pushed_back(&self, call: &Call) {
        debug!(service = %call.service, operation = %call.operation, "the cloud throttles");
        let now = Instant::now();
        self.bucket(&mut self.lock(), call, |bucket| bucket.push_back(now));
    }
}
