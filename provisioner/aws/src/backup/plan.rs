//! `aws.backup.plan`: when backups are made, where to, and for how long they are kept
//! (AWS Backup `CreateBackupPlan`).
//!
//! What the plan covers says its selections (NIST SP 800-53r5 CP-9, CP-10).

use std::collections::BTreeMap;

use gabakura_adapter::read_each;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{BACKUP, tags_of};
use crate::clients::Clients;
use crate::fault::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::wire::Call;

/// When backups are made, where to, and for how long they are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name.
    backup_plan_name: String,
    /// What is done when, by the rule's name.
    rules: BTreeMap<String, Rule>,
}

/// One series of backups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// Name of the vault its backups go to.
    target_backup_vault_name: String,
    /// When: `cron(0 17 * * ? *)`. AWS's default: every day at five.
    #[serde(default = "daily")]
    schedule_expression: String,
    /// In which time zone that is. AWS's default: `Etc/UTC`.
    #[serde(default = "utc")]
    schedule_expression_timezone: String,
    /// Minutes within which a backup begins. AWS's default: 480.
    #[serde(default = "start_window")]
    start_window_minutes: u32,
    /// Minutes within which it is complete. AWS's default: 10080, a week.
    #[serde(default = "completion_window")]
    completion_window_minutes: u32,
    /// Whether every moment can be restored, where a service can do that (35 days at most).
    #[serde(default)]
    enable_continuous_backup: bool,
    /// How long its backups are kept.
    #[serde(default)]
    lifecycle: Lifecycle,
    /// Copies, by the ARN of the vault they go to, and how long those are kept.
    #[serde(default)]
    copy_actions: BTreeMap<String, Lifecycle>,
    /// Tags its backups get.
    #[serde(default)]
    recovery_point_tags: BTreeMap<String, String>,
}

/// How long backups are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lifecycle {
    /// Days after which they go to cold storage, where they stay for 90 at least.
    /// Default: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    move_to_cold_storage_after_days: Option<u32>,
    /// Days after which they are deleted. Default: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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

