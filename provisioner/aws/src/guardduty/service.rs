//! Amazon GuardDuty: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::detector;
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "guardduty",
    &[RateLimit::new("", 2.5, 5.0, UNPUBLISHED)],
    &[managed::<detector::Detector>()],
);
