//! Amazon Inspector.

pub(crate) mod service;
pub(crate) mod status;
