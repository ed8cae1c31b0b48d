//! Labels of things that have them apart from all else.

use serde_json::Value;

use super::shared::changed;
use crate::call::{Call, Response};
use crate::collection::Place;
use crate::engine::{self, operation};
use crate::ids;
use crate::json::{self, set};
use crate::refusal::Refusal;
use crate::world::World;

/// `setLabels`.
pub(super) fn set_labels(
    world: &mut World,
    place: &Place,
    call: &Call,
) -> Result<Response, Refusal> {
    let mut value = engine::find(world, place)?.clone();
    if call.text("labelFingerprint") != json::text(&value, "labelFingerprint") {
        return Err(Refusal::condition(
            "Labels fingerprint either invalid or resource labels have changed",
        ));
    }
    let labels = call.body.get("labels").cloned().unwrap_or(Value::Null);
    match labels.as_object() {
        Some(labels) if !labels.is_empty() => set(&mut value, "labels", labels.clone()),
        _ => drop(json::take(&mut value, "labels")),
    }
    let serial = world.serial(&place.scope);
    set(
        &mut value,
        "labelFingerprint",
        ids::tag(&["labels", &serial]),
    );
    let running = changed(world, place, call, value, "setLabels")?;
    // Labels are set by the time Google answers.
    let key = operation::key(place, running.body.as_ref().unwrap_or(&Value::Null));
    let done = world.get_mut(&place.scope, &key).map(|stored| {
        stored.looks = 0;
        stored.value.clone()
    });
    Ok(done.map_or(running, Response::ok))
}
