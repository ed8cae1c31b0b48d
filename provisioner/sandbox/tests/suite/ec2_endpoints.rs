//! VPC endpoints and flow logs.

use aws_sdk_ec2::types::{
    AttributeBooleanValue, FlowLogsResourceType, LogDestinationType, TrafficType, VpcEndpointType,
};

use crate::ec2_network::{filter, subnet, table, vpc};
use crate::support::{Cloud, client, code};

#[tokio::test]
async fn a_gateway_endpoint_shows_up_in_its_route_tables() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let (first, second) = (table(&ec2, &vpc).await, table(&ec2, &vpc).await);
    let create = ec2
        .create_vpc_endpoint()
        .vpc_id(&vpc)
        .service_name("com.amazonaws.ap-northeast-1.s3")
        .vpc_endpoint_type(VpcEndpointType::Gateway)
        .route_table_ids(&first)
        .client_token("once");
    let made = create.clone().send().await.expect("an endpoint");
    let again = create.send().await.expect("the same endpoint");
    let id = made
        .vpc_endpoint()
        .expect("endpoint")
        .vpc_endpoint_id()
        .expect("id")
        .to_owned();
    assert_eq!(
        again.vpc_endpoint().expect("endpoint").vpc_endpoint_id(),
        Some(id.as_str())
    );

    let routes = |table: String| {
        let ec2 = ec2.clone();
        async move {
            let read = ec2
                .describe_route_tables()
                .route_table_ids(table)
                .send()
                .await;
            read.expect("read").route_tables()[0].routes().to_vec()
        }
    };
    let through = routes(first.clone()).await;
    assert_eq!(through[1].destination_prefix_list_id(), Some("pl-61a54008"));
    assert_eq!(through[1].gateway_id(), Some(id.as_str()));
    let change = ec2
        .modify_vpc_endpoint()
        .vpc_endpoint_id(&id)
        .add_route_table_ids(&second);
    let change = change
        .remove_route_table_ids(&first)
        .policy_document("{\"Statement\":[]}");
    change.send().await.expect("changed");
    assert_eq!(routes(first).await.len(), 1);
    assert_eq!(routes(second).await.len(), 2);

    let read = ec2
        .describe_vpc_endpoints()
        .filters(filter("vpc-id", &vpc))
        .send()
        .await;
    let read = read.expect("read");
    assert_eq!(
        read.vpc_endpoints()[0].policy_document(),
        Some("{\"Statement\":[]}")
    );
    let gone = ec2
        .delete_vpc_endpoints()
        .vpc_endpoint_ids(&id)
        .send()
        .await
        .expect("deleted");
    assert!(gone.unsuccessful().is_empty());
    let again = ec2
        .delete_vpc_endpoints()
        .vpc_endpoint_ids(&id)
        .send()
        .await
        .expect("answered");
    let error = again.unsuccessful()[0].error().expect("error");
    assert_eq!(error.code(), Some("InvalidVpcEndpointId.NotFound"));
}

#[tokio::test]
async fn an_interface_endpoint_holds_its_subnets_and_groups() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let subnet = subnet(&ec2, &vpc, "10.0.0.0/24").await;
    let create = ec2
        .create_vpc_endpoint()
        .vpc_id(&vpc)
        .service_name("com.amazonaws.ap-northeast-1.kms")
        .vpc_endpoint_type(VpcEndpointType::Interface)
        .subnet_ids(&subnet)
        .private_dns_enabled(true);
    assert_eq!(code!(create.clone().send()), "InvalidParameter");
    let on = AttributeBooleanValue::builder().value(true).build();
    ec2.modify_vpc_attribute()
        .vpc_id(&vpc)
        .enable_dns_hostnames(on)
        .send()
        .await
        .expect("set");
    let made = create.clone().send().await.expect("an endpoint");
    let made = made.vpc_endpoint().expect("endpoint");
    assert_eq!(made.groups().len(), 1);
    assert_eq!(made.network_interface_ids().len(), 1);
    assert_eq!(made.private_dns_enabled(), Some(true));
    assert_eq!(code!(create.send()), "InvalidParameter");
    assert_eq!(
        code!(ec2.delete_subnet().subnet_id(&subnet).send()),
        "DependencyViolation"
    );
    let bogus = ec2
        .create_vpc_endpoint()
        .vpc_id(&vpc)
        .service_name("nonsense")
        .send();
    assert_eq!(code!(bogus), "InvalidServiceName");
}

#[tokio::test]
async fn flow_logs_keep_their_terms() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let create = ec2
        .create_flow_logs()
        .resource_ids(&vpc)
        .resource_type(FlowLogsResourceType::Vpc)
        .traffic_type(TrafficType::All)
        .log_destination_type(LogDestinationType::S3)
        .log_destination("arn:aws:s3:::flow-logs/prefix/")
        .max_aggregation_interval(60);
    let made = create.clone().send().await.expect("a log");
    let id = made.flow_log_ids()[0].clone();
    let twice = create.send().await.expect("answered");
    assert_eq!(
        twice.unsuccessful()[0].error().expect("error").code(),
        Some("FlowLogAlreadyExists")
    );

    let read = ec2
        .describe_flow_logs()
        .filter(filter("resource-id", &vpc))
        .send()
        .await;
    let read = read.expect("read");
    let log = &read.flow_logs()[0];
    assert_eq!(
        log.log_destination(),
        Some("arn:aws:s3:::flow-logs/prefix/")
    );
    assert_eq!(log.max_aggregation_interval(), Some(60));
    assert_eq!(log.traffic_type(), Some(&TrafficType::All));
    assert!(log.log_format().expect("format").starts_with("${version}"));
    let gone = ec2
        .delete_flow_logs()
        .flow_log_ids(&id)
        .send()
        .await
        .expect("deleted");
    assert!(gone.unsuccessful().is_empty());
    assert_eq!(
        code!(ec2.describe_flow_logs().flow_log_ids(&id).send()),
        "InvalidFlowLogId.NotFound"
    );
}
