//! Security Command Center.

pub(crate) mod notification_config;
pub(crate) mod service;

/// The service, as rate limits know it.
const SERVICE: &str = "securitycenter";
