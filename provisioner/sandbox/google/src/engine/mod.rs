//! What happens to a resource, whatever service it is of.

mod change;
mod create;
mod delete;
pub(crate) mod links;
mod list;
pub(crate) mod operation;
pub(crate) mod policy;
mod resource;
pub(crate) mod stamp;

use http::Method;

use crate::call::{Call, Response};
use crate::collection::Place;
use crate::refusal::Refusal;
use crate::world::World;

pub(crate) use change::{change, store_changed};
pub(crate) use create::make;
pub(crate) use list::list;
pub(crate) use resource::{find, show};

/// Answers a call that was let in.
pub(crate) fn dispatch(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
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
        (&Method::POST, false) if row.allows("create") => {
            find_parent(world, place)?;
            create::create(world, place, call)
        }
        (&Method::GET, false) if row.allows("list") => {
            // `locations/-` means all parents of a kind.
            if !place.parent.split('/').any(|segment| segment == "-") {
                find_parent(world, place)?;
            }
            list::list(world, place, call)
        }
        (&Method::GET, true) if row.allows("get") => get(world, place, call),
        (&Method::PATCH, true) if row.allows("patch") => change::change(world, place, call),
        (&Method::PUT, true)
            if row.allows("upsert") && !(row.allows("update") && find(world, place).is_ok()) =>
        {
            find_parent(world, place)?;
            create::create_named(world, place, call, place.id().to_owned())
        }
        (&Method::PUT, true) if row.allows("update") => change::change(world, place, call),
        (&Method::DELETE, true) if row.allows("delete") => delete::delete(world, place, call),
        _ => Err(unknown(call)),
    }
}

/// Answers a request for one resource.
pub(crate) fn get(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    if place.row.message == operation::MESSAGE {
        return operation::look(world, place).map(Response::ok);
    }
    let value = find(world, place)?.clone();
    show(world, place, call, value).map(Response::ok)
}

/// Checks that what a collection is in is there, where it is a thing the service knows.
fn find_parent(world: &World, place: &Place) -> Result<(), Refusal> {
    let Some((path, _)) = place.parent.rsplit_once('/') else {
        return Ok(());
    };
    let mut rows = place.row.service.own_rows();
    let row = rows.find(|row| row.allows("get") && links::is_of(row.path, path));
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

fn unknown(call: &Call) -> Refusal {
    Refusal::unknown(format!("{} is not answered for {}", call.method, call.path))
}
