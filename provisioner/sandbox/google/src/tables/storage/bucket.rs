//! What the server sets on a bucket, and what it refuses.

use serde_json::{Value, json};

use crate::call::{Call, Response};
use crate::clock;
use crate::collection::{HookContext, Place};
use crate::engine;
use crate::ids;
use crate::json::{self, set, take};
use crate::refusal::Refusal;
use crate::rules::Event;
use crate::world::World;

/// How long uniform access can be taken back.
const UNIFORM_SECONDS: i64 = 90 * 24 * 3600;

/// Places of more than one region.
const MULTI: &[&str] = &["US", "EU", "ASIA"];
/// Pairs of regions with a name of their own.
const DUAL: &[&str] = &["ASIA1", "NAM4", "EUR4", "EUR5", "EUR7", "EUR8"];

/// Completes, checks or dresses a bucket.
pub(super) fn complete(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    match context.event {
        Event::Created => made(context),
        Event::Changed => changed(context),
        Event::Deleted => matching(context.call, context.value),
        Event::Read | Event::Listed => show(context),
    }
}

fn made(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if context.world.bucket_owner(context.place.id()).is_some() {
        return Err(Refusal::conflict(
            "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
        ));
    }
    let location = json::text(context.value, "location").to_uppercase();
    let kind = match location.as_str() {
        place if MULTI.contains(&place) => "multi-region",
        place if DUAL.contains(&place) || context.value.get("customPlacementConfig").is_some() => {
            "dual-region"
        }
        _ => "region",
    };
    if kind != "region" && context.value.get("rpo").is_none() {
        set(context.value, "rpo", "DEFAULT");
    }
    let now = clock::now();
    let number = context.world.number(&context.place.scope);
    let serial = context.world.serial(&context.place.scope);
    set(
        context.value,
        "generation",
        ids::digits(16, &["bucket", &serial]),
    );
    set(context.value, "id", context.place.id());
    set(context.value, "location", location);
    set(context.value, "locationType", kind);
    set(context.value, "metageneration", "1");
    set(context.value, "projectNumber", number);
    set(context.value, "timeCreated", now.as_str());
    normalize(context.value, &json!({}), &now)?;
    set(context.value, "updated", now);
    Ok(())
}

fn changed(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let Some(before) = context.before else {
        return Ok(());
    };
    matching(context.call, before)?;
    let now = clock::now();
    let generation: u64 = json::text(before, "metageneration").parse().unwrap_or(1);
    set(
        context.value,
        "metageneration",
        (generation + 1).to_string(),
    );
    normalize(context.value, before, &now)?;
    refuse_shorter(before, context.value)?;
    set(context.value, "updated", now);
    Ok(())
}

/// Brings what the server derives into line with what was asked for.
fn normalize(bucket: &mut Value, before: &Value, now: &str) -> Result<(), Refusal> {
    for field in [
        "lifecycle",
        "cors",
        "encryption",
        "logging",
        "website",
        "billing",
        "retentionPolicy",
    ] {
        let empty = bucket
            .get(field)
            .is_some_and(|value| *value == json!({}) || *value == json!([]));
        if empty {
            take(bucket, field);
        }
    }
    let mut access = take(bucket, "iamConfiguration").unwrap_or(json!({}));
    if json::text(&access, "publicAccessPrevention").is_empty() {
        set(&mut access, "publicAccessPrevention", "inherited");
    }
    let mut uniform = ["uniformBucketLevelAccess", "bucketPolicyOnly"]
        .into_iter()
        .find_map(|name| access.get(name).cloned())
        .unwrap_or(json!({}));
    let enabled = uniform.get("enabled") == Some(&true.into());
    set(&mut uniform, "enabled", enabled);
    if enabled && uniform.get("lockedTime").is_none() {
        set(&mut uniform, "lockedTime", clock::after(UNIFORM_SECONDS));
    } else if !enabled {
        take(&mut uniform, "lockedTime");
    }
    set(&mut access, "bucketPolicyOnly", uniform.clone());
    set(&mut access, "uniformBucketLevelAccess", uniform);
    set(bucket, "iamConfiguration", access);
    for (policy, period) in [
        ("softDeletePolicy", "retentionDurationSeconds"),
        ("retentionPolicy", "retentionPeriod"),
    ] {
        let same = json::text(&bucket[policy], period) == json::text(&before[policy], period);
        let Some(value) = bucket.get_mut(policy) else {
            continue;
        };
        match json::text(value, period) {
            "0" | "" => drop(take(value, "effectiveTime")),
            _ if same && value.get("effectiveTime").is_some() => {}
            _ => set(value, "effectiveTime", now),
        }
    }
    let soft: u64 = json::text(&bucket["softDeletePolicy"], "retentionDurationSeconds")
        .parse()
        .unwrap_or(0);
    let day = 24 * 3600;
    if soft != 0 && !(7 * day..=90 * day).contains(&soft) {
        return Err(Refusal::invalid(
            "Soft delete policy retention duration must be 0 or between 7 and 90 days.",
        ));
    }
    Ok(())
}

