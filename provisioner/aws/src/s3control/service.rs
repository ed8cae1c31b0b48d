//! Amazon S3 Control: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::account_public_access_block;
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "s3control",
    &[RateLimit::new("", 5.0, 10.0, UNPUBLISHED)],
    &[managed::<
        account_public_access_block::AccountPublicAccessBlock,
    >()],
)
.not_yet(&["OperationAborted"]);
