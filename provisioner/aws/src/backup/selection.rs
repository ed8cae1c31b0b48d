//! `aws.backup.selection`: what a plan takes in (AWS Backup `CreateBackupSelection`).
//!
//! By tag, so that what is made tomorrow is covered as well (NIST SP 800-53r5 CP-9). A selection
//! cannot be changed; another one takes its place.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_adapter::read_each;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::BACKUP;
use crate::clients::Clients;
use crate::fault::{Fault, Result};
use crate::kind::{AwsKind, Facts, Item, New, made};
use crate::wire::Call;

/// What a plan takes in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Id of the plan.
    backup_plan_id: String,
    /// Its name.
    selection_name: String,
    /// ARN of the role that makes the backups and restores from them.
    iam_role_arn: String,
    /// ARNs, also with `*`, of what may be taken in. Default: anything with one of the tags.
    #[serde(default)]
    resources: BTreeSet<String>,
    /// ARNs, also with `*`, of what is left out.
    #[serde(default)]
    not_resources: BTreeSet<String>,
    /// Tags, one of which is enough.
    #[serde(default)]
    any_tags: BTreeSet<TagIs>,
    /// What must hold of the resources, all of it.
    #[serde(default)]
    conditions: Conditions,
}

/// A tag and its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TagIs {
    /// The tag's key.
    key: String,
    /// Its value.
    value: String,
}

/// Conditions on tags, by key: `"aws:ResourceTag/gabakura:tenancy"`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Conditions {
    /// The tag has the value.
    string_equals: BTreeMap<String, String>,
    /// The tag has another value.
    string_not_equals: BTreeMap<String, String>,
    /// The tag's value is of the form.
    string_like: BTreeMap<String, String>,
    /// The tag's value is of another form.
    string_not_like: BTreeMap<String, String>,
}

