//! The project itself, and its IAM policy in parts (Resource Manager).

pub(crate) mod audit_config;
pub(crate) mod iam_binding;
pub(crate) mod info;
mod policy;
pub(crate) mod service;
