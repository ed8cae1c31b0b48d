//! Essential Contacts: its kinds and rate limits.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::contact;
use crate::kind::{ESTIMATED, Service};

pub(crate) static SERVICE: Service = Service::new(
    super::SERVICE,
    &[RateLimit::new("", 1.0, 5.0, ESTIMATED)],
    &[managed::<contact::Contact>()],
);
