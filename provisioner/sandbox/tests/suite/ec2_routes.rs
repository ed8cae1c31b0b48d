//! Route tables and tags.

use aws_sdk_ec2::types::Tag;

use crate::ec2_network::{filter, subnet, table, vpc};
use crate::support::{Cloud, client, code};

#[tokio::test]
async fn routes_and_associations() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let subnet = subnet(&ec2, &vpc, "10.0.0.0/24").await;
    let first = table(&ec2, &vpc).await;
    let second = table(&ec2, &vpc).await;
    let route = ec2
        .create_route()
        .route_table_id(&first)
        .destination_cidr_block("10.9.0.0/16");
    let route = route.transit_gateway_id("tgw-1");
    route.clone().send().await.expect("a route");
    assert_eq!(code!(route.send()), "RouteAlreadyExists");
    let replace = ec2
        .replace_route()
        .route_table_id(&first)
        .destination_cidr_block("10.9.0.0/16");
    replace
        .nat_gateway_id("nat-1")
        .send()
        .await
        .expect("replaced");
    let associate = |table: &str| {
        ec2.associate_route_table()
            .route_table_id(table)
            .subnet_id(&subnet)
    };
    let made = associate(&first).send().await.expect("associated");
    assert_eq!(
        code!(associate(&second).send()),
        "Resource.AlreadyAssociated"
    );

    let read = ec2
        .describe_route_tables()
        .filters(filter("association.subnet-id", &subnet));
    let read = read.send().await.expect("read");
    let routes = read.route_tables()[0].routes();
    assert_eq!(routes.len(), 2);
    assert_eq!(routes[1].nat_gateway_id(), Some("nat-1"));
    assert_eq!(
        code!(ec2.delete_route_table().route_table_id(&first).send()),
        "DependencyViolation"
    );

    let association = made.association_id().expect("id");
    ec2.disassociate_route_table()
        .association_id(association)
        .send()
        .await
        .expect("apart");
    let again = ec2
        .disassociate_route_table()
        .association_id(association)
        .send();
    assert_eq!(code!(again), "InvalidAssociationID.NotFound");
    let delete = || {
        ec2.delete_route()
            .route_table_id(&first)
            .destination_cidr_block("10.9.0.0/16")
    };
    delete().send().await.expect("deleted");
    assert_eq!(code!(delete().send()), "InvalidRoute.NotFound");
    ec2.delete_route_table()
        .route_table_id(&first)
        .send()
        .await
        .expect("deleted");
    let gone = ec2.describe_route_tables().route_table_ids(&first).send();
    assert_eq!(code!(gone), "InvalidRouteTableID.NotFound");
}

#[tokio::test]
async fn tags_are_set_read_and_taken_away() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let table = table(&ec2, &vpc).await;
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
    let create = ec2.create_tags().resources(&vpc).resources(&table);
    create
        .tags(tag("a", "1"))
        .tags(tag("b", "2"))
        .send()
        .await
        .expect("tagged");
    let read = ec2
        .describe_tags()
        .filters(filter("key", "a"))
        .send()
        .await
        .expect("read");
    assert_eq!(read.tags().len(), 2);
    let wrong_value = ec2.delete_tags().resources(&vpc).tags(tag("a", "other"));
    wrong_value.send().await.expect("nothing to do");
    let by_key = ec2
        .delete_tags()
        .resources(&vpc)
        .tags(Tag::builder().key("b").build());
    by_key.send().await.expect("untagged");
    let read = ec2
        .describe_vpcs()
        .filters(filter("tag-key", "a"))
        .send()
        .await
        .expect("read");
    assert_eq!(read.vpcs()[0].tags().len(), 1);
    let reserved = ec2
        .create_tags()
        .resources(&vpc)
        .tags(tag("aws:x", "1"))
        .send();
    assert_eq!(code!(reserved), "InvalidParameterValue");
    let missing = ec2
        .create_tags()
        .resources("vpc-0123")
        .tags(tag("a", "1"))
        .send();
    assert_eq!(code!(missing), "InvalidVpcID.NotFound");
}
