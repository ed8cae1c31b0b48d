//! `aws.budgets.budget`: what the account may cost, and who is told before it does
//! (AWS Budgets `CreateBudget`).
//!
//! The limit is in the currency AWS bills in. Budgets warn; they stop nothing.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_adapter::read_each;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{BUDGETS, arn, tags_of};
use crate::clients::Clients;
use crate::fault::{Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::spec::Decimal;
use crate::wire::{Call, tag_list};

/// Alerts of one budget, and e-mail addresses of one alert (AWS Budgets `CreateBudget`).
const ALERTS_MAX: usize = 5;
const EMAILS_MAX: usize = 10;

/// What the account may cost in a time, and who is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account; without `:` and `\`.
    budget_name: String,
    /// What it measures: `COST` (default), `USAGE`, `RI_UTILIZATION`, ….
    #[serde(default = "cost")]
    budget_type: String,
    /// The time it is for: `MONTHLY` (default), `DAILY`, `QUARTERLY`, `ANNUALLY`, ….
    #[serde(default = "monthly")]
    time_unit: String,
    /// How much.
    limit: Limit,
    /// What is counted, by dimension: `{ Service = ["Amazon Relational Database Service"] }`.
    /// Default: everything.
    #[serde(default)]
    cost_filters: BTreeMap<String, BTreeSet<String>>,
    /// Who is told, and when; up to five.
    #[serde(default)]
    alerts: BTreeSet<Alert>,
    /// Parts of an observed budget that have no field here, such as what else narrows what it
    /// counts. Nobody can declare them, so they show, and a change takes them off.
    #[serde(default)]
    other: BTreeSet<String>,
}

/// An amount of money or use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Limit {
    /// How much: `300000`.
    amount: Decimal,
    /// Of what: the currency AWS bills in, which is `USD` whatever the bill is paid in, or a unit
    /// of use.
    unit: String,
}

/// When somebody is told, and who.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Alert {
    /// Of what was spent (`ACTUAL`, the default) or of what will have been (`FORECASTED`).
    #[serde(default = "actual")]
    notification_type: String,
    /// `GREATER_THAN` (default), `LESS_THAN` or `EQUAL_TO`.
    #[serde(default = "greater")]
    comparison_operator: String,
    /// Than how much.
    threshold: Decimal,
    /// Whether that is of the limit in percent (`PERCENTAGE`, the default) or an `ABSOLUTE_VALUE`.
    #[serde(default = "percentage")]
    threshold_type: String,
    /// E-mail addresses, up to ten.
    #[serde(default)]
    emails: BTreeSet<String>,
    /// ARN of a topic; up to one.
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

/// A budget as AWS tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    budget_name: String,
    budget_type: String,
    time_unit: String,
    #[serde(default)]
    budget_limit: Spend,
    #[serde(default)]
    cost_filters: BTreeMap<String, BTreeSet<String>>,
    cost_types: Option<BTreeMap<String, bool>>,
    #[serde(default)]
    filter_expression: Value,
    #[serde(default)]
    metrics: BTreeSet<String>,
    #[serde(default)]
    planned_budget_limits: BTreeMap<String, Value>,
    #[serde(default)]
    auto_adjust_data: Value,
}

