//! VPCs, subnets and zones.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, Filter, ResourceType, Tag, TagSpecification, VpcAttributeName,
};

use crate::support::{Cloud, client, code};

pub async fn vpc(ec2: &Client, cidr: &str) -> String {
    let made = ec2
        .create_vpc()
        .cidr_block(cidr)
        .send()
        .await
        .expect("a vpc");
    made.vpc().expect("vpc").vpc_id().expect("id").to_owned()
}

pub async fn subnet(ec2: &Client, vpc: &str, cidr: &str) -> String {
    let made = ec2
        .create_subnet()
        .vpc_id(vpc)
        .cidr_block(cidr)
        .send()
        .await
        .expect("a subnet");
    made.subnet()
        .expect("subnet")
        .subnet_id()
        .expect("id")
        .to_owned()
}

pub async fn table(ec2: &Client, vpc: &str) -> String {
    let made = ec2
        .create_route_table()
        .vpc_id(vpc)
        .send()
        .await
        .expect("a table");
    made.route_table()
        .expect("table")
        .route_table_id()
        .expect("id")
        .to_owned()
}

pub fn filter(name: &str, value: &str) -> Filter {
    Filter::builder().name(name).values(value).build()
}

fn tagged(kind: ResourceType, key: &str, value: &str) -> TagSpecification {
    let tag = Tag::builder().key(key).value(value).build();
    TagSpecification::builder()
        .resource_type(kind)
        .tags(tag)
        .build()
}

#[tokio::test]
async fn a_vpc_comes_with_what_aws_gives_it_and_takes_it_away() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let made = ec2
        .create_vpc()
        .cidr_block("10.16.0.7/20")
        .tag_specifications(tagged(ResourceType::Vpc, "名前", "千代田"))
        .send()
        .await
        .expect("a vpc");
    let vpc = made.vpc().expect("vpc");
    let id = vpc.vpc_id().expect("id");
    assert_eq!(vpc.cidr_block(), Some("10.16.0.0/20"));
    assert_eq!(vpc.owner_id(), Some(crate::support::ALICE));
    assert!(id.starts_with("vpc-0") && id.len() == 21);

    let by_tag = ec2
        .describe_vpcs()
        .filters(filter("tag:名前", "千*"))
        .send()
        .await
        .expect("vpcs");
    assert_eq!(by_tag.vpcs().len(), 1);
    let none = ec2
        .describe_vpcs()
        .filters(filter("tag:名前", "港"))
        .send()
        .await
        .expect("vpcs");
    assert!(none.vpcs().is_empty());

    let groups = ec2
        .describe_security_groups()
        .filters(filter("vpc-id", id))
        .send()
        .await;
    let groups = groups.expect("groups");
    assert_eq!(groups.security_groups()[0].group_name(), Some("default"));
    let ingress = &groups.security_groups()[0].ip_permissions()[0];
    assert_eq!(ingress.user_id_group_pairs().len(), 1);
    let tables = ec2
        .describe_route_tables()
        .filters(filter("association.main", "true"));
    let tables = tables.send().await.expect("tables");
    assert_eq!(
        tables.route_tables()[0].routes()[0].gateway_id(),
        Some("local")
    );
    assert_eq!(
        tables.route_tables()[0].associations()[0].main(),
        Some(true)
    );
    let acls = ec2.describe_network_acls().send().await.expect("acls");
    assert_eq!(acls.network_acls()[0].is_default(), Some(true));
    assert_eq!(acls.network_acls()[0].entries().len(), 4);

    ec2.delete_vpc().vpc_id(id).send().await.expect("deleted");
    assert_eq!(
        code!(ec2.describe_vpcs().vpc_ids(id).send()),
        "InvalidVpcID.NotFound"
    );
    assert!(
        ec2.describe_security_groups()
            .send()
            .await
            .expect("groups")
            .security_groups()
            .is_empty()
    );
    assert!(
        ec2.describe_route_tables()
            .send()
            .await
            .expect("tables")
            .route_tables()
            .is_empty()
    );
}

#[tokio::test]
async fn vpc_attributes_change_one_at_a_time() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let id = vpc(&ec2, "10.0.0.0/16").await;
    let on = AttributeBooleanValue::builder().value(true).build();
    ec2.modify_vpc_attribute()
        .vpc_id(&id)
        .enable_dns_hostnames(on)
        .send()
        .await
        .expect("set");
    let read = |attribute: VpcAttributeName| {
        ec2.describe_vpc_attribute()
            .vpc_id(&id)
            .attribute(attribute)
            .send()
    };
    let hostnames = read(VpcAttributeName::EnableDnsHostnames)
        .await
        .expect("read");
    assert_eq!(
        hostnames.enable_dns_hostnames().expect("value").value(),
        Some(true)
    );
    let support = read(VpcAttributeName::EnableDnsSupport)
        .await
        .expect("read");
    assert_eq!(
        support.enable_dns_support().expect("value").value(),
        Some(true)
    );
    assert_eq!(
        code!(ec2.create_vpc().cidr_block("10.0.0.0/8").send()),
        "InvalidVpc.Range"
    );
    assert_eq!(
        code!(ec2.create_vpc().cidr_block("ten").send()),
        "InvalidParameterValue"
    );
}

#[tokio::test]
async fn subnets_stay_inside_their_vpc_and_apart() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let made = ec2
        .create_subnet()
        .vpc_id(&vpc)
        .cidr_block("10.0.0.0/24")
        .availability_zone("ap-northeast-1c")
        .send()
        .await
        .expect("a subnet");
    let subnet = made.subnet().expect("subnet");
    assert_eq!(subnet.availability_zone_id(), Some("apne1-az1"));
    assert_eq!(subnet.available_ip_address_count(), Some(251));
    assert_eq!(subnet.map_public_ip_on_launch(), Some(false));
    let id = subnet.subnet_id().expect("id").to_owned();

    let create = |cidr: &str| ec2.create_subnet().vpc_id(&vpc).cidr_block(cidr).send();
    assert_eq!(code!(create("10.0.0.128/25")), "InvalidSubnet.Conflict");
    assert_eq!(code!(create("10.1.0.0/24")), "InvalidSubnet.Range");
    let zone = ec2
        .create_subnet()
        .vpc_id(&vpc)
        .cidr_block("10.0.1.0/24")
        .availability_zone("x");
    assert_eq!(code!(zone.send()), "InvalidParameterValue");

    let on = AttributeBooleanValue::builder().value(true).build();
    ec2.modify_subnet_attribute()
        .subnet_id(&id)
        .map_public_ip_on_launch(on)
        .send()
        .await
        .expect("set");
    let read = ec2
        .describe_subnets()
        .subnet_ids(&id)
        .send()
        .await
        .expect("read");
    assert_eq!(read.subnets()[0].map_public_ip_on_launch(), Some(true));

    assert_eq!(
        code!(ec2.delete_vpc().vpc_id(&vpc).send()),
        "DependencyViolation"
    );
    ec2.delete_subnet()
        .subnet_id(&id)
        .send()
        .await
        .expect("deleted");
    assert_eq!(
        code!(ec2.delete_subnet().subnet_id(&id).send()),
        "InvalidSubnetID.NotFound"
    );
}

#[tokio::test]
async fn zones_are_those_of_the_region() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let read = ec2
        .describe_availability_zones()
        .send()
        .await
        .expect("zones");
    let zones: Vec<_> = read
        .availability_zones()
        .iter()
        .filter_map(|it| it.zone_name())
        .collect();
    assert_eq!(
        zones,
        ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]
    );
}
