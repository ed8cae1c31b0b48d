//! DHCP options: those each region comes with, and those made beside them.

use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, requested_tags, tag_set};
use super::refusals::{in_use, no_dhcp_options, no_vpc};
use super::{ById, Ec2, Outcome, yes};
use crate::ids;
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

/// By this name a VPC gets no options at all.
const NONE: &str = "default";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DhcpOptions {
    id: String,
    /// Values by key.
    settings: ById<Vec<String>>,
    pub(super) tags: Tags,
}

impl Listed for DhcpOptions {
    const IDS: &'static str = "DhcpOptionsId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "dhcp-options-id" => vec![self.id.clone()],
            "key" => self.settings.keys().cloned().collect(),
            "value" => self.settings.values().flatten().cloned().collect(),
            _ => return None,
        })
    }

    fn missing(id: &str) -> Refusal {
        no_dhcp_options(id)
    }
}

/// The id of the options a region comes with; every new VPC has them.
pub(super) fn of_region(ec2: &Ec2) -> String {
    ids::resource("dopt", &[&ec2.account, &ec2.region])
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let mut settings = ById::new();
    for setting in params.nested("DhcpConfiguration") {
        settings.insert(setting.need("Key")?.to_owned(), setting.list("Value"));
    }
    if settings.is_empty() {
        return Err(Refusal::missing_parameter("dhcpConfigurationSet"));
    }
    let options = DhcpOptions {
        id: ec2.id("dopt"),
        settings,
        tags: requested_tags(params, "dhcp-options")?,
    };
    let mut xml = Xml::new();
    xml.node("dhcpOptions", |xml| write(xml, &options, &ec2.account));
    ec2.dhcp_options.insert(options.id.clone(), options);
    Ok(xml)
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    let values = |text: String| vec![text];
    let domain = format!("{}.compute.internal", ec2.region);
    let of_region = DhcpOptions {
        id: of_region(ec2),
        settings: ById::from([
            ("domain-name".to_owned(), values(domain)),
            (
                "domain-name-servers".to_owned(),
                values("AmazonProvidedDNS".to_owned()),
            ),
        ]),
        tags: Tags::new(),
    };
    let all = ec2.dhcp_options.values().chain([&of_region]);
    described(all, params, "dhcpOptionsSet", |xml, it| {
        write(xml, it, &ec2.account);
    })
}

pub(super) fn associate(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (id, vpc) = (params.need("DhcpOptionsId")?, params.need("VpcId")?);
    if id != NONE && id != of_region(ec2) && !ec2.dhcp_options.contains_key(id) {
        return Err(no_dhcp_options(id));
    }
    let vpc = ec2.vpcs.get_mut(vpc).ok_or_else(|| no_vpc(vpc))?;
    id.clone_into(&mut vpc.dhcp_options);
    yes()
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("DhcpOptionsId")?;
    if !ec2.dhcp_options.contains_key(id) {
        return Err(no_dhcp_options(id));
    }
    if ec2.vpcs.values().any(|vpc| vpc.dhcp_options == id) {
        return Err(in_use("dhcpOptions", id));
    }
    ec2.dhcp_options.remove(id);
    yes()
}

fn write(xml: &mut Xml, options: &DhcpOptions, account: &str) {
    xml.text("dhcpOptionsId", &options.id)
        .text("ownerId", account);
    let settings = &options.settings;
    xml.list("dhcpConfigurationSet", "item", settings, |xml, setting| {
        let (key, values) = setting;
        xml.text("key", key);
        xml.list("valueSet", "item", values, |xml, value| {
            xml.text("value", value);
        });
    });
    tag_set(xml, &options.tags);
}
