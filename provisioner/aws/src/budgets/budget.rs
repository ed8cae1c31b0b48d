//! `aws.budgets.budget`: an AWS budget and its alerts (AWS Budgets `CreateBudget`).
//!
//! The limit is in the currency AWS bills in. Budgets alert; they stop nothing.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_adapter::read_each;
use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{BUDGETS, arn, tags_of};
use crate::clients::Clients;
use crate::error::{Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, made_named};
use crate::spec::{Decimal, refused};
use crate::wire::{Call, Names, tag_list};

/// Alerts of one budget, and e-mail addresses of one alert (AWS Budgets `CreateBudget`).
const ALERTS_MAX: usize = 5;
const EMAILS_MAX: usize = 10;

const NAMES: Names = Names {
    odd: &[("limit", "BudgetLimit")],
    kept: &["cost_filters"],
    beside: &["alerts", "other"],
    always: &["budget_type", "time_unit"],
    ..Names::PASCAL
};
const ALERT: Names = Names {
    beside: &["emails", "topics"],
    always: &["notification_type", "comparison_operator"],
    ..Names::PASCAL
};

/// An AWS budget: what the account may cost in a period, and alerts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account; without `:` and `\`.
    budget_name: String,
    /// What it measures: `COST`, `USAGE`, `RI_UTILIZATION`, …. Default: `COST`.
    #[serde(default = "cost")]
    budget_type: String,
    /// Its period: `MONTHLY`, `DAILY`, `QUARTERLY`, `ANNUALLY`, …. Default: `MONTHLY`.
    #[serde(default = "monthly")]
    time_unit: String,
    /// The budgeted amount.
    limit: Limit,
    /// What is counted, by dimension: `{ Service = ["Amazon Relational Database Service"] }`.
    /// Default: everything.
    #[serde(default)]
    cost_filters: BTreeMap<String, BTreeSet<String>>,
    /// Its alerts, up to five. Default: none.
    #[serde(default)]
    alerts: BTreeSet<Alert>,
    /// Parts of an observed budget that have no field here, such as what else narrows what it
    /// counts. Read-only: they show, and a change removes them.
    #[serde(default)]
    other: BTreeSet<String>,
}

/// An amount of money or use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Limit {
    /// The amount: `300000`.
    amount: Decimal,
    /// Its unit: the currency AWS bills in, which is `USD` whatever the bill is paid in, or a unit
    /// of use.
    unit: String,
}

/// An alert of a budget, and its subscribers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Alert {
    /// Whether it compares what was spent (`ACTUAL`) or what is forecast (`FORECASTED`). Default:
    /// `ACTUAL`.
    #[serde(default = "actual")]
    notification_type: String,
    /// `GREATER_THAN`, `LESS_THAN` or `EQUAL_TO`. Default: `GREATER_THAN`.
    #[serde(default = "greater")]
    comparison_operator: String,
    /// What it compares with.
    threshold: Decimal,
    /// Whether that is a `PERCENTAGE` of the limit or an `ABSOLUTE_VALUE`. Default: `PERCENTAGE`.
    #[serde(default = "percentage")]
    threshold_type: String,
    /// E-mail addresses that are notified, up to ten.
    #[serde(default)]
    emails: BTreeSet<String>,
    /// ARN of an SNS topic that is notified; up to one.
    #[serde(default)]
    topics: BTreeSet<String>,
}

fn cost() -> String {
    "COST".to_owned()
}

fn monthly() -> String {
    "MONTHLY".to_owned()
}

fn actual() -> String {
    "ACTUAL".to_owned()
}

fn greater() -> String {
    "GREATER_THAN".to_owned()
}

fn percentage() -> String {
    "PERCENTAGE".to_owned()
}

