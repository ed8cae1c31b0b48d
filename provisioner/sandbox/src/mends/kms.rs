//! KMS.

use serde_json::{Value, json};

use super::paging::page_json;
use super::{body_of, is_policy, or_refuse, with_body};
use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::clock;
use crate::refusal::Refusal;

const ALIAS: &str = "kms.alias";
const ROTATION: &str = "kms.rotation";
/// What AWS rotates by when no period is given.
const ROTATION_DAYS_DEFAULT: i64 = 365;
const DAY_SECONDS: i64 = 86_400;

/// Answers a KMS call.
pub(super) async fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let answered = match call.operation().as_str() {
        "CreateKey" => create_key(call, bank).await,
        "PutKeyPolicy" => put_key_policy(call, bank).await,
        "EnableKeyRotation" => enable_rotation(call, bank).await,
        "GetKeyRotationStatus" => rotation_status(call, bank).await,
        "ScheduleKeyDeletion" => schedule_deletion(call, bank).await,
        "CancelKeyDeletion" => cancel_deletion(call, bank).await,
        "CreateAlias" | "UpdateAlias" => name_key(call, bank).await,
        "ListKeys" => listed(call, bank, "Keys", "KeyId", 100).await,
        "ListAliases" => list_aliases(call, bank).await,
        "ListGrants" => listed(call, bank, "Grants", "GrantId", 50).await,
        "ListResourceTags" => listed(call, bank, "Tags", "TagKey", 50).await,
        _ => Ok(bank.forward(call).await),
    };
    or_refuse(answered, Service::Kms)
}

/// AWS stores the policy given at creation and refuses text that is no policy; the crate drops it.
async fn create_key(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let request = call.json();
    let policy = request["Policy"].as_str();
    check_policy(policy)?;
    let reply = bank.forward(call).await;
    let key = body_of(&reply)["KeyMetadata"]["KeyId"].clone();
    if let (true, Some(policy)) = (reply.status().is_success(), policy) {
        let body = json!({ "KeyId": key, "PolicyName": "default", "Policy": policy });
        bank.forward(&call.json_call("PutKeyPolicy", &body)).await;
    }
    Ok(reply)
}

async fn put_key_policy(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    check_policy(call.json()["Policy"].as_str())?;
    Ok(bank.forward(call).await)
}

fn check_policy(policy: Option<&str>) -> Result<(), Refusal> {
    if policy.is_none_or(is_policy) {
        return Ok(());
    }
    let message = "The new key policy is not valid JSON or has no statement";
    Err(Refusal::bad("MalformedPolicyDocumentException", message))
}

/// AWS keeps the rotation period, 90 to 2560 days; the crate drops it.
async fn enable_rotation(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let request = call.json();
    let days = request["RotationPeriodInDays"]
        .as_i64()
        .unwrap_or(ROTATION_DAYS_DEFAULT);
    if !(90..=2560).contains(&days) {
        let message = "RotationPeriodInDays must be between 90 and 2560";
        return Err(Refusal::bad("ValidationException", message));
    }
    let key = describe(call, bank, &request["KeyId"]).await?;
    let reply = bank.forward(call).await;
    if reply.status().is_success() {
        let record = json!({ "days": days, "since": clock::now() });
        bank.set_side(ROTATION, &call.region, text(&key["KeyId"]), record);
    }
    Ok(reply)
}

/// AWS tells period and next date of an enabled rotation.
async fn rotation_status(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let key = describe(call, bank, &call.json()["KeyId"]).await?;
    let reply = bank.forward(call).await;
    let mut body = body_of(&reply);
    if body["KeyRotationEnabled"] == json!(true) {
        let record = bank.side(ROTATION, &call.region, text(&key["KeyId"]));
        let days = record
            .and_then(|it| it["days"].as_i64())
            .unwrap_or(ROTATION_DAYS_DEFAULT);
        let since = record
            .and_then(|it| it["since"].as_i64())
            .unwrap_or_else(clock::now);
        body["RotationPeriodInDays"] = json!(days);
        body["NextRotationDate"] = json!(since + days * DAY_SECONDS);
    }
    Ok(with_body(reply, &body))
}

