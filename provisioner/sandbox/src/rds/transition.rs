//! How databases go from state to state. No clock runs here: each `Describe` moves one on.

use serde_json::{Value, json};

use super::INSTANCE;
use super::database::DatabaseType;
use crate::account_state::Kind;
use crate::records::items;
use crate::service::Context;

pub(super) const AVAILABLE: &str = "available";
const MODIFYING: &str = "modifying";

/// The members for logs exported to CloudWatch Logs, and for pending changes to them.
pub(super) const LOGS: &str = "EnabledCloudwatchLogsExports";
pub(super) const PENDING_LOGS: &str = "PendingCloudwatchLogsExports";

/// States still to come, by kind and name of the database.
const STATES: Kind = Kind::regional("rds.course");

fn key(of: &DatabaseType, name: &str) -> String {
    format!("{}/{name}", of.records)
}

/// Sets the states that the next descriptions of a database go through; the last one stays.
pub(super) fn begin(cx: &mut Context, of: &DatabaseType, name: &str, states: &[&str]) {
    cx.put(STATES, &key(of, name), json!(states));
}

/// Whether there are states to come.
pub(super) fn is_under_way(cx: &Context, of: &DatabaseType, name: &str) -> bool {
    cx.has(STATES, &key(of, name))
}

/// Drops the states to come.
pub(super) fn end(cx: &mut Context, of: &DatabaseType, name: &str) {
    cx.remove(STATES, &key(of, name));
}

/// Moves all databases of a type one state on, or the one that is named. What was pending takes
/// effect when the database is no longer being modified.
pub(super) fn advance(cx: &mut Context, of: &DatabaseType, wanted: Option<&str>) {
    for mut record in cx.list(of.kind) {
        let name = record[of.name].as_str().unwrap_or_default().to_owned();
        if wanted.is_some_and(|wanted| wanted != name) {
            continue;
        }
        let states = cx.get(STATES, &key(of, &name)).unwrap_or_default();
        let states: Vec<&Value> = items(&states).collect();
        let Some((state, left)) = states.split_first() else {
            continue;
        };
        if record[of.status] == MODIFYING && *state != MODIFYING {
            apply_pending(of, &mut record);
        }
        record[of.status] = (*state).clone();
        match left.is_empty() {
            true => end(cx, of, &name),
            false => cx.put(STATES, &key(of, &name), json!(left)),
        }
        cx.put(of.kind, &name, record);
    }
}

fn apply_pending(of: &DatabaseType, record: &mut Value) {
    let pending = record["PendingModifiedValues"].take();
    record["PendingModifiedValues"] = "".into();
    for (field, value) in pending.as_object().into_iter().flatten() {
        match field.as_str() {
            "Port" if of.kind == INSTANCE => record["Endpoint"]["Port"] = value.clone(),
            PENDING_LOGS => {
                let mut all = logs(record);
                let off = members(&value["LogTypesToDisable"]);
                all.retain(|log| !off.contains(log));
                all.extend(members(&value["LogTypesToEnable"]));
                record[LOGS] = json!({ "member": all });
            }
            field => record[field] = value.clone(),
        }
    }
}

/// Which logs `next` turns on and off, if any.
pub(super) fn log_change(record: &Value, next: &Value) -> Option<Value> {
    let (before, after) = (logs(record), logs(next));
    let missing = |one: &[Value], other: &[Value]| {
        let all: Vec<Value> = one
            .iter()
            .filter(|log| !other.contains(log))
            .cloned()
            .collect();
        json!({ "member": all })
    };
    let (on, off) = (missing(&after, &before), missing(&before, &after));
    (on != off).then(|| json!({ "LogTypesToEnable": on, "LogTypesToDisable": off }))
}

fn logs(record: &Value) -> Vec<Value> {
    members(&record[LOGS])
}

fn members(list: &Value) -> Vec<Value> {
    list["member"].as_array().cloned().unwrap_or_default()
}
