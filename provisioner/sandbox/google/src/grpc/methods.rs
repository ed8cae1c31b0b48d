//! The gRPC methods, each as the REST call that does the same.

use std::sync::LazyLock;

use http::Method as Verb;
use prost_reflect::DescriptorPool;
use serde_json::{Value, json};

use super::{bucket, descriptor};
use crate::call::Call;
use crate::json::{take, text};
use crate::refusal::Refusal;
use crate::schema::Schema;

/// The methods of one API.
pub(super) struct Api {
    services: &'static [&'static str],
    /// The path before the names in REST.
    version: &'static str,
    pub(super) messages: LazyLock<DescriptorPool>,
}

static STORAGE: Api = Api {
    services: &[
        "google.storage.v2.Storage",
        "google.storage.control.v2.StorageControl",
    ],
    version: "/storage/v1",
    messages: LazyLock::new(|| {
        descriptor::pool(&Schema::parse(&[include_str!(
            "../../schema/storage_grpc.schema"
        )]))
    }),
};

static LOGGING: Api = Api {
    services: &["google.logging.v2.ConfigServiceV2"],
    version: "/v2",
    messages: LazyLock::new(|| {
        descriptor::pool(&Schema::parse(&[
            include_str!("../../schema/logging.schema"),
            include_str!("../../schema/logging_grpc.schema"),
        ]))
    }),
};

static MONITORING: Api = Api {
    services: &["google.monitoring.v3.AlertPolicyService"],
    version: "/v3",
    messages: LazyLock::new(|| {
        descriptor::pool(&Schema::parse(&[
            include_str!("../../schema/monitoring.schema"),
            include_str!("../../schema/monitoring_grpc.schema"),
        ]))
    }),
};

/// One method.
pub(super) struct Method {
    pub(super) api: &'static Api,
    name: &'static str,
    pub(super) request: &'static str,
    pub(super) response: &'static str,
    rule: Rule,
}

/// How a method becomes a call.
enum Rule {
    /// By Google's own HTTP rule: a field of the request is the path, another the body, all others
    /// the query.
    Http {
        verb: Verb,
        /// The field with the name; `thing.name` is the name in the body.
        name: &'static str,
        /// What follows the name in the path.
        rest: &'static str,
        /// The field that is the body.
        body: &'static str,
    },
    /// By functions, where the two APIs differ in more than that.
    Own {
        request: fn(Value) -> Result<Call, Refusal>,
        response: fn(Value) -> Value,
    },
}

