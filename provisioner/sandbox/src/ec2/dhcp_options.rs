//! DHCP options: those each region comes with, and those created beside them.

use serde::{Deserialize, Serialize};

use super::{ById, Described, Ec2, Listed, Outcome, Vpc, described, in_use, requested_tags, yes};
use crate::aws_error::AwsError;
use crate::ids;
use crate::params::{Params, Tags};
use crate::xml::Xml;

/// By this name a VPC gets no options at all.
const NONE: &str = "default";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DhcpOptions {
    pub(super) id: String,
    /// Values by key.
    settings: ById<Vec<String>>,
    pub(super) tags: Tags,
}

impl Described for DhcpOptions {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "dhcp-options-id" => vec![self.id.clone()],
            "key" => self.settings.keys().cloned().collect(),
            "value" => self.settings.values().flatten().cloned().collect(),
            _ => return None,
        })
    }

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        xml.text("dhcpOptionsId", &self.id)
            .text("ownerId", &ec2.account);
        let settings = &self.settings;
        xml.list("dhcpConfigurationSet", "item", settings, |xml, setting| {
            let (key, values) = setting;
            xml.text("key", key);
            xml.list("valueSet", "item", values, |xml, value| {
                xml.text("value", value);
            });
        });
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
        return Err(AwsError::missing_parameter("dhcpConfigurationSet"));
    }
    let options = DhcpOptions {
        id: ec2.new_id::<DhcpOptions>(),
        settings,
        tags: requested_tags::<DhcpOptions>(params)?,
    };
    ec2.created(options)
}

pub(super) fn describe(ec2: &mut Ec2, params: &Params) -> Outcome {
    let setting = |key: &str, value: String| (key.to_owned(), vec![value]);
    let of_region = DhcpOptions {
        id: of_region(ec2),
        settings: ById::from([
            setting("domain-name", format!("{}.compute.internal", ec2.region)),
            setting("domain-name-servers", "AmazonProvidedDNS".to_owned()),
        ]),
        tags: Tags::new(),
    };
    let all = ec2.dhcp_options.values().chain([&of_region]);
    described(all, params, ec2)
}

pub(super) fn associate(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (id, vpc) = (params.need("DhcpOptionsId")?, params.need("VpcId")?);
    if id != NONE && id != of_region(ec2) && !ec2.dhcp_options.contains_key(id) {
        return Err(DhcpOptions::missing(id));
    }
    let vpc = ec2.get_mut::<Vpc>(vpc)?;
    id.clone_into(&mut vpc.dhcp_options);
    yes()
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("DhcpOptionsId")?;
    ec2.get::<DhcpOptions>(id)?;
    if ec2.vpcs.values().any(|vpc| vpc.dhcp_options == id) {
        return Err(in_use("dhcpOptions", id));
    }
    ec2.dhcp_options.remove(id);
    yes()
}
