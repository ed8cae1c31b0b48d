//! Buckets in the form of gRPC, as the JSON API's and back.

use http::Method;
use serde_json::{Value, json};

use crate::call::Call;
use crate::json::{set, take, text};
use crate::mask;
use crate::refusal::Refusal;

/// What buckets are called in gRPC.
const PREFIX: &str = "projects/_/buckets/";

/// How a value is written on either side.
#[derive(Clone, Copy)]
enum Written {
    Same,
    /// `604800s` and `"604800"`.
    Seconds,
    /// `projects/_/buckets/b` and `b`.
    Bucket,
    /// `{"year": 2026, …}` and `"2026-01-31"`.
    Date,
}

/// Where gRPC and the JSON API differ: outer names first, so that the inner ones are found under
/// the JSON API's name of the outer.
#[rustfmt::skip]
const DIFFERENCES: &[(&str, &str, Written)] = &[
    ("iamConfig", "iamConfiguration", Written::Same),
    ("iamConfiguration.uniformBucketLevelAccess.lockTime", "lockedTime", Written::Same),
    ("createTime", "timeCreated", Written::Same),
    ("updateTime", "updated", Written::Same),
    ("satisfiesPzs", "satisfiesPZS", Written::Same),
    ("encryption.defaultKmsKey", "defaultKmsKeyName", Written::Same),
    ("logging.logBucket", "logBucket", Written::Bucket),
    ("retentionPolicy.retentionDuration", "retentionPeriod", Written::Seconds),
    ("softDeletePolicy.retentionDuration", "retentionDurationSeconds", Written::Seconds),
    ("lifecycle.rule[].condition.ageDays", "age", Written::Same),
    ("lifecycle.rule[].condition.createdBefore", "createdBefore", Written::Date),
    ("lifecycle.rule[].condition.customTimeBefore", "customTimeBefore", Written::Date),
    ("lifecycle.rule[].condition.noncurrentTimeBefore", "noncurrentTimeBefore", Written::Date),
];

/// Messages whose only switch is off when it is not there.
const SWITCHES: &[&str] = &[
    "versioning",
    "autoclass",
    "hierarchicalNamespace",
    "iamConfiguration.uniformBucketLevelAccess",
];

pub(super) fn create(mut request: Value) -> Result<Call, Refusal> {
    refuse_lists(&request)?;
    let mut bucket = take(&mut request, "bucket").unwrap_or(json!({}));
    let parent = match text(&bucket, "project") {
        "" => text(&request, "parent"),
        project => project,
    };
    let project = parent.trim_start_matches("projects/").to_owned();
    let id = text(&request, "bucketId").to_owned();
    bucket = to_json(bucket);
    set(&mut bucket, "name", id);
    if request.get("enableObjectRetention") == Some(&true.into()) {
        set(&mut bucket, "objectRetention", json!({ "mode": "Enabled" }));
    }
    Ok(Call::new(
        Method::POST,
        "/storage/v1/b".to_owned(),
        &[("project", project)],
        bucket,
    ))
}

pub(super) fn get(request: Value) -> Result<Call, Refusal> {
    let path = path(text(&request, "name"))?;
    Ok(Call::new(
        Method::GET,
        path,
        &conditions(&request),
        Value::Null,
    ))
}

pub(super) fn list(request: Value) -> Result<Call, Refusal> {
    let size = request.get("pageSize").map(ToString::to_string);
    let query = [
        (
            "project",
            text(&request, "parent")
                .trim_start_matches("projects/")
                .to_owned(),
        ),
        ("pageToken", text(&request, "pageToken").to_owned()),
        ("prefix", text(&request, "prefix").to_owned()),
        ("maxResults", size.unwrap_or_default()),
    ];
    Ok(Call::new(
        Method::GET,
        "/storage/v1/b".to_owned(),
        &query,
        Value::Null,
    ))
}

pub(super) fn update(mut request: Value) -> Result<Call, Refusal> {
    refuse_lists(&request)?;
    let bucket = take(&mut request, "bucket").unwrap_or(json!({}));
    let path = path(text(&bucket, "name"))?;
    let mask = text(&request, "updateMask");
    if mask.is_empty() {
        return Err(Refusal::required("update_mask"));
    }
    let mask: Vec<String> = mask
        .split(',')
        .map(|path| to_json_path(&mask::camel(path)))
        .collect();
    let mut query = conditions(&request).to_vec();
    query.push(("projection", "noAcl".to_owned()));
    query.push(("updateMask", mask.join(",")));
    Ok(Call::new(Method::PATCH, path, &query, to_json(bucket)))
}

pub(super) fn delete(request: Value) -> Result<Call, Refusal> {
    let path = path(text(&request, "name"))?;
    Ok(Call::new(
        Method::DELETE,
        path,
        &conditions(&request),
        Value::Null,
    ))
}

pub(super) fn lock(request: Value) -> Result<Call, Refusal> {
    let path = format!("{}/lockRetentionPolicy", path(text(&request, "bucket"))?);
    Ok(Call::new(
        Method::POST,
        path,
        &conditions(&request),
        Value::Null,
    ))
}

pub(super) fn get_policy(request: Value) -> Result<Call, Refusal> {
    let path = format!("{}/iam", path(text(&request, "resource"))?);
    Ok(Call::new(Method::GET, path, &[], Value::Null))
}

pub(super) fn set_policy(mut request: Value) -> Result<Call, Refusal> {
    let path = format!("{}/iam", path(text(&request, "resource"))?);
    let policy = take(&mut request, "policy").unwrap_or(json!({}));
    Ok(Call::new(Method::PUT, path, &[], policy))
}

