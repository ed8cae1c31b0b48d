//! `aws.backup.plan`: a backup plan (AWS Backup `CreateBackupPlan`).
//!
//! Its rules say when backups are made, where they are stored and for how long; its selections say
//! of what (NIST SP 800-53r5 CP-9, CP-10).

use std::collections::BTreeMap;

use gabakura_adapter::read_each;
use gabakura_model::Value;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_with::skip_serializing_none;

use super::{BACKUP, tags_of};
use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::wire::{Call, Names};

const GET: &str = "GetBackupPlan";

const NAMES: Names = Names {
    keyed: &[
        ("rules", "RuleName", ""),
        ("copy_actions", "DestinationBackupVaultArn", "Lifecycle"),
    ],
    kept: &["recovery_point_tags"],
    ..Names::PASCAL
};

/// A backup plan: when backups are made, where they are stored, and for how long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name.
    backup_plan_name: String,
    /// Its rules, by their names.
    rules: BTreeMap<String, Rule>,
}

/// A rule of a backup plan: one schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// Name of the vault that its backups are stored in.
    target_backup_vault_name: String,
    /// When backups are made: `cron(0 17 * * ? *)`. AWS's default: every day at five.
    #[serde(default = "daily")]
    schedule_expression: String,
    /// Time zone of the schedule. AWS's default: `Etc/UTC`.
    #[serde(default = "utc")]
    schedule_expression_timezone: String,
    /// Minutes within which a backup must start. AWS's default: 480.
    #[serde(default = "start_window")]
    start_window_minutes: u32,
    /// Minutes within which a backup must be complete. AWS's default: 10080, a week.
    #[serde(default = "completion_window")]
    completion_window_minutes: u32,
    /// Whether backups allow point-in-time recovery, for services that have it (35 days at most).
    /// AWS's default: false.
    #[serde(default)]
    enable_continuous_backup: bool,
    /// How long its backups are kept.
    #[serde(default)]
    lifecycle: Lifecycle,
    /// Copies of its backups, by the ARN of the vault they are copied to, and how long they are
    /// kept.
    #[serde(default)]
    copy_actions: BTreeMap<String, Lifecycle>,
    /// Tags of its backups.
    #[serde(default)]
    recovery_point_tags: BTreeMap<String, String>,
}

/// How long backups are kept.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lifecycle {
    /// Days after which a backup is moved to cold storage, where it is kept for 90 at least.
    /// Default: never.
    move_to_cold_storage_after_days: Option<u32>,
    /// Days after which a backup is deleted. Default: never.
    delete_after_days: Option<u32>,
}

fn daily() -> String {
    "cron(0 5 ? * * *)".to_owned()
}

fn utc() -> String {
    "Etc/UTC".to_owned()
}

const fn start_window() -> u32 {
    480
}

const fn completion_window() -> u32 {
    10_080
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    backup_plan_id: String,
    backup_plan_arn: String,
}

/// Prefixes of the ids and names of plans that an organisation's policies, AWS or Control Tower
/// make.
const PLATFORM_PREFIXES: &[&str] = &["orgs/", "aws/", "aws-controltower-"];

pub(crate) struct Plan;

impl AwsKind for Plan {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        outputs: &["arn"],
        ownership: super::PLAN_TAGS,
        ..Facts::assigned(
            "aws.backup.plan",
            "a backup plan: when backups are made and how long they are kept",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let all = Call::rest("ListBackupPlans", "GET", &["backup", "plans", ""]);
        let plans: Vec<Listed> = BACKUP.list(aws, all, "BackupPlansList").await?;
        read_each(plans, |listed| async move {
            let plan = read(aws, &listed.backup_plan_id).await?;
            let tags = tags_of(aws, &listed.backup_plan_arn).await?;
            let id = listed.backup_plan_id;
            let spec: Spec = BACKUP.read(GET, &NAMES, plan)?;
            let is_platform = PLATFORM_PREFIXES
                .iter()
                .any(|it| id.starts_with(it) || spec.backup_plan_name.starts_with(it));
            let item = Item::new(id, spec).tags(tags).platform(is_platform);
            Ok(Some(item.output("arn", listed.backup_plan_arn)))
        })
        .await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let body = json!({
            "BackupPlan": request(&Value::Null, &new.spec),
            "BackupPlanTags": new.tags, "CreatorRequestId": new.token,
        });
        let call = Call::rest("CreateBackupPlan", "PUT", &["backup", "plans", ""]);
        let made: Value = BACKUP.ask(aws, call.body(body)).await?;
        let (id, arn) = (&made["BackupPlanId"], &made["BackupPlanArn"]);
        made_with_arn("backup", "CreateBackupPlan", id.as_str(), arn.as_str())
    }

    async fn update(aws: &Clients, id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        // An update replaces the plan.
        let plan = request(&read(&aws.reads(), id).await?, after);
        let call = Call::rest("UpdateBackupPlan", "POST", &["backup", "plans", id]);
        let body = json!({ "BackupPlan": plan });
        BACKUP.tell(aws, call.body(body)).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let call = Call::rest("DeleteBackupPlan", "DELETE", &["backup", "plans", id]);
        BACKUP.tell(aws, call).await
    }
}

async fn read(aws: &Clients, id: &str) -> Result<Value> {
    let call = Call::rest(GET, "GET", &["backup", "plans", id, ""]);
    BACKUP.resource(aws, call, "BackupPlan").await
}

/// Members that a request must not have unless the spec does.
const OURS: &[&str] = &[
    "Lifecycle",
    "MoveToColdStorageAfterDays",
    "DeleteAfterDays",
    // AWS gives rules ids, and does not take them back.
    "RuleId",
];

/// A plan as a request has it: the spec, and what `there` has that this kind has no field for.
fn request(there: &Value, spec: &Spec) -> Value {
    let mut plan = NAMES.request(spec);
    for rule in plan["Rules"].as_array_mut().into_iter().flatten() {
        let copies = rule["CopyActions"].as_array_mut();
        copies.into_iter().flatten().for_each(drop_empty_lifecycle);
        drop_empty_lifecycle(rule);
        let mut rules = there["Rules"].as_array().into_iter().flatten();
        if let Some(there) = rules.find(|it| it["RuleName"] == rule["RuleName"]) {
            if let Some(lifecycle) = rule.get_mut("Lifecycle") {
                keep_rest(lifecycle, &there["Lifecycle"]);
            }
            keep_rest(rule, there);
        }
    }
    keep_rest(&mut plan, there);
    plan
}

fn drop_empty_lifecycle(of: &mut Value) {
    if let Some(of) = of.as_object_mut() {
        of.retain(|name, value| name != "Lifecycle" || *value != json!({}));
    }
}

fn keep_rest(wanted: &mut Value, there: &Value) {
    let there = there.as_object().into_iter().flatten();
    for (name, value) in there.filter(|(name, _)| !OURS.contains(&name.as_str())) {
        if wanted.get(name).is_none() {
            wanted[name] = value.clone();
        }
    }
}
