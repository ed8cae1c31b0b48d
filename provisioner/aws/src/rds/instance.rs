//! `aws.rds.instance`: a database server (RDS `CreateDBInstance`).
//!
//! Encrypted (CIS AWS 2.2.1, AWS Security Hub RDS.3), not in the internet (2.2.3, RDS.2), in two
//! zones (2.2.4, RDS.5), with backups (NIST SP 800-53r5 CP-9). Its password is RDS's own secret.

use std::collections::BTreeSet;

use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::check_name;
use super::database::{
    Declared, Password, Sort, each, flag, joined, logs, number, some, text, told,
};
use crate::clients::Clients;
use crate::fault::Result;
use crate::kind::{AwsKind, Facts, Item, New};
use crate::spec::yes;
use crate::tags::Ownership;

const SORT: Sort = Sort {
    what: "db",
    describe: (DESCRIBE, "DBInstances"),
    id: "DBInstanceIdentifier",
    status: "DBInstanceStatus",
    resource_id: "DbiResourceId",
    create: "CreateDBInstance",
    modify: "ModifyDBInstance",
    delete: "DeleteDBInstance",
};

const DESCRIBE: &str = "DescribeDBInstances";

/// A database server. In a cluster, what the cluster says is not said here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region; in lower case.
    db_instance_identifier: String,
    /// `postgres`, `mysql`, `oracle-se2`, `aurora-postgresql`, ….
    engine: String,
    /// Its size: `db.m7g.large`.
    db_instance_class: String,
    /// The cluster it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    db_cluster_identifier: Option<String>,
    /// Version, exactly (`17.4`); left out, AWS chooses it and upgrades it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    engine_version: Option<String>,
    /// The subnets it may stand in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    db_subnet_group_name: Option<String>,
    /// The security groups around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vpc_security_group_ids: Option<BTreeSet<String>>,
    /// Storage, in GiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    allocated_storage: Option<i64>,
    /// `gp3`, `io2`, ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    storage_type: Option<String>,
    /// Whether its storage is encrypted. AWS's default: false; it cannot change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    storage_encrypted: Option<bool>,
    /// ARN of the key it is encrypted with. AWS's default: AWS's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kms_key_id: Option<String>,
    /// Whether it has an address in the internet. Default: false.
    #[serde(default)]
    publicly_accessible: bool,
    /// Whether a second one stands ready in another zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    multi_az: Option<bool>,
    /// Days for which backups are kept; 0 for none. AWS's default: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    backup_retention_period: Option<i64>,
    /// When backups are made, in UTC: `17:00-17:30`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preferred_backup_window: Option<String>,
    /// When AWS maintains it, in UTC: `sat:18:00-sat:18:30`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preferred_maintenance_window: Option<String>,
    /// Whether AWS refuses to delete it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deletion_protection: Option<bool>,
    /// The parameter group its server is set by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    db_parameter_group_name: Option<String>,
    /// The port it answers at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    port: Option<i64>,
    /// The database that is made in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    db_name: Option<String>,
    /// The name of its first user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    master_username: Option<String>,
    /// Whether RDS keeps the password, in Secrets Manager. There is no other way.
    #[serde(default = "yes")]
    manage_master_user_password: bool,
    /// ARN of the key that the password is encrypted with. AWS's default: AWS's own; it stays as
    /// long as RDS keeps the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    master_user_secret_kms_key_id: Option<String>,
    /// Whether AWS upgrades it to minor versions by itself. AWS's default: true.
    #[serde(default = "yes")]
    auto_minor_version_upgrade: bool,
    /// Whether snapshots bear its tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    copy_tags_to_snapshot: Option<bool>,
    /// Whether IAM lets people and services in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iam_database_authentication: Option<bool>,
    /// The logs that go to CloudWatch Logs: `postgresql`, `audit`, ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cloudwatch_logs_exports: Option<BTreeSet<String>>,
}

