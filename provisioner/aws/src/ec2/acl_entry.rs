//! Entries of network ACLs: how they are declared, read and changed.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{IcmpTypeCode, NetworkAclEntry as SdkEntry, PortRange, RuleAction};
use gabakura_model::catalogue::SpecError;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2;
use crate::error::Result;
use crate::kind::text;
use crate::spec::one_of;

/// The number of the entry that ends every ACL and denies the rest; nobody can change it.
const LAST: i32 = 32_767;

/// The protocol that means all of them.
const ALL_PROTOCOLS: &str = "-1";

/// Protocols by the number AWS knows them by.
const PROTOCOLS: &[(&str, &str)] = &[("1", "icmp"), ("6", "tcp"), ("17", "udp"), ("58", "icmpv6")];

/// An entry of a network ACL: the first whose protocol, range and ports match decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Rule number, 1 to 32766; lower numbers are evaluated first.
    rule_number: i32,
    /// `allow` or `deny`.
    #[serde(deserialize_with = "action")]
    action: String,
    /// Protocol: `tcp`, `udp`, `icmp`, `icmpv6`, a protocol number, or `-1` for all.
    #[serde(deserialize_with = "protocol")]
    protocol: String,
    /// IPv4 or IPv6 CIDR block of the peer.
    #[serde(deserialize_with = "ec2::cidr")]
    cidr: String,
    /// First port of the range (tcp, udp); for ICMP the type, -1 for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from_port: Option<i32>,
    /// Last port of the range (tcp, udp); for ICMP the code, -1 for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to_port: Option<i32>,
}

fn action<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<String, D::Error> {
    one_of(from, RuleAction::values())
}

fn protocol<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<String, D::Error> {
    String::deserialize(from).map(|text| name_of(&text.to_ascii_lowercase()))
}

fn name_of(text: &str) -> String {
    let named = PROTOCOLS.iter().find(|(number, _)| *number == text);
    let named = named.map_or(text, |(_, name)| name);
    if named == "all" { ALL_PROTOCOLS } else { named }.to_owned()
}

impl Entry {
    /// The entry AWS opens a default ACL with.
    pub fn allow_all() -> Self {
        Self {
            rule_number: 100,
            action: RuleAction::Allow.as_str().to_owned(),
            protocol: ALL_PROTOCOLS.to_owned(),
            cidr: "0.0.0.0/0".to_owned(),
            from_port: None,
            to_port: None,
        }
    }

