//! `aws.rds.instance`: a database server (RDS `CreateDBInstance`).
//!
//! Encrypted (CIS AWS 2.2.1, AWS Security Hub RDS.3), not in the internet (2.2.3, RDS.2), in two
//! zones (2.2.4, RDS.5), with backups (NIST SP 800-53r5 CP-9). Its password is RDS's own secret.

use std::collections::BTreeSet;

use gabakura_model::catalogue::{Protection, SpecFault};
use gabakura_model::outcome::Made;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::database::{self, Sort, each, flag, number, some, text, told};
use super::{RDS, arn, check_name, differing, tag_list};
use crate::clients::Clients;
use crate::fault::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::spec::yes;
use crate::tags::Tagging;
use crate::wire::Call;

/// What its ARN is of.
const WHAT: &str = "db";

const SORT: Sort = Sort {
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
    /// The key that the password is encrypted with. AWS's default: AWS's own.
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
            "MasterUserSecretKmsKeyId": self.master_user_secret_kms_key_id,
            "AutoMinorVersionUpgrade": self.auto_minor_version_upgrade,
            "CopyTagsToSnapshot": self.copy_tags_to_snapshot,
            "EnableIAMDatabaseAuthentication": self.iam_database_authentication,
        })
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
        tagging: Tagging::Rds(WHAT),
        protection: Protection::Irreversible,
        ..Facts::named(
            "aws.rds.instance",
            "a database server",
            "db_instance_identifier",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecFault> {
        check_name("db_instance_identifier", &spec.db_instance_identifier)?;
        let fault = |path: &str, problem: &str| {
            Err(SpecFault {
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
        let of_cluster = [
            ("allocated_storage", spec.allocated_storage.is_some()),
            (
                "backup_retention_period",
                spec.backup_retention_period.is_some(),
            ),
            (
                "cloudwatch_logs_exports",
                spec.cloudwatch_logs_exports.is_some(),
            ),
            ("db_name", spec.db_name.is_some()),
            ("deletion_protection", spec.deletion_protection.is_some()),
            ("kms_key_id", spec.kms_key_id.is_some()),
            ("master_username", spec.master_username.is_some()),
            ("multi_az", spec.multi_az.is_some()),
            ("port", spec.port.is_some()),
            ("storage_encrypted", spec.storage_encrypted.is_some()),
            (
                "vpc_security_group_ids",
                spec.vpc_security_group_ids.is_some(),
            ),
        ];
        match of_cluster.iter().find(|(_, is_said)| *is_said) {
            Some((field, _)) => fault(field, "the cluster says it"),
            None => Ok(()),
        }
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let all = SORT.list(aws).await?;
        all.iter().map(|told| item(aws, told)).collect()
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Made> {
        let spec = &new.spec;
        let mut body = spec.mutable();
        let of_its_own = spec.db_cluster_identifier.is_none();
        let others = json!({
            "DBInstanceIdentifier": spec.db_instance_identifier,
            "Engine": spec.engine,
            "DBClusterIdentifier": spec.db_cluster_identifier,
            "DBSubnetGroupName": spec.db_subnet_group_name,
            "StorageEncrypted": spec.storage_encrypted,
            "KmsKeyId": spec.kms_key_id,
            "DBName": spec.db_name,
            "Port": spec.port,
            "MasterUsername": spec.master_username,
            "ManageMasterUserPassword": of_its_own.then_some(true),
            "EnableCloudwatchLogsExports": spec.cloudwatch_logs_exports.as_ref()
                .map(|logs| json!({ "member": logs })),
            "Tags": tag_list(&new.tags),
        });
        for (name, value) in others.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        RDS.tell(aws, Call::form(SORT.create, body)).await?;
        let id = spec.db_instance_identifier.as_str();
        let arn = arn(aws, WHAT, id);
        made_with_arn("rds", SORT.create, Some(id), Some(&arn))
    }

    async fn finish(aws: &Clients, made: &Made, _new: &New<Spec>) -> Result<()> {
        SORT.stands(aws, &made.id).await
    }

    /// RDS takes no change while it makes another.
    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        SORT.stands(aws, id).await?;
        let mut changes = differing(before.mutable(), after.mutable());
        if let Some(port) = after.port.filter(|_| before.port != after.port) {
            changes.insert("DBPortNumber".to_owned(), port.into());
        }
        if !before.manage_master_user_password {
            changes.insert("ManageMasterUserPassword".to_owned(), true.into());
        }
        let (old, new) = (
            before.cloudwatch_logs_exports.as_ref(),
            after.cloudwatch_logs_exports.as_ref(),
        );
        if let Some(logs) = database::log_changes(old, new) {
            changes.insert("CloudwatchLogsExportConfiguration".to_owned(), logs);
        }
        SORT.modify(aws, id, changes).await
    }

    async fn delete(aws: &Clients, id: &str, spec: &Spec) -> Result<()> {
        SORT.delete(aws, id, spec.db_cluster_identifier.is_some())
            .await
    }
}

fn item(aws: &Clients, it: &Value) -> Result<Item<Spec>> {
    let cluster = some(it, "DBClusterIdentifier");
    let of_its_own = cluster.is_none();
    let id = text(it, "DBInstanceIdentifier");
    let public = told(flag(it, "PubliclyAccessible"), DESCRIBE, "public access")?;
    let upgrades = told(flag(it, "AutoMinorVersionUpgrade"), DESCRIBE, "upgrades")?;
    let mut spec = Spec {
        db_instance_identifier: id.clone(),
        engine: text(it, "Engine"),
        db_instance_class: text(it, "DBInstanceClass"),
        db_cluster_identifier: cluster,
        engine_version: some(it, "EngineVersion"),
        db_subnet_group_name: some(&it["DBSubnetGroup"], "DBSubnetGroupName"),
        storage_type: some(it, "StorageType"),
        publicly_accessible: public,
        preferred_backup_window: some(it, "PreferredBackupWindow"),
        preferred_maintenance_window: some(it, "PreferredMaintenanceWindow"),
        db_parameter_group_name: each(it, "DBParameterGroups", "DBParameterGroupName", DESCRIBE)?
            .into_iter()
            .next(),
        manage_master_user_password: true,
        auto_minor_version_upgrade: upgrades,
        copy_tags_to_snapshot: flag(it, "CopyTagsToSnapshot"),
        iam_database_authentication: flag(it, "IAMDatabaseAuthenticationEnabled"),
        ..Spec::default()
    };
    if of_its_own {
        let port = number(&it["Endpoint"], "Port");
        let groups = each(it, "VpcSecurityGroups", "VpcSecurityGroupId", DESCRIBE)?;
        let logs = database::list(it, "EnabledCloudwatchLogsExports", DESCRIBE)?;
        spec = Spec {
            vpc_security_group_ids: Some(groups),
            allocated_storage: number(it, "AllocatedStorage"),
            storage_encrypted: flag(it, "StorageEncrypted"),
            kms_key_id: some(it, "KmsKeyId"),
            multi_az: flag(it, "MultiAZ"),
            backup_retention_period: number(it, "BackupRetentionPeriod"),
            deletion_protection: flag(it, "DeletionProtection"),
            port: port.or(number(it, "DbInstancePort").filter(|port| *port != 0)),
            db_name: some(it, "DBName"),
            master_username: some(it, "MasterUsername"),
            manage_master_user_password: it["MasterUserSecret"].is_object(),
            master_user_secret_kms_key_id: some(&it["MasterUserSecret"], "KmsKeyId"),
            cloudwatch_logs_exports: Some(logs.into_iter().collect()),
            ..spec
        };
    }
    let tags = database::tags(it, DESCRIBE)?;
    let arn = arn(aws, WHAT, &id);
    Ok(Item::new(id, spec).tags(tags).output("arn", arn))
}
