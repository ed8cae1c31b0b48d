//! AWS-managed prefix lists: the addresses of S3 and DynamoDB.

use super::{Ec2, Outcome, filters, passes};
use crate::ids;
use crate::params::Params;
use crate::xml::Xml;

/// The services that have a gateway endpoint, hence a prefix list.
pub(super) const SERVICES: [&str; 2] = ["s3", "dynamodb"];

/// The id of the list of `com.amazonaws.REGION.SERVICE`. Tokyo's are AWS's own.
pub(super) fn of_service(service: &str) -> String {
    match service {
        "com.amazonaws.ap-northeast-1.s3" => "pl-61a54008".to_owned(),
        "com.amazonaws.ap-northeast-1.dynamodb" => "pl-78a54011".to_owned(),
        other => format!("pl-{}", &ids::digest(&[other])[..8]),
    }
}

pub(super) fn describe(ec2: &mut Ec2, params: &Params) -> Outcome {
    let mut xml = Xml::new();
    xml.list(
        "prefixListSet",
        "item",
        of_aws(ec2, params),
        |xml, (id, name)| {
            xml.text("prefixListId", id).text("prefixListName", name);
            xml.texts("cidrSet", "item", ["192.0.2.0/24"]);
        },
    );
    Ok(xml)
}

/// One of AWS's lists among managed ones.
pub(super) fn write_of_aws(xml: &mut Xml, (id, name): &(String, String), ec2: &Ec2) {
    let arn = format!("arn:aws:ec2:{}:aws:prefix-list/{id}", ec2.region);
    xml.text("prefixListId", id)
        .text("prefixListName", name)
        .text("prefixListArn", arn);
    xml.text("addressFamily", "IPv4")
        .text("state", "create-complete")
        .text("ownerId", "AWS");
}

/// AWS's lists that a request wants, by id and name.
pub(super) fn of_aws(ec2: &Ec2, params: &Params) -> Vec<(String, String)> {
    let ids = params.list("PrefixListId");
    let filters = filters(params);
    let lists = SERVICES.iter().map(|service| {
        let name = format!("com.amazonaws.{}.{service}", ec2.region);
        (of_service(&name), name)
    });
    let admitted = |id: &str, name: &str| {
        passes(&filters, |filter| match filter {
            "prefix-list-id" => Some(id.to_owned()),
            "prefix-list-name" => Some(name.to_owned()),
            "owner-id" => Some("AWS".to_owned()),
            _ => None,
        })
    };
    lists
        .filter(|(id, name)| (ids.is_empty() || ids.contains(id)) && admitted(id, name))
        .collect()
}
