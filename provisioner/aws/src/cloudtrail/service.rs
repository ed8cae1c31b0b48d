//! AWS CloudTrail: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::trail;
use crate::kind::Service;

const QUOTAS: &str = "Quotas in AWS CloudTrail: 10 reads a second, 1 to 5 changes";

pub(crate) static SERVICE: Service = Service::new(
    "cloudtrail",
    &[
        RateLimit::new("Describe", 5.0, 10.0, QUOTAS),
        RateLimit::new("Get", 5.0, 10.0, QUOTAS),
        RateLimit::new("List", 5.0, 10.0, QUOTAS),
        RateLimit::new("", 0.5, 2.0, QUOTAS),
    ],
    &[managed::<trail::Trail>()],
)
.not_yet(&[
    "CloudTrailARNInvalidException",
    "InsufficientEncryptionPolicyException",
    "InsufficientS3BucketPolicyException",
    "InvalidCloudWatchLogsLogGroupArnException",
    "InvalidCloudWatchLogsRoleArnException",
]);
