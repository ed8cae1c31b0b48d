//! Rules of security groups: how they are declared and read.
//!
//! AWS bundles rules of equal protocol and ports into one permission; declared each has
//! one peer, so that a difference names exactly what was added or removed.

pub(crate) mod change;

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{
    IpPermission, IpRange, Ipv6Range, PrefixListId, SecurityGroup, UserIdGroupPair,
};
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::ec2;
use crate::kind::text;

/// The peer that means the group the rule belongs to, whose id nobody knows beforehand.
const SELF: &str = "self";

/// The protocol that means all of them.
const ALL_PROTOCOLS: &str = "-1";

/// One rule of a security group: a protocol, its ports and one peer.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// Protocol: `tcp`, `udp`, `icmp`, `icmpv6`, a protocol number, or `-1` for all.
    protocol: String,
    /// First port of the range; for ICMP the type, -1 for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from_port: Option<i32>,
    /// Last port of the range; for ICMP the code, -1 for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to_port: Option<i32>,
    /// Peer: an IPv4 CIDR block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cidr_ipv4: Option<String>,
    /// Peer: an IPv6 CIDR block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cidr_ipv6: Option<String>,
    /// Peer: the members of a security group; `self` for the group itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    security_group_id: Option<String>,
    /// Peer: a prefix list (`pl-…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefix_list_id: Option<String>,
    /// Description, up to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// Reads a set of rules: each in canonical form, each with one peer.
pub(crate) fn rules<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeSet<Rule>, D::Error> {
    struct Checked(Rule);

    impl<'de> Deserialize<'de> for Checked {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            Rule::deserialize(from)?
                .checked()
                .map(Checked)
                .map_err(D::Error::custom)
        }
    }

    let checked = Vec::<Checked>::deserialize(from)?;
    Ok(checked.into_iter().map(|Checked(rule)| rule).collect())
}

impl Rule {
    fn checked(self) -> Result<Self, String> {
        let rule = self.canonical();
        let peers = [
            &rule.cidr_ipv4,
            &rule.cidr_ipv6,
            &rule.security_group_id,
            &rule.prefix_list_id,
        ];
        if peers.into_iter().flatten().count() != 1 {
            return Err("expected exactly one of `cidr_ipv4`, `cidr_ipv6`, \
                        `security_group_id`, `prefix_list_id`"
                .to_owned());
        }
        let ports = (rule.from_port, rule.to_port);
        match (rule.protocol.as_str(), ports) {
            ("tcp" | "udp", (None, _) | (_, None)) => Err(format!(
                "`{}` needs `from_port` and `to_port`",
                rule.protocol
            )),
            (ALL_PROTOCOLS, (Some(_), _) | (_, Some(_))) => {
                Err("`-1` is all protocols and has no ports".to_owned())
            }
            _ => Ok(rule),
        }
    }

    /// The rule as AWS writes it back.
    fn canonical(self) -> Self {
        let protocol = match self.protocol.to_ascii_lowercase().as_str() {
            "1" => "icmp".to_owned(),
            "6" => "tcp".to_owned(),
            "17" => "udp".to_owned(),
            "58" => "icmpv6".to_owned(),
            "all" => ALL_PROTOCOLS.to_owned(),
            other => other.to_owned(),
        };
        let all = protocol.starts_with("icmp").then_some(-1);
        Self {
            from_port: self.from_port.or(all),
            to_port: self.to_port.or(all),
            protocol,
            cidr_ipv4: self.cidr_ipv4.map(|cidr| ec2::canonical_cidr(&cidr)),
            cidr_ipv6: self.cidr_ipv6.map(|cidr| ec2::canonical_cidr(&cidr)),
            description: self
                .description
                .filter(|description| !description.is_empty()),
            ..self
        }
    }

    /// What makes it one rule to AWS: all but the description.
    pub fn key(&self) -> Self {
        Self {
            description: None,
            ..self.clone()
        }
    }

    /// The rule as a request of `group` carries it.
    pub fn permission(&self, group: &str) -> IpPermission {
        let about = || self.description.clone();
        let id = |id: &String| {
            if id == SELF {
                group.to_owned()
            } else {
                id.clone()
            }
        };
        let pair = self.security_group_id.as_ref().map(|peer| {
            vec![
                UserIdGroupPair::builder()
                    .group_id(id(peer))
                    .set_description(about())
                    .build(),
            ]
        });
        let v4 = self.cidr_ipv4.as_ref().map(|cidr| {
            vec![
                IpRange::builder()
                    .cidr_ip(cidr)
                    .set_description(about())
                    .build(),
            ]
        });
        let v6 = self.cidr_ipv6.as_ref().map(|cidr| {
            vec![
                Ipv6Range::builder()
                    .cidr_ipv6(cidr)
                    .set_description(about())
                    .build(),
            ]
        });
        let list = self.prefix_list_id.as_ref().map(|list| {
            vec![
                PrefixListId::builder()
                    .prefix_list_id(list)
                    .set_description(about())
                    .build(),
            ]
        });
        IpPermission::builder()
            .ip_protocol(&self.protocol)
            .set_from_port(self.from_port)
            .set_to_port(self.to_port)
            .set_user_id_group_pairs(pair)
            .set_ip_ranges(v4)
            .set_ipv6_ranges(v6)
            .set_prefix_list_ids(list)
            .build()
    }
}

