//! Cloud Monitoring: its kinds and rate limits.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{alert_policy, notification_channel};
use crate::kind::{ESTIMATED, Service};

pub(crate) static SERVICE: Service = Service::new(
    super::SERVICE,
    &[RateLimit::new("", 10.0, 20.0, ESTIMATED)],
    &[
        managed::<alert_policy::AlertPolicy>(),
        managed::<notification_channel::NotificationChannel>(),
    ],
);
