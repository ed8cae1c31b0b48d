//! Changes of a security group's rules, in as few requests as AWS takes.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::IpPermission;

use crate::clients::Clients;
use crate::ec2;
use crate::ec2::rule::{Direction, Rule};
use crate::error::Result;

#[derive(Clone, Copy)]
enum Action {
    Authorize,
    Describe,
    Revoke,
}

/// Changes a group's rules in one direction from `before` to `after`. Repeatable.
///
/// Opens before it closes, so that traffic allowed before and after never stops.
pub(crate) async fn change(
    aws: &Clients,
    group: &str,
    direction: Direction,
    before: &BTreeSet<Rule>,
    after: &BTreeSet<Rule>,
) -> Result<()> {
    let by_key = |rules: &BTreeSet<Rule>| -> BTreeMap<Rule, Rule> {
        rules
            .iter()
            .map(|rule| (rule.key(), rule.clone()))
            .collect()
    };
    let (old, new) = (by_key(before), by_key(after));
    let pick = |from: &BTreeMap<Rule, Rule>, wanted: &dyn Fn(&Rule, &Rule) -> bool| -> Vec<Rule> {
        from.iter()
            .filter(|(key, rule)| wanted(key, rule))
            .map(|(_, rule)| rule.clone())
            .collect()
    };
    let added = pick(&new, &|key, _| !old.contains_key(key));
    let reworded = pick(&new, &|key, rule| {
        old.get(key).is_some_and(|was| was != rule)
    });
    let removed = pick(&old, &|key, _| !new.contains_key(key));
    for (action, rules) in [
        (Action::Authorize, added),
        (Action::Describe, reworded),
        (Action::Revoke, removed),
    ] {
        let permissions = rules.iter().map(|rule| rule.permission(group)).collect();
        all_or_each(aws, group, (direction, action), permissions).await?;
    }
    Ok(())
}

/// AWS refuses a whole request for one rule that exists (or is gone) already; then each is sent
/// alone.
async fn all_or_each(
    aws: &Clients,
    group: &str,
    what: (Direction, Action),
    permissions: Vec<IpPermission>,
) -> Result<()> {
    let made_before: &[&str] = match what.1 {
        Action::Authorize => &["InvalidPermission.Duplicate"],
        Action::Describe => &[],
        Action::Revoke => &["InvalidPermission.NotFound"],
    };
    if permissions.is_empty()
        || ec2::is_new(
            ask(aws, group, what, permissions.clone()).await,
            made_before,
        )?
    {
        return Ok(());
    }
    for permission in permissions {
        ec2::is_new(ask(aws, group, what, vec![permission]).await, made_before)?;
    }
    Ok(())
}

async fn ask(
    aws: &Clients,
    group: &str,
    what: (Direction, Action),
    permissions: Vec<IpPermission>,
) -> Result<()> {
    macro_rules! send {
        ($operation:ident) => {{
            let request = aws.ec2().$operation().group_id(group);
            request.set_ip_permissions(Some(permissions)).send().await?;
        }};
    }
    match what {
        (Direction::Ingress, Action::Authorize) => send!(authorize_security_group_ingress),
        (Direction::Ingress, Action::Describe) => {
            send!(update_security_group_rule_descriptions_ingress);
        }
        (Direction::Ingress, Action::Revoke) => send!(revoke_security_group_ingress),
        (Direction::Egress, Action::Authorize) => send!(authorize_security_group_egress),
        (Direction::Egress, Action::Describe) => {
            send!(update_security_group_rule_descriptions_egress);
        }
        (Direction::Egress, Action::Revoke) => send!(revoke_security_group_egress),
    }
    Ok(())
}
