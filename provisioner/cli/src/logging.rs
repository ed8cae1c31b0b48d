//! Logs and traces of what gabakura does: off unless asked for, on stderr, never with a secret.

mod layer;
#[cfg(feature = "otlp")]
mod otlp;

use std::io::stderr;

use clap::ValueEnum;
use tracing_subscriber::filter::FilterExt;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::prelude::*;
use tracing_subscriber::{EnvFilter, Layer};

use self::layer::{Output, own};
use crate::error::Error;

/// What to log where `-v` is not given, in the syntax of `EnvFilter`.
const FILTER: &str = "GABAKURA_LOG";

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// A JSON object a line, with the spans that it belongs to.
    Json,
}

/// Logging that is under way; what is not exported yet is exported when it is dropped.
#[must_use]
pub struct Logs {
    #[cfg(feature = "otlp")]
    _traces: Option<otlp::Traces>,
}

/// Starts logging.
///
/// # Errors
/// A filter that cannot be read, or an OpenTelemetry exporter that cannot be set up.
pub fn start(verbose: u8, format: LogFormat) -> Result<Logs, Error> {
    let lines = filter(verbose)?.map(|filter| lines(filter, format));
    #[cfg(feature = "otlp")]
    let (spans, _traces) = otlp::start()?.unzip();
    #[cfg(not(feature = "otlp"))]
    let spans = None;
    let outputs: Vec<Output> = lines.into_iter().chain(spans).collect();
    if !outputs.is_empty() {
        let subscriber = tracing_subscriber::registry().with(outputs);
        subscriber
            .try_init()
            .expect("logging starts once in a process");
    }
    Ok(Logs {
        #[cfg(feature = "otlp")]
        _traces,
    })
}

/// The filter that was asked for, if any.
fn filter(verbose: u8) -> Result<Option<EnvFilter>, Error> {
    let asked = match verbose {
        0 => std::env::var(FILTER).ok().filter(|text| !text.is_empty()),
        1 => Some("info".to_owned()),
        2 => Some("debug".to_owned()),
        _ => Some("trace".to_owned()),
    };
    let filter = |text: String| {
        EnvFilter::try_new(&text).map_err(|error| {
            let problem = error.to_string();
            Error::message("log-filter", &[("filter", &text), ("problem", &problem)])
        })
    };
    asked.map(filter).transpose()
}

/// Lines on stderr. A span is a line when it ends, with its duration and its outcome.
fn lines(filter: EnvFilter, format: LogFormat) -> Output {
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(stderr)
        .with_ansi(false)
        .log_internal_errors(false)
        .with_span_events(FmtSpan::CLOSE);
    match format {
        LogFormat::Text => lines.with_filter(filter.and(own())).boxed(),
        LogFormat::Json => lines.json().with_filter(filter.and(own())).boxed(),
    }
}
