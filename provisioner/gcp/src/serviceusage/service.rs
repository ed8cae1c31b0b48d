//! Service Usage: its kinds and rate limits.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::enabled_service;
use crate::kind::{ESTIMATED, Service};

pub(crate) static SERVICE: Service = Service::new(
    super::SERVICE,
    &[RateLimit::new("", 1.0, 10.0, ESTIMATED)],
    &[managed::<enabled_service::EnabledService>()],
);