/// The direction of the traffic that a rule allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Ingress,
    Egress,
}

/// A group's rules in one direction, one peer each.
pub(crate) fn of_group(group: &SecurityGroup, direction: Direction) -> BTreeSet<Rule> {
    let permissions = match direction {
        Direction::Ingress => group.ip_permissions(),
        Direction::Egress => group.ip_permissions_egress(),
    };
    let own = group.group_id();
    permissions
        .iter()
        .flat_map(|permission| flattened(permission, own))
        .collect()
}

fn flattened(permission: &IpPermission, own: Option<&str>) -> Vec<Rule> {
    let rule = |description: Option<&str>| Rule {
        protocol: text(permission.ip_protocol()),
        from_port: permission.from_port(),
        to_port: permission.to_port(),
        description: description.map(str::to_owned),
        ..Rule::default()
    };
    let owned = |value: Option<&str>| value.map(str::to_owned);
    let peer = |id: Option<&str>| {
        if id.is_some() && id == own {
            Some(SELF.to_owned())
        } else {
            owned(id)
        }
    };
    let v4 = permission.ip_ranges().iter();
    let v4 = v4.map(|r| Rule {
        cidr_ipv4: owned(r.cidr_ip()),
        ..rule(r.description())
    });
    let v6 = permission.ipv6_ranges().iter();
    let v6 = v6.map(|r| Rule {
        cidr_ipv6: owned(r.cidr_ipv6()),
        ..rule(r.description())
    });
    let pairs = permission.user_id_group_pairs().iter();
    let pairs = pairs.map(|p| Rule {
        security_group_id: peer(p.group_id()),
        ..rule(p.description())
    });
    let lists = permission.prefix_list_ids().iter();
    let lists = lists.map(|l| Rule {
        prefix_list_id: owned(l.prefix_list_id()),
        ..rule(l.description())
    });
    v4.chain(v6)
        .chain(pairs)
        .chain(lists)
        .map(Rule::canonical)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(rule: Value) -> Result<Rule, String> {
        let set = rules(json!([rule])).map_err(|error| error.to_string())?;
        Ok(set.into_iter().next().unwrap())
    }

    #[test]
    fn rules_are_canonical() {
        let rule = read(json!({
            "protocol": "6", "from_port": 443, "to_port": 443, "cidr_ipv4": "10.0.0.9/8",
            "description": "",
        }));
        let same = json!({
            "protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "10.0.0.0/8",
        });
        assert_eq!(rule, read(same));
        let ping = read(json!({"protocol": "icmp", "cidr_ipv4": "10.0.0.0/8"})).unwrap();
        assert_eq!((ping.from_port, ping.to_port), (Some(-1), Some(-1)));
    }

    #[test]
    fn a_rule_has_one_peer_and_the_ports_of_its_protocol() {
        let two = json!({"protocol": "-1", "cidr_ipv4": "10.0.0.0/8", "prefix_list_id": "pl-1"});
        assert!(read(two).unwrap_err().contains("exactly one"));
        let none = json!({"protocol": "-1"});
        assert!(read(none).unwrap_err().contains("exactly one"));
        let open = json!({"protocol": "tcp", "from_port": 1, "cidr_ipv4": "10.0.0.0/8"});
        assert!(read(open).unwrap_err().contains("needs"));
        let vain = json!({"protocol": "-1", "from_port": 1, "cidr_ipv4": "10.0.0.0/8"});
        assert!(read(vain).unwrap_err().contains("no ports"));
    }

    #[test]
    fn permissions_are_read_one_peer_at_a_time() {
        let rule = |peer: &str| read(json!({"protocol": "-1", "security_group_id": peer})).unwrap();
        let (own, other) = (rule(SELF), rule("sg-2"));
        let mut permission = own.permission("sg-1");
        let more = other
            .permission("sg-1")
            .user_id_group_pairs
            .unwrap_or_default();
        permission
            .user_id_group_pairs
            .get_or_insert_default()
            .extend(more);
        let group = SecurityGroup::builder()
            .group_id("sg-1")
            .ip_permissions(permission)
            .build();
        assert_eq!(
            of_group(&group, Direction::Ingress),
            BTreeSet::from([own, other])
        );
        assert!(of_group(&group, Direction::Egress).is_empty());
    }
}
