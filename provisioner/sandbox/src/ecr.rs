//! ECR: repositories. No image ever comes in.

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::mends::is_policy;
use crate::mends::paging::page;
use crate::records::{listed_tags, tags, text, untag};
use crate::refusal::{self, Refusal};

/// Repositories by name.
const REPOSITORY: &str = "ecr.repository";
const PAGE: usize = 100;

/// Answers an ECR call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let request = call.json();
    let answered = match call.operation().as_str() {
        "CreateRepository" => create(call, &request, bank),
        "DescribeRepositories" => Ok(list(call, &request, bank)),
        operation => on_one(operation, call, &request, bank),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::Ecr),
    }
}

fn invalid(what: &str) -> Refusal {
    let message = format!("Invalid parameter at '{what}'");
    Refusal::bad("InvalidParameterException", message)
}

fn arn(call: &Call, name: &str) -> String {
    format!(
        "arn:aws:ecr:{}:{}:repository/{name}",
        call.region, call.account
    )
}

/// AWS chooses its own key where KMS is asked for and none is named.
fn create(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = text(request, "repositoryName");
    let legal = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "._/-".contains(it);
    if name.len() < 2 || !name.chars().all(legal) {
        return Err(invalid("repositoryName"));
    }
    if bank.side(REPOSITORY, &call.region, name).is_some() {
        let message = format!("The repository with name '{name}' already exists in the registry");
        return Err(Refusal::bad("RepositoryAlreadyExistsException", message));
    }
    let mut encryption = request["encryptionConfiguration"].clone();
    if encryption.is_null() {
        encryption = json!({ "encryptionType": "AES256" });
    }
    if text(&encryption, "encryptionType") != "AES256" && encryption["kmsKey"].is_null() {
        let key = format!("arn:aws:kms:{}:{}:key/aws-ecr", call.region, call.account);
        encryption["kmsKey"] = key.into();
    }
    let scans = request["imageScanningConfiguration"]["scanOnPush"] == json!(true);
    let mutability = request["imageTagMutability"].as_str().unwrap_or("MUTABLE");
    let repository = json!({
        "repositoryName": name, "repositoryArn": arn(call, name), "registryId": call.account,
        "imageTagMutability": mutability,
        "imageScanningConfiguration": { "scanOnPush": scans },
        "encryptionConfiguration": encryption,
    });
    let record = json!({ "told": repository, "Tags": tags(&request["tags"]) });
    bank.set_side(REPOSITORY, &call.region, name, record);
    Ok(json!({ "repository": repository }))
}

fn list(call: &Call, request: &Value, bank: &Bank) -> Value {
    let all = bank.sides(REPOSITORY, &call.region).into_iter();
    let all = all.map(|mut record| record["told"].take()).collect();
    let key = |told: &Value| text(told, "repositoryName").to_owned();
    let (all, next) = page(all, key, request["nextToken"].as_str(), PAGE);
    json!({ "repositories": all, "nextToken": next })
}

/// What is done with a repository that is there.
fn on_one(
    operation: &str,
    call: &Call,
    request: &Value,
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let of_arn = text(request, "resourceArn").strip_prefix(&arn(call, ""));
    let name = of_arn.unwrap_or(text(request, "repositoryName")).to_owned();
    let missing = || {
        let message = format!("The repository with name '{name}' does not exist in the registry");
        Refusal::bad("RepositoryNotFoundException", message)
    };
    let record = bank.side(REPOSITORY, &call.region, &name).cloned();
    let mut record = record.ok_or_else(missing)?;
    let document = |record: &Value, field: &str, code: &str| {
        let none = || Refusal::bad(code, format!("{field} does not exist for {name}"));
        record[field].as_str().map(str::to_owned).ok_or_else(none)
    };
    const LIFECYCLE: (&str, &str) = ("lifecyclePolicyText", "LifecyclePolicyNotFoundException");
    const POLICY: (&str, &str) = ("policyText", "RepositoryPolicyNotFoundException");
    let mut reply = json!({ "repositoryName": name });
    match operation {
        "GetLifecyclePolicy" => {
            reply[LIFECYCLE.0] = document(&record, LIFECYCLE.0, LIFECYCLE.1)?.into();
            return Ok(reply);
        }
        "GetRepositoryPolicy" => {
            reply[POLICY.0] = document(&record, POLICY.0, POLICY.1)?.into();
            return Ok(reply);
        }
        "ListTagsForResource" => return Ok(json!({ "tags": listed_tags(&record) })),
        "PutLifecyclePolicy" => {
            let rules: Value = serde_json::from_str(text(request, LIFECYCLE.0)).unwrap_or_default();
            if !rules["rules"].is_array() {
                return Err(invalid("LifecyclePolicyText"));
            }
            record[LIFECYCLE.0] = request[LIFECYCLE.0].clone();
        }
        "DeleteLifecyclePolicy" => {
            document(&record, LIFECYCLE.0, LIFECYCLE.1)?;
            record[LIFECYCLE.0] = Value::Null;
        }
        "SetRepositoryPolicy" => {
            if !is_policy(text(request, POLICY.0)) {
                return Err(invalid("PolicyText"));
            }
            record[POLICY.0] = request[POLICY.0].clone();
        }
        "PutImageScanningConfiguration" => {
            record["told"]["imageScanningConfiguration"] =
                request["imageScanningConfiguration"].clone();
        }
        "PutImageTagMutability" => {
            record["told"]["imageTagMutability"] = request["imageTagMutability"].clone();
        }
        "TagResource" => {
            for (key, value) in tags(&request["tags"]) {
                record["Tags"][key] = value;
            }
        }
        "UntagResource" => untag(&mut record, &request["tagKeys"]),
        "DeleteRepository" => record = Value::Null,
        other => return Err(Refusal::unknown_operation(other)),
    }
    bank.set_side(REPOSITORY, &call.region, &name, record);
    Ok(reply)
}
