//! What an SDK error means: refused, throttled, not yet consistent, or no reply.

use gabakura_adapter::{CallError, chain};
use gabakura_model::observed::Switch;
use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::resource::Kind;
use google_cloud_gax::error::Error as SdkError;
use google_cloud_gax::error::rpc::{Code, StatusDetails};

/// A call that did not succeed.
#[derive(Debug)]
pub(crate) struct Error(ProviderError);

/// The result of a kind's call.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Reasons and codes for "too many requests"; nothing was done.
///
/// `quotaExceeded` and `QUOTA_EXCEEDED` are not among them: they mean that the project owns as
/// much as it may, which waiting does not change.
const THROTTLED: &[&str] = &[
    "rateLimitExceeded",
    "userRateLimitExceeded",
    "RATE_LIMIT_EXCEEDED",
    "RESOURCE_EXHAUSTED",
    "resourceOperationRateExceeded",
    "HTTP 429",
];

/// Reasons and codes for: what this refers to does not exist yet, or was changed by somebody else
/// meanwhile. What only one service reports is declared there.
const NOT_YET_CONSISTENT: &[&str] = &[
    "ABORTED",
    "NOT_FOUND",
    "notFound",
    "RESOURCE_NOT_FOUND",
    "conditionNotMet",
    "conflict",
    "SERVICE_DISABLED",
    "accessNotConfigured",
];

/// The kind whose resources enable services.
const SERVICE_KIND: &str = "gcp.serviceusage.service";

/// Codes for: the resource does not exist.
const NOT_FOUND: &[&str] = &["NOT_FOUND", "notFound", "RESOURCE_NOT_FOUND", "HTTP 404"];

/// Codes for: somebody else changed the resource meanwhile.
const CONFLICT: &[&str] = &["ABORTED", "conflict", "conditionNotMet", "HTTP 412"];

impl Error {
    /// A refusal, Google's or one of our own in the same shape.
    pub fn refused(service: &str, operation: &str, code: &str, message: &str) -> Self {
        let retry = retry_of(code);
        Self(gabakura_adapter::refused(
            (service, operation),
            code,
            message,
            retry,
        ))
    }

    /// A reply without what Google promises to send.
    pub fn malformed(service: &str, operation: &str, message: impl Into<String>) -> Self {
        Self(gabakura_adapter::malformed(service, operation, message))
    }

    /// A request whose outcome is unknown.
    pub fn no_reply(service: &str, operation: &str, message: impl Into<String>) -> Self {
        Self(ProviderError::NoReply {
            service: service.to_owned(),
            operation: operation.to_owned(),
            message: message.into(),
        })
    }

    /// Credentials that are missing or not accepted.
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
        error: &SdkError,
    ) -> Self {
        let chain = chain(error);
        if error.is_authentication() {
            return Self::no_credentials(project.0, chain);
        }
        if error.is_binding() || error.is_serialization() {
            return Self::refused(service, operation, "invalid-request", &chain);
        }
        if error.is_deserialization() {
            return Self::malformed(service, operation, chain);
        }
        let http = error.http_status_code();
        let status = error.status();
        if http.is_none() && status.is_none() {
            return Self::no_reply(service, operation, chain);
        }
        let code = status.map_or(Code::Unknown, |status| status.code);
        let reason = status.and_then(|status| reason(&status.details));
        let name = name_of(reason, code, http);
        let message = status.map_or(&chain, |status| &status.message);
        if let Some(disabled) = status.and_then(|status| disabled_service(&status.details)) {
            return disabled.error(project, (service, operation), message);
        }
        if !is_throttled(&name) && is_undecided(code, http) {
            return Self::no_reply(service, operation, format!("{name}: {chain}"));
        }
        Self::refused(service, operation, &name, message)
    }

    /// Google's code, or ours.
    pub fn code(&self) -> &str {
        self.0.code()
    }

    /// Google's message; empty unless it refused.
    pub fn message(&self) -> &str {
        match &self.0 {
            ProviderError::Refused { message, .. }
            | ProviderError::ServiceDisabled { message, .. } => message,
            _ => "",
        }
    }

    /// Whether somebody else changed the resource meanwhile; nothing was done.
    pub fn is_conflict(&self) -> bool {
        self.is_refused_with(CONFLICT)
    }

    /// Whether Google answered "too many requests".
    pub fn is_throttled(&self) -> bool {
        self.0.retry() == Retry::Throttled
    }

    /// Whether no reply came.
    pub fn is_no_reply(&self) -> bool {
        matches!(self.0, ProviderError::NoReply { .. })
    }

    /// The same refusal as one to retry later, for codes that usually mean a mistake.
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

