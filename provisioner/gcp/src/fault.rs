//! What an SDK error means: refused, throttled, too early, or no word at all.

use gabakura_model::observed::Switch;
use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::resource::Kind;
use google_cloud_gax::error::Error;
use google_cloud_gax::error::rpc::{Code, StatusDetails};

/// A call that did not succeed.
#[derive(Debug)]
pub(crate) struct Fault(ProviderError);

/// The result of a kind's call.
pub(crate) type Result<T, E = Fault> = std::result::Result<T, E>;

/// Reasons and codes by which Google says: too many requests, nothing was done.
///
/// Not `quotaExceeded` and `QUOTA_EXCEEDED`: of those one has used up what one may own.
const THROTTLED: &[&str] = &[
    "rateLimitExceeded",
    "userRateLimitExceeded",
    "RATE_LIMIT_EXCEEDED",
    "RESOURCE_EXHAUSTED",
    "resourceOperationRateExceeded",
    "HTTP 429",
];

/// Reasons and codes by which Google says: what this refers to is not there yet, still in use,
/// or somebody else changed it meanwhile.
const NOT_YET_CONSISTENT: &[&str] = &[
    "ABORTED",
    "NOT_FOUND",
    "notFound",
    "RESOURCE_NOT_FOUND",
    "conditionNotMet",
    "conflict",
    "resourceNotReady",
    "RESOURCE_NOT_READY",
    "resourceInUse",
    "resourceInUseByAnotherResource",
    "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE",
    "containerNotEmpty",
    "SERVICE_DISABLED",
    "accessNotConfigured",
];

/// The kind whose resources switch services on.
const SERVICE_KIND: &str = "gcp.serviceusage.service";

/// Codes by which Google says: what was asked about does not exist.
const GONE: &[&str] = &["NOT_FOUND", "notFound", "RESOURCE_NOT_FOUND", "HTTP 404"];

/// Codes by which Google says: somebody else changed it meanwhile.
const COLLIDED: &[&str] = &["ABORTED", "conflict", "conditionNotMet", "HTTP 412"];

impl Fault {
    /// A refusal, Google's or one of our own in the same shape.
    pub fn refused(service: &str, operation: &str, code: &str, message: &str) -> Self {
        Self(ProviderError::Refused {
            service: service.to_owned(),
            operation: operation.to_owned(),
            code: code.to_owned(),
            message: message.to_owned(),
            retry: retry_of(code),
        })
    }

    /// A reply without what Google promises to send.
    pub fn malformed(service: &str, operation: &str, message: impl Into<String>) -> Self {
        Self(ProviderError::Malformed {
            service: service.to_owned(),
            operation: operation.to_owned(),
            message: message.into(),
        })
    }

    /// No word of what became of a request.
    pub fn no_reply(service: &str, operation: &str, message: impl Into<String>) -> Self {
        Self(ProviderError::NoReply {
            service: service.to_owned(),
            operation: operation.to_owned(),
            message: message.into(),
        })
    }

    /// There is no way in.
    pub fn no_credentials(account: &str, message: impl Into<String>) -> Self {
        Self(ProviderError::NoCredentials {
            account: account.to_owned(),
            message: message.into(),
        })
    }

    /// Reads an SDK error. `project` is the project's id and, where it is known, its number.
    pub fn of(
        project: (&str, Option<&str>),
        service: &str,
        operation: &str,
        error: &Error,
    ) -> Self {
        let told = chain(error);
        if error.is_authentication() {
            return Self::no_credentials(project.0, told);
        }
        if error.is_binding() || error.is_serialization() {
            return Self::refused(service, operation, "invalid-request", &told);
        }
        if error.is_deserialization() {
            return Self::malformed(service, operation, told);
        }
        let http = error.http_status_code();
        let status = error.status();
        if http.is_none() && status.is_none() {
            return Self::no_reply(service, operation, told);
        }
        let code = status.map_or(Code::Unknown, |status| status.code);
        let reason = status.and_then(|status| reason(&status.details));
        let name = name_of(reason, code, http);
        if let Some(off) = status.and_then(|status| switched_off(&status.details)) {
            let message = status.map_or(told, |status| status.message.clone());
            return off.fault(project, (service, operation), &message);
        }
        if !is_throttled(&name) && is_undecided(code, http) {
            return Self::no_reply(service, operation, format!("{name}: {told}"));
        }
        let message = status.map_or(told, |status| status.message.clone());
        Self::refused(service, operation, &name, &message)
    }

    /// Google's code, or ours.
    pub fn code(&self) -> &str {
        self.0.code()
    }

    /// Google's words; empty unless it refused.
    pub fn message(&self) -> &str {
        match &self.0 {
            ProviderError::Refused { message, .. }
            | ProviderError::ServiceDisabled { message, .. } => message,
            _ => "",
        }
    }

    /// Whether what was asked about does not exist (any more).
    pub fn says_gone(&self) -> bool {
        self.is_refused_with(GONE)
    }

