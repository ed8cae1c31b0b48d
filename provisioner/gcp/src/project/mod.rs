//! Kinds of the project itself: what it is, and its IAM policy in parts.

pub(crate) mod audit_config;
pub(crate) mod iam_binding;
pub(crate) mod info;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "cloudresourcemanager";
