//! Elastic IPs. Their numbers are of a block kept for documentation.

use serde::{Deserialize, Serialize};

use super::{Described, Ec2, Outcome, nat_gateway, requested_tags, yes};
use crate::aws_error::AwsError;
use crate::params::{Params, Tags};
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ElasticIp {
    pub(super) id: String,
    pub(super) address: String,
    pool: String,
    border_group: String,
    pub(super) tags: Tags,
}

impl Described for ElasticIp {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "allocation-id" => self.id.clone(),
            "public-ip" => self.address.clone(),
            "domain" => "vpc".to_owned(),
            "network-border-group" => self.border_group.clone(),
            _ => return None,
        }])
    }

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        xml.text("publicIp", &self.address)
            .text("allocationId", &self.id)
            .text("domain", "vpc")
            .text("publicIpv4Pool", &self.pool)
            .text("networkBorderGroup", &self.border_group)
            .option("associationId", nat_gateway::association(ec2, &self.id));
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
        AwsError::bad("AddressLimitExceeded", message)
    })?;
    let text = |name: &str, default: &str| params.get(name).unwrap_or(default).to_owned();
    let ip = ElasticIp {
        id: ec2.new_id::<ElasticIp>(),
        address,
        pool: text("PublicIpv4Pool", "amazon"),
        border_group: text("NetworkBorderGroup", &ec2.region),
        tags: requested_tags::<ElasticIp>(params)?,
    };
    let mut xml = Xml::new();
    ip.write(&mut xml, ec2);
    ec2.insert(ip);
    Ok(xml)
}

pub(super) fn release(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("AllocationId")?;
    let ip = ec2.get::<ElasticIp>(id)?;
    if nat_gateway::association(ec2, id).is_some() {
        let message = format!("Address {} is in use.", ip.address);
        return Err(AwsError::bad("InvalidIPAddress.InUse", message));
    }
    ec2.elastic_ips.remove(id);
    yes()
}
