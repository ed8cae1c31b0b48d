//! Amazon Macie: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::session;
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "macie2",
    &[RateLimit::new("", 2.5, 5.0, UNPUBLISHED)],
    &[managed::<session::Session>()],
);
