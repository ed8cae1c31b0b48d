//! Firewall rules and routes: what traffic may go, and where.

use serde_json::json;

use crate::collection::{Event, Turn};
use crate::json::{self, set};
use crate::refusal::Refusal;
use crate::route;

/// Completes a firewall rule, and refuses one that says nothing or too much.
pub(super) fn complete(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    if !matches!(turn.event, Event::Created | Event::Changed) {
        return Ok(());
    }
    match (turn.value.get("allowed"), turn.value.get("denied")) {
        (Some(_), None) | (None, Some(_)) => {}
        _ => {
            return Err(Refusal::invalid(
                "Exactly one of allowed and denied must be specified.",
            ));
        }
    }
    if json::text(turn.value, "network").is_empty() {
        let network = format!("projects/{}/global/networks/default", turn.place.scope);
        set(turn.value, "network", route::link(turn.place.row, &network));
    }
    let sources = ["sourceRanges", "sourceTags", "sourceServiceAccounts"];
    let mut given = sources
        .into_iter()
        .filter(|field| turn.value.get(*field).is_some());
    if json::text(turn.value, "direction") == "INGRESS" {
        // A rule without a source is open to everywhere.
        if given.next().is_none() {
            set(turn.value, "sourceRanges", json!(["0.0.0.0/0"]));
        }
    } else if let Some(field) = given.find(|field| *field != "sourceRanges") {
        return Err(Refusal::invalid(format!(
            "Invalid value for field 'resource.{field}': egress rules have no sources of this kind."
        )));
    } else if turn.value.get("destinationRanges").is_none() {
        set(turn.value, "destinationRanges", json!(["0.0.0.0/0"]));
    }
    Ok(())
}

/// A route leads to one place.
pub(super) fn check_route(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    let hops = turn.value.as_object().into_iter().flatten();
    let hops = hops.filter(|(name, _)| name.starts_with("nextHop")).count();
    if turn.event == Event::Created && hops != 1 {
        return Err(Refusal::invalid("Exactly one next hop must be specified."));
    }
    Ok(())
}
