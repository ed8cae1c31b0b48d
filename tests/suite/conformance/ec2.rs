//! EC2 and VPC.

use serde_json::{Value, json};

use super::case::Case;

pub fn cases() -> Vec<Case> {
    [network(), firewalls(), ways(), outward(), settings()]
        .into_iter()
        .flatten()
        .collect()
}

/// A VPC with two subnets, for what lives in one.
fn in_vpc(kind: &str, spec: Value) -> Case {
    let subnet = |range: &str, zone: &str| json!({"vpc_id": "$vpc", "cidr_block": range, "availability_zone": zone});
    Case::new(kind, spec)
        .needs(
            "vpc",
            "aws.ec2.vpc",
            json!({"cidr_block": "10.16.0.0/20", "enable_dns_hostnames": true}),
        )
        .needs(
            "subnet-a",
            "aws.ec2.subnet",
            subnet("10.16.0.0/24", "ap-northeast-1a"),
        )
        .needs(
            "subnet-c",
            "aws.ec2.subnet",
            subnet("10.16.1.0/24", "ap-northeast-1c"),
        )
}

fn network() -> Vec<Case> {
    let https = json!({
        "vpc_id": "$vpc",
        "service_name": "com.amazonaws.ap-northeast-1.ssm",
        "endpoint_type": "Interface",
        "subnet_ids": ["$subnet-a"],
        "security_group_ids": ["$group"],
    });
    let group = json!({"vpc_id": "$vpc", "group_name": "endpoints", "description": "endpoints"});
    let other = json!({"vpc_id": "$vpc", "subnet_ids": ["$subnet-c"]});
    let pass = |number: i32, range: &str| {
        json!({
            "rule_number": number, "action": "allow", "protocol": "tcp", "cidr": range,
            "from_port": 443, "to_port": 443,
        })
    };
    let mut ping = pass(90, "10.32.0.0/12");
    ping["protocol"] = "icmp".into();
    ping["from_port"] = 8.into();
    ping["to_port"] = (-1).into();
    let by = |target: &str| json!({"destination_cidr": "10.32.0.0/12", "target": target});
    vec![
        Case::new("aws.ec2.vpc", json!({"cidr_block": "10.16.0.9/20"}))
            .change(json!({"enable_dns_hostnames": true}))
            .change(json!({"enable_dns_hostnames": false, "enable_dns_support": false}))
            .change(json!({"enable_dns_support": true}))
            .meddling(json!({"enable_dns_support": false})),
        in_vpc(
            "aws.ec2.subnet",
            json!({
                "vpc_id": "$vpc", "cidr_block": "10.16.2.0/24",
                "availability_zone": "ap-northeast-1d", "map_public_ip_on_launch": true,
            }),
        )
        .change(json!({"map_public_ip_on_launch": false}))
        .meddling(json!({"map_public_ip_on_launch": true})),
        in_vpc(
            "aws.ec2.route_table",
            json!({"vpc_id": "$vpc", "subnet_ids": ["$subnet-a"]}),
        )
        .needs("group", "aws.ec2.security_group", group.clone())
        .needs("other", "aws.ec2.route_table", other)
        .change(json!({"routes": [by("tgw-0123456789abcdef0")]}))
        .change(json!({"routes": [
            by("pcx-0123456789abcdef0"),
            {"destination_cidr": "2001:DB8::/32", "target": "tgw-0123456789abcdef0"},
        ]}))
        .change(json!({"subnet_ids": ["$subnet-a", "$subnet-c"]}))
        .change(json!({"subnet_ids": [], "routes": []}))
        .meddling(json!({"subnet_ids": ["$subnet-c"], "routes": [by("tgw-0123456789abcdef0")]})),
        in_vpc(
            "aws.ec2.network_acl",
            json!({"vpc_id": "$vpc", "subnet_ids": ["$subnet-a"], "ingress": [pass(100, "10.32.0.0/12")]}),
        )
        .change(json!({"subnet_ids": ["$subnet-c"]}))
        .change(json!({
            "ingress": [pass(100, "10.48.0.0/12"), pass(110, "2001:DB8::/32")],
            "egress": [{"rule_number": 100, "action": "deny", "protocol": "all", "cidr": "0.0.0.0/0"}],
        }))
        .change(json!({"subnet_ids": [], "ingress": [ping], "egress": []}))
        .meddling(json!({"subnet_ids": ["$subnet-c"], "egress": [pass(1, "0.0.0.0/0")]})),
        in_vpc("aws.ec2.vpc_endpoint", https)
            .called("interface")
            .needs("group", "aws.ec2.security_group", group.clone())
            .needs("other", "aws.ec2.security_group", named(&group, "others"))
            .change(json!({"subnet_ids": ["$subnet-c"], "private_dns_enabled": true}))
            .change(json!({"security_group_ids": ["$other"], "private_dns_enabled": false}))
            .meddling(json!({"security_group_ids": ["$group", "$other"]})),
    ]
}