/// A locked retention policy can only become longer.
fn refuse_shorter(before: &Value, after: &Value) -> Result<(), Refusal> {
    let period = |bucket: &Value| {
        json::text(&bucket["retentionPolicy"], "retentionPeriod")
            .parse::<u64>()
            .unwrap_or(0)
    };
    let locked = before["retentionPolicy"]["isLocked"] == json!(true);
    if locked && period(after) < period(before) {
        return Err(Refusal::forbidden(
            "Cannot reduce retention duration of a locked Retention Policy for bucket.",
        ));
    }
    Ok(())
}

/// Refuses when the bucket is not as the caller read it.
fn matching(call: &Call, bucket: &Value) -> Result<(), Refusal> {
    let current = json::text(bucket, "metageneration");
    let (wanted, unwanted) = (
        call.query("ifMetagenerationMatch"),
        call.query("ifMetagenerationNotMatch"),
    );
    if (!wanted.is_empty() && wanted != current) || unwanted == current {
        return Err(Refusal::condition(
            "At least one of the pre-conditions you specified did not hold.",
        ));
    }
    Ok(())
}

/// Shows access control lists where the caller asks for everything, as a PATCH does by default.
fn show(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let full = match context.call.query("projection") {
        "" => matches!(context.call.method, http::Method::PATCH | http::Method::PUT),
        projection => projection == "full",
    };
    let uniform =
        context.value["iamConfiguration"]["uniformBucketLevelAccess"]["enabled"] == json!(true);
    if !full || uniform {
        return Ok(());
    }
    let bucket = context.place.id().to_owned();
    let number = context.world.number(&context.place.scope);
    let tag = ids::tag(&["acl", &bucket]);
    let teams = [
        ("owners", "OWNER"),
        ("editors", "OWNER"),
        ("viewers", "READER"),
    ];
    let (mut lists, mut defaults) = (Vec::new(), Vec::new());
    for (name, role) in teams {
        let entity = format!("project-{name}-{number}");
        let common = json!({
            "entity": entity,
            "etag": tag,
            "projectTeam": { "projectNumber": number, "team": name },
            "role": role,
        });
        let mut default = common.clone();
        set(&mut default, "kind", "storage#objectAccessControl");
        defaults.push(default);
        let mut list = common;
        set(&mut list, "kind", "storage#bucketAccessControl");
        set(&mut list, "bucket", bucket.as_str());
        set(&mut list, "id", format!("{bucket}/{entity}"));
        set(
            &mut list,
            "selfLink",
            format!("{}/acl/{entity}", context.place.link()),
        );
        lists.push(list);
    }
    set(context.value, "acl", lists);
    set(context.value, "defaultObjectAcl", defaults);
    set(
        context.value,
        "owner",
        json!({ "entity": format!("project-owners-{number}") }),
    );
    Ok(())
}

/// `lockRetentionPolicy`: for good.
pub(super) fn lock(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let before = engine::find(world, place)?.clone();
    if call.query("ifMetagenerationMatch").is_empty() {
        return Err(Refusal::required("ifMetagenerationMatch"));
    }
    let mut value = before.clone();
    let Some(policy) = value.get_mut("retentionPolicy") else {
        return Err(Refusal::invalid("The bucket has no retention policy."));
    };
    set(policy, "isLocked", true);
    let value = engine::store_changed(world, place, call, &before, value)?;
    Ok(Response::ok(value))
}
