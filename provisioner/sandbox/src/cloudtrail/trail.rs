//! One trail.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Fields;
use crate::call::Call;
use crate::names::BucketNames;
use crate::params::Tags;
use crate::refusal::Refusal;

/// Fields taken from a request as they are; an empty text takes the field away.
const PLAIN: [&str; 9] = [
    "S3BucketName",
    "S3KeyPrefix",
    "SnsTopicName",
    "IncludeGlobalServiceEvents",
    "IsMultiRegionTrail",
    "IsOrganizationTrail",
    "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn",
    "KmsKeyId",
];

/// One trail.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Trail {
    pub(super) arn: String,
    pub(super) home: String,
    /// What `CreateTrail` answers, but for the ARN.
    pub(super) fields: Fields,
    pub(super) tags: Tags,
    pub(super) logging: bool,
    pub(super) started: Option<i64>,
    pub(super) stopped: Option<i64>,
    /// `EventSelectors` or `AdvancedEventSelectors`, as they were put; `None` before that.
    pub(super) selectors: Option<Fields>,
    /// `InsightSelectors`, as they were put.
    #[serde(default)]
    pub(super) insights: Vec<Value>,
}

impl Trail {
    pub(super) fn new(account: &str, region: &str, name: &str) -> Self {
        let fields = json!({
            "Name": name,
            "IncludeGlobalServiceEvents": true,
            "IsMultiRegionTrail": false,
            "IsOrganizationTrail": false,
            "LogFileValidationEnabled": false,
        });
        Self {
            arn: format!("arn:aws:cloudtrail:{region}:{account}:trail/{name}"),
            home: region.to_owned(),
            fields: fields.as_object().cloned().unwrap_or_default(),
            tags: Tags::new(),
            logging: false,
            started: None,
            stopped: None,
            selectors: None,
            insights: Vec::new(),
        }
    }

    pub(super) fn name(&self) -> &str {
        self.text("Name")
    }

    pub(super) fn flag(&self, field: &str) -> bool {
        self.fields
            .get(field)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    fn text(&self, field: &str) -> &str {
        self.fields
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Takes over what a create or update request says.
    pub(super) fn set(&mut self, request: &Value, call: &Call) {
        for field in PLAIN {
            let value = &request[field];
            if value.as_str() == Some("") {
                self.fields.remove(field);
            } else if !value.is_null() {
                self.fields.insert(field.to_owned(), value.clone());
            }
        }
        if let Some(enabled) = request["EnableLogFileValidation"].as_bool() {
            self.fields
                .insert("LogFileValidationEnabled".to_owned(), json!(enabled));
        }
        if let Some(key) = request["KmsKeyId"].as_str().filter(|key| !key.is_empty()) {
            self.fields
                .insert("KmsKeyId".to_owned(), json!(key_arn(key, call)));
        }
        if let Some(topic) = request["SnsTopicName"].as_str().filter(|it| !it.is_empty()) {
            let arn = format!("arn:aws:sns:{}:{}:{topic}", call.region, call.account);
            let arn = if topic.starts_with("arn:") {
                topic.to_owned()
            } else {
                arn
            };
            self.fields.insert("SnsTopicARN".to_owned(), json!(arn));
        }
    }

    /// Refuses what AWS would refuse: a bucket that is missing or does not let CloudTrail write,
    /// and combinations that make no sense.
    pub(super) fn check(&self, buckets: &BucketNames) -> Result<(), Refusal> {
        let bucket = self.text("S3BucketName");
        let known = buckets.get(bucket).ok_or_else(|| {
            let message = format!("S3 bucket {bucket} does not exist!");
            Refusal::bad("S3BucketDoesNotExistException", message)
        })?;
        if !known
            .policy
            .is_some_and(|policy| policy.contains("cloudtrail.amazonaws.com"))
        {
            let message = format!("Incorrect S3 bucket policy is detected for bucket: {bucket}");
            return Err(Refusal::bad("InsufficientS3BucketPolicyException", message));
        }
        if self.flag("IsMultiRegionTrail") && !self.flag("IncludeGlobalServiceEvents") {
            let message = "Multi-Region trail must include global service events.";
            return Err(Refusal::bad(
                "InvalidParameterCombinationException",
                message,
            ));
        }
        let (group, role) = ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn");
        if self.fields.contains_key(group) != self.fields.contains_key(role) {
            let message = "You must specify both the log group ARN and the role ARN.";
            return Err(Refusal::bad(
                "InvalidParameterCombinationException",
                message,
            ));
        }
        Ok(())
    }

    /// What `CreateTrail` and `UpdateTrail` answer.
    pub(super) fn summary(&self) -> Value {
        let mut fields = self.fields.clone();
        fields.insert("TrailARN".to_owned(), json!(self.arn));
        fields.into()
    }

    /// What `GetTrail` and `DescribeTrails` tell.
    pub(super) fn description(&self) -> Value {
        let mut body = self.summary();
        body["HomeRegion"] = json!(self.home);
        body["HasCustomEventSelectors"] = json!(self.selectors.is_some());
        body["HasInsightSelectors"] = json!(false);
        body
    }
}

/// Refuses names AWS refuses.
pub(super) fn check_name(name: &str) -> Result<(), Refusal> {
    let inner = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
    let first = name
        .chars()
        .next()
        .is_some_and(|it| it.is_ascii_alphanumeric());
    if first && (3..=128).contains(&name.len()) && name.chars().all(inner) {
        return Ok(());
    }
    let message = "Trail name must have 3 to 128 letters, digits, periods, underscores or dashes.";
    Err(Refusal::bad("InvalidTrailNameException", message))
}

/// CloudTrail tells keys by ARN, however they were named.
fn key_arn(key: &str, call: &Call) -> String {
    if key.starts_with("arn:") {
        return key.to_owned();
    }
    let resource = if key.starts_with("alias/") {
        key.to_owned()
    } else {
        format!("key/{key}")
    };
    format!("arn:aws:kms:{}:{}:{resource}", call.region, call.account)
}
