//! Access Context Manager (VPC Service Controls).

mod perimeter_config;
pub(crate) mod service;
pub(crate) mod service_perimeter;

/// The service, as rate limits know it.
const SERVICE: &str = "accesscontextmanager";
