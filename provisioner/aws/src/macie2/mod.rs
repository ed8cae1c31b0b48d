//! Amazon Macie: personal data in buckets.

pub(crate) mod session;
