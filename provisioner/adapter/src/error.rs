//! What the errors of all clouds have in common.

use std::error::Error;

use gabakura_model::outcome::{ProviderError, Retry};

/// An error of a cloud's calls.
pub trait CallError {
    /// Whether the cloud says that what was asked about does not exist (any more).
    fn is_gone(&self) -> bool;
}

/// Turns "it does not exist" into `None`.
///
/// # Errors
/// Every other error.
pub fn unless_gone<T, E: CallError>(result: Result<T, E>) -> Result<Option<T>, E> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_gone() => Ok(None),
        Err(error) => Err(error),
    }
}

/// A refusal: the cloud's, or one of our own in the same shape.
pub fn refused(
    (service, operation): (&str, &str),
    code: &str,
    message: &str,
    retry: Retry,
) -> ProviderError {
    ProviderError::Refused {
        service: service.to_owned(),
        operation: operation.to_owned(),
        code: code.to_owned(),
        message: message.to_owned(),
        retry,
    }
}

/// A reply that is not as the cloud describes it: nothing is known but that it answered.
pub fn malformed(service: &str, operation: &str, problem: impl Into<String>) -> ProviderError {
    ProviderError::Malformed {
        service: service.to_owned(),
        operation: operation.to_owned(),
        message: problem.into(),
    }
}

/// No reply: nothing is known of what became of the request.
pub fn no_reply(service: &str, operation: &str, message: impl Into<String>) -> ProviderError {
    ProviderError::NoReply {
        service: service.to_owned(),
        operation: operation.to_owned(),
        message: message.into(),
    }
}

/// The chain of an error's causes, as one line.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}
