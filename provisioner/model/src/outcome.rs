//! The outcome of a call to a cloud.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::observed::Switch;
use crate::permit::LockExpired;

/// Our code for a call to a service that is switched off.
pub const SERVICE_DISABLED: &str = "switched-off";

/// Our code for a call that was not sent, since its turn came when the lock had expired.
pub const TOO_LATE: &str = "turn-too-late";

/// A resource that a cloud created, as far as its reply describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Its identity.
    pub id: String,
    /// What references can name besides the id.
    #[serde(default)]
    pub outputs: BTreeMap<String, String>,
}

/// What is known of an operation after its call. A timeout is [`Outcome::Unknown`], never a
/// failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "outcome")]
pub enum Outcome {
    /// The cloud carried it out.
    Done {
        /// What exists now; `None` after a deletion.
        made: Option<Created>,
    },
    /// The cloud refused it; nothing changed.
    Refused {
        /// The cloud's error code.
        code: String,
        /// The cloud's message.
        message: String,
    },
    /// The reply did not arrive or cannot be read: it may or may not have happened.
    Unknown {
        /// What was observed of the call.
        message: String,
    },
}

/// A call to a cloud that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The cloud refused it.
    #[error("{service} refused `{operation}`: {code}: {message}")]
    Refused {
        /// Which service.
        service: String,
        /// Which operation.
        operation: String,
        /// The cloud's error code.
        code: String,
        /// The cloud's message.
        message: String,
        /// Whether the same request may succeed later.
        retry: Retry,
    },
    /// The service is switched off in the account.
    #[error("{service} refused `{operation}`: `{}` is switched off: {message}", switch.id)]
    ServiceDisabled {
        /// Which service.
        service: String,
        /// Which operation.
        operation: String,
        /// The setting that switches it on.
        switch: Switch,
        /// The cloud's message.
        message: String,
    },
    /// No reply, or one that does not tell whether the call was carried out.
    #[error("no reply to `{operation}` from {service}: {message}")]
    NoReply {
        /// Which service.
        service: String,
        /// Which operation.
        operation: String,
        /// What was observed of the call.
        message: String,
    },
    /// The reply does not have the documented shape.
    #[error("{service} answered `{operation}` with something unexpected: {message}")]
    Malformed {
        /// Which service.
        service: String,
        /// Which operation.
        operation: String,
        /// What is wrong with it.
        message: String,
    },
    /// There are no credentials, or the role could not be assumed.
    #[error("no usable credentials for account {account}: {message}")]
    NoCredentials {
        /// The account.
        account: String,
        /// What was tried, and its error.
        message: String,
    },
    /// This adapter has no such kind.
    #[error("kind `{kind}` is not known to this provider")]
    UnknownKind {
        /// The kind.
        kind: String,
    },
}

/// Whether a refused request may succeed later, unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It will not.
    Never,
    /// Too many requests; nothing was done.
    Throttled,
    /// What it refers to is not visible yet, or not yet released: eventual consistency.
    NotYetConsistent,
    /// It was not sent; it may be, once the lock is certain again.
    Unsent,
}

impl ProviderError {
    /// A call whose turn came when its lock had expired.
    pub fn too_late(service: &str, operation: &str) -> Self {
        Self::Refused {
            service: service.to_owned(),
            operation: operation.to_owned(),
            code: TOO_LATE.to_owned(),
            message: LockExpired.to_string(),
            retry: Retry::Unsent,
        }
    }

    /// Whether the call may be sent again. A lost request never is.
    pub fn retry(&self) -> Retry {
        match self {
            Self::Refused { retry, .. } => *retry,
            // A service that was switched on is not on everywhere for minutes.
            Self::ServiceDisabled { .. } => Retry::NotYetConsistent,
            _ => Retry::Never,
        }
    }

    /// The cloud's code, or ours.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::ServiceDisabled { .. } => SERVICE_DISABLED,
            Self::NoReply { .. } => "no-reply",
            Self::Malformed { .. } => "malformed-reply",
            Self::NoCredentials { .. } => "no-credentials",
            Self::UnknownKind { .. } => "unknown-kind",
        }
    }

    /// The outcome of a changing call that ended with this error.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Refused { code, message, .. } => Outcome::Refused {
                code: code.clone(),
                message: message.clone(),
            },
            Self::ServiceDisabled { .. }
            | Self::NoCredentials { .. }
            | Self::UnknownKind { .. } => Outcome::Refused {
                code: self.code().to_owned(),
                message: self.to_string(),
            },
            Self::NoReply { .. } | Self::Malformed { .. } => Outcome::Unknown {
                message: self.to_string(),
            },
        }
    }
}