/// A method of Cloud Storage, with its messages and the functions that translate them.
const fn storage(
    name: &'static str,
    [request, response]: [&'static str; 2],
    to_call: fn(Value) -> Result<Call, Refusal>,
    from_body: fn(Value) -> Value,
) -> Method {
    Method {
        api: &STORAGE,
        name,
        request,
        response,
        rule: Rule::Own {
            request: to_call,
            response: from_body,
        },
    }
}

/// A method by Google's rule: its messages, verb, the field with the name and what follows it, and
/// the field with the body.
const fn http(
    api: &'static Api,
    method: &'static str,
    [request, response]: [&'static str; 2],
    verb: Verb,
    [name, rest]: [&'static str; 2],
    body: &'static str,
) -> Method {
    Method {
        api,
        name: method,
        request,
        response,
        rule: Rule::Http {
            verb,
            name,
            rest,
            body,
        },
    }
}

#[rustfmt::skip]
static METHODS: &[Method] = &[
    storage("CreateBucket", ["CreateBucketRequest", "Bucket"], bucket::create, bucket::to_message),
    storage("GetBucket", ["GetBucketRequest", "Bucket"], bucket::get, bucket::to_message),
    storage("ListBuckets", ["ListBucketsRequest", "ListBucketsResponse"], bucket::list, bucket::list_to_message),
    storage("UpdateBucket", ["UpdateBucketRequest", "Bucket"], bucket::update, bucket::to_message),
    storage("DeleteBucket", ["DeleteBucketRequest", "Empty"], bucket::delete, |_| json!({})),
    storage("LockBucketRetentionPolicy", ["LockBucketRetentionPolicyRequest", "Bucket"], bucket::lock, bucket::to_message),
    storage("GetIamPolicy", ["GetIamPolicyRequest", "Policy"], bucket::get_policy, |body| body),
    storage("SetIamPolicy", ["SetIamPolicyRequest", "Policy"], bucket::set_policy, |body| body),
    http(&LOGGING, "CreateSink", ["CreateSinkRequest", "LogSink"], Verb::POST, ["parent", "/sinks"], "sink"),
    http(&LOGGING, "GetSink", ["GetSinkRequest", "LogSink"], Verb::GET, ["sinkName", ""], ""),
    http(&LOGGING, "ListSinks", ["ListRequest", "ListSinksResponse"], Verb::GET, ["parent", "/sinks"], ""),
    http(&LOGGING, "UpdateSink", ["UpdateSinkRequest", "LogSink"], Verb::PUT, ["sinkName", ""], "sink"),
    http(&LOGGING, "DeleteSink", ["GetSinkRequest", "Empty"], Verb::DELETE, ["sinkName", ""], ""),
    http(&LOGGING, "CreateBucket", ["CreateBucketRequest", "LogBucket"], Verb::POST, ["parent", "/buckets"], "bucket"),
    http(&LOGGING, "GetBucket", ["NameRequest", "LogBucket"], Verb::GET, ["name", ""], ""),
    http(&LOGGING, "ListBuckets", ["ListRequest", "ListBucketsResponse"], Verb::GET, ["parent", "/buckets"], ""),
    http(&LOGGING, "UpdateBucket", ["UpdateBucketRequest", "LogBucket"], Verb::PATCH, ["name", ""], "bucket"),
    http(&LOGGING, "DeleteBucket", ["NameRequest", "Empty"], Verb::DELETE, ["name", ""], ""),
    http(&LOGGING, "UndeleteBucket", ["NameRequest", "Empty"], Verb::POST, ["name", ":undelete"], ""),
    http(&LOGGING, "CreateExclusion", ["CreateExclusionRequest", "LogExclusion"], Verb::POST, ["parent", "/exclusions"], "exclusion"),
    http(&LOGGING, "GetExclusion", ["NameRequest", "LogExclusion"], Verb::GET, ["name", ""], ""),
    http(&LOGGING, "ListExclusions", ["ListRequest", "ListExclusionsResponse"], Verb::GET, ["parent", "/exclusions"], ""),
    http(&LOGGING, "UpdateExclusion", ["UpdateExclusionRequest", "LogExclusion"], Verb::PATCH, ["name", ""], "exclusion"),
    http(&LOGGING, "DeleteExclusion", ["NameRequest", "Empty"], Verb::DELETE, ["name", ""], ""),
    http(&LOGGING, "GetSettings", ["NameRequest", "Settings"], Verb::GET, ["name", ""], ""),
    http(&MONITORING, "CreateAlertPolicy", ["CreateAlertPolicyRequest", "AlertPolicy"], Verb::POST, ["name", "/alertPolicies"], "alertPolicy"),
    http(&MONITORING, "GetAlertPolicy", ["GetAlertPolicyRequest", "AlertPolicy"], Verb::GET, ["name", ""], ""),
    http(&MONITORING, "ListAlertPolicies", ["ListAlertPoliciesRequest", "ListAlertPoliciesResponse"], Verb::GET, ["name", "/alertPolicies"], ""),
    http(&MONITORING, "UpdateAlertPolicy", ["UpdateAlertPolicyRequest", "AlertPolicy"], Verb::PATCH, ["alertPolicy.name", ""], "alertPolicy"),
    http(&MONITORING, "DeleteAlertPolicy", ["DeleteAlertPolicyRequest", "Empty"], Verb::DELETE, ["name", ""], ""),
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
            .find(|method| method.name == name && method.api.services.contains(&service));
        method.ok_or_else(|| Refusal::unimplemented(format!("{path} is not answered here.")))
    }

    /// The call that does what a request asks for.
    pub(super) fn call(&self, mut request: Value) -> Result<Call, Refusal> {
        let (verb, name, rest, body) = match &self.rule {
            Rule::Own { request: call, .. } => return call(request),
            Rule::Http {
                verb,
                name,
                rest,
                body,
            } => (verb, name, rest, body),
        };
        let body = take(&mut request, body).unwrap_or(json!({}));
        let name = match name.split_once('.') {
            Some((_, field)) => text(&body, field).to_owned(),
            None => take(&mut request, name)
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
        let path = format!("{}/{name}{rest}", self.api.version);
        Ok(Call::new(verb.clone(), path, &query, body))
    }

    /// The body of the call's response as the method's message.
    pub(super) fn message(&self, body: Value) -> Value {
        match &self.rule {
            Rule::Http { .. } => body,
            Rule::Own { response, .. } => response(body),
        }
    }
}
