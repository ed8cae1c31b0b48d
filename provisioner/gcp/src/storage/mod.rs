//! Kinds of Cloud Storage.

pub(crate) mod bucket;
pub(crate) mod bucket_settings;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "storage";
