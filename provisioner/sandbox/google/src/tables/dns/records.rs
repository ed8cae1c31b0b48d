//! The records of a zone. They change together: deletions and additions are one request.

use serde_json::{Value, json};

use crate::call::{Call, Response};
use crate::clock;
use crate::collection::{HookContext, Place};
use crate::json::{self, set};
use crate::refusal::Refusal;
use crate::world::{Stored, World};

/// Types of the records that Google makes with a zone, at its own name.
const OWN: &[&str] = &["NS", "SOA"];

/// The key of a record set: there is one for each name and type.
fn key(zone: &str, set: &Value) -> String {
    let (name, kind) = (json::text(set, "name"), json::text(set, "type"));
    format!("{zone}/rrsets/{name}|{kind}")
}

/// The records of a new zone.
pub(super) fn seed(context: &mut HookContext<'_>) {
    let name = json::text(context.value, "dnsName").to_owned();
    let servers = context.value["nameServers"].clone();
    let first = servers[0].as_str().unwrap_or_default().to_owned();
    let authority = format!("{first} cloud-dns-hostmaster.google.com. 1 21600 3600 259200 300");
    let zone = context.place.key();
    for (kind, content) in [("NS", servers), ("SOA", json!([authority]))] {
        let set = record(json!({ "name": name, "rrdatas": content, "ttl": 21600, "type": kind }));
        context
            .world
            .put(&context.place.scope, &key(&zone, &set), Stored::new(set));
    }
}

/// Whether a zone has records besides those it was made with.
pub(super) fn has_more(context: &HookContext<'_>) -> bool {
    let name = json::text(context.value, "dnsName");
    let prefix = format!("{}/rrsets/", context.place.key());
    let mut sets = context.world.under(&context.place.scope, prefix);
    sets.any(|(_, set)| {
        let own = OWN.contains(&json::text(&set.value, "type"));
        !(own && json::text(&set.value, "name") == name)
    })
}

fn record(mut set: Value) -> Value {
    json::set(&mut set, "kind", "dns#resourceRecordSet");
    set
}

/// Carries a change out, all of it or nothing.
pub(super) fn change(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let (zone, _) = place
        .key()
        .rsplit_once('/')
        .map(|(zone, last)| (zone.to_owned(), last.to_owned()))
        .unwrap_or_default();
    let parent = world.get(&place.scope, &zone);
    let Some(within) = parent.map(|zone| json::text(&zone.value, "dnsName").to_owned()) else {
        return Err(Refusal::not_found(format!(
            "managedZone \"{}\" not found",
            place.part(3)
        )));
    };
    let mut asked = call.body.clone();
    let schema = &*place.row.service.schema;
    schema
        .normalize("Change", &mut asked, "change")
        .map_err(Refusal::invalid)?;
    let sets = |field: &str| {
        let sets = asked
            .get(field)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        sets.cloned().map(record).collect::<Vec<Value>>()
    };
    let (deletions, additions) = (sets("deletions"), sets("additions"));
    let named = |set: &Value| {
        format!(
            "'{} ({})'",
            json::text(set, "name"),
            json::text(set, "type")
        )
    };
    for (index, set) in deletions.iter().enumerate() {
        let stored = world.get(&place.scope, &key(&zone, set));
        if stored.is_none_or(|stored| stored.value != *set) {
            let (name, field) = (named(set), format!("'entity.change.deletions[{index}]'"));
            return Err(Refusal::not_found(format!(
                "The {field} resource named {name} does not exist."
            )));
        }
    }
    for (index, set) in additions.iter().enumerate() {
        let field = format!("'entity.change.additions[{index}]'");
        if !json::text(set, "name").ends_with(&within) || json::text(set, "type").is_empty() {
            return Err(Refusal::invalid(format!(
                "Invalid value for {field}: {}",
                named(set)
            )));
        }
        let is_deleted = deletions
            .iter()
            .any(|other| key(&zone, other) == key(&zone, set));
        if !is_deleted && world.get(&place.scope, &key(&zone, set)).is_some() {
            return Err(Refusal::exists(format!(
                "The resource {field} named {} already exists",
                named(set)
            )));
        }
    }
    for set in &deletions {
        world.remove(&place.scope, &key(&zone, set));
    }
    for set in &additions {
        world.put(&place.scope, &key(&zone, set), Stored::new(set.clone()));
    }
    let id = world
        .list(&place.scope, &place.prefix())
        .count()
        .to_string();
    let mut done = json!({
        "id": id,
        "kind": "dns#change",
        "startTime": clock::now(),
        "status": "done",
    });
    for (field, sets) in [("additions", additions), ("deletions", deletions)] {
        if !sets.is_empty() {
            set(&mut done, field, sets);
        }
    }
    world.put(
        &place.scope,
        &place.of(&id).key(),
        Stored::new(done.clone()),
    );
    Ok(Response::ok(done))
}
