//! Kinds of Access Context Manager.

pub(crate) mod perimeter_config;
pub(crate) mod service_perimeter;
