//! `gcp.billing.budget`: how much the project may cost, and who hears when it is reached (Cloud
//! Billing Budget `budgets.create`).
//!
//! A budget stands in the billing account and is about this project alone. Google numbers budgets
//! and keeps nothing that says whose one is: its name tells one from another, and one of that name
//! that stands beforehand is somebody else's. A budget tells; it stops nothing.

use std::collections::BTreeSet;

use gabakura_model::Value;
use gabakura_model::catalogue::{Identity, SpecError};
use gabakura_model::outcome::Created;
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::order::{New, made};
use crate::project::info;
use crate::rest::Fields;
use crate::seen::Seen;
use crate::spec::{fault, whole_number};
use crate::wire::{Ask, name_in};
use crate::words::words;

/// The services, as rate limits know them.
const SERVICE: &str = "billingbudgets";
const ACCOUNTS: &str = "cloudbilling";
/// Largest page of `budgets.list`.
const PAGE: &str = "100";

/// How much the project may cost, and who hears when it is reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What people call it, unique among the project's budgets: up to 60 characters.
    display_name: String,
    /// How much.
    amount: Amount,
    /// For how long it is meant; it starts anew then. Google's default: a month.
    #[serde(default)]
    calendar_period: Period,
    /// At which parts of it somebody hears.
    #[serde(default)]
    threshold_rules: BTreeSet<Threshold>,
    /// Who hears.
    #[serde(default)]
    notifications_rule: Notifications,
}

/// How much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Amount {
    specified_amount: Money,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Money {
    /// Of which currency: the billing account's, or Google refuses it.
    #[serde(default = "yen")]
    currency_code: String,
    /// How many whole units of it.
    #[serde(deserialize_with = "whole_number")]
    units: i64,
}

/// A part of the amount.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Threshold {
    /// In percent of the amount; more than 100 is more than all of it.
    threshold_percent: u32,
    /// Of what was spent, or of what will have been spent by the end.
    #[serde(default)]
    spend_basis: Basis,
}

/// Who hears.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Notifications {
    /// Up to five channels of Cloud Monitoring, by name.
    #[serde(default)]
    monitoring_notification_channels: BTreeSet<String>,
    /// Whether those who administer the billing account do not hear.
    #[serde(default)]
    disable_default_iam_recipients: bool,
    /// Whether the owners of the project hear as well.
    #[serde(default)]
    enable_project_level_recipients: bool,
}

words! {
    /// How long a budget is meant for.
    Period { "MONTH" = 1, "QUARTER" = 2, "YEAR" = 3, }
}

words! {
    /// What is measured.
    Basis { "CURRENT_SPEND" = 1, "FORECASTED_SPEND" = 2, }
}

fn yen() -> String {
    "JPY".to_owned()
}

pub(crate) struct Budget;

impl GoogleKind for Budget {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        identity: Identity::Named {
            field: "display_name",
        },
        // It keeps nothing: one of the same name and settings tells the same people the same.
        interchangeable: true,
        immutable: &["display_name"],
        ..Facts::assigned(
            "gcp.billing.budget",
            "how much the project may cost, and who hears when it is reached",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if !(1..=60).contains(&spec.display_name.chars().count()) {
            return Err(fault("display_name", "expected 1 to 60 characters"));
        }
        if spec.amount.specified_amount.units < 1 {
            return Err(fault("amount.specified_amount.units", "expected 1 or more"));
        }
        let channels = &spec.notifications_rule.monitoring_notification_channels;
        match channels.len() > 5 {
            true => Err(fault(
                "notifications_rule.monitoring_notification_channels",
                "expected up to 5",
            )),
            false => Ok(()),
        }
    }

    fn shape(spec: &mut Fields) {
        let period = spec.remove("calendar_period").unwrap_or_default();
        let filter = Fields::from_iter([("calendar_period".to_owned(), period)]);
        spec.insert("budget_filter".to_owned(), filter.into());
        rescale(spec, |percent| percent / 100.0);
    }

