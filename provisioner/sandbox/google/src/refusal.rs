//! What Google would refuse, in each of its error forms.

use serde_json::{Value, json};
use tonic::Code;

/// How a service writes its errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `errors[]` with reasons, no status: compute and storage.
    Reasons,
    /// `google.rpc.Status` as JSON.
    Status,
    /// Both: DNS and IAM.
    Both,
}

impl Form {
    /// What the body is called in messages about its fields.
    pub(crate) fn body_path(self) -> &'static str {
        match self {
            Self::Reasons => "resource",
            Self::Status | Self::Both => "",
        }
    }
}

/// A Google error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) http: u16,
    pub(crate) status: &'static str,
    /// Empty where Google gives no `errors[]` even though the service usually does.
    reason: &'static str,
    pub(crate) message: String,
    /// The error's code when the request is taken in and its operation fails.
    pub(crate) late: Option<&'static str>,
    /// A detail, as an `Any`.
    detail: Option<Value>,
}

/// HTTP status and gRPC code of each `google.rpc.Code` in use.
const CODES: &[(&str, u16, Code)] = &[
    ("INVALID_ARGUMENT", 400, Code::InvalidArgument),
    ("NOT_FOUND", 404, Code::NotFound),
    ("ALREADY_EXISTS", 409, Code::AlreadyExists),
    ("PERMISSION_DENIED", 403, Code::PermissionDenied),
    ("RESOURCE_EXHAUSTED", 429, Code::ResourceExhausted),
    ("FAILED_PRECONDITION", 400, Code::FailedPrecondition),
    ("ABORTED", 409, Code::Aborted),
    ("UNIMPLEMENTED", 501, Code::Unimplemented),
    ("INTERNAL", 500, Code::Internal),
    ("UNAVAILABLE", 503, Code::Unavailable),
];

impl Refusal {
    fn new(status: &'static str, reason: &'static str, message: impl Into<String>) -> Self {
        let http = CODES.iter().find(|(name, ..)| *name == status);
        Self {
            http: http.map_or(500, |(_, http, _)| *http),
            status,
            reason,
            message: message.into(),
            late: None,
            detail: None,
        }
    }

    /// Adds a detail.
    pub(crate) fn with_detail(self, detail: Value) -> Self {
        Self {
            detail: Some(detail),
            ..self
        }
    }

    /// Turns into the failure of an operation, for what Google finds out only on the way.
    pub(crate) fn later(self, code: &'static str) -> Self {
        Self {
            late: Some(code),
            ..self
        }
    }

    /// A value that makes no sense.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new("INVALID_ARGUMENT", "invalid", message)
    }

    /// A 400 without `errors[]`.
    pub(crate) fn bare(message: impl Into<String>) -> Self {
        Self::new("INVALID_ARGUMENT", "", message)
    }

    /// Something that is not done with things of this kind.
    pub(crate) fn usage(message: &str) -> Self {
        let message = format!("Invalid resource usage: '{message}'.");
        Self::new("INVALID_ARGUMENT", "invalidResourceUsage", message)
    }

    /// A field that must be there.
    pub(crate) fn required(field: &str) -> Self {
        let message = format!("Required field '{field}' not specified");
        Self::new("INVALID_ARGUMENT", "required", message)
    }

    /// Nothing of that name.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new("NOT_FOUND", "notFound", message)
    }

    /// A name that is taken.
    pub(crate) fn exists(message: impl Into<String>) -> Self {
        Self::new("ALREADY_EXISTS", "alreadyExists", message)
    }

    /// Something else still needs it.
    pub(crate) fn in_use(message: impl Into<String>) -> Self {
        Self::new(
            "FAILED_PRECONDITION",
            "resourceInUseByAnotherResource",
            message,
        )
    }

    /// The thing is in no state for this.
    pub(crate) fn precondition(message: impl Into<String>) -> Self {
        Self::new("FAILED_PRECONDITION", "failedPrecondition", message)
    }

    /// An outdated etag, where Google answers 409.
    pub(crate) fn stale(message: impl Into<String>) -> Self {
        Self::new("ABORTED", "aborted", message)
    }

    /// An outdated fingerprint or metageneration, where Google answers 412.
    pub(crate) fn condition(message: impl Into<String>) -> Self {
        let refusal = Self::new("FAILED_PRECONDITION", "conditionNotMet", message);
        Self {
            http: 412,
            ..refusal
        }
    }

    /// Not for this caller, or not there: Google does not say which.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new("PERMISSION_DENIED", "forbidden", message)
    }

    /// A conflict that is neither a name nor an etag, as storage has them.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new("ALREADY_EXISTS", "conflict", message)
    }

    /// A path or method that nobody answers here.
    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        let refusal = Self::new("UNIMPLEMENTED", "notFound", message);
        Self {
            http: 404,
            ..refusal
        }
    }

    /// A gRPC method that nobody answers here.
    pub(crate) fn unimplemented(message: impl Into<String>) -> Self {
        Self::new("UNIMPLEMENTED", "notImplemented", message)
    }

    /// What a fault switch asks for.
    pub(crate) fn fault(status: u16) -> Self {
        let (name, reason) = match status {
            429 => ("RESOURCE_EXHAUSTED", "rateLimitExceeded"),
            _ => ("UNAVAILABLE", "backendError"),
        };
        let refusal = Self::new(name, reason, "The sandbox was set to refuse this call.");
        Self {
            http: status,
            ..refusal
        }
    }

    /// The sandbox itself failed.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new("INTERNAL", "internalError", message)
    }

    /// The gRPC code.
    pub(crate) fn code(&self) -> Code {
        let code = CODES.iter().find(|(name, ..)| *name == self.status);
        code.map_or(Code::Unknown, |(.., code)| *code)
    }

    /// The JSON body in a service's form.
    pub(crate) fn body(&self, form: Form) -> Value {
        let mut error = json!({ "code": self.http, "message": self.message });
        if form != Form::Status && !self.reason.is_empty() {
            let entry =
                json!({ "domain": "global", "message": self.message, "reason": self.reason });
            error["errors"] = json!([entry]);
        }
        if form != Form::Reasons {
            error["status"] = self.status.into();
        }
        if let Some(detail) = &self.detail {
            error["details"] = json!([detail]);
        }
        json!({ "error": error })
    }
}
