//! Cloud Monitoring's alerts.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::clock;
use crate::collection::{Collection, HookContext, Service};
use crate::engine::operation::USER;
use crate::ids;
use crate::json::{self, set};
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, Named};
use crate::schema::Schema;

static MONITORING: Service = Service {
    name: "monitoring",
    prefix: "/v3",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/monitoring.schema")])),
    rows: || ROWS,
};

pub(super) const ROWS: &[Collection] = &[
    Collection {
        named: Named::Server(18),
        required: "type",
        defaults: r#"{"enabled": true}"#,
        total: true,
        hook: complete_channel,
        ..Collection::new(
            &MONITORING,
            "projects/*/notificationChannels",
            "NotificationChannel",
        )
    },
    Collection {
        named: Named::Server(18),
        required: "displayName combiner conditions",
        defaults: r#"{"enabled": true}"#,
        total: true,
        hook: complete_policy,
        ..Collection::new(&MONITORING, "projects/*/alertPolicies", "AlertPolicy")
    },
];

fn complete_channel(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let now = json!({ "mutateTime": clock::now() });
    match context.event {
        Event::Created => {
            set(context.value, "creationRecord", now.clone());
            set(context.value, "mutationRecords", json!([now]));
        }
        Event::Changed => {
            if let Some(Value::Array(records)) = context.value.get_mut("mutationRecords") {
                records.push(now);
            }
        }
        Event::Deleted if !context.call.flag("force") => {
            let name = json!(context.place.path());
            let prefix = format!("monitoring/projects/{}/alertPolicies/", context.place.scope);
            let mut policies = context.world.under(&context.place.scope, prefix);
            let used = policies.any(|(_, policy)| {
                policy.value["notificationChannels"]
                    .as_array()
                    .is_some_and(|channels| channels.contains(&name))
            });
            if used {
                return Err(Refusal::precondition(
                    "The channel is in use by an alerting policy.",
                ));
            }
        }
        _ => {}
    }
    Ok(())
}

fn complete_policy(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if !matches!(context.event, Event::Created | Event::Changed) {
        return Ok(());
    }
    let record = json!({ "mutateTime": clock::now(), "mutatedBy": USER });
    if context.event == Event::Created {
        set(context.value, "creationRecord", record.clone());
    }
    set(context.value, "mutationRecord", record);
    let path = context.place.path();
    let conditions = context
        .value
        .get_mut("conditions")
        .and_then(Value::as_array_mut);
    for condition in conditions.into_iter().flatten() {
        if json::text(condition, "name").is_empty() {
            let serial = context.world.serial(&context.place.scope);
            let id = ids::digits(18, &["condition", &serial]);
            set(condition, "name", format!("{path}/conditions/{id}"));
        }
    }
    Ok(())
}
