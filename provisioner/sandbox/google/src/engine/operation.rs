//! Changes that take time: what a client looks at until they are done.
//!
//! A change is in force at once; only its operation is in no hurry, by as many looks as the
//! faults say.

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::resource::{find, show};
use crate::call::{Call, Response};
use crate::collection::Place;
use crate::refusal::Refusal;
use crate::rules::{Event, Operation};
use crate::world::{ABOVE, Stored, World};
use crate::{clock, ids};

/// The message of rows that hold operations.
pub(crate) const MESSAGE: &str = "Operation";

/// How many operations of a place are remembered. Google keeps them for days, which is to say as
/// long as anybody asks.
const KEPT: usize = 500;

/// Who changes things here.
pub(crate) const USER: &str = "user@example.com";

/// The answer to a change of `place` to `value`.
pub(crate) fn answer(
    world: &mut World,
    place: &Place,
    call: &Call,
    event: Event,
    value: Value,
) -> Result<Response, Refusal> {
    let index = match event {
        Event::Created => 0,
        Event::Changed => 1,
        _ => 2,
    };
    match place.row.operation {
        Operation::None => show(world, place, call, value).map(Response::ok),
        Operation::Compute(types) => {
            let target = Target {
                place,
                id: crate::json::text(&value, "id"),
                hidden: event == Event::Created && place.scope == ABOVE,
            };
            Ok(Response::ok(compute(world, call, &target, types[index])))
        }
        Operation::Below { metadata, response } => {
            let serial = world.serial(&place.scope);
            let name = place.name(world);
            let name = format!(
                "{name}/operations/{}",
                ids::hex(16, &["operation", &serial])
            );
            let metadata = json!({ "@type": metadata, "createTime": clock::now() });
            let response = typed(response, show(world, place, call, value)?);
            Ok(Response::ok(finished(
                world,
                &place.scope,
                &name,
                metadata,
                response,
            )))
        }
        Operation::Above { metadata, response } => {
            let serial = world.serial(&place.scope);
            let verb = ["create", "update", "delete"][index];
            let id = ids::hex(16, &["operation", &serial]);
            let name = format!("operations/{}/{verb}/{id}", place.path());
            let response = match event {
                Event::Deleted => json!({ "@type": "type.googleapis.com/google.protobuf.Empty" }),
                _ => typed(response, show(world, place, call, value)?),
            };
            let metadata = json!({ "@type": metadata });
            Ok(Response::ok(finished(
                world,
                &place.scope,
                &name,
                metadata,
                response,
            )))
        }
    }
}

/// The answer to a change that is refused: an operation that fails, where Google finds out only on
/// the way.
pub(super) fn failed(
    world: &mut World,
    place: &Place,
    call: &Call,
    event: Event,
    refused: Refusal,
) -> Result<Response, Refusal> {
    let (Some(code), Operation::Compute(types)) = (refused.late, place.row.operation) else {
        return Err(refused);
    };
    let id = find(world, place).map(|value| crate::json::text(value, "id").to_owned());
    let target = Target {
        place,
        id: &id.unwrap_or_default(),
        hidden: false,
    };
    let kind = if event == Event::Created {
        types[0]
    } else {
        types[2]
    };
    let running = compute(world, call, &target, kind);
    if let Some(stored) = world.get_mut(&place.scope, &key(place, &running)) {
        stored.value["error"] = json!({ "errors": [{ "code": code, "message": refused.message }] });
        stored.value["httpErrorStatusCode"] = refused.http.into();
        stored.value["httpErrorMessage"] = "BAD REQUEST".into();
    }
    Ok(Response::ok(running))
}

/// What a compute operation is about.
pub(crate) struct Target<'a> {
    pub(crate) place: &'a Place,
    pub(crate) id: &'a str,
    /// Whether the first reply does not name it yet.
    pub(crate) hidden: bool,
}

