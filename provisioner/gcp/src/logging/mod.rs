//! Cloud Logging, and what its kinds share.

pub(crate) mod bucket;
pub(crate) mod exclusion;
pub(crate) mod metric;
pub(crate) mod service;
pub(crate) mod settings;
pub(crate) mod sink;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rest::last;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "logging";
/// Page size of a listing.
pub(crate) const PAGE: i32 = 1000;

/// An exclusion filter: log entries that are not stored or routed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Exclusion {
    /// The name, unique in the project or sink.
    name: String,
    /// The log entries to exclude, in the Logging query language.
    filter: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// Whether Cloud Logging ignores the exclusion. Default: false.
    #[serde(default)]
    disabled: bool,
}

/// Whether Google creates a bucket or sink of this name in every project.
pub(crate) fn is_googles(name: &str) -> bool {
    matches!(last(name), "_Default" | "_Required")
}
