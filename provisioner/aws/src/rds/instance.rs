//! `aws.rds.instance`: a DB instance, alone or of a cluster (RDS `CreateDBInstance`).
//!
//! Encrypted (CIS AWS 2.2.1, AWS Security Hub RDS.3), not in the internet (2.2.3, RDS.2), in two
//! availability zones (2.2.4, RDS.5), with backups (NIST SP 800-53r5 CP-9). RDS keeps its password.

use std::collections::BTreeSet;

use gabakura_adapter::spec::plain;
use gabakura_model::Value;
use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::check_name;
use super::database::{Api, NAMES, text};
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New};
use crate::spec::{refused, yes};
use crate::tags::Ownership;
use crate::wire::{Names, items};

const API: Api = Api {
    arn_type: "db",
    describe: ("DescribeDBInstances", "DBInstances"),
    id: "DBInstanceIdentifier",
    status: "DBInstanceStatus",
    resource_id: "DbiResourceId",
    create: "CreateDBInstance",
    modify: "ModifyDBInstance",
    delete: "DeleteDBInstance",
    port: "DBPortNumber",
};

const ALONE: Names = Names {
    always: &["publicly_accessible", "auto_minor_version_upgrade"],
    ..NAMES
};

/// The names of an instance of a cluster: the cluster's fields are neither sent nor read.
const MEMBER: Names = Names {
    beside: &[
        "allocated_storage",
        "backup_retention_period",
        "cloudwatch_logs_exports",
        "copy_tags_to_snapshot",
        "db_name",
        "deletion_protection",
        "engine_version",
        "iam_database_authentication",
        "kms_key_id",
        MANAGE_PASSWORD,
        "master_user_secret_kms_key_id",
        "master_username",
        "multi_az",
        "port",
        "preferred_backup_window",
        "storage_encrypted",
        "storage_type",
        "vpc_security_group_ids",
    ],
    ..ALONE
};
const MANAGE_PASSWORD: &str = "manage_master_user_password";

/// A DB instance, alone or of a cluster, which then has the settings that both could have.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region; in lower case.
    db_instance_identifier: String,
    /// `postgres`, `mysql`, `oracle-se2`, `aurora-postgresql`, ….
    engine: String,
    /// Its instance class: `db.m7g.large`.
    db_instance_class: String,
    /// The cluster it is an instance of. Default: none.
    db_cluster_identifier: Option<String>,
    /// Version, exactly (`17.4`). Default: AWS chooses it and upgrades it.
    engine_version: Option<String>,
    /// The DB subnet group it is placed in.
    db_subnet_group_name: Option<String>,
    /// Its security groups.
    vpc_security_group_ids: Option<BTreeSet<String>>,
    /// Storage, in GiB.
    allocated_storage: Option<i64>,
    /// `gp3`, `io2`, ….
    storage_type: Option<String>,
    /// Whether its storage is encrypted. AWS's default: false; it cannot change.
    storage_encrypted: Option<bool>,
    /// ARN of the KMS key that encrypts its storage. AWS's default: the AWS managed key for RDS.
    kms_key_id: Option<String>,
    /// Whether it has a public IP address. Default: false.
    #[serde(default)]
    publicly_accessible: bool,
    /// Whether it has a standby in another availability zone. AWS's default: false.
    multi_az: Option<bool>,
    /// Days that automated backups are kept; 0 for none. AWS's default: 1.
    backup_retention_period: Option<i64>,
    /// When automated backups are made, in UTC: `17:00-17:30`.
    preferred_backup_window: Option<String>,
    /// When AWS maintains it, in UTC: `sat:18:00-sat:18:30`.
    preferred_maintenance_window: Option<String>,
    /// Whether AWS refuses to delete it. AWS's default: false.
    deletion_protection: Option<bool>,
    /// Its DB parameter group.
    db_parameter_group_name: Option<String>,
    /// The port it listens on.
    port: Option<i64>,
    /// Name of the database that RDS creates in it.
    db_name: Option<String>,
    /// Name of the master user.
    master_username: Option<String>,
    /// Whether RDS manages the master user's password in Secrets Manager. There is no other way.
    #[serde(default = "yes")]
    manage_master_user_password: bool,
    /// ARN of the KMS key that encrypts the password. AWS's default: the AWS managed key for
    /// Secrets Manager; it cannot change while RDS manages the password.
    master_user_secret_kms_key_id: Option<String>,
    /// Whether AWS upgrades it to new minor versions. AWS's default: true.
    #[serde(default = "yes")]
    auto_minor_version_upgrade: bool,
    /// Whether snapshots get its tags. AWS's default: false.
    copy_tags_to_snapshot: Option<bool>,
    /// Whether IAM can authenticate database users. AWS's default: false.
    iam_database_authentication: Option<bool>,
    /// Log types that are exported to CloudWatch Logs: `postgresql`, `audit`, ….
    cloudwatch_logs_exports: Option<BTreeSet<String>>,
}

impl Spec {
    fn request(&self) -> Value {
        match self.db_cluster_identifier.is_some() {
            true => MEMBER.request(self),
            false => ALONE.request(self),
        }
    }
}

pub(crate) struct Instance;

