//! `gcp.billing.budget`: a budget of the project (Cloud Billing Budget `budgets`).
//!
//! A budget belongs to the billing account; ours cover this project alone. Google numbers budgets
//! and has no field for an owner: the display name tells one from another, and one of that name
//! that exists beforehand is somebody else's. A budget sends notifications; it stops nothing.

use std::collections::BTreeSet;

use gabakura_model::Value;
use gabakura_model::catalogue::Identity;
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{ACCOUNT_SERVICE, SERVICE};
use crate::enums::string_enum;
use crate::hierarchy::project_number;
use crate::http::{Request, name_in};
use crate::kind::{
    Change, Clients, Created, Creation, Error, Facts, Fields, GoogleKind, Item, Result, SpecError,
};
use gabakura_adapter::created;

/// Page size of `budgets.list`.
const PAGE: &str = "100";

/// A budget of the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The display name, unique among the budgets of the project: 1 to 60 characters.
    display_name: String,
    /// The budgeted amount.
    amount: Amount,
    /// The calendar period that the amount is for. Default: `MONTH`.
    #[serde(default)]
    calendar_period: Period,
    /// The thresholds at which Google sends notifications. Default: none.
    #[serde(default)]
    threshold_rules: BTreeSet<Threshold>,
    /// The recipients of notifications.
    #[serde(default)]
    notifications_rule: Notifications,
}

/// A budgeted amount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Amount {
    /// A fixed amount of money.
    specified_amount: Money,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Money {
    /// The currency, as an ISO 4217 code; Google refuses any but the billing account's. Default:
    /// `JPY`.
    #[serde(default = "yen")]
    currency_code: String,
    /// The amount, in whole units of the currency.
    #[serde(deserialize_with = "whole_number")]
    units: i64,
}

/// A threshold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Threshold {
    /// The share of the amount, in percent; may be more than 100.
    threshold_percent: u32,
    /// Whether actual or forecast spend is measured. Default: `CURRENT_SPEND`.
    #[serde(default)]
    spend_basis: Basis,
}

/// The recipients of notifications.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Notifications {
    /// Cloud Monitoring notification channels, up to 5. Default: none.
    #[serde(default)]
    monitoring_notification_channels: BTreeSet<String>,
    /// Whether the administrators of the billing account get no notifications. Default: false.
    #[serde(default)]
    disable_default_iam_recipients: bool,
    /// Whether the owners of the project get notifications. Default: false.
    #[serde(default)]
    enable_project_level_recipients: bool,
}

string_enum! {
    /// A calendar period.
    Period { "MONTH" = 1, "QUARTER" = 2, "YEAR" = 3, }
}

string_enum! {
    /// The spend to measure.
    Basis { "CURRENT_SPEND" = 1, "FORECASTED_SPEND" = 2, }
}

fn yen() -> String {
    "JPY".to_owned()
}

/// Reads a whole number, which Google writes as text.
fn whole_number<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Number {
        Plain(i64),
        Text(String),
    }
    match Number::deserialize(from)? {
        Number::Plain(number) => Ok(number),
        Number::Text(text) => text.parse().map_err(D::Error::custom),
    }
}

pub(crate) struct Budget;

impl GoogleKind for Budget {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        identity: Identity::Named {
            field: "display_name",
        },
        // It holds no data: one of the same name and settings notifies the same recipients.
        interchangeable: true,
        immutable: &["display_name"],
        ..Facts::assigned(
            "gcp.billing.budget",
            "a budget of the project (Cloud Billing Budget `budgets`)",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        if !(1..=60).contains(&spec.display_name.chars().count()) {
            return Err(SpecError::new(
                "display_name",
                "expected 1 to 60 characters",
            ));
        }
        if spec.amount.specified_amount.units < 1 {
            return Err(SpecError::new(
                "amount.specified_amount.units",
                "expected 1 or more",
            ));
        }
        let channels = &spec.notifications_rule.monitoring_notification_channels;
        match channels.len() > 5 {
            true => Err(SpecError::new(
                "notifications_rule.monitoring_notification_channels",
                "expected up to 5",
            )),
            false => Ok(()),
        }
    }

    fn to_request(spec: &mut Fields) {
        let period = spec.remove("calendar_period").unwrap_or_default();
        let filter = Fields::from_iter([("calendar_period".to_owned(), period)]);
        spec.insert("budget_filter".to_owned(), filter.into());
        rescale(spec, |percent| percent / 100.0);
    }

