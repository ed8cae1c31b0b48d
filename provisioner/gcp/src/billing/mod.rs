//! Kinds of Cloud Billing.

pub(crate) mod budget;
