//! Amazon Inspector: known weaknesses of what runs here.

pub(crate) mod service;
pub(crate) mod status;
