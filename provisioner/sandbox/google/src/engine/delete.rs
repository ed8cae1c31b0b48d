//! Deleting things.

use super::resource::find;
use super::{change, links, operation};
use crate::call::{Call, Response};
use crate::collection::{HookContext, Place};
use crate::refusal::Refusal;
use crate::rules::{Event, Operation};
use crate::world::World;

/// Answers a request to delete a thing.
pub(super) fn delete(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    if let Some(done) = operation::repeated(world, place, call) {
        return Ok(done);
    }
    let mut value = find(world, place)?.clone();
    let sent = serde_json::json!({ "etag": call.query("etag") });
    change::check_tags(place, &value, &sent)?;
    if let Err(refused) = links::refuse_used(world, place) {
        return operation::failed(world, place, call, Event::Deleted, refused);
    }
    let mut context = HookContext::new(world, place, call, Event::Deleted, &mut value);
    (place.row.hook)(&mut context)?;
    if context.keep {
        if let Some(stored) = world.get_mut(&place.scope, &place.key()) {
            stored.value = value.clone();
        }
    } else {
        world.remove(&place.scope, &place.key());
    }
    match place.row.operation {
        Operation::None if place.row.allows("echo") => {
            Ok(Response::ok(place.row.encode(call, value)))
        }
        Operation::None if place.row.allows("silent") => Ok(Response {
            status: 204,
            body: None,
        }),
        Operation::None => Ok(Response::empty()),
        _ => operation::answer(world, place, call, Event::Deleted, value),
    }
}
