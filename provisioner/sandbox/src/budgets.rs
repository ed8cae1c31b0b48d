//! AWS Budgets: budgets, and who is told when they run out. All are billed in dollars.
//!
//! Nothing is spent, so nobody is told.

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::mends::paging::page;
use crate::records::text;
use crate::refusal::{self, Refusal};

/// Budgets by name. They belong to the account, whatever the region.
const BUDGET: &str = "budgets.budget";
const EVERYWHERE: &str = "global";
const PAGE: usize = 100;
/// AWS Budgets' own quotas.
const ALERTS_MAX: usize = 5;
const MAILS_MAX: usize = 10;

/// What amounts of money are in.
const CURRENCY: &str = "USD";
/// The two ways to say what a budget counts, of which it takes one.
const BY_FILTERS: [&str; 2] = ["CostFilters", "CostTypes"];
const BY_EXPRESSION: [&str; 2] = ["FilterExpression", "Metrics"];
/// What costs may be counted, and how. Unless it is said: all there are, as they are.
const COST_TYPES: [&str; 11] = [
    "IncludeCredit",
    "IncludeDiscount",
    "IncludeOtherSubscription",
    "IncludeRecurring",
    "IncludeRefund",
    "IncludeSubscription",
    "IncludeSupport",
    "IncludeTax",
    "IncludeUpfront",
    "UseAmortized",
    "UseBlended",
];

/// Answers an AWS Budgets call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let request = call.json();
    let answered = match call.operation().as_str() {
        "CreateBudget" => create(call, &request, bank),
        "DescribeBudgets" => Ok(list(&request, bank)),
        operation => on_one(operation, call, &request, bank),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::Budgets),
    }
}

fn invalid(why: &str) -> Refusal {
    Refusal::bad("InvalidParameterException", why)
}

fn create(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let budget = &request["Budget"];
    let name = text(budget, "BudgetName");
    if name.is_empty() || name.contains([':', '\\']) {
        return Err(invalid("BudgetName"));
    }
    if text(request, "AccountId") != call.account {
        let message = "Account is not authorized to access this budget.";
        return Err(Refusal::bad("AccessDeniedException", message));
    }
    if bank.side(BUDGET, EVERYWHERE, name).is_some() {
        let message = format!("Error creating budget: {name} - the budget already exists.");
        return Err(Refusal::bad("DuplicateRecordException", message));
    }
    let mut record = json!({ "Budget": {}, "Alerts": [], "Tags": {} });
    set(&mut record, budget)?;
    let alerts = request["NotificationsWithSubscribers"].as_array();
    for alert in alerts.into_iter().flatten() {
        add_alert(&mut record, alert)?;
    }
    tag(&mut record, request);
    bank.set_side(BUDGET, EVERYWHERE, name, record);
    Ok(json!({}))
}

/// Amounts come back as AWS tells them: with a decimal.
fn set(record: &mut Value, budget: &Value) -> Result<(), Refusal> {
    let limit = limit(budget)?;
    let amount: f64 = text(&limit, "Amount")
        .parse()
        .map_err(|_| invalid("BudgetLimit"))?;
    let (unit, is_cost) = (text(&limit, "Unit"), text(budget, "BudgetType") == "COST");
    if amount < 0.0 || unit.is_empty() {
        return Err(invalid("BudgetLimit"));
    }
    if is_cost && unit != CURRENCY {
        let message = format!("{unit} is not in the supported unit set: [{CURRENCY}]");
        return Err(invalid(&message));
    }
    let by_expression = BY_EXPRESSION.iter().any(|field| says(budget, field));
    if by_expression && BY_FILTERS.iter().any(|field| says(budget, field)) {
        let message = "FilterExpression and Metrics exclude CostFilters and CostTypes";
        return Err(invalid(message));
    }
    record["Budget"] = budget.clone();
    if is_cost && !by_expression && !says(budget, "CostTypes") {
        let types = COST_TYPES.iter();
        let told = types.map(|it| ((*it).to_owned(), Value::from(it.starts_with("Include"))));
        record["Budget"]["CostTypes"] = told.collect();
    }
    record["Budget"]["BudgetLimit"] = json!({ "Amount": format!("{amount:?}"), "Unit": unit });
    record["Budget"]["CalculatedSpend"]["ActualSpend"] = json!({ "Amount": "0.0", "Unit": unit });
    Ok(())
}

fn says(budget: &Value, field: &str) -> bool {
    budget.get(field).is_some_and(|it| !it.is_null())
}

/// What a budget is for: always the same, or planned for each time, of which the first is told.
fn limit(budget: &Value) -> Result<Value, Refusal> {
    let planned = budget["PlannedBudgetLimits"].as_object();
    let first = planned.and_then(|planned| planned.values().next());
    match first {
        Some(_) if says(budget, "BudgetLimit") => Err(invalid(
            "BudgetLimit and PlannedBudgetLimits exclude each other",
        )),
        Some(first) => Ok(first.clone()),
        None => Ok(budget["BudgetLimit"].clone()),
    }
}

/// Which alert it is: who is told of it does not count.
fn same_alert(one: &Value, other: &Value) -> bool {
    let key = |it: &Value| {
        let threshold = it["Threshold"].as_f64();
        let words = ["NotificationType", "ComparisonOperator"].map(|field| it[field].clone());
        let measure = it["ThresholdType"]
            .as_str()
            .unwrap_or("PERCENTAGE")
            .to_owned();
        (threshold, words, measure)
    };
    key(one) == key(other)
}

