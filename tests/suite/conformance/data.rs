//! What holds data and runs it: databases, images and clusters of containers.

use serde_json::{Value, json};

use super::case::Case;
use super::kms::policy;

pub fn cases() -> Vec<Case> {
    [databases(), containers()].into_iter().flatten().collect()
}

/// A subnet group over two zones, a key and a security group, for a database.
fn in_subnets(kind: &str, spec: Value) -> Case {
    let subnet = |range: &str, zone: &str| json!({"vpc_id": "$vpc", "cidr_block": range, "availability_zone": zone});
    let group = |name: &str| json!({"vpc_id": "$vpc", "group_name": name, "description": "data"});
    let key = || json!({"policy": policy(&[])});
    Case::new(kind, spec)
        .needs("vpc", "aws.ec2.vpc", json!({"cidr_block": "10.16.0.0/20"}))
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
        .needs(
            "subnet-d",
            "aws.ec2.subnet",
            subnet("10.16.2.0/24", "ap-northeast-1d"),
        )
        .needs("firewall", "aws.ec2.security_group", group("data"))
        .needs("other-firewall", "aws.ec2.security_group", group("other"))
        .needs("key", "aws.kms.key", key())
        .needs("other-key", "aws.kms.key", key())
        .needs(
            "group",
            "aws.rds.subnet_group",
            group_of(&["$subnet-a", "$subnet-c"], "group"),
        )
}

fn group_of(subnets: &[&str], name: &str) -> Value {
    json!({"db_subnet_group_name": name, "description": "data", "subnet_ids": subnets})
}

fn parameters(name: &str) -> Value {
    json!({"db_parameter_group_name": name, "family": "postgres17", "description": "data"})
}

fn cluster() -> Value {
    json!({
        "db_cluster_identifier": "shared", "engine": "aurora-postgresql",
        "db_subnet_group_name": "$group", "vpc_security_group_ids": ["$firewall"],
        "storage_encrypted": true, "kms_key_id": "$key.arn",
        "database_name": "juki", "master_username": "owner",
        "master_user_secret_kms_key_id": "$other-key.arn",
    })
}

