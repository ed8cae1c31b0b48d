//! Where logs go, and whose are let through.

use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::layer::Filter;
use tracing_subscriber::{Layer, Registry};

/// An output of logs or traces.
pub(super) type Output = Box<dyn Layer<Registry> + Send + Sync>;

/// Lets through what gabakura itself logs. What the SDKs log may hold requests and responses, and so
/// secrets: nobody can ask for it.
pub(super) fn own<S>() -> impl Filter<S> {
    filter_fn(|metadata| metadata.target().starts_with("gabakura"))
        .with_max_level_hint(LevelFilter::TRACE)
}
