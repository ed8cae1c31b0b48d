//! Deleting things.

use super::{change, find, links, operation};
use crate::call::{Answer, Call};
use crate::collection::{Event, Operation, Turn};
use crate::refusal::Refusal;
use crate::route::Place;
use crate::world::World;

/// Answers a request to delete a thing.
pub(super) fn delete(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
    if let Some(done) = operation::repeated(world, place, call) {
        return Ok(done);
    }
    let mut value = find(world, place)?.clone();
    let sent = serde_json::json!({ "etag": call.query("etag") });
    change::check_tags(place, &value, &sent)?;
    if let Err(refused) = links::refuse_used(world, place) {
        return operation::failed(world, place, call, Event::Gone, refused);
    }
    let mut turn = Turn::new(world, place, call, Event::Gone, &mut value);
    (place.row.hook)(&mut turn)?;
    if turn.keep {
        if let Some(stored) = world.get_mut(&place.scope, &place.key()) {
            stored.value = value.clone();
        }
    } else {
        world.remove(&place.scope, &place.key());
    }
    match place.row.operation {
        Operation::None if place.row.allows("echo") => {
            Ok(Answer::ok(place.row.encode(call, value)))
        }
        Operation::None if place.row.allows("silent") => Ok(Answer {
            status: 204,
            body: None,
        }),
        Operation::None => Ok(Answer::empty()),
        _ => operation::answer(world, place, call, Event::Gone, value),
    }
}