/// Records a compute operation and gives it as it looks while it runs.
pub(crate) fn compute(world: &mut World, call: &Call, target: &Target<'_>, kind: &str) -> Value {
    let place = target.place;
    let serial = world.serial(&place.scope);
    // Names follow the order in which they were given, so that the oldest can go first.
    let number = serial.rsplit('/').next().unwrap_or_default();
    let name = format!(
        "operation-{number:0>12}-{}",
        ids::hex(12, &["operation", &serial])
    );
    let parent = parent(place);
    let path = format!("{parent}/operations/{name}");
    let now = clock::now();
    let mut value = json!({
        "endTime": now,
        "id": ids::digits(18, &["operation", &serial]),
        "insertTime": now,
        "kind": "compute#operation",
        "name": name,
        "operationType": kind,
        "progress": 100,
        "selfLink": place.row.service.link(&path),
        "startTime": now,
        "status": "DONE",
        "targetId": target.id,
        "targetLink": place.link(),
        "user": USER,
    });
    if let Some((project, region)) = parent.split_once("/regions/") {
        value["region"] = place
            .row
            .service
            .link(&format!("{project}/regions/{region}"))
            .into();
    }
    let request = call.query("requestId");
    let stored = Stored {
        looks: world.polls,
        request: Some(request.to_owned()).filter(|request| !request.is_empty()),
        ..Stored::new(value.clone())
    };
    world.put(&place.scope, &format!("compute/{path}"), stored);
    world.trim(&place.scope, &format!("compute/{parent}/operations/"), KEPT);
    let mut first = running(value);
    if target.hidden {
        crate::json::take(&mut first, "targetId");
        crate::json::take(&mut first, "targetLink");
    }
    first
}

/// The operation of a request that was made before, by its `requestId`.
pub(super) fn repeated(world: &World, place: &Place, call: &Call) -> Option<Response> {
    let request = call.query("requestId");
    if request.is_empty() {
        return None;
    }
    let prefix = format!("compute/{}/operations/", parent(place));
    let mut operations = world.under(&place.scope, prefix);
    let (_, made) = operations.find(|(_, stored)| stored.request.as_deref() == Some(request))?;
    Some(Response::ok(running(made.value.clone())))
}

/// Where a thing's operations are: beside its collection.
fn parent(place: &Place) -> &str {
    place
        .parent
        .rsplit_once('/')
        .map_or("", |(parent, _)| parent)
}

/// The key of an operation that was just answered.
pub(crate) fn key(place: &Place, running: &Value) -> String {
    let name = crate::json::text(running, "name");
    format!("compute/{}/operations/{name}", parent(place))
}

/// Looks at an operation once.
pub(crate) fn look(world: &mut World, place: &Place) -> Result<Value, Refusal> {
    find(world, place)?;
    let stored = world.get_mut(&place.scope, &place.key());
    Ok(stored.map_or(Value::Null, |stored| {
        if stored.looks == 0 {
            return stored.value.clone();
        }
        stored.looks -= 1;
        running(stored.value.clone())
    }))
}

/// Looks at a `google.longrunning.Operation` once; `None` when the call is about none.
pub(crate) fn look_up(world: &mut World, call: &Call) -> Option<Value> {
    if call.method != http::Method::GET || !call.path.contains("/operations/") {
        return None;
    }
    let path = percent_decode_str(&call.path).decode_utf8_lossy();
    let (_, name) = path.strip_prefix('/')?.split_once('/')?;
    let stored = world.operation(name)?;
    if stored.looks == 0 {
        return Some(stored.value.clone());
    }
    stored.looks -= 1;
    Some(running(stored.value.clone()))
}

/// Waits for a compute operation, which the sandbox has in no time.
pub(crate) fn wait(world: &mut World, place: &Place, _: &Call) -> Result<Response, Refusal> {
    find(world, place)?;
    if let Some(stored) = world.get_mut(&place.scope, &place.key()) {
        stored.looks = 0;
    }
    look(world, place).map(Response::ok)
}

/// Records a `google.longrunning.Operation` that is done, or will be after some looks.
pub(crate) fn finished(
    world: &mut World,
    scope: &str,
    name: &str,
    metadata: Value,
    response: Value,
) -> Value {
    let value = json!({ "done": true, "metadata": metadata, "name": name, "response": response });
    let looks = world.polls;
    let stored = Stored {
        looks,
        ..Stored::new(value.clone())
    };
    world.put(scope, &format!("operations/{name}"), stored);
    world.trim(scope, "operations/operations/", KEPT);
    if looks == 0 { value } else { running(value) }
}

/// An operation as it looks before it is done.
pub(crate) fn running(mut operation: Value) -> Value {
    if operation.get("done").is_some() {
        for field in ["done", "response"] {
            crate::json::take(&mut operation, field);
        }
        return operation;
    }
    for field in [
        "endTime",
        "error",
        "httpErrorStatusCode",
        "httpErrorMessage",
    ] {
        crate::json::take(&mut operation, field);
    }
    operation["progress"] = 0.into();
    operation["status"] = "RUNNING".into();
    operation
}

/// A value with its type, as an `Any`.
pub(crate) fn typed(kind: &str, mut value: Value) -> Value {
    crate::json::set(&mut value, "@type", kind);
    value
}