/// The sandbox keeps no access control lists.
fn refuse_lists(request: &Value) -> Result<(), Refusal> {
    let fields = ["predefinedAcl", "predefinedDefaultObjectAcl"];
    match fields
        .into_iter()
        .find(|field| !text(request, field).is_empty())
    {
        Some(field) => Err(Refusal::unimplemented(format!(
            "{field} is not answered here."
        ))),
        None => Ok(()),
    }
}

fn path(name: &str) -> Result<String, Refusal> {
    let bucket = name
        .strip_prefix(PREFIX)
        .filter(|bucket| !bucket.is_empty());
    bucket
        .map(|bucket| format!("/storage/v1/b/{bucket}"))
        .ok_or_else(|| {
            Refusal::invalid(format!(
                "The bucket name must be of the form {PREFIX}BUCKET: {name}"
            ))
        })
}

fn conditions(request: &Value) -> [(&'static str, String); 2] {
    ["ifMetagenerationMatch", "ifMetagenerationNotMatch"]
        .map(|name| (name, text(request, name).to_owned()))
}

/// A bucket of the JSON API in the form of gRPC.
pub(super) fn to_message(mut bucket: Value) -> Value {
    for (grpc, rest, written) in DIFFERENCES.iter().rev() {
        let (outer, inner) = split(grpc);
        each(&mut bucket, &outer, &mut |object| {
            if let Some(value) = take(object, rest) {
                set(object, inner, from_json(*written, value));
            }
        });
    }
    let name = text(&bucket, "name").to_owned();
    let project = format!("projects/{}", text(&bucket, "projectNumber"));
    if let Some(retention) = take(&mut bucket, "objectRetention") {
        set(
            &mut bucket,
            "objectRetention",
            json!({ "enabled": text(&retention, "mode") == "Enabled" }),
        );
    }
    set(&mut bucket, "bucketId", name.as_str());
    set(&mut bucket, "name", format!("{PREFIX}{name}"));
    set(&mut bucket, "project", project);
    bucket
}

pub(super) fn list_to_message(mut body: Value) -> Value {
    let buckets = take(&mut body, "items");
    let buckets = buckets
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let buckets: Vec<Value> = buckets.cloned().map(to_message).collect();
    set(&mut body, "buckets", buckets);
    body
}

/// A bucket of gRPC in the form of the JSON API.
fn to_json(mut bucket: Value) -> Value {
    for field in ["name", "bucketId", "project"] {
        take(&mut bucket, field);
    }
    for (grpc, rest, written) in DIFFERENCES {
        let (outer, inner) = split(grpc);
        each(&mut bucket, &outer, &mut |object| {
            if let Some(value) = take(object, inner) {
                set(object, rest, into_json(*written, value));
            }
        });
    }
    for switch in SWITCHES {
        let steps: Vec<&str> = switch.split('.').collect();
        each(&mut bucket, &steps, &mut |object| {
            if object.get("enabled").is_none() {
                set(object, "enabled", false);
            }
        });
    }
    bucket
}

/// A mask's path by the JSON API's names.
fn to_json_path(path: &str) -> String {
    let mut path = path.to_owned();
    for (grpc, rest, _) in DIFFERENCES {
        let (outer, _) = split(grpc);
        let renamed = outer
            .iter()
            .copied()
            .chain([*rest])
            .collect::<Vec<_>>()
            .join(".");
        let below = path
            .strip_prefix(*grpc)
            .filter(|rest| rest.is_empty() || rest.starts_with('.'));
        if let Some(below) = below {
            path = format!("{renamed}{below}");
        }
    }
    path
}

fn split(path: &'static str) -> (Vec<&'static str>, &'static str) {
    let mut steps: Vec<&str> = path.split('.').collect();
    let last = steps.pop().unwrap_or_default();
    (steps, last)
}

/// Visits what `steps` lead to; `name[]` is every element of the list `name`.
fn each(value: &mut Value, steps: &[&str], visit: &mut impl FnMut(&mut Value)) {
    let Some((step, rest)) = steps.split_first() else {
        return visit(value);
    };
    if let Some(list) = step.strip_suffix("[]") {
        let elements = value.get_mut(list).and_then(Value::as_array_mut);
        elements
            .into_iter()
            .flatten()
            .for_each(|element| each(element, rest, visit));
    } else if let Some(inner) = value.get_mut(*step) {
        each(inner, rest, visit);
    }
}

fn into_json(written: Written, value: Value) -> Value {
    let as_text = value.as_str().unwrap_or_default();
    match written {
        Written::Same => value,
        Written::Seconds => as_text.trim_end_matches('s').into(),
        Written::Bucket => as_text.trim_start_matches(PREFIX).into(),
        Written::Date => {
            let part = |name: &str| value.get(name).and_then(Value::as_i64).unwrap_or(0);
            format!(
                "{:04}-{:02}-{:02}",
                part("year"),
                part("month"),
                part("day")
            )
            .into()
        }
    }
}

fn from_json(written: Written, value: Value) -> Value {
    let as_text = value.as_str().unwrap_or_default();
    match written {
        Written::Same => value,
        Written::Seconds => format!("{as_text}s").into(),
        Written::Bucket => format!("{PREFIX}{as_text}").into(),
        Written::Date => {
            let mut parts = as_text
                .split('-')
                .map(|part| part.parse::<i64>().unwrap_or(0));
            let mut next = || parts.next().unwrap_or(0);
            json!({ "year": next(), "month": next(), "day": next() })
        }
    }
}
