//! Amazon ECR: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::repository;
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "ecr",
    &[RateLimit::new("", 5.0, 10.0, UNPUBLISHED)],
    &[managed::<repository::Repository>()],
);
