//! `aws.ecs.cluster`: an ECS cluster (`CreateCluster`).
//!
//! Container Insights watches it (AWS Security Hub ECS.12); ECS Exec sessions are logged and
//! encrypted (NIST SP 800-53r5 AU-12, SC-13).

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_with::skip_serializing_none;

use super::{ECS, arn, tag_list};
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, made_named};
use crate::spec::check_one_of;
use crate::wire::{Call, Names};

/// Clusters in one `DescribeClusters`, AWS's most.
const CLUSTERS_MAX: usize = 100;

const CREATE: &str = "CreateCluster";
const DESCRIBE: &str = "DescribeClusters";

const NAMES: Names = Names {
    odd: &[
        (
            "execute_command",
            "configuration.executeCommandConfiguration",
        ),
        (
            "cloud_watch_log_group_name",
            "logConfiguration.cloudWatchLogGroupName",
        ),
        (
            "cloud_watch_encryption_enabled",
            "logConfiguration.cloudWatchEncryptionEnabled",
        ),
        ("s3_bucket_name", "logConfiguration.s3BucketName"),
        (
            "s3_encryption_enabled",
            "logConfiguration.s3EncryptionEnabled",
        ),
        ("s3_key_prefix", "logConfiguration.s3KeyPrefix"),
    ],
    beside: &["cluster_name", "container_insights"],
    omits_empty: true,
    ..Names::CAMEL
};

/// An ECS cluster, which runs containers.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region.
    cluster_name: String,
    /// Whether CloudWatch Container Insights collects metrics and logs: `enhanced`, `enabled` or
    /// `disabled`. AWS's default: `disabled`, unless the account says otherwise.
    container_insights: Option<String>,
    /// How ECS Exec sessions are logged and encrypted.
    execute_command: Option<ExecuteCommand>,
}

/// How ECS Exec sessions are logged and encrypted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExecuteCommand {
    /// `DEFAULT`: to the log of the task; `OVERRIDE`: to the log group or bucket here; `NONE`: not
    /// logged. AWS's default: `DEFAULT`.
    #[serde(default = "by_task")]
    logging: String,
    /// ARN of the KMS key that encrypts sessions. Empty for none.
    #[serde(default)]
    kms_key_id: String,
    /// Log group that sessions are logged to. Empty for none.
    #[serde(default)]
    cloud_watch_log_group_name: String,
    /// Whether that log group must be encrypted. AWS's default: false.
    #[serde(default)]
    cloud_watch_encryption_enabled: bool,
    /// Bucket that sessions are logged to. Empty for none.
    #[serde(default)]
    s3_bucket_name: String,
    /// Whether that bucket must be encrypted. AWS's default: false.
    #[serde(default)]
    s3_encryption_enabled: bool,
    /// Prefix of the log's objects.
    #[serde(default)]
    s3_key_prefix: String,
}

fn by_task() -> String {
    "DEFAULT".to_owned()
}

impl Spec {
    /// What the requests that create and update it have in common.
    fn body(&self) -> Value {
        let mut body = NAMES.request(self);
        if let Some(insights) = &self.container_insights {
            body["settings"] = json!([{ "name": "containerInsights", "value": insights }]);
        }
        let sessions = body.pointer_mut("/configuration/executeCommandConfiguration");
        if let Some(sessions) = sessions.and_then(Value::as_object_mut)
            && sessions["logging"] != "OVERRIDE"
        {
            sessions.remove("logConfiguration");
        }
        body
    }
}

/// What a description has in lists.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Lists {
    settings: BTreeMap<String, String>,
    tags: BTreeMap<String, Option<String>>,
}

const DESCRIPTION: Names = Names {
    beside: &["container_insights"],
    ..NAMES
};

const LISTS: Names = Names {
    keyed: &[("settings", "name", "value"), ("tags", "key", "value")],
    ..Names::CAMEL
};

pub(crate) struct Cluster;

impl AwsKind for Cluster {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["cluster_name"],
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::named(
            "aws.ecs.cluster",
            "an ECS cluster, which runs containers",
            "cluster_name",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if let Some(insights) = &spec.container_insights {
            let known = ["disabled", "enabled", "enhanced"];
            check_one_of("container_insights", insights, &known)?;
        }
        let Some(ExecuteCommand { logging, .. }) = &spec.execute_command else {
            return Ok(());
        };
        let known = ["DEFAULT", "NONE", "OVERRIDE"];
        check_one_of("execute_command.logging", logging, &known)
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let call = Call::json("ListClusters", json!({}));
        let arns: Vec<String> = ECS.list(aws, call, "clusterArns").await?;
        let mut items = Vec::new();
        for some in arns.chunks(CLUSTERS_MAX) {
            for cluster in describe(aws, some).await? {
                items.push(item(aws, cluster)?);
            }
        }
        Ok(items)
    }

    /// Asked for a cluster that exists, ECS returns that one, which is somebody else's.
    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let name = new.spec.cluster_name.as_str();
        if !describe(&aws.reads(), &[name.to_owned()]).await?.is_empty() {
            let (code, message) = ("ClusterAlreadyExists", "it exists already");
            return Err(Error::refused("ecs", CREATE, code, message));
        }
        let mut body = new.spec.body();
        body["clusterName"] = name.into();
        body["tags"] = tag_list(&new.tags);
        let created = ECS.tell(aws, Call::json(CREATE, body)).await;
        created.map_err(until_role_is_seen)?;
        Ok(made_named(name, arn(aws, name)))
    }

    async fn update(aws: &Clients, name: &str, _before: &Spec, after: &Spec) -> Result<()> {
        let mut body = after.body();
        body["cluster"] = name.into();
        ECS.tell(aws, Call::json("UpdateCluster", body)).await
    }

    /// ECS refuses while anything runs in it.
    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let body = json!({ "cluster": name });
        ECS.tell(aws, Call::json("DeleteCluster", body)).await
    }
}

/// The first cluster of an account makes a role that ECS itself does not see at once.
fn until_role_is_seen(fault: Error) -> Error {
    let is_of_role = fault.message().contains("service linked role");
    if fault.code() == "InvalidParameterException" && is_of_role {
        fault.not_yet()
    } else {
        fault
    }
}

/// Those that exist; ECS lists deleted ones for a while yet.
async fn describe(aws: &Clients, clusters: &[String]) -> Result<Vec<Value>> {
    let include = ["CONFIGURATIONS", "SETTINGS", "TAGS"];
    let body = json!({ "clusters": clusters, "include": include });
    let call = Call::json(DESCRIBE, body);
    let mut all = ECS.resources(aws, call, "clusters").await?;
    all.retain(|it| it["status"] != "INACTIVE");
    Ok(all)
}

fn item(aws: &Clients, mut cluster: Value) -> Result<Item<Spec>> {
    if cluster["configuration"]["executeCommandConfiguration"].is_null() {
        cluster["configuration"] = json!({ "executeCommandConfiguration": {} });
    }
    let Lists { settings, tags } = ECS.read(DESCRIBE, &LISTS, cluster.clone())?;
    let mut spec: Spec = ECS.read(DESCRIBE, &DESCRIPTION, cluster)?;
    let insights = settings.get("containerInsights");
    spec.container_insights = Some(insights.map_or("disabled", String::as_str).to_owned());
    let tags = tags.into_iter();
    let tags = tags.map(|(key, value)| (key, value.unwrap_or_default()));
    let tags = tags.collect();
    let (name, arn) = (spec.cluster_name.clone(), arn(aws, &spec.cluster_name));
    Ok(Item::new(name, spec).tags(tags).output("arn", arn))
}