impl CallError for Error {
    fn is_gone(&self) -> bool {
        self.is_refused_with(NOT_FOUND)
    }
}

impl From<ProviderError> for Error {
    fn from(error: ProviderError) -> Self {
        Self(error)
    }
}

impl From<Error> for ProviderError {
    fn from(error: Error) -> Self {
        error.0
    }
}

/// The most specific of a reason, a code and an HTTP status.
///
/// An `ErrorInfo` may carry a reason that only its service uses ("KEY_DESTROYED"). Where the code
/// is one that callers act on, the code wins.
fn name_of(reason: Option<&str>, code: Code, http: Option<u16>) -> String {
    let acted_on = [Code::NotFound, Code::AlreadyExists, Code::Aborted];
    match (reason, http) {
        (Some(reason), _) if !acted_on.contains(&code) => reason.to_owned(),
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

/// A service that an error reports as disabled.
struct DisabledService<'e> {
    /// `dns.googleapis.com`.
    name: &'e str,
    /// The quota project, by id or number: `projects/1`. Empty where Google does not say.
    consumer: &'e str,
}

impl DisabledService<'_> {
    /// The service is disabled in this project, which a plan can change, or in another one that
    /// the credentials use as their quota project, which is not ours to change.
    fn error(
        &self,
        (id, number): (&str, Option<&str>),
        (service, operation): (&str, &str),
        message: &str,
    ) -> Error {
        let consumer = self.consumer.trim_start_matches("projects/");
        let is_number = !consumer.is_empty() && consumer.chars().all(|c| c.is_ascii_digit());
        let is_unknown = is_number && number.is_none();
        let is_ours = consumer.is_empty() || consumer == id || number == Some(consumer);
        if !is_ours && !is_unknown {
            let (disabled, consumer) = (self.name, self.consumer);
            let message = format!(
                "`{disabled}` is disabled in `{consumer}`, the quota project of these credentials, \
                 not in `{id}`: enable it there, or make `{id}` the quota project ({message})"
            );
            return Error::refused(service, operation, "switched-off-elsewhere", &message);
        }
        let doubt = format!(" (whether `{}` is `{id}` is not known)", self.consumer);
        Error(ProviderError::ServiceDisabled {
            service: service.to_owned(),
            operation: operation.to_owned(),
            switch: Switch {
                kind: Kind::new(SERVICE_KIND),
                id: self.name.to_owned(),
            },
            message: match is_unknown {
                true => message.to_owned() + &doubt,
                false => message.to_owned(),
            },
        })
    }
}

