//! Changes of a VPC endpoint, and the wait for its end.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::VpcEndpoint as SdkEndpoint;

use crate::clients::Clients;
use crate::ec2::vpc_endpoint::{Spec, is_deleted, spec_of};
use crate::ec2::waiting;
use crate::fault::{Fault, Result, unless_gone};
use crate::policy_document::PolicyDocument;

/// Makes an endpoint `after` where it was `before`. Repeatable: what an earlier attempt did
/// already is not asked for again, because AWS would refuse it.
pub(super) async fn modify(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
    let Some(now) = find(aws, id).await? else {
        let message = format!("{id} is not visible");
        let code = "InvalidVpcEndpointId.NotFound";
        return Err(Fault::refused("ec2", "ModifyVpcEndpoint", code, &message));
    };
    let now = spec_of(&now)?;
    let ids = |of: fn(&Spec) -> &BTreeSet<String>| Ids::new(of(before), of(after), of(&now));
    let tables = ids(|spec| &spec.route_table_ids);
    let subnets = ids(|spec| &spec.subnet_ids);
    let groups = match after.security_group_ids.is_empty() {
        true => Ids::default(),
        false => ids(|spec| &spec.security_group_ids),
    };
    let private_dns = Some(after.private_dns_enabled).filter(|on| *on != now.private_dns_enabled);
    let policy = after.policy.as_ref();
    let policy = policy.filter(|policy| Some(*policy) != now.policy.as_ref());
    let is_done = [&tables, &subnets, &groups]
        .iter()
        .all(|ids| ids.is_empty());
    if is_done && private_dns.is_none() && policy.is_none() {
        return Ok(());
    }
    let request = aws
        .ec2()
        .modify_vpc_endpoint()
        .vpc_endpoint_id(id)
        .set_add_route_table_ids(Some(tables.added))
        .set_remove_route_table_ids(Some(tables.removed))
        .set_add_subnet_ids(Some(subnets.added))
        .set_remove_subnet_ids(Some(subnets.removed))
        .set_add_security_group_ids(Some(groups.added))
        .set_remove_security_group_ids(Some(groups.removed))
        .set_private_dns_enabled(private_dns)
        .set_policy_document(policy.map(PolicyDocument::to_json_string));
    request.send().await?;
    Ok(())
}

/// What to add to a set and what to take out of it.
#[derive(Default)]
struct Ids {
    added: Vec<String>,
    removed: Vec<String>,
}

impl Ids {
    fn new(before: &BTreeSet<String>, after: &BTreeSet<String>, now: &BTreeSet<String>) -> Self {
        let added = after.difference(before).filter(|id| !now.contains(*id));
        let removed = before.difference(after).filter(|id| now.contains(*id));
        Self {
            added: added.cloned().collect(),
            removed: removed.cloned().collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// Waits until an endpoint is no more. Its interfaces hold on to subnets and security groups.
pub(super) async fn until_deleted(aws: &Clients, id: &str) -> Result<()> {
    let gone = || async { Ok(find(aws, id).await?.is_none()) };
    let awaited = format!("{id} to be deleted");
    waiting::until("DeleteVpcEndpoints", &awaited, gone).await
}

async fn find(aws: &Clients, id: &str) -> Result<Option<SdkEndpoint>> {
    let request = aws.reads().ec2().describe_vpc_endpoints();
    let answer = request.vpc_endpoint_ids(id).send().await;
    let endpoints = unless_gone(answer)?.and_then(|answer| answer.vpc_endpoints);
    let endpoints = endpoints.unwrap_or_default();
    Ok(endpoints.into_iter().find(|endpoint| !is_deleted(endpoint)))
}
