//! Network ACLs.

use aws_sdk_ec2::types::{NetworkAcl, PortRange, RuleAction};

use crate::ec2_network::{filter, subnet, vpc};
use crate::support::{Cloud, client, code};

async fn guarding(ec2: &aws_sdk_ec2::Client, subnet: &str) -> NetworkAcl {
    let of_subnet = filter("association.subnet-id", subnet);
    let read = ec2.describe_network_acls().filters(of_subnet).send().await;
    read.expect("read").network_acls()[0].clone()
}

#[tokio::test]
async fn a_made_acl_denies_all_and_a_subnet_has_exactly_one() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.16.0.0/20").await;
    let subnet = subnet(&ec2, &vpc, "10.16.0.0/24").await;
    let made = ec2.create_network_acl().vpc_id(&vpc).send().await;
    let made = made.expect("an acl").network_acl().cloned().expect("acl");
    let id = made.network_acl_id().expect("id");
    let rules = made.entries().iter();
    let rules: Vec<_> = rules.map(|e| (e.rule_number(), e.rule_action())).collect();
    assert_eq!(rules, [(Some(32_767), Some(&RuleAction::Deny)); 2]);

    let default = guarding(&ec2, &subnet).await;
    assert_eq!(default.is_default(), Some(true));
    assert_eq!(default.entries().len(), 4);
    let held = default.associations()[0].network_acl_association_id();
    let replace = ec2.replace_network_acl_association();
    let replace = replace.set_association_id(held.map(str::to_owned));
    replace
        .clone()
        .network_acl_id(id)
        .send()
        .await
        .expect("replaced");
    assert_eq!(guarding(&ec2, &subnet).await.network_acl_id(), Some(id));
    let again = replace.network_acl_id(id).send();
    assert_eq!(code!(again), "InvalidAssociationID.NotFound");

    let delete = |id: &str| ec2.delete_network_acl().network_acl_id(id).send();
    assert_eq!(code!(delete(id)), "DependencyViolation");
    let default = default.network_acl_id().expect("id");
    assert_eq!(code!(delete(default)), "InvalidParameterValue");
    ec2.delete_subnet()
        .subnet_id(&subnet)
        .send()
        .await
        .expect("deleted");
    let vpc = || ec2.delete_vpc().vpc_id(&vpc).send();
    assert_eq!(code!(vpc()), "DependencyViolation");
    delete(id).await.expect("deleted");
    vpc().await.expect("deleted");
}

#[tokio::test]
async fn an_entry_is_known_by_direction_and_number() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.16.0.0/20").await;
    let made = ec2.create_network_acl().vpc_id(&vpc).send().await;
    let made = made.expect("an acl").network_acl().cloned().expect("acl");
    let id = made.network_acl_id().expect("id");
    let https = PortRange::builder().from(443).to(443).build();
    let put = |number: i32, egress: bool| {
        let request = ec2.create_network_acl_entry().network_acl_id(id);
        let request = request.rule_number(number).egress(egress).protocol("6");
        let request = request
            .rule_action(RuleAction::Allow)
            .cidr_block("10.0.0.0/8");
        request.port_range(https.clone())
    };
    put(100, false).send().await.expect("put");
    put(100, true).send().await.expect("put");
    assert_eq!(code!(put(100, true).send()), "NetworkAclEntryAlreadyExists");
    assert_eq!(code!(put(32_767, true).send()), "InvalidParameterValue");
    for number in 101..120 {
        put(number, false).send().await.expect("put");
    }
    assert_eq!(
        code!(put(120, false).send()),
        "NetworkAclEntryLimitExceeded"
    );

    let delete = || {
        let request = ec2.delete_network_acl_entry().network_acl_id(id);
        request.rule_number(100).egress(true).send()
    };
    delete().await.expect("deleted");
    assert_eq!(code!(delete()), "InvalidNetworkAclEntry.NotFound");
}
