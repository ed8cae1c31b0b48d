//! A request that has been addressed: who, where, which service, what.

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::Value;

use crate::params::Params;

/// An answer on its way to the client.
pub(crate) type Reply = http::Response<Bytes>;

/// The services the sandbox answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    AccessAnalyzer,
    Account,
    Backup,
    Budgets,
    CloudTrail,
    CloudWatch,
    Config,
    Ec2,
    Ecr,
    Ecs,
    Elb,
    Events,
    GuardDuty,
    Iam,
    Inspector2,
    Kms,
    Logs,
    Macie2,
    Rds,
    S3,
    S3Control,
    SecurityHub,
    Sns,
    Ssm,
    Sts,
}

/// How a service writes requests, replies and refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Cbor,
    Ec2,
    Json,
    Query,
    Rest,
    S3,
}

impl Service {
    pub(crate) fn protocol(self) -> Protocol {
        match self {
            Self::CloudWatch => Protocol::Cbor,
            Self::Ec2 => Protocol::Ec2,
            Self::AccessAnalyzer
            | Self::Account
            | Self::Backup
            | Self::GuardDuty
            | Self::Inspector2
            | Self::Macie2
            | Self::SecurityHub => Protocol::Rest,
            Self::Budgets
            | Self::CloudTrail
            | Self::Config
            | Self::Ecr
            | Self::Ecs
            | Self::Events
            | Self::Kms
            | Self::Logs
            | Self::Ssm => Protocol::Json,
            Self::Elb | Self::Iam | Self::Rds | Self::Sns | Self::Sts => Protocol::Query,
            Self::S3 | Self::S3Control => Protocol::S3,
        }
    }

    /// The service behind a signing name. S3 Control signs as `s3`, so the path tells it apart.
    pub(crate) fn from_scope(signing_name: &str, path: &str) -> Option<Self> {
        Some(match signing_name {
            "access-analyzer" => Self::AccessAnalyzer,
            "account" => Self::Account,
            "backup" => Self::Backup,
            "budgets" => Self::Budgets,
            "cloudtrail" => Self::CloudTrail,
            "config" => Self::Config,
            "monitoring" => Self::CloudWatch,
            "ec2" => Self::Ec2,
            "ecr" => Self::Ecr,
            "ecs" => Self::Ecs,
            "elasticloadbalancing" => Self::Elb,
            "events" => Self::Events,
            "guardduty" => Self::GuardDuty,
            "iam" => Self::Iam,
            "inspector2" => Self::Inspector2,
            "kms" => Self::Kms,
            "logs" => Self::Logs,
            "macie2" => Self::Macie2,
            "rds" => Self::Rds,
            "s3" if path.starts_with("/v20180820/") => Self::S3Control,
            "s3" => Self::S3,
            "securityhub" => Self::SecurityHub,
            "sns" => Self::Sns,
            "ssm" => Self::Ssm,
            "sts" => Self::Sts,
            _ => return None,
        })
    }

    /// The name used in host names and reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AccessAnalyzer => "access-analyzer",
            Self::Account => "account",
            Self::Backup => "backup",
            Self::Budgets => "budgets",
            Self::CloudTrail => "cloudtrail",
            Self::CloudWatch => "monitoring",
            Self::Config => "config",
            Self::Ec2 => "ec2",
            Self::Ecr => "ecr",
            Self::Ecs => "ecs",
            Self::Elb => "elasticloadbalancing",
            Self::Events => "events",
            Self::GuardDuty => "guardduty",
            Self::Iam => "iam",
            Self::Inspector2 => "inspector2",
            Self::Kms => "kms",
            Self::Logs => "logs",
            Self::Macie2 => "macie2",
            Self::Rds => "rds",
            Self::S3 => "s3",
            Self::S3Control => "s3-control",
            Self::SecurityHub => "securityhub",
            Self::Sns => "sns",
            Self::Ssm => "ssm",
            Self::Sts => "sts",
        }
    }
}

/// A request that has been addressed.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) account: String,
    /// The assumed-role ARN, when the caller came through `AssumeRole`.
    pub(crate) principal: Option<String>,
    /// How long a session of an assumed role lasts at most, in seconds, where faults say so.
    pub(crate) session_max: Option<i64>,
    pub(crate) region: String,
    pub(crate) service: Service,
    pub(crate) method: Method,
    /// Path-style and still percent-encoded.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// The API operation, or `METHOD sub-resource` for the REST services.
    pub(crate) fn operation(&self) -> String {
        match self.service.protocol() {
            Protocol::Ec2 | Protocol::Query => {
                self.params().get("Action").unwrap_or_default().to_owned()
            }
            Protocol::Cbor => {
                let name = self.path.rsplit('/').next();
                name.unwrap_or_default().to_owned()
            }
            Protocol::Rest => format!("{} {}", self.method, self.path),
            Protocol::Json => {
                let target = self.header("x-amz-target").unwrap_or_default();
                target.rsplit('.').next().unwrap_or_default().to_owned()
            }
            Protocol::S3 => {
                let sub_resource = self.query.split(['=', '&']).next().unwrap_or_default();
                format!("{} {sub_resource}", self.method)
                    .trim_end()
                    .to_owned()
            }
        }
    }

    /// Whether a success may have changed state.
    pub(crate) fn mutates(&self) -> bool {
        match self.service.protocol() {
            _ if self.service == Service::Sts => false,
            _ if self.service == Service::Account => !self.path.starts_with("/get"),
            // Inspector and Security Hub are asked by POST.
            Protocol::Rest if self.path.ends_with("/get") => false,
            Protocol::Rest | Protocol::S3 => {
                self.method != Method::GET && self.method != Method::HEAD
            }
            _ => {
                let operation = self.operation();
                !["Get", "List", "Describe"]
                    .iter()
                    .any(|verb| operation.starts_with(verb))
            }
        }
    }

    /// The form parameters of a query-protocol body.
    pub(crate) fn params(&self) -> Params {
        Params::from_form(&self.body)
    }

    /// The parameters of the URL.
    pub(crate) fn query_params(&self) -> Params {
        Params::from_form(self.query.as_bytes())
    }

    /// The JSON body, `null` when it is not JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The same caller asking the same service for a JSON `operation`.
    pub(crate) fn json_call(&self, operation: &str, body: &Value) -> Self {
        let mut call = self.clone();
        let target = self.header("x-amz-target").unwrap_or_default();
        let prefix = target.rsplit_once('.').map_or("", |(prefix, _)| prefix);
        if let Ok(value) = format!("{prefix}.{operation}").parse() {
            call.headers.insert("x-amz-target", value);
        }
        call.body = body.to_string().into();
        call
    }

    /// The same caller asking the same service for a query-protocol operation.
    pub(crate) fn form_call(&self, parameters: &[(&str, &str)]) -> Self {
        let mut call = self.clone();
        call.body = Params::to_form(parameters).into();
        call
    }

    /// The same caller asking a REST service.
    pub(crate) fn rest_call(&self, method: Method, path: &str, query: &str, body: Bytes) -> Self {
        let mut call = self.clone();
        call.method = method;
        call.path = path.to_owned();
        call.query = query.to_owned();
        call.body = body;
        call
    }
}
