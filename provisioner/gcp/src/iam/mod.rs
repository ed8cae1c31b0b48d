//! Identity and Access Management (IAM).

pub(crate) mod role;
pub(crate) mod service;
pub(crate) mod service_account;
pub(crate) mod workload_identity;

/// The service, as rate limits know it.
const SERVICE: &str = "iam";
