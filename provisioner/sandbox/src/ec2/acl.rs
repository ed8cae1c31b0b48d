//! Network ACLs: the default one each VPC comes with, and those created beside it.

use serde::{Deserialize, Serialize};

use super::acl_entry::{Entry, write_all};
use super::{ById, Described, Ec2, Outcome, Vpc, in_use, no_association, requested_tags, yes};
use crate::aws_error::AwsError;
use crate::params::{Params, Tags};
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct NetworkAcl {
    pub(super) id: String,
    pub(super) vpc: String,
    #[serde(default = "of_old")]
    is_default: bool,
    /// All but the last two, which deny the rest and stay.
    #[serde(default = "Entry::open")]
    pub(super) entries: Vec<Entry>,
    /// Subnets by association.
    pub(super) associations: ById<String>,
    pub(super) tags: Tags,
}

/// States stored before others could be created hold default ones only.
fn of_old() -> bool {
    true
}

impl Described for NetworkAcl {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "network-acl-id" | "association.network-acl-id" => vec![self.id.clone()],
            "vpc-id" => vec![self.vpc.clone()],
            "default" => vec![self.is_default.to_string()],
            "association.subnet-id" => self.associations.values().cloned().collect(),
            "association.association-id" => self.associations.keys().cloned().collect(),
            _ => return None,
        })
    }

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        xml.text("networkAclId", &self.id).text("vpcId", &self.vpc);
        xml.text("default", self.is_default)
            .text("ownerId", &ec2.account);
        xml.node("entrySet", |xml| write_all(xml, &self.entries));
        let associations = &self.associations;
        xml.list(
            "associationSet",
            "item",
            associations,
            |xml, (id, subnet)| {
                xml.text("networkAclAssociationId", id);
                xml.text("networkAclId", &self.id).text("subnetId", subnet);
            },
        );
    }
}

/// The ACL a VPC comes with; it lets everything pass.
pub(super) fn create_default(ec2: &mut Ec2, vpc: &str) {
    let acl = NetworkAcl {
        id: ec2.new_id::<NetworkAcl>(),
        vpc: vpc.to_owned(),
        is_default: true,
        entries: Entry::open(),
        associations: ById::new(),
        tags: Tags::new(),
    };
    ec2.acls.insert(acl.id.clone(), acl);
}

/// A created one denies everything until it has entries.
pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let vpc = params.need("VpcId")?;
    ec2.get::<Vpc>(vpc)?;
    let acl = NetworkAcl {
        id: ec2.new_id::<NetworkAcl>(),
        vpc: vpc.to_owned(),
        is_default: false,
        entries: Vec::new(),
        associations: ById::new(),
        tags: requested_tags::<NetworkAcl>(params)?,
    };
    ec2.created(acl)
}

/// A new subnet takes its VPC's default ACL.
pub(super) fn attach_default(ec2: &mut Ec2, vpc: &str, subnet: &str) {
    let association = ec2.id("aclassoc");
    let mut acls = ec2.acls.values_mut();
    if let Some(acl) = acls.find(|acl| acl.is_default && acl.vpc == vpc) {
        acl.associations.insert(association, subnet.to_owned());
    }
}

/// AWS keeps each subnet under exactly one ACL of its own VPC.
pub(super) fn replace_association(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (old, to) = (params.need("AssociationId")?, params.need("NetworkAclId")?);
    let target = ec2.get::<NetworkAcl>(to)?;
    let vpc = target.vpc.clone();
    let held = ec2.acls.values_mut();
    let mut held = held.filter(|acl| acl.associations.contains_key(old));
    let from = held.next().ok_or_else(|| no_association(old))?;
    if from.vpc != vpc {
        let message = format!("The network ACL {to} and the subnet belong to different networks");
        return Err(AwsError::bad("InvalidParameterValue", message));
    }
    let subnet = from.associations.remove(old).unwrap_or_default();
    let association = ec2.id("aclassoc");
    if let Some(acl) = ec2.acls.get_mut(to) {
        acl.associations.insert(association.clone(), subnet);
    }
    let mut xml = Xml::new();
    xml.text("newAssociationId", association);
    Ok(xml)
}

/// AWS deletes only what guards nothing and is not the default.
pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("NetworkAclId")?;
    let acl = ec2.get::<NetworkAcl>(id)?;
    if acl.is_default {
        let message = format!("cannot delete default network ACL {id}");
        return Err(AwsError::bad("InvalidParameterValue", message));
    }
    if !acl.associations.is_empty() {
        return Err(in_use("networkAcl", id));
    }
    ec2.acls.remove(id);
    yes()
}

/// Whether a VPC has an ACL that has to go before it.
pub(super) fn holds(ec2: &Ec2, vpc: &str) -> bool {
    let mut acls = ec2.acls.values();
    acls.any(|acl| acl.vpc == vpc && !acl.is_default)
}
