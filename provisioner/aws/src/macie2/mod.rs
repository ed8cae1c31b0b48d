//! Amazon Macie: personal data in buckets.

pub(crate) mod service;
pub(crate) mod session;
