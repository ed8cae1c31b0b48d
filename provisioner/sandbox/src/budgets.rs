//! AWS Budgets: budgets and their notifications. All are in US dollars.
//!
//! Nothing is spent, so nobody is notified.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::Protocol;
use crate::records::{
    change, done, items, list_tags, page_by, tag, tag_resource, tags, text, untag_resource,
};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "budgets",
    Protocol::Json("1.1"),
    Operations::Own(&[
        ("CreateBudget", create),
        ("DescribeBudgets", list),
        ("DescribeBudget", describe),
        ("UpdateBudget", update),
        ("DeleteBudget", delete),
        ("DescribeNotificationsForBudget", notifications),
        ("DescribeSubscribersForNotification", subscribers),
        ("CreateNotification", create_notification),
        ("DeleteNotification", delete_notification),
        ("ListTagsForResource", |cx| {
            list_tags(cx, budget, "ResourceTags")
        }),
        ("TagResource", |cx| {
            tag_resource(cx, budget, "Tags", "ResourceTags")
        }),
        ("UntagResource", |cx| {
            untag_resource(cx, budget, "Tags", "ResourceTagKeys")
        }),
    ]),
);

/// Budgets by name. They belong to the account, whatever the region.
const BUDGET: Kind = Kind::global("budgets.budget", "global");
const PAGE: usize = 100;
/// AWS Budgets' own quotas.
const NOTIFICATIONS_MAX: usize = 5;
const EMAILS_MAX: usize = 10;

/// The currency of every amount.
const CURRENCY: &str = "USD";
/// The two ways to choose what a budget counts; they exclude each other.
const BY_FILTERS: [&str; 2] = ["CostFilters", "CostTypes"];
const BY_EXPRESSION: [&str; 2] = ["FilterExpression", "Metrics"];
/// What a budget counts, and how. By default all that begin with `Include`.
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

fn invalid(why: &str) -> AwsError {
    AwsError::bad("InvalidParameterException", why)
}

fn create(cx: &mut Context) -> Answer {
    let budget = &cx.request["Budget"];
    let name = text(budget, "BudgetName");
    if name.is_empty() || name.contains([':', '\\']) {
        return Err(invalid("BudgetName"));
    }
    if cx.text("AccountId") != cx.call.account {
        let message = "Account is not authorized to access this budget.";
        return Err(AwsError::bad("AccessDeniedException", message));
    }
    if cx.has(BUDGET, name) {
        let message = format!("Error creating budget: {name} - the budget already exists.");
        return Err(AwsError::bad("DuplicateRecordException", message));
    }
    let mut record = json!({ "Budget": {}, "Alerts": [], "Tags": {} });
    set(&mut record, budget)?;
    for notification in items(&cx.request["NotificationsWithSubscribers"]) {
        add_notification(&mut record, notification)?;
    }
    tag(&mut record, "Tags", tags(&cx.request["ResourceTags"]));
    cx.put(BUDGET, name, record);
    done()
}

/// AWS returns amounts with a decimal.
fn set(record: &mut Value, budget: &Value) -> Result<(), AwsError> {
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
    let by_expression = BY_EXPRESSION.iter().any(|field| has(budget, field));
    if by_expression && BY_FILTERS.iter().any(|field| has(budget, field)) {
        let message = "FilterExpression and Metrics exclude CostFilters and CostTypes";
        return Err(invalid(message));
    }
    record["Budget"] = budget.clone();
    if is_cost && !by_expression && !has(budget, "CostTypes") {
        let types = COST_TYPES.iter();
        let included = types.map(|it| ((*it).to_owned(), Value::from(it.starts_with("Include"))));
        record["Budget"]["CostTypes"] = included.collect();
    }
    record["Budget"]["BudgetLimit"] = json!({ "Amount": format!("{amount:?}"), "Unit": unit });
    record["Budget"]["CalculatedSpend"]["ActualSpend"] = json!({ "Amount": "0.0", "Unit": unit });
    Ok(())
}

fn has(budget: &Value, field: &str) -> bool {
    budget.get(field).is_some_and(|it| !it.is_null())
}

/// The limit: the same for every period, or planned for each, of which AWS returns the first.
fn limit(budget: &Value) -> Result<Value, AwsError> {
    let planned = budget["PlannedBudgetLimits"].as_object();
    let first = planned.and_then(|planned| planned.values().next());
    match first {
        Some(_) if has(budget, "BudgetLimit") => Err(invalid(
            "BudgetLimit and PlannedBudgetLimits exclude each other",
        )),
        Some(first) => Ok(first.clone()),
        None => Ok(budget["BudgetLimit"].clone()),
    }
}

/// Whether two notifications are the same, whoever their subscribers are.
fn is_same(one: &Value, other: &Value) -> bool {
    let key = |it: &Value| {
        let threshold = it["Threshold"].as_f64();
        let words = ["NotificationType", "ComparisonOperator"].map(|member| it[member].clone());
        let measure = it["ThresholdType"]
            .as_str()
            .unwrap_or("PERCENTAGE")
            .to_owned();
        (threshold, words, measure)
    };
    key(one) == key(other)
}

