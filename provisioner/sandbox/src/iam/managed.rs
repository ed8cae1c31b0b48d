//! AWS managed policies.
//!
//! The crate knows only policies that somebody created, so an AWS managed one is added when it is
//! first attached. Policies are not evaluated here, so none has its text.

use serde_json::json;
use winterbaume_iam::views::{ManagedPolicyView, PolicyVersionView};

use super::{date, listed, no_such_entity};
use crate::aws_error::AwsError;
use crate::ids;
use crate::pass_on::pass_on;
use crate::protocol::Reply;
use crate::service::Context;

/// How the ARNs of AWS managed policies begin.
const OF_AWS: &str = "arn:aws:iam::aws:policy/";

/// Those that can be attached here, with their paths. AWS has many more; these are the ones that
/// government accounts meet. Source: AWS managed policy reference.
const KNOWN: &[&str] = &[
    "AdministratorAccess",
    "AmazonSSMManagedInstanceCore",
    "CloudWatchAgentServerPolicy",
    "IAMReadOnlyAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "job-function/Billing",
    "job-function/ViewOnlyAccess",
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores",
    "service-role/AWS_ConfigRole",
];

/// The date on which AWS managed policies were created, in the sandbox.
const SINCE: &str = "2015-02-06T18:40:00Z";

/// AWS managed policies are attached like any other.
pub(super) async fn attach(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let arn = cx.params.need("PolicyArn")?;
    if let Some(path) = arn.strip_prefix(OF_AWS) {
        if !KNOWN.contains(&path) {
            let message = format!("Policy {arn} does not exist or is not attachable.");
            return Err(no_such_entity(message));
        }
        let add = |view: &mut winterbaume_iam::IamStateView| {
            let policy = view.policies.entry(arn.to_owned());
            policy.or_insert_with(|| of_aws(path));
        };
        cx.state.crates.change_iam(add).await;
    }
    pass_on(cx).await
}

/// AWS lists its own and the customer's policies by `Scope`.
pub(super) async fn list(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let scope = cx.params.get("Scope").unwrap_or("All");
    let prefix = cx.params.get("PathPrefix").unwrap_or("/");
    let only_attached = cx.params.flag("OnlyAttached") == Some(true);
    let mut policies: Vec<ManagedPolicyView> = KNOWN.iter().map(|path| of_aws(path)).collect();
    for policy in cx.state.crates.iam_view().await.policies.into_values() {
        policies.retain(|known| known.arn != policy.arn);
        policies.push(policy);
    }
    policies.retain(|policy| {
        let in_scope = match scope {
            "AWS" => is_of_aws(&policy.arn),
            "Local" => !is_of_aws(&policy.arn),
            _ => true,
        };
        in_scope
            && policy.path.starts_with(prefix)
            && (!only_attached || policy.attachment_count > 0)
    });
    listed(
        cx,
        "Policies",
        policies,
        |it| it.arn.clone(),
        |it| {
            json!({
                "PolicyName": it.policy_name, "PolicyId": it.policy_id, "Arn": it.arn,
                "Path": it.path, "DefaultVersionId": it.default_version_id,
                "AttachmentCount": it.attachment_count, "IsAttachable": it.is_attachable,
                "CreateDate": date(it.create_date.as_deref()),
                "UpdateDate": date(it.update_date.as_deref()),
            })
        },
    )
}

pub(super) fn is_of_aws(arn: &str) -> bool {
    arn.starts_with(OF_AWS)
}

fn of_aws(path: &str) -> ManagedPolicyView {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let document = r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned();
    let since = || Some(SINCE.to_owned());
    ManagedPolicyView {
        policy_name: name.to_owned(),
        policy_id: format!("ANPA{}", ids::digest(&[path])[..17].to_uppercase()),
        arn: format!("{OF_AWS}{path}"),
        path: match folder {
            "" => "/".to_owned(),
            folder => format!("/{folder}/"),
        },
        default_version_id: "v1".to_owned(),
        description: String::new(),
        create_date: since(),
        update_date: since(),
        is_attachable: true,
        versions: vec![PolicyVersionView {
            version_id: "v1".to_owned(),
            document: document.clone(),
            is_default_version: true,
            create_date: since(),
        }],
        document,
        tags: Default::default(),
        attachment_count: 0,
    }
}
