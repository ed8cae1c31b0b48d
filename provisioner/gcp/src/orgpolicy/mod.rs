//! Organization Policy.

pub(crate) mod custom_constraint;
mod effective;
pub(crate) mod policy;
pub(crate) mod service;

/// The service, as rate limits know it.
const SERVICE: &str = "orgpolicy";
/// Page size of a listing.
const PAGE: i32 = 1000;
