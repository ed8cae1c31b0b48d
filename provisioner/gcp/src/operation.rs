//! Changes that take time: looked at until they are over.

use std::time::Duration;

use google_cloud_gax::error::Error;
use google_cloud_gax::error::rpc::Code;
use google_cloud_longrunning::model::Operation;
use google_cloud_longrunning::model::operation::Result as Ended;
use tokio::time::{Instant, sleep};

use crate::call::Name;
use crate::clients::Clients;
use crate::fault::{Fault, Result};

/// Longest wait, in milliseconds. A service is switched on within a minute, a perimeter stands
/// within a few.
const OPERATION_MS_MAX: u64 = 300_000;
/// Pause between two looks, in milliseconds. The first look comes at once.
const LOOK_MS: u64 = 250;

/// Waits until an operation is over; `look` reads it by its name. One that is lost sight of counts
/// as unanswered.
pub(crate) async fn over<F, Fut>(
    google: &Clients,
    (service, operation): Name,
    mut at: Operation,
    look: F,
) -> Result<()>
where
    F: Fn(String) -> Fut,
    Fut: Future<Output = Result<Operation, Error>>,
{
    let lost = |told: &str| Fault::no_reply(service, operation, format!("its operation: {told}"));
    let end = Instant::now() + Duration::from_millis(OPERATION_MS_MAX);
    while !at.done {
        if Instant::now() >= end {
            return Err(lost("it did not end in time"));
        }
        let looked = google.read((service, "GetOperation"), || look(at.name.clone()));
        at = looked.await.map_err(|fault| lost(fault.message()))?;
        if !at.done {
            sleep(Duration::from_millis(LOOK_MS)).await;
        }
    }
    match at.result {
        Some(Ended::Error(status)) => {
            let code = Code::from(status.code);
            let (code, told) = (code.name(), &status.message);
            Err(Fault::refused(service, operation, code, told))
        }
        _ => Ok(()),
    }
}
