//! What an SDK error means: refused, throttled, too early, or no reply at all.

use std::error::Error as StdError;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use gabakura_adapter::{CallError, chain, malformed, no_reply, refused};
use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::port::LockExpired;

/// A call that did not succeed. Kinds use `?` on SDK results to get one.
#[derive(Debug)]
pub(crate) struct Error(ProviderError);

/// The result of a kind's call.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Codes that mean: too many requests, nothing was done.
const THROTTLED: &[&str] = &[
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "PriorRequestNotComplete",
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
];

/// Codes that mean in every service: what the request refers to is changing right now. Other codes
/// that a later retry cures, each service lists for itself.
const NOT_YET_CONSISTENT: &[&str] = &["ConcurrentModificationException", "ConflictException"];

/// Codes that mean: AWS does not know what became of the request.
const UNDECIDED: &[&str] = &[
    "InternalError",
    "InternalErrorException",
    "InternalFailure",
    "InternalServerError",
    "InternalServerException",
    "InternalServiceError",
    "InternalServiceException",
    "ServiceException",
    "ServiceFailure",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "KMSInternalException",
    "RequestTimeout",
    "RequestTimeoutException",
    "Unavailable",
];

impl Error {
    /// A refusal of our own, in the same shape as AWS's.
    pub fn refused(service: &str, operation: &str, code: &str, message: &str) -> Self {
        let retry = retry_of(code);
        Self(gabakura_adapter::refused(
            (service, operation),
            code,
            message,
            retry,
        ))
    }

    /// A reply without something AWS promises to send.
    pub fn missing(service: &str, operation: &str, what: &str) -> Self {
        Self::unreadable(service, operation, &format!("the reply has no {what}"))
    }

    /// A reply that is not as AWS documents it: nothing is known but that AWS replied.
    pub fn unreadable(service: &str, operation: &str, problem: &str) -> Self {
        Self(malformed(service, operation, problem))
    }

    /// AWS's error code, or ours.
    pub fn code(&self) -> &str {
        self.0.code()
    }

    /// AWS's message; empty unless it refused.
    pub fn message(&self) -> &str {
        match &self.0 {
            ProviderError::Refused { message, .. } => message,
            _ => "",
        }
    }

    /// The same refusal as one that a later retry cures: for codes that elsewhere mean a mistake.
    pub fn not_yet(mut self) -> Self {
        if let ProviderError::Refused { retry, .. } = &mut self.0 {
            *retry = Retry::NotYetConsistent;
        }
        self
    }
}

impl From<Error> for ProviderError {
    fn from(error: Error) -> Self {
        error.0
    }
}

impl From<ProviderError> for Error {
    fn from(error: ProviderError) -> Self {
        Self(error)
    }
}

/// Whether a code means: too many requests, nothing was done.
pub(crate) fn is_throttling(code: &str) -> bool {
    THROTTLED.contains(&code)
}

/// How a code fares on retry.
fn retry_of(code: &str) -> Retry {
    if is_throttling(code) {
        Retry::Throttled
    } else if NOT_YET_CONSISTENT.contains(&code) || is_not_found(code) {
        Retry::NotYetConsistent
    } else {
        Retry::Never
    }
}

/// Whether a code means that something named in the request does not exist.
fn is_not_found(code: &str) -> bool {
    code.ends_with("NotFound")
        || code.ends_with("NotFoundException")
        || code.ends_with("NotFoundError")
        || code.ends_with("NotFoundFault")
        || code.starts_with("NoSuch")
}

impl CallError for Error {
    fn is_gone(&self) -> bool {
        matches!(&self.0, ProviderError::Refused { code, .. } if is_not_found(code))
    }
}

/// Turns "it does not exist" into `None`: for settings that AWS reports by an error when unset.
pub(crate) fn unless_gone<T, E: Into<Error>>(result: Result<T, E>) -> Result<Option<T>> {
    gabakura_adapter::unless_gone(result.map_err(Into::into))
}

/// Service and operation, from the path of the SDK's error type:
/// `aws_sdk_ec2::operation::create_vpc::CreateVpcError`. Messages show them, and the engine names
/// the rate limit by them that a refused change was pushed back from.
fn names_of<E>() -> (String, String) {
    let path = std::any::type_name::<E>();
    let service = path
        .split("::")
        .next()
        .unwrap_or(path)
        .trim_start_matches("aws_sdk_");
    let operation = path
        .rsplit("::")
        .next()
        .unwrap_or(path)
        .trim_end_matches("Error");
    (service.to_owned(), operation.to_owned())
}

/// A failure of this type in the chain of an error's causes.
fn cause<'e, T: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e T> {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes.filter_map(|error| error.downcast_ref()).next()
}

impl<E> From<SdkError<E, HttpResponse>> for Error
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let (service, operation) = names_of::<E>();
        Self::of(error, service, operation)
    }
}

impl Error {
    /// What an error of the SDK's runtime means, whichever service's it is.
    pub fn of<E>(error: SdkError<E, HttpResponse>, service: String, operation: String) -> Self
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let (service, operation) = (service.as_str(), operation.as_str());
        if let SdkError::ServiceError(reply) = &error {
            let status = reply.raw().status().as_u16();
            return match status {
                // AWS did it, and its reply cannot be read: nothing is known but that.
                200..300 => Self::unreadable(service, operation, &chain(&error)),
                _ => Self(of_reply((service, operation), status, reply.err().meta())),
            };
        }
        let message = chain(&error);
        if cause::<LockExpired>(&error).is_some() {
            return Self(ProviderError::too_late(service, operation));
        }
        if let Some(unsent) = cause::<ProviderError>(&error) {
            return Self(unsent.clone());
        }
        if cause::<CredentialsError>(&error).is_some() {
            return Self(ProviderError::NoCredentials {
                account: String::new(),
                message,
            });
        }
        match error {
            SdkError::ConstructionFailure(_) => {
                Self::refused(service, operation, "invalid-request", &message)
            }
            SdkError::ResponseError(_) => Self::unreadable(service, operation, &message),
            _ => Self(no_reply(service, operation, message)),
        }
    }
}

/// What AWS's reply to a call means.
fn of_reply(called: (&str, &str), status: u16, error: &ErrorMetadata) -> ProviderError {
    let code = error.code().unwrap_or_default();
    let message = error.message().unwrap_or_default();
    let is_undecided = UNDECIDED.contains(&code) || status >= 500;
    if is_undecided && !is_throttling(code) {
        return no_reply(
            called.0,
            called.1,
            format!("{code} (HTTP {status}): {message}"),
        );
    }
    let http = format!("HTTP {status}");
    let code = if code.is_empty() { &http } else { code };
    refused(called, code, message, retry_of(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_aws_means_them() {
        assert_eq!(retry_of("RequestLimitExceeded"), Retry::Throttled);
        assert_eq!(retry_of("InvalidVpcID.NotFound"), Retry::NotYetConsistent);
        assert_eq!(retry_of("NoSuchBucketPolicy"), Retry::NotYetConsistent);
        assert_eq!(retry_of("ConflictException"), Retry::NotYetConsistent);
        assert_eq!(retry_of("VpcLimitExceeded"), Retry::Never);
        assert_eq!(retry_of("UnauthorizedOperation"), Retry::Never);
    }

    #[test]
    fn names_come_from_the_error_type() {
        let (service, operation) = names_of::<aws_sdk_ec2::operation::create_vpc::CreateVpcError>();
        assert_eq!((service.as_str(), operation.as_str()), ("ec2", "CreateVpc"));
    }
}
