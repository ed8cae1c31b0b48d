//! Amazon ECS: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::cluster;
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "ecs",
    &[RateLimit::new("", 5.0, 10.0, UNPUBLISHED)],
    &[managed::<cluster::Cluster>()],
)
.not_yet(&["UpdateInProgressException"]);
