//! Cloud KMS.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::call::{Call, Response};
use crate::clock;
use crate::collection::{Collection, HookContext, Place, Service};
use crate::engine;
use crate::json::{self, set};
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, Named, Spelled};
use crate::schema::Schema;
use crate::world::World;

static KMS: Service = Service {
    name: "kms",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/kms.schema")])),
    rows: || ROWS,
};

const VERSIONS: &str = "projects/*/locations/*/keyRings/*/cryptoKeys/*/cryptoKeyVersions";

const NAME: Spelled = Spelled {
    least: 1,
    most: 63,
    others: "A-_",
    label: false,
};

pub(super) const ROWS: &[Collection] = &[
    Collection {
        verbs: "create get list iam",
        named: Named::Query("keyRingId"),
        spelled: NAME,
        stamps: "createTime",
        total: true,
        missing: "KeyRing {name} not found.",
        ..Collection::new(&KMS, "projects/*/locations/*/keyRings", "KeyRing")
    },
    Collection {
        verbs: "create get list patch iam",
        named: Named::Query("cryptoKeyId"),
        spelled: NAME,
        stamps: "createTime",
        required: "purpose",
        defaults: r#"{"destroyScheduledDuration": "2592000s"}"#,
        total: true,
        missing: "CryptoKey {name} not found.",
        hook: complete_key,
        actions: &[("updatePrimaryVersion", update_primary)],
        ..Collection::new(
            &KMS,
            "projects/*/locations/*/keyRings/*/cryptoKeys",
            "CryptoKey",
        )
    },
    Collection {
        verbs: "create get list patch",
        named: Named::Counted,
        stamps: "createTime",
        total: true,
        missing: "CryptoKeyVersion {name} not found.",
        hook: complete_version,
        actions: &[("destroy", destroy), ("restore", restore)],
        ..Collection::new(&KMS, VERSIONS, "CryptoKeyVersion")
    },
];

/// Completes a key. Its primary version is kept by name and shown as it is now.
fn complete_key(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    match context.event {
        Event::Created => {
            complete_template(context.value)?;
            let skipped = context.call.flag("skipInitialVersionCreation");
            if !skipped && context.value.get("importOnly") != Some(&true.into()) {
                let version = version_place(context.place, "1");
                // The version's hook reads the key.
                context.world.put(
                    &context.place.scope,
                    &context.place.key(),
                    crate::world::Stored::new(context.value.clone()),
                );
                engine::make(
                    context.world,
                    &version,
                    context.call,
                    serde_json::Map::new(),
                )?;
                if json::text(context.value, "purpose") == "ENCRYPT_DECRYPT" {
                    set(context.value, "primary", version.path());
                }
            }
            Ok(())
        }
        Event::Read | Event::Listed => {
            let primary = json::text(context.value, "primary");
            let version = context
                .world
                .get(&context.place.scope, &format!("kms/{primary}"));
            match version.map(|version| version.value.clone()) {
                Some(version) => set(context.value, "primary", version),
                None => drop(json::take(context.value, "primary")),
            }
            Ok(())
        }
        Event::Changed | Event::Deleted => Ok(()),
    }
}

fn complete_template(key: &mut Value) -> Result<(), Refusal> {
    let mut template = json::take(key, "versionTemplate").unwrap_or(json!({}));
    if json::text(&template, "protectionLevel").is_empty() {
        set(&mut template, "protectionLevel", "SOFTWARE");
    }
    if json::text(&template, "algorithm").is_empty() {
        if json::text(key, "purpose") != "ENCRYPT_DECRYPT" {
            return Err(Refusal::required("versionTemplate.algorithm"));
        }
        set(&mut template, "algorithm", "GOOGLE_SYMMETRIC_ENCRYPTION");
    }
    set(key, "versionTemplate", template);
    Ok(())
}

/// The place of a version of a key.
fn version_place(key: &Place, id: &str) -> Place {
    Place {
        row: key.row.service.row(VERSIONS).unwrap_or(key.row),
        parent: format!("{}/cryptoKeyVersions", key.path()),
        id: Some(id.to_owned()),
        verb: None,
        scope: key.scope.clone(),
    }
}

/// Completes a version by the template of its key.
fn complete_version(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if context.event == Event::Created {
        let (key, _) = context.place.parent.rsplit_once('/').unwrap_or_default();
        let key = context
            .world
            .get(&context.place.scope, &format!("kms/{key}"));
        let template = key.map_or(Value::Null, |key| key.value["versionTemplate"].clone());
        for field in ["algorithm", "protectionLevel"] {
            set(context.value, field, template[field].clone());
        }
        set(context.value, "generateTime", clock::now());
        set(context.value, "state", "ENABLED");
    }
    if context.event == Event::Changed {
        let states = ["ENABLED", "DISABLED"];
        let ends = [
            context
                .before
                .map_or("", |before| json::text(before, "state")),
            json::text(context.value, "state"),
        ];
        if !ends.iter().all(|state| states.contains(state)) {
            return Err(Refusal::precondition(format!(
                "{} cannot go from {} to {}.",
                context.place.path(),
                ends[0],
                ends[1]
            )));
        }
    }
    Ok(())
}

/// Moves a version to another state.
fn move_to(
    world: &mut World,
    place: &Place,
    call: &Call,
    from: &[&str],
    change: impl FnOnce(&mut Value, i64),
) -> Result<Response, Refusal> {
    let state = json::text(engine::find(world, place)?, "state").to_owned();
    if !from.contains(&state.as_str()) {
        let message = format!("{} is in state {state}.", place.path());
        return Err(Refusal::precondition(message));
    }
    let (key, _) = place.parent.rsplit_once('/').unwrap_or_default();
    let key = world.get(&place.scope, &format!("kms/{key}"));
    let wait =
        key.and_then(|key| clock::seconds(json::text(&key.value, "destroyScheduledDuration")));
    let Some(stored) = world.get_mut(&place.scope, &place.key()) else {
        return Err(Refusal::internal("a version that was just read is gone"));
    };
    change(&mut stored.value, wait.unwrap_or(0));
    Ok(Response::ok(place.row.encode(call, stored.value.clone())))
}

/// `:destroy`: schedules the destruction; it can be taken back for a month.
fn destroy(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    move_to(
        world,
        place,
        call,
        &["ENABLED", "DISABLED"],
        |version, wait| {
            set(version, "state", "DESTROY_SCHEDULED");
            set(version, "destroyTime", clock::after(wait));
        },
    )
}

/// `:restore`.
fn restore(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    move_to(world, place, call, &["DESTROY_SCHEDULED"], |version, _| {
        set(version, "state", "DISABLED");
        json::take(version, "destroyTime");
    })
}

/// `:updatePrimaryVersion`.
fn update_primary(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let version = version_place(place, call.text("cryptoKeyVersionId"));
    engine::find(world, &version)?;
    let mut value = engine::find(world, place)?.clone();
    set(&mut value, "primary", version.path());
    if let Some(stored) = world.get_mut(&place.scope, &place.key()) {
        stored.value = value.clone();
    }
    engine::show(world, place, call, value).map(Response::ok)
}
