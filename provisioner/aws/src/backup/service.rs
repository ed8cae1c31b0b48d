//! AWS Backup: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{plan, selection, vault};
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "backup",
    &[RateLimit::new("", 2.5, 5.0, UNPUBLISHED)],
    &[
        managed::<vault::Vault>(),
        managed::<plan::Plan>(),
        managed::<selection::Selection>(),
    ],
);
