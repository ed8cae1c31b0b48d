//! Amazon Macie.

pub(crate) mod service;
pub(crate) mod session;
