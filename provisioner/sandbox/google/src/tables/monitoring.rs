//! Cloud Monitoring's alerts.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::clock;
use crate::collection::{Collection, Event, Named, Service, Turn};
use crate::engine::operation::USER;
use crate::ids;
use crate::json::{self, set};
use crate::refusal::{Form, Refusal};
use crate::schema::Schema;

static MONITORING: Service = Service {
    name: "monitoring",
    prefix: "/v3",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/monitoring.schema")])),
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

fn complete_channel(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    let now = json!({ "mutateTime": clock::now() });
    match turn.event {
        Event::Created => {
            set(turn.value, "creationRecord", now.clone());
            set(turn.value, "mutationRecords", json!([now]));
        }
        Event::Changed => {
            if let Some(Value::Array(records)) = turn.value.get_mut("mutationRecords") {
                records.push(now);
            }
        }
        Event::Gone if !turn.call.flag("force") => {
            let name = json!(turn.place.path());
            let prefix = format!("monitoring/projects/{}/alertPolicies/", turn.place.scope);
            let mut policies = turn.world.under(&turn.place.scope, prefix);
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

fn complete_policy(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    if !matches!(turn.event, Event::Created | Event::Changed) {
        return Ok(());
    }
    let record = json!({ "mutateTime": clock::now(), "mutatedBy": USER });
    if turn.event == Event::Created {
        set(turn.value, "creationRecord", record.clone());
    }
    set(turn.value, "mutationRecord", record);
    let path = turn.place.path();
    let conditions = turn
        .value
        .get_mut("conditions")
        .and_then(Value::as_array_mut);
    for condition in conditions.into_iter().flatten() {
        if json::text(condition, "name").is_empty() {
            let serial = turn.world.serial(&turn.place.scope);
            let id = ids::digits(18, &["condition", &serial]);
            set(condition, "name", format!("{path}/conditions/{id}"));
        }
    }
    Ok(())
}
