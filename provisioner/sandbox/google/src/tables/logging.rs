//! Cloud Logging's configuration.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::call::{Call, Response};
use crate::clock;
use crate::collection::{Collection, HookContext, Place, Service};
use crate::engine;
use crate::json::{self, set};
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, NameFormat, Named};
use crate::schema::Schema;
use crate::world::{ABOVE, Stored, World};

static LOGGING: Service = Service {
    name: "logging",
    prefix: "/v2",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/logging.schema")])),
    rows: || ROWS,
};

const fn row(path: &'static str, message: &'static str) -> Collection {
    Collection {
        stamps: "createTime updateTime",
        ..Collection::new(&LOGGING, path, message)
    }
}

pub(super) const ROWS: &[Collection] = &[
    Collection {
        verbs: "create get list patch update delete",
        name_format: NameFormat::Short,
        missing: "Sink {id} does not exist",
        hook: complete_sink,
        ..row("^/*/sinks", "LogSink")
    },
    Collection {
        missing: "Exclusion {name} does not exist",
        ..row("^/*/exclusions", "LogExclusion")
    },
    Collection {
        verbs: "create get list update upsert delete",
        name_format: NameFormat::Short,
        missing: "Metric {id} does not exist.",
        hook: complete_metric,
        ..row("projects/*/metrics", "LogMetric")
    },
    Collection {
        named: Named::Query("bucketId"),
        defaults: r#"{"lifecycleState": "ACTIVE", "retentionDays": 30}"#,
        missing: "Bucket `{id}` in location `{3}` does not exist",
        hook: check_bucket,
        actions: &[("undelete", undelete)],
        ..row("^/*/locations/*/buckets", "LogBucket")
    },
    Collection {
        actions: &[("GET", settings)],
        ..row("^/*/settings", "Settings")
    },
    Collection {
        named: Named::Query("viewId"),
        missing: "View {name} does not exist",
        ..row("^/*/locations/*/buckets/*/views", "LogView")
    },
];

/// Where sinks may lead.
const DESTINATIONS: &[&str] = &[
    "storage.googleapis.com/",
    "bigquery.googleapis.com/",
    "pubsub.googleapis.com/",
    "logging.googleapis.com/",
];

/// Sinks and buckets that Google makes in every project, with the retention in days.
const BUILT_IN: &[(&str, &str, u32)] = &[
    ("_Default", "Default bucket", 30),
    ("_Required", "Audit bucket", 400),
];

/// Logs that go to `_Required`; all others go to `_Default`.
const AUDIT: &[&str] = &[
    "cloudaudit.googleapis.com/activity",
    "externalaudit.googleapis.com/activity",
    "cloudaudit.googleapis.com/system_event",
    "externalaudit.googleapis.com/system_event",
    "cloudaudit.googleapis.com/access_transparency",
    "externalaudit.googleapis.com/access_transparency",
];

/// The sinks and buckets of a new project.
pub(super) fn seed(world: &mut World, scope: &str) {
    for (name, description, days) in BUILT_IN {
        let path = format!("projects/{scope}/locations/global/buckets/{name}");
        let bucket = json!({
            "description": description,
            "lifecycleState": "ACTIVE",
            "name": path,
            "retentionDays": days,
        });
        let filter = match *name {
            "_Required" => AUDIT
                .iter()
                .map(|log| format!("LOG_ID(\"{log}\")"))
                .collect::<Vec<_>>()
                .join(" OR "),
            _ => AUDIT
                .iter()
                .map(|log| format!("NOT LOG_ID(\"{log}\")"))
                .collect::<Vec<_>>()
                .join(" AND "),
        };
        let sink = json!({
            "destination": format!("logging.googleapis.com/{path}"),
            "filter": filter,
            "name": name,
        });
        let mut bucket = bucket;
        if *name == "_Required" {
            set(&mut bucket, "locked", true);
        }
        world.put(scope, &format!("logging/{path}"), Stored::new(bucket));
        world.put(
            scope,
            &format!("logging/projects/{scope}/sinks/{name}"),
            Stored::new(sink),
        );
    }
}

