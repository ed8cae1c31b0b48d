//! Kinds of the Organization Policy service.

pub(crate) mod policy;
