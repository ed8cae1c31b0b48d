//! What became of a call to a cloud.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::observed::Switch;
use crate::permit::LockExpired;

/// Our code for what belongs to a service that is switched off.
pub const SERVICE_DISABLED: &str = "switched-off";

/// Our code for what was not sent, since its turn came too late.
pub const TOO_LATE: &str = "turn-too-late";

/// What a cloud made, as far as its reply says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Its identity.
    pub id: String,
    /// What references may ask for besides the id.
    #[serde(default)]
    pub outputs: BTreeMap<String, String>,
}

/// What is known of a move after its call. A timeout is [`Outcome::Unknown`], never a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "outcome")]
pub enum Outcome {
    /// The cloud did it.
    Done {
        /// What exists now; `None` after a deletion.
        made: Option<Created>,
    },
    /// The cloud said no; nothing changed.
    Refused {
        /// The cloud's error code.
        code: String,
        /// The cloud's words.
        message: String,
    },
    /// The reply never came or says nothing: it may or may not have happened.
    Unknown {
        /// What we saw.
        message: String,
    },
}

/// A call to a cloud that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The cloud said no.
    #[error("{service} refused `{operation}`: {code}: {message}")]
    Refused {
        /// Which service.
        service: String,
        /// Which operation.
        operation: String,
        /// The cloud's error code.
        code: String,
        /// The cloud's words.
        message: String,
        /// Whether the same request may succeed later.
        retry: Retry,
    },
    /// What was asked belongs to a service that is switched off in the account.
    #[error("{service} refused `{operation}`: `{}` is switched off: {message}", switch.id)]
    ServiceDisabled {
        /// Which service.
        service: String,
        /// Which operation.
        operation: String,
        /// What would switch it on.
        switch: Switch,
        /// The cloud's words.
        message: String,
    },
    /// No reply, or one that says nothing about what happened.
    #[error("no reply to `{operation}` from {service}: {message}")]
    NoReply {
        /// Which service.
        service: String,
        /// Which operation.
        operation: String,
        /// What we saw.
        message: String,
    },
    /// The reply does not have the promised shape.
    #[error("{service} answered `{operation}` with something unexpected: {message}")]
    Malformed {
        /// Which service.
        service: String,
        /// Which operation.
        operation: String,
        /// What is wrong with it.
        message: String,
    },
    /// There is no way in: no credentials, or the role could not be assumed.
    #[error("no usable credentials for account {account}: {message}")]
    NoCredentials {
        /// The account.
        account: String,
        /// What was tried and what came of it.
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
    /// It will be refused again.
    Never,
    /// Too many requests; nothing was done.
    Throttled,
    /// What it refers to is not visible yet, or still being let go: eventual consistency.
    NotYetConsistent,
    /// It was never sent; it may be, once the lock is sure again.
    Unsent,
}

impl ProviderError {
    /// A call whose turn came too late.
    pub fn too_late(service: &str, operation: &str) -> Self {
        Self::Refused {
            service: service.to_owned(),
            operation: operation.to_owned(),
            code: TOO_LATE.to_owned(),
            message: LockExpired.to_string(),
            retry: Retry::Unsent,
        }
    }

    /// How a retry may fare. Lost replies are never retried blindly.
    pub fn retry(&self) -> Retry {
        match self {
            Self::Refused { retry, .. } => *retry,
            // Switching on takes minutes to be known everywhere.
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

    /// What this error tells about a mutating move.
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
