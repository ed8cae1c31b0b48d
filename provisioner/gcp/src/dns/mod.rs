//! Cloud DNS.

mod collection;
pub(crate) mod managed_zone;
pub(crate) mod policy;
mod record_set;
pub(crate) mod service;
