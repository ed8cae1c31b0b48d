//! Kinds of IAM, and bindings, which other services' resources have too.

pub(crate) mod binding;
pub(crate) mod role;
pub(crate) mod service_account;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "iam";
