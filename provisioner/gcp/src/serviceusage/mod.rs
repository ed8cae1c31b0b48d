//! Service Usage.

pub(crate) mod enabled_service;
pub(crate) mod service;

/// The service, as rate limits know it.
const SERVICE: &str = "serviceusage";
