//! The policies of a role or group: those written into it and those attached to it.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::types::{AttachedPolicy, PolicyDetail};

use crate::clients::Clients;
use crate::error::{Result, unless_gone};
use crate::kind::text;
use crate::policy_document::PolicyDocument;

/// Documents written into a role or group, by name.
pub(crate) type Inline = BTreeMap<String, PolicyDocument>;
/// ARNs of managed policies attached to it.
pub(crate) type Managed = BTreeSet<String>;

/// Whose policies they are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holder<'n> {
    /// A role, by name.
    Role(&'n str),
    /// A group, by name.
    Group(&'n str),
}

/// Sends one of IAM's twin requests.
macro_rules! send {
    ($self:expr, $iam:expr, $role:ident, $group:ident, |$request:ident| $body:expr) => {
        match $self {
            Self::Role(name) => {
                let $request = $iam.$role().role_name(name);
                $body.send().await.map(drop).map_err(Into::into)
            }
            Self::Group(name) => {
                let $request = $iam.$group().group_name(name);
                $body.send().await.map(drop).map_err(Into::into)
            }
        }
    };
}

impl Holder<'_> {
    async fn put(self, aws: &Clients, name: &str, document: &PolicyDocument) -> Result<()> {
        send!(
            self,
            aws.iam(),
            put_role_policy,
            put_group_policy,
            |request| {
                request
                    .policy_name(name)
                    .policy_document(document.to_json_string())
            }
        )
    }

    async fn delete(self, aws: &Clients, name: &str) -> Result<()> {
        let deleted: Result<()> = send!(
            self,
            aws.iam(),
            delete_role_policy,
            delete_group_policy,
            |request| { request.policy_name(name) }
        );
        unless_gone(deleted).map(drop)
    }

    async fn attach(self, aws: &Clients, arn: &str) -> Result<()> {
        send!(
            self,
            aws.iam(),
            attach_role_policy,
            attach_group_policy,
            |request| { request.policy_arn(arn) }
        )
    }

    async fn detach(self, aws: &Clients, arn: &str) -> Result<()> {
        let detached: Result<()> = send!(
            self,
            aws.iam(),
            detach_role_policy,
            detach_group_policy,
            |request| { request.policy_arn(arn) }
        );
        unless_gone(detached).map(drop)
    }

    async fn inline_names(self, aws: &Clients) -> Result<Vec<String>> {
        let iam = aws.reads().iam();
        Ok(match self {
            Self::Role(name) => {
                let request = iam.list_role_policies().role_name(name);
                request
                    .into_paginator()
                    .items()
                    .send()
                    .try_collect()
                    .await?
            }
            Self::Group(name) => {
                let request = iam.list_group_policies().group_name(name);
                request
                    .into_paginator()
                    .items()
                    .send()
                    .try_collect()
                    .await?
            }
        })
    }

    async fn attached(self, aws: &Clients) -> Result<Managed> {
        let iam = aws.reads().iam();
        let attached: Vec<AttachedPolicy> = match self {
            Self::Role(name) => {
                let request = iam.list_attached_role_policies().role_name(name);
                request
                    .into_paginator()
                    .items()
                    .send()
                    .try_collect()
                    .await?
            }
            Self::Group(name) => {
                let request = iam.list_attached_group_policies().group_name(name);
                request
                    .into_paginator()
                    .items()
                    .send()
                    .try_collect()
                    .await?
            }
        };
        Ok(managed(&attached))
    }
}

/// Inline policies as IAM returns them.
pub(crate) fn inline(details: &[PolicyDetail]) -> Result<Inline> {
    let read = |policy: &PolicyDetail| {
        let document = PolicyDocument::from_json_str(&text(policy.policy_document()))?;
        Ok((text(policy.policy_name()), document))
    };
    details.iter().map(read).collect()
}

/// Attached policies as IAM returns them.
pub(crate) fn managed(attached: &[AttachedPolicy]) -> Managed {
    attached
        .iter()
        .map(|policy| text(policy.policy_arn()))
        .collect()
}

/// Brings a role or group from one set of policies to another. What is added comes first, so
/// that it is never without a right it had before and has after.
pub(crate) async fn change(
    aws: &Clients,
    holder: Holder<'_>,
    before: (&Inline, &Managed),
    after: (&Inline, &Managed),
) -> Result<()> {
    for (name, document) in after.0 {
        if before.0.get(name) != Some(document) {
            holder.put(aws, name, document).await?;
        }
    }
    for arn in after.1.difference(before.1) {
        holder.attach(aws, arn).await?;
    }
    for name in before.0.keys().filter(|name| !after.0.contains_key(*name)) {
        holder.delete(aws, name).await?;
    }
    for arn in before.1.difference(after.1) {
        holder.detach(aws, arn).await?;
    }
    Ok(())
}

/// Takes every policy off a role or group, also those that came after it was last observed: IAM
/// deletes only what is bare.
pub(crate) async fn strip(aws: &Clients, holder: Holder<'_>) -> Result<()> {
    for name in holder.inline_names(aws).await? {
        holder.delete(aws, &name).await?;
    }
    for arn in holder.attached(aws).await? {
        holder.detach(aws, &arn).await?;
    }
    Ok(())
}