fn databases() -> Vec<Case> {
    let server = json!({
        "db_instance_identifier": "juki", "engine": "postgres",
        "db_instance_class": "db.m7g.large", "allocated_storage": 100,
        "db_subnet_group_name": "$group", "vpc_security_group_ids": ["$firewall"],
        "storage_encrypted": true, "kms_key_id": "$key.arn", "multi_az": true,
        "backup_retention_period": 7, "deletion_protection": true, "master_username": "owner",
        "master_user_secret_kms_key_id": "$other-key.arn",
    });
    let member = json!({
        "db_instance_identifier": "shared-1", "engine": "aurora-postgresql",
        "db_instance_class": "db.serverless", "db_cluster_identifier": "$cluster",
    });
    vec![
        in_subnets("aws.rds.subnet_group", group_of(&["$subnet-a", "$subnet-c"], "data"))
            .change(json!({"subnet_ids": ["$subnet-a", "$subnet-c", "$subnet-d"]}))
            .change(json!({"description": "databases", "subnet_ids": ["$subnet-c", "$subnet-d"]}))
            .meddling(json!({"subnet_ids": ["$subnet-a", "$subnet-d"]})),
        Case::new("aws.rds.parameter_group", parameters("data"))
            .change(json!({"parameters": {"rds.force_ssl": "1", "max_connections": "500"}}))
            .change(json!({"parameters": {"max_connections": "200", "log_statement": "ddl"}}))
            .change(json!({"parameters": {}}))
            .meddling(json!({"parameters": {"rds.force_ssl": "0"}})),
        in_subnets("aws.rds.instance", server)
            .needs("set", "aws.rds.parameter_group", parameters("set"))
            .needs("other-set", "aws.rds.parameter_group", parameters("other"))
            .change(json!({"db_instance_class": "db.m7g.xlarge", "allocated_storage": 200}))
            .change(json!({"storage_type": "io2", "engine_version": "17.5", "port": 6432}))
            .change(json!({"multi_az": false, "backup_retention_period": 35}))
            .change(json!({"engine_version": "18.1"}))
            .change(json!({
                "preferred_backup_window": "18:00-18:30",
                "preferred_maintenance_window": "sun:18:00-sun:18:30",
                "auto_minor_version_upgrade": false,
                "copy_tags_to_snapshot": true,
                "db_parameter_group_name": "$set",
                "iam_database_authentication": true,
            }))
            .change(json!({"cloudwatch_logs_exports": ["postgresql", "upgrade"]}))
            .change(json!({"cloudwatch_logs_exports": ["postgresql"], "vpc_security_group_ids": ["$firewall"]}))
            .change(json!({"publicly_accessible": true}))
            .change(json!({"publicly_accessible": false, "deletion_protection": true}))
            .meddling(json!({
                "publicly_accessible": true, "deletion_protection": false,
                "db_parameter_group_name": "$other-set",
                "iam_database_authentication": false,
                "vpc_security_group_ids": ["$other-firewall"],
            })),
        in_subnets("aws.rds.instance", member)
            .called("of a cluster")
            .needs("cluster", "aws.rds.cluster", cluster())
            .change(json!({"db_instance_class": "db.r7g.large"})),
        in_subnets("aws.rds.cluster", cluster())
            .change(json!({"backup_retention_period": 14, "deletion_protection": true}))
            .change(json!({"engine_version": "18.1", "port": 6432}))
            .change(json!({
                "preferred_backup_window": "18:00-18:30",
                "preferred_maintenance_window": "sun:18:00-sun:18:30",
                "copy_tags_to_snapshot": true,
                "db_cluster_parameter_group_name": "default.aurora-postgresql17",
                "iam_database_authentication": true,
            }))
            .change(json!({"cloudwatch_logs_exports": ["postgresql"]}))
            .change(json!({"serverless_scaling": {"min_capacity": 0.5, "max_capacity": 8}}))
            .change(json!({"vpc_security_group_ids": ["$firewall"]}))
            .meddling(json!({
                "backup_retention_period": 1,
                "db_cluster_parameter_group_name": "default.aurora-postgresql16",
                "iam_database_authentication": false,
                "serverless_scaling": {"min_capacity": 1, "max_capacity": 64},
                "vpc_security_group_ids": ["$other-firewall"],
            })),
    ]
}

fn containers() -> Vec<Case> {
    let expiring = |days: u32| {
        json!({"rules": [{
            "rulePriority": 1, "action": {"type": "expire"},
            "selection": {
                "tagStatus": "untagged", "countType": "sinceImagePushed",
                "countUnit": "days", "countNumber": days,
            },
        }]})
    };
    let pull = json!({"statement": [{
        "effect": "Allow", "principal": {"AWS": "arn:aws:iam::444455556666:root"},
        "action": ["ecr:BatchGetImage"],
    }]});
    let anybody = json!({"statement": [{
        "effect": "Allow", "principal": "*", "action": ["ecr:BatchGetImage"],
    }]});
    let logs = json!({
        "logging": "OVERRIDE", "cloud_watch_log_group_name": "/gabakura/exec",
        "cloud_watch_encryption_enabled": true, "kms_key_id": "$key.arn",
    });
    vec![
        Case::new(
            "aws.ecr.repository",
            json!({
                "repository_name": "chiyoda/web", "encryption_type": "KMS", "kms_key": "$key.arn",
                "lifecycle_policy": expiring(14),
            }),
        )
        .needs("key", "aws.kms.key", json!({"policy": policy(&[])}))
        .change(json!({"scan_on_push": true, "image_tag_mutability": "IMMUTABLE"}))
        .change(json!({"lifecycle_policy": expiring(30), "policy": pull}))
        .change(json!({"lifecycle_policy": {}}))
        .meddling(json!({
            "scan_on_push": false, "image_tag_mutability": "MUTABLE", "policy": anybody,
        })),
        Case::new("aws.ecs.cluster", json!({"cluster_name": "web"}))
            .needs("key", "aws.kms.key", json!({"policy": policy(&[])}))
            .change(json!({"container_insights": "enhanced"}))
            .change(json!({"execute_command": logs}))
            .change(
                json!({"execute_command": {"logging": "NONE"}, "container_insights": "enabled"}),
            )
            .meddling(json!({"container_insights": "disabled"})),
    ]
}
