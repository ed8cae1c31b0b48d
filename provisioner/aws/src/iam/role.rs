//! `aws.iam.role`: an identity that services and people take on (IAM `CreateRole`).
//!
//! Who may take it on and what it may do then is access control itself: no role may do
//! everything (CIS AWS 1.15, AWS Security Hub IAM.1, NIST SP 800-53r5 AC-6).

use aws_sdk_iam::types::Role as SdkRole;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::fault::{Result, unless_gone};
use crate::iam::policies::{self, Holder, Inline, Managed};
use crate::iam::{self, role_read};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::policy_document::PolicyDocument;
use crate::spec::given;

/// An identity that services and people take on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account.
    pub role_name: String,
    /// Its path; begins and ends with a slash. AWS's default: `/`.
    #[serde(default = "iam::root")]
    pub path: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who may take it on.
    pub assume_role_policy: PolicyDocument,
    /// What it may do: documents written into the role, by name. Others are removed.
    #[serde(default)]
    pub inline_policies: Inline,
    /// What it may do: ARNs of managed policies. Others are detached.
    #[serde(default)]
    pub managed_policy_arns: Managed,
    /// Longest session, in seconds, 3600 to 43200. AWS's default: 3600.
    #[serde(default = "an_hour")]
    pub max_session_duration: i32,
    /// ARN of the policy that bounds what it may do; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<String>,
}

/// AWS's default for the longest session, in seconds.
pub(crate) const fn an_hour() -> i32 {
    3600
}

impl Spec {
    fn policies(&self) -> (&Inline, &Managed) {
        (&self.inline_policies, &self.managed_policy_arns)
    }
}

pub(crate) struct Role;

impl AwsKind for Role {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["role_name", "path"],
        outputs: &["arn"],
        ownership: super::ROLE_TAGS,
        ..Facts::named(
            "aws.iam.role",
            "an identity that services and people take on",
            "role_name",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        role_read::all(aws).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let request = aws
            .iam()
            .create_role()
            .role_name(&spec.role_name)
            .path(&spec.path)
            .assume_role_policy_document(spec.assume_role_policy.to_json_string())
            .max_session_duration(spec.max_session_duration)
            .set_description(given(&spec.description))
            .set_permissions_boundary(given(&spec.permissions_boundary))
            .set_tags(Some(iam::sdk_tags(&new.tags)));
        let reply = request.send().await?;
        let role = reply.role();
        let (name, arn) = (role.map(SdkRole::role_name), role.map(SdkRole::arn));
        made_with_arn("iam", "CreateRole", name, arn)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let bare = (&Inline::new(), &Managed::new());
        policies::change(aws, Holder::Role(&made.id), bare, new.spec.policies()).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        if before.assume_role_policy != after.assume_role_policy {
            let request = aws.iam().update_assume_role_policy().role_name(name);
            let document = after.assume_role_policy.to_json_string();
            request.policy_document(document).send().await?;
        }
        if (&before.description, before.max_session_duration)
            != (&after.description, after.max_session_duration)
        {
            let request = aws.iam().update_role().role_name(name);
            let request = request.max_session_duration(after.max_session_duration);
            let description = after.description.as_ref().or(before.description.as_ref());
            request.set_description(description.cloned()).send().await?;
        }
        if before.permissions_boundary != after.permissions_boundary {
            set_boundary(aws, name, after.permissions_boundary.as_deref()).await?;
        }
        policies::change(aws, Holder::Role(name), before.policies(), after.policies()).await
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        policies::strip(aws, Holder::Role(name)).await?;
        aws.iam().delete_role().role_name(name).send().await?;
        Ok(())
    }
}

/// Sets the boundary; an empty one is taken away, an unmanaged one left alone.
async fn set_boundary(aws: &Clients, name: &str, boundary: Option<&str>) -> Result<()> {
    match boundary {
        None => Ok(()),
        Some("") => {
            let request = aws.iam().delete_role_permissions_boundary();
            unless_gone(request.role_name(name).send().await).map(drop)
        }
        Some(arn) => {
            let request = aws.iam().put_role_permissions_boundary().role_name(name);
            request.permissions_boundary(arn).send().await?;
            Ok(())
        }
    }
}
