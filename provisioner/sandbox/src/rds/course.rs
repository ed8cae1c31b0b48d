//! How databases go from state to state. No clock runs here: each look at one lets a state pass.

use serde_json::{Value, json};

use super::INSTANCE;
use super::database::Sort;
use crate::bank::Bank;
use crate::call::Call;

pub(super) const AVAILABLE: &str = "available";
const MODIFYING: &str = "modifying";

/// Where logs are told that go to CloudWatch Logs, and what is to change of them.
pub(super) const LOGS: &str = "EnabledCloudwatchLogsExports";
pub(super) const PENDING_LOGS: &str = "PendingCloudwatchLogsExports";

/// States that are still to be told, by kind and name of the database.
const COURSE: &str = "rds.course";

fn key(sort: &Sort, name: &str) -> String {
    format!("{}/{name}", sort.kind.0)
}

/// Has the next looks at a database tell these states; the last one stays.
pub(super) fn begin(sort: &Sort, call: &Call, name: &str, states: &[&str], bank: &mut Bank) {
    bank.set_side(COURSE, &call.region, &key(sort, name), json!(states));
}

/// Whether there are states to come.
pub(super) fn is_under_way(sort: &Sort, call: &Call, name: &str, bank: &Bank) -> bool {
    bank.side(COURSE, &call.region, &key(sort, name)).is_some()
}

/// Forgets what was to come.
pub(super) fn end(sort: &Sort, call: &Call, name: &str, bank: &mut Bank) {
    bank.set_side(COURSE, &call.region, &key(sort, name), Value::Null);
}

/// A look at all databases of a sort, or at the one that is named. What was pending is set when
/// it is no longer being modified.
pub(super) fn look(sort: &Sort, call: &Call, wanted: Option<&str>, bank: &mut Bank) {
    for mut record in bank.sides(sort.kind.0, &call.region) {
        let name = record[sort.name].as_str().unwrap_or_default().to_owned();
        if wanted.is_some_and(|wanted| wanted != name) {
            continue;
        }
        let course = bank.side(COURSE, &call.region, &key(sort, &name));
        let states = course.and_then(Value::as_array).cloned();
        let Some((state, left)) = states.as_deref().and_then(<[Value]>::split_first) else {
            continue;
        };
        if record[sort.status] == MODIFYING && *state != MODIFYING {
            set_pending(sort, &mut record);
        }
        record[sort.status] = state.clone();
        match left.is_empty() {
            true => end(sort, call, &name, bank),
            false => bank.set_side(COURSE, &call.region, &key(sort, &name), json!(left)),
        }
        bank.set_side(sort.kind.0, &call.region, &name, record);
    }
}

fn set_pending(sort: &Sort, record: &mut Value) {
    let pending = record["PendingModifiedValues"].take();
    record["PendingModifiedValues"] = "".into();
    for (field, value) in pending.as_object().into_iter().flatten() {
        match field.as_str() {
            "Port" if sort.kind == INSTANCE => record["Endpoint"]["Port"] = value.clone(),
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