    fn settle(seen: &mut Fields) {
        let filter = seen.remove("budget_filter").unwrap_or_default();
        // A period with a beginning of its own is none of ours, and no month either.
        let periods = ["custom_period", "calendar_period"];
        if let Some(period) = periods.iter().find_map(|name| filter.get(name)) {
            seen.insert("calendar_period".to_owned(), period.clone());
        }
        rescale(seen, |share| (share * 100.0).round());
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let number = info::number(google).await?;
        let own = [google.project_name(), format!("projects/{number}")];
        let seen = |budget: &Value| {
            let seen = Seen::of(budget);
            let about = budget["budgetFilter"]["projects"].as_array();
            let is_own = |one: &Value| own.iter().any(|name| one == name.as_str());
            match about.is_some_and(|about| about.len() == 1 && about.iter().all(is_own)) {
                true => {
                    let name = seen.text("displayName").to_owned();
                    seen.named(name)
                }
                // Somebody above watches over several projects.
                false => {
                    let name = seen.text("name").to_owned();
                    seen.named(name).platform(true)
                }
            }
        };
        Ok(all(google).await?.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let Some(account) = account(google).await? else {
            let told = "the project has no billing account: link one first";
            let name = "CreateBudget";
            return Err(Fault::refused(SERVICE, name, "no-billing-account", told));
        };
        if !of(google, &new.spec.display_name).await?.is_empty() {
            let told = "a budget of this name is about the project already";
            let name = "CreateBudget";
            return Err(Fault::refused(SERVICE, name, "ALREADY_EXISTS", told));
        }
        let ask = Ask::post(
            format!("/v1/{account}/budgets"),
            about(google, new.model()?),
        );
        google.tell((SERVICE, "CreateBudget"), ask).await?;
        Ok(made(&new.spec.display_name))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        for fresh in of(google, &change.id).await? {
            let name = (SERVICE, "UpdateBudget");
            let path = format!("/v1/{}", name_in(&fresh, name)?);
            let (mut body, mut mask): (Value, _) = (change.onto(&fresh)?, change.mask());
            keep_filter(&fresh, &mut body, &mut mask);
            google.tell(name, Ask::patch(path, &mask, body)).await?;
        }
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        for budget in of(google, id).await? {
            let name = (SERVICE, "DeleteBudget");
            let ask = Ask::delete(format!("/v1/{}", name_in(&budget, name)?));
            google.tell(name, ask).await?;
        }
        Ok(())
    }
}

/// The account that pays: `billingAccounts/…`; `None` where nobody does.
async fn account(google: &Clients) -> Result<Option<String>> {
    let ask = Ask::get(format!("/v1/{}/billingInfo", google.project_name()));
    let name = (ACCOUNTS, "GetProjectBillingInfo");
    let info = google.ask(name, ask).await?;
    let account = info["billingAccountName"].as_str().unwrap_or_default();
    Ok((!account.is_empty()).then(|| account.to_owned()))
}

/// Every budget that is about the project.
async fn all(google: &Clients) -> Result<Vec<Value>> {
    let Some(account) = account(google).await? else {
        return Ok(Vec::new());
    };
    let ask = Ask::get(format!("/v1/{account}/budgets"));
    let ask = ask.with("pageSize", PAGE);
    let ask = ask.with("scope", google.project_name());
    google
        .ask_all((SERVICE, "ListBudgets"), ask, "budgets")
        .await
}

/// The budgets of a name that are about the project alone.
async fn of(google: &Clients, display_name: &str) -> Result<Vec<Value>> {
    let mut budgets = all(google).await?;
    let projects = |budget: &Value| budget["budgetFilter"]["projects"].as_array().map(Vec::len);
    budgets.retain(|b| b["displayName"] == display_name && projects(b) == Some(1));
    Ok(budgets)
}

/// Leaves of a budget's filter all but its period as it stands: which credits and services count
/// is for those who say so.
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

/// Makes a budget be about this project alone.
fn about(google: &Clients, mut budget: Value) -> Value {
    budget["budgetFilter"]["projects"] = vec![Value::from(google.project_name())].into();
    budget
}

/// Google writes parts as 0.5, people as 50.
fn rescale(budget: &mut Fields, scale: fn(f64) -> f64) {
    let rules = budget.get_mut("threshold_rules");
    let rules = rules.and_then(Value::as_array_mut).into_iter().flatten();
    for rule in rules {
        let Some(part) = rule["threshold_percent"].as_f64() else {
            continue;
        };
        let scaled = scale(part);
        // What is whole is written as people do.
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
    fn parts_are_percents() {
        let spec =
            json!({"threshold_rules": [{"threshold_percent": 90}], "calendar_period": "YEAR"});
        let mut fields = spec.as_object().unwrap().clone();
        Budget::shape(&mut fields);
        let rest = json!({
            "threshold_rules": [{"threshold_percent": 0.9}],
            "budget_filter": {"calendar_period": "YEAR"},
        });
        assert_eq!(Value::Object(fields.clone()), rest);
        Budget::settle(&mut fields);
        assert_eq!(Value::Object(fields), spec);
    }

    #[test]
    fn a_period_of_its_own_is_no_month() {
        let began = json!({"start_date": {"year": 2026, "month": 4, "day": 1}});
        let seen = json!({
            "display_name": "b", "amount": {"specified_amount": {"units": "5"}},
            "budget_filter": {"custom_period": began},
        });
        let mut seen = seen.as_object().unwrap().clone();
        Budget::settle(&mut seen);
        assert_eq!(seen["calendar_period"], began);
        assert!(serde_json::from_value::<Spec>(seen.into()).is_err());
    }

    #[test]
    fn what_else_a_filter_says_stays() {
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
