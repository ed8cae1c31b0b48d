//! Firewall rules and routes: what traffic may go, and where.

use serde_json::json;

use crate::collection::HookContext;
use crate::json::{self, set};
use crate::refusal::Refusal;
use crate::rules::Event;

/// Completes a firewall rule, and refuses one that is empty or contradictory.
pub(super) fn complete(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if !matches!(context.event, Event::Created | Event::Changed) {
        return Ok(());
    }
    match (context.value.get("allowed"), context.value.get("denied")) {
        (Some(_), None) | (None, Some(_)) => {}
        _ => {
            return Err(Refusal::invalid(
                "Exactly one of allowed and denied must be specified.",
            ));
        }
    }
    if json::text(context.value, "network").is_empty() {
        let network = format!("projects/{}/global/networks/default", context.place.scope);
        set(
            context.value,
            "network",
            context.place.row.service.link(&network),
        );
    }
    let sources = ["sourceRanges", "sourceTags", "sourceServiceAccounts"];
    let mut given = sources
        .into_iter()
        .filter(|field| context.value.get(*field).is_some());
    if json::text(context.value, "direction") == "INGRESS" {
        // A rule without a source is open to everywhere.
        if given.next().is_none() {
            set(context.value, "sourceRanges", json!(["0.0.0.0/0"]));
        }
    } else if let Some(field) = given.find(|field| *field != "sourceRanges") {
        return Err(Refusal::invalid(format!(
            "Invalid value for field 'resource.{field}': egress rules have no sources of this kind."
        )));
    } else if context.value.get("destinationRanges").is_none() {
        set(context.value, "destinationRanges", json!(["0.0.0.0/0"]));
    }
    Ok(())
}

/// A route leads to one place.
pub(super) fn check_route(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let hops = context.value.as_object().into_iter().flatten();
    let hops = hops.filter(|(name, _)| name.starts_with("nextHop")).count();
    if context.event == Event::Created && hops != 1 {
        return Err(Refusal::invalid("Exactly one next hop must be specified."));
    }
    Ok(())
}
