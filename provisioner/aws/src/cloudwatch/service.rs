//! Amazon CloudWatch: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::alarm;
use crate::kind::Service;

const QUOTAS: &str = "CloudWatch service quotas: 9 `DescribeAlarms` a second, 3 `PutMetricAlarm`";

pub(crate) static SERVICE: Service = Service::new(
    "cloudwatch",
    &[
        RateLimit::new("Describe", 4.5, 9.0, QUOTAS),
        RateLimit::new("List", 4.5, 9.0, QUOTAS),
        RateLimit::new("", 1.5, 3.0, QUOTAS),
    ],
    &[managed::<alarm::Alarm>()],
);
