//! Cloud DNS: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{collection, managed_zone, policy};
use crate::kind::{ESTIMATED, Service};

pub(crate) static SERVICE: Service = Service::new(
    collection::SERVICE,
    &[RateLimit::new("", 5.0, 10.0, ESTIMATED)],
    &[
        managed::<policy::Policy>(),
        managed::<managed_zone::ManagedZone>(),
    ],
)
.not_yet(&[
    "containerNotEmpty",
    "resourceInUse",
    "resourceInUseByAnotherResource",
]);
