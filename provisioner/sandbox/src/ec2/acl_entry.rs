//! Entries of network ACLs, each known by its direction and number.

use serde::{Deserialize, Serialize};

use super::{Ec2, NetworkAcl, Outcome, yes};
use crate::aws_error::AwsError;
use crate::params::Params;
use crate::xml::Xml;

/// The number of the entries that deny the rest, one for each direction.
const LAST: u32 = 32_767;

/// Entries in one direction that an account may have unless it asks for more (EC2 quota).
const ENTRIES_MAX: usize = 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    number: u32,
    egress: bool,
    action: String,
    protocol: String,
    cidr: Option<String>,
    cidr_v6: Option<String>,
    ports: Option<(i32, i32)>,
    icmp: Option<(i32, i32)>,
}

impl Entry {
    /// What the default ACL opens with.
    pub(super) fn open() -> Vec<Self> {
        let both = [true, false];
        both.map(|egress| Self::all(100, "allow", egress)).into()
    }

    fn all(number: u32, action: &str, egress: bool) -> Self {
        Self {
            number,
            egress,
            action: action.to_owned(),
            protocol: "-1".to_owned(),
            cidr: Some("0.0.0.0/0".to_owned()),
            cidr_v6: None,
            ports: None,
            icmp: None,
        }
    }

    fn requested(params: &Params) -> Result<Self, AwsError> {
        let pair = |from: &str, to: &str| -> Result<Option<(i32, i32)>, AwsError> {
            Ok(params.number(from)?.zip(params.number(to)?))
        };
        let number = params.need("RuleNumber")?;
        let wanted = number
            .parse()
            .ok()
            .filter(|number| (1..LAST).contains(number));
        let wanted = wanted.ok_or_else(|| {
            AwsError::invalid_value(number, "ruleNumber", "Expecting 1 to 32766.")
        })?;
        let entry = Self {
            number: wanted,
            egress: params.flag("Egress").unwrap_or_default(),
            action: params.need("RuleAction")?.to_owned(),
            protocol: params.need("Protocol")?.to_owned(),
            cidr: params.get("CidrBlock").map(str::to_owned),
            cidr_v6: params.get("Ipv6CidrBlock").map(str::to_owned),
            ports: pair("PortRange.From", "PortRange.To")?,
            icmp: pair("Icmp.Type", "Icmp.Code")?,
        };
        if matches!(entry.protocol.as_str(), "6" | "17") && entry.ports.is_none() {
            return Err(AwsError::missing_parameter("portRange"));
        }
        if entry.cidr.is_none() && entry.cidr_v6.is_none() {
            return Err(AwsError::missing_parameter("cidrBlock"));
        }
        Ok(entry)
    }

    fn is(&self, egress: bool, number: u32) -> bool {
        (self.egress, self.number) == (egress, number)
    }
}

/// AWS takes a number once in each direction, and refuses more than the quota.
pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let entry = Entry::requested(params)?;
    let entries = entries(ec2, params)?;
    let same_way = entries.iter().filter(|known| known.egress == entry.egress);
    if same_way.clone().any(|known| known.number == entry.number) {
        let message = format!(
            "The network acl entry identified by {} already exists.",
            entry.number
        );
        return Err(AwsError::bad("NetworkAclEntryAlreadyExists", message));
    }
    if same_way.count() >= ENTRIES_MAX {
        let message = "The maximum number of network acl entries has been reached.";
        return Err(AwsError::bad("NetworkAclEntryLimitExceeded", message));
    }
    entries.push(entry);
    yes()
}

pub(super) fn replace(ec2: &mut Ec2, params: &Params) -> Outcome {
    let entry = Entry::requested(params)?;
    let mut entries = entries(ec2, params)?.iter_mut();
    let known = entries.find(|known| known.is(entry.egress, entry.number));
    let number = entry.number;
    *known.ok_or_else(|| no_entry(number))? = entry;
    yes()
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let number = params.number("RuleNumber")?.unwrap_or_default();
    let egress = params.flag("Egress").unwrap_or_default();
    let entries = entries(ec2, params)?;
    let known = entries.iter().position(|known| known.is(egress, number));
    entries.remove(known.ok_or_else(|| no_entry(number))?);
    yes()
}

fn entries<'a>(ec2: &'a mut Ec2, params: &Params) -> Result<&'a mut Vec<Entry>, AwsError> {
    let id = params.need("NetworkAclId")?;
    let acl = ec2.get_mut::<NetworkAcl>(id)?;
    Ok(&mut acl.entries)
}

fn no_entry(number: u32) -> AwsError {
    let message = format!("The network acl entry identified by {number} does not exist.");
    AwsError::bad("InvalidNetworkAclEntry.NotFound", message)
}

/// The entries of an ACL, with the two that end it.
pub(super) fn write_all(xml: &mut Xml, entries: &[Entry]) {
    let last = [true, false].map(|egress| Entry::all(LAST, "deny", egress));
    for entry in entries.iter().chain(&last) {
        xml.node("item", |xml| write(xml, entry));
    }
}

fn write(xml: &mut Xml, entry: &Entry) {
    xml.text("ruleNumber", entry.number)
        .text("protocol", &entry.protocol)
        .text("ruleAction", &entry.action)
        .text("egress", entry.egress);
    xml.option("cidrBlock", entry.cidr.as_ref())
        .option("ipv6CidrBlock", entry.cidr_v6.as_ref());
    if let Some((from, to)) = entry.ports {
        xml.node("portRange", |xml| {
            xml.text("from", from).text("to", to);
        });
    }
    if let Some((of_type, code)) = entry.icmp {
        xml.node("icmpTypeCode", |xml| {
            xml.text("type", of_type).text("code", code);
        });
    }
}
