//! Amazon CloudWatch Logs: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{log_group, metric_filter};
use crate::kind::Service;

pub(crate) static SERVICE: Service = Service::new(
    "cloudwatchlogs",
    &[RateLimit::new(
        "",
        2.5,
        5.0,
        "CloudWatch Logs quotas: 5 to 10 calls a second by operation",
    )],
    &[
        managed::<log_group::LogGroup>(),
        managed::<metric_filter::MetricFilter>(),
    ],
)
.not_yet(&["OperationAbortedException"]);
