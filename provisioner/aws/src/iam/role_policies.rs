//! A role's policies: those written into it and those attached to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::clients::Clients;
use crate::fault::{Result, unless_gone};
use crate::policy_document::PolicyDocument;

/// What a role may do.
#[derive(Debug, Default)]
pub(crate) struct Policies<'s> {
    /// Documents written into the role, by name.
    pub inline: Inline<'s>,
    /// ARNs of managed policies attached to it.
    pub managed: Managed<'s>,
}

type Inline<'s> = BTreeMap<&'s str, &'s PolicyDocument>;
type Managed<'s> = BTreeSet<&'s str>;

/// Brings a role from one set of policies to another. What is added comes first, so that the
/// role is never without a right it had before and has after.
pub(crate) async fn change(
    aws: &Clients,
    role_name: &str,
    before: &Policies<'_>,
    after: &Policies<'_>,
) -> Result<()> {
    let iam = aws.iam();
    for (name, document) in &after.inline {
        if before.inline.get(name) != Some(document) {
            let request = iam.put_role_policy().role_name(role_name);
            let request = request.policy_name(*name);
            let document = document.to_json_string();
            request.policy_document(document).send().await?;
        }
    }
    for arn in after.managed.difference(&before.managed) {
        let request = iam.attach_role_policy().role_name(role_name);
        request.policy_arn(*arn).send().await?;
    }
    for name in before.inline.keys() {
        if !after.inline.contains_key(name) {
            delete_inline(aws, role_name, name).await?;
        }
    }
    for arn in before.managed.difference(&after.managed) {
        detach(aws, role_name, arn).await?;
    }
    Ok(())
}

/// Takes every policy off a role, also those that came after it was last observed: IAM deletes
/// only bare roles.
pub(crate) async fn strip(aws: &Clients, role_name: &str) -> Result<()> {
    let iam = aws.reads().iam();
    let inline = iam.list_role_policies().role_name(role_name);
    let names = inline.into_paginator().items().send();
    let names: Vec<String> = names.try_collect().await?;
    for name in names {
        delete_inline(aws, role_name, &name).await?;
    }
    let managed = iam.list_attached_role_policies().role_name(role_name);
    let attached = managed.into_paginator().items().send();
    let attached: Vec<_> = attached.try_collect().await?;
    for arn in attached.iter().filter_map(|policy| policy.policy_arn()) {
        detach(aws, role_name, arn).await?;
    }
    Ok(())
}

async fn delete_inline(aws: &Clients, role_name: &str, name: &str) -> Result<()> {
    let request = aws.iam().delete_role_policy().role_name(role_name);
    unless_gone(request.policy_name(name).send().await).map(drop)
}

async fn detach(aws: &Clients, role_name: &str, arn: &str) -> Result<()> {
    let request = aws.iam().detach_role_policy().role_name(role_name);
    unless_gone(request.policy_arn(arn).send().await).map(drop)
}