/// The service that an error reports as disabled, if it does.
fn disabled_service(details: &[StatusDetails]) -> Option<DisabledService<'_>> {
    details.iter().find_map(|detail| match detail {
        StatusDetails::ErrorInfo(info) if info.reason == "SERVICE_DISABLED" => {
            let text = |name: &str| info.metadata.get(name).map(String::as_str);
            Some(DisabledService {
                name: text("service")?,
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

/// Whether and when to retry after a code.
fn retry_of(code: &str) -> Retry {
    if is_throttled(code) {
        Retry::Throttled
    } else if NOT_YET_CONSISTENT.contains(&code) {
        Retry::NotYetConsistent
    } else {
        Retry::Never
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use google_cloud_gax::error::rpc::Status;

    fn error(http: u16, body: &str) -> Error {
        error_in(("p", None), http, body)
    }

    fn error_in(project: (&str, Option<&str>), http: u16, body: &str) -> Error {
        let bytes = body.to_owned().into_bytes().into();
        let sdk = match Status::try_from(&bytes) {
            Ok(status) => SdkError::service_with_http_metadata(status, Some(http), None),
            Err(_) => SdkError::http(http, http::HeaderMap::new(), bytes),
        };
        Error::of(project, "compute", "InsertNetwork", &sdk)
    }

    #[test]
    fn compute_gives_reasons_without_a_status() {
        let body = r#"{"error": {"code": 409, "message": "m", "errors":
            [{"domain": "global", "reason": "alreadyExists", "message": "m"}]}}"#;
        assert_eq!(error(409, body).code(), "alreadyExists");
        let body = body.replace("alreadyExists", "notFound");
        assert!(error(404, &body).is_gone());
        assert_eq!(error(404, &body).message(), "m");
    }

    #[test]
    fn other_services_give_a_status() {
        let body = r#"{"error": {"code": 404, "message": "m", "status": "NOT_FOUND"}}"#;
        assert!(error(404, body).is_gone());
        let body = r#"{"error": {"code": 429, "message": "m", "status": "RESOURCE_EXHAUSTED"}}"#;
        assert!(error(429, body).is_throttled());
        let body = r#"{"error": {"code": 403, "message": "m", "status": "PERMISSION_DENIED"}}"#;
        assert_eq!(error(403, body).0.retry(), Retry::Never);
    }

    #[test]
    fn a_disabled_service_is_named() {
        let body = r#"{"error": {"code": 403, "message": "m", "status": "PERMISSION_DENIED",
            "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "SERVICE_DISABLED", "domain": "googleapis.com",
            "metadata": {"service": "dns.googleapis.com", "consumer": "projects/1"}}]}}"#;
        let ProviderError::ServiceDisabled { switch, .. } = error(403, body).0 else {
            panic!("it is disabled");
        };
        assert_eq!(switch.id, "dns.googleapis.com");
        let unnamed = body.replace("\"service\"", "\"other\"");
        assert_eq!(error(403, &unnamed).code(), "SERVICE_DISABLED");
    }

    #[test]
    fn a_service_disabled_in_another_project_is_not_ours() {
        let body = |consumer: &str| {
            format!(
                r#"{{"error": {{"code": 403, "message": "m", "status": "PERMISSION_DENIED",
                "details": [{{"@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "SERVICE_DISABLED", "domain": "googleapis.com",
                "metadata": {{"service": "dns.googleapis.com", "consumer": "{consumer}"}}}}]}}}}"#
            )
        };
        let is_ours = |number: Option<&str>, consumer: &str| {
            let error = error_in(("p-1", number), 403, &body(consumer)).0;
            match &error {
                ProviderError::ServiceDisabled { message, .. } => Some(message == "m"),
                _ => {
                    assert_eq!(error.code(), "switched-off-elsewhere");
                    assert_eq!(error.retry(), Retry::Never);
                    assert!(error.to_string().contains(consumer), "{error}");
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
    fn a_quota_of_resources_is_not_a_rate() {
        let body = r#"{"error": {"code": 403, "message": "m",
            "errors": [{"reason": "quotaExceeded"}]}}"#;
        assert_eq!(error(403, body).0.retry(), Retry::Never);
        assert_eq!(retry_of("QUOTA_EXCEEDED"), Retry::Never);
    }

    #[test]
    fn a_server_error_is_no_reply() {
        for status in [500, 502, 503, 504] {
            assert!(error(status, "no json").is_no_reply(), "{status}");
        }
        assert!(error(429, "no json").is_throttled());
        assert_eq!(error(418, "no json").code(), "HTTP 418");
    }
}