fn add_notification(record: &mut Value, added: &Value) -> Result<(), AwsError> {
    let subscribers: Vec<_> = items(&added["Subscribers"]).cloned().collect();
    let (emails, topics): (Vec<_>, Vec<_>) = subscribers
        .iter()
        .partition(|it| text(it, "SubscriptionType") == "EMAIL");
    if subscribers.is_empty() || emails.len() > EMAILS_MAX || topics.len() > 1 {
        return Err(invalid("Subscribers"));
    }
    if emails.iter().any(|it| !text(it, "Address").contains('@')) {
        return Err(invalid("Address"));
    }
    let Some(known) = record["Alerts"].as_array_mut() else {
        return Ok(());
    };
    if known.len() == NOTIFICATIONS_MAX {
        let message = "Number of notifications exceeds the limit";
        return Err(AwsError::bad("CreationLimitExceededException", message));
    }
    let notification = &added["Notification"];
    if known
        .iter()
        .any(|it| is_same(&it["Notification"], notification))
    {
        let message = "Error creating notification - the notification already exists.";
        return Err(AwsError::bad("DuplicateRecordException", message));
    }
    known.push(json!({ "Notification": notification, "Subscribers": subscribers }));
    Ok(())
}

fn list(cx: &mut Context) -> Answer {
    let budgets = cx
        .list(BUDGET)
        .iter()
        .map(|it| described(it, cx.request))
        .collect();
    let token = cx.request["NextToken"].as_str();
    let (budgets, next) = page_by(budgets, "BudgetName", token, PAGE);
    Ok(json!({ "Budgets": budgets, "NextToken": next }))
}

/// AWS returns the expression only when asked to.
fn described(record: &Value, request: &Value) -> Value {
    let mut budget = record["Budget"].clone();
    let is_whole = request["ShowFilterExpression"] == true;
    if let Some(members) = budget.as_object_mut().filter(|_| !is_whole) {
        members.retain(|member, _| !BY_EXPRESSION.contains(&member.as_str()));
    }
    budget
}

/// The budget that a request names: its name, or its ARN.
fn budget(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    let prefix = format!("arn:aws:budgets::{}:budget/", cx.call.account);
    let names = [
        cx.text("BudgetName"),
        text(&cx.request["NewBudget"], "BudgetName"),
        cx.text("ResourceARN")
            .strip_prefix(&prefix)
            .unwrap_or_default(),
    ];
    let name = names
        .into_iter()
        .find(|it| !it.is_empty())
        .unwrap_or_default();
    let record = cx.get(BUDGET, name).ok_or_else(|| not_found(name))?;
    Ok((BUDGET, name.to_owned(), record))
}

fn not_found(name: &str) -> AwsError {
    let message = format!("Unable to find budget: {name} - the budget doesn't exist.");
    AwsError::bad("NotFoundException", message)
}

fn describe(cx: &mut Context) -> Answer {
    Ok(json!({ "Budget": described(&budget(cx)?.2, cx.request) }))
}

fn update(cx: &mut Context) -> Answer {
    let (kind, name, mut record) = budget(cx)?;
    set(&mut record, &cx.request["NewBudget"])?;
    cx.put(kind, &name, record);
    done()
}

fn delete(cx: &mut Context) -> Answer {
    change(cx, budget, |record, _| *record = Value::Null)
}

fn notifications(cx: &mut Context) -> Answer {
    let (_, _, record) = budget(cx)?;
    let all: Vec<_> = items(&record["Alerts"])
        .map(|it| &it["Notification"])
        .collect();
    Ok(json!({ "Notifications": all }))
}

fn subscribers(cx: &mut Context) -> Answer {
    let (_, name, record) = budget(cx)?;
    let is_wanted = |it: &&Value| is_same(&it["Notification"], &cx.request["Notification"]);
    let found = items(&record["Alerts"]).find(is_wanted);
    let found = found.ok_or_else(|| not_found(&name))?;
    Ok(json!({ "Subscribers": found["Subscribers"] }))
}

fn create_notification(cx: &mut Context) -> Answer {
    let (kind, name, mut record) = budget(cx)?;
    add_notification(&mut record, cx.request)?;
    cx.put(kind, &name, record);
    done()
}

fn delete_notification(cx: &mut Context) -> Answer {
    let (kind, name, mut record) = budget(cx)?;
    let is_other = |it: &&Value| !is_same(&it["Notification"], &cx.request["Notification"]);
    let left: Vec<Value> = items(&record["Alerts"]).filter(is_other).cloned().collect();
    if left.len() == items(&record["Alerts"]).count() {
        return Err(not_found(&name));
    }
    record["Alerts"] = left.into();
    cx.put(kind, &name, record);
    done()
}
