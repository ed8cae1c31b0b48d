//! Cloud Storage: its kinds and rate limits.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::bucket;
use crate::kind::{ESTIMATED, Service};

const BUCKETS: &str =
    "Cloud Storage quotas & limits: about one bucket created or deleted every two seconds";

pub(crate) static SERVICE: Service = Service::new(
    super::SERVICE,
    &[
        RateLimit::new("CreateBucket", 0.5, 1.0, BUCKETS),
        RateLimit::new("DeleteBucket", 0.5, 1.0, BUCKETS),
        RateLimit::new("", 10.0, 20.0, ESTIMATED),
    ],
    &[managed::<bucket::Bucket>()],
);
