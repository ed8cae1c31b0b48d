//! IAM Access Analyzer: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::analyzer;
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "accessanalyzer",
    &[RateLimit::new("", 2.5, 5.0, UNPUBLISHED)],
    &[managed::<analyzer::Analyzer>()],
);
