//! Network ACLs: the default one each VPC comes with.

use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, tag_set};
use super::{ById, Ec2, Outcome};
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct NetworkAcl {
    id: String,
    pub(super) vpc: String,
    /// Subnets by association.
    pub(super) associations: ById<String>,
    pub(super) tags: Tags,
}

impl Listed for NetworkAcl {
    const IDS: &'static str = "NetworkAclId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "network-acl-id" | "association.network-acl-id" => vec![self.id.clone()],
            "vpc-id" => vec![self.vpc.clone()],
            "default" => vec!["true".to_owned()],
            "association.subnet-id" => self.associations.values().cloned().collect(),
            "association.association-id" => self.associations.keys().cloned().collect(),
            _ => return None,
        })
    }

    fn missing(id: &str) -> Refusal {
        let message = format!("The networkAcl ID '{id}' does not exist");
        Refusal::bad("InvalidNetworkAclID.NotFound", message)
    }
}

pub(super) fn create_default(ec2: &mut Ec2, vpc: &str) {
    let id = ec2.id("acl");
    let vpc = vpc.to_owned();
    let acl = NetworkAcl {
        id: id.clone(),
        vpc,
        associations: ById::new(),
        tags: Tags::new(),
    };
    ec2.acls.insert(id, acl);
}

/// A new subnet takes its VPC's default ACL.
pub(super) fn attach_default(ec2: &mut Ec2, vpc: &str, subnet: &str) {
    let association = ec2.id("aclassoc");
    if let Some(acl) = ec2.acls.values_mut().find(|acl| acl.vpc == vpc) {
        acl.associations.insert(association, subnet.to_owned());
    }
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    described(ec2.acls.values(), params, "networkAclSet", |xml, acl| {
        xml.text("networkAclId", &acl.id).text("vpcId", &acl.vpc);
        xml.text("default", true).text("ownerId", &ec2.account);
        xml.node("entrySet", |xml| {
            for (number, action) in [(100, "allow"), (32_767, "deny")] {
                for egress in [true, false] {
                    xml.node("item", |xml| entry(xml, number, action, egress));
                }
            }
        });
        xml.list(
            "associationSet",
            "item",
            &acl.associations,
            |xml, (association, subnet)| {
                xml.text("networkAclAssociationId", association);
                xml.text("networkAclId", &acl.id).text("subnetId", subnet);
            },
        );
        tag_set(xml, &acl.tags);
    })
}

/// The default ACL lets everything pass and ends with the entry nobody can remove.
fn entry(xml: &mut Xml, number: u32, action: &str, egress: bool) {
    xml.text("ruleNumber", number)
        .text("protocol", "-1")
        .text("ruleAction", action);
    xml.text("egress", egress).text("cidrBlock", "0.0.0.0/0");
}
