//! `aws.ecr.repository`: an ECR repository (`CreateRepository`).
//!
//! Its images are scanned on push (AWS Security Hub ECR.1), their tags cannot be moved (ECR.2),
//! they are encrypted with a key of our own (ECR.5) and expire (ECR.3).

use gabakura_adapter::read_each;
use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use serde_with::skip_serializing_none;

use super::{ECR, arn, tag_list, tags_of};
use crate::clients::Clients;
use crate::error::{Error, Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, made_named};
use crate::policy_document::PolicyDocument;
use crate::spec::{check_one_of, refused};
use crate::wire::{Call, Names};

const NAMES: Names = Names {
    odd: &[
        ("scan_on_push", "imageScanningConfiguration.scanOnPush"),
        ("encryption_type", "encryptionConfiguration.encryptionType"),
        ("kms_key", "encryptionConfiguration.kmsKey"),
    ],
    beside: &["lifecycle_policy", "policy"],
    always: &["encryption_type"],
    ..Names::CAMEL
};

/// What can be changed, by the member of the request, and the operation that does.
const CHANGES: [(&str, &str); 2] = [
    (
        "imageScanningConfiguration",
        "PutImageScanningConfiguration",
    ),
    ("imageTagMutability", "PutImageTagMutability"),
];

/// An ECR repository: container images.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region: `chiyoda/web`.
    repository_name: String,
    /// Whether images are scanned when they are pushed. AWS's default: false. Scanning rules of
    /// the whole registry take precedence.
    #[serde(default)]
    scan_on_push: bool,
    /// `IMMUTABLE`: a tag cannot be moved to another image. AWS's default: `MUTABLE`.
    #[serde(default = "mutable")]
    image_tag_mutability: String,
    /// `AES256` (keys that AWS owns), `KMS` or `KMS_DSSE`. AWS's default: `AES256`.
    #[serde(default = "own_keys")]
    encryption_type: String,
    /// ARN of the KMS key. AWS's default: the AWS managed key for ECR.
    kms_key: Option<String>,
    /// Which images expire when, as ECR writes it (`{ rules = [{ rulePriority = 1, … }] }`). Empty:
    /// none does.
    lifecycle_policy: Option<Map<String, Value>>,
    /// The repository policy: who else may do what with it.
    policy: Option<PolicyDocument>,
}

fn mutable() -> String {
    "MUTABLE".to_owned()
}

fn own_keys() -> String {
    "AES256".to_owned()
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
            "an ECR repository of container images",
            "repository_name",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let (mutability, encryption) = (&spec.image_tag_mutability, &spec.encryption_type);
        check_one_of(
            "image_tag_mutability",
            mutability,
            &["IMMUTABLE", "MUTABLE"],
        )?;
        check_one_of(
            "encryption_type",
            encryption,
            &["AES256", "KMS", "KMS_DSSE"],
        )?;
        match *encryption == own_keys() && spec.kms_key.is_some() {
            true => Err(refused("kms_key", "`AES256` takes no key")),
            false => Ok(()),
        }
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let call = Call::json("DescribeRepositories", json!({}));
        let all: Vec<Spec> = ECR.specs(aws, call, "repositories", &NAMES).await?;
        read_each(all, |mut spec| async move {
            let name = spec.repository_name.clone();
            let (lifecycle, policy, tags) = futures::try_join!(
                text_of(aws, &name, "GetLifecyclePolicy", "lifecyclePolicyText"),
                text_of(aws, &name, "GetRepositoryPolicy", "policyText"),
                tags_of(aws, &name),
            )?;
            let lifecycle = serde_json::from_str(lifecycle.as_deref().unwrap_or("{}"));
            spec.lifecycle_policy = Some(lifecycle.map_err(|error| {
                Error::unreadable("ecr", "GetLifecyclePolicy", &error.to_string())
            })?);
            let policy = policy.as_deref().map(PolicyDocument::from_json_str);
            spec.policy = policy.transpose()?;
            let arn = arn(aws, &name);
            Ok(Some(Item::new(name, spec).tags(tags).output("arn", arn)))
        })
        .await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let mut body = NAMES.request(&new.spec);
        body["tags"] = tag_list(&new.tags);
        ECR.tell(aws, Call::json("CreateRepository", body)).await?;
        let name = &new.spec.repository_name;
        Ok(made_named(name, arn(aws, name)))
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        put_policies(aws, &made.id, (None, None), &new.spec).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        let changes = NAMES.changes(before, after);
        for (member, operation) in CHANGES {
            if let Some(value) = changes.get(member) {
                let body = json!({ "repositoryName": name, member: value });
                ECR.tell(aws, Call::json(operation, body)).await?;
            }
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
    let is_gone = |fault: &Error| fault.code() == "RepositoryNotFoundException";
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
    let lifecycle = spec.lifecycle_policy.as_ref();
    match lifecycle.filter(|it| Some(*it) != former.0) {
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
