//! `aws.ec2.network_acl`: a network ACL of subnets (EC2 `CreateNetworkAcl`).
//!
//! Stateless and apart from security groups: a second wall that no group can open
//! (AWS Security Hub EC2.21, CIS AWS 5.2, NIST SP 800-53r5 SC-7).

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{Filter, NetworkAcl as SdkAcl, NetworkAclAssociation, ResourceType};
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::acl_entry::{self, Entry};
use crate::ec2::{self, PAGE};
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};

const WHAT: ResourceType = ResourceType::NetworkAcl;

/// A network ACL of subnets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// VPC it belongs to.
    vpc_id: String,
    /// Subnets it is associated with; a subnet without one uses the VPC's default network ACL.
    #[serde(default)]
    subnet_ids: BTreeSet<String>,
    /// Inbound entries. The first match by rule number decides; what matches none is denied.
    #[serde(default)]
    ingress: BTreeSet<Entry>,
    /// Outbound entries, evaluated like inbound ones.
    #[serde(default)]
    egress: BTreeSet<Entry>,
}

pub(crate) struct NetworkAcl;

impl AwsKind for NetworkAcl {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["vpc_id"],
        parent: Some("vpc_id"),
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned("aws.ec2.network_acl", "a network ACL of subnets")
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        acl_entry::check("ingress", &spec.ingress)?;
        acl_entry::check("egress", &spec.egress)
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_network_acls().max_results(PAGE);
        let acls = request.into_paginator().items().send();
        let acls: Vec<SdkAcl> = acls.try_collect().await?;
        Ok(acls.iter().map(|acl| item(aws, acl)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws
            .ec2()
            .create_network_acl()
            .vpc_id(&new.spec.vpc_id)
            .client_token(&new.token)
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let id = reply.network_acl().and_then(SdkAcl::network_acl_id);
        ec2::made(aws, "CreateNetworkAcl", WHAT, id)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let bare = Spec {
            subnet_ids: BTreeSet::new(),
            ingress: BTreeSet::new(),
            egress: BTreeSet::new(),
            ..new.spec.clone()
        };
        Self::update(aws, &made.id, &bare, &new.spec).await
    }

    /// Entries come before subnets, so that no subnet is guarded by half an ACL.
    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        acl_entry::change(aws, id, false, &before.ingress, &after.ingress).await?;
        acl_entry::change(aws, id, true, &before.egress, &after.egress).await?;
        for subnet in after.subnet_ids.difference(&before.subnet_ids) {
            hand_over(aws, subnet, id).await?;
        }
        for subnet in before.subnet_ids.difference(&after.subnet_ids) {
            give_back(aws, subnet, id, &after.vpc_id).await?;
        }
        Ok(())
    }

    /// The default ACL cannot be deleted while its VPC exists: it is reset to what AWS created.
    async fn delete(aws: &Clients, id: &str, spec: &Spec) -> Result<()> {
        let reply = aws.reads().ec2().describe_network_acls();
        let reply = reply.network_acl_ids(id).send().await?;
        for acl in reply.network_acls() {
            if acl.is_default() == Some(true) {
                let open = BTreeSet::from([Entry::allow_all()]);
                acl_entry::change(aws, id, false, &entries(acl, false), &open).await?;
                acl_entry::change(aws, id, true, &entries(acl, true), &open).await?;
                return Ok(());
            }
            for subnet in subnets(acl) {
                give_back(aws, &subnet, id, &spec.vpc_id).await?;
            }
        }
        let request = aws.ec2().delete_network_acl().network_acl_id(id);
        request.send().await?;
        Ok(())
    }
}

fn item(aws: &Clients, acl: &SdkAcl) -> Item<Spec> {
    let spec = Spec {
        vpc_id: text(acl.vpc_id()),
        subnet_ids: subnets(acl),
        ingress: entries(acl, false),
        egress: entries(acl, true),
    };
    // A default ACL nobody touched came with its VPC; an entry of it is somebody's doing.
    let open = BTreeSet::from([Entry::allow_all()]);
    let untouched = acl.is_default() == Some(true) && spec.ingress == open && spec.egress == open;
    ec2::item(aws, WHAT, acl.network_acl_id(), spec, acl.tags()).platform(untouched)
}

fn entries(acl: &SdkAcl, egress: bool) -> BTreeSet<Entry> {
    acl_entry::of_direction(acl.entries(), egress)
}

fn subnets(acl: &SdkAcl) -> BTreeSet<String> {
    let associations = acl.associations().iter();
    associations
        .filter_map(|association| association.subnet_id.clone())
        .collect()
}

/// Lets a subnet be guarded by an ACL instead of the one that guards it now.
async fn hand_over(aws: &Clients, subnet: &str, to: &str) -> Result<()> {
    match association_of(aws, subnet).await? {
        Some(now) if now.network_acl_id() == Some(to) => Ok(()),
        Some(now) => {
            let request = aws.ec2().replace_network_acl_association();
            let request = request.set_association_id(now.network_acl_association_id);
            request.network_acl_id(to).send().await?;
            Ok(())
        }
        None => {
            let message = format!("no network ACL guards subnet {subnet}");
            Err(Error::refused(
                "ec2",
                "DescribeNetworkAcls",
                "InvalidAssociationID.NotFound",
                &message,
            ))
        }
    }
}

/// Gives a subnet back to the VPC's default ACL, unless it has moved on.
async fn give_back(aws: &Clients, subnet: &str, from: &str, vpc: &str) -> Result<()> {
    let now = association_of(aws, subnet).await?;
    if now.is_none_or(|now| now.network_acl_id() != Some(from)) {
        return Ok(());
    }
    let acls = aws.reads().ec2().describe_network_acls();
    let acls = acls.filters(filter("vpc-id", vpc));
    let reply = acls.filters(filter("default", "true")).send().await?;
    let default = reply.network_acls().first();
    let default = default.and_then(SdkAcl::network_acl_id);
    let default = default.ok_or_else(|| Error::missing("ec2", "DescribeNetworkAcls", "default"))?;
    hand_over(aws, subnet, default).await
}

async fn association_of(aws: &Clients, subnet: &str) -> Result<Option<NetworkAclAssociation>> {
    let acls = aws.reads().ec2().describe_network_acls();
    let reply = acls.filters(filter("association.subnet-id", subnet));
    let reply = reply.send().await?;
    let mut all = reply.network_acls().iter().flat_map(SdkAcl::associations);
    Ok(all.find(|one| one.subnet_id() == Some(subnet)).cloned())
}

fn filter(name: &str, value: &str) -> Filter {
    Filter::builder().name(name).values(value).build()
}
