//! Disabled services refuse every call, and those just enabled refuse the first changes.

use serde_json::json;

use crate::call::Call;
use crate::collection::Place;
use crate::json;
use crate::refusal::Refusal;
use crate::world::World;

/// Changes that are refused after a service was enabled: enabling takes minutes to propagate.
const LATE_CALLS: u32 = 2;

/// Records that a service was enabled or disabled, from what it was before.
pub(super) fn switched(world: &mut World, scope: &str, host: &str, was_off: bool, is_on: bool) {
    let left = if was_off && is_on { LATE_CALLS } else { 0 };
    world
        .opening
        .insert((scope.to_owned(), host.to_owned()), left);
}

/// Refuses a call to a service that somebody disabled; one that nobody touched answers.
pub(super) fn refuse(world: &mut World, place: &Place, call: &Call) -> Result<(), Refusal> {
    let Some(host) = host(place) else {
        return Ok(());
    };
    let (scope, mutates) = (place.scope.as_str(), call.mutates());
    let key = format!("serviceusage/projects/{scope}/services/{host}");
    let is_off = world
        .get(scope, &key)
        .is_some_and(|stored| json::text(&stored.value, "state") == "DISABLED");
    let late = (scope.to_owned(), host.to_owned());
    let left = world.opening.get_mut(&late).filter(|_| mutates && !is_off);
    let is_late = left.is_some_and(|left| {
        let late = *left > 0;
        *left = left.saturating_sub(1);
        late
    });
    if !is_off && !is_late {
        return Ok(());
    }
    let number = world.number(scope);
    let message = format!(
        "{host} has not been used in project {number} before or it is disabled. If you enabled \
         this API recently, wait a few minutes for the action to propagate and retry."
    );
    Err(Refusal::forbidden(message).with_detail(json!({
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "SERVICE_DISABLED",
        "domain": "googleapis.com",
        "metadata": { "consumer": format!("projects/{number}"), "service": host },
    })))
}

/// The name by which a service is enabled. Those that enable, and those above projects, always
/// answer.
fn host(place: &Place) -> Option<&'static str> {
    Some(match place.row.service.name {
        "compute" => "compute.googleapis.com",
        "dns" => "dns.googleapis.com",
        "essentialcontacts" => "essentialcontacts.googleapis.com",
        "iam" | "iam-deny" => "iam.googleapis.com",
        "kms" => "cloudkms.googleapis.com",
        "logging" => "logging.googleapis.com",
        "monitoring" => "monitoring.googleapis.com",
        "orgpolicy" => "orgpolicy.googleapis.com",
        "pubsub" => "pubsub.googleapis.com",
        "resourcemanager" if place.verb.as_deref() == Some("billingInfo") => {
            "cloudbilling.googleapis.com"
        }
        "resourcemanager" => "cloudresourcemanager.googleapis.com",
        "securitycenter" => "securitycenter.googleapis.com",
        "storage" => "storage.googleapis.com",
        _ => return None,
    })
}
