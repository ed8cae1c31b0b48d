//! What others do in ways of their own, and what is made of it.

use gabakura_model::outcome::Made;
use gabakura_model::plan::Action;
use gabakura_model::tenancy::Cloud as CloudName;
use serde_json::{Value, json};

use super::budgets;
use super::promises::{Life, update_to};

/// The first case of a kind stands.
async fn standing(cases: Vec<super::case::Case>, kind: &str) -> (Life, Made) {
    let case = cases.into_iter().find(|case| case.name == kind);
    let life = Life::begin(CloudName::Aws, case.expect("it has a case")).await;
    let made = life.cloud.make(&life.order).await;
    (life, made)
}

/// Somebody else says something to AWS Budgets.
async fn to_budgets(life: &Life, operation: &str, body: &Value) -> (u16, Value) {
    let target = format!("AWSBudgetServiceGateway.{operation}");
    life.cloud.say("budgets", &target, body).await
}

#[tokio::test]
async fn a_budget_that_somebody_narrows_shows_and_is_put_right() {
    let (life, made) = standing(budgets::cases(), "aws.budgets.budget").await;
    let dollars = |amount: &str| json!({"Amount": amount, "Unit": "USD"});
    let budget = |parts: &Value| {
        let mut budget = json!({
            "BudgetName": made.id, "BudgetType": "COST", "TimeUnit": "MONTHLY",
            "BudgetLimit": dollars("2000"),
        });
        for (part, value) in parts.as_object().unwrap() {
            budget[part] = value.clone();
        }
        budget
    };
    let expression = json!({"Dimensions": {"Key": "SERVICE", "Values": ["Amazon S3"]}});
    let planned = json!({"1767225600": dollars("2000"), "1769904000": dollars("90000")});
    let narrowed = [
        (
            json!({"FilterExpression": expression, "Metrics": ["UnblendedCost"]}),
            json!(["FilterExpression", "Metrics"]),
        ),
        (
            json!({"CostTypes": {"IncludeCredit": true, "IncludeTax": false}}),
            json!(["CostTypes"]),
        ),
        (
            json!({"PlannedBudgetLimits": planned, "BudgetLimit": null}),
            json!(["PlannedBudgetLimits"]),
        ),
        (
            json!({"AutoAdjustData": {"AutoAdjustType": "FORECAST"}}),
            json!(["AutoAdjustData"]),
        ),
    ];
    for (parts, other) in narrowed {
        let account = &life.cloud.scope.account;
        let update = json!({"AccountId": account, "NewBudget": budget(&parts)});
        let (status, reply) = to_budgets(&life, "UpdateBudget", &update).await;
        assert_eq!(status, 200, "{reply}");
        let all = life.list().await;
        let found = &all[&made.id];
        assert_eq!(found.spec["other"], other);
        let specs = (&life.order.spec, &life.order.spec);
        let change = life.planned(&all, &made, specs, &life.order.tags);
        assert_eq!(change.action, Action::Update, "{other}");
        let update = update_to(found, &life.order.spec, &life.order.tags);
        life.cloud.update_ours(&update).await;
        life.stands_as_ordered("put right", &made).await;
    }
}

#[tokio::test]
async fn a_budget_is_in_the_currency_aws_bills_in() {
    let (life, _) = standing(budgets::cases(), "aws.budgets.budget").await;
    let mut order = life.order.clone();
    order.spec["budget_name"] = "yen".into();
    order.spec["limit"]["unit"] = "JPY".into();
    let refused = life.cloud.create(&order).await.unwrap_err();
    assert_eq!(refused.code(), "InvalidParameterException");
    assert!(refused.to_string().contains("[USD]"), "{refused}");
}
