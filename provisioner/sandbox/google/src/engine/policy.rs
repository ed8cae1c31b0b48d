//! IAM policies: who may do what with a thing.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::resource::find;
use crate::call::{Call, Response};
use crate::collection::Place;
use crate::ids;
use crate::json;
use crate::mask;
use crate::refusal::Refusal;
use crate::schema::Schema;
use crate::world::World;

/// What an IAM policy looks like, for every service.
static POLICY: LazyLock<Schema> =
    LazyLock::new(|| Schema::parse(&[include_str!("../../schema/policy.schema")]));

/// What members of a binding start with.
const MEMBERS: &[&str] = &[
    "user:",
    "serviceAccount:",
    "group:",
    "domain:",
    "principal:",
    "principalSet:",
    "projectOwner:",
    "projectEditor:",
    "projectViewer:",
    "deleted:",
];

/// Answers `getIamPolicy`.
pub(crate) fn get(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    current(world, place).map(|policy| Response::ok(encode(call, policy)))
}

/// Answers `setIamPolicy`.
pub(crate) fn set(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let given = call.body.get("policy").unwrap_or(&Value::Null);
    let mask = mask::camel(call.text("updateMask"));
    let named = |field: &str| mask.split(',').any(|path| path.trim() == field);
    let meant = Meant {
        bindings: mask.is_empty() || named("bindings"),
        audit: named("auditConfigs"),
    };
    store(world, place, given.clone(), meant).map(|policy| Response::ok(encode(call, policy)))
}

/// Which parts of a policy a change is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meant {
    pub(crate) bindings: bool,
    pub(crate) audit: bool,
}

/// Answers `testIamPermissions`: who calls here may do everything.
pub(crate) fn test(call: &Call) -> Response {
    let permissions = call.body.get("permissions").cloned().unwrap_or(json!([]));
    Response::ok(json!({ "permissions": permissions }))
}

/// The policy in force.
pub(crate) fn current(world: &World, place: &Place) -> Result<Value, Refusal> {
    find(world, place)?;
    let stored = world.get(&place.scope, &place.key());
    let policy = stored.and_then(|stored| stored.policy.clone());
    Ok(policy.unwrap_or_else(|| json!({ "etag": ids::tag(&["policy", &place.key()]) })))
}

/// Replaces what is meant of the policy in force, unless it changed since `given` was read.
pub(crate) fn store(
    world: &mut World,
    place: &Place,
    mut given: Value,
    meant: Meant,
) -> Result<Value, Refusal> {
    POLICY
        .normalize("Policy", &mut given, "policy")
        .map_err(Refusal::invalid)?;
    let before = current(world, place)?;
    let etag = json::text(&given, "etag");
    if !etag.is_empty() && etag != json::text(&before, "etag") {
        return Err(Refusal::stale(
            "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.",
        ));
    }
    let source = if meant.bindings { &given } else { &before };
    let bindings = bindings(source)?;
    let mut conditions = bindings
        .iter()
        .filter_map(|binding| binding.get("condition"));
    let conditional = conditions.next().is_some();
    if conditional && source.get("version").and_then(Value::as_i64) != Some(3) {
        return Err(Refusal::invalid("Conditions need a policy of version 3."));
    }
    let serial = world.serial(&place.scope);
    let mut policy = json!({
        "etag": ids::tag(&["policy", &serial]),
        "version": if conditional { 3 } else { 1 },
    });
    if !bindings.is_empty() {
        policy["bindings"] = bindings.into();
    }
    let source = if meant.audit { &given } else { &before };
    if let Some(configs) = source.get("auditConfigs") {
        policy["auditConfigs"] = configs.clone();
    }
    if let Some(stored) = world.get_mut(&place.scope, &place.key()) {
        stored.policy = Some(policy.clone());
    }
    Ok(policy)
}

/// The bindings of a policy; those without members say nothing and are left out.
fn bindings(policy: &Value) -> Result<Vec<Value>, Refusal> {
    let mut kept = Vec::new();
    for binding in policy
        .get("bindings")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let role = json::text(binding, "role");
        if !role.starts_with("roles/") && !role.contains("/roles/") {
            return Err(Refusal::invalid(format!("Role {role} is not valid.")));
        }
        let members = binding.get("members").and_then(Value::as_array);
        for member in members.into_iter().flatten().filter_map(Value::as_str) {
            let known = MEMBERS.iter().any(|prefix| member.starts_with(prefix));
            if !known && member != "allUsers" && member != "allAuthenticatedUsers" {
                return Err(Refusal::invalid(format!("Invalid member: {member}")));
            }
        }
        if members.is_some() {
            kept.push(binding.clone());
        }
    }
    Ok(kept)
}

fn encode(call: &Call, mut policy: Value) -> Value {
    if call.numbers_enums() {
        POLICY.number_enums("Policy", &mut policy);
    }
    policy
}
