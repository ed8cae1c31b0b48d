//! Plans, and what they take in.

use serde_json::{Value, json};

use super::vault::VAULT;
use super::{Answered, gone, id_of, invalid, paged};
use crate::bank::Bank;
use crate::call::Call;
use crate::clock;
use crate::records::text;
use crate::refusal::Refusal;

/// Plans by id.
pub(super) const PLAN: &str = "backup.plan";
/// Selections by the plan's id and their own.
const SELECTION: &str = "backup.selection";
/// Roles that AWS Backup has seen, by ARN.
const SEEN_ROLE: &str = "backup.seen-role";
/// Cold storage is paid for this long at least.
const COLD_DAYS_MIN: i64 = 90;

pub(super) fn list(call: &Call, bank: &Bank) -> Answered {
    let plans = bank.sides(PLAN, &call.region).into_iter();
    let listed = |it: Value| {
        let name = &it["Plan"]["BackupPlanName"];
        json!({
            "BackupPlanId": it["Id"], "BackupPlanArn": it["Arn"], "BackupPlanName": name,
            "CreatorRequestId": it["Token"],
        })
    };
    let plans = plans.map(listed).collect();
    Ok(paged(call, plans, "BackupPlanId", "BackupPlansList"))
}

pub(super) fn create(call: &Call, bank: &mut Bank) -> Answered {
    let request = call.json();
    let plan = checked(call, &request["BackupPlan"], bank)?;
    let made = |it: &Value| json!({ "BackupPlanId": it["Id"], "BackupPlanArn": it["Arn"] });
    let token = &request["CreatorRequestId"];
    for there in bank.sides(PLAN, &call.region) {
        if !token.is_null() && there["Token"] == *token {
            return Ok(made(&there));
        }
        if there["Plan"] == plan {
            let message = "Backup plan with the same plan document already exists";
            return Err(Refusal::bad("AlreadyExistsException", message));
        }
    }
    let id = id_of(call, &[text(&plan, "BackupPlanName"), &token.to_string()]);
    let (region, account) = (&call.region, &call.account);
    let tags = request["BackupPlanTags"].as_object().cloned();
    let record = json!({
        "Id": id, "Arn": format!("arn:aws:backup:{region}:{account}:backup-plan:{id}"),
        "Plan": plan, "Token": token, "Tags": tags.unwrap_or_default(),
        "CreationDate": clock::now(),
    });
    let reply = made(&record);
    bank.set_side(PLAN, &call.region, &id, record);
    Ok(reply)
}

/// A plan as AWS keeps it: checked, with its defaults and ids of its rules.
fn checked(call: &Call, plan: &Value, bank: &Bank) -> Answered {
    let mut plan = plan.clone();
    let name = text(&plan, "BackupPlanName").to_owned();
    let rules = plan["Rules"].as_array_mut().filter(|it| !it.is_empty());
    let rules = rules.ok_or_else(|| invalid("Rules"))?;
    for rule in rules {
        if rule.get("RuleId").is_some() {
            return Err(invalid("RuleId"));
        }
        let vault = text(rule, "TargetBackupVaultName");
        if bank.side(VAULT, &call.region, vault).is_none() {
            return Err(invalid("TargetBackupVaultName"));
        }
        let days = |field: &str| rule["Lifecycle"][field].as_i64();
        let (cold, gone) = (days("MoveToColdStorageAfterDays"), days("DeleteAfterDays"));
        if cold
            .zip(gone)
            .is_some_and(|(cold, gone)| gone < cold + COLD_DAYS_MIN)
        {
            return Err(invalid("DeleteAfterDays"));
        }
        let id = id_of(call, &[&name, text(rule, "RuleName")]);
        for (field, default) in [
            ("ScheduleExpression", json!("cron(0 5 ? * * *)")),
            ("ScheduleExpressionTimezone", json!("Etc/UTC")),
            ("StartWindowMinutes", json!(480)),
            ("CompletionWindowMinutes", json!(10_080)),
            ("RuleId", id.into()),
        ] {
            if rule[field].is_null() {
                rule[field] = default;
            }
        }
    }
    Ok(plan)
}

