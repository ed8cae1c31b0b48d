//! AWS Config: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{conformance_pack, recorder, rule};
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "configservice",
    &[RateLimit::new("", 2.5, 5.0, UNPUBLISHED)],
    &[
        managed::<recorder::Recorder>(),
        managed::<rule::Rule>(),
        managed::<conformance_pack::ConformancePack>(),
    ],
)
.not_yet(&["InsufficientDeliveryPolicyException"]);
