//! Security group rules. AWS keeps each on its own and groups them only in descriptions.

use std::collections::BTreeMap;

use ipnet::{Ipv4Net, Ipv6Net};
use serde::{Deserialize, Serialize};

use crate::aws_error::AwsError;
use crate::params::{Params, Tags};
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) egress: bool,
    pub(super) traffic: Traffic,
    pub(super) peer: Peer,
    pub(super) description: Option<String>,
    pub(super) tags: Tags,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Traffic {
    /// `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
    pub(super) protocol: String,
    pub(super) from: Option<i32>,
    pub(super) to: Option<i32>,
}

/// Where traffic may come from or go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Peer {
    V4(String),
    V6(String),
    PrefixList(String),
    Group { id: String, account: String },
}

impl Rule {
    pub(super) fn allow_all(id: String, egress: bool, peer: Peer) -> Self {
        let traffic = Traffic {
            protocol: "-1".to_owned(),
            from: None,
            to: None,
        };
        Self {
            id,
            egress,
            traffic,
            peer,
            description: None,
            tags: Tags::new(),
        }
    }

    /// Whether `other` says the same; descriptions do not matter.
    pub(super) fn same(&self, other: &Rule) -> bool {
        self.egress == other.egress && self.traffic == other.traffic && self.peer == other.peer
    }

    pub(super) fn refers_to(&self, group: &str) -> bool {
        matches!(&self.peer, Peer::Group { id, .. } if id == group)
    }

    /// The rule in AWS's words, for errors.
    pub(super) fn spelled(&self) -> String {
        let peer = match &self.peer {
            Peer::V4(text) | Peer::V6(text) | Peer::PrefixList(text) => text,
            Peer::Group { id, .. } => id,
        };
        let Traffic { protocol, from, to } = &self.traffic;
        match (from, to) {
            (Some(from), Some(to)) => {
                format!("peer: {peer}, {protocol}, from port: {from}, to port: {to}, ALLOW")
            }
            _ => format!("peer: {peer}, {protocol}, ALLOW"),
        }
    }
}

/// The rules a request spells, without ids.
pub(super) fn requested(
    params: &Params,
    egress: bool,
    account: &str,
) -> Result<Vec<Rule>, AwsError> {
    let mut rules = Vec::new();
    for permission in params.nested("IpPermissions") {
        let traffic = traffic(&permission)?;
        let mut add = |peer: Peer, range: &Params| {
            let description = range.get("Description").map(str::to_owned);
            let (id, traffic, tags) = (String::new(), traffic.clone(), Tags::new());
            rules.push(Rule {
                id,
                egress,
                traffic,
                peer,
                description,
                tags,
            });
        };
        for range in permission.nested("IpRanges") {
            let network: Ipv4Net = parse(range.need("CidrIp")?)?;
            add(Peer::V4(network.trunc().to_string()), &range);
        }
        for range in permission.nested("Ipv6Ranges") {
            let network: Ipv6Net = parse(range.need("CidrIpv6")?)?;
            add(Peer::V6(network.trunc().to_string()), &range);
        }
        for range in permission.nested("PrefixListIds") {
            add(
                Peer::PrefixList(range.need("PrefixListId")?.to_owned()),
                &range,
            );
        }
        for pair in permission.nested("Groups") {
            let id = pair.need("GroupId")?.to_owned();
            let account = pair.get("UserId").unwrap_or(account).to_owned();
            add(Peer::Group { id, account }, &pair);
        }
    }
    if let (Some(_), Some(cidr)) = (params.get("IpProtocol"), params.get("CidrIp")) {
        let network: Ipv4Net = parse(cidr)?;
        let (peer, traffic) = (Peer::V4(network.trunc().to_string()), traffic(params)?);
        let (id, description, tags) = (String::new(), None, Tags::new());
        rules.push(Rule {
            id,
            egress,
            traffic,
            peer,
            description,
            tags,
        });
    }
    Ok(rules)
}

