//! `aws.ecr.repository`: images of one container (ECR `CreateRepository`).
//!
//! Scanned when they come in (AWS Security Hub ECR.1), under tags that stay what they were
//! (ECR.2), encrypted with a key of our own (ECR.5), and not kept for ever (ECR.3).

use gabakura_adapter::read_each;
use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use super::{ECR, arn, tag_list, tags_of};
use crate::clients::Clients;
use crate::fault::{Fault, Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::policy_document::PolicyDocument;
use crate::spec::one_of;
use crate::wire::Call;

/// Images of one container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region: `chiyoda/web`.
    repository_name: String,
    /// Whether images are scanned when they come in. AWS's default: false. Where the account
    /// scans by rules for the whole registry, they decide.
    #[serde(default)]
    scan_on_push: bool,
    /// `IMMUTABLE`: a tag that was given stays with its image. AWS's default: `MUTABLE`.
    #[serde(default = "mutable", deserialize_with = "mutability")]
    image_tag_mutability: String,
    /// `AES256` (AWS's own keys, the default), `KMS` or `KMS_DSSE`.
    #[serde(default = "own_keys", deserialize_with = "encryption")]
    encryption_type: String,
    /// ARN of the key, for KMS. AWS's default: AWS's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kms_key: Option<String>,
    /// Which images go when, as ECR writes it (`{ rules = [{ rulePriority = 1, … }] }`). Empty: none
    /// goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lifecycle_policy: Option<Map<String, Value>>,
    /// Who else may do what with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    policy: Option<PolicyDocument>,
}

fn mutable() -> String {
    "MUTABLE".to_owned()
}

fn mutability<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<String, D::Error> {
    one_of(from, &["IMMUTABLE", "MUTABLE"])
}

fn own_keys() -> String {
    "AES256".to_owned()
}

fn encryption<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<String, D::Error> {
    one_of(from, &["AES256", "KMS", "KMS_DSSE"])
}

