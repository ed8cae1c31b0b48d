//! Networks and subnetworks.

use ipnet::Ipv4Net;
use serde_json::{Value, json};

use super::regions;
use super::shared::{NETWORKS, changed};
use crate::call::{Call, Response};
use crate::collection::{HookContext, Place, Service};
use crate::engine::{self, links};
use crate::ids;
use crate::json::{self, set};
use crate::refusal::Refusal;
use crate::rules::Event;
use crate::world::{Stored, World};

/// Completes a network: its subnetworks and its way out.
pub(super) fn complete(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    match context.event {
        Event::Created => {
            let link = context.place.link();
            let (parent, _) = link.rsplit_once('/').unwrap_or_default();
            let id = json::text(context.value, "id").to_owned();
            set(context.value, "selfLinkWithId", format!("{parent}/{id}"));
            if context.value.get("autoCreateSubnetworks") == Some(&true.into()) {
                add_subnetworks(context)?;
            }
            add_route(context)
        }
        Event::Read | Event::Listed => {
            let subnetworks = subnetworks(context.world, context.place);
            let links: Vec<Value> = subnetworks
                .map(|subnetwork| subnetwork["selfLink"].clone())
                .collect();
            if !links.is_empty() {
                set(context.value, "subnetworks", links);
            }
            Ok(())
        }
        Event::Changed | Event::Deleted => Ok(()),
    }
}

/// The subnetworks of a network, by region.
fn subnetworks<'a>(world: &'a World, network: &'a Place) -> impl Iterator<Item = &'a Value> {
    let prefix = format!("compute/projects/{}/regions/", network.scope);
    let link = network.link();
    let all = world.under(&network.scope, prefix);
    all.filter(|(key, _)| key.contains("/subnetworks/"))
        .map(|(_, stored)| &stored.value)
        .filter(move |value| json::text(value, "network") == link)
}

fn row_place(path: &str, place: &Place, parent: String, id: &str) -> Option<Place> {
    let row = place.row.service.row(path)?;
    Some(Place {
        row,
        parent,
        id: Some(id.to_owned()),
        verb: None,
        scope: place.scope.clone(),
    })
}

fn add_subnetworks(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    for (region, range) in regions::automatic() {
        let parent = format!(
            "projects/{}/regions/{region}/subnetworks",
            context.place.scope
        );
        let path = "projects/*/regions/*/subnetworks";
        let Some(place) = row_place(path, context.place, parent, context.place.id()) else {
            continue;
        };
        let given = json!({ "ipCidrRange": range });
        add(context, &place, given)?;
    }
    Ok(())
}

fn add_route(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let serial = context.world.serial(&context.place.scope);
    let id = format!("default-route-{}", ids::hex(16, &["route", &serial]));
    let project = format!("projects/{}", context.place.scope);
    let parent = format!("{project}/global/routes");
    let Some(place) = row_place("projects/*/global/routes", context.place, parent, &id) else {
        return Ok(());
    };
    let gateway = format!("{project}/global/gateways/default-internet-gateway");
    let given = json!({
        "description": "Default route to the Internet.",
        "destRange": "0.0.0.0/0",
        "nextHopGateway": place.row.service.link(&gateway),
    });
    add(context, &place, given)
}

/// Creates something that lives as long as the network. The network itself is not stored yet, so
/// its link is set afterwards.
fn add(context: &mut HookContext<'_>, place: &Place, given: Value) -> Result<(), Refusal> {
    let given = given.as_object().cloned().unwrap_or_default();
    let mut value = engine::make(context.world, place, context.call, given)?;
    set(&mut value, "network", context.place.link());
    context.world.put(
        &place.scope,
        &place.key(),
        Stored::with(value, &context.place.key()),
    );
    Ok(())
}

