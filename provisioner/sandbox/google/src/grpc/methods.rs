//! The gRPC methods, each as the REST call that does the same.

use std::sync::LazyLock;

use http::Method as Verb;
use serde_json::{Value, json};

use super::bucket;
use crate::call::Call;
use crate::json::{take, text};
use crate::refusal::Refusal;
use crate::schema::Schema;

static STORAGE_MESSAGES: LazyLock<Schema> =
    LazyLock::new(|| Schema::parse(&[include_str!("../../schema/storage_grpc.schema")]));

static LOGGING_MESSAGES: LazyLock<Schema> = LazyLock::new(|| {
    Schema::parse(&[
        include_str!("../../schema/logging.schema"),
        include_str!("../../schema/logging_grpc.schema"),
    ])
});

static MONITORING_MESSAGES: LazyLock<Schema> = LazyLock::new(|| {
    Schema::parse(&[
        include_str!("../../schema/monitoring.schema"),
        include_str!("../../schema/monitoring_grpc.schema"),
    ])
});

/// One method.
pub(super) struct Method {
    services: &'static [&'static str],
    name: &'static str,
    schema: &'static LazyLock<Schema>,
    pub(super) request: &'static str,
    pub(super) response: &'static str,
    way: Way,
}

/// How a method becomes a call.
enum Way {
    /// As Google's own rule has it: a field of the request is the path, another the body, all
    /// others the query.
    Standard(Standard),
    /// By functions, where the two APIs differ in more than that.
    Own {
        ask: fn(Value) -> Result<Call, Refusal>,
        reply: fn(Value) -> Value,
    },
}

/// A method by Google's rule.
struct Standard {
    verb: Verb,
    version: &'static str,
    /// The field with the name; `thing.name` is the name in the body.
    name: &'static str,
    /// What follows the name in the path.
    rest: &'static str,
    /// The field that is the body.
    body: &'static str,
}

const STORAGE: &[&str] = &[
    "google.storage.v2.Storage",
    "google.storage.control.v2.StorageControl",
];
const CONFIG: &[&str] = &["google.logging.v2.ConfigServiceV2"];
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
        schema: &STORAGE_MESSAGES,
        request,
        response,
        way: Way::Own { ask, reply },
    }
}

