//! `aws.ec2.elastic_ip`: an Elastic IP address (EC2 `AllocateAddress`).
//!
//! Others let an address in by its number, and one that was given back does not come again: so
//! deleting one needs an override. Unused ones cost (AWS Security Hub EC2.12).

use aws_sdk_ec2::types::{Address, DomainType, ResourceType};
use gabakura_model::catalogue::Protection;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2;
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::given;

const WHAT: ResourceType = ResourceType::ElasticIp;

/// An Elastic IP address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Pool the address is allocated from: one brought to AWS (`ipv4pool-ec2-…`), or `amazon`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    public_ipv4_pool: Option<String>,
    /// Network border group that advertises the address. AWS's default: the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    network_border_group: Option<String>,
}

pub(crate) struct ElasticIp;

impl AwsKind for ElasticIp {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["public_ipv4_pool", "network_border_group"],
        outputs: &["arn", "public_ip"],
        ownership: super::TAGS,
        protection: Protection::Irreversible,
        ..Facts::assigned("aws.ec2.elastic_ip", "an Elastic IP address")
    };

    /// AWS returns all addresses on one page.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let reply = aws.ec2().describe_addresses().send().await?;
        let addresses = reply.addresses().iter();
        Ok(addresses.map(|address| item(aws, address)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws
            .ec2()
            .allocate_address()
            .domain(DomainType::Vpc)
            .set_public_ipv4_pool(given(&new.spec.public_ipv4_pool))
            .set_network_border_group(given(&new.spec.network_border_group))
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let mut made = ec2::made(aws, "AllocateAddress", WHAT, reply.allocation_id())?;
        let address = text(reply.public_ip());
        made.outputs.insert("public_ip".to_owned(), address);
        Ok(made)
    }

    /// Nothing can change but tags.
    async fn update(_aws: &Clients, _id: &str, _before: &Spec, _after: &Spec) -> Result<()> {
        Ok(())
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let request = aws.ec2().release_address().allocation_id(id);
        match request.send().await.map_err(Error::from) {
            // What held it lets go a while after it was deleted.
            Err(error) if error.code() == "InvalidIPAddress.InUse" => Err(error.not_yet()),
            other => other.map(drop),
        }
    }
}

fn item(aws: &Clients, address: &Address) -> Item<Spec> {
    let spec = Spec {
        public_ipv4_pool: Some(text(address.public_ipv4_pool())),
        network_border_group: Some(text(address.network_border_group())),
    };
    ec2::item(aws, WHAT, address.allocation_id(), spec, address.tags())
        .output("public_ip", text(address.public_ip()))
        .platform(address.service_managed().is_some())
}
