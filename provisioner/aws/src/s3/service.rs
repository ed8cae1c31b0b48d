//! Amazon S3: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::bucket;
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "s3",
    &[RateLimit::new("", 20.0, 40.0, UNPUBLISHED)],
    &[managed::<bucket::Bucket>()],
)
.not_yet(&[
    "InvalidBucketState",
    "InvalidTargetBucketForLogging",
    "MalformedPolicy",
    "OperationAborted",
]);
