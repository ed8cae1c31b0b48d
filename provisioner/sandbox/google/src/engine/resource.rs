//! One resource: found, and shown to a client.

use serde_json::Value;

use crate::call::Call;
use crate::collection::{HookContext, Place};
use crate::refusal::Refusal;
use crate::rules::Event;
use crate::world::World;

/// The value of a resource.
///
/// # Errors
/// The collection's 404.
pub(crate) fn find<'a>(world: &'a World, place: &Place) -> Result<&'a Value, Refusal> {
    let stored = world.get(&place.scope, &place.key());
    stored
        .map(|stored| &stored.value)
        .ok_or_else(|| missing(place))
}

/// A resource as it is shown to a client.
pub(crate) fn show(
    world: &mut World,
    place: &Place,
    call: &Call,
    mut value: Value,
) -> Result<Value, Refusal> {
    (place.row.hook)(&mut HookContext::new(
        world,
        place,
        call,
        Event::Read,
        &mut value,
    ))?;
    Ok(place.row.encode(call, value))
}

fn missing(place: &Place) -> Refusal {
    let mut message = place.row.missing.replace("{id}", place.id());
    message = message.replace("{name}", &place.path());
    for index in 0..8 {
        message = message.replace(&format!("{{{index}}}"), place.part(index));
    }
    Refusal::not_found(message)
}
