//! What comes with a network by itself is a fact, and what somebody adds to it is drift.

use gabakura_model::observed::ObservedResource;
use gabakura_model::port::{DeleteRequest, UpdateRequest};
use gabakura_model::resource::Kind;
use serde_json::{Value, json};

use super::case::laid_over;
use super::cloud::Cloud;

const TABLE: &str = "aws.ec2.route_table";

async fn main_table(cloud: &Cloud) -> ObservedResource {
    let tables = cloud.list(&Kind::new(TABLE)).await;
    let main = tables
        .into_values()
        .find(|table| table.output("main") == Some("true"));
    main.expect("a VPC has a main table")
}

fn to(found: &ObservedResource, fields: &Value) -> UpdateRequest {
    UpdateRequest {
        kind: found.kind.clone(),
        id: found.id.clone(),
        before: found.spec.clone(),
        after: laid_over(&found.spec, fields),
        tags_before: found.tags.clone(),
        tags_after: found.tags.clone(),
    }
}

#[tokio::test]
async fn a_main_table_is_a_fact_until_somebody_routes_in_it() {
    let cloud = Cloud::aws().await;
    let vpc = cloud.order("aws.ec2.vpc", "vpc", &json!({"cidr_block": "10.16.0.0/20"}));
    cloud.make(&vpc).await;
    let untouched = main_table(&cloud).await;
    assert!(
        untouched.platform && untouched.spec["routes"] == json!([]),
        "{untouched:?}"
    );
    let way_out = json!([{"destination_cidr": "0.0.0.0/0", "target": "tgw-0123456789abcdef0"}]);
    cloud
        .update_ours(&to(&untouched, &json!({"routes": way_out})))
        .await;
    let touched = main_table(&cloud).await;
    assert!(
        !touched.platform && touched.spec["routes"] == way_out,
        "{touched:?}"
    );
    let ObservedResource { kind, id, spec, .. } = touched;
    cloud.delete(&DeleteRequest { kind, id, spec }).await;
    assert_eq!(main_table(&cloud).await, untouched);
}

#[tokio::test]
async fn the_route_to_a_gateway_endpoint_is_the_endpoints() {
    let cloud = Cloud::aws().await;
    let endpoint = json!({
        "vpc_id": "$vpc",
        "service_name": "com.amazonaws.ap-northeast-1.s3",
        "endpoint_type": "Gateway",
        "route_table_ids": ["$table"],
    });
    let needs = [
        ("vpc", "aws.ec2.vpc", json!({"cidr_block": "10.16.0.0/20"})),
        ("table", TABLE, json!({"vpc_id": "$vpc"})),
        ("endpoint", "aws.ec2.vpc_endpoint", endpoint),
    ];
    let made = cloud.stand(needs).await;
    let tables = cloud.list(&Kind::new(TABLE)).await;
    assert_eq!(tables[&made["table"].id].spec["routes"], json!([]));
}
