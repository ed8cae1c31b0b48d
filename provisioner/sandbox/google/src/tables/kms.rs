//! Cloud KMS.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::call::{Answer, Call};
use crate::clock;
use crate::collection::{Collection, Event, Named, Service, Spelled, Turn};
use crate::engine;
use crate::json::{self, set};
use crate::refusal::{Form, Refusal};
use crate::route::Place;
use crate::schema::Schema;
use crate::tables;
use crate::world::World;

static KMS: Service = Service {
    name: "kms",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/kms.schema")])),
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
fn complete_key(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    match turn.event {
        Event::Created => {
            complete_template(turn.value)?;
            let skipped = turn.call.flag("skipInitialVersionCreation");
            if !skipped && turn.value.get("importOnly") != Some(&true.into()) {
                let version = version_place(turn.place, "1");
                // The version's hook reads the key.
                turn.world.put(
                    &turn.place.scope,
                    &turn.place.key(),
                    crate::world::Stored::new(turn.value.clone()),
                );
                engine::make(turn.world, &version, turn.call, serde_json::Map::new())?;
                if json::text(turn.value, "purpose") == "ENCRYPT_DECRYPT" {
                    set(turn.value, "primary", version.path());
                }
            }
            Ok(())
        }
        Event::Shown | Event::Listed => {
            let primary = json::text(turn.value, "primary");
            let version = turn.world.get(&turn.place.scope, &format!("kms/{primary}"));
            match version.map(|version| version.value.clone()) {
                Some(version) => set(turn.value, "primary", version),
                None => drop(json::take(turn.value, "primary")),
            }
            Ok(())
        }
        Event::Changed | Event::Gone => Ok(()),
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
    let row = tables::all().find(|row| row.path == VERSIONS);
    Place {
        row: row.unwrap_or(key.row),
        parent: format!("{}/cryptoKeyVersions", key.path()),
        id: Some(id.to_owned()),
        verb: None,
        scope: key.scope.clone(),
    }
}

/// Completes a version by the template of its key.
fn complete_version(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    if turn.event == Event::Created {
        let (key, _) = turn.place.parent.rsplit_once('/').unwrap_or_default();
        let key = turn.world.get(&turn.place.scope, &format!("kms/{key}"));
        let template = key.map_or(Value::Null, |key| key.value["versionTemplate"].clone());
        for field in ["algorithm", "protectionLevel"] {
            set(turn.value, field, template[field].clone());
        }
        set(turn.value, "generateTime", clock::now());
        set(turn.value, "state", "ENABLED");
    }
    if turn.event == Event::Changed {
        let states = ["ENABLED", "DISABLED"];
        let ends = [
            turn.before.map_or("", |before| json::text(before, "state")),
            json::text(turn.value, "state"),
        ];
        if !ends.iter().all(|state| states.contains(state)) {
            return Err(Refusal::precondition(format!(
                "{} cannot go from {} to {}.",
                turn.place.path(),
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
) -> Result<Answer, Refusal> {
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
    Ok(Answer::ok(place.row.encode(call, stored.value.clone())))
}

/// `:destroy`: schedules the destruction; it can be taken back for a month.
fn destroy(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
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
fn restore(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
    move_to(world, place, call, &["DESTROY_SCHEDULED"], |version, _| {
        set(version, "state", "DISABLED");
        json::take(version, "destroyTime");
    })
}

/// `:updatePrimaryVersion`.
fn update_primary(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
    let version = version_place(place, call.text("cryptoKeyVersionId"));
    engine::find(world, &version)?;
    let mut value = engine::find(world, place)?.clone();
    set(&mut value, "primary", version.path());
    if let Some(stored) = world.get_mut(&place.scope, &place.key()) {
        stored.value = value.clone();
    }
    engine::show(world, place, call, value).map(Answer::ok)
}
