//! Tags of whatever has an id.

use super::listing::{admits, filters};
use super::{Ec2, Outcome, refusals, yes};
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

const TAGS_MAX: usize = 50;

/// AWS keeps `aws:` for itself and allows fifty tags.
pub(super) fn check(tags: &Tags) -> Result<(), Refusal> {
    if tags.keys().any(|key| key.starts_with("aws:")) {
        let message = "Tag keys starting with 'aws:' are reserved for internal use";
        return Err(Refusal::bad("InvalidParameterValue", message));
    }
    if tags.len() > TAGS_MAX {
        let message = "You have reached the maximum number of tags on the resource.";
        return Err(Refusal::bad("TagLimitExceeded", message));
    }
    Ok(())
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let mut wanted = Tags::new();
    for tag in params.nested("Tag") {
        wanted.insert(
            tag.need("Key")?.to_owned(),
            tag.get("Value").unwrap_or_default().to_owned(),
        );
    }
    let ids = params.list("ResourceId");
    for id in &ids {
        let mut merged = of(ec2, id).ok_or_else(|| missing(id))?.clone();
        merged.extend(wanted.clone());
        check(&merged)?;
    }
    for id in &ids {
        if let Some(tags) = of(ec2, id) {
            tags.extend(wanted.clone());
        }
    }
    yes()
}

/// Without a value AWS deletes the tag, with one only if the value is the same; without tags, all.
pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let unwanted = params.nested("Tag");
    for id in params.list("ResourceId") {
        let tags = of(ec2, &id).ok_or_else(|| missing(&id))?;
        tags.retain(|key, value| {
            let named = |tag: &Params| {
                tag.get("Key") == Some(key) && tag.get("Value").is_none_or(|it| it == value)
            };
            !(unwanted.is_empty() || unwanted.iter().any(named))
        });
    }
    yes()
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    let filters = filters(params);
    let mut rows: Vec<(String, &str, String, String)> = Vec::new();
    let mut add = |id: &str, kind: &'static str, tags: &Tags| {
        for (key, value) in tags {
            let admitted = filters
                .iter()
                .all(|(filter, values)| match filter.as_str() {
                    "resource-id" => admits(values, id),
                    "resource-type" => admits(values, kind),
                    "key" => admits(values, key),
                    "value" => admits(values, value),
                    other => other.strip_prefix("tag:") == Some(key) && admits(values, value),
                });
            if admitted {
                rows.push((id.to_owned(), kind, key.clone(), value.clone()));
            }
        }
    };
    ec2.vpcs
        .values()
        .for_each(|it| add(&it.id, "vpc", &it.tags));
    ec2.subnets
        .values()
        .for_each(|it| add(&it.id, "subnet", &it.tags));
    ec2.route_tables
        .values()
        .for_each(|it| add(&it.id, "route-table", &it.tags));
    ec2.security_groups
        .values()
        .for_each(|it| add(&it.id, "security-group", &it.tags));
    ec2.acls
        .iter()
        .for_each(|(id, it)| add(id, "network-acl", &it.tags));
    ec2.endpoints
        .values()
        .for_each(|it| add(&it.id, "vpc-endpoint", &it.tags));
    ec2.internet_gateways
        .iter()
        .for_each(|(id, it)| add(id, "internet-gateway", &it.tags));
    ec2.elastic_ips
        .iter()
        .for_each(|(id, it)| add(id, "elastic-ip", &it.tags));
    ec2.nat_gateways
        .iter()
        .for_each(|(id, it)| add(id, "natgateway", &it.tags));
    ec2.attachments
        .iter()
        .for_each(|(id, it)| add(id, "transit-gateway-attachment", &it.tags));
    ec2.instances
        .iter()
        .for_each(|(id, it)| add(id, "instance", &it.tags));
    ec2.launch_templates
        .iter()
        .for_each(|(id, it)| add(id, "launch-template", &it.tags));
    ec2.peerings
        .iter()
        .for_each(|(id, it)| add(id, "vpc-peering-connection", &it.tags));
    ec2.vpn_gateways
        .iter()
        .for_each(|(id, it)| add(id, "vpn-gateway", &it.tags));
    ec2.customer_gateways
        .iter()
        .for_each(|(id, it)| add(id, "customer-gateway", &it.tags));
    ec2.dhcp_options
        .iter()
        .for_each(|(id, it)| add(id, "dhcp-options", &it.tags));
    ec2.prefix_lists
        .iter()
        .for_each(|(id, it)| add(id, "prefix-list", &it.tags));
    ec2.flow_logs
        .values()
        .for_each(|it| add(&it.id, "vpc-flow-log", &it.tags));
    let mut xml = Xml::new();
    xml.list("tagSet", "item", rows, |xml, (id, kind, key, value)| {
        xml.text("resourceId", id)
            .text("resourceType", kind)
            .text("key", key)
            .text("value", value);
    });
    Ok(xml)
}

