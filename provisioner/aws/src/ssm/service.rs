//! AWS Systems Manager: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{parameter, session_preferences};
use crate::kind::Service;

const QUOTAS: &str =
    "AWS Systems Manager endpoints and quotas: 3 `PutParameter` a second, 10 and more of others";

pub(crate) static SERVICE: Service = Service::new(
    "ssm",
    &[
        RateLimit::new("PutParameter", 1.5, 3.0, QUOTAS),
        RateLimit::new("", 5.0, 10.0, QUOTAS),
    ],
    &[
        managed::<parameter::Parameter>(),
        managed::<session_preferences::SessionPreferences>(),
    ],
)
.not_yet(&["TooManyUpdates"]);