fn add_alert(record: &mut Value, alert: &Value) -> Result<(), Refusal> {
    let told = alert["Subscribers"].as_array().cloned().unwrap_or_default();
    let (mails, topics): (Vec<_>, Vec<_>) = told
        .iter()
        .partition(|it| text(it, "SubscriptionType") == "EMAIL");
    if told.is_empty() || mails.len() > MAILS_MAX || topics.len() > 1 {
        return Err(invalid("Subscribers"));
    }
    if mails.iter().any(|it| !text(it, "Address").contains('@')) {
        return Err(invalid("Address"));
    }
    let Some(alerts) = record["Alerts"].as_array_mut() else {
        return Ok(());
    };
    if alerts.len() == ALERTS_MAX {
        let message = "Number of notifications exceeds the limit";
        return Err(Refusal::bad("CreationLimitExceededException", message));
    }
    if alerts
        .iter()
        .any(|it| same_alert(&it["Notification"], &alert["Notification"]))
    {
        let message = "Error creating notification - the notification already exists.";
        return Err(Refusal::bad("DuplicateRecordException", message));
    }
    alerts.push(json!({ "Notification": alert["Notification"], "Subscribers": told }));
    Ok(())
}

fn tag(record: &mut Value, request: &Value) {
    for tag in request["ResourceTags"].as_array().into_iter().flatten() {
        record["Tags"][text(tag, "Key")] = tag["Value"].clone();
    }
}

fn list(request: &Value, bank: &Bank) -> Value {
    let budgets = bank.sides(BUDGET, EVERYWHERE).into_iter();
    let budgets = budgets.map(|it| shown(&it, request)).collect();
    let key = |it: &Value| text(it, "BudgetName").to_owned();
    let (budgets, next) = page(budgets, key, request["NextToken"].as_str(), PAGE);
    json!({ "Budgets": budgets, "NextToken": next })
}

/// A budget as it is told: with its expression to those who ask for it.
fn shown(record: &Value, request: &Value) -> Value {
    let mut budget = record["Budget"].clone();
    let is_whole = request["ShowFilterExpression"] == true;
    if let Some(fields) = budget.as_object_mut().filter(|_| !is_whole) {
        fields.retain(|field, _| !BY_EXPRESSION.contains(&field.as_str()));
    }
    budget
}

/// What is done with a budget that is there.
fn on_one(
    operation: &str,
    call: &Call,
    request: &Value,
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let new = &request["NewBudget"];
    let of_arn = || text(request, "ResourceARN").strip_prefix(&arn(call));
    let names = [
        Some(text(request, "BudgetName")),
        Some(text(new, "BudgetName")),
        of_arn(),
    ];
    let name = names.into_iter().flatten().find(|it| !it.is_empty());
    let name = name.unwrap_or_default();
    let gone = || {
        let message = format!("Unable to find budget: {name} - the budget doesn't exist.");
        Refusal::bad("NotFoundException", message)
    };
    let mut record = bank
        .side(BUDGET, EVERYWHERE, name)
        .cloned()
        .ok_or_else(gone)?;
    let is_asked = |it: &Value| same_alert(&it["Notification"], &request["Notification"]);
    let alerts = record["Alerts"].as_array().cloned().unwrap_or_default();
    let reply = match operation {
        "DescribeBudget" => return Ok(json!({ "Budget": shown(&record, request) })),
        "DescribeNotificationsForBudget" => {
            let alerts: Vec<_> = alerts.iter().map(|it| &it["Notification"]).collect();
            return Ok(json!({ "Notifications": alerts }));
        }
        "DescribeSubscribersForNotification" => {
            let alert = alerts.iter().find(|it| is_asked(it)).ok_or_else(gone)?;
            return Ok(json!({ "Subscribers": alert["Subscribers"] }));
        }
        "ListTagsForResource" => {
            let tags = record["Tags"].as_object().into_iter().flatten();
            let tag = |(key, value)| json!({ "Key": key, "Value": value });
            return Ok(json!({ "ResourceTags": tags.map(tag).collect::<Vec<_>>() }));
        }
        "UpdateBudget" => set(&mut record, new),
        "CreateNotification" => add_alert(&mut record, request),
        "DeleteNotification" => {
            let left: Vec<_> = alerts.iter().filter(|it| !is_asked(it)).collect();
            if left.len() == alerts.len() {
                return Err(gone());
            }
            record["Alerts"] = json!(left);
            Ok(())
        }
        "TagResource" => {
            tag(&mut record, request);
            Ok(())
        }
        "UntagResource" => {
            crate::records::untag(&mut record, &request["ResourceTagKeys"]);
            Ok(())
        }
        "DeleteBudget" => {
            record = Value::Null;
            Ok(())
        }
        _ => Err(Refusal::bad("UnknownOperationException", operation)),
    };
    reply?;
    bank.set_side(BUDGET, EVERYWHERE, name, record);
    Ok(json!({}))
}

/// What the ARN of a budget begins with.
fn arn(call: &Call) -> String {
    format!("arn:aws:budgets::{}:budget/", call.account)
}
