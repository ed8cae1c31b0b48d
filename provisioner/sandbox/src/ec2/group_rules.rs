//! Allowing and revoking traffic, rule by rule.

use super::listing::{admits, filters, requested_tags};
use super::refusals::no_group;
use super::rules::{Peer, Rule, requested, write_one};
use super::security_group::check_description;
use super::{Ec2, Outcome, yes};
use crate::params::Params;
use crate::refusal::Refusal;
use crate::xml::Xml;

/// AWS refuses a rule that is there already, and all of the request with it.
pub(super) fn authorize(ec2: &mut Ec2, params: &Params, egress: bool) -> Outcome {
    let id = params.need("GroupId")?;
    if !ec2.security_groups.contains_key(id) {
        return Err(no_group(id));
    }
    let mut rules = spelled_out(ec2, params, egress)?;
    let tags = requested_tags(params, "security-group-rule")?;
    for rule in &mut rules {
        check_peer(ec2, &rule.peer)?;
        rule.id = ec2.id("sgr");
        rule.tags = tags.clone();
    }
    let account = ec2.account.clone();
    let group = ec2
        .security_groups
        .get_mut(id)
        .ok_or_else(|| no_group(id))?;
    let known = group.rules.iter();
    if let Some(twice) = rules
        .iter()
        .find(|rule| known.clone().any(|known| known.same(rule)))
    {
        let message = format!("the specified rule \"{}\" already exists", twice.spelled());
        return Err(Refusal::bad("InvalidPermission.Duplicate", message));
    }
    let mut xml = Xml::new();
    xml.text("return", true);
    xml.list("securityGroupRuleSet", "item", &rules, |xml, rule| {
        write_one(xml, rule, id, &account);
    });
    group.rules.extend(rules);
    Ok(xml)
}

/// AWS takes rules away one by one, by id or by saying the same, and refuses what is not there.
pub(super) fn revoke(ec2: &mut Ec2, params: &Params, egress: bool) -> Outcome {
    let id = params.need("GroupId")?;
    let ids = params.list("SecurityGroupRuleId");
    let unwanted = requested(params, egress, &ec2.account)?;
    let group = ec2
        .security_groups
        .get_mut(id)
        .ok_or_else(|| no_group(id))?;
    if let Some(missing) = ids
        .iter()
        .find(|id| !group.rules.iter().any(|rule| &rule.id == *id))
    {
        let message = format!("The security group rule ID '{missing}' does not exist");
        return Err(Refusal::bad("InvalidSecurityGroupRuleId.NotFound", message));
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

/// AWS finds a rule by what it says and puts the new words to it, none where none are given.
pub(super) fn describe_anew(ec2: &mut Ec2, params: &Params, egress: bool) -> Outcome {
    let id = params.need("GroupId")?;
    let described = spelled_out(ec2, params, egress)?;
    let group = ec2
        .security_groups
        .get_mut(id)
        .ok_or_else(|| no_group(id))?;
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

/// The rules a request spells; none is refused, and so are words AWS does not take.
fn spelled_out(ec2: &Ec2, params: &Params, egress: bool) -> Result<Vec<Rule>, Refusal> {
    let rules = requested(params, egress, &ec2.account)?;
    if rules.is_empty() {
        return Err(Refusal::missing_parameter("ipPermissions"));
    }
    for rule in &rules {
        let words = rule.description.as_deref().unwrap_or_default();
        check_description("description", words)?;
    }
    Ok(rules)
}

fn no_such_rule() -> Refusal {
    let message = "The specified rule does not exist in this security group.";
    Refusal::bad("InvalidPermission.NotFound", message)
}

pub(super) fn describe_rules(ec2: &Ec2, params: &Params) -> Outcome {
    let filters = filters(params);
    let ids = params.list("SecurityGroupRuleId");
    let all = ec2.security_groups.values();
    let all = all.flat_map(|group| group.rules.iter().map(move |rule| (group, rule)));
    let wanted = all.filter(|(group, rule)| {
        let admitted = filters
            .iter()
            .all(|(filter, values)| match filter.as_str() {
                "group-id" => admits(values, &group.id),
                "security-group-rule-id" => admits(values, &rule.id),
                other => {
                    let tag = other
                        .strip_prefix("tag:")
                        .and_then(|key| rule.tags.get(key));
                    tag.is_some_and(|value| admits(values, value))
                }
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

fn check_peer(ec2: &Ec2, peer: &Peer) -> Result<(), Refusal> {
    match peer {
        Peer::Group { id, account } if *account == ec2.account => ec2
            .security_groups
            .get(id)
            .map(drop)
            .ok_or_else(|| no_group(id)),
        _ => Ok(()),
    }
}
