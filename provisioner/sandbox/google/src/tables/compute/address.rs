//! Addresses, and the endpoints of Google's APIs inside a network.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::shared::NETWORKS;
use crate::collection::HookContext;
use crate::engine::links;
use crate::ids;
use crate::json::{self, set};
use crate::refusal::Refusal;
use crate::rules::Event;

/// Gives a new address its number, and keeps one that is in use from going.
pub(super) fn complete(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    match context.event {
        Event::Created => {
            if json::text(context.value, "address").is_empty() {
                let serial = context.world.serial(&context.place.scope);
                let address = allocate(context.value, &serial);
                set(context.value, "address", address.to_string());
            }
            Ok(())
        }
        Event::Deleted => {
            let address = json::text(context.value, "address");
            let prefix = format!("compute/projects/{}/", context.place.scope);
            let mut rules =
                context
                    .world
                    .under(&context.place.scope, prefix)
                    .filter(|(key, stored)| {
                        key.contains("/forwardingRules/")
                            && json::text(&stored.value, "IPAddress") == address
                    });
            match rules.next() {
                Some((key, _)) => Err(Refusal::in_use(format!(
                    "The address resource '{}' is already being used by '{}'",
                    context.place.path(),
                    key.trim_start_matches("compute/"),
                ))),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Internal ranges are private; external addresses are of those kept for documentation
/// (RFC 5737), so that they lead nowhere.
fn allocate(address: &Value, serial: &str) -> Ipv4Addr {
    let number: u32 = ids::digits(9, &["address", serial]).parse().unwrap_or(0);
    let [_, _, high, low] = number.to_be_bytes();
    if json::text(address, "addressType") == "INTERNAL" {
        let prefix = address
            .get("prefixLength")
            .and_then(Value::as_u64)
            .unwrap_or(32)
            .min(32);
        let bits = u32::from(Ipv4Addr::new(10, 64 | (high & 63), low, high));
        let mask = u32::MAX
            .checked_shl(u32::try_from(32 - prefix).unwrap_or(0))
            .unwrap_or(0);
        return Ipv4Addr::from(bits & mask);
    }
    Ipv4Addr::new(203, 0, 113, low)
}

/// Completes a forwarding rule of Private Service Connect, the only kind the sandbox has.
pub(super) fn complete_rule(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if context.event != Event::Created {
        return Ok(());
    }
    let target = json::text(context.value, "target");
    if !["all-apis", "vpc-sc"].contains(&target) && !target.contains("/serviceAttachments/") {
        return Err(Refusal::unknown(
            "Only forwarding rules of Private Service Connect are answered here.",
        ));
    }
    let address = json::text(context.value, "IPAddress");
    if address.contains("/addresses/") {
        let to = format!(
            "{}/addresses",
            context.place.row.path.trim_end_matches("/forwardingRules")
        );
        let found = links::target(context.place, address, &to);
        let found = found.and_then(|path| {
            context
                .world
                .get(&context.place.scope, &format!("compute/{path}"))
        });
        let Some(found) = found else {
            return Err(Refusal::not_found(format!(
                "The resource '{address}' was not found"
            )));
        };
        let number = found.value["address"].clone();
        set(context.value, "IPAddress", number);
    }
    let network = links::target(
        context.place,
        json::text(context.value, "network"),
        NETWORKS,
    )
    .unwrap_or_default();
    let network = context
        .world
        .get(&context.place.scope, &format!("compute/{network}"));
    let network = network.map_or(&Value::Null, |stored| &stored.value);
    let namespace = format!(
        "goog-psc-{}-{}",
        json::text(network, "name"),
        json::text(network, "id")
    );
    set(
        context.value,
        "serviceDirectoryRegistrations",
        json!([{ "namespace": namespace, "serviceDirectoryRegion": "us-central1" }]),
    );
    let serial = context.world.serial(&context.place.scope);
    set(
        context.value,
        "pscConnectionId",
        ids::digits(17, &["psc", &serial]),
    );
    Ok(())
}