    /// Whether somebody else changed it meanwhile; nothing was done.
    pub fn is_collision(&self) -> bool {
        self.is_refused_with(COLLIDED)
    }

    /// Whether Google answered "too many requests".
    pub fn is_throttled(&self) -> bool {
        self.0.retry() == Retry::Throttled
    }

    /// Whether no reply came.
    pub fn is_silence(&self) -> bool {
        matches!(self.0, ProviderError::NoReply { .. })
    }

    /// The same refusal as one that time cures: for codes that elsewhere mean a mistake.
    pub fn not_yet(mut self) -> Self {
        if let ProviderError::Refused { retry, .. } = &mut self.0 {
            *retry = Retry::NotYetConsistent;
        }
        self
    }

    fn is_refused_with(&self, codes: &[&str]) -> bool {
        matches!(&self.0, ProviderError::Refused { code, .. } if codes.contains(&code.as_str()))
    }
}

impl From<ProviderError> for Fault {
    fn from(error: ProviderError) -> Self {
        Self(error)
    }
}

impl From<Fault> for ProviderError {
    fn from(fault: Fault) -> Self {
        fault.0
    }
}

/// Turns "it does not exist" into `None`.
pub(crate) fn unless_gone<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.says_gone() => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The most telling of a reason, a code and an HTTP status.
///
/// An `ErrorInfo` may carry a reason of its service's own ("KEY_DESTROYED"); where the code
/// already says that something is gone, exists or collided, the code is what the others go by.
fn name_of(reason: Option<&str>, code: Code, http: Option<u16>) -> String {
    let telling = [Code::NotFound, Code::AlreadyExists, Code::Aborted];
    match (reason, http) {
        (Some(reason), _) if !telling.contains(&code) => reason.to_owned(),
        (None, Some(http)) if code == Code::Unknown => format!("HTTP {http}"),
        _ => code.name().to_owned(),
    }
}

/// The reason in an error's details, where one is given.
fn reason(details: &[StatusDetails]) -> Option<&str> {
    details.iter().find_map(|detail| match detail {
        StatusDetails::ErrorInfo(info) if !info.reason.is_empty() => Some(info.reason.as_str()),
        _ => None,
    })
}

/// What an error says is switched off.
struct Off<'e> {
    /// The service: `dns.googleapis.com`.
    service: &'e str,
    /// Where, by id or number: `projects/1`; the project that the call was counted to. Empty where
    /// nothing is said.
    consumer: &'e str,
}

impl Off<'_> {
    /// A switch of this project, or of another to which the credentials' calls are counted: that
    /// one is not ours to turn.
    fn fault(
        &self,
        (id, number): (&str, Option<&str>),
        (service, operation): (&str, &str),
        told: &str,
    ) -> Fault {
        let consumer = self.consumer.trim_start_matches("projects/");
        let is_number = !consumer.is_empty() && consumer.chars().all(|c| c.is_ascii_digit());
        let is_unknown = is_number && number.is_none();
        let is_ours = consumer.is_empty() || consumer == id || number == Some(consumer);
        if !is_ours && !is_unknown {
            let (off, consumer) = (self.service, self.consumer);
            let told = format!(
                "`{off}` is switched off in `{consumer}`, to which calls of these credentials are \
                 counted, not in `{id}`: switch it on there, or let them be counted to `{id}` \
                 ({told})"
            );
            return Fault::refused(service, operation, "switched-off-elsewhere", &told);
        }
        let doubt = format!(" (whether `{}` is `{id}` is not known)", self.consumer);
        Fault(ProviderError::ServiceDisabled {
            service: service.to_owned(),
            operation: operation.to_owned(),
            switch: Switch {
                kind: Kind::new(SERVICE_KIND),
                id: self.service.to_owned(),
            },
            message: match is_unknown {
                true => told.to_owned() + &doubt,
                false => told.to_owned(),
            },
        })
    }
}

/// What an error says is switched off, if that is what it says.
fn switched_off(details: &[StatusDetails]) -> Option<Off<'_>> {
    details.iter().find_map(|detail| match detail {
        StatusDetails::ErrorInfo(info) if info.reason == "SERVICE_DISABLED" => {
            let text = |name: &str| info.metadata.get(name).map(String::as_str);
            Some(Off {
                service: text("service")?,
                consumer: text("consumer").unwrap_or_default(),
            })
        }
        _ => None,
    })
}

/// Whether Google admits that it does not know what became of the request.
fn is_undecided(code: Code, http: Option<u16>) -> bool {
    match http {
        Some(status) => status >= 500 || status == 408 || status == 499,
        None => matches!(
            code,
            Code::Unknown
                | Code::Internal
                | Code::Unavailable
                | Code::DeadlineExceeded
                | Code::Cancelled
                | Code::DataLoss
        ),
    }
}

fn is_throttled(code: &str) -> bool {
    THROTTLED.contains(&code)
}

