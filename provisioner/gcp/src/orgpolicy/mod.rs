//! Kinds of the Organization Policy service.

pub(crate) mod custom_constraint;
mod inherited;
pub(crate) mod policy;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "orgpolicy";
/// Largest page of a listing.
const PAGE: i32 = 1000;
