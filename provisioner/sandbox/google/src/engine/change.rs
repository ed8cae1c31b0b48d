//! Changing things: PATCH and PUT.

use http::Method;
use serde_json::Value;

use super::resource::{find, show};
use super::{links, operation, stamp};
use crate::call::{Call, Response};
use crate::collection::{HookContext, Place};
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, Operation};
use crate::world::World;
use crate::{json, mask};

/// Answers a request to change a thing.
pub(crate) fn change(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    if let Some(done) = operation::repeated(world, place, call) {
        return Ok(done);
    }
    let row = place.row;
    let schema = &*row.service.schema;
    let before = find(world, place)?.clone();
    // Some services wrap the thing in a change as they do in its making, some do not.
    let sent = call.body.get(row.wrap).unwrap_or(&call.body);
    check_tags(place, &before, sent)?;
    let mut given = sent.clone();
    schema
        .normalize(row.message, &mut given, row.service.form.body_path())
        .map_err(Refusal::invalid)?;
    drop_names(&mut given);
    let mut value = before.clone();
    let mask = mask_of(call);
    if mask.is_empty() || mask == "*" {
        if call.method == Method::PUT || mask == "*" || row.overwritten {
            clear(place, &mut value);
        }
        let cleared = cleared(sent);
        for field in dropped(sent, &given) {
            json::take(&mut value, &field);
        }
        if row.service.form == Form::Status {
            // What these services are given they take as a whole.
            for (name, _) in given.as_object().into_iter().flatten() {
                json::take(&mut value, name);
            }
        }
        json::merge(&mut value, given);
        json::merge(&mut value, cleared);
    } else {
        mask::apply(mask, &given, &mut value, |field| {
            schema.field(row.message, field).is_some()
        })
        .map_err(|path| Refusal::invalid(format!("Invalid field in update mask: {path}")))?;
    }
    links::rewrite(world, place, &mut value)?;
    row.fill(&mut value);
    refuse_fixed(place, &before, &value)?;
    let value = store_changed(world, place, call, &before, value)?;
    match row.operation {
        Operation::None => show(world, place, call, value).map(Response::ok),
        _ => operation::answer(world, place, call, Event::Changed, value),
    }
}

/// Stamps a changed thing, lets its hook look at it, and stores it.
pub(crate) fn store_changed(
    world: &mut World,
    place: &Place,
    call: &Call,
    before: &Value,
    mut value: Value,
) -> Result<Value, Refusal> {
    stamp::changed(world, place, &mut value);
    let mut context = HookContext::new(world, place, call, Event::Changed, &mut value);
    context.before = Some(before);
    (place.row.hook)(&mut context)?;
    if let Some(stored) = world.get_mut(&place.scope, &place.key()) {
        stored.value = value.clone();
    }
    Ok(value)
}

/// Refuses etags and fingerprints of yesterday.
pub(super) fn check_tags(place: &Place, before: &Value, sent: &Value) -> Result<(), Refusal> {
    let given = json::text(sent, "fingerprint");
    if !given.is_empty() && given != json::text(before, "fingerprint") {
        return Err(Refusal::condition("Invalid fingerprint."));
    }
    let given = json::text(sent, "etag");
    let stamped = place
        .row
        .stamps
        .split_whitespace()
        .any(|stamp| stamp == "etag");
    if stamped && !given.is_empty() && given != json::text(before, "etag") {
        let message = "There were concurrent changes: the etag is not the current one.";
        return Err(match place.row.service.form {
            Form::Reasons => Refusal::condition(message),
            _ => Refusal::stale(message),
        });
    }
    Ok(())
}

fn mask_of(call: &Call) -> &str {
    match call.query("updateMask") {
        "" => call.text("updateMask"),
        mask => mask,
    }
}

/// A thing keeps its name; services differ in how they want it repeated.
fn drop_names(given: &mut Value) {
    for field in ["name", "etag", "fingerprint", "id", "kind"] {
        json::take(given, field);
    }
}

/// Takes away what a PUT replaces: all that clients may set.
fn clear(place: &Place, value: &mut Value) {
    let schema = &*place.row.service.schema;
    let stamped: Vec<&str> = place.row.stamps.split_whitespace().collect();
    for field in schema.fields(place.row.message) {
        let kept = field.is_out() || field.name == "name" || stamped.contains(&field.name);
        if !kept {
            json::take(value, field.name);
        }
    }
}

/// What was sent as empty or as the default, which is not stored: a patch that removes it.
fn cleared(sent: &Value) -> Value {
    let fields = sent.as_object().into_iter().flatten();
    let cleared = fields.filter_map(|(name, value)| {
        let cleared = match value {
            Value::Object(_) => cleared(value),
            Value::Array(values) if values.is_empty() => Value::Null,
            Value::Null => Value::Null,
            _ => return None,
        };
        (cleared.is_null() || cleared.as_object().is_some_and(|fields| !fields.is_empty()))
            .then(|| (name.clone(), cleared))
    });
    cleared.collect()
}

/// Fields sent with the default value, which is stored as absence.
fn dropped(sent: &Value, given: &Value) -> Vec<String> {
    let fields = sent.as_object().into_iter().flatten();
    let default = |value: &Value| match value {
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        _ => false,
    };
    fields
        .filter(|(name, value)| default(value) && given.get(name.as_str()).is_none())
        .map(|(name, _)| name.clone())
        .collect()
}

fn refuse_fixed(place: &Place, before: &Value, value: &Value) -> Result<(), Refusal> {
    let fields = place.row.service.schema.fields(place.row.message).iter();
    let mut changed =
        fields.filter(|field| field.fixed && before.get(field.name) != value.get(field.name));
    let Some(field) = changed.next() else {
        return Ok(());
    };
    let name = field.name;
    Err(Refusal::invalid(match place.row.service.form {
        Form::Reasons => {
            format!("Invalid value for field 'resource.{name}': it cannot be changed.")
        }
        _ => format!("The field {name} is immutable."),
    }))
}
