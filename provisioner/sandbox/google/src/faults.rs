//! Faults on demand: latency, refusals, lost responses; and the call log.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// One answered call, for the call log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecord {
    /// The project the call was about; empty for what is above projects.
    pub project: String,
    /// The service's short name, such as `compute` or `kms`; empty when nobody answers the path.
    pub service: &'static str,
    /// Method and path, or the gRPC method's path.
    pub operation: String,
    /// The HTTP status of the answer, also for gRPC; 0 when the response was lost.
    pub status: u16,
}

/// Which calls a fault hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusing {
    /// Every n-th call; 1 is every call, 0 is none.
    Every(u64),
    /// The next n calls.
    Next(u64),
    /// The n-th call from now alone, counted from 1.
    Nth(u64),
}

impl Refusing {
    /// Whether it hits this call; `calls` counts those that it might have.
    pub fn strikes(self, calls: &AtomicU64) -> bool {
        let call = calls.fetch_add(1, Ordering::Relaxed);
        match self {
            Self::Every(nth) => nth > 0 && (call + 1).is_multiple_of(nth),
            Self::Next(count) => call < count,
            Self::Nth(nth) => call + 1 == nth,
        }
    }
}

type CallLog = Arc<dyn Fn(&CallRecord) + Send + Sync>;

/// The faults in force. The default is none.
#[derive(Clone, Default)]
pub struct Faults {
    latency: Duration,
    refusing: Option<(Refusing, u16)>,
    losing: Option<Refusing>,
    polls: u32,
    call_log: Option<CallLog>,
    calls: Arc<AtomicU64>,
    changes: Arc<AtomicU64>,
}

impl Faults {
    /// Makes every call take at least `latency`.
    #[must_use]
    pub fn with_latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Refuses calls with 429 or 503, before anything is done.
    #[must_use]
    pub fn with_refusals(mut self, refusing: Refusing, status: u16) -> Self {
        self.refusing = Some((refusing, status));
        self
    }

    /// Carries changing calls out and then closes the connection without a response.
    #[must_use]
    pub fn with_lost_replies(mut self, losing: Refusing) -> Self {
        self.losing = Some(losing);
        self
    }

    /// Lets a long-running operation be done only after `polls` looks at it more than usual.
    #[must_use]
    pub fn with_slow_operations(mut self, polls: u32) -> Self {
        self.polls = polls;
        self
    }

    /// Calls `listener` for every call once it is answered.
    #[must_use]
    pub fn with_call_log(mut self, listener: impl Fn(&CallRecord) + Send + Sync + 'static) -> Self {
        self.call_log = Some(Arc::new(listener));
        self
    }

    pub(crate) fn latency(&self) -> Duration {
        self.latency
    }

    pub(crate) fn polls(&self) -> u32 {
        self.polls
    }

    /// The status to turn this call away with, if it is its context.
    pub(crate) fn refusal(&self) -> Option<u16> {
        let (refusing, status) = self.refusing?;
        refusing.strikes(&self.calls).then_some(status)
    }

    /// Whether the response to this changing call gets lost.
    pub(crate) fn loses(&self) -> bool {
        self.losing
            .is_some_and(|losing| losing.strikes(&self.changes))
    }

    pub(crate) fn record(&self, call: &CallRecord) {
        if let Some(listener) = &self.call_log {
            listener(call);
        }
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Faults")
            .field("latency", &self.latency)
            .field("refusing", &self.refusing)
            .field("losing", &self.losing)
            .field("polls", &self.polls)
            .field("call_log", &self.call_log.is_some())
            .finish_non_exhaustive()
    }
}