fn plan(call: &Call, id: &str, bank: &Bank) -> Answered {
    let plan = bank.side(PLAN, &call.region, id).cloned();
    plan.ok_or_else(|| gone("Backup plan"))
}

/// What is done with a plan that is there.
pub(super) fn on_one(call: &Call, method: &str, id: &str, bank: &mut Bank) -> Answered {
    let mut record = plan(call, id, bank)?;
    match method {
        "GET" => {
            return Ok(json!({
                "BackupPlan": record["Plan"], "BackupPlanId": id, "BackupPlanArn": record["Arn"],
            }));
        }
        "POST" => record["Plan"] = checked(call, &call.json()["BackupPlan"], bank)?,
        "DELETE" if of_plan(call, id, bank).is_empty() => record = Value::Null,
        "DELETE" => {
            let message =
                "Related backup plan selections must be deleted prior to backup plan deletion";
            return Err(Refusal::bad("InvalidRequestException", message));
        }
        _ => return Err(Refusal::new(404, "UnknownOperationException", &call.path)),
    }
    bank.set_side(PLAN, &call.region, id, record);
    Ok(json!({ "BackupPlanId": id }))
}

fn of_plan(call: &Call, id: &str, bank: &Bank) -> Vec<Value> {
    let mut all = bank.sides(SELECTION, &call.region);
    all.retain(|it| text(it, "BackupPlanId") == id);
    all
}

pub(super) fn selections(call: &Call, id: &str, bank: &Bank) -> Answered {
    plan(call, id, bank)?;
    let found = of_plan(call, id, bank);
    Ok(paged(call, found, "SelectionId", "BackupSelectionsList"))
}

pub(super) fn select(call: &Call, id: &str, bank: &mut Bank) -> Answered {
    plan(call, id, bank)?;
    let request = call.json();
    let selection = &request["BackupSelection"];
    let some = |field: &str| selection[field].as_array().is_some_and(|it| !it.is_empty());
    if !some("Resources") && !some("ListOfTags") {
        return Err(invalid("Resources"));
    }
    let role = text(selection, "IamRoleArn");
    if !role.starts_with("arn:aws:iam::") {
        return Err(invalid("IamRoleArn"));
    }
    // IAM tells AWS Backup of a new role a little later than its maker.
    if bank.side(SEEN_ROLE, &call.region, role).is_none() {
        bank.set_side(SEEN_ROLE, &call.region, role, true.into());
        let message = format!("IAM Role {role} cannot be assumed by AWS Backup");
        return Err(invalid(&message));
    }
    let name = text(selection, "SelectionName");
    let token = request["CreatorRequestId"].to_string();
    let own = id_of(call, &[id, name, &token]);
    let record = json!({
        "SelectionId": own, "BackupPlanId": id, "BackupSelection": selection,
        "SelectionName": name, "CreatorRequestId": request["CreatorRequestId"],
    });
    bank.set_side(SELECTION, &call.region, &format!("{id}:{own}"), record);
    Ok(json!({ "SelectionId": own, "BackupPlanId": id }))
}

/// What is done with a selection that is there.
pub(super) fn on_selection(
    call: &Call,
    method: &str,
    plan: &str,
    id: &str,
    bank: &mut Bank,
) -> Answered {
    let key = format!("{plan}:{id}");
    let record = bank.side(SELECTION, &call.region, &key).cloned();
    let record = record.ok_or_else(|| gone("Backup selection"))?;
    match method {
        "GET" => Ok(record),
        "DELETE" => {
            bank.set_side(SELECTION, &call.region, &key, Value::Null);
            Ok(json!({}))
        }
        _ => Err(Refusal::new(404, "UnknownOperationException", &call.path)),
    }
}