impl Spec {
    /// What a request that makes it and one that changes it spell alike.
    fn mutable(&self) -> Value {
        json!({
            "DBInstanceClass": self.db_instance_class,
            "EngineVersion": self.engine_version,
            "VpcSecurityGroupIds": self.vpc_security_group_ids.as_ref()
                .map(|ids| json!({ "VpcSecurityGroupId": ids })),
            "AllocatedStorage": self.allocated_storage,
            "StorageType": self.storage_type,
            "PubliclyAccessible": self.publicly_accessible,
            "MultiAZ": self.multi_az,
            "BackupRetentionPeriod": self.backup_retention_period,
            "PreferredBackupWindow": self.preferred_backup_window,
            "PreferredMaintenanceWindow": self.preferred_maintenance_window,
            "DeletionProtection": self.deletion_protection,
            "DBParameterGroupName": self.db_parameter_group_name,
            "AutoMinorVersionUpgrade": self.auto_minor_version_upgrade,
            "CopyTagsToSnapshot": self.copy_tags_to_snapshot,
            "EnableIAMDatabaseAuthentication": self.iam_database_authentication,
        })
    }

    /// The first field that is said here and is its cluster's to say.
    fn of_cluster(&self) -> Option<&'static str> {
        let said = [
            ("allocated_storage", self.allocated_storage.is_some()),
            (
                "backup_retention_period",
                self.backup_retention_period.is_some(),
            ),
            (
                "cloudwatch_logs_exports",
                self.cloudwatch_logs_exports.is_some(),
            ),
            (
                "copy_tags_to_snapshot",
                self.copy_tags_to_snapshot.is_some(),
            ),
            ("db_name", self.db_name.is_some()),
            ("deletion_protection", self.deletion_protection.is_some()),
            ("engine_version", self.engine_version.is_some()),
            (
                "iam_database_authentication",
                self.iam_database_authentication.is_some(),
            ),
            ("kms_key_id", self.kms_key_id.is_some()),
            (
                "master_user_secret_kms_key_id",
                self.master_user_secret_kms_key_id.is_some(),
            ),
            ("master_username", self.master_username.is_some()),
            ("multi_az", self.multi_az.is_some()),
            ("port", self.port.is_some()),
            (
                "preferred_backup_window",
                self.preferred_backup_window.is_some(),
            ),
            ("storage_encrypted", self.storage_encrypted.is_some()),
            ("storage_type", self.storage_type.is_some()),
            (
                "vpc_security_group_ids",
                self.vpc_security_group_ids.is_some(),
            ),
        ];
        let said = said.into_iter().find(|(_, is_said)| *is_said);
        said.map(|(field, _)| field)
    }
}

impl Declared for Spec {
    fn made(&self) -> Value {
        let more = json!({
            "Engine": self.engine,
            "DBClusterIdentifier": self.db_cluster_identifier,
            "DBSubnetGroupName": self.db_subnet_group_name,
            "StorageEncrypted": self.storage_encrypted,
            "KmsKeyId": self.kms_key_id,
            "DBName": self.db_name,
            "Port": self.port,
            "MasterUsername": self.master_username,
        });
        joined(self.mutable(), more)
    }

    fn changed(&self) -> Value {
        joined(self.mutable(), json!({ "DBPortNumber": self.port }))
    }

    fn password(&self) -> Option<Password<'_>> {
        let of_its_own = self.db_cluster_identifier.is_none();
        of_its_own.then_some(Password {
            is_kept: self.manage_master_user_password,
            key: self.master_user_secret_kms_key_id.as_deref(),
        })
    }

    fn logs(&self) -> Option<&BTreeSet<String>> {
        self.cloudwatch_logs_exports.as_ref()
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
            Box::pin(super::retag(aws, SORT.what, id, set, remove))
        }),
        protection: Protection::Irreversible,
        ..Facts::named(
            "aws.rds.instance",
            "a database server",
            "db_instance_identifier",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_name("db_instance_identifier", &spec.db_instance_identifier)?;
        let fault = |path: &str, problem: &str| {
            Err(SpecError {
                path: path.to_owned(),
                problem: problem.to_owned(),
            })
        };
        if !spec.manage_master_user_password {
            let problem = "a password would have to be written down: RDS keeps it";
            return fault("manage_master_user_password", problem);
        }
        if spec.db_cluster_identifier.is_none() {
            if spec.master_username.is_none() {
                return fault("master_username", "a server outside a cluster needs it");
            }
            if spec.allocated_storage.is_none() {
                return fault("allocated_storage", "a server outside a cluster needs it");
            }
            return Ok(());
        }
        match spec.of_cluster() {
            Some(field) => fault(field, "the cluster says it"),
            None => Ok(()),
        }
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        SORT.list(aws, spec).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        SORT.create(aws, &new.spec.db_instance_identifier, new)
            .await
    }

    async fn finish(aws: &Clients, made: &Created, _new: &New<Spec>) -> Result<()> {
        SORT.stands(aws, &made.id).await
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        SORT.update(aws, id, before, after).await
    }

    async fn delete(aws: &Clients, id: &str, spec: &Spec) -> Result<()> {
        SORT.delete(aws, id, spec.db_cluster_identifier.is_some())
            .await
    }
}

