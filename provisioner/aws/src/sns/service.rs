//! Amazon SNS: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{subscription, topic};
use crate::kind::Service;

pub(crate) static SERVICE: Service = Service::new(
    "sns",
    &[RateLimit::new(
        "",
        5.0,
        10.0,
        "Amazon SNS endpoints and quotas: 10 to 30 calls a second by operation",
    )],
    &[
        managed::<topic::Topic>(),
        managed::<subscription::Subscription>(),
    ],
)
.not_yet(&["ConcurrentAccess"]);
