//! AWS KMS: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{alias, grant, key};
use crate::kind::Service;
use crate::observed::observed;

const QUOTAS: &str = "Request quotas of AWS KMS: 5 to 15 calls a second by managing operation";

pub(crate) static SERVICE: Service = Service::new(
    "kms",
    &[
        RateLimit::new("Describe", 20.0, 20.0, QUOTAS),
        RateLimit::new("Get", 20.0, 20.0, QUOTAS),
        RateLimit::new("List", 20.0, 20.0, QUOTAS),
        RateLimit::new("", 2.5, 5.0, QUOTAS),
    ],
    &[
        managed::<key::Key>(),
        managed::<alias::Alias>(),
        observed::<grant::Grant>(),
    ],
)
.not_yet(&[
    "KMSInvalidStateException",
    "MalformedPolicyDocumentException",
]);