fn spec(it: &Value) -> Result<Spec> {
    let cluster = some(it, "DBClusterIdentifier");
    let of_its_own = cluster.is_none();
    let public = told(flag(it, "PubliclyAccessible"), DESCRIBE, "public access")?;
    let upgrades = told(flag(it, "AutoMinorVersionUpgrade"), DESCRIBE, "upgrades")?;
    let spec = Spec {
        db_instance_identifier: text(it, "DBInstanceIdentifier"),
        engine: text(it, "Engine"),
        db_instance_class: text(it, "DBInstanceClass"),
        db_cluster_identifier: cluster,
        db_subnet_group_name: some(&it["DBSubnetGroup"], "DBSubnetGroupName"),
        publicly_accessible: public,
        preferred_maintenance_window: some(it, "PreferredMaintenanceWindow"),
        db_parameter_group_name: each(it, "DBParameterGroups", "DBParameterGroupName", DESCRIBE)?
            .into_iter()
            .next(),
        manage_master_user_password: true,
        auto_minor_version_upgrade: upgrades,
        ..Spec::default()
    };
    if !of_its_own {
        return Ok(spec);
    }
    // A port that is about to be is told beside the endpoint, which has the one before.
    let port = number(it, "Port").or(number(&it["Endpoint"], "Port"));
    let groups = each(it, "VpcSecurityGroups", "VpcSecurityGroupId", DESCRIBE)?;
    Ok(Spec {
        engine_version: some(it, "EngineVersion"),
        vpc_security_group_ids: Some(groups),
        allocated_storage: number(it, "AllocatedStorage"),
        storage_type: some(it, "StorageType"),
        storage_encrypted: flag(it, "StorageEncrypted"),
        kms_key_id: some(it, "KmsKeyId"),
        multi_az: flag(it, "MultiAZ"),
        backup_retention_period: number(it, "BackupRetentionPeriod"),
        preferred_backup_window: some(it, "PreferredBackupWindow"),
        deletion_protection: flag(it, "DeletionProtection"),
        port: port.or(number(it, "DbInstancePort").filter(|port| *port != 0)),
        db_name: some(it, "DBName"),
        master_username: some(it, "MasterUsername"),
        manage_master_user_password: it["MasterUserSecret"].is_object(),
        master_user_secret_kms_key_id: some(&it["MasterUserSecret"], "KmsKeyId"),
        copy_tags_to_snapshot: flag(it, "CopyTagsToSnapshot"),
        iam_database_authentication: flag(it, "IAMDatabaseAuthenticationEnabled"),
        cloudwatch_logs_exports: Some(logs(it, DESCRIBE)?),
        ..spec
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF_CLUSTER: &[&str] = &[
        "allocated_storage",
        "backup_retention_period",
        "cloudwatch_logs_exports",
        "copy_tags_to_snapshot",
        "db_name",
        "deletion_protection",
        "engine_version",
        "iam_database_authentication",
        "kms_key_id",
        "master_user_secret_kms_key_id",
        "master_username",
        "multi_az",
        "port",
        "preferred_backup_window",
        "storage_encrypted",
        "storage_type",
        "vpc_security_group_ids",
    ];

    /// A server as RDS tells it, with all that it says of one.
    fn told(cluster: &str) -> Value {
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

    #[test]
    fn what_a_cluster_says_its_servers_neither_say_nor_are_read_to_say() {
        let alone = serde_json::to_value(spec(&told("")).unwrap()).unwrap();
        let member = serde_json::to_value(spec(&told("juki")).unwrap()).unwrap();
        for field in OF_CLUSTER {
            assert_eq!(member.get(field), None, "{field}");
            let mut declared = member.clone();
            declared[field] = alone[field].clone();
            let fault = Instance::check(&serde_json::from_value(declared).unwrap()).unwrap_err();
            assert_eq!(fault.path, *field);
        }
        Instance::check(&serde_json::from_value(member).unwrap()).unwrap();
    }

    #[test]
    fn a_port_that_is_about_to_be_is_the_port() {
        assert_eq!(spec(&told("")).unwrap().port, Some(6432));
    }
}
