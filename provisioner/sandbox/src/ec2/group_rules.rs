//! Allowing and revoking traffic, rule by rule.

use super::rules::{Peer, Rule, requested, write_one};
use super::security_group::check_description;
use super::{Ec2, Outcome, SecurityGroup, filters, passes, specified_tags, yes};
use crate::aws_error::AwsError;
use crate::params::Params;
use crate::xml::Xml;

/// AWS refuses a rule that exists, and all of the request with it.
pub(super) fn authorize<const EGRESS: bool>(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("GroupId")?;
    ec2.get::<SecurityGroup>(id)?;
    let mut rules = spelled_out(ec2, params, EGRESS)?;
    let tags = specified_tags(params, "security-group-rule")?;
    for rule in &mut rules {
        check_peer(ec2, &rule.peer)?;
        rule.id = ec2.id("sgr");
        rule.tags = tags.clone();
    }
    let account = ec2.account.clone();
    let group = ec2.get_mut::<SecurityGroup>(id)?;
    let known = group.rules.iter();
    if let Some(twice) = rules
        .iter()
        .find(|rule| known.clone().any(|known| known.same(rule)))
    {
        let message = format!("the specified rule \"{}\" already exists", twice.spelled());
        return Err(AwsError::bad("InvalidPermission.Duplicate", message));
    }
    let mut xml = Xml::new();
    xml.text("return", true);
    xml.list("securityGroupRuleSet", "item", &rules, |xml, rule| {
        write_one(xml, rule, id, &account);
    });
    group.rules.extend(rules);
    Ok(xml)
}

/// AWS revokes rules one by one, by id or by content, and refuses what does not exist.
pub(super) fn revoke<const EGRESS: bool>(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("GroupId")?;
    let ids = params.list("SecurityGroupRuleId");
    let unwanted = requested(params, EGRESS, &ec2.account)?;
    let group = ec2.get_mut::<SecurityGroup>(id)?;
    if let Some(missing) = ids
        .iter()
        .find(|id| !group.rules.iter().any(|rule| &rule.id == *id))
    {
        let message = format!("The security group rule ID '{missing}' does not exist");
        return Err(AwsError::bad(
            "InvalidSecurityGroupRuleId.NotFound",
            message,
        ));
    }
    if unwanted
        .iter()
        .any(|rule| !group.rules.iter().any(|known| known.same(rule)))
    {
        return Err(no_such_rule());
    }
    group
        .rules
        .retain(|known| !ids.contains(&known.id) && !unwanted.iter().any(|rule| known.same(rule)));
    yes()
}

/// AWS finds a rule by its content and replaces its description, with none where none is given.
pub(super) fn update_descriptions<const EGRESS: bool>(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("GroupId")?;
    let described = spelled_out(ec2, params, EGRESS)?;
    let group = ec2.get_mut::<SecurityGroup>(id)?;
    if described
        .iter()
        .any(|rule| !group.rules.iter().any(|known| known.same(rule)))
    {
        return Err(no_such_rule());
    }
    for rule in described {
        let known = group.rules.iter_mut().filter(|known| known.same(&rule));
        known.for_each(|known| known.description.clone_from(&rule.description));
    }
    yes()
}

/// The rules a request spells, at least one, with descriptions that AWS accepts.
fn spelled_out(ec2: &Ec2, params: &Params, egress: bool) -> Result<Vec<Rule>, AwsError> {
    let rules = requested(params, egress, &ec2.account)?;
    if rules.is_empty() {
        return Err(AwsError::missing_parameter("ipPermissions"));
    }
    for rule in &rules {
        let words = rule.description.as_deref().unwrap_or_default();
        check_description("description", words)?;
    }
    Ok(rules)
}

fn no_such_rule() -> AwsError {
    let message = "The specified rule does not exist in this security group.";
    AwsError::bad("InvalidPermission.NotFound", message)
}

pub(super) fn describe_rules(ec2: &mut Ec2, params: &Params) -> Outcome {
    let filters = filters(params);
    let ids = params.list("SecurityGroupRuleId");
    let all = ec2.security_groups.values();
    let all = all.flat_map(|group| group.rules.iter().map(move |rule| (group, rule)));
    let wanted = all.filter(|(group, rule)| {
        let admitted = passes(&filters, |filter| match filter {
            "group-id" => Some(group.id.clone()),
            "security-group-rule-id" => Some(rule.id.clone()),
            other => rule.tags.get(other.strip_prefix("tag:")?).cloned(),
        });
        admitted && (ids.is_empty() || ids.contains(&rule.id))
    });
    let mut xml = Xml::new();
    xml.list(
        "securityGroupRuleSet",
        "item",
        wanted,
        |xml, (group, rule)| {
            write_one(xml, rule, &group.id, &ec2.account);
        },
    );
    Ok(xml)
}

fn check_peer(ec2: &Ec2, peer: &Peer) -> Result<(), AwsError> {
    match peer {
        Peer::Group { id, account } if *account == ec2.account => {
            ec2.get::<SecurityGroup>(id).map(drop)
        }
        _ => Ok(()),
    }
}