/// A selection as AWS tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    selection_name: String,
    iam_role_arn: String,
    #[serde(default)]
    resources: BTreeSet<String>,
    #[serde(default)]
    not_resources: BTreeSet<String>,
    #[serde(default)]
    list_of_tags: Vec<ToldCondition>,
    #[serde(default)]
    conditions: ToldConditions,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct ToldConditions {
    string_equals: Vec<ToldCondition>,
    string_not_equals: Vec<ToldCondition>,
    string_like: Vec<ToldCondition>,
    string_not_like: Vec<ToldCondition>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ToldCondition {
    condition_key: String,
    condition_value: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PlanId {
    backup_plan_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SelectionId {
    selection_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SelectionReply {
    backup_selection: Told,
}

pub(crate) struct Selection;

impl AwsKind for Selection {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &[
            "backup_plan_id",
            "selection_name",
            "iam_role_arn",
            "resources",
            "not_resources",
            "any_tags",
            "conditions",
        ],
        parent: Some("backup_plan_id"),
        ..Facts::assigned("aws.backup.selection", "what a backup plan takes in")
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        if !(spec.resources.is_empty() && spec.any_tags.is_empty()) {
            return Ok(());
        }
        Err(SpecError {
            path: "resources".to_owned(),
            problem: "it takes in nothing: name `resources` or `any_tags`".to_owned(),
        })
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let all = Call::rest("ListBackupPlans", "GET", &["backup", "plans", ""]);
        let plans: Vec<PlanId> = BACKUP.list(aws, all, "BackupPlansList").await?;
        let of_plans = read_each(plans, |plan| of_plan(aws, plan.backup_plan_id)).await?;
        let ids = of_plans.into_iter().flatten().collect();
        read_each(ids, |(plan, id)| read(aws, plan, id)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let (spec, plan) = (&new.spec, &new.spec.backup_plan_id);
        let equal = |tag: &TagIs| {
            json!({
                "ConditionType": "STRINGEQUALS",
                "ConditionKey": tag.key, "ConditionValue": tag.value,
            })
        };
        let body = json!({
            "BackupSelection": {
                "SelectionName": spec.selection_name, "IamRoleArn": spec.iam_role_arn,
                "Resources": spec.resources, "NotResources": spec.not_resources,
                "ListOfTags": spec.any_tags.iter().map(equal).collect::<Vec<_>>(),
                "Conditions": {
                    "StringEquals": listed(&spec.conditions.string_equals),
                    "StringNotEquals": listed(&spec.conditions.string_not_equals),
                    "StringLike": listed(&spec.conditions.string_like),
                    "StringNotLike": listed(&spec.conditions.string_not_like),
                },
            },
            "CreatorRequestId": new.token,
        });
        let path = ["backup", "plans", plan, "selections", ""];
        let call = Call::rest("CreateBackupSelection", "PUT", &path).body(body);
        let reply = BACKUP.ask::<SelectionId>(aws, call).await;
        let reply = reply.map_err(until_role_is_seen)?;
        let id = reply.selection_id.map(|it| id(plan, &it));
        made("backup", "CreateBackupSelection", id.as_deref())
    }

    async fn update(_aws: &Clients, _id: &str, _before: &Spec, _after: &Spec) -> Result<()> {
        Ok(())
    }

    async fn delete(aws: &Clients, id: &str, spec: &Spec) -> Result<()> {
        let plan = &spec.backup_plan_id;
        let of_plan = id.strip_prefix(plan.as_str()).unwrap_or(id);
        let selection = of_plan.trim_start_matches(':');
        let path = ["backup", "plans", plan, "selections", selection];
        let call = Call::rest("DeleteBackupSelection", "DELETE", &path);
        BACKUP.tell(aws, call).await
    }
}

/// A role made a moment ago, and what it may do, is not seen everywhere yet; AWS Backup calls that
/// a bad parameter.
fn until_role_is_seen(fault: Fault) -> Fault {
    let is_late = [
        "cannot be assumed by AWS Backup",
        "is not authorized to call tag:GetResources",
    ]
    .iter()
    .any(|words| fault.message().contains(words));
    if fault.code() == "InvalidParameterValueException" && is_late {
        fault.not_yet()
    } else {
        fault
    }
}

/// No id of AWS Backup has a colon.
fn id(plan: &str, selection: &str) -> String {
    format!("{plan}:{selection}")
}

fn listed(conditions: &BTreeMap<String, String>) -> Value {
    let condition = |(key, value)| json!({ "ConditionKey": key, "ConditionValue": value });
    conditions.iter().map(condition).collect()
}

fn by_key(told: Vec<ToldCondition>) -> BTreeMap<String, String> {
    let pair = |it: ToldCondition| (it.condition_key, it.condition_value);
    told.into_iter().map(pair).collect()
}

/// Ids of a plan's selections, each with the plan's.
async fn of_plan(aws: &Clients, plan: String) -> Result<Option<Vec<(String, String)>>> {
    let path = ["backup", "plans", &plan, "selections", ""];
    let all = Call::rest("ListBackupSelections", "GET", &path);
    let ids: Vec<SelectionId> = BACKUP.list(aws, all, "BackupSelectionsList").await?;
    let ids = ids.into_iter().filter_map(|it| it.selection_id);
    Ok(Some(ids.map(|id| (plan.clone(), id)).collect()))
}

async fn read(aws: &Clients, plan: String, selection: String) -> Result<Option<Item<Spec>>> {
    let path = ["backup", "plans", &plan, "selections", &selection];
    let call = Call::rest("GetBackupSelection", "GET", &path);
    let reply: SelectionReply = BACKUP.ask(aws, call).await?;
    let told = reply.backup_selection;
    let tag = |it: ToldCondition| TagIs {
        key: it.condition_key,
        value: it.condition_value,
    };
    let spec = Spec {
        selection_name: told.selection_name,
        iam_role_arn: told.iam_role_arn,
        resources: told.resources,
        not_resources: told.not_resources,
        any_tags: told.list_of_tags.into_iter().map(tag).collect(),
        conditions: Conditions {
            string_equals: by_key(told.conditions.string_equals),
            string_not_equals: by_key(told.conditions.string_not_equals),
            string_like: by_key(told.conditions.string_like),
            string_not_like: by_key(told.conditions.string_not_like),
        },
        backup_plan_id: plan,
    };
    let id = id(&spec.backup_plan_id, &selection);
    let is_platform = spec.backup_plan_id.starts_with("orgs/");
    Ok(Some(Item::new(id, spec).platform(is_platform)))
}
