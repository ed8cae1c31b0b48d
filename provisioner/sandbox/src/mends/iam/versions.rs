//! Versions of a customer's policies.
//!
//! AWS never gives a version's number out again, and deletes no policy that has former versions.
//! The crate forgets after each restoration which numbers it gave out, and checks neither versions
//! nor documents.

use serde_json::json;
use winterbaume_iam::views::{ManagedPolicyView, PolicyVersionView};

use super::{NAMESPACE, check_policy, date, document, listed};
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::clock;
use crate::params::Params;
use crate::refusal::{self, Refusal};
use crate::xml::Xml;

const VERSIONS_MAX: usize = 5;
/// The side record of the highest number given out, by the policy's ARN.
const HIGHEST: &str = "iam-policy-version";

pub(super) async fn create(params: &Params, bank: &mut Bank) -> Result<Reply, Refusal> {
    let (arn, text) = (params.need("PolicyArn")?, params.need("PolicyDocument")?);
    let policy = policy(arn, bank).await?;
    check_policy(text)?;
    if policy.versions.len() >= VERSIONS_MAX {
        let message = format!("A managed policy can have up to {VERSIONS_MAX} versions.");
        return Err(Refusal::new(409, "LimitExceeded", message));
    }
    let number = 1 + bank
        .side(HIGHEST, "", arn)
        .map_or(1, |it| it.as_u64().unwrap_or(1));
    bank.set_side(HIGHEST, "", arn, json!(number));
    let is_default = params.flag("SetAsDefault") == Some(true);
    let now = Some(clock::iso(clock::now()));
    let version = PolicyVersionView {
        version_id: format!("v{number}"),
        document: bank.as_kept(text),
        is_default_version: is_default,
        create_date: now.clone(),
    };
    let kept = version.clone();
    bank.change_policy(arn, |policy| {
        if is_default {
            policy
                .versions
                .iter_mut()
                .for_each(|it| it.is_default_version = false);
            policy.default_version_id = kept.version_id.clone();
            policy.document = kept.document.clone();
            policy.update_date = now;
        }
        policy.versions.push(kept);
    })
    .await;
    Ok(refusal::query(
        "CreatePolicyVersion",
        NAMESPACE,
        &|xml: &mut Xml| {
            xml.node("PolicyVersion", |xml| write(xml, &version));
        },
    ))
}

pub(super) async fn get(params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let (arn, id) = (params.need("PolicyArn")?, params.need("VersionId")?);
    let versions = policy(arn, bank).await?.versions;
    let version = versions.into_iter().find(|it| it.version_id == id);
    let version = version.ok_or_else(|| {
        let message = format!("Policy {arn} version {id} does not exist or is not attachable.");
        Refusal::new(404, "NoSuchEntity", message)
    })?;
    Ok(refusal::query(
        "GetPolicyVersion",
        NAMESPACE,
        &|xml: &mut Xml| {
            xml.node("PolicyVersion", |xml| {
                xml.text("Document", document(&version.document));
                write(xml, &version);
            });
        },
    ))
}

/// A list of versions leaves out the documents, as AWS does.
pub(super) async fn list(params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let policy = policy(params.need("PolicyArn")?, bank).await?;
    let key = |version: &PolicyVersionView| format!("{:>8}", version.version_id);
    listed(
        "ListPolicyVersions",
        params,
        policy.versions,
        key,
        "Versions",
        write,
    )
}

pub(super) async fn delete_policy(
    call: &Call,
    params: &Params,
    bank: &mut Bank,
) -> Result<Reply, Refusal> {
    let arn = params.need("PolicyArn")?;
    let policy = policy(arn, bank).await?;
    if policy.versions.len() > 1 {
        let message = "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.";
        return Err(Refusal::new(409, "DeleteConflict", message));
    }
    let reply = bank.forward(call).await;
    if reply.status().is_success() {
        bank.set_side(HIGHEST, "", arn, json!(null));
    }
    Ok(reply)
}

async fn policy(arn: &str, bank: &Bank) -> Result<ManagedPolicyView, Refusal> {
    let policy = bank.iam_view().await.policies.remove(arn);
    policy.ok_or_else(|| {
        let message = format!("Policy {arn} was not found.");
        Refusal::new(404, "NoSuchEntity", message)
    })
}

fn write(xml: &mut Xml, version: &PolicyVersionView) {
    xml.text("VersionId", &version.version_id)
        .text("IsDefaultVersion", version.is_default_version);
    xml.text("CreateDate", date(version.create_date.as_deref()));
}
