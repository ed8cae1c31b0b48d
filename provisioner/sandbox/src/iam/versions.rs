//! Versions of a customer's policies.
//!
//! AWS never gives a version's number out again, and deletes no policy that has other versions
//! than its default. The crate forgets after each restoration which numbers it gave out, and checks
//! neither versions nor documents.

use serde_json::{Value, json};
use winterbaume_iam::views::{ManagedPolicyView, PolicyVersionView};

use super::{check_policy, date, document, listed, no_such_entity, reply};
use crate::account_number::PLACEHOLDER;
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::pass_on::forward;
use crate::protocol::Reply;
use crate::service::Context;

const VERSIONS_MAX: usize = 5;
/// The highest number given out, by the policy's ARN.
const HIGHEST: Kind = Kind::global("iam-policy-version", "");

pub(super) async fn create(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let policy = policy(cx).await?;
    let text = cx.params.need("PolicyDocument")?;
    check_policy(text)?;
    if policy.versions.len() >= VERSIONS_MAX {
        let message = format!("A managed policy can have up to {VERSIONS_MAX} versions.");
        return Err(AwsError::new(409, "LimitExceeded", message));
    }
    let highest = cx.get(HIGHEST, &policy.arn).and_then(|it| it.as_u64());
    let number = 1 + highest.unwrap_or(1);
    cx.put(HIGHEST, &policy.arn, json!(number));
    let is_default = cx.params.flag("SetAsDefault") == Some(true);
    let now = Some(clock::iso(clock::now()));
    let version = PolicyVersionView {
        version_id: format!("v{number}"),
        document: cx.state.crates.as_kept(text),
        is_default_version: is_default,
        create_date: now.clone(),
    };
    let output = json!({ "PolicyVersion": describe(&version) });
    let kept_arn = policy.arn.replace(&cx.call.account, PLACEHOLDER);
    let add = |view: &mut winterbaume_iam::IamStateView| {
        let Some(policy) = view.policies.get_mut(&kept_arn) else {
            return;
        };
        if is_default {
            for former in &mut policy.versions {
                former.is_default_version = false;
            }
            policy.default_version_id.clone_from(&version.version_id);
            policy.document.clone_from(&version.document);
            policy.update_date = now;
        }
        policy.versions.push(version);
    };
    cx.state.crates.change_iam(add).await;
    reply(cx, &output)
}

pub(super) async fn get(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let (policy, id) = (policy(cx).await?, cx.params.need("VersionId")?);
    let version = policy.versions.iter().find(|it| it.version_id == id);
    let version = version.ok_or_else(|| {
        let arn = &policy.arn;
        no_such_entity(format!(
            "Policy {arn} version {id} does not exist or is not attachable."
        ))
    })?;
    let mut described = describe(version);
    described["Document"] = document(&version.document).into();
    reply(cx, &json!({ "PolicyVersion": described }))
}

/// AWS leaves the documents out of the list.
pub(super) async fn list(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let versions = policy(cx).await?.versions;
    let key = |version: &PolicyVersionView| format!("{:>8}", version.version_id);
    listed(cx, "Versions", versions, key, describe)
}

pub(super) async fn delete_policy(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let policy = policy(cx).await?;
    if policy.versions.len() > 1 {
        let message = "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.";
        return Err(AwsError::new(409, "DeleteConflict", message));
    }
    let reply = forward(cx).await;
    if reply.status().is_success() {
        cx.remove(HIGHEST, &policy.arn);
    }
    Ok(reply)
}

/// The policy that a request names.
async fn policy(cx: &Context<'_>) -> Result<ManagedPolicyView, AwsError> {
    let arn = cx.params.need("PolicyArn")?;
    let policy = cx.state.crates.iam_view().await.policies.remove(arn);
    policy.ok_or_else(|| no_such_entity(format!("Policy {arn} was not found.")))
}

fn describe(version: &PolicyVersionView) -> Value {
    json!({
        "VersionId": version.version_id, "IsDefaultVersion": version.is_default_version,
        "CreateDate": date(version.create_date.as_deref()),
    })
}