/// AWS names the common protocols, and ignores ports where all traffic is meant.
fn traffic(permission: &Params) -> Result<Traffic, AwsError> {
    let protocol = match permission.need("IpProtocol")?.to_lowercase().as_str() {
        "6" | "tcp" => "tcp",
        "17" | "udp" => "udp",
        "1" | "icmp" => "icmp",
        "58" | "icmpv6" => "icmpv6",
        "-1" | "all" => "-1",
        other if other.parse::<u8>().is_ok() => return Ok(bare(other)),
        other => {
            let message = format!("Invalid value '{other}' for IP protocol. Unknown protocol.");
            return Err(AwsError::bad("InvalidParameterValue", message));
        }
    };
    if protocol == "-1" {
        return Ok(bare(protocol));
    }
    let (from, to) = (permission.number("FromPort")?, permission.number("ToPort")?);
    let ports = protocol == "tcp" || protocol == "udp";
    if ports && (from.is_none() || to.is_none()) {
        let message =
            "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.";
        return Err(AwsError::bad("InvalidParameterValue", message));
    }
    if ports && from > to {
        let message = "Invalid value for portRange. Must specify from <= to.";
        return Err(AwsError::bad("InvalidParameterValue", message));
    }
    Ok(Traffic {
        protocol: protocol.to_owned(),
        from,
        to,
    })
}

fn bare(protocol: &str) -> Traffic {
    Traffic {
        protocol: protocol.to_owned(),
        from: None,
        to: None,
    }
}

fn parse<T: std::str::FromStr>(text: &str) -> Result<T, AwsError> {
    text.parse().map_err(|_| {
        let message = format!("CIDR block {text} is malformed");
        AwsError::bad("InvalidParameterValue", message)
    })
}

/// Rules of one direction as `DescribeSecurityGroups` returns them: by traffic.
pub(super) fn write_grouped(xml: &mut Xml, name: &str, rules: &[Rule], egress: bool) {
    let mut grouped: BTreeMap<&Traffic, Vec<&Rule>> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| rule.egress == egress) {
        grouped.entry(&rule.traffic).or_default().push(rule);
    }
    xml.list(name, "item", grouped, |xml, (traffic, rules)| {
        write_traffic(xml, traffic);
        let pick = |kind: &str| {
            rules
                .iter()
                .filter(|rule| kind_of(&rule.peer) == kind)
                .collect::<Vec<_>>()
        };
        xml.list("groups", "item", pick("groups"), |xml, rule| {
            if let Peer::Group { id, account } = &rule.peer {
                xml.text("userId", account).text("groupId", id);
            }
            xml.option("description", rule.description.as_ref());
        });
        for (list, field) in [
            ("ipRanges", "cidrIp"),
            ("ipv6Ranges", "cidrIpv6"),
            ("prefixListIds", "prefixListId"),
        ] {
            xml.list(list, "item", pick(list), |xml, rule| {
                if let Peer::V4(text) | Peer::V6(text) | Peer::PrefixList(text) = &rule.peer {
                    xml.text(field, text);
                }
                xml.option("description", rule.description.as_ref());
            });
        }
    });
}

fn kind_of(peer: &Peer) -> &'static str {
    match peer {
        Peer::V4(_) => "ipRanges",
        Peer::V6(_) => "ipv6Ranges",
        Peer::PrefixList(_) => "prefixListIds",
        Peer::Group { .. } => "groups",
    }
}

fn write_traffic(xml: &mut Xml, traffic: &Traffic) {
    xml.text("ipProtocol", &traffic.protocol);
    xml.option("fromPort", traffic.from)
        .option("toPort", traffic.to);
}

/// One rule as `DescribeSecurityGroupRules` returns it.
pub(super) fn write_one(xml: &mut Xml, rule: &Rule, group: &str, account: &str) {
    xml.text("securityGroupRuleId", &rule.id)
        .text("groupId", group);
    xml.text("groupOwnerId", account)
        .text("isEgress", rule.egress);
    let Traffic { protocol, from, to } = &rule.traffic;
    xml.text("ipProtocol", protocol);
    xml.text("fromPort", from.unwrap_or(-1))
        .text("toPort", to.unwrap_or(-1));
    match &rule.peer {
        Peer::V4(text) => xml.text("cidrIpv4", text),
        Peer::V6(text) => xml.text("cidrIpv6", text),
        Peer::PrefixList(text) => xml.text("prefixListId", text),
        Peer::Group { id, account } => xml.node("referencedGroupInfo", |xml| {
            xml.text("groupId", id).text("userId", account);
        }),
    };
    xml.option("description", rule.description.as_ref());
    super::tag_set(xml, &rule.tags);
}
