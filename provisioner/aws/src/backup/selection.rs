//! `aws.backup.selection`: a resource selection of a backup plan (AWS Backup
//! `CreateBackupSelection`).
//!
//! By tag, so that resources made later are backed up as well (NIST SP 800-53r5 CP-9). A selection
//! cannot be changed, only replaced.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_adapter::read_each;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::BACKUP;
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, made};
use crate::spec::refused;
use crate::wire::{Call, Names};

const NAMES: Names = Names {
    odd: &[("any_tags", "ListOfTags"), ("key", KEY), ("value", VALUE)],
    keyed: &[
        ("string_equals", KEY, VALUE),
        ("string_not_equals", KEY, VALUE),
        ("string_like", KEY, VALUE),
        ("string_not_like", KEY, VALUE),
    ],
    ..Names::PASCAL
};
const PLAN_ID: &str = "BackupPlanId";
const KEY: &str = "ConditionKey";
const VALUE: &str = "ConditionValue";

/// The plan is in the path of a request.
const REQUEST: Names = Names {
    beside: &["backup_plan_id"],
    ..NAMES
};

/// A resource selection of a backup plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Id of the plan.
    backup_plan_id: String,
    /// Its name.
    selection_name: String,
    /// ARN of the role that AWS Backup makes and restores backups with.
    iam_role_arn: String,
    /// ARNs, also with `*`, of the resources to back up. Default: all with one of the tags.
    #[serde(default)]
    resources: BTreeSet<String>,
    /// ARNs, also with `*`, of resources to leave out. Default: none.
    #[serde(default)]
    not_resources: BTreeSet<String>,
    /// Tags, one of which a resource must have. Default: none.
    #[serde(default)]
    any_tags: BTreeSet<TagIs>,
    /// Conditions, all of which a resource must meet. Default: none.
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
    /// The tag's value matches the pattern.
    string_like: BTreeMap<String, String>,
    /// The tag's value does not match the pattern.
    string_not_like: BTreeMap<String, String>,
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
        ..Facts::assigned(
            "aws.backup.selection",
            "a resource selection of a backup plan",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        if !(spec.resources.is_empty() && spec.any_tags.is_empty()) {
            return Ok(());
        }
        let problem = "it selects nothing: name `resources` or `any_tags`";
        Err(refused("resources", problem))
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let all = Call::rest("ListBackupPlans", "GET", &["backup", "plans", ""]);
        let plans: Vec<PlanId> = BACKUP.list(aws, all, "BackupPlansList").await?;
        let of_plans = read_each(plans, |plan| of_plan(aws, plan.backup_plan_id)).await?;
        let ids = of_plans.into_iter().flatten().collect();
        read_each(ids, |(plan, id)| read(aws, plan, id)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let plan = &new.spec.backup_plan_id;
        let mut selection = REQUEST.request(&new.spec);
        let tags = selection["ListOfTags"].as_array_mut();
        for tag in tags.into_iter().flatten() {
            tag["ConditionType"] = "STRINGEQUALS".into();
        }
        let body = json!({ "BackupSelection": selection, "CreatorRequestId": new.token });
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
fn until_role_is_seen(fault: Error) -> Error {
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

/// Ids of a plan's selections, each with the plan's.
async fn of_plan(aws: &Clients, plan: String) -> Result<Option<Vec<(String, String)>>> {
    let path = ["backup", "plans", &plan, "selections", ""];
    let all = Call::rest("ListBackupSelections", "GET", &path);
    let ids: Vec<SelectionId> = BACKUP.list(aws, all, "BackupSelectionsList").await?;
    let ids = ids.into_iter().filter_map(|it| it.selection_id);
    Ok(Some(ids.map(|id| (plan.clone(), id)).collect()))
}

async fn read(aws: &Clients, plan: String, selection: String) -> Result<Option<Item<Spec>>> {
    let operation = "GetBackupSelection";
    let path = ["backup", "plans", &plan, "selections", &selection];
    let call = Call::rest(operation, "GET", &path);
    let mut found = BACKUP.resource(aws, call, "BackupSelection").await?;
    found[PLAN_ID] = plan.as_str().into();
    let spec: Spec = BACKUP.read(operation, &NAMES, found)?;
    let id = id(&plan, &selection);
    Ok(Some(
        Item::new(id, spec).platform(plan.starts_with("orgs/")),
    ))
}