impl AwsKind for Instance {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &[
            "db_instance_identifier",
            "engine",
            "db_cluster_identifier",
            "db_subnet_group_name",
            "storage_encrypted",
            "kms_key_id",
            "db_name",
            "master_username",
        ],
        parent: Some("db_subnet_group_name"),
        outputs: &["arn"],
        ownership: Ownership::Tags(|aws, id, set, remove| {
            Box::pin(super::retag(aws, API.arn_type, id, set, remove))
        }),
        protection: Protection::Irreversible,
        ..Facts::named(
            "aws.rds.instance",
            "a DB instance, alone or of a cluster",
            "db_instance_identifier",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_name("db_instance_identifier", &spec.db_instance_identifier)?;
        if !spec.manage_master_user_password {
            let problem = "a password would have to be written down: RDS keeps it";
            return Err(refused(MANAGE_PASSWORD, problem));
        }
        let declared = plain(spec);
        let is_declared = |field: &&&str| declared.get(**field).is_some();
        if spec.db_cluster_identifier.is_none() {
            let needed = ["master_username", "allocated_storage"];
            let missing = needed.iter().find(|field| !is_declared(field));
            let problem = "an instance outside a cluster needs it";
            return missing.map_or(Ok(()), |field| Err(refused(field, problem)));
        }
        let mut of_cluster = MEMBER.beside.iter().filter(|it| **it != MANAGE_PASSWORD);
        let declared = of_cluster.find(is_declared);
        declared.map_or(Ok(()), |field| Err(refused(field, "the cluster has it")))
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        API.list(aws, correct).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        API.create(aws, new.spec.request(), &new.tags).await
    }

    async fn finish(aws: &Clients, made: &Created, _new: &New<Spec>) -> Result<()> {
        API.wait_until_available(aws, &made.id).await
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        API.update(aws, id, &before.request(), &after.request())
            .await
    }

    async fn delete(aws: &Clients, id: &str, spec: &Spec) -> Result<()> {
        API.delete(aws, id, spec.db_cluster_identifier.is_some())
            .await
    }
}

/// Gives a description the members that RDS has elsewhere.
fn correct(instance: &mut Value) -> Result<&'static Names> {
    // A port that is pending is beside the endpoint, which has the one before.
    let (endpoint, port) = (&instance["Endpoint"]["Port"], &instance["DbInstancePort"]);
    let ports = [&instance["Port"], endpoint, port];
    let port = ports.into_iter().find(|it| it.is_string() && **it != "0");
    instance["Port"] = port.cloned().unwrap_or_default();
    instance["DBSubnetGroup"] = instance["DBSubnetGroup"]["DBSubnetGroupName"].clone();
    let groups = items(&instance["DBParameterGroups"])
        .map_err(|error| Error::unreadable("rds", API.describe.0, &error))?;
    let group = groups.first().map(|it| it["DBParameterGroupName"].clone());
    instance["DBParameterGroupName"] = group.unwrap_or_default();
    let is_member = !text(instance, "DBClusterIdentifier").is_empty();
    Ok(if is_member { &MEMBER } else { &ALONE })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::RDS;
    use super::*;

    /// An instance as RDS describes it, with all that it has.
    fn described(cluster: &str) -> Value {
        json!({
            "DBInstanceIdentifier": "juki-1", "Engine": "aurora-postgresql",
            "DBInstanceClass": "db.r7g.large", "DBClusterIdentifier": cluster,
            "EngineVersion": "17.4", "PubliclyAccessible": "false", "MultiAZ": "false",
            "AutoMinorVersionUpgrade": "true", "AllocatedStorage": "1", "StorageType": "aurora",
            "StorageEncrypted": "true", "KmsKeyId": "k", "BackupRetentionPeriod": "7",
            "PreferredBackupWindow": "17:00-17:30", "DeletionProtection": "false",
            "Port": "6432", "Endpoint": {"Port": "5432"}, "DBName": "juki",
            "MasterUsername": "owner", "MasterUserSecret": {"KmsKeyId": "k"},
            "CopyTagsToSnapshot": "true", "IAMDatabaseAuthenticationEnabled": "true",
            "EnabledCloudwatchLogsExports": {"member": "postgresql"},
            "VpcSecurityGroups": {"VpcSecurityGroupMembership": {"VpcSecurityGroupId": "sg-1"}},
        })
    }

    fn read(cluster: &str) -> Spec {
        let mut instance = described(cluster);
        let names = correct(&mut instance).unwrap();
        RDS.read(API.describe.0, names, instance).unwrap()
    }

    #[test]
    fn what_a_cluster_has_its_instances_neither_declare_nor_are_read_to_have() {
        let (alone, member) = (plain(&read("")), plain(&read("juki")));
        for field in MEMBER.beside.iter().filter(|it| **it != MANAGE_PASSWORD) {
            assert_eq!(member.get(*field), None, "{field}");
            let mut declared = member.clone();
            declared[*field] = alone[*field].clone();
            let fault = Instance::check(&serde_json::from_value(declared).unwrap()).unwrap_err();
            assert_eq!(fault.path, *field);
        }
        Instance::check(&serde_json::from_value(member).unwrap()).unwrap();
    }

    #[test]
    fn a_pending_port_is_the_port() {
        assert_eq!(read("").port, Some(6432));
    }
}