    fn normalize(observed: &mut Fields) {
        let filter = observed.remove("budget_filter").unwrap_or_default();
        // A custom period cannot be declared; it must not pass for a month either.
        let periods = ["custom_period", "calendar_period"];
        if let Some(period) = periods.iter().find_map(|name| filter.get(name)) {
            observed.insert("calendar_period".to_owned(), period.clone());
        }
        rescale(observed, |share| (share * 100.0).round());
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let number = project_number(google).await?;
        let own = [google.project_name(), format!("projects/{number}")];
        let is_own = |project: &Value| own.iter().any(|name| project == name.as_str());
        let item = |budget: &Value| {
            let item = Item::of(budget);
            let projects = budget["budgetFilter"]["projects"].as_array();
            match projects.is_some_and(|all| all.len() == 1 && all.iter().all(is_own)) {
                true => {
                    let name = item.text("displayName").to_owned();
                    item.id(name)
                }
                // The organisation's, which covers several projects.
                false => {
                    let name = item.text("name").to_owned();
                    item.id(name).platform(true)
                }
            }
        };
        Ok(all(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let name = "CreateBudget";
        let Some(account) = billing_account(google).await? else {
            let message = "the project has no billing account: link one first";
            return Err(Error::refused(SERVICE, name, "no-billing-account", message));
        };
        if !of_name(google, &new.spec.display_name).await?.is_empty() {
            let message = "the project has a budget of this name already";
            return Err(Error::refused(SERVICE, name, "ALREADY_EXISTS", message));
        }
        let mut budget: Value = new.model()?;
        budget["budgetFilter"]["projects"] = vec![Value::from(google.project_name())].into();
        let request = Request::post(format!("/v1/{account}/budgets"), budget);
        google.change_http((SERVICE, name), request).await?;
        Ok(created(&new.spec.display_name))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        for fresh in of_name(google, &change.id).await? {
            let name = (SERVICE, "UpdateBudget");
            let path = format!("/v1/{}", name_in(&fresh, name)?);
            let (mut body, mut mask): (Value, _) = (change.applied_to(&fresh)?, change.mask());
            keep_filter(&fresh, &mut body, &mut mask);
            let request = Request::patch(path, &mask, body);
            google.change_http(name, request).await?;
        }
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        for budget in of_name(google, id).await? {
            let name = (SERVICE, "DeleteBudget");
            let request = Request::delete(format!("/v1/{}", name_in(&budget, name)?));
            google.change_http(name, request).await?;
        }
        Ok(())
    }
}

/// The project's billing account: `billingAccounts/…`; `None` where it has none.
async fn billing_account(google: &Clients) -> Result<Option<String>> {
    let request = Request::get(format!("/v1/{}/billingInfo", google.project_name()));
    let name = (ACCOUNT_SERVICE, "GetProjectBillingInfo");
    let info = google.read_http(name, request).await?;
    let account = info["billingAccountName"].as_str().unwrap_or_default();
    Ok((!account.is_empty()).then(|| account.to_owned()))
}

/// Every budget that covers the project.
async fn all(google: &Clients) -> Result<Vec<Value>> {
    let Some(account) = billing_account(google).await? else {
        return Ok(Vec::new());
    };
    let request = Request::get(format!("/v1/{account}/budgets"));
    let request = request.with("pageSize", PAGE);
    let request = request.with("scope", google.project_name());
    let name = (SERVICE, "ListBudgets");
    google.list_http(name, request, "budgets").await
}

/// The budgets of a name that cover the project alone.
async fn of_name(google: &Clients, display_name: &str) -> Result<Vec<Value>> {
    let mut budgets = all(google).await?;
    let projects = |budget: &Value| budget["budgetFilter"]["projects"].as_array().map(Vec::len);
    budgets.retain(|b| b["displayName"] == display_name && projects(b) == Some(1));
    Ok(budgets)
}

/// Keeps a budget's filter as it is, except for its period: other people may limit the budget to
/// some credits and services.
fn keep_filter(fresh: &Value, budget: &mut Value, mask: &mut FieldMask) {
    let period = budget["budgetFilter"]["calendarPeriod"].take();
    budget["budgetFilter"] = fresh["budgetFilter"].clone();
    for path in &mut mask.paths {
        if path == "budget_filter" {
            "budget_filter.calendar_period".clone_into(path);
            budget["budgetFilter"]["calendarPeriod"] = period.clone();
            if let Some(filter) = budget["budgetFilter"].as_object_mut() {
                filter.remove("customPeriod");
            }
        }
    }
}

/// Google writes a threshold as 0.5, a spec as 50.
fn rescale(budget: &mut Fields, scale: fn(f64) -> f64) {
    let rules = budget.get_mut("threshold_rules");
    let rules = rules.and_then(Value::as_array_mut).into_iter().flatten();
    for rule in rules {
        let Some(share) = rule["threshold_percent"].as_f64() else {
            continue;
        };
        let scaled = scale(share);
        // A whole number is written as one.
        rule["threshold_percent"] = match format!("{scaled}").parse::<i64>() {
            Ok(whole) => whole.into(),
            Err(_) => scaled.into(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn thresholds_are_percents() {
        let spec =
            json!({"threshold_rules": [{"threshold_percent": 90}], "calendar_period": "YEAR"});
        let mut fields = spec.as_object().unwrap().clone();
        Budget::to_request(&mut fields);
        let rest = json!({
            "threshold_rules": [{"threshold_percent": 0.9}],
            "budget_filter": {"calendar_period": "YEAR"},
        });
        assert_eq!(Value::Object(fields.clone()), rest);
        Budget::normalize(&mut fields);
        assert_eq!(Value::Object(fields), spec);
    }

    #[test]
    fn a_custom_period_is_not_a_month() {
        let began = json!({"start_date": {"year": 2026, "month": 4, "day": 1}});
        let observed = json!({
            "display_name": "b", "amount": {"specified_amount": {"units": "5"}},
            "budget_filter": {"custom_period": began},
        });
        let mut observed = observed.as_object().unwrap().clone();
        Budget::normalize(&mut observed);
        assert_eq!(observed["calendar_period"], began);
        assert!(serde_json::from_value::<Spec>(observed.into()).is_err());
    }

    #[test]
    fn the_other_fields_of_a_filter_stay() {
        let fresh = json!({"budgetFilter": {
            "projects": ["projects/1"], "services": ["services/x"], "customPeriod": {},
        }});
        let mut budget = json!({"budgetFilter": {"calendarPeriod": "YEAR"}});
        let mut mask = FieldMask::default().set_paths(["amount", "budget_filter"]);
        keep_filter(&fresh, &mut budget, &mut mask);
        let filter = json!({
            "projects": ["projects/1"], "services": ["services/x"], "calendarPeriod": "YEAR",
        });
        assert_eq!(budget["budgetFilter"], filter);
        assert_eq!(mask.paths, ["amount", "budget_filter.calendar_period"]);
    }
}
