//! `aws.rds.cluster`: an Aurora DB cluster (RDS `CreateDBCluster`).
//!
//! Encrypted (AWS Security Hub RDS.27), with backups (NIST SP 800-53r5 CP-9) and deletion
//! protection (RDS.7). RDS keeps its password; its instances are `aws.rds.instance`.

use std::collections::BTreeSet;

use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::check_name;
use super::database::{Api, NAMES};
use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New};
use crate::spec::{Decimal, refused, yes};
use crate::tags::Ownership;

const API: Api = Api {
    arn_type: "cluster",
    describe: ("DescribeDBClusters", "DBClusters"),
    id: "DBClusterIdentifier",
    status: "Status",
    resource_id: "DbClusterResourceId",
    create: "CreateDBCluster",
    modify: "ModifyDBCluster",
    delete: "DeleteDBCluster",
    port: "Port",
};

/// An Aurora DB cluster: the data that its DB instances share.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region; in lower case.
    db_cluster_identifier: String,
    /// `aurora-postgresql` or `aurora-mysql`.
    engine: String,
    /// Version, exactly. Default: AWS chooses it and upgrades it.
    engine_version: Option<String>,
    /// The DB subnet group its instances are placed in.
    db_subnet_group_name: Option<String>,
    /// Its security groups.
    vpc_security_group_ids: Option<BTreeSet<String>>,
    /// Whether its storage is encrypted. AWS's default: false; it cannot change.
    storage_encrypted: Option<bool>,
    /// ARN of the KMS key that encrypts its storage. AWS's default: the AWS managed key for RDS.
    kms_key_id: Option<String>,
    /// Days that automated backups are kept, 1 to 35. AWS's default: 1.
    backup_retention_period: Option<i64>,
    /// When automated backups are made, in UTC: `17:00-17:30`.
    preferred_backup_window: Option<String>,
    /// When AWS maintains it, in UTC: `sat:18:00-sat:18:30`.
    preferred_maintenance_window: Option<String>,
    /// Whether AWS refuses to delete it. AWS's default: false.
    deletion_protection: Option<bool>,
    /// Its DB cluster parameter group.
    db_cluster_parameter_group_name: Option<String>,
    /// The port it listens on.
    port: Option<i64>,
    /// Name of the database that RDS creates in it.
    database_name: Option<String>,
    /// Name of the master user.
    master_username: Option<String>,
    /// Whether RDS manages the master user's password in Secrets Manager. There is no other way.
    #[serde(default = "yes")]
    manage_master_user_password: bool,
    /// ARN of the KMS key that encrypts the password. AWS's default: the AWS managed key for
    /// Secrets Manager; it cannot change while RDS manages the password.
    master_user_secret_kms_key_id: Option<String>,
    /// Whether snapshots get its tags. AWS's default: false.
    copy_tags_to_snapshot: Option<bool>,
    /// Whether IAM can authenticate database users. AWS's default: false.
    iam_database_authentication: Option<bool>,
    /// Log types that are exported to CloudWatch Logs: `postgresql`, `audit`, ….
    cloudwatch_logs_exports: Option<BTreeSet<String>>,
    /// How far instances of class `db.serverless` scale.
    serverless_scaling: Option<Scaling>,
}

/// How far instances scale, in Aurora capacity units (2 GiB of memory each).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scaling {
    /// Least capacity.
    min_capacity: Decimal,
    /// Most capacity.
    max_capacity: Decimal,
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
            Box::pin(super::retag(aws, API.arn_type, id, set, remove))
        }),
        protection: Protection::Irreversible,
        ..Facts::named(
            "aws.rds.cluster",
            "an Aurora DB cluster: the data that its DB instances share",
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
        Err(refused(path, problem))
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        API.list(aws, |_| Ok(&NAMES)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        API.create(aws, NAMES.request(&new.spec), &new.tags).await
    }

    async fn finish(aws: &Clients, made: &Created, _new: &New<Spec>) -> Result<()> {
        API.wait_until_available(aws, &made.id).await
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        let (before, after) = (NAMES.request(before), NAMES.request(after));
        API.update(aws, id, &before, &after).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        API.delete(aws, id, false).await
    }
}
