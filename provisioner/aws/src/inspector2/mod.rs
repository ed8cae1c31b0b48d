//! Amazon Inspector.

pub(crate) mod status;