fn named(group: &Value, name: &str) -> Value {
    let mut group = group.clone();
    group["group_name"] = name.into();
    group
}

fn firewalls() -> Vec<Case> {
    let https = |range: &str| json!({"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": range});
    let mut worded = https("10.16.0.0/20");
    worded["description"] = "staff".into();
    let peer = |group: &str| json!({"protocol": "-1", "security_group_id": group});
    let v6 = json!({"protocol": "icmpv6", "cidr_ipv6": "::/0"});
    let list = json!({
        "protocol": "udp", "from_port": 123, "to_port": 124, "prefix_list_id": "pl-61a54008",
    });
    let group = json!({"vpc_id": "$vpc", "group_name": "web", "description": "web servers"});
    let mut open = group.clone();
    open["ingress"] = json!([https("10.16.0.0/20"), https("10.17.0.1/20"), peer("self")]);
    open["egress"] = json!([peer("$other")]);
    let everywhere = json!([{"protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}]);
    vec![
        in_vpc("aws.ec2.security_group", group.clone())
            .called("closed")
            .meddling(json!({"egress": everywhere})),
        in_vpc("aws.ec2.security_group", open)
            .called("open")
            .needs("other", "aws.ec2.security_group", named(&group, "database"))
            .change(json!({"ingress": [worded, https("10.17.0.0/20"), v6]}))
            .change(json!({"ingress": [https("10.16.0.0/20")], "egress": [peer("self"), list]}))
            .change(json!({"ingress": [], "egress": []}))
            .meddling(json!({"ingress": [https("0.0.0.0/0")], "egress": everywhere})),
        in_vpc("aws.ec2.default_security_group", json!({"vpc_id": "$vpc"}))
            .change(json!({"ingress": [peer("self")], "egress": everywhere}))
            .change(json!({"ingress": [], "egress": []}))
            .meddling(json!({"ingress": [https("0.0.0.0/0")]})),
    ]
}

fn ways() -> Vec<Case> {
    let allow = |action: &str| {
        json!({"statement": [
            {"effect": "Allow", "principal": {"AWS": "*"}, "action": action, "resource": "*"},
        ]})
    };
    let to_s3 = json!({
        "vpc_id": "$vpc",
        "service_name": "com.amazonaws.ap-northeast-1.s3",
        "endpoint_type": "Gateway",
        "route_table_ids": ["$table-a"],
        "policy": allow("s3:GetObject"),
    });
    let table = json!({"vpc_id": "$vpc"});
    let role = "arn:aws:iam::111122223333:role/flow-logs";
    vec![
        in_vpc("aws.ec2.vpc_endpoint", to_s3)
            .called("gateway")
            .needs("table-a", "aws.ec2.route_table", table.clone())
            .needs("table-c", "aws.ec2.route_table", table)
            .change(json!({"route_table_ids": ["$table-a", "$table-c"]}))
            .change(json!({"route_table_ids": ["$table-c"], "policy": allow("s3:*")}))
            .meddling(json!({"route_table_ids": [], "policy": allow("*")})),
        in_vpc(
            "aws.ec2.flow_log",
            json!({
                "resource_id": "$vpc",
                "log_group_name": "/gabakura/flow-logs",
                "deliver_logs_permission_arn": role,
                "max_aggregation_interval": 60,
            }),
        )
        .called("to a log group"),
        in_vpc(
            "aws.ec2.flow_log",
            json!({
                "resource_id": "$subnet-a",
                "traffic_type": "REJECT",
                "log_destination_type": "s3",
                "log_destination": "arn:aws:s3:::gabakura-flow-logs/vpc",
                "log_format": "${srcaddr} ${dstaddr} ${action}",
            }),
        )
        .called("to a bucket"),
    ]
}

/// More ranges than one request carries.
fn many(count: usize, described: &str) -> Value {
    let range =
        |n| json!({"cidr": format!("10.{}.{}.0/24", n / 256, n % 256), "description": described});
    (0..count).map(range).collect()
}

fn prefix_list() -> Case {
    let staff = json!({
        "prefix_list_name": "staff",
        "address_family": "IPv4",
        "max_entries": 250,
        "entries": many(201, "desks"),
    });
    Case::new("aws.ec2.managed_prefix_list", staff)
        .change(json!({"entries": many(210, "offices")}))
        .change(json!({"entries": [{"cidr": "10.200.0.1/16"}], "max_entries": 2}))
        .change(json!({"entries": many(3, ""), "max_entries": 3, "prefix_list_name": "desks"}))
        .meddling(json!({"entries": [{"cidr": "0.0.0.0/0"}]}))
}

/// Ways to the internet.
fn outward() -> Vec<Case> {
    let gateway = json!({"vpc_id": "$vpc"});
    let nat = json!({"subnet_id": "$subnet-a", "allocation_id": "$address"});
    vec![
        prefix_list(),
        in_vpc(
            "aws.ec2.dhcp_options",
            json!({
                "domain_name": "city.example",
                "domain_name_servers": ["10.16.0.9", "10.16.0.8"],
                "ntp_servers": ["169.254.169.123"],
                "vpc_ids": ["$vpc"],
            }),
        )
        .needs(
            "other",
            "aws.ec2.vpc",
            json!({"cidr_block": "10.32.0.0/20"}),
        )
        .change(json!({"vpc_ids": ["$other"]}))
        .change(json!({"vpc_ids": []}))
        .meddling(json!({"vpc_ids": ["$vpc"]})),
        in_vpc("aws.ec2.internet_gateway", gateway.clone())
            .needs(
                "other",
                "aws.ec2.vpc",
                json!({"cidr_block": "10.32.0.0/20"}),
            )
            .change(json!({"vpc_id": "$other"}))
            .change(json!({"vpc_id": ""}))
            .meddling(gateway.clone()),
        Case::new("aws.ec2.elastic_ip", json!({})).change(json!({})),
        in_vpc(
            "aws.ec2.transit_gateway_attachment",
            json!({
                "transit_gateway_id": "tgw-0123456789abcdef0", "vpc_id": "$vpc",
                "subnet_ids": ["$subnet-a"],
            }),
        )
        .change(json!({"subnet_ids": ["$subnet-a", "$subnet-c"]}))
        .change(json!({"dns_support": false, "appliance_mode_support": true}))
        .change(json!({"subnet_ids": ["$subnet-c"], "dns_support": true}))
        .meddling(json!({"subnet_ids": ["$subnet-a"], "appliance_mode_support": false})),
        in_vpc("aws.ec2.nat_gateway", nat)
            .needs("gateway", "aws.ec2.internet_gateway", gateway)
            .needs("address", "aws.ec2.elastic_ip", json!({}))
            .change(json!({})),
        in_vpc(
            "aws.ec2.nat_gateway",
            json!({
                "subnet_id": "$subnet-a",
                "connectivity_type": "private",
                "private_ip_address": "10.16.0.20",
            }),
        )
        .called("private"),
    ]
}

fn settings() -> Vec<Case> {
    let key = "arn:aws:kms:ap-northeast-1:111122223333:key/11111111-2222-3333-4444-555555555555";
    vec![
        Case::new("aws.ec2.ebs_encryption_default", json!({"enabled": true}))
            .change(json!({"kms_key_id": key}))
            .change(json!({"enabled": false}))
            .meddling(json!({"enabled": true})),
        Case::new(
            "aws.ec2.instance_metadata_defaults",
            json!({"http_tokens": "required"}),
        )
        .change(json!({"http_put_response_hop_limit": 1, "http_endpoint": "enabled"}))
        .change(json!({"http_tokens": "optional", "instance_metadata_tags": "disabled"}))
        .meddling(json!({"http_put_response_hop_limit": 64})),
        Case::new("aws.ec2.image_public_access", json!({"state": "unblocked"}))
            .change(json!({"state": "block-new-sharing"}))
            .meddling(json!({"state": "unblocked"})),
        Case::new(
            "aws.ec2.vpc_block_public_access",
            json!({"internet_gateway_block_mode": "block-ingress"}),
        )
        .change(json!({"internet_gateway_block_mode": "block-bidirectional"}))
        .meddling(json!({"internet_gateway_block_mode": "off"})),
        Case::new(
            "aws.ec2.snapshot_public_access",
            json!({"state": "block-all-sharing"}),
        )
        .change(json!({"state": "block-new-sharing"}))
        .meddling(json!({"state": "unblocked"})),
    ]
}
