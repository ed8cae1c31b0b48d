//! `aws.ec2.dhcp_options`: a DHCP option set of VPCs (EC2 `CreateDhcpOptions`).
//!
//! Names of the inner network are asked of its own servers, and clocks agree (NIST SP 800-53r5
//! SC-20, AU-8). Which VPCs it serves is part of it, as subnets are of a route table.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{DhcpOptions as SdkOptions, NewDhcpConfiguration, ResourceType};
use aws_sdk_ec2::types::{Filter, Vpc as SdkVpc};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE};
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};

const WHAT: ResourceType = ResourceType::DhcpOptions;

/// By this name a VPC gets no options at all.
const NONE: &str = "default";

const DOMAIN: &str = "domain-name";
const NAMES: &str = "domain-name-servers";
const TIME: &str = "ntp-servers";

/// The name servers of the options that AWS makes in every region.
const OF_AWS: &str = "AmazonProvidedDNS";

/// A DHCP option set of VPCs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Domain name that instances complete unqualified host names with; empty for none.
    #[serde(default)]
    domain_name: String,
    /// DNS servers in the order they are tried, at most four: addresses or `AmazonProvidedDNS`.
    #[serde(default)]
    domain_name_servers: Vec<String>,
    /// NTP servers in the order they are tried, at most four. Amazon Time Sync is available
    /// without.
    #[serde(default)]
    ntp_servers: Vec<String>,
    /// VPCs that the set is associated with; a VPC that is removed here gets no options.
    #[serde(default)]
    vpc_ids: BTreeSet<String>,
}

pub(crate) struct DhcpOptions;

impl AwsKind for DhcpOptions {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["domain_name", "domain_name_servers", "ntp_servers"],
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned("aws.ec2.dhcp_options", "a DHCP option set of VPCs")
    };

    /// VPCs come second: one that names options made in between serves none yet.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_dhcp_options().max_results(PAGE);
        let options = request.into_paginator().items().send();
        let options: Vec<SdkOptions> = options.try_collect().await?;
        let request = aws.ec2().describe_vpcs().max_results(PAGE);
        let vpcs = request.into_paginator().items().send();
        let vpcs: Vec<SdkVpc> = vpcs.try_collect().await?;
        Ok(options.iter().map(|it| item(aws, it, &vpcs)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let domain = Some(spec.domain_name.clone()).filter(|name| !name.is_empty());
        let settings = [
            (DOMAIN, domain.into_iter().collect()),
            (NAMES, spec.domain_name_servers.clone()),
            (TIME, spec.ntp_servers.clone()),
        ];
        let given = settings
            .into_iter()
            .filter(|(_, values)| !values.is_empty());
        let given = given.map(|(key, values)| {
            let setting = NewDhcpConfiguration::builder().key(key);
            setting.set_values(Some(values)).build()
        });
        let request = aws
            .ec2()
            .create_dhcp_options()
            .set_dhcp_configurations(Some(given.collect()))
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let id = reply.dhcp_options().and_then(SdkOptions::dhcp_options_id);
        ec2::made(aws, "CreateDhcpOptions", WHAT, id)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        serve(aws, &made.id, &BTreeSet::new(), &new.spec.vpc_ids).await
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        serve(aws, id, &before.vpc_ids, &after.vpc_ids).await
    }

    async fn delete(aws: &Clients, id: &str, spec: &Spec) -> Result<()> {
        serve(aws, id, &spec.vpc_ids, &BTreeSet::new()).await?;
        let request = aws.ec2().delete_dhcp_options().dhcp_options_id(id);
        request.send().await?;
        Ok(())
    }
}

/// Takes VPCs in and lets others go, if they have not gone elsewhere.
async fn serve(
    aws: &Clients,
    id: &str,
    before: &BTreeSet<String>,
    after: &BTreeSet<String>,
) -> Result<()> {
    let associate = |vpc: &str, options: &str| {
        let request = aws.ec2().associate_dhcp_options().vpc_id(vpc);
        request.dhcp_options_id(options).send()
    };
    for vpc in after.difference(before) {
        associate(vpc, id).await?;
    }
    let still = Filter::builder().name("dhcp-options-id").values(id).build();
    let request = aws.reads().ec2().describe_vpcs().filters(still);
    let vpcs = request.into_paginator().items().send();
    let vpcs: Vec<SdkVpc> = vpcs.try_collect().await?;
    let vpcs = vpcs.iter().filter_map(SdkVpc::vpc_id);
    for vpc in vpcs.filter(|vpc| before.contains(*vpc) && !after.contains(*vpc)) {
        associate(vpc, NONE).await?;
    }
    Ok(())
}

fn item(aws: &Clients, options: &SdkOptions, vpcs: &[SdkVpc]) -> Item<Spec> {
    let id = options.dhcp_options_id();
    let values = |key: &str| {
        let settings = options.dhcp_configurations().iter();
        let of_key = settings.filter(|setting| setting.key() == Some(key));
        let values = of_key.flat_map(|setting| setting.values());
        values.map(|value| text(value.value())).collect()
    };
    let names: Vec<String> = values(NAMES);
    let served = vpcs.iter().filter(|vpc| vpc.dhcp_options_id() == id);
    let comes_by_itself = names == [OF_AWS] && options.tags().is_empty();
    let spec = Spec {
        domain_name: values(DOMAIN).join(" "),
        domain_name_servers: names,
        ntp_servers: values(TIME),
        vpc_ids: served.map(|vpc| text(vpc.vpc_id())).collect(),
    };
    ec2::item(aws, WHAT, id, spec, options.tags()).platform(comes_by_itself)
}
