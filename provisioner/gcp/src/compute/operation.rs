//! Operations of Compute Engine: every change starts one, and is done when it is.

use std::future::Future;
use std::time::Duration;

use google_cloud_compute_v1::model::Operation;
use google_cloud_compute_v1::model::operation::Status;
use google_cloud_gax::error::Error as SdkError;
use tokio::time::{Instant, sleep};

use crate::call::read;
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::rest::last;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "compute";

/// Longest wait for an operation, in milliseconds. The slowest we use, a router's, take a minute
/// or two; one that takes more than ten is as good as lost.
const OPERATION_MS_MAX: u64 = 600_000;
/// Pause between two polls, in milliseconds, where `wait` returned before the operation was done.
const POLL_MS: u64 = 250;

/// Sends a change and waits until its operation is done.
pub(crate) async fn run(
    google: &Clients,
    operation: &'static str,
    send: impl Future<Output = Result<Operation, SdkError>>,
) -> Result<()> {
    let started = google.change((SERVICE, operation), send).await?;
    until_done(google, operation, started).await
}

/// # Errors
/// The operation failed. One that can no longer be read counts as a lost reply: it may still
/// succeed.
async fn until_done(google: &Clients, operation: &'static str, mut at: Operation) -> Result<()> {
    let lost =
        |message: &str| Error::no_reply(SERVICE, operation, format!("its operation: {message}"));
    let end = Instant::now() + Duration::from_millis(OPERATION_MS_MAX);
    while at.status != Some(Status::Done) {
        if Instant::now() >= end {
            return Err(lost("it did not end in time"));
        }
        let Some(name) = at.name.clone() else {
            return Err(lost("it has no name"));
        };
        let region = at.region.as_deref().map(last).map(str::to_owned);
        let waited = wait(google, &name, region.as_deref()).await;
        at = waited.map_err(|error| {
            let (code, message) = (error.code(), error.message());
            lost(&format!("{name}: {code} {message}"))
        })?;
        if at.status != Some(Status::Done) {
            sleep(Duration::from_millis(POLL_MS)).await;
        }
    }
    match failure(&at) {
        Some((code, message)) => Err(Error::refused(SERVICE, operation, &code, &message)),
        None => Ok(()),
    }
}

async fn wait(google: &Clients, name: &str, region: Option<&str>) -> Result<Operation> {
    let waiting = (SERVICE, "WaitOperation");
    match region {
        Some(region) => {
            let call = google.region_operations().await?.wait();
            let call = call.set_project(google.project()).set_region(region);
            read!(google, waiting, call.set_operation(name))
        }
        None => {
            let call = google.global_operations().await?.wait();
            let call = call.set_project(google.project());
            read!(google, waiting, call.set_operation(name))
        }
    }
}

/// Why an operation failed, if it did: code and message.
fn failure(done: &Operation) -> Option<(String, String)> {
    let first = done.error.as_ref().and_then(|error| error.errors.first());
    let message = done.http_error_message.clone().unwrap_or_default();
    match (first, done.http_error_status_code) {
        (Some(error), _) => Some((
            error.code.clone().unwrap_or_else(|| "UNKNOWN".to_owned()),
            error.message.clone().unwrap_or(message),
        )),
        (None, Some(status)) if status >= 400 => Some((format!("HTTP {status}"), message)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};

    #[test]
    fn operations_fail_by_their_error() {
        let failed = json!({
            "status": "DONE",
            "httpErrorStatusCode": 400,
            "httpErrorMessage": "BAD REQUEST",
            "error": {"errors": [{"code": "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE", "message": "m"}]},
        });
        let (code, message) = failure(&from_value(failed).unwrap()).unwrap();
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("RESOURCE_IN_USE_BY_ANOTHER_RESOURCE", "m")
        );
        let bare = json!({"status": "DONE", "httpErrorStatusCode": 404});
        assert_eq!(failure(&from_value(bare).unwrap()).unwrap().0, "HTTP 404");
        assert_eq!(
            failure(&from_value(json!({"status": "DONE"})).unwrap()),
            None
        );
    }
}
