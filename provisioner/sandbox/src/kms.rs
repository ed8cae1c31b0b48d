//! KMS: passed on, with AWS's checks, defaults and pages restored.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::crates::Crate;
use crate::pass_on::{ask_json, body_of, forward, page_reply, pass_on, with_body};
use crate::protocol::{Protocol, Reply};
use crate::records::{is_policy, text};
use crate::service::{Context, Operations, Service, handler};

pub(crate) static SERVICE: Service = Service::new(
    "kms",
    Protocol::Json("1.1"),
    Operations::Crate(
        Crate::Kms,
        &[
            ("CreateKey", handler!(create_key)),
            ("PutKeyPolicy", handler!(put_key_policy)),
            ("EnableKeyRotation", handler!(enable_rotation)),
            ("GetKeyRotationStatus", handler!(rotation_status)),
            ("ScheduleKeyDeletion", handler!(schedule_deletion)),
            ("CancelKeyDeletion", handler!(cancel_deletion)),
            ("CreateAlias", handler!(put_alias)),
            ("UpdateAlias", handler!(put_alias)),
            ("ListAliases", handler!(list_aliases)),
            ("ListKeys", handler!(list_keys)),
            ("ListGrants", handler!(list_grants)),
            ("ListResourceTags", handler!(list_tags)),
        ],
        handler!(pass_on),
    ),
);

/// When an alias was created and updated.
const ALIAS: Kind = Kind::regional("kms.alias");
/// The rotation period of a key, and since when.
const ROTATION: Kind = Kind::regional("kms.rotation");
const ROTATION_DAYS_DEFAULT: i64 = 365;
const DAY_SECONDS: i64 = 86_400;

/// AWS stores the policy given at creation and refuses text that is no policy; the crate drops it.
async fn create_key(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let policy = cx.request["Policy"].as_str();
    check_policy(policy)?;
    let reply = forward(cx).await;
    if let (true, Some(policy)) = (reply.status().is_success(), policy) {
        let key = &body_of(&reply)["KeyMetadata"]["KeyId"];
        let body = json!({ "KeyId": key, "PolicyName": "default", "Policy": policy });
        ask_json(cx, "PutKeyPolicy", &body).await;
    }
    Ok(reply)
}

async fn put_key_policy(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    check_policy(cx.request["Policy"].as_str())?;
    pass_on(cx).await
}

fn check_policy(policy: Option<&str>) -> Result<(), AwsError> {
    if policy.is_none_or(is_policy) {
        return Ok(());
    }
    let message = "The new key policy is not valid JSON or has no statement";
    Err(AwsError::bad("MalformedPolicyDocumentException", message))
}

/// AWS keeps the rotation period, 90 to 2560 days; the crate drops it.
async fn enable_rotation(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let days = cx.request["RotationPeriodInDays"].as_i64();
    let days = days.unwrap_or(ROTATION_DAYS_DEFAULT);
    if !(90..=2560).contains(&days) {
        let message = "RotationPeriodInDays must be between 90 and 2560";
        return Err(AwsError::bad("ValidationException", message));
    }
    let key = describe(cx, "KeyId").await?;
    let reply = forward(cx).await;
    if reply.status().is_success() {
        let record = json!({ "days": days, "since": clock::now() });
        cx.put(ROTATION, text(&key, "KeyId"), record);
    }
    Ok(reply)
}

/// AWS returns period and next date of an enabled rotation.
async fn rotation_status(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let key = describe(cx, "KeyId").await?;
    let reply = forward(cx).await;
    let mut body = body_of(&reply);
    if body["KeyRotationEnabled"] == json!(true) {
        let record = cx.get(ROTATION, text(&key, "KeyId")).unwrap_or_default();
        let days = record["days"].as_i64().unwrap_or(ROTATION_DAYS_DEFAULT);
        let since = record["since"].as_i64().unwrap_or_else(clock::now);
        body["RotationPeriodInDays"] = json!(days);
        body["NextRotationDate"] = json!(since + days * DAY_SECONDS);
    }
    Ok(with_body(reply, &body))
}

