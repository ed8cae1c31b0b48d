//! S3 Control: S3's settings of a whole account.

pub(crate) mod account_public_access_block;
pub(crate) mod service;
