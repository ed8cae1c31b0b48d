//! Cloud Logging: its kinds and rate limits.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{bucket, exclusion, metric, settings, sink};
use crate::kind::{ESTIMATED, Service};

pub(crate) static SERVICE: Service = Service::new(
    super::SERVICE,
    &[RateLimit::new("", 5.0, 10.0, ESTIMATED)],
    &[
        managed::<bucket::Bucket>(),
        managed::<settings::Settings>(),
        managed::<sink::Sink>(),
        managed::<exclusion::Exclusion>(),
        managed::<metric::Metric>(),
    ],
);
