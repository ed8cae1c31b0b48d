//! EC2 and VPC: what its kinds share.

mod acl_entry;
pub(crate) mod customer_gateway;
pub(crate) mod default_security_group;
pub(crate) mod dhcp_options;
pub(crate) mod ebs_encryption_default;
pub(crate) mod elastic_ip;
pub(crate) mod flow_log;
pub(crate) mod image_public_access;
pub(crate) mod instance;
pub(crate) mod instance_metadata_defaults;
pub(crate) mod internet_gateway;
pub(crate) mod launch_template;
pub(crate) mod managed_prefix_list;
pub(crate) mod nat_gateway;
pub(crate) mod network_acl;
mod route;
pub(crate) mod route_table;
mod rule;
pub(crate) mod security_group;
pub(crate) mod service;
pub(crate) mod snapshot_public_access;
pub(crate) mod subnet;
pub(crate) mod transit_gateway_attachment;
pub(crate) mod vpc;
pub(crate) mod vpc_block_public_access;
pub(crate) mod vpc_endpoint;
pub(crate) mod vpc_peering_connection;
pub(crate) mod vpn_gateway;
mod waiting;

use aws_sdk_ec2::types::{ManagedBy, ResourceType, Tag, TagSpecification, UnsuccessfulItem};
use gabakura_model::outcome::Created;
use gabakura_model::resource::Tags;
use ipnet::IpNet;
use serde::{Deserialize, Deserializer};

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{self, Item, text};
use crate::tags::Ownership;

/// Largest page of EC2's `Describe…` operations, unless a kind has its own.
pub(crate) const PAGE: i32 = 1000;

/// What references to most EC2 kinds may ask for.
pub(crate) const OUTPUTS: &[&str] = &["arn"];

/// What a creating request made. EC2 returns ids only; ARNs follow from them.
pub(crate) fn made(
    aws: &Clients,
    operation: &str,
    what: ResourceType,
    id: Option<&str>,
) -> Result<Created> {
    let mut made = kind::made("ec2", operation, id)?;
    made.outputs
        .insert("arn".to_owned(), arn(aws, &what, &made.id));
    Ok(made)
}

/// One resource as EC2 describes it, with its tags and ARN.
pub(crate) fn item<S>(
    aws: &Clients,
    what: ResourceType,
    id: Option<&str>,
    spec: S,
    tags: &[Tag],
) -> Item<S> {
    let id = text(id);
    let arn = arn(aws, &what, &id);
    Item::new(id, spec).tags(tags_of(tags)).output("arn", arn)
}

fn arn(aws: &Clients, what: &ResourceType, id: &str) -> String {
    aws.arn("ec2", &format!("{what}/{id}"))
}

/// A setting of the region: its present value, named by the region.
pub(crate) fn setting<S>(aws: &Clients, spec: S, managed_by: Option<&ManagedBy>) -> Vec<Item<S>> {
    let of_organisation = managed_by == Some(&ManagedBy::DeclarativePolicy);
    vec![Item::new(aws.region(), spec).platform(of_organisation)]
}

/// Whether a change was made now; false when AWS refuses it because it was made before.
///
/// Changes are repeatable: such a refusal is a success, not an error.
pub(crate) fn is_new<T, E: Into<Error>>(
    result: Result<T, E>,
    made_before: &[&str],
) -> Result<bool> {
    match result.map_err(Into::into) {
        Ok(_) => Ok(true),
        Err(error) if made_before.contains(&error.code()) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Turns the first item that a batch request could not serve into an error.
pub(crate) fn all_served(operation: &str, unsuccessful: &[UnsuccessfulItem]) -> Result<()> {
    match unsuccessful.first().map(UnsuccessfulItem::error) {
        None => Ok(()),
        Some(None) => Err(Error::missing(
            "ec2",
            operation,
            "reason for an unsuccessful item",
        )),
        Some(Some(error)) => {
            let (code, message) = (text(error.code()), text(error.message()));
            Err(Error::refused("ec2", operation, &code, &message))
        }
    }
}

/// An address range as AWS writes it back: host bits cleared, IPv6 shortened.
///
/// Anything else (a reference, a prefix list's id, a mistake) stays as it is.
pub(crate) fn canonical_cidr(cidr: &str) -> String {
    cidr.parse::<IpNet>()
        .map_or_else(|_| cidr.to_owned(), |range| range.trunc().to_string())
}

/// Reads an address range into canonical form.
pub(crate) fn cidr<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from).map(|cidr| canonical_cidr(&cidr))
}

/// Tags as EC2 sends them.
fn tags_of(tags: &[Tag]) -> Tags {
    tags.iter()
        .map(|tag| (text(tag.key()), text(tag.value())))
        .collect()
}

/// Tags for a creating request.
pub(crate) fn tag_specification(what: ResourceType, tags: &Tags) -> TagSpecification {
    TagSpecification::builder()
        .resource_type(what)
        .set_tags(Some(sdk_tags(tags)))
        .build()
}

fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    tags.iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect()
}

/// Tags of any EC2 resource.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of any EC2 resource.
async fn retag(aws: &Clients, id: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let ec2 = aws.ec2();
    if !set.is_empty() {
        let request = ec2.create_tags().resources(id);
        request.set_tags(Some(sdk_tags(set))).send().await?;
    }
    if !remove.is_empty() {
        let keys = remove
            .iter()
            .map(|key| Tag::builder().key(key).build())
            .collect();
        let request = ec2.delete_tags().resources(id);
        request.set_tags(Some(keys)).send().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_written_as_aws_writes_them() {
        assert_eq!(canonical_cidr("10.1.2.3/16"), "10.1.0.0/16");
        assert_eq!(canonical_cidr("2001:DB8:0::1/32"), "2001:db8::/32");
        assert_eq!(canonical_cidr("pl-1"), "pl-1");
    }

    #[test]
    fn an_unsuccessful_item_is_an_error() {
        let error = aws_sdk_ec2::types::UnsuccessfulItemError::builder()
            .code("FlowLogAlreadyExists")
            .message("there is one")
            .build();
        let item = UnsuccessfulItem::builder().error(error).build();
        let error = all_served("CreateFlowLogs", &[item]).unwrap_err();
        assert_eq!(error.code(), "FlowLogAlreadyExists");
        assert!(all_served("CreateFlowLogs", &[]).is_ok());
    }
}
