//! `aws.rds.cluster`: the data that several database servers share (RDS `CreateDBCluster`).
//!
//! Encrypted (AWS Security Hub RDS.27), with backups (NIST SP 800-53r5 CP-9), hard to delete
//! (RDS.7). Its password is RDS's own secret; its servers are `aws.rds.instance`.

use std::collections::BTreeSet;

use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::check_name;
use super::database::{Declared, Password, Sort, each, flag, joined, logs, number, some, text};
use crate::clients::Clients;
use crate::fault::Result;
use crate::kind::{AwsKind, Facts, Item, New};
use crate::spec::{Decimal, yes};
use crate::tags::Ownership;

const DESCRIBE: &str = "DescribeDBClusters";

const SORT: Sort = Sort {
    what: "cluster",
    describe: (DESCRIBE, "DBClusters"),
    id: "DBClusterIdentifier",
    status: "Status",
    resource_id: "DbClusterResourceId",
    create: "CreateDBCluster",
    modify: "ModifyDBCluster",
    delete: "DeleteDBCluster",
};

/// The data that several database servers share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region; in lower case.
    db_cluster_identifier: String,
    /// `aurora-postgresql` or `aurora-mysql`.
    engine: String,
    /// Version, exactly; left out, AWS chooses it and upgrades it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    engine_version: Option<String>,
    /// The subnets its servers may stand in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    db_subnet_group_name: Option<String>,
    /// The security groups around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vpc_security_group_ids: Option<BTreeSet<String>>,
    /// Whether its storage is encrypted. AWS's default: false; it cannot change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    storage_encrypted: Option<bool>,
    /// ARN of the key it is encrypted with. AWS's default: AWS's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kms_key_id: Option<String>,
    /// Days for which backups are kept, 1 to 35. AWS's default: 1.
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
    /// The parameter group of clusters that it is set by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    db_cluster_parameter_group_name: Option<String>,
    /// The port it answers at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    port: Option<i64>,
    /// The database that is made in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    database_name: Option<String>,
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
    /// Whether snapshots bear its tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    copy_tags_to_snapshot: Option<bool>,
    /// Whether IAM lets people and services in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iam_database_authentication: Option<bool>,
    /// The logs that go to CloudWatch Logs: `postgresql`, `audit`, ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cloudwatch_logs_exports: Option<BTreeSet<String>>,
    /// How far servers of class `db.serverless` grow and shrink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    serverless_scaling: Option<Scaling>,
}

/// How far servers grow and shrink, in capacity units (2 GiB of memory each).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scaling {
    /// At least.
    min_capacity: Decimal,
    /// At most.
    max_capacity: Decimal,
}

impl Spec {
    /// What a request that makes it and one that changes it spell alike.
    fn mutable(&self) -> Value {
        json!({
            "EngineVersion": self.engine_version,
            "VpcSecurityGroupIds": self.vpc_security_group_ids.as_ref()
                .map(|ids| json!({ "VpcSecurityGroupId": ids })),
            "BackupRetentionPeriod": self.backup_retention_period,
            "PreferredBackupWindow": self.preferred_backup_window,
            "PreferredMaintenanceWindow": self.preferred_maintenance_window,
            "DeletionProtection": self.deletion_protection,
            "DBClusterParameterGroupName": self.db_cluster_parameter_group_name,
            "Port": self.port,
            "CopyTagsToSnapshot": self.copy_tags_to_snapshot,
            "EnableIAMDatabaseAuthentication": self.iam_database_authentication,
            "ServerlessV2ScalingConfiguration": self.serverless_scaling.as_ref().map(|it| {
                json!({ "MinCapacity": it.min_capacity, "MaxCapacity": it.max_capacity })
            }),
        })
    }
}

impl Declared for Spec {
    fn made(&self) -> Value {
        let more = json!({
            "Engine": self.engine,
            "DBSubnetGroupName": self.db_subnet_group_name,
            "StorageEncrypted": self.storage_encrypted,
            "KmsKeyId": self.kms_key_id,
            "DatabaseName": self.database_name,
            "MasterUsername": self.master_username,
        });
        joined(self.mutable(), more)
    }