/// Checks a sink's destination, and sets its writer identity.
fn complete_sink(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let id = context.place.id();
    if context.event == Event::Deleted && BUILT_IN.iter().any(|(name, ..)| *name == id) {
        return Err(Refusal::invalid(format!("Sink {id} cannot be deleted")));
    }
    if context.event == Event::Changed && id == "_Required" {
        return Err(Refusal::invalid("Sink _Required cannot be modified"));
    }
    if !matches!(context.event, Event::Created | Event::Changed) {
        return Ok(());
    }
    let destination = json::text(context.value, "destination");
    if !DESTINATIONS
        .iter()
        .any(|known| destination.starts_with(known))
    {
        return Err(Refusal::invalid(format!(
            "Invalid destination: {destination}"
        )));
    }
    let own = format!("logging.googleapis.com/projects/{}/", context.place.scope);
    if destination.starts_with(&own) {
        json::take(context.value, "writerIdentity");
        return Ok(());
    }
    let unique = context.call.flag("uniqueWriterIdentity");
    let had = context.value.get("writerIdentity").is_some();
    let writer = if context.place.scope == ABOVE {
        let kind = if context.place.part(0) == "folders" {
            "folder"
        } else {
            "org"
        };
        format!("service-{kind}-{}", context.place.part(1))
    } else {
        format!("service-{}", context.world.number(&context.place.scope))
    };
    if unique {
        let writer = format!("serviceAccount:{writer}@gcp-sa-logging.iam.gserviceaccount.com");
        set(context.value, "writerIdentity", writer);
    } else if !had {
        set(
            context.value,
            "writerIdentity",
            "serviceAccount:cloud-logs@system.gserviceaccount.com",
        );
    }
    Ok(())
}

/// Sets what a metric is called in Monitoring.
fn complete_metric(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if matches!(context.event, Event::Created | Event::Changed) {
        let kind = format!("logging.googleapis.com/user/{}", context.place.id());
        let mut descriptor = json::take(context.value, "metricDescriptor").unwrap_or(json!({}));
        let defaults = json!({
            "metricKind": "DELTA",
            "name": format!("projects/{}/metricDescriptors/{kind}", context.place.scope),
            "type": kind,
            "unit": "1",
            "valueType": "INT64",
        });
        json::fill(
            &mut descriptor,
            defaults.as_object().unwrap_or(&serde_json::Map::new()),
        );
        set(context.value, "metricDescriptor", descriptor);
    }
    Ok(())
}

/// Buckets go after a week; locked ones and Google's own do not.
fn check_bucket(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let id = context.place.id();
    match (context.event, context.before) {
        (Event::Changed, Some(before)) => {
            let locked = before.get("locked") == Some(&true.into());
            let same = |field: &str| before.get(field) == context.value.get(field);
            if id == "_Required" || (locked && !(same("locked") && same("retentionDays"))) {
                return Err(Refusal::precondition(format!(
                    "Bucket `{id}` is locked and cannot be changed so"
                )));
            }
            let days = context
                .value
                .get("retentionDays")
                .and_then(Value::as_i64)
                .unwrap_or(30);
            if !(1..=3650).contains(&days) {
                return Err(Refusal::invalid(format!("Invalid retention: {days} days")));
            }
        }
        (Event::Deleted, _) => {
            if BUILT_IN.iter().any(|(name, ..)| *name == id) {
                return Err(Refusal::precondition(format!(
                    "Bucket `{id}` cannot be deleted"
                )));
            }
            set(context.value, "lifecycleState", "DELETE_REQUESTED");
            set(context.value, "updateTime", clock::now());
            context.keep = true;
        }
        _ => {}
    }
    Ok(())
}

/// `:undelete`.
fn undelete(world: &mut World, place: &Place, _: &Call) -> Result<Response, Refusal> {
    let mut value = engine::find(world, place)?.clone();
    if json::text(&value, "lifecycleState") != "DELETE_REQUESTED" {
        return Err(Refusal::precondition(format!(
            "Bucket `{}` is not deleted",
            place.id()
        )));
    }
    set(&mut value, "lifecycleState", "ACTIVE");
    if let Some(stored) = world.get_mut(&place.scope, &place.key()) {
        stored.value = value;
    }
    Ok(Response::empty())
}

/// The settings of a project: who encrypts its logs, once it is given a key.
fn settings(world: &mut World, place: &Place, _: &Call) -> Result<Response, Refusal> {
    let of = match place.scope.as_str() {
        ABOVE => place.part(1).to_owned(),
        scope => world.number(scope),
    };
    Ok(Response::ok(json!({
        "kmsServiceAccountId": format!("service-{of}@gcp-sa-logging.iam.gserviceaccount.com"),
        "name": place.path(),
    })))
}
