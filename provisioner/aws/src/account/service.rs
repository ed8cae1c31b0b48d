//! AWS Account Management: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::alternate_contact;
use crate::kind::Service;

pub(crate) static SERVICE: Service = Service::new(
    "account",
    &[RateLimit::new(
        "",
        0.5,
        2.0,
        "Quotas for AWS Account Management: 1 call a second",
    )],
    &[managed::<alternate_contact::AlternateContact>()],
);
