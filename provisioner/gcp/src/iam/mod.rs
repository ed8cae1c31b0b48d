//! Kinds of IAM, and bindings, which other services' resources have too.

pub(crate) mod binding;
mod kept;
pub(crate) mod role;
pub(crate) mod service_account;
pub(crate) mod workload_identity_pool;
pub(crate) mod workload_identity_pool_provider;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "iam";
