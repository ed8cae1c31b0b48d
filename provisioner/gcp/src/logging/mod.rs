//! Kinds of Cloud Logging.

pub(crate) mod bucket;
pub(crate) mod exclusion;
pub(crate) mod metric;
pub(crate) mod settings;
pub(crate) mod sink;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "logging";
/// Largest page of a listing.
pub(crate) const PAGE: i32 = 1000;

/// Whether Google makes a bucket or sink of this name in every project.
pub(crate) fn is_googles(name: &str) -> bool {
    matches!(crate::rest::last(name), "_Default" | "_Required")
}
