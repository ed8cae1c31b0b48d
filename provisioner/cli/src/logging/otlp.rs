//! Traces for OpenTelemetry, over OTLP (HTTP, protocol buffers).

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{FilterExt, LevelFilter};

use super::layer::{Output, own};
use crate::error::Error;

/// Where traces are sent, as every SDK of OpenTelemetry reads it; unset, none are. The exporter
/// itself reads this and its like (`OTEL_EXPORTER_OTLP_HEADERS`, `…_TIMEOUT`).
const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// The service that traces belong to.
const SERVICE: &str = "gabakura";

/// Traces that are exported; the rest of them when it is dropped.
pub struct Traces(SdkTracerProvider);

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::debug!(%error, "not every trace was exported");
        }
    }
}

/// Starts the export of traces, if an endpoint is named.
///
/// # Errors
/// An exporter that cannot be set up.
pub fn start() -> Result<Option<(Output, Traces)>, Error> {
    if std::env::var_os(ENDPOINT).is_none_or(|url| url.is_empty()) {
        return Ok(None);
    }
    let exporter = SpanExporter::builder().with_http().build();
    let exporter = exporter.map_err(|error| {
        let problem = error.to_string();
        Error::message("trace-exporter", &[("problem", &problem)])
    })?;
    let provider = SdkTracerProvider::builder()
        .with_resource(Resource::builder().with_service_name(SERVICE).build())
        .with_batch_exporter(exporter)
        .build();
    let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer(SERVICE));
    let spans = spans.with_filter(own().and(LevelFilter::DEBUG));
    Ok(Some((spans.boxed(), Traces(provider))))
}
