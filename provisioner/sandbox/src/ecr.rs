//! ECR: repositories. No image is ever pushed.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::Protocol;
use crate::records::{change, is_policy, list_tags, page_by, tag, tags, text, untag};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "ecr",
    Protocol::Json("1.1"),
    Operations::Own(&[
        ("CreateRepository", create),
        ("DescribeRepositories", list),
        ("DeleteRepository", |cx| {
            set(cx, |record, _| *record = Value::Null)
        }),
        ("GetLifecyclePolicy", |cx| get_document(cx, LIFECYCLE)),
        ("PutLifecyclePolicy", put_lifecycle),
        ("DeleteLifecyclePolicy", |cx| {
            let reply = get_document(cx, LIFECYCLE)?;
            set(cx, |record, _| record[LIFECYCLE.0] = Value::Null)?;
            Ok(reply)
        }),
        ("GetRepositoryPolicy", |cx| get_document(cx, POLICY)),
        ("SetRepositoryPolicy", put_policy),
        ("PutImageScanningConfiguration", |cx| {
            set_member(cx, "imageScanningConfiguration")
        }),
        ("PutImageTagMutability", |cx| {
            set_member(cx, "imageTagMutability")
        }),
        ("ListTagsForResource", |cx| {
            list_tags(cx, repository, "tags")
        }),
        ("TagResource", |cx| {
            set(cx, |it, request| tag(it, "Tags", tags(&request["tags"])))
        }),
        ("UntagResource", |cx| {
            set(cx, |it, request| untag(it, "Tags", &request["tagKeys"]))
        }),
    ]),
);

/// Repositories by name.
const REPOSITORY: Kind = Kind::regional("ecr.repository");
/// The member of a record that holds the repository as AWS describes it.
const DESCRIPTION: &str = "told";
const PAGE: usize = 100;
/// Documents of a repository: the member, and the error when there is none.
const LIFECYCLE: (&str, &str) = ("lifecyclePolicyText", "LifecyclePolicyNotFoundException");
const POLICY: (&str, &str) = ("policyText", "RepositoryPolicyNotFoundException");

fn invalid(what: &str) -> AwsError {
    let message = format!("Invalid parameter at '{what}'");
    AwsError::bad("InvalidParameterException", message)
}

fn arn(cx: &Context, name: &str) -> String {
    cx.arn("ecr", format_args!("repository/{name}"))
}

/// AWS chooses its own key where KMS is asked for and none is named.
fn create(cx: &mut Context) -> Answer {
    let (request, name) = (cx.request, cx.text("repositoryName"));
    let legal = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "._/-".contains(it);
    if name.len() < 2 || !name.chars().all(legal) {
        return Err(invalid("repositoryName"));
    }
    if cx.has(REPOSITORY, name) {
        let message = format!("The repository with name '{name}' already exists in the registry");
        return Err(AwsError::bad("RepositoryAlreadyExistsException", message));
    }
    let mut encryption = request["encryptionConfiguration"].clone();
    if encryption.is_null() {
        encryption = json!({ "encryptionType": "AES256" });
    }
    if text(&encryption, "encryptionType") != "AES256" && encryption["kmsKey"].is_null() {
        encryption["kmsKey"] = cx.arn("kms", "key/aws-ecr").into();
    }
    let scans = request["imageScanningConfiguration"]["scanOnPush"] == json!(true);
    let mutability = request["imageTagMutability"].as_str().unwrap_or("MUTABLE");
    let repository = json!({
        "repositoryName": name, "repositoryArn": arn(cx, name), "registryId": cx.call.account,
        "imageTagMutability": mutability,
        "imageScanningConfiguration": { "scanOnPush": scans },
        "encryptionConfiguration": encryption,
    });
    let record = json!({ DESCRIPTION: repository, "Tags": tags(&request["tags"]) });
    cx.put(REPOSITORY, name, record);
    Ok(json!({ "repository": repository }))
}

fn list(cx: &mut Context) -> Answer {
    let all = cx.list(REPOSITORY).into_iter();
    let all = all.map(|mut record| record[DESCRIPTION].take()).collect();
    let token = cx.request["nextToken"].as_str();
    let (all, next) = page_by(all, "repositoryName", token, PAGE);
    Ok(json!({ "repositories": all, "nextToken": next }))
}

/// The repository that a request names: its name, or its ARN.
fn repository(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    let of_arn = cx.text("resourceArn").strip_prefix(&arn(cx, ""));
    let name = of_arn.unwrap_or(cx.text("repositoryName"));
    let record = cx.get(REPOSITORY, name).ok_or_else(|| {
        let message = format!("The repository with name '{name}' does not exist in the registry");
        AwsError::bad("RepositoryNotFoundException", message)
    })?;
    Ok((REPOSITORY, name.to_owned(), record))
}

/// Changes a repository; the reply names it.
fn set(cx: &mut Context, set: impl FnOnce(&mut Value, &Value)) -> Answer {
    let (_, name, _) = repository(cx)?;
    change(cx, repository, set)?;
    Ok(json!({ "repositoryName": name }))
}

fn set_member(cx: &mut Context, member: &str) -> Answer {
    set(cx, |it, request| {
        it[DESCRIPTION][member] = request[member].clone()
    })
}

fn get_document(cx: &mut Context, (member, code): (&str, &str)) -> Answer {
    let (_, name, mut record) = repository(cx)?;
    match record[member].take() {
        Value::Null => Err(AwsError::bad(
            code,
            format!("{member} does not exist for {name}"),
        )),
        document => Ok(json!({ "repositoryName": name, member: document })),
    }
}

fn put_lifecycle(cx: &mut Context) -> Answer {
    repository(cx)?;
    let rules: Value = serde_json::from_str(cx.text(LIFECYCLE.0)).unwrap_or_default();
    if !rules["rules"].is_array() {
        return Err(invalid("LifecyclePolicyText"));
    }
    set(cx, |it, request| {
        it[LIFECYCLE.0] = request[LIFECYCLE.0].clone()
    })
}

fn put_policy(cx: &mut Context) -> Answer {
    repository(cx)?;
    if !is_policy(cx.text(POLICY.0)) {
        return Err(invalid("PolicyText"));
    }
    set(cx, |it, request| it[POLICY.0] = request[POLICY.0].clone())
}
