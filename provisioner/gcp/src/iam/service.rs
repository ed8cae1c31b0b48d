//! IAM: its kinds and rate limits.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::workload_identity::{pool, provider};
use super::{role, service_account};
use crate::kind::{ESTIMATED, Service};

pub(crate) static SERVICE: Service = Service::new(
    super::SERVICE,
    &[
        RateLimit::new("Get", 10.0, 50.0, ESTIMATED),
        RateLimit::new("List", 10.0, 50.0, ESTIMATED),
        RateLimit::new("", 5.0, 10.0, ESTIMATED),
    ],
    &[
        managed::<service_account::ServiceAccount>(),
        managed::<role::Role>(),
        managed::<pool::WorkloadIdentityPool>(),
        managed::<provider::WorkloadIdentityPoolProvider>(),
    ],
);
