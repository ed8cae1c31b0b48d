//! Cloud Billing: its kinds and rate limits.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::budget;
use crate::kind::{ESTIMATED, Service};

/// Budgets.
pub(crate) static SERVICE: Service = Service::new(
    super::SERVICE,
    &[RateLimit::new("", 0.5, 5.0, ESTIMATED)],
    &[managed::<budget::Budget>()],
);

/// Billing accounts, of which the adapter only reads the project's.
pub(crate) static ACCOUNT_SERVICE: Service = Service::new(
    super::ACCOUNT_SERVICE,
    &[RateLimit::new("", 1.0, 5.0, ESTIMATED)],
    &[],
);
