//! AWS STS, which sessions ask whose credentials they have; it has no kinds.

use gabakura_model::rate_limit::RateLimit;

use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service =
    Service::new("sts", &[RateLimit::new("", 20.0, 40.0, UNPUBLISHED)], &[]);
