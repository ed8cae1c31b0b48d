//! `aws.ecs.cluster`: where containers run (ECS `CreateCluster`).
//!
//! Watched by Container Insights (AWS Security Hub ECS.12); what people type into containers is
//! written down and encrypted (NIST SP 800-53r5 AU-12, SC-13).

use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::{ECS, arn, tag_list};
use crate::clients::Clients;
use crate::fault::{Fault, Result};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::spec::one_of;
use crate::wire::Call;

/// Clusters that one request tells of.
const AT_ONCE_MAX: usize = 100;

const CREATE: &str = "CreateCluster";

/// Where containers run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region.
    cluster_name: String,
    /// Whether metrics and logs of containers are kept: `enhanced`, `enabled` or `disabled`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "insights"
    )]
    container_insights: Option<String>,
    /// What becomes of what people type into containers (ECS Exec).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    execute_command: Option<ExecuteCommand>,
}

/// What becomes of what people type into containers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExecuteCommand {
    /// `DEFAULT`: to the log of the task; `OVERRIDE`: to what is named here; `NONE`: nowhere. AWS's
    /// default: `DEFAULT`.
    #[serde(default = "by_task", deserialize_with = "logging")]
    logging: String,
    /// ARN of the key that what is typed is encrypted with on its way.
    #[serde(default)]
    kms_key_id: String,
    /// The log group it goes to.
    #[serde(default)]
    cloud_watch_log_group_name: String,
    /// Whether that log group has to be encrypted.
    #[serde(default)]
    cloud_watch_encryption_enabled: bool,
    /// The bucket it goes to.
    #[serde(default)]
    s3_bucket_name: String,
    /// Whether that bucket has to be encrypted.
    #[serde(default)]
    s3_encryption_enabled: bool,
    /// What its objects' names begin with.
    #[serde(default)]
    s3_key_prefix: String,
}

fn by_task() -> String {
    "DEFAULT".to_owned()
}

fn insights<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Option<String>, D::Error> {
    one_of(from, &["disabled", "enabled", "enhanced"]).map(Some)
}

fn logging<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<String, D::Error> {
    one_of(from, &["DEFAULT", "NONE", "OVERRIDE"])
}

impl Spec {
    /// What a request that makes it and one that changes it spell alike.
    fn body(&self) -> Value {
        let mut body = json!({});
        if let Some(insights) = &self.container_insights {
            body["settings"] = json!([{ "name": "containerInsights", "value": insights }]);
        }
        if let Some(typed) = &self.execute_command {
            body["configuration"]["executeCommandConfiguration"] = typed.body();
        }
        body
    }
}

impl ExecuteCommand {
    fn body(&self) -> Value {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let mut body = json!({ "logging": self.logging });
        if let Some(key) = given(&self.kms_key_id) {
            body["kmsKeyId"] = key.into();
        }
        if self.logging == "OVERRIDE" {
            let mut logs = json!({
                "cloudWatchEncryptionEnabled": self.cloud_watch_encryption_enabled,
                "s3EncryptionEnabled": self.s3_encryption_enabled,
            });
            for (name, value) in [
                ("cloudWatchLogGroupName", &self.cloud_watch_log_group_name),
                ("s3BucketName", &self.s3_bucket_name),
                ("s3KeyPrefix", &self.s3_key_prefix),
            ] {
                if let Some(value) = given(value) {
                    logs[name] = value.into();
                }
            }
            body["logConfiguration"] = logs;
        }
        body
    }

    fn of(told: &Value) -> Self {
        let logs = &told["logConfiguration"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let on = |value: &Value| value.as_bool().unwrap_or_default();
        Self {
            logging: told["logging"].as_str().map_or_else(by_task, str::to_owned),
            kms_key_id: text(&told["kmsKeyId"]),
            cloud_watch_log_group_name: text(&logs["cloudWatchLogGroupName"]),
            cloud_watch_encryption_enabled: on(&logs["cloudWatchEncryptionEnabled"]),
            s3_bucket_name: text(&logs["s3BucketName"]),
            s3_encryption_enabled: on(&logs["s3EncryptionEnabled"]),
            s3_key_prefix: text(&logs["s3KeyPrefix"]),
        }
    }
}

/// A cluster as ECS tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    cluster_name: String,
    status: String,
    #[serde(default)]
    settings: Vec<Setting>,
    #[serde(default)]
    configuration: Value,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Debug, Deserialize)]
struct Setting {
    name: String,
    value: String,
}

#[derive(Debug, Deserialize)]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

#[derive(Debug, Deserialize)]
struct Described {
    #[serde(default)]
    clusters: Vec<Told>,
}

pub(crate) struct Cluster;

impl AwsKind for Cluster {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["cluster_name"],
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::named("aws.ecs.cluster", "where containers run", "cluster_name")
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let call = Call::json("ListClusters", json!({}));
        let arns: Vec<String> = ECS.list(aws, call, "clusterArns").await?;
        let mut items = Vec::new();
        for some in arns.chunks(AT_ONCE_MAX) {
            let there = describe(aws, some).await?;
            items.extend(there.into_iter().map(|told| item(aws, told)));
        }
        Ok(items)
    }

    /// Asked for a cluster there is, ECS answers with that, which is somebody else's.
    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let name = new.spec.cluster_name.as_str();
        if !describe(&aws.reads(), &[name.to_owned()]).await?.is_empty() {
            let (code, message) = ("ClusterAlreadyExists", "it exists already");
            return Err(Fault::refused("ecs", CREATE, code, message));
        }
        let mut body = new.spec.body();
        body["clusterName"] = name.into();
        body["tags"] = tag_list(&new.tags);
        let created = ECS.tell(aws, Call::json(CREATE, body)).await;
        created.map_err(until_role_is_seen)?;
        let arn = arn(aws, name);
        made_with_arn("ecs", CREATE, Some(name), Some(&arn))
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
fn until_role_is_seen(fault: Fault) -> Fault {
    let is_of_role = fault.message().contains("service linked role");
    if fault.code() == "InvalidParameterException" && is_of_role {
        fault.not_yet()
    } else {
        fault
    }
}

/// Those that stand; ECS tells of deleted ones for a while yet.
async fn describe(aws: &Clients, clusters: &[String]) -> Result<Vec<Told>> {
    let include = ["CONFIGURATIONS", "SETTINGS", "TAGS"];
    let body = json!({ "clusters": clusters, "include": include });
    let reply: Described = ECS.ask(aws, Call::json("DescribeClusters", body)).await?;
    let there = reply.clusters.into_iter();
    Ok(there.filter(|told| told.status != "INACTIVE").collect())
}

fn item(aws: &Clients, told: Told) -> Item<Spec> {
    let mut settings = told.settings.into_iter();
    let insights = settings.find(|it| it.name == "containerInsights");
    let typed = &told.configuration["executeCommandConfiguration"];
    let spec = Spec {
        cluster_name: told.cluster_name.clone(),
        container_insights: Some(insights.map_or("disabled".to_owned(), |it| it.value)),
        execute_command: Some(ExecuteCommand::of(typed)),
    };
    let arn = arn(aws, &told.cluster_name);
    let tags = told.tags.into_iter().map(|it| (it.key, it.value)).collect();
    Item::new(told.cluster_name, spec)
        .tags(tags)
        .output("arn", arn)
}
