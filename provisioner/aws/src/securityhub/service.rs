//! AWS Security Hub: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{hub, standard};
use crate::kind::Service;

const QUOTAS: &str = "Quotas for AWS Security Hub: 1 call a second for enabling standards and \
                      switching controls, 10 for others";

pub(crate) static SERVICE: Service = Service::new(
    "securityhub",
    &[
        RateLimit::new("BatchEnable", 0.5, 1.0, QUOTAS),
        RateLimit::new("UpdateStandards", 0.5, 2.5, QUOTAS),
        RateLimit::new("", 5.0, 15.0, QUOTAS),
    ],
    &[managed::<hub::Hub>(), managed::<standard::Standard>()],
);