/// The tags of whatever `id` stands for.
fn of<'a>(ec2: &'a mut Ec2, id: &str) -> Option<&'a mut Tags> {
    let (prefix, _) = id.split_once('-')?;
    match prefix {
        "vpc" => Some(&mut ec2.vpcs.get_mut(id)?.tags),
        "subnet" => Some(&mut ec2.subnets.get_mut(id)?.tags),
        "rtb" => Some(&mut ec2.route_tables.get_mut(id)?.tags),
        "sg" => Some(&mut ec2.security_groups.get_mut(id)?.tags),
        "acl" => Some(&mut ec2.acls.get_mut(id)?.tags),
        "vpce" => Some(&mut ec2.endpoints.get_mut(id)?.tags),
        "igw" => Some(&mut ec2.internet_gateways.get_mut(id)?.tags),
        "eipalloc" => Some(&mut ec2.elastic_ips.get_mut(id)?.tags),
        "nat" => Some(&mut ec2.nat_gateways.get_mut(id)?.tags),
        "tgw" => Some(&mut ec2.attachments.get_mut(id)?.tags),
        "i" => Some(&mut ec2.instances.get_mut(id)?.tags),
        "lt" => Some(&mut ec2.launch_templates.get_mut(id)?.tags),
        "pcx" => Some(&mut ec2.peerings.get_mut(id)?.tags),
        "vgw" => Some(&mut ec2.vpn_gateways.get_mut(id)?.tags),
        "cgw" => Some(&mut ec2.customer_gateways.get_mut(id)?.tags),
        "dopt" => Some(&mut ec2.dhcp_options.get_mut(id)?.tags),
        "pl" => Some(&mut ec2.prefix_lists.get_mut(id)?.tags),
        "fl" => Some(&mut ec2.flow_logs.get_mut(id)?.tags),
        "sgr" => {
            let mut rules = ec2
                .security_groups
                .values_mut()
                .flat_map(|group| &mut group.rules);
            Some(&mut rules.find(|rule| rule.id == id)?.tags)
        }
        _ => None,
    }
}

fn missing(id: &str) -> Refusal {
    match id.split_once('-').map_or("", |(prefix, _)| prefix) {
        "vpc" => refusals::no_vpc(id),
        "subnet" => refusals::no_subnet(id),
        "rtb" => refusals::no_route_table(id),
        "sg" => refusals::no_group(id),
        "vpce" => refusals::no_endpoint(id),
        "igw" => refusals::no_gateway(id),
        "eipalloc" => refusals::no_address(id),
        "nat" => refusals::no_nat_gateway(id),
        "tgw" => refusals::no_attachment(id),
        "i" => refusals::no_instance(id),
        "pcx" => refusals::no_peering(id),
        "vgw" => refusals::no_vpn_gateway(id),
        "cgw" => refusals::no_customer_gateway(id),
        "dopt" => refusals::no_dhcp_options(id),
        "pl" => refusals::no_prefix_list(id),
        "fl" => refusals::no_flow_log(id),
        _ => Refusal::bad("InvalidID", format!("The ID '{id}' is not valid")),
    }
}
