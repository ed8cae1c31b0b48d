//! Security groups.

use serde::{Deserialize, Serialize};

use super::rules::{Peer, Rule, write_grouped};
use super::{Described, Ec2, Outcome, Vpc, described, requested_tags, tag_set};
use crate::aws_error::AwsError;
use crate::params::{Params, Tags};
use crate::xml::Xml;

/// The name of the group each VPC comes with, which nobody can create or delete.
const DEFAULT: &str = "default";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SecurityGroup {
    pub(super) id: String,
    name: String,
    description: String,
    pub(super) vpc: String,
    pub(super) rules: Vec<Rule>,
    pub(super) tags: Tags,
}

impl SecurityGroup {
    pub(super) fn is_default(&self) -> bool {
        self.name == DEFAULT
    }
}

impl Described for SecurityGroup {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let peers = |egress: bool, pick: fn(&Peer) -> Option<&String>| {
            let rules = self.rules.iter().filter(|rule| rule.egress == egress);
            rules.filter_map(|rule| pick(&rule.peer)).cloned().collect()
        };
        let (filter, egress) = match filter.strip_prefix("egress.") {
            Some(filter) => (filter, true),
            None => (filter, false),
        };
        Some(match filter {
            "group-id" => vec![self.id.clone()],
            "group-name" => vec![self.name.clone()],
            "vpc-id" => vec![self.vpc.clone()],
            "description" => vec![self.description.clone()],
            "ip-permission.cidr" => peers(egress, |peer| match peer {
                Peer::V4(text) => Some(text),
                _ => None,
            }),
            "ip-permission.group-id" => peers(egress, |peer| match peer {
                Peer::Group { id, .. } => Some(id),
                _ => None,
            }),
            "ip-permission.prefix-list-id" => peers(egress, |peer| match peer {
                Peer::PrefixList(id) => Some(id),
                _ => None,
            }),
            _ => return None,
        })
    }

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        xml.text("ownerId", &ec2.account).text("groupId", &self.id);
        xml.text("groupName", &self.name)
            .text("groupDescription", &self.description);
        xml.text("vpcId", &self.vpc);
        xml.text("securityGroupArn", ec2.arn("security-group", &self.id));
        write_grouped(xml, "ipPermissions", &self.rules, false);
        write_grouped(xml, "ipPermissionsEgress", &self.rules, true);
    }
}

/// The group a VPC comes with: its members talk to each other and to everybody.
pub(super) fn create_default(ec2: &mut Ec2, vpc: &str) {
    let id = ec2.new_id::<SecurityGroup>();
    let own = Peer::Group {
        id: id.clone(),
        account: ec2.account.clone(),
    };
    let rules = vec![
        Rule::allow_all(ec2.id("sgr"), false, own),
        Rule::allow_all(ec2.id("sgr"), true, Peer::V4("0.0.0.0/0".to_owned())),
    ];
    let group = SecurityGroup {
        id: id.clone(),
        name: DEFAULT.to_owned(),
        description: "default VPC security group".to_owned(),
        vpc: vpc.to_owned(),
        rules,
        tags: Tags::new(),
    };
    ec2.security_groups.insert(id, group);
}

/// AWS gives a new group one rule: everything may leave.
pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (name, vpc) = (params.need("GroupName")?, params.need("VpcId")?);
    let description = params.need("GroupDescription")?;
    ec2.get::<Vpc>(vpc)?;
    if name == DEFAULT || name.starts_with("sg-") {
        let message = format!("Cannot use reserved security group name: {name}");
        return Err(AwsError::bad("InvalidParameterValue", message));
    }
    check_description("GroupDescription", description)?;
    if ec2
        .security_groups
        .values()
        .any(|group| group.vpc == vpc && group.name == name)
    {
        let message = format!("The security group '{name}' already exists for VPC '{vpc}'");
        return Err(AwsError::bad("InvalidGroup.Duplicate", message));
    }
    let everything = Peer::V4("0.0.0.0/0".to_owned());
    let group = SecurityGroup {
        id: ec2.new_id::<SecurityGroup>(),
        name: name.to_owned(),
        description: description.to_owned(),
        vpc: vpc.to_owned(),
        rules: vec![Rule::allow_all(ec2.id("sgr"), true, everything)],
        tags: requested_tags::<SecurityGroup>(params)?,
    };
    let mut xml = Xml::new();
    xml.text("return", true).text("groupId", &group.id);
    xml.text("securityGroupArn", ec2.arn("security-group", &group.id));
    tag_set(&mut xml, &group.tags);
    ec2.security_groups.insert(group.id.clone(), group);
    Ok(xml)
}

pub(super) fn describe(ec2: &mut Ec2, params: &Params) -> Outcome {
    let names = params.list("GroupName");
    let groups = ec2.security_groups.values();
    let groups = groups.filter(|group| names.is_empty() || names.contains(&group.name));
    described(groups, params, ec2)
}

/// AWS keeps a group that another group's rule or an endpoint still names.
pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("GroupId")?;
    let group = ec2.get::<SecurityGroup>(id)?;
    if group.is_default() {
        let message =
            format!("the specified group: \"{id}\" name: \"default\" cannot be deleted by a user");
        return Err(AwsError::bad("CannotDelete", message));
    }
    let others = ec2.security_groups.values().filter(|other| other.id != id);
    let named = others
        .flat_map(|other| &other.rules)
        .any(|rule| rule.refers_to(id));
    let attached = ec2
        .endpoints
        .values()
        .any(|endpoint| endpoint.groups.iter().any(|it| it == id));
    if named || attached {
        let message = format!("resource {id} has a dependent object");
        return Err(AwsError::bad("DependencyViolation", message));
    }
    ec2.security_groups.remove(id);
    let mut xml = Xml::new();
    xml.text("return", true).text("groupId", id);
    Ok(xml)
}

/// AWS takes plain ASCII of up to 255 characters.
pub(super) fn check_description(name: &str, text: &str) -> Result<(), AwsError> {
    let legal = |it: char| it.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(it);
    if text.len() <= 255 && text.chars().all(legal) {
        return Ok(());
    }
    let why = "Character sets beyond ASCII are not supported.";
    Err(AwsError::invalid_value(text, name, why))
}