/// A method of Logging: its name, messages, verb, the field with the name and what follows it,
/// and the field with the body.
const fn config(
    name: &'static str,
    [request, response]: [&'static str; 2],
    verb: Verb,
    [field, rest]: [&'static str; 2],
    body: &'static str,
) -> Method {
    Method {
        services: CONFIG,
        name,
        schema: &LOGGING_MESSAGES,
        request,
        response,
        way: Way::Standard(Standard {
            verb,
            version: "/v2",
            name: field,
            rest,
            body,
        }),
    }
}

/// The same for Monitoring's alerts.
const fn alerts(
    name: &'static str,
    [request, response]: [&'static str; 2],
    verb: Verb,
    [field, rest]: [&'static str; 2],
    body: &'static str,
) -> Method {
    Method {
        services: ALERTS,
        name,
        schema: &MONITORING_MESSAGES,
        request,
        response,
        way: Way::Standard(Standard {
            verb,
            version: "/v3",
            name: field,
            rest,
            body,
        }),
    }
}

#[rustfmt::skip]
static METHODS: &[Method] = &[
    storage("CreateBucket", "CreateBucketRequest", "Bucket", bucket::create, bucket::shown),
    storage("GetBucket", "GetBucketRequest", "Bucket", bucket::get, bucket::shown),
    storage("ListBuckets", "ListBucketsRequest", "ListBucketsResponse", bucket::list, bucket::listed),
    storage("UpdateBucket", "UpdateBucketRequest", "Bucket", bucket::update, bucket::shown),
    storage("DeleteBucket", "DeleteBucketRequest", "Empty", bucket::delete, |_| json!({})),
    storage("LockBucketRetentionPolicy", "LockBucketRetentionPolicyRequest", "Bucket", bucket::lock, bucket::shown),
    storage("GetIamPolicy", "GetIamPolicyRequest", "Policy", bucket::get_policy, |body| body),
    storage("SetIamPolicy", "SetIamPolicyRequest", "Policy", bucket::set_policy, |body| body),
    config("CreateSink", ["CreateSinkRequest", "LogSink"], Verb::POST, ["parent", "/sinks"], "sink"),
    config("GetSink", ["GetSinkRequest", "LogSink"], Verb::GET, ["sinkName", ""], ""),
    config("ListSinks", ["ListRequest", "ListSinksResponse"], Verb::GET, ["parent", "/sinks"], ""),
    config("UpdateSink", ["UpdateSinkRequest", "LogSink"], Verb::PUT, ["sinkName", ""], "sink"),
    config("DeleteSink", ["GetSinkRequest", "Empty"], Verb::DELETE, ["sinkName", ""], ""),
    config("CreateBucket", ["CreateBucketRequest", "LogBucket"], Verb::POST, ["parent", "/buckets"], "bucket"),
    config("GetBucket", ["NameRequest", "LogBucket"], Verb::GET, ["name", ""], ""),
    config("ListBuckets", ["ListRequest", "ListBucketsResponse"], Verb::GET, ["parent", "/buckets"], ""),
    config("UpdateBucket", ["UpdateBucketRequest", "LogBucket"], Verb::PATCH, ["name", ""], "bucket"),
    config("DeleteBucket", ["NameRequest", "Empty"], Verb::DELETE, ["name", ""], ""),
    config("UndeleteBucket", ["NameRequest", "Empty"], Verb::POST, ["name", ":undelete"], ""),
    config("CreateExclusion", ["CreateExclusionRequest", "LogExclusion"], Verb::POST, ["parent", "/exclusions"], "exclusion"),
    config("GetExclusion", ["NameRequest", "LogExclusion"], Verb::GET, ["name", ""], ""),
    config("ListExclusions", ["ListRequest", "ListExclusionsResponse"], Verb::GET, ["parent", "/exclusions"], ""),
    config("UpdateExclusion", ["UpdateExclusionRequest", "LogExclusion"], Verb::PATCH, ["name", ""], "exclusion"),
    config("DeleteExclusion", ["NameRequest", "Empty"], Verb::DELETE, ["name", ""], ""),
    config("GetSettings", ["NameRequest", "Settings"], Verb::GET, ["name", ""], ""),
    alerts("CreateAlertPolicy", ["CreateAlertPolicyRequest", "AlertPolicy"], Verb::POST, ["name", "/alertPolicies"], "alertPolicy"),
    alerts("GetAlertPolicy", ["GetAlertPolicyRequest", "AlertPolicy"], Verb::GET, ["name", ""], ""),
    alerts("ListAlertPolicies", ["ListAlertPoliciesRequest", "ListAlertPoliciesResponse"], Verb::GET, ["name", "/alertPolicies"], ""),
    alerts("UpdateAlertPolicy", ["UpdateAlertPolicyRequest", "AlertPolicy"], Verb::PATCH, ["alertPolicy.name", ""], "alertPolicy"),
    alerts("DeleteAlertPolicy", ["DeleteAlertPolicyRequest", "Empty"], Verb::DELETE, ["name", ""], ""),
];

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
    pub(super) fn schema(&self) -> &'static Schema {
        self.schema
    }

    /// The call that does what a request asks for.
    pub(super) fn ask(&self, request: Value) -> Result<Call, Refusal> {
        match &self.way {
            Way::Standard(standard) => Ok(standard.ask(request)),
            Way::Own { ask, .. } => ask(request),
        }
    }

    /// The call's reply as the method's.
    pub(super) fn reply(&self, reply: Value) -> Value {
        match &self.way {
            Way::Standard(_) => reply,
            Way::Own {
                reply: as_reply, ..
            } => as_reply(reply),
        }
    }
}

impl Standard {
    fn ask(&self, mut request: Value) -> Call {
        let body = take(&mut request, self.body).unwrap_or(json!({}));
        let name = match self.name.split_once('.') {
            Some((_, field)) => text(&body, field).to_owned(),
            None => take(&mut request, self.name)
                .and_then(|name| name.as_str().map(str::to_owned))
                .unwrap_or_default(),
        };
        let query = request.as_object().into_iter().flatten();
        let query: Vec<(&str, String)> = query
            .map(|(name, value)| {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                (name.as_str(), text)
            })
            .collect();
        let path = format!("{}/{name}{}", self.version, self.rest);
        Call::new(self.verb.clone(), path, &query, body)
    }
}