impl Told {
    /// Names of its parts that [`Spec`] has no field for.
    ///
    /// A budget counts by `CostFilters` and `CostTypes` or by `FilterExpression` and `Metrics`,
    /// never by both (AWS Budgets `UpdateBudget`): beside the former, the latter say nothing new.
    fn others(&self) -> BTreeSet<String> {
        let by_expression = self.cost_types.is_none();
        let counts_all = |(part, is_on): (&String, &bool)| *is_on == part.starts_with("Include");
        let parts = [
            (
                "FilterExpression",
                by_expression && !self.filter_expression.is_null(),
            ),
            ("Metrics", by_expression && !self.metrics.is_empty()),
            (
                "CostTypes",
                !self.cost_types.iter().flatten().all(counts_all),
            ),
            (
                "PlannedBudgetLimits",
                !self.planned_budget_limits.is_empty(),
            ),
            ("AutoAdjustData", !self.auto_adjust_data.is_null()),
        ];
        let there = parts.into_iter().filter(|(_, is_there)| *is_there);
        there.map(|(part, _)| part.to_owned()).collect()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Spend {
    amount: Decimal,
    unit: String,
}

/// When somebody is told, as AWS tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ToldAlert {
    notification_type: String,
    comparison_operator: String,
    threshold: Decimal,
    #[serde(default = "percentage")]
    threshold_type: String,
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
            "what the account may cost, and who is told before it does",
            "budget_name",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let fault = |problem: &str| SpecError {
            path: "alerts".to_owned(),
            problem: problem.to_owned(),
        };
        if !spec.other.is_empty() {
            return Err(SpecError {
                path: "other".to_owned(),
                problem: "it tells what others set, and cannot be declared".to_owned(),
            });
        }
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
        let all = Call::json("DescribeBudgets", of);
        let budgets: Vec<Told> = BUDGETS.list(aws, all, "Budgets").await?;
        read_each(budgets, |told| async move {
            let spec = Spec {
                alerts: alerts_of(aws, &told.budget_name).await?,
                other: told.others(),
                budget_name: told.budget_name,
                budget_type: told.budget_type,
                time_unit: told.time_unit,
                limit: Limit {
                    amount: told.budget_limit.amount,
                    unit: told.budget_limit.unit,
                },
                cost_filters: told.cost_filters,
            };
            let tags = tags_of(aws, &spec.budget_name).await?;
            let (name, arn) = (spec.budget_name.clone(), arn(aws, &spec.budget_name));
            Ok(Some(Item::new(name, spec).tags(tags).output("arn", arn)))
        })
        .await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let mut budget = json!({
            "BudgetName": spec.budget_name, "BudgetType": spec.budget_type,
            "TimeUnit": spec.time_unit,
        });
        lay_over(&mut budget, spec);
        let alerts = spec.alerts.iter().map(|alert| {
            json!({ "Notification": notification(alert), "Subscribers": subscribers(alert) })
        });
        let body = json!({
            "AccountId": aws.account(), "Budget": budget,
            "NotificationsWithSubscribers": alerts.collect::<Vec<_>>(),
            "ResourceTags": tag_list(&new.tags),
        });
        BUDGETS.tell(aws, Call::json("CreateBudget", body)).await?;
        let arn = arn(aws, &spec.budget_name);
        made_with_arn(
            "budgets",
            "CreateBudget",
            Some(&spec.budget_name),
            Some(&arn),
        )
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        let counted = |spec: &Spec| {
            let Spec {
                limit,
                cost_filters,
                other,
                ..
            } = spec.clone();
            (limit, cost_filters, other)
        };
        if counted(before) != counted(after) {
            // An update replaces the budget: what this kind does not speak of goes along, unless
            // it says otherwise what the spec says, beside which AWS refuses it.
            let call = Call::json("DescribeBudget", of(aws, name));
            let mut reply: Value = BUDGETS.ask(&aws.reads(), call).await?;
            let mut budget = reply["Budget"].take();
            if let Some(fields) = budget.as_object_mut() {
                let stays = |field: &str| !(TOLD_ONLY.contains(&field) || OTHER.contains(&field));
                fields.retain(|field, _| stays(field));
            }
            lay_over(&mut budget, after);
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

/// What AWS tells of a budget and does not take back.
const TOLD_ONLY: &[&str] = &["CalculatedSpend", "LastUpdatedTime", "HealthStatus"];

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

fn lay_over(budget: &mut Value, spec: &Spec) {
    budget["BudgetLimit"] = json!({ "Amount": spec.limit.amount, "Unit": spec.limit.unit });
    budget["CostFilters"] = json!(spec.cost_filters);
}

fn notification(alert: &Alert) -> Value {
    json!({
        "NotificationType": alert.notification_type,
        "ComparisonOperator": alert.comparison_operator,
        "Threshold": alert.threshold.number(),
        "ThresholdType": alert.threshold_type,
    })
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
    let told: Vec<ToldAlert> = BUDGETS.list(aws, call, "Notifications").await?;
    let mut alerts = BTreeSet::new();
    for told in told {
        let mut alert = Alert {
            notification_type: told.notification_type,
            comparison_operator: told.comparison_operator,
            threshold: told.threshold,
            threshold_type: told.threshold_type,
            emails: BTreeSet::new(),
            topics: BTreeSet::new(),
        };
        let body = of_alert(aws, name, &alert);
        let call = Call::json("DescribeSubscribersForNotification", body);
        let subscribers = BUDGETS.list::<Subscriber>(aws, call, "Subscribers").await;
        // An alert that went meanwhile is none; the budget may still be there.
        let Some(subscribers) = unless_gone(subscribers)? else {
            continue;
        };
        for subscriber in subscribers {
            let is_mail = subscriber.subscription_type == "EMAIL";
            let to = if is_mail {
                &mut alert.emails
            } else {
                &mut alert.topics
            };
            to.insert(subscriber.address);
        }
        alerts.insert(alert);
    }
    Ok(alerts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn others(parts: Value) -> Vec<String> {
        let mut told =
            json!({ "BudgetName": "month", "BudgetType": "COST", "TimeUnit": "MONTHLY" });
        for (part, value) in parts.as_object().unwrap() {
            told[part] = value.clone();
        }
        let told: Told = serde_json::from_value(told).unwrap();
        told.others().into_iter().collect()
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
