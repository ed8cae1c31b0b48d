//! Long-running operations (AIP-151): waited for until they are done.

use std::time::Duration;

use google_cloud_gax::error::Error as SdkError;
use google_cloud_gax::error::rpc::Code;
use google_cloud_longrunning::model::Operation;
use google_cloud_longrunning::model::operation::Result as Outcome;
use tokio::time::{Instant, sleep};

use crate::call::Name;
use crate::clients::Clients;
use crate::error::{Error, Result};

/// Longest wait, in milliseconds. Enabling a service takes up to a minute, creating a perimeter a
/// few.
const OPERATION_MS_MAX: u64 = 300_000;
/// Pause between two polls, in milliseconds. The first poll is immediate.
const POLL_MS: u64 = 250;

/// Waits until an operation is done; `poll` reads it by its name. One that can no longer be read
/// counts as a lost reply: it may still succeed.
pub(crate) async fn wait<F, Fut>(
    google: &Clients,
    (service, operation): Name,
    mut at: Operation,
    poll: F,
) -> Result<()>
where
    F: Fn(String) -> Fut,
    Fut: Future<Output = Result<Operation, SdkError>>,
{
    let lost =
        |message: &str| Error::no_reply(service, operation, format!("its operation: {message}"));
    let end = Instant::now() + Duration::from_millis(OPERATION_MS_MAX);
    while !at.done {
        if Instant::now() >= end {
            return Err(lost("it did not end in time"));
        }
        let polled = google.read((service, "GetOperation"), || poll(at.name.clone()));
        at = polled.await.map_err(|error| lost(error.message()))?;
        if !at.done {
            sleep(Duration::from_millis(POLL_MS)).await;
        }
    }
    match at.result {
        Some(Outcome::Error(status)) => {
            let code = Code::from(status.code).name();
            Err(Error::refused(service, operation, code, &status.message))
        }
        _ => Ok(()),
    }
}
