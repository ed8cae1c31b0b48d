//! What several of compute's collections have in common.

use serde_json::Value;

use crate::call::{Call, Response};
use crate::collection::Place;
use crate::engine::{self, operation};
use crate::json;
use crate::refusal::Refusal;
use crate::world::World;

/// The path of networks, to which others lead.
pub(super) const NETWORKS: &str = "projects/*/global/networks";

/// Stores a changed resource and answers with its operation.
pub(super) fn changed(
    world: &mut World,
    place: &Place,
    call: &Call,
    value: Value,
    kind: &str,
) -> Result<Response, Refusal> {
    let before = engine::find(world, place)?.clone();
    let value = engine::store_changed(world, place, call, &before, value)?;
    let target = operation::Target {
        place,
        id: json::text(&value, "id"),
        hidden: false,
    };
    Ok(Response::ok(operation::compute(world, call, &target, kind)))
}
