//! Injected faults: latency, lost replies, short sessions; and a log of calls.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame};

pub use gabakura_sandbox_google::Refusing;

/// One answered call, for the call log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecord {
    /// The account the caller acted in, or the project the call was about.
    pub account: String,
    /// The region of the credential scope; empty for Google.
    pub region: String,
    /// The service's signing name, except `s3-control` which signs as `s3`.
    pub service: &'static str,
    /// The API operation; for what S3 passes on without a row, method and sub-resource.
    pub operation: String,
    /// The HTTP status of the answer; 0 when the reply was lost.
    pub status: u16,
}

/// A reply that is to be lost; as a body, it breaks the connection.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the reply was lost, as the faults ask")]
pub(crate) struct Lost;

impl Body for Lost {
    type Data = Bytes;
    type Error = Self;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self>>> {
        Poll::Ready(Some(Err(*self)))
    }
}

type CallLog = Arc<dyn Fn(&CallRecord) + Send + Sync>;

/// The faults that the sandbox injects. The default is none.
#[derive(Clone, Default)]
pub struct Faults {
    latency: Duration,
    session: Option<Duration>,
    losing: Option<Refusing>,
    changes: Arc<AtomicU64>,
    call_log: Option<CallLog>,
}

impl Faults {
    /// Makes every call take at least `latency`.
    #[must_use]
    pub fn with_latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Makes sessions of assumed roles end after `session`, however long was asked for. AWS's
    /// shortest is 15 minutes; a test has less time.
    #[must_use]
    pub fn with_sessions_of(mut self, session: Duration) -> Self {
        self.session = Some(session);
        self
    }

    /// Carries changing calls out and then ends the connection without a reply.
    #[must_use]
    pub fn with_lost_replies(mut self, losing: Refusing) -> Self {
        self.losing = Some(losing);
        self
    }

    /// Calls `listener` for every call once it is answered.
    #[must_use]
    pub fn with_call_log(mut self, listener: impl Fn(&CallRecord) + Send + Sync + 'static) -> Self {
        self.call_log = Some(Arc::new(listener));
        self
    }

    /// The same for the Google side. Its calls are logged under their project, without a region.
    pub(crate) fn of_google(&self) -> gabakura_sandbox_google::Faults {
        let mut faults = gabakura_sandbox_google::Faults::default().with_latency(self.latency);
        if let Some(losing) = self.losing {
            faults = faults.with_lost_replies(losing);
        }
        let Some(listener) = self.call_log.clone() else {
            return faults;
        };
        faults.with_call_log(move |call| {
            listener(&CallRecord {
                account: call.project.clone(),
                region: String::new(),
                service: call.service,
                operation: call.operation.clone(),
                status: call.status,
            });
        })
    }

    pub(crate) fn latency(&self) -> Duration {
        self.latency
    }

    pub(crate) fn session(&self) -> Option<Duration> {
        self.session
    }

    /// Whether the reply to this changing call gets lost.
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
            .field("session", &self.session)
            .field("losing", &self.losing)
            .field("call_log", &self.call_log.is_some())
            .finish_non_exhaustive()
    }
}