    fn changed(&self) -> Value {
        self.mutable()
    }

    fn password(&self) -> Option<Password<'_>> {
        Some(Password {
            is_kept: self.manage_master_user_password,
            key: self.master_user_secret_kms_key_id.as_deref(),
        })
    }

    fn logs(&self) -> Option<&BTreeSet<String>> {
        self.cloudwatch_logs_exports.as_ref()
    }
}

pub(crate) struct Cluster;

impl AwsKind for Cluster {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &[
            "db_cluster_identifier",
            "engine",
            "db_subnet_group_name",
            "storage_encrypted",
            "kms_key_id",
            "database_name",
            "master_username",
        ],
        parent: Some("db_subnet_group_name"),
        outputs: &["arn"],
        ownership: Ownership::Tags(|aws, id, set, remove| {
            Box::pin(super::retag(aws, SORT.what, id, set, remove))
        }),
        protection: Protection::Irreversible,
        ..Facts::named(
            "aws.rds.cluster",
            "the data that several database servers share",
            "db_cluster_identifier",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_name("db_cluster_identifier", &spec.db_cluster_identifier)?;
        let (path, problem) = match spec {
            it if !it.manage_master_user_password => (
                "manage_master_user_password",
                "a password would have to be written down: RDS keeps it",
            ),
            it if it.master_username.is_none() => ("master_username", "a cluster needs it"),
            _ => return Ok(()),
        };
        Err(SpecError {
            path: path.to_owned(),
            problem: problem.to_owned(),
        })
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        SORT.list(aws, spec).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        SORT.create(aws, &new.spec.db_cluster_identifier, new).await
    }

    async fn finish(aws: &Clients, made: &Created, _new: &New<Spec>) -> Result<()> {
        SORT.stands(aws, &made.id).await
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        SORT.update(aws, id, before, after).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        SORT.delete(aws, id, false).await
    }
}

fn spec(it: &Value) -> Result<Spec> {
    let scaling = &it["ServerlessV2ScalingConfiguration"];
    let decimal = |name: &str| serde_json::from_value(scaling[name].clone()).ok();
    let scaling = decimal("MinCapacity").zip(decimal("MaxCapacity"));
    let groups = each(it, "VpcSecurityGroups", "VpcSecurityGroupId", DESCRIBE)?;
    Ok(Spec {
        db_cluster_identifier: text(it, "DBClusterIdentifier"),
        engine: text(it, "Engine"),
        engine_version: some(it, "EngineVersion"),
        db_subnet_group_name: some(it, "DBSubnetGroup"),
        vpc_security_group_ids: Some(groups),
        storage_encrypted: flag(it, "StorageEncrypted"),
        kms_key_id: some(it, "KmsKeyId"),
        backup_retention_period: number(it, "BackupRetentionPeriod"),
        preferred_backup_window: some(it, "PreferredBackupWindow"),
        preferred_maintenance_window: some(it, "PreferredMaintenanceWindow"),
        deletion_protection: flag(it, "DeletionProtection"),
        db_cluster_parameter_group_name: some(it, "DBClusterParameterGroup"),
        port: number(it, "Port"),
        database_name: some(it, "DatabaseName"),
        master_username: some(it, "MasterUsername"),
        manage_master_user_password: it["MasterUserSecret"].is_object(),
        master_user_secret_kms_key_id: some(&it["MasterUserSecret"], "KmsKeyId"),
        copy_tags_to_snapshot: flag(it, "CopyTagsToSnapshot"),
        iam_database_authentication: flag(it, "IAMDatabaseAuthenticationEnabled"),
        cloudwatch_logs_exports: Some(logs(it, DESCRIBE)?),
        serverless_scaling: scaling.map(|(min_capacity, max_capacity)| Scaling {
            min_capacity,
            max_capacity,
        }),
    })
}