/// A repository as ECR tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    repository_name: String,
    #[serde(default = "mutable")]
    image_tag_mutability: String,
    #[serde(default)]
    image_scanning_configuration: Scanning,
    encryption_configuration: Encryption,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scanning {
    #[serde(default)]
    scan_on_push: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encryption {
    encryption_type: String,
    kms_key: Option<String>,
}

pub(crate) struct Repository;

impl AwsKind for Repository {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["repository_name", "encryption_type", "kms_key"],
        outputs: &["arn"],
        ownership: super::TAGS,
        protection: Protection::Irreversible,
        ..Facts::named(
            "aws.ecr.repository",
            "images of one container",
            "repository_name",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if spec.encryption_type == own_keys() && spec.kms_key.is_some() {
            return Err(SpecError {
                path: "kms_key".to_owned(),
                problem: "`AES256` takes no key".to_owned(),
            });
        }
        Ok(())
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let call = Call::json("DescribeRepositories", json!({}));
        let all: Vec<Told> = ECR.list(aws, call, "repositories").await?;
        read_each(all, |told| async move {
            let name = told.repository_name.clone();
            let (lifecycle, policy, tags) = futures::try_join!(
                text_of(aws, &name, "GetLifecyclePolicy", "lifecyclePolicyText"),
                text_of(aws, &name, "GetRepositoryPolicy", "policyText"),
                tags_of(aws, &name),
            )?;
            let spec = Spec {
                repository_name: told.repository_name,
                scan_on_push: told.image_scanning_configuration.scan_on_push,
                image_tag_mutability: told.image_tag_mutability,
                encryption_type: told.encryption_configuration.encryption_type,
                kms_key: told.encryption_configuration.kms_key,
                lifecycle_policy: Some(match &lifecycle {
                    None => Map::new(),
                    Some(text) => serde_json::from_str(text).map_err(|error| {
                        Fault::unreadable("ecr", "GetLifecyclePolicy", &error.to_string())
                    })?,
                }),
                policy: policy
                    .as_deref()
                    .map(PolicyDocument::from_json_str)
                    .transpose()?,
            };
            let arn = arn(aws, &name);
            Ok(Some(Item::new(name, spec).tags(tags).output("arn", arn)))
        })
        .await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let name = spec.repository_name.as_str();
        let mut encryption = json!({ "encryptionType": spec.encryption_type });
        if let Some(key) = &spec.kms_key {
            encryption["kmsKey"] = key.as_str().into();
        }
        let body = json!({
            "repositoryName": name,
            "imageTagMutability": spec.image_tag_mutability,
            "imageScanningConfiguration": { "scanOnPush": spec.scan_on_push },
            "encryptionConfiguration": encryption,
            "tags": tag_list(&new.tags),
        });
        let operation = "CreateRepository";
        ECR.tell(aws, Call::json(operation, body)).await?;
        let arn = arn(aws, name);
        made_with_arn("ecr", operation, Some(name), Some(&arn))
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        put_policies(aws, &made.id, (None, None), &new.spec).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        if before.scan_on_push != after.scan_on_push {
            let scans = json!({ "scanOnPush": after.scan_on_push });
            let body = json!({ "repositoryName": name, "imageScanningConfiguration": scans });
            let call = Call::json("PutImageScanningConfiguration", body);
            ECR.tell(aws, call).await?;
        }
        if before.image_tag_mutability != after.image_tag_mutability {
            let mutability = &after.image_tag_mutability;
            let body = json!({ "repositoryName": name, "imageTagMutability": mutability });
            ECR.tell(aws, Call::json("PutImageTagMutability", body))
                .await?;
        }
        let former = (before.lifecycle_policy.as_ref(), before.policy.as_ref());
        put_policies(aws, name, former, after).await
    }

    /// ECR refuses while there are images in it.
    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let body = json!({ "repositoryName": name });
        ECR.tell(aws, Call::json("DeleteRepository", body)).await
    }
}

/// A document of a repository, if it has one.
async fn text_of(
    aws: &Clients,
    name: &str,
    operation: &'static str,
    field: &str,
) -> Result<Option<String>> {
    let call = Call::json(operation, json!({ "repositoryName": name }));
    let reply: Result<Value> = ECR.ask(aws, call).await;
    // A repository that is gone altogether is no repository without a document.
    let is_gone = |fault: &Fault| fault.code() == "RepositoryNotFoundException";
    if let Err(fault) = reply.as_ref()
        && is_gone(fault)
    {
        return reply.map(|_| None);
    }
    let reply = unless_gone(reply)?;
    Ok(reply.and_then(|reply| reply[field].as_str().map(str::to_owned)))
}

/// Puts what is declared and differs.
async fn put_policies(
    aws: &Clients,
    name: &str,
    former: (Option<&Map<String, Value>>, Option<&PolicyDocument>),
    spec: &Spec,
) -> Result<()> {
    let lifecycle = spec
        .lifecycle_policy
        .as_ref()
        .filter(|it| Some(*it) != former.0);
    match lifecycle {
        Some(none) if none.is_empty() => {
            let call = Call::json("DeleteLifecyclePolicy", json!({ "repositoryName": name }));
            unless_gone(ECR.tell(aws, call).await)?;
        }
        Some(rules) => {
            let text = Value::Object(rules.clone()).to_string();
            let body = json!({ "repositoryName": name, "lifecyclePolicyText": text });
            ECR.tell(aws, Call::json("PutLifecyclePolicy", body))
                .await?;
        }
        None => {}
    }
    if let Some(policy) = spec.policy.as_ref().filter(|it| Some(*it) != former.1) {
        let body = json!({ "repositoryName": name, "policyText": policy.to_json_string() });
        ECR.tell(aws, Call::json("SetRepositoryPolicy", body))
            .await?;
    }
    Ok(())
}
