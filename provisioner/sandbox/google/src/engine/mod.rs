//! What happens to a call, whatever service it is for.

mod change;
mod create;
mod delete;
pub(crate) mod links;
mod list;
pub(crate) mod operation;
pub(crate) mod policy;
pub(crate) mod stamp;

use http::Method;
use serde_json::Value;

use crate::call::{Answer, Call};
use crate::collection::{Event, Turn};
use crate::refusal::{Form, Refusal};
use crate::route::Place;
use crate::tables::{self, off};
use crate::world::World;

pub(crate) use change::{change, store_changed};
pub(crate) use create::make;
pub(crate) use list::list;

/// Whom a call was for, for the call log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Whom {
    pub(crate) project: String,
    pub(crate) service: &'static str,
}

/// Answers a call.
pub(crate) fn answer(world: &mut World, call: &Call) -> (Whom, Form, Result<Answer, Refusal>) {
    if let Some(aggregated) = list::Aggregated::find(world, call) {
        let whom = Whom {
            project: aggregated.scope.clone(),
            service: aggregated.row.service.name,
        };
        let answer = tables::come_into_being(world, &aggregated.scope)
            .and_then(|()| {
                off::refuse_of(world, &aggregated.scope, "compute.googleapis.com", false)
            })
            .and_then(|()| list::aggregated(world, &aggregated, call));
        return (whom, Form::Reasons, answer);
    }
    if let Some(done) = operation::look_up(world, call) {
        return (Whom::default(), Form::Status, Ok(Answer::ok(done)));
    }
    let Some(place) = Place::find(world, call) else {
        let refused = Refusal::unknown("Method not found.");
        return (Whom::default(), Form::Both, Err(refused));
    };
    let whom = Whom {
        project: place.scope.clone(),
        service: place.row.service.name,
    };
    let answer = tables::admit(world, &place, call).and_then(|()| dispatch(world, &place, call));
    (whom, place.row.service.form, answer)
}

fn dispatch(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
    let row = place.row;
    let verb = place.verb.as_deref().unwrap_or(call.method.as_str());
    if let Some((_, action)) = row.actions.iter().find(|(name, _)| *name == verb) {
        return action(world, place, call);
    }
    if place.verb.is_some() {
        return match verb {
            _ if !row.allows("iam") => Err(unknown(call)),
            "getIamPolicy" => policy::get(world, place, call),
            "setIamPolicy" => policy::set(world, place, call),
            "testIamPermissions" => Ok(policy::test(call)),
            _ => Err(unknown(call)),
        };
    }
    match (&call.method, place.id.is_some()) {
        (&Method::POST, false) if row.allows("create") => create::create(world, place, call),
        (&Method::GET, false) if row.allows("list") => list::list(world, place, call),
        (&Method::GET, true) if row.allows("get") => get(world, place, call),
        (&Method::PATCH, true) if row.allows("patch") => change::change(world, place, call),
        (&Method::PUT, true) if row.allows("upsert") && find(world, place).is_err() => {
            create::create_named(world, place, call, place.id().to_owned())
        }
        (&Method::PUT, true) if row.allows("update") => change::change(world, place, call),
        (&Method::DELETE, true) if row.allows("delete") => delete::delete(world, place, call),
        _ => Err(unknown(call)),
    }
}

/// The value of a thing.
///
/// # Errors
/// The collection's 404.
pub(crate) fn find<'a>(world: &'a World, place: &Place) -> Result<&'a Value, Refusal> {
    let stored = world.get(&place.scope, &place.key());
    stored
        .map(|stored| &stored.value)
        .ok_or_else(|| missing(place))
}

/// A thing as it is shown to a client.
pub(crate) fn show(
    world: &mut World,
    place: &Place,
    call: &Call,
    mut value: Value,
) -> Result<Value, Refusal> {
    (place.row.hook)(&mut Turn::new(world, place, call, Event::Shown, &mut value))?;
    Ok(place.row.encode(call, value))
}

pub(crate) fn get(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
    if place.row.message == operation::MESSAGE {
        return operation::look(world, place).map(Answer::ok);
    }
    let value = find(world, place)?.clone();
    show(world, place, call, value).map(Answer::ok)
}

/// Checks that what a collection is in is there, where it is a thing the service knows.
fn find_parent(world: &World, place: &Place) -> Result<(), Refusal> {
    let Some((path, _)) = place.parent.rsplit_once('/') else {
        return Ok(());
    };
    let service = place.row.service.name;
    let row = tables::all().find(|row| {
        row.service.name == service && row.allows("get") && links::is_of(row.path, path)
    });
    let (Some(row), Some((parent, id))) = (row, path.rsplit_once('/')) else {
        return Ok(());
    };
    let parent = Place {
        row,
        parent: parent.to_owned(),
        id: Some(id.to_owned()),
        verb: None,
        scope: place.scope.clone(),
    };
    find(world, &parent).map(|_| ())
}

fn missing(place: &Place) -> Refusal {
    let mut message = place.row.missing.replace("{id}", place.id());
    message = message.replace("{name}", &place.path());
    for index in 0..8 {
        message = message.replace(&format!("{{{index}}}"), place.part(index));
    }
    Refusal::not_found(message)
}

fn unknown(call: &Call) -> Refusal {
    Refusal::unknown(format!("{} is not answered for {}", call.method, call.path))
}
