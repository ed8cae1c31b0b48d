//! Elastic IPs. Their numbers are of a block kept for documentation.

use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, requested_tags, tag_set};
use super::refusals::no_address;
use super::{Ec2, Outcome, nat_gateway, yes};
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ElasticIp {
    id: String,
    pub(super) address: String,
    pool: String,
    border_group: String,
    pub(super) tags: Tags,
}

impl Listed for ElasticIp {
    const IDS: &'static str = "AllocationId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "allocation-id" => self.id.clone(),
            "public-ip" => self.address.clone(),
            "domain" => "vpc".to_owned(),
            "network-border-group" => self.border_group.clone(),
            _ => return None,
        }])
    }

    fn missing(id: &str) -> Refusal {
        no_address(id)
    }
}

/// The last number of each of RFC 5737's three blocks that is given out.
const LAST: u8 = 254;
const BLOCKS: [&str; 3] = ["203.0.113", "198.51.100", "192.0.2"];

pub(super) fn allocate(ec2: &mut Ec2, params: &Params) -> Outcome {
    let all = BLOCKS
        .iter()
        .flat_map(|block| (1..=LAST).map(move |last| format!("{block}.{last}")));
    let taken = |address: &String| ec2.elastic_ips.values().any(|it| it.address == *address);
    let address = all.into_iter().find(|address| !taken(address));
    let address = address.ok_or_else(|| {
        let message = "The maximum number of addresses has been reached.";
        Refusal::bad("AddressLimitExceeded", message)
    })?;
    let text = |name: &str, default: &str| params.get(name).unwrap_or(default).to_owned();
    let ip = ElasticIp {
        id: ec2.id("eipalloc"),
        address,
        pool: text("PublicIpv4Pool", "amazon"),
        border_group: text("NetworkBorderGroup", &ec2.region),
        tags: requested_tags(params, "elastic-ip")?,
    };
    let mut xml = Xml::new();
    facts(&mut xml, &ip);
    ec2.elastic_ips.insert(ip.id.clone(), ip);
    Ok(xml)
}

/// AWS has no pages here.
pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    described(
        ec2.elastic_ips.values(),
        params,
        "addressesSet",
        |xml, ip| {
            facts(xml, ip);
            xml.option("associationId", nat_gateway::association(ec2, &ip.id));
            tag_set(xml, &ip.tags);
        },
    )
}

pub(super) fn release(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("AllocationId")?;
    let ip = ec2.elastic_ips.get(id).ok_or_else(|| no_address(id))?;
    if nat_gateway::association(ec2, id).is_some() {
        let message = format!("Address {} is in use.", ip.address);
        return Err(Refusal::bad("InvalidIPAddress.InUse", message));
    }
    ec2.elastic_ips.remove(id);
    yes()
}

fn facts(xml: &mut Xml, ip: &ElasticIp) {
    xml.text("publicIp", &ip.address)
        .text("allocationId", &ip.id);
    xml.text("domain", "vpc").text("publicIpv4Pool", &ip.pool);
    xml.text("networkBorderGroup", &ip.border_group);
}