/// AWS refuses to schedule twice, and returns the key's ARN and the window.
async fn schedule_deletion(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let key = describe(cx, "KeyId").await?;
    check_not_pending(&key)?;
    let reply = forward(cx).await;
    let mut body = body_of(&reply);
    if reply.status().is_success() {
        let window = cx.request["PendingWindowInDays"].as_i64().unwrap_or(30);
        body["KeyId"] = key["Arn"].clone();
        body["PendingWindowInDays"] = json!(window);
    }
    Ok(with_body(reply, &body))
}

/// AWS returns the key's ARN.
async fn cancel_deletion(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let key = describe(cx, "KeyId").await?;
    let reply = forward(cx).await;
    let mut body = body_of(&reply);
    if reply.status().is_success() {
        body["KeyId"] = key["Arn"].clone();
    }
    Ok(with_body(reply, &body))
}

/// AWS demands the `alias/` prefix, reserves `alias/aws/`, takes no key that is pending deletion,
/// and dates its aliases.
async fn put_alias(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let alias = cx.text("AliasName");
    if !alias.starts_with("alias/") {
        let message = "Alias must start with the prefix \"alias/\"";
        return Err(AwsError::bad("ValidationException", message));
    }
    if alias.starts_with("alias/aws/") {
        let message = "alias/aws/ is reserved";
        return Err(AwsError::bad("NotAuthorizedException", message));
    }
    let key = describe(cx, "TargetKeyId").await?;
    check_not_pending(&key)?;
    let reply = forward(cx).await;
    if reply.status().is_success() {
        let now = json!(clock::now());
        let known = cx.get(ALIAS, alias).map(|mut it| it["created"].take());
        let created = known.filter(|_| cx.call.operation == "UpdateAlias");
        let created = created.unwrap_or_else(|| now.clone());
        cx.put(ALIAS, alias, json!({ "created": created, "updated": now }));
    }
    Ok(reply)
}

async fn list_aliases(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    if !cx.request["KeyId"].is_null() {
        describe(cx, "KeyId").await?;
    }
    let reply = listed(cx, ("Aliases", "AliasName"), 50).await?;
    let mut body = body_of(&reply);
    for alias in body["Aliases"].as_array_mut().into_iter().flatten() {
        if let Some(record) = cx.get(ALIAS, text(alias, "AliasName")) {
            alias["CreationDate"] = record["created"].clone();
            alias["LastUpdatedDate"] = record["updated"].clone();
        }
    }
    Ok(with_body(reply, &body))
}

async fn list_keys(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    listed(cx, ("Keys", "KeyId"), 100).await
}

async fn list_grants(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    listed(cx, ("Grants", "GrantId"), 50).await
}

async fn list_tags(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    listed(cx, ("Tags", "TagKey"), 50).await
}

/// AWS pages its lists; the crate does not.
async fn listed(cx: &mut Context<'_>, list: (&str, &str), size: usize) -> Result<Reply, AwsError> {
    let reply = forward(cx).await;
    if !reply.status().is_success() {
        return Ok(reply);
    }
    let mut body = body_of(&reply);
    page_reply(&mut body, list, cx.request, size)?;
    Ok(with_body(reply, &body))
}

fn check_not_pending(key: &Value) -> Result<(), AwsError> {
    if key["KeyState"] != json!("PendingDeletion") {
        return Ok(());
    }
    let message = format!("{} is pending deletion.", text(key, "Arn"));
    Err(AwsError::bad("KMSInvalidStateException", message))
}

/// The metadata of the key that a request's `member` names by id, ARN or alias.
async fn describe(cx: &mut Context<'_>, member: &str) -> Result<Value, AwsError> {
    let wanted = json!({ "KeyId": cx.request[member] });
    let reply = ask_json(cx, "DescribeKey", &wanted).await;
    let mut body = body_of(&reply);
    if reply.status().is_success() {
        return Ok(body["KeyMetadata"].take());
    }
    let code = body["__type"].as_str().unwrap_or("NotFoundException");
    Err(AwsError::bad(code, text(&body, "message")))
}