/// Completes a subnetwork, and refuses ranges that overlap in its network.
pub(super) fn complete_subnetwork(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if context.event == Event::Deleted {
        let stored = context
            .world
            .get(&context.place.scope, &context.place.key());
        return match stored.and_then(|stored| stored.with.as_deref()) {
            Some(_) => Err(Refusal::usage(
                "Cannot delete auto subnetwork from an auto subnet mode network.",
            )),
            None => Ok(()),
        };
    }
    if !matches!(context.event, Event::Created | Event::Changed) {
        return Ok(());
    }
    let patched = context.call.method == http::Method::PATCH;
    if patched && context.call.text("fingerprint").is_empty() {
        return Err(Refusal::condition("The fingerprint must be given."));
    }
    let range = range(context.value)?;
    let network = json::text(context.value, "network");
    if let Some(path) = links::target(context.place, network, NETWORKS)
        && let Some(id) = path.rsplit('/').next()
        && let Some(place) = row_place(
            NETWORKS,
            context.place,
            format!("projects/{}/global/networks", context.place.scope),
            id,
        )
    {
        let own = context.place.link();
        let mut others =
            subnetworks(context.world, &place).filter(|other| json::text(other, "selfLink") != own);
        let overlaps = |other: &&Value| {
            self::range(other).is_ok_and(|other| other.contains(&range) || range.contains(&other))
        };
        if let Some(other) = others.find(overlaps) {
            let name = json::text(other, "name");
            let region = json::text(other, "region")
                .rsplit('/')
                .next()
                .unwrap_or_default();
            let refused = Refusal::invalid(format!(
                "Invalid IPCidrRange: {range} conflicts with existing subnetwork '{name}' in region '{region}'."
            ));
            return Err(match context.event {
                Event::Created => refused.later("INVALID_USAGE"),
                _ => refused,
            });
        }
    }
    let gateway = range.hosts().next().map(|address| address.to_string());
    set(context.value, "gatewayAddress", gateway);
    Ok(())
}

fn range(value: &Value) -> Result<Ipv4Net, Refusal> {
    let text = json::text(value, "ipCidrRange");
    let parsed = text.parse::<Ipv4Net>().ok();
    parsed
        .filter(|range| range.trunc() == *range && range.prefix_len() <= 29)
        .ok_or_else(|| {
            Refusal::invalid(format!(
                "Invalid value for field 'resource.ipCidrRange': '{text}'. Must be a CIDR address range."
            ))
        })
}

/// `setPrivateIpGoogleAccess`.
pub(super) fn set_google_access(
    world: &mut World,
    place: &Place,
    call: &Call,
) -> Result<Response, Refusal> {
    let mut value = engine::find(world, place)?.clone();
    let access = call
        .body
        .get("privateIpGoogleAccess")
        .and_then(Value::as_bool);
    set(&mut value, "privateIpGoogleAccess", access.unwrap_or(false));
    changed(world, place, call, value, "setPrivateIpGoogleAccess")
}

/// `expandIpCidrRange`.
pub(super) fn expand(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let mut value = engine::find(world, place)?.clone();
    let (old, new) = (range(&value)?, range(&call.body)?);
    if !new.contains(&old) {
        return Err(Refusal::invalid(format!("{new} does not contain {old}")));
    }
    set(&mut value, "ipCidrRange", new.to_string());
    changed(world, place, call, value, "expandIpCidrRange")
}

/// The network every new project has.
pub(super) fn seed(world: &mut World, compute: &Service, scope: &str) {
    let parent = format!("projects/{scope}/global/networks");
    let Some(row) = compute.row(NETWORKS) else {
        return;
    };
    let place = Place {
        row,
        parent,
        id: Some("default".to_owned()),
        verb: None,
        scope: scope.to_owned(),
    };
    let given = json!({
        "autoCreateSubnetworks": true,
        "description": "Default network for the project",
    });
    let call = Call::new(http::Method::POST, String::new(), &[], Value::Null);
    // Nothing in here can be refused: the project is empty.
    let _ = engine::make(
        world,
        &place,
        &call,
        given.as_object().cloned().unwrap_or_default(),
    );
}