/// AWS refuses to schedule twice, and answers with the key's ARN and the window.
async fn schedule_deletion(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let request = call.json();
    let key = describe(call, bank, &request["KeyId"]).await?;
    refuse_pending(&key)?;
    let reply = bank.forward(call).await;
    let mut body = body_of(&reply);
    if reply.status().is_success() {
        body["KeyId"] = key["Arn"].clone();
        body["PendingWindowInDays"] = json!(request["PendingWindowInDays"].as_i64().unwrap_or(30));
    }
    Ok(with_body(reply, &body))
}

/// AWS answers with the key's ARN.
async fn cancel_deletion(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let key = describe(call, bank, &call.json()["KeyId"]).await?;
    let reply = bank.forward(call).await;
    let mut body = body_of(&reply);
    if reply.status().is_success() {
        body["KeyId"] = key["Arn"].clone();
    }
    Ok(with_body(reply, &body))
}

/// AWS insists on the `alias/` prefix, keeps `alias/aws/` for itself, names no key that awaits
/// deletion, and dates its aliases.
async fn name_key(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let request = call.json();
    let alias = text(&request["AliasName"]);
    if !alias.starts_with("alias/") {
        let message = "Alias must start with the prefix \"alias/\"";
        return Err(Refusal::bad("ValidationException", message));
    }
    if alias.starts_with("alias/aws/") {
        return Err(Refusal::bad(
            "NotAuthorizedException",
            "alias/aws/ is reserved",
        ));
    }
    let key = describe(call, bank, &request["TargetKeyId"]).await?;
    refuse_pending(&key)?;
    let reply = bank.forward(call).await;
    if reply.status().is_success() {
        let now = json!(clock::now());
        let known = bank
            .side(ALIAS, &call.region, alias)
            .map(|record| record["created"].clone());
        let created = known.filter(|_| call.operation() == "UpdateAlias");
        let record = json!({ "created": created.unwrap_or(now.clone()), "updated": now });
        bank.set_side(ALIAS, &call.region, alias, record);
    }
    Ok(reply)
}

async fn list_aliases(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let request = call.json();
    if !request["KeyId"].is_null() {
        describe(call, bank, &request["KeyId"]).await?;
    }
    let reply = listed(call, bank, "Aliases", "AliasName", 50).await?;
    let mut body = body_of(&reply);
    for alias in body["Aliases"].as_array_mut().into_iter().flatten() {
        if let Some(record) = bank.side(ALIAS, &call.region, text(&alias["AliasName"])) {
            alias["CreationDate"] = record["created"].clone();
            alias["LastUpdatedDate"] = record["updated"].clone();
        }
    }
    Ok(with_body(reply, &body))
}

async fn listed(
    call: &Call,
    bank: &mut Bank,
    list: &str,
    key: &str,
    size: usize,
) -> Result<Reply, Refusal> {
    let reply = bank.forward(call).await;
    if !reply.status().is_success() {
        return Ok(reply);
    }
    let mut body = body_of(&reply);
    page_json(&mut body, list, key, &call.json(), size)?;
    Ok(with_body(reply, &body))
}

fn refuse_pending(key: &Value) -> Result<(), Refusal> {
    if key["KeyState"] != json!("PendingDeletion") {
        return Ok(());
    }
    let message = format!("{} is pending deletion.", text(&key["Arn"]));
    Err(Refusal::bad("KMSInvalidStateException", message))
}

/// The metadata of the key an id, ARN or alias stands for.
async fn describe(call: &Call, bank: &mut Bank, key: &Value) -> Result<Value, Refusal> {
    let reply = bank
        .forward(&call.json_call("DescribeKey", &json!({ "KeyId": key })))
        .await;
    let mut body = body_of(&reply);
    if reply.status().is_success() {
        return Ok(body["KeyMetadata"].take());
    }
    let code = body["__type"].as_str().unwrap_or("NotFoundException");
    Err(Refusal::bad(
        code,
        body["message"].as_str().unwrap_or_default(),
    ))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
