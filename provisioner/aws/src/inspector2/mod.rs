//! Amazon Inspector: known weaknesses of what runs here.

pub(crate) mod status;
