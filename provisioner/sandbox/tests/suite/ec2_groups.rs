//! Security groups and pages.

use aws_sdk_ec2::types::{IpPermission, IpRange, PrefixListId, UserIdGroupPair};

use crate::ec2_network::{filter, vpc};
use crate::support::{Cloud, client, code};

async fn group(ec2: &aws_sdk_ec2::Client, vpc: &str, name: &str) -> String {
    let made = ec2
        .create_security_group()
        .group_name(name)
        .description("for tests")
        .vpc_id(vpc);
    made.send()
        .await
        .expect("a group")
        .group_id()
        .expect("id")
        .to_owned()
}

fn https(cidrs: &[&str]) -> IpPermission {
    let ranges = cidrs.iter().map(|cidr| {
        IpRange::builder()
            .cidr_ip(*cidr)
            .description(format!("from {cidr}"))
            .build()
    });
    let permission = IpPermission::builder()
        .ip_protocol("tcp")
        .from_port(443)
        .to_port(443);
    permission.set_ip_ranges(Some(ranges.collect())).build()
}

#[tokio::test]
async fn rules_come_and_go_one_by_one() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let (web, database) = (
        group(&ec2, &vpc, "web").await,
        group(&ec2, &vpc, "db").await,
    );
    let read = ec2
        .describe_security_groups()
        .group_ids(&web)
        .send()
        .await
        .expect("read");
    let fresh = &read.security_groups()[0];
    assert!(fresh.ip_permissions().is_empty());
    assert_eq!(fresh.ip_permissions_egress()[0].ip_protocol(), Some("-1"));
    assert_eq!(
        fresh.ip_permissions_egress()[0].ip_ranges()[0].cidr_ip(),
        Some("0.0.0.0/0")
    );

    let allow = ec2.authorize_security_group_ingress().group_id(&web);
    let allow = allow.ip_permissions(https(&["10.0.0.0/8", "172.16.0.0/12"]));
    let made = allow.clone().send().await.expect("allowed");
    assert_eq!(made.security_group_rules().len(), 2);
    assert_eq!(code!(allow.send()), "InvalidPermission.Duplicate");

    let word = |range: &str| {
        let range = IpRange::builder().cidr_ip(range).description("staff");
        let permission = IpPermission::builder()
            .ip_protocol("tcp")
            .ip_ranges(range.build());
        let permission = permission.from_port(443).to_port(443).build();
        let request = ec2.update_security_group_rule_descriptions_ingress();
        request.group_id(&web).ip_permissions(permission)
    };
    word("10.0.0.0/8").send().await.expect("worded");
    assert_eq!(
        code!(word("10.1.0.0/16").send()),
        "InvalidPermission.NotFound"
    );
    let rules = ec2
        .describe_security_group_rules()
        .send()
        .await
        .expect("rules");
    let worded = rules
        .security_group_rules()
        .iter()
        .filter(|rule| rule.description() == Some("staff"));
    assert_eq!(worded.count(), 1);

    let revoke = ec2.revoke_security_group_ingress().group_id(&web);
    let revoke = revoke.ip_permissions(https(&["10.0.0.0/8"]));
    revoke.clone().send().await.expect("revoked");
    assert_eq!(code!(revoke.send()), "InvalidPermission.NotFound");
    let read = ec2
        .describe_security_groups()
        .group_ids(&web)
        .send()
        .await
        .expect("read");
    let left = &read.security_groups()[0].ip_permissions()[0];
    assert_eq!(left.ip_ranges().len(), 1);
    assert_eq!(
        left.ip_ranges()[0].description(),
        Some("from 172.16.0.0/12")
    );

    let from_web = UserIdGroupPair::builder().group_id(&web).build();
    let permission = IpPermission::builder()
        .ip_protocol("tcp")
        .from_port(5432)
        .to_port(5432);
    let permission = permission.user_id_group_pairs(from_web).build();
    let allow = ec2.authorize_security_group_ingress().group_id(&database);
    allow
        .ip_permissions(permission)
        .send()
        .await
        .expect("allowed");
    let list = PrefixListId::builder()
        .prefix_list_id("pl-61a54008")
        .build();
    let to_s3 = IpPermission::builder()
        .ip_protocol("tcp")
        .from_port(443)
        .to_port(443);
    let allow = ec2.authorize_security_group_egress().group_id(&database);
    allow
        .ip_permissions(to_s3.prefix_list_ids(list).build())
        .send()
        .await
        .expect("allowed");
    let read = ec2
        .describe_security_groups()
        .group_ids(&database)
        .send()
        .await
        .expect("read");
    let read = &read.security_groups()[0];
    assert_eq!(
        read.ip_permissions()[0].user_id_group_pairs()[0].group_id(),
        Some(web.as_str())
    );
    let lists = read
        .ip_permissions_egress()
        .iter()
        .flat_map(|it| it.prefix_list_ids());
    assert_eq!(lists.count(), 1);

    assert_eq!(
        code!(ec2.delete_security_group().group_id(&web).send()),
        "DependencyViolation"
    );
    ec2.delete_security_group()
        .group_id(&database)
        .send()
        .await
        .expect("deleted");
    ec2.delete_security_group()
        .group_id(&web)
        .send()
        .await
        .expect("deleted");
    assert_eq!(
        code!(ec2.delete_security_group().group_id(&web).send()),
        "InvalidGroup.NotFound"
    );
}

#[tokio::test]
async fn all_traffic_can_be_revoked_by_rule_id() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    let web = group(&ec2, &vpc, "web").await;
    let rules = ec2
        .describe_security_group_rules()
        .filters(filter("group-id", &web));
    let rules = rules.send().await.expect("rules");
    let id = rules.security_group_rules()[0]
        .security_group_rule_id()
        .expect("id");
    let revoke = ec2
        .revoke_security_group_egress()
        .group_id(&web)
        .security_group_rule_ids(id);
    revoke.send().await.expect("revoked");
    let read = ec2
        .describe_security_groups()
        .group_ids(&web)
        .send()
        .await
        .expect("read");
    assert!(read.security_groups()[0].ip_permissions_egress().is_empty());
    let again = ec2
        .create_security_group()
        .group_name("web")
        .description("x")
        .vpc_id(&vpc)
        .send();
    assert_eq!(code!(again), "InvalidGroup.Duplicate");
}

#[tokio::test]
async fn pages_cover_everything_once() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = vpc(&ec2, "10.0.0.0/16").await;
    for number in 0..12 {
        group(&ec2, &vpc, &format!("group-{number}")).await;
    }
    let mut pages = ec2
        .describe_security_groups()
        .max_results(5)
        .into_paginator()
        .send();
    let mut sizes = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    while let Some(page) = pages.next().await {
        let page = page.expect("a page");
        sizes.push(page.security_groups().len());
        ids.extend(
            page.security_groups()
                .iter()
                .filter_map(|it| it.group_id().map(str::to_owned)),
        );
    }
    assert_eq!(sizes, [5, 5, 3]);
    assert_eq!(ids.len(), 13);
    let tiny = ec2.describe_security_groups().max_results(2).send();
    assert_eq!(code!(tiny), "InvalidParameterValue");
}
