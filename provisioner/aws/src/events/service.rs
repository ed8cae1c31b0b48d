//! Amazon EventBridge: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::rule;
use crate::kind::Service;

pub(crate) static SERVICE: Service = Service::new(
    "eventbridge",
    &[RateLimit::new(
        "",
        2.5,
        5.0,
        "Amazon EventBridge quotas: 5 calls a second for rules and targets in the smallest regions",
    )],
    &[managed::<rule::Rule>()],
);