/// A plan as requests and replies write it. What this kind does not speak of goes along.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WirePlan {
    backup_plan_name: String,
    rules: Vec<WireRule>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct WireRule {
    rule_name: String,
    target_backup_vault_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_expression: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_expression_timezone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_window_minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completion_window_minutes: Option<u32>,
    enable_continuous_backup: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifecycle: Option<WireLifecycle>,
    copy_actions: Vec<WireCopy>,
    recovery_point_tags: BTreeMap<String, String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct WireLifecycle {
    #[serde(skip_serializing_if = "Option::is_none")]
    move_to_cold_storage_after_days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delete_after_days: Option<u32>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct WireCopy {
    destination_backup_vault_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifecycle: Option<WireLifecycle>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    backup_plan_id: String,
    backup_plan_arn: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PlanReply {
    backup_plan: WirePlan,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MadeReply {
    backup_plan_id: Option<String>,
    backup_plan_arn: Option<String>,
}

/// What ids and names of plans begin with that an organisation's policies, AWS or Control Tower
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
            "when backups are made and how long they are kept",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let all = Call::rest("ListBackupPlans", "GET", &["backup", "plans", ""]);
        let plans: Vec<Listed> = BACKUP.list(aws, all, "BackupPlansList").await?;
        read_each(plans, |listed| async move {
            let plan = read(aws, &listed.backup_plan_id).await?;
            let tags = tags_of(aws, &listed.backup_plan_arn).await?;
            let (id, spec) = (listed.backup_plan_id, spec_of(plan));
            let is_platform = PLATFORM_PREFIXES
                .iter()
                .any(|it| id.starts_with(it) || spec.backup_plan_name.starts_with(it));
            let item = Item::new(id, spec).tags(tags).platform(is_platform);
            Ok(Some(item.output("arn", listed.backup_plan_arn)))
        })
        .await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let fresh = WirePlan {
            backup_plan_name: String::new(),
            rules: Vec::new(),
            rest: Map::new(),
        };
        let body = json!({
            "BackupPlan": laid_over(fresh, &new.spec),
            "BackupPlanTags": new.tags, "CreatorRequestId": new.token,
        });
        let call = Call::rest("CreateBackupPlan", "PUT", &["backup", "plans", ""]);
        let made: MadeReply = BACKUP.ask(aws, call.body(body)).await?;
        let (id, arn) = (made.backup_plan_id, made.backup_plan_arn);
        made_with_arn("backup", "CreateBackupPlan", id.as_deref(), arn.as_deref())
    }

    async fn update(aws: &Clients, id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        // An update replaces the plan.
        let plan = laid_over(read(&aws.reads(), id).await?, after);
        let call = Call::rest("UpdateBackupPlan", "POST", &["backup", "plans", id]);
        let body = json!({ "BackupPlan": plan });
        BACKUP.tell(aws, call.body(body)).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let call = Call::rest("DeleteBackupPlan", "DELETE", &["backup", "plans", id]);
        BACKUP.tell(aws, call).await
    }
}

async fn read(aws: &Clients, id: &str) -> Result<WirePlan> {
    let call = Call::rest("GetBackupPlan", "GET", &["backup", "plans", id, ""]);
    let reply: PlanReply = BACKUP.ask(aws, call).await?;
    Ok(reply.backup_plan)
}

fn spec_of(plan: WirePlan) -> Spec {
    let lifecycle = |told: Option<WireLifecycle>| {
        let told = told.unwrap_or_default();
        Lifecycle {
            move_to_cold_storage_after_days: told.move_to_cold_storage_after_days,
            delete_after_days: told.delete_after_days,
        }
    };
    let copy = |it: WireCopy| (it.destination_backup_vault_arn, lifecycle(it.lifecycle));
    let rule = |it: WireRule| {
        let rule = Rule {
            target_backup_vault_name: it.target_backup_vault_name,
            schedule_expression: it.schedule_expression.unwrap_or_default(),
            schedule_expression_timezone: it.schedule_expression_timezone.unwrap_or_else(utc),
            start_window_minutes: it.start_window_minutes.unwrap_or_else(start_window),
            completion_window_minutes: it
                .completion_window_minutes
                .unwrap_or_else(completion_window),
            enable_continuous_backup: it.enable_continuous_backup,
            lifecycle: lifecycle(it.lifecycle),
            copy_actions: it.copy_actions.into_iter().map(copy).collect(),
            recovery_point_tags: it.recovery_point_tags,
        };
        (it.rule_name, rule)
    };
    Spec {
        backup_plan_name: plan.backup_plan_name,
        rules: plan.rules.into_iter().map(rule).collect(),
    }
}

/// The plan with what is declared laid over it.
fn laid_over(plan: WirePlan, spec: &Spec) -> WirePlan {
    let there = plan.rules.into_iter().map(|it| (it.rule_name.clone(), it));
    let mut there: BTreeMap<String, WireRule> = there.collect();
    let rule = |(name, rule): (&String, &Rule)| {
        let mut wire = there.remove(name).unwrap_or_default();
        // AWS names rules itself as well, and takes no such name back.
        wire.rest.remove("RuleId");
        WireRule {
            rule_name: name.clone(),
            target_backup_vault_name: rule.target_backup_vault_name.clone(),
            schedule_expression: Some(rule.schedule_expression.clone()),
            schedule_expression_timezone: Some(rule.schedule_expression_timezone.clone()),
            start_window_minutes: Some(rule.start_window_minutes),
            completion_window_minutes: Some(rule.completion_window_minutes),
            enable_continuous_backup: rule.enable_continuous_backup,
            lifecycle: wire_lifecycle(&rule.lifecycle, wire.lifecycle),
            copy_actions: rule.copy_actions.iter().map(wire_copy).collect(),
            recovery_point_tags: rule.recovery_point_tags.clone(),
            rest: wire.rest,
        }
    };
    WirePlan {
        backup_plan_name: spec.backup_plan_name.clone(),
        rules: spec.rules.iter().map(rule).collect(),
        rest: plan.rest,
    }
}

fn wire_copy((vault, lifecycle): (&String, &Lifecycle)) -> WireCopy {
    WireCopy {
        destination_backup_vault_arn: vault.clone(),
        lifecycle: wire_lifecycle(lifecycle, None),
    }
}

fn wire_lifecycle(declared: &Lifecycle, there: Option<WireLifecycle>) -> Option<WireLifecycle> {
    if *declared == Lifecycle::default() {
        return None;
    }
    Some(WireLifecycle {
        move_to_cold_storage_after_days: declared.move_to_cold_storage_after_days,
        delete_after_days: declared.delete_after_days,
        rest: there.unwrap_or_default().rest,
    })
}
