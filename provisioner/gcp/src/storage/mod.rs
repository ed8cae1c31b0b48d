//! Cloud Storage.

pub(crate) mod bucket;
mod bucket_settings;
pub(crate) mod service;

/// The service, as rate limits know it.
const SERVICE: &str = "storage";
