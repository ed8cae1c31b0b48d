//! The record of a trail.

use serde_json::{Value, json};

use crate::aws_error::AwsError;
use crate::records::text;
use crate::service::Context;

/// Members taken from a request as they are; an empty text removes the field.
const PLAIN: [&str; 8] = [
    "S3BucketName",
    "S3KeyPrefix",
    "SnsTopicName",
    "IncludeGlobalServiceEvents",
    "IsMultiRegionTrail",
    "IsOrganizationTrail",
    "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn",
];

pub(super) fn new(cx: &Context, name: &str) -> Value {
    json!({
        "arn": cx.arn("cloudtrail", format_args!("trail/{name}")),
        "home": cx.call.region,
        "fields": {
            "Name": name,
            "IncludeGlobalServiceEvents": true,
            "IsMultiRegionTrail": false,
            "IsOrganizationTrail": false,
            "LogFileValidationEnabled": false,
        },
        "tags": {}, "logging": false, "insights": [],
    })
}

pub(super) fn flag(trail: &Value, field: &str) -> bool {
    trail["fields"][field] == true
}

/// Applies the members of a create or update request.
pub(super) fn set(cx: &Context, trail: &mut Value) {
    let Some(fields) = trail["fields"].as_object_mut() else {
        return;
    };
    let mut put = |field: &str, value: Value| {
        if value == "" {
            fields.remove(field);
        } else if !value.is_null() {
            fields.insert(field.to_owned(), value);
        }
    };
    for field in PLAIN {
        put(field, cx.request[field].clone());
    }
    put(
        "LogFileValidationEnabled",
        cx.request["EnableLogFileValidation"].clone(),
    );
    if let Some(key) = cx.request["KmsKeyId"].as_str() {
        put("KmsKeyId", key_arn(cx, key).into());
    }
    match cx.text("SnsTopicName") {
        "" => {}
        topic if topic.starts_with("arn:") => put("SnsTopicARN", topic.into()),
        topic => put("SnsTopicARN", cx.arn("sns", topic).into()),
    }
}

/// AWS returns keys by ARN, however they were named.
fn key_arn(cx: &Context, key: &str) -> String {
    match key {
        "" => String::new(),
        arn if arn.starts_with("arn:") => arn.to_owned(),
        alias if alias.starts_with("alias/") => cx.arn("kms", alias),
        id => cx.arn("kms", format_args!("key/{id}")),
    }
}

/// AWS refuses a bucket that is missing or does not let CloudTrail write, and combinations that
/// make no sense.
pub(super) fn check(cx: &Context, trail: &Value) -> Result<(), AwsError> {
    let bucket = text(&trail["fields"], "S3BucketName");
    let known = cx.state.buckets.get(bucket).ok_or_else(|| {
        let message = format!("S3 bucket {bucket} does not exist!");
        AwsError::bad("S3BucketDoesNotExistException", message)
    })?;
    let allows = |policy: String| policy.contains("cloudtrail.amazonaws.com");
    if !known.policy.is_some_and(allows) {
        let message = format!("Incorrect S3 bucket policy is detected for bucket: {bucket}");
        return Err(AwsError::bad(
            "InsufficientS3BucketPolicyException",
            message,
        ));
    }
    let invalid = |message| AwsError::bad("InvalidParameterCombinationException", message);
    if flag(trail, "IsMultiRegionTrail") && !flag(trail, "IncludeGlobalServiceEvents") {
        return Err(invalid(
            "Multi-Region trail must include global service events.",
        ));
    }
    let has = |field: &str| !trail["fields"][field].is_null();
    if has("CloudWatchLogsLogGroupArn") != has("CloudWatchLogsRoleArn") {
        return Err(invalid(
            "You must specify both the log group ARN and the role ARN.",
        ));
    }
    Ok(())
}

/// What `CreateTrail` and `UpdateTrail` return.
pub(super) fn summary(trail: &Value) -> Value {
    let mut fields = trail["fields"].clone();
    fields["TrailARN"] = trail["arn"].clone();
    fields
}

/// What `GetTrail` and `DescribeTrails` return.
pub(super) fn description(trail: &Value) -> Value {
    let mut fields = summary(trail);
    fields["HomeRegion"] = trail["home"].clone();
    fields["HasCustomEventSelectors"] = (!trail["selectors"].is_null()).into();
    fields["HasInsightSelectors"] = false.into();
    fields
}

pub(super) fn check_name(name: &str) -> Result<(), AwsError> {
    let inner = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
    let begins = name.starts_with(|it: char| it.is_ascii_alphanumeric());
    if begins && (3..=128).contains(&name.len()) && name.chars().all(inner) {
        return Ok(());
    }
    let message = "Trail name must have 3 to 128 letters, digits, periods, underscores or dashes.";
    Err(AwsError::bad("InvalidTrailNameException", message))
}