    fn of_sdk(entry: &SdkEntry) -> Self {
        let (ports, icmp) = (entry.port_range(), entry.icmp_type_code());
        let cidr = entry.cidr_block().or(entry.ipv6_cidr_block());
        Self {
            rule_number: entry.rule_number().unwrap_or_default(),
            action: text(entry.rule_action().map(RuleAction::as_str)),
            protocol: name_of(&text(entry.protocol())),
            cidr: ec2::canonical_cidr(&text(cidr)),
            from_port: ports
                .and_then(PortRange::from)
                .or(icmp.and_then(|i| i.r#type())),
            to_port: ports
                .and_then(PortRange::to)
                .or(icmp.and_then(|i| i.code())),
        }
    }

    fn number(&self) -> String {
        let named = PROTOCOLS.iter().find(|(_, name)| *name == self.protocol);
        named
            .map_or(&*self.protocol, |(number, _)| number)
            .to_owned()
    }

    fn is_icmp(&self) -> bool {
        self.protocol.starts_with("icmp")
    }

    fn is_ipv6(&self) -> bool {
        self.cidr.contains(':')
    }

    fn ports(&self) -> Option<PortRange> {
        let range = PortRange::builder();
        let range = range.set_from(self.from_port).set_to(self.to_port).build();
        (!self.is_icmp() && self.from_port.is_some()).then_some(range)
    }

    fn icmp(&self) -> Option<IcmpTypeCode> {
        let code = IcmpTypeCode::builder().r#type(self.from_port.unwrap_or(-1));
        let code = code.code(self.to_port.unwrap_or(-1)).build();
        self.is_icmp().then_some(code)
    }

    fn problem(&self) -> Option<&'static str> {
        let ports = self.from_port.is_some() && self.to_port.is_some();
        let none = self.from_port.is_none() && self.to_port.is_none();
        match self.protocol.as_str() {
            _ if !(1..LAST).contains(&self.rule_number) => Some("a number from 1 to 32766"),
            "tcp" | "udp" if !ports => Some("`from_port` and `to_port`"),
            "icmp" | "icmpv6" if !ports => Some("`from_port` (type) and `to_port` (code)"),
            "tcp" | "udp" | "icmp" | "icmpv6" => None,
            _ if !none => Some("no ports, which only tcp, udp and ICMP have"),
            _ => None,
        }
    }
}

/// Refuses entries that AWS would refuse, and two of one number.
pub(crate) fn check(field: &str, entries: &BTreeSet<Entry>) -> std::result::Result<(), SpecError> {
    let mut last = None;
    for entry in entries {
        let number = entry.rule_number;
        let twice = (last.replace(number) == Some(number)).then_some("a number of its own");
        if let Some(wanted) = entry.problem().or(twice) {
            return Err(SpecError::new(
                field,
                format!("entry {number} needs {wanted}"),
            ));
        }
    }
    Ok(())
}

/// The entries of one direction; the last one, which nobody can change, is left out.
pub(crate) fn of_direction(entries: &[SdkEntry], egress: bool) -> BTreeSet<Entry> {
    let own = entries
        .iter()
        .filter(|entry| entry.egress() == Some(egress) && entry.rule_number() != Some(LAST));
    own.map(Entry::of_sdk).collect()
}

/// Fills a request that puts an entry.
macro_rules! to_entry {
    ($request:expr, $acl:expr, $egress:expr, $entry:expr) => {{
        let cidr = || Some($entry.cidr.clone());
        $request
            .network_acl_id($acl)
            .egress($egress)
            .rule_number($entry.rule_number)
            .rule_action($entry.action.as_str().into())
            .protocol($entry.number())
            .set_cidr_block(cidr().filter(|_| !$entry.is_ipv6()))
            .set_ipv6_cidr_block(cidr().filter(|_| $entry.is_ipv6()))
            .set_port_range($entry.ports())
            .set_icmp_type_code($entry.icmp())
            .send()
            .await
    }};
}

/// Brings one direction from one set of entries to another. What is put comes before what is
/// taken away, number by number.
pub(crate) async fn change(
    aws: &Clients,
    acl: &str,
    egress: bool,
    before: &BTreeSet<Entry>,
    after: &BTreeSet<Entry>,
) -> Result<()> {
    let by_number = |set| -> BTreeMap<i32, &Entry> {
        let set: &BTreeSet<Entry> = set;
        set.iter().map(|entry| (entry.rule_number, entry)).collect()
    };
    let ((before, after), ec2) = ((by_number(before), by_number(after)), aws.ec2());
    for (number, entry) in &after {
        if before.get(number) == Some(entry) {
            continue;
        }
        let put = to_entry!(ec2.create_network_acl_entry(), acl, egress, entry);
        if !ec2::is_new(put, &["NetworkAclEntryAlreadyExists"])? {
            to_entry!(ec2.replace_network_acl_entry(), acl, egress, entry)?;
        }
    }
    for number in before.keys().filter(|number| !after.contains_key(number)) {
        let request = ec2.delete_network_acl_entry().network_acl_id(acl);
        let deleted = request.egress(egress).rule_number(*number).send().await;
        ec2::is_new(deleted, &["InvalidNetworkAclEntry.NotFound"])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(value: serde_json::Value) -> Entry {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn an_entry_reads_back_as_aws_tells_it() {
        let web = entry(json!({
            "rule_number": 100, "action": "allow", "protocol": "6", "cidr": "10.1.2.3/16",
            "from_port": 443, "to_port": 443,
        }));
        let first = SdkEntry::builder()
            .rule_number(100)
            .rule_action(RuleAction::Allow)
            .protocol("6")
            .cidr_block("10.1.0.0/16")
            .egress(false)
            .port_range(PortRange::builder().from(443).to(443).build());
        let last = SdkEntry::builder().rule_number(LAST).egress(false).build();
        let entries = [first.build(), last];
        assert_eq!(of_direction(&entries, false), BTreeSet::from([web.clone()]));
        assert!(of_direction(&entries, true).is_empty());
        assert_eq!((web.number().as_str(), web.protocol.as_str()), ("6", "tcp"));
    }

    #[test]
    fn what_aws_would_refuse_is_refused_unsent() {
        let base = json!({"rule_number": 100, "action": "deny", "protocol": "-1", "cidr": "::/0"});
        let with = |fields: serde_json::Value| {
            let mut value = base.clone();
            for (name, field) in fields.as_object().unwrap() {
                value[name] = field.clone();
            }
            entry(value)
        };
        let refused = |entries: &[Entry]| {
            let set = entries.iter().cloned().collect();
            check("ingress", &set).unwrap_err().problem
        };
        assert!(check("ingress", &BTreeSet::from([with(json!({}))])).is_ok());
        assert!(refused(&[with(json!({"rule_number": LAST}))]).contains("32766"));
        assert!(refused(&[with(json!({"protocol": "tcp"}))]).contains("from_port"));
        assert!(refused(&[with(json!({"from_port": 1}))]).contains("no ports"));
        let twice = [with(json!({})), with(json!({"action": "allow"}))];
        assert!(refused(&twice).contains("of its own"));
    }
}
