//! Organization Policy: its kinds and rate limits.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{custom_constraint, policy};
use crate::kind::{ESTIMATED, Service};

pub(crate) static SERVICE: Service = Service::new(
    super::SERVICE,
    &[
        RateLimit::new("Get", 1.0, 12.0, ESTIMATED),
        RateLimit::new("", 0.5, 5.0, ESTIMATED),
    ],
    &[
        managed::<policy::Policy>(),
        managed::<custom_constraint::CustomConstraint>(),
    ],
);
