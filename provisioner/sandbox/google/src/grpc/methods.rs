//! The gRPC methods, each as the REST call that does the same.

use std::sync::LazyLock;

use http::Method as Verb;
use serde_json::{Value, json};

use super::bucket;
use crate::call::Call;
use crate::json::{take, text};
use crate::refusal::Refusal;
use crate::schema::Schema;

/// The messages that come as protobuf.
static MESSAGES: LazyLock<Schema> =
    LazyLock::new(|| Schema::parse(&[include_str!("../../schema/storage_grpc.schema")]));

/// One method.
pub(super) struct Method {
    services: &'static [&'static str],
    name: &'static str,
    /// The request's and the reply's message; nothing where only JSON is understood.
    pub(super) request: &'static str,
    pub(super) response: &'static str,
    pub(super) ask: fn(Value) -> Result<Call, Refusal>,
    pub(super) reply: fn(Value) -> Value,
}

const STORAGE: &[&str] = &[
    "google.storage.v2.Storage",
    "google.storage.control.v2.StorageControl",
];
const ALERTS: &[&str] = &["google.monitoring.v3.AlertPolicyService"];

const fn storage(
    name: &'static str,
    request: &'static str,
    response: &'static str,
    ask: fn(Value) -> Result<Call, Refusal>,
    reply: fn(Value) -> Value,
) -> Method {
    Method {
        services: STORAGE,
        name,
        request,
        response,
        ask,
        reply,
    }
}

const fn alerts(name: &'static str, ask: fn(Value) -> Result<Call, Refusal>) -> Method {
    Method {
        services: ALERTS,
        name,
        request: "",
        response: "",
        ask,
        reply: |body| body,
    }
}

static METHODS: &[Method] = &[
    storage(
        "CreateBucket",
        "CreateBucketRequest",
        "Bucket",
        bucket::create,
        bucket::shown,
    ),
    storage(
        "GetBucket",
        "GetBucketRequest",
        "Bucket",
        bucket::get,
        bucket::shown,
    ),
    storage(
        "ListBuckets",
        "ListBucketsRequest",
        "ListBucketsResponse",
        bucket::list,
        bucket::listed,
    ),
    storage(
        "UpdateBucket",
        "UpdateBucketRequest",
        "Bucket",
        bucket::update,
        bucket::shown,
    ),
    storage(
        "DeleteBucket",
        "DeleteBucketRequest",
        "Empty",
        bucket::delete,
        |_| json!({}),
    ),
    storage(
        "LockBucketRetentionPolicy",
        "LockBucketRetentionPolicyRequest",
        "Bucket",
        bucket::lock,
        bucket::shown,
    ),
    storage(
        "GetIamPolicy",
        "GetIamPolicyRequest",
        "Policy",
        bucket::get_policy,
        |body| body,
    ),
    storage(
        "SetIamPolicy",
        "SetIamPolicyRequest",
        "Policy",
        bucket::set_policy,
        |body| body,
    ),
    alerts("CreateAlertPolicy", |mut asked| {
        let policy = take(&mut asked, "alertPolicy").unwrap_or(json!({}));
        let path = format!("/v3/{}/alertPolicies", text(&asked, "name"));
        Ok(Call::new(Verb::POST, path, &[], policy))
    }),
    alerts("GetAlertPolicy", |asked| Ok(named(Verb::GET, &asked))),
    alerts("ListAlertPolicies", |asked| {
        let path = format!("/v3/{}/alertPolicies", text(&asked, "name"));
        let query = ["filter", "pageToken"].map(|name| (name, text(&asked, name).to_owned()));
        Ok(Call::new(Verb::GET, path, &query, Value::Null))
    }),
    alerts("UpdateAlertPolicy", |mut asked| {
        let policy = take(&mut asked, "alertPolicy").unwrap_or(json!({}));
        let path = format!("/v3/{}", text(&policy, "name"));
        let mask = [("updateMask", text(&asked, "updateMask").to_owned())];
        Ok(Call::new(Verb::PATCH, path, &mask, policy))
    }),
    alerts("DeleteAlertPolicy", |asked| Ok(named(Verb::DELETE, &asked))),
];

fn named(verb: Verb, asked: &Value) -> Call {
    Call::new(
        verb,
        format!("/v3/{}", text(asked, "name")),
        &[],
        Value::Null,
    )
}

impl Method {
    /// The method at a path such as `/google.storage.v2.Storage/GetBucket`.
    pub(super) fn find(path: &str) -> Result<&'static Self, Refusal> {
        let (service, name) = path
            .trim_start_matches('/')
            .split_once('/')
            .unwrap_or_default();
        let method = METHODS
            .iter()
            .find(|method| method.name == name && method.services.contains(&service));
        method.ok_or_else(|| Refusal::unimplemented(format!("{path} is not answered here.")))
    }

    /// What its messages look like on the wire.
    pub(super) fn schema(&self) -> Result<&'static Schema, Refusal> {
        if self.request.is_empty() {
            let message = format!("{} is answered in JSON only.", self.name);
            return Err(Refusal::unimplemented(message));
        }
        Ok(&MESSAGES)
    }
}
