//! Policies that AWS itself keeps in every account.
//!
//! The crate knows only policies that somebody created, so one of AWS's is stocked when it is
//! first attached. What such a policy allows is not evaluated here, so none is spelled out.

use winterbaume_iam::views::{ManagedPolicyView, PolicyVersionView};

use super::{date, listed};
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::ids;
use crate::params::Params;
use crate::refusal::Refusal;

/// How the ARNs of AWS's own policies begin.
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

/// When the sandbox says AWS made its policies.
const SINCE: &str = "2015-02-06T18:40:00Z";

/// AWS lets its own policies be attached like any other.
pub(super) async fn attach(
    call: &Call,
    params: &Params,
    bank: &mut Bank,
) -> Result<Reply, Refusal> {
    let arn = params.need("PolicyArn")?;
    if let Some(path) = arn.strip_prefix(OF_AWS) {
        if !KNOWN.contains(&path) {
            let message = format!("Policy {arn} does not exist or is not attachable.");
            return Err(Refusal::new(404, "NoSuchEntity", message));
        }
        bank.stock_policy(of_aws(path)).await;
    }
    Ok(bank.forward(call).await)
}

/// AWS tells its own policies from the customer's by `Scope`.
pub(super) async fn list(params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let scope = params.get("Scope").unwrap_or("All");
    let prefix = params.get("PathPrefix").unwrap_or("/");
    let only_attached = params.flag("OnlyAttached") == Some(true);
    let mut policies: Vec<ManagedPolicyView> = KNOWN.iter().map(|path| of_aws(path)).collect();
    for policy in bank.iam_view().await.policies.into_values() {
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
        "ListPolicies",
        params,
        policies,
        |policy| policy.arn.clone(),
        "Policies",
        |xml, policy| {
            xml.text("PolicyName", &policy.policy_name)
                .text("PolicyId", &policy.policy_id);
            xml.text("Arn", &policy.arn).text("Path", &policy.path);
            xml.text("DefaultVersionId", &policy.default_version_id)
                .text("AttachmentCount", policy.attachment_count)
                .text("IsAttachable", policy.is_attachable);
            xml.text("CreateDate", date(policy.create_date.as_deref()))
                .text("UpdateDate", date(policy.update_date.as_deref()));
        },
    )
}

/// Whether a policy is one of AWS's.
pub(super) fn is_of_aws(arn: &str) -> bool {
    arn.starts_with(OF_AWS)
}

fn of_aws(path: &str) -> ManagedPolicyView {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(f, n)| (f, n));
    let document = r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned();
    let since = || Some(SINCE.to_owned());
    ManagedPolicyView {
        policy_name: name.to_owned(),
        policy_id: format!("ANPA{}", ids::digest(&[path])[..17].to_uppercase()),
        arn: format!("{OF_AWS}{path}"),
        path: if folder.is_empty() {
            "/".to_owned()
        } else {
            format!("/{folder}/")
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