/// Names of parts of a budget that [`Spec`] has no field for.
///
/// A budget counts by `CostFilters` and `CostTypes` or by `FilterExpression` and `Metrics`, never
/// by both (AWS Budgets `UpdateBudget`): beside the former, the latter say nothing new.
fn others(budget: &Value) -> BTreeSet<String> {
    let is_there = |part: &str| match &budget[part] {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    };
    let counts_all = || {
        let mut types = budget["CostTypes"].as_object().into_iter().flatten();
        types.all(|(name, is_on)| *is_on == name.starts_with("Include"))
    };
    let is_set = |part: &str| match part {
        "CostTypes" => !counts_all(),
        "FilterExpression" | "Metrics" => budget["CostTypes"].is_null() && is_there(part),
        _ => is_there(part),
    };
    let parts = OTHER.iter().filter(|part| is_set(part));
    parts.map(|part| (*part).to_owned()).collect()
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Subscriber {
    subscription_type: String,
    address: String,
}

pub(crate) struct Budget;

impl AwsKind for Budget {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["budget_name", "budget_type", "time_unit"],
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::named(
            "aws.budgets.budget",
            "an AWS budget: what the account may cost, and alerts",
            "budget_name",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        if !spec.other.is_empty() {
            return Err(refused("other", "it is read-only"));
        }
        let fault = |problem: &str| refused("alerts", problem);
        if spec.alerts.len() > ALERTS_MAX {
            return Err(fault("a budget has up to five alerts"));
        }
        for alert in &spec.alerts {
            if alert.emails.is_empty() && alert.topics.is_empty() {
                return Err(fault("an alert needs `emails` or a topic"));
            }
            if alert.emails.len() > EMAILS_MAX || alert.topics.len() > 1 {
                return Err(fault("an alert has up to ten `emails` and one topic"));
            }
        }
        Ok(())
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let of = json!({ "AccountId": aws.account(), "ShowFilterExpression": true });
        let operation = "DescribeBudgets";
        let all = Call::json(operation, of);
        let budgets = BUDGETS.resources(aws, all, "Budgets").await?;
        read_each(budgets, |mut budget| async move {
            if budget["BudgetLimit"].is_null() {
                // Limits planned by the month, or ones that AWS adjusts.
                budget["BudgetLimit"] = json!({ "Amount": "0", "Unit": "" });
            }
            let other = others(&budget);
            let mut spec: Spec = BUDGETS.read(operation, &NAMES, budget)?;
            spec.alerts = alerts_of(aws, &spec.budget_name).await?;
            spec.other = other;
            let tags = tags_of(aws, &spec.budget_name).await?;
            let (name, arn) = (spec.budget_name.clone(), arn(aws, &spec.budget_name));
            Ok(Some(Item::new(name, spec).tags(tags).output("arn", arn)))
        })
        .await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let alerts = spec.alerts.iter().map(|alert| {
            json!({ "Notification": notification(alert), "Subscribers": subscribers(alert) })
        });
        let body = json!({
            "AccountId": aws.account(), "Budget": NAMES.request(spec),
            "NotificationsWithSubscribers": alerts.collect::<Vec<_>>(),
            "ResourceTags": tag_list(&new.tags),
        });
        BUDGETS.tell(aws, Call::json("CreateBudget", body)).await?;
        let name = &spec.budget_name;
        Ok(made_named(name, arn(aws, name)))
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        let is_same = NAMES.request(before) == NAMES.request(after);
        if !is_same || before.other != after.other {
            // An update replaces the budget: what this kind has no field for stays, except what
            // contradicts the spec, beside which AWS refuses it.
            let call = Call::json("DescribeBudget", of(aws, name));
            let mut budget = BUDGETS.resource(&aws.reads(), call, "Budget").await?;
            if let (Some(fields), Value::Object(wanted)) =
                (budget.as_object_mut(), NAMES.request(after))
            {
                let stays = |field: &str| !(READ_ONLY.contains(&field) || OTHER.contains(&field));
                fields.retain(|field, _| stays(field));
                fields.extend(wanted);
            }
            let body = json!({ "AccountId": aws.account(), "NewBudget": budget });
            BUDGETS.tell(aws, Call::json("UpdateBudget", body)).await?;
        }
        let there = alerts_of(&aws.reads(), name).await?;
        for alert in there.difference(&after.alerts) {
            let call = Call::json("DeleteNotification", of_alert(aws, name, alert));
            BUDGETS.tell(aws, call).await?;
        }
        for alert in after.alerts.difference(&there) {
            let mut body = of_alert(aws, name, alert);
            body["Subscribers"] = subscribers(alert);
            BUDGETS
                .tell(aws, Call::json("CreateNotification", body))
                .await?;
        }
        Ok(())
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        BUDGETS
            .tell(aws, Call::json("DeleteBudget", of(aws, name)))
            .await
    }
}

/// Members of a description that a request must not have.
const READ_ONLY: &[&str] = &["CalculatedSpend", "LastUpdatedTime", "HealthStatus"];

/// Parts of a budget that say otherwise how much it is for and what it counts.
const OTHER: &[&str] = &[
    "FilterExpression",
    "Metrics",
    "CostTypes",
    "PlannedBudgetLimits",
    "AutoAdjustData",
];

fn of(aws: &Clients, name: &str) -> Value {
    json!({ "AccountId": aws.account(), "BudgetName": name })
}

fn of_alert(aws: &Clients, name: &str, alert: &Alert) -> Value {
    let mut body = of(aws, name);
    body["Notification"] = notification(alert);
    body
}

fn notification(alert: &Alert) -> Value {
    let mut notification = ALERT.request(alert);
    notification["Threshold"] = alert.threshold.number();
    notification
}

fn subscribers(alert: &Alert) -> Value {
    let subscriber = |kind: &'static str| move |address: &String| json!({ "SubscriptionType": kind, "Address": address });
    let emails = alert.emails.iter().map(subscriber("EMAIL"));
    emails
        .chain(alert.topics.iter().map(subscriber("SNS")))
        .collect()
}

async fn alerts_of(aws: &Clients, name: &str) -> Result<BTreeSet<Alert>> {
    let call = Call::json("DescribeNotificationsForBudget", of(aws, name));
    let found: Vec<Alert> = BUDGETS.specs(aws, call, "Notifications", &ALERT).await?;
    let mut alerts = BTreeSet::new();
    for mut alert in found {
        let body = of_alert(aws, name, &alert);
        let call = Call::json("DescribeSubscribersForNotification", body);
        let subscribers = BUDGETS.list::<Subscriber>(aws, call, "Subscribers").await;
        // An alert that was deleted meanwhile is none; the budget may still exist.
        let Some(subscribers) = unless_gone(subscribers)? else {
            continue;
        };
        for subscriber in subscribers {
            match subscriber.subscription_type.as_str() {
                "EMAIL" => alert.emails.insert(subscriber.address),
                _ => alert.topics.insert(subscriber.address),
            };
        }
        alerts.insert(alert);
    }
    Ok(alerts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn others(budget: Value) -> Vec<String> {
        super::others(&budget).into_iter().collect()
    }

    #[test]
    fn what_has_no_field_shows() {
        let types = |credit: bool, blended: bool| json!({ "IncludeCredit": credit, "IncludeTax": true, "UseBlended": blended });
        let expression = json!({ "Dimensions": { "Key": "SERVICE", "Values": ["Amazon S3"] } });
        assert!(others(json!({})).is_empty());
        assert!(others(json!({ "CostTypes": types(true, false) })).is_empty());
        for (credit, blended) in [(false, false), (true, true)] {
            let narrowed = json!({ "CostTypes": types(credit, blended) });
            assert_eq!(others(narrowed), ["CostTypes"]);
        }
        let by_expression = json!({
            "FilterExpression": expression, "Metrics": ["UnblendedCost"],
            "PlannedBudgetLimits": { "1767225600": { "Amount": "1", "Unit": "USD" } },
            "AutoAdjustData": { "AutoAdjustType": "FORECAST" },
        });
        let all = [
            "AutoAdjustData",
            "FilterExpression",
            "Metrics",
            "PlannedBudgetLimits",
        ];
        assert_eq!(others(by_expression), all);
        let told_twice = json!({
            "CostTypes": types(true, false), "FilterExpression": expression,
            "Metrics": ["UnblendedCost"],
        });
        assert!(others(told_twice).is_empty());
    }
}
