//! Kinds of Cloud Monitoring.

pub(crate) mod alert_condition;
pub(crate) mod alert_policy;
pub(crate) mod notification_channel;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "monitoring";
/// Largest page of a listing.
pub(crate) const PAGE: i32 = 1000;
