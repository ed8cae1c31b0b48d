//! Amazon Macie.

pub(crate) mod session;
