//! Plans, and the resources they select.

use serde_json::{Value, json};

use super::vault::VAULT;
use super::{id_of, invalid, not_found, paged};
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::records::{done, tags, text};
use crate::service::{Answer, Context};

/// Plans by id.
pub(super) const PLAN: Kind = Kind::regional("backup.plan");
/// Selections by the plan's id and their own.
const SELECTION: Kind = Kind::regional("backup.selection");
/// Roles that AWS Backup has seen, by ARN.
const SEEN_ROLE: Kind = Kind::regional("backup.seen-role");
/// The shortest stay in cold storage.
const COLD_DAYS_MIN: i64 = 90;

pub(super) fn list(cx: &mut Context) -> Answer {
    let listed = |it: Value| {
        let name = &it["Plan"]["BackupPlanName"];
        json!({
            "BackupPlanId": it["Id"], "BackupPlanArn": it["Arn"], "BackupPlanName": name,
            "CreatorRequestId": it["Token"],
        })
    };
    let plans = cx.list(PLAN).into_iter().map(listed).collect();
    paged(cx, plans, "BackupPlanId", "BackupPlansList")
}

pub(super) fn create(cx: &mut Context) -> Answer {
    let request = cx.request;
    let plan = checked(cx)?;
    let created = |it: &Value| json!({ "BackupPlanId": it["Id"], "BackupPlanArn": it["Arn"] });
    let token = &request["CreatorRequestId"];
    for existing in cx.list(PLAN) {
        if !token.is_null() && existing["Token"] == *token {
            return Ok(created(&existing));
        }
        if existing["Plan"] == plan {
            let message = "Backup plan with the same plan document already exists";
            return Err(AwsError::bad("AlreadyExistsException", message));
        }
    }
    let id = id_of(cx, &[text(&plan, "BackupPlanName"), &token.to_string()]);
    let record = json!({
        "Id": id, "Arn": cx.arn("backup", format_args!("backup-plan:{id}")),
        "Plan": plan, "Token": token, "Tags": tags(&request["BackupPlanTags"]),
        "CreationDate": clock::now(),
    });
    let reply = created(&record);
    cx.put(PLAN, &id, record);
    Ok(reply)
}

/// The requested plan as AWS keeps it: checked, with its defaults and ids of its rules.
fn checked(cx: &Context) -> Answer {
    let mut plan = cx.request["BackupPlan"].clone();
    let name = text(&plan, "BackupPlanName").to_owned();
    let rules = plan["Rules"].as_array_mut().filter(|it| !it.is_empty());
    for rule in rules.ok_or_else(|| invalid("Rules"))? {
        if rule.get("RuleId").is_some() {
            return Err(invalid("RuleId"));
        }
        if !cx.has(VAULT, text(rule, "TargetBackupVaultName")) {
            return Err(invalid("TargetBackupVaultName"));
        }
        let days = |member: &str| rule["Lifecycle"][member].as_i64();
        let lifecycle = days("MoveToColdStorageAfterDays").zip(days("DeleteAfterDays"));
        if lifecycle.is_some_and(|(cold, deleted)| deleted < cold + COLD_DAYS_MIN) {
            return Err(invalid("DeleteAfterDays"));
        }
        let id = id_of(cx, &[&name, text(rule, "RuleName")]);
        for (member, default) in [
            ("ScheduleExpression", json!("cron(0 5 ? * * *)")),
            ("ScheduleExpressionTimezone", json!("Etc/UTC")),
            ("StartWindowMinutes", json!(480)),
            ("CompletionWindowMinutes", json!(10_080)),
            ("RuleId", id.into()),
        ] {
            if rule[member].is_null() {
                rule[member] = default;
            }
        }
    }
    Ok(plan)
}

fn plan(cx: &Context) -> Answer {
    let plan = cx.get(PLAN, cx.text("BackupPlanId"));
    plan.ok_or_else(|| not_found("Backup plan"))
}

pub(super) fn get(cx: &mut Context) -> Answer {
    let plan = plan(cx)?;
    Ok(json!({
        "BackupPlan": plan["Plan"], "BackupPlanId": plan["Id"], "BackupPlanArn": plan["Arn"],
    }))
}

pub(super) fn update(cx: &mut Context) -> Answer {
    let mut plan = plan(cx)?;
    plan["Plan"] = checked(cx)?;
    keep(cx, plan)
}

pub(super) fn delete(cx: &mut Context) -> Answer {
    plan(cx)?;
    if !selections_of_plan(cx).is_empty() {
        let message =
            "Related backup plan selections must be deleted prior to backup plan deletion";
        return Err(AwsError::bad("InvalidRequestException", message));
    }
    keep(cx, Value::Null)
}

fn keep(cx: &mut Context, plan: Value) -> Answer {
    let id = cx.text("BackupPlanId");
    cx.put(PLAN, id, plan);
    Ok(json!({ "BackupPlanId": id }))
}

fn selections_of_plan(cx: &Context) -> Vec<Value> {
    let mut all = cx.list(SELECTION);
    all.retain(|it| it["BackupPlanId"] == cx.text("BackupPlanId"));
    all
}

pub(super) fn selections(cx: &mut Context) -> Answer {
    plan(cx)?;
    let found = selections_of_plan(cx);
    paged(cx, found, "SelectionId", "BackupSelectionsList")
}

pub(super) fn select(cx: &mut Context) -> Answer {
    plan(cx)?;
    let (id, selection) = (cx.text("BackupPlanId"), &cx.request["BackupSelection"]);
    let some = |member: &str| {
        selection[member]
            .as_array()
            .is_some_and(|it| !it.is_empty())
    };
    if !some("Resources") && !some("ListOfTags") {
        return Err(invalid("Resources"));
    }
    let role = text(selection, "IamRoleArn");
    if !role.starts_with("arn:aws:iam::") {
        return Err(invalid("IamRoleArn"));
    }
    // A new role reaches AWS Backup a little later than IAM's reply reaches its creator.
    if !cx.has(SEEN_ROLE, role) {
        cx.put(SEEN_ROLE, role, true.into());
        let message = format!("IAM Role {role} cannot be assumed by AWS Backup");
        return Err(invalid(&message));
    }
    let (name, token) = (
        text(selection, "SelectionName"),
        &cx.request["CreatorRequestId"],
    );
    let own = id_of(cx, &[id, name, &token.to_string()]);
    let record = json!({
        "SelectionId": own, "BackupPlanId": id, "BackupSelection": selection,
        "SelectionName": name, "CreatorRequestId": token,
    });
    cx.put(SELECTION, &format!("{id}:{own}"), record);
    Ok(json!({ "SelectionId": own, "BackupPlanId": id }))
}

fn selection_key(cx: &Context) -> String {
    format!("{}:{}", cx.text("BackupPlanId"), cx.text("SelectionId"))
}

pub(super) fn selection(cx: &mut Context) -> Answer {
    let selection = cx.get(SELECTION, &selection_key(cx));
    selection.ok_or_else(|| not_found("Backup selection"))
}

pub(super) fn delete_selection(cx: &mut Context) -> Answer {
    selection(cx)?;
    cx.remove(SELECTION, &selection_key(cx));
    done()
}
