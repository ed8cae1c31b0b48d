//! Kinds of Compute Engine, and what they share.
//!
//! Every change answers with an operation; a change is done when its operation is.

pub(crate) mod address;
pub(crate) mod firewall;
pub(crate) mod firewall_policy_change;
pub(crate) mod global_address;
pub(crate) mod global_forwarding_rule;
pub(crate) mod network;
pub(crate) mod network_firewall_policy;
pub(crate) mod route;
pub(crate) mod router;
pub(crate) mod subnetwork;

use std::future::Future;
use std::time::Duration;

use gabakura_model::outcome::Created;
use google_cloud_compute_v1::model::Operation;
use google_cloud_compute_v1::model::operation::Status;
use google_cloud_gax::error::Error;
use tokio::time::{Instant, sleep};

use crate::clients::Clients;
use crate::fault::{Fault, Result};
use crate::order;
use crate::rest::{full, last};

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "compute";
/// Largest page of a listing.
pub(crate) const PAGE: u32 = 500;
/// What references may ask a compute resource for.
pub(crate) const OUTPUTS: &[&str] = &["self_link"];

/// Longest wait for an operation, in milliseconds. The slowest we use, a router's, take a minute
/// or two; an operation beyond ten is as good as lost.
const OPERATION_MS_MAX: u64 = 600_000;
/// Pause between two looks at an operation that was still running when `wait` gave up on it.
const LOOK_MS: u64 = 250;

/// Reads a list of Compute Engine's to its last page.
macro_rules! pages {
    ($google:expr, $operation:literal, $call:expr) => {{
        let call = $call.set_max_results($crate::compute::PAGE);
        let send = |token| call.clone().set_or_clear_page_token::<String>(token).send();
        let name = ($crate::compute::SERVICE, $operation);
        $google
            .pages(name, send, |page| Ok((page.items, page.next_page_token)))
            .await
    }};
}

/// Reads a list over all regions. A region that did not answer fails the whole.
macro_rules! pages_of_regions {
    ($google:expr, $operation:literal, $call:expr, $items:ident) => {{
        let call = $call.set_max_results($crate::compute::PAGE);
        let send = |token| call.clone().set_or_clear_page_token::<String>(token).send();
        let name = ($crate::compute::SERVICE, $operation);
        $google
            .pages(name, send, |page| {
                $crate::compute::all_answered($operation, &page.unreachables)?;
                let scopes = page.items.into_values();
                Ok((
                    scopes.flat_map(|scope| scope.$items).collect(),
                    page.next_page_token,
                ))
            })
            .await
    }};
}

pub(crate) use {pages, pages_of_regions};

/// The region in a name: `projects/p/regions/r/subnetworks/s`.
pub(crate) fn region_of(name: &str) -> &str {
    let after = name.split_once("/regions/").map_or("", |(_, after)| after);
    after.split_once('/').map_or(after, |(region, _)| region)
}

/// A list that leaves regions out is no list.
pub(crate) fn all_answered(operation: &str, unreachables: &[String]) -> Result<()> {
    match unreachables {
        [] => Ok(()),
        some => Err(Fault::no_reply(SERVICE, operation, some.join(", "))),
    }
}

/// Sends a change and waits until its operation is over.
pub(crate) async fn run(
    google: &Clients,
    operation: &'static str,
    send: impl Future<Output = Result<Operation, Error>>,
) -> Result<()> {
    let started = google.change((SERVICE, operation), send).await?;
    over(google, operation, started).await
}

/// Waits until an operation is over.
///
/// # Errors
/// What ended it. One that is lost sight of counts as unanswered: it may still succeed.
async fn over(google: &Clients, operation: &'static str, mut at: Operation) -> Result<()> {
    let lost = |told: &str| Fault::no_reply(SERVICE, operation, format!("its operation: {told}"));
    let end = Instant::now() + Duration::from_millis(OPERATION_MS_MAX);
    while at.status != Some(Status::Done) {
        if Instant::now() >= end {
            return Err(lost("it did not end in time"));
        }
        let Some(name) = at.name.clone() else {
            return Err(lost("it has no name"));
        };
        let region = at.region.as_deref().map(last).map(str::to_owned);
        at = wait(google, &name, region.as_deref())
            .await
            .map_err(|fault| {
                let told = format!("{name}: {} {}", fault.code(), fault.message());
                lost(&told)
            })?;
        if at.status != Some(Status::Done) {
            sleep(Duration::from_millis(LOOK_MS)).await;
        }
    }
    match refusal(&at) {
        Some((code, message)) => Err(Fault::refused(SERVICE, operation, &code, &message)),
        None => Ok(()),
    }
}

async fn wait(google: &Clients, name: &str, region: Option<&str>) -> Result<Operation> {
    match region {
        Some(region) => {
            let client = google.region_operations().await?;
            let call = client.wait().set_project(google.project());
            let call = call.set_region(region).set_operation(name);
            google
                .read((SERVICE, "WaitOperation"), || call.clone().send())
                .await
        }
        None => {
            let client = google.global_operations().await?;
            let call = client
                .wait()
                .set_project(google.project())
                .set_operation(name);
            google
                .read((SERVICE, "WaitOperation"), || call.clone().send())
                .await
        }
    }
}

/// Why an operation failed, if it did.
fn refusal(over: &Operation) -> Option<(String, String)> {
    let first = over.error.as_ref().and_then(|error| error.errors.first());
    let message = over.http_error_message.clone().unwrap_or_default();
    match (first, over.http_error_status_code) {
        (Some(error), _) => Some((
            error.code.clone().unwrap_or_else(|| "UNKNOWN".to_owned()),
            error.message.clone().unwrap_or(message),
        )),
        (None, Some(status)) if status >= 400 => Some((format!("HTTP {status}"), message)),
        _ => None,
    }
}

/// What was made, with the link others may ask for.
pub(crate) fn made(id: &str) -> Created {
    let mut made = order::made(id);
    made.outputs.insert("self_link".to_owned(), full(id));
    made
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
        let (code, message) = refusal(&from_value(failed).unwrap()).unwrap();
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("RESOURCE_IN_USE_BY_ANOTHER_RESOURCE", "m")
        );
        let bare = json!({"status": "DONE", "httpErrorStatusCode": 404});
        assert_eq!(refusal(&from_value(bare).unwrap()).unwrap().0, "HTTP 404");
        assert_eq!(
            refusal(&from_value(json!({"status": "DONE"})).unwrap()),
            None
        );
    }

    #[test]
    fn a_name_tells_its_region() {
        assert_eq!(region_of("projects/p/regions/r/subnetworks/s"), "r");
        assert_eq!(region_of("projects/p/global/networks/n"), "");
    }

    #[test]
    fn a_silent_region_is_a_gap() {
        assert!(all_answered("x", &["regions/asia-northeast1".to_owned()]).is_err());
    }
}
