//! Making things.

use http::Method;
use serde_json::{Map, Value};

use super::resource::show;
use super::{links, operation, stamp};
use crate::call::{Call, Response};
use crate::collection::{Collection, HookContext, Place};
use crate::ids;
use crate::json;
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, Named, Operation};
use crate::world::{Stored, World};

/// Answers a request to make a thing in a collection.
pub(super) fn create(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    if let Some(done) = operation::repeated(world, place, call) {
        return Ok(done);
    }
    let id = name(world, place, call)?;
    create_named(world, place, call, id)
}

/// The same for a thing whose name is known.
pub(super) fn create_named(
    world: &mut World,
    place: &Place,
    call: &Call,
    id: String,
) -> Result<Response, Refusal> {
    let row = place.row;
    let place = place.of(&id);
    if world.get(&place.scope, &place.key()).is_some() {
        return Err(exists(&place));
    }
    let sent = body(row, call);
    let mut value = sent.clone();
    row.service
        .schema
        .normalize(row.message, &mut value, row.service.form.body_path())
        .map_err(Refusal::invalid)?;
    let given = value
        .as_object_mut()
        .map(std::mem::take)
        .unwrap_or_default();
    let mut required = row.required.split_whitespace();
    let missing = required.find(|field| sent.get(*field).is_none_or(Value::is_null));
    if let Some(field) = missing.or_else(|| row.service.schema.missing(row.message, &given)) {
        return Err(Refusal::required(field));
    }
    let value = match make(world, &place, call, given) {
        Ok(value) => value,
        Err(refused) => return operation::failed(world, &place, call, Event::Created, refused),
    };
    match row.operation {
        Operation::None => show(world, &place, call, value).map(Response::ok),
        _ => operation::answer(world, &place, call, Event::Created, value),
    }
}

/// Completes and stores a thing; what it was given is checked already.
pub(crate) fn make(
    world: &mut World,
    place: &Place,
    call: &Call,
    given: Map<String, Value>,
) -> Result<Value, Refusal> {
    let row = place.row;
    let mut value = Value::Object(given);
    links::rewrite(world, place, &mut value)?;
    row.fill(&mut value);
    stamp::made(world, place, &mut value);
    (row.hook)(&mut HookContext::new(
        world,
        place,
        call,
        Event::Created,
        &mut value,
    ))?;
    world.put(&place.scope, &place.key(), Stored::new(value.clone()));
    Ok(value)
}

/// The part of the body that is the thing.
fn body(row: &Collection, call: &Call) -> Value {
    // What is made with PUT is the body itself.
    if row.wrap.is_empty() || call.method == Method::PUT {
        return call.body.clone();
    }
    call.body
        .get(row.wrap)
        .cloned()
        .unwrap_or_else(|| Value::Object(Map::new()))
}

fn name(world: &mut World, place: &Place, call: &Call) -> Result<String, Refusal> {
    let row = place.row;
    let body = body(row, call);
    let (field, given) = match row.named {
        Named::Field(field) => (field, json::text(&body, field)),
        Named::Query(field) => (field, call.query(field)),
        Named::Beside(field) => (field, call.text(field)),
        Named::Account => ("accountId", call.text("accountId")),
        Named::Server(count) => {
            let serial = world.serial(&place.scope);
            return Ok(ids::digits(count, &[row.path, &serial]));
        }
        Named::Counted => {
            let count = world.list(&place.scope, &place.prefix()).count();
            return Ok((count + 1).to_string());
        }
    };
    if given.is_empty() {
        return Err(Refusal::required(field));
    }
    // Some services want the full name here.
    let id = given.rsplit('/').next().unwrap_or_default();
    if row.spelled.allows(id) {
        let account = row.named == Named::Account;
        return Ok(if account {
            format!("{id}@{}.iam.gserviceaccount.com", place.scope)
        } else {
            id.to_owned()
        });
    }
    let message = match row.service.form {
        Form::Reasons => format!(
            "Invalid value for field 'resource.{field}': '{id}'. Must be a match of regex '(?:[a-z](?:[-a-z0-9]{{0,61}}[a-z0-9])?)'"
        ),
        _ => format!("Invalid {field}: {id}"),
    };
    Err(Refusal::invalid(message))
}

fn exists(place: &Place) -> Refusal {
    match place.row.service.form {
        Form::Reasons => Refusal::exists(format!("The resource '{}' already exists", place.path())),
        _ => Refusal::exists(format!("{} already exists.", place.path())),
    }
}
