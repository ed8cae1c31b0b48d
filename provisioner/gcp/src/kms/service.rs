//! Cloud KMS: its kinds and rate limits.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{crypto_key, key_ring};
use crate::kind::Service;

const READS: &str = "Cloud KMS quotas: 300 reads a minute";
const WRITES: &str = "Cloud KMS quotas: 60 writes a minute";

pub(crate) static SERVICE: Service = Service::new(
    super::SERVICE,
    &[
        RateLimit::new("Get", 2.5, 30.0, READS),
        RateLimit::new("List", 2.5, 30.0, READS),
        RateLimit::new("", 0.5, 5.0, WRITES),
    ],
    &[
        managed::<key_ring::KeyRing>(),
        managed::<crypto_key::CryptoKey>(),
    ],
);