/// How a code fares on retry.
fn retry_of(code: &str) -> Retry {
    if is_throttled(code) {
        Retry::Throttled
    } else if NOT_YET_CONSISTENT.contains(&code) {
        Retry::NotYetConsistent
    } else {
        Retry::Never
    }
}

/// The chain of an error's causes, as one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use google_cloud_gax::error::rpc::Status;

    fn fault(http: u16, body: &str) -> Fault {
        fault_in(("p", None), http, body)
    }

    fn fault_in(project: (&str, Option<&str>), http: u16, body: &str) -> Fault {
        let bytes = body.to_owned().into_bytes().into();
        let error = match Status::try_from(&bytes) {
            Ok(status) => Error::service_with_http_metadata(status, Some(http), None),
            Err(_) => Error::http(http, http::HeaderMap::new(), bytes),
        };
        Fault::of(project, "compute", "InsertNetwork", &error)
    }

    #[test]
    fn compute_gives_reasons_without_a_status() {
        let body = r#"{"error": {"code": 409, "message": "m", "errors":
            [{"domain": "global", "reason": "alreadyExists", "message": "m"}]}}"#;
        assert_eq!(fault(409, body).code(), "alreadyExists");
        let body = body.replace("alreadyExists", "notFound");
        assert!(fault(404, &body).says_gone());
        let body = body.replace("notFound", "resourceInUseByAnotherResource");
        let fault = fault(400, &body);
        assert_eq!(fault.0.retry(), Retry::NotYetConsistent);
        assert_eq!(fault.message(), "m");
    }

    #[test]
    fn others_give_a_status() {
        let body = r#"{"error": {"code": 404, "message": "m", "status": "NOT_FOUND"}}"#;
        assert!(fault(404, body).says_gone());
        let body = r#"{"error": {"code": 429, "message": "m", "status": "RESOURCE_EXHAUSTED"}}"#;
        assert!(fault(429, body).is_throttled());
        let body = r#"{"error": {"code": 403, "message": "m", "status": "PERMISSION_DENIED"}}"#;
        assert_eq!(fault(403, body).0.retry(), Retry::Never);
    }

    #[test]
    fn a_service_that_is_off_says_which() {
        let body = r#"{"error": {"code": 403, "message": "m", "status": "PERMISSION_DENIED",
            "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "SERVICE_DISABLED", "domain": "googleapis.com",
            "metadata": {"service": "dns.googleapis.com", "consumer": "projects/1"}}]}}"#;
        let ProviderError::ServiceDisabled { switch, .. } = fault(403, body).0 else {
            panic!("it is switched off");
        };
        assert_eq!(switch.id, "dns.googleapis.com");
        let unnamed = body.replace("\"service\"", "\"other\"");
        assert_eq!(fault(403, &unnamed).code(), "SERVICE_DISABLED");
    }

    #[test]
    fn a_switch_of_another_project_is_not_ours() {
        let body = |consumer: &str| {
            format!(
                r#"{{"error": {{"code": 403, "message": "m", "status": "PERMISSION_DENIED",
                "details": [{{"@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "SERVICE_DISABLED", "domain": "googleapis.com",
                "metadata": {{"service": "dns.googleapis.com", "consumer": "{consumer}"}}}}]}}}}"#
            )
        };
        let is_ours = |number: Option<&str>, consumer: &str| {
            let fault = fault_in(("p-1", number), 403, &body(consumer)).0;
            match &fault {
                ProviderError::ServiceDisabled { message, .. } => Some(message == "m"),
                _ => {
                    assert_eq!(fault.code(), "switched-off-elsewhere");
                    assert_eq!(fault.retry(), Retry::Never);
                    assert!(fault.to_string().contains(consumer), "{fault}");
                    None
                }
            }
        };
        for ours in ["projects/p-1", "projects/12"] {
            assert_eq!(is_ours(Some("12"), ours), Some(true), "{ours}");
        }
        for theirs in ["projects/p-2", "projects/13"] {
            assert_eq!(is_ours(Some("12"), theirs), None, "{theirs}");
        }
        assert_eq!(is_ours(None, "projects/p-2"), None);
        assert_eq!(is_ours(None, "projects/13"), Some(false), "it says so");
    }

    #[test]
    fn what_one_may_own_is_no_rate() {
        let body = r#"{"error": {"code": 403, "message": "m",
            "errors": [{"reason": "quotaExceeded"}]}}"#;
        assert_eq!(fault(403, body).0.retry(), Retry::Never);
        assert_eq!(retry_of("QUOTA_EXCEEDED"), Retry::Never);
    }

    #[test]
    fn a_server_that_failed_has_said_nothing() {
        for status in [500, 502, 503, 504] {
            assert!(fault(status, "no json").is_silence(), "{status}");
        }
        assert!(fault(429, "no json").is_throttled());
        assert_eq!(fault(418, "no json").code(), "HTTP 418");
    }
}
