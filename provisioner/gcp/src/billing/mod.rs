//! Cloud Billing: budgets, and the billing account of the project.

pub(crate) mod budget;
pub(crate) mod service;

/// The service of budgets, as rate limits know it.
const SERVICE: &str = "billingbudgets";
/// The service of billing accounts, as rate limits know it.
const ACCOUNT_SERVICE: &str = "cloudbilling";
